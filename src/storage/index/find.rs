//! Searching the index: by the lists of words first; of what these leave, only what is shown is read, best
//! first.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use super::Index;
use super::image::{Damaged, Image};
use super::postings::{PRESENT, WRITTEN};
use crate::domain::search::{Document, Found, Hit, Match, Query, Rank};

/// Documents that are looked at before it is asked whether anybody still waits.
const AT_A_TIME: usize = 16;

/// Why a search gave no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfinished {
    /// It was told to stop.
    Stopped,
    /// The file is damaged: what it held is forgotten, and a refresh makes it again.
    Damaged,
}

/// A document that may match, or does.
struct Candidate<'a> {
    /// Where a document that is not looked at yet stands at best.
    rank: Rank<'a>,
    state: Looked<'a>,
}

enum Looked<'a> {
    /// By the lists of the image it may match.
    NotYet(&'a Image, usize),
    Matches(Box<(Document, Match)>),
}

impl Index {
    /// Returns the best documents that match, at most so many. `stop` is asked now and then whether to give
    /// up.
    pub fn search(
        &mut self,
        query: &Query,
        most: usize,
        stop: &mut dyn FnMut() -> bool,
    ) -> Result<Found, Unfinished> {
        let found = self.find(query, most, stop);
        if found == Err(Unfinished::Damaged) {
            self.forget();
        }
        found
    }

    fn find(&self, query: &Query, most: usize, stop: &mut dyn FnMut() -> bool) -> Result<Found, Unfinished> {
        let mut found = Found {
            sessions: self.sessions(),
            ..Found::default()
        };
        if query.is_empty() {
            return Ok(found);
        }
        let mut candidates = self.fresh_matches(query);
        if let Some(image) = &self.image {
            for part in 0..image.table.parts.len() {
                if stop() {
                    return Err(Unfinished::Stopped);
                }
                self.candidates(image, part, query, &mut candidates)?;
            }
        }
        let mut heap = BinaryHeap::from(candidates);
        let mut looked = 0;
        while let Some(Candidate { rank, state }) = heap.pop() {
            match state {
                Looked::Matches(matches) if found.hits.len() < most => {
                    let (document, matched) = *matches;
                    found.hits.push(Hit::new(rank.folder.0, &document, &matched));
                }
                Looked::Matches(_) => {
                    found.more = true;
                    break;
                }
                Looked::NotYet(image, index) => {
                    looked += 1;
                    if looked % AT_A_TIME == 0 && stop() {
                        return Err(Unfinished::Stopped);
                    }
                    let document = image.document(index)?;
                    if let Some(matched) = query.matches(&document) {
                        heap.push(Candidate {
                            rank: Rank {
                                asked: !matched.written,
                                ..rank
                            },
                            state: Looked::Matches(Box::new((document, matched))),
                        });
                    }
                }
            }
        }
        Ok(found)
    }

    fn fresh_matches(&self, query: &Query) -> Vec<Candidate<'_>> {
        let mut found = Vec::new();
        for (session, _) in &self.fresh {
            for document in &session.documents {
                if let Some(matched) = query.matches(document) {
                    found.push(Candidate {
                        rank: Rank {
                            asked: !matched.written,
                            newest: Reverse(session.began_at),
                            folder: Reverse(&session.folder),
                            attempt: document.attempt,
                        },
                        state: Looked::Matches(Box::new((document.clone(), matched))),
                    });
                }
            }
        }
        found
    }

    /// Adds the documents of a part that may match.
    fn candidates<'a>(
        &self,
        image: &'a Image,
        part: usize,
        query: &Query,
        candidates: &mut Vec<Candidate<'a>>,
    ) -> Result<(), Damaged> {
        let marked = image.candidates(part, query)?;
        let Some(row) = image.table.parts.get(part) else {
            return Err(Damaged);
        };
        for (index, marks) in (row.documents.start as usize..).zip(marked) {
            if marks & PRESENT == 0 {
                continue;
            }
            let document = image.table.documents.get(index).ok_or(Damaged)?;
            let session = document.session as usize;
            if self.stale.get(session) != Some(&false) {
                continue;
            }
            let session = image.table.sessions.get(session).ok_or(Damaged)?;
            candidates.push(Candidate {
                rank: Rank {
                    asked: marks & WRITTEN == 0,
                    newest: Reverse(session.began_at),
                    folder: Reverse(&session.folder),
                    attempt: document.attempt,
                },
                state: Looked::NotYet(image, index),
            });
        }
        Ok(())
    }
}

impl From<Damaged> for Unfinished {
    fn from(_: Damaged) -> Self {
        Self::Damaged
    }
}

/// The heap gives the largest first: the one that ranks first.
impl Ord for Candidate<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        other.rank.cmp(&self.rank)
    }
}

impl PartialOrd for Candidate<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Candidate<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.rank == other.rank
    }
}

impl Eq for Candidate<'_> {}
