//! What `doctor` says of running code: the interpreter, what it has, how well a run is isolated.

use super::{Check, State};
use crate::domain::plain;
use crate::judge::python::{self, Closely, Found, Looked, Places};

/// Looks at every Python. NumPy is really imported; PyTorch, which takes seconds, is looked for.
pub(super) fn checks(places: &Places) -> Vec<Check> {
    let with_numpy = python::survey(places, &["numpy".to_owned()], Closely::Importing);
    let with_torch = python::survey(places, &["torch".to_owned()], Closely::Glancing);
    vec![
        interpreter(places, &with_numpy),
        module(
            "numpy",
            "NumPy",
            &with_numpy,
            "questions that need it are not run",
            "`hotseat setup` makes an environment with NumPy.",
        ),
        module(
            "torch",
            "PyTorch",
            &with_torch,
            "questions that need it are not run and not drawn alone",
            "Install PyTorch and NumPy into a Python of yours, and name it as `python` under [judge] in \
             config.toml or start hotseat in its environment.",
        ),
    ]
}

/// The Python of questions that need nothing else. Bad where one that was asked for by name cannot be had.
fn interpreter(places: &Places, looked: &[Looked]) -> Check {
    const MEND: &str = "Install Python 3 or name one as `python` under [judge] in config.toml.";
    let works = looked.iter().find_map(|one| match &one.found {
        Found::Works(python, _) => Some(format!("{}, {}", python.version, named(one))),
        _ => None,
    });
    let problems: Vec<String> = looked
        .iter()
        .filter(|one| !matches!(one.found, Found::Works(..)))
        .filter_map(|one| Some(format!("{} {}.", named(one), one.lacks()?)))
        .collect();
    let check = match works {
        None => Check::note(
            "python",
            "none of 3.9 or newer: the code of answers is not run",
            MEND,
        ),
        Some(found) if problems.is_empty() => Check::good("python", found),
        Some(found) => Check::note(
            "python",
            found,
            "It is taken in place of these; `python` under [judge] in config.toml names another.",
        ),
    };
    let configured = looked.first().filter(|_| places.configured.is_some());
    let asked_in_vain = configured.is_some_and(|one| !matches!(one.found, Found::Works(..)));
    Check {
        state: if asked_in_vain { State::Bad } else { check.state },
        problems,
        ..check
    }
}

fn module(what: &'static str, name: &str, looked: &[Looked], without: &str, mend: &str) -> Check {
    let whole = looked.iter().find_map(|one| Some((one, one.whole()?)));
    // Not there is no news of every Python; there and broken is.
    let broken = looked.iter().filter(|one| match &one.found {
        Found::Works(_, lacks) => lacks.iter().any(|lack| !lack.why.is_empty()),
        _ => false,
    });
    let problems: Vec<String> = broken
        .filter_map(|one| Some(format!("{} {}.", named(one), one.lacks()?)))
        .collect();
    let check = match whole {
        Some((one, python)) => {
            let version = python.modules.get(what).map_or("", String::as_str);
            Check::good(
                what,
                format!("{version} for Python {}, {}", python.version, named(one))
                    .trim_start()
                    .to_owned(),
            )
        }
        None => Check::note(what, format!("no Python here has {name}: {without}"), mend),
    };
    Check { problems, ..check }
}

/// `/usr/bin/python3 (the system's Python)`
fn named(one: &Looked) -> String {
    let path = one.path.display().to_string();
    format!("{} ({})", plain::clean_line(&path), one.place)
}
