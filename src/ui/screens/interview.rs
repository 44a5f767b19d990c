//! The interview: what was asked on the left, the answer's fields on the right; on a narrow screen one
//! pane at a time, with the newest follow-up pinned above. What differs by the kind of a question is in
//! a file of its own beside it.

mod culture;
mod design;
mod programming;
mod said;
mod standstill;
mod theory;
mod verdicts;

pub(super) use said::{asked, barred};

use std::time::Duration;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::app::App;
use crate::app::data::Live;
use crate::app::flow;
use crate::app::layout::{self, Answer, Page};
use crate::app::screens::interview::{FieldEditor, FieldTime, Interview, Side};
use crate::domain::bank::{Question, RoundKind};
use crate::domain::fields;
use crate::domain::session::{Attempt, Stand};
use crate::domain::words::counted;
use crate::ui::paint::{self, Focus};
use crate::ui::theme::Theme;
use crate::ui::widgets::editor::EditorView;
use crate::ui::{View, skeleton};

/// From when on what is recorded and not on disk is said to be so. Typing is synced once a second, and what is as
/// it should be does not flicker.
const LATE: Duration = Duration::from_secs(2);

/// What every part of the screen looks at.
struct Scene<'a> {
    app: &'a App,
    screen: &'a Interview,
    live: &'a Live,
    attempt: &'a Attempt,
    question: &'a Question,
    theme: Theme,
    accent: Style,
    /// The time of each field.
    times: Vec<FieldTime>,
    /// Whether the answer is being written: not after done.
    asking: bool,
}

pub fn render(frame: &mut Frame, page: &Page, app: &App, screen: &Interview, view: &mut View) {
    let Some(live) = &app.data.live else { return };
    let theme = view.theme.clone();
    let crumbs = skeleton::crumbs(app, &place(live, screen), &theme);
    let times = screen.times(live, &app.now);
    let clocks = skeleton::interview_clocks(app, &times, &theme);
    skeleton::title_beside(frame.buffer_mut(), page.title, &crumbs, clocks, &theme);
    skeleton::ribbon(frame.buffer_mut(), page.rule, app, &times, &theme);
    if let Some(cause) = live.session.paused {
        standstill::paused(frame, page, app, cause, &theme);
        return;
    }
    let Some((attempt, question)) = live.current() else {
        return;
    };
    let scene = Scene {
        app,
        screen,
        live,
        attempt,
        question,
        accent: skeleton::accent(app, &theme),
        theme,
        times,
        asking: live.session.stand() == Stand::Asking,
    };
    let areas = screen.areas(page, &app.data);
    if let Some(pane) = &areas.interviewer {
        said::pane(frame.buffer_mut(), pane, &scene, view);
    }
    match (&areas.answer, question.round) {
        (Answer::Stack(panes), _) => theory::stack(frame, panes, &scene),
        (Answer::Tabs { .. }, _) => theory::tabs(frame, &areas.answer, &scene, view),
        (Answer::Sections { .. }, _) => culture::render(frame, &areas, &scene, view),
        (Answer::Panel { .. }, RoundKind::Programming) => programming::render(frame, &areas, &scene, view),
        (Answer::Panel { .. }, RoundKind::Culture) => culture::said(frame, &areas, &scene, view),
        (Answer::Panel { .. }, _) => design::render(frame, &areas, &scene, view),
    }
    if !scene.asking {
        standstill::between(frame, page, app, attempt, &scene.theme);
    }
}

/// The last crumb: which question this is, or which phase of a design.
fn place(live: &Live, screen: &Interview) -> String {
    let asked = flow::asked_in_round(live);
    let planned = flow::planned(live).map_or(asked, |round| round.questions.len());
    let number = format!("question {asked} of {planned}");
    let Some((attempt, question)) = live.current() else {
        return number;
    };
    let field = screen
        .fields
        .get(screen.focus)
        .map_or("", |field| field.name.as_str());
    let asking = live.session.stand() == Stand::Asking;
    match (question.round, fields::info(question.round, field)) {
        (RoundKind::SystemDesign, Some(info)) if planned == 1 && asking => info.short.to_owned(),
        (RoundKind::Programming, _) => {
            let stages = question.code.as_ref().map_or(0, |code| code.stages.len());
            if stages > 1 && planned == 1 {
                format!("stage {} of {stages}", attempt.stage() + 1)
            } else {
                number
            }
        }
        // A few minutes of another kind within the round.
        (kind, _) if live.session.rounds.last().is_some_and(|round| round.kind != kind) => {
            format!("{}, {number}", kind.title().to_lowercase())
        }
        _ => number,
    }
}

impl Scene<'_> {
    /// Returns whether the keyboard writes into this field.
    fn focus(&self, index: usize) -> Focus {
        Focus::when(self.asking && self.screen.side == Side::Answer && index == self.screen.focus)
    }

    /// Returns the head of a field.
    fn title(&self, field: &FieldEditor) -> String {
        if self.attempt.spoken && !field.is_follow_up() && self.question.round == RoundKind::MlTheory {
            return "Notes, spoken".to_owned();
        }
        fields::title(self.question, &field.name, &self.attempt.follow_ups())
    }

    /// Words, and whether it is on disk: `saved` changes only after a second that was not.
    fn fact(&self, index: usize) -> Line<'static> {
        let Some(field) = self.screen.fields.get(index) else {
            return Line::default();
        };
        let mut spans: Vec<Span> = self.mode(index).into_iter().collect();
        spans.push(Span::styled(amount(field), self.theme.dim));
        spans.extend(self.saved(index));
        Line::from(spans)
    }

    /// What runs the file, and whether it is on disk; in few words where there is little room beside the tabs.
    fn code_fact(&self, index: usize, width: u16, titles: &[String]) -> Line<'static> {
        let judging = &self.app.data.judging;
        let code = self
            .screen
            .fields
            .get(index)
            .is_some_and(|field| field.name == flow::CODE);
        if !code || judging.bench.is_empty() || judging.unable().is_some() {
            return self.fact(index);
        }
        let with = |words: &str| {
            let mut spans: Vec<Span> = self.mode(index).into_iter().collect();
            spans.push(Span::styled(words.to_owned(), self.theme.dim));
            spans.extend(self.saved(index));
            Line::from(spans)
        };
        let whole = with(&judging.bench);
        let taken: u16 = titles.iter().map(|title| paint::width(title) + 3).sum();
        if usize::from(taken) + whole.width() <= usize::from(width) {
            whole
        } else {
            with(&paint::clean(&judging.isolation))
        }
    }

    /// Lines of the file that the run on the screen points at, while the text is still the one that ran.
    fn crosses(&self) -> &[usize] {
        let judging = &self.app.data.judging;
        match &judging.told {
            Some(told) if !judging.older && self.asking => &told.lines,
            _ => &[],
        }
    }

    /// Which of vim's modes the keys have, where they have any.
    fn mode(&self, index: usize) -> Option<Span<'static>> {
        let field = self
            .screen
            .fields
            .get(index)
            .filter(|_| index == self.screen.focus)?;
        Some(Span::styled(
            format!("{}   ", field.editor.mode()?),
            self.theme.strong,
        ))
    }

    fn saved(&self, index: usize) -> Option<Span<'static>> {
        if index != self.screen.focus {
            return None;
        }
        let disk = &self.app.data.disk;
        let late = disk
            .unsaved_since
            .is_some_and(|since| self.app.now.mono.saturating_sub(since) > LATE);
        if disk.failed.is_some() || late {
            return Some(Span::styled("   ! not saved", self.theme.strong));
        }
        let empty = self
            .screen
            .fields
            .get(index)
            .is_none_or(|field| field.editor.is_empty());
        (!empty).then(|| Span::styled("   saved", self.theme.dim))
    }

    /// Paints a field's text, and the cursor where it has the focus.
    fn editor(&self, frame: &mut Frame, area: Rect, index: usize) {
        let Some(field) = self.screen.fields.get(index) else {
            return;
        };
        let area = if field.is_laid_out() {
            area
        } else {
            layout::at_most(area, layout::MEASURE)
        };
        if area.is_empty() {
            return;
        }
        let focus = self.focus(index);
        let mut widget =
            EditorView::new(&field.editor, &self.theme, focus).placeholder(self.placeholder(field));
        if field.editor.is_code() {
            widget = widget.code(self.accent).marks_at(self.crosses());
        }
        frame.render_widget(&widget, area);
        if focus == Focus::Here
            && self.app.overlay.is_none()
            && let Some(position) = widget.cursor(area)
        {
            frame.set_cursor_position(position);
        }
    }

    /// What belongs in an empty field. A culture section says so above its text.
    fn placeholder(&self, field: &FieldEditor) -> &'static str {
        if self.attempt.spoken {
            return "Answer aloud; notes only.";
        }
        match self.question.round {
            RoundKind::Culture => "",
            round => fields::info(round, &field.name).map_or("", |info| info.aside),
        }
    }
}

/// Words of prose, lines of code and drawings.
fn amount(field: &FieldEditor) -> String {
    if !field.is_laid_out() {
        return words_of(field.words);
    }
    match field.editor.lines() {
        _ if field.editor.is_empty() => "empty".to_owned(),
        n => counted(n, "line"),
    }
}

pub fn words_of(words: usize) -> String {
    counted(words, "word")
}
