//! The arguments, as clap reads them; help, completions and the man page come from here too. Short help
//! lists, long help has examples. Values are checked here, so that a command starts from what holds.

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use super::out::Form;
use crate::domain::bank::{Difficulty, RoundKind};
use crate::domain::draw::Draw;

const EXAMPLES: &str = "\
Examples:
  hotseat                               the home screen
  hotseat start                         one theory question, ten minutes
  hotseat start theory --minutes 30 --topic losses
  hotseat start --question th-kv-caching
  hotseat start onsite --dry-run        what would be asked, without the questions
  hotseat resume                        go on where you stopped
  hotseat sessions show last --json     everything a session recorded
  hotseat bank check my-bank.json       every problem, with its place

Exit codes: 0 success, 1 the thing asked about failed, 2 usage, 3 environment, 128+n after a signal.";

const START_EXAMPLES: &str = "\
Examples:
  hotseat start                         the loop `first`: one theory question, ten minutes
  hotseat start onsite --dry-run        the plan and why, without the questions
  hotseat start phone-screen --strict   time up locks an answer
  hotseat start --round culture --minutes 20
  hotseat start theory --questions 3 --difficulty hard --draw weakest
  hotseat start theory --topic losses --topic speech --minutes 30 --seed 7
  hotseat start --question theory-deep/th-kv-caching --extra-time 1.5
  hotseat start express --dry-run --json
  hotseat start --plain < answers.txt   as plain lines, here from a file

Loops: first, theory, onsite, phone-screen, express, and those of your own, which the setup screen
saves into the `loops` folder of the configuration directory.
";

const SESSIONS_EXAMPLES: &str = "\
Examples:
  hotseat sessions                      one line a session, newest first
  hotseat sessions show last            the newest one, to read
  hotseat sessions show 2026-11 --json  any unique beginning of its name will do
  hotseat sessions export last > interview.md
  hotseat sessions delete 2026-11-23 --yes
  hotseat sessions repair               mend what a crash or a sync tool left";

const JUDGE_EXAMPLES: &str = "\
Examples:
  hotseat judge linear-backprop answer.py
  hotseat judge linear-backprop answer.py --stage 1
  hotseat judge programming-numpy/linear-backprop - --json < answer.py

Exit codes: 0 every test passes, 1 not, 3 no usable Python or the bank is not trusted.";

const BANK_EXAMPLES: &str = "\
Examples:
  hotseat bank                          the banks
  hotseat bank show theory-deep         the questions of one
  hotseat bank show th-kv-caching       one question with its rubric; it gives the answer away
  hotseat bank check                    every bank, the built-in ones and yours
  hotseat bank check - < my-bank.json   standard input
  hotseat bank trust my-bank            let its code be run
  hotseat bank schema > bank.schema.json";

/// A mock-interview simulator for Applied Research Scientists, in the terminal.
#[derive(Debug, Parser)]
#[command(
    name = "hotseat",
    version,
    about = "A mock-interview simulator for Applied Research Scientists, in the terminal",
    after_help = "`hotseat --help` has examples; without a command the home screen opens.",
    after_long_help = EXAMPLES,
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
    #[command(before_long_help = START_EXAMPLES)]
    Start(Box<StartArgs>),
    /// Go on with an interview that was left or cut off
    Resume {
        /// Any unique beginning of a session's name, or `last`; the newest that waits where none is named
        session: Option<String>,
        /// As plain lines on stdin and stdout, for screen readers and scripts
        #[arg(long)]
        plain: bool,
    },
    /// The history: list, show, export, delete, repair
    #[command(after_long_help = SESSIONS_EXAMPLES)]
    Sessions(SessionsArgs),
    /// Question banks: list, show, check, trust, schema
    #[command(after_long_help = BANK_EXAMPLES)]
    Bank(BankArgs),
    /// The key map: context, action, keys
    Keys {
        #[command(flatten)]
        json: Json,
    },
    /// Run an answer against the tests of a programming question, hidden ones too
    #[command(after_long_help = JUDGE_EXAMPLES)]
    Judge(JudgeArgs),
    /// Make a Python environment with NumPy in the data directory, for programming questions; asks first
    Setup {
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
    /// What works here and what does not, and the mend
    Doctor {
        #[command(flatten)]
        json: Json,
    },
    /// Completions for a shell, on stdout
    Completions { shell: Shell },
    /// The man page, on stdout
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
pub struct SessionsArgs {
    #[command(flatten)]
    pub json: Json,
    #[command(subcommand)]
    pub command: Option<SessionsCommand>,
}

#[derive(Debug, Subcommand)]
pub enum SessionsCommand {
    /// One line a session, newest first
    List {
        #[command(flatten)]
        json: Json,
    },
    /// Everything of one session
    Show {
        /// Any unique beginning of its name, or `last`
        session: String,
        #[command(flatten)]
        json: Json,
    },
    /// One session as a file, on stdout
    Export {
        /// Any unique beginning of its name, or `last`
        session: String,
        /// Markdown to read, or JSON to compute with
        #[arg(long, value_enum, default_value = "md")]
        format: ExportFormat,
    },
    /// Delete one session; asks first
    Delete {
        /// Any unique beginning of its name, or `last`
        session: String,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
    /// Mend journals and write what is derived again
    Repair {
        /// Any unique beginning of its name, or `last`; all sessions where none is named
        session: Option<String>,
        #[command(flatten)]
        json: Json,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    Md,
    Json,
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

#[derive(Debug, ClapArgs)]
pub struct BankArgs {
    #[command(flatten)]
    pub json: Json,
    #[command(subcommand)]
    pub command: Option<BankCommand>,
}

#[derive(Debug, ClapArgs)]
pub struct ImportArgs {
    pub file: PathBuf,
    /// The round of its questions; ml_theory where none is named
    #[arg(long, value_name = "R", value_enum)]
    pub round: Option<Round>,
    /// The topic of its questions, in place of what the file says
    #[arg(long, value_name = "T")]
    pub topic: Option<String>,
    /// The bank they go to, made where it is not there; else one named after the file
    #[arg(long, value_name = "ID")]
    pub bank: Option<String>,
    /// The licence of the texts, such as CC-BY-4.0
    #[arg(long, value_name = "L")]
    pub license: Option<String>,
    /// Where they come from; else the file's name
    #[arg(long, value_name = "S")]
    pub source: Option<String>,
    /// Only show what would be made
    #[arg(long)]
    pub dry_run: bool,
    /// Do not ask
    #[arg(long)]
    pub yes: bool,
    #[command(flatten)]
    pub json: Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BankFormat {
    /// The bank file
    Json,
    /// The bank with its code
    Zip,
    Md,
    Csv,
    /// Anki's text format: File, Import
    Anki,
}

#[derive(Debug, Subcommand)]
pub enum BankCommand {
    /// Banks with their questions counted
    List {
        #[command(flatten)]
        json: Json,
    },
    /// A bank, or one question of it with everything an answer is scored by
    Show {
        /// Id of a bank, of a question, or both as BANK/QUESTION
        #[arg(value_name = "B[/Q]")]
        name: String,
        #[command(flatten)]
        json: Json,
    },
    /// Every problem of bank files, with file, line and column; runs the code of trusted banks
    Check {
        /// Files or folders, `-` for standard input; all banks where none is named
        path: Vec<PathBuf>,
        /// The code of trusted banks has to be run; 3 where it cannot be
        #[arg(long)]
        run: bool,
        /// No code is run
        #[arg(long, conflicts_with = "run")]
        no_run: bool,
        /// First make the ids that are missing in your banks, from the texts they belong to
        #[arg(long)]
        fix: bool,
        #[command(flatten)]
        json: Json,
    },
    /// A bank with one complete example question of a round, to be written over
    New {
        /// Its file; a bare name goes to your banks. The name becomes the bank's id
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The round of the example
        #[arg(long, value_name = "R", value_enum)]
        round: Round,
    },
    /// A question in your editor, as JSON; a built-in one becomes a copy of yours
    Edit {
        /// Id of a question, or BANK/QUESTION
        #[arg(value_name = "B/Q")]
        name: String,
        /// Only this: a text such as `prompt` or `exemplars.0.answer`, or a code file such as `tests_1.py`
        #[arg(long, value_name = "PART")]
        file: Option<String>,
    },
    /// Questions from a Markdown list, a table (CSV), Anki's text export, a bank file or a zip of one; asks first
    Import(ImportArgs),
    /// A bank for others: whole, or as a list of questions and answers
    Export {
        /// Id of a bank
        #[arg(value_name = "B")]
        bank: String,
        #[arg(long, value_enum, default_value_t = BankFormat::Json)]
        format: BankFormat,
        /// A file that is not there yet; else standard output, and for a zip B.zip in this folder
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
    },
    /// Let the code of a bank be run: shows what would be able to, and asks
    Trust {
        /// Id of a bank of yours, or a bank file
        #[arg(value_name = "B")]
        name: String,
        /// Whatever its content becomes: for a bank that only you write
        #[arg(long)]
        mine: bool,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
    /// The JSON Schema of bank files, on stdout
    Schema,
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
