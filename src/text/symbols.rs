//! LaTeX names of symbols and their characters: one table for drawing mathematics and for `\sum` + Tab
//! in the editor. Sorted by name, because names are looked up by bisection; one line a symbol, which is
//! why the file is long.

/// How a symbol behaves beside others, as TeX has it: it decides the spaces round it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    Ordinary,
    /// Large operators, whose limits stand above and below.
    Operator,
    Binary,
    Relation,
    Open,
    Close,
    Punctuation,
}

/// A symbol: `\name` in LaTeX.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Symbol {
    pub name: &'static str,
    pub text: &'static str,
    /// What stands for it where only ASCII may be drawn.
    pub ascii: &'static str,
    pub class: Class,
}

/// Returns the Unicode text of the LaTeX command `name` (without its backslash), if it is a symbol.
/// Letters of an alphabet are named whole: `mathbb{R}`, `mathcal{L}`.
pub fn symbol(name: &str) -> Option<&'static str> {
    find(name)
        .map(|symbol| symbol.text)
        .or_else(|| alphabet_letter(name))
}

/// Returns the names that begin with `prefix`, in alphabetical order, for completion.
pub fn complete(prefix: &str) -> impl Iterator<Item = &'static str> {
    let start = SYMBOLS.partition_point(|symbol| symbol.name < prefix);
    SYMBOLS[start..]
        .iter()
        .map(|symbol| symbol.name)
        .take_while(move |name| name.starts_with(prefix))
}

/// Returns the symbol called `name` (without its backslash).
pub fn find(name: &str) -> Option<&'static Symbol> {
    let at = SYMBOLS.binary_search_by(|symbol| symbol.name.cmp(name)).ok()?;
    SYMBOLS.get(at)
}

/// Returns a symbol drawn as `text`: what a person meant who typed the character itself.
pub fn drawn_as(text: &str) -> Option<&'static Symbol> {
    SYMBOLS.iter().find(|symbol| symbol.text == text)
}

/// Returns the letter `A` to `Z` in blackboard bold.
pub fn blackboard(letter: char) -> Option<&'static str> {
    upper_index(letter).map(|at| BLACKBOARD[at])
}

/// Returns the letter `A` to `Z` in script.
pub fn calligraphic(letter: char) -> Option<&'static str> {
    upper_index(letter).map(|at| CALLIGRAPHIC[at])
}

fn upper_index(letter: char) -> Option<usize> {
    letter
        .is_ascii_uppercase()
        .then(|| letter as usize - 'A' as usize)
}

fn alphabet_letter(name: &str) -> Option<&'static str> {
    let (alphabet, rest) = name.split_once('{')?;
    let mut letters = rest.strip_suffix('}')?.chars();
    let letter = letters.next()?;
    if letters.next().is_some() {
        return None;
    }
    match alphabet {
        "mathbb" => blackboard(letter),
        "mathcal" | "mathscr" => calligraphic(letter),
        _ => None,
    }
}

const BLACKBOARD: [&str; 26] = [
    "𝔸", "𝔹", "ℂ", "𝔻", "𝔼", "𝔽", "𝔾", "ℍ", "𝕀", "𝕁", "𝕂", "𝕃", "𝕄", "ℕ", "𝕆", "ℙ", "ℚ", "ℝ", "𝕊", "𝕋", "𝕌",
    "𝕍", "𝕎", "𝕏", "𝕐", "ℤ",
];

const CALLIGRAPHIC: [&str; 26] = [
    "𝒜", "ℬ", "𝒞", "𝒟", "ℰ", "ℱ", "𝒢", "ℋ", "ℐ", "𝒥", "𝒦", "ℒ", "ℳ", "𝒩", "𝒪", "𝒫", "𝒬", "ℛ", "𝒮", "𝒯", "𝒰",
    "𝒱", "𝒲", "𝒳", "𝒴", "𝒵",
];

const fn symbol_of(name: &'static str, text: &'static str, ascii: &'static str, class: Class) -> Symbol {
    Symbol {
        name,
        text,
        ascii,
        class,
    }
}

use Class::{Binary, Close, Open, Operator, Ordinary, Punctuation, Relation};

/// Every symbol, sorted by name.
pub const SYMBOLS: &[Symbol] = &[
    symbol_of("Alpha", "Α", "A", Ordinary),
    symbol_of("Bbbk", "𝕜", "k", Ordinary),
    symbol_of("Beta", "Β", "B", Ordinary),
    symbol_of("Box", "□", "[]", Ordinary),
    symbol_of("C", "ℂ", "C", Ordinary),
    symbol_of("Chi", "Χ", "X", Ordinary),
    symbol_of("Delta", "Δ", "Delta", Ordinary),
    symbol_of("Downarrow", "⇓", "v", Relation),
    symbol_of("E", "𝔼", "E", Ordinary),
    symbol_of("Epsilon", "Ε", "E", Ordinary),
    symbol_of("Eta", "Η", "H", Ordinary),
    symbol_of("Gamma", "Γ", "Gamma", Ordinary),
    symbol_of("Im", "ℑ", "Im", Ordinary),
    symbol_of("Iota", "Ι", "I", Ordinary),
    symbol_of("Join", "⋈", "join", Relation),
    symbol_of("Kappa", "Κ", "K", Ordinary),
    symbol_of("Lambda", "Λ", "Lambda", Ordinary),
    symbol_of("Leftarrow", "⇐", "<==", Relation),
    symbol_of("Leftrightarrow", "⇔", "<=>", Relation),
    symbol_of("Longleftarrow", "⟸", "<==", Relation),
    symbol_of("Longleftrightarrow", "⟺", "<==>", Relation),
    symbol_of("Longrightarrow", "⟹", "==>", Relation),
    symbol_of("Mu", "Μ", "M", Ordinary),
    symbol_of("N", "ℕ", "N", Ordinary),
    symbol_of("Nu", "Ν", "N", Ordinary),
    symbol_of("Omega", "Ω", "Omega", Ordinary),
    symbol_of("Omicron", "Ο", "O", Ordinary),
    symbol_of("P", "¶", "P", Ordinary),
    symbol_of("Phi", "Φ", "Phi", Ordinary),
    symbol_of("Pi", "Π", "Pi", Ordinary),
    symbol_of("Psi", "Ψ", "Psi", Ordinary),
    symbol_of("Q", "ℚ", "Q", Ordinary),
    symbol_of("R", "ℝ", "R", Ordinary),
    symbol_of("Re", "ℜ", "Re", Ordinary),
    symbol_of("Rho", "Ρ", "P", Ordinary),
    symbol_of("Rightarrow", "⇒", "=>", Relation),
    symbol_of("S", "§", "S", Ordinary),
    symbol_of("Sigma", "Σ", "Sigma", Ordinary),
    symbol_of("Tau", "Τ", "T", Ordinary),
    symbol_of("Theta", "Θ", "Theta", Ordinary),
    symbol_of("Uparrow", "⇑", "^", Relation),
    symbol_of("Upsilon", "Υ", "Upsilon", Ordinary),
    symbol_of("Vdash", "⊩", "||-", Relation),
    symbol_of("Vert", "‖", "||", Ordinary),
    symbol_of("Xi", "Ξ", "Xi", Ordinary),
    symbol_of("Z", "ℤ", "Z", Ordinary),
    symbol_of("Zeta", "Ζ", "Z", Ordinary),
    symbol_of("aleph", "ℵ", "aleph", Ordinary),
    symbol_of("alpha", "α", "alpha", Ordinary),
    symbol_of("amalg", "⨿", "amalg", Binary),
    symbol_of("angle", "∠", "angle", Ordinary),
    symbol_of("angstrom", "Å", "A", Ordinary),
    symbol_of("approx", "≈", "~=", Relation),
    symbol_of("approxeq", "≊", "~=", Relation),
    symbol_of("ast", "∗", "*", Binary),
    symbol_of("asymp", "≍", "asymp", Relation),
    symbol_of("backprime", "‵", "`", Ordinary),
    symbol_of("backslash", "\\", "\\", Ordinary),
    symbol_of("barwedge", "⊼", "nand", Binary),
    symbol_of("because", "∵", "because", Ordinary),
    symbol_of("beta", "β", "beta", Ordinary),
    symbol_of("beth", "ℶ", "beth", Ordinary),
    symbol_of("between", "≬", "between", Relation),
    symbol_of("bigcap", "⋂", "intersect", Operator),
    symbol_of("bigcup", "⋃", "union", Operator),
    symbol_of("bigodot", "⨀", "(.)", Operator),
    symbol_of("bigoplus", "⨁", "(+)", Operator),
    symbol_of("bigotimes", "⨂", "(x)", Operator),
    symbol_of("bigsqcup", "⨆", "union", Operator),
    symbol_of("bigtriangledown", "▽", "triangle", Binary),
    symbol_of("bigtriangleup", "△", "triangle", Binary),
    symbol_of("biguplus", "⨄", "union", Operator),
    symbol_of("bigvee", "⋁", "or", Operator),
    symbol_of("bigwedge", "⋀", "and", Operator),
    symbol_of("blacksquare", "▪", "[]", Ordinary),
    symbol_of("bot", "⊥", "_|_", Ordinary),
    symbol_of("bowtie", "⋈", "join", Relation),
    symbol_of("boxdot", "⊡", "[.]", Binary),
    symbol_of("boxminus", "⊟", "[-]", Binary),
    symbol_of("boxplus", "⊞", "[+]", Binary),
    symbol_of("boxtimes", "⊠", "[x]", Binary),
    symbol_of("bullet", "∙", "*", Binary),
    symbol_of("cap", "∩", "intersect", Binary),
    symbol_of("cdot", "·", "*", Binary),
    symbol_of("cdots", "⋯", "...", Ordinary),
    symbol_of("centerdot", "·", "*", Binary),
    symbol_of("checkmark", "✓", "+", Ordinary),
    symbol_of("chi", "χ", "chi", Ordinary),
    symbol_of("circ", "∘", "o", Binary),
    symbol_of("circlearrowleft", "↺", "loop", Relation),
    symbol_of("circlearrowright", "↻", "loop", Relation),
    symbol_of("circledast", "⊛", "(*)", Binary),
    symbol_of("circledcirc", "⊚", "(o)", Binary),
    symbol_of("colon", ":", ":", Punctuation),
    symbol_of("coloneq", "≔", ":=", Relation),
    symbol_of("coloneqq", "≔", ":=", Relation),
    symbol_of("complement", "∁", "C", Ordinary),
    symbol_of("cong", "≅", "~=", Relation),
    symbol_of("coprod", "∐", "coprod", Operator),
    symbol_of("copyright", "©", "(c)", Ordinary),
    symbol_of("cup", "∪", "union", Binary),
    symbol_of("curlyvee", "⋎", "or", Binary),
    symbol_of("curlywedge", "⋏", "and", Binary),
    symbol_of("curvearrowleft", "↶", "loop", Relation),
    symbol_of("curvearrowright", "↷", "loop", Relation),
    symbol_of("dagger", "†", "+", Ordinary),
    symbol_of("dashv", "⊣", "-|", Relation),
    symbol_of("ddagger", "‡", "++", Ordinary),
    symbol_of("ddots", "⋱", "...", Ordinary),
    symbol_of("defeq", "≔", ":=", Relation),
    symbol_of("degree", "°", "deg", Ordinary),
    symbol_of("delta", "δ", "delta", Ordinary),
    symbol_of("diamond", "⋄", "<>", Ordinary),
    symbol_of("digamma", "ϝ", "digamma", Ordinary),
    symbol_of("div", "÷", "/", Binary),
    symbol_of("doteq", "≐", ".=", Relation),
    symbol_of("dotplus", "∔", "+", Binary),
    symbol_of("dots", "…", "...", Ordinary),
    symbol_of("dotsb", "⋯", "...", Ordinary),
    symbol_of("dotsc", "…", "...", Ordinary),
    symbol_of("downarrow", "↓", "v", Relation),
    symbol_of("ell", "ℓ", "l", Ordinary),
    symbol_of("emptyset", "∅", "{}", Ordinary),
    symbol_of("epsilon", "ε", "epsilon", Ordinary),
    symbol_of("eqqcolon", "≕", "=:", Relation),
    symbol_of("equiv", "≡", "==", Relation),
    symbol_of("eta", "η", "eta", Ordinary),
    symbol_of("eth", "ð", "d", Ordinary),
    symbol_of("euro", "€", "EUR", Ordinary),
    symbol_of("exists", "∃", "exists", Ordinary),
    symbol_of("flat", "♭", "b", Ordinary),
    symbol_of("forall", "∀", "forall", Ordinary),
    symbol_of("frown", "⌢", "frown", Relation),
    symbol_of("gamma", "γ", "gamma", Ordinary),
    symbol_of("ge", "≥", ">=", Relation),
    symbol_of("geq", "≥", ">=", Relation),
    symbol_of("geqslant", "≥", ">=", Relation),
    symbol_of("gets", "←", "<-", Relation),
    symbol_of("gg", "≫", ">>", Relation),
    symbol_of("ggg", "⋙", ">>>", Relation),
    symbol_of("gt", ">", ">", Relation),
    symbol_of("gtrsim", "≳", ">~", Relation),
    symbol_of("hbar", "ℏ", "hbar", Ordinary),
    symbol_of("hookleftarrow", "↩", "<-", Relation),
    symbol_of("hookrightarrow", "↪", "->", Relation),
    symbol_of("hslash", "ℏ", "hbar", Ordinary),
    symbol_of("iff", "⟺", "<==>", Relation),
    symbol_of("iiint", "∭", "iiint", Operator),
    symbol_of("iint", "∬", "iint", Operator),
    symbol_of("imath", "ı", "i", Ordinary),
    symbol_of("impliedby", "⟸", "<==", Relation),
    symbol_of("implies", "⟹", "==>", Relation),
    symbol_of("in", "∈", "in", Relation),
    symbol_of("indep", "⫫", "_||_", Relation),
    symbol_of("indicator", "𝟙", "1", Ordinary),
    symbol_of("infty", "∞", "inf", Ordinary),
    symbol_of("int", "∫", "int", Operator),
    symbol_of("intercal", "⊺", "T", Binary),
    symbol_of("iota", "ι", "iota", Ordinary),
    symbol_of("jmath", "ȷ", "j", Ordinary),
    symbol_of("kappa", "κ", "kappa", Ordinary),
    symbol_of("lVert", "‖", "||", Open),
    symbol_of("lambda", "λ", "lambda", Ordinary),
    symbol_of("land", "∧", "and", Binary),
    symbol_of("langle", "⟨", "<", Open),
    symbol_of("lbrace", "{", "{", Open),
    symbol_of("lbrack", "[", "[", Open),
    symbol_of("lceil", "⌈", "ceil(", Open),
    symbol_of("ldots", "…", "...", Ordinary),
    symbol_of("le", "≤", "<=", Relation),
    symbol_of("leadsto", "⇝", "~>", Relation),
    symbol_of("leftarrow", "←", "<-", Relation),
    symbol_of("leftharpoondown", "↽", "<-", Relation),
    symbol_of("leftharpoonup", "↼", "<-", Relation),
    symbol_of("leftrightarrow", "↔", "<->", Relation),
    symbol_of("leftrightarrows", "⇆", "<->", Relation),
    symbol_of("leftrightharpoons", "⇋", "<=>", Relation),
    symbol_of("leq", "≤", "<=", Relation),
    symbol_of("leqslant", "≤", "<=", Relation),
    symbol_of("lessgtr", "≶", "<>", Relation),
    symbol_of("lesssim", "≲", "<~", Relation),
    symbol_of("lfloor", "⌊", "floor(", Open),
    symbol_of("lgroup", "(", "(", Open),
    symbol_of("lhd", "⊲", "<|", Relation),
    symbol_of("ll", "≪", "<<", Relation),
    symbol_of("llbracket", "⟦", "[[", Open),
    symbol_of("lll", "⋘", "<<<", Relation),
    symbol_of("lnot", "¬", "not", Ordinary),
    symbol_of("longleftarrow", "⟵", "<--", Relation),
    symbol_of("longleftrightarrow", "⟷", "<-->", Relation),
    symbol_of("longmapsto", "⟼", "|-->", Relation),
    symbol_of("longrightarrow", "⟶", "-->", Relation),
    symbol_of("lor", "∨", "or", Binary),
    symbol_of("lozenge", "◊", "<>", Ordinary),
    symbol_of("lt", "<", "<", Relation),
    symbol_of("ltimes", "⋉", "ltimes", Binary),
    symbol_of("lvert", "|", "|", Open),
    symbol_of("mapsfrom", "↤", "<-|", Relation),
    symbol_of("mapsto", "↦", "|->", Relation),
    symbol_of("measuredangle", "∡", "angle", Ordinary),
    symbol_of("mho", "℧", "mho", Ordinary),
    symbol_of("micro", "µ", "u", Ordinary),
    symbol_of("mid", "|", "|", Relation),
    symbol_of("models", "⊨", "|=", Relation),
    symbol_of("mp", "∓", "-+", Binary),
    symbol_of("mu", "μ", "mu", Ordinary),
    symbol_of("multimap", "⊸", "-o", Relation),
    symbol_of("nLeftrightarrow", "⇎", "</>", Relation),
    symbol_of("nRightarrow", "⇏", "=/>", Relation),
    symbol_of("nabla", "∇", "grad", Ordinary),
    symbol_of("natural", "♮", "n", Ordinary),
    symbol_of("ncong", "≇", "!~=", Relation),
    symbol_of("ne", "≠", "!=", Relation),
    symbol_of("nearrow", "↗", "/^", Relation),
    symbol_of("neg", "¬", "not", Ordinary),
    symbol_of("neq", "≠", "!=", Relation),
    symbol_of("nequiv", "≢", "!==", Relation),
    symbol_of("nexists", "∄", "not exists", Ordinary),
    symbol_of("ngeq", "≱", "!>=", Relation),
    symbol_of("ngtr", "≯", "!>", Relation),
    symbol_of("ni", "∋", "owns", Relation),
    symbol_of("nleftarrow", "↚", "</-", Relation),
    symbol_of("nleq", "≰", "!<=", Relation),
    symbol_of("nless", "≮", "!<", Relation),
    symbol_of("nmid", "∤", "not |", Relation),
    symbol_of("notin", "∉", "not in", Relation),
    symbol_of("nparallel", "∦", "not ||", Relation),
    symbol_of("nrightarrow", "↛", "-/>", Relation),
    symbol_of("nsim", "≁", "!~", Relation),
    symbol_of("nsubseteq", "⊈", "not subseteq", Relation),
    symbol_of("nsupseteq", "⊉", "not supseteq", Relation),
    symbol_of("nu", "ν", "nu", Ordinary),
    symbol_of("nwarrow", "↖", "^\\", Relation),
    symbol_of("odot", "⊙", "(.)", Binary),
    symbol_of("ohm", "Ω", "Ohm", Ordinary),
    symbol_of("oint", "∮", "oint", Operator),
    symbol_of("omega", "ω", "omega", Ordinary),
    symbol_of("omicron", "ο", "o", Ordinary),
    symbol_of("ominus", "⊖", "(-)", Binary),
    symbol_of("oplus", "⊕", "(+)", Binary),
    symbol_of("oslash", "⊘", "(/)", Binary),
    symbol_of("otimes", "⊗", "(x)", Binary),
    symbol_of("owns", "∋", "owns", Relation),
    symbol_of("parallel", "∥", "||", Relation),
    symbol_of("partial", "∂", "d", Ordinary),
    symbol_of("permil", "‰", "%o", Ordinary),
    symbol_of("perp", "⊥", "_|_", Relation),
    symbol_of("phi", "φ", "phi", Ordinary),
    symbol_of("pi", "π", "pi", Ordinary),
    symbol_of("pm", "±", "+-", Binary),
    symbol_of("pounds", "£", "GBP", Ordinary),
    symbol_of("prec", "≺", "<", Relation),
    symbol_of("preccurlyeq", "≼", "<=", Relation),
    symbol_of("preceq", "⪯", "<=", Relation),
    symbol_of("prime", "′", "'", Ordinary),
    symbol_of("prod", "∏", "prod", Operator),
    symbol_of("propto", "∝", "propto", Relation),
    symbol_of("psi", "ψ", "psi", Ordinary),
    symbol_of("qed", "▪", "[]", Ordinary),
    symbol_of("rVert", "‖", "||", Close),
    symbol_of("rangle", "⟩", ">", Close),
    symbol_of("rbrace", "}", "}", Close),
    symbol_of("rbrack", "]", "]", Close),
    symbol_of("rceil", "⌉", ")", Close),
    symbol_of("restriction", "↾", "|", Relation),
    symbol_of("rfloor", "⌋", ")", Close),
    symbol_of("rgroup", ")", ")", Close),
    symbol_of("rhd", "⊳", "|>", Relation),
    symbol_of("rho", "ρ", "rho", Ordinary),
    symbol_of("rightarrow", "→", "->", Relation),
    symbol_of("rightharpoondown", "⇁", "->", Relation),
    symbol_of("rightharpoonup", "⇀", "->", Relation),
    symbol_of("rightleftarrows", "⇄", "<->", Relation),
    symbol_of("rightleftharpoons", "⇌", "<=>", Relation),
    symbol_of("rightrightarrows", "⇉", "=>", Relation),
    symbol_of("rightsquigarrow", "⇝", "~>", Relation),
    symbol_of("rrbracket", "⟧", "]]", Close),
    symbol_of("rtimes", "⋊", "rtimes", Binary),
    symbol_of("rvert", "|", "|", Close),
    symbol_of("searrow", "↘", "\\v", Relation),
    symbol_of("setminus", "∖", "\\", Binary),
    symbol_of("sharp", "♯", "#", Ordinary),
    symbol_of("sigma", "σ", "sigma", Ordinary),
    symbol_of("sim", "∼", "~", Relation),
    symbol_of("simeq", "≃", "~=", Relation),
    symbol_of("smallsetminus", "∖", "\\", Binary),
    symbol_of("smile", "⌣", "smile", Relation),
    symbol_of("sqcap", "⊓", "meet", Binary),
    symbol_of("sqcup", "⊔", "join", Binary),
    symbol_of("sqsubset", "⊏", "subset", Relation),
    symbol_of("sqsubseteq", "⊑", "subseteq", Relation),
    symbol_of("sqsupset", "⊐", "supset", Relation),
    symbol_of("sqsupseteq", "⊒", "supseteq", Relation),
    symbol_of("square", "□", "[]", Ordinary),
    symbol_of("star", "⋆", "*", Binary),
    symbol_of("subset", "⊂", "subset", Relation),
    symbol_of("subseteq", "⊆", "subseteq", Relation),
    symbol_of("subsetneq", "⊊", "subset", Relation),
    symbol_of("succ", "≻", ">", Relation),
    symbol_of("succcurlyeq", "≽", ">=", Relation),
    symbol_of("succeq", "⪰", ">=", Relation),
    symbol_of("sum", "∑", "sum", Operator),
    symbol_of("supset", "⊃", "supset", Relation),
    symbol_of("supseteq", "⊇", "supseteq", Relation),
    symbol_of("supsetneq", "⊋", "supset", Relation),
    symbol_of("surd", "√", "sqrt", Ordinary),
    symbol_of("swarrow", "↙", "v/", Relation),
    symbol_of("tau", "τ", "tau", Ordinary),
    symbol_of("therefore", "∴", "therefore", Ordinary),
    symbol_of("theta", "θ", "theta", Ordinary),
    symbol_of("times", "×", "x", Binary),
    symbol_of("to", "→", "->", Relation),
    symbol_of("top", "⊤", "T", Ordinary),
    symbol_of("triangle", "△", "triangle", Ordinary),
    symbol_of("triangleleft", "◁", "<|", Binary),
    symbol_of("trianglelefteq", "⊴", "<|=", Relation),
    symbol_of("triangleq", "≜", ":=", Relation),
    symbol_of("triangleright", "▷", "|>", Binary),
    symbol_of("trianglerighteq", "⊵", "|>=", Relation),
    symbol_of("twoheadleftarrow", "↞", "<<-", Relation),
    symbol_of("twoheadrightarrow", "↠", "->>", Relation),
    symbol_of("ulcorner", "⌜", "[", Open),
    symbol_of("uparrow", "↑", "^", Relation),
    symbol_of("updownarrow", "↕", "^v", Relation),
    symbol_of("upharpoonright", "↾", "|", Relation),
    symbol_of("uplus", "⊎", "union", Binary),
    symbol_of("upsilon", "υ", "upsilon", Ordinary),
    symbol_of("urcorner", "⌝", "]", Close),
    symbol_of("vDash", "⊨", "|=", Relation),
    symbol_of("varDelta", "Δ", "Delta", Ordinary),
    symbol_of("varGamma", "Γ", "Gamma", Ordinary),
    symbol_of("varLambda", "Λ", "Lambda", Ordinary),
    symbol_of("varOmega", "Ω", "Omega", Ordinary),
    symbol_of("varPhi", "Φ", "Phi", Ordinary),
    symbol_of("varSigma", "Σ", "Sigma", Ordinary),
    symbol_of("varTheta", "Θ", "Theta", Ordinary),
    symbol_of("varepsilon", "ε", "epsilon", Ordinary),
    symbol_of("varkappa", "ϰ", "kappa", Ordinary),
    symbol_of("varnothing", "∅", "{}", Ordinary),
    symbol_of("varphi", "φ", "phi", Ordinary),
    symbol_of("varpi", "ϖ", "pi", Ordinary),
    symbol_of("varpropto", "∝", "propto", Relation),
    symbol_of("varrho", "ϱ", "rho", Ordinary),
    symbol_of("varsigma", "ς", "sigma", Ordinary),
    symbol_of("vartheta", "ϑ", "theta", Ordinary),
    symbol_of("vdash", "⊢", "|-", Relation),
    symbol_of("vdots", "⋮", ":", Ordinary),
    symbol_of("vee", "∨", "or", Binary),
    symbol_of("veebar", "⊻", "xor", Binary),
    symbol_of("vert", "|", "|", Ordinary),
    symbol_of("wedge", "∧", "and", Binary),
    symbol_of("wp", "℘", "P", Ordinary),
    symbol_of("wr", "≀", "wr", Binary),
    symbol_of("xi", "ξ", "xi", Ordinary),
    symbol_of("yen", "¥", "JPY", Ordinary),
    symbol_of("zeta", "ζ", "zeta", Ordinary),
];

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_width::UnicodeWidthStr;

    #[test]
    fn names_are_sorted_and_differ() {
        for pair in SYMBOLS.windows(2) {
            assert!(
                pair[0].name < pair[1].name,
                "{} before {}",
                pair[0].name,
                pair[1].name
            );
        }
        assert!(SYMBOLS.len() >= 300, "{}", SYMBOLS.len());
    }

    #[test]
    fn every_symbol_is_one_cell_wide_and_has_an_ascii_form() {
        for symbol in SYMBOLS {
            assert_eq!(symbol.text.width(), 1, "{}", symbol.name);
            assert!(
                !symbol.ascii.is_empty() && symbol.ascii.is_ascii(),
                "{}",
                symbol.name
            );
        }
        for letter in BLACKBOARD.iter().chain(&CALLIGRAPHIC) {
            assert_eq!(letter.width(), 1, "{letter}");
        }
    }

    #[test]
    fn a_name_gives_its_character_and_anything_else_gives_none() {
        for (name, text) in [
            ("sum", Some("∑")),
            ("alpha", Some("α")),
            ("Delta", Some("Δ")),
            ("mathbb{R}", Some("ℝ")),
            ("mathcal{L}", Some("ℒ")),
            ("mathscr{N}", Some("𝒩")),
            ("mathbb{RR}", None),
            ("mathbb{r}", None),
            ("mathbb{}", None),
            ("zzz", None),
            ("", None),
        ] {
            assert_eq!(symbol(name), text, "{name}");
        }
    }

    #[test]
    fn completion_lists_the_names_with_the_prefix_only() {
        let names: Vec<_> = complete("sub").collect();
        assert_eq!(names, ["subset", "subseteq", "subsetneq"]);
        assert_eq!(complete("").count(), SYMBOLS.len());
        assert_eq!(complete("zzz").count(), 0);
    }
}
