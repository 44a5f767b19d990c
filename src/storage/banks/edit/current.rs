//! What there is on disk under a bank's id: the own file that holds it, or the place of one to be made, in
//! which nothing may stand that hotseat cannot read.

use std::path::{Path, PathBuf};

use super::{Desk, is_id};
use crate::domain::bank::edit::{self, SaveProblem};
use crate::domain::plain;
use crate::storage::banks::{bank_files, read_text};
use crate::storage::disk::Disk;
use crate::storage::place::shown;

/// What there is on disk under a bank's id.
pub(super) struct Current {
    pub file: PathBuf,
    pub text: Option<String>,
}

impl<D: Disk> Desk<D> {
    /// Returns the own file of a bank, or where it would be. A link is not written through, and a file that
    /// cannot be read as the bank is nothing to write over: all of a person's questions may be in it but for one
    /// slip.
    pub(super) fn current(&self, bank: &str) -> Result<Current, SaveProblem> {
        if !is_id(bank) {
            return Err(SaveProblem::Disk(format!(
                "`{}` is no id of a bank: 1 to 64 characters from a-z, 0-9 and -.",
                plain::clean_line(bank)
            )));
        }
        let quoted = format!("\"{bank}\"");
        let files = bank_files(&self.places.banks).map_err(|error| {
            SaveProblem::Disk(format!(
                "{} cannot be listed: {error}.",
                shown(&self.places.banks)
            ))
        })?;
        for file in files {
            let Ok(text) = read_text(&file) else { continue };
            if !text.contains(&quoted) || edit::bank_id(&text).as_deref() != Some(bank) {
                continue;
            }
            if file.is_symlink() {
                let target = file.canonicalize().unwrap_or_else(|_| file.clone());
                return Err(SaveProblem::Disk(format!(
                    "{} is a link to {}, which hotseat does not write through. Put the file itself there to \
                     change it here.",
                    shown(&file),
                    shown(&target)
                )));
            }
            return Ok(Current {
                file,
                text: Some(text),
            });
        }
        let file = self.places.banks.join(format!("{bank}.json"));
        if file.symlink_metadata().is_ok() {
            return Err(in_the_way(&file, bank));
        }
        Ok(Current { file, text: None })
    }
}

/// Says what stands where a bank would be written and is not that bank.
fn in_the_way(file: &Path, bank: &str) -> SaveProblem {
    let other = read_text(file).ok().and_then(|text| edit::bank_id(&text));
    let shown = shown(file);
    SaveProblem::Disk(match other {
        Some(other) => format!(
            "{shown} holds the bank `{}`, so `{bank}` cannot be kept under that name. Rename that file first.",
            plain::clean_line(&other)
        ),
        None => format!(
            "{shown} is there and cannot be read as a bank, so it is not written over. `hotseat bank check` shows \
             why; mend it, or move it away, first."
        ),
    })
}
