//! Reading the user's files: a name to text, or one finding that says why not.

use std::collections::BTreeSet;
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::Mutex;

use netloom_diag::{Diagnostic, FileId, Sources, Span};

use crate::codes::{BINARY_FILE, DIRECTORY, EMPTY_FILE, FILE_TOO_LARGE, NOT_UTF8, UNREADABLE_FILE};

/// The name that stands for standard input.
pub const STDIN: &str = "-";

/// The largest template that is read, in bytes: more than CloudFormation takes, so that it can be
/// said what is too large.
pub const MAX_TEMPLATE_BYTES: u64 = 4 << 20;

/// The largest config or template that is read, in bytes; cluster configs have a few thousand.
pub const MAX_CONFIG_BYTES: u64 = 1 << 20;

/// The largest answer of `aws cloudformation describe-stacks` that is read, in bytes: it may hold
/// every stack of an account.
pub const MAX_STACKS_BYTES: u64 = 16 << 20;

/// The largest Handlebars template that is read, in bytes.
pub(crate) const MAX_TEXT_TEMPLATE_BYTES: u64 = 256 << 10;

/// Reads a file, or standard input for `-`, into `sources`.
///
/// - `max_bytes`: more is rejected without being read.
///
/// # Errors
/// One finding at the first place that tells: [`UNREADABLE_FILE`], [`DIRECTORY`],
/// [`FILE_TOO_LARGE`], [`BINARY_FILE`], [`NOT_UTF8`], [`EMPTY_FILE`]. `sources` has the file in any
/// case, so that the finding can be rendered.
pub fn read_source(
    path: &Path,
    max_bytes: u64,
    sources: &mut Sources,
) -> Result<FileId, Diagnostic> {
    let name = path.display().to_string();
    let bytes = match read_bytes(path, max_bytes) {
        Ok(bytes) => bytes,
        Err(error) => {
            let file = sources.add(name.clone(), "");
            return Err(unreadable(&name, file, &error, max_bytes));
        }
    };
    match String::from_utf8(bytes) {
        // A zero byte marks a binary file, whether or not the rest happens to be UTF-8.
        Ok(text) if text.contains('\0') => {
            let file = sources.add(name.clone(), "");
            Err(binary(&name, file))
        }
        Ok(text) if text.trim().is_empty() => {
            let file = sources.add(name.clone(), text);
            Err(empty(&name, file))
        }
        Ok(text) => Ok(sources.add(name, text)),
        Err(error) if error.as_bytes().contains(&0) => {
            let file = sources.add(name.clone(), "");
            Err(binary(&name, file))
        }
        Err(error) => Err(not_utf8(name, &error, sources)),
    }
}

/// Reads a template, such as that of a nested stack.
///
/// # Errors
/// As [`read_source`].
pub(crate) fn read_template_file(path: &Path, sources: &mut Sources) -> Result<FileId, Diagnostic> {
    read_source(path, MAX_TEMPLATE_BYTES, sources)
}

/// Why no bytes came out of a file.
enum ReadError {
    Directory,
    TooLarge,
    Io(io::Error),
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::IsADirectory => Self::Directory,
            _ => Self::Io(error),
        }
    }
}

/// The regular files that this process has read, by device and inode: whatever they are called,
/// none of them is written to.
static READ: Mutex<BTreeSet<(u64, u64)>> = Mutex::new(BTreeSet::new());

fn remember_as_read(metadata: &Metadata) {
    if metadata.is_file()
        && let Ok(mut read) = READ.lock()
    {
        read.insert((metadata.dev(), metadata.ino()));
    }
}

/// Returns whether this file was read by this process, under whatever name: another spelling, a
/// link, standard input.
pub(crate) fn was_read(path: &Path) -> bool {
    let Ok(metadata) = std::fs::metadata(path) else { return false };
    READ.lock().is_ok_and(|read| read.contains(&(metadata.dev(), metadata.ino())))
}

/// Reads a text that is no network, such as a table of prices or a template for texts.
///
/// # Errors
/// It cannot be read, is larger than `max_bytes`, or is not UTF-8.
pub(crate) fn read_text(path: &Path, max_bytes: u64) -> io::Result<String> {
    let bytes = read_bytes(path, max_bytes).map_err(|error| match error {
        ReadError::Io(error) => error,
        ReadError::Directory => io::Error::from(io::ErrorKind::IsADirectory),
        ReadError::TooLarge => {
            io::Error::other(format!("it is larger than {} KiB", max_bytes >> 10))
        }
    })?;
    String::from_utf8(bytes).map_err(|_| io::Error::other("it is not UTF-8"))
}

fn read_bytes(path: &Path, max_bytes: u64) -> Result<Vec<u8>, ReadError> {
    if path == Path::new(STDIN) {
        let stdin = io::stdin();
        if let Ok(status) = rustix::fs::fstat(&stdin)
            && rustix::fs::FileType::from_raw_mode(status.st_mode).is_file()
            && let Ok(mut read) = READ.lock()
        {
            read.insert((status.st_dev, status.st_ino));
        }
        return read_at_most(&mut stdin.lock(), max_bytes);
    }
    let mut file = File::open(path)?;
    let metadata = file.metadata()?;
    remember_as_read(&metadata);
    if metadata.is_dir() {
        return Err(ReadError::Directory);
    }
    if metadata.len() > max_bytes {
        return Err(ReadError::TooLarge);
    }
    read_at_most(&mut file, max_bytes)
}

/// Reads all of it; `None` when there are more than `max_bytes`.
pub(crate) fn read_bounded(reader: &mut dyn Read, max_bytes: u64) -> io::Result<Option<Vec<u8>>> {
    match read_at_most(reader, max_bytes) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(ReadError::Io(error)) => Err(error),
        Err(ReadError::TooLarge) => Ok(None),
        Err(ReadError::Directory) => Err(io::Error::from(io::ErrorKind::IsADirectory)),
    }
}

/// A pipe does not tell its length: one byte more than allowed is enough to know.
fn read_at_most(reader: &mut dyn Read, max_bytes: u64) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    let n_read = reader.take(max_bytes.saturating_add(1)).read_to_end(&mut bytes)?;
    if n_read as u64 > max_bytes { Err(ReadError::TooLarge) } else { Ok(bytes) }
}

fn unreadable(name: &str, file: FileId, error: &ReadError, max_bytes: u64) -> Diagnostic {
    let place = Span::file_start(file);
    match error {
        ReadError::Directory => {
            Diagnostic::new(&DIRECTORY, place, format!("`{name}` is a folder, expected a file"))
                .help("name the file in it that you mean")
        }
        ReadError::TooLarge => {
            let message = format!(
                "`{name}` is larger than {} MiB, the most that is read of such a file",
                max_bytes >> 20
            );
            Diagnostic::new(&FILE_TOO_LARGE, place, message)
                .help("check that this is the file you mean")
        }
        ReadError::Io(error) => {
            let message = format!("`{name}` cannot be read: {}", in_words(error));
            Diagnostic::new(&UNREADABLE_FILE, place, message).help(
                "check the name and its permissions; `-` is standard input, `netloom init` \
                       writes a first config",
            )
        }
    }
}

/// The operating system's words in the grammar of the house, without Rust's `(os error 2)`.
fn in_words(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

fn binary(name: &str, file: FileId) -> Diagnostic {
    Diagnostic::new(
        &BINARY_FILE,
        Span::file_start(file),
        format!("`{name}` is not text: it has a NUL byte"),
    )
    .help("name the file that you mean; for UTF-16 type `iconv -f UTF-16 -t UTF-8` first")
}

fn empty(name: &str, file: FileId) -> Diagnostic {
    Diagnostic::new(&EMPTY_FILE, Span::file_start(file), format!("`{name}` is empty")).help(
        "check what should have written it; `netloom init -o cluster.yaml` writes a config \
               to start from",
    )
}

/// Keeps the text up to the bad byte, so that the finding has a line and a column.
fn not_utf8(name: String, error: &std::string::FromUtf8Error, sources: &mut Sources) -> Diagnostic {
    let n_valid_bytes = error.utf8_error().valid_up_to();
    let (valid, rest) = error.as_bytes().split_at_checked(n_valid_bytes).unwrap_or_default();
    let bad_byte = rest.first().copied().unwrap_or_default();
    let message = format!("byte 0x{bad_byte:02X} of `{name}` is not UTF-8");
    let file = sources.add(name, String::from_utf8_lossy(valid));
    Diagnostic::new(&NOT_UTF8, Span::new(file, n_valid_bytes..n_valid_bytes), message)
        .label("the text cannot be read from here on")
        .help("write the file again as UTF-8: `iconv -f LATIN1 -t UTF-8`")
}

#[cfg(test)]
mod tests {
    use super::*;
    use netloom_diag::render_concise;

    /// Reads a file with these bytes and returns the finding, in one line behind the file's name.
    fn check(bytes: &[u8], expected: &str) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("c.ini");
        std::fs::write(&path, bytes).expect("it can be written");
        let mut sources = Sources::default();
        let finding =
            read_source(&path, MAX_CONFIG_BYTES, &mut sources).expect_err("it cannot be read");
        let line = render_concise(&[finding], &sources);
        let line = line.replace(&path.display().to_string(), "c.ini");
        assert_eq!(line.trim_end(), expected);
    }

    #[test]
    fn files_that_hold_no_text_are_told_apart() {
        check(b"", "c.ini:1:1: error[FIL003] `c.ini` is empty");
        check(b" \n\t\n", "c.ini:1:1: error[FIL003] `c.ini` is empty");
        check(b"\x1f\x8b\0\0", "c.ini:1:1: error[FIL004] `c.ini` is not text: it has a NUL byte");
        check(b"a\0b", "c.ini:1:1: error[FIL004] `c.ini` is not text: it has a NUL byte");
        check(
            b"[aws]\n; f\xFCr uns\n",
            "c.ini:2:4: error[FIL005] byte 0xFC of `c.ini` is not UTF-8",
        );
    }

    #[test]
    fn a_large_file_is_refused_without_reading_it() {
        let n_bytes = usize::try_from(MAX_CONFIG_BYTES + 1).expect("it fits");
        let words = "`c.ini` is larger than 1 MiB, the most that is read of such a file";
        check(&vec![b'#'; n_bytes], &format!("c.ini:1:1: error[FIL006] {words}"));
    }

    #[test]
    fn folders_and_missing_files_say_so() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut sources = Sources::default();
        let finding = read_source(folder.path(), 10, &mut sources).expect_err("it is a folder");
        assert_eq!(finding.code.id, "FIL002");
        let finding = read_source(&folder.path().join("nope"), 10, &mut sources)
            .expect_err("it is not there");
        assert!(
            finding.message.ends_with("cannot be read: no such file or directory"),
            "{}",
            finding.message
        );
    }
}
