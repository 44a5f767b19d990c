//! What reads the cases, and what has to hold of whatever it makes of them.

use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;

use hotseat::domain::bank::RoundKind;
use hotseat::domain::bank::compare::differences;
use hotseat::domain::bank::edit::{self, BankEdit, Change, new_bank};
use hotseat::domain::catalog::Tables;
use hotseat::domain::check::{self, Colour};
use hotseat::domain::exchange::{self, Read, Wanted};
use hotseat::domain::plain;
use hotseat::domain::session::Session;
use hotseat::domain::summary::SessionSummary;
use hotseat::storage::banks::archive;
use hotseat::storage::{builtin, journal, settings};
use hotseat::ui::theme::{Depth, GlyphSet, Ground, Theme};
use hotseat::ui::widgets::{markdown, math};
use ratatui::style::Style;

static TABLES: LazyLock<Tables> = LazyLock::new(builtin::tables);
static THEME: LazyLock<Theme> = LazyLock::new(|| Theme::new(Depth::True, Ground::Dark, GlyphSet::Unicode));

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Loader and check say the same; a bank that is read can be changed, and the change taken back.
pub fn bank(bytes: &[u8]) {
    let checked = check::check(bytes, &TABLES);
    let loaded = check::load(bytes, &TABLES);
    let text = lossy(bytes);
    for problem in &checked.problems {
        assert!(problem.line >= 1 && problem.column >= 1);
        let words = check::report(problem, "case.json", &text, Colour::Plain);
        assert!(plain::is_clean(&words), "{words}");
        assert!(plain::is_clean(&check::line(problem, "case.json")));
    }
    let errors = checked.errors().count();
    assert_eq!(loaded.is_ok(), errors == 0, "loader and check differ");
    let Ok(bank) = loaded else { return };
    assert!(
        checked.bank.as_ref() == Some(&bank),
        "loader and check read differently"
    );
    let ids = edit::question_ids(&text).unwrap();
    for (question, id) in bank.questions.iter().zip(&ids) {
        assert_eq!(question.id, *id);
        let change = BankEdit::Question {
            id: id.clone(),
            change: Change::Set {
                at: vec!["prompt".into()],
                value: "Another?".into(),
            },
        };
        let edited = edit::apply(&text, &change).unwrap();
        assert!(check::load(edited.text.as_bytes(), &TABLES).is_ok());
        let back = edit::apply_all(&edited.text, &edited.undo).unwrap();
        assert!(back.text == text, "undo is not exact");
        let same = BankEdit::Become {
            id: id.clone(),
            question: Box::new(question.clone()),
        };
        let same = edit::apply(&text, &same).unwrap();
        let one = serde_json::to_value(question).unwrap();
        let after = check::load(same.text.as_bytes(), &TABLES).unwrap();
        let other = after.questions.iter().find(|other| other.id == *id).unwrap();
        assert!(differences(&one, &serde_json::to_value(other).unwrap()).is_empty());
    }
}

pub fn markdown(bytes: &[u8]) {
    let text = lossy(bytes);
    let width = [1, 2, 7, 40, 80, 200][text.len() % 6];
    let rendered = markdown::render(&text, width, &THEME, Style::new());
    let prompt = markdown::render_prompt(&text, width, &THEME, Style::new());
    for line in rendered.lines.iter().chain(&prompt.lines) {
        for span in &line.spans {
            // Where a row ends between two that were joined, the joiner is left at its end.
            let words = span.content.replace(['\u{200c}', '\u{200d}'], "");
            assert!(plain::is_clean(&words), "{words:?}");
        }
    }
    assert!(plain::is_clean(&markdown::plain_line(&text)));
    let _ = markdown::undrawn(&text);
    for ascii in [false, true] {
        let tex = text.get(..text.floor_char_boundary(2_000)).unwrap();
        let _ = math::inline(tex, ascii);
        let _ = math::display(tex, ascii);
        let _ = math::display_within(tex, ascii, usize::from(width));
    }
}

/// Whatever is read gives questions that break no rule.
pub fn import(bytes: &[u8]) {
    let _ = archive::read(bytes);
    let text = lossy(bytes);
    let _ = exchange::kind_of(&text, "txt");
    let _ = exchange::html_text(&text);
    let tables = [b',', b'\t', b';'].map(|separator| exchange::table_cards(&text, separator));
    let mut reads: Vec<Read> = tables.into_iter().flatten().collect();
    reads.push(exchange::markdown_cards(&text));
    reads.extend(exchange::anki::cards(&text));
    // Programming questions need code, which no list has: the command refuses that round.
    let rounds = [RoundKind::MlTheory, RoundKind::Culture, RoundKind::SystemDesign];
    let round = rounds[text.len() % rounds.len()];
    for read in reads {
        let wanted = Wanted {
            round,
            topic: None,
            taken: Vec::new(),
            prompts: Vec::new(),
        };
        let few = &read.cards[..read.cards.len().min(30)];
        let (questions, notes) = exchange::made(few, &wanted);
        for note in notes.iter().chain(&read.notes) {
            assert!(!note.is_empty());
        }
        let edits: Vec<BankEdit> = questions
            .into_iter()
            .map(|question| BankEdit::Add { question, at: None })
            .collect();
        let bank = new_bank("read", "Read", None, None);
        let bank = edit::apply_all(&bank, &edits).unwrap();
        let checked = check::check(bank.text.as_bytes(), &TABLES);
        assert_eq!(checked.errors().next(), None);
    }
}

pub fn journal(bytes: &[u8]) {
    let Ok(read) = journal::parse(Path::new("journal.jsonl"), bytes) else {
        return;
    };
    for problem in read.problems.iter().cloned().chain(read.torn()) {
        assert!(plain::is_clean(&problem), "{problem}");
    }
    let session = Session::fold(&read.records);
    let _ = (session.stand(), session.live(Duration::from_secs(3)));
    let _ = SessionSummary::of("2026-11-23-2114-onsite-3f9a", &session, &|_| None, Vec::new());
}

pub fn configuration(bytes: &[u8]) {
    let text = lossy(bytes);
    let (_, problems) = settings::parse_config(&text, Path::new("config.toml"));
    let (_, more) = hotseat::storage::loops::parse(&text, Path::new("own.json"));
    for problem in problems.iter().chain(&more) {
        assert!(plain::is_clean(problem), "{problem}");
    }
    let _ = serde_json::from_str::<hotseat::domain::config::State>(&text);
}
