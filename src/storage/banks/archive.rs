//! A bank with its code as one zip file. What comes from elsewhere is refused as a whole where anything in it
//! is not what a bank has: names that lead out of it, links, more or larger files than a bank may have, data
//! that grows beyond all measure when it is unpacked. Nothing is unpacked to the disk here.

use std::io::{Cursor, Read as _, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::edit::Code;
use super::edit::code::is_code_file;
use crate::domain::check::limits;
use crate::domain::plain;

/// Bytes of an archive; a larger one is refused unread.
pub const ARCHIVE_BYTES: u64 = 64 << 20;
/// Files in an archive.
pub const ENTRIES: usize = 20_000;
/// Bytes of everything in an archive.
pub const UNPACKED: u64 = 128 << 20;
/// How many times its size a file may grow; text seldom shrinks to a hundredth.
pub const RATIO: u64 = 200;
/// Bytes below which growth is no matter.
const SMALL: u64 = 1 << 20;

/// What an archive holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archive {
    /// The bank's text.
    pub bank: String,
    pub code: Vec<Code>,
    /// What was left out, in sentences.
    pub notes: Vec<String>,
}

/// Returns whether these bytes begin as a zip file does.
pub fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// Reads an archive. The error is a sentence.
pub fn read(bytes: &[u8]) -> Result<Archive, String> {
    let broken = |error: &dyn std::fmt::Display| {
        let why = error.to_string();
        format!(
            "The archive cannot be read: {}.",
            plain::clean_line(why.trim_end_matches('.'))
        )
    };
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    if zip.len() > ENTRIES {
        return Err(format!(
            "The archive has {} files; a bank has at most {ENTRIES}.",
            zip.len()
        ));
    }
    let mut files: Vec<(String, String)> = Vec::new();
    let mut unpacked = 0_u64;
    let mut left_out = 0;
    for index in 0..zip.len() {
        let mut file = zip.by_index(index).map_err(|error| broken(&error))?;
        let name = file.name().map_err(|error| broken(&error))?.into_owned();
        let shown = plain::clean_line(&name).into_owned();
        let ending = name.rsplit('.').next().unwrap_or_default();
        if ending.starts_with("anki2") {
            return Err(APKG.to_owned());
        }
        if leads_out(&name) || file.is_symlink() || file.encrypted() {
            return Err(format!(
                "The archive is not taken: `{shown}` is a link, is locked, or would lie outside of it."
            ));
        }
        if file.is_dir() {
            continue;
        }
        let most = if name.contains('/') {
            limits::SMALL_FILE as u64
        } else {
            limits::FILE_BYTES
        };
        let mut content = Vec::new();
        // What the archive says of its sizes is not believed.
        (&mut file)
            .take(most + 1)
            .read_to_end(&mut content)
            .map_err(|error| broken(&error))?;
        let size = content.len() as u64;
        unpacked += size;
        if size > most || unpacked > UNPACKED {
            return Err(format!(
                "The archive is not taken: `{shown}` is larger than a bank's files may be."
            ));
        }
        if size > SMALL && size / file.compressed_size().max(1) > RATIO {
            return Err(format!(
                "The archive is not taken: `{shown}` grows to more than {RATIO} times its size."
            ));
        }
        match String::from_utf8(content) {
            Ok(text) => files.push((name, text)),
            Err(_) => left_out += 1,
        }
    }
    let mut banks: Vec<(String, String)> = Vec::new();
    let mut code = Vec::new();
    for (name, text) in files {
        let parts: Vec<&str> = name.splitn(3, '/').collect();
        match (parts.as_slice(), name.strip_suffix(".json")) {
            ([_], Some(id)) => banks.push((id.to_owned(), text)),
            ([bank, question, file], _) if is_code_file(file) => {
                let file = Code {
                    question: (*question).to_owned(),
                    name: (*file).to_owned(),
                    text,
                };
                code.push(((*bank).to_owned(), file));
            }
            _ => left_out += 1,
        }
    }
    let (id, bank) = match banks.len() {
        1 => banks.remove(0),
        0 => return Err("The archive has no bank: a file that ends in .json, in no folder.".to_owned()),
        more => return Err(format!("The archive has {more} banks; import them one by one.")),
    };
    let all = code.len();
    code.retain(|(of, _)| *of == id);
    left_out += all - code.len();
    let notes = match left_out {
        0 => Vec::new(),
        1 => vec!["1 file of the archive is no part of the bank and was left out.".to_owned()],
        more => vec![format!(
            "{more} files of the archive are no part of the bank and were left out."
        )],
    };
    Ok(Archive {
        bank,
        code: code.into_iter().map(|(_, code)| code).collect(),
        notes,
    })
}

/// What to do with a package of Anki.
const APKG: &str = "This is a package of Anki (.apkg or .colpkg), which only Anki reads. In Anki choose File, Export, \
                    the format \"Notes in Plain Text (.txt)\", and import that file.";

fn leads_out(name: &str) -> bool {
    name.is_empty()
        || name.starts_with(['/', '~'])
        || name.contains(['\\', '\0', ':'])
        || name.split('/').any(|part| part == ".." || part == ".")
}

/// Writes an archive of a bank, the same bytes for the same bank. The error is a sentence.
pub fn written(id: &str, bank: &str, code: &[Code]) -> Result<Vec<u8>, String> {
    let failed = |error: &dyn std::fmt::Display| format!("The archive cannot be made: {error}.");
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .unix_permissions(0o644);
    let named = code.iter().map(|code| {
        (
            format!("{id}/{}/{}", code.question, code.name),
            code.text.as_str(),
        )
    });
    for (name, text) in std::iter::once((format!("{id}.json"), bank)).chain(named) {
        zip.start_file(name, options).map_err(|error| failed(&error))?;
        zip.write_all(text.as_bytes()).map_err(|error| failed(&error))?;
    }
    let done = zip.finish().map_err(|error| failed(&error))?;
    Ok(done.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn a_bank_comes_back_with_its_code() {
        let code = vec![
            Code {
                question: "q".to_owned(),
                name: "starter.py".to_owned(),
                text: "x".to_owned(),
            },
            Code {
                question: "q".to_owned(),
                name: "wrong/a.py".to_owned(),
                text: "y".to_owned(),
            },
        ];
        let bytes = written("b", "{}", &code).unwrap();
        assert_eq!(bytes, written("b", "{}", &code).unwrap());
        let archive = read(&bytes).unwrap();
        assert_eq!((archive.bank.as_str(), archive.code), ("{}", code));
        assert_eq!(archive.notes, [""; 0]);
    }

    #[test]
    fn what_no_bank_has_refuses_the_whole() {
        for name in [
            "../x.json",
            "/x.json",
            "a/../../x.py",
            "C:x.json",
            "a\\b.py",
            "~/x.py",
            "b/./x.py",
        ] {
            let error = read(&zipped(&[("b.json", b"{}"), (name, b"x")])).unwrap_err();
            assert!(error.contains("would lie outside"), "{name}: {error}");
        }
        let bomb = vec![b' '; 9 << 20];
        assert!(
            read(&zipped(&[("b.json", &bomb)]))
                .unwrap_err()
                .contains("times its size")
        );
        assert!(
            read(&zipped(&[("b.json", b"{}"), ("b/q/x.py", &bomb)]))
                .unwrap_err()
                .contains("larger than")
        );
        assert!(
            read(&zipped(&[("collection.anki2", b"x")]))
                .unwrap_err()
                .contains("File, Export")
        );
        assert!(read(&zipped(&[("a.json", b"{}"), ("b.json", b"{}")])).is_err());
        assert!(read(&zipped(&[("notes.txt", b"x")])).is_err());
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.add_symlink("b.json", "/etc/passwd", SimpleFileOptions::default())
            .unwrap();
        assert!(
            read(&zip.finish().unwrap().into_inner())
                .unwrap_err()
                .contains("is a link")
        );
        for cut in [0, 4, 20, 60] {
            let whole = zipped(&[("b.json", b"{}")]);
            assert!(read(&whole[..cut]).is_err());
        }
        let odd = read(&zipped(&[
            ("b.json", b"{}"),
            ("README", b"x"),
            ("c/q/x.py", b"x"),
            ("b/q/x.so", b"x"),
        ]));
        assert_eq!(odd.unwrap().notes.len(), 1);
    }
}
