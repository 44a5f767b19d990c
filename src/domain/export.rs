//! The forms in which a session leaves hotseat.

/// What a session is written as, outside of its folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ExportFormat {
    /// Markdown, to read and to paste.
    #[default]
    Markdown,
    /// One page for a browser, which needs nothing beside itself.
    Html,
    /// Everything, to compute with.
    Json,
    /// The answers being typed, as asciinema plays them.
    Cast,
}

impl ExportFormat {
    pub const ALL: [Self; 4] = [Self::Markdown, Self::Html, Self::Json, Self::Cast];

    /// Returns its name on the command line, which is the extension of its files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Html => "html",
            Self::Json => "json",
            Self::Cast => "cast",
        }
    }

    /// Returns what it is for, in a few words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Markdown => "Markdown to read",
            Self::Html => "a page for a browser",
            Self::Json => "JSON to compute with",
            Self::Cast => "a recording for asciinema",
        }
    }
}
