//! `hotseat doctor`: what works here and what does not, and the mend. It leaves everything as it was: no
//! directory is made, no state written. 1 only where something does not work; a note is worth knowing.

mod pythons;

use std::path::Path;

use serde::Serialize;

use super::context::Context;
use super::failure::Failure;
use super::out::{Form, Out};
use crate::app::keymap::Keymap;
use crate::domain::plain;
use crate::domain::words::counted;
use crate::storage::banks;
use crate::storage::loops;
use crate::storage::sessions;

#[derive(Debug, Serialize)]
struct Report {
    format: u32,
    version: &'static str,
    checks: Vec<Check>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    Ok,
    /// Works, with less than there could be.
    Note,
    Bad,
}

#[derive(Debug, Serialize)]
struct Check {
    what: &'static str,
    state: State,
    found: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    mend: Option<String>,
    /// Each problem, in sentences, where there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<String>,
}

impl Check {
    fn good(what: &'static str, found: impl Into<String>) -> Self {
        Self {
            what,
            state: State::Ok,
            found: found.into(),
            mend: None,
            problems: Vec::new(),
        }
    }

    fn note(what: &'static str, found: impl Into<String>, mend: impl Into<String>) -> Self {
        Self {
            state: State::Note,
            mend: Some(mend.into()),
            ..Self::good(what, found)
        }
    }

    fn bad(what: &'static str, found: impl Into<String>, mend: impl Into<String>) -> Self {
        Self {
            state: State::Bad,
            ..Self::note(what, found, mend)
        }
    }

    /// Good without problems, else bad with all of them.
    fn of(what: &'static str, found: String, problems: Vec<String>, mend: &str) -> Self {
        if problems.is_empty() {
            return Self::good(what, found);
        }
        Self {
            problems,
            ..Self::bad(what, found, mend)
        }
    }
}

pub fn run(context: &Context, out: &Out, form: Form) -> Result<u8, Failure> {
    let checks = checks(context);
    let code = u8::from(checks.iter().any(|check| check.state == State::Bad));
    let report = Report {
        format: 1,
        version: env!("CARGO_PKG_VERSION"),
        checks,
    };
    match form {
        Form::Json => out.json(&report)?,
        Form::Text => {
            let mut text = words(&report);
            if context.env.stdout_is_terminal && context.env.utf8() {
                text.push_str(RULER);
            }
            out.data(&text)?;
        }
    }
    Ok(code)
}

const RULER: &str = "
These two lines end at the same column unless the terminal draws ambiguous characters wide:
▸─━│·…±▁█|
1234567890
If they do not, put glyphs = \"ascii\" under [ui] in config.toml.
";

fn words(report: &Report) -> String {
    let mut text = format!("hotseat {}\n\n", report.version);
    for check in &report.checks {
        let mark = match check.state {
            State::Ok => "ok",
            State::Note => "--",
            State::Bad => "!!",
        };
        text.push_str(&format!(
            "{mark}  {:<14} {}\n",
            check.what,
            plain::clean_line(&check.found)
        ));
        for line in check.problems.iter().chain(&check.mend) {
            text.push_str(&format!("{:19}{}\n", "", plain::clean_line(line)));
        }
    }
    text
}

fn checks(context: &Context) -> Vec<Check> {
    let env = context.env;
    let mut checks = vec![terminal(context)];
    checks.extend(size(context));
    checks.push(if env.utf8() {
        Check::good("locale", "UTF-8")
    } else {
        Check::note(
            "locale",
            "not UTF-8: frames and mathematics are drawn in ASCII",
            "Set LANG to a UTF-8 locale, such as C.UTF-8.",
        )
    });
    let (config, mut problems) = context.config();
    problems.extend(Keymap::new(config.editor_keys().into(), &config.keys).1);
    checks.push(match config.editor.external.as_deref().or(env.editor()) {
        Some(editor) => Check::good("editor", editor),
        None => Check::note(
            "editor",
            "neither VISUAL nor EDITOR is set, so no editor of your own can be opened; the built-in one works",
            "Set EDITOR, or `external` under [editor] in config.toml.",
        ),
    });
    for (what, folder, mend) in [
        (
            "data",
            &context.dirs.data,
            "Make it writable, or name another with HOTSEAT_DATA_DIR or --data-dir.",
        ),
        (
            "configuration",
            &context.dirs.config,
            "Make it readable, or name another with XDG_CONFIG_HOME.",
        ),
        (
            "state",
            &context.dirs.state,
            "Make it writable, or name another with XDG_STATE_HOME.",
        ),
        (
            "cache",
            &context.dirs.cache,
            "Make it writable, or name another with XDG_CACHE_HOME.",
        ),
    ] {
        checks.push(match writable(folder) {
            Ok(()) => Check::good(what, folder.display().to_string()),
            Err(why) => Check::bad(what, format!("{}: {why}", folder.display()), mend),
        });
    }
    let found = if context.dirs.config_file().exists() {
        "read"
    } else {
        "none, defaults hold"
    };
    checks.push(Check::of(
        "config.toml",
        if problems.is_empty() {
            found.to_owned()
        } else {
            format!("{} cannot be used", counted(problems.len(), "setting"))
        },
        problems,
        "Defaults hold for these meanwhile; a key that cannot be used is left out.",
    ));
    checks.extend(pythons::checks(&context.pythons(&config)));
    checks.extend([
        banks_check(context),
        loops_check(context),
        sessions_check(context),
    ]);
    checks
}

fn terminal(context: &Context) -> Check {
    let env = context.env;
    if !env.stdin_is_terminal || !env.stdout_is_terminal {
        return Check::note(
            "terminal",
            "none on standard input and output, so the screens are not to be had here",
            "Run hotseat in a terminal; the commands without screens work.",
        );
    }
    let term = env.var("TERM").unwrap_or("");
    if term == "dumb" {
        return Check::bad(
            "terminal",
            "this terminal (TERM=dumb) cannot show screens",
            "Use another terminal, or set TERM to what it really is.",
        );
    }
    let colours = if let Some(reason) = env.against_colour() {
        format!("no colours ({reason})")
    } else if matches!(env.var("COLORTERM"), Some("truecolor" | "24bit")) {
        "true colour".to_owned()
    } else if term.contains("256color") {
        "256 colours".to_owned()
    } else {
        "16 colours".to_owned()
    };
    let term = if term.is_empty() { "TERM is not set" } else { term };
    Check::good("terminal", format!("{term}, {colours}"))
}

fn size(context: &Context) -> Option<Check> {
    if !context.env.stdout_is_terminal {
        return None;
    }
    let size = rustix::termios::tcgetwinsize(std::io::stdout()).ok()?;
    let (width, height) = (size.ws_col, size.ws_row);
    let found = format!("{width}x{height}");
    Some(match (width, height) {
        (0, _) | (_, 0) => Check::note(
            "size",
            "the terminal does not tell its size; 80x24 is assumed",
            "`stty size` sets it: stty cols 120 rows 40.",
        ),
        (60.., 16..) => Check::good("size", found),
        _ => Check::bad("size", found, "Make the terminal 60x16 or larger."),
    })
}

/// Returns whether files can be made in a directory, or in the nearest one above it that is there. The
/// error says what is in the way.
fn writable(folder: &Path) -> Result<(), String> {
    let there = folder
        .ancestors()
        .find(|path| path.as_os_str().is_empty() || path.symlink_metadata().is_ok())
        .unwrap_or(folder);
    let there = if there.as_os_str().is_empty() {
        Path::new(".")
    } else {
        there
    };
    if !there.is_dir() {
        return Err(format!("{} is not a directory.", there.display()));
    }
    // Gone again when dropped.
    tempfile::Builder::new()
        .prefix(".hotseat-")
        .suffix(".tmp")
        .tempfile_in(there)
        .map(drop)
        .map_err(|error| match error.raw_os_error() {
            Some(code) => format!(
                "no file can be made here ({}).",
                std::io::Error::from_raw_os_error(code)
            ),
            None => format!("no file can be made here ({error})."),
        })
}

fn banks_check(context: &Context) -> Check {
    let (catalog, problems) = banks::load_all(Some(&context.banks()));
    let counts = catalog.counts();
    Check::of(
        "banks",
        format!(
            "{}, {}",
            counted(counts.banks, "bank"),
            counted(counts.questions, "question")
        ),
        problems.iter().map(ToString::to_string).collect(),
        "`hotseat bank check` shows every problem; the other banks can be used.",
    )
}

fn loops_check(context: &Context) -> Check {
    let (known, problems) = loops::load_all(&context.loops());
    Check::of(
        "loops",
        counted(known.len(), "loop"),
        problems,
        "The other loops can be used.",
    )
}

fn sessions_check(context: &Context) -> Check {
    let root = context.sessions();
    match sessions::list(&root) {
        Ok(summaries) => Check::of(
            "sessions",
            counted(summaries.len(), "session"),
            summaries
                .iter()
                .flat_map(|summary| {
                    summary
                        .problems
                        .iter()
                        .map(move |problem| format!("{}: {problem}", summary.folder))
                })
                .collect(),
            "`hotseat sessions repair` mends what can be mended.",
        ),
        Err(error) => Check::bad(
            "sessions",
            format!("{} cannot be read: {error}.", root.display()),
            "Make it readable, or name another data directory with HOTSEAT_DATA_DIR or --data-dir.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looking_whether_a_directory_can_be_written_makes_none() {
        let root = tempfile::tempdir().unwrap();
        writable(&root.path().join("a/b/c")).unwrap();
        assert_eq!(std::fs::read_dir(root.path()).unwrap().count(), 0);
        std::fs::File::create(root.path().join("file")).unwrap();
        let why = writable(&root.path().join("file/sessions")).unwrap_err();
        assert!(why.ends_with("file is not a directory."), "{why}");
    }
}
