//! The arguments of `hotseat bank`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand, ValueEnum};

use super::{Json, Round, examples};

#[derive(Debug, ClapArgs)]
pub struct BankArgs {
    #[command(flatten)]
    pub json: Json,
    #[command(subcommand)]
    pub command: Option<BankCommand>,
}

#[derive(Debug, ClapArgs)]
pub struct ImportArgs {
    /// A list in Markdown, CSV, Anki's notes in plain text, or a bank of hotseat as JSON or zip
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
    #[command(before_long_help = examples::BANK_LIST)]
    List {
        #[command(flatten)]
        json: Json,
    },
    /// A bank, or one question of it with everything an answer is scored by
    #[command(before_long_help = examples::BANK_SHOW)]
    Show {
        /// Id of a bank, of a question, or both as BANK/QUESTION
        #[arg(value_name = "B[/Q]")]
        name: String,
        #[command(flatten)]
        json: Json,
    },
    /// Every problem of bank files, with file, line and column; runs the code of trusted banks
    #[command(before_long_help = examples::BANK_CHECK)]
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
    #[command(before_long_help = examples::BANK_NEW)]
    New {
        /// Its file; a bare name goes to your banks. The name becomes the bank's id
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The round of the example
        #[arg(long, value_name = "R", value_enum)]
        round: Round,
    },
    /// A question in your editor, as JSON; a built-in one becomes a copy of yours
    #[command(before_long_help = examples::BANK_EDIT)]
    Edit {
        /// Id of a question, or BANK/QUESTION
        #[arg(value_name = "B/Q")]
        name: String,
        /// Only this: a text such as `prompt` or `exemplars.0.answer`, or a code file such as `tests_1.py`
        #[arg(long, value_name = "PART")]
        file: Option<String>,
    },
    /// Questions from a Markdown list, a table (CSV), Anki's text export, a bank file or a zip of one; asks first
    #[command(before_long_help = examples::BANK_IMPORT)]
    Import(ImportArgs),
    /// A bank for others: whole, or as a list of questions and answers
    #[command(before_long_help = examples::BANK_EXPORT)]
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
    #[command(before_long_help = examples::BANK_TRUST)]
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
    #[command(before_long_help = examples::BANK_SCHEMA)]
    Schema,
}
