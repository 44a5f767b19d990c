//! Parts that several screens share.

pub mod answer;
pub mod bars;
pub mod calendar;
pub mod code;
pub mod editor;
pub mod guide;
pub mod heat;
pub mod levels;
pub mod markdown;
pub mod math;
pub mod rubric;
pub mod timeline;
