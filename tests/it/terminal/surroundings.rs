//! T11: what the environment says of colours and characters, obeyed by the program itself on every screen: no
//! colour where none is wanted, only the terminal's own sixteen where it has no more, nothing of our own but
//! ASCII where the locale has no more, dark letters on a light ground.

use crate::house::House;
use crate::pty::{LONG, Launch, Pty};

/// Shows the screens one after another; `look` is called on each.
fn tour(set: impl Fn(Launch) -> Launch, answer: &str, mut look: impl FnMut(&Pty, &str)) {
    let house = House::new();
    let mut pty = set(house.hotseat(&[])).start();
    let mut see = |pty: &mut Pty, shows: &str| {
        pty.wait_for(shows);
        look(pty, shows);
    };
    see(&mut pty, "Start an interview");
    pty.send(answer);
    pty.wait("the banks", LONG, |pty| !pty.shows("reading the banks"));
    for (key, shows) in [("p", "Nothing to reckon with yet"), ("b", "All questions")] {
        pty.send(key);
        see(&mut pty, shows);
        pty.send("\x1b");
        see(&mut pty, "Start an interview");
    }
    pty.send("q");
    assert_eq!(pty.ended(LONG).code, 0);
    let start = house.hotseat(&["start", "--question", "th-logsumexp", "--seed", "1"]);
    let mut pty = set(start).start();
    see(&mut pty, "Your answer");
    pty.send(answer);
    pty.send("Subtract the largest.");
    see(&mut pty, "largest.");
    pty.send("\x1bOP");
    see(&mut pty, "filter");
    pty.send("\x1b");
    pty.wait("no help", LONG, |pty| !pty.shows("filter"));
    // Done as often as there are follow-ups; the journal tells what each brought.
    let done = || {
        ["follow_up_shown", "submitted"]
            .map(|ev| house.journal().matches(&format!("\"ev\":\"{ev}\"")).count())
    };
    while done()[1] == 0 {
        let before = done();
        pty.send("\x1bOQ");
        pty.wait("what done brought", LONG, |_| done() != before);
    }
    see(&mut pty, "takes it back");
    pty.send("\r");
    see(&mut pty, "how good was your answer");
    pty.send("2\r");
    see(&mut pty, "ticked");
    pty.send(" \x1b[B ");
    pty.wait_for("2 of 9 ticked");
    pty.send("\r");
    see(&mut pty, "One criterion is still to score");
    pty.send("2\r");
    see(&mut pty, "Next steps");
    pty.send("\x1b");
    pty.wait_for("Start an interview");
    pty.send("\x1b[B\x1b[B\r");
    see(&mut pty, "newest first");
    pty.send("\x1b");
    pty.wait_for("Start an interview");
    pty.send("p");
    see(&mut pty, "Scores, session by session");
}

/// Every parameter list of the SGR sequences written.
fn looks(pty: &Pty) -> Vec<Vec<u32>> {
    let text = String::from_utf8_lossy(pty.raw()).into_owned();
    let lists = text.split("\x1b[").skip(1).filter_map(|part| {
        let end = part.find(|c: char| c != ';' && !c.is_ascii_digit())?;
        part[end..].starts_with('m').then(|| {
            let numbers = part[..end].split(';').map(|number| number.parse().unwrap_or(0));
            numbers.collect()
        })
    });
    lists.collect()
}

#[test]
fn where_no_colours_are_wanted_none_is_written_on_any_screen() {
    for (name, value) in [("NO_COLOR", "1"), ("CLICOLOR", "0")] {
        tour(
            |launch| launch.env(name, value).env("COLORTERM", "truecolor"),
            "\x1b]11;rgb:0000/0000/0000\x1b\\",
            |pty, shows| {
                let coloured: Vec<_> = looks(pty)
                    .into_iter()
                    .filter(|look| {
                        look.iter()
                            .any(|number| (30..=49).contains(number) || *number >= 90)
                    })
                    .collect();
                assert!(coloured.is_empty(), "{name}, {shows}: {coloured:?}");
            },
        );
    }
}

#[test]
fn where_there_are_sixteen_colours_no_other_is_written() {
    tour(
        |launch| launch.env("TERM", "xterm"),
        "\x1b]11;rgb:ffff/ffff/ffff\x1b\\",
        |pty, shows| {
            let others: Vec<_> = looks(pty)
                .into_iter()
                .filter(|look| look.iter().any(|number| matches!(number, 38 | 48 | 58)))
                .collect();
            assert!(others.is_empty(), "{shows}: {others:?}");
        },
    );
}

#[test]
fn where_the_locale_has_no_more_than_ascii_nothing_of_our_own_is_anything_else() {
    for (name, value) in [
        ("LC_ALL", "C"),
        ("LANG", "de_DE.ISO-8859-1"),
        ("LC_CTYPE", "POSIX"),
    ] {
        tour(
            |launch| launch.env("LANG", "C").env(name, value),
            "",
            |pty, shows| {
                // The ideas and next steps of a question are its author's words, as they stand in the bank.
                if ["ticked", "One criterion is still to score", "Next steps"].contains(&shows) {
                    return;
                }
                let screen = pty.screen().contents();
                assert!(screen.is_ascii(), "{name}={value}, {shows}:\n{screen}");
            },
        );
    }
}

#[test]
fn on_a_light_ground_letters_are_dark_on_every_screen() {
    let mut begun = false;
    tour(
        |launch| launch.env("COLORTERM", "truecolor"),
        "\x1b]11;rgb:ffff/ffff/ffff\x1b\\",
        |pty, shows| {
            // Until the terminal has answered, nothing is known of its ground.
            // Behind an overlay everything is faint.
            if !std::mem::replace(&mut begun, true) || ["Start an interview", "filter"].contains(&shows) {
                return;
            }
            let (rows, columns) = pty.screen().size();
            let cells = (0..rows.get()).flat_map(|row| (0..columns.get()).map(move |column| (row, column)));
            for (row, column) in cells {
                let Some(cell) = pty.screen().cell(row, column).filter(|cell| cell.has_contents()) else {
                    continue;
                };
                if let vt100::Color::Rgb(red, green, blue) = cell.fgcolor()
                    && cell.bgcolor() == vt100::Color::Default
                    && !cell.inverse()
                    && cell.contents().chars().all(char::is_alphanumeric)
                {
                    let light = u32::from(red) + u32::from(green) + u32::from(blue);
                    assert!(
                        light < 450,
                        "{shows}, row {row}, column {column}: {red} {green} {blue}"
                    );
                }
            }
        },
    );
}
