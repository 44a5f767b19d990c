//! Drawing a whole loop: each round, and what it borrows of another kind, is a part with candidates of
//! its own. The part with the fewest is drawn first, so that a wide round never takes the questions a
//! narrow one needs; the order in which they are asked is the loop's.

use std::collections::{BTreeMap, BTreeSet};

use rand::Rng;

use super::pick::{Fit, Item, Mix, Stands, Topics, Want, pick, pick_in_company};
use super::shares::apportion_where;
use super::too_few::{Shortfall, number};
use super::{
    Candidate, Cx, DRAWN_AS_WEAK, Draw, Drawn, DrawnQuestion, DrawnRound, LEAST_SHARE, LeftOut, MOST_SHARE,
    RECENT, Standing, TooFew, asked_share, own_minutes,
};
use crate::domain::bank::{Difficulty, QuestionName, RoundKind};
use crate::domain::check::nearest;
use crate::domain::event::SessionKind;
use crate::domain::loops::{Loop, RoundPlan};

/// No round lasts longer than a day, whatever a loop says.
const MOST_MINUTES: f64 = 1440.0;

/// Questions of one kind within a round.
struct Part<'p> {
    /// Index of the round in the plan.
    round: usize,
    /// Which of the generator's streams is its own; also the order of asking.
    stream: u64,
    plan: &'p RoundPlan,
    minutes: f64,
    filter: Filter<'p>,
}

#[derive(Default)]
struct Filter<'p> {
    topics: &'p [String],
    banks: &'p [String],
    difficulty: Option<Difficulty>,
}

impl Filter<'_> {
    fn lets(&self, candidate: &Candidate) -> bool {
        (self.topics.is_empty() || self.topics.contains(&candidate.topic))
            && (self.banks.is_empty() || self.banks.contains(&candidate.name.bank))
            && self
                .difficulty
                .is_none_or(|wanted| wanted == candidate.difficulty)
    }

    fn words(&self) -> String {
        let list = |what: &str, names: &[String]| {
            let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            (!names.is_empty()).then(|| format!("{what} {}", quoted.join(" or ")))
        };
        let difficulty = self.difficulty.map(|wanted| {
            let word = match wanted {
                Difficulty::Easy => "easy",
                Difficulty::Medium => "medium",
                Difficulty::Hard => "hard",
            };
            format!("difficulty `{word}`")
        });
        [list("topic", self.topics), difficulty, list("bank", self.banks)]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(", ")
    }
}

pub(super) fn draw_rounds(cx: &Cx, plan: &Loop) -> Result<Drawn, TooFew> {
    let wanted = cx.request.applied_to(plan);
    if wanted.rounds.is_empty() {
        return Err(Shortfall::NoRound {
            title: plan.name().to_owned(),
            has: plan.rounds.iter().map(|round| round.round).collect(),
        }
        .into());
    }
    let mut notes = Vec::new();
    let mut parts = parts(cx, &wanted, &mut notes)?;
    let of_a_part = |candidate: &Candidate| {
        parts
            .iter()
            .any(|part| candidate.round == part.plan.round && part.filter.lets(candidate))
    };
    if cx.request.strategy == Draw::Due
        && !cx
            .due
            .keys()
            .any(|name| cx.by_name.get(name).is_some_and(|known| of_a_part(known)))
    {
        notes.insert(0, "Nothing of this is due, so the draw is balanced.".to_owned());
    }
    parts.sort_by_key(|part| (pool(cx, part, &BTreeSet::new()).len(), part.round, part.stream));

    let mut run = Run::default();
    for part in &parts {
        run.draw_part(cx, part);
    }
    if !run.shortfalls.is_empty() {
        // Twelve rounds that lack the same are told of once.
        run.shortfalls.dedup();
        return Err(TooFew {
            shortfalls: run.shortfalls,
        });
    }
    run.notes.sort_by_key(|(round, _)| *round);
    notes.extend(run.notes.into_iter().map(|(_, note)| note));
    run.questions.sort_by_key(|(stream, _)| *stream);
    let mut rounds: Vec<DrawnRound> = wanted
        .rounds
        .iter()
        .map(|round| DrawnRound {
            round: round.round,
            minutes: round.minutes,
            questions: Vec::new(),
            fields: round.fields.clone(),
        })
        .collect();
    for (stream, questions) in run.questions {
        if let Some(round) = rounds.get_mut((stream / STREAMS) as usize) {
            round.questions.extend(questions);
        }
    }
    let details = rounds
        .iter()
        .flat_map(|round| &round.questions)
        .filter_map(|question| cx.by_name.get(&question.name))
        .map(|candidate| (candidate.name.clone(), cx.detail(candidate)))
        .collect::<BTreeMap<_, _>>();
    Ok(Drawn {
        kind: SessionKind::Interview,
        loop_id: plan.id.clone(),
        title: plan.name().to_owned(),
        strategy: cx.request.strategy,
        seed: cx.seed,
        rounds,
        notes,
        details,
        left_out: run.left_out,
    })
}

/// Streams a round has: the last is for its own kind, the ones before for what it borrows.
const STREAMS: u64 = 16;

fn parts<'p>(cx: &Cx<'p>, plan: &'p Loop, notes: &mut Vec<String>) -> Result<Vec<Part<'p>>, TooFew> {
    let mut parts = Vec::new();
    for (index, round) in plan.rounds.iter().enumerate() {
        let first = index as u64 * STREAMS;
        for (at, inside) in (0..STREAMS - 1).zip(&round.inside) {
            parts.push(part(cx, index, first + at, inside, inside.minutes));
        }
        parts.push(part(cx, index, first + STREAMS - 1, round, round.own_minutes()));
    }
    parts.retain(|part| part.minutes > 0.0);
    let kinds: BTreeSet<RoundKind> = parts.iter().map(|part| part.plan.round).collect();
    let topic = |candidate: &'p Candidate| candidate.topic.as_str();
    let bank = |candidate: &'p Candidate| candidate.name.bank.as_str();
    let mut shortfalls = missing(cx, &kinds, "topic", &cx.request.topics, topic);
    shortfalls.extend(missing(cx, &kinds, "bank", &cx.request.banks, bank));
    if !shortfalls.is_empty() {
        return Err(TooFew { shortfalls });
    }
    // A topic of theory says nothing about a culture round held in the same interview.
    for (what, asked) in [("topic", &cx.request.topics), ("bank", &cx.request.banks)] {
        let without: Vec<&str> = kinds
            .iter()
            .filter(|kind| !asked.is_empty() && !knows(cx, **kind, what, asked))
            .map(|kind| kind.title())
            .collect();
        if !without.is_empty() {
            notes.push(format!(
                "{}: no question has the {what} asked for, so all are drawn from.",
                without.join(", ")
            ));
        }
    }
    Ok(parts)
}

fn part<'p>(cx: &Cx<'p>, round: usize, stream: u64, plan: &'p RoundPlan, minutes: f64) -> Part<'p> {
    let request = cx.request;
    let asked = |what: &str, asked: &'p [String], own: &'p [String]| {
        if !asked.is_empty() && knows(cx, plan.round, what, asked) {
            asked
        } else {
            own
        }
    };
    Part {
        round,
        stream,
        plan,
        minutes: if minutes.is_finite() {
            minutes.min(MOST_MINUTES)
        } else {
            0.0
        },
        filter: Filter {
            topics: asked("topic", &request.topics, &plan.topics),
            banks: asked("bank", &request.banks, &plan.banks),
            difficulty: request.difficulty.or(plan.difficulty),
        },
    }
}

fn knows(cx: &Cx, kind: RoundKind, what: &str, names: &[String]) -> bool {
    cx.by_name.values().any(|candidate| {
        candidate.round == kind
            && names.contains(match what {
                "topic" => &candidate.topic,
                _ => &candidate.name.bank,
            })
    })
}

fn missing<'p>(
    cx: &Cx<'p>,
    kinds: &BTreeSet<RoundKind>,
    what: &'static str,
    asked: &[String],
    of: impl Fn(&'p Candidate) -> &'p str,
) -> Vec<Shortfall> {
    let known: BTreeSet<&str> = cx
        .by_name
        .values()
        .filter(|candidate| kinds.contains(&candidate.round))
        .map(|candidate| of(candidate))
        .collect();
    asked
        .iter()
        .filter(|name| !known.contains(name.as_str()))
        .map(|name| Shortfall::NoSuch {
            what,
            name: name.clone(),
            near: nearest(name, known.iter().copied()).map(ToOwned::to_owned),
        })
        .collect()
}

/// Returns what may be drawn for a part, by name.
fn pool<'a>(cx: &Cx<'a>, part: &Part, used: &BTreeSet<QuestionName>) -> Vec<&'a Candidate> {
    cx.by_name
        .values()
        .copied()
        .filter(|candidate| {
            candidate.round == part.plan.round
                && part.filter.lets(candidate)
                && !used.contains(&candidate.name)
        })
        .collect()
}

#[derive(Default)]
struct Run<'a> {
    used: BTreeSet<QuestionName>,
    topics: Topics<'a>,
    questions: Vec<(u64, Vec<DrawnQuestion>)>,
    notes: Vec<(usize, String)>,
    shortfalls: Vec<Shortfall>,
    left_out: LeftOut,
}

impl<'a> Run<'a> {
    fn draw_part(&mut self, cx: &Cx<'a>, part: &Part) {
        let share = asked_share(part.plan.round, part.plan.fields.as_ref());
        let pool = pool(cx, part, &self.used);
        let want = Want {
            minutes: part.minutes,
            count: part.plan.questions.map(|count| count.max(1) as usize),
        };
        let sum: f64 = pool.iter().map(|candidate| own_minutes(candidate) * share).sum();
        let enough = match want.count {
            Some(count) => pool.len() >= count,
            None => sum * MOST_SHARE >= want.minutes - 1e-6,
        };
        let no_company = pool
            .iter()
            .all(|candidate| stands(cx, candidate) == Stands::InCompany);
        if no_company || !enough {
            self.shortfalls.push(Shortfall::Round {
                round: part.plan.round,
                minutes: part.minutes,
                wanted: part.plan.questions,
                filters: part.filter.words(),
                of_kind: cx
                    .by_name
                    .values()
                    .filter(|candidate| candidate.round == part.plan.round)
                    .count(),
                found: pool.len(),
                found_minutes: sum,
                possible: (sum * LEAST_SHARE, sum * MOST_SHARE),
                torch: if no_company { pool.len() } else { 0 },
                of_torch: cx.can.of_torch(),
            });
            return;
        }
        let mut generator = cx.generator(part.stream);
        let items: Vec<Item<'a>> = pool
            .into_iter()
            .map(|candidate| item(cx, candidate, share, generator.next_u64()))
            .collect();
        let (fresh, recent): (Vec<Item>, Vec<Item>) =
            items.into_iter().partition(|item| item.before.0 != RECENTLY);
        self.left_out.recent += recent.len();

        let mut topics = self.topics.clone();
        let (mut taken, mut fit) = pick_in_company(&fresh, want, &mut topics);
        let mut from = fresh;
        if fit == Fit::Poor && !recent.is_empty() {
            topics.clone_from(&self.topics);
            from.extend(recent);
            (taken, fit) = pick_in_company(&from, want, &mut topics);
        }
        self.note_torch(cx, part, &from, want, &taken);
        self.topics = topics;
        self.note(part, &taken, fit);
        self.take(part, taken, fit);
    }

    /// Says which questions need PyTorch where it is not known to be here, and which gave way for that.
    fn note_torch(&mut self, cx: &Cx<'a>, part: &Part, from: &[Item<'a>], want: Want, taken: &[Item<'a>]) {
        let in_need = |items: &[Item]| {
            items
                .iter()
                .filter(|item| item.stands == Stands::InCompany)
                .count()
        };
        if in_need(from) == 0 {
            return;
        }
        let title = part.plan.round.title();
        let of_torch = cx.can.of_torch();
        let (preferred, _) = pick(from, want, &mut self.topics.clone());
        if in_need(&preferred) == preferred.len() {
            self.left_out.torch += preferred.len();
            let questions = match preferred.len() {
                1 => "1 question that needs".to_owned(),
                count => format!("{count} questions that need"),
            };
            self.notes.push((
                part.round,
                format!(
                    "{title}: {questions} PyTorch gave way: it {of_torch}, and no round is held on that alone."
                ),
            ));
        }
        match in_need(taken) {
            0 => {}
            drawn => {
                let (questions, they) = match drawn {
                    1 => ("1 question needs".to_owned(), "it is"),
                    _ => (format!("{drawn} questions need"), "they are"),
                };
                self.notes.push((
                    part.round,
                    format!("{title}: {questions} PyTorch, which {of_torch}: {they} answered, not run."),
                ));
            }
        }
    }

    fn note(&mut self, part: &Part, taken: &[Item], fit: Fit) {
        let title = part.plan.round.title();
        let recent = taken.iter().filter(|item| item.before.0 == RECENTLY).count();
        self.left_out.recent = self.left_out.recent.saturating_sub(recent);
        if recent > 0 {
            let (questions, were) = match recent {
                1 => ("1 question".to_owned(), "was"),
                _ => (format!("{recent} questions"), "were"),
            };
            self.notes.push((
                part.round,
                format!(
                    "{title}: {questions} {were} asked in the last two sessions; without, the round cannot be filled."
                ),
            ));
        }
        if fit == Fit::Poor {
            let own: f64 = taken.iter().map(|item| item.minutes).sum();
            let (questions, get) = match taken.len() {
                1 => ("1 question".to_owned(), "gets"),
                count => (format!("{count} questions"), "get"),
            };
            self.notes.push((
                part.round,
                format!(
                    "{title}: {questions} of {} min {get} {} min; nothing nearer to the minutes could be drawn.",
                    number(own),
                    number(part.minutes)
                ),
            ));
        }
    }

    fn take(&mut self, part: &Part, taken: Vec<Item>, fit: Fit) {
        let own: Vec<f64> = taken.iter().map(|item| item.minutes).collect();
        let shares = apportion_where(part.minutes, &own, &[0.5, 0.25, 1.0 / 60.0], |index, share| {
            let least = own[index] * LEAST_SHARE - 1e-9;
            let most = own[index] * MOST_SHARE + 1e-9;
            share > 0.0 && (fit == Fit::Poor || (least..=most).contains(&share))
        });
        let questions = taken
            .into_iter()
            .zip(shares)
            .map(|(item, minutes)| {
                self.used.insert(item.candidate.name.clone());
                DrawnQuestion {
                    name: item.candidate.name.clone(),
                    round: item.candidate.round,
                    topic: item.candidate.topic.clone(),
                    minutes,
                    reason: item.reason,
                    ideas: None,
                }
            })
            .collect();
        self.questions.push((part.stream, questions));
    }
}

/// The tier of what was asked in the last two sessions: taken when nothing else will do.
const RECENTLY: u8 = 9;

/// So many times as likely as a question never asked, one that is due comes first in a balanced draw.
const DUE_WEIGHT: u64 = 8;

/// Returns whether a question may be the only one of its round.
fn stands(cx: &Cx, candidate: &Candidate) -> Stands {
    if candidate.needs_torch && !cx.can.torch {
        Stands::InCompany
    } else {
        Stands::Alone
    }
}

/// Returns a candidate with its place in the order of preference.
fn item<'a>(cx: &Cx, candidate: &'a Candidate, share: f64, tie: u64) -> Item<'a> {
    let asked = cx.newest.get(&candidate.name);
    let mut item = Item {
        candidate,
        minutes: own_minutes(candidate) * share,
        before: (0, 0),
        mix: Mix::Topics,
        after: 0,
        tie,
        stands: stands(cx, candidate),
        reason: String::new(),
    };
    let due = cx.due.get(&candidate.name);
    let recent = asked.is_some_and(|asked| asked.session_index < RECENT);
    match (cx.request.strategy, asked) {
        (Draw::Random, _) => {
            item.mix = Mix::Nothing;
            "drawn by chance".clone_into(&mut item.reason);
        }
        (Draw::Weakest, Some(asked)) if asked.score.is_some() => {
            let score = asked.score.unwrap_or_default();
            // What was half forgotten since is worth half.
            let stands = score * due.map_or(1.0, |due| due.recall);
            let weak =
                cx.standing(&candidate.name) == Standing::Weak || due.is_some() && stands < DRAWN_AS_WEAK;
            item.before = (if weak { 0 } else { 3 }, (stands * 1000.0).round() as i64);
            item.reason = format!("scored {} {}", crate::domain::score::shown(score), cx.ago(asked));
            if let Some(due) = due {
                item.reason = format!("{}; {}", item.reason, due.reason);
            }
        }
        (Draw::Due, _) if let Some(due) = due => {
            item.before = (0, (due.recall * 1000.0).round() as i64);
            item.reason.clone_from(&due.reason);
        }
        (Draw::Balanced, _) if let Some(due) = due.filter(|_| !recent) => {
            // Among what was never asked, and likely before it.
            item.before = (1, 0);
            item.tie = tie / DUE_WEIGHT;
            item.reason.clone_from(&due.reason);
        }
        (_, None) => {
            item.before = (1, 0);
            "not asked yet".clone_into(&mut item.reason);
        }
        (_, Some(asked)) => {
            item.after = -(asked.session_index as i64);
            item.before = if cx.request.strategy != Draw::Weakest && recent {
                // The newest session's last of all, whatever its topics.
                (RECENTLY, -(asked.session_index as i64))
            } else {
                (2, 0)
            };
            item.reason = format!("last asked {}", cx.ago(asked));
        }
    }
    item
}
