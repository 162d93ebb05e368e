//! The file in which `aws` finds the template.

use std::fs::{File, Permissions};
use std::io::{self, Seek, Write};
use std::os::fd::AsRawFd;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use rustix::io::{FdFlags, fcntl_setfd};
use tempfile::NamedTempFile;

use crate::error::CommandError;

/// A file with the template that only this user can read and that is gone with the processes that
/// have it open.
pub(crate) struct TemplateFile {
    path: PathBuf,
    _file: Kept,
}

/// What keeps the file there.
enum Kept {
    /// A file without a name; a child process inherits the descriptor.
    Unnamed { _file: File },
    /// A file that is removed when the value is dropped.
    Named { _file: NamedTempFile },
}

impl TemplateFile {
    /// Writes the template.
    pub(crate) fn new(text: &str) -> Result<Self, CommandError> {
        let file = Self::unnamed(text).and_then(|file| file.map_or_else(|| Self::named(text), Ok));
        file.map_err(|source| CommandError::TemporaryTemplate { source })
    }

    /// Returns the name by which a child process opens the file.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// `None` where a process cannot open its own descriptors by name as if they were opened again.
    fn unnamed(text: &str) -> io::Result<Option<Self>> {
        let descriptors = Path::new("/proc/self/fd");
        if !descriptors.is_dir() {
            return Ok(None);
        }
        let mut file = tempfile::tempfile()?;
        file.set_permissions(Permissions::from_mode(0o600))?;
        file.write_all(text.as_bytes())?;
        file.rewind()?;
        let path = descriptors.join(file.as_raw_fd().to_string());
        if !path.is_file() {
            return Ok(None);
        }
        fcntl_setfd(&file, FdFlags::empty())?;
        Ok(Some(Self { path, _file: Kept::Unnamed { _file: file } }))
    }

    fn named(text: &str) -> io::Result<Self> {
        // The file is made with mode 0600.
        let mut file = tempfile::Builder::new().prefix("netloom-").suffix(".yaml").tempfile()?;
        file.write_all(text.as_bytes())?;
        file.flush()?;
        Ok(Self { path: file.path().to_owned(), _file: Kept::Named { _file: file } })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(file: TemplateFile, text: &str) {
        let path = file.path().to_owned();
        let metadata = std::fs::metadata(&path).expect("it is there");
        assert!(metadata.is_file());
        assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
        // Each opening starts at the beginning: the AWS CLI reads the file more than once.
        for _ in 0..2 {
            assert_eq!(std::fs::read_to_string(&path).expect("it is there"), text);
        }
        drop(file);
        assert!(std::fs::read_to_string(&path).is_err());
    }

    #[test]
    fn only_this_user_can_read_the_template_and_it_goes_away() {
        let text = "Resources: {}\n";
        check(TemplateFile::named(text).expect("a temporary file"), text);
    }

    #[test]
    fn a_file_without_a_name_is_read_by_its_descriptor() {
        let text = "Resources: {}\n";
        if let Some(file) = TemplateFile::unnamed(text).expect("a temporary file") {
            let seen =
                std::process::Command::new("cat").arg(file.path()).output().expect("cat runs");
            assert_eq!(String::from_utf8_lossy(&seen.stdout), text);
        }
    }
}
