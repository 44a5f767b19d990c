//! hotseat: a mock-interview simulator for Applied Research Scientists, in the terminal.
//!
//! A pure core turns messages into state and effects; round it a thin runtime reads the keyboard and
//! the clock, performs the effects and paints.
//!
//! | layer | is | may use |
//! | --- | --- | --- |
//! | [`text`] | editing: buffer, edits, motions, wrapping | nothing of ours |
//! | [`domain`] | what an interview is: banks, sessions, scores | text |
//! | [`storage`] | the disk | domain, text |
//! | [`judge`] | other people's code, run isolated | domain, text |
//! | [`app`] | state and update | domain, text |
//! | [`ui`] | the view | app, domain, text |
//! | [`runtime`] | clocks, terminal, threads; the only asynchronous code | all above |
//! | [`cli`] | the command line | all above |
//!
//! Four nouns, each in one sense: an [`domain::event::Event`] happened in a session and is on disk for
//! ever; an [`app::action::Action`] is what a key means to a person; an [`app::msg::Msg`] is what
//! reaches `update`; an [`app::effect::Effect`] is what `update` asks of the world, as data.
//!
//! Start reading at [`app::App::update`], then [`domain::session::Session`], then [`ui::render`].

pub mod app;
pub mod cli;
pub mod domain;
pub mod judge;
pub mod runtime;
pub mod storage;
pub mod text;
pub mod ui;
