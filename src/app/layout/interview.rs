//! Where an interview's parts are, by the kind of its question. VISUAL, sections 8 and 10.

use ratatui::layout::Rect;

use super::{GUTTER, Page, Pane, THREE_PANES, TWO_PANES, below, pane, row_of, split};
use crate::domain::bank::RoundKind;

/// Where an interview's parts are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InterviewAreas {
    /// `None`: on this size the interviewer is a tab.
    pub interviewer: Option<Pane>,
    /// What stands under the interviewer: competencies or phases.
    pub aside: Option<Pane>,
    pub answer: Answer,
}

/// The answer's side of an interview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// A head a field, stacked in the order asked; fields that found no room are left out.
    Stack(Vec<(usize, Pane)>),
    /// One pane of tabs: the newest follow-up pinned above, the end of another field below.
    Tabs {
        head: Rect,
        rule: Rect,
        pinned: Rect,
        inner: Rect,
        strip: Option<(usize, Pane)>,
    },
    /// Sections one above the other, of which one is large: culture.
    Sections {
        /// The question or the newest follow-up in one line, where one pane shows.
        pinned: Rect,
        sections: Vec<Section>,
    },
    /// One field under tabs or a head of its own: programming and design.
    Panel {
        head: Rect,
        rule: Rect,
        /// The newest follow-up, where one pane shows.
        pinned: Rect,
        /// `None`: a tab shows that is no field.
        field: Option<usize>,
        inner: Rect,
        /// The canvas under the phase, or the tests under the code.
        below: Option<(Option<usize>, Pane)>,
        /// One or two lines at the bottom, where one pane shows.
        strip: Option<Rect>,
    },
}

/// One section of a culture answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Section {
    pub field: usize,
    pub head: Rect,
    /// The gauge of its time; empty where it is folded.
    pub rule: Rect,
    /// The line on what belongs there, in the section with the focus.
    pub aside: Rect,
    /// Its text; one row or none where it is folded.
    pub inner: Rect,
    pub large: bool,
}

impl InterviewAreas {
    /// Returns which fields are in editors of their own, and where.
    pub fn editors(&self, focus: usize) -> Vec<(usize, Rect)> {
        match &self.answer {
            Answer::Stack(panes) => panes.iter().map(|(index, pane)| (*index, pane.inner)).collect(),
            Answer::Tabs { inner, strip, .. } => {
                let strip = strip.as_ref().map(|(index, pane)| (*index, pane.inner));
                strip.into_iter().chain([(focus, *inner)]).collect()
            }
            Answer::Sections { sections, .. } => sections
                .iter()
                .filter(|section| section.large)
                .map(|section| (section.field, section.inner))
                .collect(),
            Answer::Panel {
                field, inner, below, ..
            } => {
                let below = below
                    .as_ref()
                    .and_then(|(index, pane)| Some(((*index)?, pane.inner)));
                field
                    .map(|field| (field, *inner))
                    .into_iter()
                    .chain(below)
                    .collect()
            }
        }
    }
}

/// What [`interview`] needs to know of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldSize {
    /// Rows of its wrapped text, at least 1.
    pub rows: u16,
}

/// What is in the tabs' body where one pane shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    Interviewer,
    /// Phases or competencies.
    Aside,
    Field(usize),
}

/// What [`interview`] needs to know of a question.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    pub round: RoundKind,
    pub fields: &'a [FieldSize],
    /// Which of them is the canvas.
    pub canvas: Option<usize>,
    /// The field beside the canvas.
    pub beside: usize,
    pub shown: Shown,
    /// Rows that what is pinned wants where one pane shows.
    pub pinned: u16,
    /// Rows that the pane under the interviewer wants.
    pub aside: u16,
    /// Rows that a run wants under the code where one pane shows; none before the first run.
    pub run: u16,
    /// Whether a line says what belongs in the field with the focus, where there are sections.
    pub explained: bool,
}

/// Rows of a pane's head without the blank row of roomy screens.
const HEAD: u16 = 2;

/// Rows of text that the field with the focus keeps at least.
const LEAST_ROWS: u16 = 6;

/// Rows of the tests under the code, head included, at least and at most.
const TESTS: u16 = 7;
const MOST_TESTS: u16 = 15;

/// The tabs a design or programming question has beside its fields, before them: the interviewer.
pub const TABS: usize = 1;

/// Returns how wide the interviewer's pane is: VISUAL, section 8.
pub fn left_width(round: RoundKind, width: u16) -> u16 {
    match round {
        RoundKind::MlTheory => 42,
        RoundKind::Programming => 36,
        RoundKind::Culture if width >= THREE_PANES => 36,
        RoundKind::Culture => 30,
        RoundKind::SystemDesign => 40,
    }
}

/// Lays an interview out.
pub fn interview(page: &Page, asked: &Asked) -> InterviewAreas {
    match asked.round {
        RoundKind::MlTheory => theory(page, asked.fields, asked.shown, asked.pinned),
        RoundKind::Culture => culture(page, asked),
        RoundKind::Programming => programming(page, asked),
        RoundKind::SystemDesign => design(page, asked),
    }
}

/// The interviewer at the left with something under it, and what is left for the answer.
fn two_panes(page: &Page, asked: &Asked) -> Option<(Pane, Option<Pane>, Rect)> {
    let width = page.body.width + 4;
    if width < TWO_PANES {
        return None;
    }
    let (left, right) = split(page.body, left_width(asked.round, width), GUTTER);
    let gap = 1 + u16::from(page.roomy);
    let want = asked.aside + HEAD + u16::from(page.roomy);
    // The question keeps the larger part.
    let height = if asked.aside == 0 {
        0
    } else {
        want.min(left.height * 3 / 5)
    };
    if height < HEAD + 2 {
        return Some((pane(left, page.roomy), None, right));
    }
    let above = Rect {
        height: left.height - height - gap,
        ..left
    };
    let under = below(left, above.height + gap);
    Some((pane(above, page.roomy), Some(pane(under, page.roomy)), right))
}

/// Rows pinned above the field in one pane: never so many that the text has no room.
fn pinned_rows(area: Rect, want: u16) -> u16 {
    let most = if area.height < 14 { 2 } else { 4 };
    want.min(most)
        .min(area.height.saturating_sub(LEAST_ROWS + HEAD + 1))
}

fn culture(page: &Page, asked: &Asked) -> InterviewAreas {
    let focus = match asked.shown {
        Shown::Field(index) => index,
        _ => asked.beside,
    };
    if let Some((interviewer, aside, right)) = two_panes(page, asked) {
        return InterviewAreas {
            interviewer: Some(interviewer),
            aside,
            answer: Answer::Sections {
                pinned: Rect::default(),
                sections: sections(right, asked.fields, asked.explained, focus, page.roomy),
            },
        };
    }
    if !matches!(asked.shown, Shown::Field(_)) {
        return tab_without_field(page);
    }
    let pinned = row_of(page.body, 0);
    let room = below(page.body, if page.body.height >= 16 { 2 } else { 1 });
    InterviewAreas {
        interviewer: None,
        aside: None,
        answer: Answer::Sections {
            pinned,
            sections: sections(room, asked.fields, asked.explained, focus, page.roomy),
        },
    }
}

/// One pane that shows what was said, or something else that is no field.
fn tab_without_field(page: &Page) -> InterviewAreas {
    InterviewAreas {
        interviewer: None,
        aside: None,
        answer: Answer::Panel {
            head: row_of(page.body, 0),
            rule: row_of(page.body, 1),
            pinned: Rect::default(),
            field: None,
            inner: below(page.body, HEAD + u16::from(page.roomy)),
            below: None,
            strip: None,
        },
    }
}

/// Sections one above the other. The one with the focus gets what the others leave; those nearest to it
/// fold last.
pub(super) fn sections(
    area: Rect,
    fields: &[FieldSize],
    explained: bool,
    focus: usize,
    roomy: bool,
) -> Vec<Section> {
    let (gap, line) = (u16::from(roomy), u16::from(explained));
    // Head, gauge, the line on what belongs there, and a blank row where there is room.
    let own = HEAD + line + gap;
    let mut left = area.height.saturating_sub(own + LEAST_ROWS + gap);
    let mut order: Vec<usize> = (0..fields.len()).filter(|index| *index != focus).collect();
    order.sort_by_key(|index| (index.abs_diff(focus), *index));
    // Rows beneath the head, the rule among them where the section is not folded.
    let mut heads = vec![false; fields.len()];
    let mut rows = vec![0_u16; fields.len()];
    for index in &order {
        if left > gap {
            heads[*index] = true;
            left -= 1 + gap;
        }
    }
    for index in &order {
        if heads[*index] && left > gap {
            // A line of text, and in roomy screens the gauge above it.
            rows[*index] = 1 + gap;
            left -= 1 + gap;
        }
    }
    for index in &order {
        if roomy && rows[*index] > 0 {
            let more = fields[*index].rows.clamp(1, 4).saturating_sub(1).min(left);
            rows[*index] += more;
            left -= more;
        }
    }
    let others: u16 = order
        .iter()
        .filter(|index| heads[**index])
        .map(|index| 1 + rows[*index] + gap)
        .sum();
    let large = area.height.saturating_sub(others + gap).max(own.min(area.height));
    let mut all = Vec::new();
    let mut y = area.y;
    let row = |y: u16, height: u16| {
        let height = height.min(area.bottom().saturating_sub(y));
        Rect { y, height, ..area }
    };
    for index in 0..fields.len() {
        if index == focus {
            let text = large.saturating_sub(own);
            all.push(Section {
                field: index,
                head: row(y, 1),
                rule: row(y + 1, 1),
                aside: row(y + HEAD, line),
                inner: row(y + own, text),
                large: true,
            });
            y += large + gap;
        } else if heads[index] {
            let rule = u16::from(roomy && rows[index] > 0);
            all.push(Section {
                field: index,
                head: row(y, 1),
                rule: row(y + 1, rule),
                aside: Rect::default(),
                inner: row(y + 1 + rule, rows[index] - rule),
                large: false,
            });
            y += 1 + rows[index] + gap;
        }
    }
    all
}

fn programming(page: &Page, asked: &Asked) -> InterviewAreas {
    let focus = match asked.shown {
        Shown::Field(index) => index,
        _ => asked.beside,
    };
    let head_rows = HEAD;
    if let Some((interviewer, aside, right)) = two_panes(page, asked) {
        let gap = 1;
        // The same before, during and after a run: nothing jumps.
        let tests = (right.height * 2 / 5)
            .clamp(TESTS, MOST_TESTS)
            .min(right.height.saturating_sub(head_rows + LEAST_ROWS + gap));
        let tests = if tests < HEAD + 2 { 0 } else { tests };
        let upper = Rect {
            height: right.height - tests - if tests > 0 { gap } else { 0 },
            ..right
        };
        let under = below(right, upper.height + gap);
        return InterviewAreas {
            interviewer: Some(interviewer),
            aside,
            answer: Answer::Panel {
                head: row_of(upper, 0),
                rule: row_of(upper, 1),
                pinned: Rect::default(),
                field: Some(focus),
                inner: below(upper, head_rows + u16::from(page.roomy)),
                below: (tests > 0).then(|| (None, pane(under, false))),
                strip: None,
            },
        };
    }
    if !matches!(asked.shown, Shown::Field(_)) {
        return tab_without_field(page);
    }
    // The run and its first failure take the place of what is pinned.
    if asked.run > 0 {
        let room = page.body.height.saturating_sub(HEAD + LEAST_ROWS + 2);
        return one_panel(page, focus, 0, asked.run.min(room).max(1));
    }
    one_panel(page, focus, pinned_rows(page.body, asked.pinned).min(2), 1)
}

/// One field with something pinned above and a strip below it.
fn one_panel(page: &Page, field: usize, pinned: u16, strip: u16) -> InterviewAreas {
    let mut inner = below(page.body, HEAD);
    let pinned_area = Rect {
        height: pinned.min(inner.height),
        ..inner
    };
    if pinned > 0 {
        inner = below(inner, pinned + 1);
    }
    let strip_area = (inner.height > LEAST_ROWS + strip).then(|| {
        let area = Rect {
            y: inner.bottom() - strip,
            height: strip,
            ..inner
        };
        // A rule parts them.
        inner.height -= strip + 1;
        area
    });
    InterviewAreas {
        interviewer: None,
        aside: None,
        answer: Answer::Panel {
            head: row_of(page.body, 0),
            rule: row_of(page.body, 1),
            pinned: pinned_area,
            field: Some(field),
            inner,
            below: None,
            strip: strip_area,
        },
    }
}

fn design(page: &Page, asked: &Asked) -> InterviewAreas {
    let focus = match asked.shown {
        Shown::Field(index) => index,
        _ => asked.beside,
    };
    let on_canvas = asked.canvas == Some(focus);
    let phase = if on_canvas { asked.beside } else { focus };
    if let Some((interviewer, aside, right)) = two_panes(page, asked) {
        let head = HEAD + u16::from(page.roomy);
        let gap = 1 + u16::from(page.roomy);
        let room = right.height.saturating_sub(2 * head + gap);
        // The one with the focus is the larger.
        let canvas = match asked.canvas {
            Some(_) if on_canvas => head + room.saturating_sub(2).min(room * 3 / 5).max(LEAST_ROWS.min(room)),
            Some(_) if room >= LEAST_ROWS + 2 => head + (room * 2 / 5).min(room - LEAST_ROWS),
            _ => 0,
        };
        let upper = Rect {
            height: right.height - canvas - if canvas > 0 { gap } else { 0 },
            ..right
        };
        let under = below(right, upper.height + gap);
        let upper = pane(upper, page.roomy);
        return InterviewAreas {
            interviewer: Some(interviewer),
            aside,
            answer: Answer::Panel {
                head: upper.head,
                rule: upper.rule,
                pinned: Rect::default(),
                field: Some(phase),
                inner: upper.inner,
                below: asked
                    .canvas
                    .filter(|_| canvas > 0)
                    .map(|field| (Some(field), pane(under, page.roomy))),
                strip: None,
            },
        };
    }
    if !matches!(asked.shown, Shown::Field(_)) {
        return tab_without_field(page);
    }
    let pinned = if on_canvas {
        0
    } else {
        pinned_rows(page.body, asked.pinned)
    };
    one_panel(page, focus, pinned, 1)
}

fn theory(page: &Page, fields: &[FieldSize], shown: Shown, pinned: u16) -> InterviewAreas {
    if page.body.width + 4 >= TWO_PANES {
        let (left, right) = split(
            page.body,
            left_width(RoundKind::MlTheory, page.body.width),
            GUTTER,
        );
        let focus = match shown {
            Shown::Field(index) => index,
            _ => fields.len().saturating_sub(1),
        };
        return InterviewAreas {
            interviewer: Some(pane(left, page.roomy)),
            aside: None,
            answer: Answer::Stack(stack(right, fields, focus, page.roomy)),
        };
    }
    let area = page.body;
    let pinned = match shown {
        Shown::Interviewer | Shown::Aside => 0,
        // The question whole, where nothing else wants the room.
        Shown::Field(_) if fields.len() == 1 => pinned.min(page.body.height.saturating_sub(10).max(2)),
        Shown::Field(_) => pinned.min(if page.body.height < 14 { 2 } else { 4 }),
    };
    let mut inner = below(area, 2);
    let pinned_area = Rect {
        height: pinned.min(inner.height),
        ..inner
    };
    if pinned > 0 {
        inner = below(inner, pinned + 1);
    }
    let other = match shown {
        Shown::Field(index) if index > 0 => Some(index - 1),
        _ => None,
    };
    // The text being typed keeps at least six rows; the strip goes first.
    let strip = other.filter(|_| inner.height >= 6 + 5).map(|index| {
        let height = 4;
        let area = Rect {
            y: inner.y + inner.height - height,
            height,
            ..inner
        };
        (
            index,
            Pane {
                head: row_of(area, 0),
                rule: row_of(area, 0),
                inner: below(area, 1),
            },
        )
    });
    if strip.is_some() {
        inner.height -= 5;
    }
    InterviewAreas {
        interviewer: None,
        aside: None,
        answer: Answer::Tabs {
            head: row_of(area, 0),
            rule: row_of(area, 1),
            pinned: pinned_area,
            inner,
            strip,
        },
    }
}

/// Stacks fields: the focused one gets what the others leave, at least six rows of text.
fn stack(area: Rect, fields: &[FieldSize], focus: usize, roomy: bool) -> Vec<(usize, Pane)> {
    let head = 2 + u16::from(roomy);
    let gap = 1 + u16::from(roomy);
    let focused = fields.get(focus).map_or(1, |field| field.rows).max(6);
    let mut left = area
        .height
        .saturating_sub(head + focused.min((area.height / 2).max(6)));
    let mut heights: Vec<u16> = vec![0; fields.len()];
    // The newest neighbours are kept longest.
    for index in (0..fields.len()).rev().filter(|index| *index != focus) {
        let want = fields[index].rows.max(1) + head + gap;
        let got = want.min(left);
        if got > head + gap {
            heights[index] = got;
            left -= got;
        } else if left > gap + 1 {
            // Room for the head alone.
            heights[index] = 2 + gap;
            left = left.saturating_sub(2 + gap);
        }
    }
    let others: u16 = heights.iter().sum();
    if let Some(height) = heights.get_mut(focus) {
        *height = area.height.saturating_sub(others);
    }
    let mut panes = Vec::new();
    let mut y = area.y;
    for (index, height) in heights.into_iter().enumerate() {
        if height == 0 {
            continue;
        }
        let last = index + 1 == fields.len();
        let own = if index == focus && last {
            height
        } else {
            height.saturating_sub(gap)
        };
        let part = Rect {
            y,
            height: own,
            ..area
        };
        panes.push((index, pane(part, roomy)));
        y += height;
    }
    panes
}
