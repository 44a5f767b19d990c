//! Question banks: banks and topics, their questions, the one under the cursor as it will be asked, and
//! what is wrong with banks.

mod code;
mod compare;
mod form;
mod list;
mod preview;

pub use compare::lines as compared;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use crate::app::App;
use crate::app::layout::{self, Page};
use crate::app::screens::banks::{BankScreen, Pane};
use crate::domain::catalog::Origin;
use crate::ui::View;
use crate::ui::paint::{self, Focus};
use crate::ui::skeleton::{self, Crumb};
use crate::ui::theme::Theme;

pub fn render(frame: &mut Frame, page: &Page, app: &App, screen: &BankScreen, view: &mut View) {
    let theme = view.theme.clone();
    let part = Part {
        app,
        screen,
        theme: &theme,
        accent: theme.accent(screen.round()),
    };
    if let Some(written) = &screen.code {
        code::render(frame, page, &part, written);
        return;
    }
    if let Some(edited) = &screen.form {
        let (crumbs, rights) = form::title(&part, edited);
        skeleton::title(frame.buffer_mut(), page.title, &crumbs, &rights, &theme);
        paint::rule(frame.buffer_mut(), page.rule, theme.glyphs.light, theme.rule);
        if let Some(at) = form::render(frame.buffer_mut(), page, &part, edited, view) {
            frame.set_cursor_position(at);
        }
        return;
    }
    let facts = facts(app);
    skeleton::title(
        frame.buffer_mut(),
        page.title,
        &[
            Crumb::new("hotseat", theme.dim),
            Crumb::new("Question banks", theme.strong),
        ],
        &facts
            .into_iter()
            .map(|fact| Line::styled(fact, theme.dim))
            .collect(),
        &theme,
    );
    paint::rule(frame.buffer_mut(), page.rule, theme.glyphs.light, theme.rule);
    if app.data.banks.is_none() {
        let place = layout::row_of(page.body, 1);
        paint::left(
            frame.buffer_mut(),
            place,
            &Line::styled("Reading the banks …", theme.text),
        );
        return;
    }
    let problems = app.data.banks.as_ref().map_or(0, |banks| banks.problems.len());
    let areas = layout::banks(page, problems > 0);
    let cursor = part.panes(frame.buffer_mut(), &areas, view);
    if let Some(position) = cursor {
        frame.set_cursor_position(position);
    }
}

/// What every pane looks at.
struct Part<'a> {
    app: &'a App,
    screen: &'a BankScreen,
    theme: &'a Theme,
    accent: Style,
}

impl Part<'_> {
    fn focus(&self, pane: Pane) -> Focus {
        Focus::when(self.screen.pane == pane)
    }

    fn dim(&self, text: impl Into<String>) -> Line<'static> {
        Line::styled(text.into(), self.theme.dim)
    }

    /// Paints the panes there is room for; returns where the cursor stands.
    fn panes(&self, buffer: &mut Buffer, areas: &layout::BanksAreas, view: &mut View) -> Option<(u16, u16)> {
        let mut cursor = None;
        if let Some(pane) = &areas.groups {
            let focus = self.focus(Pane::Groups);
            paint::head(
                buffer,
                pane,
                "Banks",
                &Line::default(),
                focus,
                self.theme.text,
                self.theme,
            );
            let at = list::groups(buffer, pane.inner, self);
            cursor = at.filter(|_| focus == Focus::Here);
        }
        // What has no pane of its own is a tab of this one.
        let mut tabs = vec![Pane::Questions];
        if areas.groups.is_none() {
            tabs.insert(0, Pane::Groups);
        }
        if areas.preview.is_none() {
            tabs.push(Pane::Preview);
        }
        let problems = BankScreen::panes(&self.app.data).contains(&Pane::Problems);
        if problems && areas.problems.is_none() {
            tabs.push(Pane::Problems);
        }
        let shown = if tabs.contains(&self.screen.pane) {
            self.screen.pane
        } else {
            Pane::Questions
        };
        self.list_head(buffer, &areas.list, &tabs, shown);
        let mut inner = areas.list.inner;
        if let Some(strip) = areas
            .strip
            .filter(|_| matches!(shown, Pane::Groups | Pane::Problems))
        {
            inner.height = strip.bottom().saturating_sub(inner.y);
        }
        let at = match shown {
            Pane::Groups => list::groups(buffer, inner, self),
            Pane::Questions => list::questions(buffer, inner, self),
            Pane::Preview => {
                preview::body(buffer, inner, self, self.screen.scroll, view);
                None
            }
            Pane::Problems => {
                list::problems(buffer, inner, self, self.screen.scroll);
                None
            }
        };
        cursor = cursor.or(at.filter(|_| self.screen.pane == shown));
        if let Some(pane) = &areas.problems {
            let count = self
                .app
                .data
                .banks
                .as_ref()
                .map_or(0, |banks| banks.problems.len());
            let focus = self.focus(Pane::Problems);
            let fact = self.dim(count.to_string());
            paint::head(
                buffer,
                pane,
                "Problems",
                &fact,
                focus,
                self.theme.text,
                self.theme,
            );
            let scroll = if focus == Focus::Here {
                self.screen.scroll
            } else {
                0
            };
            list::problems(buffer, pane.inner, self, scroll);
        }
        if let Some(pane) = &areas.preview {
            preview::head(buffer, pane, self, self.focus(Pane::Preview));
            let scroll = match self.screen.pane {
                Pane::Problems => 0,
                _ => self.screen.scroll,
            };
            preview::body(buffer, pane.inner, self, scroll, view);
        }
        if let Some(strip) = areas.strip {
            match shown {
                Pane::Questions => preview::strip(buffer, strip, self, view),
                Pane::Preview => preview::tab_strip(buffer, strip, self),
                Pane::Groups | Pane::Problems => {}
            }
        }
        cursor
    }

    fn list_head(&self, buffer: &mut Buffer, pane: &layout::Pane, tabs: &[Pane], shown: Pane) {
        let screen = self.screen;
        let count = match (shown, screen.query.is_empty()) {
            (Pane::Questions, true) => screen.found.len().to_string(),
            (Pane::Questions, false) => format!("{} found", screen.found.len()),
            _ => String::new(),
        };
        let fact = self.dim(count);
        let here = Focus::when(tabs.contains(&screen.pane));
        let accent = if shown == Pane::Questions {
            self.accent
        } else {
            self.theme.text
        };
        if let [Pane::Questions] = tabs {
            let title = paint::clean(&screen.title());
            paint::head(buffer, pane, &title, &fact, here, accent, self.theme);
            return;
        }
        let titles: Vec<String> = tabs
            .iter()
            .map(|tab| match tab {
                Pane::Groups => "Banks".to_owned(),
                Pane::Questions => paint::cut(&paint::clean(&screen.title()), 34, self.theme),
                Pane::Preview => "Preview".to_owned(),
                Pane::Problems => {
                    let count = self
                        .app
                        .data
                        .banks
                        .as_ref()
                        .map_or(0, |banks| banks.problems.len());
                    format!("Problems {count}")
                }
            })
            .collect();
        let current = tabs.iter().position(|tab| *tab == shown).unwrap_or(0);
        paint::tabs(
            buffer, pane.head, pane.rule, &titles, current, &fact, here, accent, self.theme,
        );
    }
}

/// Returns how much there is, from the longest form to the shortest.
fn facts(app: &App) -> Vec<String> {
    let Some(catalog) = app.data.catalog() else {
        return vec![String::new()];
    };
    let counts = catalog.counts();
    let own = catalog
        .entries()
        .iter()
        .filter(|entry| entry.origin != Origin::BuiltIn)
        .count();
    let questions = format!("{} questions", counts.questions);
    let all = format!("{} banks, {questions}", counts.banks);
    match own {
        0 => vec![all, questions],
        own => vec![format!("{all}, {own} yours"), format!("{questions}, {own} yours")],
    }
}

/// Returns an area without its first columns.
fn shifted(area: Rect, columns: u16) -> Rect {
    let columns = columns.min(area.width);
    Rect {
        x: area.x + columns,
        width: area.width - columns,
        ..area
    }
}

/// Returns from which row on a cursor's row is in view, with the rows around it.
fn from(cursor: usize, count: usize, height: usize) -> usize {
    let context = usize::from(height > 6);
    (cursor + 1 + context)
        .saturating_sub(height)
        .min(count.saturating_sub(height))
}
