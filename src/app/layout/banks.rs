//! Where the parts of the bank screen are: three panes, two, or one with tabs (VISUAL, section 8).

use ratatui::layout::Rect;

use super::{GUTTER, Page, Pane, THREE_PANES, TWO_PANES, below, pane, split};

/// Columns of banks and topics, and of the questions.
const GROUPS: u16 = 24;
const QUESTIONS: u16 = 54;
/// Columns of the fields of a question that is edited; the preview has the rest.
const FIELDS: u16 = 66;
/// Rows of problems under the questions, head and all.
const PROBLEMS: u16 = 9;
/// Rows of the preview under the one pane there is.
const STRIP: u16 = 5;

/// Where browsing's parts are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BanksAreas {
    /// Banks and topics; `None`: they are a tab of `list`.
    pub groups: Option<Pane>,
    pub list: Pane,
    /// Problems under the questions; `None`: a tab, or there are none.
    pub problems: Option<Pane>,
    /// `None`: it is a tab of `list`.
    pub preview: Option<Pane>,
    /// The start of the preview, where one pane shows.
    pub strip: Option<Rect>,
}

/// Lays the bank screen out; `problems` tells whether there are any.
pub fn banks(page: &Page, problems: bool) -> BanksAreas {
    let body = page.body;
    let wide = body.width + 4;
    if wide < TWO_PANES {
        let strip = if body.height >= 16 { STRIP } else { 0 };
        let top = Rect {
            height: body.height - strip - u16::from(strip > 0),
            ..body
        };
        let strip_area = Rect {
            y: body.bottom() - strip,
            height: strip,
            ..body
        };
        return BanksAreas {
            groups: None,
            list: pane(top, page.roomy),
            problems: None,
            preview: None,
            strip: (strip > 0).then_some(strip_area),
        };
    }
    let (groups, rest) = if wide >= THREE_PANES {
        let (groups, rest) = split(body, GROUPS, GUTTER);
        (Some(pane(groups, page.roomy)), rest)
    } else {
        (None, body)
    };
    let (middle, preview) = split(rest, QUESTIONS, GUTTER);
    let under = problems && groups.is_some() && middle.height >= 3 * PROBLEMS;
    let (list, problems) = if under {
        let list = Rect {
            height: middle.height - PROBLEMS - 1,
            ..middle
        };
        (
            list,
            Some(pane(below(middle, middle.height - PROBLEMS), page.roomy)),
        )
    } else {
        (middle, None)
    };
    BanksAreas {
        groups,
        list: pane(list, page.roomy),
        problems,
        preview: Some(pane(preview, page.roomy)),
        strip: None,
    }
}

/// Where the parts are while a question is edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormAreas {
    pub form: Pane,
    /// `None`: it is a tab of `form`.
    pub preview: Option<Pane>,
}

/// Lays the fields of a question out.
pub fn bank_form(page: &Page) -> FormAreas {
    let body = page.body;
    if body.width + 4 < THREE_PANES {
        return FormAreas {
            form: pane(body, page.roomy),
            preview: None,
        };
    }
    let (form, preview) = split(body, FIELDS, GUTTER);
    FormAreas {
        form: pane(form, page.roomy),
        preview: Some(pane(preview, page.roomy)),
    }
}
