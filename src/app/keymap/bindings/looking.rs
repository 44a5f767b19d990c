//! Keys of Home and of what is reached from it beside interviews: progress, stories, past sessions.

use super::{A, App, Binding, C, Rank, bind};

pub(super) const ROWS: &[Binding] = &[
    // Progress.
    bind(C::Progress, A::NextPane, &["tab", "f6"]).hint(1, "", "figure"),
    bind(C::Progress, A::PreviousPane, &["shift-tab"]),
    bind(C::Progress, A::Left, &["left", "h"]).hint(2, "◂▸", "period"),
    bind(C::Progress, A::Right, &["right", "l"]),
    bind(C::Progress, A::Up, &["up", "k"])
        .hint(3, "▴▾", "scroll")
        .when(App::on_list),
    bind(C::Progress, A::Down, &["down", "j"]).when(App::on_list),
    bind(C::Progress, A::Export, &["e"]).hint(4, "", "export"),
    bind(C::Progress, A::StartNow, &["s"]).hint(6, "", "start the next step"),
    bind(C::Progress, A::Back, &["esc", "q"]).hint(5, "", "home"),
    // Home.
    bind(C::Home, A::Up, &["up", "k"]).hint(1, "▴▾", "choose"),
    bind(C::Home, A::Down, &["down", "j"]),
    bind(C::Home, A::First, &["home"]),
    bind(C::Home, A::Last, &["end"]),
    bind(C::Home, A::Open, &["enter"])
        .hint(2, "", "begin")
        .when(App::on_first_question),
    bind(C::Home, A::Open, &["enter"])
        .hint(2, "", "open")
        .when(App::on_no_first_question),
    bind(C::Home, A::SkipFirst, &["x"])
        .hint(3, "", "skip it, for good")
        .when(App::offers_first_question),
    bind(C::Home, A::StartNow, &["s"]).hint(3, "", "next step"),
    bind(C::Home, A::Drill, &["d"])
        .hint(4, "", "drill now")
        .when(App::has_due),
    bind(C::Home, A::Resume, &["r"])
        .hint(5, "", "resume")
        .when(App::has_resumable),
    bind(C::Home, A::ScoreLater, &["t"])
        .hint(6, "", "score")
        .when(App::has_unscored),
    bind(C::Home, A::Banks, &["b"]),
    // Stories.
    bind(C::Stories, A::Up, &["up", "k"])
        .hint(1, "▴▾", "choose")
        .when(App::has_stories),
    bind(C::Stories, A::Down, &["down", "j"]).when(App::has_stories),
    bind(C::Stories, A::First, &["home"]).when(App::has_stories),
    bind(C::Stories, A::Last, &["end"]).when(App::has_stories),
    bind(C::Stories, A::Open, &["enter"])
        .hint(2, "", "write")
        .when(App::has_stories),
    bind(C::Stories, A::NewStory, &["n"]).hint(3, "", "new"),
    bind(C::Stories, A::RenameStory, &["r"])
        .hint(4, "", "rename")
        .when(App::has_stories),
    bind(C::Stories, A::DeleteStory, &["x", "delete"])
        .hint(5, "", "delete")
        .when(App::has_stories),
    bind(C::Stories, A::Undo, &["u"])
        .hint(6, "", "undo the deletion")
        .when(App::has_deleted_story),
    bind(C::Stories, A::NextTab, &["tab"])
        .hint(7, "", "stories")
        .when(App::shows_matrix),
    bind(C::Stories, A::NextTab, &["tab"])
        .hint(7, "", "matrix")
        .when(App::shows_no_matrix),
    bind(C::Stories, A::Back, &["esc", "q"]).hint(8, "", "back"),
    bind(C::Story, A::Done, &["f2"]).hint(1, "", "save"),
    bind(C::Story, A::PreviousField, &["shift-tab"]).hint(2, "Tab", "next part"),
    bind(C::Story, A::NextPane, &["f6"]).hint(3, "", "list"),
    bind(C::Story, A::Back, &["esc"]).hint(4, "", "done, keeps all"),
    bind(C::Home, A::Progress, &["p"]).hint(6, "", "progress"),
    bind(C::Home, A::Palette, &["/"]).hint(7, "", "find anything"),
    bind(C::Home, A::Quit, &["q", "esc"]).hint(8, "", "quit"),
    // Past sessions.
    bind(C::Home, A::Review, &["v"]),
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
    bind(C::Review, A::Search, &["/"]).hint(6, "", "search"),
    bind(C::Review, A::FilterSessions, &["f"]).hint(7, "", "filter"),
    bind(C::Review, A::ExportAs, &["e"])
        .hint(10, "", "export")
        .when(App::reviews_session),
    bind(C::Review, A::Retake, &["r"])
        .hint(9, "", "answer again")
        .when(App::reviews_answer),
    bind(C::Review, A::RetakeMissed, &["m"]).when(App::missed_ideas),
    bind(C::Review, A::Revise, &["s"]).when(App::reviews_answer),
    bind(C::Review, A::BlindScore, &["b"]).when(App::may_score_blind),
    bind(C::Review, A::Star, &["*"]).when(App::reviews_answer),
    bind(C::Review, A::Note, &["n"]).when(App::reviews_answer),
    bind(C::Review, A::NoteSession, &["N"]).when(App::reviews_session),
    bind(C::Review, A::Dispute, &["!"]).when(App::reviews_answer),
    bind(C::Review, A::DisputeText, &["w"])
        .hint(2, "", "what is wrong")
        .when(App::is_disputed),
    bind(C::Review, A::Continue, &["o"])
        .hint(11, "", "go on with it")
        .when(App::reviews_session),
    bind(C::Review, A::Back, &["esc", "q"]).hint(12, "", "back"),
    bind(C::Review, A::Compare, &["c"])
        .hint(8, "", "compare")
        .when(App::has_other_attempt),
    bind(C::Review, A::Replay, &["space", "p"])
        .hint(5, "", "replay")
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
