//! The examples that the long help of every command begins with, and what stands behind its options. A
//! line of an example is indented and is a command as a shell takes it; what stands behind two blanks
//! explains. Tests see that every command has some and that each of them is understood.

pub(super) const HOTSEAT: &str = "\
Examples:
  hotseat                               the home screen
  hotseat start                         one theory question, ten minutes
  hotseat start theory --minutes 30 --topic losses
  hotseat start --question th-kv-caching
  hotseat start onsite --dry-run        what would be asked, without the questions
  hotseat resume                        go on where you stopped
  hotseat date in 8 weeks               the interview day, planned back from
  hotseat sessions show last --json     everything a session recorded
  hotseat bank check my-bank.json       every problem, with its place
";

pub(super) const EXIT_CODES: &str = "\
Exit codes: 0 success, 1 the thing asked about failed, 2 usage, 3 environment, 128+n after a signal.";

pub(super) const START: &str = "\
Examples:
  hotseat start                         the loop `first`: one theory question, ten minutes
  hotseat start onsite --dry-run        the plan and why, without the questions
  hotseat start phone-screen --strict   time up locks an answer
  hotseat start --round culture --minutes 20
  hotseat start theory --questions 3 --difficulty hard --draw weakest
  hotseat start theory --topic losses --topic speech --minutes 30 --seed 7
  hotseat start --question theory-deep/th-kv-caching --extra-time 1.5
  hotseat start express --dry-run --json
  hotseat start drill --minutes 15      what is due, as much as fits
  hotseat start cram --topic losses --minutes 60
  hotseat start --plain < answers.txt   as plain lines, here from a file
";

pub(super) const LOOPS: &str = "\
Loops: first, theory, onsite, phone-screen, express, and those of your own, which the setup screen
saves into the `loops` folder of the configuration directory. `drill` asks what is due, the most
forgotten first; `cram` everything of some topics, and leaves the schedule alone.";

pub(super) const RESUME: &str = "\
Examples:
  hotseat resume                        the newest interview that waits
  hotseat resume 2026-11-23             the one whose name begins so
  hotseat resume last --plain           as plain lines
";

pub(super) const REVIEW: &str = "\
Examples:
  hotseat review                        the newest session, with its answers and scores
  hotseat review 2026-11-23             the session whose name begins so
  hotseat review last                   the one held last
";

pub(super) const SESSIONS: &str = "\
Examples:
  hotseat sessions                      one line a session, newest first
  hotseat sessions show last            the newest one, to read
  hotseat sessions show 2026-11 --json  any unique beginning of its name will do
  hotseat sessions search layer norm    where both words stand, the last one as a beginning
  hotseat sessions search '\"log likelihood\"'
  hotseat sessions export last > interview.md
  hotseat sessions delete 2026-11-23 --yes
  hotseat sessions repair               mend what a crash or a sync tool left
";

pub(super) const SESSIONS_LIST: &str = "\
Examples:
  hotseat sessions list                 when, which loop, how far, what score
  hotseat sessions list --json          the same for a script
";

pub(super) const SESSIONS_SHOW: &str = "\
Examples:
  hotseat sessions show last            the newest one, to read
  hotseat sessions show 2026-11-23      the one whose name begins so
  hotseat sessions show last --json     every answer, score and time
";

pub(super) const SESSIONS_EXPORT: &str = "\
Examples:
  hotseat sessions export last > interview.md
  hotseat sessions export last --format html > interview.html
  hotseat sessions export last --format cast --size 80x24 > interview.cast
  hotseat sessions export last --disputes --answers
";

pub(super) const SESSIONS_SEARCH: &str = "\
Examples:
  hotseat sessions search layer norm    both words, the last one perhaps a beginning
  hotseat sessions search '\"log likelihood\"'
  hotseat sessions search softmax --limit 100 --json
";

pub(super) const SESSIONS_DELETE: &str = "\
Examples:
  hotseat sessions delete 2026-11-23    shows which one, and asks
  hotseat sessions delete last --yes    does not ask
";

pub(super) const SESSIONS_REPAIR: &str = "\
Examples:
  hotseat sessions repair               every session
  hotseat sessions repair last --json   one, with what was done to it
";

pub(super) const DATE: &str = "\
Examples:
  hotseat date 2027-01-18               also: 18 Jan, in 8 weeks, tomorrow
  hotseat date                          the plan from today until then
  hotseat date --minutes 45             with as much time a day
  hotseat date none                     no interview is prepared for
  hotseat date outcome yes --round theory --note CTC
  hotseat date score 2.5 --by Anna --question th-kv-caching
";

pub(super) const DIARY: &str =
    "Everything is written into the diary, diary.jsonl in the data directory, which only grows.";

pub(super) const DATE_OUTCOME: &str = "\
Examples:
  hotseat date outcome 'second round' --company Acme
  hotseat date outcome yes --round theory --score 3 --note CTC
";

pub(super) const DATE_SCORE: &str = "\
Examples:
  hotseat date score 2.5 --by Anna --question th-kv-caching
  hotseat date score 3 --by Jo --round culture --note 'the result came late'
";

pub(super) const STATS: &str = "\
Examples:
  hotseat stats                         the figures of the Progress screen, as tables
  hotseat stats --json > stats.json     all of them, with every score and every day
";

pub(super) const FIGURES: &str = "docs/stats.md defines each figure.";

pub(super) const BANK: &str = "\
Examples:
  hotseat bank                          the bank screen; without a terminal, the banks
  hotseat bank show theory-deep         the questions of one
  hotseat bank show th-kv-caching       one question with its rubric; it gives the answer away
  hotseat bank check                    every bank, the built-in ones and yours
  hotseat bank check - < my-bank.json   standard input
  hotseat bank trust my-bank            let its code be run
  hotseat bank schema > bank.schema.json
";

pub(super) const BANK_LIST: &str = "\
Examples:
  hotseat bank list                     questions, minutes, built in or yours
  hotseat bank list --json              the same for a script
";

pub(super) const BANK_SHOW: &str = "\
Examples:
  hotseat bank show theory-deep         the questions of a bank
  hotseat bank show th-kv-caching       one question; it gives the answer away
  hotseat bank show theory-deep/th-kv-caching --json
";

pub(super) const BANK_CHECK: &str = "\
Examples:
  hotseat bank check                    every bank, the built-in ones and yours
  hotseat bank check my-bank.json --no-run
  hotseat bank check question_banks --run
  hotseat bank check - < my-bank.json   standard input
  hotseat bank check --fix              first make the ids that are missing
";

pub(super) const BANK_NEW: &str = "\
Examples:
  hotseat bank new my-theory --round theory
  hotseat bank new ./my-code.json --round programming
";

pub(super) const BANK_EDIT: &str = "\
Examples:
  hotseat bank edit th-kv-caching       the whole question, as JSON
  hotseat bank edit theory-deep/th-kv-caching --file prompt
  hotseat bank edit linear-backprop --file tests_1.py
";

pub(super) const BANK_IMPORT: &str = "\
Examples:
  hotseat bank import notes.md --dry-run
  hotseat bank import deck.txt --bank my-theory --topic losses
  hotseat bank import friends-bank.zip --yes
";

pub(super) const BANK_EXPORT: &str = "\
Examples:
  hotseat bank export theory-deep --format md > theory-deep.md
  hotseat bank export theory-deep --format anki --to deck.txt
  hotseat bank export programming-numpy --format zip
";

pub(super) const BANK_TRUST: &str = "\
Examples:
  hotseat bank trust my-bank            shows what would be able to run, and asks
  hotseat bank trust my-bank --mine     whatever it becomes: only you write it
";

pub(super) const BANK_SCHEMA: &str = "\
Examples:
  hotseat bank schema > bank.schema.json
";

pub(super) const KEYS: &str = "\
Examples:
  hotseat keys                          every key, by where it holds
  hotseat keys --json                   the same for a script
";

pub(super) const JUDGE: &str = "\
Examples:
  hotseat judge linear-backprop answer.py
  hotseat judge linear-backprop answer.py --stage 1
  hotseat judge programming-numpy/linear-backprop - --json < answer.py
";

pub(super) const JUDGE_CODES: &str =
    "Exit codes: 0 every test passes, 1 not, 3 no usable Python or the bank is not trusted.";

pub(super) const SETUP: &str = "\
Examples:
  hotseat setup                         says what it would fetch, and asks
  hotseat setup --yes                   does not ask
";

pub(super) const DOCTOR: &str = "\
Examples:
  hotseat doctor                        each part, and the mend where one is missing
  hotseat doctor --json                 the same for a script
";

pub(super) const COMPLETIONS: &str = "\
Examples:
  hotseat completions bash > ~/.local/share/bash-completion/completions/hotseat
  hotseat completions zsh > _hotseat
  hotseat completions fish > ~/.config/fish/completions/hotseat.fish
";

pub(super) const MAN: &str = "\
Examples:
  hotseat man > hotseat.1
  hotseat man | man -l -                read it at once
";
