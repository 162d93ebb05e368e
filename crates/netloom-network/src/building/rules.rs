//! Protocols and ports of security group rules and of entries in network ACLs.

use netloom_diag::Span;
use netloom_template::Node;

use crate::sets::RangeSet;
use crate::sets::addresses::Family;
use crate::sets::traffic::{ICMP, ICMPV6, TCP, Traffic, UDP, all_ports, icmp, parse_protocols};
use crate::{GroupRule, Known, Peer, Unknown};

use super::Properties;

/// Returns what a rule of a security group is about.
///
/// # Source
/// Amazon EC2 API, `IpPermission`: with `-1` traffic on all ports is meant whatever the ports say;
/// for ICMP the ports are type and code, -1 for all. Where EC2 reports a rule for all ports it
/// leaves them out or writes -1; it takes no TCP or UDP rule without ports from a template.
pub(crate) fn group_traffic(rule: &Properties<'_>) -> Known<Traffic> {
    traffic(rule, "IpProtocol", |_| {
        let (from, to) = (rule.integer("FromPort"), rule.integer("ToPort"));
        Ok((known_or_none(from)?, known_or_none(to)?))
    })
}

/// Returns what an entry of a network ACL is about. `icmp_key` is `Icmp` in templates and
/// `IcmpTypeCode` in facts.
///
/// # Source
/// Amazon EC2 API, `NetworkAclEntry`: a protocol number, -1 for all; ports for 6 (TCP) and 17
/// (UDP), type and code for ICMP.
pub(crate) fn acl_traffic(entry: &Properties<'_>, icmp_key: &str) -> Known<Traffic> {
    traffic(entry, "Protocol", |is_icmp| {
        let (key, first, second) =
            if is_icmp { (icmp_key, "Type", "Code") } else { ("PortRange", "From", "To") };
        let Some(range) = entry.get(key).map(|node| entry.within(node)) else {
            return Ok((None, None));
        };
        if !range.is_mapping() {
            return Err(entry.why(key));
        }
        Ok((known_or_none(range.integer(first))?, known_or_none(range.integer(second))?))
    })
}

fn known_or_none(number: Option<Known<i64>>) -> Result<Option<i64>, Unknown> {
    match number {
        None => Ok(None),
        Some(Known::Is(number)) => Ok(Some(number)),
        Some(Known::Unknown(unknown)) => Err(unknown),
    }
}

type Pair = (Option<i64>, Option<i64>);

fn traffic(
    rule: &Properties<'_>,
    key: &str,
    numbers: impl Fn(bool) -> Result<Pair, Unknown>,
) -> Known<Traffic> {
    let protocols = rule.get(key).and_then(Node::as_text).and_then(|text| parse_protocols(&text));
    let Some(protocols) = protocols else { return Known::Unknown(rule.why(key)) };
    if protocols.len() > 1 {
        return Known::Is(Traffic::everything());
    }
    // No other protocol has ports, and EC2 ignores what is written.
    let Some(protocol @ (TCP | UDP | ICMP | ICMPV6)) = protocols.first() else {
        return Known::Is(Traffic { protocols, ports: all_ports() });
    };
    let is_icmp = matches!(protocol, ICMP | ICMPV6);
    let pair = match numbers(is_icmp) {
        Ok(pair) => pair,
        Err(unknown) => return Known::Unknown(unknown),
    };
    let is_left_out = matches!(pair, (None | Some(-1), None | Some(-1)));
    let ports = match is_icmp {
        true => icmp(pair.0, pair.1),
        false if is_left_out && rule.is_of_template() => None,
        false => port_range(pair),
    };
    let missing =
        || Known::Unknown(rule.missing(if key == "Protocol" { "PortRange" } else { "FromPort" }));
    ports.map_or_else(missing, |ports| Known::Is(Traffic { protocols, ports }))
}

fn port_range(pair: Pair) -> Option<RangeSet> {
    match pair {
        (None, None) | (Some(-1), None | Some(-1)) => Some(all_ports()),
        (Some(from), Some(to)) => {
            let (from, to) = (u16::try_from(from).ok()?, u16::try_from(to).ok()?);
            (from <= to).then(|| RangeSet::range(u128::from(from), u128::from(to)))
        }
        _ => None,
    }
}

/// Returns the rule that a security group has until one is written: everything to anywhere.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::SecurityGroup`: without egress rules, rules
/// are added that allow all outgoing IPv4 and IPv6 traffic.
pub(crate) fn everything_to_anywhere(name: String, span: Span) -> GroupRule {
    let anywhere = Family::Ipv4.everything().union(&Family::Ipv6.everything());
    let peer = Known::Is(Peer::Addresses(anywhere));
    GroupRule { name, span, traffic: Known::Is(Traffic::everything()), peer }
}
