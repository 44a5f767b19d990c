//! What a launcher is told: passed as one argument to `hotseat __sandbox`, in JSON.

use std::ffi::OsString;

use serde::{Deserialize, Serialize};

/// The hidden command that starts hotseat's binary as a launcher.
pub const COMMAND: &str = "__sandbox";

/// One launch. Paths are kept as the system has them, also where they are not UTF-8.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Plan {
    /// The number of the rung whose layers are put on.
    pub rung: u8,
    /// The process that starts it and with which it ends.
    pub parent: i32,
    /// Started in the end, with the further arguments; none for a probe.
    pub interpreter: Option<OsString>,
    /// What the interpreter has to read besides the system's own folders.
    pub reads: Vec<OsString>,
    /// Never let in as a whole.
    pub home: OsString,
    /// Where runs get their folders; none where they get a file system of their own.
    pub scratch: Option<OsString>,
    /// What a probe tries to reach.
    pub targets: Option<Targets>,
}

/// Things outside that must be out of reach.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Targets {
    /// A file that only its owner may read.
    pub file: OsString,
    /// A socket that somebody listens at, by its path.
    pub socket: OsString,
    /// TCP and UDP ports of the loopback that somebody listens at.
    pub tcp: u16,
    pub udp: u16,
    /// A process of the same user.
    pub process: i32,
}
