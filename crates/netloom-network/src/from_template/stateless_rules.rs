//! Stateless rules of network firewalls, where all of them are written in the template and
//! understood.

use netloom_template::{Node, Presence};

use crate::building::Properties;
use crate::sets::RangeSet;
use crate::sets::traffic::all_protocols;
use crate::{Inspection, Known, StatelessRule};

use super::context::{Build, Resource};

const RULE_GROUP: &str = "AWS::NetworkFirewall::RuleGroup";

/// What a list of actions in this mapping does.
type ByActions<'f> = &'f dyn Fn(&Properties<'_>) -> Option<Inspection>;

/// Returns the rules of a policy in the order in which they are tried; `None` where one of them is
/// not known.
///
/// # Source
/// AWS Network Firewall API, `StatelessRuleGroupReference` and `StatelessRule`: groups, and the
/// rules in each, are tried beginning with the lowest priority, and have different ones.
pub(super) fn stateless_rules(
    build: &Build<'_>,
    policy: &Properties<'_>,
    by_actions: ByActions<'_>,
) -> Option<Vec<StatelessRule>> {
    let mut groups = Vec::new();
    for reference in policy.items("StatelessRuleGroupReferences").ok()? {
        let reference = policy.within(reference);
        let group = reference.get("ResourceArn").and_then(Node::as_reference)?;
        let group = build.document.resource(&group.id)?;
        if group.kind != RULE_GROUP || !matches!(group.presence, Presence::Always) {
            return None;
        }
        let group = Resource::of(group, build.document)?;
        groups.push((priority(&reference)?, of_group(&group.properties, by_actions)?));
    }
    in_order(groups).map(|groups| groups.into_iter().flatten().collect())
}

fn of_group(group: &Properties<'_>, by_actions: ByActions<'_>) -> Option<Vec<StatelessRule>> {
    let source = below(&below(group, "RuleGroup")?, "RulesSource")?;
    let stateless = below(&source, "StatelessRulesAndCustomActions")?;
    let mut rules = Vec::new();
    for node in stateless.items("StatelessRules").ok()? {
        let rule = stateless.within(node);
        let definition = below(&rule, "RuleDefinition")?;
        let does = by_actions(&definition)?;
        rules.push((priority(&rule)?, of_definition(&definition, does)?));
    }
    in_order(rules)
}

/// # Source
/// AWS Network Firewall API, `MatchAttributes`: what is not given matches everything. Flags of TCP
/// are not followed.
fn of_definition(definition: &Properties<'_>, does: Inspection) -> Option<StatelessRule> {
    const FOLLOWED: [&str; 5] =
        ["DestinationPorts", "Destinations", "Protocols", "SourcePorts", "Sources"];
    let asked = below(definition, "MatchAttributes")?;
    let is_followed = |key: &str| FOLLOWED.contains(&key);
    let mut entries = asked.node.as_map()?.iter();
    if !entries.all(|entry| is_followed(&entry.key) || entry.node.is_absent()) {
        return None;
    }
    let everything = RangeSet::range(0, u128::MAX);
    Some(StatelessRule {
        span: asked.span(),
        sources: union(&asked, "Sources", &everything, address)?,
        destinations: union(&asked, "Destinations", &everything, address)?,
        protocols: union(&asked, "Protocols", &all_protocols(), protocol)?,
        source_ports: union(&asked, "SourcePorts", &everything, ports)?,
        destination_ports: union(&asked, "DestinationPorts", &everything, ports)?,
        does,
    })
}

/// All that a list gives; everything where the list is absent.
fn union(
    place: &Properties<'_>,
    key: &str,
    everything: &RangeSet,
    one: fn(&Properties<'_>) -> Option<RangeSet>,
) -> Option<RangeSet> {
    if place.get(key).is_none() {
        return Some(everything.clone());
    }
    let items = place.items(key).ok().filter(|items| !items.is_empty())?;
    let sets: Option<Vec<RangeSet>> = items.iter().map(|item| one(&place.within(item))).collect();
    Some(sets?.iter().fold(RangeSet::empty(), |all, set| all.union(set)))
}

fn address(item: &Properties<'_>) -> Option<RangeSet> {
    match item.block("AddressDefinition")? {
        Known::Is((addresses, _)) => Some(addresses),
        Known::Unknown(_) => None,
    }
}

fn protocol(item: &Properties<'_>) -> Option<RangeSet> {
    let number = u8::try_from(item.node.as_integer()?).ok()?;
    Some(RangeSet::single(number.into()))
}

fn ports(item: &Properties<'_>) -> Option<RangeSet> {
    let port = |key: &str| u16::try_from(item.get(key)?.as_integer()?).ok();
    let (first, last) = (port("FromPort")?, port("ToPort")?);
    (first <= last).then(|| RangeSet::range(first.into(), last.into()))
}

fn priority(place: &Properties<'_>) -> Option<i64> {
    place.get("Priority")?.as_integer()
}

fn below<'a>(place: &Properties<'a>, key: &str) -> Option<Properties<'a>> {
    Some(place.within(place.get(key)?))
}

/// Things by their priorities; `None` where two have the same one.
fn in_order<T>(mut all: Vec<(i64, T)>) -> Option<Vec<T>> {
    all.sort_by_key(|(priority, _)| *priority);
    let mut pairs = all.iter().zip(all.iter().skip(1));
    let is_unique = pairs.all(|((one, _), (next, _))| one != next);
    is_unique.then(|| all.into_iter().map(|(_, one)| one).collect())
}
