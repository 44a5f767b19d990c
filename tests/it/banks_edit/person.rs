//! A person at the bank screen over a real folder: what the screen asks of the disk is done by the desk, and
//! answered, as the program does it.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use hotseat::app::Goal;
use hotseat::app::effect::Effect;
use hotseat::app::msg::{Banks, Msg};
use hotseat::app::screens::Screen;
use hotseat::app::screens::banks::BankScreen;
use hotseat::domain::catalog::Catalog;
use hotseat::domain::config::Config;
use hotseat::storage::banks;
use hotseat::storage::banks::edit::code::CodeChange;
use hotseat::storage::banks::edit::{Desk, DeskPlaces, Whose};
use hotseat::storage::builtin;
use hotseat::storage::disk::{Disk, RealDisk};
use jiff::Timestamp;
use tempfile::TempDir;

use crate::script::Script;

/// Which banks are there beside the person's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum With {
    Nothing,
    BuiltIn,
}

pub struct Person<D: Disk = RealDisk> {
    pub script: Script,
    pub root: Arc<TempDir>,
    desk: Desk<D>,
    with: With,
    done: usize,
    clock: i64,
    /// What `$EDITOR` makes of the text it is given.
    pub editor: fn(&str) -> String,
}

pub fn root(bank: &str) -> Arc<TempDir> {
    let root = tempfile::tempdir().unwrap();
    RealDisk.make_dir(&root.path().join("banks")).unwrap();
    if !bank.is_empty() {
        RealDisk
            .replace(&root.path().join("banks/good.json"), bank.as_bytes())
            .unwrap();
    }
    Arc::new(root)
}

impl Person<RealDisk> {
    /// Opens the bank screen over a folder, in the size of a usual window.
    pub fn over(root: &Arc<TempDir>, with: With) -> Self {
        Self::on(RealDisk, root, with, (120, 40))
    }
}

impl<D: Disk> Person<D> {
    pub fn on(disk: D, root: &Arc<TempDir>, with: With, size: (u16, u16)) -> Self {
        let at = |name: &str| root.path().join(name);
        let places = DeskPlaces {
            banks: at("banks"),
            versions: at("versions"),
            trust: at("trust.json"),
        };
        let script = Script::bare(size.0, size.1, Config::default(), Goal::Banks);
        let mut person = Self {
            script,
            root: Arc::clone(root),
            desk: Desk::on(disk, places),
            with,
            done: 0,
            clock: 0,
            editor: str::to_owned,
        };
        person.script.send(Msg::History(Vec::new()));
        person.load();
        person.settle();
        person
    }

    pub fn file(&self, below: &str) -> PathBuf {
        self.root.path().join(below)
    }

    pub fn read(&self, below: &str) -> String {
        std::fs::read_to_string(self.file(below)).unwrap_or_default()
    }

    pub fn screen(&self) -> &BankScreen {
        match self.script.app.screen() {
            Screen::Banks(screen) => screen,
            other => panic!("{other:?}"),
        }
    }

    pub fn keys(&mut self, keys: &str) -> &mut Self {
        for key in keys.split(' ') {
            self.script.keys(key);
            self.settle();
        }
        self
    }

    pub fn text(&mut self, text: &str) -> &mut Self {
        self.script.text(text);
        self.settle();
        self
    }

    pub fn send(&mut self, msg: Msg) -> &mut Self {
        self.script.send(msg);
        self.settle();
        self
    }

    /// Finds a question and opens its fields.
    pub fn edit(&mut self, id: &str) -> &mut Self {
        self.find(id).keys("e")
    }

    pub fn find(&mut self, id: &str) -> &mut Self {
        self.keys("/ ctrl-a").text(id).keys("Enter")
    }

    pub fn wait(&mut self, time: Duration) -> &mut Self {
        self.script.wait(time);
        self.settle();
        self
    }

    /// Reads the banks, as the program does at its start and after a change.
    pub fn load(&mut self) {
        let tables = builtin::tables();
        let folder = self.file("banks");
        let (catalog, problems) = match self.with {
            With::BuiltIn => {
                let (catalog, problems) = banks::load_all(Some(&folder));
                (catalog, problems.iter().map(ToString::to_string).collect())
            }
            With::Nothing => {
                let loaded = banks::load_folder(&folder, &tables);
                let problems = loaded.problems.iter().map(ToString::to_string).collect();
                let own = loaded.banks.into_iter().map(|loaded| loaded.bank).collect();
                (Catalog::new(Vec::new(), own, tables), problems)
            }
        };
        self.script.send(Msg::Banks(Banks {
            catalog: Arc::new(catalog),
            loops: Vec::new(),
            problems,
        }));
    }

    /// Does what was asked of the disk, until nothing is.
    pub fn settle(&mut self) {
        while self.done < self.script.effects.len() {
            let effect = self.script.effects[self.done].clone();
            self.done += 1;
            self.clock += 1;
            let now = Timestamp::from_second(1_790_000_000 + self.clock).unwrap();
            let desk = &self.desk;
            let answer = match effect {
                Effect::LoadBanks => {
                    self.load();
                    continue;
                }
                Effect::OpenBank { task, bank, question } => {
                    Msg::BankOpened(task, desk.read(&bank, question.as_deref()))
                }
                Effect::SaveQuestion { task, seen, edits } => {
                    let saved = desk.save(&seen, &edits, Whose::Written, now);
                    Msg::BankSaved(task, saved.map(Box::new))
                }
                Effect::CreateBank { task, id, text } => {
                    Msg::BankOpened(task, desk.create(&id, &text, Whose::Written, now))
                }
                Effect::RevertQuestion { task, seen, question } => {
                    Msg::BankSaved(task, desk.revert(&seen, &question, now).map(Box::new))
                }
                Effect::DeleteBank { task, bank } => {
                    Msg::BankSaved(task, desk.delete_bank(&bank, now).map(Box::new))
                }
                Effect::SaveCode {
                    task,
                    name,
                    file,
                    before,
                    after,
                } => {
                    let change = CodeChange {
                        name: &name,
                        file: &file,
                        before: before.as_deref(),
                        after: after.as_deref(),
                    };
                    Msg::CodeSaved(task, desk.save_code(&change, now))
                }
                Effect::ListVersions { task, bank } => {
                    let versions = desk.versions(&bank);
                    Msg::Versions(task, bank, versions)
                }
                Effect::ReadVersion { task, bank, name } => {
                    Msg::VersionRead(task, desk.version(&bank, &name))
                }
                Effect::RestoreVersion { task, seen, name } => {
                    Msg::BankSaved(task, desk.restore(&seen, &name, now).map(Box::new))
                }
                Effect::ReadDraft { task, name } => Msg::DraftRead(task, desk.draft(&name).map(Box::new)),
                Effect::KeepDraft { name, draft } => {
                    let kept = match draft {
                        Some(draft) => desk.keep_draft(&name, &draft),
                        None => desk.drop_draft(&name),
                    };
                    match kept {
                        Ok(()) => continue,
                        Err(problem) => Msg::Exported(hotseat::app::msg::TaskId(0), Err(problem.to_string())),
                    }
                }
                Effect::OpenEditor { task, text, .. } => Msg::Returned(task, Ok((self.editor)(&text))),
                _ => continue,
            };
            self.script.send(answer);
        }
    }
}
