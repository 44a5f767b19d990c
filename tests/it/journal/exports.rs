//! Exports beside Markdown and JSON: the page asks nothing of any network, the recording plays to the whole
//! answer, the issue says what is disputed and no more than it is asked for.

use std::num::NonZeroU16;

use hotseat::domain::bank::Question;
use hotseat::domain::event::{Event, Record};
use hotseat::domain::snapshot::snapshot;
use hotseat::runtime::FORMULAS;
use hotseat::storage::export::{self, Size};
use hotseat::storage::sessions::{self, Loaded};
use serde_json::{Value, json};

use super::{FOLDER, build, put, session_of};

fn loaded(bytes: &[u8]) -> Loaded {
    let root = session_of(bytes);
    let (file, snapshot) = build::fixture_snapshot();
    put(&root.path().join(FOLDER).join("questions").join(file), &snapshot);
    sessions::load(root.path(), FOLDER).unwrap()
}

/// A session whose question and answers try everything a page could fall for.
fn hostile() -> Loaded {
    let bad = r#"<script src="https://evil.example/x.js"></script> ![i](https://evil.example/i.png)
<img src=x onerror=alert(1)> [a](javascript:alert(1)) [b](https://fine.example/?q="><b>) <style>@import "x";</style>
<link rel=stylesheet href=//evil.example> `</code>` $</span><script>$"#;
    let mut asked = serde_json::to_value(build::question()).unwrap();
    asked["prompt"] = json!(bad);
    asked["hints"] = json!([bad]);
    asked["rubric"][0]["ideas"][0]["idea"] = json!(bad);
    asked["follow_ups"][0]["expect"] = json!(bad);
    asked["exemplars"] = json!([{ "level": 4, "answer": bad }]);
    asked["resources"] =
        json!([{ "title": bad, "url": "javascript:x" }, { "title": "ok", "url": "https://ok.example" }]);
    let asked: Question = serde_json::from_value(asked).unwrap();
    let (_, bytes) = snapshot("theory-foundations", &asked, bad, None);
    let mut records: Vec<Record> = build::theory();
    for record in &mut records {
        match &mut record.event {
            Event::Edited { edit, .. } if edit.del.is_empty() => edit.ins.insert_str(0, bad),
            Event::Noted { text, .. } | Event::Disputed { text, .. } => bad.clone_into(text),
            Event::SessionStarted(started) => bad.clone_into(&mut started.title),
            _ => {}
        }
    }
    let journal: Vec<u8> = records
        .iter()
        .flat_map(hotseat::storage::journal::encode)
        .collect();
    let root = session_of(&journal);
    let file = build::fixture_snapshot().0;
    put(&root.path().join(FOLDER).join("questions").join(file), &bytes);
    sessions::load(root.path(), FOLDER).unwrap()
}

/// Every tag of a page: its name, and its attributes as they are written.
fn tags(page: &str) -> Vec<(String, String)> {
    let style = page
        .split_once("<style>")
        .unwrap()
        .1
        .split_once("</style>")
        .unwrap()
        .0;
    let page = page.replace(style, "");
    page.split('<')
        .skip(1)
        .map(|tag| {
            let tag = tag
                .split_once('>')
                .unwrap_or_else(|| panic!("a tag that does not end: {tag}"))
                .0;
            let (name, rest) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
            (name.trim_matches('/').to_owned(), rest.to_owned())
        })
        .collect()
}

#[test]
fn a_page_asks_nothing_of_any_network_and_runs_nothing() {
    let mut pages: Vec<String> = build::NAMES
        .iter()
        .map(|name| export::html(&loaded(&build::fixture(name)), FORMULAS))
        .collect();
    pages.push(export::html(&hostile(), FORMULAS));
    for page in pages {
        assert!(page.contains(
            r#"<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">"#
        ));
        let style = page
            .split_once("<style>")
            .unwrap()
            .1
            .split_once("</style>")
            .unwrap()
            .0;
        assert!(!style.contains("url(") && !style.contains("@import"), "{style}");
        for (name, rest) in tags(&page) {
            let known = [
                "!doctype",
                "html",
                "head",
                "meta",
                "title",
                "style",
                "body",
                "header",
                "footer",
                "nav",
                "article",
                "div",
                "span",
                "p",
                "h1",
                "h2",
                "h3",
                "h4",
                "a",
                "b",
                "i",
                "em",
                "strong",
                "del",
                "mark",
                "code",
                "pre",
                "blockquote",
                "br",
                "hr",
                "ul",
                "ol",
                "li",
                "table",
                "thead",
                "tbody",
                "tr",
                "th",
                "td",
                "svg",
                "line",
                "rect",
                "text",
            ];
            assert!(known.contains(&name.as_str()), "<{name} {rest}>");
            // What stands between quotation marks is text; the names of attributes are what is left.
            let names = rest
                .trim_end_matches('/')
                .split('"')
                .step_by(2)
                .collect::<Vec<_>>()
                .join(" ");
            for attribute in names.split_whitespace().map(|name| name.trim_end_matches('=')) {
                let harmless = [
                    "lang",
                    "charset",
                    "http-equiv",
                    "content",
                    "name",
                    "class",
                    "id",
                    "rel",
                    "href",
                    "role",
                    "aria-label",
                    "viewBox",
                    "x",
                    "y",
                    "dy",
                    "x1",
                    "x2",
                    "y1",
                    "y2",
                    "width",
                    "height",
                    "text-anchor",
                    "start",
                    "html",
                ];
                assert!(harmless.contains(&attribute), "<{name} {rest}>");
            }
            let rest = rest.replace("&#x2f;", "/");
            if let Some(link) = rest.split_once("href=\"") {
                assert_eq!(name, "a");
                assert!(
                    ["#", "https://", "http://", "mailto:"]
                        .iter()
                        .any(|start| link.1.starts_with(start)),
                    "{rest}"
                );
            }
        }
        assert!(page.chars().all(|c| c == '\n' || !c.is_control()));
        assert!(!page.contains('\u{202e}'));
    }
}

#[test]
fn a_page_has_the_answer_its_scores_and_what_was_asked_for_once_it_was_scored() {
    let theory = loaded(&build::fixture("v1-theory"));
    let page = export::html(&theory, FORMULAS);
    for text in [
        "<h1>First interview</h1>",
        "<mark>We maximise the likelihood</mark> — of the labels. Its log is a sum.",
        "Its gradient vanishes 🙂.",
        "<li class=\"on\">It is the negative log-likelihood",
        "in other words",
        "<span>predicted 3</span><span>first score 3.5</span>",
        "<b>Often missed:</b> It is bounded",
        "Say KL first.",
        "Hint 1 tells it all.",
        "A calm day.",
        "paused 1:01, not counted",
        "<svg class=\"chart\"",
    ] {
        assert!(page.contains(text), "{text}\n{page}");
    }
    let records = build::theory();
    let debrief = records
        .iter()
        .position(|record| matches!(record.event, Event::Predicted { .. }))
        .unwrap();
    let before: Vec<u8> = records[..debrief]
        .iter()
        .flat_map(hotseat::storage::journal::encode)
        .collect();
    let page = export::html(&loaded(&before), FORMULAS);
    assert!(page.contains("shown after the prediction"));
    assert!(!page.contains("It is the negative log-likelihood") && !page.contains("It is not"));
}

/// The lines of a recording: its header, and its events.
fn lines(cast: &[u8]) -> (Value, Vec<(f64, String, String)>) {
    let text = std::str::from_utf8(cast).unwrap();
    let mut lines = text.lines();
    let header = serde_json::from_str(lines.next().unwrap()).unwrap();
    (
        header,
        lines.map(|line| serde_json::from_str(line).unwrap()).collect(),
    )
}

fn last_screen(cast: &[u8]) -> String {
    let (header, events) = lines(cast);
    let size = |name: &str| NonZeroU16::new(header[name].as_u64().unwrap() as u16).unwrap();
    let mut terminal = vt100::Parser::new(size("height"), size("width"), 0);
    for (_, _, data) in events {
        terminal.process(data.as_bytes());
    }
    terminal.screen().contents()
}

#[test]
fn a_recording_plays_to_the_whole_answer_in_little_time() {
    let killed = loaded(&build::fixture("v1-killed"));
    let cast = export::cast(&killed, FORMULAS, Size::default());
    let (header, events) = lines(&cast);
    assert_eq!(
        (&header["version"], &header["width"], &header["height"]),
        (&json!(2), &json!(120), &json!(40))
    );
    assert!(events.windows(2).all(|pair| pair[0].0 <= pair[1].0));
    assert!(events.iter().all(|(_, kind, _)| kind == "o"));
    // A day and an hour in which nothing ran, nine seconds of nothing; typing every two.
    assert!(events.last().unwrap().0 < 70.0, "{:?}", events.last());
    let session = killed.session();
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let screen = words(&last_screen(&cast));
    assert!(
        screen.contains(&words(&session.attempts[0].fields[0].text)),
        "{screen}"
    );
    assert!(screen.contains("First interview › ML theory › question 1 of 1"));
}

#[test]
fn a_small_recording_ends_with_the_last_rows_and_no_byte_steers_a_terminal_that_shows_the_file() {
    let small = "40x12".parse().unwrap();
    for name in build::NAMES {
        let cast = export::cast(&loaded(&build::fixture(name)), FORMULAS, small);
        assert!(
            cast.iter()
                .all(|byte| *byte == b'\n' || (b' '..0x7f).contains(byte) || *byte >= 0x80),
            "{name}"
        );
    }
    let screen = last_screen(&export::cast(
        &loaded(&build::fixture("v1-killed")),
        FORMULAS,
        small,
    ));
    assert!(screen.contains("An end."), "{screen}");
    assert!(screen.lines().count() <= 12);
    let hostile = export::cast(&hostile(), FORMULAS, Size::default());
    for (_, _, data) in lines(&hostile).1 {
        let without_ours: String = data
            .split('\u{1b}')
            .map(|part| part.trim_start_matches('['))
            .collect();
        assert!(
            !without_ours.chars().any(|c| c.is_control() || c == '\u{202e}'),
            "{data:?}"
        );
    }
}

#[test]
fn a_size_is_columns_and_rows_within_reason() {
    assert_eq!(
        "80x24".parse(),
        Ok(Size {
            width: 80,
            height: 24
        })
    );
    for wrong in [
        "", "80", "80x", "0x0", "39x12", "40x11", "401x40", "x", "80x24x2", "-1x24",
    ] {
        assert!(wrong.parse::<Size>().unwrap_err().contains("120x40"), "{wrong}");
    }
}

#[test]
fn a_dispute_is_the_text_of_an_issue_and_has_the_answer_only_if_asked() {
    let theory = loaded(&build::fixture("v1-theory"));
    let text = export::issues(&theory, None, false).unwrap();
    assert_eq!(
        text,
        format!(
            "# Disputed: theory-foundations/th-ce\n\n- Bank: Foundations (`theory-foundations`)\n\
             - Version of the question: `12072048`\n- hotseat {}\n\n## What is disputed\n\n\
             > Hint 1 tells it all.\n\n## The question as it was asked\n\n> Why cross-entropy?\n\n",
            env!("CARGO_PKG_VERSION")
        )
    );
    let with = export::issues(&theory, Some(&build::name()), true).unwrap();
    assert!(
        with.starts_with(&text) && with.contains("> We maximise the likelihood"),
        "{with}"
    );
    assert_eq!(
        export::issues(&loaded(&build::fixture("v1-killed")), None, true),
        None
    );
    let other = hotseat::domain::bank::QuestionName::new("theory-foundations", "th-lse");
    assert_eq!(export::issues(&theory, Some(&other), true), None);
}

#[test]
fn what_is_rescued_of_a_session_has_everything_the_person_made_and_says_what_it_is_for() {
    let loaded = loaded(&build::fixture("v1-theory"));
    let mut session = loaded.session();
    let attempt = session.attempts.first_mut().unwrap();
    attempt.starred = true;
    attempt.disputed = Some("the sign is wrong".to_owned());
    attempt.note = "slept badly".to_owned();
    attempt.stories = vec!["story-1".to_owned()];
    attempt.prediction = Some(3);
    let ticked = attempt.ticks.values().filter(|tick| tick.on).count();
    let score = attempt.scores.first().map(|scored| scored.score).unwrap();
    let words = attempt
        .text_of("main")
        .lines()
        .next()
        .unwrap()
        .trim_end()
        .to_owned();
    let questions = loaded
        .questions
        .into_iter()
        .map(|(name, snapshot)| (name, std::sync::Arc::new(snapshot.question)))
        .collect();
    let text = export::rescued(FOLDER, &session, &questions);
    assert!(text.starts_with("> hotseat could not save the session 2026-11-23-2114-first-3f9a"));
    for made in [
        words.as_str(),
        "Predicted 3 of 4",
        &format!("{} of 4", hotseat::domain::score::shown(score)),
        "the sign is wrong",
        "slept badly",
        "Marked to revisit",
        "story-1",
        &format!("hotseat resume {FOLDER}"),
    ] {
        assert!(text.contains(made), "{made}: {text}");
    }
    assert!(ticked > 0);
    assert_eq!(text.matches("[x]").count(), ticked, "{text}");
}
