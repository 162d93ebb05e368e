//! Subnets by id or by name.
//!
//! ParallelCluster takes ids. netloom takes the names of its `Network` section in the same places,
//! and `head` and `compute` where that section lists no subnets.

use std::collections::{BTreeMap, BTreeSet};

use netloom_diag::{Diagnostic, Sourced, Span, nearest_name};
use netloom_net::ids::SubnetId;

use super::reader::{Reader, Section, item_span};
use crate::codes;
use crate::intent::{
    DEFAULT_COMPUTE_SUBNET, DEFAULT_HEAD_SUBNET, NetworkIntent, SubnetName, SubnetRef,
    names_side_by_side,
};
use crate::values::parse_id;

/// The names that may stand for a subnet, and in how many zones each lies.
#[derive(Clone)]
pub(super) struct SubnetNames {
    names: Vec<(SubnetName, usize)>,
    /// The names whose zones the file does not write.
    open: BTreeSet<SubnetName>,
    is_listed: bool,
}

impl SubnetNames {
    /// The names of this network.
    pub(super) fn of(network: &NetworkIntent) -> Self {
        let n_zones = network.zones.len().max(1);
        if network.subnets.is_empty() {
            let names = [DEFAULT_HEAD_SUBNET, DEFAULT_COMPUTE_SUBNET]
                .into_iter()
                .filter_map(SubnetName::new);
            let open = names.clone().collect();
            return Self {
                names: names.map(|name| (name, n_zones)).collect(),
                open,
                is_listed: false,
            };
        }
        let names = network.subnets.iter().map(|subnet| {
            let own = subnet.zones.len();
            (subnet.name.value.clone(), if own == 0 { n_zones } else { own })
        });
        let open = network
            .subnets
            .iter()
            .filter(|subnet| subnet.zones.is_empty())
            .map(|subnet| subnet.name.value.clone())
            .collect();
        Self { names: names.collect(), open, is_listed: true }
    }

    /// Returns the names as they are where queues list these: names that stand side by side are in
    /// one zone each.
    pub(super) fn listed_by(&self, lists: &[Vec<&str>]) -> Self {
        let named =
            lists.iter().map(|list| list.iter().filter_map(|text| self.known_name(text)).collect());
        let spread = names_side_by_side(named);
        let names = self.names.iter().map(|(name, n_zones)| {
            let is_in_one_zone = self.open.contains(name) && spread.contains(name);
            (name.clone(), if is_in_one_zone { 1 } else { *n_zones })
        });
        Self { names: names.collect(), ..self.clone() }
    }

    fn known_name(&self, text: &str) -> Option<&SubnetName> {
        self.names.iter().map(|(name, _)| name).find(|name| name.as_str() == text)
    }

    /// Returns how many subnets a reference stands for: one for an id, one per zone for a name.
    pub(super) fn n_subnets(&self, subnet: &SubnetRef) -> usize {
        match subnet {
            SubnetRef::Existing(_) => 1,
            SubnetRef::Named(name) => self.n_zones_of(name.as_str()),
        }
    }

    /// Returns in how many zones the subnet of this name lies, 1 when there is none.
    pub(super) fn n_zones_of(&self, name: &str) -> usize {
        self.names
            .iter()
            .find(|(known, _)| known.as_str() == name)
            .map_or(1, |(_, n_zones)| *n_zones)
    }

    fn read(&self, text: &str, span: Span) -> Result<SubnetRef, Diagnostic> {
        let names = || self.names.iter().map(|(name, _)| name.as_str());
        if let Some((name, _)) = self.names.iter().find(|(name, _)| name.as_str() == text) {
            return Ok(SubnetRef::Named(name.clone()));
        }
        if SubnetName::new(text).is_none() || text.starts_with(SubnetId::PREFIX) {
            let id = parse_id::<SubnetId>(text, span, "subnet").map(SubnetRef::Existing);
            return id.map_err(|finding| {
                finding.help(format!(
                    "or the name of a subnet that netloom makes: {}",
                    quoted(names())
                ))
            });
        }
        let place = if self.is_listed {
            "`Network.Subnets` has no"
        } else {
            "the file has no `Network.Subnets` with a"
        };
        let finding =
            Diagnostic::new(&codes::POINTS_TO_NOTHING, span, format!("{place} subnet `{text}`"));
        Err(match nearest_name(text, names()) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => {
                finding.help(format!("write one of {}, or the id of a subnet", quoted(names())))
            }
        })
    }
}

fn quoted<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Reads `SubnetId`, where it is written.
pub(super) fn read_subnet(
    reader: &mut Reader<'_>,
    section: Section<'_>,
    names: &SubnetNames,
) -> Option<Sourced<SubnetRef>> {
    let text = reader.text(section, "SubnetId")?;
    let span = text.span();
    reader.keep(names.read(&text.value, span)).map(|subnet| Sourced::written(subnet, span))
}

/// Reads `SubnetIds` with `min` to `max` entries and none twice; empty when it is not written.
pub(super) fn read_subnets(
    reader: &mut Reader<'_>,
    section: Section<'_>,
    names: &SubnetNames,
    (min, max): (usize, usize),
) -> Vec<Sourced<SubnetRef>> {
    let Some((field, nodes)) = reader.items(section, "SubnetIds") else { return Vec::new() };
    if !(min..=max).contains(&nodes.len()) {
        let expected = match (min, max) {
            (1, 1) => "exactly one".to_owned(),
            (min, usize::MAX) => format!("at least {min}"),
            (min, max) => format!("{min} to {max}"),
        };
        let message = format!("`SubnetIds` has {} entries, expected {expected}", nodes.len());
        reader.report(Diagnostic::new(&codes::WRONG_LIST_LENGTH, field.span(), message).help(
            match max {
                1 => "keep one subnet".to_owned(),
                _ => format!("list {expected}"),
            },
        ));
    }
    // A list of a wrong length is still read: its entries may have faults of their own.
    let mut subnets: Vec<Sourced<SubnetRef>> = Vec::new();
    let mut seen: BTreeMap<SubnetRef, Span> = BTreeMap::new();
    for node in nodes {
        let span = item_span(field, node);
        let Some(text) = reader.text_of(node, span, "item of SubnetIds") else { continue };
        let Some(subnet) = reader.keep(names.read(&text.value, span)) else { continue };
        if let Some(earlier) = seen.insert(subnet.clone(), span) {
            let finding = Diagnostic::new(
                &codes::DUPLICATE_ENTRY,
                span,
                format!("subnet `{}` is listed twice", text.value),
            );
            reader.report(finding.also(earlier, "first here").help("keep one of them"));
        }
        subnets.push(Sourced::written(subnet, span));
    }
    subnets
}
