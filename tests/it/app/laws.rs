//! What holds for every person: whatever is pressed, whenever, the records are the session.

use hotseat::domain::event::Record;
use proptest::prelude::*;

use super::*;

const KEYS: &[&str] = &[
    "a",
    "b",
    "Space",
    "Enter",
    "Enter",
    "Tab",
    "shift-Tab",
    "Esc",
    "Backspace",
    "Delete",
    "Left",
    "Right",
    "Up",
    "Down",
    "Home",
    "End",
    "PageUp",
    "PageDown",
    "F1",
    "F2",
    "F2",
    "F3",
    "F4",
    "F6",
    "F8",
    "F9",
    "ctrl-a",
    "ctrl-c",
    "ctrl-x",
    "ctrl-v",
    "ctrl-z",
    "ctrl-y",
    "ctrl-k",
    "ctrl-w",
    "ctrl-f",
    "ctrl-g",
    "ctrl-g",
    "0",
    "2",
    "3",
    "4",
    "-",
    "y",
    "n",
    "u",
    "e",
    "k",
    "l",
    "s",
    "x",
    "p",
    "r",
    "t",
    "/",
    "?",
    "*",
    "!",
    "[",
    "]",
    "q",
    "shift-Left",
    "ctrl-Left",
];

#[derive(Debug, Clone)]
enum Step {
    Key(&'static str),
    Text(String),
    Paste(String),
    Wait(u64),
    Late(u64),
    Sleep(u64),
    Stop(u64),
    Wall(i64),
    Size(u16, u16),
    Returned(u64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        40 => proptest::sample::select(KEYS).prop_map(Step::Key),
        4 => "[a-zµ∑é ]{1,6}".prop_map(Step::Text),
        1 => "(maximum likelihood|p - y|\u{1b}\\[31m|\r\n|日本|x){1,4}".prop_map(Step::Paste),
        6 => (0u64..3_000).prop_map(Step::Wait),
        1 => (0u64..400_000).prop_map(Step::Wait),
        1 => (0u64..5_000).prop_map(Step::Late),
        1 => (0u64..10_000_000).prop_map(Step::Sleep),
        1 => (0u64..10_000_000).prop_map(Step::Stop),
        1 => (-300_000_000i64..300_000_000).prop_map(Step::Wall),
        1 => (1u16..130, 1u16..50).prop_map(|(w, h)| Step::Size(w, h)),
        1 => (0u64..4).prop_map(Step::Returned),
    ]
}

/// A run of the program and what by the outside clock it was open for.
struct Run {
    script: Script,
    stopped: Duration,
    slept: Duration,
}

impl Run {
    fn begin(pressure: Pressure, when: usize) -> Self {
        let mut plan = plan(vec![round(20.0, 2), round(10.0, 1)]);
        plan.pressure = pressure;
        plan.score_after = hotseat::app::screens::setup::SCORES[when];
        Self {
            script: sit(plan),
            stopped: Duration::ZERO,
            slept: Duration::ZERO,
        }
    }

    fn take(&mut self, step: &Step) {
        let script = &mut self.script;
        match step {
            Step::Key(key) => {
                script.keys(key);
            }
            Step::Text(text) => {
                script.text(text);
            }
            Step::Paste(text) => {
                script.send(Msg::Paste(text.clone()));
            }
            Step::Wait(time) => {
                script.wait(ms(*time));
            }
            Step::Late(time) => script.advance(ms(*time)),
            Step::Sleep(time) => {
                script.sleep(ms(*time));
                self.slept += ms(*time);
            }
            Step::Stop(time) => {
                script.stopped(ms(*time));
                self.stopped += ms(*time);
            }
            Step::Wall(by) => {
                let wall = &script.now().wall;
                if let Ok(wall) = wall.checked_add(jiff::SignedDuration::from_secs(*by)) {
                    script.set_wall(&wall.to_string());
                }
            }
            Step::Size(width, height) => {
                script.resize(*width, *height);
            }
            Step::Returned(task) => {
                script.send(Msg::Returned(
                    hotseat::app::msg::TaskId(*task),
                    Ok("from outside\n".to_owned()),
                ));
            }
        }
    }
}

/// Once an interview is over the palette may begin the next one, whose records are numbered from one again.
fn of_the_first(records: Vec<Record>) -> Vec<Record> {
    let next = records.iter().skip(1).position(|record| record.seq == 1);
    let end = next.map_or(records.len(), |next| next + 1);
    records.into_iter().take(end).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_pressed_the_records_are_the_session(
        strict in any::<bool>(),
        when in 0usize..3,
        steps in proptest::collection::vec(step(), 200),
    ) {
        let pressure = if strict { Pressure::Strict } else { Pressure::Relaxed };
        let mut run = Run::begin(pressure, when);
        let folder = live(&run.script).folder.clone();
        let began = run.script.now().mono;
        for step in &steps {
            run.take(step);
            let Some(live) = run.script.app.data.live.as_ref().filter(|live| live.folder == folder) else {
                break;
            };
            let session = &live.session;
            let spent: Duration = session.rounds.iter().map(|round| round.spent).sum();
            let paused: Duration = session.pauses.iter().map(|pause| pause.length).sum();
            let elapsed = run.script.now().mono.saturating_sub(began) + run.slept;
            prop_assert!(spent + paused <= elapsed + ms(1), "{spent:?} + {paused:?} of {elapsed:?}");
            for attempt in &session.attempts {
                prop_assert!(attempt.fields.iter().all(|field| field.misfits == 0));
            }
        }
        let script = &mut run.script;
        let records = of_the_first(script.records());
        prop_assert!(records.windows(2).all(|pair| pair[0].seq + 1 == pair[1].seq));
        if let Some(live) = script.app.data.live.as_ref().filter(|live| live.folder == folder) {
            prop_assert_eq!(&Session::fold(&records), &live.session);
            // The words on the screen are the words of the record, once they are due.
            script.wait(ms(500));
            let records = of_the_first(script.records());
            let session = Session::fold(&records);
            if let Screen::Interview(interview) = script.app.screen()
                && let Some(attempt) = session.current()
            {
                for field in &interview.fields {
                    prop_assert_eq!(field.editor.text(), attempt.text_of(&field.name));
                }
            }
        }
        script.screen();
    }
}
