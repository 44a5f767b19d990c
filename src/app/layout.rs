//! Rectangles of every screen for a size: one pure function each, used by update (wrapping, paging)
//! and by render alike, so that neither needs a message from the other. VISUAL, sections 1 and 8.

mod banks;
mod interview;
mod levels;
mod review;
mod stories;

use ratatui::layout::Rect;

pub use banks::{BanksAreas, FormAreas, bank_form, banks};
pub use interview::{Answer, Asked, FieldSize, InterviewAreas, Section, Shown, TABS, interview, left_width};
pub use levels::{LevelsAreas, LevelsWants, exemplar_width, exemplars_beside, levels, levels_widths};
pub use review::{ReviewAreas, review};

pub use stories::{LABEL, StoriesAreas, StoryAreas, stories, value};

use super::msg::Size;

/// Below this a screen says politely that it needs more room.
pub const LEAST: Size = Size {
    width: 60,
    height: 16,
};
/// From this many rows blank rows separate the parts.
pub const ROOMY: u16 = 32;
/// From this width two panes stand side by side.
pub const TWO_PANES: u16 = 100;
/// From this width three do.
pub const THREE_PANES: u16 = 112;
/// Prose is never wider.
pub const MEASURE: u16 = 72;
/// Columns between panes.
pub const GUTTER: u16 = 3;

/// The skeleton every screen shares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    pub title: Rect,
    /// The rule under the title; in an interview the ribbon.
    pub rule: Rect,
    pub body: Rect,
    pub message: Rect,
    pub keys: Rect,
    pub roomy: bool,
}

/// A pane: its head, the rule under it and what is inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pane {
    pub head: Rect,
    pub rule: Rect,
    pub inner: Rect,
}

/// Returns the skeleton, or `None` where there is too little room.
pub fn page(size: Size) -> Option<Page> {
    if size.width < LEAST.width || size.height < LEAST.height {
        return None;
    }
    let roomy = size.height >= ROOMY;
    let margin = if size.width < 72 { 1 } else { 2 };
    let row = |y: u16, height: u16| Rect::new(margin, y, size.width - 2 * margin, height);
    let top = u16::from(roomy);
    let keys = size.height - 1 - u16::from(roomy);
    let message = keys - 1 - u16::from(roomy);
    let body = top + 2 + u16::from(roomy);
    Some(Page {
        title: row(top, 1),
        rule: row(top + 1, 1),
        body: row(body, message.saturating_sub(body)),
        message: row(message, 1),
        keys: row(keys, 1),
        roomy,
    })
}

/// Returns a pane that fills `area`.
pub fn pane(area: Rect, roomy: bool) -> Pane {
    let gap = u16::from(roomy);
    Pane {
        head: row_of(area, 0),
        rule: row_of(area, 1),
        inner: below(area, 2 + gap),
    }
}

/// Returns the page without the last rows of its body, and those rows, for a few words.
pub fn guided(page: &Page) -> (Page, Rect) {
    let rows = match page.body {
        // There are few rows, and what is scored comes first.
        Rect { height: ..14, .. } => 1,
        Rect { width, .. } if width < MEASURE => 3,
        _ => 2,
    };
    let gap = u16::from(page.roomy);
    let body = Rect {
        height: page.body.height.saturating_sub(rows + gap),
        ..page.body
    };
    let area = Rect {
        y: page.body.bottom().saturating_sub(rows),
        height: rows.min(page.body.height),
        ..page.body
    };
    (Page { body, ..*page }, area)
}

/// Returns row `n` of an area, empty where it has fewer.
pub fn row_of(area: Rect, n: u16) -> Rect {
    Rect {
        y: area.y + n.min(area.height),
        height: u16::from(n < area.height),
        ..area
    }
}

/// Returns what is left of an area under its first `rows`.
pub fn below(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect {
        y: area.y + rows,
        height: area.height - rows,
        ..area
    }
}

/// Splits into a left part of `width` columns, the gutter, and the rest.
pub fn split(area: Rect, width: u16, gutter: u16) -> (Rect, Rect) {
    let width = width.min(area.width);
    let rest = area.width.saturating_sub(width + gutter);
    (
        Rect { width, ..area },
        Rect {
            x: area.x + area.width - rest,
            width: rest,
            ..area
        },
    )
}

/// Returns an area at most `width` wide.
pub fn at_most(area: Rect, width: u16) -> Rect {
    Rect {
        width: area.width.min(width),
        ..area
    }
}

/// Where a debrief's parts are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DebriefAreas {
    /// Answer, reference, often missed; `None`: they are tabs of `rubric`.
    pub text: Option<Pane>,
    pub rubric: Pane,
    /// Evidence as a strip, where one pane shows.
    pub strip: Option<Rect>,
    pub facts: Rect,
    pub facts_head: Option<Rect>,
}

/// Lays a debrief out; `rubric` is how many rows criteria and ideas want.
pub fn debrief(page: &Page, rubric: u16) -> DebriefAreas {
    if page.body.width + 4 >= TWO_PANES {
        let left = if page.body.width + 4 >= THREE_PANES {
            56
        } else {
            42
        };
        let (text, right) = split(page.body, left, GUTTER);
        let facts_rows = 5 + 2;
        let head = 2 + u16::from(page.roomy);
        let room = right.height.saturating_sub(head);
        let (rubric_height, facts_y) = if room >= rubric + 2 + facts_rows {
            let height = (room - facts_rows - 2).max(rubric).min(rubric.max(room / 2));
            (head + height, right.y + head + height + 2)
        } else if room >= 6 + facts_rows {
            (head + room - facts_rows - 1, right.y + head + room - facts_rows)
        } else {
            (right.height, right.y + right.height)
        };
        let area = Rect {
            height: rubric_height,
            ..right
        };
        let facts_area = Rect {
            y: facts_y.min(right.y + right.height),
            height: (right.y + right.height).saturating_sub(facts_y).min(facts_rows),
            ..right
        };
        return DebriefAreas {
            text: Some(pane(text, page.roomy)),
            rubric: pane(area, page.roomy),
            strip: None,
            facts: below(facts_area, 2),
            facts_head: Some(facts_area),
        };
    }
    let body = page.body;
    let strip = if body.height >= 18 { 4 } else { 0 };
    let facts = u16::from(body.height >= 14);
    let facts_gap = u16::from(body.height >= 18);
    let top = Rect {
        height: body.height - strip - facts - facts_gap,
        ..body
    };
    let strip_area = Rect {
        y: top.y + top.height,
        height: strip,
        ..body
    };
    DebriefAreas {
        text: None,
        rubric: pane(top, page.roomy),
        strip: (strip > 0).then_some(strip_area),
        facts: Rect {
            y: strip_area.y + strip + facts_gap,
            height: facts,
            ..body
        },
        facts_head: None,
    }
}

/// Returns a centred box at most `width` × `height`. It never covers the title line, the ribbon under it
/// or the key line.
pub fn overlay(size: Size, width: u16, height: u16, upper: Upper) -> Rect {
    let Some(page) = page(size) else {
        return Rect::new(0, 0, size.width, size.height);
    };
    let width = width.min(size.width.saturating_sub(8));
    let top = page.rule.y + 1;
    let room = page.keys.y.saturating_sub(top);
    let height = height.min(room);
    let free = room - height;
    let y = top
        + match upper {
            Upper::Middle => free / 2,
            Upper::Third => free / 6,
        };
    Rect::new((size.width - width) / 2, y, width, height)
}

/// Where an overlay stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Upper {
    Middle,
    Third,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::bank::RoundKind;

    fn size(width: u16, height: u16) -> Size {
        Size { width, height }
    }

    fn asked(round: RoundKind, fields: &[FieldSize], focus: usize) -> Asked<'_> {
        Asked {
            round,
            fields,
            canvas: (round == RoundKind::SystemDesign && fields.len() > 4).then_some(4),
            beside: focus,
            shown: Shown::Field(focus),
            pinned: 3,
            aside: 10,
            run: 0,
            explained: true,
        }
    }

    #[test]
    fn the_skeleton_stands_as_drawn_at_both_sizes() {
        let roomy = page(size(120, 40)).unwrap();
        assert_eq!((roomy.title.y, roomy.rule.y, roomy.body.y), (1, 2, 4));
        assert_eq!((roomy.message.y, roomy.keys.y, roomy.body.height), (36, 38, 32));
        let compact = page(size(80, 24)).unwrap();
        assert_eq!((compact.title.y, compact.rule.y, compact.body.y), (0, 1, 2));
        assert_eq!(
            (compact.message.y, compact.keys.y, compact.body.height),
            (22, 23, 20)
        );
        assert_eq!(page(size(59, 15)), None);
    }

    #[test]
    fn no_area_leaves_the_screen_at_any_size() {
        for width in (60..200).step_by(7) {
            for height in 16..70 {
                let page = page(size(width, height)).unwrap();
                for fields in 1..5 {
                    for focus in 0..fields {
                        let sizes = vec![FieldSize { rows: 30 }; fields];
                        for round in RoundKind::ALL {
                            let areas = interview(&page, &asked(round, &sizes, focus));
                            let screen = Rect::new(0, 0, width, height);
                            let editors = areas.editors(focus);
                            assert!(editors.iter().any(|(index, _)| *index == focus), "{round:?}");
                            let others = [areas.interviewer, areas.aside].into_iter().flatten();
                            for area in editors
                                .into_iter()
                                .map(|(_, area)| area)
                                .chain(others.map(|pane| pane.inner))
                            {
                                assert_eq!(screen.intersection(area), area, "{round:?} {width}x{height}");
                                assert!(area.bottom() <= page.message.y, "{round:?} {width}x{height}");
                            }
                        }
                    }
                }
                let areas = debrief(&page, 20);
                assert!(areas.rubric.inner.bottom() <= page.message.y);
                assert!(areas.facts.bottom() <= page.message.y);
            }
        }
    }

    #[test]
    fn the_text_being_typed_keeps_six_rows() {
        for height in 16..60 {
            let page = page(size(120, height)).unwrap();
            for (width, fields) in [(120, 4), (120, 9), (80, 4), (80, 9)] {
                let sizes = vec![FieldSize { rows: 40 }; fields];
                let page = super::page(size(width, height)).unwrap_or(page);
                for round in RoundKind::ALL {
                    // A theory answer has one field and those of its follow-ups.
                    if round == RoundKind::MlTheory && fields > 5 {
                        continue;
                    }
                    let areas = interview(&page, &asked(round, &sizes, 3));
                    let (_, area) = *areas.editors(3).iter().find(|(index, _)| *index == 3).unwrap();
                    assert!(
                        area.height >= 6.min(page.body.height - 7),
                        "{round:?} {width}x{height}: {}",
                        area.height
                    );
                }
            }
        }
    }
}
