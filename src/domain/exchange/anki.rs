//! Anki's text export, read and written: head lines that begin with `#` say how the rest is to be taken, then
//! one note a line, its fields separated by tabs, quoted where they hold line breaks.

use super::{Card, MOST, Read, html};
use crate::domain::bank::{ExemplarAnswer, Question};

/// What the head lines say.
struct Head {
    separator: u8,
    html: bool,
    /// Columns that are no fields of the note, from 0.
    tags: Option<usize>,
    deck_column: Option<usize>,
    others: Vec<usize>,
    deck: String,
    always: Vec<String>,
}

/// Reads an export. The error is a sentence.
pub fn cards(text: &str) -> Result<Read, String> {
    let text = text.trim_start_matches('\u{feff}');
    let (head, body) = head(text);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(head.separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(body.as_bytes());
    let mut read = Read::default();
    let (mut more, mut cloze) = (0, 0);
    for record in reader.records() {
        let record = record.map_err(|error| format!("This is no text export of Anki: {error}."))?;
        let mut card = Card {
            topic: head.deck.clone(),
            tags: head.always.clone(),
            ..Card::default()
        };
        let mut fields = Vec::new();
        for (at, cell) in record.iter().enumerate() {
            if head.tags == Some(at) {
                card.tags.extend(cell.split_whitespace().map(str::to_owned));
            } else if head.deck_column == Some(at) {
                card.topic = deck_topic(cell);
            } else if !head.others.contains(&at) {
                fields.push(if head.html {
                    html::text(cell)
                } else {
                    cell.to_owned()
                });
            }
        }
        let mut fields = fields.into_iter();
        card.ask = fields.next().unwrap_or_default();
        card.answer = fields.next().unwrap_or_default();
        if card.ask.contains("{{c") {
            cloze += 1;
            let (ask, answer) = opened(&card.ask);
            card.answer = if card.answer.is_empty() {
                answer
            } else {
                format!("{answer}\n\n{}", card.answer)
            };
            card.ask = ask;
        }
        if card.ask.trim().is_empty() && card.answer.trim().is_empty() {
            continue;
        }
        if read.cards.len() == MOST {
            more += 1;
            continue;
        }
        read.cards.push(card);
    }
    if more > 0 {
        read.notes.push(format!(
            "{more} were left out: a bank has at most {MOST} questions."
        ));
    }
    if cloze > 0 {
        read.notes.push(format!(
            "{cloze} were texts with gaps: the gaps became …, the whole text the answer."
        ));
    }
    Ok(read)
}

fn head(text: &str) -> (Head, &str) {
    let mut head = Head {
        separator: b'\t',
        html: false,
        tags: None,
        deck_column: None,
        others: Vec::new(),
        deck: String::new(),
        always: Vec::new(),
    };
    let mut body = text;
    while body.starts_with('#') {
        let (line, rest) = body.split_once('\n').unwrap_or((body, ""));
        body = rest;
        let line = line.trim_end_matches('\r');
        let Some((name, value)) = line.get(1..).and_then(|line| line.split_once(':')) else {
            continue;
        };
        let column = value
            .trim()
            .parse::<usize>()
            .ok()
            .and_then(|column| column.checked_sub(1));
        match name.trim().to_lowercase().as_str() {
            "separator" => head.separator = separator(value),
            "html" => head.html = value.trim().eq_ignore_ascii_case("true"),
            "deck" => head.deck = deck_topic(value),
            "tags" => head.always = value.split_whitespace().map(str::to_owned).collect(),
            "tags column" => head.tags = column,
            "deck column" => head.deck_column = column,
            "guid column" | "notetype column" => head.others.extend(column),
            _ => {}
        }
    }
    (head, body)
}

fn separator(value: &str) -> u8 {
    match value.trim_end_matches(['\r', '\n']).to_lowercase().trim() {
        "comma" | "," => b',',
        "semicolon" | ";" => b';',
        "colon" | ":" => b':',
        "pipe" | "|" => b'|',
        "space" => b' ',
        _ => b'\t',
    }
}

/// Of `ML::Losses` the last part.
fn deck_topic(deck: &str) -> String {
    deck.rsplit("::").next().unwrap_or_default().trim().to_owned()
}

/// Returns a text with its gaps, and the same with what was in them.
fn opened(text: &str) -> (String, String) {
    let (mut ask, mut answer) = (String::new(), String::new());
    let mut rest = text;
    while let Some((before, from)) = rest.split_once("{{c") {
        let Some((gap, after)) = from.split_once("}}") else {
            break;
        };
        let inside = gap.split_once("::").map_or(gap, |(_, inside)| inside);
        let (inside, hint) = inside.split_once("::").unwrap_or((inside, ""));
        for out in [&mut ask, &mut answer] {
            out.push_str(before);
        }
        ask.push('…');
        if !hint.is_empty() {
            ask.push_str(&format!(" ({hint})"));
        }
        answer.push_str(inside);
        rest = after;
    }
    ask.push_str(rest);
    answer.push_str(rest);
    (ask, answer)
}

/// Returns questions as a text that Anki imports: prompt, reference, tags.
pub fn written(deck: &str, license: Option<&str>, questions: &[&Question]) -> String {
    let deck = deck.replace(['\n', '\r', '\t'], " ");
    let mut out = format!("#separator:tab\n#html:true\n#notetype:Basic\n#deck:{deck}\n#tags column:3\n");
    for question in questions {
        let answer = question.reference().map(|exemplar| answer_text(&exemplar.answer));
        let mut answer = answer.unwrap_or_default();
        if let Some(license) = license {
            answer.push_str(&format!("\n\n({license})"));
        }
        let tags: Vec<String> = std::iter::once(question.topic.as_str())
            .chain(question.tags.iter().map(String::as_str))
            .map(|tag| tag.split_whitespace().collect::<Vec<_>>().join("-"))
            .collect();
        out.push_str(&format!(
            "{}\t{}\t{}\n",
            cell(&question.prompt),
            cell(answer.trim()),
            tags.join(" ").replace('"', "")
        ));
    }
    out
}

/// Returns an answer as one text.
pub(super) fn answer_text(answer: &ExemplarAnswer) -> String {
    match answer {
        ExemplarAnswer::Text(text) => text.clone(),
        ExemplarAnswer::Fields(fields) => fields
            .iter()
            .map(|(name, text)| format!("**{name}**: {text}"))
            .collect::<Vec<_>>()
            .join("\n\n"),
    }
}

/// Returns Markdown as HTML in one cell: nothing in it is markup but line breaks and formulas.
fn cell(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 16);
    let mut inside = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.peek() == Some(&'$') => {
                chars.next();
                html.push('$');
            }
            '$' => {
                let block = chars.next_if_eq(&'$').is_some();
                html.push_str(match (block, inside) {
                    (true, false) => "\\[",
                    (true, true) => "\\]",
                    (false, false) => "\\(",
                    (false, true) => "\\)",
                });
                inside = !inside;
            }
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '\n' => html.push_str("<br>"),
            '\t' => html.push_str("    "),
            '\r' => {}
            // A cell that begins with a quote would be read as quoted.
            '"' => html.push_str("&quot;"),
            c => html.push(c),
        }
    }
    // Nor may a line begin as a head line does.
    match html.strip_prefix('#') {
        Some(rest) => format!("&#35;{rest}"),
        None => html,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::bank::Bank;

    #[test]
    fn head_lines_say_which_column_is_what() {
        let text = "#separator:Semicolon\n#html:true\n#deck column:1\n#tags column:4\nML::Losses;Why <b>a</b>?;\"One;\ntwo\";x y\n";
        let read = cards(text).unwrap();
        let card = &read.cards[0];
        assert_eq!((card.topic.as_str(), card.ask.as_str()), ("Losses", "Why **a**?"));
        assert_eq!(
            (card.answer.as_str(), card.tags.as_slice()),
            ("One;\ntwo", &["x".to_owned(), "y".to_owned()][..])
        );
        let plain = cards("#html:false\na <b>?\tone\n").unwrap();
        assert_eq!(plain.cards[0].ask, "a <b>?");
        assert!(cards("").unwrap().cards.is_empty());
        assert!(cards("#separator:tab").unwrap().cards.is_empty());
    }

    #[test]
    fn what_is_written_is_read_as_it_was() {
        let text = include_str!("../../../tests/fixtures/banks/good.json");
        let mut bank: Bank = serde_json::from_str(text).unwrap();
        bank.questions[0].prompt = "#1: is $a<b$ & \"so\"?\n\n\tThen \\$5 and $$c$$.".to_owned();
        let questions: Vec<&Question> = bank.questions.iter().collect();
        let read = cards(&written("Deck", None, &questions)).unwrap();
        assert_eq!(read.cards.len(), questions.len());
        assert_eq!(
            read.cards[0].ask,
            "#1: is $a<b$ & \"so\"?\n\n    Then $5 and $$c$$."
        );
    }
}
