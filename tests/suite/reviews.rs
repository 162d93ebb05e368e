//! Random pairs of networks: what a review says of nodes that could be launched is what becomes of
//! their packets in a second implementation, which has such nodes as instances and walks one packet
//! at a time.
//!
//! - No exposure is missed: a packet of the internet that gets to a launched node and back, and did
//!   not before, is reported.
//! - No exposure is made up: where one is reported, there is such a packet.
//! - The same for what nodes of a subnet reach on the internet.
//!
//! And spoilt templates of the cases: a review is at least as severe as the packets of launched
//! nodes are.

use crate::mutation::operators;
use crate::random_networks::blueprint;
use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr};

use netloom_diag::Sources;
use netloom_diff::Severity;
use netloom_diff::traffic::{Connections, ConnectivityChange, Launches, TrafficChange, compare};
use netloom_network::network_of_template;
use netloom_simulator::{Connection, Fate, Goal, Origin, World, connect};
use netloom_template::{ReadOptions, TemplateDocument, read_template};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};
use serde_json::{Value, json};

use crate::random_networks::blueprint::{Blueprint, SUBNETS, blueprint};

/// One public address of each block that rules name, and of what no rule names.
const CLIENTS: [[u8; 4]; 4] = [[8, 8, 8, 8], [52, 1, 2, 3], [203, 0, 113, 9], [198, 41, 0, 4]];

/// One port of every class.
const PORTS: [u16; 8] = [0, 22, 443, 500, 1024, 2049, 33_000, 61_001];

/// The security group of launched nodes that may have any.
const OPEN: &str = "Open";

fn read(text: String) -> TemplateDocument {
    let mut sources = Sources::default();
    let file = sources.add("template.json", text);
    let options = ReadOptions { region: Some("eu-west-1".to_owned()), ..ReadOptions::default() };
    read_template(sources.get(file).expect("added"), &options).template.expect("a template")
}

/// A node as an instance of the template: in a subnet, with a group, and whether its launch asks
/// for a public address.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Launch {
    subnet: String,
    block: String,
    group: String,
    is_public: bool,
}

impl Launch {
    fn id(&self) -> String {
        format!("Launched{}{}{}", self.subnet, self.group, self.is_public)
    }

    fn resource(&self) -> Value {
        let mut interface = json!({ "DeviceIndex": "0", "SubnetId": { "Ref": self.subnet },
            "GroupSet": [{ "Ref": self.group }] });
        if self.is_public {
            interface["AssociatePublicIpAddress"] = json!(true);
        }
        json!({ "Type": "AWS::EC2::Instance",
            "Properties": { "ImageId": "ami-0123456789abcdef0", "NetworkInterfaces": [interface] } })
    }

    /// An address of each half of its subnet.
    fn addresses(&self) -> Vec<IpAddr> {
        let (first, length) = self.block.split_once('/').expect("a block");
        let first = u32::from(first.parse::<Ipv4Addr>().expect("an address"));
        let halves: &[u32] =
            if length.parse::<u8>().expect("a length") > 24 { &[10] } else { &[10, 140] };
        halves.iter().map(|offset| Ipv4Addr::from(first + offset).into()).collect()
    }
}

/// Every launch that both networks have a place for.
fn launches(old: &Blueprint, new: &Blueprint, groups: &[String]) -> Vec<Launch> {
    let mut all = Vec::new();
    for subnet in
        (0..SUBNETS.len()).filter(|subnet| old.has_subnet(*subnet) && new.has_subnet(*subnet))
    {
        let own = groups.iter().filter(|group| vpc_of_group(group) == SUBNETS[subnet].1).cloned();
        let (block, vpc) = SUBNETS[subnet];
        for group in own.chain([OPEN.to_owned() + vpc]) {
            let (subnet, block) = (format!("Subnet{subnet}"), block.to_owned());
            let launch = Launch { subnet, block, group, is_public: false };
            all.extend([Launch { is_public: true, ..launch.clone() }, launch]);
        }
    }
    all
}

fn vpc_of_group(group: &str) -> &'static str {
    match group {
        "Group3" => "Peer",
        "Group4" => "Third",
        _ => "Vpc",
    }
}

fn with_launches(mut template: Value, launches: &[Launch]) -> TemplateDocument {
    let resources = template["Resources"].as_object_mut().expect("resources");
    let has = |vpc: &&str| resources.contains_key(*vpc);
    let vpcs: Vec<&str> = ["Vpc", "Peer", "Third"].into_iter().filter(has).collect();
    for vpc in vpcs {
        let all = json!([{ "IpProtocol": "-1", "CidrIp": "0.0.0.0/0" }]);
        let group = json!({ "Type": "AWS::EC2::SecurityGroup", "Properties": { "GroupDescription": "any",
            "VpcId": { "Ref": vpc }, "SecurityGroupIngress": all, "SecurityGroupEgress": all } });
        resources.insert(format!("{OPEN}{vpc}"), group);
    }
    for launch in launches {
        resources.insert(launch.id(), launch.resource());
    }
    read(template.to_string())
}

/// Packets by client, protocol and port.
type Packets = BTreeSet<(usize, u8, u16)>;

fn packet(origin: Origin, goal: Goal, (protocol, port): (u8, u16)) -> Connection {
    Connection {
        origin,
        goal,
        protocol,
        source_port: 40_000,
        destination_port: port,
        nat_port: 2000,
        gateway_offset: 10,
        endpoint_subnet: None,
        endpoint_offset: 10,
        transit_entry: 0,
        transit_return: 0,
    }
}

/// Packets that get there and back, in either direction between a launched node and the internet.
fn delivered(world: &World<'_>, launch: &Launch, is_inbound: bool) -> Packets {
    let mut packets = Packets::new();
    for (client, octets) in CLIENTS.iter().enumerate() {
        let outside = IpAddr::from(*octets);
        for address in launch.addresses() {
            for (protocol, port) in
                [6_u8, 17].into_iter().flat_map(|protocol| PORTS.map(|port| (protocol, port)))
            {
                let id = launch.id();
                let (origin, goal) = match is_inbound {
                    true => (Origin::Internet(outside), Goal::Interface { id, address }),
                    false => (Origin::Interface { id, address }, Goal::Address(outside)),
                };
                if connect(world, &packet(origin, goal, (protocol, port))) == Fate::Delivered {
                    packets.insert((client, protocol, port));
                }
            }
        }
    }
    packets
}

/// What a told connection is about: a party by its plain name.
fn plain(name: &str) -> &str {
    name.split(' ').next().unwrap_or_default()
}

/// Names under which a launched node may be reported: its own, or that of something that stands for it.
fn names(blueprint: &Blueprint, launch: &Launch) -> BTreeSet<String> {
    let is_in = |node: &usize| {
        blueprint.nodes[*node]
            .subnets()
            .iter()
            .any(|subnet| format!("Subnet{subnet}") == launch.subnet)
    };
    let nodes = (0..blueprint::N_NODES).filter(is_in);
    let mut names: BTreeSet<String> = nodes.map(|node| format!("Node{node}")).collect();
    names.insert(launch.subnet.clone());
    names
}

fn is_told(
    traffic: &TrafficChange,
    names: &BTreeSet<String>,
    turns: &[ConnectivityChange],
    end: fn(&Connections) -> &str,
) -> bool {
    traffic
        .connections
        .iter()
        .any(|one| turns.contains(&one.turn) && names.contains(plain(end(one))))
}

fn check(old: &Blueprint, new: &Blueprint) -> Result<(), TestCaseError> {
    let (old_text, new_text) = (old.template(), new.template());
    let (plain_old, plain_new) = (read(old_text.clone()), read(new_text.clone()));
    let networks =
        (network_of_template(&plain_old).network, network_of_template(&plain_new).network);
    let traffic = compare(&networks.0, &networks.1, Launches::Any, &BTreeMap::new(), &|_| None);
    let groups: Vec<String> = networks.1.security_groups.keys().map(ToString::to_string).collect();
    let launches = launches(old, new, &groups);
    let launched = |text: &str| with_launches(serde_json::from_str(text).expect("JSON"), &launches);
    let (old_document, new_document) = (launched(&old_text), launched(&new_text));
    let (old_world, new_world) = (World::new(&old_document), World::new(&new_document));
    let exposure = [ConnectivityChange::Exposed, ConnectivityChange::MayBeExposed];
    let mut exposed: BTreeSet<String> = BTreeSet::new();
    let mut of_groups: BTreeMap<(&str, bool), (Packets, Packets)> = BTreeMap::new();
    for launch in &launches {
        let (before, after) =
            (delivered(&old_world, launch, true), delivered(&new_world, launch, true));
        if launch.group.starts_with(OPEN) {
            if !after.is_subset(&before) {
                let told = is_told(&traffic, &names(new, launch), &exposure, |one| &one.to);
                prop_assert!(
                    told,
                    "{launch:?} is exposed and not told: {traffic:#?}\n{old_text}\n{new_text}"
                );
                prop_assert!(traffic.severity() >= Severity::Medium);
                exposed.insert(launch.subnet.clone());
            }
            let (before, after) =
                (delivered(&old_world, launch, false), delivered(&new_world, launch, false));
            let ways = [
                (after.is_subset(&before), ConnectivityChange::Gained),
                (before.is_subset(&after), ConnectivityChange::Lost),
            ];
            for (is_same, turn) in ways.into_iter().filter(|(is_same, _)| !is_same) {
                let told = is_told(&traffic, &names(new, launch), &[turn], |one| &one.from);
                prop_assert!(
                    told || is_same,
                    "{launch:?} {turn:?}: {traffic:#?}\n{old_text}\n{new_text}"
                );
            }
        } else {
            let of = of_groups.entry((&launch.group, launch.is_public)).or_default();
            of.0.extend(before);
            of.1.extend(after);
        }
    }
    for ((group, is_public), (before, after)) in &of_groups {
        if !after.is_subset(before) {
            let wearers = networks.1.interfaces.values().filter(|one| {
                one.groups.iter().any(|id| id.value().is_some_and(|id| id.as_str() == *group))
            });
            let mut names: BTreeSet<String> = wearers.map(|one| one.id.to_string()).collect();
            names.insert((*group).to_owned());
            let told = is_told(&traffic, &names, &exposure, |one| &one.to);
            prop_assert!(
                told,
                "{group} {is_public} is exposed and not told: {traffic:#?}\n{old_text}\n{new_text}"
            );
            exposed.insert((*group).to_owned());
        }
    }
    // Nothing is made up: of connections by TCP each class of packets was tried.
    let by_tcp =
        |one: &&Connections| one.turn == ConnectivityChange::Exposed && one.traffic.contains("tcp");
    let new_template: Value = serde_json::from_str(&new_text).expect("JSON");
    for one in traffic.connections.iter().filter(by_tcp).filter(|one| one.to.starts_with("Subnet"))
    {
        // Only packets of IPv4 are tried: a subnet with an IPv6 block may be exposed by that alone.
        if !new_template["Resources"][plain(&one.to)]["Properties"]["Ipv6CidrBlock"].is_null() {
            continue;
        }
        prop_assert!(
            exposed.contains(plain(&one.to)),
            "{one:?} has no packet\n{old_text}\n{new_text}"
        );
    }
    Ok(())
}

#[test]
fn reviews_tell_what_becomes_of_nodes_that_could_be_launched() {
    let cases = if std::env::var_os("NETLOOM_SLOW_TESTS").is_some() { 20_000 } else { 150 };
    let config =
        Config { cases, failure_persistence: None, max_shrink_iters: 200, ..Config::default() };
    let mut runner =
        TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]));
    match runner.run(&(blueprint(), blueprint(), 0..4_u8), |(old, other, part)| {
        check(&old, &old.with_part_of(&other, part))
    }) {
        Ok(()) => {}
        Err(TestError::Fail(why, _) | TestError::Abort(why)) => panic!("{}", why.message()),
    }
}

/// Nodes that can be launched in each subnet whose block both templates write alike.
fn launches_of(old: &Value, new: &Value) -> Vec<Launch> {
    let subnets = old["Resources"].as_object().expect("resources").iter();
    let subnets = subnets.filter(|(_, resource)| resource["Type"] == "AWS::EC2::Subnet");
    let mut all = Vec::new();
    for (subnet, resource) in subnets {
        let block = &resource["Properties"]["CidrBlock"];
        let is_there = new["Resources"][subnet]["Properties"]["CidrBlock"] == *block
            && !new["Resources"]["Vpc"].is_null();
        if let (Some(block), true) = (block.as_str(), is_there) {
            let (subnet, block) = (subnet.clone(), block.to_owned());
            let launch = Launch { subnet, block, group: OPEN.to_owned() + "Vpc", is_public: false };
            all.extend([Launch { is_public: true, ..launch.clone() }, launch]);
        }
    }
    all
}

/// The template of a rendered case, where it makes a VPC.
fn rendered(path: &std::path::Path) -> Option<Value> {
    let mut sources = Sources::default();
    let file = sources.add("config", std::fs::read_to_string(path).ok()?);
    let compiled = netloom_driver::pipeline::compile(
        sources.get(file)?,
        &netloom_config::LoadOptions::default(),
    );
    let template: Value = serde_json::from_str(&compiled.emitted?.template.to_json()).ok()?;
    (!template["Resources"]["Vpc"].is_null()).then_some(template)
}

#[test]
fn a_spoilt_template_is_as_severe_as_its_packets() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let mut cases: Vec<_> =
        std::fs::read_dir(root).expect("cases").map(|case| case.expect("one").path()).collect();
    cases.sort();
    let share = if std::env::var_os("NETLOOM_SLOW_TESTS").is_some() { 1 } else { 7 };
    let (mut n_mutants, mut n_changed, mut missed) = (0_usize, 0_usize, Vec::new());
    for case in cases.iter().step_by(share) {
        let paths = ["config.ini", "config.yaml"].map(|name| case.join(name));
        let Some(original) = paths.iter().find_map(|path| rendered(path)) else { continue };
        for operator in operators::OPERATORS {
            for (place, mutant) in (operator.apply)(&original) {
                n_mutants += 1;
                let Some((worst, severity)) = judged(&original, &mutant) else { continue };
                n_changed += usize::from(worst > Severity::None);
                if severity < worst {
                    missed.push(format!(
                        "{}: {} at {place}: {severity:?} < {worst:?}",
                        case.display(),
                        operator.name
                    ));
                }
            }
        }
    }
    println!("{n_mutants} mutants, {n_changed} change what becomes of packets");
    assert!(n_changed > 20, "{n_changed} of {n_mutants}");
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

/// Whether a table has two routes for one block: EC2 rejects the second one, whichever that is.
fn has_route_twice(template: &Value) -> bool {
    let resources = template["Resources"].as_object().expect("resources").values();
    let routes = resources.filter(|resource| resource["Type"] == "AWS::EC2::Route");
    let mut seen = BTreeSet::new();
    let mut keys = routes.map(|route| {
        let properties = &route["Properties"];
        (properties["RouteTableId"].to_string(), properties["DestinationCidrBlock"].to_string())
    });
    !keys.all(|key| seen.insert(key))
}

/// How bad a change is by the packets of launched nodes, and by its review; `None` for what is no
/// template any more.
fn judged(old: &Value, new: &Value) -> Option<(Severity, Severity)> {
    let documents = [old, new].map(|template| {
        let mut sources = Sources::default();
        let file = sources.add("template.json", template.to_string());
        let read = read_template(sources.get(file).expect("added"), &ReadOptions::default());
        read.template.filter(|_| !read.diagnostics.iter().any(netloom_diag::Diagnostic::is_error))
    });
    let [Some(old_document), Some(new_document)] = documents else { return None };
    if has_route_twice(new) {
        return None;
    }
    let networks =
        [&old_document, &new_document].map(|document| network_of_template(document).network);
    let traffic = compare(&networks[0], &networks[1], Launches::Any, &BTreeMap::new(), &|_| None);
    let launches = launches_of(old, new);
    let worlds = [old, new].map(|template| with_launches(template.clone(), &launches));
    let worlds = [World::new(&worlds[0]), World::new(&worlds[1])];
    let mut worst = Severity::None;
    for launch in &launches {
        let of = |is_inbound| [0, 1].map(|side| delivered(&worlds[side], launch, is_inbound));
        let [before, after] = of(true);
        if !after.is_subset(&before) {
            // Nodes with any security group are exposed to all of the internet, or to what the
            // rules of ACLs name.
            worst = worst.max(Severity::Medium);
            if after.difference(&before).map(|(client, ..)| client).collect::<BTreeSet<_>>().len()
                == CLIENTS.len()
            {
                worst = Severity::Critical;
            }
        }
        let [before, after] = of(false);
        if !before.is_subset(&after) {
            worst = worst.max(Severity::Medium);
        }
    }
    Some((worst, traffic.severity()))
}
