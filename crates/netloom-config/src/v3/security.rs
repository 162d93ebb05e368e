//! `SecurityGroups` and `AdditionalSecurityGroups` of a `Networking` mapping.

use netloom_diag::{Diagnostic, Sourced, Span};
use netloom_net::ids::SecurityGroupId;

use super::codes as v3_codes;
use super::reader::{Reader, Section};
use crate::codes;
use crate::intent::{HeadIntent, NodeSecurity, QueueIntent};
use crate::values::parse_id;

/// Reads both lists; only one of them may have entries.
pub(super) fn read_security(reader: &mut Reader<'_>, networking: Section<'_>) -> NodeSecurity {
    let replacing = read_groups(reader, networking, "SecurityGroups");
    let additional = read_groups(reader, networking, "AdditionalSecurityGroups");
    let keys = (networking.field("SecurityGroups"), networking.field("AdditionalSecurityGroups"));
    if let (Some(own), Some(more)) = keys
        && !replacing.is_empty()
        && !additional.is_empty()
    {
        let message = "`SecurityGroups` and `AdditionalSecurityGroups` exclude each other";
        let finding = Diagnostic::new(&codes::EXCLUSIVE_KEYS, more.key_span, message);
        let finding =
            finding.also(own.key_span, "the groups here take the place of ParallelCluster's own");
        reader.report(
            finding.help(
                "put all groups into `SecurityGroups`, or keep only `AdditionalSecurityGroups`",
            ),
        );
    }
    NodeSecurity { replacing, additional }
}

/// Reads a list of group ids, sorted; empty when it is not written.
pub(super) fn read_groups(
    reader: &mut Reader<'_>,
    section: Section<'_>,
    name: &str,
) -> Vec<Sourced<SecurityGroupId>> {
    let texts = reader.texts(section, name).unwrap_or_default();
    let groups = texts.iter().map(|text| {
        let id = parse_id(&text.value, text.span(), "security group");
        reader.keep(id).map(|id| Sourced::written(id, text.span()))
    });
    let mut groups: Vec<Sourced<SecurityGroupId>> =
        groups.collect::<Vec<_>>().into_iter().flatten().collect();
    groups.sort_by(|a, b| a.value.cmp(&b.value));
    groups
}

/// Warns when some of head node and queues have groups of their own and others the managed ones.
pub(super) fn check_mixed(reader: &mut Reader<'_>, head: &HeadIntent, queues: &[QueueIntent]) {
    let nodes =
        || std::iter::once(&head.security).chain(queues.iter().map(|queue| &queue.security));
    let Some(first_own) = nodes().find_map(first_own_group) else { return };
    if nodes().all(|security| first_own_group(security).is_some()) {
        return;
    }
    let message = "some nodes have security groups of their own, others those of ParallelCluster";
    let finding = Diagnostic::new(&v3_codes::MIXED_SECURITY_GROUPS, first_own, message)
        .note("ParallelCluster adds no rules to groups of your own");
    reader.report(finding.help(
        "write `AdditionalSecurityGroups` here, or `SecurityGroups` for the head \
                      node and every queue",
    ));
}

fn first_own_group(security: &NodeSecurity) -> Option<Span> {
    security.replacing.first().map(Sourced::span)
}
