//! Tables of questions and answers: CSV or tab-separated, with or without a line of headings. Which column is
//! what is guessed from the headings, else from their order.

use super::{Card, MOST, Read};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Ask,
    Answer,
    Topic,
    Tags,
    Difficulty,
    Minutes,
    Other,
}

/// Reads a table. The error is a sentence.
pub fn cards(text: &str, separator: u8) -> Result<Read, String> {
    let text = text.trim_start_matches('\u{feff}');
    // Spreadsheets of half of Europe separate by semicolons and call it CSV.
    let first = text.lines().next().unwrap_or_default();
    let separator = match separator {
        b',' if first.matches(';').count() > first.matches(',').count() => b';',
        other => other,
    };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut columns: Option<Vec<Column>> = None;
    let mut read = Read::default();
    let mut more = 0;
    for record in reader.records() {
        let record = record.map_err(|error| format!("This is no table: {error}."))?;
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let columns = if let Some(columns) = &columns {
            columns
        } else {
            let headings: Vec<Column> = record.iter().map(named).collect();
            if headings.contains(&Column::Ask) {
                columns = Some(headings);
                continue;
            }
            columns.insert(by_order(record.len()))
        };
        if read.cards.len() == MOST {
            more += 1;
            continue;
        }
        read.cards.push(card(columns, &record));
    }
    if more > 0 {
        read.notes.push(format!(
            "{more} were left out: a bank has at most {MOST} questions."
        ));
    }
    Ok(read)
}

fn card(columns: &[Column], record: &csv::StringRecord) -> Card {
    let mut card = Card::default();
    for (column, cell) in columns.iter().zip(record) {
        match column {
            Column::Ask => cell.clone_into(&mut card.ask),
            Column::Answer if card.answer.is_empty() => cell.clone_into(&mut card.answer),
            Column::Topic => cell.clone_into(&mut card.topic),
            Column::Tags => {
                let tags = cell.split([',', ';', ' ']).filter(|tag| !tag.is_empty());
                card.tags.extend(tags.map(str::to_owned));
            }
            Column::Difficulty => card.difficulty = Some(cell.to_owned()),
            Column::Minutes => card.minutes = cell.trim().parse().ok(),
            Column::Answer | Column::Other => {}
        }
    }
    card
}

fn named(heading: &str) -> Column {
    match heading.trim().to_lowercase().as_str() {
        "question" | "questions" | "prompt" | "front" | "q" | "ask" | "frage" => Column::Ask,
        "answer" | "answers" | "back" | "a" | "solution" | "reference" | "antwort" => Column::Answer,
        "topic" | "category" | "subject" | "deck" | "section" | "thema" => Column::Topic,
        "tags" | "tag" | "labels" | "keywords" => Column::Tags,
        "difficulty" | "level" => Column::Difficulty,
        "minutes" | "time" => Column::Minutes,
        _ => Column::Other,
    }
}

fn by_order(count: usize) -> Vec<Column> {
    let order = [Column::Ask, Column::Answer, Column::Topic];
    order
        .into_iter()
        .chain(std::iter::repeat(Column::Other))
        .take(count)
        .collect()
}
