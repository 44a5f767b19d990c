//! Colours as numbers: how much two differ, and colours moved until they differ enough. The formulas are
//! those of the Web Content Accessibility Guidelines 2.2, "relative luminance" and "contrast ratio"; text
//! wants 4.5 (success criterion 1.4.3).

/// Red, green and blue.
pub type Rgb = (u8, u8, u8);

/// The least contrast of text.
pub const READABLE: f64 = 4.5;

/// Returns the contrast of two colours, from 1 to 21.
pub fn contrast(one: Rgb, other: Rgb) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Returns the relative luminance of a colour, from 0 (black) to 1 (white).
pub fn luminance((red, green, blue): Rgb) -> f64 {
    let linear = |channel: u8| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.040_45 {
            share / 12.92
        } else {
            ((share + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

/// Returns `share` of a colour over a base.
pub fn mix(colour: Rgb, base: Rgb, share: f64) -> Rgb {
    let mix =
        |colour: u8, base: u8| (f64::from(colour) * share + f64::from(base) * (1.0 - share)).round() as u8;
    (
        mix(colour.0, base.0),
        mix(colour.1, base.1),
        mix(colour.2, base.2),
    )
}

/// Returns a surface of `share` of a colour over the page, of less where `ink` could not be read on it.
pub fn surface(ink: Rgb, colour: Rgb, page: Rgb, share: f64) -> Rgb {
    steps(share)
        .map(|left| mix(colour, page, left))
        .find(|mixed| contrast(ink, *mixed) >= READABLE)
        .unwrap_or(page)
}

/// Returns the colour, moved towards `end` as far as it must be to be read on every one of `surfaces`.
pub fn readable(colour: Rgb, end: Rgb, surfaces: &[Rgb]) -> Rgb {
    steps(1.0)
        .map(|kept| mix(colour, end, kept))
        .find(|moved| {
            surfaces
                .iter()
                .all(|surface| contrast(*moved, *surface) >= READABLE)
        })
        .unwrap_or(end)
}

/// From `most` down to nothing, a fiftieth at a time.
fn steps(most: f64) -> impl Iterator<Item = f64> {
    (0..=50).map(move |step| most * f64::from(50 - step) / 50.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLACK: Rgb = (0, 0, 0);
    const WHITE: Rgb = (0xff, 0xff, 0xff);

    #[test]
    fn contrast_is_reckoned_as_the_guidelines_have_it() {
        assert!((contrast(WHITE, BLACK) - 21.0).abs() < 1e-9);
        assert!((contrast((0x9a, 0xa1, 0xad), (0x16, 0x18, 0x1d)) - 6.8).abs() < 0.06);
        assert!((contrast((0x0b, 0x5f, 0xc4), (0xfb, 0xfb, 0xf8)) - 5.9).abs() < 0.06);
    }

    #[test]
    fn a_colour_moves_no_further_than_it_must() {
        let page = (0x2e, 0x34, 0x40);
        let blue = (0x57, 0x9c, 0xf5);
        assert_eq!(readable(blue, WHITE, &[BLACK]), blue);
        let moved = contrast(readable(blue, WHITE, &[page]), page);
        assert!((READABLE..READABLE + 0.3).contains(&moved), "{moved}");
    }

    #[test]
    fn a_surface_gives_way_to_what_is_read_on_it() {
        let grey = (0x75, 0x75, 0x75);
        assert_eq!(surface(WHITE, WHITE, BLACK, 0.12), mix(WHITE, BLACK, 0.12));
        assert!(contrast(WHITE, surface(WHITE, WHITE, grey, 0.24)) >= READABLE);
    }
}
