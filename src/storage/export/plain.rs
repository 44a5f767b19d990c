//! Markdown as plain paragraphs, for a recording and an issue's first line: marks of emphasis go, code keeps
//! its lines, formulas are text.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::Formulas;
use crate::domain::plain::clean;

/// Returns the text, paragraphs parted by a blank line.
pub fn text(source: &str, formulas: Formulas) -> String {
    let source = clean(source);
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_MATH;
    let mut out = String::with_capacity(source.len());
    let mut lists: Vec<Option<u64>> = Vec::new();
    for event in Parser::new_ext(&source, options) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                out.push_str(&text);
            }
            Event::InlineMath(tex) => out.push_str(&(formulas.inline)(&tex)),
            Event::DisplayMath(tex) => {
                end_line(&mut out);
                for row in (formulas.display)(&tex) {
                    out.push_str("  ");
                    out.push_str(&row);
                    out.push('\n');
                }
            }
            Event::SoftBreak => out.push(' '),
            Event::HardBreak => out.push('\n'),
            Event::Start(Tag::List(first)) => {
                end_line(&mut out);
                lists.push(first);
            }
            Event::Start(Tag::Item) => {
                end_line(&mut out);
                match lists.last_mut() {
                    Some(Some(number)) => {
                        out.push_str(&format!("{number}. "));
                        *number = number.saturating_add(1);
                    }
                    _ => out.push_str("- "),
                }
            }
            Event::End(TagEnd::List(_)) => {
                lists.pop();
                end_block(&mut out, &lists);
            }
            Event::End(TagEnd::TableCell) => out.push_str("  "),
            Event::End(TagEnd::TableRow | TagEnd::TableHead | TagEnd::Item) => end_line(&mut out),
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::Table) => {
                end_block(&mut out, &lists);
            }
            _ => {}
        }
    }
    out.trim_end().to_owned()
}

fn end_line(out: &mut String) {
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

fn end_block(out: &mut String, lists: &[Option<u64>]) {
    end_line(out);
    if lists.is_empty() && !out.is_empty() && !out.ends_with("\n\n") {
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_lists_and_formulas_are_plain_lines() {
        let formulas = Formulas {
            inline: str::to_uppercase,
            display: |tex| vec![tex.to_owned(), "-".to_owned()],
        };
        assert_eq!(
            text(
                "Why *is* $a$\n`b`?\n\n$$c$$\n\n- one\n- two\n\n1. three\n\n```py\nx = 1\n```",
                formulas
            ),
            "Why is A b?\n\n  c\n  -\n\n- one\n- two\n\n1. three\n\nx = 1"
        );
        assert_eq!(text("", formulas), "");
    }
}
