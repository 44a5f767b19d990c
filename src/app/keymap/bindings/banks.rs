//! Keys of the bank screen and of a question's fields.

use super::{A, App, Binding, C, bind};

pub(super) const ROWS: &[Binding] = &[
    // Question banks.
    bind(C::BankGroups, A::Up, &["up", "k"]).hint(1, "▴▾", "bank or topic"),
    bind(C::BankGroups, A::Down, &["down", "j"]),
    bind(C::BankGroups, A::PageUp, &["pageup"]),
    bind(C::BankGroups, A::PageDown, &["pagedown"]),
    bind(C::BankGroups, A::First, &["home"]),
    bind(C::BankGroups, A::Last, &["end"]),
    bind(C::BankGroups, A::Open, &["enter"]).hint(2, "", "its questions"),
    bind(C::BankGroups, A::Right, &["right", "l"]),
    bind(C::BankGroups, A::DeleteBank, &["x"])
        .hint(4, "", "delete bank")
        .when(App::on_own_bank),
    bind(C::BankList, A::Up, &["up", "k"]).hint(6, "▴▾", "choose"),
    bind(C::BankList, A::Down, &["down", "j"]),
    bind(C::BankList, A::PageUp, &["pageup"]),
    bind(C::BankList, A::PageDown, &["pagedown"]),
    bind(C::BankList, A::First, &["home"]),
    bind(C::BankList, A::Last, &["end"]),
    bind(C::BankList, A::Left, &["left", "h"]),
    bind(C::BankList, A::Right, &["right", "l"]),
    bind(C::BankList, A::Open, &["enter"]),
    bind(C::BankText, A::Up, &["up", "k"]).hint(1, "▴▾", "scroll"),
    bind(C::BankText, A::Down, &["down", "j"]),
    bind(C::BankText, A::PageUp, &["pageup"]),
    bind(C::BankText, A::PageDown, &["pagedown", "space"]),
    bind(C::BankText, A::First, &["home"]),
    bind(C::BankText, A::PreviousTab, &["left", "h"]).hint(2, "◂▸", "part"),
    bind(C::BankText, A::NextTab, &["right", "l"]),
    bind(C::BankText, A::Open, &["enter"]),
    bind(C::BankSearch, A::Open, &["enter"]).hint(1, "", "keep what was found"),
    bind(C::BankSearch, A::Back, &["esc"]).hint(2, "", "show all again"),
    bind(C::BankSearch, A::Up, &["up"]).hint(3, "▴▾", "choose"),
    bind(C::BankSearch, A::Down, &["down"]),
    bind(C::BankList, A::EditQuestion, &["e"])
        .hint(1, "", "edit")
        .when(App::has_question),
    bind(C::BankList, A::CopyQuestion, &["c"])
        .hint(3, "", "copy")
        .when(App::has_question),
    bind(C::BankList, A::DeleteQuestion, &["x"])
        .hint(4, "", "delete")
        .when(App::has_own_question),
    bind(C::BankList, A::Revert, &["R"])
        .hint(4, "", "back to built in")
        .when(App::has_changed_question),
    bind(C::BankList, A::MoveQuestion, &["m"]).when(App::has_own_question),
    bind(C::Banks, A::NewQuestion, &["n"]).hint(2, "", "new"),
    bind(C::Banks, A::EditQuestion, &["e"]).when(App::has_question),
    bind(C::Banks, A::CompareBank, &["d"]).when(App::has_changed_question),
    bind(C::Banks, A::BankVersions, &["V"]).when(App::has_question),
    bind(C::Banks, A::UndoChange, &["u", "ctrl-z"])
        .hint(4, "", "undo")
        .when(App::may_undo_bank),
    bind(C::Banks, A::RedoChange, &["U", "ctrl-y"]).when(App::may_redo_bank),
    bind(C::Banks, A::TestQuestion, &["t"])
        .hint(5, "", "test")
        .when(App::has_code_question),
    bind(C::BankForm, A::Save, &["f2"])
        .leader('d')
        .hint(1, "", "save"),
    bind(C::BankForm, A::AddEntry, &["f3"])
        .leader('a')
        .hint(3, "", "add entry")
        .when(App::in_list),
    bind(C::BankForm, A::RemoveEntry, &["f8"])
        .leader('x')
        .hint(4, "", "take out")
        .when(App::in_entry),
    bind(C::BankForm, A::EntryUp, &["alt-up"])
        .leader('k')
        .when(App::in_entry),
    bind(C::BankForm, A::EntryDown, &["alt-down"])
        .leader('j')
        .when(App::in_entry),
    bind(C::BankForm, A::TestQuestion, &["f5"])
        .leader('t')
        .hint(5, "", "test")
        .when(App::has_code_question),
    bind(C::BankForm, A::CodeFiles, &["f4"])
        .leader('v')
        .hint(5, "", "files")
        .when(App::has_code_question),
    bind(C::BankForm, A::ExternalEditor, &["f9"])
        .leader('e')
        .hint(6, "", "$EDITOR")
        .when(App::in_bank_field),
    bind(C::BankForm, A::NextPane, &["f6"])
        .leader('o')
        .hint(7, "", "preview"),
    bind(C::BankForm, A::CompleteOrNext, &["tab"])
        .hint(2, "", "next field")
        .when(App::in_bank_fields),
    bind(C::BankForm, A::PreviousField, &["shift-tab"]),
    bind(C::BankForm, A::FormUndo, &["alt-z"]).leader('u'),
    bind(C::BankForm, A::FormRedo, &["alt-y"]).leader('y'),
    bind(C::BankForm, A::Back, &["esc"])
        .leader('l')
        .hint(8, "", "leave")
        .when(App::may_leave_form),
    bind(C::BankRow, A::Up, &["up", "k"]),
    bind(C::BankRow, A::Down, &["down", "j"]),
    bind(C::BankRow, A::Left, &["left", "h"]).hint(2, "◂▸", "change"),
    bind(C::BankRow, A::Right, &["right", "l"]),
    bind(C::BankRow, A::Toggle, &["space", "enter"]),
    bind(C::BankRow, A::First, &["home"]),
    bind(C::BankRow, A::Last, &["end"]),
    bind(C::BankRow, A::FormUndo, &["u", "ctrl-z"]),
    bind(C::BankRow, A::FormRedo, &["ctrl-y"]),
    bind(C::BankConflict, A::KeepOurs, &["o"]).hint(1, "", "put yours in its place"),
    bind(C::BankConflict, A::TakeTheirs, &["t"]).hint(2, "", "take what is on disk"),
    bind(C::BankConflict, A::Up, &["up", "k"]).hint(3, "▴▾", "scroll"),
    bind(C::BankConflict, A::Down, &["down", "j"]),
    bind(C::BankConflict, A::PageUp, &["pageup"]),
    bind(C::BankConflict, A::PageDown, &["pagedown", "space"]),
    bind(C::BankFiles, A::Up, &["up", "k"]),
    bind(C::BankFiles, A::Down, &["down", "j"]),
    bind(C::BankFiles, A::First, &["home"]),
    bind(C::BankFiles, A::Last, &["end"]),
    bind(C::BankFiles, A::Open, &["enter"]),
    bind(C::BankFiles, A::ExternalEditor, &["e", "f9"]),
    bind(C::BankFiles, A::Back, &["esc"]),
    bind(C::BankCode, A::Save, &["f2"])
        .leader('d')
        .hint(1, "", "save"),
    bind(C::BankCode, A::ExternalEditor, &["f9"])
        .leader('e')
        .hint(4, "", "$EDITOR"),
    bind(C::BankCode, A::Back, &["esc"])
        .leader('l')
        .hint(5, "", "leave")
        .when(App::may_leave_form),
    bind(C::BankVersions, A::Up, &["up", "k"]),
    bind(C::BankVersions, A::Down, &["down", "j"]),
    bind(C::BankVersions, A::PageUp, &["pageup"]),
    bind(C::BankVersions, A::PageDown, &["pagedown", "space"]),
    bind(C::BankVersions, A::First, &["home"]),
    bind(C::BankVersions, A::Last, &["end"]),
    bind(C::BankVersions, A::Open, &["enter"]),
    bind(C::BankVersions, A::BringBack, &["b"]),
    bind(C::BankVersions, A::Back, &["esc"]),
    bind(C::Banks, A::CodeFiles, &["v"])
        .hint(6, "", "files")
        .when(App::has_code_question),
    bind(C::BankName, A::Back, &["esc"]),
    bind(C::BankName, A::Open, &["enter"]),
    bind(C::BankName, A::NextTab, &["tab"]),
    bind(C::Banks, A::TryIt, &["T"])
        .hint(5, "", "try it")
        .when(App::has_question),
    bind(C::Banks, A::PreviousTab, &["["])
        .hint(8, "[ ]", "part")
        .when(App::has_question),
    bind(C::Banks, A::NextTab, &["]"]).when(App::has_question),
    bind(C::Banks, A::Search, &["/"]).hint(7, "", "search"),
    bind(C::Banks, A::NextPane, &["tab", "f6"]).hint(9, "", "pane"),
    bind(C::Banks, A::PreviousPane, &["shift-tab"]),
    bind(C::Banks, A::Back, &["esc", "q"]).hint(10, "", "back"),
];
