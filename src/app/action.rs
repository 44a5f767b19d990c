//! What a key or palette entry *means* to a person. No payload, so that one table can name every
//! action for dispatch, the key line, `?`, the palette, `hotseat keys` and the documentation.

macro_rules! actions {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $help:literal;)*) => {
        /// One thing a person can ask for. Keys are bound to it in `keymap`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Action { $($(#[$doc])* $variant,)* }

        impl Action {
            /// Every action, in the order of this list.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Returns the name used in configuration and in `hotseat keys --json`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Returns what it does, in a few lower-case words.
            pub fn help(self) -> &'static str {
                match self { $(Self::$variant => $help,)* }
            }
        }
    };
}

actions! {
    // Writing: a cursor over text.
    NewLine = "new-line", "new line";
    /// Completes `\name` before the cursor; where there is none, the next field.
    CompleteOrNext = "complete", "next field; \\sum to ∑";
    PreviousField = "previous-field", "previous field";
    /// In code: completes `\name` as in prose; where there is none, to the next tab stop, or the selected
    /// lines a level deeper.
    Indent = "indent", "indent; \\sum to ∑";
    Outdent = "outdent", "a level less deep";
    /// Vim: ends insert mode, a selection or a half-typed command.
    NormalMode = "normal-mode", "normal mode";
    ToggleComment = "toggle-comment", "comment or uncomment";
    DeleteBack = "delete-back", "delete character before";
    DeleteForward = "delete-forward", "delete character after";
    DeleteWordBack = "delete-word-back", "delete word";
    DeleteWordForward = "delete-word-forward", "delete word after";
    CutToLineEnd = "cut-to-line-end", "cut to end of line";
    CutToLineStart = "cut-to-line-start", "cut to start of line";
    MoveLeft = "move-left", "left";
    MoveRight = "move-right", "right";
    MoveUp = "move-up", "up a row";
    MoveDown = "move-down", "down a row";
    WordLeft = "word-left", "word left";
    WordRight = "word-right", "word right";
    LineStart = "line-start", "start of row";
    LineEnd = "line-end", "end of row";
    TextStart = "text-start", "start of text";
    TextEnd = "text-end", "end of text";
    PageUp = "page-up", "page up";
    PageDown = "page-down", "page down";
    HalfPageUp = "half-page-up", "half a page up";
    HalfPageDown = "half-page-down", "half a page down";
    SelectLeft = "select-left", "select left";
    SelectRight = "select-right", "select (any arrow)";
    SelectUp = "select-up", "select up";
    SelectDown = "select-down", "select down";
    SelectWordLeft = "select-word-left", "select word left";
    SelectWordRight = "select-word-right", "select word right";
    SelectLineStart = "select-line-start", "select to start of row";
    SelectLineEnd = "select-line-end", "select to end of row";
    SelectTextStart = "select-text-start", "select to start of text";
    SelectTextEnd = "select-text-end", "select to end of text";
    SelectAll = "select-all", "select everything";
    /// Emacs: begins a selection at the cursor; ends it when there is one.
    SetMark = "set-mark", "begin or end a selection";
    Cut = "cut", "cut";
    Copy = "copy", "copy";
    PasteClip = "paste", "paste";
    Undo = "undo", "undo";
    Redo = "redo", "redo";
    Search = "search", "search in this text";
    SearchNext = "search-next", "next match";
    SearchPrevious = "search-previous", "previous match";

    // The interview.
    Done = "done", "done";
    FollowUp = "follow-up", "follow-up";
    Hint = "hint", "hint";
    Pause = "pause", "pause";
    ExternalEditor = "external-editor", "open in $EDITOR";
    Ask = "ask", "ask a question";
    RunTests = "run-tests", "run the tests";
    RunScript = "run-script", "run the file as a script";
    CancelRun = "cancel-run", "stop the run";
    Output = "output", "output of the last run";
    NextFailure = "next-failure", "to the next failure";
    PassStage = "pass-stage", "go on to the next stage";
    Canvas = "canvas", "canvas, and back";
    Draw = "draw", "draw lines with the arrows";
    BoxWords = "box", "box round the words";
    StrokeUp = "stroke-up", "line up";
    StrokeDown = "stroke-down", "line down";
    StrokeLeft = "stroke-left", "line left";
    StrokeRight = "stroke-right", "line right";
    ArrowHead = "arrow-head", "end with an arrow's head";
    StopDrawing = "stop-drawing", "stop drawing";
    Notes = "notes", "notes";
    Star = "star", "mark to revisit";
    Spoken = "spoken", "answer aloud";
    TakeBack = "take-back", "take done back";
    Skip = "skip", "skip this question";
    EndRound = "end-round", "end the round";
    LeaveInterview = "leave", "leave, keeps all";
    Continue = "continue", "go on";
    Rescue = "rescue", "write the answers to a file";
    SaveAgain = "save-again", "try to save it again";
    LeaveUnsaved = "leave-unsaved", "leave without saving";

    // Moving about.
    Up = "up", "up";
    Down = "down", "down";
    Left = "left", "left";
    Right = "right", "right";
    First = "first", "first";
    Last = "last", "last";
    NextPane = "next-pane", "next pane";
    ToAnswer = "to-answer", "to the answer";
    PreviousPane = "previous-pane", "previous pane";
    NextTab = "next-tab", "next tab";
    PreviousTab = "previous-tab", "previous tab";
    ScrollUp = "scroll-up", "scroll up";
    ScrollDown = "scroll-down", "scroll down";
    Open = "open", "open";
    Back = "back", "back, keeps all";
    Toggle = "toggle", "switch on or off";
    More = "more", "more of it";
    Less = "less", "less of it";

    // Home and setup.
    StartNow = "start-now", "start";
    Resume = "resume", "resume";
    Drill = "drill", "drill what is due";
    ScoreLater = "score-waiting", "score what waits";
    Progress = "progress", "progress";
    SaveLoop = "save-loop", "save as loop";
    DeleteLoop = "delete-loop", "delete this loop";
    NewSeed = "new-seed", "another seed";
    AllTopics = "all-topics", "all topics";

    // Review.
    Review = "review", "review past sessions";
    FilterSessions = "filter", "filter";
    Retake = "retake", "answer it again";
    RetakeMissed = "retake-missed", "only the ideas missed";
    NoteSession = "note-session", "note on the session";
    Revise = "revise", "score it again";
    BlindScore = "blind-score", "score it blind";
    Compare = "compare", "compare attempts";
    Replay = "replay", "replay";
    Play = "play", "play or stop";
    NextFollowUp = "next-follow-up", "to the next follow-up";
    PreviousFollowUp = "previous-follow-up", "to the follow-up before";
    NextRun = "next-run", "to the next run";
    PreviousRun = "previous-run", "to the run before";
    NextMinute = "next-minute", "a minute on";
    PreviousMinute = "previous-minute", "a minute back";
    IdeasOnly = "ideas-only", "ideas only";
    ExportAs = "export-as", "export";
    ExportMarkdown = "export-markdown", "export as Markdown";
    ExportHtml = "export-html", "export as HTML";
    ExportJson = "export-json", "export as JSON";
    ExportCast = "export-cast", "export as asciinema cast";
    // Stories.
    Stories = "stories", "your stories";
    TellStory = "tell-story", "begin with a story of yours";
    NewStory = "new-story", "new story";
    RenameStory = "rename-story", "rename";
    DeleteStory = "delete-story", "delete";
    // Question banks.
    Banks = "banks", "question banks";
    SkipFirst = "skip-first", "skip the first question, for good";
    TryIt = "try-it", "try this question now";
    EditQuestion = "edit-question", "edit its fields";
    NewQuestion = "new-question", "new question";
    CopyQuestion = "copy-question", "copy the question";
    MoveQuestion = "move-question", "move to another bank";
    DeleteQuestion = "delete-question", "delete the question";
    Revert = "revert", "back to the built-in question";
    CompareBank = "compare-built-in", "compare with the built-in question";
    UndoChange = "undo-change", "undo the last change of a question";
    RedoChange = "redo-change", "do again what was undone";
    TestQuestion = "test-question", "run its solutions against its tests";
    CodeFiles = "code-files", "code files";
    BankVersions = "bank-versions", "what the bank was before";
    BringBack = "bring-back", "bring this version back";
    DeleteBank = "delete-bank", "delete the bank";
    Save = "save", "save now";
    AddEntry = "add-entry", "one more entry";
    RemoveEntry = "remove-entry", "take the entry out";
    EntryUp = "entry-up", "move the entry up";
    EntryDown = "entry-down", "move the entry down";
    FormUndo = "form-undo", "undo a change";
    FormRedo = "form-redo", "redo a change";
    KeepOurs = "keep-ours", "put yours in its place";
    TakeTheirs = "take-theirs", "take what is on disk";
    DropDraft = "drop-draft", "drop what cannot be saved";
    KeepDraft = "keep-draft", "leave it as a draft";
    ForgetDraft = "forget-draft", "throw the draft away";

    // Debrief and scorecard.
    Tick = "tick", "tick";
    KeepTick = "keep-tick", "keep the tick: said in other words";
    Untick = "untick", "take the tick back";
    Level0 = "level-0", "level 0";
    Level1 = "level-1", "level 1";
    Level2 = "level-2", "level 2";
    Level3 = "level-3", "level 3";
    Level4 = "level-4", "level 4";
    NotApplicable = "not-applicable", "not applicable";
    ExemplarNext = "exemplar-next", "next exemplar";
    ExemplarPrevious = "exemplar-previous", "previous exemplar";
    AllFields = "all-fields", "all fields, or the criterion's";
    Note = "note", "note";
    Dispute = "dispute", "dispute this question";
    DisputeText = "dispute-text", "say what is wrong with it";
    Next = "next", "next";
    PutOff = "put-off", "score later";
    Export = "export", "export";

    // Everywhere.
    Keys = "keys", "keys";
    Palette = "palette", "find anything";
    Suspend = "suspend", "suspend";
    Quit = "quit", "quit";
    Leader = "leader", "more";
}
