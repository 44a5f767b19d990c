// The commit a checkout stands at, read from git's own files: no git is needed, and none is run. Part of the
// build script, and of the test that holds it to what git writes.

use std::path::{Path, PathBuf};

/// Returns the commit's first digits and the files that change with it; `None` where there is no checkout.
fn commit(root: &Path) -> Option<(String, Vec<PathBuf>)> {
    let read = |path: &Path| {
        let text = std::fs::read_to_string(path).ok()?;
        Some(text.trim().to_owned())
    };
    let git = root.join(".git");
    // In a worktree it is a file that names the folder.
    let folder = match read(&git) {
        Some(text) => root.join(text.strip_prefix("gitdir: ")?),
        None => git,
    };
    let common = read(&folder.join("commondir")).map_or(folder.clone(), |path| folder.join(path));
    let head = folder.join("HEAD");
    let said = read(&head)?;
    let mut files = vec![head];
    let commit = match said.strip_prefix("ref: ") {
        None => said,
        Some(name) => {
            let loose = common.join(name);
            let packed = common.join("packed-refs");
            // One that is not there is never watched: it would count as changed at every build.
            files.extend([&loose, &packed].into_iter().filter(|file| file.is_file()).cloned());
            read(&loose).or_else(|| {
                let refs = read(&packed)?;
                refs.lines()
                    .find_map(|line| line.strip_suffix(name)?.strip_suffix(' ').map(str::to_owned))
            })?
        }
    };
    let digits = commit.len() >= 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
    digits.then(|| (commit[..10].to_owned(), files))
}
