//! What would end the process if the engine saw it: names in a circle, and blocks too deep in each other.

use std::collections::BTreeSet;

use netloom_diag::{Diagnostic, SourceFile, Span};

use crate::codes;
use crate::rules::{Declared, Name};

/// Returns why a rule file must not be evaluated; nothing if it may be.
pub(crate) fn screen(file: &SourceFile, declared: &Declared) -> Option<Diagnostic> {
    let span = |(start, len): (usize, usize)| Span::new(file.id(), start..start + len);
    if let Some(at) = declared.too_deep {
        let message = format!("`{}` has brackets more than 64 deep in each other", file.name());
        let finding = Diagnostic::new(&codes::RULES_TOO_DEEP, span(at), message);
        return Some(finding.help("write rules of their own for the inner blocks and name those"));
    }
    let circle = circle(declared)?;
    let first = declared.names.get(circle.first()?)?;
    let mut told: Vec<String> = circle.iter().map(|name| format!("`{}`", name.text())).collect();
    told.extend(told.first().cloned());
    let message = format!("rules or variables refer to each other in a circle: {}", told.join(" → "));
    let finding = Diagnostic::new(&codes::RULES_IN_A_CIRCLE, span(first.0), message);
    Some(finding.help("write one of them without the others"))
}

/// The first circle in the order of the names, beginning with its first name.
fn circle(declared: &Declared) -> Option<Vec<Name>> {
    let mut done: BTreeSet<&Name> = BTreeSet::new();
    for start in declared.names.keys() {
        // An own stack: files of users may have as many names as they like.
        let mut path: Vec<(&Name, Vec<&Name>)> = vec![(start, next(declared, start))];
        if done.contains(start) {
            continue;
        }
        while let Some((_, rest)) = path.last_mut() {
            match rest.pop() {
                Some(name) => {
                    if let Some(place) = path.iter().position(|(earlier, _)| *earlier == name) {
                        return Some(path.iter().skip(place).map(|(name, _)| (*name).clone()).collect());
                    }
                    if !done.contains(name) {
                        path.push((name, next(declared, name)));
                    }
                }
                None => {
                    if let Some((name, _)) = path.pop() {
                        done.insert(name);
                    }
                }
            }
        }
    }
    None
}

fn next<'d>(declared: &'d Declared, name: &Name) -> Vec<&'d Name> {
    declared.names.get(name).map(|(_, references)| references.iter().rev().collect()).unwrap_or_default()
}
