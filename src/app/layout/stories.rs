//! Where the parts of the stories' screen are: the list at the left, the story at the right; one of them
//! where one pane shows.

use ratatui::layout::Rect;

use super::interview::{FieldSize, Section, sections};
use super::{GUTTER, Page, Pane, TWO_PANES, below, pane, row_of, split};

/// Columns of the list.
const LIST: u16 = 40;

/// Columns of the name before a part of one line.
pub const LABEL: u16 = 14;

/// Columns kept at the right of the title for what is said of the story.
const FACTS: u16 = 30;

/// Where everything is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoriesAreas {
    /// `None`: the story has the page to itself.
    pub list: Option<Pane>,
    /// `None`: the list has.
    pub story: Option<StoryAreas>,
}

/// Where the parts of a story are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoryAreas {
    /// The title, with what is said of the story at the right.
    pub head: Rect,
    pub rule: Rect,
    /// The four parts that are told, one of them large.
    pub sections: Vec<Section>,
    pub figures: Rect,
    pub names: Rect,
    /// What belongs in a part of one line.
    pub aside: Rect,
}

impl StoryAreas {
    /// Returns where the title is written.
    pub fn title(&self) -> Rect {
        let value = value(self.head);
        Rect {
            width: value.width.saturating_sub(FACTS.min(value.width / 2)),
            ..value
        }
    }
}

/// Returns where a part of one line is written, behind its name.
pub fn value(row: Rect) -> Rect {
    let label = LABEL.min(row.width);
    Rect {
        x: row.x + label,
        width: row.width - label,
        ..row
    }
}

/// Lays the screen out. `rows` are those of the four told parts, `large` the one that is; `on_line`: a part of
/// one line has the focus. Where one pane shows it is the story's while one is `writing`.
pub fn stories(page: &Page, rows: &[FieldSize], large: usize, on_line: bool, writing: bool) -> StoriesAreas {
    if page.body.width + 4 >= TWO_PANES {
        let (left, right) = split(page.body, LIST, GUTTER);
        return StoriesAreas {
            list: Some(pane(left, page.roomy)),
            story: Some(story(right, rows, large, on_line, page.roomy)),
        };
    }
    if writing {
        return StoriesAreas {
            list: None,
            story: Some(story(page.body, rows, large, on_line, page.roomy)),
        };
    }
    StoriesAreas {
        list: Some(pane(page.body, page.roomy)),
        story: None,
    }
}

fn story(area: Rect, rows: &[FieldSize], large: usize, on_line: bool, roomy: bool) -> StoryAreas {
    let aside = u16::from(on_line || roomy);
    let foot = (2 + aside).min(area.height);
    let top = below(area, 2 + u16::from(roomy));
    let middle = Rect {
        height: top.height.saturating_sub(foot + u16::from(roomy)),
        ..top
    };
    let foot = Rect {
        y: area.bottom() - foot,
        height: foot,
        ..area
    };
    StoryAreas {
        head: row_of(area, 0),
        rule: row_of(area, 1),
        sections: sections(middle, rows, !on_line, large, roomy),
        figures: row_of(foot, 0),
        names: row_of(foot, 1),
        aside: row_of(foot, 2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::layout::page;
    use crate::app::msg::Size;

    #[test]
    fn nothing_leaves_the_screen_or_covers_another_at_any_size() {
        for width in (60..200).step_by(9) {
            for height in 16..60 {
                let page = page(Size { width, height }).unwrap();
                for (large, on_line, writing) in [(0, false, true), (3, true, true), (1, false, false)] {
                    let areas = stories(&page, &[FieldSize { rows: 30 }; 4], large, on_line, writing);
                    let Some(story) = areas.story else { continue };
                    let lines = [story.head, story.rule, story.figures, story.names, story.aside];
                    let parts = story.sections.iter().flat_map(|part| [part.head, part.inner]);
                    let all: Vec<Rect> = lines.into_iter().chain(parts).collect();
                    for (at, area) in all.iter().enumerate() {
                        assert_eq!(page.body.intersection(*area), *area, "{width}x{height}");
                        let others = all.iter().skip(at + 1).filter(|other| !other.is_empty());
                        for other in others.filter(|_| !area.is_empty()) {
                            assert!(!area.intersects(*other), "{width}x{height}: {area} {other}");
                        }
                    }
                    let large = story.sections.iter().find(|part| part.large).unwrap();
                    assert!(large.inner.height >= 2, "{width}x{height}");
                }
            }
        }
    }
}
