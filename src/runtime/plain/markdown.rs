//! Markdown as lines to be read aloud: a paragraph is a line, an item is a line, a table is a line for
//! each row with its headings said again, mathematics is Unicode on one line. Code keeps its lines.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::words::Line;
use crate::domain::plain::{clean, clean_line};
use crate::domain::words::counted;
use crate::ui::widgets::math;

/// Which characters mathematics is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Letters {
    Unicode,
    Ascii,
}

/// Returns the lines of a text.
pub fn lines(source: &str, letters: Letters) -> Vec<Line> {
    let source = clean(source);
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_MATH;
    let mut reader = Reader {
        letters,
        ..Reader::new()
    };
    for event in Parser::new_ext(&source, options) {
        reader.event(event);
    }
    reader.end_line();
    reader.lines
}

/// Returns the text on one line.
pub fn one_line(source: &str, letters: Letters) -> String {
    let lines: Vec<String> = lines(source, letters).into_iter().map(|line| line.text).collect();
    clean_line(&lines.join(" ")).into_owned()
}

/// A table as it is read.
#[derive(Default)]
struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

struct Reader {
    letters: Letters,
    lines: Vec<Line>,
    /// The line in hand.
    text: String,
    /// What the next line begins with: an item's mark, a quotation's word.
    lead: String,
    /// The next number of each list around, or none where it has marks.
    lists: Vec<Option<u64>>,
    /// Where links around lead, and where their words begin.
    links: Vec<(String, usize)>,
    code: Option<String>,
    table: Option<Table>,
}

impl Reader {
    fn new() -> Self {
        Self {
            letters: Letters::Unicode,
            lines: Vec::new(),
            text: String::new(),
            lead: String::new(),
            lists: Vec::new(),
            links: Vec::new(),
            code: None,
            table: None,
        }
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.code {
                Some(code) => code.push_str(&text),
                None => self.text.push_str(&text),
            },
            Event::Code(text) => self.text.push_str(&text),
            Event::InlineMath(tex) => {
                let formula = self.formula(&tex);
                self.text.push_str(&formula);
            }
            Event::DisplayMath(tex) => {
                let formula = self.formula(&tex);
                if self.table.is_some() {
                    self.text.push_str(&formula);
                } else {
                    // A formula of its own is a line of its own.
                    self.end_line();
                    self.text.push_str(&formula);
                    self.end_line();
                }
            }
            Event::InlineHtml(html) | Event::Html(html) => match html.trim() {
                "<br>" | "<br/>" | "<br />" => self.end_line(),
                comment if comment.starts_with("<!--") => {}
                _ => self.text.push_str(&html),
            },
            Event::HardBreak if self.table.is_none() => self.end_line(),
            Event::SoftBreak | Event::HardBreak => self.text.push(' '),
            Event::Rule => self.end_line(),
            Event::TaskListMarker(done) => self.text.push_str(if done { "done: " } else { "to do: " }),
            Event::FootnoteReference(_) => {}
        }
    }

    fn formula(&self, tex: &str) -> String {
        math::inline(tex, self.letters == Letters::Ascii)
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::BlockQuote(_) => {
                self.end_line();
                self.lead.push_str("Quotation: ");
            }
            Tag::CodeBlock(kind) => {
                self.end_line();
                let language = match kind {
                    CodeBlockKind::Fenced(info) => info.split_whitespace().next().map(str::to_owned),
                    CodeBlockKind::Indented => None,
                };
                let words = language.map_or_else(|| "Code:".to_owned(), |name| format!("Code, {name}:"));
                self.lines.push(Line::prose(clean_line(&words)));
                self.code = Some(String::new());
            }
            Tag::List(first) => {
                self.end_line();
                self.lists.push(first);
            }
            Tag::Item => {
                self.end_line();
                let depth = self.lists.len().saturating_sub(1);
                let mark = match self.lists.last_mut() {
                    Some(Some(next)) => {
                        let mark = format!("{next}. ");
                        *next = next.saturating_add(1);
                        mark
                    }
                    _ => "- ".to_owned(),
                };
                self.lead = "  ".repeat(depth) + &mark;
            }
            Tag::Table(_) => {
                self.end_line();
                self.table = Some(Table::default());
            }
            Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    table.rows.push(Vec::new());
                }
            }
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                self.links.push((dest_url.into_string(), self.text.len()));
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::HtmlBlock
                if self.table.is_none() =>
            {
                self.end_line();
            }
            TagEnd::BlockQuote(_) => {
                self.end_line();
                self.lead.clear();
            }
            TagEnd::List(_) => {
                self.end_line();
                self.lists.pop();
            }
            TagEnd::CodeBlock => {
                let code = self.code.take().unwrap_or_default();
                for line in clean(&code).lines() {
                    self.lines.push(Line::verbatim(format!("    {line}")));
                }
                self.lines.push(Line::prose("End of code."));
            }
            TagEnd::TableCell => {
                let cell = self.taken();
                if let Some(table) = &mut self.table {
                    match table.rows.last_mut() {
                        Some(row) => row.push(cell),
                        None => table.head.push(cell),
                    }
                }
            }
            TagEnd::Table => self.end_table(),
            TagEnd::Link | TagEnd::Image => {
                if let Some((url, from)) = self.links.pop()
                    && self.text.get(from..).is_some_and(|text| text != url)
                    && !url.is_empty()
                {
                    self.text.push_str(&format!(" ({url})"));
                }
            }
            _ => {}
        }
    }

    /// Returns the words in hand, white space as single blanks.
    fn taken(&mut self) -> String {
        let text = std::mem::take(&mut self.text);
        clean_line(&text).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn end_line(&mut self) {
        let text = self.taken();
        if !text.is_empty() {
            let lead = std::mem::take(&mut self.lead);
            self.lines.push(Line::prose(lead + &text));
        }
    }

    fn end_table(&mut self) {
        let Some(table) = self.table.take() else { return };
        self.lines.push(Line::prose(format!(
            "Table, {}, {}:",
            counted(table.head.len(), "column"),
            counted(table.rows.len(), "row")
        )));
        for (number, row) in table.rows.iter().enumerate() {
            let cells: Vec<String> = row
                .iter()
                .enumerate()
                .map(|(column, cell)| match table.head.get(column) {
                    Some(head) if !head.is_empty() => format!("{head}: {cell}"),
                    _ => cell.clone(),
                })
                .collect();
            let text = format!("Row {}: {}", number + 1, cells.join("; "));
            self.lines.push(Line::prose(text));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::plain::is_clean;

    fn said(source: &str) -> Vec<String> {
        lines(source, Letters::Unicode)
            .into_iter()
            .map(|line| line.text)
            .collect()
    }

    #[test]
    fn a_page_becomes_lines_to_be_read() {
        let page = "# What it is\n\nWhy is **cross-entropy** right for\na $\\sum_j z_j$?\n\n$$\\frac{a}{b}$$\n\n\
                    1. first\n   - nested\n2. second [CS229](https://cs229.stanford.edu)\n\n> quoted\n\n\
                    ```python\ndef f(x):\n    return x\n```\n\n| model | cost |\n| --- | --- |\n| a | 1 |\n| b | |\n\n\
                    - [x] done it\n- two\n\n  paragraphs\n\nend <https://d2l.ai>";
        assert_eq!(
            said(page),
            [
                "What it is",
                "Why is cross-entropy right for a ∑ⱼ zⱼ?",
                "a/b",
                "1. first",
                "  - nested",
                "2. second CS229 (https://cs229.stanford.edu)",
                "Quotation: quoted",
                "Code, python:",
                "    def f(x):",
                "        return x",
                "End of code.",
                "Table, 2 columns, 2 rows:",
                "Row 1: model: a; cost: 1",
                "Row 2: model: b; cost: ",
                "- done: done it",
                "- two",
                "paragraphs",
                "end https://d2l.ai",
            ]
        );
    }

    #[test]
    fn one_line_is_one_line() {
        assert_eq!(one_line("a\n\nb $x^2$", Letters::Unicode), "a b x²");
        assert_eq!(one_line("$x^2$", Letters::Ascii), "x^2");
    }

    proptest! {
        #[test]
        fn no_source_brings_a_line_break_or_an_escape_into_a_line(source in "([a-z|`>*#$\\[\\]()\\\\ \n\t\u{1b}\u{202e}0-9_-]){0,80}") {
            for line in lines(&source, Letters::Unicode) {
                prop_assert!(is_clean(&line.text), "{:?}", line);
                prop_assert!(!line.text.contains('\n'), "{:?}", line);
            }
        }
    }
}
