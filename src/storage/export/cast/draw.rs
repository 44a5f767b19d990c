//! The pictures of a recording: rows of plain text, of which only those that changed are sent.

use std::str::FromStr;

use crate::domain::plain::{clean, clean_line};
use crate::domain::words::counted;
use crate::text::wrap::{breaks, cells, width_of};

/// Begins a row that is a title.
pub const TITLE: char = '▪';

/// Text around the cursor that is laid out, in bytes each way: an hour's code fits in it many times.
const NEAR: usize = 16 * 1024;

/// Words are counted up to this length of a text.
const COUNTED: usize = 64 * 1024;

/// The size of a recording, in columns and rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub width: usize,
    pub height: usize,
}

impl Default for Size {
    fn default() -> Self {
        Self {
            width: 120,
            height: 40,
        }
    }
}

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once(['x', '×']);
        let size = parts.and_then(|(width, height)| {
            Some(Self {
                width: width.trim().parse().ok()?,
                height: height.trim().parse().ok()?,
            })
        });
        size.filter(|size| (40..=400).contains(&size.width) && (12..=200).contains(&size.height))
            .ok_or_else(|| "expected columns and rows, such as 120x40: 40 to 400 by 12 to 200".to_owned())
    }
}

/// What stands on the screen beside the text.
#[derive(Default)]
pub struct Scene {
    pub head: String,
    pub clock: String,
    pub prompt: String,
    pub talk: Option<Talk>,
    /// Name of the field in hand.
    pub field: String,
    pub title: String,
    /// Empty where there is none.
    pub stage: String,
    /// The field is code: its lines are numbered.
    pub code: bool,
    /// What happened last.
    pub event: String,
}

/// What the interviewer said.
pub struct Talk {
    pub head: String,
    pub words: String,
}

/// How a row looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    Plain,
    Bold,
    Dim,
}

type Row = (Look, String);

/// A terminal, as far as it was drawn.
pub struct Screen {
    size: Size,
    drawn: Vec<Row>,
    cursor: (usize, usize),
}

impl Screen {
    pub fn new(size: Size) -> Self {
        Self {
            size,
            drawn: Vec::new(),
            cursor: (0, 0),
        }
    }

    /// Columns that text takes: no line longer than people like to read.
    fn measure(&self) -> usize {
        (self.size.width - 4).min(100)
    }

    /// Returns what to send so that a question stands there with this text; nothing where it stands already.
    pub fn frame(&mut self, scene: &Scene, text: &str, cursor: usize) -> String {
        let height = self.size.height;
        let mut rows = vec![
            (Look::Bold, self.both_ends(&scene.head, &scene.clock)),
            (Look::Dim, "─".repeat(self.size.width - 4)),
        ];
        let most = (height / 3).max(3);
        let prompt = self.rows_of(&scene.prompt, most);
        rows.extend(prompt.into_iter().map(|row| (Look::Bold, row)));
        if let Some(talk) = &scene.talk {
            rows.push((Look::Plain, String::new()));
            rows.push((Look::Dim, self.cut(&talk.head)));
            let said = self.rows_of(&talk.words, (height / 8).max(1));
            rows.extend(said.into_iter().map(|row| (Look::Plain, format!("▎ {row}"))));
        }
        rows.push((Look::Plain, String::new()));
        let counted = match text.len() {
            0..=COUNTED if !scene.code => counted(text.split_whitespace().count(), "word"),
            _ => scene.stage.clone(),
        };
        rows.push((Look::Bold, self.both_ends(&scene.title, &counted)));
        rows.push((Look::Dim, "─".repeat(self.size.width - 4)));
        let foot = 2;
        rows.truncate(height.saturating_sub(foot + 1));
        let room = height.saturating_sub(rows.len() + foot).max(1);
        let (shown, (row, column)) = self.window(text, cursor, room, scene.code);
        let place = (rows.len() + row, column + 2);
        rows.extend(shown.into_iter().map(|row| (Look::Plain, row)));
        rows.resize(height - 1, (Look::Plain, String::new()));
        rows.push((Look::Dim, self.cut(&scene.event)));
        self.draw(rows, place)
    }

    /// Cuts rows into pages; the last is as full as can be.
    pub fn pages(&self, rows: &[String]) -> Vec<Vec<String>> {
        let room = self.size.height - 4;
        let count = rows.len().div_ceil(room).max(1);
        (0..count)
            .map(|page| {
                let from = (page * room).min(rows.len().saturating_sub(room));
                rows.iter().skip(from).take(room).cloned().collect()
            })
            .collect()
    }

    /// Returns what to send so that a page of an answer stands there.
    pub fn page(&mut self, head: &str, foot: &str, page: &[String]) -> String {
        let mut rows = vec![
            (Look::Bold, self.cut(head)),
            (Look::Dim, "─".repeat(self.size.width - 4)),
        ];
        for row in page {
            let title = row.strip_prefix(TITLE);
            rows.push(match title {
                Some(title) => (Look::Bold, self.cut(title.trim_start())),
                None => (Look::Plain, row.clone()),
            });
        }
        let height = self.size.height;
        rows.resize(height - 1, (Look::Plain, String::new()));
        rows.push((Look::Dim, self.cut(foot)));
        self.draw(rows, (height - 1, 0))
    }

    /// Returns the rows of a text.
    pub fn wrapped(&self, text: &str, code: bool) -> Vec<String> {
        let mut out = Vec::new();
        for (index, line) in text.split('\n').enumerate() {
            self.line(&mut out, &clean(line), code.then_some(index + 1));
        }
        out
    }

    /// The rows about the cursor, and where it stands among them.
    fn window(&self, text: &str, cursor: usize, room: usize, code: bool) -> (Vec<String>, (usize, usize)) {
        let cursor = text.floor_char_boundary(cursor.min(text.len()));
        let near = text.floor_char_boundary(cursor.saturating_sub(NEAR));
        let head = text.get(near..cursor).unwrap_or_default();
        // From the beginning of a line, where there is one.
        let from = match head.find('\n') {
            Some(end) if near > 0 => near + end + 1,
            _ => near,
        };
        let to = text.ceil_char_boundary((cursor + NEAR).min(text.len()));
        let above = text.get(..from).unwrap_or_default().matches('\n').count();
        let (mut rows, mut place, mut at) = (Vec::new(), (0, 0), from);
        let near = text.get(from..to).unwrap_or_default();
        for (number, line) in (above + 1..).zip(near.split('\n')) {
            let first = rows.len();
            self.line(&mut rows, &clean(line), code.then_some(number));
            if (at..=at + line.len()).contains(&cursor) {
                let before = clean(line.get(..cursor - at).unwrap_or_default()).len();
                place = self.place(&clean(line), before, code);
                place.0 += first;
            }
            at += line.len() + 1;
        }
        let below = rows.len() - 1 - place.0.min(rows.len() - 1);
        let top = (place.0 + 1 + below.min(2)).saturating_sub(room);
        let shown = rows.into_iter().skip(top).take(room).collect();
        (shown, (place.0 - top.min(place.0), place.1))
    }

    /// Adds the rows of one line, tabs as blanks.
    fn line(&self, out: &mut Vec<String>, line: &str, number: Option<usize>) {
        let (lead, width) = self.lead(number.is_some());
        let mut from = 0;
        let starts = breaks(line, width);
        for to in starts.iter().map(|at| *at as usize).chain([line.len()]) {
            let row = line.get(from..to).unwrap_or_default();
            let margin = match number {
                Some(number) if from == 0 => format!("{number:>3}  "),
                _ => " ".repeat(lead),
            };
            out.push(margin + &spread(row, width));
            from = to;
        }
    }

    /// Columns before a row, and for its text.
    fn lead(&self, numbered: bool) -> (usize, usize) {
        let lead = if numbered { 5 } else { 0 };
        (lead, self.measure() - lead)
    }

    /// The row and column of a byte of a line.
    fn place(&self, line: &str, byte: usize, code: bool) -> (usize, usize) {
        let (lead, width) = self.lead(code);
        let starts = breaks(line, width);
        let row = starts.partition_point(|start| *start as usize <= byte);
        let from = row
            .checked_sub(1)
            .and_then(|row| starts.get(row))
            .map_or(0, |start| *start as usize);
        let column = line.get(from..byte).map_or(0, width_of);
        (row, lead + column.min(width))
    }

    /// The first rows of a text, `…` where there are more.
    fn rows_of(&self, text: &str, most: usize) -> Vec<String> {
        let mut rows = self.wrapped(text, false);
        if rows.len() > most {
            rows.truncate(most);
            if let Some(last) = rows.last_mut() {
                "…".clone_into(last);
            }
        }
        rows
    }

    fn cut(&self, text: &str) -> String {
        spread(&clean_line(text), self.size.width - 4)
    }

    /// One text at the left end of a row, one at the right.
    fn both_ends(&self, left: &str, right: &str) -> String {
        let width = self.size.width - 4;
        let right = spread(&clean_line(right), width);
        let taken = width_of(&right);
        let left = spread(&clean_line(left), width.saturating_sub(taken + 2));
        let gap = width.saturating_sub(width_of(&left) + taken);
        format!("{left}{}{right}", " ".repeat(gap))
    }

    /// Sends the rows that are not there yet, and the cursor to its place.
    fn draw(&mut self, rows: Vec<Row>, cursor: (usize, usize)) -> String {
        let mut out = String::new();
        if self.drawn.is_empty() {
            out.push_str("\u{1b}[2J");
        }
        for (index, row) in rows.iter().enumerate() {
            if self.drawn.get(index) == Some(row) {
                continue;
            }
            let (look, text) = row;
            let style = match look {
                Look::Plain => "",
                Look::Bold => "\u{1b}[1m",
                Look::Dim => "\u{1b}[2m",
            };
            out.push_str(&format!("\u{1b}[{};1H\u{1b}[2K  {style}{text}", index + 1));
            if !style.is_empty() {
                out.push_str("\u{1b}[0m");
            }
        }
        if !out.is_empty() || cursor != self.cursor {
            let column = (cursor.1 + 1).min(self.size.width);
            out.push_str(&format!("\u{1b}[{};{column}H", cursor.0 + 1));
        }
        self.drawn = rows;
        self.cursor = cursor;
        out
    }
}

/// Returns a row with its tabs as blanks, cut at a width.
fn spread(row: &str, width: usize) -> String {
    let mut out = String::with_capacity(row.len());
    for cell in cells(row) {
        if cell.column + cell.width > width {
            break;
        }
        if cell.text == "\t" {
            out.push_str(&" ".repeat(cell.width));
        } else {
            out.push_str(cell.text);
        }
    }
    out
}
