//! What a path to write to means.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// How many symbolic links are followed, as on Linux.
///
/// # Source
/// path_resolution(7): at most 40.
const MAX_LINKS: usize = 40;

/// Folders whose entries are the descriptors of this process.
///
/// # Source
/// proc(5), "/proc/pid/fd"; fd(4) of macOS and the BSDs.
const DESCRIPTORS: [&str; 2] = ["/proc/self/fd", "/dev/fd"];

/// What is to be written to.
#[derive(PartialEq, Eq, Debug)]
pub(super) enum Target {
    /// Descriptor 1.
    StandardOutput,
    /// Descriptor 2.
    StandardError,
    /// Another descriptor of this process, by this path.
    Descriptor(PathBuf),
    /// A file, which need not exist; no symbolic link.
    File(PathBuf),
}

impl Target {
    /// Follows a chain of symbolic links.
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        let mut target = path.to_owned();
        for _ in 0..MAX_LINKS {
            // A descriptor looks like a link, and what it shows may be no path at all:
            // `pipe:[4711]`.
            if let Some(descriptor) = as_descriptor(&target) {
                return Ok(descriptor);
            }
            match fs::read_link(&target) {
                // An absolute link takes the place of the whole path.
                Ok(next) => target = folder_of(&target).join(next),
                Err(_) => return Ok(Self::File(target)),
            }
        }
        Err(io::Error::other("too many symbolic links"))
    }
}

fn as_descriptor(path: &Path) -> Option<Target> {
    let number: u32 = path.file_name().and_then(OsStr::to_str)?.parse().ok()?;
    let folder = fs::canonicalize(folder_of(path)).ok()?;
    let is_own = DESCRIPTORS.iter().any(|own| fs::canonicalize(own).is_ok_and(|own| own == folder));
    match number {
        _ if !is_own => None,
        1 => Some(Target::StandardOutput),
        2 => Some(Target::StandardError),
        _ => Some(Target::Descriptor(path.to_owned())),
    }
}

pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptors_are_told_from_files() {
        let of = |path: &str| Target::of(Path::new(path)).expect("no circle");
        if Path::new("/proc/self/fd").is_dir() {
            assert_eq!(of("/dev/stdout"), Target::StandardOutput);
            assert_eq!(of("/dev/../dev/stderr"), Target::StandardError);
            assert_eq!(of("/proc/self/fd/1"), Target::StandardOutput);
            assert_eq!(of("/dev/fd/2"), Target::StandardError);
            assert_eq!(of("/dev/fd/0"), Target::Descriptor("/dev/fd/0".into()));
        }
        assert_eq!(of("no/such/1"), Target::File("no/such/1".into()));
    }
}
