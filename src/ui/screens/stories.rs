//! The stories: the list at the left, the one under the cursor at the right; the matrix over the whole width.

mod matrix;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use crate::app::App;
use crate::app::action::Action;
use crate::app::book;
use crate::app::editor::Editor;
use crate::app::keymap::Context;
use crate::app::layout::{self, Page, Pane, Section, StoryAreas};
use crate::app::screens::stories::{PartEditor, Side, StoriesScreen, Tab};
use crate::domain::bank::RoundKind;
use crate::domain::clock;
use crate::domain::fields;
use crate::domain::story::{Part, Story, shown, speaking};
use crate::ui::View;
use crate::ui::overlays::used;
use crate::ui::paint::{self, Focus};
use crate::ui::skeleton::{self, Crumb};
use crate::ui::theme::Theme;
use crate::ui::widgets::editor::EditorView;

/// The tabs of the screen.
const TABS: [&str; 2] = ["Stories", "Matrix"];

/// What every part of the screen looks at.
struct Scene<'a> {
    app: &'a App,
    screen: &'a StoriesScreen,
    theme: &'a Theme,
    accent: Style,
}

pub fn render(frame: &mut Frame, page: &Page, app: &App, screen: &StoriesScreen, view: &View) {
    let scene = Scene {
        app,
        screen,
        theme: &view.theme,
        accent: view.theme.accent(Some(RoundKind::Culture)),
    };
    let theme = scene.theme;
    let crumbs = [
        Crumb::new("hotseat", theme.dim),
        Crumb::new("Stories", theme.strong),
    ];
    let right = Line::styled("private: exports leave them out", theme.dim);
    let rights = vec![right, Line::default()];
    skeleton::title(frame.buffer_mut(), page.title, &crumbs, &rights, theme);
    paint::rule(frame.buffer_mut(), page.rule, theme.glyphs.light, theme.rule);
    if screen.tab == Tab::Matrix {
        return matrix::render(frame, page, &scene);
    }
    let areas = screen.areas(page);
    if let Some(pane) = &areas.list {
        list(frame, pane, page, &scene);
    }
    match (&areas.story, screen.fields.is_empty()) {
        (Some(areas), true) => {
            let room = Rect {
                height: page.body.bottom().saturating_sub(areas.head.y),
                ..areas.head
            };
            empty(frame, room, &scene);
        }
        (Some(areas), false) => story(frame, areas, &scene),
        (None, _) => {}
    }
}

/// The tabs' head, the same on both.
fn head(frame: &mut Frame, pane: &Pane, current: usize, fact: String, focus: Focus, scene: &Scene) {
    paint::tabs(
        frame.buffer_mut(),
        pane.head,
        pane.rule,
        &TABS.map(str::to_owned),
        current,
        &Line::styled(fact, scene.theme.dim),
        focus,
        scene.accent,
        scene.theme,
    );
}

fn counted(stories: usize) -> String {
    match stories {
        1 => "1 story".to_owned(),
        n => format!("{n} stories"),
    }
}

fn list(frame: &mut Frame, pane: &Pane, page: &Page, scene: &Scene) {
    let (theme, stories) = (scene.theme, scene.app.data.book.list());
    let here = scene.screen.side == Side::List;
    let fact = if scene.app.data.book.is_read() {
        counted(stories.len())
    } else {
        "being read".to_owned()
    };
    head(frame, pane, 0, fact, Focus::when(here), scene);
    let alone = page.body.width + 4 < layout::TWO_PANES;
    let problems: Vec<String> = scene
        .app
        .data
        .book
        .problems
        .iter()
        .flat_map(|problem| paint::wrap(&format!("! {}", paint::clean(problem)), pane.inner.width))
        .collect();
    let foot = u16::try_from(problems.len())
        .unwrap_or(u16::MAX)
        .min(pane.inner.height / 2);
    let inner = Rect {
        height: pane.inner.height - foot,
        ..pane.inner
    };
    let lines: Vec<Line> = problems
        .into_iter()
        .map(|line| Line::styled(line, theme.text))
        .collect();
    paint::lines(
        frame.buffer_mut(),
        layout::below(pane.inner, inner.height),
        &lines,
        0,
    );
    if stories.is_empty() {
        if alone {
            empty(frame, inner, scene);
        } else {
            let line = Line::styled("Nothing written yet.", theme.dim);
            paint::left(frame.buffer_mut(), inner, &line);
        }
        return;
    }
    let step = if page.roomy { 3 } else { 2 };
    let visible = usize::from((inner.height + u16::from(page.roomy)) / step).max(1);
    let first = (scene.screen.cursor + 1).saturating_sub(visible);
    let times = book::used(&scene.app.data);
    for (row, (index, told)) in stories.iter().enumerate().skip(first).take(visible).enumerate() {
        let place = Rect {
            y: inner.y + row as u16 * step,
            height: 2,
            ..inner
        };
        let chosen = index == scene.screen.cursor;
        let times = times.get(&told.id).copied().unwrap_or(0);
        entry(frame, place.intersection(inner), told, times, chosen, here, scene);
        if chosen && here && scene.app.overlay.is_none() {
            frame.set_cursor_position((place.x, place.y));
        }
    }
}

/// A story in two rows: its name, and what it is worth.
fn entry(
    frame: &mut Frame,
    place: Rect,
    story: &Story,
    times: usize,
    chosen: bool,
    here: bool,
    scene: &Scene,
) {
    let (theme, buffer) = (scene.theme, frame.buffer_mut());
    let row = |at: u16| Rect {
        x: place.x + 2,
        width: place.width.saturating_sub(2),
        ..layout::row_of(place, at)
    };
    if chosen {
        if here {
            paint::surface(buffer, place, theme.select);
        }
        let style = if here { theme.strong } else { theme.dim };
        paint::text(buffer, place.x, place.y, theme.glyphs.cursor, 1, style);
    }
    let style = if chosen { theme.strong } else { theme.text };
    let time = clock::short(shown(story.speaking()));
    let room = row(0).width.saturating_sub(paint::width(&time) + 2);
    paint::left(
        buffer,
        row(0),
        &Line::styled(paint::cut(&story.name(), room, theme), style),
    );
    paint::right(buffer, row(0), &Line::styled(time, theme.dim));
    let fact = used(times);
    let names: Vec<String> = story
        .competencies
        .iter()
        .map(|code| fields::competency(code))
        .collect();
    let names = if names.is_empty() {
        "no competency yet".to_owned()
    } else {
        names.join(", ")
    };
    let room = row(1).width.saturating_sub(paint::width(&fact) + 2);
    let names = Line::styled(paint::cut(&paint::clean(&names), room, theme), theme.dim);
    paint::left(buffer, row(1), &names);
    paint::right(buffer, row(1), &Line::styled(fact, theme.dim));
}

/// What a story bank is for, and how to begin one.
fn empty(frame: &mut Frame, area: Rect, scene: &Scene) {
    let theme = scene.theme;
    let key = scene
        .app
        .keymap
        .key_in(Action::NewStory, Context::Stories)
        .unwrap_or_default();
    let width = area.width.min(layout::MEASURE);
    let mut lines = vec![
        Line::styled("Your stories for the culture round", theme.strong),
        Line::default(),
    ];
    let texts = [
        "An interviewer asks for something you did: a disagreement, a failure, a decision without \
         data. Written down once, in four parts, a story is at hand beside every question it fits, and one key \
         begins the answer with it.",
        "Six to eight stories carry most interviews. The matrix shows which competency has none, and which \
         story you tell too often.",
        "They stay here: exports leave them out.",
    ];
    for text in texts {
        let rows = paint::wrap(text, width);
        lines.extend(rows.into_iter().map(|row| Line::styled(row, theme.text)));
        lines.push(Line::default());
    }
    lines.push(Line::from(vec![
        Span::styled(key, theme.strong),
        Span::styled(" writes the first", theme.dim),
    ]));
    paint::lines(frame.buffer_mut(), area, &lines, 0);
}

fn story(frame: &mut Frame, areas: &StoryAreas, scene: &Scene) {
    let theme = scene.theme;
    let Some(story) = scene.app.data.book.list().get(scene.screen.cursor) else {
        return;
    };
    let mut facts = vec![Span::styled(
        format!("{} to tell", clock::short(shown(story.speaking()))),
        theme.dim,
    )];
    if scene.app.data.book.failed.is_some() && scene.screen.is_unsaved(&scene.app.data) {
        facts.push(Span::styled("   ! not saved", theme.strong));
    } else if !story.is_empty() && !scene.screen.is_unsaved(&scene.app.data) {
        facts.push(Span::styled("   saved", theme.dim));
    }
    let mut fact = Line::from(facts);
    if let Some(mode) = scene.screen.editor().and_then(Editor::mode) {
        fact.spans
            .insert(0, Span::styled(format!("{mode}   "), theme.strong));
    }
    paint::right(frame.buffer_mut(), areas.head, &fact);
    let here = scene.screen.is_here(Part::Title);
    let (glyph, style) = if here {
        (theme.glyphs.heavy, scene.accent)
    } else {
        (theme.glyphs.light, theme.rule)
    };
    paint::rule(frame.buffer_mut(), areas.rule, glyph, style);
    on_line(frame, areas.head, areas.title(), Part::Title, scene);
    for section in &areas.sections {
        told(frame, section, scene);
    }
    on_line(
        frame,
        areas.figures,
        layout::value(areas.figures),
        Part::Figures,
        scene,
    );
    on_line(frame, areas.names, layout::value(areas.names), Part::Names, scene);
    let focus = scene
        .screen
        .fields
        .get(scene.screen.focus)
        .map(|field| field.part);
    if let Some(part) = focus.filter(|part| part.is_line() && scene.screen.is_here(*part)) {
        let line = Line::styled(part.aside(), theme.aside);
        paint::left(frame.buffer_mut(), areas.aside, &line);
    }
}

/// A part of one line, its name before it.
fn on_line(frame: &mut Frame, row: Rect, place: Rect, part: Part, scene: &Scene) {
    let Some(field) = scene.screen.field(part) else {
        return;
    };
    let here = scene.screen.is_here(part);
    let style = if here {
        scene.accent.add_modifier(Modifier::BOLD)
    } else {
        scene.theme.dim
    };
    let label = Rect {
        width: layout::LABEL.min(row.width),
        ..row
    };
    paint::left(frame.buffer_mut(), label, &Line::styled(part.title(), style));
    editor(frame, place, field, "", scene);
}

/// A told part: large with the line on what belongs there, or folded.
fn told(frame: &mut Frame, section: &Section, scene: &Scene) {
    let theme = scene.theme;
    let Some(part) = Part::TOLD.get(section.field).copied() else {
        return;
    };
    let Some(field) = scene.screen.field(part) else {
        return;
    };
    let here = scene.screen.is_here(part);
    let style = match (here, section.large) {
        (true, _) => scene.accent.add_modifier(Modifier::BOLD),
        (false, true) => theme.strong,
        (false, false) => theme.dim,
    };
    let buffer = frame.buffer_mut();
    paint::left(buffer, section.head, &Line::styled(part.title(), style));
    let words = crate::ui::screens::interview::words_of(field.editor.words());
    let fact = if field.editor.is_empty() {
        String::new()
    } else {
        let time = clock::short(shown(speaking(&field.editor.text())));
        format!("{words}   {time}")
    };
    paint::right(buffer, section.head, &Line::styled(fact, theme.dim));
    if section.rule.height > 0 {
        let (glyph, style) = if here {
            (theme.glyphs.heavy, scene.accent)
        } else {
            (theme.glyphs.light, theme.rule)
        };
        paint::rule(buffer, section.rule, glyph, style);
    }
    if section.large {
        paint::left(buffer, section.aside, &Line::styled(part.aside(), theme.aside));
        let area = layout::at_most(section.inner, layout::MEASURE);
        return editor(frame, area, field, "", scene);
    }
    folded(frame, section, field, scene);
}

/// The beginning of a part that is not being written.
fn folded(frame: &mut Frame, section: &Section, field: &PartEditor, scene: &Scene) {
    let theme = scene.theme;
    let area = layout::at_most(section.inner, layout::MEASURE);
    if area.is_empty() {
        return;
    }
    if field.editor.is_empty() {
        let line = Line::styled(field.part.aside(), theme.aside);
        paint::left(frame.buffer_mut(), area, &line);
        return;
    }
    let text = paint::clean(&field.editor.text());
    let rows = paint::wrap(&text, area.width);
    let height = usize::from(area.height);
    let more = rows.len() > height;
    for (at, row) in rows.into_iter().take(height).enumerate() {
        let row = if more && at + 1 == height {
            format!(
                "{}{}",
                paint::cut(&row, area.width.saturating_sub(1), theme),
                theme.glyphs.dots
            )
        } else {
            row
        };
        let place = layout::row_of(area, at as u16);
        paint::left(frame.buffer_mut(), place, &Line::styled(row, theme.dim));
    }
}

fn editor(frame: &mut Frame, area: Rect, field: &PartEditor, placeholder: &str, scene: &Scene) {
    if area.is_empty() {
        return;
    }
    let focus = Focus::when(scene.screen.is_here(field.part));
    let widget = EditorView::new(&field.editor, scene.theme, focus).placeholder(placeholder);
    frame.render_widget(&widget, area);
    if focus == Focus::Here
        && scene.app.overlay.is_none()
        && let Some(position) = widget.cursor(area)
    {
        frame.set_cursor_position(position);
    }
}
