//! The arguments, as clap reads them; help, completions and the man page come from here too. Short help
//! lists, long help begins with examples. Values are checked here, so that a command starts from what holds.

use std::path::PathBuf;

use clap::builder::{NonEmptyStringValueParser, PossibleValue};
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

mod bank;
mod examples;

pub use bank::{BankArgs, BankCommand, BankFormat, ImportArgs};

use super::out::Form;
use crate::domain::bank::{Difficulty, RoundKind};
use crate::domain::draw::Draw;
use crate::domain::export::ExportFormat;
use crate::storage::export::Size;

/// The version, and in a release built from a checkout its commit.
pub const VERSION: &str = env!("HOTSEAT_VERSION");

/// A mock-interview simulator for Applied Research Scientists, in the terminal.
#[derive(Debug, Parser)]
#[command(
    name = "hotseat",
    version = VERSION,
    about = "A mock-interview simulator for Applied Research Scientists, in the terminal",
    after_help = "`hotseat --help` has examples; without a command the home screen opens.",
    before_long_help = examples::HOTSEAT,
    after_long_help = examples::EXIT_CODES,
    max_term_width = 100
)]
pub struct Args {
    /// Where sessions and your own banks are kept
    ///
    /// Wins over the variable HOTSEAT_DATA_DIR. `hotseat doctor` names the directories in use.
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        value_parser = NonEmptyStringValueParser::new(),
        hide_short_help = true,
        display_order = 900
    )]
    pub data_dir: Option<String>,
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// `--json`, for commands that give data.
#[derive(Debug, Clone, Copy, Default, ClapArgs)]
pub struct Json {
    /// As JSON, with its `format`
    #[arg(long)]
    json: bool,
}

impl Json {
    /// Returns the form of the data asked for.
    pub fn form(self) -> Form {
        if self.json { Form::Json } else { Form::Text }
    }
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Straight into an interview
    #[command(before_long_help = examples::START, after_long_help = examples::LOOPS)]
    Start(Box<StartArgs>),
    /// Past sessions: read, searched, scored again
    #[command(before_long_help = examples::REVIEW)]
    Review {
        /// Any unique beginning of a session's name, or `last`; the newest where none is named
        session: Option<String>,
    },
    /// Go on with an interview that was left or cut off
    #[command(before_long_help = examples::RESUME)]
    Resume {
        /// Any unique beginning of a session's name, or `last`; the newest that waits where none is named
        session: Option<String>,
        /// As plain lines on stdin and stdout, for screen readers and scripts
        #[arg(long)]
        plain: bool,
    },
    /// The history: list, show, search, export, delete, repair
    #[command(before_long_help = examples::SESSIONS)]
    Sessions(SessionsArgs),
    /// The interview day, and what to practise on which day until then
    #[command(before_long_help = examples::DATE, after_long_help = examples::DIARY)]
    Date(DateArgs),
    /// How it goes: scores, topics, time, calibration, days
    #[command(before_long_help = examples::STATS, after_long_help = examples::FIGURES)]
    Stats {
        #[command(flatten)]
        json: Json,
    },
    /// Question banks: list, show, new, edit, check, import, export, trust, schema
    #[command(before_long_help = examples::BANK)]
    Bank(BankArgs),
    /// The key map: context, action, keys
    #[command(before_long_help = examples::KEYS)]
    Keys {
        #[command(flatten)]
        json: Json,
    },
    /// Run an answer against the tests of a programming question, hidden ones too
    #[command(before_long_help = examples::JUDGE, after_long_help = examples::JUDGE_CODES)]
    Judge(JudgeArgs),
    /// Make a Python environment with NumPy in the data directory, for programming questions; asks first
    #[command(before_long_help = examples::SETUP)]
    Setup {
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
    /// What works here and what does not, and the mend
    #[command(before_long_help = examples::DOCTOR)]
    Doctor {
        #[command(flatten)]
        json: Json,
    },
    /// Completions for a shell, on stdout
    #[command(before_long_help = examples::COMPLETIONS)]
    Completions { shell: Shell },
    /// The man page, on stdout
    #[command(before_long_help = examples::MAN)]
    Man,
}

#[derive(Debug, ClapArgs, Default)]
pub struct StartArgs {
    /// Id of a loop; where none is named `first`, or `onsite` for rounds that `first` does not have
    #[arg(value_name = "LOOP")]
    pub loop_id: Option<String>,
    /// Only these rounds of the loop
    #[arg(long, value_name = "R", value_enum)]
    pub round: Vec<Round>,
    /// Length of the whole interview; its rounds are scaled and hold as many questions as fit
    #[arg(long, value_name = "N", value_parser = minutes)]
    pub minutes: Option<f64>,
    /// How many questions a round
    #[arg(long, value_name = "N", value_parser = questions)]
    pub questions: Option<u32>,
    /// Exactly these questions, in this order, in their own minutes or in those of --minutes
    #[arg(
        long,
        value_name = "B/Q",
        conflicts_with_all = ["round", "questions", "topic", "difficulty", "bank", "draw"]
    )]
    pub question: Vec<String>,
    /// Only questions of these topics, in the rounds that have them
    #[arg(long, value_name = "T")]
    pub topic: Vec<String>,
    /// Only questions of this difficulty
    #[arg(long, value_name = "D", value_enum)]
    pub difficulty: Option<Level>,
    /// Only questions of these banks, in the rounds that have them
    #[arg(long, value_name = "B")]
    pub bank: Vec<String>,
    /// What is preferred; balanced where nothing is said
    #[arg(long, value_name = "W", value_enum)]
    pub draw: Option<Strategy>,
    /// Same seed, same history, same banks: same questions
    #[arg(long, value_name = "N", value_parser = seed)]
    pub seed: Option<u64>,
    /// Time up locks the answer; no pauses
    #[arg(long)]
    pub strict: bool,
    /// 1.25, 1.5 or a factor of your own, up to 4
    #[arg(long, value_name = "F", value_parser = factor)]
    pub extra_time: Option<f64>,
    /// Explain the plan without showing a question; nothing is written
    #[arg(long)]
    pub dry_run: bool,
    /// With --dry-run: as JSON, with its `format`
    #[arg(long, requires = "dry_run")]
    pub json: bool,
    /// As plain lines on stdin and stdout, for screen readers and scripts
    ///
    /// No screen, no escape codes: answers are typed as lines and end with a lone `.`, commands are words in
    /// brackets, and the word help in them lists all. Through the debrief to the scorecard; the same record.
    #[arg(long, conflicts_with = "dry_run")]
    pub plain: bool,
}

fn minutes(text: &str) -> Result<f64, String> {
    number(text, 1.0, 600.0, "a number of minutes")
}

fn score(text: &str) -> Result<f64, String> {
    number(text, 0.0, 4.0, "a score")
}

fn factor(text: &str) -> Result<f64, String> {
    number(text.trim_end_matches('x'), 1.0, 4.0, "a factor")
}

fn number(text: &str, least: f64, most: f64, what: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if (least..=most).contains(&value) => Ok(value),
        _ => Err(format!("it is not {what} from {least} to {most}")),
    }
}

fn questions(text: &str) -> Result<u32, String> {
    match text.parse() {
        Ok(count @ 1..=50) => Ok(count),
        _ => Err("it is not a number of questions from 1 to 50".to_owned()),
    }
}

fn seed(text: &str) -> Result<u64, String> {
    text.parse()
        .map_err(|_| "it is not a whole number from 0".to_owned())
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Round {
    Programming,
    Culture,
    #[value(alias = "ml_theory", alias = "ml-theory")]
    Theory,
    #[value(alias = "system_design", alias = "system-design")]
    Design,
}

impl Round {
    pub fn kind(self) -> RoundKind {
        match self {
            Self::Programming => RoundKind::Programming,
            Self::Culture => RoundKind::Culture,
            Self::Theory => RoundKind::MlTheory,
            Self::Design => RoundKind::SystemDesign,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Level {
    Easy,
    Medium,
    Hard,
}

impl Level {
    pub fn difficulty(self) -> Difficulty {
        match self {
            Self::Easy => Difficulty::Easy,
            Self::Medium => Difficulty::Medium,
            Self::Hard => Difficulty::Hard,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Strategy {
    /// Not asked yet first, then longest ago
    Balanced,
    /// What is due first; as balanced until something is
    Due,
    /// Lowest last scores first
    Weakest,
    /// Anything that fits
    Random,
}

impl Strategy {
    pub fn draw(self) -> Draw {
        match self {
            Self::Balanced => Draw::Balanced,
            Self::Due => Draw::Due,
            Self::Weakest => Draw::Weakest,
            Self::Random => Draw::Random,
        }
    }
}

#[derive(Debug, ClapArgs)]
#[command(args_conflicts_with_subcommands = true)]
pub struct DateArgs {
    /// 2027-01-18, 18 Jan, in 8 weeks, tomorrow, or none; the plan as it stands where nothing is named
    pub day: Vec<String>,
    /// Minutes there are on each day
    #[arg(long, value_name = "N", value_parser = minutes, default_value = "30")]
    pub minutes: f64,
    #[command(flatten)]
    pub json: Json,
    #[command(subcommand)]
    pub command: Option<DateCommand>,
}

#[derive(Debug, Subcommand)]
pub enum DateCommand {
    /// How a real interview went, in your own words
    #[command(before_long_help = examples::DATE_OUTCOME)]
    Outcome {
        /// Such as yes, no, offer, second round
        result: String,
        /// Where
        #[arg(long, value_name = "NAME")]
        company: Option<String>,
        /// Which round it was
        #[arg(long, value_name = "R", value_enum)]
        round: Option<Round>,
        /// 0 to 4, as you think it was scored
        #[arg(long, value_name = "N", value_parser = score)]
        score: Option<f64>,
        /// Anything worth keeping
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
    },
    /// A score that a friend gave
    #[command(before_long_help = examples::DATE_SCORE)]
    Score {
        /// 0 to 4
        #[arg(value_parser = score)]
        score: f64,
        /// Who gave it
        #[arg(long, value_name = "NAME")]
        by: String,
        /// Which question it was
        #[arg(long, value_name = "B/Q")]
        question: Option<String>,
        /// Which round it was
        #[arg(long, value_name = "R", value_enum)]
        round: Option<Round>,
        /// Anything worth keeping
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
    },
}

#[derive(Debug, ClapArgs)]
pub struct SessionsArgs {
    #[command(flatten)]
    pub json: Json,
    #[command(subcommand)]
    pub command: Option<SessionsCommand>,
}

#[derive(Debug, Subcommand)]
pub enum SessionsCommand {
    /// One line a session, newest first
    #[command(before_long_help = examples::SESSIONS_LIST)]
    List {
        #[command(flatten)]
        json: Json,
    },
    /// Everything of one session
    #[command(before_long_help = examples::SESSIONS_SHOW)]
    Show {
        /// Any unique beginning of its name, or `last`
        session: String,
        #[command(flatten)]
        json: Json,
    },
    /// One session as a file, on stdout
    #[command(before_long_help = examples::SESSIONS_EXPORT)]
    Export {
        /// Any unique beginning of its name, or `last`
        session: String,
        /// Markdown to read, a page for a browser, JSON to compute with, or a recording for asciinema
        #[arg(long, value_enum, default_value = "md")]
        format: ExportFormat,
        /// Name the stories of your own that were told; they are left out else
        #[arg(long)]
        with_stories: bool,
        /// Columns and rows of a recording
        #[arg(long, value_name = "WxH", default_value = "120x40")]
        size: Size,
        /// Only what is disputed, as the text of an issue for whoever keeps the bank
        #[arg(long, conflicts_with_all = ["format", "size"])]
        disputes: bool,
        /// With the answers to what is disputed
        #[arg(long, requires = "disputes")]
        answers: bool,
    },
    /// Where words stand: in questions, answers, notes, disputes and titles
    #[command(before_long_help = examples::SESSIONS_SEARCH)]
    Search {
        /// Words that must all be there, the last one perhaps a beginning; "several words" as a phrase
        #[arg(required = true, value_name = "TEXT")]
        text: Vec<String>,
        /// At most so many
        #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=10_000))]
        limit: u32,
        /// So many times with the index open, with the time it took
        #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=10_000))]
        repeat: u32,
        #[command(flatten)]
        json: Json,
    },
    /// Delete one session; asks first
    #[command(before_long_help = examples::SESSIONS_DELETE)]
    Delete {
        /// Any unique beginning of its name, or `last`
        session: String,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
    /// Mend journals and write what is derived again
    #[command(before_long_help = examples::SESSIONS_REPAIR)]
    Repair {
        /// Any unique beginning of its name, or `last`; all sessions where none is named
        session: Option<String>,
        /// Also where file locks do not work: no other hotseat has the session open
        #[arg(long)]
        unlocked: bool,
        #[command(flatten)]
        json: Json,
    },
}

impl ValueEnum for ExportFormat {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()).help(self.words()))
    }
}

#[derive(Debug, ClapArgs)]
pub struct JudgeArgs {
    /// Id of a question, or BANK/QUESTION
    #[arg(value_name = "B/Q")]
    pub question: String,
    /// The answer, or `-` for standard input
    pub file: PathBuf,
    /// Only this stage, from 1; all where none is named
    #[arg(long, value_name = "N")]
    pub stage: Option<usize>,
    /// So many runs with one warm worker, with the time of each
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub repeat: u32,
    #[command(flatten)]
    pub json: Json,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_hold_together() {
        Args::command().debug_assert();
    }

    #[test]
    fn numbers_out_of_their_limits_are_refused_with_the_limits() {
        for (given, want) in [
            ("1", true),
            ("600", true),
            ("0.9", false),
            ("NaN", false),
            ("inf", false),
        ] {
            assert_eq!(minutes(given).is_ok(), want, "{given}");
        }
        for (given, want) in [("1.25x", true), ("4", true), ("4.1", false), ("x", false)] {
            assert_eq!(factor(given).is_ok(), want, "{given}");
        }
        assert_eq!(
            questions("51").unwrap_err(),
            "it is not a number of questions from 1 to 50"
        );
        assert!(seed("-1").is_err() && seed("18446744073709551615").is_ok());
    }
}
