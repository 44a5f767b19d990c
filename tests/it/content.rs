//! What is shipped, as it will be read: every formula drawn and not spelled out, no mark left raw, every
//! line within its pane, every reference to something that is there.

use hotseat::domain::bank::{Bank, ExemplarAnswer, Question, ResourceRef};
use hotseat::domain::check;
use hotseat::storage::{banks, builtin};
use hotseat::ui::theme::{Depth, GlyphSet, Ground, Theme};
use hotseat::ui::widgets::{markdown, math};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use ratatui::style::{Modifier, Style};

/// Widths of the panes that show prompts, stages behind their bar, references and answers.
const WIDTHS: [u16; 5] = [34, 36, 42, 56, 72];

fn shipped() -> Vec<Bank> {
    let loaded = banks::load_builtin(&builtin::tables());
    assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
    loaded.banks.into_iter().map(|loaded| loaded.bank).collect()
}

/// Every text of a question that is laid out as Markdown, with its place.
fn texts(question: &Question) -> Vec<(String, &str)> {
    let mut texts: Vec<(String, &str)> = vec![("prompt".to_owned(), &question.prompt)];
    let mut add = |place: &str, at: usize, text| texts.push((format!("{place} {}", at + 1), text));
    for (at, hint) in question.hints.iter().enumerate() {
        add("hint", at, hint.text());
    }
    for (at, known) in question.clarifications.iter().enumerate() {
        add("clarification", at, &known.answer);
    }
    for (at, follow_up) in question.follow_ups.iter().enumerate() {
        add("follow-up", at, &follow_up.ask);
        add("expected", at, &follow_up.expect);
    }
    for (at, pitfall) in question.pitfalls.iter().enumerate() {
        add("wrong", at, &pitfall.wrong);
        add("right", at, &pitfall.right);
    }
    for (at, exemplar) in question.exemplars.iter().enumerate() {
        match &exemplar.answer {
            ExemplarAnswer::Text(text) => add("exemplar", at, text),
            // Code is shown as code.
            ExemplarAnswer::Fields(fields) => (fields.iter().filter(|(field, _)| *field != "code"))
                .for_each(|(_, text)| add("exemplar", at, text)),
        }
    }
    texts
}

/// Texts of one line that are shown as they are, without Markdown.
fn lines(question: &Question) -> Vec<(String, &str)> {
    let mut lines: Vec<(String, &str)> = Vec::new();
    for criterion in &question.rubric {
        lines.push((format!("criterion {}", criterion.id), &criterion.criterion));
        for idea in criterion.ideas.iter().flatten() {
            lines.push((format!("idea {}", idea.id), &idea.idea));
        }
        for level in criterion.levels.iter().flatten().flatten() {
            lines.push((format!("level of {}", criterion.id), level));
        }
    }
    for known in &question.clarifications {
        lines.push(("what may be asked".to_owned(), &known.ask));
    }
    lines
}

fn each(mut look: impl FnMut(&str, &Question)) {
    let mut seen = 0;
    for bank in shipped() {
        for question in &bank.questions {
            look(&format!("{}/{}", bank.id, question.id), question);
            seen += 1;
        }
    }
    assert!(seen >= 12, "{seen} questions");
}

/// Returns the formulas of a Markdown text.
fn formulas(text: &str) -> Vec<String> {
    Parser::new_ext(text, Options::ENABLE_MATH | Options::ENABLE_TABLES)
        .filter_map(|event| match event {
            Event::InlineMath(tex) | Event::DisplayMath(tex) => Some(tex.into_string()),
            _ => None,
        })
        .collect()
}

#[test]
fn every_command_of_a_shipped_formula_is_one_that_is_drawn() {
    let mut commands = 0;
    each(|name, question| {
        for (place, text) in texts(question) {
            for tex in formulas(text) {
                for command in math::commands(&tex) {
                    commands += 1;
                    assert!(
                        math::is_known(&command),
                        "{name}, {place}: {command} in ${tex}$ is not drawn"
                    );
                }
            }
        }
    });
    assert!(commands > 100, "{commands} commands");
}

#[test]
fn a_command_nobody_knows_would_be_told() {
    assert_eq!(formulas(r"See $\frobnicate x$."), [r"\frobnicate x"]);
    assert!(!math::is_known(&math::commands(r"\frobnicate x")[0]));
}

#[test]
fn no_text_shows_a_raw_mark_or_a_line_wider_than_its_pane() {
    let theme = Theme::new(Depth::True, Ground::Dark, GlyphSet::Unicode);
    let mut wrong = Vec::new();
    each(|name, question| {
        for (place, text) in texts(question) {
            let code = has_code(text);
            for width in WIDTHS {
                for line in markdown::render(text, width, &theme, Style::new()).lines {
                    let shown: String = line.spans.iter().map(|span| span.content.as_ref()).collect();
                    if line.width() > usize::from(width) {
                        wrong.push(format!("{name}, {place}, at {width}: too wide: {shown}"));
                    }
                    if !code && shown.contains(['\\', '$', '`']) {
                        wrong.push(format!("{name}, {place}, at {width}: raw: {shown}"));
                    }
                    if !code && shown.contains("**") {
                        wrong.push(format!("{name}, {place}, at {width}: raw: {shown}"));
                    }
                }
            }
        }
        for (place, text) in lines(question) {
            if text.contains(['\\', '$', '`', '\n']) {
                wrong.push(format!("{name}, {place} is shown as it is: {text}"));
            }
        }
    });
    assert!(wrong.is_empty(), "{} lines:\n{}", wrong.len(), wrong.join("\n"));
}

/// Whether a text has code in it, where every character is meant.
fn has_code(text: &str) -> bool {
    Parser::new_ext(text, Options::ENABLE_MATH | Options::ENABLE_TABLES).any(|event| {
        matches!(
            event,
            Event::Code(_) | Event::Start(Tag::CodeBlock(_)) | Event::End(TagEnd::CodeBlock)
        )
    })
}

#[test]
fn the_question_itself_is_bold_in_every_prompt_and_the_rest_is_not() {
    let theme = Theme::new(Depth::None, Ground::Dark, GlyphSet::Unicode);
    each(|name, question| {
        let lines = markdown::render_prompt(&question.prompt, 42, &theme, Style::new()).lines;
        let some = |line: &ratatui::text::Line, bold: bool| {
            line.spans.iter().any(|span| {
                !span.content.trim().is_empty() && span.style.add_modifier.contains(Modifier::BOLD) == bold
            })
        };
        assert!(lines.first().is_some_and(|line| some(line, true)), "{name}");
        // Names in code are bold where there are no colours.
        assert!(
            lines.last().is_some_and(|line| some(line, false)),
            "{name}: all of it is bold"
        );
    });
}

#[test]
fn in_ascii_formulas_come_out_as_ascii() {
    each(|name, question| {
        for (place, text) in texts(question) {
            for tex in formulas(text).iter().filter(|tex| tex.is_ascii()) {
                let drawn = math::inline(tex, true);
                assert!(drawn.is_ascii(), "{name}, {place}: ${tex}$ becomes {drawn}");
                for row in math::display(tex, true) {
                    assert!(row.is_ascii(), "{name}, {place}: ${tex}$ becomes {row}");
                }
            }
        }
    });
}

#[test]
fn every_resource_that_is_named_is_there() {
    let tables = builtin::tables();
    assert!(!tables.resources.is_empty());
    each(|name, question| {
        for reference in &question.resources {
            if let ResourceRef::Id(id) = reference {
                assert!(tables.resources.contains_key(id), "{name} names {id}");
            }
        }
    });
}

#[test]
fn every_shipped_bank_passes_the_check_without_an_error() {
    let tables = builtin::tables();
    assert!(!builtin::banks().is_empty());
    for embedded in builtin::banks() {
        let checked = check::check(embedded.text.as_bytes(), &tables);
        let errors: Vec<_> = checked.errors().collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", embedded.path);
        assert!(checked.bank.is_some(), "{}", embedded.path);
    }
}

#[test]
fn what_a_follow_up_probes_is_an_idea_of_its_question() {
    each(|name, question| {
        let ideas: Vec<&str> = question
            .rubric
            .iter()
            .flat_map(|criterion| criterion.ideas.iter().flatten())
            .map(|idea| idea.id.as_str())
            .collect();
        for follow_up in &question.follow_ups {
            for probed in &follow_up.probes {
                assert!(
                    ideas.contains(&probed.as_str()),
                    "{name}, {}: {probed}",
                    follow_up.id
                );
            }
        }
    });
}
