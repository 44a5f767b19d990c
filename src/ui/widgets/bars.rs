//! Small figures of block characters.

use crate::ui::theme::Theme;

/// Returns a sparkline of scores from 0 to 4, one bar a score.
pub fn sparkline(scores: &[f64], theme: &Theme) -> String {
    scores
        .iter()
        .map(|score| {
            let step = (score / 4.0 * 8.0).ceil().clamp(1.0, 8.0) as usize;
            theme.glyphs.blocks[step - 1]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::{Depth, GlyphSet, Ground};

    #[test]
    fn the_best_score_fills_the_bar_and_the_worst_still_shows() {
        let theme = Theme::new(Depth::None, Ground::Dark, GlyphSet::Unicode);
        assert_eq!(sparkline(&[0.0, 2.0, 4.0], &theme), "▁▄█");
    }
}
