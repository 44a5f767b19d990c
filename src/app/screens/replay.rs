//! An answer played again as it was given: what was typed, said and run, on the question's clock.

use std::sync::Arc;
use std::time::Duration;

use super::{Input, Nav};
use crate::app::action::Action;
use crate::app::data::Cx;
use crate::app::keymap::Context;
use crate::app::msg::{Now, Reviewed};
use crate::domain::replay::{Playback, Replay, Stop, What};
use crate::domain::timeline::Timeline;

/// Frames closer together than this look the same to people.
const FRAME: Duration = Duration::from_millis(33);

/// An answer's course, made once from its session's records.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    pub folder: String,
    /// Index of the attempt in its session.
    pub attempt: usize,
    pub replay: Replay,
    pub timeline: Timeline,
}

impl Course {
    /// Returns the course of an attempt; `None`: there is no such attempt.
    pub fn of(session: &Reviewed, attempt: usize) -> Option<Self> {
        let replay = Replay::of(&session.records, attempt)?;
        let answer = session.session.attempts.get(attempt)?;
        let question = session.questions.get(&answer.question);
        Some(Self {
            folder: session.folder.clone(),
            attempt,
            timeline: Timeline::of(answer, &replay, question.map(AsRef::as_ref)),
            replay,
        })
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct ReplayScreen {
    pub session: Arc<Reviewed>,
    pub course: Course,
    pub playback: Playback,
}

impl ReplayScreen {
    /// Opens an answer at a moment of the question's clock; it stands until it is played.
    pub fn new(session: Arc<Reviewed>, course: Course, at: Duration) -> Self {
        let mut screen = Self {
            playback: Playback::at(course.replay.played_at(at)),
            session,
            course,
        };
        screen.course.replay.seek(at);
        screen
    }

    pub fn contexts() -> Vec<Context> {
        vec![Context::Replay]
    }

    fn length(&self) -> Duration {
        self.course.replay.length()
    }

    /// Returns whether it plays now.
    pub fn plays(&self, now: &Now) -> bool {
        self.playback.plays(now.mono, self.length())
    }

    /// Returns the monotonic time at which something of it changes by itself.
    pub fn wake_at(&self, now: &Now) -> Option<Duration> {
        if !self.plays(now) {
            return None;
        }
        let at = self.playback.position(now.mono, self.length());
        let next = self.course.replay.next_change(at).unwrap_or(self.length());
        let until = self.playback.until(next, now.mono, self.length())?;
        // The clock that is shown moves on between two changes.
        let second = Duration::from_secs(1) / self.playback.speed().times();
        Some(now.mono + until.min(second).max(FRAME))
    }

    /// Returns the field that is being written, and the byte at which the newest edit in it ends.
    pub fn writing(&self) -> Option<(&str, usize)> {
        let replay = &self.course.replay;
        let field = replay.focus()?;
        let edit = replay.happened().iter().rev().find_map(|step| match &step.what {
            What::Edited { field: of, edit, .. } if of == field => Some(edit),
            _ => None,
        });
        let end = edit.map_or(0, |edit| {
            let end = edit.at.saturating_add(edit.ins.len());
            end.min(replay.text(field).len())
        });
        Some((field, end))
    }

    pub fn update(&mut self, input: &Input, cx: &mut Cx) -> Option<Nav> {
        let now = cx.now.mono;
        let length = self.length();
        match input {
            Input::Wake => self.follow(now),
            Input::Action(action) => match action {
                Action::Back => return Some(Nav::Back),
                Action::Play => {
                    if self.playback.plays(now, length) {
                        self.playback.stop(now, length);
                    } else {
                        self.playback.play(now, length);
                    }
                    self.follow(now);
                }
                Action::More => {
                    let speed = self.playback.speed().faster();
                    self.playback.set_speed(speed, now, length);
                }
                Action::Less => {
                    let speed = self.playback.speed().slower();
                    self.playback.set_speed(speed, now, length);
                }
                Action::First => self.go(Duration::ZERO, now),
                Action::Last => {
                    self.playback.seek(length, now, length);
                    self.course.replay.finish();
                }
                Action::Right => self.stop_at(Stop::Event, 1, now),
                Action::Left => self.stop_at(Stop::Event, -1, now),
                Action::NextFollowUp => self.stop_at(Stop::FollowUp, 1, now),
                Action::PreviousFollowUp => self.stop_at(Stop::FollowUp, -1, now),
                Action::NextRun => self.stop_at(Stop::Run, 1, now),
                Action::PreviousRun => self.stop_at(Stop::Run, -1, now),
                Action::NextMinute => self.stop_at(Stop::Minute, 1, now),
                Action::PreviousMinute => self.stop_at(Stop::Minute, -1, now),
                _ => {}
            },
            _ => {}
        }
        None
    }

    /// Goes to the nearest stop of this kind after or before where it is.
    fn stop_at(&mut self, stop: Stop, by: i32, now: Duration) {
        self.follow(now);
        let replay = &self.course.replay;
        let to = if by > 0 {
            replay.next(stop, replay.at())
        } else {
            replay.previous(stop, replay.at())
        };
        match to {
            Some(to) => self.go(to, now),
            None if by < 0 => self.go(Duration::ZERO, now),
            None => {}
        }
    }

    fn go(&mut self, at: Duration, now: Duration) {
        let played = self.course.replay.played_at(at);
        self.playback.seek(played, now, self.length());
        self.course.replay.seek(at);
    }

    /// Brings the texts to where the playing is.
    fn follow(&mut self, now: Duration) {
        let length = self.length();
        let position = self.playback.position(now, length);
        if position >= length {
            self.playback.stop(now, length);
            self.course.replay.finish();
        } else {
            let at = self.course.replay.time_at(position);
            self.course.replay.seek(at);
        }
    }
}
