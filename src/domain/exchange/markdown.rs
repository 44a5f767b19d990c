//! Lists of questions and answers in Markdown, in the shapes that people write: headings with paragraphs,
//! `Q:` and `A:`, numbered lists, a question in bold, `<details>` blocks. Line by line, as the lists are
//! seldom clean Markdown; fenced code is never looked into.

use super::{Card, MOST, Read, html};

/// Characters that are told of the first line that is left out.
const FIRST: usize = 60;

/// What a line is.
enum Line<'a> {
    Heading(usize, &'a str),
    /// `Q:` in one of its forms.
    Ask(&'a str),
    /// `A:` in one of its forms.
    Answer(&'a str),
    Numbered(&'a str),
    /// A line that is all bold and asks something.
    Bold(&'a str),
    Summary(String),
    /// Tags that only fold.
    Fold,
    Text,
}

#[derive(Default)]
struct Reader {
    cards: Vec<Card>,
    /// The card under way; `asked`: its question is not over yet.
    card: Option<Open>,
    /// Headings above, by level.
    above: Vec<(usize, String)>,
    /// Lines of text that stand in no question, and the first of them.
    outside: Option<(usize, String)>,
}

struct Open {
    ask: String,
    answer: String,
    /// By what it was begun, so that another shape inside an answer does not end it.
    by: By,
    topic: String,
    answering: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Heading(usize),
    Letter,
    Number,
    Bold,
    Summary,
}

/// Reads a list.
pub fn cards(text: &str) -> Read {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let lines: Vec<&str> = text.lines().collect();
    let shape = Shape::of(&lines);
    let mut reader = Reader::default();
    let mut fence: Option<&str> = None;
    for raw in skip_front_matter(&lines) {
        let trimmed = raw.trim_start();
        if let Some(mark) = fence {
            if trimmed.starts_with(mark) {
                fence = None;
            }
            reader.text(raw);
            continue;
        }
        if let Some(mark) = ["```", "~~~"].into_iter().find(|mark| trimmed.starts_with(mark)) {
            fence = Some(mark);
            reader.text(raw);
            continue;
        }
        match line(raw) {
            Line::Heading(level, words) => reader.heading(level, words, &shape),
            Line::Ask(words) => reader.begin(words, By::Letter),
            Line::Answer(words) => reader.answer(words),
            Line::Numbered(words) if shape.numbered && (reader.by_itself(By::Number)) => {
                reader.numbered(words);
            }
            Line::Bold(words) if shape.bold && reader.by_itself(By::Bold) => reader.begin(words, By::Bold),
            Line::Summary(words) => reader.summary(&words),
            Line::Fold => {}
            _ => reader.text(raw),
        }
    }
    reader.end();
    let mut read = Read {
        cards: reader.cards,
        notes: Vec::new(),
    };
    if let Some((lines, first)) = reader.outside.filter(|_| !read.cards.is_empty()) {
        let stand = if lines == 1 { "line stands" } else { "lines stand" };
        read.notes.push(format!(
            "{lines} {stand} in no question and will be left out, the first: “{first}”."
        ));
    }
    if read.cards.len() > MOST {
        read.notes.push(format!(
            "{} were left out: a bank has at most {MOST} questions.",
            read.cards.len() - MOST
        ));
        read.cards.truncate(MOST);
    }
    read
}

/// Which shapes begin a question in this text. A shape of its own (`Q:`, `<details>`) makes numbers, bold
/// lines and headings content.
struct Shape {
    headings: Option<usize>,
    numbered: bool,
    bold: bool,
}

impl Shape {
    fn of(lines: &[&str]) -> Self {
        let mut counts = [0_usize; 4];
        let mut levels = [0_usize; 7];
        let mut asking = [0_usize; 7];
        let mut fence = false;
        for raw in lines {
            if raw.trim_start().starts_with("```") || raw.trim_start().starts_with("~~~") {
                fence = !fence;
            }
            if fence {
                continue;
            }
            match line(raw) {
                Line::Ask(_) => counts[0] += 1,
                Line::Summary(_) => counts[1] += 1,
                Line::Numbered(words) if !raw.starts_with([' ', '\t']) => {
                    counts[2] += 1 + usize::from(words.trim_end_matches('*').ends_with('?'));
                }
                Line::Bold(_) => counts[3] += 1,
                Line::Heading(level, words) => {
                    levels[level] += 1;
                    asking[level] += usize::from(is_question(words));
                }
                _ => {}
            }
        }
        let [letters, summaries, numbers, bold] = counts;
        let own = letters > 0 || summaries > 0;
        // The level that asks most; of headings that ask nothing the deepest there is.
        let most = (1..=6)
            .filter(|level| asking[*level] > 0)
            .max_by_key(|level| asking[*level]);
        let headings = most.or_else(|| {
            let plain = (1..=6).rev().find(|level| levels[*level] > 1);
            plain.filter(|_| numbers == 0 && bold == 0)
        });
        let headings = headings.filter(|_| !own);
        Self {
            numbered: !own && headings.is_none() && numbers > 0,
            bold: !own && headings.is_none() && bold > 0,
            headings,
        }
    }
}

impl Reader {
    fn heading(&mut self, level: usize, words: &str, shape: &Shape) {
        let asks = shape.headings == Some(level);
        match &self.card {
            // A smaller heading inside an answer is part of it.
            Some(open) if matches!(open.by, By::Heading(by) if level > by) => {
                let raw = format!("{} {words}", "#".repeat(level));
                return self.text(&raw);
            }
            _ => {}
        }
        if asks {
            return self.begin(words, By::Heading(level));
        }
        self.end();
        self.above.retain(|(above, _)| *above < level);
        self.above.push((level, plain_words(words)));
    }

    fn begin(&mut self, words: &str, by: By) {
        self.end();
        let topic = match self.above.as_slice() {
            // A title over everything is no topic where there are chapters.
            [.., (level, words)] if *level > 1 || self.above.len() > 1 => words.clone(),
            _ => String::new(),
        };
        self.card = Some(Open {
            ask: strip_number(plain_bold(words)).to_owned(),
            answer: String::new(),
            by,
            topic,
            answering: by != By::Letter,
        });
    }

    /// `1. **Why?** Because` and `1. Why? Because` have the answer in the same line.
    fn numbered(&mut self, words: &str) {
        let (ask, answer) = split_line(words);
        self.begin(ask, By::Number);
        if !answer.is_empty() {
            self.text(answer);
        }
    }

    fn answer(&mut self, words: &str) {
        if let Some(open) = &mut self.card {
            open.answering = true;
            self.text(words);
        }
    }

    fn summary(&mut self, words: &str) {
        let generic = [
            "answer",
            "solution",
            "show answer",
            "click",
            "show",
            "lösung",
            "antwort",
        ];
        let plain = plain_words(words).to_lowercase();
        let folds = plain.len() < 30 && generic.iter().any(|word| plain.contains(word));
        match &mut self.card {
            // The answer of a question above is what is folded away.
            Some(open) if folds => open.answering = true,
            _ => self.begin(words, By::Summary),
        }
    }

    fn text(&mut self, raw: &str) {
        let Some(open) = &mut self.card else {
            let words = raw.trim();
            if words.contains(char::is_alphanumeric) {
                let first = || words.chars().take(FIRST).collect();
                self.outside.get_or_insert_with(|| (0, first())).0 += 1;
            }
            return;
        };
        let into = if open.answering {
            &mut open.answer
        } else {
            &mut open.ask
        };
        into.push('\n');
        into.push_str(raw);
    }

    /// Whether a line of this shape begins a question here.
    fn by_itself(&self, by: By) -> bool {
        self.card.as_ref().is_none_or(|open| open.by == by)
    }

    fn end(&mut self) {
        let Some(open) = self.card.take() else { return };
        let answer = outdent(&open.answer);
        self.cards.push(Card {
            ask: open.ask.trim().to_owned(),
            answer,
            topic: open.topic,
            ..Card::default()
        });
    }
}

fn line(raw: &str) -> Line<'_> {
    let trimmed = raw.trim();
    let hashes = trimmed.bytes().take_while(|byte| *byte == b'#').count();
    if (1..=6).contains(&hashes)
        && let Some(words) = trimmed.get(hashes..).filter(|rest| rest.starts_with(' '))
    {
        let words = words.trim().trim_end_matches('#').trim();
        return match (letter(words, 'q'), letter(words, 'a')) {
            (Some(rest), _) => Line::Ask(rest),
            (_, Some(rest)) => Line::Answer(rest),
            _ => Line::Heading(hashes, words),
        };
    }
    let lower = trimmed.to_ascii_lowercase();
    if let Some(at) = lower.find("<summary>") {
        let words = trimmed.get(at + 9..).unwrap_or_default();
        let end = words
            .to_ascii_lowercase()
            .find("</summary>")
            .unwrap_or(words.len());
        return Line::Summary(html::text(words.get(..end).unwrap_or(words)));
    }
    if matches!(
        lower.as_str(),
        "<details>" | "</details>" | "<details open>" | "</summary>"
    ) {
        return Line::Fold;
    }
    let bare = trimmed.trim_start_matches(['-', '*', '+']).trim_start();
    for words in [trimmed, bare] {
        if let Some(rest) = letter(words, 'q') {
            return Line::Ask(rest);
        }
        if let Some(rest) = letter(words, 'a') {
            return Line::Answer(rest);
        }
    }
    if !raw.starts_with([' ', '\t'])
        && let Some(words) = number(trimmed)
    {
        return Line::Numbered(words);
    }
    if let Some(words) = trimmed
        .strip_prefix("**")
        .and_then(|rest| rest.strip_suffix("**"))
        .filter(|words| !words.contains("**") && !words.is_empty())
    {
        return Line::Bold(words);
    }
    Line::Text
}

/// Returns what follows `Q:`, `Q1.`, `**Question 2:**` and the like.
fn letter(words: &str, which: char) -> Option<&str> {
    let bold = words.starts_with("**");
    let bare = words.trim_start_matches('*').trim_start_matches('_');
    let (long, short) = match which {
        'q' => ("question", "q"),
        _ => ("answer", "a"),
    };
    let lower = bare.get(..bare.len().min(10))?.to_ascii_lowercase();
    let rest = if lower.starts_with(long) {
        bare.get(long.len()..)?
    } else if lower.starts_with(short) {
        bare.get(1..)?
    } else {
        return None;
    };
    let rest = rest.trim_start();
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let rest = rest.get(digits..)?.trim_start();
    // `A. ` alone is a choice of an answer, `Q. ` is nobody's.
    let rest = match (rest.strip_prefix(':'), digits > 0 || which == 'q') {
        (Some(rest), _) => rest,
        (None, true) => rest.strip_prefix(['.', ')'])?,
        (None, false) => return None,
    };
    let rest = rest.trim();
    Some(match (bold, rest.strip_prefix("**")) {
        // `**Q:** Why?`
        (true, Some(rest)) => rest.trim(),
        // `**Q: Why?**`
        (true, None) => rest.strip_suffix("**").unwrap_or(rest),
        (false, _) => rest,
    })
}

/// Returns what follows `1.` or `2)`.
fn number(words: &str) -> Option<&str> {
    let words = words.strip_prefix("**").unwrap_or(words);
    let digits = words.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=4).contains(&digits) {
        return None;
    }
    let rest = words.get(digits..)?.strip_prefix(['.', ')'])?;
    rest.starts_with([' ', '\t', '*']).then(|| rest.trim())
}

fn strip_number(words: &str) -> &str {
    number(words).unwrap_or(words)
}

/// Splits `**Why?** Because` and `Why? Because`.
fn split_line(words: &str) -> (&str, &str) {
    if let Some(rest) = words.strip_prefix("**")
        && let Some((ask, answer)) = rest.split_once("**")
    {
        return (
            ask.trim(),
            answer.trim().trim_start_matches([':', '-', '–', '—']).trim(),
        );
    }
    let words = words.strip_suffix("**").unwrap_or(words);
    match words.find("? ") {
        Some(at) => {
            let (ask, answer) = words.split_at(at + 1);
            (ask, answer.trim().trim_start_matches(['-', '–', '—']).trim())
        }
        None => (words, ""),
    }
}

fn is_question(words: &str) -> bool {
    plain_bold(words).trim_end_matches(['*', '_', ' ']).ends_with('?')
}

/// Takes off bold around a whole line.
fn plain_bold(words: &str) -> &str {
    let words = words.trim();
    words
        .strip_prefix("**")
        .and_then(|rest| rest.strip_suffix("**"))
        .filter(|rest| !rest.contains("**"))
        .unwrap_or(words)
}

/// Returns words without the marks of emphasis and links, for a topic.
fn plain_words(words: &str) -> String {
    words.replace(['*', '_', '`', '#'], "").trim().to_owned()
}

/// Takes the indentation off that an answer has below its number.
fn outdent(text: &str) -> String {
    let lines: Vec<&str> = text.trim_matches('\n').lines().collect();
    let blanks = |line: &&str| line.len() - line.trim_start_matches(' ').len();
    // The first line may stand behind its question.
    let rest = lines.iter().skip(1).filter(|line| !line.trim().is_empty());
    let least = rest.map(blanks).min().unwrap_or(0);
    let out: Vec<&str> = lines
        .iter()
        .map(|line| {
            let off = blanks(line).min(least);
            line.get(off..).unwrap_or(line).trim_end()
        })
        .collect();
    out.join("\n").trim().to_owned()
}

/// Skips the `---` block that site generators read.
fn skip_front_matter<'a>(lines: &'a [&'a str]) -> impl Iterator<Item = &'a str> {
    let skip = match lines.first() {
        Some(first) if first.trim() == "---" => lines
            .iter()
            .skip(1)
            .position(|line| line.trim() == "---")
            .map_or(0, |end| end + 2),
        _ => 0,
    };
    lines.iter().skip(skip).copied()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Vec<(String, String, String)> {
        let read = cards(text);
        read.cards
            .into_iter()
            .map(|card| (card.topic, card.ask, card.answer))
            .collect()
    }

    fn two(topic: &str, first: &str, second: &str) -> Vec<(String, String, String)> {
        let card = |ask: &str, answer: &str| (topic.to_owned(), ask.to_owned(), answer.to_owned());
        vec![card("Why a?", first), card("Why b?", second)]
    }

    #[test]
    fn each_shape_of_a_list_is_read() {
        for (text, topic) in [
            (
                "# List\n\n## Losses\n\n### Why a?\n\nOne.\n\n### 2. Why b?\nTwo.\n",
                "Losses",
            ),
            (
                "## Losses\nQ: Why a?\nA: One.\n\nQ: Why b?\n\nA: Two.\n",
                "Losses",
            ),
            (
                "## Losses\n**Q1:** Why a?\n\n**A1:** One.\n\n**Q2: Why b?**\n**Answer:** Two.\n",
                "Losses",
            ),
            ("## Losses\n1. Why a?\n   One.\n2. Why b?\n\n   Two.\n", "Losses"),
            ("1. **Why a?** One.\n2. **Why b?** — Two.\n", ""),
            ("1) Why a? One.\n2) Why b? Two.\n", ""),
            ("**Why a?**\n\nOne.\n\n**Why b?**\nTwo.\n", ""),
            (
                "---\ntitle: x\n---\n**1. Why a?**\nOne.\n**2. Why b?**\nTwo.\n",
                "",
            ),
            (
                "<details>\n<summary>Why a?</summary>\n\nOne.\n</details>\n<details><summary><b>Why b?</b></summary>\nTwo.\n</details>\n",
                "",
            ),
            ("- Q: Why a?\n- A: One.\n- Q: Why b?\n- A: Two.\n", ""),
            ("Q: Why a?\r\nA: One.\r\nQ: Why b?\r\nA: Two.\r\n", ""),
        ] {
            let found: Vec<_> = read(text)
                .into_iter()
                .map(|(topic, ask, answer)| (topic, ask.replace("**", ""), answer))
                .collect();
            assert_eq!(found, two(topic, "One.", "Two."), "{text}");
        }
    }

    #[test]
    fn what_stands_inside_an_answer_stays_there() {
        let text = "### Why a?\n\n1. one\n2. two?\n\n**Bold?**\n\n#### Deeper?\n\n```\n### Why c?\nQ: no\n```\nEnd.\n\n### Why b?\nTwo.\n";
        let found = read(text);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(
            found[0].2.starts_with("1. one") && found[0].2.ends_with("End."),
            "{}",
            found[0].2
        );
        let folded = "### Why a?\n<details>\n<summary>Show answer</summary>\n\nOne.\n\n</details>\n";
        let found = read(folded);
        assert_eq!(found[0].2, "One.", "{found:?}");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_stop(text in "([#*QA:0-9.)?<>/a-z `\n\t-]|summary|details|\\PC){0,300}") {
            prop_assert!(cards(&text).cards.len() <= text.lines().count());
        }
    }
}
