//! The events of a Markdown parser to lines: blocks, their indentation and the blank lines between them.
//! Works through the events once, without recursion, however deep they nest.

use std::borrow::Cow;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use super::table::Table;
use super::wrap::{GLUE, Kind, Run, cut, text_cells, wrap};
use crate::domain::plain::clean;
use crate::text::symbols;
use crate::ui::theme::{GlyphSet, Theme};
use crate::ui::widgets::{code, math};

/// Containers that indent: deeper ones than this are drawn at the depth of the deepest.
const DEEPEST: usize = 12;
/// Formulas up to this wide are kept on one line.
const SOLID: usize = 28;

/// How the first paragraph looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lead {
    Plain,
    Bold,
}

#[derive(Debug)]
enum Container {
    Quote,
    Item {
        /// What stands before the first line, until it is drawn.
        marker: Option<Span<'static>>,
        width: usize,
    },
}

#[derive(Debug)]
struct List {
    /// Number of the next item.
    next: Option<u64>,
    /// Cells of the widest number.
    digits: usize,
    loose: bool,
}

pub(super) struct Flow<'t> {
    width: usize,
    theme: &'t Theme,
    accent: Style,
    lead: Lead,
    lines: Vec<Line<'static>>,
    containers: Vec<Container>,
    lists: Vec<List>,
    /// Items of each list still to come, in the order the lists begin.
    items: std::vec::IntoIter<u64>,
    /// A blank line is owed before the next block.
    gap: bool,
    styles: Vec<Style>,
    runs: Vec<Run>,
    links: Vec<(String, usize)>,
    /// Language and text of the fence being read.
    fence: Option<(String, String)>,
    table: Option<Table>,
}

impl<'t> Flow<'t> {
    pub fn new(width: usize, theme: &'t Theme, accent: Style, lead: Lead) -> Self {
        Self {
            width,
            theme,
            accent,
            lead,
            lines: Vec::new(),
            containers: Vec::new(),
            lists: Vec::new(),
            items: Vec::new().into_iter(),
            gap: false,
            styles: Vec::new(),
            runs: Vec::new(),
            links: Vec::new(),
            fence: None,
            table: None,
        }
    }

    pub fn run(&mut self, events: Vec<Event<'_>>) {
        self.items = items(&events).into_iter();
        for event in events {
            self.event(event);
        }
        self.text_block();
    }

    pub fn finish(self) -> Vec<Line<'static>> {
        self.lines
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.fence {
                Some((_, code)) => code.push_str(&text),
                None => self.prose(&text),
            },
            Event::Code(text) => {
                let style = self.style().patch(code::ink(self.theme, self.accent));
                self.push(text.replace('\n', " "), style, Kind::Solid);
            }
            Event::InlineMath(tex) => self.formula(&tex),
            Event::DisplayMath(tex) if self.table.is_some() => self.formula(&tex),
            Event::DisplayMath(tex) => self.display(&tex),
            Event::InlineHtml(html) | Event::Html(html) => match html.trim() {
                "<br>" | "<br/>" | "<br />" => self.push("\n".to_owned(), self.style(), Kind::Prose),
                comment if comment.starts_with("<!--") => {}
                _ => self.push(html.into_string(), self.style(), Kind::Prose),
            },
            Event::SoftBreak => self.push(" ".to_owned(), self.style(), Kind::Prose),
            Event::HardBreak => self.push("\n".to_owned(), self.style(), Kind::Prose),
            Event::Rule => {
                self.open();
                let width = self.room();
                let rule = Span::styled(self.theme.glyphs.light.repeat(width), self.theme.rule);
                self.line(vec![rule]);
                self.gap = true;
            }
            Event::TaskListMarker(done) => self.task(if done {
                self.theme.glyphs.tick_on
            } else {
                self.theme.glyphs.tick_off
            }),
            Event::FootnoteReference(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => {
                self.open();
                let first = self.lines.is_empty() && self.containers.is_empty();
                if first && self.lead == Lead::Bold {
                    self.styles.push(self.theme.strong);
                }
                if let Some(list) = self.lists.last_mut() {
                    list.loose = true;
                }
            }
            Tag::Heading { .. } => {
                self.open();
                self.styles.push(self.theme.strong);
            }
            Tag::BlockQuote(_) => {
                self.open();
                self.containers.push(Container::Quote);
            }
            Tag::CodeBlock(kind) => {
                self.open();
                let language = match kind {
                    CodeBlockKind::Fenced(info) => info.into_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.fence = Some((language, String::new()));
            }
            Tag::HtmlBlock => self.open(),
            Tag::List(first) => {
                self.open();
                let count = self.items.next().unwrap_or_default();
                let last = first.map_or(0, |first| first.saturating_add(count.saturating_sub(1)));
                self.lists.push(List {
                    next: first,
                    digits: last.to_string().len(),
                    loose: false,
                });
            }
            Tag::Item => {
                self.open();
                let marker = self.marker();
                self.containers.push(Container::Item {
                    width: text_cells(&marker),
                    marker: Some(Span::styled(marker, self.theme.dim)),
                });
            }
            Tag::Table(alignments) => {
                self.open();
                self.table = Some(Table {
                    alignments,
                    rows: Vec::new(),
                });
            }
            Tag::TableHead | Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    table.rows.push(Vec::new());
                }
            }
            Tag::Emphasis => self.emphasis(Modifier::ITALIC),
            Tag::Strong => self.emphasis(Modifier::BOLD),
            Tag::Strikethrough => self.styles.push(self.style().patch(self.theme.dim)),
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                self.links.push((dest_url.into_string(), self.runs.len()));
                self.styles.push(self.style().patch(self.theme.link));
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) => {
                self.text_block();
                self.styles.clear();
                self.gap = true;
            }
            TagEnd::HtmlBlock => {
                self.text_block();
                self.gap = true;
            }
            TagEnd::BlockQuote(_) => {
                self.text_block();
                self.containers.pop();
                self.gap = true;
            }
            TagEnd::CodeBlock => self.code_block(),
            TagEnd::List(_) => {
                let list = self.lists.pop();
                self.gap = self.lists.is_empty() || list.is_some_and(|list| list.loose);
            }
            TagEnd::Item => {
                self.text_block();
                if matches!(
                    self.containers.last(),
                    Some(Container::Item { marker: Some(_), .. })
                ) {
                    self.line(Vec::new());
                }
                self.containers.pop();
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.runs);
                if let Some(row) = self.table.as_mut().and_then(|table| table.rows.last_mut()) {
                    row.push(cell);
                }
            }
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    let lines = table.lines(self.room(), self.theme.dim, self.theme.glyphs.dots);
                    for line in lines {
                        self.line(line);
                    }
                }
                self.gap = true;
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => {
                self.styles.pop();
            }
            TagEnd::Link | TagEnd::Image => self.link(),
            _ => {}
        }
    }

    fn style(&self) -> Style {
        self.styles.last().copied().unwrap_or(self.theme.text)
    }

    fn emphasis(&mut self, modifier: Modifier) {
        self.styles.push(self.style().add_modifier(modifier));
    }

    fn ascii(&self) -> bool {
        self.theme.glyphs.set == GlyphSet::Ascii
    }

    fn push(&mut self, text: String, style: Style, kind: Kind) {
        // A character reference may stand for what the source was cleaned of.
        let text = match clean(&text) {
            Cow::Borrowed(_) => text,
            Cow::Owned(cleaned) => cleaned,
        };
        let text = if text.contains('\t') {
            text.replace('\t', " ")
        } else {
            text
        };
        match self.runs.last_mut() {
            Some(last) if last.style == style && last.kind == kind => last.text.push_str(&text),
            _ => self.runs.push(Run { text, style, kind }),
        }
    }

    fn prose(&mut self, text: &str) {
        let text = if self.ascii() {
            ascii_marks(text)
        } else {
            text.to_owned()
        };
        self.push(text, self.style(), Kind::Prose);
    }

    /// Adds a formula in line with the text. Short ones are never broken.
    fn formula(&mut self, tex: &str) {
        let text = math::inline(tex, self.ascii());
        let text = if text_cells(&text) <= SOLID.min(self.room()) {
            text.replace(' ', "\u{a0}")
        } else if self.room() > SOLID {
            loosened(&text)
        } else {
            text
        };
        self.push(text, self.style(), Kind::Solid);
    }

    /// Draws a formula on lines of its own.
    fn display(&mut self, tex: &str) {
        if !self.runs.is_empty() {
            self.text_block();
            self.gap = true;
        }
        self.open();
        let room = self.room();
        let rows = math::display_within(tex, self.ascii(), room);
        let width = rows.iter().map(|row| text_cells(row)).max().unwrap_or_default();
        if width > room {
            self.formula(tex);
            self.text_block();
        } else {
            let indent = if room >= 30 { 4 } else { 2 }.min(room - width);
            for row in rows {
                let text = if row.is_empty() {
                    row
                } else {
                    format!("{}{row}", " ".repeat(indent))
                };
                self.line(vec![Span::styled(text, self.theme.text)]);
            }
        }
        self.gap = true;
    }

    fn link(&mut self) {
        self.styles.pop();
        let Some((address, start)) = self.links.pop() else {
            return;
        };
        let shown: String = self
            .runs
            .iter()
            .skip(start)
            .map(|run| run.text.as_str())
            .collect();
        let bare = |text: &str| {
            let text = text.strip_prefix("mailto:").unwrap_or(text);
            text.trim_end_matches('/').to_owned()
        };
        if address.is_empty() || bare(&shown).ends_with(&bare(&address)) {
            return;
        }
        let style = self.style().patch(self.theme.dim).remove_modifier(Modifier::BOLD);
        self.push(format!(" ({address})"), style, Kind::Prose);
    }

    fn marker(&mut self) -> String {
        let depth = self.lists.len();
        let glyphs = self.theme.glyphs;
        let Some(list) = self.lists.last_mut() else {
            return String::new();
        };
        match &mut list.next {
            Some(number) => {
                let marker = format!("{number:>width$}. ", width = list.digits);
                *number = number.saturating_add(1);
                marker
            }
            None if depth % 2 == 1 => format!("{} ", glyphs.dash),
            None => format!(
                "{} ",
                if glyphs.set == GlyphSet::Ascii {
                    "*"
                } else {
                    glyphs.dot
                }
            ),
        }
    }

    /// Puts a tick box in the place of an item's marker.
    fn task(&mut self, box_: &'static str) {
        if let Some(Container::Item { marker, width }) = self.containers.last_mut() {
            *width = text_cells(box_) + 1;
            *marker = Some(Span::styled(format!("{box_} "), self.theme.text));
        }
    }

    /// Begins a block: draws what was being read, and the blank line that is owed.
    fn open(&mut self) {
        self.text_block();
        if std::mem::take(&mut self.gap) && !self.lines.is_empty() {
            let bars = self.prefix(Place::Blank).0;
            self.lines.push(Line::from(bars));
        }
    }

    /// Draws the text read so far as a paragraph.
    fn text_block(&mut self) {
        let runs = std::mem::take(&mut self.runs);
        if runs.iter().all(|run| run.text.trim().is_empty()) {
            return;
        }
        if std::mem::take(&mut self.gap) && !self.lines.is_empty() {
            let bars = self.prefix(Place::Blank).0;
            self.lines.push(Line::from(bars));
        }
        for line in wrap(&runs, self.room(), self.theme.glyphs.dots) {
            self.line(line);
        }
    }

    fn code_block(&mut self) {
        let Some((language, source)) = self.fence.take() else {
            return;
        };
        let room = self.room();
        let indent = if room >= 20 { 2 } else { 0 };
        for line in code::fence(&language, &source, self.theme, self.accent) {
            let mut spans = cut(line.spans, room - indent, self.theme.glyphs.dots);
            if !spans.is_empty() && indent > 0 {
                spans.insert(0, Span::raw(" ".repeat(indent)));
            }
            self.line(spans);
        }
        self.gap = true;
    }

    /// Returns the cells left to a line beside what stands before it.
    fn room(&self) -> usize {
        self.width - self.prefix(Place::Later).1
    }

    fn line(&mut self, spans: Vec<Span<'static>>) {
        let (mut line, _) = self.prefix(if spans.is_empty() {
            Place::Empty
        } else {
            Place::First
        });
        for container in &mut self.containers {
            if let Container::Item { marker, .. } = container {
                *marker = None;
            }
        }
        line.extend(spans);
        self.lines.push(Line::from(line));
    }

    /// Returns what stands before a line, and its cells. It never takes more than half of the width:
    /// then the outer containers go.
    fn prefix(&self, place: Place) -> (Vec<Span<'static>>, usize) {
        let from = self.containers.len().saturating_sub(DEEPEST);
        let shown = &self.containers[from..];
        let bar = self.theme.glyphs.bar;
        let width = |container: &Container| match container {
            Container::Quote => text_cells(bar) + 1,
            Container::Item { width, .. } => *width,
        };
        let mut total: usize = shown.iter().map(width).sum();
        let mut spans: Vec<Span<'static>> = Vec::new();
        let mut outside = 0;
        for container in shown {
            if total > self.width / 2 {
                total -= width(container);
                outside += 1;
            }
        }
        for container in &shown[outside..] {
            spans.push(match container {
                Container::Quote => Span::styled(format!("{bar} "), self.theme.rule),
                Container::Item {
                    marker: Some(marker), ..
                } if matches!(place, Place::First | Place::Empty) => marker.clone(),
                Container::Item { width, .. } => Span::raw(" ".repeat(*width)),
            });
        }
        if matches!(place, Place::Blank | Place::Empty) {
            while spans.last().is_some_and(|span| span.content.trim().is_empty()) {
                spans.pop();
            }
            if let Some(last) = spans.last_mut() {
                let length = last.content.trim_end().len();
                last.content.to_mut().truncate(length);
            }
        }
        (spans, total)
    }
}

/// Which line a prefix is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// A line that draws the markers that are due.
    First,
    Later,
    /// Like `First`, without content.
    Empty,
    /// The blank line between blocks.
    Blank,
}

/// Counts the items of each list, in the order the lists begin.
fn items(events: &[Event<'_>]) -> Vec<u64> {
    let mut counts = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for event in events {
        match event {
            Event::Start(Tag::List(_)) => {
                open.push(counts.len());
                counts.push(0);
            }
            Event::End(TagEnd::List(_)) => {
                open.pop();
            }
            Event::Start(Tag::Item) => {
                if let Some(count) = open.last().and_then(|at| counts.get_mut(*at)) {
                    *count += 1;
                }
            }
            _ => {}
        }
    }
    counts
}

/// Returns a long formula with blanks to break at only outside its parentheses, before what joins.
fn loosened(text: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '(' | '[' | '{' | '⟨' => depth += 1,
            ')' | ']' | '}' | '⟩' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let joins = chars
            .peek()
            .is_some_and(|next| !next.is_alphanumeric() && !"∑∏∫√(".contains(*next));
        out.push(if c == ' ' && (depth > 0 || !joins) {
            GLUE
        } else {
            c
        });
    }
    out
}

/// Replaces typographic marks and symbols by ASCII; letters of any script stay.
fn ascii_marks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let mut buffer = [0; 4];
        match c {
            _ if c.is_ascii() || c.is_alphanumeric() => out.push(c),
            '–' | '—' | '‐' | '‑' | '−' => out.push('-'),
            '‘' | '’' => out.push('\''),
            '“' | '”' => out.push('"'),
            _ => match symbols::drawn_as(c.encode_utf8(&mut buffer)) {
                Some(symbol) => out.push_str(symbol.ascii),
                None => out.push(c),
            },
        }
    }
    out
}
