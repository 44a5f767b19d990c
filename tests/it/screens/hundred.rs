//! At 100 columns, the narrowest width with two panes, what is to be read is not cut.

use super::scenes::named;
use super::world::World;

/// Returns a scene as it reads, and its rows with dots, beside those that count what is scrolled away.
fn cut(scene: &str, height: u16) -> (String, Vec<String>) {
    let mut script = (named(scene).build)(&World::new(), 100, height);
    let text = script.screen();
    let rows = text
        .lines()
        .filter(|row| row.contains('…') && !row.contains("more rows"))
        .map(str::to_owned)
        .collect();
    (text, rows)
}

#[test]
fn a_scorecard_names_strength_gap_and_calibration() {
    let (text, rows) = cut("scorecard", 40);
    assert!(text.contains(" gap"), "{text}");
    assert!(text.contains("you predict "), "{text}");
    assert_eq!(rows, Vec::<String>::new(), "{text}");
}

#[test]
fn tabs_and_criteria_of_a_debrief_stand_in_full() {
    let (text, _) = cut("debrief-ideas", 40);
    for words in [
        "Often missed",
        "Limits and alternatives",
        "Holds up under follow-ups",
    ] {
        assert!(text.contains(words), "{words}:\n{text}");
    }
}

#[test]
fn ideas_stand_in_full_where_all_of_them_have_room() {
    let (text, rows) = cut("debrief-ideas", 46);
    assert!(text.contains("Beside the score"), "{text}");
    assert_eq!(rows, Vec::<String>::new(), "{text}");
}
