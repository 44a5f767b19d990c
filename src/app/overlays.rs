//! What lies above the page. The title line and its clocks stay lit under all of them.

pub mod ask;
pub mod bank_files;
pub mod bank_name;
pub mod bank_versions;
pub mod confirm;
pub mod filter;
pub mod find;
pub mod help;
pub mod naming;
pub mod notes;
pub mod output;
pub mod palette;
pub mod tell;
pub mod topics;

use std::time::Duration;

use super::App;
use super::action::Action;
use super::additions;
use super::editor::{Clip, Did, Editor, Keep};
use super::effect::Effect;
use super::flow;
use super::keymap::Context;
use super::msg::Now;
use super::screens::scorecard::ScorecardScreen;
use super::screens::{Input, Nav, Screen};
use crate::domain::bank::QuestionName;
use crate::domain::event::{Event, PauseCause};
use crate::domain::session::Stand;
use ask::Ask;
use bank_files::BankFiles;
use bank_name::BankName;
use bank_versions::BankVersions;
use confirm::Confirm;
use filter::FilterRows;
use find::Find;
use help::Help;
use naming::Naming;
use notes::Notes;
use output::Output;
use palette::{Palette, Target};
use tell::Tell;
use topics::Topics;

/// The overlay that is open.
#[derive(Debug, Clone, PartialEq)]
pub enum Overlay {
    Help(Box<Help>),
    Palette(Box<Palette>),
    Confirm(Confirm),
    Notes(Box<Notes>),
    /// A question to the interviewer.
    Ask(Box<Ask>),
    /// Search in the field that has the focus.
    Find(Box<Find>),
    /// What the last run printed and said.
    Output(Output),
    /// The topics of an interview being set up.
    Topics(Topics),
    /// The name of a loop of one's own.
    Naming(Box<Naming>),
    /// Which past sessions show.
    Filter(Box<FilterRows>),
    /// A story to begin the answer with.
    Tell(Tell),
    /// A name for the bank screen.
    BankName(Box<BankName>),
    /// The code files of a question.
    BankFiles(BankFiles),
    /// What a bank was before.
    BankVersions(BankVersions),
}

/// What an overlay's input came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    Stay(Overlay),
    Close,
    /// Close, then do this.
    Act(Action),
    /// Close, then go there.
    Go(Nav),
}

impl Overlay {
    /// Returns the contexts of its keys, innermost first.
    pub fn contexts(&self) -> Vec<Context> {
        match self {
            Self::Help(_) => vec![Context::Help, Context::Editor],
            Self::Palette(_) => vec![Context::Palette, Context::Editor],
            Self::Confirm(_) => vec![Context::Confirm],
            Self::Notes(_) => vec![Context::Notes, Context::Editor],
            Self::Ask(_) => vec![Context::Ask, Context::Editor],
            Self::Find(_) => vec![Context::Find, Context::Editor],
            Self::Output(_) => vec![Context::Output],
            Self::Topics(_) => vec![Context::Topics],
            Self::Naming(_) => vec![Context::Naming, Context::Editor],
            Self::Filter(_) => vec![Context::Filter],
            Self::Tell(_) => vec![Context::Tell],
            Self::BankName(_) => vec![Context::BankName, Context::Editor],
            Self::BankFiles(_) => vec![Context::BankFiles],
            Self::BankVersions(_) => vec![Context::BankVersions],
        }
    }

    /// Returns whether typed letters go into text.
    pub fn takes_text(&self) -> bool {
        !matches!(
            self,
            Self::Confirm(_)
                | Self::Topics(_)
                | Self::Output(_)
                | Self::Filter(_)
                | Self::Tell(_)
                | Self::BankFiles(_)
                | Self::BankVersions(_)
        )
    }
}

/// Writes into an overlay's text; returns whether it took the input.
pub fn write(editor: &mut Editor, input: &Input, clip: &mut Clip, now: Duration) -> bool {
    let did = match input {
        Input::Action(action) => editor.perform(*action, clip, now),
        Input::Char(c) => editor.type_char(*c, now),
        Input::Paste(text) => editor.paste(text, now),
        _ => Did::Unhandled,
    };
    did != Did::Unhandled
}

/// Gives input to the overlay, which is taken out of `app` meanwhile.
pub fn update(
    overlay: Overlay,
    input: &Input,
    app: &mut App,
    now: &Now,
    effects: &mut Vec<Effect>,
) -> Outcome {
    match overlay {
        Overlay::Help(mut help) => {
            if help.update(input, now.mono) {
                Outcome::Stay(Overlay::Help(help))
            } else {
                help.under.take().map_or(Outcome::Close, Outcome::Stay)
            }
        }
        Overlay::Palette(mut palette) => {
            let (target, stay) = palette.update(input, app, now.mono);
            match target {
                Some(Target::Action(action)) => Outcome::Act(action),
                Some(Target::Question(name)) => match app.parts(now, effects) {
                    // Among the banks one looks at it first.
                    (Some(Screen::Banks(screen)), cx) => {
                        screen.stand_on(&name, cx.data);
                        Outcome::Close
                    }
                    _ => ask_exactly(app, &name, now, effects),
                },
                Some(Target::Session(folder)) => Outcome::Go(Nav::Resume(folder)),
                None if stay => Outcome::Stay(Overlay::Palette(palette)),
                None => Outcome::Close,
            }
        }
        Overlay::Confirm(confirm) => confirmed(confirm, input, app, now, effects),
        Overlay::Notes(notes) => noted(notes, input, app, now, effects),
        Overlay::Ask(ask) => asked(ask, input, app, now, effects),
        Overlay::Find(find) => found(find, input, app, now, effects),
        Overlay::Output(output) => output.update(input),
        Overlay::Topics(topics) => topics::update(topics, input, app, now, effects),
        Overlay::Naming(naming) => naming::update(naming, input, app, now, effects),
        Overlay::Filter(rows) => filter::update(rows, input, app, now, effects),
        Overlay::Tell(tell) => tell::update(tell, input, app, now, effects),
        Overlay::BankFiles(files) => bank_files::update(files, input, app, now, effects),
        Overlay::BankVersions(versions) => bank_versions::update(versions, input, app, now, effects),
        Overlay::BankName(asked) => bank_name::update(asked, input, app, now, effects),
    }
}

fn confirmed(
    mut confirm: Confirm,
    input: &Input,
    app: &mut App,
    now: &Now,
    effects: &mut Vec<Effect>,
) -> Outcome {
    match input {
        Input::Action(Action::Back) => Outcome::Close,
        Input::Char(c) => {
            let Some(action) = confirm.choose(*c, now.mono) else {
                return Outcome::Stay(Overlay::Confirm(confirm));
            };
            if action == Action::LeaveUnsaved {
                return Outcome::Go(Nav::HomeUnsaved);
            }
            if action == Action::SaveAgain {
                let (_, mut cx) = app.parts(now, effects);
                additions::retry(&mut cx, additions::Retry::Asked);
                return Outcome::Close;
            }
            if action == Action::Rescue {
                let (_, mut cx) = app.parts(now, effects);
                flow::rescue(&mut cx);
                return Outcome::Close;
            }
            if action == Action::Quit {
                let (screen, mut cx) = app.parts(now, effects);
                if let Some(Screen::Interview(interview)) = screen {
                    interview.flush(&mut cx);
                }
                return Outcome::Go(Nav::Leave);
            }
            let (screen, mut cx) = app.parts(now, effects);
            match screen {
                Some(Screen::Interview(interview)) => interview
                    .confirmed(action, &mut cx)
                    .map_or(Outcome::Close, Outcome::Go),
                Some(Screen::Setup(setup)) => {
                    setup.confirmed(action, &mut cx);
                    Outcome::Close
                }
                Some(Screen::Review(review)) => {
                    review.confirmed(action, &mut cx);
                    Outcome::Close
                }
                Some(Screen::Scorecard(_)) => {
                    ScorecardScreen::confirmed(action, &mut cx);
                    Outcome::Close
                }
                Some(Screen::Banks(screen)) => {
                    screen.confirmed(action, &mut cx);
                    Outcome::Close
                }
                _ => Outcome::Close,
            }
        }
        _ => Outcome::Stay(Overlay::Confirm(confirm)),
    }
}

fn noted(
    mut notes: Box<Notes>,
    input: &Input,
    app: &mut App,
    now: &Now,
    effects: &mut Vec<Effect>,
) -> Outcome {
    let (screen, mut cx) = app.parts(now, effects);
    match input {
        Input::Action(Action::Back) => {
            if let Some(Screen::Interview(interview)) = screen {
                interview.flush(&mut cx);
            }
            if let Some(event) = notes.keep() {
                match screen {
                    Some(Screen::Review(review)) => review.amend(vec![event], &mut cx),
                    _ => cx.record(event),
                }
            }
            // What is added to a session that is over is said to be kept once it is on disk.
            if notes.editor.text() != notes.before && !cx.data.additions.on_its_way() {
                cx.toast(match notes.about {
                    notes::About::Dispute(_) => "Kept with the dispute",
                    _ => "Note kept",
                });
            }
            return Outcome::Close;
        }
        Input::Action(action) => {
            if notes.editor.perform(*action, cx.clip, now.mono) == Did::Copied {
                cx.effects.push(Effect::Copy(cx.clip.text.clone()));
            }
        }
        input => {
            write(&mut notes.editor, input, cx.clip, now.mono);
        }
    }
    if notes.editor.has_pending() {
        // The note is recorded whole, so its single edits are not needed.
        let _ = notes.editor.take_edits();
        notes.typed(now.mono);
    }
    Outcome::Stay(Overlay::Notes(notes))
}

fn asked(mut ask: Box<Ask>, input: &Input, app: &mut App, now: &Now, effects: &mut Vec<Effect>) -> Outcome {
    let (screen, mut cx) = app.parts(now, effects);
    match input {
        Input::Action(Action::Back) => return Outcome::Close,
        Input::Action(Action::Up) => ask.cursor = ask.cursor.saturating_sub(1),
        Input::Action(Action::Down) => {
            let count = cx.data.live.as_ref().map_or(0, |live| ask.matches(live).len());
            ask.cursor = (ask.cursor + 1).min(count.saturating_sub(1));
        }
        Input::Action(Action::Open) => {
            let asking = cx
                .data
                .live
                .as_ref()
                .is_some_and(|live| live.session.running() && live.session.stand() == Stand::Asking);
            let Some((text, matched)) = ask.chosen(cx.data).filter(|_| asking) else {
                return Outcome::Close;
            };
            if let Some(Screen::Interview(interview)) = screen {
                interview.flush(&mut cx);
            }
            cx.record(Event::Clarified { ask: text, matched });
            return Outcome::Close;
        }
        input => {
            if write(&mut ask.editor, input, cx.clip, now.mono) {
                ask.cursor = 0;
            }
        }
    }
    Outcome::Stay(Overlay::Ask(ask))
}

fn found(mut find: Box<Find>, input: &Input, app: &mut App, now: &Now, effects: &mut Vec<Effect>) -> Outcome {
    let (screen, cx) = app.parts(now, effects);
    let Some(editor) = screen.and_then(Screen::editor_mut) else {
        return Outcome::Close;
    };
    match input {
        Input::Action(Action::Back) => {
            editor.end_search(Keep::Origin);
            return Outcome::Close;
        }
        Input::Action(Action::Open) => {
            editor.end_search(Keep::Hit);
            return Outcome::Close;
        }
        Input::Action(Action::SearchNext) => {
            let _ = editor.search_next();
        }
        Input::Action(Action::SearchPrevious) => {
            let _ = editor.search_previous();
        }
        input => {
            if write(&mut find.query, input, cx.clip, now.mono) {
                editor.set_query(&find.query.text());
            }
        }
    }
    Outcome::Stay(Overlay::Find(find))
}

/// Starts an interview of exactly one question.
fn ask_exactly(app: &mut App, name: &QuestionName, now: &Now, effects: &mut Vec<Effect>) -> Outcome {
    let Some(catalog) = app.catalog().cloned() else {
        return Outcome::Close;
    };
    match crate::app::screens::setup::plan_exactly(name, &catalog, &app.data, now) {
        Ok(plan) => {
            // One session is open at a time, and Esc leads back to Home.
            app.leave_session(PauseCause::Person, effects);
            app.screens.truncate(1);
            let (_, mut cx) = app.parts(now, effects);
            Outcome::Go(Nav::Open(flow::begin(&mut cx, plan)))
        }
        Err(sentence) => {
            app.parts(now, effects).1.toast(sentence);
            Outcome::Close
        }
    }
}
