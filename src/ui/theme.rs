//! Colours and glyphs by role. Widgets name a role, never a colour. Every role that is text can be read on
//! every surface it is painted on, whatever background the terminal has told of.

pub mod contrast;

use ratatui::style::{Color, Modifier, Style};

use crate::domain::bank::RoundKind;
use contrast::{Rgb, luminance, readable, surface};

/// How many colours the terminal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    True,
    Indexed,
    Ansi,
    /// `NO_COLOR`, or a terminal without colours.
    None,
}

impl Depth {
    /// Returns what is safe on any background: colours of one's own wait until it is known.
    pub fn until_answered(self) -> Self {
        match self {
            Self::True | Self::Indexed => Self::Ansi,
            depth => depth,
        }
    }
}

/// Which background the terminal has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    Dark,
    Light,
}

/// Which characters may be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GlyphSet {
    Unicode,
    Ascii,
}

/// Every style a widget may use, and the glyphs.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    pub depth: Depth,
    pub ground: Ground,
    /// The terminal's background, where it is known; else one to reckon with.
    pub page: Rgb,
    /// Text on a surface of our own: the terminal's may not show there.
    pub ink: Rgb,
    /// The terminal's own foreground.
    pub text: Style,
    /// Secondary text.
    pub dim: Style,
    /// Dim italic: "what belongs here" lines, code comments.
    pub aside: Style,
    /// Bold text: the question itself, headings, figures, keys.
    pub strong: Style,
    /// Underlined: resources, matched letters.
    pub link: Style,
    /// Light rules, grids, the empty part of a gauge; never text.
    pub rule: Style,
    /// Surface of overlays and of the editor's current line.
    pub raise: Style,
    /// Surface of the selected row.
    pub select: Style,
    /// Surfaces of cells with a number in them, from faint to strong.
    pub heat: [Style; 4],
    /// Reverse: the chosen one of several where the focus is; a selection in text.
    pub chip: Style,
    /// Words that match a sign; patched with the round's accent.
    pub evidence: Style,
    pub time_low: Style,
    pub time_out: Style,
    /// Accents by round, in the order of [`RoundKind::ALL`].
    pub accents: [Style; 4],
    pub glyphs: &'static Glyphs,
}

/// The characters the view draws, in both sets.
#[derive(Debug, PartialEq, Eq)]
pub struct Glyphs {
    pub set: GlyphSet,
    pub cursor: &'static str,
    pub crumb: &'static str,
    pub tick: &'static str,
    pub cross: &'static str,
    pub tick_on: &'static str,
    pub tick_off: &'static str,
    pub swatch: &'static str,
    pub star: &'static str,
    pub pause: &'static str,
    pub tip: &'static str,
    pub open: &'static str,
    pub closed: &'static str,
    pub up: &'static str,
    pub down: &'static str,
    pub left: &'static str,
    pub right: &'static str,
    pub light: &'static str,
    pub heavy: &'static str,
    pub bar: &'static str,
    pub hint_bar: &'static str,
    pub dots: &'static str,
    pub dash: &'static str,
    pub minus: &'static str,
    pub dot: &'static str,
    /// Top left, top right, bottom left, bottom right, horizontal, vertical, left tee, right tee.
    pub border: [&'static str; 8],
    /// One eighth to full.
    pub blocks: [&'static str; 8],
}

pub static UNICODE: Glyphs = Glyphs {
    set: GlyphSet::Unicode,
    cursor: "▸",
    crumb: "›",
    tick: "✓",
    cross: "✗",
    tick_on: "[✓]",
    tick_off: "[ ]",
    swatch: "▪",
    star: "✱",
    pause: "░",
    tip: "╸",
    open: "▾",
    closed: "▸",
    up: "▴",
    down: "▾",
    left: "◂",
    right: "▸",
    light: "─",
    heavy: "━",
    bar: "▎",
    hint_bar: "┊",
    dots: "…",
    dash: "–",
    minus: "−",
    dot: "·",
    border: ["┌", "┐", "└", "┘", "─", "│", "├", "┤"],
    blocks: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
};

pub static ASCII: Glyphs = Glyphs {
    set: GlyphSet::Ascii,
    cursor: ">",
    crumb: ">",
    tick: "+",
    cross: "x",
    tick_on: "[x]",
    tick_off: "[ ]",
    swatch: "#",
    star: "*",
    pause: ":",
    tip: ">",
    open: "v",
    closed: ">",
    up: "^",
    down: "v",
    left: "<",
    right: ">",
    light: "-",
    heavy: "=",
    bar: "|",
    hint_bar: "|",
    dots: "~",
    dash: "-",
    minus: "-",
    dot: ".",
    border: ["+", "+", "+", "+", "-", "|", "+", "+"],
    blocks: ["_", "_", "_", "=", "=", "=", "#", "#"],
};

impl Theme {
    /// Returns the theme for a terminal of `depth` colours on `ground`, drawing with `glyphs`.
    pub fn new(depth: Depth, ground: Ground, glyphs: GlyphSet) -> Self {
        let plain = Style::new();
        let pick = |dark: u32, light: u32, dark256: u8, light256: u8, ansi: (Color, Color)| {
            let dark_ground = ground == Ground::Dark;
            match depth {
                Depth::True => Style::new().fg(rgb(if dark_ground { dark } else { light })),
                Depth::Indexed => {
                    Style::new().fg(Color::Indexed(if dark_ground { dark256 } else { light256 }))
                }
                Depth::Ansi => Style::new().fg(if dark_ground { ansi.0 } else { ansi.1 }),
                Depth::None => Style::new(),
            }
        };
        let (page, ink) = match ground {
            Ground::Dark => ((0x16, 0x18, 0x1d), (0xd8, 0xd8, 0xd8)),
            Ground::Light => ((0xfb, 0xfb, 0xf8), (0x20, 0x20, 0x20)),
        };
        let surface = |dark: u32, light: u32, dark256: u8, light256: u8| match (depth, ground) {
            (Depth::True, Ground::Dark) => Style::new().bg(rgb(dark)).fg(colour(ink)),
            (Depth::True, Ground::Light) => Style::new().bg(rgb(light)).fg(colour(ink)),
            (Depth::Indexed, Ground::Dark) => {
                Style::new().bg(Color::Indexed(dark256)).fg(Color::Indexed(252))
            }
            (Depth::Indexed, Ground::Light) => {
                Style::new().bg(Color::Indexed(light256)).fg(Color::Indexed(234))
            }
            (Depth::Ansi | Depth::None, _) => Style::new(),
        };
        let faint = plain.add_modifier(Modifier::DIM);
        let few = matches!(depth, Depth::Ansi | Depth::None);
        let reset = (Color::Reset, Color::Reset);
        let dim = if few {
            faint
        } else {
            pick(0x9a_a1_ad, 0x5c_63_70, 247, 241, reset)
        };
        let rule = if few {
            faint
        } else {
            pick(0x4a_50_5c, 0xc4_c6_c2, 239, 251, reset)
        };
        let accent = |dark, light, dark256, light256, ansi| match depth {
            Depth::None => plain.add_modifier(Modifier::BOLD),
            _ => pick(dark, light, dark256, light256, ansi),
        };
        let low = pick(
            0xef_c8_5c,
            0x7a_5c_00,
            221,
            94,
            (Color::LightYellow, Color::Reset),
        )
        .add_modifier(Modifier::BOLD);
        let out = pick(0xfd_6d_5a, 0xa3_15_15, 203, 124, (Color::LightRed, Color::Red))
            .add_modifier(Modifier::BOLD | Modifier::REVERSED);
        Self {
            depth,
            ground,
            page,
            ink,
            text: plain,
            dim,
            aside: dim.add_modifier(Modifier::ITALIC),
            strong: plain.add_modifier(Modifier::BOLD),
            link: plain.add_modifier(Modifier::UNDERLINED),
            rule,
            raise: surface(0x1f_23_2b, 0xf1_f1_ec, 235, 255),
            select: surface(0x2b_30_3b, 0xe4_e6_e1, 236, 254),
            heat: [
                surface(0x22_25_2b, 0xf1_f1_ec, 235, 255),
                surface(0x2c_30_37, 0xe4_e6_e1, 236, 254),
                surface(0x38_3c_44, 0xd6_d8_d4, 237, 252),
                surface(0x45_49_51, 0xc6_c9_c4, 239, 251),
            ],
            chip: plain.add_modifier(Modifier::REVERSED),
            evidence: plain.add_modifier(Modifier::UNDERLINED | Modifier::BOLD),
            time_low: if depth == Depth::Ansi && ground == Ground::Light {
                plain.add_modifier(Modifier::BOLD | Modifier::REVERSED)
            } else {
                low
            },
            time_out: out,
            accents: [
                accent(0x57_9c_f5, 0x0b_5f_c4, 75, 26, (Color::LightBlue, Color::Blue)),
                accent(
                    0xd6_8c_c4,
                    0xa3_26_7c,
                    175,
                    126,
                    (Color::LightMagenta, Color::Magenta),
                ),
                accent(0x73_cd_a4, 0x14_57_3f, 79, 23, (Color::LightGreen, Color::Green)),
                accent(0xbc_b4_ec, 0x5a_2d_91, 146, 54, (Color::LightCyan, Color::Cyan)),
            ],
            glyphs: match glyphs {
                GlyphSet::Unicode => &UNICODE,
                GlyphSet::Ascii => &ASCII,
            },
        }
    }

    /// Returns the theme for a background that is known: dark or light by its luminance. With colours of our
    /// own, surfaces are mixed from it, and a role that could not be read on one of them is moved towards
    /// white or black until it can.
    pub fn on(depth: Depth, background: Rgb, glyphs: GlyphSet) -> Self {
        // Where white stands out as well as black does.
        const MIDDLE: f64 = 0.179;
        let (ground, end) = if luminance(background) <= MIDDLE {
            (Ground::Dark, (0xff, 0xff, 0xff))
        } else {
            (Ground::Light, (0, 0, 0))
        };
        let theme = Self::new(depth, ground, glyphs);
        if depth != Depth::True {
            return theme;
        }
        // What is read on a surface may be moved as far as `end`: so far a surface may go, and no farther.
        let mixed = |share| surface(end, theme.ink, background, share);
        let (raise, select) = (mixed(0.06), mixed(0.12));
        let heat = [0.06, 0.12, 0.18, 0.24].map(mixed);
        let ink = readable(theme.ink, end, &[background, raise, select, heat[2], heat[3]]);
        let under = |surface: Rgb| Style::new().bg(colour(surface)).fg(colour(ink));
        let legible = |role: Style| match role.fg {
            Some(Color::Rgb(red, green, blue)) => role.fg(colour(readable(
                (red, green, blue),
                end,
                &[background, raise, select],
            ))),
            _ => role,
        };
        Self {
            page: background,
            ink,
            dim: legible(theme.dim),
            aside: legible(theme.aside),
            rule: theme.rule.fg(colour(mixed(0.28))),
            raise: under(raise),
            select: under(select),
            heat: heat.map(under),
            time_low: legible(theme.time_low),
            time_out: legible(theme.time_out),
            accents: theme.accents.map(legible),
            ..theme
        }
    }

    /// Returns the colour of a line that says time is out: the chip's, not reversed.
    pub fn time_out_line(&self) -> Style {
        self.time_out.remove_modifier(Modifier::REVERSED)
    }

    /// Returns the style of words that match a sign, in the round's accent.
    pub fn evidence_on(&self, accent: Style) -> Style {
        let share = match self.ground {
            Ground::Dark => 0.26,
            Ground::Light => 0.18,
        };
        self.tinted(accent, share)
            .map_or(self.evidence, |style| style.add_modifier(Modifier::UNDERLINED))
    }

    /// Returns the style of a count in a heat map, `heat` from 1 to 3: a surface mixed from the accent, bold
    /// where it is hottest. The count itself stands in it.
    pub fn heat(&self, accent: Style, heat: usize) -> Style {
        let bold = if heat >= 3 {
            Modifier::BOLD
        } else {
            Modifier::empty()
        };
        let step = match self.ground {
            Ground::Dark => 0.10,
            Ground::Light => 0.08,
        };
        self.tinted(accent, step * heat.min(3) as f64)
            .unwrap_or(accent)
            .add_modifier(bold)
    }

    /// Returns a surface of so much of an accent over the page; `None` without colours of our own.
    fn tinted(&self, accent: Style, share: f64) -> Option<Style> {
        match (self.depth, accent.fg) {
            (Depth::True, Some(Color::Rgb(red, green, blue))) => {
                let tint = surface(self.ink, (red, green, blue), self.page, share);
                Some(Style::new().bg(colour(tint)).fg(colour(self.ink)))
            }
            _ => None,
        }
    }

    /// Returns the accent of a round; screens without a round use [`Theme::text`].
    pub fn accent(&self, round: Option<RoundKind>) -> Style {
        round.map_or(self.text, |round| self.accents[round as usize])
    }
}

fn colour((red, green, blue): Rgb) -> Color {
    Color::Rgb(red, green, blue)
}

fn rgb(hex: u32) -> Color {
    let [_, red, green, blue] = hex.to_be_bytes();
    Color::Rgb(red, green, blue)
}
