//! Paints an editor: prose or code, selection, search hits and evidence.
//!
//! The cursor is the terminal's own ([`EditorView::cursor`]), so that input methods and screen readers
//! follow it. Only the rows in view are looked at, and no character that could steer a terminal
//! reaches the screen.

mod code;

use std::ops::Range;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::widgets::Widget;

use crate::app::editor::{Editor, RowEnd, Shown};
use crate::text::wrap;
use crate::ui::paint;
use crate::ui::theme::Theme;

/// Whether the keyboard writes here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    Here,
    Elsewhere,
}

impl Focus {
    pub fn when(here: bool) -> Self {
        if here { Self::Here } else { Self::Elsewhere }
    }
}

/// An editor as it is painted. The area's size is what [`Editor::set_view`] was told.
#[derive(Debug, Clone)]
pub struct EditorView<'a> {
    editor: &'a Editor,
    theme: &'a Theme,
    focus: Focus,
    placeholder: Option<&'a str>,
    marks: &'a [Range<usize>],
    evidence: Style,
    code: code::Look<'a>,
}

impl<'a> EditorView<'a> {
    pub fn new(editor: &'a Editor, theme: &'a Theme, focus: Focus) -> Self {
        Self {
            editor,
            theme,
            focus,
            placeholder: None,
            marks: &[],
            evidence: theme.evidence,
            code: code::Look {
                accent: theme.text,
                crosses: &[],
            },
        }
    }

    /// Shows code in the round's `accent`. That it is code, with line numbers, the editor knows.
    #[must_use]
    pub fn code(mut self, accent: Style) -> Self {
        self.code.accent = accent;
        self
    }

    /// Sets a cross in the margin, the column left of the area, beside these lines of code, from 1.
    #[must_use]
    pub fn marks_at(mut self, lines: &'a [usize]) -> Self {
        self.code.crosses = lines;
        self
    }

    /// Shows `text` as an aside while there is nothing in the field.
    #[must_use]
    pub fn placeholder(mut self, text: &'a str) -> Self {
        self.placeholder = Some(text);
        self
    }

    /// Shows `marks` (bytes of the whole text) as evidence, in the round's `accent`.
    #[must_use]
    pub fn marks(mut self, marks: &'a [Range<usize>], accent: Style) -> Self {
        self.marks = marks;
        self.evidence = self
            .theme
            .evidence
            .patch(accent)
            .add_modifier(Modifier::UNDERLINED);
        self
    }

    /// Returns where the terminal's cursor stands, or `None` without focus or outside `area`.
    pub fn cursor(&self, area: Rect) -> Option<Position> {
        if self.focus == Focus::Elsewhere {
            return None;
        }
        let (column, row) = self.editor.visible_cursor()?;
        let inside = column < area.width && row < area.height;
        inside.then(|| Position::new(area.x + column, area.y + row))
    }

    /// The bracket at the cursor and its mate, where one is writing.
    fn brackets(&self) -> Option<[usize; 2]> {
        match self.focus {
            Focus::Here => self.editor.brackets(),
            Focus::Elsewhere => None,
        }
    }

    fn render_placeholder(&self, area: Rect, buf: &mut Buffer) {
        let Some(text) = self.placeholder else {
            return;
        };
        let width = usize::from(area.width);
        let mut rows = area.rows();
        for line in text.lines() {
            let breaks = wrap::breaks(line, width);
            let starts = std::iter::once(0).chain(breaks.iter().map(|&at| at as usize));
            let ends = breaks.iter().map(|&at| at as usize).chain([line.len()]);
            for ((start, end), row) in starts.zip(ends).zip(rows.by_ref()) {
                buf.set_stringn(row.x, row.y, line[start..end].trim_end(), width, self.theme.aside);
            }
        }
    }

    fn render_row(&self, shown: &Shown, row: Rect, layers: &Layers, roles: code::Roles, buf: &mut Buffer) {
        let width = usize::from(row.width);
        let mut roles = roles;
        let mut end = 0;
        // Nearly every row is plain and has nothing over it: it is painted by runs of one look.
        let plain = layers.bare && shown.skip == 0 && paint::is_plain_text(shown.text);
        if plain {
            let mut x = row.x;
            while end < shown.text.len() {
                let (to, style) = roles.run(shown.start + end, self.theme);
                let to = (to - shown.start).min(shown.text.len());
                x = paint::text(
                    buf,
                    x,
                    row.y,
                    &shown.text[end..to],
                    row.right().saturating_sub(x),
                    style,
                );
                end = to;
            }
        }
        for cell in wrap::cells(if plain { "" } else { shown.text }) {
            let at = shown.range.start + cell.at;
            let style = layers.style(at, roles.style(shown.start + cell.at, self.theme));
            let from = cell.column.max(shown.skip) - shown.skip;
            end = (cell.column + cell.width).saturating_sub(shown.skip);
            if from >= width {
                break;
            }
            // Tabs, and what an edge cuts in two, are so many blanks.
            let whole = cell.column >= shown.skip && end <= width;
            let blank = cell.text == "\t" || !whole;
            let last = end.min(width);
            for (step, column) in (from..last).enumerate() {
                let target = &mut buf[(row.x + column as u16, row.y)];
                match (step, blank) {
                    (_, true) => target.set_symbol(" "),
                    (0, false) if cell.text.contains(char::is_control) => target.set_symbol("?"),
                    (0, false) => target.set_symbol(cell.text),
                    // What a wide character covers belongs to it.
                    (_, false) => {
                        target.reset();
                        continue;
                    }
                };
                target.set_style(style);
            }
        }
        if shown.end == RowEnd::Line && layers.is_selected(shown.range.end) && end < width {
            // A selected line break shows as one cell: empty lines would else not show it.
            buf[(row.x + end as u16, row.y)]
                .set_symbol(" ")
                .set_style(self.theme.chip);
        }
    }
}

impl Widget for &EditorView<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        if self.editor.is_empty() && !self.editor.is_code() {
            self.render_placeholder(area, buf);
            return;
        }
        let layers = Layers {
            theme: self.theme,
            selection: self.editor.selection().unwrap_or_default(),
            hits: self.editor.hits(),
            current: self
                .editor
                .current_hit()
                .and_then(|hit| self.editor.hits().get(hit)),
            marks: self.marks,
            evidence: self.evidence,
            brackets: self.brackets(),
            bracket: code::bracket(self.theme, self.code.accent),
            bare: false,
        };
        let mut code = code::Painter::new(self);
        for (shown, row) in self.editor.shown().zip(area.rows()) {
            let text = code.begin_row(&shown, row, buf);
            self.render_row(
                &shown,
                text,
                &layers.within(&shown.range),
                code.roles(&shown),
                buf,
            );
        }
    }
}

/// What lies over the text, the uppermost last: a pair of brackets, evidence, hits, the current hit, the selection.
#[derive(Clone)]
struct Layers<'a> {
    theme: &'a Theme,
    selection: Range<usize>,
    hits: &'a [Range<usize>],
    current: Option<&'a Range<usize>>,
    marks: &'a [Range<usize>],
    evidence: Style,
    brackets: Option<[usize; 2]>,
    bracket: Style,
    /// Nothing lies over the text of the row.
    bare: bool,
}

impl Layers<'_> {
    /// Leaves out the hits that are not in a row.
    fn within(&self, row: &Range<usize>) -> Self {
        let first = self.hits.partition_point(|hit| hit.end <= row.start);
        let last = self.hits.partition_point(|hit| hit.start < row.end);
        let hits = self.hits.get(first..last).unwrap_or_default();
        let apart = |range: &Range<usize>| range.end <= row.start || row.end <= range.start;
        let bare = hits.is_empty()
            && apart(&self.selection)
            && self.marks.iter().all(apart)
            && self.current.is_none_or(apart)
            && self
                .brackets
                .is_none_or(|pair| pair.iter().all(|at| !row.contains(at)));
        Self {
            hits,
            bare,
            ..self.clone()
        }
    }

    fn is_selected(&self, at: usize) -> bool {
        self.selection.contains(&at)
    }

    /// Returns how the character at a byte looks that by itself would look like `style`. A selection is
    /// of one colour, whatever is in it.
    fn style(&self, at: usize, style: Style) -> Style {
        if self.bare {
            return style;
        }
        let selected = self.is_selected(at);
        let mut style = if selected { self.theme.text } else { style };
        if !selected && self.brackets.is_some_and(|pair| pair.contains(&at)) {
            style = style.patch(self.bracket);
        }
        if self.marks.iter().any(|mark| mark.contains(&at)) {
            style = style.patch(self.evidence);
        }
        if self.hits.iter().any(|hit| hit.contains(&at)) {
            style = style.patch(self.theme.link);
        }
        if selected || self.current.is_some_and(|hit| hit.contains(&at)) {
            style = style.patch(self.theme.chip);
        }
        style
    }
}

/// Paints one line of text that is being written, with the terminal's cursor in it.
pub fn line(frame: &mut Frame, area: Rect, editor: &Editor, placeholder: &str, theme: &Theme) {
    let mut editor = editor.clone();
    editor.set_view(area.width, 1);
    let view = EditorView::new(&editor, theme, Focus::Here).placeholder(placeholder);
    frame.render_widget(&view, area);
    if let Some(position) = view.cursor(area) {
        frame.set_cursor_position(position);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use ratatui::buffer::CellWidth;

    use super::*;
    use crate::app::action::Action;
    use crate::app::editor::Clip;
    use crate::ui::theme::{Depth, GlyphSet, Ground};

    fn theme() -> Theme {
        Theme::new(Depth::None, Ground::Dark, GlyphSet::Unicode)
    }

    /// What a test lays over the text.
    #[derive(Default, Clone, Copy)]
    struct Over<'a> {
        placeholder: Option<&'a str>,
        marks: &'a [Range<usize>],
    }

    /// Rows of text, and under each that has styles a row of letters: r reversed, u underlined,
    /// b bold and underlined (evidence), i italic, . none.
    fn painted(editor: &mut Editor, width: u16, height: u16, over: Over) -> String {
        let theme = theme();
        editor.set_view(width, height);
        let area = Rect::new(0, 0, width, height);
        let mut buf = Buffer::empty(area);
        let mut view = EditorView::new(editor, &theme, Focus::Here).marks(over.marks, Style::new());
        view.placeholder = over.placeholder;
        (&view).render(area, &mut buf);
        let mut out = String::new();
        for y in 0..height {
            let mut text = String::new();
            let mut styles = String::new();
            let mut covered = 0;
            for x in 0..width {
                let cell = &buf[(x, y)];
                if covered == 0 {
                    text.push_str(cell.symbol());
                    covered = cell.symbol().cell_width();
                }
                covered = covered.saturating_sub(1);
                let modifier = cell.style().add_modifier;
                styles.push(match () {
                    () if modifier.contains(Modifier::REVERSED) => 'r',
                    () if modifier.contains(Modifier::BOLD | Modifier::UNDERLINED) => 'b',
                    () if modifier.contains(Modifier::UNDERLINED) => 'u',
                    () if modifier.contains(Modifier::ITALIC) => 'i',
                    () => '.',
                });
            }
            out.push_str(text.trim_end());
            out.push('\n');
            if styles.contains(|style| style != '.') {
                out.push_str(styles.trim_end_matches('.'));
                out.push('\n');
            }
        }
        out
    }

    fn plain(text: &str, width: u16, height: u16) -> String {
        painted(&mut Editor::new(text), width, height, Over::default())
    }

    #[test]
    fn prose_is_wrapped_and_wide_characters_stay_whole() {
        insta::assert_snapshot!(plain("The loss is 漢字漢字漢字 and\n\n\tit falls", 10, 8), @"
        The loss
        is 漢字漢
        字漢字 and

            it
        falls
        ");
    }

    #[test]
    fn no_glyph_is_lost_at_the_edge() {
        let han = "漢".repeat(12);
        for width in [20, 21] {
            assert_eq!(plain(&han, width, 2), "漢漢漢漢漢漢漢漢漢漢\n漢漢\n");
        }
        assert_eq!(plain("❤️x निy", 8, 1), "❤️x निy\n");
        assert_eq!(plain("漢", 1, 1), "\n");
    }

    #[test]
    fn widths_are_those_of_the_screen() {
        for text in [
            "a",
            "漢",
            "❤️",
            "👨‍👩‍👧",
            "🇩🇪",
            "नि",
            "e\u{301}",
            "1️⃣",
            "ｶﾞ",
            "ﾞ",
            "\u{1112}\u{1161}\u{11ab}",
            "∑",
            "\u{200b}",
        ] {
            assert_eq!(wrap::width_of(text), usize::from(text.cell_width()), "{text:?}");
        }
    }

    #[test]
    fn nothing_that_steers_a_terminal_is_painted() {
        assert_eq!(plain("a\u{1b}[31mb\u{7}\u{202e}c\rd", 20, 1), "a?[31mb?c?d\n");
    }

    #[test]
    fn a_selection_is_reversed_and_shows_line_breaks() {
        let mut editor = Editor::new("one\n\ntwo");
        let clip = &mut Clip::default();
        let _ = editor.perform(Action::MoveLeft, clip, Duration::ZERO);
        for _ in 0..5 {
            let _ = editor.perform(Action::SelectLeft, clip, Duration::ZERO);
        }
        insta::assert_snapshot!(painted(&mut editor, 6, 3, Over::default()), @"
        one
        ..rr

        r
        two
        rr
        ");
    }

    #[test]
    fn hits_are_underlined_the_current_reversed_and_evidence_is_bold() {
        let mut editor = Editor::new("a loss, the Loss of a");
        editor.begin_search();
        assert_eq!(editor.set_query("loss"), 2);
        let marks = [8..11, 19..20];
        let shown = painted(
            &mut editor,
            12,
            2,
            Over {
                marks: &marks,
                placeholder: None,
            },
        );
        insta::assert_snapshot!(shown, @"
        a loss, the
        ..rrrr..bbb
        Loss of a
        uuuu...b
        ");
    }

    #[test]
    fn an_empty_field_shows_its_placeholder() {
        let over = Over {
            placeholder: Some("what belongs here"),
            marks: &[],
        };
        insta::assert_snapshot!(painted(&mut Editor::new(""), 10, 3, over), @"
        what
        iiii
        belongs
        iiiiiii
        here
        iiii
        ");
    }

    #[test]
    fn a_one_line_field_is_cut_at_both_edges() {
        let mut editor = Editor::single_line();
        let _ = editor.paste("漢字abcdef", Duration::ZERO);
        assert_eq!(painted(&mut editor, 8, 1, Over::default()), " abcdef\n");
    }

    #[test]
    fn the_cursor_is_inside_the_area_and_only_with_the_focus() {
        let theme = theme();
        let mut editor = Editor::new("one two");
        editor.set_view(5, 2);
        let area = Rect::new(10, 3, 5, 2);
        let cursor = |editor: &Editor, focus| EditorView::new(editor, &theme, focus).cursor(area);
        assert_eq!(cursor(&editor, Focus::Here), Some(Position::new(13, 4)));
        assert_eq!(cursor(&editor, Focus::Elsewhere), None);
        editor.set_view(5, 1);
        editor.scroll(-1);
        assert_eq!(cursor(&editor, Focus::Here), None);
    }
}
