//! What `doctor` says of running code: the interpreter, what it has, how well a run is isolated.

use std::path::PathBuf;

use super::{Check, State};
use crate::domain::plain;
use crate::judge::python::{self, Closely, Found, Looked, Places};
use crate::judge::sandbox::{Rung, Sandbox};

/// Looks at every Python. NumPy is really imported; PyTorch, which takes seconds, is looked for.
pub(super) fn checks(places: &Places) -> Vec<Check> {
    // Who asks the doctor wants to know how it is now, and wants nothing changed.
    let places = &Places {
        cache: PathBuf::new(),
        ..places.clone()
    };
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
        isolation(places),
    ]
}

/// How well a run is shut off, tried from inside one.
fn isolation(places: &Places) -> Check {
    let sandbox = Sandbox::probe(places);
    let rung = sandbox.rung();
    let mend = match rung {
        Rung::Full => return Check::good("isolation", rung.words()),
        Rung::Partly => {
            "Where it is yours to decide, let ordinary programs make user namespaces (sysctl \
             kernel.unprivileged_userns_clone, kernel.apparmor_restrict_unprivileged_userns, user.max_user_namespaces)."
        }
        Rung::NoFiles => "Linux from 5.13 on has Landlock; it may have to be named in the kernel's `lsm=`.",
        Rung::Seatbelt => "Nothing is to be done: this system offers no more.",
        Rung::Nothing => {
            "Tests of other people's banks are not run here. Linux with Landlock or user namespaces isolates."
        }
    };
    let problems = [rung.lacks(), sandbox.why()]
        .into_iter()
        .filter(|sentence| !sentence.is_empty())
        .map(str::to_owned)
        .collect();
    Check {
        problems,
        ..Check::note("isolation", rung.words(), mend)
    }
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
