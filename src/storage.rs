//! The disk: blocking code that whoever calls gives a thread.

pub mod banks;
pub mod builtin;
pub mod code_files;
pub mod diary;
pub mod dirs;
pub mod disk;
pub mod escape;
pub mod export;
pub mod index;
pub mod journal;
pub mod loops;
mod place;
pub mod sessions;
pub mod settings;
pub mod stories;
pub mod trust;
