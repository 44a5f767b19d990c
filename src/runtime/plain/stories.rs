//! Stories of one's own in lines: the list for the question in hand, and one of it as the start of the answer.

use super::talk::{Place, Talk};
use crate::app::action::Action;
use crate::app::overlays::tell::offers;
use crate::domain::bank::RoundKind;
use crate::domain::words::counted;
use crate::ui::overlays::used;

impl Talk {
    /// Returns whether the answer to a culture question is being written.
    pub(super) fn writes_culture(&self) -> bool {
        matches!(self.place(), Place::Writing(_)) && self.kind() == RoundKind::Culture
    }

    pub(super) fn list_stories(&mut self) {
        let offers = offers(&self.app.data);
        self.say(
            "Your stories, those that fit the question first; [story 1] begins the answer with the first.",
        );
        for (at, offer) in offers.into_iter().enumerate() {
            let fits = if offer.fits > 0 { "fits" } else { "does not fit" };
            let names = if offer.competencies.is_empty() {
                String::new()
            } else {
                format!(": {}", offer.competencies.join(", "))
            };
            let here = if offer.here { ", in this answer" } else { "" };
            let minutes = (offer.speaking.as_secs_f64() / 60.0).ceil().max(1.0);
            self.say(format!(
                "{}. {}{names}. It {fits}, {}{here}, {minutes} min to tell.",
                at + 1,
                offer.name,
                used(offer.used)
            ));
        }
    }

    /// Begins the answer with a story of the list.
    pub(super) fn tell_story(&mut self, argument: &str) {
        let stories = offers(&self.app.data).len();
        let number = argument.parse::<usize>().ok();
        let Some(number) = number.filter(|number| (1..=stories).contains(number)) else {
            let stories = match stories {
                1 => "There is 1 story".to_owned(),
                _ => format!("There are {stories} stories"),
            };
            return self.say(format!(
                "{stories}: [stories] lists them, and [story] with a number behind it takes one."
            ));
        };
        let now = self.now.clone();
        self.doing = Some(Action::TellStory);
        let Some((offer, effects)) = self.app.tell_story(number - 1, &now) else {
            return;
        };
        self.take(effects);
        self.doing = None;
        let parts = self.interview().map_or(0, |interview| {
            let parts = interview.fields.iter();
            parts
                .filter(|field| !field.editor.is_empty() && !field.is_follow_up())
                .count()
        });
        self.say(format!(
            "Begun with {}: {} of the answer hold text now, and the story itself stays as it is.",
            offer.name,
            counted(parts, "part")
        ));
        self.writing.begun = false;
        self.writing.visit += 1;
    }
}
