//! A story of one's own as the start of an answer: copied in, never over what stands there.

use super::{Interview, Side};
use crate::app::data::Cx;
use crate::app::editor::Did;
use crate::app::overlays::tell::{Offer, offers};
use crate::app::screens::Screen;
use crate::app::{App, msg::Now};
use crate::domain::event::Event;
use crate::domain::session::Stand;

impl Interview {
    /// Begins the answer with the story of this id: empty fields take its text, in others it is added below
    /// what stands there, and what stands there already is not added again.
    pub fn tell(&mut self, id: &str, cx: &mut Cx) {
        let asking = cx
            .data
            .live
            .as_ref()
            .is_some_and(|live| live.session.running() && live.session.stand() == Stand::Asking);
        let Some((_, story)) = cx.data.book.find(id).filter(|_| asking) else {
            return;
        };
        let story = story.clone();
        self.flush(cx);
        cx.record(Event::StoryUsed {
            story: story.id.clone(),
        });
        let now = cx.now.mono;
        let mut below = false;
        for field in &mut self.fields {
            let Some(text) = story.told(&field.name).filter(|text| !text.is_empty()) else {
                continue;
            };
            let before = field.editor.text();
            if before.contains(&*crate::domain::plain::clean(&text)) {
                continue;
            }
            let beside = !before.trim().is_empty();
            if field.editor.append(&text, now) == Did::Edited {
                below |= beside;
                field.words = field.editor.words();
            }
        }
        self.flush(cx);
        self.side = Side::Answer;
        let where_to = if below {
            "added below what you wrote"
        } else {
            "copied into the answer"
        };
        let name = story.name();
        self.say(
            &format!("{name}: {where_to}; the story itself stays as it is."),
            cx,
        );
    }
}

impl App {
    /// Begins the answer with the story offered at this place, from 0; `None` where there is none.
    pub fn tell_story(&mut self, at: usize, now: &Now) -> Option<(Offer, Vec<crate::app::effect::Effect>)> {
        let offer = offers(&self.data).into_iter().nth(at)?;
        let mut effects = Vec::new();
        let (screen, mut cx) = self.parts(now, &mut effects);
        if let Some(Screen::Interview(interview)) = screen {
            interview.tell(&offer.id, &mut cx);
        }
        self.dirty = true;
        self.settle();
        Some((offer, effects))
    }
}
