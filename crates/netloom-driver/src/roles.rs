//! Nodes by role on both sides of a comparison, where only one side is a config.
//!
//! - Comes in: a config, which says what its nodes are, and a template that netloom rendered, whose
//!   metadata say which role lives in which subnet.
//! - Goes out: the template's network with the config's nodes in it; or why that cannot be.

use std::collections::BTreeMap;

use netloom_cfn::names::METADATA_KEY;
use netloom_config::intent::NodeGroup;
use netloom_network::Network;
use netloom_network::{Id, Interface, InterfaceKind, Known, Unknown};
use netloom_template::{Node, TemplateDocument};

use crate::observe::Observed;

/// Puts the nodes of a config into the network of a template.
///
/// # Errors
/// Why they have no place there; then they are taken out of the config's network, too, so that both
/// sides show the same.
pub(crate) fn place(config: &mut Observed, template: &mut Observed) -> Result<(), String> {
    let (Some(own), Some(other)) = (&mut config.network, &mut template.network) else {
        return Ok(());
    };
    let living = template.document.as_ref().map(users_of_subnets).unwrap_or_default();
    let nodes: Vec<(String, Interface)> = config
        .nodes
        .iter()
        .filter_map(|(group, id, _)| {
            Some((user_in_metadata(group)?, own.interfaces.get(id)?.clone()))
        })
        .filter(|(_, interface)| interface.kind == InterfaceKind::ClusterNode)
        .collect();
    // All or none: a network with some of its nodes would show the others as removed.
    let placed: Result<Vec<Interface>, String> = nodes
        .iter()
        .map(|(user, interface)| placed_as_role(user, interface, &living, other))
        .collect();
    match placed {
        Ok(placed) => {
            for mut interface in placed {
                interface.groups.iter_mut().for_each(|group| carry_group(group, own, other));
                other.interfaces.insert(interface.id.clone(), interface);
            }
            Ok(())
        }
        Err(user) => {
            own.interfaces.retain(|_, interface| interface.kind != InterfaceKind::ClusterNode);
            Err(format!(
                "the template does not say in which subnet the {user} lives: subnets and security \
                 groups are compared by \
                 their logical ids, the traffic of the cluster's nodes is not"
            ))
        }
    }
}

/// A node in the subnets that the template gives its role, or in those that it has by the same
/// names.
fn placed_as_role(
    user: &str,
    interface: &Interface,
    living: &BTreeMap<String, Vec<Id>>,
    network: &Network,
) -> Result<Interface, String> {
    let is_there =
        |subnet: &Known<Id>| subnet.value().is_some_and(|id| network.subnets.contains_key(id));
    let subnets = match living.get(user) {
        Some(subnets) => subnets.iter().cloned().map(Known::Is).collect(),
        None if interface.subnets.iter().all(is_there) => interface.subnets.clone(),
        None => return Err(user.to_owned()),
    };
    Ok(Interface { subnets, ..interface.clone() })
}

/// Security groups that the template does not have: those of the cluster's own stack and those that
/// exist go with the node; one that the config's template makes is not known here.
fn carry_group(group: &mut Known<Id>, own: &Network, other: &mut Network) {
    let Known::Is(id) = group.clone() else { return };
    if other.security_groups.contains_key(&id) {
        return;
    }
    match own.security_groups.get(&id) {
        Some(described) if !is_logical_id(&id) => {
            other.security_groups.insert(id, described.clone());
        }
        described => {
            let span = described.map(|group| group.span).unwrap_or_default();
            *group = Known::Unknown(Unknown {
                what: format!("security group `{id}`, which the template has not"),
                span,
            });
        }
    }
}

/// Ids of AWS have hyphens, and names of groups that the cluster makes have spaces.
fn is_logical_id(id: &Id) -> bool {
    id.as_str().chars().all(|letter| letter.is_ascii_alphanumeric())
}

/// Which subnets the metadata of a template give each role.
fn users_of_subnets(document: &TemplateDocument) -> BTreeMap<String, Vec<Id>> {
    let subnets =
        document.metadata.as_ref().and_then(|all| all.get(METADATA_KEY)?.get("Subnets")?.as_map());
    let mut users: BTreeMap<String, Vec<Id>> = BTreeMap::new();
    for entry in subnets.into_iter().flatten() {
        let names = entry.node.get("UsedBy").and_then(Node::as_list).into_iter().flatten();
        for name in names.filter_map(Node::as_text) {
            users.entry(name.into_owned()).or_default().push(Id::new(entry.key.clone()));
        }
    }
    users
}

/// What the metadata call a group of nodes.
fn user_in_metadata(group: &NodeGroup) -> Option<String> {
    match group {
        NodeGroup::Head => Some("head node".to_owned()),
        NodeGroup::Queue(name) => Some(format!("queue {name}")),
        NodeGroup::LoginPool(name) => Some(format!("login pool {name}")),
        NodeGroup::Lambda => None,
    }
}
