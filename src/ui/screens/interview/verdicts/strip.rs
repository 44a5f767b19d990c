//! The strip under the code of a small screen: the run with its first failure, and before the first run
//! the stage in hand.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::{fact, foot, reason, tail};
use crate::app::judging::{Mark, Row, Told};
use crate::app::layout::row_of;
use crate::domain::code;
use crate::domain::verdict::RunKind;
use crate::ui::paint;
use crate::ui::screens::interview::Scene;
use crate::ui::theme::Theme;

/// Under the code of a small screen: the run with its first failure, or the stage before the first run.
pub(in crate::ui::screens::interview) fn render(buffer: &mut Buffer, area: Rect, scene: &Scene) {
    let theme = &scene.theme;
    if area.y > 0 {
        let above = Rect {
            y: area.y - 1,
            ..area
        };
        paint::rule(buffer, above, theme.glyphs.light, theme.rule);
    }
    let judging = &scene.app.data.judging;
    let first = row_of(area, 0);
    if judging.own_run().is_none() && judging.told.is_none() {
        stage_line(buffer, first, scene);
        return;
    }
    let mut counts = fact(scene);
    if judging.own_run().is_none() {
        // The time stands at the right edge.
        let time = counts.spans.pop().unwrap_or_default();
        paint::right(
            buffer,
            first,
            &Line::styled(time.content.trim().to_owned(), time.style),
        );
    }
    paint::left(buffer, first, &counts);
    let (second, third) = (row_of(area, 1), row_of(area, 2));
    if second.is_empty() {
        return;
    }
    match (judging.own_run(), &judging.told) {
        (Some(run), _) => {
            let row = run.rows.iter().find(|row| row.mark == Mark::Failed);
            if let Some(row) = row {
                failure(buffer, second, third, row, "", theme);
            }
        }
        (None, Some(told)) => strip_of(buffer, second, third, told, scene),
        (None, None) => {}
    }
}

fn strip_of(buffer: &mut Buffer, second: Rect, third: Rect, told: &Told, scene: &Scene) {
    let theme = &scene.theme;
    if let Some((sentence, line)) = told.said.first() {
        let place = line.map(|line| format!("line {line}: ")).unwrap_or_default();
        let text = format!("{} {place}{sentence}", theme.glyphs.cross);
        let rows = paint::wrap(&text, second.width.saturating_sub(2));
        for (row, part) in [second, third].into_iter().zip(rows) {
            paint::left(buffer, row, &Line::styled(part, theme.strong));
        }
        return;
    }
    if told.kind == RunKind::Script {
        for (row, (left, _)) in [second, third].into_iter().zip(tail(told, 2, scene)) {
            paint::left(buffer, row, &left);
        }
        return;
    }
    let Some(row) = told.failures().next() else {
        let words = match (told.kind, told.rows.len()) {
            (_, 0) => "This stage shows no tests.".to_owned(),
            (RunKind::All, _) => format!("{} All tests of this stage pass.", theme.glyphs.tick),
            _ => format!("{} The visible tests pass.", theme.glyphs.tick),
        };
        paint::left(buffer, second, &Line::styled(words, theme.text));
        paint::left(buffer, third, &foot(told, scene));
        return;
    };
    let all = told.failures().count();
    let of = if all > 1 {
        format!("1 of {all} failures")
    } else {
        String::new()
    };
    failure(buffer, second, third, row, &of, theme);
}

fn failure(buffer: &mut Buffer, second: Rect, third: Rect, row: &Row, of: &str, theme: &Theme) {
    let name = format!("{} {}", theme.glyphs.cross, row.name);
    let room = second.width.saturating_sub(paint::width(of) + 1);
    paint::left(
        buffer,
        second,
        &Line::styled(paint::cut(&name, room, theme), theme.strong),
    );
    paint::right(buffer, second, &Line::styled(of.to_owned(), theme.dim));
    if !row.said.is_empty() {
        paint::left(buffer, third, &reason(row, third.width, theme));
    }
}

/// The stage in hand and its tests in one line.
fn stage_line(buffer: &mut Buffer, area: Rect, scene: &Scene) {
    let theme = &scene.theme;
    let Some(code) = &scene.question.code else { return };
    let stage = scene.attempt.stage();
    let known = code::tests_of(code, stage);
    let title = code.stages.get(stage).map_or("", |found| found.title.as_str());
    let left = if code.stages.len() > 1 {
        format!(
            "stage {} of {}: {}",
            stage + 1,
            code.stages.len(),
            paint::clean(title)
        )
    } else {
        paint::clean(title)
    };
    let right = match scene.app.data.judging.unable() {
        Some(unable) => unable.sentence.clone(),
        None => format!("{} visible, {} hidden tests", known.visible.len(), known.hidden),
    };
    let most = area.width.saturating_sub(paint::width(&left) + 3);
    let right = paint::cut(&paint::clean(&right), most.max(area.width / 2), theme);
    let room = area.width.saturating_sub(paint::width(&right) + 3);
    paint::left(
        buffer,
        area,
        &Line::styled(paint::cut(&left, room, theme), theme.text),
    );
    paint::right(buffer, area, &Line::styled(right, theme.dim));
}
