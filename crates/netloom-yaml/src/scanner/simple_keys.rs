//! The tokens that may turn out to be keys: one at most for each level of brackets.

use crate::cursor::Cursor;
use crate::token::Fault;

/// How far behind a key its colon may stand, in characters.
///
/// # Source
/// YAML 1.1, section 9.1.3: a simple key is limited to 1,024 characters and a single line.
const MAX_KEY_LENGTH: usize = 1024;

/// A token that is a key if a colon follows.
#[derive(Clone, Debug)]
pub(super) struct SimpleKey {
    /// Its number among all tokens.
    pub(super) token: usize,
    /// Whether it can be nothing else: it begins in the column of the keys around it.
    pub(super) is_required: bool,
    pub(super) at: usize,
    pub(super) index: usize,
    pub(super) line: usize,
    pub(super) column: usize,
}

/// One place for a key per level of brackets, the first outside of all.
#[derive(Debug)]
pub(super) struct SimpleKeys {
    levels: Vec<Option<SimpleKey>>,
    /// No level before this one has a key. Keys of outer levels are older, so they become stale
    /// first, and no level is looked at again and again.
    n_without: usize,
}

impl Default for SimpleKeys {
    fn default() -> Self {
        Self { levels: vec![None], n_without: 0 }
    }
}

impl SimpleKeys {
    pub(super) fn flow_level(&self) -> usize {
        self.levels.len().saturating_sub(1)
    }

    pub(super) fn enter(&mut self) {
        self.levels.push(None);
    }

    pub(super) fn leave(&mut self) {
        self.levels.pop();
        self.n_without = self.n_without.min(self.flow_level());
    }

    /// Returns the number of the first token that may be a key.
    pub(super) fn first_token(&self) -> Option<usize> {
        self.levels.iter().skip(self.n_without).flatten().next().map(|key| key.token)
    }

    /// Drops the keys whose colon would be on another line or too far away.
    pub(super) fn drop_stale(&mut self, cursor: &Cursor<'_>) -> Result<(), Fault> {
        while let Some(level) = self.levels.get_mut(self.n_without) {
            let is_stale = level.as_ref().is_none_or(|key| {
                key.line != cursor.line()
                    || cursor.index().saturating_sub(key.index) > MAX_KEY_LENGTH
            });
            if !is_stale {
                return Ok(());
            }
            expect_optional(level.take())?;
            self.n_without += 1;
        }
        Ok(())
    }

    pub(super) fn save(&mut self, key: SimpleKey) -> Result<(), Fault> {
        self.remove()?;
        self.n_without = self.n_without.min(self.flow_level());
        if let Some(level) = self.levels.last_mut() {
            *level = Some(key);
        }
        Ok(())
    }

    /// Takes the key of this level, which is one now.
    pub(super) fn take(&mut self) -> Option<SimpleKey> {
        self.levels.last_mut().and_then(Option::take)
    }

    /// Drops the key of this level, which is none.
    pub(super) fn remove(&mut self) -> Result<(), Fault> {
        expect_optional(self.take())
    }
}

fn expect_optional(key: Option<SimpleKey>) -> Result<(), Fault> {
    match key.filter(|key| key.is_required) {
        Some(key) => {
            let message = "a `:` is missing behind the key that begins here";
            Err(Fault { at: key.at, message: message.to_owned() })
        }
        None => Ok(()),
    }
}
