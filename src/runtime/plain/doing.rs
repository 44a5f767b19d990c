//! Commands: what each does here, why it may not, and what works where one is. The app's key table decides
//! what is offered; nothing can be done in lines that no key would do.

use super::commands::{self, COMMANDS, Command, Heard, Verb};
use super::talk::{Place, Talk};
use super::words::Shape;
use crate::app::action::Action;
use crate::app::flow;
use crate::app::keymap::Context;
use crate::app::msg::Msg;
use crate::app::overlays::Overlay;
use crate::app::screens::interview;
use crate::domain::loops::Pressure;
use crate::domain::words::counted;

/// A question to the interviewer with more than one answer: a number picks.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    text: String,
    matches: usize,
}

impl Talk {
    fn ask(&mut self, argument: &str) {
        if let Ok(number) = argument.parse::<usize>() {
            match self.asked.clone() {
                Some(asked) if (1..=asked.matches).contains(&number) => {
                    self.asked = None;
                    self.put(&asked.text);
                    for _ in 1..number {
                        self.update(Msg::Act(Action::Down));
                    }
                    self.update(Msg::Act(Action::Open));
                }
                Some(asked) => self.say(format!("There are {}.", counted(asked.matches, "question"))),
                None => self.say("There is no list to pick from: type [ask] and your question behind it."),
            }
            return;
        }
        if argument.is_empty() {
            return self.say("Type [ask] and your question behind it, on one line.");
        }
        self.put(argument);
        let matches = match (&self.app.overlay, self.live()) {
            (Some(Overlay::Ask(ask)), Some(live)) => ask.matches(live),
            _ => Vec::new(),
        };
        let known: Vec<String> =
            self.live()
                .and_then(|live| live.current())
                .map_or_else(Vec::new, |(_, question)| {
                    let asks = matches.iter().filter_map(|at| question.clarifications.get(*at));
                    asks.map(|clarification| clarification.ask.clone()).collect()
                });
        let exact = known
            .first()
            .is_some_and(|first| first.eq_ignore_ascii_case(argument));
        if matches.len() < 2 || exact {
            return self.update(Msg::Act(Action::Open));
        }
        self.update(Msg::Act(Action::Back));
        self.say("Which of these do you mean? [ask 1] asks the first; anything else asks nothing.");
        for (at, ask) in known.iter().enumerate() {
            let ask = self.in_one_line(ask);
            self.say(format!("{}. {ask}", at + 1));
        }
        self.asked = Some(Asked {
            text: argument.to_owned(),
            matches: matches.len(),
        });
    }

    /// Opens the question to the interviewer with these words.
    fn put(&mut self, text: &str) {
        self.perform(Action::Ask);
        self.update(Msg::Paste(text.to_owned()));
    }

    /// Adds to the note, or says it.
    pub(super) fn note(&mut self, text: &str) {
        let action = if self.app.offers(Action::Note) {
            Action::Note
        } else {
            Action::Notes
        };
        self.perform(action);
        let Some(Overlay::Notes(notes)) = &self.app.overlay else {
            return;
        };
        let before = notes.before.clone();
        if text.is_empty() {
            self.update(Msg::Act(Action::Back));
            if before.is_empty() {
                return self.say("There is no note yet. [note] and words behind it make one.");
            }
            self.say("Your note:");
            return self.say_text(&before, Shape::Prose);
        }
        let lead = if before.is_empty() { "" } else { "\n" };
        self.update(Msg::Act(Action::TextEnd));
        self.update(Msg::Paste(format!("{lead}{text}")));
        self.update(Msg::Act(Action::Back));
        self.say("Note kept.");
    }

    /// Disputes the question or takes that back; with words, disputes it for them.
    fn dispute(&mut self, text: &str) {
        if text.is_empty() {
            return self.perform(Action::Dispute);
        }
        self.perform(Action::DisputeText);
        // Nothing opens where the question is not disputed yet.
        if !matches!(self.app.overlay, Some(Overlay::Notes(_))) {
            self.perform(Action::Dispute);
            self.perform(Action::DisputeText);
        }
        if let Some(Overlay::Notes(notes)) = &self.app.overlay {
            let lead = if notes.before.is_empty() { "" } else { "\n" };
            self.update(Msg::Act(Action::TextEnd));
            self.update(Msg::Paste(format!("{lead}{text}")));
            self.update(Msg::Act(Action::Back));
        }
    }

    /// Asks for one of the choices that are open.
    pub(super) fn prompt_choice(&mut self) {
        let Some(Overlay::Confirm(confirm)) = &self.app.overlay else {
            return;
        };
        let confirm = confirm.clone();
        self.head(&confirm.title);
        for fact in &confirm.facts {
            self.say(fact);
        }
        self.say(format!("1. {}", confirm.keep));
        for (at, choice) in confirm.choices.iter().enumerate() {
            self.say(format!("{}. {}", at + 2, choice.label));
        }
    }

    pub(super) fn choose(&mut self, line: &str) {
        let Some(Overlay::Confirm(confirm)) = &self.app.overlay else {
            return;
        };
        let keys: Vec<char> = confirm.choices.iter().map(|choice| choice.key).collect();
        match line.parse::<usize>() {
            _ if line.is_empty() => self.keep_going(),
            Ok(1) => self.keep_going(),
            Ok(number) if (2..keys.len() + 2).contains(&number) => self.press(keys[number - 2]),
            _ => self.say(format!("Type a number from 1 to {}.", keys.len() + 1)),
        }
    }

    fn keep_going(&mut self) {
        self.update(Msg::Act(Action::Back));
        self.say("Going on.");
        self.writing.visit += 1;
    }

    /// Takes the choice that does this.
    pub(super) fn pick(&mut self, action: Action) {
        let key = match &self.app.overlay {
            Some(Overlay::Confirm(confirm)) => confirm
                .choices
                .iter()
                .find(|choice| choice.action == action)
                .map(|choice| choice.key),
            _ => None,
        };
        if let Some(key) = key {
            self.press(key);
        }
    }

    /// Returns whether a command does something here.
    pub(super) fn works(&self, command: &Command, place: &Place) -> bool {
        let writing = matches!(place, Place::Writing(_));
        let code = writing && self.writing.field.as_deref() == Some(flow::CODE);
        match command.verb {
            Verb::Help | Verb::Leave => true,
            Verb::Time => !self.scores(),
            Verb::Show => writing || matches!(place, Place::Between(..)),
            Verb::Back => writing || matches!(place, Place::Scoring(..)),
            Verb::Change | Verb::Insert | Verb::Delete | Verb::Append => code,
            Verb::Answer | Verb::Reference | Verb::Exemplar | Verb::Tests => {
                self.scoring_has(command.verb, place)
            }
            Verb::Next if matches!(place, Place::Scoring(..)) => self.may_go_on(),
            _ => self.offers(command.actions),
        }
    }

    /// Does what a command says, or says why not.
    pub(super) fn command(&mut self, verb: Verb, argument: &str, place: &Place) {
        if matches!(place, Place::Choice(_)) && !matches!(verb, Verb::Help | Verb::Time) {
            self.keep_going();
            let place = self.place();
            return self.command(verb, argument, &place);
        }
        if let Verb::Other(action) = verb {
            return self.other(action);
        }
        let Some(command) = commands::of(verb) else { return };
        if !self.works(command, place) {
            return self.refuse(command);
        }
        match verb {
            Verb::Help => {
                self.help(place);
                self.ask_again(place);
            }
            Verb::Time => self.time(),
            Verb::Show => self.show(),
            Verb::Ask => self.ask(argument),
            Verb::Stories => self.list_stories(),
            Verb::Story => self.tell_story(argument),
            Verb::Note => self.note(argument),
            Verb::Dispute => self.dispute(argument),
            Verb::Change | Verb::Insert | Verb::Delete | Verb::Append => self.edit_lines(verb, argument),
            Verb::Undo => self.undo(),
            Verb::Back if matches!(place, Place::Scoring(..)) => self.step_back(),
            Verb::Back => self.back(argument),
            Verb::Run => self.run_code(Action::RunTests),
            Verb::Script => self.run_code(Action::RunScript),
            Verb::Answer | Verb::Reference | Verb::Exemplar | Verb::Tests => {
                self.read(verb, argument);
                self.ask_again(place);
            }
            Verb::Next if matches!(place, Place::Scoring(..)) => self.go_on(),
            Verb::Done => {
                self.close_part();
                self.perform(Action::Done);
            }
            Verb::FollowUp => {
                // What is written is done with; what is empty is asked for again.
                if self.text_in_hand().is_some_and(|text| !text.trim().is_empty()) {
                    self.close_part();
                }
                self.perform(Action::FollowUp);
            }
            Verb::Leave => self.leave(),
            _ => {
                if let Some(action) = command.actions.first() {
                    self.perform(*action);
                }
            }
        }
    }

    fn refuse(&mut self, command: &Command) {
        let strict = self
            .live()
            .is_some_and(|live| interview::pressure(&live.session) == Pressure::Strict);
        let why = match command.verb {
            Verb::Hint if self.writing.field.is_some() => "No hint is left.",
            Verb::FollowUp if self.writing.field.is_some() => "No follow-up is left.",
            Verb::Ask if self.writing.field.is_some() => {
                "The interviewer has nothing to tell beyond the question: say what you assume."
            }
            Verb::Stories | Verb::Story if self.writes_culture() => {
                "You have no stories yet: `hotseat` and there Stories is where they are written."
            }
            Verb::Pause if strict => "This interview is strict: there is no pause.",
            Verb::Change | Verb::Insert | Verb::Delete | Verb::Append => "That is for lines of code.",
            Verb::Reference | Verb::Exemplar | Verb::Tests
                if self.scoring_has(Verb::Answer, &self.place()) =>
            {
                "That opens after the prediction."
            }
            _ => "That does not work here.",
        };
        self.say(format!("[{}]: {why} [help] lists what does.", command.words));
    }

    /// An action of the interview that has no word of its own in the table.
    fn other(&mut self, action: Action) {
        if !self.interview_offers(action) || self.interview().is_none() {
            return self.say(format!(
                "[{}]: That does not work here. [help] lists what does.",
                action.name().replace('-', " ")
            ));
        }
        self.perform(action);
        if !matches!(self.app.overlay, None | Some(Overlay::Confirm(_))) {
            self.update(Msg::Act(Action::Back));
            self.say("That needs the screen.");
        }
    }

    /// What works here.
    pub(super) fn help(&mut self, place: &Place) {
        match place {
            Place::Writing(_) => self.say(
                "Type lines. A lone dot ends this part and goes on to the next; two dots stand for a line with one.",
            ),
            Place::Scoring(..) => self.say("Type what is asked for, or a command."),
            Place::Choice(_) => self.say("Type the number of a choice."),
            _ => {}
        }
        let rows: Vec<&Command> = COMMANDS
            .iter()
            .filter(|command| self.works(command, place))
            .collect();
        for command in rows {
            self.say(format!("[{}] {}", command.shown, command.help));
        }
        let others: Vec<Action> = Action::ALL
            .iter()
            .copied()
            .filter(|action| matches!(place, Place::Writing(_)) && self.has_no_word(*action))
            .collect();
        for action in others {
            self.say(format!("[{}] {}", action.name().replace('-', " "), action.help()));
        }
    }

    /// Returns whether the interview offers an action that can be had only by its own name.
    fn has_no_word(&self, action: Action) -> bool {
        let named = COMMANDS.iter().any(|command| {
            command.actions.contains(&action) || command.words.replace(' ', "-") == action.name()
        });
        let read = commands::read(&format!("[{}]", action.name()));
        !named
            && matches!(read, Heard::Command(Verb::Other(known), _) if known == action)
            && self.interview_offers(action)
    }

    /// Has what is asked while scoring said again: something long was read since.
    pub(super) fn ask_again(&mut self, place: &Place) {
        if matches!(place, Place::Scoring(..)) {
            self.prompted = None;
        }
    }

    /// Returns whether this action has a key here, or would have one but for the question that is open.
    pub(super) fn offers(&self, actions: &[Action]) -> bool {
        actions.iter().any(|action| self.app.offers(*action))
    }

    /// Returns whether the interview's own keys offer this action.
    pub(super) fn interview_offers(&self, action: Action) -> bool {
        let contexts = [Context::Interview];
        self.app
            .keymap
            .live(&contexts, &self.app)
            .any(|(binding, _)| binding.action == action)
    }
}
