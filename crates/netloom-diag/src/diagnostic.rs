//! One finding about the user's files.

use crate::{Code, Severity, Sources, Span};

/// A place and what is to be said about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// The text next to the underline; may be empty.
    pub text: String,
}

/// A finding about the user's network: what is wrong, where, and what to type instead.
///
/// The message follows the grammar of the house: lower case, no final stop, one line, user text in
/// backticks, seen before expected. If only one line could be shown, it is the message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// The kind of finding.
    pub code: &'static Code,
    /// How much it weighs here; the code's own severity unless changed.
    pub severity: Severity,
    /// One line that stands alone.
    pub message: String,
    /// The place that the finding is about.
    pub primary: Label,
    /// Other places that explain it, in the order in which they were added.
    pub secondary: Vec<Label>,
    /// What to do, one entry per way out.
    pub help: Vec<String>,
    /// Facts that explain it, such as the rule that gave a derived value.
    pub notes: Vec<String>,
    /// The address of the object it is about, such as `subnet.compute`; empty when it is about the
    /// file.
    pub about: String,
}

impl Diagnostic {
    /// Returns a finding of this kind at `span`, without help or further places.
    #[must_use]
    pub fn new(code: &'static Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity,
            message: message.into(),
            primary: Label { span, text: String::new() },
            secondary: Vec::new(),
            help: Vec::new(),
            notes: Vec::new(),
            about: String::new(),
        }
    }

    /// Sets the text next to the underline of the primary place.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// Adds another place that explains the finding.
    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.secondary.push(Label { span, text: text.into() });
        self
    }

    /// Adds a way out.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// Adds a fact.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Sets the address of the object that the finding is about.
    #[must_use]
    pub fn about(mut self, address: impl Into<String>) -> Self {
        self.about = address.into();
        self
    }

    /// Sets another severity than the code's own.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Returns whether nothing may be rendered while this finding stands.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Puts findings into the order in which people read them: by file, line, column, code, and then by
/// message; drops repeats.
///
/// The file order is the order in which the files were named.
pub fn sort_diagnostics(diagnostics: &mut Vec<Diagnostic>, sources: &Sources) {
    diagnostics.sort_by_cached_key(|diagnostic| {
        let span = diagnostic.primary.span;
        let place = sources.line_column(span);
        (span.file, place.line, diagnostic.code.id, place.column, diagnostic.message.clone())
    });
    diagnostics.dedup();
}
