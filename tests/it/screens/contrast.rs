//! Contrast: what is text has at least 4.5 to 1 (Web Content Accessibility Guidelines 2.2, success criterion
//! 1.4.3), for every role of every theme on every surface it may stand on, and for every letter of every
//! scene as it is painted. With 16 colours or none the colours are the terminal's, and nothing is reckoned.
#![expect(clippy::unwrap_used, reason = "a test may panic: that is how it fails")]

use hotseat::domain::bank::RoundKind;
use hotseat::ui::theme::contrast::{READABLE, Rgb, contrast};
use hotseat::ui::theme::{Depth, GlyphSet, Ground, Theme};
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier, Style};

use super::scenes::SCENES;
use super::world::World;

const SIZES: [(u16, u16); 3] = [(120, 40), (80, 24), (60, 16)];

/// Backgrounds that people have: of widespread themes, of terminals as they come, and the hardest of all.
const KNOWN: [(&str, u32); 14] = [
    ("black", 0x00_00_00),
    ("white", 0xff_ff_ff),
    ("Windows Terminal", 0x0c_0c_0c),
    ("GNOME", 0x1e_1e_1e),
    ("Ubuntu", 0x30_0a_24),
    ("Solarized dark", 0x00_2b_36),
    ("Solarized light", 0xfd_f6_e3),
    ("Gruvbox dark", 0x28_28_28),
    ("Gruvbox light", 0xfb_f1_c7),
    ("Nord", 0x2e_34_40),
    ("Dracula", 0x28_2a_36),
    ("middle grey", 0x75_75_75),
    ("a lighter grey", 0x77_77_77),
    ("grey", 0x80_80_80),
];

fn hex(colour: u32) -> Rgb {
    let [_, red, green, blue] = colour.to_be_bytes();
    (red, green, blue)
}

/// A colour of our own as numbers; the 256 by xterm's formula.
fn numbers(colour: Color) -> Option<Rgb> {
    match colour {
        Color::Rgb(red, green, blue) => Some((red, green, blue)),
        Color::Indexed(index @ 232..) => {
            let grey = 8 + 10 * (index - 232);
            Some((grey, grey, grey))
        }
        Color::Indexed(index @ 16..) => {
            let step = |digit: u8| if digit == 0 { 0 } else { 55 + 40 * digit };
            let cube = index - 16;
            Some((step(cube / 36), step(cube / 6 % 6), step(cube % 6)))
        }
        _ => None,
    }
}

fn ink(style: Style) -> Rgb {
    numbers(style.fg.expect("the role has a colour")).expect("it is one of our own")
}

/// Everything a theme says about text that cannot be read.
fn unreadable(name: &str, theme: &Theme) -> Vec<String> {
    let behind = |style: Style| numbers(style.bg.expect("the role has a surface")).unwrap();
    let surfaces = [theme.page, behind(theme.raise), behind(theme.select)];
    let mut roles = vec![("dim", ink(theme.dim)), ("aside", ink(theme.aside))];
    roles.extend(RoundKind::ALL.map(|kind| (kind.name(), ink(theme.accent(Some(kind))))));
    // Amber and red are said of clocks, which stand on the page.
    let mut pairs: Vec<(&str, Rgb, Rgb)> = vec![
        ("time low", ink(theme.time_low), theme.page),
        ("time out", ink(theme.time_out), theme.page),
    ];
    for (role, colour) in roles {
        pairs.extend(surfaces.map(|surface| (role, colour, surface)));
    }
    for surface in [theme.raise, theme.select].into_iter().chain(theme.heat) {
        pairs.push(("text on a surface", ink(surface), behind(surface)));
    }
    for kind in RoundKind::ALL {
        let accent = theme.accent(Some(kind));
        for style in [theme.evidence_on(accent)]
            .into_iter()
            .chain((1..=3).map(|heat| theme.heat(accent, heat)))
        {
            if let (Some(fg), Some(bg)) = (style.fg, style.bg) {
                pairs.push(("text on an accent", numbers(fg).unwrap(), numbers(bg).unwrap()));
            }
        }
    }
    pairs
        .into_iter()
        .filter(|(_, colour, surface)| contrast(*colour, *surface) < READABLE)
        .map(|(role, colour, surface)| {
            let ratio = contrast(colour, surface);
            format!("{name}: {role} {colour:02x?} on {surface:02x?}: {ratio:.2}")
        })
        .collect()
}

#[test]
fn every_role_of_the_kept_themes_can_be_read_on_every_surface() {
    let mut found = Vec::new();
    for depth in [Depth::True, Depth::Indexed] {
        for ground in [Ground::Dark, Ground::Light] {
            let theme = Theme::new(depth, ground, GlyphSet::Unicode);
            found.extend(unreadable(&format!("{depth:?} {ground:?}"), &theme));
            let rule = contrast(ink(theme.rule), theme.page);
            assert!(
                (1.3..READABLE).contains(&rule),
                "rules are seen and are no text: {rule:.2}"
            );
        }
    }
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn every_role_can_be_read_on_whatever_background_a_terminal_tells_of() {
    let mut found = Vec::new();
    let grid = (0..=255).step_by(17).flat_map(|red| {
        (0..=255)
            .step_by(51)
            .flat_map(move |green| (0..=255).step_by(51).map(move |blue| (red, green, blue)))
    });
    let known = KNOWN.map(|(name, colour)| (name.to_owned(), hex(colour)));
    for (name, page) in known
        .into_iter()
        .chain(grid.map(|page| (format!("{page:?}"), page)))
    {
        let theme = Theme::on(Depth::True, page, GlyphSet::Unicode);
        assert_eq!(theme.page, page);
        found.extend(unreadable(&name, &theme));
        if contrast(theme.ink, page) < READABLE {
            found.push(format!("{name}: text"));
        }
    }
    assert!(found.is_empty(), "{}:\n{}\n", found.len(), found.join("\n"));
}

/// What is read in a cell, with its surface; `None` for what is no text: blanks, lines, bars and signs.
fn read(cell: &Cell, theme: &Theme) -> Option<(Color, Rgb, Rgb)> {
    let text = cell.symbol().chars().any(char::is_alphanumeric);
    if !text {
        return None;
    }
    let front = numbers(cell.fg).unwrap_or(theme.ink);
    let behind = numbers(cell.bg).unwrap_or(theme.page);
    let (front, behind) = if cell.modifier.contains(Modifier::REVERSED) {
        (behind, front)
    } else {
        (front, behind)
    };
    Some((cell.fg, front, behind))
}

#[test]
fn every_letter_of_every_scene_can_be_read_as_it_is_painted() {
    let world = World::new();
    let mut found = std::collections::BTreeSet::new();
    for scene in SCENES {
        let mut script = (scene.build)(&world, 120, 40);
        for depth in [Depth::True, Depth::Indexed] {
            for ground in [Ground::Dark, Ground::Light] {
                let theme = Theme::new(depth, ground, GlyphSet::Unicode);
                script.set_theme(depth, ground, GlyphSet::Unicode);
                for (width, height) in SIZES {
                    script.resize(width, height);
                    for cell in &script.paint().content {
                        let Some((colour, front, behind)) = read(cell, &theme) else {
                            continue;
                        };
                        // The page below an overlay fades to the colour of rules: it is not to be read.
                        let faded = Some(colour) == theme.rule.fg;
                        if !faded && contrast(front, behind) < READABLE {
                            found.insert(format!(
                                "{} {depth:?} {ground:?}: `{}` {front:02x?} on {behind:02x?}: {:.2}",
                                scene.name,
                                cell.symbol(),
                                contrast(front, behind)
                            ));
                        }
                    }
                }
            }
        }
    }
    let told: Vec<&String> = found.iter().take(60).collect();
    assert!(found.is_empty(), "{}:\n{told:#?}\n", found.len());
}

/// Whether an overlay lies over the page: a border on the surface that only overlays have.
fn has_overlay(buffer: &Buffer, theme: &Theme) -> bool {
    let edges = ["┌", "└", "│"];
    buffer
        .content
        .iter()
        .any(|cell| edges.contains(&cell.symbol()) && Some(cell.bg) == theme.raise.bg)
}

#[test]
fn the_colour_of_rules_is_never_that_of_text() {
    let world = World::new();
    let mut found = std::collections::BTreeMap::<String, String>::new();
    let theme = Theme::new(Depth::True, Ground::Dark, GlyphSet::Unicode);
    for scene in SCENES {
        let mut script = (scene.build)(&world, 120, 40);
        for (width, height) in SIZES {
            script.resize(width, height);
            let buffer = script.paint();
            if has_overlay(&buffer, &theme) {
                continue;
            }
            let told = found.entry(scene.name.to_owned()).or_default();
            for cell in &buffer.content {
                if Some(cell.fg) == theme.rule.fg && read(cell, &theme).is_some() {
                    told.push_str(cell.symbol());
                }
            }
        }
    }
    found.retain(|_, told| !told.is_empty());
    assert!(found.is_empty(), "{found:#?}");
}
