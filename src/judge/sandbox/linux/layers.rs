//! The layers a launcher puts on by itself: Landlock, seccomp, limits, no rights. Where the kernel can give
//! a run namespaces, `hotseat_cell.py` puts the first two on instead, once the run has mounted its folders.

use std::path::{Path, PathBuf};

use landlock::{
    ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetCreatedAttr, RulesetStatus, Scope,
    path_beneath_rules,
};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use rustix::thread::{CapabilitySet, CapabilitySets};

use super::filter::{self, Reach};

/// The version of Landlock whose rights are known here; of an older kernel those it has are used.
const KNOWN: ABI = ABI::V7;

/// Lets the process read below `reads` and write below `writes`, and nothing else: no other file, no TCP,
/// no signals and no abstract sockets beyond its own children.
pub fn landlock(reads: &[PathBuf], writes: &[PathBuf]) -> Result<(), String> {
    let word = |error: landlock::RulesetError| format!("Landlock refused: {error}");
    let status = Ruleset::default()
        .handle_access(AccessFs::from_all(KNOWN))
        .and_then(|rules| rules.handle_access(AccessNet::from_all(KNOWN)))
        .and_then(|rules| rules.scope(Scope::from_all(KNOWN)))
        .and_then(Ruleset::create)
        .map_err(word)?
        .add_rules(path_beneath_rules(reads, AccessFs::from_read(KNOWN)))
        .map_err(word)?
        .add_rules(path_beneath_rules(writes, written()))
        .map_err(word)?
        .restrict_self()
        .map_err(word)?;
    if status.ruleset == RulesetStatus::NotEnforced {
        return Err("the kernel has no Landlock".to_owned());
    }
    Ok(())
}

/// Files, folders and links may be made, but no devices.
fn written() -> landlock::BitFlags<AccessFs> {
    let devices = AccessFs::MakeChar | AccessFs::MakeBlock | AccessFs::IoctlDev;
    AccessFs::from_all(KNOWN) & !devices
}

/// What a run may write besides its folder.
pub fn always_written() -> [PathBuf; 1] {
    [PathBuf::from("/dev/null")]
}

/// What is read besides the interpreter where there is no own root.
pub fn always_read() -> Vec<PathBuf> {
    [
        "/usr",
        "/bin",
        "/sbin",
        "/lib",
        "/lib32",
        "/lib64",
        "/libx32",
        "/nix/store",
        "/gnu/store",
        "/etc/ld.so.cache",
        "/etc/alternatives",
        "/etc/localtime",
        "/dev/null",
        "/dev/zero",
        "/dev/urandom",
    ]
    .iter()
    .map(PathBuf::from)
    .filter(|path| Path::exists(path))
    .collect()
}

/// Installs the filters of system calls.
pub fn seccomp(reach: Reach) -> Result<(), String> {
    for program in filter::programs(reach)? {
        seccompiler::apply_filter(&program).map_err(|error| format!("seccomp refused: {error}"))?;
    }
    Ok(())
}

/// No core files, and no more descriptors than a program needs.
pub fn limits() -> Result<(), String> {
    let at_most = |resource, most: u64| {
        let old = getrlimit(resource);
        let least = |old: Option<u64>| Some(old.map_or(most, |old| old.min(most)));
        let new = Rlimit {
            current: least(old.current),
            maximum: least(old.maximum),
        };
        setrlimit(resource, new).map_err(|error| format!("a limit was refused: {error}"))
    };
    at_most(Resource::Core, 0)?;
    at_most(Resource::Nofile, 1024)
}

/// Gives up every right beyond those of an ordinary program, for good.
pub fn no_rights() -> Result<(), String> {
    let none = CapabilitySets {
        effective: CapabilitySet::empty(),
        permitted: CapabilitySet::empty(),
        inheritable: CapabilitySet::empty(),
    };
    rustix::thread::set_no_new_privs(true).map_err(|error| format!("no_new_privs was refused: {error}"))?;
    rustix::thread::set_capabilities(None, none)
        .map_err(|error| format!("rights could not be given up: {error}"))
}

/// Returns whether this process may mount without a user namespace of its own.
pub fn may_mount() -> bool {
    rustix::process::geteuid().is_root()
        && rustix::thread::capabilities(None)
            .is_ok_and(|sets| sets.effective.contains(CapabilitySet::SYS_ADMIN))
}
