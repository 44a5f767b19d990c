//! Makes messages of what one read of the terminal held, pure.
//!
//! What only its last state matters is coalesced; keys never are. Many printable keys in one read were
//! pasted by a terminal without brackets: they become one paste, so that they are one step of undo and
//! none of them is taken for a command.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseEventKind};

use super::parser::Out;
use crate::app::msg::Msg;

/// This many keys in one read are a paste.
const BURST: usize = 64;

/// Whether the read right before this one ended inside a paste without brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    Keys,
    Burst,
}

/// What one read held.
#[derive(Debug, Default)]
pub struct Sorted {
    pub messages: Vec<Msg>,
    pub replies: Vec<Vec<u8>>,
}

/// Sorts the parser's output, emptying `outs`; returns it and whether it ended in a burst of keys.
pub fn sort(outs: &mut Vec<Out>, before: Before) -> (Sorted, Before) {
    let mut sorted = Sorted::default();
    let mut burst = before;
    let mut run = Run::default();
    for out in outs.drain(..) {
        match out {
            Out::Ev(Event::Key(key)) if key.kind == KeyEventKind::Release => {}
            Out::Ev(Event::Key(key)) => {
                if let Some(ch) = typable(&key) {
                    run.add(key, ch);
                } else {
                    run.flush(&mut sorted.messages, &mut burst);
                    burst = Before::Keys;
                    sorted.messages.push(Msg::Key(key));
                }
            }
            Out::Reply(reply) => sorted.replies.push(reply),
            Out::Bad => {}
            Out::Ev(event) => {
                run.flush(&mut sorted.messages, &mut burst);
                other(event, &mut sorted.messages);
            }
        }
    }
    run.flush(&mut sorted.messages, &mut burst);
    (sorted, burst)
}

/// Consecutive keys that stand for text.
#[derive(Default)]
struct Run {
    keys: Vec<(KeyEvent, char)>,
}

impl Run {
    fn add(&mut self, key: KeyEvent, ch: char) {
        self.keys.push((key, ch));
    }

    fn flush(&mut self, messages: &mut Vec<Msg>, burst: &mut Before) {
        if self.keys.is_empty() {
            return;
        }
        let least = match *burst {
            Before::Keys => BURST,
            Before::Burst => 1,
        };
        if self.keys.len() >= least {
            let text: String = self.keys.drain(..).map(|(_, ch)| ch).collect();
            messages.push(Msg::Paste(line_ends(text)));
            *burst = Before::Burst;
        } else {
            messages.extend(
                self.keys
                    .drain(..)
                    .map(|(key, _)| Msg::Key(enter_for_line_feed(key))),
            );
            *burst = Before::Keys;
        }
    }
}

/// The character a key stands for in pasted text.
fn typable(key: &KeyEvent) -> Option<char> {
    let shift = KeyModifiers::SHIFT;
    match key.code {
        KeyCode::Char(ch) if (key.modifiers - shift).is_empty() => Some(ch),
        KeyCode::Char('j') if key.modifiers == KeyModifiers::CONTROL => Some('\n'),
        KeyCode::Enter if key.modifiers.is_empty() => Some('\r'),
        KeyCode::Tab if key.modifiers.is_empty() => Some('\t'),
        _ => None,
    }
}

/// A terminal cannot tell Ctrl-J from a line feed, and a line feed is what a person means.
fn enter_for_line_feed(key: KeyEvent) -> KeyEvent {
    if key.code == KeyCode::Char('j') && key.modifiers == KeyModifiers::CONTROL {
        KeyEvent {
            code: KeyCode::Enter,
            modifiers: KeyModifiers::NONE,
            ..key
        }
    } else {
        key
    }
}

fn other(event: Event, messages: &mut Vec<Msg>) {
    match event {
        Event::Paste(text) if text.is_empty() => {}
        Event::Paste(text) => messages.push(Msg::Paste(line_ends(text))),
        Event::FocusGained | Event::FocusLost => {
            if let Some(Msg::Focus(_)) = messages.last() {
                messages.pop();
            }
            messages.push(Msg::Focus(event == Event::FocusGained));
        }
        Event::Mouse(mouse) => {
            let moves = |kind| matches!(kind, MouseEventKind::Moved | MouseEventKind::Drag(_));
            if let Some(Msg::Mouse(last)) = messages.last()
                && last.kind == mouse.kind
                && moves(mouse.kind)
            {
                messages.pop();
            }
            messages.push(Msg::Mouse(mouse));
        }
        Event::Key(_) | Event::Resize(..) => {}
    }
}

/// Terminals paste line ends as carriage returns.
fn line_ends(text: String) -> String {
    if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::parser::Parser;

    fn read(bytes: &[u8], before: Before) -> (Vec<Msg>, Before) {
        let mut outs = Vec::new();
        Parser::new().feed(bytes, &mut outs);
        let (sorted, after) = sort(&mut outs, before);
        (sorted.messages, after)
    }

    fn key(code: KeyCode) -> Msg {
        Msg::Key(KeyEvent::new(code, KeyModifiers::NONE))
    }

    #[test]
    fn sixty_four_keys_in_one_read_are_a_paste_and_sixty_three_are_keys() {
        let line = |count: usize| format!("{}\r\nb\n\t\r", "a".repeat(count - 6));
        let pasted = format!("{}\nb\n\t\n", "a".repeat(58));
        assert_eq!(
            read(line(64).as_bytes(), Before::Keys),
            (vec![Msg::Paste(pasted)], Before::Burst)
        );
        let (keys, after) = read(line(63).as_bytes(), Before::Keys);
        assert_eq!((keys.len(), after), (63, Before::Keys));
        assert_eq!(
            keys[58..61],
            [key(KeyCode::Enter), key(KeyCode::Char('b')), key(KeyCode::Enter)]
        );
    }

    #[test]
    fn the_rest_of_a_burst_is_text_until_a_command_comes() {
        assert_eq!(
            read(b"x\r", Before::Burst),
            (vec![Msg::Paste("x\n".to_owned())], Before::Burst)
        );
        assert_eq!(
            read(b"x\x1b[Ay", Before::Burst),
            (
                vec![
                    Msg::Paste("x".to_owned()),
                    key(KeyCode::Up),
                    key(KeyCode::Char('y'))
                ],
                Before::Keys
            )
        );
    }

    #[test]
    fn moves_and_focus_are_coalesced_and_nothing_else_is() {
        let bytes =
            b"\x1b[<35;1;1M\x1b[<35;2;2M\x1b[<35;3;3M\x1b[<64;3;3M\x1b[<64;3;3M\x1b[I\x1b[O\x1b[Ia\x1b[O";
        let (messages, _) = read(bytes, Before::Keys);
        let kinds: Vec<String> = messages
            .iter()
            .map(|message| match message {
                Msg::Mouse(mouse) => format!("{:?} {}", mouse.kind, mouse.column),
                Msg::Focus(focus) => format!("focus {focus}"),
                _ => "key".to_owned(),
            })
            .collect();
        assert_eq!(
            kinds,
            [
                "Moved 2",
                "ScrollUp 2",
                "ScrollUp 2",
                "focus true",
                "key",
                "focus false"
            ]
        );
    }

    #[test]
    fn key_releases_never_arrive() {
        assert_eq!(
            read(b"\x1b[97;1:3u\x1b[97;1:1u", Before::Keys).0,
            [key(KeyCode::Char('a'))]
        );
    }
}
