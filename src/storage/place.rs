//! Places in text files, as people count them, and files read with a limit.

use std::io::Read;
use std::path::Path;

use crate::domain::plain;

/// Returns line and column of a byte, both from 1, the column in characters.
pub(super) fn line_column(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or_else(|| {
        let end = (0..=at.min(text.len()))
            .rev()
            .find(|end| text.is_char_boundary(*end));
        text.get(..end.unwrap_or(0)).unwrap_or_default()
    });
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (line, before.get(start..).unwrap_or_default().chars().count() + 1)
}

/// Returns `file:line:column: sentence`.
pub(super) fn located(file: &Path, text: &str, at: usize, sentence: &str) -> String {
    let (line, column) = line_column(text, at);
    format!("{}:{line}:{column}: {}", shown(file), plain::clean_line(sentence))
}

/// Returns a path fit for a message.
pub(super) fn shown(file: &Path) -> String {
    plain::clean_line(&file.display().to_string()).into_owned()
}

/// Reads a small text file; `None` where there is none. The error is a sentence.
pub(super) fn read_text(file: &Path, limit: u64) -> Result<Option<String>, String> {
    let metadata = match std::fs::metadata(file) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("{}: It cannot be read: {error}.", shown(file))),
    };
    if !metadata.is_file() {
        return Err(format!(
            "{}: It is not a regular file and was not read.",
            shown(file)
        ));
    }
    let mut bytes = Vec::new();
    std::fs::File::open(file)
        .and_then(|opened| opened.take(limit + 1).read_to_end(&mut bytes))
        .map_err(|error| format!("{}: It cannot be read: {error}.", shown(file)))?;
    if bytes.len() as u64 > limit {
        return Err(format!(
            "{}: It is larger than {} KiB and was not read.",
            shown(file),
            limit / 1024
        ));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Some(
            text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text),
        )),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let bytes = error.into_bytes();
            let valid = String::from_utf8_lossy(bytes.get(..at).unwrap_or_default()).into_owned();
            Err(located(
                file,
                &valid,
                at,
                "A byte here is not UTF-8. Save the file as UTF-8.",
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_are_counted_from_one_in_characters() {
        let text = "ab\nüx = 1\n";
        for (at, want) in [
            (0, (1, 1)),
            (2, (1, 3)),
            (3, (2, 1)),
            (5, (2, 2)),
            (4, (2, 1)),
            (99, (3, 1)),
        ] {
            assert_eq!(line_column(text, at), want, "{at}");
        }
    }
}
