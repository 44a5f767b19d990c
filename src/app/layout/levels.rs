//! Where the parts of a debrief by levels are: criteria beside the answer over two exemplars, or one after
//! the other where one pane shows.

use ratatui::layout::Rect;

use super::{GUTTER, Page, Pane, THREE_PANES, below, pane, row_of, split};

/// How many rows each part wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LevelsWants {
    /// All criteria, or the one in hand where one pane shows.
    pub criteria: u16,
    pub facts: u16,
    pub answer: u16,
    /// The longer one.
    pub exemplar: u16,
    /// How many stand side by side.
    pub exemplars: u16,
}

/// Where the parts of a debrief by levels are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelsAreas {
    /// Where one pane shows its head is that of the tabs.
    pub criteria: Pane,
    /// All of the right side; `None`: one pane shows.
    pub text: Option<Pane>,
    /// The answer beside the criteria, or a strip of it under them.
    pub answer: Option<Pane>,
    pub exemplars: Vec<Pane>,
    /// Where one pane shows: the room of any other tab.
    pub tab: Rect,
    pub facts: Rect,
    pub facts_head: Option<Rect>,
}

/// Columns of the criteria where two panes stand side by side.
const LEFT: u16 = 44;
const LEFT_NARROW: u16 = 42;

/// From this many columns on criteria and texts stand side by side. Below, diagrams and code would be cut beside
/// the criteria, where the whole width has room for them.
const TWO_LEVELS: u16 = 116;
/// Columns below which code is not put beside other code: most of its lines would break.
const CODE: u16 = 60;

/// Returns how many exemplars stand side by side in a window of so many columns.
pub fn exemplars_beside(window: u16, code: bool) -> u16 {
    if window < TWO_LEVELS {
        return 1;
    }
    let right = columns(window.saturating_sub(4)).1;
    if code && exemplar_width(right, 2) < CODE {
        1
    } else {
        2
    }
}

/// Columns of exemplars in `width`: two side by side, or one.
pub fn exemplar_width(width: u16, exemplars: u16) -> u16 {
    if exemplars > 1 {
        width.saturating_sub(GUTTER) / 2
    } else {
        width
    }
}

/// Returns the columns of the criteria and of the answer on a page.
pub fn levels_widths(page: &Page) -> (u16, u16) {
    columns(page.body.width)
}

fn columns(width: u16) -> (u16, u16) {
    if width + 4 < TWO_LEVELS {
        return (width, width);
    }
    let left = if width + 4 >= THREE_PANES {
        LEFT
    } else {
        LEFT_NARROW
    };
    (left, width.saturating_sub(left + GUTTER))
}

/// Lays a debrief by levels out.
pub fn levels(page: &Page, wants: &LevelsWants) -> LevelsAreas {
    if page.body.width + 4 >= TWO_LEVELS {
        wide(page, wants)
    } else {
        narrow(page, wants)
    }
}

fn wide(page: &Page, wants: &LevelsWants) -> LevelsAreas {
    let gap = u16::from(page.roomy);
    let (left, right) = split(page.body, levels_widths(page).0, GUTTER);
    let head = 2 + gap;
    let room = left.height.saturating_sub(head);
    let (criteria, facts, facts_head) = if room >= wants.criteria + 2 + 2 + wants.facts {
        // Whole, with what lies beside the score right under it.
        (wants.criteria, (2, wants.facts), true)
    } else if room >= wants.criteria + 1 + 2 + wants.facts.min(3) {
        let rows = room - wants.criteria - 1 - 2;
        (wants.criteria, (1, rows.min(wants.facts)), true)
    } else {
        // On two rows at the bottom, and the criteria scroll.
        (room.saturating_sub(3), (1, 2), false)
    };
    let criteria_area = Rect {
        height: (head + criteria).min(left.height),
        ..left
    };
    let rest = below(left, head + criteria + facts.0);
    let rest = Rect {
        height: rest.height.min(facts.1 + if facts_head { 2 } else { 0 }),
        ..rest
    };
    let (answer, exemplars) = stacked(right, gap, wants);
    LevelsAreas {
        criteria: pane(criteria_area, page.roomy),
        text: Some(pane(right, page.roomy)),
        answer: Some(pane(answer, page.roomy)),
        exemplars: exemplars.into_iter().map(|area| pane(area, page.roomy)).collect(),
        tab: pane(right, page.roomy).inner,
        facts: if facts_head { below(rest, 2) } else { rest },
        facts_head: facts_head.then_some(rest),
    }
}

/// The answer over the exemplars: each gets what it wants where both fit, else the exemplars at most what
/// the answer leaves, and the answer at least two fifths.
fn stacked(area: Rect, gap: u16, wants: &LevelsWants) -> (Rect, Vec<Rect>) {
    if wants.exemplars == 0 {
        return (area, Vec::new());
    }
    let head = 2 + gap;
    let between = 1 + gap;
    let room = area.height.saturating_sub(2 * head + between);
    let least = (room * 2 / 5).max(2);
    let answer = wants
        .answer
        .clamp(1, least.max(room.saturating_sub(wants.exemplar)).max(1));
    let top = Rect {
        height: (head + answer).min(area.height),
        ..area
    };
    let rest = below(area, head + answer + between);
    if wants.exemplars == 1 {
        return (top, vec![rest]);
    }
    let (left, right) = split(rest, exemplar_width(area.width, 2), GUTTER);
    (top, vec![left, right])
}

fn narrow(page: &Page, wants: &LevelsWants) -> LevelsAreas {
    let body = page.body;
    let facts = u16::from(body.height >= 14);
    let facts_gap = u16::from(body.height >= 18);
    let whole = pane(
        Rect {
            height: body.height - facts - facts_gap,
            ..body
        },
        page.roomy,
    );
    let tab = whole.inner;
    let criterion = Rect {
        height: wants.criteria.min(tab.height),
        ..tab
    };
    let strip = |from: u16, rows: u16| {
        let area = Rect {
            height: rows,
            ..below(tab, from)
        };
        Pane {
            head: row_of(area, 0),
            rule: row_of(area, 0),
            inner: below(area, 1),
        }
    };
    // A strip has a head and two rows at least; a blank row between them where there is room for it.
    let from = criterion.height + 1;
    let room = tab.height.saturating_sub(from);
    let exemplars = wants.exemplars.min(1);
    let mut answer = None;
    let mut shown = Vec::new();
    if room >= 6 && exemplars > 0 {
        let between = u16::from(room >= 8);
        let rest = room - 2 - between;
        let least = rest / 2;
        let first = wants
            .answer
            .clamp(2, least.max(rest.saturating_sub(wants.exemplar)).max(2));
        answer = Some(strip(from, 1 + first));
        let second = from + 1 + first + between;
        shown.push(strip(second, tab.height.saturating_sub(second)));
    } else if room >= 3 {
        answer = Some(strip(from, room));
    }
    LevelsAreas {
        criteria: Pane {
            inner: criterion,
            ..whole
        },
        text: None,
        answer,
        exemplars: shown,
        tab,
        facts: Rect {
            y: tab.bottom() + facts_gap,
            height: facts,
            ..body
        },
        facts_head: None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::page;
    use super::*;
    use crate::app::msg::Size;

    #[test]
    fn no_part_leaves_the_page_or_lies_on_another_at_any_size() {
        for width in (60..200).step_by(7) {
            for height in 16..60 {
                let page = page(Size { width, height }).unwrap();
                for (criteria, text) in [(3, 2), (14, 9), (27, 60)] {
                    for exemplars in 0..=2 {
                        let wants = LevelsWants {
                            criteria,
                            facts: 6,
                            answer: text,
                            exemplar: text,
                            exemplars,
                        };
                        let areas = levels(&page, &wants);
                        let mut parts = vec![areas.criteria.inner, areas.facts];
                        parts.extend(areas.answer.map(|pane| pane.inner));
                        parts.extend(areas.exemplars.iter().map(|pane| pane.inner));
                        for (index, part) in parts.iter().enumerate() {
                            let told = format!("{width}x{height} {wants:?} {index}");
                            assert!(part.bottom() <= page.message.y, "{told}");
                            assert!(part.right() <= page.body.right(), "{told}");
                            for other in &parts[index + 1..] {
                                assert!(!part.intersects(*other), "{told}");
                            }
                        }
                        assert!(areas.criteria.inner.height >= 1, "{width}x{height}");
                        if areas.text.is_some() {
                            assert_eq!(areas.exemplars.len(), usize::from(exemplars));
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn the_answer_leaves_the_exemplars_half_and_takes_what_they_leave() {
        let page = page(Size {
            width: 120,
            height: 40,
        })
        .unwrap();
        let rows = |answer: u16, exemplar: u16| {
            let wants = LevelsWants {
                criteria: 14,
                facts: 5,
                answer,
                exemplar,
                exemplars: 2,
            };
            levels(&page, &wants).answer.unwrap().inner.height
        };
        assert_eq!(rows(4, 50), 4);
        assert_eq!(rows(50, 50), 9);
        assert_eq!(rows(50, 6), 18);
    }
}
