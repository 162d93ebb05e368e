//! A stateful rule group of AWS Network Firewall: its `RuleGroup`, for `aws network-firewall
//! create-rule-group --type STATEFUL --rule-group file://…`.
//!
//! # Source
//! AWS Network Firewall API Reference, `RuleGroup`; AWS Network Firewall Developer Guide, "Suricata
//! compatible rule strings"; Suricata, "SSL/TLS keywords", `tls.sni`.

use std::fmt::Write as _;

use netloom_diag::untrusted::json_document;
use serde_json::{Map, Value, json};

use crate::outside::{Destination, Outside};

/// The number of the first rule; those below a million are reserved.
///
/// # Source
/// Suricata, "Meta keywords", `sid`.
const FIRST_RULE: usize = 1_000_001;

/// Returns a rule for each host, from the blocks of those who call where these are known.
pub(super) fn rule_group(outside: &Outside) -> String {
    let mut variables = Map::new();
    let mut rules = String::new();
    for (index, destination) in outside.destinations.iter().enumerate() {
        let from = if destination.sources.is_empty() {
            "HOME_NET".to_owned()
        } else {
            variable(destination, &mut variables)
        };
        let (host, port, sid) = (&destination.host, destination.port, FIRST_RULE + index);
        let _ = writeln!(
            rules,
            "pass tls ${from} any -> $EXTERNAL_NET {port} (tls.sni; {}; flow:to_server; \
             msg:\"{host}\"; sid:{sid}; rev:1;)",
            condition(host),
        );
    }
    let mut group = json!({ "RulesSource": { "RulesString": rules } });
    if let (false, Some(fields)) = (variables.is_empty(), group.as_object_mut()) {
        fields.insert("RuleVariables".to_owned(), json!({ "IPSets": variables }));
    }
    format!("{}\n", json_document(&format!("{group:#}")))
}

/// Returns the name of the variable with the blocks of a destination.
fn variable(destination: &Destination, variables: &mut Map<String, Value>) -> String {
    let blocks: Vec<String> = destination.sources.iter().map(ToString::to_string).collect();
    let set = json!({ "Definition": blocks });
    if let Some((name, _)) = variables.iter().find(|(_, known)| **known == set) {
        return name.clone();
    }
    let name = format!("NETLOOM_{}", variables.len() + 1);
    variables.insert(name.clone(), set);
    name
}

/// Returns what the name that a client asks for has to be.
fn condition(host: &str) -> String {
    match host.strip_prefix('*') {
        Some(end) => format!("content:\"{end}\"; nocase; endswith"),
        None if host.contains('*') => {
            let pattern = host.replace('.', r"\.").replace('*', "[0-9]+");
            format!("pcre:\"/^{pattern}$/i\"")
        }
        None => format!("content:\"{host}\"; nocase; startswith; endswith"),
    }
}
