//! Where the review's panes are: sessions over the questions of one, beside the tabs of an answer.

use ratatui::layout::Rect;

use super::{GUTTER, Page, Pane, THREE_PANES, TWO_PANES, pane, split};

/// Columns of the list of sessions where it stands beside an answer.
const LIST: u16 = 50;
/// The same where two panes only just fit.
const NARROW_LIST: u16 = 42;

/// Where the parts of the review are; below 100 columns one pane shows and the others are its tabs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReviewAreas {
    pub sessions: Pane,
    pub questions: Pane,
    pub text: Pane,
    /// All panes are the same place.
    pub one: bool,
    /// The session in short, under the one pane.
    pub strip: Option<Rect>,
}

/// Lays the review out; `questions` is how many the session in hand has.
pub fn review(page: &Page, questions: usize) -> ReviewAreas {
    let body = page.body;
    if body.width + 4 < TWO_PANES {
        let rows = if body.height >= 18 { 4 } else { 0 };
        let top = Rect {
            height: body.height - rows,
            ..body
        };
        let strip = Rect {
            y: top.bottom(),
            height: rows,
            ..body
        };
        let one = pane(top, page.roomy);
        return ReviewAreas {
            sessions: one,
            questions: one,
            text: one,
            one: true,
            strip: (rows > 0).then_some(strip),
        };
    }
    let width = if body.width + 4 >= THREE_PANES {
        LIST
    } else {
        NARROW_LIST
    };
    let (left, right) = split(body, width, GUTTER);
    // The questions take what they need, at most half.
    let head = 2 + u16::from(page.roomy);
    let wanted = u16::try_from(questions).unwrap_or(u16::MAX).saturating_add(head);
    let lower = wanted.max(head + 3).min(left.height / 2);
    let gap = u16::from(page.roomy);
    let upper = Rect {
        height: left.height.saturating_sub(lower + gap),
        ..left
    };
    let under = Rect {
        y: left.bottom().saturating_sub(lower),
        height: lower,
        ..left
    };
    ReviewAreas {
        sessions: pane(upper, false),
        questions: pane(under, page.roomy),
        text: pane(right, page.roomy),
        one: false,
        strip: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::layout;
    use crate::app::msg::Size;

    #[test]
    fn no_pane_leaves_the_body_and_the_list_keeps_half() {
        for width in (60..200).step_by(7) {
            for height in 16..70 {
                let page = layout::page(Size { width, height }).unwrap();
                for questions in [0, 1, 5, 13, 300] {
                    let areas = review(&page, questions);
                    for pane in [areas.sessions, areas.questions, areas.text] {
                        assert_eq!(page.body.intersection(pane.inner), pane.inner, "{width}x{height}");
                        assert!(pane.inner.height >= 2, "{width}x{height} {questions}");
                    }
                    if !areas.one {
                        assert!(areas.sessions.inner.bottom() <= areas.questions.head.y);
                    }
                }
            }
        }
    }
}
