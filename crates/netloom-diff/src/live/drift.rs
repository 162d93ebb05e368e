//! Both sides of drift without what cannot be compared: what no call tells, what is not known, what
//! AWS chooses.

use std::collections::{BTreeMap, BTreeSet};

use netloom_facts::Kind;
use netloom_facts::kinds::{ADDRESSES, VPN_GATEWAYS};
use netloom_network::ResourceKind;
use netloom_template::{Entry, Node, Presence, ResourceEntry, TemplateDocument, Value};

use super::align::{align, kind_of};
use super::belonging::{own, stack_of};
use super::template::as_facts_tell;
use super::types::{Compared, PARTS, type_of};
use super::{LiveResource, LiveVpc, document, rules};
use crate::value::Plain;

/// A template and what lives, in one form.
#[derive(Clone, Debug)]
pub struct Drift {
    /// What lives, under the template's logical ids; what the template does not have under its own
    /// ids.
    pub living: TemplateDocument,
    /// The template, as far as the calls cover it.
    pub written: TemplateDocument,
    /// Logical ids by the ids of what lives.
    pub names: BTreeMap<String, String>,
    /// The logical ids of all that the template makes, told or not.
    pub(super) made: BTreeSet<String>,
    /// What others put into what the template makes, by its ids: other stacks and services of AWS.
    pub(super) others: BTreeSet<String>,
    /// What was there and is there beside it, by its ids.
    pub(super) existing: BTreeSet<String>,
    /// What was not compared, each in a sentence without a full stop.
    pub notes: Vec<String>,
}

impl LiveVpc {
    /// Holds what lives to a template.
    #[must_use]
    pub fn against(&self, template: &TemplateDocument) -> Drift {
        let mut written = as_facts_tell(template);
        let (stack, n_others) = stack_of(&written, &self.things);
        let names = align(&written, &self.things, stack);
        let own = own(&self.things, &names, stack);
        let lives = self.things.iter().filter(|thing| own.contains(thing.entry.id.as_str()));
        let mut living = document(lives.map(|thing| thing.entry.clone()).collect(), &names);
        let mut notes = Vec::new();
        let all = template.resources.iter().chain(&written);
        let before: BTreeSet<String> = all.map(|one| one.id.clone()).collect();
        if let Some(stack) = stack.filter(|_| n_others > 0) {
            notes.push(format!(
                "{n_others} more stacks have the same logical ids; this is about `{stack}`"
            ));
        }
        notes.extend(self.not_told(template, &mut written, &names));
        let found: BTreeSet<&String> = names.values().collect();
        // Whether the stack has it depends on something that is not specified: then it does not.
        written.retain(|one| found.contains(&one.id) || matches!(one.presence, Presence::Always));
        // Addresses may have no tags: one that is unused can be any, and so can one whose user no
        // call told of.
        let has_nameless = self.things.iter().any(|thing| {
            let is_free = thing.stack.is_none() && !names.contains_key(&thing.entry.id);
            thing.entry.kind == "AWS::EC2::EIP" && is_free
        });
        let is_lost = |one: &ResourceEntry, untold: &BTreeSet<String>| {
            let own = BTreeSet::from([one.id.clone()]);
            let mut users = template
                .resources
                .iter()
                .filter(|user| refers_to(&user.properties, &own))
                .peekable();
            let is_unused = users.peek().is_none();
            one.kind == "AWS::EC2::EIP"
                && (has_nameless && is_unused || users.any(|user| untold.contains(&user.id)))
        };
        // What is for something of which no call told cannot be found either.
        let mut untold: BTreeSet<String>;
        loop {
            let left: BTreeSet<&String> = written.iter().map(|one| &one.id).collect();
            untold = before.iter().filter(|id| !left.contains(id)).cloned().collect();
            let n_before = written.len();
            written.retain(|one| {
                found.contains(&one.id)
                    || !(refers_to(&one.properties, &untold) || is_lost(one, &untold))
            });
            if written.len() == n_before {
                break;
            }
        }
        let makes_lists = template.of_kind("AWS::EC2::PrefixList").next().is_some();
        living.resources.retain(|one| {
            let list = one.properties.get("DestinationPrefixListId").filter(|_| makes_lists);
            found.contains(&one.id) || !(self.refers_to_untold(&one.properties) || list.is_some())
        });
        let names_of_template: BTreeSet<&str> = names.values().map(String::as_str).collect();
        living
            .resources
            .iter_mut()
            .for_each(|one| ids_as_texts(&mut one.properties, &names_of_template));

        let of_stack = tags_of_the_stack(&living.resources, &written);
        for lives in &mut living.resources {
            if let Some(one) =
                written.iter_mut().find(|one| one.id == lives.id && kind_of(one) == kind_of(lives))
            {
                lives.kind.clone_from(&one.kind);
                let has_separate = has_separate_egress(template, &one.id);
                Pair { lives, one, notes: &mut notes, untold: &untold }
                    .settle(&of_stack, has_separate);
            }
        }
        let is_inside = |thing: &&LiveResource| {
            let vpc = thing.entry.properties.get("VpcId").and_then(Node::as_reference);
            thing.is_managed || vpc.is_some_and(|vpc| names.contains_key(&vpc.id))
        };
        let rest = self.things.iter().filter(|thing| !own.contains(thing.entry.id.as_str()));
        let (others, existing): (Vec<&LiveResource>, Vec<&LiveResource>) =
            rest.partition(is_inside);
        let ids = |things: Vec<&LiveResource>| {
            things.into_iter().map(|thing| thing.entry.id.clone()).collect()
        };
        let (others, existing) = (ids(others), ids(existing));
        let made = template.resources.iter().map(|one| one.id.clone()).collect();
        Drift {
            living,
            written: document(written, &BTreeMap::new()),
            names,
            made,
            others,
            existing,
            notes,
        }
    }

    /// Whether a value names a thing that a call lists of which not all is there.
    fn refers_to_untold(&self, node: &Node) -> bool {
        match &node.value {
            Value::Text(id) => is_untold(id, &self.complete),
            Value::List(items) => items.iter().any(|item| self.refers_to_untold(item)),
            Value::Map(entries) => entries
                .iter()
                .filter(|entry| entry.key != "Tags")
                .any(|entry| self.refers_to_untold(&entry.node)),
            _ => false,
        }
    }

    /// Both documents with the types that both cover, and the rest in sentences.
    #[must_use]
    pub fn beside(&self, other: &Self) -> (TemplateDocument, TemplateDocument, Vec<String>) {
        let is_told = |one: &ResourceEntry| {
            type_of(&one.kind).is_none_or(|of| {
                self.complete.contains(&of.facts) && other.complete.contains(&of.facts)
            })
        };
        let mut calls: BTreeSet<&str> = BTreeSet::new();
        let (mut old, mut new) = (self.document(), other.document());
        for document in [&mut old, &mut new] {
            let untold = document.resources.iter().filter(|one| !is_told(one));
            calls.extend(untold.filter_map(|one| type_of(&one.kind)).map(|of| of.facts.call));
            document.resources.retain(is_told);
        }
        let notes = calls
            .into_iter()
            .map(|call| format!("not compared, since only one side has it: `aws ec2 {call}`"));
        (old, new, notes.collect())
    }

    /// Takes out of the template what is not there for no other reason than that no call told of
    /// it.
    fn not_told(
        &self,
        template: &TemplateDocument,
        written: &mut Vec<ResourceEntry>,
        names: &BTreeMap<String, String>,
    ) -> Vec<String> {
        let found: BTreeSet<&String> = names.values().collect();
        let call = |one: &ResourceEntry| -> Option<Kind> {
            // One type attaches gateways of two kinds, and each kind has a call of its own.
            if one.kind == "AWS::EC2::VPCGatewayAttachment"
                && one.properties.get("VpnGatewayId").is_some()
            {
                return Some(VPN_GATEWAYS);
            }
            let part = PARTS.iter().find(|(kind, _)| *kind == one.kind).map(|(_, facts)| *facts);
            part.or_else(|| type_of(&one.kind).map(|of| of.facts))
        };
        let is_untold = |one: &ResourceEntry| {
            call(one).is_some_and(|facts| !self.complete.contains(&facts))
                && !found.contains(&one.id)
        };
        let mut by_call: BTreeMap<&str, usize> = BTreeMap::new();
        let mut by_kind: BTreeMap<&str, usize> = BTreeMap::new();
        for one in template.resources.iter().filter(|one| !matches!(one.presence, Presence::Never))
        {
            match call(one) {
                Some(facts) if is_untold(one) => *by_call.entry(facts.call).or_default() += 1,
                Some(_) => {}
                None => *by_kind.entry(one.kind.as_str()).or_default() += 1,
            }
        }
        written.retain(|one| !is_untold(one));
        let resources =
            |n: usize| if n == 1 { "1 resource".to_owned() } else { format!("{n} resources") };
        let mut notes: Vec<String> = by_call
            .into_iter()
            .map(|(call, n)| {
                format!("not compared: {}, which `aws ec2 {call}` would report", resources(n))
            })
            .collect();
        let kinds: Vec<String> =
            by_kind.into_iter().map(|(kind, n)| format!("{n} `{kind}`")).collect();
        if !kinds.is_empty() {
            notes.push(format!(
                "not compared, since no call that is read covers them: {}",
                kinds.join(", ")
            ));
        }
        notes
    }
}

/// Whether an id is that of a thing of a kind that the answers do not list as a whole. Prefix lists
/// are mostly AWS's own and transit gateways mostly of other stacks, so that a route to one counts
/// in any case.
fn is_untold(id: &str, complete: &BTreeSet<Kind>) -> bool {
    let is_asked = |kind: &ResourceKind| {
        !matches!(kind, ResourceKind::PrefixList | ResourceKind::TransitGateway)
    };
    let kinds = ResourceKind::all().filter(is_asked).filter_map(ResourceKind::names);
    let prefixes = kinds.map(|names| (names.id_prefix, names.facts));
    prefixes
        .chain([("eipalloc-", ADDRESSES)])
        .any(|(prefix, facts)| id.starts_with(prefix) && !complete.contains(&facts))
}

fn refers_to(node: &Node, ids: &BTreeSet<String>) -> bool {
    match &node.value {
        Value::Reference(reference) => ids.contains(&reference.id),
        Value::List(items) => items.iter().any(|item| refers_to(item, ids)),
        Value::Map(entries) => entries.iter().any(|entry| refers_to(&entry.node, ids)),
        _ => false,
    }
}

/// What the template does not have is determined by its id.
fn ids_as_texts(node: &mut Node, names: &BTreeSet<&str>) {
    match &mut node.value {
        Value::Reference(reference) if !names.contains(reference.id.as_str()) => {
            node.value = Value::Text(reference.id.clone());
        }
        Value::List(items) => items.iter_mut().for_each(|item| ids_as_texts(item, names)),
        Value::Map(entries) => {
            entries.iter_mut().for_each(|entry| ids_as_texts(&mut entry.node, names))
        }
        _ => {}
    }
}

/// Tags that most things of the stack have and nothing of the template: those of the stack itself,
/// which CloudFormation passes on.
///
/// # Source
/// AWS CloudFormation API, `CreateStack`, `Tags`: "CloudFormation also propagates these tags to
/// supported resources".
fn tags_of_the_stack(living: &[ResourceEntry], written: &[ResourceEntry]) -> BTreeSet<Plain> {
    let tags = |one: &ResourceEntry| match one.properties.get("Tags").and_then(Plain::of) {
        Some(Plain::List(items)) => Some(items.into_iter().collect::<BTreeSet<Plain>>()),
        _ => None,
    };
    let made = living.iter().filter(|lives| written.iter().any(|one| one.id == lives.id));
    let all: Vec<BTreeSet<Plain>> = made.filter_map(tags).filter(|tags| !tags.is_empty()).collect();
    let of_template: BTreeSet<Plain> = written.iter().filter_map(tags).flatten().collect();
    let mut n_of: BTreeMap<&Plain, usize> = BTreeMap::new();
    for tag in all.iter().flatten().filter(|tag| !of_template.contains(*tag)) {
        *n_of.entry(tag).or_default() += 1;
    }
    n_of.into_iter().filter(|(_, n)| n * 2 > all.len()).map(|(tag, _)| tag.clone()).collect()
}

fn has_separate_egress(template: &TemplateDocument, group: &str) -> bool {
    template.of_kind("AWS::EC2::SecurityGroupEgress").any(|rule| {
        let of = rule.properties.get("GroupId").and_then(Node::as_reference);
        of.is_some_and(|of| of.id == group)
    })
}

/// One resource on both sides.
struct Pair<'a> {
    lives: &'a mut ResourceEntry,
    one: &'a mut ResourceEntry,
    notes: &'a mut Vec<String>,
    /// Logical ids of which no call told.
    untold: &'a BTreeSet<String>,
}

impl Pair<'_> {
    fn settle(&mut self, of_stack: &BTreeSet<Plain>, has_separate_egress: bool) {
        let Some(of) = type_of(&self.one.kind) else { return };
        for (key, told) in &of.compared() {
            if matches!(*key, "SecurityGroupIngress" | "SecurityGroupEgress") {
                self.settle_rules(key, has_separate_egress && *key == "SecurityGroupEgress");
            }
            if *key == "Tags" {
                self.settle_tags(of_stack);
                continue;
            }
            let (lives, one) = (has(self.lives, key), has(self.one, key));
            [&mut *self.lives, &mut *self.one].into_iter().for_each(|side| sort(side, key));
            match told {
                Compared::Chosen if !(lives && one) => self.drop(key),
                // A template that leaves the default out and a call that reports it say the same.
                Compared::Default(value) => {
                    for side in [&mut *self.lives, &mut *self.one] {
                        if !has(side, key) {
                            let span = side.span;
                            put(side, key, Node::text(value, span));
                        }
                    }
                }
                Compared::Always | Compared::Chosen => {}
            }
            self.drop_unknown(key);
            if self.one.properties.get(key).is_some_and(|node| refers_to(node, self.untold)) {
                self.drop(key);
            }
        }
    }

    fn drop(&mut self, key: &str) {
        for side in [&mut *self.lives, &mut *self.one] {
            if let Value::Map(entries) = &mut side.properties.value {
                entries.retain(|entry| entry.key != key);
            }
        }
    }

    fn drop_unknown(&mut self, key: &str) {
        let Some(unknown) = self.one.properties.get(key).and_then(Node::first_unknown) else {
            return;
        };
        self.notes.push(format!("`{key}` of `{}` was not compared: {}", self.one.id, unknown.what));
        self.drop(key);
    }

    /// The template's tags are a part of those that live: what the stack itself has is on
    /// everything.
    fn settle_tags(&mut self, of_stack: &BTreeSet<Plain>) {
        let Some(lives) =
            self.lives.properties.get("Tags").and_then(Node::as_list).map(<[Node]>::to_vec)
        else {
            return self.drop("Tags");
        };
        let written =
            self.one.properties.get("Tags").and_then(Node::as_list).unwrap_or_default().to_vec();
        let key = |tag: &Node| tag.get("Key").and_then(Node::as_text).map(|key| key.into_owned());
        let unknown: BTreeSet<Option<String>> =
            written.iter().filter(|tag| tag.first_unknown().is_some()).map(key).collect();
        if unknown.contains(&None) {
            return self.drop("Tags");
        }
        let is_of_stack = |tag: &Node| Plain::of(tag).is_some_and(|tag| of_stack.contains(&tag));
        let keep = |tags: Vec<Node>| -> Vec<Node> {
            tags.into_iter()
                .filter(|tag| !unknown.contains(&key(tag)) && !is_of_stack(tag))
                .collect()
        };
        for (side, tags) in [(&mut *self.lives, keep(lives)), (&mut *self.one, keep(written))] {
            let span = side.span;
            // No tags are no property.
            let value = if tags.is_empty() { Value::Null } else { Value::List(tags) };
            put(side, "Tags", Node { span, value });
        }
    }

    /// Whether what is known of a rule is what another one says; what is not known may be another
    /// sort of peer, too.
    fn agrees(&self, rule: &Node, other: &Node) -> bool {
        rule.as_map().unwrap_or_default().iter().all(|entry| {
            entry.node.first_unknown().is_some()
                || refers_to(&entry.node, self.untold)
                || other.get(&entry.key).and_then(Plain::of) == Plain::of(&entry.node)
        })
    }

    /// A rule of which something is not known is any rule that lives and agrees with the rest of
    /// it.
    ///
    /// - `may_have_default`: rules beside the group leave EC2's own rule for what goes out, or
    ///   replace it; both is seen.
    fn settle_rules(&mut self, key: &str, may_have_default: bool) {
        let list = |side: &ResourceEntry| {
            side.properties.get(key).and_then(Node::as_list).unwrap_or_default().to_vec()
        };
        let (mut lives, written) = (list(self.lives), list(self.one));
        let is_written = |rule: &Node| written.iter().any(|one| Plain::of(one) == Plain::of(rule));
        if may_have_default {
            lives.retain(|rule| !rules::is_everything(rule) || is_written(rule));
        }
        let is_untold = |rule: &Node| refers_to(rule, self.untold);
        let (known, unknown): (Vec<Node>, Vec<Node>) = written
            .iter()
            .cloned()
            .partition(|rule| rule.first_unknown().is_none() && !is_untold(rule));
        for rule in &unknown {
            let at = lives.iter().position(|other| !is_written(other) && self.agrees(rule, other));
            if let Some(at) = at {
                lives.remove(at);
            }
            let what = rule
                .first_unknown()
                .map_or("no call reports its peer", |unknown| unknown.what.as_str());
            self.notes.push(format!("a rule of `{}` was not compared: {what}", self.one.id));
        }
        for (side, rules) in [(&mut *self.lives, lives), (&mut *self.one, known)] {
            let span = side.span;
            put(side, key, Node { span, value: Value::List(rules) });
        }
    }
}

fn has(side: &ResourceEntry, key: &str) -> bool {
    side.properties.get(key).is_some_and(|node| !node.is_absent())
}

fn put(side: &mut ResourceEntry, key: &str, node: Node) {
    let span = side.span;
    if let Value::Map(entries) = &mut side.properties.value {
        entries.retain(|entry| entry.key != key);
        entries.push(Entry::new(key, node, span));
    }
}

/// Lists of ids and rules are sets to EC2.
fn sort(side: &mut ResourceEntry, key: &str) {
    let entries = match &mut side.properties.value {
        Value::Map(entries) => entries,
        _ => return,
    };
    for entry in entries.iter_mut().filter(|entry| entry.key == key) {
        if let Value::List(items) = &mut entry.node.value {
            items.sort_by_cached_key(Plain::of);
        }
    }
}
