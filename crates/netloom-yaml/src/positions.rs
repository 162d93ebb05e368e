//! Characters to bytes: the scanner counts characters, spans count bytes.

/// Where each character of a text starts, in bytes of the file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Positions {
    len_bytes: usize,
    /// Absent for plain ASCII, where characters are bytes.
    starts: Option<Vec<usize>>,
}

impl Positions {
    /// Returns the positions of a text that is read as it is.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let starts = || text.char_indices().map(|(offset, _)| offset).collect();
        Self { len_bytes: text.len(), starts: (!text.is_ascii()).then(starts) }
    }

    /// Returns the positions of a text that was made of a file of `len_bytes`; one start per
    /// character, never decreasing.
    pub(crate) fn from_starts(len_bytes: usize, starts: Vec<usize>) -> Self {
        Self { len_bytes, starts: Some(starts) }
    }

    /// Returns the offset in bytes of the character at `index`; past the end it is the end of the
    /// file.
    #[must_use]
    pub fn byte(&self, index: usize) -> usize {
        match &self.starts {
            None => index.min(self.len_bytes),
            Some(starts) => starts.get(index).copied().unwrap_or(self.len_bytes),
        }
    }
}
