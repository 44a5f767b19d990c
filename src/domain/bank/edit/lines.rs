//! A question's text as it is handed to an editor: without the indentation it has inside its bank, and
//! with it again afterwards. JSON has no line break inside a text, so that indentation is never content.

/// A text whose lines after the first lost what they all begin with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outdented {
    pub text: String,
    prefix: String,
}

/// Takes off the indentation that all lines after the first share; line ends become line feeds.
pub fn outdented(text: &str) -> Outdented {
    let text = text.replace("\r\n", "\n");
    let mut lines = text.split('\n').skip(1).filter(|line| !line.is_empty());
    let blanks = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let mut prefix = lines.next().map_or("", |line| &line[..blanks(line)]).to_owned();
    for line in lines {
        let same = prefix
            .bytes()
            .zip(line.bytes())
            .take_while(|(a, b)| a == b)
            .count();
        prefix.truncate(same);
    }
    // The closing brace stands where the question begins: its fields keep their own step.
    let out: Vec<&str> = text
        .split('\n')
        .enumerate()
        .map(|(at, line)| match at {
            0 => line,
            _ => line.strip_prefix(prefix.as_str()).unwrap_or(line),
        })
        .collect();
    Outdented {
        text: out.join("\n"),
        prefix,
    }
}

impl Outdented {
    /// Returns a text that was changed meanwhile with its indentation again.
    pub fn indented(&self, changed: &str) -> String {
        let changed = changed.replace("\r\n", "\n");
        let lines: Vec<String> = changed
            .trim()
            .lines()
            .enumerate()
            .map(|(at, line)| match (at, line) {
                (0, line) | (_, line @ "") => line.to_owned(),
                (_, line) => format!("{}{line}", self.prefix),
            })
            .collect();
        lines.join("\n")
    }
}
