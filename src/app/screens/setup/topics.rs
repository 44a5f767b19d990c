//! The topics asked for, round by round. None chosen of a round means all of it.

use super::Setup;
use crate::app::data::{Cx, Data};
use crate::domain::bank::RoundKind;

/// A topic that can be chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct TopicRow {
    pub round: RoundKind,
    pub name: String,
    pub questions: usize,
    /// Minutes of these questions.
    pub minutes: f64,
    /// Asked for; where none of a round is, all are.
    pub chosen: bool,
}

impl Setup {
    /// Returns the topics of the chosen loop's rounds, one kind after the other.
    pub fn topics(&self, data: &Data) -> Vec<TopicRow> {
        let (Some(plan), Some(catalog)) = (&self.plan, data.catalog()) else {
            return Vec::new();
        };
        let asked = |kind: RoundKind| {
            plan.parts()
                .filter(move |part| part.round == kind)
                .flat_map(|part| &part.topics)
        };
        let mut rows = Vec::new();
        for kind in RoundKind::ALL {
            if !plan.parts().any(|part| part.round == kind) {
                continue;
            }
            let mut names: Vec<String> = catalog.topics(kind).into_iter().map(|topic| topic.name).collect();
            // A topic of the loop that no question has any more is there to be taken off.
            names.extend(asked(kind).cloned());
            names.sort();
            names.dedup();
            rows.extend(names.into_iter().map(|name| {
                let minutes: Vec<f64> = catalog
                    .of_round(kind)
                    .filter(|entry| entry.brief.topic == name)
                    .map(|entry| entry.brief.minutes)
                    .collect();
                TopicRow {
                    round: kind,
                    chosen: asked(kind).any(|topic| *topic == name),
                    name,
                    questions: minutes.len(),
                    minutes: minutes.iter().sum(),
                }
            }));
        }
        rows
    }

    /// Asks for a topic, or no longer.
    pub fn toggle_topic(&mut self, round: RoundKind, name: &str, cx: &Cx) {
        let mut topics: Vec<String> = self
            .topics(cx.data)
            .into_iter()
            .filter(|topic| topic.round == round && topic.chosen != (topic.name == name))
            .map(|topic| topic.name)
            .collect();
        topics.sort();
        self.set_topics(|kind| (kind == round).then(|| topics.clone()));
        self.redraw(cx.data, cx.now);
    }

    /// Asks for all topics again.
    pub fn all_topics(&mut self, cx: &Cx) {
        self.set_topics(|_| Some(Vec::new()));
        self.redraw(cx.data, cx.now);
    }

    fn set_topics(&mut self, topics: impl Fn(RoundKind) -> Option<Vec<String>>) {
        if let Some(plan) = &mut self.plan {
            plan.each_part(|part| {
                if let Some(topics) = topics(part.round) {
                    part.topics = topics;
                }
            });
        }
    }

    /// Asks only for this topic in the rounds that have it: in the chosen loop, or else in the first that
    /// can be filled with it.
    pub fn only(&mut self, topic: Option<String>, cx: &Cx) {
        let Some(topic) = topic else { return };
        let before = self.clone();
        let others = (0..self.loops.len()).filter(|index| *index != before.chosen);
        for index in std::iter::once(before.chosen).chain(others) {
            self.chosen = index;
            self.take_loop(cx.data);
            let kinds: Vec<RoundKind> = self
                .topics(cx.data)
                .into_iter()
                .filter(|known| known.name == topic)
                .map(|known| known.round)
                .collect();
            if kinds.is_empty() {
                continue;
            }
            self.set_topics(|kind| kinds.contains(&kind).then(|| vec![topic.clone()]));
            self.redraw(cx.data, cx.now);
            if matches!(self.drawn, Some(Ok(_))) {
                return;
            }
        }
        *self = before;
    }
}
