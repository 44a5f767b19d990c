//! What is painted of code beside its text: line numbers, the current line, crosses in the margin, and
//! what the scanner makes of each line in view.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::{EditorView, Focus};
use crate::app::editor::Shown;
use crate::text::scan::{Role, scan};
use crate::ui::paint;
use crate::ui::theme::Theme;
use crate::ui::widgets::code::ink;

/// How code looks.
#[derive(Debug, Clone)]
pub(super) struct Look<'a> {
    pub(super) accent: Style,
    /// Lines with a cross in the margin, from 1.
    pub(super) crosses: &'a [usize],
}

/// Returns how the bracket at the cursor and its mate look.
pub(super) fn bracket(theme: &Theme, accent: Style) -> Style {
    ink(theme, accent).add_modifier(Modifier::BOLD | Modifier::UNDERLINED)
}

/// Paints code row by row. In prose it does nothing.
pub(super) struct Painter<'a> {
    view: &'a EditorView<'a>,
    gutter: u16,
    /// The line in hand and its parts: its rows follow each other.
    line: Option<usize>,
    parts: Vec<(Range<usize>, Role)>,
}

impl<'a> Painter<'a> {
    pub(super) fn new(view: &'a EditorView) -> Self {
        Self {
            view,
            gutter: view.editor.gutter(),
            line: None,
            parts: Vec::new(),
        }
    }

    /// Paints what lies beside and under a row, and returns where its text goes.
    pub(super) fn begin_row(&mut self, shown: &Shown, row: Rect, buf: &mut Buffer) -> Rect {
        let Some(starts) = self.view.editor.starts() else {
            return row;
        };
        if self.line != Some(shown.line) {
            self.line = Some(shown.line);
            self.parts.clear();
            let text = self.view.editor.line(shown.line);
            scan(starts.language(), starts.at(shown.line), text, &mut self.parts);
        }
        // The page keeps the column before the field blank.
        let margin = u16::from(row.x > buf.area.x);
        let whole = Rect {
            x: row.x - margin,
            width: row.width + margin,
            ..row
        };
        let theme = self.view.theme;
        let current = self.view.focus == Focus::Here && self.view.editor.cursor_line() == shown.line;
        if current && let Some(raise) = theme.raise.bg {
            // The surface alone: the text keeps the terminal's own colour, which costs no bytes a key.
            buf.set_style(whole, Style::new().bg(raise));
        }
        if shown.start == 0 {
            let digits = usize::from(self.gutter.saturating_sub(2));
            let number = format!("{:>digits$}", shown.line + 1);
            let style = if current { theme.strong } else { theme.dim };
            paint::text(buf, row.x, row.y, &number, row.width, style);
            if self.view.code.crosses.contains(&(shown.line + 1)) {
                buf.set_stringn(whole.x, row.y, theme.glyphs.cross, 1, theme.strong);
            }
        }
        let gutter = self.gutter.min(row.width);
        Rect {
            x: row.x + gutter,
            width: row.width - gutter,
            ..row
        }
    }

    /// Returns the roles of a row's characters, to be asked in order.
    pub(super) fn roles(&self, shown: &Shown) -> Roles<'_> {
        let first = self.parts.partition_point(|(part, _)| part.end <= shown.start);
        Roles {
            parts: self.parts.get(first..).unwrap_or_default(),
            accent: self.view.code.accent,
        }
    }
}

/// The roles of a line from a place on.
pub(super) struct Roles<'a> {
    parts: &'a [(Range<usize>, Role)],
    accent: Style,
}

impl Roles<'_> {
    /// Returns how the characters from a byte of the line on look, and the byte before which the last of them
    /// stands; bytes are asked in order.
    pub(super) fn run(&mut self, at: usize, theme: &Theme) -> (usize, Style) {
        let style = self.style(at, theme);
        let end = match self.parts.first() {
            Some((part, _)) if part.contains(&at) => part.end,
            Some((part, _)) => part.start,
            None => usize::MAX,
        };
        (end, style)
    }

    /// Returns how the character at a byte of the line looks; bytes are asked in order.
    pub(super) fn style(&mut self, at: usize, theme: &Theme) -> Style {
        while let Some(((part, _), rest)) = self.parts.split_first()
            && part.end <= at
        {
            self.parts = rest;
        }
        match self.parts.first() {
            Some((part, role)) if part.contains(&at) => role.style(theme, self.accent),
            _ => theme.text,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use ratatui::widgets::Widget;

    use super::*;
    use crate::app::editor::Editor;
    use crate::ui::theme::{Depth, GlyphSet, Ground};

    /// Rows of text from one column left of the field on, each over a row of letters: a accent, p accent,
    /// bold and underlined (a pair), b bold, d dim, i italic, . plain; and `<` where the row is raised.
    fn painted(editor: &mut Editor, width: u16, height: u16, focus: Focus, crosses: &[usize]) -> String {
        let theme = Theme::new(Depth::True, Ground::Dark, GlyphSet::Unicode);
        let accent = theme.accents[0];
        editor.set_view(width, height);
        let mut buf = Buffer::empty(Rect::new(0, 0, width + 1, height));
        let view = EditorView::new(editor, &theme, focus)
            .code(accent)
            .marks_at(crosses);
        (&view).render(Rect::new(1, 0, width, height), &mut buf);
        let mut out = String::new();
        for y in 0..height {
            let cells: Vec<_> = (0..=width).map(|x| &buf[(x, y)]).collect();
            let text: String = cells.iter().map(|cell| cell.symbol()).collect();
            let letters: String = cells
                .iter()
                .map(|cell| {
                    let (style, has) = (cell.style(), |modifier| cell.modifier.contains(modifier));
                    match () {
                        () if cell.symbol() == " " => ' ',
                        () if has(Modifier::UNDERLINED) && has(Modifier::BOLD) && style.fg == accent.fg => {
                            'p'
                        }
                        () if style.fg == accent.fg => 'a',
                        () if has(Modifier::BOLD) => 'b',
                        () if has(Modifier::ITALIC) => 'i',
                        () if style.fg == theme.dim.fg => 'd',
                        () => '.',
                    }
                })
                .collect();
            let raised = cells
                .iter()
                .filter(|cell| cell.style().bg == theme.raise.bg)
                .count();
            assert!(
                raised == 0 || raised == usize::from(width) + 1,
                "a row is raised whole"
            );
            let mark = if raised > 0 { " <" } else { "" };
            out.push_str(&format!("|{}{mark}\n|{}\n", text.trim_end(), letters.trim_end()));
        }
        out
    }

    const LINEAR: &str = "def f(x):\n    \"\"\"Sum\n    all.\"\"\"\n    return x  # of it";

    #[test]
    fn lines_have_numbers_and_the_current_one_is_raised() {
        let mut editor = Editor::code(LINEAR);
        editor.set_view(26, 5);
        editor.click(9, 3);
        insta::assert_snapshot!(painted(&mut editor, 26, 5, Focus::Here, &[2, 4]), @r#"
        |   1  def f(x):
        |   d  aaa b....
        |✗  2      """Sum
        |b  d      iiiiii
        |   3      all."""
        |   d      iiiiiii
        |✗  4      return x  # of it <
        |b  b      aaaaaa .  i ii ii
        |
        |
        "#);
    }

    #[test]
    fn a_wrapped_line_has_one_number_and_goes_on_as_it_began() {
        let mut editor = Editor::code("x = 'one two three' + f(y)");
        insta::assert_snapshot!(painted(&mut editor, 15, 4, Focus::Here, &[]), @r"
        |   1  x = 'one <
        |   b  . . iiii
        |      two three' <
        |      iii iiiiii
        |      + f(y) <
        |      . ....
        |
        |
        ");
    }

    #[test]
    fn the_pair_of_brackets_at_the_cursor_shows_while_one_writes() {
        let mut editor = Editor::code("f(a[1],\n  b)");
        editor.set_view(20, 2);
        editor.click(6, 0);
        insta::assert_snapshot!(painted(&mut editor, 20, 2, Focus::Here, &[]), @r"
        |   1  f(a[1], <
        |   b  .p.....
        |   2    b)
        |   d    .p
        ");
        insta::assert_snapshot!(painted(&mut editor, 20, 2, Focus::Elsewhere, &[]), @r"
        |   1  f(a[1],
        |   d  .......
        |   2    b)
        |   d    ..
        ");
    }

    #[test]
    fn a_selection_is_of_one_colour_and_hides_the_pair() {
        let theme = Theme::new(Depth::True, Ground::Dark, GlyphSet::Unicode);
        let mut editor = Editor::code("def f(): pass");
        editor.set_view(20, 1);
        let clip = &mut crate::app::editor::Clip::default();
        let _ = editor.perform(crate::app::action::Action::SelectLineEnd, clip, Duration::ZERO);
        let mut buf = Buffer::empty(Rect::new(0, 0, 20, 1));
        let view = EditorView::new(&editor, &theme, Focus::Here).code(theme.accents[0]);
        (&view).render(buf.area, &mut buf);
        for x in 5..18 {
            let cell = &buf[(x, 0)];
            assert_eq!(
                (cell.fg, cell.modifier),
                (buf[(8, 0)].fg, Modifier::REVERSED),
                "{x}"
            );
        }
    }

    #[test]
    fn an_empty_file_has_its_first_line_and_a_long_one_its_thousandth() {
        let mut editor = Editor::code("");
        assert_eq!(painted(&mut editor, 9, 1, Focus::Here, &[]), "|   1 <\n|   b\n");
        let mut editor = Editor::code(&"\n".repeat(1000));
        let _ = editor.perform(
            crate::app::action::Action::TextEnd,
            &mut crate::app::editor::Clip::default(),
            Duration::ZERO,
        );
        assert_eq!(
            painted(&mut editor, 9, 2, Focus::Here, &[1000]),
            "|✗1000\n|bdddd\n| 1001 <\n| bbbb\n"
        );
    }

    #[test]
    fn tabs_show_to_stops_of_four_and_no_width_is_too_small() {
        let mut editor = Editor::code("\tx\ty");
        assert_eq!(
            painted(&mut editor, 20, 1, Focus::Elsewhere, &[]),
            "|   1      x   y\n|   d      .   .\n"
        );
        for width in 0..8 {
            painted(&mut editor, width, 2, Focus::Here, &[1]);
        }
    }
}
