//! The conversation: the same [`App`] as on the screens, told by lines and telling lines. It holds what
//! is being asked and what was said already; every change of the session is the app's own, and what is
//! told of it is told from the records. Pure: lines and messages in, lines and effects out.

use std::collections::VecDeque;
use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::answering::Writing;
use super::commands::{self, Heard, Verb};
use super::doing::Asked;
use super::markdown::{self, Letters};
use super::scoring::{Scoring, Step};
use super::words::{Line, Shape};
use crate::app::action::Action;
use crate::app::data::{DiskState, Live, Tone};
use crate::app::effect::Effect;
use crate::app::judging::Purpose;
use crate::app::msg::{Msg, Now, Signal};
use crate::app::overlays::Overlay;
use crate::app::screens::Screen;
use crate::app::screens::interview::{Interview, clocks};
use crate::app::{App, Start};
use crate::domain::clock::ClockState;
use crate::domain::event::Event;
use crate::domain::plain;
use crate::domain::session::{Attempt, Session, Stand};
use crate::domain::verdict::{Progress, Unable};

/// How the conversation ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// Over, left or cut off; everything that can be is kept.
    Code(u8),
    /// There was nothing to hold, and why.
    Nothing(String),
}

/// What is waited for; a new one brings a new prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// Nothing yet: the session is being opened.
    Loading,
    /// One of some choices, under this title.
    Choice(String),
    Paused,
    /// Lines of an answer; counts the parts that were asked for.
    Writing(u32),
    /// The attempt is closed, and the session stands there.
    Between(usize, Stand),
    Scoring(usize, Step),
    Card,
    /// The session is given back.
    Gone,
}

/// The last line, said once it is known what is kept.
#[derive(Debug, Clone, Copy)]
pub(super) struct Farewell {
    /// Why it ends.
    pub why: &'static str,
    /// Nobody was asked whether the answers shall go to a file, so they do where they cannot be saved.
    pub to_file: bool,
}

/// What is left to do in the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Left {
    pub over: bool,
    pub to_score: usize,
}

/// An interview held in lines.
#[derive(Debug)]
pub struct Talk {
    pub(super) app: App,
    pub(super) now: Now,
    pub(super) letters: Letters,
    pub(super) writing: Writing,
    pub(super) asked: Option<Asked>,
    pub(super) scoring: Scoring,
    /// What the person asked for, while it is done.
    pub(super) doing: Option<Action>,
    /// The attempt whose question was told in this run.
    pub(super) told: Option<usize>,
    pub(super) clocks: (ClockState, ClockState),
    /// The session, record by record: what is told of one stands in it then.
    pub(super) session: Session,
    /// When time cut the answer off.
    pub(super) cut_off: Option<Duration>,
    /// The part that is kept to, though the app moved away from it.
    pub(super) kept: Option<String>,
    /// Why no code can be run, as it was said last.
    pub(super) unable_told: Option<Unable>,
    /// What the run whose verdict just came was for.
    ran: Option<Purpose>,
    /// Lines that came while the judge was waited for.
    held: VecDeque<String>,
    lines: Vec<Line>,
    effects: Vec<Effect>,
    pub(super) folder: String,
    seq: u64,
    opened: bool,
    pub(super) left: Left,
    pub(super) failed: Option<String>,
    /// The answers go to a file elsewhere.
    pub(super) elsewhere: bool,
    pub(super) farewell: Option<Farewell>,
    pub(super) prompted: Option<Place>,
    pub(super) end: Option<End>,
}

impl Talk {
    /// Begins or resumes what `start` says.
    pub fn new(start: Start, letters: Letters, now: &Now) -> Self {
        let (app, effects) = App::new(start, now);
        let mut talk = Self {
            app,
            now: now.clone(),
            letters,
            writing: Writing::default(),
            asked: None,
            scoring: Scoring::default(),
            doing: None,
            told: None,
            clocks: (ClockState::Calm, ClockState::Calm),
            session: Session::default(),
            cut_off: None,
            kept: None,
            unable_told: None,
            ran: None,
            held: VecDeque::new(),
            lines: Vec::new(),
            effects: Vec::new(),
            folder: String::new(),
            seq: 0,
            opened: false,
            left: Left::default(),
            failed: None,
            elsewhere: false,
            farewell: None,
            prompted: None,
            end: None,
        };
        talk.take(effects);
        talk.settle();
        talk
    }

    /// Takes lines as they were typed.
    pub fn hear(&mut self, lines: &[String], now: &Now) {
        self.now = now.clone();
        // Lines of an answer that came at once are one edit.
        let mut text: Vec<&str> = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            if self.end.is_some() {
                return;
            }
            if self.waits_for_judge() {
                self.held.extend(lines[at..].iter().cloned());
                break;
            }
            let plain_text = self.takes_many() && commands::read(line) == Heard::Text;
            if plain_text {
                text.push(line);
                continue;
            }
            self.hear_text(&mut text);
            self.hear_line(line);
            self.settle();
        }
        self.hear_text(&mut text);
    }

    fn hear_text(&mut self, text: &mut Vec<&str>) {
        if text.is_empty() {
            return;
        }
        // What time brings comes first: it may have closed the answer.
        self.update(Msg::Wake);
        self.settle();
        if self.takes_many() {
            let joined = text.join("\n");
            self.write(&joined);
        } else {
            for line in text.iter() {
                self.hear_line(line);
                self.settle();
            }
        }
        text.clear();
        self.settle();
    }

    fn takes_many(&self) -> bool {
        matches!(self.place(), Place::Writing(_))
    }

    /// Takes anything else that reaches the app: time, answers to effects, signals.
    pub fn message(&mut self, msg: Msg, now: &Now) {
        self.now = now.clone();
        let opening = matches!(msg, Msg::Opened(_));
        if let Msg::Opened(Ok(opened)) = &msg {
            self.session = Session::fold(&opened.records);
            for note in opened.notes.clone() {
                self.say(note);
            }
        }
        if let Msg::Exported(_, Ok(sentence)) = &msg {
            self.say(sentence.clone());
        }
        let code = match msg {
            Msg::Signal(Signal::End(code)) => Some(code),
            _ => None,
        };
        if let Msg::Judge(task, Progress::Done(_) | Progress::Unable(_)) = &msg {
            let run = self.app.data.judging.run.as_ref();
            self.ran = run.filter(|run| run.task == *task).map(|run| run.purpose);
            // What done waited for goes on as if it was just said.
            self.doing = self.ran.filter(|ran| *ran == Purpose::Done).map(|_| Action::Done);
        }
        self.update(msg);
        self.ran = None;
        self.doing = None;
        if opening && let Some(started) = self.session.started.as_ref().filter(|_| self.opened) {
            let title = started.title.clone();
            self.say(format!("{title}, gone on with."));
        }
        if let Some(code) = code {
            self.part("The end was asked for.", true);
            self.end = Some(End::Code(code));
        } else if opening && !self.opened {
            let why = self.app.toast.as_ref().map(|toast| toast.text.clone());
            self.end = Some(End::Nothing(why.unwrap_or_default()));
        }
        self.settle();
        if self.end.is_none() && !self.waits_for_judge() && !self.held.is_empty() {
            let held: Vec<String> = self.held.drain(..).collect();
            self.hear(&held, now);
        }
    }

    /// Returns what is to be said since the last call.
    pub fn take_lines(&mut self) -> Vec<Line> {
        std::mem::take(&mut self.lines)
    }

    /// Returns what is to be done since the last call.
    pub fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// Returns whether lines can be taken: what they need is read.
    pub fn listens(&self) -> bool {
        self.end.is_none()
            && self.app.data.banks.is_some()
            && self.app.data.book.is_read()
            && self.place() != Place::Loading
            && !self.waits_for_judge()
            && self.held.is_empty()
    }

    /// Returns how the conversation ended, once it has.
    pub fn end(&self) -> Option<&End> {
        self.end.as_ref()
    }

    pub fn app(&self) -> &App {
        &self.app
    }

    /// Returns how long until [`Msg::Wake`] is needed.
    pub fn next_wake(&self, now: &Now) -> Option<Duration> {
        self.app.next_wake(now)
    }

    /// Returns why the newest records are not on disk, if they are not.
    pub fn unsaved(&self) -> Option<&str> {
        self.failed.as_deref()
    }

    /// Returns whether everything recorded is known to be on disk.
    pub fn saved(&self) -> bool {
        self.app.data.disk.saved >= self.seq
    }

    /// Returns what is known to be on disk.
    pub fn disk(&self) -> &DiskState {
        &self.app.data.disk
    }

    pub(super) fn live(&self) -> Option<&Live> {
        self.app.data.live.as_ref()
    }

    pub(super) fn interview(&self) -> Option<&Interview> {
        match self.app.screen() {
            Screen::Interview(interview) => Some(interview),
            _ => None,
        }
    }

    /// Says a line of ours, or of a bank: whatever a terminal would obey is left out.
    pub(super) fn say(&mut self, text: impl AsRef<str>) {
        let text = plain::clean_line(text.as_ref()).into_owned();
        self.lines.push(Line::prose(text));
    }

    /// Says a heading, after an empty line.
    pub(super) fn head(&mut self, text: impl AsRef<str>) {
        self.lines.push(Line::prose(""));
        self.say(text);
    }

    /// Says lines as they stand: an answer, a file.
    pub(super) fn say_text(&mut self, text: &str, shape: Shape) {
        let clean = plain::clean(text).into_owned();
        for line in clean.lines() {
            self.lines.push(Line {
                text: line.to_owned(),
                shape,
            });
        }
    }

    /// Says Markdown; its first line stands behind `lead`.
    pub(super) fn say_markdown(&mut self, lead: &str, source: &str) {
        let mut lines = markdown::lines(source, self.letters);
        match lines.first_mut() {
            Some(first) => first.text.insert_str(0, lead),
            None => lines.push(Line::prose(lead.trim_end())),
        }
        self.lines.extend(lines);
    }

    pub(super) fn in_one_line(&self, source: &str) -> String {
        markdown::one_line(source, self.letters)
    }

    /// Does what the key of this action would do.
    pub(super) fn perform(&mut self, action: Action) {
        self.doing = Some(action);
        self.app.heed();
        self.update(Msg::Act(action));
        self.doing = None;
    }

    /// Presses the key of a choice.
    pub(super) fn press(&mut self, key: char) {
        let key = KeyEvent::new(KeyCode::Char(key), KeyModifiers::NONE);
        self.update(Msg::Key(key));
    }

    pub(super) fn update(&mut self, msg: Msg) {
        let now = self.now.clone();
        let effects = self.app.update(msg, &now);
        self.take(effects);
    }

    /// Tells what came of an update, and keeps what the world has to do.
    pub(super) fn take(&mut self, effects: Vec<Effect>) {
        if let Some(live) = self.live() {
            let waits = |attempt: &&Attempt| attempt.waits_for_score();
            self.left = Left {
                over: live.session.ended.is_some(),
                to_score: live.session.attempts.iter().filter(waits).count(),
            };
            self.opened = true;
        }
        for effect in effects {
            match effect {
                Effect::Append(folder, record) => {
                    self.seq = record.seq;
                    self.session.apply(&record);
                    self.tell(&record.event);
                    if let Event::Ran { stage, verdict, .. } = &record.event {
                        self.tell_run(self.ran, *stage, verdict);
                    }
                    self.effects.push(Effect::Append(folder, record));
                }
                Effect::Begin { folder } => {
                    self.folder.clone_from(&folder);
                    self.effects.push(Effect::Begin { folder });
                }
                Effect::OpenSession { folder } => {
                    self.folder.clone_from(&folder);
                    self.effects.push(Effect::OpenSession { folder });
                }
                // Of the terminal, or for screens that are not shown.
                Effect::Copy(_)
                | Effect::Bell
                | Effect::Notify(_)
                | Effect::WindowTitle(_)
                | Effect::OpenEditor { .. }
                | Effect::LoadHistory
                | Effect::LoadDiary
                | Effect::Schedule { .. }
                | Effect::Suspend
                | Effect::Quit(_) => {}
                effect => {
                    self.elsewhere |= matches!(effect, Effect::Rescue { .. } | Effect::RescueSession { .. });
                    self.effects.push(effect);
                }
            }
        }
        if let Some(part) = self.kept.take() {
            self.keep_part(&part);
        }
        self.watch_judge();
        self.watch_clocks();
        self.watch_disk();
        let problem = self.app.toast.take_if(|toast| toast.tone == Tone::Problem);
        match problem {
            Some(problem) if self.opened => self.say(problem.text),
            problem => self.app.toast = self.app.toast.take().or(problem),
        }
    }

    /// Says what the clocks have come to.
    fn watch_clocks(&mut self) {
        let Some(live) = self.live().filter(|live| live.session.running()) else {
            return;
        };
        let (question, round) = clocks(live, &self.now);
        let asking = live.session.stand() == Stand::Asking;
        let one_clock = live
            .current()
            .zip(live.session.rounds.last())
            .is_some_and(|((attempt, _), round)| attempt.budget == round.budget);
        let of_question = asking && question > self.clocks.0;
        let of_round = round > self.clocks.1;
        if asking {
            self.clocks.0 = question;
        }
        self.clocks.1 = round;
        if of_question {
            self.warn(question, "question");
        }
        if of_round && !(of_question && one_clock) {
            self.warn(round, "round");
        }
    }

    fn watch_disk(&mut self) {
        let failed = self.app.data.unsaved().map(str::to_owned);
        if failed == self.failed {
            return;
        }
        if let Some(sentence) = &failed {
            self.say(format!("Not saved: {sentence}"));
            self.say("The interview goes on in memory, and saving is tried again until it works.");
        } else {
            self.say("Saving works again; everything is on disk.");
            self.elsewhere = false;
        }
        self.failed = failed;
    }

    /// Returns what is waited for.
    pub(super) fn place(&self) -> Place {
        if let Some(Overlay::Confirm(confirm)) = &self.app.overlay {
            return Place::Choice(confirm.title.clone());
        }
        let Some(live) = self.live() else {
            return if self.opened { Place::Gone } else { Place::Loading };
        };
        match self.app.screen() {
            Screen::Interview(_) if live.session.paused.is_some() => Place::Paused,
            Screen::Interview(_) => match live.session.stand() {
                Stand::Asking => Place::Writing(self.writing.visit),
                stand => Place::Between(live.session.attempts.len(), stand),
            },
            Screen::Debrief(debrief) => {
                let attempt = debrief.queue.get(debrief.at).copied().unwrap_or_default();
                Place::Scoring(attempt, self.scoring.step)
            }
            Screen::Scorecard(_) => Place::Card,
            _ => Place::Gone,
        }
    }

    /// Goes on to where something is waited for, and says what.
    pub(super) fn settle(&mut self) {
        while self.end.is_none() {
            match self.place() {
                Place::Loading => return,
                // The prompt comes after what is waited for.
                Place::Writing(_) if self.waits_for_judge() => return,
                Place::Scoring(attempt, Step::Tests)
                    if self.scoring.attempt == Some(attempt) && !self.tests_come() =>
                {
                    self.say_tests();
                    self.after_tests();
                }
                Place::Writing(_) if self.writing.field.is_none() => self.next_part(),
                Place::Scoring(attempt, _) if self.scoring.attempt != Some(attempt) => {
                    self.begin_scoring(attempt);
                }
                Place::Card => {
                    self.say_card();
                    self.leave_card();
                }
                Place::Gone => {
                    self.gone();
                    return;
                }
                place => {
                    if self.prompted.as_ref() != Some(&place) {
                        self.prompt(&place);
                        self.prompted = Some(place);
                    }
                    return;
                }
            }
        }
    }

    fn prompt(&mut self, place: &Place) {
        match place {
            Place::Choice(_) => self.prompt_choice(),
            Place::Paused => {
                self.say("The clock stands still. An empty line or [resume] goes on.");
            }
            Place::Writing(_) => self.prompt_part(),
            Place::Between(_, stand) => self.prompt_between(*stand),
            Place::Scoring(_, step) => self.prompt_step(*step),
            Place::Loading | Place::Card | Place::Gone => {}
        }
    }

    fn hear_line(&mut self, line: &str) {
        let place = self.place();
        let heard = commands::read(line);
        if !matches!(heard, Heard::Command(Verb::Ask | Verb::Help | Verb::Time, _)) {
            self.asked = None;
        }
        match (heard, place) {
            (Heard::Command(verb, argument), place) => self.command(verb, &argument, &place),
            (Heard::Unknown(word), Place::Writing(_)) => {
                self.write(line);
                self.say(format!(
                    "[{word}] is no command, so it was taken as text. [help] lists the commands."
                ));
            }
            (Heard::Unknown(word), _) => self.say(format!("[{word}] is no command. [help] lists them.")),
            (heard, Place::Writing(_)) => match heard {
                Heard::Dot => self.end_part(),
                Heard::TwoDots => self.write("."),
                _ => self.write(line),
            },
            (_, Place::Choice(_)) => self.choose(line.trim()),
            (_, Place::Paused) if line.trim().is_empty() => self.perform(Action::Continue),
            (_, Place::Paused) => {
                self.say("The clock stands still, and this line was not taken: [resume] first.");
            }
            (_, Place::Between(..)) => self.hear_between(line.trim()),
            (_, Place::Scoring(_, step)) => self.hear_step(step, line.trim()),
            (_, Place::Loading | Place::Card | Place::Gone) => {}
        }
    }
}
