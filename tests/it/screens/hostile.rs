//! B4 and promise P16: whatever a bank, an answer, a note or a message holds, what reaches the terminal
//! is visible text that takes exactly the cells it is given.
//!
//! Every hostile text stands in every place at once, at three sizes and on every screen that shows it;
//! with `HOTSEAT_FULL=1` each place is tried alone as well. Long, as every place a text can reach is filled
//! here once, over one world.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use hotseat::app::Goal;
use hotseat::app::effect::Effect;
use hotseat::app::msg::{Journal, Msg, NotOpened, NotReturned, StoryNews};
use hotseat::domain::bank::{Bank, QuestionName, RoundKind};
use hotseat::domain::catalog::Catalog;
use hotseat::domain::check::limits;
use hotseat::domain::config::Config;
use hotseat::domain::loops::Pressure;
use hotseat::domain::story::{Part, Story};
use hotseat::storage::{builtin, loops};
use ratatui::buffer::Buffer;
use unicode_width::UnicodeWidthStr;

use super::keep::asked_for;
use super::scenes::opened;
use super::world::{QUESTION, World, history};
use crate::script::Script;

const SIZES: [(u16, u16); 3] = [(120, 40), (80, 24), (60, 16)];

/// Where texts of a bank stand that a screen shows, as JSON pointers into a question.
const PLACES: [&str; 33] = [
    "/topic",
    "/tags/0",
    "/prompt",
    "/clarifications/0/ask",
    "/clarifications/0/signs/0",
    "/clarifications/0/answer",
    "/hints/0",
    "/hints/1",
    "/rubric/0/criterion",
    "/rubric/0/ideas/0/idea",
    "/rubric/0/ideas/0/signs/0",
    "/rubric/1/criterion",
    "/rubric/1/ideas/1/idea",
    "/rubric/2/ideas/2/idea",
    "/rubric/3/criterion",
    "/rubric/3/levels/0",
    "/rubric/3/levels/1",
    "/rubric/3/levels/2",
    "/rubric/3/levels/3",
    "/rubric/3/levels/4",
    "/follow_ups/0/ask",
    "/follow_ups/0/expect",
    "/follow_ups/1/ask",
    "/follow_ups/2/ask",
    "/follow_ups/3/ask",
    "/follow_ups/4/ask",
    "/exemplars/0/answer",
    "/exemplars/1/answer",
    "/pitfalls/0/wrong",
    "/pitfalls/0/right",
    "/pitfalls/1/wrong",
    "/resources/2/title",
    "/resources/2/url",
];

/// Where else a text from outside stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Elsewhere {
    BankTitle,
    LoopTitle,
    SessionTitle,
    SessionTopic,
    SessionProblem,
    FileProblem,
    ConfigurationProblem,
    Answer,
    Note,
    Asked,
    Searched,
    Returned,
    Failed,
    Exported,
    Folder,
    Story,
    StoryProblem,
}

use Elsewhere as E;
const ELSEWHERE: [Elsewhere; 17] = [
    E::BankTitle,
    E::LoopTitle,
    E::SessionTitle,
    E::SessionTopic,
    E::SessionProblem,
    E::FileProblem,
    E::ConfigurationProblem,
    E::Answer,
    E::Note,
    E::Asked,
    E::Searched,
    E::Returned,
    E::Failed,
    E::Exported,
    E::Folder,
    E::Story,
    E::StoryProblem,
];

fn hostile() -> Vec<(&'static str, String)> {
    let all = |range: std::ops::RangeInclusive<u32>| -> String {
        range.filter_map(char::from_u32).flat_map(|c| [c, 'x']).collect()
    };
    let texts: Vec<(&'static str, String)> = vec![
        ("colour", "\u{1b}[31mred\u{1b}[0m".into()),
        ("clear and home", "\u{1b}[2J\u{1b}[H".into()),
        ("ask where the cursor is", "\u{1b}[6n\u{1b}[c".into()),
        ("leave the other screen", "\u{1b}[?1049l\u{1b}[?2004l".into()),
        ("reset", "\u{1b}c\u{1b}(0".into()),
        ("clipboard", "\u{1b}]52;c;T1dORUQ=\u{7}".into()),
        ("title", "\u{1b}]2;OWNED\u{1b}\\".into()),
        (
            "link",
            "\u{1b}]8;;https://OWNED.example\u{7}link\u{1b}]8;;\u{7}".into(),
        ),
        (
            "device control",
            "\u{1b}P+q544e\u{1b}\\\u{1b}_Gf=24;OWNED\u{1b}\\".into(),
        ),
        ("string without an end", "\u{1b}]52;c;T1d".into()),
        ("sequence without an end", "\u{1b}[38;5;".into()),
        ("escape alone", "\u{1b}".into()),
        ("every C0", all(0x00..=0x1f)),
        ("null", "a\0b\0".into()),
        ("bell", "\u{7}\u{7}\u{7}".into()),
        (
            "back over it",
            "secret\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}public".into(),
        ),
        ("over the line", "one\rtwo\r\nthree\u{b}four\u{c}five".into()),
        ("delete", "\u{7f}a\u{7f}".into()),
        ("every C1", all(0x80..=0x9f)),
        ("C1 sequence", "\u{9b}31mred\u{9b}0m".into()),
        ("C1 string", "\u{9d}52;c;T1dORUQ=\u{9c}\u{90}OWNED\u{9c}".into()),
        (
            "bidi overrides",
            "\u{202e}txt.exe\u{202c}\u{202d}\u{202a}\u{202b}".into(),
        ),
        (
            "bidi isolates",
            "\u{2066}a\u{2067}b\u{2068}c\u{2069}\u{2069}".into(),
        ),
        ("bidi marks", "\u{200e}\u{200f}\u{61c}".into()),
        ("tags", "\u{e0001}\u{e0048}\u{e0069}\u{e007f}".into()),
        (
            "zero width",
            "a\u{200b}b\u{200c}c\u{200d}d\u{2060}e\u{180e}f".into(),
        ),
        ("byte order marks", "\u{feff}a\u{feff}\u{fffe}".into()),
        ("separators", "one\u{2028}two\u{2029}three\u{85}four".into()),
        (
            "combining flood",
            format!("Z{}", "\u{30d}\u{321}\u{489}".repeat(50)),
        ),
        ("combining first", "\u{301}\u{20dd}\u{e31}".into()),
        ("one long word", "x".repeat(1500)),
        ("one long line", "word ".repeat(300)),
        ("many lines", "line\n".repeat(120)),
        ("blank lines", "\n".repeat(150)),
        ("wide", "漢字かな交じり文한글".repeat(9)),
        ("emoji", "👩🏽‍🔬👨‍👩‍👧‍👦🏳️‍🌈🇩🇪1️⃣❤️☺".repeat(5)),
        (
            "joiners and selectors astray",
            "\u{200d}\u{200d}\u{fe0f}\u{fe0e}a\u{fe0f}\u{200d} \u{fe0f}".into(),
        ),
        ("tabs", "\ta\tb\t\t\tc".into()),
        ("right to left", "שלום עולם مرحبا بالعالم 123".into()),
        ("Indic and Thai", "क्षत्रिय நிகழ்வு กำนํ้า".into()),
        ("jamo", "\u{1100}\u{1161}\u{11a8}\u{1100}\u{1100}".into()),
        ("private use", "\u{e000}\u{f8ff}\u{f0000}\u{10fffd}".into()),
        (
            "noncharacters",
            "\u{fdd0}\u{fffe}\u{ffff}\u{1fffe}\u{10ffff}".into(),
        ),
        ("annotations", "\u{fff9}a\u{fffa}b\u{fffb}\u{fffc}\u{fffd}".into()),
        (
            "soft hyphens",
            "soft\u{ad}hy\u{ad}phen\u{34f}\u{115f}\u{3164}\u{ffa0}".into(),
        ),
        ("musical and shorthand", "\u{1d173}a\u{1d17a}\u{1bca0}".into()),
        (
            "odd spaces",
            "a\u{a0}b\u{2003}c\u{202f}d\u{3000}e\u{1680}f".into(),
        ),
        ("quotes, deep", format!("{} deep", "> ".repeat(60))),
        ("lists, deep", (0..30).map(|n| "  ".repeat(n) + "- x\n").collect()),
        (
            "a table too wide",
            format!("|{}|\n|{}|\n", "head|".repeat(40), "-|".repeat(40)),
        ),
        (
            "marks without ends",
            "**bold _italic `code [link]( <a ![x]( ``` ~~~".into(),
        ),
        (
            "a fence without an end",
            "```python\nfor x in range(9):\n\u{1b}[31m\tprint(x)".into(),
        ),
        (
            "mathematics, deep",
            format!("${}x{}$", "\\frac{1}{".repeat(60), "}".repeat(60)),
        ),
        (
            "mathematics, broken",
            "$\\frac{ \\begin{pmatrix} a & b \\\\ $ $$ \\left( $$ \\sum_ $".into(),
        ),
        (
            "escapes in mathematics",
            "$\\text{\u{1b}[31m}\u{202e}x_\u{7}$".into(),
        ),
        (
            "markup",
            "<script>alert(1)</script><!-- --> &amp;&#27;&#x202e;".into(),
        ),
        ("empty", String::new()),
        ("blank", " \t \n ".into()),
    ];
    texts
}

/// What no cell may hold, by promise P16 and then some.
fn forbidden(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e00ff}')
}

/// Fails where a cell holds what a terminal would obey, or where a row would not fill its cells exactly.
pub fn assert_fits(buffer: &Buffer, what: &str) {
    let area = buffer.area;
    for y in 0..area.height {
        let mut x = 0;
        while x < area.width {
            let symbol = buffer[(x, y)].symbol();
            if symbol.len() == 1 && (0x20..0x7f).contains(&symbol.as_bytes()[0]) {
                x += 1;
                continue;
            }
            assert!(
                !symbol.chars().any(forbidden),
                "{what}: {symbol:?} in column {x}, row {y}"
            );
            let wide = u16::try_from(symbol.width()).expect("a cell is no line");
            assert!(
                wide > 0,
                "{what}: {symbol:?} takes no cell in column {x}, row {y}"
            );
            assert!(
                x + wide <= area.width,
                "{what}: {symbol:?} sticks out of row {y} at column {x}"
            );
            for behind in x + 1..x + wide {
                let hidden = buffer[(behind, y)].symbol();
                assert!(
                    hidden.trim().is_empty(),
                    "{what}: {symbol:?} lies over {hidden:?} in column {behind}, row {y}"
                );
            }
            x += wide;
        }
    }
}

/// What the built-in bank with the question looks like as JSON.
static SOURCE: LazyLock<(Bank, serde_json::Value)> = LazyLock::new(|| {
    let loaded = hotseat::storage::banks::load_builtin(&builtin::tables());
    let mut bank = loaded
        .banks
        .into_iter()
        .map(|loaded| loaded.bank)
        .find(|bank| bank.questions.iter().any(|question| question.id == QUESTION))
        .expect("a built-in bank has the question");
    bank.questions.retain(|question| question.id == QUESTION);
    let value = serde_json::to_value(&bank.questions[0]).expect("a question is JSON");
    (bank, value)
});

/// One hostile text and where it stands.
struct Case<'a> {
    name: String,
    text: &'a str,
    places: &'a [&'static str],
    elsewhere: &'a [Elsewhere],
    sizes: &'a [(u16, u16)],
}

impl Case<'_> {
    fn words(&self) -> String {
        format!("ab {} cd", self.text)
    }

    /// Returns the text where this case puts it there, and else what is usual.
    fn or(&self, at: Elsewhere, usual: &str) -> String {
        if self.elsewhere.contains(&at) {
            self.words()
        } else {
            usual.to_owned()
        }
    }

    fn world(&self) -> World {
        let (bank, value) = &*SOURCE;
        let mut bank = bank.clone();
        let mut value = value.clone();
        for place in self.places {
            let mut words = self.words();
            if place.contains("/signs/") {
                // No bank is read with a longer one.
                words = words.chars().take(limits::SIGN).collect();
            }
            *value.pointer_mut(place).expect("the question has the place") = serde_json::Value::String(words);
        }
        bank.questions[0] = serde_json::from_value(value).expect("only texts changed");
        bank.title = self.or(E::BankTitle, &bank.title);
        World {
            catalog: Arc::new(Catalog::new(vec![bank], Vec::new(), builtin::tables())),
            ascii: false,
        }
    }

    /// Whether it is a sequence with an end, of which nothing at all may be seen.
    fn has_payload(&self) -> bool {
        ["clipboard", "title", "link", "device", "C1 string"]
            .iter()
            .any(|name| self.name.starts_with(name))
    }

    fn look(&self, script: &mut Script, at: &str) {
        for (width, height) in self.sizes {
            script.resize(*width, *height);
            let (buffer, _) = script.picture();
            assert_fits(&buffer, &format!("{}, {at}, {width}x{height}", self.name));
            if self.has_payload() {
                let row = |y| -> String { (0..*width).map(|x| buffer[(x, y)].symbol()).collect() };
                for y in 0..*height {
                    let row = row(y);
                    let told = row.contains("T1dORUQ") || row.contains("OWNED");
                    assert!(!told, "{}, {at}: a sequence is shown: {row}", self.name);
                }
            }
        }
    }

    fn run(&self) {
        let world = self.world();
        self.at_home(&world);
        self.among_banks(&world);
        self.in_an_interview(&world);
        self.in_a_culture_round();
    }

    fn at_home(&self, world: &World) {
        let mut script = Script::bare(120, 40, Config::default(), Goal::Home);
        self.look(&mut script, "loading");
        let mut banks = world.banks();
        banks.loops = loops::built_in();
        for plan in &mut banks.loops {
            plan.title = self.or(E::LoopTitle, &plan.title);
        }
        banks.problems = vec![self.or(E::FileProblem, "my.json:1:1: no such field")];
        script.send(Msg::Banks(banks));
        let mut sessions = history();
        for session in &mut sessions {
            session.title = self.or(E::SessionTitle, &session.title);
            session.folder = self.or(E::Folder, &session.folder);
            session.problems = vec![self.or(E::SessionProblem, "a line was lost")];
            for question in &mut session.questions {
                question.topic = self.or(E::SessionTopic, &question.topic);
                question.name = QuestionName::new("b", self.or(E::SessionTopic, "q"));
            }
        }
        script.send(Msg::History(sessions));
        self.look(&mut script, "home");
        self.tell(&mut script);
        script.keys("End Up Enter");
        self.look(&mut script, "stories");
        script.keys("Tab");
        self.look(&mut script, "the matrix");
        script.keys("Enter").paste(&self.or(E::Story, "more"));
        self.look(&mut script, "a story");
        script
            .keys("Tab Tab Tab Tab")
            .paste(&self.or(E::Story, "conflict"));
        self.look(&mut script, "a story's figures");
        script.keys("Tab").paste(&self.or(E::Story, "conflict"));
        self.look(&mut script, "a story's competencies");
        script.keys("Esc");
        let task = hotseat::app::msg::TaskId(script.app.data.next_task);
        let sentence = self.or(E::Failed, "The disk is full.");
        script.send(Msg::Stories(StoryNews::Failed { task, sentence }));
        self.look(&mut script, "a story not saved");
        script.keys("ctrl-c");
        self.look(&mut script, "quitting with a story not saved");
        script.keys("Esc x");
        self.look(&mut script, "a story deleted");
        script.keys("Esc");
        script.keys("/");
        self.look(&mut script, "palette");
        script.paste(&self.or(E::Searched, "ab"));
        self.look(&mut script, "palette, searching");
        script.keys("Esc Enter");
        self.look(&mut script, "setup");
        script.keys("Down Down Right Down Space");
        self.look(&mut script, "setup, choosing topics");
        script.keys("Esc");
        self.look(&mut script, "setup, a topic chosen");
        script.keys("s").paste(&self.or(E::Searched, "ab"));
        self.look(&mut script, "setup, naming a loop");
        script.keys("Enter");
        self.look(&mut script, "setup, a loop named");
        script.keys("Esc");
        if script.app.overlay.is_some() {
            script.keys("Esc");
        }
        script.keys("Esc r");
        let asked = script.effects.iter().rev().find_map(|effect| match effect {
            Effect::OpenSession { folder } => Some(folder.clone()),
            _ => None,
        });
        script.send(Msg::Opened(Err(NotOpened {
            folder: asked.expect("r opens one"),
            sentence: self.or(E::Failed, "There is no such session."),
        })));
        self.look(&mut script, "not resumed");
    }

    /// There is one story, and a file that could not be read.
    fn tell(&self, script: &mut Script) {
        let mut story = Story::new("a".to_owned(), jiff::civil::date(2026, 11, 28));
        for part in Part::ALL {
            story.set(part, self.or(E::Story, "words"));
        }
        story.title = self.or(E::Story, "words");
        story.competencies = vec!["CONF".to_owned(), self.or(E::Story, "MINE")];
        story.tags = vec![self.or(E::Story, "speech")];
        script.send(Msg::Stories(StoryNews::Read {
            stories: vec![story],
            problems: vec![self.or(E::StoryProblem, "stories.json:1:1: no story")],
        }));
    }

    fn in_a_culture_round(&self) {
        let world = World::new();
        let rounds: [(RoundKind, f64, &[&str]); 1] = [(RoundKind::Culture, 8.0, &["cul-mentoring"])];
        let plan = world.rounds("Culture", &rounds, Pressure::Relaxed);
        let mut script = world.begin(120, 40, plan);
        self.tell(&mut script);
        self.look(&mut script, "a story beside the question");
        script.keys("F5");
        self.look(&mut script, "stories to tell");
        script.keys("Enter");
        self.look(&mut script, "a story told");
    }

    fn among_banks(&self, world: &World) {
        let mut script = world.home(120, 40, Vec::new());
        let mut banks = world.banks();
        banks.problems = vec![self.or(E::FileProblem, "my.json:1:1: no such field")];
        script.send(Msg::Banks(banks));
        script.keys("b");
        for part in 0..6 {
            self.look(&mut script, &format!("banks, part {part}"));
            script.keys("]");
        }
        script.keys("Left");
        self.look(&mut script, "banks and topics");
        script.keys("shift-Tab");
        self.look(&mut script, "problems of banks");
        script.keys("/").paste(&self.or(E::Searched, "ab"));
        self.look(&mut script, "banks, searching");
        script.keys("Esc e");
        let (task, seen) = opened(world, &script);
        script.send(Msg::BankOpened(task, Ok(seen)));
        for step in 0..14 {
            self.look(&mut script, &format!("fields, step {step}"));
            // Groups open, texts are passed.
            script.keys("Tab Right Tab Right Tab Right");
        }
        script.keys("F6");
        self.look(&mut script, "fields, preview");
    }

    fn in_an_interview(&self, world: &World) {
        let mut script = world.interview(120, 40, &[QUESTION, QUESTION], Pressure::Relaxed);
        let answer = self.or(E::Answer, "the loss is the negative log-likelihood");
        script.paste(&answer).seconds(30);
        self.look(&mut script, "question");
        script
            .resize(120, 40)
            .keys("F4")
            .seconds(30)
            .keys("F3")
            .paste(&answer)
            .seconds(2);
        // No keyboard types an escape; what is left of a sequence without it is text.
        if !self.has_payload() {
            let typed: String = answer.chars().take(80).collect();
            script.text(&typed);
        }
        self.look(&mut script, "hint and follow-up");
        script.keys("F4 ctrl-g a").paste(&self.or(E::Asked, "one label"));
        self.look(&mut script, "asking");
        script.keys("Enter");
        self.look(&mut script, "asked");
        script.keys("F6");
        self.look(&mut script, "the interviewer's side");
        script.keys("F6 ctrl-f").paste(&self.or(E::Searched, "the"));
        self.look(&mut script, "searching");
        script.keys("Enter ctrl-g n").paste(&self.or(E::Note, "a note"));
        self.look(&mut script, "note");
        script.keys("Esc");
        self.look(&mut script, "note kept");
        script.send(Msg::Journal(Journal::Failed(
            None,
            self.or(E::Failed, "the disk is full"),
        )));
        self.look(&mut script, "not saved");
        script.text("x").seconds(1);
        script.keys("F9");
        let task = hotseat::app::msg::TaskId(script.app.data.next_task);
        script.send(Msg::Returned(task, Ok(self.or(E::Returned, "from the editor"))));
        self.look(&mut script, "from the editor");
        script.keys("F9");
        let task = hotseat::app::msg::TaskId(script.app.data.next_task);
        let failed = NotReturned {
            sentence: self.or(E::Failed, "It ended with 1."),
            kept: None,
        };
        script.send(Msg::Returned(task, Err(failed)));
        self.look(&mut script, "the editor failed");
        script.keys("ctrl-g /").paste(&self.or(E::Searched, "a"));
        self.look(&mut script, "palette in an interview");
        script.keys("Esc F1").paste(&self.or(E::Searched, "a"));
        self.look(&mut script, "keys");
        script.keys("Esc F8");
        self.look(&mut script, "paused");
        script.keys("F8 ctrl-g x");
        self.look(&mut script, "confirm");
        script.text("e");
        self.look(&mut script, "predict");
        script.keys("3 Tab");
        self.look(&mut script, "reread");
        script.keys("Esc Enter Space");
        self.look(&mut script, "ideas");
        script.keys("Down Down Space Down Down Space End 3 ]");
        self.look(&mut script, "levels and an exemplar");
        script.keys("Tab");
        self.look(&mut script, "answer");
        script.keys("Tab End");
        self.look(&mut script, "reference");
        script.keys("Tab Space");
        self.look(&mut script, "pitfalls");
        script.keys("n").paste(&self.or(E::Note, "a note"));
        self.look(&mut script, "note in the debrief");
        script.keys("Esc ! Enter");
        self.look(&mut script, "scorecard");
        let task = hotseat::app::msg::TaskId(script.app.data.next_task);
        script.send(Msg::Exported(
            task,
            Err(self.or(E::Exported, "It could not be written.")),
        ));
        self.look(&mut script, "not exported");
    }
}

#[test]
fn no_text_from_outside_reaches_the_terminal_raw_or_breaks_a_row() {
    let texts = hostile();
    assert!(texts.len() >= 28);
    for (name, text) in &texts {
        let case = Case {
            name: (*name).to_owned(),
            text,
            places: &PLACES,
            elsewhere: &ELSEWHERE,
            sizes: &SIZES,
        };
        case.run();
    }
}

#[test]
fn no_place_alone_lets_a_hostile_text_through() {
    let full = asked_for("HOTSEAT_FULL");
    let texts = hostile();
    let places = PLACES.len() + ELSEWHERE.len();
    for at in 0..places {
        for (index, (name, text)) in texts.iter().enumerate() {
            // A text beside another may hide it; so each place has a few of its own turn by turn.
            if !full && index % places != at {
                continue;
            }
            let place = PLACES.get(at..=at).unwrap_or_default();
            let elsewhere = at
                .checked_sub(PLACES.len())
                .and_then(|at| ELSEWHERE.get(at..=at))
                .unwrap_or_default();
            let case = Case {
                name: format!("{name} in {place:?}{elsewhere:?}"),
                text,
                places: place,
                elsewhere,
                sizes: &SIZES[1..2],
            };
            case.run();
        }
    }
}

#[test]
fn the_question_of_these_tests_has_every_place_a_question_can_have() {
    fn walk(value: &serde_json::Value, path: &str, found: &mut BTreeSet<String>) {
        match value {
            serde_json::Value::String(_) => {
                let general: String = path
                    .split('/')
                    .map(|part| if part.parse::<usize>().is_ok() { "0" } else { part })
                    .collect::<Vec<_>>()
                    .join("/");
                found.insert(general);
            }
            serde_json::Value::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    walk(item, &format!("{path}/{at}"), found);
                }
            }
            serde_json::Value::Object(fields) => {
                for (name, field) in fields {
                    walk(field, &format!("{path}/{name}"), found);
                }
            }
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    walk(&SOURCE.1, "", &mut found);
    let general = |place: &str| -> String {
        place
            .split('/')
            .map(|part| if part.parse::<usize>().is_ok() { "0" } else { part })
            .collect::<Vec<_>>()
            .join("/")
    };
    let mut known: Vec<String> = PLACES.iter().map(|place| general(place)).collect();
    // Names of one word each, held to letters, digits and hyphens when a bank is read.
    known.extend(
        [
            "/id",
            "/round",
            "/difficulty",
            "/rubric/0/id",
            "/rubric/0/ideas/0/id",
            "/rubric/0/axis",
            "/follow_ups/0/id",
            "/follow_ups/0/probes/0",
            "/pitfalls/0/id",
            "/resources/0",
        ]
        .map(str::to_owned),
    );
    let missed: Vec<&String> = found.iter().filter(|path| !known.contains(path)).collect();
    assert!(missed.is_empty(), "{missed:?}");
}
