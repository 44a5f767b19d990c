//! Keys arrive as keys and answers of the terminal never as text, at any pace.

use std::time::Duration;

use crate::pty::{ASKS, LONG, Launch, Pty, now};

const fn ms(count: u64) -> Duration {
    Duration::from_millis(count)
}

/// Types with a gap after each byte into a fresh program; begins again where this machine was so busy
/// that a gap became much longer.
fn typed_slowly(bytes: &[u8], gap: Duration) -> Pty {
    for _ in 0..20 {
        let mut pty = Pty::hotseat();
        let mut longest = ms(0);
        for byte in bytes {
            let begin = now();
            pty.send([*byte]);
            pty.pass(gap);
            longest = longest.max(now() - begin);
        }
        if longest < gap + ms(25) {
            return pty;
        }
    }
    panic!("this machine is too busy for a pace of {gap:?}");
}

#[test]
fn escape_is_a_key_soon_and_what_is_typed_after_it_arrives() {
    let mut pty = Pty::hotseat();
    let begin = now();
    pty.send("\x1b");
    pty.wait_for(ASKS);
    assert!(now() - begin < ms(1500), "{:?}", now() - begin);
    // Away and back again: both are keys.
    pty.send("\x1b\x1b");
    pty.pass(ms(500));
    assert!(pty.shows(ASKS));
    for key in ["[", "O", "x"] {
        pty.send("\x1b");
        pty.wait("the answer", LONG, |pty| !pty.shows(ASKS));
        pty.send(key);
        pty.pass(ms(300));
        pty.send("\x1b");
        pty.wait_for(ASKS);
    }
    pty.send("\x1b");
    pty.wait("the answer", LONG, |pty| !pty.shows(ASKS));
    assert_eq!(pty.answer(), "[Ox");
}

#[test]
fn sequences_are_whole_however_slow_the_line() {
    // Two escapes between the letters: above 60 ms each is a key too, and the second takes back what
    // the first one brought.
    let stream = b"a\x1b[24;5~\x1b]11;rgb:00/00/00\x1b\\b\xc3\xa9\x1b[24;5~\x1b[24;5~c";
    for gap in [ms(0), ms(30), ms(100)] {
        let mut pty = typed_slowly(stream, gap);
        assert_eq!(pty.answer(), "abéc", "{gap:?}");
    }
    let mut pty = typed_slowly(b"\x1b[24;5~\x1b[200~", ms(200));
    pty.send("x\ry\x1b[201~");
    assert_eq!(pty.answer(), "x\ny");
}

#[test]
fn half_a_sequence_holds_up_neither_a_resize_nor_the_next_key() {
    for (half, silence, rest, expected) in [
        ("\x1b[1;", 300, "", "k"),
        ("\x1b]11;rgb", 1100, "", "k"),
        ("\x1bO", 300, "", "k"),
        ("\x1b[200~ab", 400, "\x1b[201~", "abk"),
    ] {
        let mut pty = Pty::hotseat();
        pty.send(half);
        pty.pass(ms(10));
        pty.resize(70, 20);
        pty.wait_until_painted();
        pty.pass(ms(silence));
        pty.send(format!("k{rest}"));
        assert_eq!(pty.answer(), expected, "{}", half.escape_debug());
    }
    let mut pty = Pty::hotseat();
    pty.send(b"\xe6\xbc");
    pty.pass(ms(300));
    pty.send("k");
    assert_eq!(pty.answer(), "k");
}

#[test]
fn answers_are_understood_and_never_typed() {
    let mut pty = Pty::hotseat();
    pty.send("a\x1b[?0ub\x1b]11;rgb:ffff/ff");
    pty.pass(ms(500));
    pty.send("ff/ffff\x1b\\c\x1b[?2026;2$y\x1b[?62;22cd\x1b[3;4Re\x1bP>|term\x1b\\f\x1b_Gi=1;OK\x1b\\g");
    pty.wait_for_light_ground();
    let mut long = b"\x1b]11;".to_vec();
    long.resize(1 << 20, b'x');
    long.extend_from_slice(b"\x07h");
    pty.send(long);
    assert_eq!(pty.answer(), "abcdefgh");
    assert!(pty.wrote("\x1b[>1u"), "the keyboard protocol is used");
}

#[test]
fn the_terminal_is_asked_once_after_the_first_frame_and_only_what_it_may_be() {
    let asked = |launch: Launch| {
        let mut pty = launch.ready();
        pty.send("x");
        pty.answer();
        let text = String::from_utf8_lossy(pty.raw()).into_owned();
        let frame = text.find("\x1b[?2026h").unwrap();
        assert!(
            text.find("\x1b[c").is_none_or(|at| at > frame),
            "before the first frame"
        );
        ["\x1b[?u", "\x1b]11;?", "\x1b[?2026$p", "\x1b[c"].map(|question| text.matches(question).count())
    };
    assert_eq!(asked(Launch::hotseat()), [1, 1, 1, 1]);
    assert_eq!(asked(Launch::hotseat().env("SSH_CONNECTION", "1")), [1, 0, 1, 1]);
    assert_eq!(asked(Launch::hotseat().env("TERM", "linux")), [0, 0, 0, 0]);
}

#[test]
fn invalid_bytes_leave_their_neighbours_alone() {
    let mut pty = Pty::hotseat();
    pty.send(b"a\xffb\xc3c\0d\xc2\x9be\xed\xa0\x80f");
    assert_eq!(pty.answer(), "abcdef");
}
