//! What a question lacks to be a good one, and signs that cannot do their work: warnings only, never
//! a reason to refuse a bank.

use jsonc_parser::ast::{Object, Value};

use super::find::{Finder, Path, integer, items, opening, present, short, span, text};
use super::rules::each;
use super::{Beside, limits};
use crate::domain::signs::{self, Folded};

/// What a question can do without, and what makes it worth answering.
const PARTS: [&str; 5] = ["exemplars", "follow_ups", "hints", "pitfalls", "resources"];

/// Comparisons of words that a file may cost; a file that asks for more is not looked through further.
const WORK: usize = 100_000_000;

/// Warns about what a bank lacks.
pub(super) fn bank(finder: &mut Finder, bank: &Object<'_>) {
    if present(bank, "license").is_none() {
        finder
            .warning(
                "lacking",
                opening(bank),
                &Path::ROOT,
                "The bank names no licence.".to_owned(),
            )
            .expected("`license`, such as `CC-BY-4.0`")
            .mend("Say how others may use the questions.");
    }
    if items(bank, "questions").is_empty() {
        finder.warning(
            "lacking",
            opening(bank),
            &Path::ROOT,
            "The bank has no questions.".to_owned(),
        );
    }
    let mut work = WORK;
    each(bank, "questions", &Path::ROOT, |object, path| {
        question(finder, object, path, &mut work);
    });
}

/// Warns about code files that a programming question names or needs and that are not beside the bank.
pub(super) fn code_files(finder: &mut Finder, bank: &Object<'_>, beside: Beside) {
    let Some(of_bank) = text(bank, "id") else { return };
    each(bank, "questions", &Path::ROOT, |question, path| {
        let (Some(id), Some(Value::Object(code))) = (text(question, "id"), present(question, "code")) else {
            return;
        };
        let path = path.key("code");
        let mut lacks = |file: &str, place: std::ops::Range<usize>, what: &str| {
            if !beside(of_bank, id, file) {
                finder
                    .warning(
                        "code-file",
                        place,
                        &path,
                        format!("There is no `{of_bank}/{id}/{file}` beside the bank: {what}."),
                    )
                    .expected(format!("a file `{file}` in the question's folder"));
            }
        };
        let place = opening(code);
        lacks(
            "starter.py",
            place.clone(),
            "a candidate begins with an empty file",
        );
        lacks("solution.py", place, "nothing shows that the tests can be passed");
        for stage in items(code, "stages") {
            let Value::Object(stage) = stage else { continue };
            if let (Some(file), Some(value)) = (text(stage, "tests"), present(stage, "tests")) {
                lacks(file, span(value), "the stage has no tests");
            }
        }
    });
}

fn question(finder: &mut Finder, question: &Object<'_>, path: &Path<'_>, work: &mut usize) {
    let place = present(question, "id").map_or_else(|| opening(question), span);
    // One warning for all: a question that is only asked and scored is no list of faults.
    let lacking: Vec<&str> = PARTS
        .into_iter()
        .filter(|name| items(question, name).is_empty())
        .collect();
    if !lacking.is_empty() {
        let names: Vec<String> = lacking.iter().map(|name| name.replace('_', "-")).collect();
        let message = match names.as_slice() {
            [one] => format!("The question has no {one}."),
            [most @ .., last] => format!("The question has no {} and no {last}.", most.join(", no ")),
            [] => String::new(),
        };
        finder
            .warning("lacking", place.clone(), path, message)
            .expected(format!("`{}`", lacking.join("`, `")));
    }
    let reference = reference(question);
    if reference.is_none() && !items(question, "exemplars").is_empty() {
        finder
            .warning(
                "lacking",
                place,
                path,
                "The question has no exemplar of level 4.".to_owned(),
            )
            .expected("an exemplar with `\"level\": 4`, the reference");
    }
    // A text beyond all limits is named elsewhere; folding it would take many times its size.
    let reference = reference
        .filter(|text| text.len() <= limits::SMALL_FILE)
        .map(|text| Folded::new(&text));
    let mut has_ideas = false;
    each(question, "rubric", path, |criterion, path| {
        each(criterion, "ideas", path, |found, path| {
            has_ideas = true;
            idea(finder, found, path, reference.as_ref(), work);
        });
    });
    each(question, "follow_ups", path, |follow_up, path| {
        let place = present(follow_up, "ask").map_or_else(|| opening(follow_up), span);
        if text(follow_up, "expect").is_none_or(str::is_empty) {
            finder
                .warning(
                    "lacking",
                    place.clone(),
                    path,
                    "The follow-up does not say what a strong answer contains.".to_owned(),
                )
                .expected("`expect`");
        }
        if has_ideas && items(follow_up, "probes").is_empty() {
            finder
                .warning(
                    "lacking",
                    place,
                    path,
                    "The follow-up probes no idea, so it is never asked for one that is missing.".to_owned(),
                )
                .expected("`probes`: ids of the ideas it draws out");
        }
    });
    each(question, "clarifications", path, |clarification, path| {
        let place = opening(clarification);
        signs_of(
            finder,
            clarification,
            path,
            &place,
            "the clarification can only be picked from the list",
        );
    });
}

fn idea(
    finder: &mut Finder,
    idea: &Object<'_>,
    path: &Path<'_>,
    reference: Option<&Folded>,
    work: &mut usize,
) {
    let place = present(idea, "id").map_or_else(|| opening(idea), span);
    let signs = signs_of(
        finder,
        idea,
        path,
        &place,
        "no evidence of the idea can be highlighted",
    );
    let Some(reference) = reference else { return };
    let bytes: usize = signs.iter().map(String::len).sum();
    *work = work.saturating_sub(bytes.saturating_mul(reference.words()));
    if *work > 0 && !signs.is_empty() && !reference.has(&signs) {
        let id = text(idea, "id").unwrap_or_default();
        let message = format!(
            "No sign of the idea `{}` is found in the exemplar of level 4.",
            short(id)
        );
        finder
            .warning("signs", place, path, message)
            .expected("at least one sign that the reference matches")
            .mend("Say the idea in the reference, or add a sign in its words.");
    }
}

fn signs_of(
    finder: &mut Finder,
    object: &Object<'_>,
    path: &Path<'_>,
    place: &std::ops::Range<usize>,
    without: &str,
) -> Vec<String> {
    let list = path.key("signs");
    let mut signs = Vec::new();
    for (at, value) in items(object, "signs").iter().enumerate() {
        let Value::StringLit(literal) = value else {
            continue;
        };
        let sign: &str = literal.value.as_ref();
        if signs::has_words(sign) {
            signs.push(sign.to_owned());
        } else {
            let message = format!("The sign `{}` has no word to be found by.", short(sign));
            finder
                .warning("signs", span(value), &list.index(at), message)
                .expected("letters, digits or a symbol such as ∂");
        }
    }
    if items(object, "signs").is_empty() {
        finder
            .warning("signs", place.clone(), path, format!("Without signs {without}."))
            .expected("`signs`: phrases that people really write");
    }
    signs
}

/// Returns the texts of the exemplar at level 4.
fn reference(question: &Object<'_>) -> Option<String> {
    let exemplar = items(question, "exemplars")
        .iter()
        .filter_map(Value::as_object)
        .find(|exemplar| integer(exemplar, "level") == Some(4))?;
    match present(exemplar, "answer")? {
        Value::StringLit(literal) => Some(literal.value.clone().into_owned()),
        Value::Object(fields) => {
            let texts: Vec<&str> = fields
                .properties
                .iter()
                .filter_map(|prop| prop.value.as_string_lit())
                .map(|literal| literal.value.as_ref())
                .collect();
            Some(texts.join("\n\n"))
        }
        _ => None,
    }
}
