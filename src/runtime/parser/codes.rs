//! What complete sequences mean: tables and bit masks, no state.
//!
//! A letter with Shift is its capital in every protocol, so that a binding needs one spelling.

use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyEventKind, KeyEventState, KeyModifiers, MouseButton, MouseEvent,
    MouseEventKind,
};

use super::Out;

/// What a control sequence is.
#[derive(Debug, PartialEq, Eq)]
pub enum Csi {
    Event(Event),
    Reply,
    PasteBegins,
    /// Known, and of no interest: a stray end of a paste, a key nobody binds.
    Nothing,
    Unknown,
}

pub fn char_key(ch: char, modifiers: KeyModifiers) -> Out {
    let shift = if ch.is_uppercase() {
        KeyModifiers::SHIFT
    } else {
        KeyModifiers::NONE
    };
    Out::Ev(Event::Key(KeyEvent::new(KeyCode::Char(ch), modifiers | shift)))
}

pub fn known_key(code: KeyCode, modifiers: KeyModifiers) -> Out {
    Out::Ev(Event::Key(KeyEvent::new(code, modifiers)))
}

/// A byte below 0x20, or DEL.
pub fn control(byte: u8, modifiers: KeyModifiers) -> Out {
    let code = match byte {
        b'\r' => KeyCode::Enter,
        b'\t' => KeyCode::Tab,
        0x7f => KeyCode::Backspace,
        0x00 => return known_key(KeyCode::Char(' '), modifiers | KeyModifiers::CONTROL),
        0x01..=0x1a => {
            let letter = char::from(byte - 1 + b'a');
            return known_key(KeyCode::Char(letter), modifiers | KeyModifiers::CONTROL);
        }
        _ => {
            let digit = char::from(byte.saturating_sub(0x1c) + b'4');
            return known_key(KeyCode::Char(digit), modifiers | KeyModifiers::CONTROL);
        }
    };
    known_key(code, modifiers)
}

/// The last byte of `ESC O`.
pub fn ss3(byte: u8) -> Option<KeyCode> {
    Some(match byte {
        b'A'..=b'F' | b'H' => return letter(byte),
        b'P'..=b'S' => KeyCode::F(byte - b'P' + 1),
        b'M' => KeyCode::Enter,
        b'I' => KeyCode::Tab,
        b'X' => KeyCode::Char('='),
        b'j'..=b'y' => KeyCode::Char(char::from(byte - b'j' + b'*')),
        _ => return None,
    })
}

/// The last byte of `ESC [ [`.
pub fn console(byte: u8) -> Option<KeyCode> {
    matches!(byte, b'A'..=b'E').then(|| KeyCode::F(byte - b'A' + 1))
}

fn letter(byte: u8) -> Option<KeyCode> {
    Some(match byte {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'E' => KeyCode::KeypadBegin,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        _ => return None,
    })
}

/// Modifiers as terminals number them: one plus a mask.
pub fn mask(number: u32) -> KeyModifiers {
    let bits = number.saturating_sub(1);
    [
        (1, KeyModifiers::SHIFT),
        (2, KeyModifiers::ALT),
        (4, KeyModifiers::CONTROL),
        (8, KeyModifiers::SUPER),
        (16, KeyModifiers::HYPER),
        (32, KeyModifiers::META),
    ]
    .into_iter()
    .filter(|(bit, _)| bits & bit != 0)
    .fold(KeyModifiers::NONE, |all, (_, one)| all | one)
}

/// What `ESC [ parameters last` is; `extra` are modifiers from an escape before it.
pub fn csi(parameters: &[u8], last: u8, extra: KeyModifiers) -> Csi {
    match parameters.first() {
        Some(b'<') => return sgr_mouse(&parameters[1..], last).map_or(Csi::Unknown, Csi::Event),
        Some(b'?' | b'>' | b'=') => return Csi::Reply,
        _ => {}
    }
    let Some(numbers) = Numbers::read(parameters) else {
        // Intermediate bytes: `$y` answers, and nothing a key sends.
        let numbered = parameters.first().is_some_and(u8::is_ascii_digit);
        return if numbered && last == b'y' {
            Csi::Reply
        } else {
            Csi::Unknown
        };
    };
    let modifiers = mask(numbers.get(1, 0).unwrap_or(1)) | extra;
    let kind = match numbers.get(1, 1) {
        Some(2) => KeyEventKind::Repeat,
        Some(3) => KeyEventKind::Release,
        _ => KeyEventKind::Press,
    };
    let state = lock_state(numbers.get(1, 0).unwrap_or(1));
    let press = |code| {
        Csi::Event(Event::Key(KeyEvent::new_with_kind_and_state(
            code, modifiers, kind, state,
        )))
    };
    let bare_or_one = numbers.count() == 0 || numbers.get(0, 0) == Some(1);
    match last {
        b'A'..=b'F' | b'H' if bare_or_one => letter(last).map_or(Csi::Unknown, press),
        b'P' | b'Q' | b'S' if bare_or_one => press(KeyCode::F(last - b'P' + 1)),
        b'R' if bare_or_one => press(KeyCode::F(3)),
        b'Z' => Csi::Event(Event::Key(KeyEvent::new(
            KeyCode::BackTab,
            modifiers | KeyModifiers::SHIFT,
        ))),
        b'I' if numbers.count() == 0 => Csi::Event(Event::FocusGained),
        b'O' if numbers.count() == 0 => Csi::Event(Event::FocusLost),
        b'~' => match numbers.get(0, 0) {
            Some(200) => Csi::PasteBegins,
            Some(201) => Csi::Nothing,
            // modifyOtherKeys: the code comes third.
            Some(27) => match numbers.get(2, 0) {
                Some(code) => coded(code, None, modifiers, kind, state),
                None => Csi::Unknown,
            },
            Some(number) => tilde(number).map_or(Csi::Unknown, press),
            None => Csi::Unknown,
        },
        b'u' => match numbers.get(0, 0) {
            Some(code) => coded(code, numbers.get(0, 1), modifiers, kind, state),
            None => Csi::Unknown,
        },
        b'R' | b't' | b'n' | b'c' if numbers.count() > 0 => Csi::Reply,
        _ => Csi::Unknown,
    }
}

fn lock_state(number: u32) -> KeyEventState {
    let bits = number.saturating_sub(1);
    let mut state = KeyEventState::NONE;
    if bits & 64 != 0 {
        state |= KeyEventState::CAPS_LOCK;
    }
    if bits & 128 != 0 {
        state |= KeyEventState::NUM_LOCK;
    }
    state
}

fn tilde(number: u32) -> Option<KeyCode> {
    Some(match number {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        11..=15 => KeyCode::F(number as u8 - 10),
        17..=21 => KeyCode::F(number as u8 - 11),
        23..=26 => KeyCode::F(number as u8 - 12),
        28 | 29 => KeyCode::F(number as u8 - 13),
        31..=34 => KeyCode::F(number as u8 - 14),
        _ => return None,
    })
}

/// A key by its code point (kitty's `u`, xterm's `27;…~`).
fn coded(
    code: u32,
    shifted: Option<u32>,
    modifiers: KeyModifiers,
    kind: KeyEventKind,
    state: KeyEventState,
) -> Csi {
    let shift = modifiers.contains(KeyModifiers::SHIFT);
    let mut state = state;
    let (code, modifiers) = match code {
        27 => (KeyCode::Esc, modifiers),
        13 => (KeyCode::Enter, modifiers),
        9 if shift => (KeyCode::BackTab, modifiers),
        9 => (KeyCode::Tab, modifiers),
        8 | 127 => (KeyCode::Backspace, modifiers),
        57_344..=63_743 => match functional(code) {
            Some(key) => {
                if (57_399..=57_427).contains(&code) {
                    state |= KeyEventState::KEYPAD;
                }
                (key, modifiers)
            }
            None => return Csi::Nothing,
        },
        _ => match char::from_u32(code) {
            Some(ch) if !ch.is_control() => {
                let shifted = shifted.filter(|_| shift).and_then(char::from_u32);
                let ch = match shifted {
                    Some(shifted) if !shifted.is_control() => shifted,
                    _ if shift => capital(ch),
                    _ => ch,
                };
                let shift = if ch.is_uppercase() {
                    KeyModifiers::SHIFT
                } else {
                    KeyModifiers::NONE
                };
                (KeyCode::Char(ch), modifiers | shift)
            }
            _ => return Csi::Nothing,
        },
    };
    Csi::Event(Event::Key(KeyEvent::new_with_kind_and_state(
        code, modifiers, kind, state,
    )))
}

/// The capital of a letter that has exactly one.
fn capital(ch: char) -> char {
    let mut upper = ch.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(capital), None) => capital,
        _ => ch,
    }
}

/// Kitty's private code points; keys nobody binds (media, lone modifiers, locks) are `None`.
fn functional(code: u32) -> Option<KeyCode> {
    Some(match code {
        57_376..=57_398 => KeyCode::F((code - 57_376) as u8 + 13),
        57_399..=57_408 => KeyCode::Char(char::from(b'0' + (code - 57_399) as u8)),
        57_409 => KeyCode::Char('.'),
        57_410 => KeyCode::Char('/'),
        57_411 => KeyCode::Char('*'),
        57_412 => KeyCode::Char('-'),
        57_413 => KeyCode::Char('+'),
        57_414 => KeyCode::Enter,
        57_415 => KeyCode::Char('='),
        57_416 => KeyCode::Char(','),
        57_417 => KeyCode::Left,
        57_418 => KeyCode::Right,
        57_419 => KeyCode::Up,
        57_420 => KeyCode::Down,
        57_421 => KeyCode::PageUp,
        57_422 => KeyCode::PageDown,
        57_423 => KeyCode::Home,
        57_424 => KeyCode::End,
        57_425 => KeyCode::Insert,
        57_426 => KeyCode::Delete,
        57_427 => KeyCode::KeypadBegin,
        _ => return None,
    })
}

fn sgr_mouse(parameters: &[u8], last: u8) -> Option<Event> {
    let numbers = Numbers::read(parameters)?;
    let (button, column, row) = (numbers.get(0, 0)?, numbers.get(1, 0)?, numbers.get(2, 0)?);
    let (kind, modifiers) = button_bits(u8::try_from(button).ok()?)?;
    let kind = match (last, kind) {
        (b'm', MouseEventKind::Down(button)) => MouseEventKind::Up(button),
        (b'M' | b'm', kind) => kind,
        _ => return None,
    };
    let cell = |number: u32| u16::try_from(number.saturating_sub(1)).ok();
    Some(mouse(kind, cell(column)?, cell(row)?, modifiers))
}

pub fn x10_mouse(button: u8, column: u8, row: u8) -> Option<Event> {
    let (kind, modifiers) = button_bits(button.checked_sub(32)?)?;
    let cell = |byte: u8| Some(u16::from(byte.checked_sub(33)?));
    Some(mouse(kind, cell(column)?, cell(row)?, modifiers))
}

fn mouse(kind: MouseEventKind, column: u16, row: u16, modifiers: KeyModifiers) -> Event {
    Event::Mouse(MouseEvent {
        kind,
        column,
        row,
        modifiers,
    })
}

fn button_bits(bits: u8) -> Option<(MouseEventKind, KeyModifiers)> {
    let button = (bits & 0b11) | ((bits & 0b1100_0000) >> 4);
    let moving = bits & 0b10_0000 != 0;
    let pressed = match button {
        0 => Some(MouseButton::Left),
        1 => Some(MouseButton::Middle),
        2 => Some(MouseButton::Right),
        _ => None,
    };
    let kind = match (pressed, button, moving) {
        (Some(button), _, false) => MouseEventKind::Down(button),
        (Some(button), _, true) => MouseEventKind::Drag(button),
        (None, 3, false) => MouseEventKind::Up(MouseButton::Left),
        (None, 3..=5, true) => MouseEventKind::Moved,
        (None, 4, false) => MouseEventKind::ScrollUp,
        (None, 5, false) => MouseEventKind::ScrollDown,
        (None, 6, false) => MouseEventKind::ScrollLeft,
        (None, 7, false) => MouseEventKind::ScrollRight,
        _ => return None,
    };
    let mut modifiers = KeyModifiers::NONE;
    for (bit, modifier) in [
        (4, KeyModifiers::SHIFT),
        (8, KeyModifiers::ALT),
        (16, KeyModifiers::CONTROL),
    ] {
        if bits & bit != 0 {
            modifiers |= modifier;
        }
    }
    Some((kind, modifiers))
}

/// Parameters as numbers: up to three, each with up to two parts after colons; more is read over.
struct Numbers {
    values: [[Option<u32>; 2]; 3],
    count: usize,
}

impl Numbers {
    /// Returns the numbers, or `None` where a byte belongs to none.
    fn read(bytes: &[u8]) -> Option<Self> {
        let mut numbers = Self {
            values: [[None; 2]; 3],
            count: 0,
        };
        if bytes.is_empty() {
            return Some(numbers);
        }
        let (mut field, mut part) = (0, 0);
        for &byte in bytes {
            match byte {
                b'0'..=b'9' => {
                    if let Some(value) = numbers
                        .values
                        .get_mut(field)
                        .and_then(|field| field.get_mut(part))
                    {
                        let digit = u32::from(byte - b'0');
                        *value = Some(value.unwrap_or(0).saturating_mul(10).saturating_add(digit));
                    }
                }
                b';' => (field, part) = (field + 1, 0),
                b':' => part += 1,
                _ => return None,
            }
        }
        numbers.count = field + 1;
        Some(numbers)
    }

    fn get(&self, field: usize, part: usize) -> Option<u32> {
        self.values[field][part]
    }

    fn count(&self) -> usize {
        self.count
    }
}
