//! No dead key: whatever the table shows in a scene does something there.

use std::collections::BTreeSet;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use hotseat::app::action::Action;
use hotseat::app::keymap::key::Key;
use hotseat::app::keymap::{Binding, Context, Hit};

use super::*;

fn writing() -> Script {
    let mut script = three();
    script.send(Msg::Paste(
        "some words of an answer that is long enough\n".repeat(60),
    ));
    script.keys("F3").text("and more\nlines here").seconds(1);
    script
}

fn short() -> Script {
    let mut script = Script::with(80, 24, Config::default(), hotseat::app::Goal::Home);
    script.send(Msg::Banks(Banks {
        catalog: catalog(),
        loops: vec![plan(vec![round(30.0, 3)])],
        problems: Vec::new(),
    }));
    script.keys("Enter Enter F4 F4 F3").seconds(1);
    script
}

fn scored() -> Script {
    let mut script = sit(plan(vec![round(10.0, 1), round(10.0, 1)]));
    script.text("something else entirely\n").keys("F2 F2 Enter");
    script
}

fn history() -> Script {
    let mut script = home(Config::default(), vec![plan(vec![round(30.0, 3)])]);
    let mut over = one();
    over.text("x").keys("F2 F2 Enter");
    script.send(Msg::History(
        [three(), over]
            .iter()
            .map(|script| {
                hotseat::domain::summary::SessionSummary::of("folder", session(script), &|_| None, Vec::new())
            })
            .collect(),
    ));
    script
}

fn setup() -> Script {
    let mut script = home(
        Config::default(),
        vec![
            plan(vec![round(30.0, 2), round(20.0, 1)]),
            plan(vec![round(30.0, 3)]),
        ],
    );
    script.keys("Enter");
    script
}

/// A scene's name and ways to be in it, each where other keys have something to do.
fn scenes() -> Vec<(&'static str, Vec<Script>)> {
    let from = |start: fn() -> Script, ways: &[&str]| -> Vec<Script> {
        ways.iter()
            .map(|keys| {
                let mut script = start();
                script.keys(keys);
                script
            })
            .collect()
    };
    vec![
        ("home", from(history, &["", "Down", "End"])),
        (
            "setup",
            from(
                setup,
                &["", "Down", "Down Down Down", "Right", "Down Right Right", "End"],
            ),
        ),
        (
            "writing",
            from(
                writing,
                &[
                    "",
                    "ctrl-Home",
                    "shift-Tab ctrl-Home",
                    "Up Left",
                    "Backspace",
                    "Backspace ctrl-z",
                    "ctrl-a",
                    "ctrl-a ctrl-c Right",
                    "shift-Tab",
                    "Up Home Right",
                ],
            ),
        ),
        ("interviewer", from(short, &["F6", "F6 Down Down"])),
        ("paused", from(writing, &["F8"])),
        ("between", from(writing, &["F2"])),
        ("predicting", from(scored, &["", "3", "4", "0"])),
        ("rereading", from(scored, &["Tab", "Tab Down Down"])),
        (
            "scoring",
            from(
                scored,
                &[
                    "2 Enter",
                    "2 Enter Down",
                    "2 Enter Down Down",
                    "2 Enter Down Down 3",
                    "2 Enter Space",
                    "2 Enter Down Down Down 2 Up 2",
                ],
            ),
        ),
        (
            "reading",
            from(
                scored,
                &[
                    "2 Enter Tab",
                    "2 Enter Tab Down Down",
                    "2 Enter Tab Tab",
                    "2 Enter Tab Tab Tab",
                    "2 Enter Tab Tab Tab Down",
                    "2 Enter End 2 Up 2 Tab",
                ],
            ),
        ),
        (
            "scorecard",
            from(
                scored,
                &[
                    "2 Enter End 2 Up 2 Enter F2 Enter 2 Enter",
                    "2 Enter End 2 Up 2 Enter F2 Enter 2 Enter Down",
                ],
            ),
        ),
        (
            "notes",
            from(
                three,
                &[
                    "ctrl-g n a b",
                    "ctrl-g n a Left",
                    "ctrl-g n a ctrl-a",
                    "ctrl-g n a Enter b Up",
                    "ctrl-g n \\ s u m",
                ],
            ),
        ),
        (
            "palette",
            from(
                writing,
                &["ctrl-g /", "ctrl-g / Down", "ctrl-g / a", "ctrl-g / a ctrl-a"],
            ),
        ),
        ("help", from(writing, &["F1", "F1 Down", "F1 a", "F1 a ctrl-a"])),
        (
            "ask",
            from(
                three,
                &[
                    "ctrl-g a l a b e l s",
                    "ctrl-g a l a b e l s Space n e t w o r k",
                    "ctrl-g a l a b e l s Space n e t w o r k Down",
                ],
            ),
        ),
        (
            "find",
            from(
                writing,
                &["shift-Tab ctrl-f o", "shift-Tab ctrl-f o Down", "ctrl-f o ctrl-a"],
            ),
        ),
        ("confirm", from(three, &["Esc"])),
    ]
}

/// Everything a person could see or the disk could tell.
fn state(script: &Script) -> String {
    let app = &script.app;
    format!(
        "{:?} {:?} {:?} {:?} {}",
        app.screens,
        app.overlay,
        app.toast.as_ref().map(|toast| &toast.text),
        app.leader,
        script.effects.len()
    )
}

/// Where a key may do nothing in every one of these ways: at an edge, or in one line.
fn at_rest(context: Context, binding: &Binding) -> bool {
    // A list or a text that fits has nothing to scroll.
    let scrolls = [
        "scroll-up",
        "scroll-down",
        "page-up",
        "page-down",
        "first",
        "last",
    ];
    let reading = matches!(context, Context::Interviewer | Context::DebriefText);
    reading && scrolls.contains(&binding.action.name())
}

fn events(binding: &Binding, keys: &[Key], script: &Script) -> Vec<Vec<KeyEvent>> {
    let mut presses: Vec<Vec<KeyEvent>> = keys.iter().map(|key| vec![key.event()]).collect();
    if let Some(letter) = binding.leader {
        presses.push(vec![
            script.app.keymap.leader().event(),
            KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE),
        ]);
    }
    presses
}

#[test]
fn every_key_the_table_shows_does_something_where_it_is_shown() {
    for (name, ways) in scenes() {
        let mut shown = BTreeSet::new();
        let mut works = BTreeSet::new();
        for way in ways {
            let before = state(&way.fork());
            let contexts = way.app.contexts();
            // One line of text takes the keys that make sense in one line; the rest of writing is its block's.
            let overlay = way.app.overlay.is_some() && name != "notes";
            let live: Vec<(&Binding, Vec<Key>)> = way
                .app
                .keymap
                .live(&contexts, &way.app)
                .map(|(binding, keys)| (binding, keys.to_vec()))
                .collect();
            for (index, (binding, keys)) in live.iter().enumerate() {
                if overlay && binding.context == Context::Editor || at_rest(binding.context, binding) {
                    continue;
                }
                for press in events(binding, keys, &way) {
                    // An inner row that has the same key is the one that works.
                    let inner = live[..index]
                        .iter()
                        .any(|(other, keys)| events(other, keys, &way).contains(&press));
                    if inner {
                        continue;
                    }
                    let label = format!("{:?} {}", press, binding.action.name());
                    shown.insert(label.clone());
                    if works.contains(&label) {
                        continue;
                    }
                    let mut script = way.fork();
                    script.advance(ms(7));
                    for event in press {
                        script.send(Msg::Key(event));
                    }
                    if state(&script) != before {
                        works.insert(label);
                    }
                }
            }
        }
        let dead: Vec<&String> = shown.difference(&works).collect();
        assert!(dead.is_empty(), "in {name}: {dead:#?}");
    }
}

#[test]
fn every_key_that_is_listed_leads_where_the_list_says() {
    for (name, ways) in scenes() {
        for way in ways {
            let (app, contexts) = (&way.app, way.app.contexts());
            for row in app.keymap.live_rows(&contexts, app) {
                let hit = Hit::Action(row.action);
                for key in &row.keys {
                    let found = app.keymap.lookup(&key.event(), &contexts, app);
                    assert_eq!(found, hit, "{} in {name}", key.shown());
                }
                if let Some(letter) = row.leader {
                    let event = KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE);
                    let found = app.keymap.lookup_leader(&event, &contexts, app);
                    assert_eq!(found, hit, "leader {letter} in {name}");
                }
            }
        }
    }
}

/// What the list of keys shows for these words.
fn listed(script: &Script, words: &str) -> Vec<String> {
    let Some(Overlay::Help(help)) = &script.app.overlay else {
        panic!("no list of keys is open");
    };
    let rows = help
        .groups(&script.app.keymap)
        .into_iter()
        .flat_map(|group| group.rows);
    rows.filter(|(_, help)| *help == words)
        .map(|(keys, _)| keys)
        .collect()
}

#[test]
fn a_key_that_writing_has_is_listed_for_writing_alone() {
    let mut script = writing();
    script.keys("F1");
    assert_eq!(listed(&script, Action::Undo.help()), ["^Z"]);
    assert_eq!(listed(&script, Action::Suspend.help()), ["^G z"]);
}

#[test]
fn the_list_of_keys_gives_a_dialog_back_as_it_was() {
    let mut banks = Script::new(120, 40);
    banks.keys("b Tab n").text("my-new-id");
    let mut dialogs = vec![banks];
    for keys in ["ctrl-g n", "ctrl-g /", "ctrl-g a", "ctrl-f"] {
        let mut script = writing();
        script.keys(keys).text("some words");
        dialogs.push(script);
    }
    for mut script in dialogs {
        let (before, shown) = (overlay(&script), script.screen());
        assert!(!matches!(before, "none" | "help"), "{before}");
        script.keys("F1");
        assert_eq!(overlay(&script), "help", "over {before}");
        // What is typed in the dialog is no command.
        assert_eq!(listed(&script, Action::Palette.help()), [""; 0], "{before}");
        for key in listed(&script, Action::Keys.help()) {
            assert_ne!(key, "?", "{before}");
        }
        script.keys("u n Esc");
        assert_eq!((overlay(&script), script.screen()), (before, shown));
    }
}

#[test]
fn no_word_of_the_list_of_keys_is_cut() {
    for (width, height) in [(120, 40), (80, 24)] {
        let mut script = writing();
        script.resize(width, height).keys("F1");
        let Some(Overlay::Help(help)) = &script.app.overlay else {
            panic!("no list of keys is open");
        };
        let groups = help.groups(&script.app.keymap);
        let words: Vec<&str> = groups
            .iter()
            .flat_map(|group| &group.rows)
            .flat_map(|(_, help)| help.split(' '))
            .collect();
        let mut seen = String::new();
        for _ in 0..60 {
            seen.push_str(&script.screen());
            script.keys("Down");
        }
        let shown: BTreeSet<&str> = seen.split_whitespace().collect();
        let cut: Vec<&&str> = words.iter().filter(|word| !shown.contains(**word)).collect();
        assert!(cut.is_empty(), "{width}x{height}: {cut:?}");
    }
}

#[test]
fn a_leader_that_is_not_followed_by_its_letter_does_nothing_and_is_over() {
    let mut script = one();
    script.keys("ctrl-g 7").text("a").seconds(1);
    assert_eq!(attempt(&script).text_of("main"), "a");
    script.keys("ctrl-g Esc").text("b").seconds(1);
    assert_eq!(attempt(&script).text_of("main"), "ab");
    assert_eq!(overlay(&script), "none");
}

#[test]
fn the_palette_finds_an_action_by_a_few_letters_and_does_it() {
    let mut script = one();
    script.keys("ctrl-g /").text("hint").keys("Enter");
    assert_eq!(attempt(&script).hints(), [0]);
    assert_eq!(overlay(&script), "none");
    script.keys("ctrl-g /").text("no such thing at all").keys("Enter");
    assert_eq!((scene(&script), overlay(&script)), ("asking", "none"));
}

#[test]
fn the_palette_finds_a_question_from_home_and_asks_it() {
    let mut script = home(Config::default(), vec![plan(vec![round(10.0, 1)])]);
    script.keys("/").text("q3").keys("Enter");
    assert_eq!(scene(&script), "asking");
    assert_eq!(attempt(&script).question.question, "q3");
    assert_eq!(session(&script).started.as_ref().unwrap().plan.len(), 1);
}
