//! The laws of colour and of glyphs: nothing coloured without colours, only the terminal's own sixteen
//! where there are sixteen, contrast that can be read, a selection seen without colour, nothing but
//! ASCII where the locale has no more.

use hotseat::domain::bank::RoundKind;
use hotseat::ui::theme::{Depth, GlyphSet, Ground, Theme};
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};

use super::scenes::{SCENES, named};
use super::world::World;
use crate::past;
use crate::script::text_of;

const SIZES: [(u16, u16); 3] = [(120, 40), (80, 24), (60, 16)];

#[test]
fn without_colours_no_cell_of_any_scene_has_one() {
    each_cell(Depth::None, Ground::Dark, |colour| colour == Color::Reset);
}

#[test]
fn with_sixteen_colours_every_cell_has_one_of_them() {
    for ground in [Ground::Dark, Ground::Light] {
        each_cell(Depth::Ansi, ground, |colour| {
            !matches!(colour, Color::Rgb(..) | Color::Indexed(_))
        });
    }
}

fn each_cell(depth: Depth, ground: Ground, may_be: impl Fn(Color) -> bool) {
    let world = World::new();
    for scene in SCENES {
        let mut script = (scene.build)(&world, 120, 40);
        script.set_theme(depth, ground, GlyphSet::Unicode);
        for (width, height) in SIZES {
            script.resize(width, height);
            for (at, cell) in script.paint().content.iter().enumerate() {
                assert!(
                    may_be(cell.fg) && may_be(cell.bg) && may_be(cell.underline_color),
                    "{}, {width}x{height}, cell {at}: {cell:?}",
                    scene.name
                );
            }
        }
    }
}

/// Scenes with a row, a chip or a tab chosen.
const CHOSEN: [&str; 12] = [
    "home-empty",
    "home-full",
    "setup",
    "predict",
    "debrief-ideas",
    "debrief-asks",
    "debrief-levels",
    "pitfalls",
    "scorecard",
    "palette",
    "palette-home",
    "ask",
];

#[test]
fn without_colours_what_is_chosen_still_stands_out() {
    let world = World::new();
    for name in CHOSEN {
        for (width, height) in SIZES {
            let mut script = (named(name).build)(&world, width, height);
            script.set_theme(Depth::None, Ground::Dark, GlyphSet::Unicode);
            let buffer = script.paint();
            assert!(
                points(&buffer) || has_chip(&buffer),
                "{name}, {width}x{height}:\n{}",
                text_of(&buffer)
            );
        }
    }
}

/// A list's cursor with something bold or reversed in its row.
fn points(buffer: &Buffer) -> bool {
    (0..buffer.area.height).any(|y| {
        let row = || (0..buffer.area.width).map(|x| &buffer[(x, y)]);
        let pointed = row().any(|cell| matches!(cell.symbol(), "▸" | "▾"));
        pointed
            && row().any(|cell| {
                !cell.symbol().trim().is_empty()
                    && cell.modifier.intersects(Modifier::BOLD | Modifier::REVERSED)
            })
    })
}

/// A bracketed word in reverse.
fn has_chip(buffer: &Buffer) -> bool {
    buffer
        .content
        .iter()
        .any(|cell| cell.symbol() == "[" && cell.modifier.contains(Modifier::REVERSED))
}

#[test]
fn without_colours_a_clock_that_warns_says_so_in_signs() {
    let world = World::new();
    for (name, sign, reversed) in [
        ("time-low", "! 2:00", false),
        ("time-last", "!! 0:48", true),
        ("time-up", "+1:20 over", true),
    ] {
        let mut script = (named(name).build)(&world, 120, 40);
        script.set_theme(Depth::None, Ground::Dark, GlyphSet::Unicode);
        let buffer = script.paint();
        let text = text_of(&buffer);
        let row = text.lines().position(|row| row.contains(sign));
        let row = row.unwrap_or_else(|| panic!("{name}: {text}"));
        let marked = (0..buffer.area.width).any(|x| {
            buffer[(x, row as u16)]
                .modifier
                .contains(Modifier::BOLD | Modifier::REVERSED)
        });
        assert_eq!(marked, reversed, "{name}");
    }
}

#[test]
fn every_role_can_be_read_on_the_page_on_overlays_and_on_the_selection() {
    for (ground, page) in [(Ground::Dark, 0x16_18_1d), (Ground::Light, 0xfb_fb_f8)] {
        let theme = Theme::new(Depth::True, ground, GlyphSet::Unicode);
        let text = match ground {
            Ground::Dark => 0xd8_d8_d8,
            Ground::Light => 0x20_20_20,
        };
        let surfaces = [page, behind(theme.raise), behind(theme.select)];
        let mut roles = vec![
            ("dim", ink(theme.dim)),
            ("aside", ink(theme.aside)),
            ("time low", ink(theme.time_low)),
            ("time out", ink(theme.time_out)),
            ("text", text),
        ];
        roles.extend(RoundKind::ALL.map(|kind| (kind.name(), ink(theme.accent(Some(kind))))));
        for (role, colour) in roles {
            for surface in surfaces {
                // Amber and red are said of clocks, which stand on the page.
                if role.starts_with("time") && surface != page {
                    continue;
                }
                let ratio = contrast(colour, surface);
                assert!(ratio >= 4.5, "{role} #{colour:06x} on #{surface:06x}: {ratio:.2}");
            }
        }
        for kind in RoundKind::ALL {
            let marked = behind(theme.evidence_on(theme.accent(Some(kind))));
            let ratio = contrast(text, marked);
            assert!(ratio >= 4.5, "words found, {}: {ratio:.2}", kind.name());
        }
        let rule = contrast(ink(theme.rule), page);
        assert!(
            (1.3..4.5).contains(&rule),
            "rules are seen and are no text: {rule:.2}"
        );
    }
}

#[test]
fn contrast_is_reckoned_as_the_guidelines_have_it() {
    assert!((contrast(0xff_ff_ff, 0x00_00_00) - 21.0).abs() < 1e-9);
    assert!((contrast(0x9a_a1_ad, 0x16_18_1d) - 6.8).abs() < 0.06);
    assert!((contrast(0x0b_5f_c4, 0xfb_fb_f8) - 5.9).abs() < 0.06);
}

fn ink(style: Style) -> u32 {
    hex(style.fg.expect("the role has a colour"))
}

fn behind(style: Style) -> u32 {
    hex(style.bg.expect("the role has a surface"))
}

fn hex(colour: Color) -> u32 {
    let Color::Rgb(red, green, blue) = colour else {
        panic!("{colour:?} is none of its own");
    };
    u32::from_be_bytes([0, red, green, blue])
}

/// Contrast of two colours by WCAG 2, from 1 to 21.
fn contrast(one: u32, other: u32) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(colour: u32) -> f64 {
    let [_, red, green, blue] = colour.to_be_bytes().map(|channel| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.040_45 {
            share / 12.92
        } else {
            ((share + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

#[test]
fn with_ascii_glyphs_nothing_of_the_views_own_is_anything_else() {
    let world = World::ascii();
    let mut wrong = Vec::new();
    // Past sessions have words and questions of their own.
    let theirs = past::characters();
    for scene in SCENES {
        let looks_back = ["review", "replay", "compare"]
            .iter()
            .any(|name| scene.name.starts_with(name));
        for (width, height) in SIZES {
            let mut script = (scene.build)(&world, width, height);
            script.set_theme(Depth::None, Ground::Dark, GlyphSet::Ascii);
            for row in text_of(&script.paint()).lines() {
                let own = |c: char| !(c.is_ascii() || looks_back && theirs.contains(&c));
                if row.contains(own) {
                    wrong.push(format!("{} {width}x{height}: {}", scene.name, row.trim()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} rows:\n{}", wrong.len(), wrong.join("\n"));
}
