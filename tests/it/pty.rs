//! A program in a pseudo-terminal: start it, type, wait for what its screen shows, see how it ended.
//!
//! One thread does everything, so a terminal that does not read is simply one nobody pumps. Every wait
//! has a deadline and a condition; nothing sleeps. What the tests know of the program itself stands in
//! [`Launch::hotseat`], [`READY`], [`Pty::answer`] and the block after it.
#![expect(clippy::unwrap_used, reason = "a test may panic: that is how it fails")]

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::num::NonZeroU16;
use std::os::fd::{BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, PtySize, native_pty_system};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::process::{Pid, Signal, kill_process};
use rustix::termios::{Termios, Winsize, tcgetattr, tcsetwinsize};
use tempfile::TempDir;

/// What the screen shows once an answer can be typed.
pub const READY: &str = "Your answer";
/// A shell's words for an interview whose first screen takes an answer.
pub const START: &str = "\"$BIN\" start --question th-logsumexp --seed 1";
/// The key that hands the answer to the editor.
pub const F9: &[u8] = b"\x1b[20~";
/// The keys that stop the program like a job; Ctrl-Z takes back what was typed.
pub const SUSPEND: &str = "\x07z";
/// What Esc brings while an answer is typed, and takes away again.
pub const ASKS: &str = "Leave this interview?";
/// The longest anything may take on a busy machine.
pub const LONG: Duration = Duration::from_secs(20);

/// Returns whether the long trials are asked for.
#[expect(
    clippy::disallowed_methods,
    reason = "a knob of the tests, not of the program"
)]
pub fn soak() -> bool {
    std::env::var_os("HOTSEAT_SOAK").is_some()
}

#[expect(clippy::disallowed_methods, reason = "a harness waits on the real clock")]
pub fn now() -> Instant {
    Instant::now()
}

/// Whether the terminal controls the program's session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Control {
    Session,
    None,
}

/// How a program is started.
pub struct Launch {
    command: Vec<String>,
    env: Vec<(String, String)>,
    control: Control,
    size: (u16, u16),
    line: Option<u32>,
    delay: Duration,
}

impl Launch {
    pub fn hotseat() -> Self {
        let words: Vec<&str> = START.split(' ').skip(1).collect();
        Self::command(&[&[env!("CARGO_BIN_EXE_hotseat")], &words[..]].concat())
    }

    /// The first screen, where no clock runs.
    pub fn home() -> Self {
        Self::command(&[env!("CARGO_BIN_EXE_hotseat")])
    }

    pub fn command(command: &[&str]) -> Self {
        Self {
            command: command.iter().map(|&word| word.to_owned()).collect(),
            env: vec![("TERM".to_owned(), "xterm-256color".to_owned())],
            control: Control::Session,
            size: (80, 24),
            line: None,
            delay: Duration::ZERO,
        }
    }

    /// Reads no faster than a line of this many bits a second brings it: ten bits are a byte.
    pub fn baud(mut self, baud: u32) -> Self {
        self.line = Some(baud / 10);
        self
    }

    /// What the program writes is seen this much later.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn control(mut self, control: Control) -> Self {
        self.control = control;
        self
    }

    pub fn size(mut self, width: u16, height: u16) -> Self {
        self.size = (width, height);
        self
    }

    pub fn start(self) -> Pty {
        Pty::start(&self)
    }

    /// Starts and waits until an answer can be typed.
    pub fn ready(self) -> Pty {
        let mut pty = self.start();
        pty.wait_for(READY);
        pty
    }
}

/// How a program ended.
#[derive(Debug, PartialEq, Eq)]
pub struct Ended {
    pub code: u32,
    pub signal: Option<String>,
}

/// A program in its terminal.
pub struct Pty {
    master: Option<OwnedFd>,
    slave: Option<OwnedFd>,
    child: Box<dyn Child + Send + Sync>,
    screen: vt100::Parser,
    raw: Vec<u8>,
    before: Termios,
    scratch: TempDir,
    /// Bytes a second that are read at most, since when, and how many were read.
    line: Option<(u32, Instant, usize)>,
    /// What was written and is still on its way to the screen, and how long the way is.
    coming: VecDeque<(Instant, Vec<u8>)>,
    delay: Duration,
}

impl Pty {
    /// Starts hotseat with an empty answer ready for typing.
    pub fn hotseat() -> Self {
        Launch::hotseat().ready()
    }

    #[expect(unsafe_code, reason = "the library gives its descriptor out as a number only")]
    fn start(launch: &Launch) -> Self {
        let scratch = TempDir::new().unwrap();
        let (cols, rows) = launch.size;
        let pair = native_pty_system()
            .openpty(PtySize {
                rows,
                cols,
                pixel_width: 0,
                pixel_height: 0,
            })
            .unwrap();
        // SAFETY: the descriptor is open as long as `pair` lives, and is duplicated at once.
        let master = unsafe { BorrowedFd::borrow_raw(pair.master.as_raw_fd().unwrap()) }
            .try_clone_to_owned()
            .unwrap();
        rustix::fs::fcntl_setfl(&master, OFlags::RDWR | OFlags::NONBLOCK).unwrap();
        let path = pair.master.tty_name().unwrap();
        let slave = rustix::fs::open(
            &path,
            OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC,
            Mode::empty(),
        );
        let slave = slave.unwrap();
        let before = tcgetattr(&slave).unwrap();
        let mut command = CommandBuilder::new(&launch.command[0]);
        command.args(&launch.command[1..]);
        command.env_clear();
        command.cwd(scratch.path());
        command.set_controlling_tty(launch.control == Control::Session);
        for (name, value) in [
            ("PATH", "/usr/local/bin:/usr/bin:/bin"),
            ("LANG", "C.UTF-8"),
            ("HOME", scratch.path().to_str().unwrap()),
            ("TMPDIR", scratch.path().to_str().unwrap()),
            ("BIN", env!("CARGO_BIN_EXE_hotseat")),
            ("EDITOR", &fake_editor(&scratch, "copy", COPY)),
        ] {
            command.env(name, value);
        }
        for (name, value) in &launch.env {
            command.env(name, value.replace("SCRATCH", scratch.path().to_str().unwrap()));
        }
        let child = pair.slave.spawn_command(command).unwrap();
        let side = |cells| NonZeroU16::new(cells).unwrap();
        Self {
            master: Some(master),
            slave: Some(slave),
            child,
            screen: vt100::Parser::new(side(rows), side(cols), 0),
            raw: Vec::new(),
            before,
            scratch,
            line: launch.line.map(|rate| (rate, now(), 0)),
            coming: VecDeque::new(),
            delay: launch.delay,
        }
    }

    /// The program's own folder, its working directory and `SCRATCH` in its environment.
    pub fn folder(&self) -> &Path {
        self.scratch.path()
    }

    /// What the journal of the only session holds.
    pub fn journal(&self) -> String {
        let sessions = self.folder().join(".local/share/hotseat/sessions");
        let session = sessions.read_dir().unwrap().next().unwrap().unwrap().path();
        std::fs::read_to_string(session.join("journal.jsonl")).unwrap()
    }

    pub fn pid(&self) -> Pid {
        Pid::from_raw(self.child.process_id().unwrap().cast_signed()).unwrap()
    }

    pub fn kill(&self, signal: Signal) {
        kill_process(self.pid(), signal).unwrap();
    }

    /// Takes in what the program has written; waits for it at most `wait`.
    fn pump(&mut self, wait: Duration) {
        if self.line.is_some() {
            self.pump_slowly(wait);
            return;
        }
        let Some(master) = &self.master else {
            return;
        };
        // What is on its way arrives meanwhile.
        let arrives = self
            .coming
            .front()
            .map(|(due, _)| due.saturating_duration_since(now()));
        let wait = wait.min(arrives.unwrap_or(wait));
        let wait = Timespec {
            tv_sec: 0,
            tv_nsec: wait.as_nanos().min(999_999_999) as i64,
        };
        let _ = poll(&mut [PollFd::new(master, PollFlags::IN)], Some(&wait));
        let mut buffer = [0; 16 * 1024];
        while let Ok(count @ 1..) = rustix::io::read(master, &mut buffer) {
            self.coming
                .push_back((now() + self.delay, buffer[..count].to_vec()));
        }
        self.arrive();
    }

    /// The same over a slow line: what came in time is read, no more.
    fn pump_slowly(&mut self, wait: Duration) {
        let (Some(master), Some((rate, since, read))) = (&self.master, &mut self.line) else {
            return;
        };
        let step = wait.min(Duration::from_millis(5));
        let end = now() + step;
        let due = (since.elapsed().as_secs_f64() * f64::from(*rate)) as usize;
        let mut buffer = [0; 64];
        let room = due.saturating_sub(*read).min(buffer.len());
        match rustix::io::read(master, &mut buffer[..room]) {
            Ok(count @ 1..) => {
                *read += count;
                self.coming
                    .push_back((now() + self.delay, buffer[..count].to_vec()));
            }
            _ => {
                // An idle line saves nothing up.
                if room == buffer.len() {
                    *read = due - room / 2;
                }
            }
        }
        // Nothing announces that a slow line has room: the step is its own clock.
        let rest = end.saturating_duration_since(now());
        let wait = Timespec {
            tv_sec: 0,
            tv_nsec: rest.as_nanos() as i64,
        };
        let _ = poll(&mut [], Some(&wait));
        self.arrive();
    }

    /// Shows what has come all the way.
    fn arrive(&mut self) {
        while let Some((_, bytes)) = self.coming.pop_front_if(|(due, _)| *due <= now()) {
            self.raw.extend_from_slice(&bytes);
            self.screen.process(&bytes);
        }
    }

    /// Writes as much as the program's terminal takes, reading nothing; returns how much.
    pub fn offer(&self, bytes: &[u8]) -> usize {
        rustix::io::write(self.master.as_ref().unwrap(), bytes).unwrap_or(0)
    }

    /// Types: writes everything, in writes of at most `piece` bytes.
    pub fn send_in(&mut self, bytes: &[u8], piece: usize) {
        let mut deadline = now() + LONG;
        for piece in bytes.chunks(piece) {
            let mut rest = piece;
            while !rest.is_empty() {
                let written = self.offer(rest);
                rest = &rest[written..];
                if written > 0 {
                    deadline = now() + LONG;
                } else {
                    assert!(now() < deadline, "the program reads no more; {}", self.describe());
                    self.pump(Duration::from_millis(1));
                }
            }
        }
    }

    pub fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.send_in(bytes.as_ref(), usize::MAX);
    }

    /// Lets time pass, as a slow line or a slow person does.
    pub fn pass(&mut self, time: Duration) {
        let end = now() + time;
        while now() < end {
            self.pump(end.saturating_duration_since(now()));
        }
    }

    /// Waits until `met`; fails with the screen after `within`.
    pub fn wait(&mut self, what: &str, within: Duration, mut met: impl FnMut(&mut Self) -> bool) {
        let deadline = now() + within;
        while !met(self) {
            assert!(now() < deadline, "waited in vain for {what}; {}", self.describe());
            self.pump(Duration::from_millis(10));
        }
    }

    pub fn shows(&self, text: &str) -> bool {
        self.screen.screen().contents().contains(text)
    }

    pub fn wait_for(&mut self, text: &str) {
        self.wait(text, LONG, |pty| pty.shows(text));
    }

    /// Waits until the program has been given the terminal's input whole.
    pub fn wait_until_read(&mut self) {
        self.wait("an empty input queue", LONG, |pty| pty.unread() == 0);
    }

    /// How many bytes were typed and not yet read by the program.
    pub fn unread(&self) -> u64 {
        rustix::io::ioctl_fionread(self.slave.as_ref().unwrap()).unwrap()
    }

    /// The answer as typed so far, read through the editor, which is handed it whole.
    pub fn answer(&mut self) -> String {
        let out = self.folder().join("answer");
        let _ = std::fs::remove_file(&out);
        let from = self.raw.len();
        self.send(F9);
        self.wait("the editor's copy and the screen after it", LONG, |pty| {
            out.exists() && pty.entered_since(from)
        });
        std::fs::read_to_string(out).unwrap()
    }

    /// Waits until the screen is painted for the size it has: the key line is on its last row.
    pub fn wait_until_painted(&mut self) {
        self.wait("a whole screen", LONG, |pty| {
            let (rows, columns) = pty.screen().size();
            let last = pty
                .screen()
                .rows(0, columns.get())
                .nth(usize::from(rows.get()) - 1);
            last.is_some_and(|row| row.contains("F2 done"))
        });
    }

    /// Waits until the theme is the one for light backgrounds.
    pub fn wait_for_light_ground(&mut self) {
        self.wait("light colours", LONG, |pty| pty.wrote("38;5;241"));
    }

    /// Leaves the program as a person does.
    pub fn quit(&mut self) {
        self.send("\x03");
        self.wait_for("q quit");
        self.send("q");
    }

    /// Whether these bytes were ever written.
    pub fn wrote(&self, text: &str) -> bool {
        self.raw
            .windows(text.len())
            .any(|window| window == text.as_bytes())
    }

    /// Whether the alternate screen was entered again in the bytes after `from`.
    pub fn entered_since(&self, from: usize) -> bool {
        self.raw[from..].windows(8).any(|window| window == b"\x1b[?1049h")
    }

    pub fn resize(&mut self, width: u16, height: u16) {
        let size = Winsize {
            ws_col: width,
            ws_row: height,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(self.master.as_ref().unwrap(), size).unwrap();
        let side = |cells| NonZeroU16::new(cells).unwrap();
        self.screen.screen_mut().set_size(side(height), side(width));
    }

    /// Everything the program wrote.
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }

    pub fn screen(&self) -> &vt100::Screen {
        self.screen.screen()
    }

    /// The terminal's settings as they are now and as they were before the program.
    pub fn settings(&self) -> (String, String) {
        let now = tcgetattr(self.slave.as_ref().unwrap()).unwrap();
        (settings(&now), settings(&self.before))
    }

    /// Names of the modes the program has switched and not switched back.
    pub fn left_on(&self) -> Vec<String> {
        let text = String::from_utf8_lossy(&self.raw);
        let mut on = Vec::new();
        for (mode, normal) in [
            ("1049", 'l'),
            ("25", 'h'),
            ("2004", 'l'),
            ("1004", 'l'),
            ("1000", 'l'),
            ("1002", 'l'),
            ("1006", 'l'),
            ("2026", 'l'),
        ] {
            let last = ['h', 'l']
                .into_iter()
                .filter_map(|state| Some((text.rfind(&format!("\x1b[?{mode}{state}"))?, state)))
                .max();
            if last.is_some_and(|(_, state)| state != normal) {
                on.push(mode.to_owned());
            }
        }
        let count = |sequence: &str| text.matches(sequence).count();
        if count("\x1b[>1u") != count("\x1b[<u") {
            on.push("kitty".to_owned());
        }
        if count("\x1b[22;2t") != count("\x1b[23;2t") {
            on.push("title".to_owned());
        }
        on
    }

    /// The terminal is as it was before the program.
    pub fn assert_whole(&self, what: &str) {
        assert_eq!(self.left_on(), [""; 0], "{what}");
        let screen = self.screen();
        assert!(!screen.alternate_screen() && !screen.hide_cursor(), "{what}");
        let (now, before) = self.settings();
        assert_eq!(now, before, "{what}");
    }

    /// Waits for the end, taking in what the program still writes.
    pub fn ended(&mut self, within: Duration) -> Ended {
        let deadline = now() + within;
        loop {
            let status = self.child.try_wait().unwrap();
            self.pump(Duration::from_millis(5));
            if let Some(status) = status {
                return Ended {
                    code: status.exit_code(),
                    signal: status.signal().map(str::to_owned),
                };
            }
            assert!(now() < deadline, "the program did not end; {}", self.describe());
        }
    }

    /// How it ended, if it has, while nobody reads what it writes.
    pub fn ended_unread(&mut self) -> Option<Ended> {
        let status = self.child.try_wait().unwrap()?;
        Some(Ended {
            code: status.exit_code(),
            signal: status.signal().map(str::to_owned),
        })
    }

    /// Closes the terminal, as a window that is closed.
    pub fn hang_up(&mut self) {
        self.slave = None;
        self.master = None;
    }

    pub fn proc(&self, file: &str) -> PathBuf {
        PathBuf::from(format!("/proc/{}/{file}", self.pid().as_raw_nonzero()))
    }

    /// Returns the bytes it has read so far, from whatever it reads.
    pub fn read_so_far(&self) -> u64 {
        let told = std::fs::read_to_string(self.proc("io")).unwrap();
        let read = told.lines().find_map(|line| line.strip_prefix("rchar: "));
        read.unwrap().parse().unwrap()
    }

    /// How often any thread of the program has gone to sleep, so how often it was woken.
    pub fn wake_ups(&self) -> u64 {
        let mut sum = 0;
        for task in std::fs::read_dir(self.proc("task")).unwrap().flatten() {
            // A thread may end between the listing and the look: it wakes nobody any more.
            if let Ok(status) = std::fs::read_to_string(task.path().join("status")) {
                sum += voluntary_switches(&status);
            }
        }
        sum
    }

    /// Processor time of all threads of the program.
    pub fn cpu(&self) -> Duration {
        let mut sum = 0;
        for task in std::fs::read_dir(self.proc("task")).unwrap().flatten() {
            // A thread may end between the listing and the look.
            if let Ok(figures) = std::fs::read_to_string(task.path().join("schedstat")) {
                sum += figures.split(' ').next().unwrap().parse::<u64>().unwrap();
            }
        }
        Duration::from_nanos(sum)
    }

    /// How often the loop alone has gone to sleep.
    pub fn loop_wake_ups(&self) -> u64 {
        voluntary_switches(&std::fs::read_to_string(self.proc("status")).unwrap())
    }

    fn describe(&self) -> String {
        let mut text = format!("the screen:\n{}\n", self.screen.screen().contents());
        let tail = &self.raw[self.raw.len().saturating_sub(300)..];
        let _ = write!(text, "the last bytes: {}", tail.escape_ascii());
        text
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const COPY: &str = "cp \"$1\" SCRATCH/answer.part && mv SCRATCH/answer.part SCRATCH/answer";

/// Writes an editor of one's own; returns the command for `EDITOR`.
fn fake_editor(scratch: &TempDir, name: &str, script: &str) -> String {
    let folder = scratch.path().to_str().unwrap();
    let path = scratch.path().join(name);
    #[expect(clippy::disallowed_methods, reason = "a script in a temporary folder")]
    std::fs::write(&path, script.replace("SCRATCH", folder)).unwrap();
    format!("/bin/sh {}", path.display())
}

fn voluntary_switches(status: &str) -> u64 {
    let line = status
        .lines()
        .find(|line| line.starts_with("voluntary_ctxt_switches"))
        .unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Everything of the settings that a person could notice.
fn settings(termios: &Termios) -> String {
    format!(
        "{:?} {:?} {:?} {:?}",
        termios.input_modes, termios.output_modes, termios.control_modes, termios.local_modes
    )
}
