//! `hotseat bank trust B`: what of a bank would be able to run, and whether it may. What is shown is what is
//! trusted, whatever becomes of the files while somebody reads.

use std::io::BufRead as _;
use std::path::{Path, PathBuf};

use super::super::context::Context;
use super::super::failure::Failure;
use super::super::out::Out;
use crate::domain::bank::Bank;
use crate::domain::check::nearest;
use crate::domain::plain;
use crate::storage::banks;
use crate::storage::builtin;
use crate::storage::trust::{self, Standing, Whose};

/// What is trusted of a bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// It and its files as they are now.
    Content,
    /// Whatever stands at its path.
    Path,
}

/// Whether it is asked first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asking {
    First,
    Never,
}

pub fn run(context: &Context, out: &Out, name: &str, what: What, asking: Asking) -> Result<u8, Failure> {
    let file = find(context, name)?;
    let bank = trust::load(&file).map_err(Failure::failed)?.bank;
    let place = context.dirs.trust_file();
    let known = trust::read(&place).map_err(|error| Failure::environment(error.to_string()))?;
    let standing = known.standing(&bank, &file);
    let count = files(&bank).count();
    if count == 0 {
        out.words(&format!("{} has no code, so there is nothing to trust.", bank.id));
        return Ok(0);
    }
    match (standing, what) {
        (Standing::Mine, _) => {
            out.words(&format!("{} is trusted already, whatever its content.", bank.id));
            return Ok(0);
        }
        (Standing::Trusted, What::Content) => {
            out.words(&format!("{} is trusted already, as it is now.", bank.id));
            return Ok(0);
        }
        _ => {}
    }
    out.words(&told(&bank, &file, standing, what));
    if asking == Asking::First && !agreed(context, out, &bank)? {
        out.words("Not trusted; nothing was changed.");
        return Ok(1);
    }
    let done = match what {
        What::Content => trust::trust_content(&place, &bank, Whose::Asked),
        What::Path => trust::trust_path(&place, &bank, &file),
    };
    done.map_err(Failure::environment)?;
    out.words(&match what {
        What::Content => format!("{} is trusted as it is now; a change asks again.", bank.id),
        What::Path => format!("{} is trusted whatever its content becomes.", bank.id),
    });
    Ok(0)
}

/// Returns the bank's file: of an own bank by its id, or a path.
fn find(context: &Context, name: &str) -> Result<PathBuf, Failure> {
    if name.contains('/') || Path::new(name).extension().is_some_and(|ending| ending == "json") {
        return Ok(context.env.cwd.join(name));
    }
    let own = banks::load_folder(&context.banks(), &builtin::tables());
    let found = own.banks.iter().find(|loaded| loaded.bank.id == name);
    if let Some(banks::Home::File(file)) = found.map(|loaded| &loaded.home) {
        return Ok(file.clone());
    }
    let built_in = banks::load_builtin(&builtin::tables());
    if built_in.banks.iter().any(|loaded| loaded.bank.id == name) {
        return Err(Failure::failed(format!(
            "{name} is built in, so its code is trusted without a word."
        )));
    }
    let near = nearest(name, own.banks.iter().map(|loaded| loaded.bank.id.as_str()));
    let near = near
        .map(|near| format!(" Did you mean `{near}`?"))
        .unwrap_or_default();
    Err(Failure::failed(format!(
        "There is no bank `{}` of yours.{near}",
        plain::clean_line(name)
    ))
    .hint("`hotseat bank list` shows all; a file elsewhere is named by its path."))
}

/// Question, name and size of every file that could run.
fn files(bank: &Bank) -> impl Iterator<Item = (&str, &str, usize)> {
    bank.questions.iter().flat_map(|question| {
        let files = question.code.iter().flat_map(|code| &code.files);
        files.map(|(name, text)| (question.id.as_str(), name.as_str(), text.len()))
    })
}

fn told(bank: &Bank, file: &Path, standing: Standing, what: What) -> String {
    let mut text = format!(
        "{} ({}) would be able to run these files on this machine, isolated as far as the system can:\n",
        bank.id,
        plain::clean_line(&file.display().to_string())
    );
    let widest = files(bank)
        .map(|(question, name, _)| question.len() + name.len())
        .max()
        .unwrap_or(0);
    for (question, name, size) in files(bank) {
        let path = format!("{question}/{name}");
        text.push_str(&format!(
            "  {path:<width$}  {size:>7} bytes\n",
            width = widest + 1
        ));
    }
    if standing == Standing::Changed {
        text.push_str("It was trusted before and has changed since.\n");
    }
    if what == What::Path {
        text.push_str(
            "With --mine, so is whatever is written there later: only for banks that you write yourself.\n",
        );
    }
    text
}

fn agreed(context: &Context, out: &Out, bank: &Bank) -> Result<bool, Failure> {
    if !context.env.can_ask() {
        return Err(Failure::usage(format!(
            "Trusting {} asks first, and there is no terminal to ask on.",
            bank.id
        ))
        .hint("Give --yes if you mean it."));
    }
    out.words("Look at them before you agree. Trust it? [y/N]");
    let mut answer = String::new();
    let read = std::io::stdin().lock().read_line(&mut answer);
    Ok(read.is_ok() && matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes"))
}
