//! Fractions, roots, fences, accents and braces, on one line or on several.

use unicode_normalization::UnicodeNormalization;

use super::alphabet;
use super::block::{Block, cells};
use super::layout::{Form, Piece, Style, block, flat};
use super::scripts::{Script, script, scripts};
use super::table::flat_rows;
use super::tree::{Bar, Delimiter, Kind, Mark, Node, Side, TableKind, atom_of};
use crate::text::symbols::Class;

pub(super) fn fraction(above: &[Node], below: &[Node], bar: Bar, style: Style) -> Piece {
    if style.is_flat() {
        let (top, bottom) = (flat(above, style), flat(below, style));
        if bar == Bar::None {
            return Piece {
                form: Form::Fence,
                ..Piece::thing(Block::text(format!("({top} choose {bottom})")))
            };
        }
        let top = if is_sum(above) { format!("({top})") } else { top };
        let bottom = if is_one_factor(below) {
            bottom
        } else {
            format!("({bottom})")
        };
        return Piece {
            form: Form::Ratio,
            ..Piece::thing(Block::text(format!("{top}/{bottom}")))
        };
    }
    let top = block(above, style.inner());
    let bottom = block(below, style.inner());
    let width = top
        .width
        .max(bottom.width)
        .max(if bar == Bar::Line { 3 } else { 1 });
    if bar == Bar::None {
        let rows = vec![top, Block::text(" "), bottom];
        let body = Block::stack(rows, 1);
        return fenced("(", &body, ")", style);
    }
    let rule = Block::text(if style.ascii { "-" } else { "─" }.repeat(width));
    Piece {
        form: Form::Stacked,
        ..Piece::thing(Block::stack(vec![top, rule, bottom], 1))
    }
}

/// Says whether a numerator needs parentheses on one line.
pub(super) fn is_sum(nodes: &[Node]) -> bool {
    let mut after_function = false;
    let mut inside_bars = false;
    for node in nodes {
        let class = atom_of(node).map(|atom| atom.class);
        if inside_bars || class == Some(Class::Open) {
            inside_bars = class != Some(Class::Close);
            after_function = false;
            continue;
        }
        match node {
            Node::Space(_) => continue,
            Node::Group(inside) if is_sum(inside) => return true,
            Node::Fraction { .. } | Node::Table { .. } => return true,
            _ => {}
        }
        if after_function && !matches!(node, Node::Fence { .. }) {
            return true;
        }
        after_function = false;
        if let Some(atom) = atom_of(node) {
            match atom.class {
                Class::Binary | Class::Relation | Class::Punctuation => return true,
                Class::Operator => match atom.kind {
                    Kind::Function(_) => after_function = true,
                    Kind::Plain | Kind::Sign | Kind::Word => return true,
                },
                Class::Ordinary | Class::Open | Class::Close => {}
            }
        }
    }
    after_function
}

/// Says whether a denominator stands without parentheses on one line: `x`, `f(x)`, `∂x`, `∑ⱼ xⱼ`.
pub(super) fn is_one_factor(nodes: &[Node]) -> bool {
    let solid: Vec<&Node> = nodes
        .iter()
        .filter(|node| !matches!(node, Node::Space(_)))
        .collect();
    let mut rest = solid.as_slice();
    while let [first, tail @ ..] = rest
        && let Some(atom) = atom_of(first)
        && !tail.is_empty()
        && (matches!(&*atom.text, "∂" | "∇" | "d")
            || atom.class == Class::Operator && !matches!(atom.kind, Kind::Function(_)))
    {
        rest = tail;
    }
    match rest {
        [] => true,
        [Node::Group(inside)] => is_one_factor(inside),
        [Node::Fraction { bar, .. }] => *bar == Bar::None,
        [Node::Table { .. } | Node::Brace { .. }] => false,
        [node] => !atom_of(node).is_some_and(|atom| atom.kind == Kind::Sign),
        [head, Node::Fence { .. }] => atom_of(head).is_some_and(|atom| {
            matches!(atom.kind, Kind::Function(_) | Kind::Word) || atom.text.ends_with(char::is_alphabetic)
        }),
        // `‖x‖`, `|S|`
        [first, middle @ .., last] => {
            atom_of(first).is_some_and(|atom| atom.class == Class::Open)
                && atom_of(last).is_some_and(|atom| atom.class == Class::Close)
                && middle.iter().all(|node| {
                    atom_of(node).is_none_or(|atom| !matches!(atom.class, Class::Open | Class::Close))
                })
        }
    }
}

pub(super) fn root(index: &[Node], body: &[Node], style: Style) -> Piece {
    let inside = block(body, style.inner());
    if inside.is_tall() {
        return Piece::thing(tall_root(index, &inside, style));
    }
    let text = inside.line();
    let fenced = matches!(body, [Node::Fence { .. }]);
    if style.ascii {
        let body = if fenced {
            text.to_owned()
        } else {
            format!("({text})")
        };
        let name = match flat(index, style.script()).as_str() {
            "" => format!("sqrt{body}"),
            index => format!("root_{index}{body}"),
        };
        return Piece {
            starts_word: true,
            ..Piece::thing(Block::text(name))
        };
    }
    let sign = match flat(index, style.script()).as_str() {
        "" => "√".to_owned(),
        "3" => "∛".to_owned(),
        "4" => "∜".to_owned(),
        index => alphabet::raised(index).map_or_else(|| format!("^({index})√"), |small| format!("{small}√")),
    };
    let single = match body {
        [Node::Atom(atom)] => atom.kind != Kind::Sign,
        [Node::Scripts { base, sub, sup }] => {
            matches!(&**base, Node::Atom(_) | Node::Accent { .. })
                && !text.contains('(')
                && !matches!(script(sub, '_', style), Script::Spelt(_))
                && !matches!(script(sup, '^', style), Script::Spelt(_))
        }
        [Node::Accent { .. }] => text.chars().count() <= 2,
        _ => false,
    };
    let bare = single || fenced;
    Piece {
        ends_word: single,
        ..Piece::thing(Block::text(if bare {
            format!("{sign}{text}")
        } else {
            format!("{sign}({text})")
        }))
    }
}

/// A radical sign round rows of text.
pub(super) fn tall_root(index: &[Node], inside: &Block, style: Style) -> Block {
    let (corner, line, side, foot) = if style.ascii {
        ("+", "-", "|", "\\")
    } else {
        ("┌", "─", "│", "╲")
    };
    let index = flat(index, style.script());
    let lead = cells(&index).max(1);
    let mut rows = vec![format!(
        "{}{corner}{}",
        " ".repeat(lead),
        line.repeat(inside.width + 2)
    )];
    let last = inside.height() - 1;
    for (at, row) in inside.rows.iter().enumerate() {
        let mark = if at == last {
            foot
        } else if at + 1 == last {
            index.as_str()
        } else {
            ""
        };
        let blank = " ".repeat(lead - cells(mark).min(lead));
        rows.push(format!("{blank}{mark}{side} {row} "));
    }
    Block {
        width: lead + 3 + inside.width,
        rows,
        base: inside.base + 1,
    }
}

pub(super) fn fence(open: Delimiter, body: &[Node], close: Delimiter, style: Style) -> Piece {
    let shown = |delimiter: Delimiter| {
        if style.ascii {
            delimiter.ascii
        } else {
            delimiter.text
        }
    };
    let inside = match body {
        [
            Node::Table {
                kind: TableKind::Matrix("", ""),
                rows,
            },
        ] if style.is_flat() => Block::text(flat_rows(rows, " ", "; ", style)),
        _ => block(body, style),
    };
    fenced(shown(open), &inside, shown(close), style)
}

pub(super) fn fenced(open: &str, inside: &Block, close: &str, style: Style) -> Piece {
    let (height, base) = (inside.height(), inside.base);
    let mut whole = Block::delimiter(open, style.ascii, height, base);
    let gap = usize::from(height > 1 && inside.width > 0);
    whole.append(if open.is_empty() { 0 } else { gap }, inside);
    if !close.is_empty() {
        whole.append(gap, &Block::delimiter(close, style.ascii, height, base));
    }
    Piece {
        form: Form::Fence,
        starts_word: open.starts_with(char::is_alphabetic),
        ..Piece::thing(whole)
    }
}

pub(super) fn accent(mark: Mark, body: &[Node], style: Style) -> Piece {
    // The hat of `\hat{x_0}` belongs on the letter.
    if let [Node::Scripts { base, sub, sup }] = body {
        let hatted = Node::Accent {
            mark,
            body: vec![(**base).clone()],
        };
        return scripts(&hatted, sub, sup, style);
    }
    if let [Node::Group(inside)] = body {
        return accent(mark, inside, style);
    }
    let text = flat(body, style);
    let count = text.chars().count();
    let everywhere = matches!(mark.combining, '\u{305}' | '\u{332}' | '\u{304}');
    if style.ascii || count == 0 || (count > 1 && !everywhere) {
        return Piece {
            starts_word: true,
            ..Piece::thing(Block::text(format!("{}({text})", mark.name)))
        };
    }
    let combining = match mark.combining {
        '\u{304}' if count > 1 => '\u{305}',
        // A single letter has a precomposed form with the macron, not with the overline.
        '\u{305}' if count == 1 => '\u{304}',
        other => other,
    };
    let mut marked = String::new();
    for c in text.chars() {
        marked.push(c);
        if c != ' ' {
            marked.push(combining);
        }
    }
    Piece::thing(Block::text(marked.nfc().collect::<String>()))
}

pub(super) fn brace(side: Side, body: &[Node], label: &[Node], style: Style) -> Piece {
    let inside = block(body, style);
    let words = flat(
        label,
        Style {
            tight: false,
            ..style
        },
    );
    if style.is_flat() {
        let text = if words.is_empty() {
            inside.line().to_owned()
        } else {
            format!("{} [{words}]", inside.line())
        };
        return Piece {
            ends_word: true,
            ..Piece::thing(Block::text(text))
        };
    }
    let width = inside.width.max(3);
    let (left, run, middle, right) = match (style.ascii, side) {
        (true, _) => ("+", "-", "+", "+"),
        (false, Side::Under) => ("╰", "─", "┬", "╯"),
        (false, Side::Over) => ("╭", "─", "┴", "╮"),
    };
    let before = (width - 3) / 2;
    let curve = format!(
        "{left}{}{middle}{}{right}",
        run.repeat(before),
        run.repeat(width - 3 - before)
    );
    let mut blocks = vec![inside, Block::text(curve)];
    if !words.is_empty() {
        blocks.push(Block::text(words));
    }
    let base = match side {
        Side::Under => 0,
        Side::Over => {
            blocks.reverse();
            blocks.len() - 1
        }
    };
    Piece {
        class: Class::Operator,
        ..Piece::thing(Block::stack(blocks, base))
    }
}
