//! Text to a lock.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

use netloom_config::intent::{NodeGroup, SubnetName};
use netloom_config::yaml::codes::{EMPTY_FILE, NOT_A_MAPPING};
use netloom_config::yaml::{Content, Mapping, Node, Value, parse_yaml};
use netloom_diag::{Diagnostic, Origin, SourceFile, Sourced, Span, nearest_name};
use netloom_net::ids::AllocationId;
use netloom_net::{AzId, Ipv4Cidr};
use netloom_plan::plan::{NatKey, SubnetKey};
use netloom_plan::{FormerSubnet, Memory, NatHost, RememberedNat, RememberedVpc};

use crate::codes::{MALFORMED_LOCK, NEWER_LOCK};
use crate::consistency::inconsistencies;
use crate::write::{PRIVATE, REGIONAL};
use crate::{Lock, VERSION};

const KEYS: [&str; 13] = [
    "Version",
    "Config",
    "Cluster",
    "Region",
    "Stack",
    "Vpc",
    "HeadSubnetZone",
    "Subnets",
    "NatGateways",
    "EndpointSubnets",
    "Nodes",
    "FormerSubnets",
    "FormerNatGateways",
];

/// The keys of a line of `Subnets`.
const SUBNET_KEYS: [&str; 4] = ["Name", "RenamedFrom", "Zone", "CidrBlock"];

/// The keys of a line of `FormerSubnets`.
const FORMER_KEYS: [&str; 5] = ["Name", "RenamedFrom", "Zone", "CidrBlock", "Gone"];

/// The keys of a line of `NatGateways`.
const NAT_KEYS: [&str; 6] =
    ["Zone", "Subnet", "Mode", "AllocationId", "SecondaryAllocationIds", "Retain"];

/// Reads a lock file; the lock is absent exactly when a finding is an error.
#[must_use]
pub fn read_lock(file: &SourceFile) -> (Option<Lock>, Vec<Diagnostic>) {
    if let Some(conflict) = merge_conflict(file) {
        return (None, vec![conflict]);
    }
    let (root, mut findings) = parse_yaml(file);
    if let Some(finding) = findings.iter_mut().find(|one| is_no_lock_at_all(one)) {
        let message = "the file is no lock, expected a mapping with `Version` and what follows";
        *finding = Diagnostic::new(&MALFORMED_LOCK, finding.primary.span, message)
            .help("take the file as it was last written: `git checkout` it")
            .help("or delete it, and make it again from what is deployed: `--facts`, `--previous`");
    }
    let mut reader = Reader { findings };
    let lock = root.as_ref().and_then(Node::as_mapping).map(|root| reader.lock(root));
    if let Some(lock) = lock.as_ref().filter(|_| reader.findings.is_empty()) {
        reader.findings.extend(inconsistencies(lock));
    }
    let has_error = reader.findings.iter().any(Diagnostic::is_error);
    (lock.filter(|_| !has_error), reader.findings)
}

/// Whether a finding is that of a config without a value, or with a list or text for one.
fn is_no_lock_at_all(finding: &Diagnostic) -> bool {
    [&EMPTY_FILE, &NOT_A_MAPPING].iter().any(|code| *finding.code == **code)
}

/// Finds what git leaves in a file that two sides have changed.
fn merge_conflict(file: &SourceFile) -> Option<Diagnostic> {
    let text = file.text();
    let at = match text.starts_with("<<<<<<< ") {
        true => 0,
        false => text.find("\n<<<<<<< ")? + 1,
    };
    let message = "the lock has a merge conflict that is not resolved";
    Some(
        Diagnostic::new(&MALFORMED_LOCK, file.span(at..at + 7), message)
            .help("take the lines of what is deployed, then run `netloom render` for the rest"),
    )
}

struct Reader {
    findings: Vec<Diagnostic>,
}

impl Reader {
    fn lock(&mut self, root: &Mapping) -> Lock {
        if self.is_newer(root) {
            return Lock::default();
        }
        self.check_keys(root, &KEYS);
        let mut memory = Memory { vpc: self.vpc(root), ..Memory::default() };
        if root.get("HeadSubnetZone").is_some() {
            memory.head_subnet_zone = self.parsed(root, "HeadSubnetZone", "the id of a zone");
        }
        for row in self.rows(root, "Subnets", &SUBNET_KEYS) {
            let Some((key, span, cidr)) = self.subnet(row) else { continue };
            self.insert(&mut memory.subnets, key, cidr, span);
        }
        for row in self.rows(root, "FormerSubnets", &FORMER_KEYS) {
            let (subnet, is_gone) = (self.subnet(row), self.is_true(row, "Gone"));
            let Some((key, _, block)) = subnet else { continue };
            memory.former.push(FormerSubnet { key, block, is_gone });
        }
        for row in self.rows(root, "NatGateways", &NAT_KEYS) {
            let (zone, nat) = (self.zone(row), self.nat(row));
            let Some(nat) = nat else { continue };
            let span = nat.span();
            self.insert(&mut memory.nat_gateways, NatKey { zone }, nat, span);
        }
        for row in self.rows(root, "FormerNatGateways", &NAT_KEYS) {
            let (zone, nat) = (self.zone(row), self.nat(row));
            memory.former_nat_gateways.extend(nat.map(|nat| (NatKey { zone }, nat)));
        }
        for row in self.rows(root, "EndpointSubnets", &["Zone", "Subnet"]) {
            let (zone, name) = (self.zone(row), self.name(row, "Subnet"));
            let Some(name) = name else { continue };
            let span = name.span();
            self.insert(&mut memory.endpoint_subnets, zone, name, span);
        }
        for row in self.rows(root, "Nodes", &["Group", "Subnet", "Zone"]) {
            let (group, name, zone) = (self.group(row), self.name(row, "Subnet"), self.zone(row));
            let (Some((group, span)), Some(name)) = (group, name) else { continue };
            let subnet = name.map(|name| key_of(name, zone, &memory));
            self.insert(&mut memory.nodes, group, subnet, span);
        }
        let config = self.needed(root, "Config");
        let (cluster, region) = (self.text(root, "Cluster"), self.text(root, "Region"));
        Lock { config, cluster, region, stack: self.text(root, "Stack"), memory }
    }

    /// Reads a subnet, with the place of its name and its block.
    fn subnet(&mut self, row: &Mapping) -> Option<(SubnetKey, Span, Sourced<Ipv4Cidr>)> {
        let (name, zone) = (self.name(row, "Name"), self.zone(row));
        let cidr = self.parsed::<Ipv4Cidr>(row, "CidrBlock", "a block");
        let (name, cidr) = (name?, cidr?);
        let span = name.span();
        let renamed_from = row.get("RenamedFrom").and_then(|_| self.name(row, "RenamedFrom"));
        let renamed_from = renamed_from.map(|first| first.value);
        Some((SubnetKey { name: name.value, zone, renamed_from }, span, cidr))
    }

    /// Reads `true` or `false`; `false` where it is not written.
    fn is_true(&mut self, row: &Mapping, key: &str) -> bool {
        let Some(entry) = row.get(key) else { return false };
        match entry.value.as_scalar().map(|scalar| scalar.value) {
            Some(Value::Bool(is_true)) => is_true,
            _ => {
                self.expected(&entry.value, key, "`true` or `false`");
                false
            }
        }
    }

    /// Says when the file is of a later version, of which nothing else is judged.
    fn is_newer(&mut self, root: &Mapping) -> bool {
        let Some(entry) = root.get("Version") else {
            let message = "the lock has no `Version`";
            self.report(
                Diagnostic::new(&MALFORMED_LOCK, root.span, message)
                    .help(format!("write `Version: {VERSION}` if netloom wrote the rest")),
            );
            return true;
        };
        let version = match entry.value.as_scalar().map(|scalar| scalar.value) {
            Some(Value::Int(version)) => version,
            _ => 0,
        };
        if version > VERSION {
            let message = format!(
                "the lock has version {version}, and this netloom knows versions up to {VERSION}"
            );
            self.report(
                Diagnostic::new(&NEWER_LOCK, entry.value.span, message)
                    .help("use the release of netloom that wrote it, or a later one"),
            );
        } else if version < 1 {
            self.expected(&entry.value, "Version", &format!("`{VERSION}`"));
        }
        version != VERSION
    }

    fn vpc(&mut self, root: &Mapping) -> Option<RememberedVpc> {
        let text = self.text(root, "Vpc")?;
        if let Ok(cidr) = text.value.parse() {
            return Some(RememberedVpc::New(Sourced { value: cidr, origin: text.origin }));
        }
        if let Ok(id) = text.value.parse() {
            return Some(RememberedVpc::Existing(Sourced { value: id, origin: text.origin }));
        }
        self.malformed(&text, "Vpc", "a block or the id of a VPC");
        None
    }

    fn rows<'n>(&mut self, root: &'n Mapping, key: &str, keys: &[&str]) -> Vec<&'n Mapping> {
        let Some(entry) = root.get(key) else { return Vec::new() };
        let Some(list) = entry.value.as_sequence() else {
            self.expected(&entry.value, key, "a list");
            return Vec::new();
        };
        let mut rows = Vec::new();
        for item in &list.items {
            match item.as_mapping() {
                Some(row) => {
                    self.check_keys(row, keys);
                    rows.push(row);
                }
                None => self.expected(item, key, "a mapping"),
            }
        }
        rows
    }

    fn check_keys(&mut self, mapping: &Mapping, known: &[&str]) {
        for entry in &mapping.entries {
            if known.contains(&entry.key.as_str()) {
                continue;
            }
            let finding = Diagnostic::new(
                &MALFORMED_LOCK,
                entry.key_span,
                format!("the lock has an unknown key `{}`", entry.key),
            );
            self.report(match nearest_name(&entry.key, known.iter().copied()) {
                Some(nearest) => finding.help(format!("write `{nearest}`")),
                None => finding.help(format!("the keys here are `{}`", known.join("`, `"))),
            });
        }
    }

    fn group(&mut self, row: &Mapping) -> Option<(NodeGroup, Span)> {
        let text = self.needed(row, "Group")?;
        let span = text.span();
        if text.value == "HeadNode" {
            return Some((NodeGroup::Head, span));
        }
        if let Some(pool) = text.value.strip_prefix("LoginNodes/") {
            return Some((NodeGroup::LoginPool(pool.to_owned()), span));
        }
        self.malformed(&text, "Group", "`HeadNode` or `LoginNodes/` and the name of a pool");
        None
    }

    fn name(&mut self, row: &Mapping, key: &str) -> Option<Sourced<SubnetName>> {
        let text = self.needed(row, key)?;
        match SubnetName::new(&text.value) {
            Some(name) => Some(Sourced { value: name, origin: text.origin }),
            None => {
                self.malformed(&text, key, "the name of a subnet");
                None
            }
        }
    }

    fn nat(&mut self, row: &Mapping) -> Option<Sourced<RememberedNat>> {
        let host = self.host(row)?;
        let what = "the id of an address";
        let address = row.get("AllocationId").and_then(|_| self.parsed(row, "AllocationId", what));
        let secondary = self.ids(row, "SecondaryAllocationIds");
        let address = address.map(|address: Sourced<AllocationId>| address.value);
        let mode = row.get("Mode").and_then(|mode| mode.value.as_scalar());
        let is_private = mode.is_some_and(|mode| mode.text == PRIVATE);
        let retains_address = self.is_true(row, "Retain");
        Some(host.map(|host| RememberedNat {
            host,
            is_private,
            address,
            secondary_addresses: secondary,
            retains_address,
        }))
    }

    /// Reads a list of ids of addresses; empty where it is not written.
    fn ids(&mut self, row: &Mapping, key: &str) -> Vec<AllocationId> {
        let Some(entry) = row.get(key) else { return Vec::new() };
        let Some(list) = entry.value.as_sequence() else {
            self.expected(&entry.value, key, "a list");
            return Vec::new();
        };
        let mut ids = Vec::new();
        for item in &list.items {
            match item.as_scalar().and_then(|scalar| scalar.text.parse().ok()) {
                Some(id) => ids.push(id),
                None => self.expected(item, key, "a list of ids of addresses"),
            }
        }
        ids
    }

    fn host(&mut self, row: &Mapping) -> Option<Sourced<NatHost>> {
        if row.get("Mode").is_some() {
            let mode = self.text(row, "Mode")?;
            match mode.value.as_str() {
                REGIONAL => return Some(mode.map(|_| NatHost::Vpc)),
                PRIVATE => {}
                _ => {
                    self.malformed(&mode, "Mode", "`regional` or `private`");
                    return None;
                }
            }
        }
        let text = self.needed(row, "Subnet")?;
        if let Ok(id) = text.value.parse() {
            return Some(Sourced { value: NatHost::Existing(id), origin: text.origin });
        }
        self.name(row, "Subnet").map(|name| name.map(NatHost::Planned))
    }

    fn zone(&mut self, row: &Mapping) -> Option<AzId> {
        row.get("Zone")?;
        self.parsed::<AzId>(row, "Zone", "the id of a zone, such as `euw1-az1`")
            .map(|zone| zone.value)
    }

    fn parsed<T: FromStr>(
        &mut self,
        row: &Mapping,
        key: &str,
        expected: &str,
    ) -> Option<Sourced<T>> {
        let text = self.needed(row, key)?;
        match text.value.parse() {
            Ok(value) => Some(Sourced { value, origin: text.origin }),
            Err(_) => {
                self.malformed(&text, key, expected);
                None
            }
        }
    }

    fn needed(&mut self, row: &Mapping, key: &str) -> Option<Sourced<String>> {
        if row.get(key).is_none() {
            let message = format!("the entry has no `{key}`");
            self.report(
                Diagnostic::new(&MALFORMED_LOCK, row.span, message)
                    .help("take the line as the last commit has it"),
            );
        }
        self.text(row, key)
    }

    fn text(&mut self, mapping: &Mapping, key: &str) -> Option<Sourced<String>> {
        let node = &mapping.get(key)?.value;
        match &*node.content {
            Content::Scalar(scalar) if scalar.value == Value::Text => {
                Some(Sourced { value: scalar.text.clone(), origin: Origin::Written(node.span) })
            }
            _ => {
                self.expected(node, key, "a text");
                None
            }
        }
    }

    fn insert<K: Ord + Clone, V: Clone>(
        &mut self,
        map: &mut BTreeMap<K, Sourced<V>>,
        key: K,
        value: Sourced<V>,
        span: Span,
    ) {
        if let Some(first) = map.get(&key) {
            let first = first.span();
            self.report(
                Diagnostic::new(&MALFORMED_LOCK, span, "the lock says this twice")
                    .also(first, "first here")
                    .help("keep the line that the last commit has"),
            );
            return;
        }
        map.insert(key, value);
    }

    fn malformed<T: Display>(&mut self, seen: &Sourced<T>, key: &str, expected: &str) {
        let message = format!("`{}` is `{}`, expected {expected}", key, seen.value);
        self.report(
            Diagnostic::new(&MALFORMED_LOCK, seen.span(), message)
                .help("take the line as the last commit has it"),
        );
    }

    fn expected(&mut self, node: &Node, key: &str, expected: &str) {
        self.report(
            Diagnostic::new(&MALFORMED_LOCK, node.span, format!("`{key}` is not {expected}"))
                .help("take the line as the last commit has it"),
        );
    }

    fn report(&mut self, finding: Diagnostic) {
        self.findings.push(finding);
    }
}

/// Returns the key of the subnet that a line names.
fn key_of(name: SubnetName, zone: Option<AzId>, memory: &Memory) -> SubnetKey {
    let key = SubnetKey::new(name, zone);
    let same = |other: &&SubnetKey| other.name == key.name && other.zone == key.zone;
    memory.subnets.keys().find(same).cloned().unwrap_or(key)
}
