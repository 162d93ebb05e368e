//! Writes ids in place of netloom's names, and takes netloom's own section out.
//!
//! The file is not rewritten: a list of edits is made against its bytes, and what no edit
//! touches stays as it was. The result is read again before it is given out.

mod edits;
mod insert;
mod places;
mod remove;

use netloom_diag::{Diagnostic, SourceFile, Sources, Span};
use netloom_net::ids::{SecurityGroupId, SubnetId};

use self::edits::{Edits, Layout};
use self::insert::{Addition, add_keys};
use self::places::{Slot, SubnetUse, places};
use self::remove::remove_network;
use super::codes as v3_codes;
use crate::intent::{
    DEFAULT_COMPUTE_SUBNET, DEFAULT_HEAD_SUBNET, NodeGroup, SubnetName, SubnetRef,
};
use crate::yaml::{Entry, Mapping, Node, Value, parse_yaml};
use crate::{BoundIds, ClusterIntent, LoadOptions, codes};

/// Returns the text with ids; the findings of the file when it cannot be read, and one for each
/// name without an id.
pub(super) fn bind(
    file: &SourceFile,
    options: &LoadOptions,
    ids: &BoundIds,
) -> Result<String, Vec<Diagnostic>> {
    let (_, mut findings) = super::load(file, options);
    findings.retain(Diagnostic::is_error);
    let root = parse_yaml(file).0.filter(|_| findings.is_empty());
    let Some(root) = root else { return Err(findings) };
    let Some(mapping) = root.as_mapping() else { return Err(findings) };
    let mut binder = Binder { layout: Layout::of(file), ids, edits: Edits::default(), findings };
    for place in places(mapping) {
        binder.bind_place(&place);
    }
    remove_network(&binder.layout, mapping, &mut binder.edits);
    let Binder { edits, mut findings, .. } = binder;
    let bound = edits.apply(file.text(), &mut findings);
    if findings.is_empty() {
        check_result(file, options, &bound, &mut findings);
    }
    if findings.is_empty() { Ok(bound) } else { Err(findings) }
}

struct Binder<'a> {
    layout: Layout<'a>,
    ids: &'a BoundIds,
    edits: Edits,
    findings: Vec<Diagnostic>,
}

impl Binder<'_> {
    /// Binds the subnets and the security groups of one group of nodes.
    fn bind_place(&mut self, place: &SubnetUse<'_>) {
        let groups = place
            .group
            .as_ref()
            .and_then(|group| self.ids.groups.get(group))
            .map(Vec::as_slice)
            .unwrap_or_default();
        let networking = place.networking.and_then(|entry| entry.value.as_mapping());
        let mut additions = Vec::new();
        match networking.and_then(|networking| networking.get(place.slot.key())) {
            Some(entry) => self.replace_names(place, entry),
            None => additions.extend(self.derived_subnet(place)),
        }
        match networking {
            Some(networking) => additions.extend(self.wire_groups(networking, groups)),
            None if !groups.is_empty() => {
                additions.push(Addition::list("SecurityGroups", texts(groups)))
            }
            None => {}
        }
        if !additions.is_empty() {
            add_keys(&self.layout, place, networking, additions, &mut self.edits);
        }
    }

    /// Replaces every name under `SubnetId` or `SubnetIds`.
    fn replace_names(&mut self, place: &SubnetUse<'_>, entry: &Entry) {
        let Some(list) = entry.value.as_sequence() else {
            self.replace_name(place, &entry.value, None);
            return;
        };
        for node in &list.items {
            self.replace_name(place, node, Some(list.is_flow));
        }
    }

    /// Replaces one name; in a list by as many ids as the place takes.
    fn replace_name(&mut self, place: &SubnetUse<'_>, node: &Node, in_flow_list: Option<bool>) {
        let scalar = node.as_scalar().filter(|scalar| scalar.value == Value::Text);
        let Some(name) = scalar.and_then(|scalar| SubnetName::new(&scalar.text)) else { return };
        if name.as_str().parse::<SubnetId>().is_ok() {
            return;
        }
        let Some(ids) = self.ids_of(&name, place, node.span) else { return };
        let quote = self.layout.quote_of(node);
        match (in_flow_list, ids.split_first()) {
            (_, None) => {}
            (Some(false), Some((first, rest))) => {
                self.edits.replace(node.span, quote.around(first));
                if !rest.is_empty() {
                    let rest: Vec<String> = rest.iter().map(|id| quote.around(id)).collect();
                    self.edits.add(self.layout.more_items(node.span, &rest));
                }
            }
            (Some(true) | None, Some(_)) => {
                let ids: Vec<String> = ids.iter().map(|id| quote.around(id)).collect();
                self.edits.replace(node.span, ids.join(", "));
            }
        }
    }

    /// Returns the subnet that a place without one gets.
    fn derived_subnet(&mut self, place: &SubnetUse<'_>) -> Option<Addition> {
        let name = match place.group {
            Some(NodeGroup::Queue(_)) => DEFAULT_COMPUTE_SUBNET,
            Some(NodeGroup::Head | NodeGroup::LoginPool(_)) => DEFAULT_HEAD_SUBNET,
            Some(NodeGroup::Lambda) | None => return None,
        };
        let ids = self.ids_of(&SubnetName::new(name)?, place, place.span)?;
        Some(match place.slot {
            Slot::One => Addition::text("SubnetId", ids.into_iter().next()?),
            Slot::OneInList | Slot::List => Addition::list("SubnetIds", ids),
        })
    }

    /// Returns the ids of a name as a place takes them, sorted by zone; notes when there are none.
    fn ids_of(
        &mut self,
        name: &SubnetName,
        place: &SubnetUse<'_>,
        span: Span,
    ) -> Option<Vec<String>> {
        let Some(ids) = self.ids.subnets.get(name).filter(|ids| !ids.is_empty()) else {
            let message = format!("the stack has no subnet `{name}`");
            let finding = Diagnostic::new(&codes::POINTS_TO_NOTHING, span, message);
            self.findings.push(finding.help(
                "deploy the template of this file first, and bind with the outputs of its stack",
            ));
            return None;
        };
        let n_taken = if matches!(place.slot, Slot::List) { ids.len() } else { 1 };
        Some(ids.iter().take(n_taken).map(|id| id.as_str().to_owned()).collect())
    }

    /// Puts the groups that the stack made beside those that the file adds; the file's own
    /// replacing groups stand.
    fn wire_groups(
        &mut self,
        networking: &Mapping,
        groups: &[SecurityGroupId],
    ) -> Option<Addition> {
        let has_own = networking.get("SecurityGroups").is_some_and(|own| !is_empty_list(own));
        if groups.is_empty() || has_own {
            return None;
        }
        if let Some(own) = networking.get("SecurityGroups") {
            self.edits.replace(own.value.span, format!("[{}]", texts(groups).join(", ")));
            return None;
        }
        let Some(additional) = networking.get("AdditionalSecurityGroups") else {
            return Some(Addition::list("SecurityGroups", texts(groups)));
        };
        // The two keys exclude each other, so both kinds of groups go into one list under the other
        // name.
        let quote = self.layout.quote_at(additional.key_span);
        self.edits.replace(additional.key_span, quote.around("SecurityGroups"));
        let items =
            additional.value.as_sequence().map(|list| list.items.as_slice()).unwrap_or_default();
        let is_block = additional.value.as_sequence().is_some_and(|list| !list.is_flow);
        match items.first() {
            Some(first) if is_block && !additional.value.is_alias => {
                self.edits.add(self.layout.items_before(first.span, &texts(groups)));
            }
            _ => {
                let quote = items.first().map_or(quote, |first| self.layout.quote_of(first));
                let written =
                    items.iter().filter_map(Node::as_scalar).map(|scalar| scalar.text.clone());
                let all: Vec<String> =
                    texts(groups).into_iter().chain(written).map(|id| quote.around(&id)).collect();
                self.edits.replace(additional.value.span, format!("[{}]", all.join(", ")));
            }
        }
        None
    }
}

fn is_empty_list(entry: &Entry) -> bool {
    entry.value.as_sequence().is_some_and(|list| list.items.is_empty())
}

fn texts(groups: &[SecurityGroupId]) -> Vec<String> {
    groups.iter().map(|group| group.as_str().to_owned()).collect()
}

/// Reads the result again: it has to be sound and free of names.
fn check_result(
    file: &SourceFile,
    options: &LoadOptions,
    bound: &str,
    findings: &mut Vec<Diagnostic>,
) {
    let mut sources = Sources::default();
    let id = sources.add(file.name(), bound);
    let Some(bound) = sources.get(id) else { return };
    let (intent, problems) = super::load(bound, options);
    let problem = problems
        .iter()
        .find(|problem| problem.is_error())
        .map(|problem| problem.message.clone())
        .or_else(|| intent.as_ref().and_then(what_is_left));
    if let Some(problem) = problem {
        let message = format!("ids cannot be written into this file: {problem}");
        let finding =
            Diagnostic::new(&v3_codes::CANNOT_WRITE_IDS, Span::file_start(file.id()), message);
        findings.push(finding.help(
            "write mappings out where aliases or merge keys share them with the `Network` section",
        ));
    }
}

/// Returns what an intent still lacks: an id in place of a name, or a subnet at all.
fn what_is_left(intent: &ClusterIntent) -> Option<String> {
    let pools = intent.login_pools.iter().map(|pool| pool.subnet.as_slice());
    let queues = intent.queues.iter().map(|queue| queue.subnets.as_slice());
    let nodes: Vec<_> =
        std::iter::once(intent.head.subnet.as_slice()).chain(pools).chain(queues).collect();
    if nodes.iter().any(|subnets| subnets.is_empty()) {
        return Some("some nodes would be left without a subnet".to_owned());
    }
    nodes.into_iter().flatten().chain(&intent.lambda_subnets).find_map(|subnet| {
        match &subnet.value {
            SubnetRef::Named(name) => Some(format!("the name `{name}` would be left")),
            SubnetRef::Existing(_) => None,
        }
    })
}
