//! The parser's tables and laws. `HOTSEAT_CASES` sets the number of cases of each law.

use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use proptest::prelude::*;
use proptest::test_runner::Config;

use super::{Out, Parser};

fn press(code: KeyCode, modifiers: KeyModifiers) -> Out {
    Out::Ev(Event::Key(KeyEvent::new(code, modifiers)))
}

fn plain(code: KeyCode) -> Out {
    press(code, KeyModifiers::NONE)
}

fn typed(text: &str) -> Vec<Out> {
    text.chars()
        .map(|ch| super::codes::char_key(ch, KeyModifiers::NONE))
        .collect()
}

fn paste(text: &str) -> Out {
    Out::Ev(Event::Paste(text.to_owned()))
}

fn reply(bytes: &[u8]) -> Out {
    Out::Reply(bytes.to_vec())
}

fn mouse(kind: MouseEventKind, column: u16, row: u16, modifiers: KeyModifiers) -> Out {
    Out::Ev(Event::Mouse(MouseEvent {
        kind,
        column,
        row,
        modifiers,
    }))
}

/// Lets `gap` milliseconds pass, as the loop does.
fn wait(parser: &mut Parser, mut gap: u64, out: &mut Vec<Out>) {
    while let Some(patience) = parser.patience().filter(|&patience| patience <= gap) {
        gap -= patience;
        parser.timeout(out);
    }
}

/// Feeds pieces with a silence after each.
fn play(pieces: &[(&[u8], u64)]) -> Vec<Out> {
    let mut parser = Parser::new();
    let mut out = Vec::new();
    for &(bytes, gap) in pieces {
        parser.feed(bytes, &mut out);
        wait(&mut parser, gap, &mut out);
    }
    out
}

fn whole(bytes: &[u8]) -> Vec<Out> {
    play(&[(bytes, 5000)])
}

#[test]
fn every_known_sequence_gives_its_event() {
    use KeyCode::{Backspace, Char, Delete, Down, End, Enter, Esc, F, Home, Left, PageUp, Right, Tab, Up};
    use KeyModifiers as Mods;
    let release = KeyEvent::new_with_kind(Char('a'), Mods::NONE, KeyEventKind::Release);
    let repeat = KeyEvent::new_with_kind(Up, Mods::NONE, KeyEventKind::Repeat);
    let left = MouseButton::Left;
    let cases: Vec<(&[u8], Out)> = vec![
        (b"a", plain(Char('a'))),
        (b"A", press(Char('A'), Mods::SHIFT)),
        ("é".as_bytes(), plain(Char('é'))),
        ("漢".as_bytes(), plain(Char('漢'))),
        ("🦀".as_bytes(), plain(Char('🦀'))),
        (b"\r", plain(Enter)),
        (b"\n", press(Char('j'), Mods::CONTROL)),
        (b"\t", plain(Tab)),
        (b"\x7f", plain(Backspace)),
        (b"\x08", press(Char('h'), Mods::CONTROL)),
        (b"\0", press(Char(' '), Mods::CONTROL)),
        (b"\x1a", press(Char('z'), Mods::CONTROL)),
        (b"\x1f", press(Char('7'), Mods::CONTROL)),
        (b"\x1ba", press(Char('a'), Mods::ALT)),
        (b"\x1b\x7f", press(Backspace, Mods::ALT)),
        (b"\x1b\x01", press(Char('a'), Mods::ALT | Mods::CONTROL)),
        ("\x1bé".as_bytes(), press(Char('é'), Mods::ALT)),
        (b"\x1b[A", plain(Up)),
        (b"\x1bOB", plain(Down)),
        (b"\x1b[1;5C", press(Right, Mods::CONTROL)),
        (b"\x1b[1;4D", press(Left, Mods::SHIFT | Mods::ALT)),
        (b"\x1b\x1b[A", press(Up, Mods::ALT)),
        (b"\x1b[H", plain(Home)),
        (b"\x1bOF", plain(End)),
        (b"\x1b[7~", plain(Home)),
        (b"\x1b[3;5~", press(Delete, Mods::CONTROL)),
        (b"\x1b[5~", plain(PageUp)),
        (b"\x1bOP", plain(F(1))),
        (b"\x1bO2Q", press(F(2), Mods::SHIFT)),
        (b"\x1b[13~", plain(F(3))),
        (b"\x1b[1;2R", press(F(3), Mods::SHIFT)),
        (b"\x1b[15~", plain(F(5))),
        (b"\x1b[21;2~", press(F(10), Mods::SHIFT)),
        (b"\x1b[24~", plain(F(12))),
        (b"\x1b[[C", plain(F(3))),
        (b"\x1bOp", plain(Char('0'))),
        (b"\x1bOM", plain(Enter)),
        (b"\x1b[Z", press(KeyCode::BackTab, Mods::SHIFT)),
        (b"\x1b[I", Out::Ev(Event::FocusGained)),
        (b"\x1b[O", Out::Ev(Event::FocusLost)),
        (b"\x1b[27u", plain(Esc)),
        (b"\x1b[97;5u", press(Char('a'), Mods::CONTROL)),
        (b"\x1b[97:65;2u", press(Char('A'), Mods::SHIFT)),
        (b"\x1b[122;6u", press(Char('Z'), Mods::SHIFT | Mods::CONTROL)),
        (b"\x1b[97;1:3u", Out::Ev(Event::Key(release))),
        (b"\x1b[1;1:2A", Out::Ev(Event::Key(repeat))),
        (b"\x1b[9;2u", press(KeyCode::BackTab, Mods::SHIFT)),
        (b"\x1b[27;5;105~", press(Char('i'), Mods::CONTROL)),
        (b"\x1b[27;2;13~", press(Enter, Mods::SHIFT)),
        (
            b"\x1b[<0;3;4M",
            mouse(MouseEventKind::Down(left), 2, 3, Mods::NONE),
        ),
        (b"\x1b[<0;3;4m", mouse(MouseEventKind::Up(left), 2, 3, Mods::NONE)),
        (
            b"\x1b[<36;1;1M",
            mouse(MouseEventKind::Drag(left), 0, 0, Mods::SHIFT),
        ),
        (
            b"\x1b[<65;300;1M",
            mouse(MouseEventKind::ScrollDown, 299, 0, Mods::NONE),
        ),
        (b"\x1b[<35;1;1M", mouse(MouseEventKind::Moved, 0, 0, Mods::NONE)),
        (b"\x1b[M !\"", mouse(MouseEventKind::Down(left), 0, 1, Mods::NONE)),
        (
            b"\x1b[M\x60\xff\xfe",
            mouse(MouseEventKind::ScrollUp, 222, 221, Mods::NONE),
        ),
        (b"\x1b[200~a\r\n\x1b[31mb\x1b[201~", paste("a\r\n\x1b[31mb")),
        (b"\x1b[?1u", reply(b"[?1u")),
        (b"\x1b[?2026;2$y", reply(b"[?2026;2$y")),
        (b"\x1b[?62;22c", reply(b"[?62;22c")),
        (b"\x1b[>0;276;0c", reply(b"[>0;276;0c")),
        (b"\x1b[12;40R", reply(b"[12;40R")),
        (b"\x1b[8;24;80t", reply(b"[8;24;80t")),
        (
            b"\x1b]11;rgb:1a1a/2b2b/3c3c\x1b\\",
            reply(b"]11;rgb:1a1a/2b2b/3c3c"),
        ),
        (b"\x1b]11;rgb:ff/ff/ff\x07", reply(b"]11;rgb:ff/ff/ff")),
        (b"\x1bP>|XTerm(370)\x1b\\", reply(b"P>|XTerm(370)")),
        (b"\x1b_Gi=1;OK\x1b\\", reply(b"_Gi=1;OK")),
    ];
    for (bytes, expected) in cases {
        assert_eq!(whole(bytes), [expected], "{}", bytes.escape_ascii());
    }
}

#[test]
fn half_sequences_are_decided_by_silence() {
    use KeyCode::{Char, Enter, Esc};
    let alt = |ch| press(Char(ch), KeyModifiers::ALT);
    let cases: Vec<(&[u8], Vec<Out>)> = vec![
        (b"\x1b", vec![plain(Esc)]),
        (b"\x1b\x1b", vec![plain(Esc), plain(Esc)]),
        (b"\x1b\x1b\x1b", vec![plain(Esc), plain(Esc), plain(Esc)]),
        (b"\x1b[", vec![alt('[')]),
        (b"\x1b]", vec![alt(']')]),
        (
            b"\x1bP",
            vec![press(Char('P'), KeyModifiers::ALT | KeyModifiers::SHIFT)],
        ),
        (b"\x1b[\r", vec![alt('['), plain(Enter)]),
        (b"\x1b]x", vec![alt(']'), plain(Char('x'))]),
        (b"\x1b[1;", vec![Out::Bad]),
        (b"\x1b]11;rgb", vec![Out::Bad]),
        (b"\x1b[M ", vec![Out::Bad]),
        (b"\x1b[[", vec![Out::Bad]),
        (b"\xe6\xbc", vec![Out::Bad]),
        (b"\x1b[1\x18a", vec![Out::Bad, plain(Char('a'))]),
        (b"\x1b]11;\x1ab", vec![Out::Bad, plain(Char('b'))]),
        (b"\x1b[1\x1b[A", vec![Out::Bad, plain(KeyCode::Up)]),
        (b"\x1b]11;x\x1b[A", vec![Out::Bad, plain(KeyCode::Up)]),
        (b"\x1b[1\xc3\xa9", vec![Out::Bad, plain(Char('é'))]),
        (b"\x1b[38;5;9m", vec![Out::Bad]),
    ];
    for (bytes, expected) in cases {
        assert_eq!(whole(bytes), expected, "{}", bytes.escape_ascii());
    }
}

#[test]
fn a_lone_escape_is_a_key_after_60_ms_or_250_where_escape_is_a_sequence() {
    let mut parser = Parser::new();
    let mut out = Vec::new();
    parser.feed(b"\x1b", &mut out);
    assert_eq!(parser.patience(), Some(60));
    parser.expect_kitty();
    assert_eq!(parser.patience(), Some(250));
    assert_eq!(out, []);
    parser.timeout(&mut out);
    assert_eq!(out, [plain(KeyCode::Esc)]);
}

#[test]
fn after_a_late_escape_a_known_end_gives_the_key_and_anything_else_was_typed() {
    let esc = || plain(KeyCode::Esc);
    assert_eq!(play(&[(b"\x1b", 200), (b"[A", 0)]), [esc(), plain(KeyCode::Up)]);
    assert_eq!(
        play(&[(b"\x1b", 200), (b"O", 200), (b"P", 0)]),
        [esc(), plain(KeyCode::F(1))]
    );
    assert_eq!(
        play(&[(b"\x1b", 100), (b"[200~ls\r", 100), (b"\x1b[201~", 0)]),
        [esc(), paste("ls\r")]
    );
    assert_eq!(
        play(&[(b"\x1b", 100), (b"]11;rgb:0/0/0\x07", 0)]),
        [esc(), reply(b"]11;rgb:0/0/0")]
    );
    let with_esc = |text: &str| [vec![esc()], typed(text)].concat();
    for text in [
        "[x", "[]", "[1, 2]", "[[z", "Ok", "O5k", "]]", "]12a", "[M", "[", "O", "[",
    ] {
        assert_eq!(
            play(&[(b"\x1b", 100), (text.as_bytes(), 1000)]),
            with_esc(text),
            "{text}"
        );
    }
    // Longer than the ghost lives: characters at once.
    assert_eq!(play(&[(b"\x1b", 400), (b"[A", 0)]), with_esc("[A"));
}

#[test]
fn a_paste_that_falls_silent_is_handed_over_and_stays_a_paste() {
    assert_eq!(
        play(&[
            (b"\x1b[200~ab\xc3", 1000),
            (b"\xa9rm\r", 1000),
            (b"\x1b[2", 1000),
            (b"01~x", 0)
        ]),
        [vec![paste("ab"), paste("érm\r"), paste("")], typed("x")].concat()
    );
}

#[test]
fn a_lone_escape_in_a_silent_paste_leaves_it() {
    let expected = [vec![paste("ab"), plain(KeyCode::Esc)], typed("x")].concat();
    assert_eq!(
        play(&[(b"\x1b[200~ab", 1000), (b"\x1b", 1000), (b"x", 0)]),
        expected
    );
    // Text right before the escape: it may be the end mark on a slow line.
    assert_eq!(
        play(&[(b"\x1b[200~ab\x1b", 1000), (b"[201~x", 0)]),
        [vec![paste("ab"), paste("")], typed("x")].concat()
    );
}

#[test]
fn invalid_bytes_leave_their_neighbours_alone() {
    let bytes = b"a\xffb\xc3c\xed\xa0\x80d\xf0\x80e\x80f\xc2\x9bg\xe6\xbc\x1b[Ah";
    let events: Vec<Out> = whole(bytes).into_iter().filter(|out| *out != Out::Bad).collect();
    let mut expected = typed("abcdefg");
    expected.push(plain(KeyCode::Up));
    expected.extend(typed("h"));
    assert_eq!(events, expected);
}

#[test]
fn what_is_too_long_is_read_over() {
    let mut osc = b"\x1b]11;".to_vec();
    osc.resize(1 << 20, b'x');
    osc.extend(b"\x1b\\a");
    let out = whole(&osc);
    assert!(
        matches!(&out[..], [Out::Reply(kept), _] if kept.len() == super::KEPT),
        "{}",
        out.len()
    );
    let mut csi = b"\x1b[".to_vec();
    csi.resize(100_000, b'1');
    csi.extend(b"Ab");
    assert_eq!(whole(&csi), [vec![Out::Bad], typed("b")].concat());
}

fn cases(default: u32) -> Config {
    // Read here and nowhere else: a longer run is a matter of the person who runs the tests.
    #[expect(
        clippy::disallowed_methods,
        reason = "a knob of the tests, not of the program"
    )]
    let asked = std::env::var("HOTSEAT_CASES")
        .ok()
        .and_then(|count| count.parse().ok());
    Config {
        failure_persistence: None,
        ..Config::with_cases(asked.unwrap_or(default))
    }
}

/// A piece of a stream and the events it stands for.
fn item() -> impl Strategy<Value = (Vec<u8>, Vec<Out>)> {
    let fixed: Vec<(&'static [u8], Vec<Out>)> = vec![
        (b"\x1b[A", vec![plain(KeyCode::Up)]),
        (b"\x1b[1;5C", vec![press(KeyCode::Right, KeyModifiers::CONTROL)]),
        (b"\x1bOP", vec![plain(KeyCode::F(1))]),
        (b"\x1b[24~", vec![plain(KeyCode::F(12))]),
        (
            b"\x1b[97;5u",
            vec![press(KeyCode::Char('a'), KeyModifiers::CONTROL)],
        ),
        (b"\x1b[I", vec![Out::Ev(Event::FocusGained)]),
        (
            b"\x1b[<64;10;20M",
            vec![mouse(MouseEventKind::ScrollUp, 9, 19, KeyModifiers::NONE)],
        ),
        (b"\x1b[?2026;2$y", vec![reply(b"[?2026;2$y")]),
        (b"\x1b]11;rgb:12/34/56\x1b\\", vec![reply(b"]11;rgb:12/34/56")]),
        (b"\r", vec![plain(KeyCode::Enter)]),
    ];
    prop_oneof![
        2 => "[a-z é漢🦀\\[O\\]]{1,6}".prop_map(|text| { let keys = typed(&text); (text.into_bytes(), keys) }),
        4 => proptest::sample::select(fixed).prop_map(|(bytes, outs)| (bytes.to_vec(), outs)),
        1 => "[a-z\r é\u{1b}\\[]{0,20}".prop_map(|text| {
            (format!("\x1b[200~{text}\x1b[201~").into_bytes(), vec![paste(&text)])
        }),
    ]
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn cutting_a_stream_anywhere_changes_nothing(
        items in proptest::collection::vec(prop_oneof![
            3 => item().prop_map(|(bytes, _)| bytes),
            1 => proptest::collection::vec(any::<u8>(), 0..12),
            1 => proptest::collection::vec(
                proptest::sample::select(b"\x1b\x1b[]OPM_;:?<0127~uR\\\x07\x18\xc3".to_vec()), 0..12),
        ], 0..12),
        cuts in proptest::collection::vec(1_usize..9, 1..64),
    ) {
        let stream = items.concat();
        let mut parser = Parser::new();
        let mut cut = Vec::new();
        let (mut rest, mut turn) = (&stream[..], 0);
        while !rest.is_empty() {
            let (piece, after) = rest.split_at(cuts[turn % cuts.len()].min(rest.len()));
            parser.feed(piece, &mut cut);
            (rest, turn) = (after, turn + 1);
        }
        wait(&mut parser, 10_000, &mut cut);
        prop_assert_eq!(cut, whole(&stream));
        // Nothing is waited for without end.
        parser.timeout(&mut Vec::new());
        prop_assert!(parser.patience().is_none_or(|patience| patience <= 1000));
    }

    #[test]
    fn slow_lines_add_at_most_escapes(
        items in proptest::collection::vec(item(), 1..8),
        gaps in proptest::collection::vec(proptest::sample::select(vec![0_u64, 0, 30, 100, 200]), 1..64),
    ) {
        let mut parser = Parser::new();
        let (mut out, mut turn) = (Vec::new(), 0);
        for (bytes, _) in &items {
            for &byte in bytes {
                parser.feed(&[byte], &mut out);
                wait(&mut parser, gaps[turn % gaps.len()], &mut out);
                turn += 1;
            }
        }
        wait(&mut parser, 10_000, &mut out);
        out.retain(|out| *out != plain(KeyCode::Esc));
        let expected: Vec<Out> = items.into_iter().flat_map(|(_, outs)| outs).collect();
        prop_assert_eq!(out, expected);
    }

    #[test]
    fn any_bytes_at_any_pace_are_survived(
        pieces in proptest::collection::vec(
            (proptest::collection::vec(any::<u8>(), 0..40), 0_u64..1200), 0..20),
    ) {
        let mut parser = Parser::new();
        let mut out = Vec::new();
        for (bytes, gap) in &pieces {
            parser.feed(bytes, &mut out);
            wait(&mut parser, *gap, &mut out);
        }
    }
}
