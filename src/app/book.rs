//! The person's stories as this run knows them: the newest text of each, and what of it is not on disk yet.
//! Every change goes through here, so that list, matrix and disk cannot disagree.

use std::collections::BTreeMap;

use super::data::{Cx, Data};
use super::effect::Effect;
use super::msg::{StoryNews, TaskId};
use crate::domain::bank::QuestionName;
use crate::domain::story::{self, Matrix, Part, Story, StoryUse, Told};

/// The stories.
#[derive(Debug, Clone, Default)]
pub struct Book {
    /// `None` until they are read.
    stories: Option<Vec<Story>>,
    /// What could not be read, in sentences.
    pub problems: Vec<String>,
    /// Why saving fails, in a sentence.
    pub failed: Option<String>,
    /// Saves on their way, by id of the story; the newest of each.
    unsaved: BTreeMap<String, TaskId>,
    /// Deletions on their way, with what was deleted and where it stood.
    deleting: BTreeMap<TaskId, (usize, Story)>,
}

impl Book {
    /// Returns whether the stories were read.
    pub fn is_read(&self) -> bool {
        self.stories.is_some()
    }

    /// Returns the stories in their order.
    pub fn list(&self) -> &[Story] {
        self.stories.as_deref().unwrap_or_default()
    }

    /// Returns the story of this id with its index.
    pub fn find(&self, id: &str) -> Option<(usize, &Story)> {
        self.list().iter().enumerate().find(|(_, story)| story.id == id)
    }

    /// Returns whether the newest text of this story is on disk.
    pub fn is_saved(&self, id: &str) -> bool {
        !self.unsaved.contains_key(id)
    }

    /// Takes in a new story in which nothing is written yet: it is not saved. Returns its index.
    pub fn put_fresh(&mut self, story: Story) -> usize {
        self.put(usize::MAX, story)
    }

    /// Takes a story out of the list that was never saved.
    pub fn forget(&mut self, id: &str) {
        if let Some(stories) = &mut self.stories
            && !self.unsaved.contains_key(id)
        {
            stories.retain(|story| story.id != id);
        }
    }

    fn put(&mut self, at: usize, story: Story) -> usize {
        let stories = self.stories.get_or_insert_default();
        if let Some(index) = stories.iter().position(|known| known.id == story.id) {
            stories[index] = story;
            return index;
        }
        let at = at.min(stories.len());
        stories.insert(at, story);
        at
    }
}

/// Takes in what became of the stories.
pub fn hear(cx: &mut Cx, news: StoryNews) {
    let book = &mut cx.data.book;
    match news {
        StoryNews::Read { stories, problems } => {
            let mine = std::mem::take(&mut book.stories).unwrap_or_default();
            book.stories = Some(stories);
            for story in mine {
                // What was begun here before they were read stays.
                if book.unsaved.contains_key(&story.id) || book.find(&story.id).is_none() {
                    book.put(usize::MAX, story);
                }
            }
            book.problems = problems;
            if let Some(problem) = book.problems.first().cloned() {
                cx.problem(problem);
            }
        }
        StoryNews::Saved { task, other, said } => {
            book.unsaved.retain(|_, saving| *saving != task);
            if book.unsaved.is_empty() {
                book.failed = None;
            }
            if let Some(other) = other {
                book.put(usize::MAX, *other);
            }
            if let Some(said) = said {
                cx.problem(said);
            }
        }
        StoryNews::Deleted { task, changed } => {
            let deleted = book.deleting.remove(&task);
            if let (Some(story), Some((at, _))) = (changed, deleted) {
                book.put(at, *story);
                cx.problem("The story was changed elsewhere meanwhile, and stays as it is there.");
            }
        }
        StoryNews::Failed { task, sentence } => {
            if let Some((at, story)) = book.deleting.remove(&task) {
                book.put(at, story);
                cx.problem(sentence);
            } else if book.unsaved.values().any(|saving| *saving == task) {
                book.failed = Some(sentence);
            }
        }
    }
}

/// Keeps a story as it stands now: in the list, and on disk. One that is new stands at `at`, or at the end.
/// Returns its index.
pub fn keep(cx: &mut Cx, story: Story, at: usize) -> usize {
    let task = cx.data.task();
    cx.data.book.unsaved.insert(story.id.clone(), task);
    cx.effects.push(Effect::SaveStory {
        task,
        story: Box::new(story.clone()),
    });
    cx.data.book.put(at, story)
}

/// Saves again what could not be saved.
pub fn retry(cx: &mut Cx) {
    let ids: Vec<String> = cx.data.book.unsaved.keys().cloned().collect();
    for id in ids {
        if let Some((at, story)) = cx.data.book.find(&id) {
            let story = story.clone();
            keep(cx, story, at);
        }
    }
}

/// Deletes a story; returns it with its index, for who wants it back.
pub fn delete(cx: &mut Cx, id: &str) -> Option<(usize, Story)> {
    let (at, story) = cx.data.book.find(id)?;
    let deleted = (at, story.clone());
    let task = cx.data.task();
    let book = &mut cx.data.book;
    book.unsaved.remove(id);
    if book.unsaved.is_empty() {
        book.failed = None;
    }
    if let Some(stories) = &mut book.stories {
        stories.remove(at);
    }
    book.deleting.insert(task, deleted.clone());
    cx.effects.push(Effect::DeleteStory {
        task,
        id: id.to_owned(),
    });
    Some(deleted)
}

/// Returns an id that no story has: the moment it is made.
pub fn new_id(cx: &Cx) -> String {
    let stamp = cx.now.wall.strftime("story-%Y%m%d-%H%M%S").to_string();
    let taken = |id: &str| cx.data.book.find(id).is_some();
    if !taken(&stamp) {
        return stamp;
    }
    // Of so many more ids than stories one is free.
    (2..=cx.data.book.list().len() + 2)
        .map(|number| format!("{stamp}-{number}"))
        .find(|id| !taken(id))
        .unwrap_or(stamp)
}

/// Has the stories that cannot be saved written to a file somewhere else.
pub fn rescue(cx: &mut Cx) {
    let mut text = "# Stories\n".to_owned();
    for story in cx.data.book.list() {
        if cx.data.book.is_saved(&story.id) {
            continue;
        }
        text.push_str(&format!("\n## {}\n", story.name()));
        for part in Part::ALL {
            let written = story.text(part);
            if !written.trim().is_empty() {
                text.push_str(&format!("\n### {}\n\n{written}\n", part.title()));
            }
        }
    }
    let task = cx.data.task();
    cx.effects.push(Effect::Rescue {
        task,
        folder: "stories".to_owned(),
        text,
    });
}

/// Returns every story told in an answer: those of the history, and of the session that is open.
pub fn uses(data: &Data) -> Vec<StoryUse> {
    let live = data.live.as_ref();
    let past = data
        .sessions()
        .iter()
        .filter(|summary| live.is_none_or(|live| live.folder != summary.folder))
        .flat_map(|summary| summary.stories.iter().cloned());
    let now = live.iter().flat_map(|live| {
        live.session.attempts.iter().flat_map(|attempt| {
            attempt.stories.iter().map(|story| StoryUse {
                question: attempt.question.clone(),
                story: story.clone(),
            })
        })
    });
    past.chain(now).collect()
}

/// Returns how often each story was told, by its id.
pub fn used(data: &Data) -> BTreeMap<String, usize> {
    let uses = uses(data);
    story::usage(uses.iter().map(|told| told.story.as_str()))
}

/// Returns the stories against the competencies.
pub fn matrix(data: &Data) -> Matrix {
    let uses = uses(data);
    let told = uses.iter().map(|told| Told {
        story: &told.story,
        competencies: competencies(data, &told.question),
    });
    story::matrix(data.book.list(), told)
}

/// Returns what a question looks for; nothing where no bank has it any more.
fn competencies<'a>(data: &'a Data, name: &QuestionName) -> &'a [String] {
    let live = data.live.as_ref().and_then(|live| live.question(name));
    let known = || Some(&*data.catalog()?.get(name)?.question);
    live.or_else(known)
        .map_or(&[], |question| question.competencies.as_slice())
}
