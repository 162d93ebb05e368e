//! Characters to bytes: the scanner counts characters, spans count bytes.

/// Where each character of a text starts.
pub(super) struct Positions {
    len_bytes: usize,
    /// Absent for plain ASCII, where characters are bytes.
    starts: Option<Vec<usize>>,
}

impl Positions {
    pub(super) fn of(text: &str) -> Self {
        let starts = (!text.is_ascii()).then(|| text.char_indices().map(|(offset, _)| offset).collect());
        Self { len_bytes: text.len(), starts }
    }

    /// Returns the offset in bytes of the character at `index`; past the end it is the end of the text.
    pub(super) fn byte(&self, index: usize) -> usize {
        match &self.starts {
            None => index.min(self.len_bytes),
            Some(starts) => starts.get(index).copied().unwrap_or(self.len_bytes),
        }
    }
}
