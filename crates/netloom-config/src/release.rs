//! ParallelCluster releases.

use std::fmt;
use std::str::FromStr;

/// A release of ParallelCluster, 2.0.0 to 3.x; ordered by age.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Release {
    /// 2 or 3.
    pub major: u16,
    /// From 0.
    pub minor: u16,
    /// From 0.
    pub patch: u16,
}

impl Release {
    /// The newest release whose schema this build was compared with.
    pub const NEWEST_KNOWN: Self = Self::new(3, 16, 1);

    /// Returns the release `major.minor.patch`.
    #[must_use]
    pub const fn new(major: u16, minor: u16, patch: u16) -> Self {
        Self { major, minor, patch }
    }
}

/// The text is not a release such as `3.9` or `2.11.9`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ReleaseParseError;

impl fmt::Display for ReleaseParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a ParallelCluster release from 2.0 to 3.x, such as `3.9.3` or `2.11`")
    }
}

impl std::error::Error for ReleaseParseError {}

impl FromStr for Release {
    type Err = ReleaseParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts = text.split('.').map(|part| part.parse().map_err(|_| ReleaseParseError));
        match parts.collect::<Result<Vec<u16>, _>>()?.as_slice() {
            [major @ 2..=3, minor] => Ok(Self::new(*major, *minor, 0)),
            [major @ 2..=3, minor, patch] => Ok(Self::new(*major, *minor, *patch)),
            _ => Err(ReleaseParseError),
        }
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<Release>) {
        assert_eq!(text.parse::<Release>().ok(), expected, "{text}");
    }

    #[test]
    fn releases_are_read_with_two_or_three_numbers() {
        check("3.9.3", Some(Release::new(3, 9, 3)));
        check("2.11", Some(Release::new(2, 11, 0)));
        for text in ["3", "4.0", "1.9.0", "3.x", "3.9.3.1", "", "v3.9"] {
            check(text, None);
        }
    }

    #[test]
    fn releases_are_ordered_by_age() {
        assert!(Release::new(3, 9, 3) < Release::new(3, 10, 0));
        assert!(Release::new(2, 11, 9) < Release::new(3, 0, 0));
    }
}
