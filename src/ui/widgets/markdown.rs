//! Markdown laid out for a width. What comes out fits: no line is wider than asked, and nothing but
//! visible characters is in it, whatever the source holds. Structure is carried by weight, indentation
//! and blank lines; mathematics is Unicode, code has one colour.

mod flow;
mod table;
mod wrap;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use ratatui::style::Style;
use ratatui::text::Line;

use self::flow::{Flow, Lead};
use super::math;
use crate::domain::plain::clean;
use crate::ui::theme::Theme;

/// Markdown laid out for a width: lines ready to paint. Pure, so callers cache it per text, width and
/// theme.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rendered {
    pub lines: Vec<Line<'static>>,
}

/// Lays out Markdown in at most `width` cells.
pub fn render(source: &str, width: u16, theme: &Theme, accent: Style) -> Rendered {
    laid_out(source, width, theme, accent, Lead::Plain)
}

/// Lays out a prompt: its first paragraph, the question itself, is bold; the rest is plain.
pub fn render_prompt(source: &str, width: u16, theme: &Theme, accent: Style) -> Rendered {
    laid_out(source, width, theme, accent, Lead::Bold)
}

fn laid_out(source: &str, width: u16, theme: &Theme, accent: Style, lead: Lead) -> Rendered {
    if width == 0 {
        return Rendered::default();
    }
    let source = clean(source);
    let mut flow = Flow::new(usize::from(width), theme, accent, lead);
    flow.run(Parser::new_ext(&source, options()).collect());
    Rendered { lines: flow.finish() }
}

/// Returns the text of Markdown on one line, for lists, titles and the palette: no marks, mathematics
/// as Unicode, white space as single blanks.
pub fn plain_line(source: &str) -> String {
    let source = clean(source);
    let mut out = String::new();
    let mut add = |text: &str| {
        for c in text.chars() {
            if !c.is_whitespace() {
                out.push(c);
            } else if !out.ends_with(' ') && !out.is_empty() {
                out.push(' ');
            }
        }
    };
    for event in Parser::new_ext(&source, options()) {
        match event {
            Event::Text(text) | Event::Code(text) => add(&clean(&text)),
            Event::InlineMath(tex) | Event::DisplayMath(tex) => add(&math::inline(&tex, false)),
            Event::InlineHtml(html) | Event::Html(html) if !html.starts_with("<!--") => add(&clean(&html)),
            Event::SoftBreak
            | Event::HardBreak
            | Event::Rule
            | Event::Start(Tag::Item | Tag::List(_))
            | Event::End(
                TagEnd::Paragraph
                | TagEnd::Heading(_)
                | TagEnd::Item
                | TagEnd::TableCell
                | TagEnd::CodeBlock
                | TagEnd::HtmlBlock,
            ) => add(" "),
            _ => {}
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Returns the first command of a text's formulas that is shown by its name instead of being drawn.
pub fn undrawn(text: &str) -> Option<String> {
    Parser::new_ext(text, options())
        .filter_map(|event| match event {
            Event::InlineMath(tex) | Event::DisplayMath(tex) => Some(tex),
            _ => None,
        })
        .flat_map(|tex| math::commands(&tex))
        .find(|command| !math::is_known(command))
}

fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_MATH
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ratatui::style::Modifier;
    use ratatui::text::Span;
    use unicode_segmentation::UnicodeSegmentation;
    use unicode_width::UnicodeWidthStr;

    use super::*;
    use crate::domain::plain::is_clean;
    use crate::ui::theme::{Depth, GlyphSet, Ground};

    const PAGE: &str = include_str!("markdown/page.md");

    fn theme(glyphs: GlyphSet) -> Theme {
        Theme::new(Depth::True, Ground::Dark, glyphs)
    }

    fn text(rendered: &Rendered) -> String {
        let mut out = String::new();
        for line in &rendered.lines {
            out.extend(["|", &line.to_string(), "\n"]);
        }
        out
    }

    fn shown(source: &str, width: u16) -> String {
        let theme = theme(GlyphSet::Unicode);
        text(&render(source, width, &theme, theme.accents[2]))
    }

    /// Returns the text with its styles: `*bold*`, `/italic/`, `_underlined_`, `{accent}`, `(dim)`.
    fn styled(rendered: &Rendered, theme: &Theme, accent: Style) -> String {
        let mark = |span: &Span<'_>| {
            let mut out = span.content.to_string();
            let modifiers = span.style.add_modifier;
            for (on, open, close) in [
                (span.style.fg.is_some() && span.style.fg == theme.dim.fg, "(", ")"),
                (span.style.fg.is_some() && span.style.fg == accent.fg, "{", "}"),
                (modifiers.contains(Modifier::UNDERLINED), "_", "_"),
                (modifiers.contains(Modifier::ITALIC), "/", "/"),
                (modifiers.contains(Modifier::BOLD), "*", "*"),
            ] {
                if on {
                    out = format!("{open}{out}{close}");
                }
            }
            out
        };
        let line = |line: &Line<'_>| line.spans.iter().map(mark).collect::<String>() + "\n";
        rendered.lines.iter().map(line).collect()
    }

    #[test]
    fn a_page_is_laid_out_at_the_widths_of_the_panes() {
        insta::assert_snapshot!(shown(PAGE, 72), @r#"
        |Why is cross-entropy the natural loss for a softmax classifier, and what
        |is its gradient at the logits?
        |
        |Say what is being estimated. With logits z ∈ ℝᴷ and target y the loss is
        |L = −z_y + log ∑ⱼ exp(zⱼ), so that
        |
        |    ∂L       exp(zᵢ)
        |    ─── = ───────────── − 𝟙[i = y]
        |    ∂zᵢ   ∑ⱼ₌₁ᴷ exp(zⱼ)
        |
        |which is bounded. See CS229 (https://cs229.stanford.edu/) or
        |https://d2l.ai.
        |
        |What a strong answer has
        |
        |1. Maximum likelihood: the negative log-likelihood of a categorical
        |   model; nested:
        |   · under a wrong prediction it does not vanish
        |   · with np.log of a softmax underflow is a danger
        |     – third level
        |2. Numbers.
        |3. Ten.
        |
        |[✓] done
        |[ ] to do, with a long line that has to be wrapped somewhere on the
        |    narrow page
        |
        |▎ A quotation with qᵩ(z | x) in it that is long enough to wrap.
        |▎
        |▎ – and a list
        |
        |  @cache
        |  def softmax(z, axis=-1):
        |      """Stable."""
        |      z = z - z.max(axis=axis, keepdims=True)  # shift, so that exp can…
        |      return np.exp(z) / np.exp(z).sum(axis=axis, keepdims=True)
        |
        |Model                 Parameters  Loss           Comment
        |Logistic regression        1,024  0.69     convex, one optimum
        |Transformer          110,000,000  0.31  needs warm-up, ηₜ = η₀/√t
        |
        |────────────────────────────────────────────────────────────────────────
        |
        |Loose list:
        |
        |– one
        |
        |– two is written in 機械学習の言葉で and the text is long enough to be
        |  wrapped twice or so
        |
        |Hard
        |break, and gone.
        "#);
        insta::assert_snapshot!(shown(PAGE, 42), @r#"
        |Why is cross-entropy the natural loss for
        |a softmax classifier, and what is its
        |gradient at the logits?
        |
        |Say what is being estimated. With logits
        |z ∈ ℝᴷ and target y the loss is
        |L = −z_y + log ∑ⱼ exp(zⱼ), so that
        |
        |    ∂L       exp(zᵢ)
        |    ─── = ───────────── − 𝟙[i = y]
        |    ∂zᵢ   ∑ⱼ₌₁ᴷ exp(zⱼ)
        |
        |which is bounded. See CS229
        |(https://cs229.stanford.edu/) or
        |https://d2l.ai.
        |
        |What a strong answer has
        |
        |1. Maximum likelihood: the negative log-
        |   likelihood of a categorical model;
        |   nested:
        |   · under a wrong prediction it does not
        |     vanish
        |   · with np.log of a softmax underflow is
        |     a danger
        |     – third level
        |2. Numbers.
        |3. Ten.
        |
        |[✓] done
        |[ ] to do, with a long line that has to be
        |    wrapped somewhere on the narrow page
        |
        |▎ A quotation with qᵩ(z | x) in it that is
        |▎ long enough to wrap.
        |▎
        |▎ – and a list
        |
        |  @cache
        |  def softmax(z, axis=-1):
        |      """Stable."""
        |      z = z - z.max(axis=axis, keepdims=T…
        |      return np.exp(z) / np.exp(z).sum(ax…
        |
        |Model         Parameters  Loss   Comment
        |Logistic           1,024  0.69   convex,
        |regression                         one
        |                                 optimum
        |
        |Transformer  110,000,000  0.31    needs
        |                                 warm-up,
        |                                ηₜ = η₀/√t
        |
        |──────────────────────────────────────────
        |
        |Loose list:
        |
        |– one
        |
        |– two is written in 機械学習の言葉で and
        |  the text is long enough to be wrapped
        |  twice or so
        |
        |Hard
        |break, and gone.
        "#);
    }

    #[test]
    fn a_page_can_be_drawn_in_ascii() {
        let theme = theme(GlyphSet::Ascii);
        let source = PAGE.replace("機械学習の言葉で", "words – “as they are”, 3 ≤ 4 …");
        let page = text(&render(&source, 56, &theme, theme.text));
        assert!(page.is_ascii());
        insta::assert_snapshot!(page, @r#"
        |Why is cross-entropy the natural loss for a softmax
        |classifier, and what is its gradient at the logits?
        |
        |Say what is being estimated. With logits z in R^K and
        |target y the loss is L = -z_y + log sum_j exp(z_j), so
        |that
        |
        |     dL      exp(z_i)
        |    ---- = ------------ - 1[i = y]
        |    dz_i    K
        |           sum exp(z_j)
        |           j=1
        |
        |which is bounded. See CS229
        |(https://cs229.stanford.edu/) or https://d2l.ai.
        |
        |What a strong answer has
        |
        |1. Maximum likelihood: the negative log-likelihood of a
        |   categorical model; nested:
        |   * under a wrong prediction it does not vanish
        |   * with np.log of a softmax underflow is a danger
        |     - third level
        |2. Numbers.
        |3. Ten.
        |
        |[x] done
        |[ ] to do, with a long line that has to be wrapped
        |    somewhere on the narrow page
        |
        || A quotation with q_phi(z | x) in it that is long
        || enough to wrap.
        ||
        || - and a list
        |
        |  @cache
        |  def softmax(z, axis=-1):
        |      """Stable."""
        |      z = z - z.max(axis=axis, keepdims=True)  # shift,~
        |      return np.exp(z) / np.exp(z).sum(axis=axis, keepd~
        |
        |Model                Parameters  Loss       Comment
        |Logistic                  1,024  0.69     convex, one
        |regression                                  optimum
        |
        |Transformer         110,000,000  0.31   needs warm-up,
        |                                       eta_t = eta_0/sqr
        |                                             t(t)
        |
        |--------------------------------------------------------
        |
        |Loose list:
        |
        |- one
        |
        |- two is written in words - "as they are", 3 <= 4 ...
        |  and the text is long enough to be wrapped twice or so
        |
        |Hard
        |break, and gone.
        "#);
    }

    #[test]
    fn structure_is_carried_by_weight() {
        let theme = theme(GlyphSet::Unicode);
        let accent = theme.accents[2];
        let source = "The *question* itself.\n\nMore **weight**, `code`, [name](https://a.b/c), \
                      <https://a.b> ~~gone~~\n\n# Head $x$\n\n1. one\n\n| a |\n|---|\n| b |\n\n```py\ndef f(): # no\n```";
        let page = styled(&render_prompt(source, 60, &theme, accent), &theme, accent);
        insta::assert_snapshot!(page, @r#"
        *The **/question/** itself.*

        More *weight*, {code}, _name_( (https://a.b/c)), _https://a.b_ (gone)

        *Head x*

        (1. )one

        (a)
        b

          {def} *f*(): /(# no)/
        "#);
    }

    #[test]
    fn a_table_without_room_becomes_a_list() {
        let source = "| Model | Loss | Note |\n|---|---|---|\n| A | 0.5 | good enough |\n| B | 1 | |\n";
        insta::assert_snapshot!(shown(source, 12), @r#"
        |Model: A
        |Loss: 0.5
        |Note: good
        |enough
        |
        |Model: B
        |Loss: 1
        |Note:
        "#);
        insta::assert_snapshot!(shown("| a | b |\n|--|--|\n| `x\\|y` | 漢字漢字漢字 |\n", 14), @r#"
        |a    b
        |x|y  漢字漢字
        |     漢字
        "#);
    }

    #[test]
    fn a_formula_too_wide_for_the_page_is_continued_or_wrapped() {
        let elbo = r"$$\log p(x) \ge \mathbb{E}_{q(z|x)}[\log p(x|z)] - D_{KL}(q(z|x)\|p(z))$$";
        insta::assert_snapshot!(shown(elbo, 72), @r#"
        |    log p(x) ≥ 𝔼_(q(z|x))[log p(x | z)] − D_KL(q(z | x) ‖ p(z))
        "#);
        insta::assert_snapshot!(shown(elbo, 42), @r#"
        |    log p(x) ≥ 𝔼_(q(z|x))[log p(x | z)]
        |      − D_KL(q(z | x) ‖ p(z))
        "#);
        insta::assert_snapshot!(shown(elbo, 20), @r#"
        |log p(x) ≥
        |𝔼_(q(z|x))[log p(x |
        |z)] − D_KL(q(z | x)
        |‖ p(z))
        "#);
        insta::assert_snapshot!(shown(&elbo.replace("$$", "$"), 42), @r#"
        |log p(x) ≥ 𝔼_(q(z|x))[log p(x | z)]
        |− D_KL(q(z | x) ‖ p(z))
        "#);
    }

    #[test]
    fn lists_keep_their_numbers_and_their_indentation() {
        insta::assert_snapshot!(shown("9. nine\n10. ten\n    - in\n\n      para\n\n- - a\n  - b\n-\n- [ ] c\n", 30), @r#"
        | 9. nine
        |10. ten
        |    · in
        |
        |      para
        |
        |– · a
        |  · b
        |–
        |[ ] c
        "#);
    }

    #[test]
    fn one_line_is_enough_for_a_title() {
        for (source, line) in [
            (
                "# A *title* with `code` and $\\theta_t$",
                "A title with code and θₜ",
            ),
            ("two\nlines  \nand\n\nmore <!-- no -->", "two lines and more"),
            ("- a\n- b\n\n> c", "a b c"),
            ("| a | b |\n|--|--|\n| c | d |", "a b c d"),
            ("[name](https://a.b) ![alt](x)", "name alt"),
            ("", ""),
        ] {
            assert_eq!(plain_line(source), line, "{source}");
        }
    }

    #[test]
    fn what_cannot_be_seen_is_gone() {
        for (source, page) in [
            ("a\u{1b}[31mb\u{7f}c", "|abc\n"),
            ("a\u{202e}b\u{2066}c\u{200f}", "|abc\n"),
            ("a\u{200b}b\u{feff}c\u{ad}d\u{2060}", "|abcd\n"),
            ("`a\u{e0041}\u{e007f}` $x\u{202e}y$", "|a xy\n"),
            ("```\na\u{1b}]0;t\u{7}b\tc\n```", "|ab  c\n"),
            ("a\tb\r\nc", "|a b c\n"),
        ] {
            assert_eq!(shown(source, 12), page, "{source:?}");
        }
        // A character reference cannot bring it back.
        assert_eq!(shown("a&#x202e;b&#x1b;c&ZeroWidthSpace;d", 20), "|abcd\n");
    }

    fn markdown() -> impl Strategy<Value = String> {
        let words = vec![
            "# ",
            "- ",
            "1. ",
            "> ",
            "| a | b |\n|--|--|\n",
            "| ",
            "```python\n",
            "```\n",
            "$",
            "$$",
            "**",
            "*",
            "`",
            "[x](",
            "](",
            ")",
            "\n",
            "\n\n",
            "  ",
            "    ",
            "---\n",
            "- [ ] ",
            "word ",
            "漢字",
            "👩\u{200d}👩\u{200d}👧",
            "🇩🇪",
            "e\u{301}",
            "\u{1b}[1m",
            "\u{202e}",
            "\u{200b}",
            "\t",
            "\r",
            "&#x1b;",
            "&#x202e;",
            "<b>",
            "<!-- ",
            "لا",
            "नि",
            "\\frac{a}{b}",
            "\\sum_{i=1}^n ",
            "https://example.org/a/long/address?with=query",
            "❤\u{fe0f}",
            "x\u{a0}y",
            "ᄒ",
            "ᅡ",
            "~~",
            "10) ",
        ];
        let token = prop_oneof![
            8 => prop::sample::select(words).prop_map(str::to_owned),
            1 => any::<String>(),
        ];
        prop::collection::vec(token, 0..40).prop_map(|tokens| tokens.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(600))]

        #[test]
        fn no_line_is_wider_than_asked_and_nothing_unseen_is_in_it(
            source in markdown(),
            width in 1_u16..=120,
            ascii in any::<bool>(),
        ) {
            let theme = theme(if ascii { GlyphSet::Ascii } else { GlyphSet::Unicode });
            for rendered in [
                render(&source, width, &theme, theme.accents[0]),
                render_prompt(&source, width, &theme, theme.text),
            ] {
                for line in &rendered.lines {
                    let cells: usize = line
                        .spans
                        .iter()
                        .flat_map(|span| span.content.graphemes(true))
                        .map(UnicodeWidthStr::width)
                        .sum();
                    prop_assert!(cells <= usize::from(width), "{cells} > {width}: {line:?}");
                    prop_assert!(line.width() <= usize::from(width), "{line:?}");
                    let text = line.to_string();
                    prop_assert!(is_clean(&text) && !text.contains(['\n', '\t']), "{text:?}");
                }
            }
            let title = plain_line(&source);
            prop_assert!(is_clean(&title) && !title.contains(['\n', '\t']), "{title:?}");
        }
    }
}
