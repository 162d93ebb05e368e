//! The JSON shape of AWS's own analyzer, so that the two can be compared after deployment.
//!
//! # Source
//! EC2 API, `NetworkInsightsAnalysis`: `NetworkPathFound`, `ForwardPathComponents`,
//! `ReturnPathComponents`, `Explanations`; `PathComponent`, `PacketHeader`, `Explanation`,
//! `AnalysisAclRule`, `AnalysisSecurityGroupRule`, `AnalysisRouteTableRoute`.

use serde_json::{Map, Value, json};

use super::{DecisionReport, HeaderSets, HopReport, Report};
use crate::engine::{Phase, Rule};
use crate::verdict::Verdict;
use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::to_blocks;
use netloom_network::sets::traffic::{Traffic, all_ports, all_protocols};
use netloom_network::{Destination, Id, Known, Peer, RouteOrigin};
use netloom_question::Expect;

/// Returns a report in AWS's words. What AWS has no key for (`Verdict`, `Assumptions`, `Unknown`,
/// `Packet`, `Help`) is added.
#[must_use]
pub fn analysis(report: &Report) -> Value {
    let path = report.paths.first();
    let hops = |phase: Phase| -> Vec<Value> {
        let hops = path.iter().flat_map(|path| &path.hops).filter(|hop| hop.phase == phase);
        hops.enumerate().map(|(index, hop)| component(index + 1, hop)).collect()
    };
    let found = match (report.verdict, report.expect) {
        (Verdict::Proved, Expect::Reachable) | (Verdict::Refuted, Expect::Unreachable) => {
            Value::Bool(true)
        }
        (Verdict::Unknown, _) => Value::Null,
        _ => Value::Bool(false),
    };
    // Several hops may give one reason, which is listed once.
    let mut explanations = Vec::new();
    for hop in report.paths.iter().flat_map(|path| &path.hops) {
        if let Some(explanation) = explanation(hop)
            && !explanations.contains(&explanation)
        {
            explanations.push(explanation);
        }
    }
    let mut analysis = json!({
        "NetworkPathFound": found,
        "Verdict": verdict(report.verdict),
        "ForwardPathComponents": hops(Phase::Forward),
        "ReturnPathComponents": hops(Phase::Reply),
        "Explanations": explanations,
        "Unknown": report.missing.iter().map(|unknown| unknown.what.clone()).collect::<Vec<_>>(),
        "Assumptions": report.assumptions,
    });
    if let (Some(path), Some(object)) = (path, analysis.as_object_mut()) {
        let packet = &path.packet;
        object.insert(
            "Packet".to_owned(),
            json!({
                "SourceAddress": packet.source,
                "DestinationAddress": packet.destination,
                "Protocol": packet.protocol.to_string(),
                "SourcePort": packet.source_port.and_then(|port| u32::try_from(port).ok()),
                "DestinationPort": packet.destination_port.and_then(|port| u32::try_from(port).ok()),
            }),
        );
    }
    analysis
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Proved => "proved",
        Verdict::Refuted => "refuted",
        Verdict::Unknown => "unknown",
    }
}

fn component(sequence: usize, hop: &HopReport) -> Value {
    let mut value = Map::new();
    value.insert("SequenceNumber".to_owned(), json!(sequence));
    value.insert("Component".to_owned(), json!({ "Id": hop.component.id }));
    value.insert("OutboundHeader".to_owned(), header(&hop.header));
    let rule = match &hop.decision {
        DecisionReport::Passes(rule) => Some(rule),
        DecisionReport::Drops { rule, .. } => rule.as_ref(),
        DecisionReport::Depends(_) => None,
    };
    if let Some(Value::Object(rule)) = rule.and_then(|rule| rule.aws.clone()) {
        value.extend(rule);
    }
    if let Some(explanation) = explanation(hop) {
        value.insert("Explanations".to_owned(), json!([explanation]));
    }
    if let DecisionReport::Depends(unknown) = &hop.decision {
        value.insert("Unknown".to_owned(), json!(unknown.what));
    }
    Value::Object(value)
}

fn explanation(hop: &HopReport) -> Option<Value> {
    let DecisionReport::Drops { code, rule, help, lost } = &hop.decision else { return None };
    let mut value = Map::new();
    value.insert("ExplanationCode".to_owned(), json!(code.as_str()));
    value.insert("Direction".to_owned(), json!(direction(hop)));
    value.insert(hop.component.key.to_owned(), json!({ "Id": hop.component.id }));
    if let Some(Value::Object(rule)) = rule.as_ref().and_then(|rule| rule.aws.clone()) {
        value.extend(rule);
    }
    for share in lost {
        let lost = match share.of {
            "source ports" | "destination ports" => ("PortRanges", port_ranges(&share.lost)),
            _ => ("Cidrs", json!(to_blocks(&share.lost))),
        };
        value.insert(lost.0.to_owned(), lost.1);
    }
    value.insert("Help".to_owned(), json!(help));
    Some(Value::Object(value))
}

fn direction(hop: &HopReport) -> &'static str {
    if hop.component.name.contains("out of") || hop.component.key == "RouteTable" {
        "egress"
    } else {
        "ingress"
    }
}

fn header(header: &HeaderSets) -> Value {
    json!({
        "SourceAddresses": to_blocks(&header.sources),
        "DestinationAddresses": to_blocks(&header.destinations),
        "Protocol": protocol(&header.protocols),
        "SourcePortRanges": port_ranges(&header.source_ports),
        "DestinationPortRanges": port_ranges(&header.destination_ports),
    })
}

fn protocol(protocols: &RangeSet) -> String {
    if *protocols == all_protocols() {
        return "-1".to_owned();
    }
    let numbers: Vec<_> = protocols
        .ranges()
        .iter()
        .map(|range| match (range.first, range.last) {
            (first, last) if first == last => first.to_string(),
            (first, last) => format!("{first}-{last}"),
        })
        .collect();
    numbers.join(",")
}

fn port_ranges(ports: &RangeSet) -> Value {
    let ranges = ports.ranges().iter();
    Value::Array(
        ranges
            .map(|range| json!({ "From": small(range.first), "To": small(range.last) }))
            .collect(),
    )
}

fn small(number: u128) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// Returns what a rule says, under the key that AWS has for such rules.
pub(super) fn rule(rule: &Rule<'_>) -> Option<Value> {
    // AWS has a key and fields of its own for each sort of rule, and none for what is built in.
    match rule {
        Rule::Group(group, rule) => {
            let mut value = Map::new();
            value.insert("SecurityGroupId".to_owned(), json!(group.id.as_str()));
            match &rule.peer {
                Known::Is(Peer::Addresses(addresses)) => {
                    value.insert("Cidr".to_owned(), json!(to_blocks(addresses).join(",")))
                }
                Known::Is(Peer::Group(id)) => {
                    value.insert("ReferencedGroupId".to_owned(), json!(id.as_str()))
                }
                Known::Is(Peer::PrefixList(id)) => {
                    value.insert("PrefixListId".to_owned(), json!(id.as_str()))
                }
                Known::Unknown(_) => None,
            };
            traffic(rule.traffic.value(), &mut value);
            Some(json!({ "SecurityGroupRule": value }))
        }
        Rule::Acl(_, entry) => {
            let mut value = Map::new();
            value.insert("RuleNumber".to_owned(), json!(entry.number.value()));
            value.insert("Egress".to_owned(), json!(entry.is_egress));
            let action = entry.allows.value().map(|allows| if *allows { "allow" } else { "deny" });
            value.insert("RuleAction".to_owned(), json!(action));
            value.insert(
                "Cidr".to_owned(),
                json!(entry.addresses.value().map(|addresses| to_blocks(addresses).join(","))),
            );
            traffic(entry.traffic.value(), &mut value);
            Some(json!({ "AclRule": value }))
        }
        Rule::Route(route) => {
            let mut value = Map::new();
            match &route.destination {
                Known::Is(Destination::Block(block, _)) => {
                    value.insert("DestinationCidr".to_owned(), json!(to_blocks(block).join(",")));
                }
                Known::Is(Destination::PrefixList(id)) => {
                    value.insert("DestinationPrefixListId".to_owned(), json!(id.as_str()));
                }
                Known::Is(Destination::Service(name)) => {
                    value.insert("DestinationPrefixListId".to_owned(), json!(name));
                }
                Known::Unknown(_) => {}
            }
            if let Some(target) = route.target.value() {
                let id = target.id().map_or("local", Id::as_str);
                value.insert(target.key().to_owned(), json!(id));
            }
            let origin = match route.origin {
                RouteOrigin::Static => "createroute",
                RouteOrigin::Propagated => "enablevgwroutepropagation",
            };
            value.insert("Origin".to_owned(), json!(origin));
            Some(json!({ "RouteTableRoute": value }))
        }
        Rule::Local => Some(
            json!({ "RouteTableRoute": { "GatewayId": "local", "Origin": "createroutetable" } }),
        ),
        Rule::Unfiltered | Rule::DefaultAcl | Rule::Learned(_) | Rule::Builtin => None,
    }
}

fn traffic(traffic: Option<&Traffic>, value: &mut Map<String, Value>) {
    let Some(traffic) = traffic else { return };
    value.insert("Protocol".to_owned(), json!(protocol(&traffic.protocols)));
    if traffic.ports != all_ports()
        && let (Some(first), Some(last)) = (traffic.ports.first(), traffic.ports.last())
    {
        value.insert("PortRange".to_owned(), json!({ "From": small(first), "To": small(last) }));
    }
}
