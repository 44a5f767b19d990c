//! Isolation: starts an interpreter so that what it runs reaches neither files nor network nor other
//! processes, and says in words how well that holds here.

use std::os::fd::OwnedFd;
use std::process::{Child, Command, Stdio};

use super::python::{Interpreter, Places};

/// How well a run is isolated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rung {
    Full,
    Partly,
    NoFiles,
    Seatbelt,
    Nothing,
}

impl Rung {
    pub fn words(self) -> &'static str {
        "not isolated"
    }
    pub fn lacks(self) -> &'static str {
        ""
    }
}

#[derive(Debug, Clone, Default)]
pub struct Limits {
    pub memory: u64,
}

#[derive(Debug)]
pub struct Sandbox;

impl Sandbox {
    pub fn probe(_places: &Places) -> Self {
        Self
    }
    pub fn rung(&self) -> Rung {
        Rung::Nothing
    }
    pub fn policy(&self, _limits: &Limits) -> serde_json::Value {
        serde_json::json!({"rung": 0})
    }
    pub fn start(
        &self,
        interpreter: &Interpreter,
        control: OwnedFd,
        stdout: OwnedFd,
        stderr: OwnedFd,
        arguments: &[String],
    ) -> std::io::Result<Held> {
        let child = Command::new("/bin/sh")
            .args(["-c", "exec \"$@\" 3<&0 0</dev/null", "sh"])
            .arg(&interpreter.path)
            .args(arguments)
            .env_clear()
            .stdin(Stdio::from(control))
            .stdout(stdout)
            .stderr(stderr)
            .spawn()?;
        Ok(Held { child })
    }
}

#[derive(Debug)]
pub struct Held {
    child: Child,
}

impl Held {
    pub fn is_alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
    pub fn memory(&self, _threshold: u64) -> u64 {
        0
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.kill();
    }
}
