//! Rectangles of text with a base line, and how they are put together: what two-dimensional formulas
//! are made of. Every row of a block is exactly as wide as the block.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// A rectangle of text. It always has at least one row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Block {
    pub rows: Vec<String>,
    /// Cells of every row.
    pub width: usize,
    /// The row that lines up with the neighbours.
    pub base: usize,
}

/// Returns the cells of a text, grapheme by grapheme as the screen counts them.
pub(super) fn cells(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.graphemes(true).map(UnicodeWidthStr::width).sum()
}

impl Block {
    /// One row of text.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            width: cells(&text),
            rows: vec![text],
            base: 0,
        }
    }

    pub fn height(&self) -> usize {
        self.rows.len()
    }

    pub fn is_tall(&self) -> bool {
        self.rows.len() > 1
    }

    pub fn is_empty(&self) -> bool {
        self.width == 0
    }

    /// The row on the base line.
    pub fn line(&self) -> &str {
        &self.rows[self.base]
    }

    /// Adds `right` after this block, base line to base line, `gap` cells apart.
    pub fn append(&mut self, gap: usize, right: &Self) {
        if !self.is_tall() && !right.is_tall() {
            pad(&mut self.rows[0], gap);
            self.rows[0].push_str(&right.rows[0]);
            self.width += gap + right.width;
            return;
        }
        let above = self.base.max(right.base);
        let below = (self.height() - self.base).max(right.height() - right.base);
        self.reach(above, below);
        for (row, text) in self.rows.iter_mut().enumerate() {
            pad(text, gap);
            match (row + right.base)
                .checked_sub(above)
                .and_then(|at| right.rows.get(at))
            {
                Some(other) => text.push_str(other),
                None => pad(text, right.width),
            }
        }
        self.width += gap + right.width;
    }

    /// Adds blank rows until `above` rows stand over the base line and `below` from it down.
    fn reach(&mut self, above: usize, below: usize) {
        let blank = " ".repeat(self.width);
        while self.base < above {
            self.rows.insert(0, blank.clone());
            self.base += 1;
        }
        while self.rows.len() - self.base < below {
            self.rows.push(blank.clone());
        }
    }

    /// Makes the block `width` wide, its content in the middle.
    pub fn centred(mut self, width: usize) -> Self {
        let extra = width.saturating_sub(self.width);
        let left = extra / 2;
        for row in &mut self.rows {
            row.insert_str(0, &" ".repeat(left));
            pad(row, extra - left);
        }
        self.width += extra;
        self
    }

    /// Makes the block `width` wide, its content at the left.
    pub fn left(mut self, width: usize) -> Self {
        let extra = width.saturating_sub(self.width);
        for row in &mut self.rows {
            pad(row, extra);
        }
        self.width += extra;
        self
    }

    /// Makes the block `width` wide, its content at the right.
    pub fn right(mut self, width: usize) -> Self {
        let extra = width.saturating_sub(self.width);
        for row in &mut self.rows {
            row.insert_str(0, &" ".repeat(extra));
        }
        self.width += extra;
        self
    }

    /// Puts blocks under each other, all centred; the base line is that of block `base`.
    pub fn stack(blocks: Vec<Self>, base: usize) -> Self {
        let width = blocks.iter().map(|block| block.width).max().unwrap_or_default();
        Self::pile(
            blocks.into_iter().map(|block| block.centred(width)).collect(),
            base,
        )
    }

    /// Puts blocks of one width under each other; the base line is that of block `base`.
    pub fn pile(blocks: Vec<Self>, base: usize) -> Self {
        let mut whole = Self {
            rows: Vec::new(),
            width: blocks.first().map_or(0, |block| block.width),
            base: 0,
        };
        for (index, block) in blocks.into_iter().enumerate() {
            if index == base {
                whole.base = whole.rows.len() + block.base;
            }
            whole.rows.extend(block.rows);
        }
        if whole.rows.is_empty() {
            whole.rows.push(String::new());
        }
        whole
    }

    /// A delimiter as high as `height` rows, its middle at `base`.
    pub fn delimiter(text: &str, ascii: bool, height: usize, base: usize) -> Self {
        if height <= 1 || text.is_empty() {
            return Self::text(text);
        }
        let (top, middle, bottom, waist) = parts(text, ascii);
        let waist_at = height / 2;
        let rows: Vec<String> = (0..height)
            .map(|row| {
                if row == 0 {
                    top
                } else if row + 1 == height {
                    bottom
                } else if row == waist_at {
                    waist
                } else {
                    middle
                }
                .to_owned()
            })
            .collect();
        let width = rows.iter().map(|row| cells(row)).max().unwrap_or_default();
        Self { rows, width, base }
    }
}

/// Returns the top, the middle, the bottom and the waist of a tall delimiter, all of one width.
fn parts(text: &str, ascii: bool) -> (&'static str, &'static str, &'static str, &'static str) {
    if ascii {
        return match text {
            "(" => ("/", "|", "\\", "|"),
            ")" => ("\\", "|", "/", "|"),
            "[" | "[[" => ("[", "[", "[", "["),
            "]" | "]]" => ("]", "]", "]", "]"),
            "||" => ("||", "||", "||", "||"),
            "{" | "<" => ("/", "|", "\\", "<"),
            "}" | ">" => ("\\", "|", "/", ">"),
            _ => ("|", "|", "|", "|"),
        };
    }
    match text {
        "(" => ("⎛", "⎜", "⎝", "⎜"),
        ")" => ("⎞", "⎟", "⎠", "⎟"),
        "[" => ("⎡", "⎢", "⎣", "⎢"),
        "]" => ("⎤", "⎥", "⎦", "⎥"),
        "{" => ("⎧", "⎪", "⎩", "⎨"),
        "}" => ("⎫", "⎪", "⎭", "⎬"),
        "⌊" => ("⎢", "⎢", "⎣", "⎢"),
        "⌋" => ("⎥", "⎥", "⎦", "⎥"),
        "⌈" => ("⎡", "⎢", "⎢", "⎢"),
        "⌉" => ("⎤", "⎥", "⎥", "⎥"),
        "‖" => ("‖", "‖", "‖", "‖"),
        "⟨" => ("╱", "│", "╲", "⟨"),
        "⟩" => ("╲", "│", "╱", "⟩"),
        _ => ("│", "│", "│", "│"),
    }
}

fn pad(text: &mut String, count: usize) {
    text.extend(std::iter::repeat_n(' ', count));
}
