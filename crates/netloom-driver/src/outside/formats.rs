//! How the list is written, one file for each format.

mod json;
mod network_firewall;
mod squid;
mod table;

use super::Outside;

/// A way to write the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OutsideFormat {
    /// Columns for people.
    Table,
    /// For programs.
    Json,
    /// Lines of a configuration of Squid.
    Squid,
    /// A stateful rule group of AWS Network Firewall.
    NetworkFirewall,
}

impl OutsideFormat {
    /// Returns the list in this format, ending in a line feed; what comes from files is escaped.
    #[must_use]
    pub fn text_of(self, outside: &Outside) -> String {
        match self {
            Self::Table => table::table(outside),
            Self::Json => json::json(outside),
            Self::Squid => squid::squid(outside),
            Self::NetworkFirewall => network_firewall::rule_group(outside),
        }
    }
}
