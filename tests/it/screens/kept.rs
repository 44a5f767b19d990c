//! The scenes as pictures and as texts, kept in the repository.

use std::collections::BTreeMap;

use hotseat::ui::theme::{Depth, GlyphSet, Ground};

use super::keep::compare;
use super::scenes::{SCENES, named};
use super::world::World;
use crate::script::{Script, text_of};
use crate::svg;

const WIDE: (u16, u16) = (120, 40);
const NARROW: (u16, u16) = (80, 24);
const LEAST: (u16, u16) = (60, 16);

/// Scenes that are kept in every theme; the others in the dark one alone.
const IN_ALL_THEMES: [&str; 7] = [
    "home-full",
    "progress",
    "setup",
    "theory",
    "time-up",
    "debrief-ideas",
    "scorecard",
];

const THEMES: [(&str, Depth, Ground); 4] = [
    ("dark", Depth::True, Ground::Dark),
    ("light", Depth::True, Ground::Light),
    ("16-colours", Depth::Ansi, Ground::Dark),
    ("no-color", Depth::None, Ground::Dark),
];

/// Returns the scene on a terminal too small for any screen.
fn too_small() -> Script {
    let mut script = (named("theory").build)(&World::new(), WIDE.0, WIDE.1);
    script.resize(59, 15);
    script
}

#[test]
fn every_scene_looks_like_its_screenshot() {
    let world = World::new();
    let mut made = BTreeMap::new();
    let mut shoot = |script: &mut Script, name: &str, themes: &[(&str, Depth, Ground)]| {
        for (theme, depth, ground) in themes {
            script.set_theme(*depth, *ground, GlyphSet::Unicode);
            let (buffer, cursor) = script.picture();
            let size = buffer.area;
            made.insert(
                format!("{name}-{}x{}-{theme}.svg", size.width, size.height),
                svg::picture(&buffer, cursor, *ground, &format!("{name}, {theme}")),
            );
        }
    };
    for scene in SCENES {
        let themes = if IN_ALL_THEMES.contains(&scene.name) {
            &THEMES[..]
        } else {
            &THEMES[..1]
        };
        for (width, height) in [WIDE, NARROW] {
            let mut script = (scene.build)(&world, width, height);
            shoot(&mut script, scene.name, themes);
        }
    }
    shoot(&mut too_small(), "too-small", &THEMES[..1]);
    compare("assets/screenshots", "svg", &made).unwrap_or_else(|told| panic!("{told}"));
}

#[test]
fn every_scene_reads_like_its_text() {
    let world = World::new();
    let mut made = BTreeMap::new();
    let mut read = |script: &mut Script, name: &str| {
        let (buffer, cursor) = script.picture();
        let cursor = cursor.map_or("no cursor".to_owned(), |at| {
            format!("cursor in column {}, row {}", at.x + 1, at.y + 1)
        });
        let size = buffer.area;
        made.insert(
            format!("{name}-{}x{}.txt", size.width, size.height),
            format!("{}{cursor}\n", text_of(&buffer)),
        );
    };
    for scene in SCENES {
        for (width, height) in [WIDE, NARROW, LEAST] {
            read(&mut (scene.build)(&world, width, height), scene.name);
        }
    }
    read(&mut too_small(), "too-small");
    compare("tests/snapshots", "txt", &made).unwrap_or_else(|told| panic!("{told}"));
}
