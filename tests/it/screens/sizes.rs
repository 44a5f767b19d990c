//! T1: whatever the size of the terminal, nothing panics, and nothing typed or chosen is lost by
//! making it small and large again.

use hotseat::app::overlays::Overlay;
use hotseat::app::screens::Screen;
use unicode_width::UnicodeWidthStr;

use super::hostile::assert_fits;
use super::scenes::SCENES;
use super::world::World;
use crate::script::{Script, text_of};

const SIZES: [(u16, u16); 16] = [
    (0, 0),
    (1, 1),
    (1, 24),
    (80, 1),
    (2, 2),
    (59, 15),
    (60, 16),
    (80, 24),
    (99, 30),
    (100, 31),
    (111, 32),
    (112, 36),
    (120, 40),
    (200, 60),
    (500, 200),
    (65535, 1),
];

/// What must outlive every size: where one is, what was typed, where the cursor stands.
#[derive(Debug, PartialEq)]
struct Kept {
    screen: String,
    focus: usize,
    fields: Vec<(String, String, usize)>,
    overlay: Option<(String, String)>,
}

fn kept(script: &Script) -> Kept {
    let (screen, focus, fields) = match script.app.screen() {
        Screen::Home(home) => ("home".to_owned(), home.cursor, Vec::new()),
        Screen::Setup(setup) => (format!("setup {}", setup.seed), setup.cursor, Vec::new()),
        Screen::Interview(interview) => (
            format!("{:?}", interview.side),
            interview.focus,
            interview
                .fields
                .iter()
                .map(|field| {
                    let editor = &field.editor;
                    (field.name.clone(), editor.text(), editor.cursor())
                })
                .collect(),
        ),
        Screen::Debrief(debrief) => (
            format!("{:?} {:?} {:?}", debrief.stage, debrief.pane, debrief.tab),
            debrief.cursor,
            Vec::new(),
        ),
        Screen::Progress(progress) => (format!("progress {:?}", progress.figure), 0, Vec::new()),
        Screen::Scorecard(card) => ("scorecard".to_owned(), card.cursor, Vec::new()),
        Screen::Review(review) => (
            format!("review {:?} {:?} {}", review.pane, review.tab, review.folder),
            review.question,
            Vec::new(),
        ),
        Screen::Replay(replay) => (format!("replay {:?}", replay.course.replay.at()), 0, Vec::new()),
        Screen::Compare(compare) => (
            format!("compare {:?} {}", compare.half, compare.older),
            compare.newer,
            Vec::new(),
        ),
        Screen::Stories(stories) => (
            format!("{:?} {:?} {}", stories.tab, stories.side, stories.cursor),
            stories.focus,
            stories
                .fields
                .iter()
                .map(|field| {
                    let editor = &field.editor;
                    (field.part.name().to_owned(), editor.text(), editor.cursor())
                })
                .collect(),
        ),
        Screen::Banks(banks) => (
            format!("banks {:?} {:?} {:?}", banks.pane, banks.group, banks.tab),
            banks.form.as_ref().map_or(banks.cursor, |form| form.cursor),
            banks
                .editor()
                .map(|editor| ("text".to_owned(), editor.text(), editor.cursor()))
                .into_iter()
                .collect(),
        ),
    };
    let overlay = script.app.overlay.as_ref().map(|overlay| match overlay {
        Overlay::Help(help) => ("help".to_owned(), help.filter.text()),
        Overlay::Palette(palette) => ("palette".to_owned(), palette.query.text()),
        Overlay::Confirm(confirm) => ("confirm".to_owned(), confirm.title.clone()),
        Overlay::Notes(notes) => ("notes".to_owned(), notes.editor.text()),
        Overlay::Ask(ask) => ("ask".to_owned(), ask.editor.text()),
        Overlay::Find(find) => ("find".to_owned(), find.query.text()),
        Overlay::Output(_) => ("output".to_owned(), String::new()),
        Overlay::Topics(topics) => ("topics".to_owned(), topics.cursor.to_string()),
        Overlay::Naming(naming) => ("naming".to_owned(), naming.editor.text()),
        Overlay::Filter(rows) => ("filter".to_owned(), rows.cursor.to_string()),
        Overlay::Tell(tell) => ("tell".to_owned(), tell.cursor.to_string()),
        Overlay::BankFiles(files) => ("bank files".to_owned(), files.cursor.to_string()),
        Overlay::BankVersions(at) => ("bank versions".to_owned(), at.cursor.to_string()),
        Overlay::BankName(asked) => ("bank name".to_owned(), asked.editor.text()),
    });
    Kept {
        screen,
        focus,
        fields,
        overlay,
    }
}

#[test]
fn every_scene_stands_every_size_and_is_the_same_when_there_is_room_again() {
    let world = World::new();
    for scene in SCENES {
        let mut script = (scene.build)(&world, 120, 40);
        let before = kept(&script);
        let records = script.records().len();
        for (width, height) in SIZES {
            script.resize(width, height);
            let buffer = script.paint();
            assert_fits(&buffer, scene.name);
        }
        script.resize(120, 40);
        assert_eq!(kept(&script), before, "{}", scene.name);
        assert_eq!(script.records().len(), records, "{}", scene.name);
    }
}

#[test]
fn every_scene_can_be_reached_on_a_screen_of_any_size() {
    let world = World::new();
    for scene in SCENES {
        for (width, height) in [
            (0, 0),
            (1, 1),
            (60, 16),
            (99, 30),
            (100, 31),
            (112, 36),
            (200, 60),
        ] {
            let mut script = (scene.build)(&world, width, height);
            assert_fits(&script.paint(), scene.name);
        }
    }
}

#[test]
fn a_terminal_too_small_says_so_politely_and_keeps_the_nearer_clock() {
    let world = World::new();
    for scene in SCENES {
        let mut script = (scene.build)(&world, 120, 40);
        for (width, height) in [(59, 15), (59, 40), (120, 15)] {
            script.resize(width, height);
            let screen = script.screen();
            let needs = format!("hotseat needs 60x16 here; this is {width}x{height}");
            assert!(screen.contains(&needs), "{}: {screen}", scene.name);
            let rows = screen.lines().filter(|row| !row.is_empty());
            for row in rows {
                let left = row.width() - row.trim_start().width();
                let right = usize::from(width).saturating_sub(row.width());
                assert!(
                    left.abs_diff(right) <= 1,
                    "{}: {row:?} is not centred",
                    scene.name
                );
            }
        }
    }
    let mut script = (super::scenes::named("theory").build)(&world, 120, 40);
    script.resize(59, 15);
    assert!(script.screen().contains("5:50"), "{}", text_of(&script.paint()));
    assert!(script.screen().contains("The clock runs on and nothing is lost."));
    script.seconds(65);
    assert!(script.screen().contains("4:45"));
}
