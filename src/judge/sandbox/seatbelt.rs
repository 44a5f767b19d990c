//! The profile a run has on macOS, as text: made everywhere, so that it is tested everywhere.

use std::path::{Path, PathBuf};

/// What is read besides the interpreter.
const SYSTEM: &[&str] = &[
    "/usr/lib",
    "/usr/bin",
    "/usr/share",
    "/usr/local/lib",
    "/opt/homebrew",
    "/System",
    "/Library/Frameworks",
    "/Library/Developer/CommandLineTools",
    "/private/var/db/dyld",
    "/private/var/db/timezone",
    "/private/etc/localtime",
    "/dev/urandom",
    "/dev/random",
    "/dev/zero",
];

/// Returns the profile: everything is refused but reading the system and `reads`, writing below `scratch`,
/// forking, and signals within the run. Paths are taken as they are given; Seatbelt compares real ones, so
/// that links have to be resolved first. `home`, and what it lies in, is never let in as a whole.
pub fn profile(reads: &[PathBuf], scratch: &Path, home: &Path) -> String {
    let mut text = String::from(
        "(version 1)\n\
         (deny default)\n\
         (allow process-fork)\n\
         (allow process-exec)\n\
         (allow process-info* (target same-sandbox))\n\
         (allow signal (target same-sandbox))\n\
         (allow sysctl-read)\n\
         (allow ipc-posix-sem)\n\
         (allow file-read-metadata)\n\
         (deny network*)\n",
    );
    text.push_str("(allow file-read*\n  (literal \"/\")\n");
    let reads = reads.iter().map(PathBuf::as_path);
    let reads = reads.filter(|path| path.is_absolute() && !home.starts_with(path));
    for path in SYSTEM.iter().map(Path::new).chain(reads).chain([scratch]) {
        text.push_str(&format!("  (subpath {})\n", quoted(path)));
    }
    text.push_str(")\n(allow file-write*\n");
    text.push_str(&format!("  (subpath {})\n", quoted(scratch)));
    text.push_str("  (literal \"/dev/null\"))\n(allow file-read* (literal \"/dev/null\"))\n");
    text
}

/// Returns a path as a text of the profile's language. Nothing in it can end the text.
fn quoted(path: &Path) -> String {
    let mut text = String::from("\"");
    for c in path.to_string_lossy().chars() {
        if matches!(c, '"' | '\\') {
            text.push('\\');
        }
        text.push(c);
    }
    text.push('"');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(reads: &[&str]) -> String {
        let reads: Vec<PathBuf> = reads.iter().map(PathBuf::from).collect();
        profile(&reads, Path::new("/private/tmp/runs"), Path::new("/Users/ada"))
    }

    #[test]
    fn everything_is_refused_first_and_the_network_by_name() {
        let text = of(&[]);
        assert!(text.starts_with("(version 1)\n(deny default)\n"), "{text}");
        assert!(text.contains("(deny network*)"));
        assert!(!text.contains("(allow network"));
        assert!(!text.contains("(allow default)"));
    }

    #[test]
    fn only_the_scratch_folder_is_written() {
        let text = of(&["/opt/python"]);
        let writes = text.split_once("(allow file-write*").unwrap().1;
        let writes = writes.split_once("(allow").unwrap().0;
        assert_eq!(writes.matches("subpath").count(), 1);
        assert!(writes.contains("(subpath \"/private/tmp/runs\")"));
    }

    #[test]
    fn neither_the_home_nor_what_it_lies_in_is_read_but_an_environment_below_it_is() {
        let text = of(&["/", "/Users", "/Users/ada", "/Users/ada/venv", "relative"]);
        assert!(text.contains("(subpath \"/Users/ada/venv\")"));
        for other in ["\"/Users\"", "\"/Users/ada\"", "(subpath \"/\")", "relative"] {
            assert!(!text.contains(other), "{other}");
        }
    }

    #[test]
    fn no_path_ends_its_text() {
        let text = of(&["/opt/a\") (allow default) (\"\\"]);
        assert!(
            text.contains("(subpath \"/opt/a\\\") (allow default) (\\\"\\\\\")"),
            "{text}"
        );
        let open = text.matches('(').count();
        assert_eq!(open, text.matches(')').count());
    }
}
