//! Changing a file without a cursor: lines are named by their numbers, and what is typed next goes there.

use super::commands::Verb;
use super::talk::Talk;
use crate::app::action::Action;
use crate::domain::words::counted;

/// Where in a file the lines typed next go.
#[derive(Debug, Clone, Default)]
pub(super) struct Patch {
    pub before: Vec<String>,
    pub lines: Vec<String>,
    pub after: Vec<String>,
}

impl Patch {
    /// Returns the whole file.
    pub fn text(&self) -> String {
        let lines: Vec<&str> = [&self.before, &self.lines, &self.after]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        lines.join("\n")
    }
}

impl Talk {
    /// Puts this in the place of the text in hand.
    pub(super) fn replace(&mut self, whole: &str) {
        let now = self.now.clone();
        let effects = self.app.replace_focused(whole, &now);
        self.take(effects);
    }

    /// Points at lines, or has them go.
    pub(super) fn edit_lines(&mut self, verb: Verb, argument: &str) {
        let text = self.text_in_hand().unwrap_or_default();
        let lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
        let range = match verb {
            Verb::Append => Some((lines.len() + 1, lines.len())),
            Verb::Insert => line_range(argument, lines.len()).map(|(first, _)| (first, first - 1)),
            _ => line_range(argument, lines.len()),
        };
        let Some((first, last)) = range else {
            return self.say(format!(
                "Say which lines, as in [change 3-5]: the file has {}.",
                counted(lines.len(), "line")
            ));
        };
        let patch = Patch {
            before: lines[..first - 1].to_vec(),
            lines: Vec::new(),
            after: lines[last..].to_vec(),
        };
        if verb == Verb::Delete {
            let whole = patch.text();
            self.replace(&whole);
        }
        self.writing.begun = true;
        self.writing.patch = Some(patch);
        self.say(match verb {
            Verb::Delete => format!(
                "Gone; {} left.",
                counted(lines.len() - (last + 1 - first), "line")
            ),
            Verb::Change => format!(
                "Type what takes the place of {}; a lone dot ends it.",
                lines_named(first, last)
            ),
            Verb::Insert => format!("Type what comes before line {first}; a lone dot ends it."),
            _ => "Type what comes at the end; a lone dot ends it.".to_owned(),
        });
    }

    pub(super) fn undo(&mut self) {
        let before = self.text_in_hand();
        self.perform(Action::Undo);
        let after = self.text_in_hand();
        if before == after {
            return self.say("There is nothing to undo.");
        }
        if self.writing.patch.is_some() {
            self.writing.patch = Some(Patch {
                before: after.unwrap_or_default().split('\n').map(str::to_owned).collect(),
                ..Patch::default()
            });
        }
        self.writing.begun = true;
        self.say("Undone. [show] says what stands there now.");
    }
}

/// Reads `3`, `3-5` or `3 5` as lines of a file that has so many.
fn line_range(argument: &str, lines: usize) -> Option<(usize, usize)> {
    let numbers: Vec<usize> = argument
        .split(|c: char| c == '-' || c.is_whitespace())
        .filter(|part| !part.is_empty())
        .map(str::parse)
        .collect::<Result<_, _>>()
        .ok()?;
    let (first, last) = match numbers[..] {
        [one] => (one, one),
        [first, last] => (first, last),
        _ => return None,
    };
    (1 <= first && first <= last && last <= lines).then_some((first, last))
}

fn lines_named(first: usize, last: usize) -> String {
    if first == last {
        format!("line {first}")
    } else {
        format!("lines {first} to {last}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_named_by_one_number_or_two() {
        for (argument, want) in [
            ("3", Some((3, 3))),
            ("3-5", Some((3, 5))),
            ("3 5", Some((3, 5))),
            ("1 - 9", Some((1, 9))),
            ("0", None),
            ("5-3", None),
            ("9-10", None),
            ("", None),
            ("x", None),
            ("1 2 3", None),
        ] {
            assert_eq!(line_range(argument, 9), want, "{argument}");
        }
    }
}
