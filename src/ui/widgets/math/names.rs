//! The commands a formula may use besides symbols, by what they do. Lists of words are strings, looked
//! up by walking them: they are short, and a formula has few commands.

use super::alphabet::Alphabet;
use super::tree::{Limits, TableKind};
use crate::text::symbols;

/// Functions TeX sets upright, and those that people of the field define for themselves; limits go
/// beside these.
const BESIDE: &str = "arccos arcsin arctan arg cos cosh cot Cov deg diag dim erf exp hom ker KL lg ln log rank \
relu sgn sigmoid sign sin sinh softmax tan tanh tr Tr Var";

/// Functions with limits beneath.
const BENEATH: &str = "argmax argmin det gcd inf lim max min Pr sup";

const ACCENTS: &str = "hat\u{302}hat widehat\u{302}hat bar\u{304}bar overline\u{305}bar tilde\u{303}tilde \
widetilde\u{303}tilde dot\u{307}dot ddot\u{308}ddot vec\u{20d7}vec overrightarrow\u{20d7}vec check\u{30c}check \
breve\u{306}breve acute\u{301}acute grave\u{300}grave mathring\u{30a}ring underline\u{332}underline";

/// Commands whose argument is upright letters.
const UPRIGHT: &str = "mathrm mathsf mathtt rm";

/// Commands whose argument is words, blanks and all.
const TEXT: &str = "text textrm textbf textit texttt textsf textnormal mbox emph";

/// Commands that say how large or where, which a terminal cannot.
const IGNORED: &str = "displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits nonumber notag big Big \
bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm Bigm biggm Biggm allowbreak relax hfill centering \
mathstrut strut null";

/// Commands with a shape of their own.
const SHAPES: &str = "frac dfrac tfrac cfrac binom dbinom tbinom sqrt left right middle begin end operatorname \
underbrace overbrace overset underset stackrel boxed cancel substack not bmod pmod mod tag label phantom vphantom \
hphantom hspace color textcolor ensuremath mathop mathbin mathrel mathord mathopen mathclose mathinner \
xrightarrow xleftarrow { } | \\ % $ & # _ -";

/// What a command is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// White space, in cells.
    Space(usize),
    Ignored,
    Function(&'static str, Limits),
    /// A combining character, and the name ASCII calls it by.
    Accent(char, &'static str),
    Letters(Alphabet),
    Text,
    Upright,
    Shape,
}

/// Returns what a command means, where it is no symbol.
pub(super) fn meaning(name: &str) -> Option<Meaning> {
    if let Some(cells) = space(name) {
        return Some(Meaning::Space(cells));
    }
    if let Some(alphabet) = alphabet(name) {
        return Some(Meaning::Letters(alphabet));
    }
    match name {
        "liminf" => return Some(Meaning::Function("lim inf", Limits::Beneath)),
        "limsup" => return Some(Meaning::Function("lim sup", Limits::Beneath)),
        _ => {}
    }
    if let Some(name) = listed(BESIDE, name) {
        return Some(Meaning::Function(name, Limits::Beside));
    }
    if let Some(name) = listed(BENEATH, name) {
        return Some(Meaning::Function(name, Limits::Beneath));
    }
    accent(name).or_else(|| {
        [
            (IGNORED, Meaning::Ignored),
            (TEXT, Meaning::Text),
            (UPRIGHT, Meaning::Upright),
            (SHAPES, Meaning::Shape),
        ]
        .into_iter()
        .find_map(|(list, meaning)| listed(list, name).map(|_| meaning))
    })
}

fn listed(list: &'static str, name: &str) -> Option<&'static str> {
    list.split(' ').find(|known| *known == name)
}

fn accent(name: &str) -> Option<Meaning> {
    ACCENTS.split(' ').find_map(|entry| {
        let combining = entry.chars().find(|c| !c.is_ascii())?;
        let (command, ascii) = entry.split_once(combining)?;
        (command == name).then_some(Meaning::Accent(combining, ascii))
    })
}

fn space(name: &str) -> Option<usize> {
    match name {
        "," | ";" | ":" | ">" | " " | "thinspace" | "medspace" | "thickspace" | "enspace" => Some(1),
        "!" | "/" | "negthinspace" => Some(0),
        "quad" => Some(2),
        "qquad" => Some(4),
        _ => None,
    }
}

fn alphabet(name: &str) -> Option<Alphabet> {
    match name {
        "mathbb" | "mathds" | "Bbb" => Some(Alphabet::Blackboard),
        "mathcal" | "mathscr" | "cal" => Some(Alphabet::Calligraphic),
        "mathbf" | "boldsymbol" | "bm" => Some(Alphabet::Bold),
        "mathfrak" => Some(Alphabet::Fraktur),
        "mathit" | "mathnormal" => Some(Alphabet::Plain),
        _ => None,
    }
}

/// Returns what an environment is.
pub(super) fn environment(name: &str) -> Option<TableKind> {
    match name {
        "matrix" | "smallmatrix" | "array" => Some(TableKind::Matrix("", "")),
        "pmatrix" => Some(TableKind::Matrix("(", ")")),
        "bmatrix" => Some(TableKind::Matrix("[", "]")),
        "Bmatrix" => Some(TableKind::Matrix("{", "}")),
        "vmatrix" => Some(TableKind::Matrix("|", "|")),
        "Vmatrix" => Some(TableKind::Matrix("‖", "‖")),
        "cases" => Some(TableKind::Cases),
        "aligned" | "align" | "align*" | "split" | "gathered" | "gather" | "gather*" | "equation"
        | "equation*" => Some(TableKind::Aligned),
        _ => None,
    }
}

/// Says whether the command or environment is drawn as more than its own name.
pub(super) fn is_known(command: &str) -> bool {
    let name = command
        .strip_prefix('\\')
        .filter(|rest| !rest.is_empty())
        .unwrap_or(command);
    if let Some(inner) = name
        .strip_prefix("begin{")
        .and_then(|rest| rest.strip_suffix('}'))
    {
        return environment(inner).is_some();
    }
    symbols::find(name).is_some() || meaning(name).is_some()
}
