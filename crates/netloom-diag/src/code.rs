//! Codes: the stable names of findings, each with a page that `netloom explain` prints.

use std::fmt;

use serde::Serialize;

/// How much a finding weighs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The network cannot work as written, or it cannot be determined what was meant. Nothing is
    /// rendered.
    Error,
    /// It works, and a careful reader would want to know.
    Warning,
    /// A fact worth knowing, nothing to do.
    Info,
}

impl Severity {
    /// Returns the word that stands before the code.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A kind of finding: stable, never used again for something else.
///
/// Declare codes with [`declare_codes!`](crate::declare_codes), beside the code that reports them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Code {
    /// Three letters and three digits: `NET014`.
    pub id: &'static str,
    /// The fault in words, without verb or stop: `overlapping subnets`.
    pub title: &'static str,
    /// The severity that it has unless the finding says otherwise.
    pub severity: Severity,
    /// The page in Markdown: what it finds, why it matters, an example, what to write instead, the
    /// source.
    pub page: &'static str,
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

/// Declares codes; the doc comment of each is its user page.
///
/// Writes one `pub static` per code and one slice, `CODES`, with all of them in the order written.
///
/// ```
/// netloom_diag::declare_codes! {
///     /// ### What it finds
///     /// Two subnets that share addresses.
///     OVERLAPPING_SUBNETS = ("NET014", Error, "overlapping subnets");
/// }
/// assert_eq!(OVERLAPPING_SUBNETS.page, " ### What it finds\n Two subnets that share addresses.\n");
/// assert_eq!(CODES.len(), 1);
/// ```
#[macro_export]
macro_rules! declare_codes {
    ($($(#[doc = $line:literal])+ $name:ident = ($id:literal, $severity:ident, $title:literal);)+) => {
        $(
            $(#[doc = $line])+
            pub static $name: $crate::Code = $crate::Code {
                id: $id,
                title: $title,
                severity: $crate::Severity::$severity,
                page: concat!($($line, "\n"),+),
            };
        )+

        /// The codes declared in this module, in the order written.
        pub static CODES: &[&$crate::Code] = &[$(&$name),+];
    };
}
