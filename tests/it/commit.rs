//! The commit in `--version`, read from git's files as the build script reads them.
#![expect(clippy::unwrap_used, reason = "a test may panic: that is how it fails")]
#![expect(clippy::disallowed_methods, reason = "files in a temporary folder")]

use std::process::Command;

use tempfile::TempDir;

include!("../../build/commit.rs");

const ONE: &str = "1a1075f3c2b94d5e8f60718293a4b5c6d7e8f901";
const TWO: &str = "2b2186a4d3c05e6f9a718293b4c5d6e7f8091a2b";

/// A folder with these files.
fn checkout(files: &[(&str, &str)]) -> TempDir {
    let root = TempDir::new().unwrap();
    for (name, text) in files {
        let path = root.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    root
}

fn read(files: &[(&str, &str)]) -> Option<String> {
    let root = checkout(files);
    let (commit, watched) = commit(root.path())?;
    // A file that is not there would have everything built anew each time.
    assert!(watched.iter().all(|file| file.is_file()), "{watched:?}");
    Some(commit)
}

#[test]
fn the_commit_is_found_wherever_git_keeps_it() {
    let one = Some(ONE[..10].to_owned());
    let branch = (".git/HEAD", "ref: refs/heads/main\n");
    let loose = format!("{ONE}\n");
    let packed = format!("# pack-refs with: peeled\n{TWO} refs/heads/other/main\n{ONE} refs/heads/main\n");
    assert_eq!(read(&[branch, (".git/refs/heads/main", &loose)]), one);
    assert_eq!(read(&[branch, (".git/packed-refs", &packed)]), one);
    let both = [
        branch,
        (".git/refs/heads/main", loose.as_str()),
        (".git/packed-refs", &packed.replace(ONE, TWO)),
    ];
    assert_eq!(read(&both), one, "the loose one is the newer");
    assert_eq!(read(&[(".git/HEAD", &loose)]), one, "no branch");
    let worktree = [
        (".git", "gitdir: kept/worktrees/here\n"),
        ("kept/worktrees/here/HEAD", "ref: refs/heads/here\n"),
        ("kept/worktrees/here/commondir", "../..\n"),
        ("kept/refs/heads/here", &loose),
    ];
    assert_eq!(read(&worktree), one);
}

#[test]
fn without_a_checkout_there_is_none() {
    let branch = (".git/HEAD", "ref: refs/heads/main\n");
    let cases: [&[(&str, &str)]; 5] = [
        &[],
        &[("README", "a tarball")],
        &[branch],
        &[branch, (".git/refs/heads/main", "soon\n")],
        &[(".git", "something else")],
    ];
    for files in cases {
        assert_eq!(read(files), None, "{files:?}");
    }
}

#[test]
fn it_is_what_git_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let said = Command::new("git")
        .args(["rev-parse", "HEAD"])
        .current_dir(root)
        .output();
    // A tarball, or no git: nothing to compare with.
    if let Ok(said) = said
        && said.status.success()
        && root.join(".git").exists()
    {
        let said = String::from_utf8(said.stdout).unwrap();
        assert_eq!(
            commit(root).map(|(commit, _)| commit),
            Some(said[..10].to_owned())
        );
    }
}
