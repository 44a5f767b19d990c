//! What the key table asks of the state: conditions under which a binding works. They govern dispatch
//! and display alike, so that a hint never names a dead key.

use super::App;
use super::first;
use super::flow;
use super::judging;
use super::keymap::Context;
use super::layout;
use super::overlays::Overlay;
use super::screens::banks::{BankScreen, Side};
use super::screens::compare;
use super::screens::debrief::{Debrief, Row as RubricRow, Stage};
use super::screens::interview::{self, Interview};
use super::screens::review::Review;
use super::screens::setup::{Extra, Row, Setup};
use super::screens::stories::{StoriesScreen, Tab};
use super::screens::{Screen, debrief};
use crate::domain::bank::{Question, RoundKind};
use crate::domain::catalog::Origin;
use crate::domain::loops::Pressure;
use crate::domain::session::Stand;
use crate::domain::stats::practice_day;

impl App {
    pub(crate) fn interview(&self) -> Option<&Interview> {
        match self.screen() {
            Screen::Interview(screen) => Some(screen),
            _ => None,
        }
    }

    fn debrief(&self) -> Option<&Debrief> {
        match self.screen() {
            Screen::Debrief(screen) => Some(screen),
            _ => None,
        }
    }

    pub(crate) fn offers_first_question(&self) -> bool {
        matches!(self.screen(), Screen::Home(_)) && first::offered(&self.data)
    }

    /// Returns whether the offer to a stranger is under Home's cursor.
    pub(crate) fn on_first_question(&self) -> bool {
        matches!(self.screen(), Screen::Home(home) if home.cursor == 0) && first::offered(&self.data)
    }

    pub(crate) fn on_no_first_question(&self) -> bool {
        !self.on_first_question()
    }

    fn setup(&self) -> Option<&Setup> {
        match self.screen() {
            Screen::Setup(screen) => Some(screen),
            _ => None,
        }
    }

    pub(crate) fn stories(&self) -> Option<&StoriesScreen> {
        match self.screen() {
            Screen::Stories(screen) => Some(screen),
            _ => None,
        }
    }

    pub(crate) fn banks(&self) -> Option<&BankScreen> {
        match self.screen() {
            Screen::Banks(screen) => Some(screen),
            _ => None,
        }
    }

    pub(crate) fn has_stories(&self) -> bool {
        !self.data.book.list().is_empty()
    }

    pub(crate) fn has_deleted_story(&self) -> bool {
        self.stories().is_some_and(StoriesScreen::has_deleted)
    }

    pub(crate) fn shows_matrix(&self) -> bool {
        self.stories().is_some_and(|screen| screen.tab == Tab::Matrix)
    }

    pub(crate) fn shows_no_matrix(&self) -> bool {
        !self.shows_matrix()
    }

    /// Returns whether the stories can be opened: not in the middle of an interview, whose clock runs.
    pub(crate) fn may_open_stories(&self) -> bool {
        let over = |live: &super::data::Live| live.session.ended.is_some();
        self.stories().is_none() && self.data.live.as_ref().is_none_or(over)
    }

    /// Returns whether the question in hand can be answered with a story of one's own.
    pub(crate) fn may_tell(&self) -> bool {
        self.has_stories()
            && self.data.live.as_ref().is_some_and(|live| {
                live.session.stand() == Stand::Asking && interview::kind(live) == RoundKind::Culture
            })
    }

    pub(crate) fn on_own_bank(&self) -> bool {
        self.banks().is_some_and(|screen| screen.on_own_bank(&self.data))
    }

    /// Returns whether a question of a bank is under the cursor.
    pub(crate) fn has_question(&self) -> bool {
        self.banks()
            .is_some_and(|screen| screen.entry(&self.data).is_some())
    }

    fn origin(&self) -> Option<Origin> {
        Some(self.banks()?.entry(&self.data)?.origin)
    }

    pub(crate) fn has_own_question(&self) -> bool {
        self.origin() == Some(Origin::Own)
    }

    pub(crate) fn has_changed_question(&self) -> bool {
        self.origin() == Some(Origin::Changed)
    }

    pub(crate) fn has_code_question(&self) -> bool {
        self.banks()
            .and_then(|screen| screen.shown(&self.data))
            .is_some_and(|(_, question)| question.code.is_some())
    }

    pub(crate) fn may_undo_bank(&self) -> bool {
        self.banks().is_some_and(BankScreen::may_undo)
    }

    pub(crate) fn may_redo_bank(&self) -> bool {
        self.banks().is_some_and(BankScreen::may_redo)
    }

    pub(crate) fn in_list(&self) -> bool {
        self.banks()
            .and_then(|screen| screen.form.as_ref())
            .is_some_and(|form| form.place().is_some())
    }

    pub(crate) fn in_entry(&self) -> bool {
        self.banks()
            .and_then(|screen| screen.form.as_ref())
            .and_then(|form| form.place())
            .is_some_and(|(_, entry)| entry.is_some())
    }

    pub(crate) fn in_bank_field(&self) -> bool {
        self.banks()
            .and_then(|screen| screen.form.as_ref())
            .is_some_and(|form| form.field.is_some())
    }

    pub(crate) fn in_bank_fields(&self) -> bool {
        self.banks()
            .and_then(|screen| screen.form.as_ref())
            .is_some_and(|form| form.side == Side::Fields)
    }

    /// Vim's Esc leads to normal mode first.
    pub(crate) fn may_leave_form(&self) -> bool {
        !self.may_go_normal()
    }

    pub(crate) fn has_follow_up(&self) -> bool {
        self.data.live.as_ref().is_some_and(interview::follow_up_left)
    }

    pub(crate) fn has_next_stage(&self) -> bool {
        self.data
            .live
            .as_ref()
            .is_some_and(|live| interview::next_stage(live).is_some())
    }

    pub(crate) fn has_no_next_stage(&self) -> bool {
        !self.has_next_stage()
    }

    pub(crate) fn has_canvas(&self) -> bool {
        self.interview()
            .is_some_and(|screen| screen.field_at(interview::CANVAS).is_some())
    }

    pub(crate) fn on_canvas(&self) -> bool {
        self.interview().is_some_and(Interview::on_canvas)
    }

    pub(crate) fn has_hint(&self) -> bool {
        self.data
            .live
            .as_ref()
            .is_some_and(|live| interview::next_hint(live).is_some())
    }

    /// Returns whether the question in hand has code that can be asked to run.
    pub(crate) fn may_run(&self) -> bool {
        judging::in_hand(&self.data).is_some()
    }

    /// Returns whether a run that a person asked for is under way.
    pub(crate) fn runs(&self) -> bool {
        self.data.judging.own_run().is_some_and(|run| !run.stopping)
    }

    /// Returns whether there is a run to read of the question in hand: the newest one is kept for as long as no
    /// other question with code opens.
    pub(crate) fn has_run(&self) -> bool {
        self.may_run() && self.data.judging.told.is_some()
    }

    /// Returns whether a failure points at a line.
    pub(crate) fn has_failure(&self) -> bool {
        let told = self.data.judging.told.as_ref().filter(|_| self.may_run());
        told.is_some_and(|told| !told.lines.is_empty())
    }

    pub(crate) fn may_pause(&self) -> bool {
        self.data
            .live
            .as_ref()
            .is_some_and(|live| interview::pressure(&live.session) == Pressure::Relaxed)
    }

    pub(crate) fn may_write(&self) -> bool {
        self.interview().is_some_and(|screen| !screen.fields.is_empty())
    }

    pub(crate) fn may_ask(&self) -> bool {
        self.data
            .live
            .as_ref()
            .and_then(|live| live.current())
            .is_some_and(|(_, question)| !question.clarifications.is_empty())
    }

    pub(crate) fn has_fields(&self) -> bool {
        self.interview().is_some_and(|screen| screen.fields.len() > 1)
    }

    /// Returns whether Tab goes on to another field of an answer of this kind.
    fn goes_by_field(&self, kind: RoundKind) -> bool {
        let live = self.data.live.as_ref();
        self.has_fields() && live.is_some_and(|live| interview::kind(live) == kind)
    }

    pub(crate) fn goes_by_phase(&self) -> bool {
        self.goes_by_field(RoundKind::SystemDesign)
    }

    pub(crate) fn goes_by_section(&self) -> bool {
        self.goes_by_field(RoundKind::Culture)
    }

    pub(crate) fn may_take_back(&self) -> bool {
        self.data.live.as_ref().is_some_and(|live| {
            let strict = interview::pressure(&live.session) == Pressure::Strict;
            live.session.stand() == Stand::Between
                && live.session.current().is_some_and(|attempt| {
                    // Who has seen the reference answers no more.
                    let unread = attempt.prediction.is_none() && attempt.scores.is_empty();
                    unread
                        && !(strict && attempt.submitted == Some(crate::domain::event::SubmitCause::TimeUp))
                })
        })
    }

    /// Returns whether a follow-up may still be asked for after done.
    pub(crate) fn may_probe_on(&self) -> bool {
        self.may_take_back() && self.has_follow_up()
    }

    pub(crate) fn more_questions(&self) -> bool {
        self.data
            .live
            .as_ref()
            .is_some_and(|live| flow::left_in_round(live) > 0)
    }

    pub(crate) fn asks_about_tick(&self) -> bool {
        self.debrief().is_some_and(|screen| screen.asking.is_some())
    }

    fn rubric_row(&self) -> Option<RubricRow> {
        let screen = self.debrief()?;
        let (_, question) = screen.attempt(&self.data)?;
        debrief::rows(question).get(screen.cursor).copied()
    }

    pub(crate) fn on_idea(&self) -> bool {
        matches!(self.rubric_row(), Some(RubricRow::Idea { .. }))
    }

    pub(crate) fn on_level(&self) -> bool {
        matches!(self.rubric_row(), Some(RubricRow::Levels { .. }))
    }

    /// Returns whether the reference is open.
    pub(crate) fn may_score(&self) -> bool {
        self.debrief().is_some_and(|screen| screen.stage == Stage::Score)
    }

    /// Returns whether the question in hand is disputed, so that one can say for what.
    pub(crate) fn is_disputed(&self) -> bool {
        match self.screen() {
            Screen::Debrief(screen) if screen.stage == Stage::Score => screen
                .attempt(&self.data)
                .is_some_and(|(attempt, _)| attempt.disputed.is_some()),
            Screen::Review(screen) => screen
                .attempt()
                .is_some_and(|(attempt, _)| attempt.disputed.is_some()),
            _ => false,
        }
    }

    fn scored_question(&self) -> Option<(&Debrief, &Question)> {
        let screen = self.debrief().filter(|screen| screen.stage == Stage::Score)?;
        let (_, question) = screen.attempt(&self.data)?;
        Some((screen, question))
    }

    /// Returns whether another exemplar can be shown than those that are.
    pub(crate) fn has_exemplars(&self) -> bool {
        self.scored_question().is_some_and(|(_, question)| {
            let shown = match debrief::manner(question) {
                debrief::Manner::Levels => {
                    let code = question.round == RoundKind::Programming;
                    usize::from(layout::exemplars_beside(self.size.width, code))
                }
                debrief::Manner::Ideas => 1,
            };
            question.exemplars.len() > shown
        })
    }

    /// Returns whether the criterion under the cursor is read in some fields alone.
    pub(crate) fn by_field(&self) -> bool {
        self.scored_question().is_some_and(|(screen, question)| {
            debrief::filter(question, screen.row(question), false).is_some()
        })
    }

    /// Returns whether levels are chosen beside an answer, which then can be paged from there.
    pub(crate) fn beside_levels(&self) -> bool {
        self.scored_question()
            .is_some_and(|(_, question)| debrief::manner(question) == debrief::Manner::Levels)
    }

    pub(crate) fn review(&self) -> Option<&Review> {
        match self.screen() {
            Screen::Review(screen) => Some(screen),
            _ => None,
        }
    }

    /// Returns whether an answer is looked back on.
    pub(crate) fn reviews_answer(&self) -> bool {
        self.review().is_some_and(|screen| screen.attempt().is_some())
    }

    /// Returns whether there is a session to look back on.
    pub(crate) fn reviews_session(&self) -> bool {
        self.review().is_some_and(|screen| !screen.folder.is_empty())
    }

    /// Returns whether the question in hand was asked in another session too.
    pub(crate) fn has_other_attempt(&self) -> bool {
        self.review().is_some_and(|screen| {
            screen
                .attempt()
                .is_some_and(|(attempt, _)| compare::places(&attempt.question, &self.data).len() > 1)
        })
    }

    /// Returns whether there are more attempts than the two that are compared.
    pub(crate) fn has_more_attempts(&self) -> bool {
        matches!(self.screen(), Screen::Compare(screen) if screen.places.len() > 2)
    }

    /// Returns whether ideas of the answer in hand were missed.
    pub(crate) fn missed_ideas(&self) -> bool {
        self.review().is_some_and(|screen| !screen.missed().is_empty())
    }

    pub(crate) fn may_score_blind(&self) -> bool {
        self.review()
            .is_some_and(|screen| screen.may_score_blind(&self.now))
    }

    pub(crate) fn has_resumable(&self) -> bool {
        self.data.resumable().is_some() || self.data.unsaved_left().is_some()
    }

    pub(crate) fn has_due(&self) -> bool {
        let today = practice_day(&self.now.wall);
        let schedule = self.data.schedule.as_ref();
        schedule.is_some_and(|schedule| schedule.is_due(today))
    }

    /// Whether a figure of Progress is in focus that is a list.
    pub(crate) fn on_list(&self) -> bool {
        matches!(self.screen(), Screen::Progress(progress) if progress.rows() > 1)
    }

    pub(crate) fn has_unscored(&self) -> bool {
        self.data.unscored().is_some()
    }

    pub(crate) fn on_round(&self) -> bool {
        self.setup()
            .is_some_and(|screen| matches!(screen.row(), Row::Round(_)))
    }

    pub(crate) fn on_switch(&self) -> bool {
        self.on_round()
            && self
                .setup()
                .and_then(|screen| screen.plan.as_ref())
                .is_some_and(|plan| plan.rounds.len() > 1)
    }

    pub(crate) fn on_topics(&self) -> bool {
        self.setup()
            .is_some_and(|screen| screen.row() == Row::Topics && !screen.topics(&self.data).is_empty())
    }

    pub(crate) fn chose_topics(&self) -> bool {
        self.setup()
            .is_some_and(|screen| screen.topics(&self.data).iter().any(|topic| topic.chosen))
    }

    pub(crate) fn on_own_factor(&self) -> bool {
        self.setup()
            .is_some_and(|screen| screen.row() == Row::Extra && screen.extra == Extra::Own)
    }

    pub(crate) fn takes_digits(&self) -> bool {
        self.setup().is_some_and(Setup::takes_digits)
    }

    pub(crate) fn on_own_loop(&self) -> bool {
        self.setup()
            .is_some_and(|screen| screen.row() == Row::Loop && screen.own_loop().is_some())
    }

    pub(crate) fn has_loop(&self) -> bool {
        self.setup().is_some_and(|screen| screen.plan.is_some())
    }

    pub(crate) fn plan_works(&self) -> bool {
        self.setup()
            .is_some_and(|screen| matches!(screen.drawn, Some(Ok(_))))
    }

    pub(crate) fn has_selection(&self) -> bool {
        match &self.overlay {
            Some(Overlay::Notes(notes)) => notes.editor.has_selection(),
            Some(Overlay::Help(help)) => help.filter.has_selection(),
            Some(Overlay::Palette(palette)) => palette.query.has_selection(),
            Some(Overlay::Ask(ask)) => ask.editor.has_selection(),
            Some(Overlay::Find(find)) => find.query.has_selection(),
            Some(Overlay::Naming(naming)) => naming.editor.has_selection(),
            Some(
                Overlay::Confirm(_)
                | Overlay::Topics(_)
                | Overlay::Output(_)
                | Overlay::Filter(_)
                | Overlay::Tell(_)
                | Overlay::BankFiles(_)
                | Overlay::BankVersions(_),
            ) => false,
            Some(Overlay::BankName(asked)) => asked.editor.has_selection(),
            None => self
                .screen_editor()
                .is_some_and(super::editor::Editor::has_selection),
        }
    }

    /// Returns the editor that has the keyboard to itself.
    fn writing(&self) -> Option<&super::editor::Editor> {
        self.screen_editor().filter(|_| self.overlay.is_none())
    }

    fn screen_editor(&self) -> Option<&super::editor::Editor> {
        match self.screen() {
            Screen::Interview(screen) => screen.editor(),
            Screen::Stories(screen) => screen.editor(),
            Screen::Banks(screen) => screen.editor(),
            _ => None,
        }
    }

    pub(crate) fn in_code(&self) -> bool {
        self.writing().is_some_and(super::editor::Editor::is_code)
    }

    /// Returns whether what is typed is code: no command.
    pub(crate) fn types_code(&self) -> bool {
        self.writing()
            .is_some_and(|editor| editor.is_code() && !editor.takes_commands())
    }

    /// Returns whether keys have modes where one writes.
    pub(crate) fn has_modes(&self) -> bool {
        self.writing().is_some_and(|editor| editor.mode().is_some())
    }

    /// Returns whether what is typed are commands.
    pub(crate) fn takes_commands(&self) -> bool {
        self.writing().is_some_and(super::editor::Editor::takes_commands)
    }

    pub(crate) fn begins_command(&self) -> bool {
        self.writing().is_some_and(super::editor::Editor::begins_command)
    }

    pub(crate) fn may_go_normal(&self) -> bool {
        self.writing().is_some_and(super::editor::Editor::may_go_normal)
    }

    pub(crate) fn types(&self) -> bool {
        !self.takes_commands()
    }

    pub(crate) fn in_notes(&self) -> bool {
        matches!(self.overlay, Some(Overlay::Notes(_)))
    }

    /// Returns whether a printable key is typed.
    pub(crate) fn text_has_focus(&self) -> bool {
        self.overlay.as_ref().map_or_else(
            || self.screen().contexts(&self.data).contains(&Context::Editor),
            Overlay::takes_text,
        )
    }

    pub(crate) fn no_text(&self) -> bool {
        !self.text_has_focus() && self.overlay.is_none()
    }

    pub(crate) fn may_find(&self) -> bool {
        self.overlay.is_none()
    }

    pub(crate) fn may_find_in_text(&self) -> bool {
        self.overlay.is_none() && self.text_has_focus()
    }
}
