//! Whole-program tests in one binary.

#[test]
fn the_binary_is_built() {
    let binary = std::path::Path::new(env!("CARGO_BIN_EXE_hotseat"));
    assert!(binary.exists(), "{} is not there", binary.display());
}
