//! What the process is told from outside, and stopping it as a shell expects.
//!
//! Every signal with a name that would end the program by default, and leave the terminal broken, is caught here. Left
//! out are the one nobody can catch (SIGKILL), those that tell of a fault of the program's own, after which nothing
//! can be trusted (SIGABRT is the watchdog's), and SIGPIPE, which is ignored.

use std::future::poll_fn;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use rustix::process::{Signal as Number, kill_current_process_group};
use tokio::signal::unix::{Signal, SignalKind, signal};

/// What arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caught {
    /// The end is asked for, with the exit code due (128 + n).
    End(Cause),
    Stop,
    Continued,
    Resized,
}

/// Which signal asks for the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cause {
    number: i32,
}

impl Cause {
    /// The terminal is gone, which is what SIGHUP says.
    pub fn hang_up() -> Self {
        Self::of(SignalKind::hangup())
    }

    fn of(kind: SignalKind) -> Self {
        Self {
            number: kind.as_raw_value(),
        }
    }

    /// The exit code a shell expects.
    pub fn code(self) -> u8 {
        128 + self.number as u8
    }

    /// Whether the keyboard sends it to the whole foreground group, so also when an editor is meant.
    pub fn is_typed(self) -> bool {
        self == Self::of(SignalKind::interrupt()) || self == Self::of(SignalKind::quit())
    }
}

/// The signals that end the program.
pub fn endings() -> impl Iterator<Item = SignalKind> {
    let everywhere = [
        libc::SIGTERM,
        libc::SIGHUP,
        libc::SIGINT,
        libc::SIGQUIT,
        libc::SIGUSR1,
        libc::SIGUSR2,
        libc::SIGALRM,
        libc::SIGVTALRM,
        libc::SIGPROF,
        // The processor time of `ulimit -St` is used up.
        libc::SIGXCPU,
    ];
    // Elsewhere they are not there, or end nothing.
    #[cfg(target_os = "linux")]
    let here = [libc::SIGIO, libc::SIGPWR];
    #[cfg(not(target_os = "linux"))]
    let here = [];
    everywhere.into_iter().chain(here).map(SignalKind::from_raw)
}

/// All signals the loop listens to.
#[derive(Debug)]
pub struct Signals {
    endings: Vec<(Cause, Signal)>,
    others: [(Caught, Signal); 3],
    /// A file may not grow any more. The write fails, which is told like every other failure; uncaught it would
    /// end the program.
    _too_large: Signal,
    stir: Arc<Stir>,
}

/// Whether any signal came since they were last looked at. The loop waits for signals beside everything else, and
/// asking each of them whenever a key comes costs as much as what the key does.
#[derive(Debug)]
struct Stir {
    stirred: AtomicBool,
    /// Who waits.
    waiting: Mutex<Option<Waker>>,
}

impl Wake for Stir {
    fn wake(self: Arc<Self>) {
        self.stirred.store(true, Ordering::Release);
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(waker) = &*waiting {
            waker.wake_by_ref();
        }
    }
}

impl Stir {
    /// Returns whether there is something to look at, and wakes this waiter from now on.
    fn look(&self, context: &Context) -> bool {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if !waiting
            .as_ref()
            .is_some_and(|waker| waker.will_wake(context.waker()))
        {
            *waiting = Some(context.waker().clone());
        }
        self.stirred.swap(false, Ordering::AcqRel)
    }
}

impl Signals {
    /// Installs the handlers; needs a running tokio reactor.
    pub fn new() -> io::Result<Self> {
        let mut caught = Vec::new();
        for kind in endings() {
            caught.push((Cause::of(kind), signal(kind)?));
        }
        let stop = SignalKind::from_raw(Number::TSTP.as_raw());
        let continued = SignalKind::from_raw(Number::CONT.as_raw());
        Ok(Self {
            endings: caught,
            others: [
                (Caught::Stop, signal(stop)?),
                (Caught::Continued, signal(continued)?),
                (Caught::Resized, signal(SignalKind::window_change())?),
            ],
            _too_large: signal(SignalKind::from_raw(Number::XFSZ.as_raw()))?,
            stir: Arc::new(Stir {
                stirred: AtomicBool::new(true),
                waiting: Mutex::new(None),
            }),
        })
    }

    /// Waits for the next signal; several of one kind arrive as one.
    pub async fn next(&mut self) -> Caught {
        poll_fn(|context| {
            if !self.stir.look(context) {
                return Poll::Pending;
            }
            let waker = Waker::from(Arc::clone(&self.stir));
            let mut context = Context::from_waker(&waker);
            let endings = self.endings.iter_mut();
            let endings = endings.map(|(cause, signal)| (Caught::End(*cause), signal));
            let others = self.others.iter_mut().map(|(caught, signal)| (*caught, signal));
            for (caught, signal) in endings.chain(others) {
                if signal.poll_recv(&mut context).is_ready() {
                    // Those behind it were not asked.
                    self.stir.stirred.store(true, Ordering::Release);
                    return Poll::Ready(caught);
                }
            }
            Poll::Pending
        })
        .await
    }
}

/// Who is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whom {
    /// The whole process group, as Ctrl-Z in a shell does.
    Group,
    /// This process only: the editor has seen to itself.
    Process,
}

/// Stops with the default action of SIGTSTP and returns when the process goes on. A session leader is
/// not stopped by it and goes on at once; SIGSTOP would freeze it for ever.
///
/// The signal is raised for this thread, because any other could take the group's later than this one
/// goes on; it is held back until the group's is sent, because the shell may say "go on" as soon as
/// another member has stopped, and that has to take ours back.
pub fn stop(whom: Whom) {
    let Some(handler) = set_stop_action(None) else {
        return;
    };
    let raised = Held::raise();
    if whom == Whom::Group {
        // A refusal means there is nobody else to stop.
        let _ = kill_current_process_group(Number::TSTP);
    }
    raised.deliver();
    set_stop_action(Some(&handler));
}

/// Sets what SIGTSTP does (`None`: the default) and returns what it did.
#[expect(
    unsafe_code,
    reason = "only sigaction puts a default action back, and no safe crate wraps it without SIGSTOP"
)]
fn set_stop_action(action: Option<&libc::sigaction>) -> Option<libc::sigaction> {
    // SAFETY: an all-zero sigaction is valid (default action, empty mask, no flags); both pointers are
    // to values that live through the call; a handler put back is one the system gave out.
    unsafe {
        let new = action.copied().unwrap_or_else(|| std::mem::zeroed());
        let mut old: libc::sigaction = std::mem::zeroed();
        (libc::sigaction(libc::SIGTSTP, &raw const new, &raw mut old) == 0).then_some(old)
    }
}

/// SIGTSTP raised for this thread and not yet delivered.
struct Held {
    mask: libc::sigset_t,
}

#[expect(unsafe_code, reason = "no safe crate holds a signal back for one thread")]
impl Held {
    fn raise() -> Self {
        // SAFETY: an all-zero set is storage that sigemptyset fills; all pointers are to values that
        // live through the calls; raise has no preconditions.
        unsafe {
            let mut stop: libc::sigset_t = std::mem::zeroed();
            let mut mask: libc::sigset_t = std::mem::zeroed();
            libc::sigemptyset(&raw mut stop);
            libc::sigaddset(&raw mut stop, libc::SIGTSTP);
            libc::pthread_sigmask(libc::SIG_BLOCK, &raw const stop, &raw mut mask);
            libc::raise(libc::SIGTSTP);
            Self { mask }
        }
    }

    /// Lets the signal through; does not return before the process has been stopped and goes on.
    fn deliver(self) {
        // SAFETY: the mask is the one the system gave out.
        unsafe {
            libc::pthread_sigmask(libc::SIG_SETMASK, &raw const self.mask, std::ptr::null_mut());
        }
    }
}
