//! The fields of an answer, by round: what each is called, what belongs there, its soft share of the
//! question's time, and which of them show what a criterion of a shared axis measures. One table for
//! the screens, plain lines and exports alike. Shares: `FORMATS`' phases of a design interview, and a
//! culture answer in which what one did oneself takes the most.

use super::bank::{Question, RoundKind};
use super::plain;

/// One field of a round's answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FieldInfo {
    /// Its name in files.
    pub name: &'static str,
    /// Its name on the screen.
    pub title: &'static str,
    /// The same in lower case and short, for lists and the title line.
    pub short: &'static str,
    /// One line on what belongs there.
    pub aside: &'static str,
    /// Soft share of the question's time, in percent; 0: none of its own.
    pub share: u16,
}

const fn field(
    name: &'static str,
    title: &'static str,
    short: &'static str,
    share: u16,
    aside: &'static str,
) -> FieldInfo {
    FieldInfo {
        name,
        title,
        short,
        aside,
        share,
    }
}

const PROGRAMMING: &[FieldInfo] = &[
    field("code", "Code", "code", 0, "The file, through all stages."),
    field(
        "talk",
        "Talk",
        "talk",
        0,
        "What you would say aloud: the approach, its cost, what could go wrong.",
    ),
];

const CULTURE: &[FieldInfo] = &[
    field(
        "situation",
        "Situation",
        "situation",
        15,
        "When and where, and what was at stake; only what is needed.",
    ),
    field(
        "task",
        "Task",
        "task",
        10,
        "What you had to achieve or decide, you and not the team.",
    ),
    field(
        "action",
        "Action",
        "action",
        55,
        "What you did yourself; the choice and the alternative.",
    ),
    field(
        "result",
        "Result",
        "result",
        20,
        "A figure, what it changed, what you would do differently.",
    ),
];

const THEORY: &[FieldInfo] = &[field(
    "main",
    "Your answer",
    "answer",
    100,
    "Say the answer first, then why, then where it stops holding.",
)];

const DESIGN: &[FieldInfo] = &[
    field(
        "scope",
        "Clarify and scope",
        "clarify and scope",
        10,
        "Users, scale, limits; what is in, and what is left out.",
    ),
    field(
        "metrics",
        "Metrics",
        "metrics",
        10,
        "The goal as a number: offline, online, and what must not get worse.",
    ),
    field(
        "data",
        "Data",
        "data",
        20,
        "Sources, labels and their errors, what is synthesised, how it is split.",
    ),
    field(
        "features",
        "Features and labels",
        "features, labels",
        10,
        "What goes into the model and what it predicts, in shapes and units.",
    ),
    field(
        "model",
        "Model and loss",
        "model and loss",
        20,
        "The baseline, the candidate and the one rejected; the loss written down.",
    ),
    field(
        "training",
        "Training and evaluation",
        "training, evaluation",
        10,
        "How it is trained, tested by slice, and how its errors are taken apart.",
    ),
    field(
        "serving",
        "Serving",
        "serving",
        10,
        "The path of a request: latency and cost by part, post-processing, the fallback.",
    ),
    field(
        "monitoring",
        "Monitoring and iteration",
        "monitoring",
        10,
        "What is watched, who is called, how labels come back; risks and misuse.",
    ),
    field(
        "canvas",
        "Canvas",
        "canvas",
        0,
        "Boxes and arrows: how the parts hang together.",
    ),
];

/// Returns the fields of a round's answer, in order.
pub fn of(round: RoundKind) -> &'static [FieldInfo] {
    match round {
        RoundKind::Programming => PROGRAMMING,
        RoundKind::Culture => CULTURE,
        RoundKind::MlTheory => THEORY,
        RoundKind::SystemDesign => DESIGN,
    }
}

/// Returns what is known of a field of a round's answer.
pub fn info(round: RoundKind, name: &str) -> Option<&'static FieldInfo> {
    of(round).iter().find(|field| field.name == name)
}

/// Returns the name shown to people: a field of the round by its title, the answer to a follow-up by its
/// number among `shown`, the ids of those asked so far, and anything else by its own name.
pub fn title(question: &Question, name: &str, shown: &[String]) -> String {
    if let Some(id) = name.strip_prefix("follow_up.") {
        let is_twist = |id: &str| question.follow_up(id).is_some_and(|follow_up| follow_up.twist);
        if is_twist(id) {
            return "To the twist".to_owned();
        }
        let before = shown.iter().take_while(|known| *known != id);
        let number = before.filter(|known| !is_twist(known)).count() + 1;
        return format!("To follow-up {number}");
    }
    info(question.round, name).map_or_else(|| name.to_owned(), |field| field.title.to_owned())
}

/// Returns the soft share of the time of each of these fields, in percent of the question's; where only
/// some fields are asked, theirs fill the whole.
pub fn shares(round: RoundKind, asked: &[impl AsRef<str>]) -> Vec<f64> {
    let own: Vec<f64> = asked
        .iter()
        .map(|name| info(round, name.as_ref()).map_or(0.0, |field| f64::from(field.share)))
        .collect();
    let sum: f64 = own.iter().sum();
    if sum <= 0.0 {
        return own;
    }
    own.into_iter().map(|share| share * 100.0 / sum).collect()
}

/// Returns the fields in which what a criterion measures stands, by the id of its shared axis; none where
/// all of the answer counts.
pub fn of_axis(round: RoundKind, axis: &str) -> &'static [&'static str] {
    match (round, axis) {
        (RoundKind::Culture, "situation") => &["situation", "task"],
        (RoundKind::Culture, "actions") => &["action"],
        (RoundKind::Culture, "result" | "reflection") => &["result"],
        (RoundKind::SystemDesign, "framing") => &["scope"],
        (RoundKind::SystemDesign, "metrics") => &["metrics"],
        (RoundKind::SystemDesign, "data") => &["data"],
        (RoundKind::SystemDesign, "modelling") => &["features", "model"],
        (RoundKind::SystemDesign, "evaluation") => &["training"],
        (RoundKind::SystemDesign, "serving") => &["serving"],
        (RoundKind::SystemDesign, "monitoring") => &["monitoring"],
        _ => &[],
    }
}

/// Competencies a culture question may look for, by the code banks use.
const COMPETENCIES: [(&str, &str); 14] = [
    ("OWN", "ownership"),
    ("FAIL", "failure and learning"),
    ("CONF", "conflict"),
    ("COLL", "collaboration"),
    ("INFL", "influence without authority"),
    ("AMB", "ambiguity"),
    ("COMM", "communication"),
    ("LEAD", "leading and mentoring"),
    ("PRIO", "prioritisation and delivery"),
    ("RIG", "scientific rigour"),
    ("USER", "user impact"),
    ("GROW", "feedback and growth"),
    ("ETH", "ethics"),
    ("MOT", "motivation and fit"),
];

/// Returns a competency in words; one of a bank's own stands for itself.
pub fn competency(code: &str) -> String {
    COMPETENCIES.iter().find(|(known, _)| *known == code).map_or_else(
        || plain::clean_line(code).into_owned(),
        |(_, words)| (*words).to_owned(),
    )
}

/// Returns the codes banks share, in the order of the table.
pub fn competency_codes() -> impl Iterator<Item = &'static str> {
    COMPETENCIES.iter().map(|(code, _)| *code)
}

/// Returns the code of a competency that a person names: by its code, by its words, or by one word that
/// no other has. Case does not count.
pub fn competency_named(name: &str) -> Option<&'static str> {
    let name = name.trim();
    let whole = COMPETENCIES
        .iter()
        .find(|(code, words)| code.eq_ignore_ascii_case(name) || words.eq_ignore_ascii_case(name));
    let by_word = || {
        let has = |words: &str| {
            words
                .split(' ')
                .any(|word| word != "and" && word != "without" && word.eq_ignore_ascii_case(name))
        };
        let mut found = COMPETENCIES.iter().filter(|(_, words)| has(words));
        found.next().filter(|_| found.next().is_none())
    };
    whole.or_else(by_word).map(|(code, _)| *code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_the_fields_of_the_format_in_their_order() {
        for round in RoundKind::ALL {
            let names: Vec<&str> = of(round).iter().map(|field| field.name).collect();
            assert_eq!(names, round.fields(), "{round:?}");
        }
    }

    #[test]
    fn shares_fill_the_time_also_where_some_fields_are_left_out() {
        for round in [RoundKind::Culture, RoundKind::MlTheory, RoundKind::SystemDesign] {
            let sum: u16 = of(round).iter().map(|field| field.share).sum();
            assert_eq!(sum, 100, "{round:?}");
        }
        let asked = ["scope", "data", "model"].map(str::to_owned);
        assert_eq!(shares(RoundKind::SystemDesign, &asked), [20.0, 40.0, 40.0]);
        assert_eq!(shares(RoundKind::Programming, &["code".to_owned()]), [0.0]);
    }

    #[test]
    fn a_competency_is_found_by_code_words_or_one_word_of_its_own() {
        for (name, code) in [
            ("CONF", Some("CONF")),
            ("own", Some("OWN")),
            ("Feedback and Growth", Some("GROW")),
            (" mentoring ", Some("LEAD")),
            ("and", None),
            ("speech", None),
            ("", None),
        ] {
            assert_eq!(competency_named(name), code, "{name}");
        }
        for code in competency_codes() {
            assert_eq!(competency_named(&competency(code)), Some(code));
        }
    }

    #[test]
    fn every_field_an_axis_names_is_one_of_the_round() {
        for round in RoundKind::ALL {
            for axis in [
                "situation",
                "actions",
                "result",
                "reflection",
                "competency",
                "framing",
                "metrics",
                "data",
                "modelling",
                "evaluation",
                "serving",
                "monitoring",
                "tradeoffs",
            ] {
                for name in of_axis(round, axis) {
                    assert!(info(round, name).is_some(), "{axis}: {name}");
                }
            }
        }
    }
}
