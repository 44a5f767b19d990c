//! The commands: words in brackets at the beginning of a line. One table says what each is called, what
//! it does and which action of the key table it stands for; `[help]` and the announcement read it.

use crate::app::action::Action;

/// What a command does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    Help,
    Time,
    Show,
    Hint,
    FollowUp,
    Ask,
    Stories,
    Story,
    Note,
    Star,
    Spoken,
    Back,
    Change,
    Insert,
    Delete,
    Append,
    Undo,
    Pause,
    Resume,
    Done,
    Skip,
    EndRound,
    Next,
    TakeBack,
    Answer,
    Reference,
    Exemplar,
    Tests,
    Run,
    Script,
    Dispute,
    Later,
    Leave,
    /// An action of the interview that has no word of its own here: its name is the word.
    Other(Action),
}

/// What may follow a command's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    Nothing,
    /// Something within the brackets.
    Inside,
    /// Text, within the brackets or behind them.
    Text,
}

/// One row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Command {
    pub verb: Verb,
    pub words: &'static str,
    /// As it is shown, where that is more than its words.
    pub shown: &'static str,
    pub takes: Takes,
    /// Actions it stands for; it works where one of them is offered. None: where its place is.
    pub actions: &'static [Action],
    pub help: &'static str,
}

const fn plain(verb: Verb, words: &'static str, actions: &'static [Action], help: &'static str) -> Command {
    Command {
        verb,
        words,
        shown: words,
        takes: Takes::Nothing,
        actions,
        help,
    }
}

const fn with(
    verb: Verb,
    words: &'static str,
    shown: &'static str,
    takes: Takes,
    actions: &'static [Action],
    help: &'static str,
) -> Command {
    Command {
        verb,
        words,
        shown,
        takes,
        actions,
        help,
    }
}

/// Every command.
pub static COMMANDS: &[Command] = &[
    plain(Verb::Help, "help", &[], "what works here"),
    plain(Verb::Time, "time", &[], "the time left"),
    plain(Verb::Show, "show", &[], "the question and what you typed, again"),
    plain(
        Verb::Hint,
        "hint",
        &[Action::Hint],
        "the next hint; it is recorded",
    ),
    plain(
        Verb::FollowUp,
        "follow-up",
        &[Action::FollowUp],
        "let the interviewer ask on",
    ),
    with(
        Verb::Ask,
        "ask",
        "ask what is there?",
        Takes::Text,
        &[Action::Ask],
        "ask the interviewer something; [ask 2] picks from a list",
    ),
    plain(
        Verb::Stories,
        "stories",
        &[Action::TellStory],
        "your stories, those that fit the question first",
    ),
    with(
        Verb::Story,
        "story",
        "story 2",
        Takes::Inside,
        &[Action::TellStory],
        "begin the answer with this one of the list",
    ),
    with(
        Verb::Note,
        "note",
        "note your words",
        Takes::Text,
        &[Action::Notes, Action::Note],
        "a note of your own; without words: what it says",
    ),
    plain(
        Verb::Star,
        "star",
        &[Action::Star],
        "mark the question to revisit, or no longer",
    ),
    plain(
        Verb::Spoken,
        "spoken",
        &[Action::Spoken],
        "answer aloud and type only notes, or typed again",
    ),
    with(
        Verb::Back,
        "back",
        "back",
        Takes::Inside,
        &[],
        "to the part before, or to one by its name; while scoring: to the step before",
    ),
    with(
        Verb::Change,
        "change",
        "change 3-5",
        Takes::Inside,
        &[],
        "code: the lines typed next take the place of these",
    ),
    with(
        Verb::Insert,
        "insert",
        "insert 3",
        Takes::Inside,
        &[],
        "code: the lines typed next come before this one",
    ),
    with(
        Verb::Delete,
        "delete",
        "delete 3-5",
        Takes::Inside,
        &[],
        "code: these lines go",
    ),
    plain(
        Verb::Append,
        "append",
        &[],
        "code: the lines typed next come at the end",
    ),
    plain(
        Verb::Undo,
        "undo",
        &[Action::Undo],
        "take the last change of the text back",
    ),
    plain(
        Verb::Run,
        "run",
        &[Action::RunTests],
        "run the stage's tests that have a name",
    ),
    plain(
        Verb::Script,
        "script",
        &[Action::RunScript],
        "run the file, and say what it prints",
    ),
    plain(Verb::Pause, "pause", &[Action::Pause], "the clock stands still"),
    plain(
        Verb::Resume,
        "resume",
        &[Action::Continue],
        "the clock runs again",
    ),
    plain(Verb::Done, "done", &[Action::Done], "the whole answer is done"),
    plain(
        Verb::Skip,
        "skip",
        &[Action::Skip],
        "leave this question out; asks first",
    ),
    plain(
        Verb::EndRound,
        "end round",
        &[Action::EndRound],
        "end the round now; asks first",
    ),
    plain(
        Verb::Next,
        "next",
        &[Action::Next],
        "go on; an empty line does the same",
    ),
    plain(
        Verb::TakeBack,
        "take back",
        &[Action::TakeBack],
        "open the answer again",
    ),
    plain(Verb::Answer, "answer", &[], "your answer, to read"),
    plain(Verb::Reference, "reference", &[], "the reference again"),
    with(
        Verb::Exemplar,
        "exemplar",
        "exemplar 2",
        Takes::Inside,
        &[],
        "a written answer of this level",
    ),
    plain(
        Verb::Tests,
        "tests",
        &[],
        "what the judge said of your answer, again",
    ),
    with(
        Verb::Dispute,
        "dispute",
        "dispute what is wrong",
        Takes::Text,
        &[Action::Dispute],
        "something is wrong with the question; without words: that, or no longer",
    ),
    plain(Verb::Later, "later", &[Action::PutOff], "score later"),
    plain(Verb::Leave, "leave", &[], "leave; everything is kept"),
];

/// What a line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    Text,
    /// A lone `.`
    Dot,
    /// A lone `..`: a line with a dot.
    TwoDots,
    Command(Verb, String),
    /// A word in brackets alone on its line that is no command.
    Unknown(String),
}

/// Returns what a line is.
pub fn read(line: &str) -> Heard {
    let line = line.trim_end();
    match line {
        "." => return Heard::Dot,
        ".." => return Heard::TwoDots,
        _ => {}
    }
    let Some((inside, behind)) = line.strip_prefix('[').and_then(|rest| rest.split_once(']')) else {
        return Heard::Text;
    };
    let (inside, behind) = (inside.trim(), behind.trim());
    if let Some((command, argument)) = named(inside) {
        return match (command.takes, argument.is_empty(), behind.is_empty()) {
            (Takes::Nothing | Takes::Inside, _, false) | (Takes::Text, false, false) => Heard::Text,
            (Takes::Nothing, false, true) => unknown(inside),
            (Takes::Text, true, false) => Heard::Command(command.verb, behind.to_owned()),
            _ => Heard::Command(command.verb, argument.to_owned()),
        };
    }
    if !behind.is_empty() {
        return Heard::Text;
    }
    match Action::ALL
        .iter()
        .find(|action| same(action.name(), inside) && !is_for_screens(**action))
    {
        Some(action) => Heard::Command(Verb::Other(*action), String::new()),
        None => unknown(inside),
    }
}

/// Returns the command of this verb.
pub fn of(verb: Verb) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| command.verb == verb)
}

/// Returns the command these words begin with, the longest first, and what follows.
fn named(inside: &str) -> Option<(&'static Command, &str)> {
    let folded = inside.to_ascii_lowercase().replace('-', " ");
    COMMANDS
        .iter()
        .filter_map(|command| {
            let words = command.words.replace('-', " ");
            let rest = folded.strip_prefix(&words)?;
            // Folding keeps every byte's place.
            let argument = inside.get(words.len()..)?;
            (rest.is_empty() || rest.starts_with(' ')).then(|| (command, argument.trim()))
        })
        .max_by_key(|(command, _)| command.words.len())
}

fn same(name: &str, inside: &str) -> bool {
    name.replace('-', " ")
        .eq_ignore_ascii_case(&inside.replace('-', " "))
}

/// A few words alone in brackets look like a command; anything else is text: lists, code, citations.
fn unknown(inside: &str) -> Heard {
    let words = inside.split_whitespace().count();
    let letters = inside.chars().all(|c| c.is_alphabetic() || c == '-' || c == ' ');
    if (1..=2).contains(&words) && letters && inside.chars().count() <= 24 {
        Heard::Unknown(inside.to_owned())
    } else {
        Heard::Text
    }
}

/// Actions of the interview that move about on a screen or need one.
fn is_for_screens(action: Action) -> bool {
    matches!(
        action,
        Action::ExternalEditor
            | Action::Canvas
            | Action::Draw
            | Action::BoxWords
            | Action::NextPane
            | Action::PreviousPane
            | Action::PreviousField
            | Action::Search
            | Action::Output
            | Action::NextFailure
            | Action::CancelRun
            | Action::Leader
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_read_however_it_is_written() {
        let command = |verb, argument: &str| Heard::Command(verb, argument.to_owned());
        for (line, want) in [
            ("[hint]", command(Verb::Hint, "")),
            ("[Hint]  ", command(Verb::Hint, "")),
            ("[ follow up ]", command(Verb::FollowUp, "")),
            ("[follow-up]", command(Verb::FollowUp, "")),
            (
                "[ask] how much data is there?",
                command(Verb::Ask, "how much data is there?"),
            ),
            (
                "[ask how much data is there?]",
                command(Verb::Ask, "how much data is there?"),
            ),
            ("[ask 2]", command(Verb::Ask, "2")),
            ("[ask]", command(Verb::Ask, "")),
            ("[note] a [b] c", command(Verb::Note, "a [b] c")),
            ("[back]", command(Verb::Back, "")),
            ("[back scope]", command(Verb::Back, "scope")),
            ("[end round]", command(Verb::EndRound, "")),
            ("[take-back]", command(Verb::TakeBack, "")),
            ("[exemplar 4]", command(Verb::Exemplar, "4")),
            ("[change 3-5]", command(Verb::Change, "3-5")),
            ("[start-now]", command(Verb::Other(Action::StartNow), "")),
            (".", Heard::Dot),
            (". ", Heard::Dot),
            ("..", Heard::TwoDots),
        ] {
            assert_eq!(read(line), want, "{line}");
        }
    }

    #[test]
    fn text_in_brackets_stays_text_and_a_slip_is_told_apart() {
        for line in [
            "",
            "...",
            ".x",
            "a [hint]",
            " [hint]",
            "[1, 2, 3]",
            "[x for x in y]",
            "[1] Vaswani et al.",
            "[hint] tokens are masked",
            "[back] propagation",
            "[hint",
            "[]",
            "[[1, 0], [0, 1]]",
            "[ask x] y",
            "[a rather long remark]",
        ] {
            assert_eq!(read(line), Heard::Text, "{line}");
        }
        for (line, want) in [
            ("[hnit]", "hnit"),
            ("[go on]", "go on"),
            ("[pause now]", "pause now"),
        ] {
            assert_eq!(read(line), Heard::Unknown(want.to_owned()), "{line}");
        }
    }

    #[test]
    fn every_command_is_documented() {
        let page = include_str!("../../../docs/plain.md");
        for command in COMMANDS {
            assert!(
                page.contains(&format!("`[{}", command.words)),
                "[{}]",
                command.words
            );
        }
    }

    #[test]
    fn no_two_commands_share_their_words_and_all_are_found() {
        for command in COMMANDS {
            assert_eq!(of(command.verb), Some(command));
            let read = read(&format!("[{}]", command.words));
            assert_eq!(read, Heard::Command(command.verb, String::new()), "{command:?}");
        }
    }
}
