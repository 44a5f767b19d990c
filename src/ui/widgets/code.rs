//! Code in one colour: keywords in the accent, defined names bold, comments dim italic, strings italic.
//! Python, shell and JSON are told apart by a small scanner of our own ([`crate::text::scan`]), with which
//! a line costs microseconds and an editor can go on from any line; [`Highlighter`] knows many
//! more languages at the price of a large grammar set, loaded the first time it is asked.

use std::ops::Range;

use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxSet};

pub use crate::text::scan::{Language, Role, State, scan};

use crate::domain::plain::clean;
use crate::ui::theme::{Depth, Ground, Theme};

/// Blanks a tab stands for, up to the next multiple.
const TAB: usize = 4;

impl Role {
    /// Returns how the role looks in a round's accent.
    pub fn style(self, theme: &Theme, accent: Style) -> Style {
        match self {
            Self::Text => theme.text,
            Self::Keyword => ink(theme, accent),
            Self::Defined => theme.strong,
            Self::Comment => theme.aside,
            Self::String => theme.text.add_modifier(Modifier::ITALIC),
        }
    }
}

/// Returns the style of words in the accent: bold where the accent is unreadable as text (16 colours on
/// a light ground) and where there is no accent.
pub(super) fn ink(theme: &Theme, accent: Style) -> Style {
    if (theme.depth == Depth::Ansi && theme.ground == Ground::Light) || accent == theme.text {
        theme.strong
    } else {
        theme.text.patch(accent)
    }
}

/// Returns the lines of a fenced block, one for each line of `source`, in full width. A language the
/// scanner does not know is plain text.
pub fn fence(language: &str, source: &str, theme: &Theme, accent: Style) -> Vec<Line<'static>> {
    let language = Language::named(language);
    let mut state = State::default();
    let mut parts = Vec::new();
    let source = prepared(source);
    source
        .lines()
        .map(|text| {
            parts.clear();
            state = scan(language, state, text, &mut parts);
            line(text, &parts, theme, accent)
        })
        .collect()
}

/// Highlights code in any language of the grammar set. Nothing is loaded before the first use, which
/// costs tens of milliseconds and some megabytes for each language.
#[derive(Debug, Default)]
pub struct Highlighter {
    grammars: Option<Grammars>,
}

#[derive(Debug)]
struct Grammars {
    set: SyntaxSet,
    /// Beginnings of scopes and what they look like, the stronger first.
    roles: Vec<(Scope, Role)>,
}

impl Highlighter {
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the lines of `source`, one for each of its lines; an unknown language is plain text.
    pub fn lines(
        &mut self,
        language: &str,
        source: &str,
        theme: &Theme,
        accent: Style,
    ) -> Vec<Line<'static>> {
        if Language::named(language) != Language::Plain {
            return fence(language, source, theme, accent);
        }
        let grammars = self.grammars.get_or_insert_with(Grammars::load);
        let Some(syntax) = grammars.set.find_syntax_by_token(language.trim()) else {
            return fence(language, source, theme, accent);
        };
        let mut state = ParseState::new(syntax);
        let mut stack = ScopeStack::new();
        let source = prepared(source);
        source
            .split_inclusive('\n')
            .map(|text| {
                let parts = grammars.parts(&mut state, &mut stack, text);
                line(text.trim_end_matches('\n'), &parts, theme, accent)
            })
            .collect()
    }
}

impl Grammars {
    fn load() -> Self {
        let roles = [
            ("comment", Role::Comment),
            ("string", Role::String),
            ("keyword.operator", Role::Text),
            ("keyword", Role::Keyword),
            ("storage", Role::Keyword),
            ("constant.language", Role::Keyword),
            ("entity.name", Role::Defined),
        ];
        Self {
            set: SyntaxSet::load_defaults_newlines(),
            roles: roles
                .into_iter()
                .filter_map(|(name, role)| Some((Scope::new(name).ok()?, role)))
                .collect(),
        }
    }

    /// Reads one line, its line break included; a line the grammar fails on is plain.
    fn parts(&self, state: &mut ParseState, stack: &mut ScopeStack, text: &str) -> Vec<(Range<usize>, Role)> {
        let mut parts = Vec::new();
        let mut from = 0;
        for (at, change) in state.parse_line(text, &self.set).unwrap_or_default() {
            if at > from {
                parts.push((from..at, self.role(stack)));
                from = at;
            }
            if stack.apply(&change).is_err() {
                break;
            }
        }
        if from < text.len() {
            parts.push((from..text.len(), self.role(stack)));
        }
        parts
    }

    fn role(&self, stack: &ScopeStack) -> Role {
        let scopes = stack.as_slice();
        let inside = |wanted: Role| {
            let known = |scope: &Scope| {
                let found = self.roles.iter().find(|(begin, _)| begin.is_prefix_of(*scope));
                found.is_some_and(|(_, role)| *role == wanted)
            };
            scopes.iter().rev().any(known)
        };
        [Role::Comment, Role::String, Role::Keyword, Role::Defined]
            .into_iter()
            .find(|role| inside(*role))
            .unwrap_or(Role::Text)
    }
}

/// Makes code fit for the screen: tabs to their stops, nothing invisible.
fn prepared(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut column = 0;
    for c in clean(source).chars() {
        match c {
            '\t' => {
                let blanks = TAB - column % TAB;
                out.extend(std::iter::repeat_n(' ', blanks));
                column += blanks;
            }
            '\n' => {
                out.push(c);
                column = 0;
            }
            _ => {
                out.push(c);
                column += 1;
            }
        }
    }
    out
}

fn line(text: &str, parts: &[(Range<usize>, Role)], theme: &Theme, accent: Style) -> Line<'static> {
    let mut spans: Vec<Span<'static>> = Vec::with_capacity(parts.len());
    for (range, role) in parts {
        let range = range.start.min(text.len())..range.end.min(text.len());
        let Some(part) = text.get(range).filter(|part| !part.is_empty()) else {
            continue;
        };
        let style = role.style(theme, accent);
        match spans.last_mut() {
            Some(last) if last.style == style => last.content.to_mut().push_str(part),
            _ => spans.push(Span::styled(part.to_owned(), style)),
        }
    }
    Line::from(spans)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::GlyphSet;
    use proptest::prelude::*;

    fn theme() -> Theme {
        Theme::new(Depth::True, Ground::Dark, GlyphSet::Unicode)
    }

    /// Marks the roles in the text: `«k…»` keyword, d defined, c comment, s string.
    fn marked(lines: &[Line<'_>], theme: &Theme, accent: Style) -> String {
        let mut out = String::new();
        for line in lines {
            for span in &line.spans {
                let role = [
                    ('k', Role::Keyword),
                    ('d', Role::Defined),
                    ('c', Role::Comment),
                    ('s', Role::String),
                ]
                .into_iter()
                .find(|(_, role)| role.style(theme, accent) == span.style);
                match role {
                    Some((mark, _)) => out.extend(["«", &mark.to_string(), &span.content, "»"]),
                    None => out.push_str(&span.content),
                }
            }
            out.push('\n');
        }
        out
    }

    fn shown(language: &str, source: &str) -> String {
        let theme = theme();
        let accent = theme.accents[0];
        marked(&fence(language, source, &theme, accent), &theme, accent)
    }

    #[test]
    fn python_has_its_keywords_names_comments_and_strings() {
        let source = "import numpy as np\n\n@cache\ndef softmax(z, axis=-1):\n    \"\"\"Stable.\n    def no\"\"\"\n    e = \
                      np.exp(z)  # 'shift'\n    return f\"{e}\" if e is not None else r'\\'' + x2e\nclass \
                      Net(Base): pass\nmatch x:\n    case 1: ...\nmatch = 'open\nnot_in = 1\n";
        insta::assert_snapshot!(shown("python", source), @r#"
        «kimport» numpy «kas» np

        @cache
        «kdef» «dsoftmax»(z, axis=-1):
            «s"""Stable.»
        «s    def no"""»
            e = np.exp(z)  «c# 'shift'»
            «kreturn» «sf"{e}"» «kif» e «kis» «knot» «kNone» «kelse» «sr'\''» + x2e
        «kclass» «dNet»(Base): «kpass»
        «kmatch» x:
            «kcase» 1: ...
        match = «s'open»
        not_in = 1
        "#);
    }

    #[test]
    fn shell_and_json_are_known_and_the_rest_is_plain() {
        insta::assert_snapshot!(shown("bash", "# run\nif [ -n \"$A\" ]; then echo 'x # y'; fi\nf() { ls a#b; }\n"), @r#"
        «c# run»
        «kif» [ -n «s"$A"» ]; «kthen» echo «s'x # y'»; «kfi»
        «df»() { ls a#b; }
        "#);
        insta::assert_snapshot!(shown("json", "{ \"a\": [\"b\", 1.5, true, null] }"), @r#"
        { «d"a"»: [«s"b"», 1.5, «ktrue», «knull»] }
        "#);
        insta::assert_snapshot!(shown("", "def f(): return 1"), @r#"
        def f(): return 1
        "#);
    }

    #[test]
    fn other_languages_come_from_the_grammar_set() {
        let theme = theme();
        let accent = theme.accents[0];
        let mut highlighter = Highlighter::new();
        let lines = highlighter.lines(
            "rust",
            "// sum\nfn add(a: u8) -> u8 {\n    \"x\"; a\n}\n",
            &theme,
            accent,
        );
        insta::assert_snapshot!(marked(&lines, &theme, accent), @r#"
        «c// sum»
        «kfn» «dadd»(a: «ku8») -> «ku8» {
            «s"x"»; a
        }
        "#);
        let plain = highlighter.lines("no such language", "fn\n", &theme, accent);
        assert_eq!(marked(&plain, &theme, accent), "fn\n");
    }

    #[test]
    fn the_grammar_set_is_not_loaded_before_it_is_needed() {
        let theme = theme();
        let mut highlighter = Highlighter::new();
        highlighter.lines("python", "x = 1", &theme, theme.text);
        assert!(highlighter.grammars.is_none());
    }

    #[test]
    fn tabs_reach_their_stops_and_controls_are_gone() {
        assert_eq!(shown("", "\ta\tb\u{1b}[31m\u{202e}c\r\nd"), "    a   bc\nd\n");
    }

    proptest! {
        #[test]
        fn every_character_of_a_line_is_kept(source in "[a-z'\"#\\\\ (){}:,=\u{e9}漢\n]{0,60}", language in "python|bash|json") {
            let theme = theme();
            let lines = fence(&language, &source, &theme, theme.accents[1]);
            let text: Vec<String> = lines.iter().map(ToString::to_string).collect();
            prop_assert_eq!(text, source.lines().map(str::to_owned).collect::<Vec<_>>());
        }
    }
}
