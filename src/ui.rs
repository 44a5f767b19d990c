//! The view: borrows the state, arranges, paints. It can neither change the state nor fail.
//!
//! [`View`] keeps laid-out Markdown between frames, so that a key costs no parsing.

pub mod overlays;
pub mod paint;
pub mod screens;
pub mod skeleton;
pub mod theme;
pub mod widgets;

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use ratatui::Frame;
use ratatui::style::Style;
use ratatui::text::Line;

use crate::app::App;
use crate::app::layout;
use crate::app::screens::Screen;
use crate::domain::plain;
use theme::Theme;
use widgets::markdown;

/// Lines that are shared with the cache.
pub type Lines = Rc<[Line<'static>]>;

/// What the view keeps between frames: the theme and laid-out text. Never anything true.
#[derive(Debug)]
pub struct View {
    pub theme: Theme,
    cache: HashMap<(u64, u16, u8), Lines>,
}

/// How a text is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The question itself bold, the rest plain.
    Prompt,
    Text,
}

impl View {
    pub fn new(theme: Theme) -> Self {
        Self {
            theme,
            cache: HashMap::new(),
        }
    }

    /// Changes the theme; what was laid out with the old one is forgotten.
    pub fn set_theme(&mut self, theme: Theme) {
        self.theme = theme;
        self.cache.clear();
    }

    /// Returns lines put together for a width, from the cache where `of` was the same.
    pub fn composed(
        &mut self,
        of: &impl Hash,
        width: u16,
        compose: impl FnOnce(&mut Self) -> Vec<Line<'static>>,
    ) -> Lines {
        let mut hasher = DefaultHasher::new();
        of.hash(&mut hasher);
        let key = (hasher.finish(), width, u8::MAX);
        if let Some(lines) = self.cache.get(&key) {
            return Rc::clone(lines);
        }
        let lines: Lines = compose(self).into();
        self.cache.insert(key, Rc::clone(&lines));
        lines
    }

    /// Returns Markdown laid out for a width, from the cache where it was before.
    pub fn markdown(&mut self, source: &str, width: u16, form: Form, accent: Style) -> Lines {
        let mut hasher = DefaultHasher::new();
        source.hash(&mut hasher);
        accent.hash(&mut hasher);
        let key = (hasher.finish(), width, form as u8);
        if let Some(lines) = self.cache.get(&key) {
            return Rc::clone(lines);
        }
        // Enough for every text of a screen; a resize storm does not pile up.
        if self.cache.len() > 400 {
            self.cache.clear();
        }
        let clean = plain::clean(source);
        let rendered = match form {
            Form::Prompt => markdown::render_prompt(&clean, width, &self.theme, accent),
            Form::Text => markdown::render(&clean, width, &self.theme, accent),
        };
        let lines: Lines = rendered.lines.into();
        self.cache.insert(key, Rc::clone(&lines));
        lines
    }
}

/// Paints the whole screen, and sweeps it.
pub fn render(frame: &mut Frame, app: &App, view: &mut View) {
    render_unswept(frame, app, view);
    paint::sweep(&mut frame.buffer_mut().content, view.theme.glyphs.dots);
}

/// Paints the whole screen for one who sweeps what of it goes to a terminal.
pub(crate) fn render_unswept(frame: &mut Frame, app: &App, view: &mut View) {
    let Some(page) = layout::page(app.size) else {
        skeleton::too_small(frame, app, &view.theme);
        return;
    };
    // A terminal that shrank between the message and the frame gets the next one whole.
    if frame.area().width < app.size.width || frame.area().height < app.size.height {
        return;
    }
    match app.screen() {
        Screen::Home(screen) => screens::home::render(frame, &page, app, screen, view),
        Screen::Setup(screen) => screens::setup::render(frame, &page, app, screen, view),
        Screen::Interview(screen) => screens::interview::render(frame, &page, app, screen, view),
        Screen::Debrief(screen) => screens::debrief::render(frame, &page, app, screen, view),
        Screen::Banks(screen) => screens::banks::render(frame, &page, app, screen, view),
        Screen::Scorecard(screen) => screens::scorecard::render(frame, &page, app, screen, view),
        Screen::Replay(screen) => screens::replay::render(frame, &page, app, screen, view),
        Screen::Compare(screen) => screens::compare::render(frame, &page, app, screen, view),
        Screen::Review(screen) => screens::review::render(frame, &page, app, screen, view),
        Screen::Stories(screen) => screens::stories::render(frame, &page, app, screen, view),
        Screen::Progress(screen) => screens::progress::render(frame, &page, app, screen, view),
    }
    skeleton::message(frame, &page, app, &view.theme);
    skeleton::key_line(frame, &page, app, &view.theme);
    if let Some(overlay) = &app.overlay {
        overlays::render(frame, &page, app, overlay, view);
    }
}
