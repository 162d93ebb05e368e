//! What is behind a firewall for requests, and whether less of it is.
//!
//! - Comes in: associations of web ACLs, and what names one itself.
//! - Goes out: what requests may reach now that a web ACL blocked.
//! - Left to others: which web ACL keeps out what another one keeps out (`web_acl`).
//!
//! # Source
//! AWS WAF Developer Guide, "Associating protection with AWS resources"; AWS CloudFormation
//! Template Reference, `AWS::WAFv2::WebACLAssociation`, `AWS::CloudFront::Distribution` (`WebACLId`); AWS
//! Firewall Manager, "AWS WAF policies".

use std::collections::{BTreeMap, BTreeSet};

use super::web_acl::{blocks_something, is_weaker, whole};
use super::{Entrances, Sides, at};
use crate::revision::Resources;
use crate::traffic::PossibleExposure;
use crate::value::{Open, Plain};

/// What puts a web ACL in front of something: the type, what is behind it, and the web ACL.
const ASSOCIATIONS: [(&str, &str, &str); 2] = [
    ("AWS::WAFRegional::WebACLAssociation", "ResourceArn", "WebACLId"),
    ("AWS::WAFv2::WebACLAssociation", "ResourceArn", "WebACLArn"),
];

/// What names its own web ACL.
const OWN: [(&str, &str); 1] = [("AWS::CloudFront::Distribution", "DistributionConfig.WebACLId")];

const WEB_ACL: &str = "AWS::WAFv2::WebACL";

/// What web ACLs are made of: one that no web ACL of the template refers to may be one of another
/// template's.
const PARTS: [&str; 3] =
    ["AWS::WAFv2::IPSet", "AWS::WAFv2::RegexPatternSet", "AWS::WAFv2::RuleGroup"];

/// What is not followed: every change of it, and its end, may let something pass.
fn is_not_followed(kind: &str) -> bool {
    kind == "AWS::FMS::Policy"
        || ["AWS::WAF::", "AWS::WAFRegional::"].iter().any(|family| kind.starts_with(family))
            && !kind.ends_with("Association")
}

/// Adds what passes firewalls for requests now.
pub(super) fn add(sides: &Sides<'_>, found: &mut Entrances) {
    let before = protected(&sides.before, &|value| value.clone());
    let after = protected(&sides.after, &|value| sides.by_old_names(value));
    for (what, acl) in &before {
        // What is behind it may be gone, too.
        let name = match what.references().as_slice() {
            [only] if sides.before.contains_key(only.id.as_str()) => match sides.later(&only.id) {
                Some((name, _)) => format!("`{name}`"),
                None => continue,
            },
            _ => what.text(),
        };
        // Wherever the old one was there, the new one has to be.
        let other = after.get(what).filter(|other| other.1.is_none() || other.1 == acl.1);
        let acl = &acl.0;
        let is_passed = match other {
            None => acl_of(acl, &sides.before).is_none_or(|acl| blocks_something(&acl)),
            Some((other, _)) => is_passed(sides, acl, other),
        };
        if is_passed {
            tell(sides, what, (name, acl), found);
        }
    }
    let told: BTreeSet<&Plain> = before.values().map(|(acl, _)| acl).collect();
    add_others(sides, &told, found);
}

/// A web ACL, and what decides whether it is there.
type Protection = (Plain, Option<Open>);

/// What is behind which web ACL, in the names of the old template.
fn protected(
    resources: &Resources<'_>,
    name: &dyn Fn(&Plain) -> Plain,
) -> BTreeMap<Plain, Protection> {
    let mut found = BTreeMap::new();
    for (id, resource) in resources {
        for (kind, what, acl) in ASSOCIATIONS {
            if resource.kind() == kind
                && let (Some(what), Some(acl)) = (resource.get(what), resource.get(acl))
            {
                found.insert(name(what), (name(acl), resource.condition.clone()));
            }
        }
        for (kind, path) in OWN {
            let own = at(&resource.properties, path);
            if resource.kind() == kind
                && let Some(acl) = own.first()
                && acl.text() != ""
            {
                let own = netloom_template::Reference { id: (*id).to_owned(), attribute: None };
                let protection = (name(acl), resource.condition.clone());
                found.insert(name(&Plain::Reference(own)), protection);
            }
        }
    }
    found
}

/// The web ACL of the template that a value names, with all that it refers to.
fn acl_of(value: &Plain, resources: &Resources<'_>) -> Option<Plain> {
    let references = value.references();
    let [reference] = references.as_slice() else { return None };
    let acl = resources.get(reference.id.as_str()).filter(|one| one.kind() == WEB_ACL)?;
    Some(whole(&acl.properties, resources))
}

/// Whether requests may pass the one web ACL that the other one blocked.
fn is_passed(sides: &Sides<'_>, old: &Plain, new: &Plain) -> bool {
    let later = |value: &Plain| {
        let references = value.references();
        let [reference] = references.as_slice() else { return None };
        let (_, acl) = sides.later(&reference.id).filter(|(_, one)| one.kind() == WEB_ACL)?;
        Some(sides.by_old_names(&whole(&acl.properties, &sides.after)))
    };
    match (acl_of(old, &sides.before), later(new)) {
        (Some(old), Some(new)) => is_weaker(&old, &new),
        (Some(old), None) => blocks_something(&old),
        (None, _) => old != new,
    }
}

/// Web ACLs that only another template puts in front of something, their parts, and what is not
/// followed.
fn add_others(sides: &Sides<'_>, told: &BTreeSet<&Plain>, found: &mut Entrances) {
    let named: BTreeSet<&str> =
        told.iter().flat_map(|acl| acl.references()).map(|one| one.id.as_str()).collect();
    let acls = || sides.before.values().filter(|one| one.kind() == WEB_ACL);
    let parts: BTreeSet<&str> = sides
        .before
        .values()
        .filter(|one| one.kind() == WEB_ACL || one.kind() == "AWS::WAFv2::RuleGroup")
        .flat_map(|one| &one.entry.mentions)
        .map(|one| one.id.as_str())
        .collect();
    let mut changed: BTreeSet<&str> = BTreeSet::new();
    for acl in acls().filter(|acl| !named.contains(acl.entry.id.as_str())) {
        let id = acl.entry.id.as_str();
        // One that is gone is in front of nothing, or the update fails.
        let Some((_, later)) = sides.later(id).filter(|(_, one)| one.kind() == WEB_ACL) else {
            continue;
        };
        let after = sides.by_old_names(&whole(&later.properties, &sides.after));
        if is_weaker(&whole(&acl.properties, &sides.before), &after) {
            changed.insert(id);
        }
    }
    for (id, earlier) in &sides.before {
        let later = sides.later(id).filter(|(_, later)| later.kind() == earlier.kind());
        let is_part = PARTS.contains(&earlier.kind()) && !parts.contains(id);
        let is_changed = match later {
            Some((_, later)) => {
                without_labels(&sides.by_old_names(&later.properties))
                    != without_labels(&earlier.properties)
            }
            None => !is_part,
        };
        if (is_part || is_not_followed(earlier.kind())) && is_changed {
            changed.insert(id);
        }
    }
    found.exposures.extend(changed.into_iter().map(|id| PossibleExposure {
        to: format!("what is behind `{id}`"),
        traffic: "requests that it blocked".to_owned(),
        depends_on: format!("what `{id}` is in front of"),
    }));
}

fn without_labels(properties: &Plain) -> Plain {
    match properties {
        Plain::Map(entries) => {
            let is_told = |key: &String| !["Description", "Tags"].contains(&key.as_str());
            let own = entries.iter().filter(|(key, _)| is_told(key));
            Plain::Map(own.map(|(key, value)| (key.clone(), value.clone())).collect())
        }
        other => other.clone(),
    }
}

/// Requests to an internal load balancer come from the networks around it.
fn tell(sides: &Sides<'_>, what: &Plain, (name, acl): (String, &Plain), found: &mut Entrances) {
    let acl = match acl.references().as_slice() {
        [only] => format!("`{}`", only.id),
        _ => acl.text(),
    };
    let references = what.references();
    let behind = references.first().and_then(|one| sides.before.get(one.id.as_str()));
    if behind.is_some_and(|one| one.is("Scheme", "internal")) {
        found.undecided.insert(format!("the networks around it to {name}: what {acl} blocked"));
        return;
    }
    found.exposures.insert(PossibleExposure {
        to: name.trim_matches('`').to_owned(),
        traffic: format!("requests that {acl} blocked"),
        depends_on: format!("which requests {acl} blocked that get through now"),
    });
}
