//! Competencies against stories: which show what, how often each was told, what has no story, and what is
//! told too often. A *gap* is a competency that no story shows. A story is *over-used* for a competency
//! when more than half of the answers there were that story, from three answers on.

use super::Story;
use crate::domain::fields;

/// Answers to a competency from which on over-use is told.
const LEAST_ANSWERS: usize = 3;

/// The share of a competency's answers that one story may be.
pub const MOST_SHARE: f64 = 0.5;

/// A story told in answer to a question that looks for some competencies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told<'a> {
    /// Id of the story.
    pub story: &'a str,
    pub competencies: &'a [String],
}

/// One competency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub code: String,
    /// Stories that show it.
    pub stories: usize,
    /// Stories told in answers to it.
    pub answers: usize,
}

/// One story for one competency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cell {
    /// The story shows it.
    pub shows: bool,
    /// Answers it was told in.
    pub told: usize,
    pub over: bool,
}

/// One story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Index of the story.
    pub story: usize,
    /// One a column.
    pub cells: Vec<Cell>,
}

/// Stories down, competencies across.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
}

impl Column {
    pub fn is_gap(&self) -> bool {
        self.stories == 0
    }
}

impl Matrix {
    /// Returns the competencies that no story shows.
    pub fn gaps(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(|column| column.is_gap())
    }

    /// Returns each story, by its index, with the code of a competency it is told too often for.
    pub fn over_used(&self) -> impl Iterator<Item = (usize, &str)> {
        self.rows.iter().flat_map(|row| {
            let over = row.cells.iter().zip(&self.columns).filter(|(cell, _)| cell.over);
            over.map(|(_, column)| (row.story, column.code.as_str()))
        })
    }
}

/// Lays stories and what was told against the competencies: those banks share, then others that a story
/// names.
pub fn matrix<'a>(stories: &[Story], told: impl IntoIterator<Item = Told<'a>>) -> Matrix {
    let mut codes: Vec<String> = fields::competency_codes().map(str::to_owned).collect();
    for code in stories.iter().flat_map(|story| &story.competencies) {
        if !codes.contains(code) {
            codes.push(code.clone());
        }
    }
    let mut rows: Vec<Row> = stories
        .iter()
        .enumerate()
        .map(|(index, story)| Row {
            story: index,
            cells: codes
                .iter()
                .map(|code| Cell {
                    shows: story.fits(std::slice::from_ref(code)) > 0,
                    ..Cell::default()
                })
                .collect(),
        })
        .collect();
    let mut answers = vec![0_usize; codes.len()];
    for told in told {
        let row = stories.iter().position(|story| story.id == told.story);
        for (at, code) in codes.iter().enumerate() {
            if told.competencies.contains(code) {
                // A story that was deleted since was an answer all the same.
                answers[at] += 1;
                if let Some(row) = row {
                    rows[row].cells[at].told += 1;
                }
            }
        }
    }
    for row in &mut rows {
        for (cell, all) in row.cells.iter_mut().zip(&answers) {
            cell.over = *all >= LEAST_ANSWERS && cell.told as f64 > MOST_SHARE * *all as f64;
        }
    }
    let columns = codes
        .into_iter()
        .enumerate()
        .map(|(at, code)| Column {
            stories: rows.iter().filter(|row| row.cells[at].shows).count(),
            answers: answers[at],
            code,
        })
        .collect();
    Matrix { columns, rows }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn story(id: &str, competencies: &[&str]) -> Story {
        let mut story = Story::new(id.to_owned(), jiff::civil::date(2026, 11, 28));
        story.competencies = competencies.iter().map(|code| (*code).to_owned()).collect();
        story
    }

    #[test]
    fn gaps_and_over_use_are_found() {
        let stories = [story("a", &["CONF", "OWN"]), story("b", &["CONF", "MINE"])];
        let conflict = ["CONF".to_owned()];
        let both = ["CONF".to_owned(), "OWN".to_owned()];
        let told = |story, competencies| Told { story, competencies };
        let uses = [
            told("a", &both[..]),
            told("a", &conflict),
            told("b", &conflict),
            told("gone", &conflict),
        ];
        let even = matrix(&stories, uses);
        assert_eq!(even.columns.len(), 15, "the banks' and one of a story's own");
        assert_eq!(even.columns.last().unwrap().code, "MINE");
        let at = |code: &str| {
            even.columns
                .iter()
                .position(|column| column.code == code)
                .unwrap()
        };
        assert_eq!(even.columns[at("CONF")].answers, 4);
        assert_eq!(even.rows[0].cells[at("CONF")].told, 2);
        assert_eq!(even.over_used().count(), 0, "half is not more than half");
        assert_eq!(even.gaps().count(), 12);
        assert!(!even.gaps().any(|column| column.code == "OWN"));
        let often = matrix(&stories, uses.into_iter().chain([told("a", &conflict)]));
        assert_eq!(often.over_used().collect::<Vec<_>>(), [(0, "CONF")]);
        let few = matrix(&stories, [told("a", &conflict[..]), told("a", &conflict)]);
        assert_eq!(few.over_used().count(), 0, "two answers say nothing yet");
    }
}
