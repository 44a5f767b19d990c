//! How an interview is held: on the screens, or as plain lines on the two streams.

use super::context::{Context, failed};
use super::failure::Failure;
use super::out::Out;
use crate::app::{Goal, Start};
use crate::domain::config::EditorKeys;
use crate::runtime::plain::{self, Begin, Ended, Letters, Options, SIZE, Width};
use crate::storage::settings;
use crate::ui::theme::GlyphSet;

/// How an interview is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    OnScreens,
    InLines,
}

impl Held {
    /// Returns what `--plain` says.
    pub fn of(plain: bool) -> Self {
        if plain { Self::InLines } else { Self::OnScreens }
    }
}

/// Holds what is begun or resumed until it ends; returns the exit code.
pub fn hold(context: &Context, out: &Out, goal: Goal, held: Held) -> Result<u8, Failure> {
    match held {
        Held::OnScreens => context.show(goal),
        Held::InLines => in_lines(context, out, goal),
    }
}

fn in_lines(context: &Context, out: &Out, goal: Goal) -> Result<u8, Failure> {
    let (mut config, problems) = context.config();
    for problem in &problems {
        out.problem(problem);
    }
    // Keys are not pressed here; whatever their preset is, it is no business of lines.
    config.editor.keys = EditorKeys::Ordinary;
    let options = Options {
        places: context.places(),
        zone: context.env.var("TZ").map(str::to_owned),
        begin: if context.env.stdin_is_terminal {
            Begin::WhenAsked
        } else {
            Begin::AtOnce
        },
        width: if context.env.stdout_is_terminal {
            Width::Terminal
        } else {
            Width::Unwrapped
        },
        letters: match context.glyphs(&config) {
            GlyphSet::Unicode => Letters::Unicode,
            GlyphSet::Ascii => Letters::Ascii,
        },
    };
    let start = Start {
        size: SIZE,
        abilities: context.abilities(&config),
        config,
        host: context.host(),
        last_loop: settings::read_state(&context.dirs.state_file()).loop_id,
        stranger: false,
        goal,
        problems: Vec::new(),
    };
    let ended = plain::run(&options, start, std::io::stdin(), std::io::stdout());
    let Ended { code, failure } = ended.map_err(|error| failed(&error))?;
    match (code, failure) {
        (1, Some(message)) => Err(Failure::failed(message)),
        (_, Some(message)) => Err(Failure::environment(message)),
        (code, None) => Ok(code),
    }
}
