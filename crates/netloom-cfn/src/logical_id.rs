//! The name of a thing inside a template.

use std::fmt;

use serde::Serialize;

/// The name of a resource, parameter or output: letters and digits only, at least one.
///
/// It says what the thing is and where (`SubnetComputeEuw1Az1`), never its position and never its
/// content, so that an edit elsewhere leaves it alone. CloudFormation takes a resource with another
/// logical id for another resource: it makes the new one, then deletes the old one.
///
/// # Source
/// AWS CloudFormation User Guide, "Resources", logical id: alphanumeric, unique in the template.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(transparent)]
pub struct LogicalId(String);

impl LogicalId {
    /// Returns the id made of these words: each is split where it is neither letter nor digit, and
    /// each piece starts with a capital. `["Subnet", "login-a", "euw1-az1"]` becomes
    /// `SubnetLoginAEuw1Az1`.
    ///
    /// Different words can meet in one id (`a-1` and `a1`); the emitter reports that instead of
    /// dropping one of them.
    #[must_use]
    pub fn from_words(words: &[&str]) -> Self {
        let pieces = words.iter().flat_map(|word| word.split(|c: char| !c.is_ascii_alphanumeric()));
        Self(pieces.fold(String::new(), |mut id, piece| {
            let mut chars = piece.chars();
            id.extend(chars.next().map(|first| first.to_ascii_uppercase()));
            id.push_str(chars.as_str());
            id
        }))
    }

    /// Returns the id with `suffix` behind it, such as `Id` for the output that gives a subnet's
    /// id.
    #[must_use]
    pub fn with(&self, suffix: &str) -> Self {
        Self::from_words(&[&self.0, suffix])
    }

    /// Returns the id as CloudFormation writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for LogicalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(words: &[&str], expected: &str) {
        assert_eq!(LogicalId::from_words(words).as_str(), expected);
    }

    #[test]
    fn words_become_one_word_of_letters_and_digits() {
        check(&["Subnet", "compute", "euw1-az1"], "SubnetComputeEuw1Az1");
        check(&["Subnet", "login-a"], "SubnetLoginA");
        check(&["PlacementGroup", "gpu_A.1"], "PlacementGroupGpuA1");
        check(&["Vpc", "ü"], "Vpc");
    }
}
