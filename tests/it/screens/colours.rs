//! The laws of colour and of glyphs: nothing coloured without colours, only the terminal's own sixteen
//! where there are sixteen, a selection seen without colour, nothing but
//! ASCII where the locale has no more.

use hotseat::ui::theme::{Depth, GlyphSet, Ground};
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};

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
