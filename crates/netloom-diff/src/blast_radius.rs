//! What outside the template hangs on ids that change: the cluster itself, its file systems, other
//! stacks.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::behaviour::Effect;
use crate::outputs::OutputChange;
use crate::resources::{Action, ResourceChange};

/// A user of a resource of the template by its id.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dependent {
    /// The logical id of what it uses, as the old template calls it.
    pub on: String,
    /// Who, in words: ``queue `cpu` ``.
    pub who: String,
    /// What has to happen when the id changes, in a sentence without a full stop.
    pub consequence: String,
    /// Whether data is lost when the id changes.
    pub is_data_lost: bool,
}

/// One that is affected.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Hit {
    /// The resource whose id changes or goes away.
    pub on: String,
    /// Who is hit.
    pub who: String,
    /// What has to happen.
    pub consequence: String,
    /// Whether data is lost, or may be.
    pub is_data_lost: bool,
}

/// Returns what is affected: those that the configs name, and the importers of an output.
pub(crate) fn find(
    changes: &[ResourceChange],
    dependents: &[Dependent],
    outputs: &[OutputChange],
) -> Vec<Hit> {
    // The id of a renamed resource is gone like that of a removed one: to CloudFormation it is two
    // resources. An update that fails is listed, too, since its safe way ends with another id.
    let mut gone: BTreeMap<&str, bool> = BTreeMap::new();
    for change in changes {
        match &change.action {
            Action::Removed if !change.is_retained => _ = gone.insert(&change.id, true),
            Action::Renamed { from } => _ = gone.insert(from, true),
            Action::Changed
                if change.effect == Effect::Replacement || change.effect == Effect::WillFail =>
            {
                gone.insert(&change.id, true);
            }
            Action::Changed if change.effect == Effect::MayReplace => {
                _ = gone.insert(&change.id, false)
            }
            _ => {}
        }
    }
    let mut hits: Vec<Hit> = dependents
        .iter()
        .filter_map(|dependent| {
            let is_certain = gone.get(dependent.on.as_str())?;
            let prefix = if *is_certain { "" } else { "if it is replaced: " };
            let consequence = format!("{prefix}{}", dependent.consequence);
            let Dependent { on, who, is_data_lost, .. } = dependent.clone();
            Some(Hit { on, who, consequence, is_data_lost })
        })
        .collect();
    for output in outputs {
        if let Some(consequence) = output.consequence.clone() {
            let who = match &output.export_before {
                Some(name) => format!("stacks that import `{name}`"),
                None => format!("consumers of output `{}`", output.id),
            };
            hits.push(Hit { on: output.id.clone(), who, consequence, is_data_lost: false });
        }
    }
    hits.sort();
    hits.dedup();
    hits
}
