//! Markdown as HTML. Whatever a bank or an answer holds is escaped: raw HTML is shown as it was written, an
//! image is its words, a link leads to the web or is no link. Formulas are text, as on the screen.

use pulldown_cmark::{Alignment, CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use crate::domain::plain::clean;
use crate::storage::export::Formulas;

/// Returns blocks of HTML.
pub fn blocks(source: &str, formulas: Formulas) -> String {
    write(source, formulas, Shape::Blocks)
}

/// Returns HTML that may stand within a line: paragraphs are parted by a blank, lists by commas are not made.
pub fn inline(source: &str, formulas: Formulas) -> String {
    write(source, formulas, Shape::Line).trim().to_owned()
}

/// Returns text as HTML shows it.
pub fn escaped(text: &str) -> String {
    let text = clean(text);
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// Returns the address if it may stand in a page: one of the web, or of a letter.
pub fn address(url: &str) -> Option<&str> {
    let url = url.trim();
    ["https://", "http://", "mailto:"]
        .into_iter()
        .any(|scheme| {
            url.get(..scheme.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(scheme))
        })
        .then_some(url)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Blocks,
    Line,
}

fn write(source: &str, formulas: Formulas, shape: Shape) -> String {
    let source = clean(source);
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_MATH;
    let mut writer = Writer {
        formulas,
        shape,
        out: String::with_capacity(source.len() * 2),
        links: Vec::new(),
        columns: Vec::new(),
        column: 0,
        head: false,
    };
    for event in Parser::new_ext(&source, options) {
        writer.event(event);
    }
    writer.out
}

struct Writer {
    formulas: Formulas,
    shape: Shape,
    out: String,
    /// Whether each link around was opened.
    links: Vec<bool>,
    columns: Vec<Alignment>,
    column: usize,
    head: bool,
}

impl Writer {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.text(&text),
            Event::Code(text) => {
                self.raw("<code>");
                self.text(&text);
                self.raw("</code>");
            }
            Event::InlineMath(tex) => self.formula(&tex),
            Event::DisplayMath(tex) if self.shape == Shape::Line => self.formula(&tex),
            Event::DisplayMath(tex) => {
                let rows = (self.formulas.display)(&tex).join("\n");
                self.raw("<span class=\"formula\">");
                self.text(&rows);
                self.raw("</span>");
            }
            Event::SoftBreak => self.raw("\n"),
            Event::HardBreak => self.raw("<br>"),
            Event::Rule => self.block("<hr>"),
            Event::TaskListMarker(done) => self.raw(if done { "[✓] " } else { "[ ] " }),
            Event::FootnoteReference(_) => {}
        }
    }

    fn raw(&mut self, html: &str) {
        self.out.push_str(html);
    }

    fn text(&mut self, text: &str) {
        let text = escaped(text);
        self.out.push_str(&text);
    }

    /// A tag of a block; within a line a blank stands for it.
    fn block(&mut self, html: &str) {
        match self.shape {
            Shape::Blocks => self.out.push_str(html),
            Shape::Line => self.out.push(' '),
        }
    }

    fn formula(&mut self, tex: &str) {
        let text = (self.formulas.inline)(tex);
        self.raw("<span class=\"m\">");
        self.text(&text);
        self.raw("</span>");
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => self.block("<p>"),
            // The page's own headings are the outline; those of a text are below them.
            Tag::Heading { .. } => self.block("<p class=\"head\">"),
            Tag::BlockQuote(_) => self.block("<blockquote>"),
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => self.block("<pre><code>"),
            Tag::List(Some(first)) => self.block(&format!("<ol start=\"{first}\">")),
            Tag::List(None) => self.block("<ul>"),
            Tag::Item => self.block("<li>"),
            Tag::Table(columns) => {
                self.columns = columns;
                self.block("<div class=\"wide\"><table>");
            }
            Tag::TableHead => {
                self.head = true;
                self.column = 0;
                self.block("<thead><tr>");
            }
            Tag::TableRow => {
                self.column = 0;
                self.block("<tr>");
            }
            Tag::TableCell => {
                let side = match self.columns.get(self.column) {
                    Some(Alignment::Right) => " class=\"right\"",
                    Some(Alignment::Center) => " class=\"middle\"",
                    _ => "",
                };
                let cell = if self.head { "th" } else { "td" };
                self.block(&format!("<{cell}{side}>"));
                self.column += 1;
            }
            Tag::Emphasis => self.raw("<em>"),
            Tag::Strong => self.raw("<strong>"),
            Tag::Strikethrough => self.raw("<del>"),
            Tag::Link { dest_url, .. } => {
                let address = address(&dest_url).map(escaped);
                self.links.push(address.is_some());
                if let Some(address) = address {
                    self.raw(&format!("<a rel=\"noreferrer\" href=\"{address}\">"));
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) => self.block("</p>\n"),
            TagEnd::BlockQuote(_) => self.block("</blockquote>\n"),
            TagEnd::CodeBlock => self.block("</code></pre>\n"),
            TagEnd::List(true) => self.block("</ol>\n"),
            TagEnd::List(false) => self.block("</ul>\n"),
            TagEnd::Item => self.block("</li>\n"),
            TagEnd::Table => self.block("</tbody></table></div>\n"),
            TagEnd::TableHead => {
                self.head = false;
                self.block("</tr></thead><tbody>\n");
            }
            TagEnd::TableRow => self.block("</tr>\n"),
            TagEnd::TableCell => {
                let cell = if self.head { "</th>" } else { "</td>" };
                self.block(cell);
            }
            TagEnd::Emphasis => self.raw("</em>"),
            TagEnd::Strong => self.raw("</strong>"),
            TagEnd::Strikethrough => self.raw("</del>"),
            TagEnd::Link if self.links.pop() == Some(true) => self.raw("</a>"),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Formulas = Formulas {
        inline: |tex| format!("({tex})"),
        display: |tex| vec![tex.to_owned(), "=".to_owned()],
    };

    #[test]
    fn nothing_of_a_text_becomes_a_tag_or_loads_anything() {
        for (source, html) in [
            ("a <b>c</b> & d", "<p>a &lt;b&gt;c&lt;/b&gt; &amp; d</p>\n"),
            ("<script>x()</script>", "&lt;script&gt;x()&lt;/script&gt;"),
            ("![cat](https://e.org/c.png)", "<p>cat</p>\n"),
            ("[x](javascript:alert(1))", "<p>x</p>\n"),
            ("[x](data:text/html,y)", "<p>x</p>\n"),
            (
                "[x](https://e.org/?a=\"b\")",
                "<p><a rel=\"noreferrer\" href=\"https://e.org/?a=&quot;b&quot;\">x</a></p>\n",
            ),
            ("`<i>`", "<p><code>&lt;i&gt;</code></p>\n"),
            ("a\u{1b}[31mb\u{202e}", "<p>ab</p>\n"),
        ] {
            assert_eq!(blocks(source, PLAIN), html, "{source}");
        }
    }

    #[test]
    fn formulas_tables_and_lists_are_shown() {
        assert_eq!(
            blocks("so $a<b$ and\n\n$$c$$", PLAIN),
            "<p>so <span class=\"m\">(a&lt;b)</span> and</p>\n<p><span class=\"formula\">c\n=</span></p>\n"
        );
        assert_eq!(
            blocks("| a | b |\n|---|--:|\n| 1 | 2 |\n", PLAIN),
            "<div class=\"wide\"><table><thead><tr><th>a</th><th class=\"right\">b</th></tr></thead><tbody>\n\
             <tr><td>1</td><td class=\"right\">2</td></tr>\n</tbody></table></div>\n"
        );
        assert_eq!(inline("one\n\n- two *three*", PLAIN), "one   two <em>three</em>");
    }
}
