//! The limits of a bank file, stated once: the rules, the JSON Schema and the documentation read them
//! here. Lengths are characters (Unicode scalar values), times minutes or seconds as named. Raising one
//! is safe; lowering one would refuse banks that people have.

/// Bytes of a bank file; a larger one is refused unread.
pub const FILE_BYTES: u64 = 16 * 1024 * 1024;
/// Objects and lists inside one another, known and unknown fields alike.
pub const NESTING: usize = 64;
/// Values in a file, known and unknown: what keeps the memory of reading one within bounds.
pub const VALUES: usize = 500_000;
/// Bytes up to which a file cannot have enough values to matter.
pub const SMALL_FILE: usize = 1024 * 1024;
/// Problems of one severity that are reported for a file; the rest are counted.
pub const REPORTED: usize = 200;
/// Warnings of quality that are told of a file, so that a bank in the making is not buried in them.
pub const QUALITY: usize = 20;

pub const ID: usize = 64;
pub const ID_PATTERN: &str = "^[a-z0-9-]{1,64}$";
pub const QUESTIONS: usize = 10_000;

/// Titles, names of topics and the like.
pub const TITLE: usize = 120;
/// A sentence or two: what is asked, said, meant.
pub const SENTENCE: usize = 1_000;
/// A few paragraphs.
pub const PASSAGE: usize = 8_000;
/// A prompt or an exemplar.
pub const TEXT: usize = 40_000;
pub const LINK: usize = 1_000;
pub const TAG: usize = 60;
pub const SIGN: usize = 120;

pub const AUTHORS: usize = 100;
pub const TAGS: usize = 20;
pub const CLARIFICATIONS: usize = 40;
pub const SIGNS: usize = 40;
pub const HINTS: usize = 20;
pub const CRITERIA: usize = 20;
pub const IDEAS: usize = 40;
pub const LEVELS: usize = 5;
pub const FOLLOW_UPS: usize = 40;
pub const EXEMPLARS: usize = 10;
pub const PITFALLS: usize = 40;
pub const RESOURCES: usize = 20;
pub const COMPETENCIES: usize = 20;
pub const ENTRIES: usize = 40;
pub const MODULES: usize = 20;
pub const FORBIDDEN: usize = 40;
pub const STAGES: usize = 10;
pub const VISIBLE: usize = 200;

pub const MINUTES_MIN: f64 = 0.5;
pub const MINUTES_MAX: f64 = 240.0;
pub const FOLLOW_UP_MINUTES_MIN: f64 = 0.25;
pub const FOLLOW_UP_MINUTES_MAX: f64 = 60.0;
/// A weight is greater than 0.
pub const WEIGHT_MAX: f64 = 100.0;
pub const LEVEL_MAX: u8 = 4;
pub const SECONDS_MIN: f64 = 0.1;
pub const SECONDS_MAX: f64 = 60.0;
