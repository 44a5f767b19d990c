//! HTML of flash cards as Markdown text: line breaks, lists, bold, code and formulas stay, everything else of
//! the markup goes. One pass, whatever the text holds.

/// Returns the text of a piece of HTML.
pub fn text(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    let mut hidden: Option<&str> = None;
    while let Some(at) = rest.find(['<', '&']) {
        let (before, from) = rest.split_at(at);
        if hidden.is_none() {
            out.push_str(before);
        }
        if let Some(entity) = from.strip_prefix('&') {
            let (shown, length) = decoded(entity);
            if hidden.is_none() {
                out.push_str(&shown);
            }
            rest = entity.get(length..).unwrap_or_default();
            continue;
        }
        if let Some(comment) = from.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, rest)| rest);
            continue;
        }
        let Some((tag, after)) = tag(from) else {
            // A lone `<` is a sign of comparison.
            if hidden.is_none() {
                out.push('<');
            }
            rest = from.get(1..).unwrap_or_default();
            continue;
        };
        rest = after;
        let closing = tag.starts_with('/');
        let name: String = tag
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_ascii_lowercase();
        match (hidden, name.as_str()) {
            (Some(open), name) if closing && name == open => hidden = None,
            (None, "style") if !closing => hidden = Some("style"),
            (None, "script") if !closing => hidden = Some("script"),
            (None, "br" | "hr") => out.push('\n'),
            (None, "div" | "p" | "tr" | "ul" | "ol" | "table" | "h1" | "h2" | "h3" | "h4") => {
                new_line(&mut out);
                if name == "p" && closing {
                    out.push('\n');
                }
            }
            (None, "li") if !closing => {
                new_line(&mut out);
                out.push_str("- ");
            }
            (None, "td" | "th") if closing => out.push(' '),
            (None, "b" | "strong") => out.push_str("**"),
            (None, "i" | "em") => out.push('*'),
            (None, "code") => out.push('`'),
            (None, "pre") => {
                new_line(&mut out);
                out.push_str("```\n");
            }
            (None, "img") if !closing => out.push_str("(picture)"),
            _ => {}
        }
    }
    if hidden.is_none() {
        out.push_str(rest);
    }
    tidy(&formulas(&out))
}

/// Splits `<name …>` off; `None` where it is no tag.
fn tag(from: &str) -> Option<(&str, &str)> {
    let inner = from.strip_prefix('<')?;
    if !inner.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') {
        return None;
    }
    let end = inner.find('>')?;
    Some((inner.get(..end)?, inner.get(end + 1..)?))
}

/// Returns what an entity stands for and how many bytes of the text it took.
fn decoded(text: &str) -> (String, usize) {
    let window = text.char_indices().take(12).find(|(_, c)| *c == ';');
    let Some((end, _)) = window else {
        return ("&".to_owned(), 0);
    };
    let name = text.get(..end).unwrap_or_default();
    let number = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    let shown = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        _ => match (name.strip_prefix("#x"), name.strip_prefix('#')) {
            (Some(digits), _) => number(digits, 16),
            (None, Some(digits)) => number(digits, 10),
            _ => None,
        },
    };
    match shown {
        Some(shown) => (shown.to_string(), end + 1),
        None => ("&".to_owned(), 0),
    }
}

/// Formulas of Anki, `\(…\)` and `\[…\]`, between the `$` of banks.
fn formulas(text: &str) -> String {
    text.replace("\\(", "$")
        .replace("\\)", "$")
        .replace("\\[", "$$")
        .replace("\\]", "$$")
}

fn new_line(out: &mut String) {
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

/// Trims lines, and leaves one empty line between paragraphs at most.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.lines().map(str::trim_end) {
        if line.is_empty() {
            empty += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if empty > 0 { "\n\n" } else { "\n" });
        }
        empty = 0;
        out.push_str(line);
    }
    // Closing a block of code is on a line of its own anyway.
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn markup_becomes_markdown_and_everything_else_goes() {
        for (html, want) in [
            ("a<br>b<br/>c", "a\nb\nc"),
            ("<div>a</div><div>b</div>", "a\nb"),
            ("<p>a</p><p>b &amp; c</p>", "a\n\nb & c"),
            ("<ul><li>a</li><li><b>b</b></li></ul>", "- a\n- **b**"),
            ("x &lt; y and 2 < 3", "x < y and 2 < 3"),
            ("&#955;&#x3bb;&nbsp;&unknown;&", "λλ &unknown;&"),
            ("<style>p { x }</style><script>alert(1)</script>a", "a"),
            ("a<!-- <b>no</b> -->b<img src=x onerror=y>", "ab(picture)"),
            ("\\(x^2\\) and \\[y\\]", "$x^2$ and $$y$$"),
            ("<a href=\"javascript:x\">text</a>", "text"),
        ] {
            assert_eq!(text(html), want, "{html}");
        }
    }

    proptest! {
        #[test]
        fn no_html_makes_it_stop(html in "([<>/&;#!a-z -]|style|script|br|&#x?[0-9a-f]{1,9};|\\PC){0,300}") {
            let shown = text(&html);
            prop_assert!(shown.len() <= html.len() * 9 + 16);
        }
    }
}
