//! The terminal whole and the message readable after a panic.

use std::panic::{PanicHookInfo, set_hook, take_hook};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::Fault;
use super::ending::BeforeEnd;
use super::terminal::Restore;

/// Installs the hook; the calling thread is the loop's.
///
/// A panic on the loop's thread ends the program: the journal is flushed and the terminal given back
/// before the message is printed, and unwinding then ends with code 101. A panic on another thread comes
/// back as that thread's error, so nothing is printed over the screen.
pub fn install(restore: Arc<Restore>, before_end: BeforeEnd, fault: Option<Fault>) {
    let main = thread::current().id();
    let print = take_hook();
    set_hook(Box::new(move |info: &PanicHookInfo<'_>| {
        if thread::current().id() == main {
            // Left first: if flushing fails too, the terminal is already whole.
            restore.leave();
            before_end.run(Duration::from_millis(500));
            assert!(fault != Some(Fault::Twice), "a second panic, asked for by a test");
            print(info);
        } else if !restore.is_entered() {
            print(info);
        }
    }));
}
