//! What a session is about: when and where it was held, its loop, its questions.

use std::sync::LazyLock;

use hotseat::domain::bank::QuestionName;
use hotseat::domain::bank::{Question, RoundKind};
use hotseat::domain::draw::{Abilities, DRAW_VERSION, Draw, DrawnQuestion, DrawnRound};
use hotseat::domain::event::{SessionKind, Started};
use hotseat::domain::loops::{Pressure, ScoreAfter};
use hotseat::storage::{banks, builtin};
use jiff::ZonedDateTime;
use jiff::civil::Date;

use super::Dice;

/// Which session of a history it is.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// From 0, the oldest.
    pub index: usize,
    pub count: usize,
    pub day: Date,
}

impl Place {
    /// Returns how far the candidate has come: 0 at the oldest session, 1 at the newest.
    pub fn come(&self) -> f64 {
        self.index as f64 / self.count.max(2) as f64
    }
}

/// A question with its bank.
#[derive(Debug, Clone)]
pub struct Known {
    pub bank: String,
    pub bank_title: String,
    pub license: Option<String>,
    pub question: Question,
}

impl Known {
    pub fn name(&self) -> QuestionName {
        QuestionName::new(self.bank.clone(), self.question.id.clone())
    }
}

/// So few a round that they are asked again.
const POOL: usize = 9;

const ZONES: [&str; 5] = [
    "Europe/Berlin",
    "America/New_York",
    "Europe/Zurich",
    "Asia/Tokyo",
    "Australia/Adelaide",
];

static POOLS: LazyLock<[Vec<Known>; 4]> = LazyLock::new(|| {
    let loaded = banks::load_builtin(&builtin::tables());
    RoundKind::ALL.map(|kind| {
        let all: Vec<Known> = loaded
            .banks
            .iter()
            .map(|loaded| &loaded.bank)
            .flat_map(|bank| {
                bank.questions.iter().map(|question| Known {
                    bank: bank.id.clone(),
                    bank_title: bank.title.clone(),
                    license: bank.license.clone(),
                    question: question.clone(),
                })
            })
            .filter(|known| known.question.round == kind)
            .collect();
        let size = |known: &Known| {
            let code = known.question.code.iter().flat_map(|code| code.files.values());
            known.question.prompt.len() + code.map(|text| text.len()).sum::<usize>()
        };
        // Spread over the banks, and the smaller questions of them: 10,000 sessions are to fit a disk.
        let step = if kind == RoundKind::Programming {
            1
        } else {
            (all.len() / POOL).max(1)
        };
        let mut pool: Vec<Known> = all
            .chunks(step)
            .filter_map(|chunk| chunk.iter().min_by_key(|known| size(known)).cloned())
            .collect();
        pool.sort_by_key(size);
        pool.truncate(POOL);
        pool
    })
});

/// Returns when a session began: in its own zone, some past midnight and some just before it.
pub fn began(dice: &mut Dice, place: &Place) -> ZonedDateTime {
    let zone = ZONES[place.index / 7 % ZONES.len()];
    let hour = *dice.pick(&[7_i8, 9, 12, 18, 18, 19, 20, 20, 21, 21, 23, 0, 3, 4]);
    let (minute, second) = (dice.below(60) as i8, dice.below(60) as i8);
    place
        .day
        .at(hour, minute, second, dice.below(1_000) as i32 * 1_000_000)
        .in_tz(zone)
        .expect("the zone is known")
}

/// Returns what a session began with, and its questions by round.
pub fn started(dice: &mut Dice, place: &Place) -> (Started, Vec<Vec<Known>>) {
    use RoundKind::{Culture, MlTheory, Programming, SystemDesign};
    let (loop_id, title, kind, rounds): (&str, &str, SessionKind, Vec<(RoundKind, usize)>) =
        match dice.below(16) {
            0 => (
                "onsite",
                "Onsite",
                SessionKind::Interview,
                vec![(Programming, 1), (Culture, 1), (MlTheory, 1), (SystemDesign, 1)],
            ),
            1 | 2 => (
                "phone-screen",
                "Phone screen, 60 minutes",
                SessionKind::Interview,
                vec![(MlTheory, 2), (Programming, 1)],
            ),
            3 => (
                "culture",
                "Culture, 20 min",
                SessionKind::Interview,
                vec![(Culture, 2)],
            ),
            4 => (
                "design",
                "System design, 35 min",
                SessionKind::Interview,
                vec![(SystemDesign, 1)],
            ),
            5 => (
                "programming",
                "Programming",
                SessionKind::Interview,
                vec![(Programming, 1)],
            ),
            6 => (
                "drill",
                "What is due",
                SessionKind::Drill,
                vec![(MlTheory, 2), (Culture, 1)],
            ),
            7 => ("cram", "The night before", SessionKind::Cram, vec![(MlTheory, 2)]),
            8 => ("retake", "Once more", SessionKind::Retake, vec![(MlTheory, 1)]),
            9 => ("culture", "Culture", SessionKind::Interview, vec![(Culture, 1)]),
            10 | 11 => (
                "theory",
                "ML theory, 25 min",
                SessionKind::Interview,
                vec![(MlTheory, 2)],
            ),
            12 => (
                "screen",
                "Programming, then design",
                SessionKind::Interview,
                vec![(Programming, 1), (SystemDesign, 1)],
            ),
            _ => (
                "first",
                "First interview",
                SessionKind::Interview,
                vec![(MlTheory, 1)],
            ),
        };
    let extra_time = if dice.chance(8) { 1.5 } else { 1.0 };
    let mut plan = Vec::new();
    let mut known = Vec::new();
    for (round, count) in rounds {
        let pool = &POOLS[RoundKind::ALL.iter().position(|kind| *kind == round).unwrap_or(0)];
        let first = dice.below(pool.len());
        let asked: Vec<Known> = (0..count)
            .map(|at| {
                let index = (first + at * 4) % pool.len();
                version(pool[index].clone(), index, place)
            })
            .collect();
        let drawn: Vec<DrawnQuestion> = asked
            .iter()
            .map(|known| DrawnQuestion {
                name: known.name(),
                round,
                topic: known.question.topic.clone(),
                minutes: known.question.minutes,
                reason: "not asked yet".to_owned(),
                ideas: None,
            })
            .collect();
        plan.push(DrawnRound {
            round,
            minutes: drawn.iter().map(|drawn| drawn.minutes).sum(),
            questions: drawn,
            fields: None,
        });
        known.push(asked);
    }
    let started = Started {
        kind,
        loop_id: loop_id.to_owned(),
        title: title.to_owned(),
        seed: dice.roll() >> 11,
        draw: *dice.pick(&[Draw::Balanced, Draw::Weakest, Draw::Random]),
        draw_version: DRAW_VERSION,
        extra_time,
        pressure: if dice.chance(15) {
            Pressure::Strict
        } else {
            Pressure::Relaxed
        },
        score_after: if dice.chance(20) {
            ScoreAfter::Question
        } else {
            ScoreAfter::Round
        },
        abilities: Abilities {
            python: true,
            numpy: true,
            torch: false,
        },
        plan,
    };
    (started, known)
}

/// A third of the questions lacked an idea in the first third of the time: another scale.
fn version(mut known: Known, index: usize, place: &Place) -> Known {
    if index.is_multiple_of(3) && place.come() < 0.34 {
        let ideas = known
            .question
            .rubric
            .iter_mut()
            .find_map(|criterion| criterion.ideas.as_mut().filter(|ideas| ideas.len() > 1));
        if let Some(ideas) = ideas {
            ideas.pop();
        }
    }
    known
}
