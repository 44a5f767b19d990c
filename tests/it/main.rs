//! Whole-program tests in one binary: architecture, generated files, journals, screens, terminal.

mod app;
mod architecture;
mod banks;
mod banks_edit;
mod chance;
mod cli;
mod coding;
mod commit;
mod content;
mod dependencies;
mod docs;
mod draw;
mod draw_onsite;
mod editor_large;
mod editor_model;
mod express;
mod figures;
mod fuzz;
mod generated;
mod histories;
mod house;
mod index;
mod journal;
mod judge;
mod past;
mod plain;
mod proofs;
mod pty;
mod pythons;
mod round;
mod schedule;
mod screens;
mod script;
mod scripts;
mod slow;
mod svg;
mod syllabus;
mod terminal;

#[test]
fn the_binary_is_built() {
    assert!(
        std::path::Path::new(env!("CARGO_BIN_EXE_hotseat"))
            .metadata()
            .unwrap()
            .len()
            > 0
    );
}
