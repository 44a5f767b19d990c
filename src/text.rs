//! Editing, pure: no I/O, no time, no terminal. Everything here works on text alone, so that the
//! journal, the replay and the screen edit by the same rules.

pub mod brackets;
pub mod buffer;
pub mod canvas;
pub mod count;
pub mod edit;
pub mod indent;
pub mod motion;
pub mod scan;
pub mod search;
pub mod symbols;
pub mod undo;
pub mod vim;
pub mod wrap;
