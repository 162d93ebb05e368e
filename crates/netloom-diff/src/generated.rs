//! Loops and transforms whose text changes: the resources that they make are in no template.
//!
//! - Comes in: both templates as written.
//! - Goes out: what the new one makes otherwise, or makes no more, each in words.
//!
//! # Source
//! AWS CloudFormation Template Reference, "Fn::ForEach", "Fn::Transform" and "AWS::Include
//! transform": CloudFormation replaces them before it looks at anything else.

use std::collections::BTreeSet;

use crate::source_tree::SourceTree;
use crate::value::Plain;

/// What loops and transforms make, as far as it changes.
pub(crate) struct Generated {
    /// What is new or is made from another text.
    pub(crate) made: Vec<String>,
    /// What is made no more.
    pub(crate) unmade: Vec<String>,
}

impl Generated {
    /// Compares the loops and transforms of two templates.
    pub(crate) fn of(old: &SourceTree<'_>, new: &SourceTree<'_>) -> Self {
        let (before, after) = (old.generators(), new.generators());
        let made: Vec<String> = after.difference(&before).map(words).collect();
        let names: BTreeSet<&String> = made.iter().collect();
        let unmade = before.difference(&after).map(words);
        let unmade = unmade.filter(|what| !names.contains(what)).collect();
        Self { made, unmade }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.made.is_empty() && self.unmade.is_empty()
    }
}

fn words((key, written): &(String, Plain)) -> String {
    match (key.starts_with("Fn::ForEach"), written.get("Name")) {
        (true, _) => format!("what loop `{key}` makes"),
        (false, Some(name)) => format!("what transform `{}` makes", name.text()),
        (false, None) => "what a transform makes".to_owned(),
    }
}
