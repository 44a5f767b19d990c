//! Keys of the screens that look back: past sessions and their filter.

use super::{A, App, Binding, C, Rank, bind};

pub(super) const ROWS: &[Binding] = &[
    bind(C::ReviewList, A::Up, &["up", "k"]).hint(1, "▴▾", "choose"),
    bind(C::ReviewList, A::Down, &["down", "j"]),
    bind(C::ReviewList, A::PageUp, &["pageup"]),
    bind(C::ReviewList, A::PageDown, &["pagedown"]),
    bind(C::ReviewList, A::First, &["home"]),
    bind(C::ReviewList, A::Last, &["end"]),
    bind(C::ReviewList, A::Open, &["enter"]).hint(2, "", "open"),
    bind(C::ReviewText, A::Up, &["up", "k"]).hint(1, "▴▾", "scroll"),
    bind(C::ReviewText, A::Down, &["down", "j"]),
    bind(C::ReviewText, A::PageUp, &["pageup"]),
    bind(C::ReviewText, A::PageDown, &["pagedown"]),
    bind(C::ReviewText, A::First, &["home"]),
    bind(C::ReviewText, A::Last, &["end"]),
    bind(C::Review, A::NextPane, &["tab", "f6"]).hint(3, "", "pane"),
    bind(C::Review, A::PreviousPane, &["shift-tab"]),
    bind(C::Review, A::NextTab, &["right", "l"])
        .hint(4, "◂▸", "tab")
        .when(App::reviews_answer),
    bind(C::Review, A::Left, &["left", "h"]).when(App::reviews_answer),
    bind(C::Review, A::Search, &["/"]).hint(5, "", "search"),
    bind(C::Review, A::FilterSessions, &["f"]).hint(6, "", "filter"),
    bind(C::Review, A::ExportAs, &["e"])
        .hint(9, "", "export")
        .when(App::reviews_session),
    bind(C::Review, A::Retake, &["r"])
        .hint(7, "", "answer again")
        .when(App::reviews_answer),
    bind(C::Review, A::Revise, &["s"]).when(App::reviews_answer),
    bind(C::Review, A::BlindScore, &["b"]).when(App::may_score_blind),
    bind(C::Review, A::Star, &["*"]).when(App::reviews_answer),
    bind(C::Review, A::Note, &["n"]).when(App::reviews_answer),
    bind(C::Review, A::Dispute, &["!"]).when(App::reviews_answer),
    bind(C::Review, A::Continue, &["o"])
        .hint(8, "", "go on with it")
        .when(App::reviews_session),
    bind(C::Review, A::Back, &["esc", "q"]).hint(10, "", "back"),
    bind(C::Review, A::Compare, &["c"])
        .hint(7, "", "compare")
        .when(App::has_other_attempt),
    bind(C::Review, A::Replay, &["space", "p"])
        .hint(6, "", "replay")
        .when(App::reviews_answer),
    bind(C::Replay, A::Play, &["space"]).hint(1, "", "play"),
    bind(C::Replay, A::Right, &["right", "l"]),
    bind(C::Replay, A::Left, &["left", "h"]).hint(2, "◂▸", "event"),
    bind(C::Replay, A::More, &["+", "="]).hint(3, "+-", "speed"),
    bind(C::Replay, A::Less, &["-"]),
    bind(C::Replay, A::NextFollowUp, &["f"]).hint(4, "", "follow-up"),
    bind(C::Replay, A::PreviousFollowUp, &["F"]),
    bind(C::Replay, A::NextRun, &["r"]).hint(5, "", "run"),
    bind(C::Replay, A::PreviousRun, &["R"]),
    bind(C::Replay, A::NextMinute, &["m", "."]).hint(6, "", "minute"),
    bind(C::Replay, A::PreviousMinute, &["M", ","]),
    bind(C::Replay, A::First, &["home"]),
    bind(C::Replay, A::Last, &["end"]).hint(7, "", "end"),
    bind(C::Replay, A::Back, &["esc", "q"]).hint(8, "", "back"),
    bind(C::Compare, A::NextPane, &["tab", "f6"]).hint(1, "", "side"),
    bind(C::Compare, A::Up, &["up", "k"]).hint(2, "▴▾", "scroll"),
    bind(C::Compare, A::Down, &["down", "j"]),
    bind(C::Compare, A::PageUp, &["pageup"]),
    bind(C::Compare, A::PageDown, &["pagedown", "space"]),
    bind(C::Compare, A::First, &["home"]),
    bind(C::Compare, A::Last, &["end"]),
    bind(C::Compare, A::Right, &["right", "l"]),
    bind(C::Compare, A::Left, &["left", "h"])
        .hint(3, "◂▸", "other attempt")
        .when(App::has_more_attempts),
    bind(C::Compare, A::IdeasOnly, &["i"]).hint(4, "", "ideas only"),
    bind(C::Compare, A::Back, &["esc", "q"]).hint(5, "", "back"),
    bind(C::ReviewSearch, A::Up, &["up"]),
    bind(C::ReviewSearch, A::Down, &["down"]),
    bind(C::ReviewSearch, A::Open, &["enter"]).hint(1, "", "to the sessions"),
    bind(C::ReviewSearch, A::NextPane, &["tab"]),
    bind(C::ReviewSearch, A::Back, &["esc"]).hint(Rank::RIGHT, "", "end the search"),
    bind(C::Filter, A::Up, &["up", "k"]).hint(1, "▴▾", "row"),
    bind(C::Filter, A::Down, &["down", "j"]),
    bind(C::Filter, A::First, &["home"]),
    bind(C::Filter, A::Last, &["end"]),
    bind(C::Filter, A::Left, &["left", "h"]).hint(2, "◂▸", "change"),
    bind(C::Filter, A::Right, &["right", "l"]),
    bind(C::Filter, A::Toggle, &["space"]),
    bind(C::Filter, A::DeleteBack, &["backspace", "delete"]).hint(3, "", "show all"),
    bind(C::Filter, A::Open, &["enter"]),
    bind(C::Filter, A::Back, &["esc"]).hint(Rank::RIGHT, "", "done"),
];
