//! Shared answers against the obvious way: every pair of ends of every pair of parties asked by
//! itself.

use std::fmt::Write;

use netloom_diag::Sources;
use netloom_network::network_of_template;
use netloom_network::sets::traffic::Traffic;
use netloom_question::Question;
use netloom_template::{ReadOptions, read_template};

use super::answers::Asking;
use super::parties::TrafficParty;
use super::through::{Through, difference};
use super::*;

/// Queues with nodes in every subnet, behind ACLs of which every third subnet has one.
struct Fabric {
    n_queues: usize,
    n_subnets: usize,
    /// Whom the last queue admits to port 22.
    admitted: &'static str,
    /// What the ACL denies.
    denied: &'static str,
    /// Where the tables of the second half lead.
    target: &'static str,
}

const FABRIC: Fabric = Fabric {
    n_queues: 2,
    n_subnets: 5,
    admitted: "192.0.2.0/24",
    denied: "198.51.100.0/24",
    target: "NatGatewayId: !Ref Nat",
};

impl Fabric {
    fn text(&self) -> String {
        let mut text = format!(
            "Resources:
  Vpc: {{Type: AWS::EC2::VPC, Properties: {{CidrBlock: 10.0.0.0/8}}}}
  Gateway: {{Type: AWS::EC2::InternetGateway}}
  Attachment: {{Type: AWS::EC2::VPCGatewayAttachment, Properties: {{VpcId: !Ref Vpc, \
             InternetGatewayId: !Ref Gateway}}}}
  Public: {{Type: AWS::EC2::RouteTable, Properties: {{VpcId: !Ref Vpc}}}}
  PublicDefault: {{Type: AWS::EC2::Route, Properties: {{RouteTableId: !Ref Public, \
             DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}}}}
  Private: {{Type: AWS::EC2::RouteTable, Properties: {{VpcId: !Ref Vpc}}}}
  PrivateDefault: {{Type: AWS::EC2::Route, Properties: {{RouteTableId: !Ref Private, \
             DestinationCidrBlock: 0.0.0.0/0, {target}}}}}
  Address: {{Type: AWS::EC2::EIP, Properties: {{Domain: vpc}}}}
  Nat: {{Type: AWS::EC2::NatGateway, Properties: {{SubnetId: !Ref Subnet0, AllocationId: !GetAtt \
             Address.AllocationId}}}}
  Acl: {{Type: AWS::EC2::NetworkAcl, Properties: {{VpcId: !Ref Vpc}}}}
  Deny: {{Type: AWS::EC2::NetworkAclEntry, Properties: {{NetworkAclId: !Ref Acl, RuleNumber: 50, \
             Protocol: -1, RuleAction: deny, CidrBlock: {denied}}}}}
  In: {{Type: AWS::EC2::NetworkAclEntry, Properties: {{NetworkAclId: !Ref Acl, RuleNumber: 100, \
             Protocol: -1, RuleAction: allow, CidrBlock: 0.0.0.0/0}}}}
  Out: {{Type: AWS::EC2::NetworkAclEntry, Properties: {{NetworkAclId: !Ref Acl, RuleNumber: 100, \
             Protocol: -1, RuleAction: allow, Egress: true, CidrBlock: 0.0.0.0/0}}}}
",
            target = self.target,
            denied = self.denied,
        );
        for subnet in 0..self.n_subnets {
            let table = if subnet * 2 < self.n_subnets { "Public" } else { "Private" };
            _ = writeln!(
                text,
                "  Subnet{subnet}: {{Type: AWS::EC2::Subnet, Properties: {{VpcId: !Ref Vpc, \
                 CidrBlock: 10.{subnet}.0.0/20, MapPublicIpOnLaunch: {}}}}}
  Table{subnet}: {{Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {{SubnetId: !Ref \
                 Subnet{subnet}, RouteTableId: !Ref {table}}}}}",
                table == "Public"
            );
            if subnet % 3 == 0 {
                _ = writeln!(
                    text,
                    "  Acl{subnet}: {{Type: AWS::EC2::SubnetNetworkAclAssociation, Properties: \
                     {{SubnetId: !Ref Subnet{subnet}, NetworkAclId: !Ref Acl}}}}"
                );
            }
        }
        for queue in 0..self.n_queues {
            let client = if queue + 1 == self.n_queues { self.admitted } else { "192.0.2.0/24" };
            _ = writeln!(
                text,
                "  Group{queue}: {{Type: AWS::EC2::SecurityGroup, Properties: {{GroupDescription: \
                 g, VpcId: !Ref Vpc, SecurityGroupIngress: [{{IpProtocol: tcp, FromPort: 22, \
                 ToPort: 22, CidrIp: {client}}}, {{IpProtocol: udp, FromPort: 53, ToPort: 53, \
                 CidrIp: 10.0.0.0/8}}]}}}}
  Self{queue}: {{Type: AWS::EC2::SecurityGroupIngress, Properties: {{GroupId: !Ref Group{queue}, \
                 IpProtocol: tcp, FromPort: 1024, ToPort: 2048, SourceSecurityGroupId: !Ref \
                 Group{queue}}}}}"
            );
            for subnet in 0..self.n_subnets {
                _ = writeln!(
                    text,
                    "  Node{queue}x{subnet}: {{Type: AWS::EC2::Instance, Properties: {{ImageId: \
                     ami-0123456789abcdef0, SubnetId: !Ref Subnet{subnet}, SecurityGroupIds: \
                     [!Ref Group{queue}]}}}}"
                );
            }
        }
        text
    }

    fn network(&self) -> Network {
        network(self.text())
    }
}

fn network(text: String) -> Network {
    let mut sources = Sources::default();
    let file = sources.add("template.yaml", text);
    let read = read_template(sources.get(file).expect("added"), &ReadOptions::default());
    assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
    network_of_template(&read.template.expect("a template")).network
}

/// The comparison without sharing anything: every pair of ends of every pair of parties.
fn compare_obviously(old: &Network, new: &Network) -> Vec<Connections> {
    let cast = Cast::of(old, new, Launches::Any, &ToOwned::to_owned);
    let new_places = new_subnets(old, new, &ToOwned::to_owned);
    assert!(new_places.is_empty(), "these fabrics have the same subnets");
    let (old, new) =
        [old, new].map(|network| Prepared::new(with_launched(network, Launches::Any))).into();
    let mut told = ConnectivityReport::new(&new.network, &|_| None);
    let through = |prepared: &Prepared, (from, to): (&TrafficParty, &TrafficParty)| {
        let mut all = Through::default();
        let party = |who: &TrafficParty| who.party(&prepared.network, ToOwned::to_owned);
        let (Some(client), Some(server)) = (party(from), party(to)) else { return all };
        let traffic = if matches!(to, TrafficParty::Service(_)) {
            Traffic::tcp(443)
        } else {
            Traffic::everything()
        };
        let question = Question::new(client, server, traffic);
        for query in prepared.resolve_question(&question).queries {
            all.join(&Through::of(prepared, &query, from.way()));
        }
        all
    };
    let is_outside = |who: &TrafficParty| {
        matches!(who, TrafficParty::Internet | TrafficParty::Site(_) | TrafficParty::Service(_))
    };
    let mut tell = |from: &TrafficParty, to: &TrafficParty| {
        let is_asked =
            !matches!(from, TrafficParty::Service(_)) && (!is_outside(from) || !is_outside(to));
        if is_asked && (from != to || to.is_many(&new.network)) {
            let (before, after) = (through(&old, (from, to)), through(&new, (from, to)));
            let change = difference(
                (&before, &after),
                &after,
                &Asking {
                    way: from.way(),
                    clients: from.clients(),
                    is_launched: true,
                    is_living: false,
                },
                (true, true),
            );
            told.tell((from, to), &change, &cast);
        }
    };
    for one in cast.all() {
        for other in &cast.outside {
            tell(one, other);
            tell(other, one);
        }
    }
    for all in [&cast.inside, &cast.places] {
        all.iter().for_each(|from| all.iter().for_each(|to| tell(from, to)));
    }
    told.finish().0
}

#[test]
fn shared_answers_are_those_of_every_pair_asked_by_itself() {
    let changes = [
        FABRIC,
        Fabric { admitted: "0.0.0.0/0", ..FABRIC },
        // A part of one subnet, so that its nodes are unlike all others.
        Fabric { admitted: "10.1.8.0/21", ..FABRIC },
        Fabric { denied: "10.2.0.0/16", ..FABRIC },
        Fabric { denied: "10.0.0.0/8", ..FABRIC },
        Fabric { target: "GatewayId: !Ref Gateway", ..FABRIC },
    ];
    let networks: Vec<Network> = changes.iter().map(Fabric::network).collect();
    for (at, old) in networks.iter().enumerate() {
        for new in networks.iter().skip(at).take(2) {
            let change = compare(old, new, Launches::Any, &BTreeMap::new(), &|_| None);
            assert_eq!(change.connections, compare_obviously(old, new));
            assert_eq!((change.undecided, change.not_compared), (Vec::new(), None));
        }
    }
}

#[test]
fn groups_alone_are_asked_in_all_their_subnets() {
    // Without the nodes, the groups stand for any.
    let bare = |fabric: &Fabric| {
        let text = fabric.text();
        network(
            text.lines()
                .filter(|line| !line.starts_with("  Node"))
                .map(|line| format!("{line}\n"))
                .collect(),
        )
    };
    let (old, new) =
        (bare(&FABRIC), bare(&Fabric { admitted: "0.0.0.0/0", denied: "10.2.0.0/16", ..FABRIC }));
    let change = compare(&old, &new, Launches::Any, &BTreeMap::new(), &|_| None);
    assert!(
        change
            .connections
            .iter()
            .any(|one| one.turn == ConnectivityChange::Exposed && one.to == "Group1"),
        "{change:?}"
    );
    assert_eq!(change.connections, compare_obviously(&old, &new));
}

#[test]
fn groups_lose_nothing_by_subnets_that_are_new() {
    let text = |n_subnets: usize| {
        let text = Fabric { n_subnets, ..FABRIC }.text();
        // The second subnet has no way out.
        text.lines()
            .filter(|line| !line.starts_with("  Table1"))
            .map(|line| format!("{line}\n"))
            .collect::<String>()
    };
    let is_lost_in_part = |old: String, new: String| {
        let change =
            compare(&network(old), &network(new), Launches::Any, &BTreeMap::new(), &|_| None);
        change.connections.iter().any(|one| one.turn == ConnectivityChange::LostInPart)
    };
    let bare = |text: String| {
        text.lines()
            .filter(|line| !line.starts_with("  Node"))
            .map(|line| format!("{line}\n"))
            .collect()
    };
    assert!(!is_lost_in_part(bare(text(1)), bare(text(2))));
    // A fleet is in all its subnets, so some of its nodes have no way out any more.
    let fleet = |subnets: &str| {
        let template = "{Type: AWS::EC2::LaunchTemplate, Properties: {LaunchTemplateData: \
                        {SecurityGroupIds: [!Ref Group0]}}}";
        let launch = "{LaunchTemplateId: !Ref Launch, Version: '1'}";
        let properties = format!(
            "{{MinSize: '0', MaxSize: '2', VPCZoneIdentifier: {subnets}, LaunchTemplate: {launch}}}"
        );
        let fleet = format!(
            "  Launch: {template}\n  Fleet: {{Type: AWS::AutoScaling::AutoScalingGroup, \
             Properties: {properties}}}\n"
        );
        let text: String = bare(text(2));
        text + &fleet
    };
    assert!(is_lost_in_part(fleet("[!Ref Subnet0]"), fleet("[!Ref Subnet0, !Ref Subnet1]")));
}

#[test]
fn an_opening_among_200_nodes_in_20_subnets_is_shown() {
    let large = Fabric { n_queues: 10, n_subnets: 20, ..FABRIC };
    let (old, new) = (large.network(), Fabric { admitted: "0.0.0.0/0", ..large }.network());
    let change = compare(&old, &new, Launches::Any, &BTreeMap::new(), &|_| None);
    assert_eq!((change.undecided, change.not_compared), (Vec::new(), None));
    let exposed: BTreeSet<&str> = change
        .connections
        .iter()
        .filter(|one| one.turn == ConnectivityChange::Exposed)
        .map(|one| one.to.as_str())
        .collect();
    let expected: Vec<String> = (0..10).map(|subnet| format!("Node9x{subnet}")).collect();
    assert_eq!(
        exposed,
        expected.iter().map(String::as_str).collect(),
        "the nodes in public subnets"
    );
    // Nodes of the other queues get in, too, and nothing is lost.
    assert!(
        change.connections.iter().all(|one| one.to.starts_with("Node9x")),
        "{:?}",
        change.connections
    );
}

#[test]
fn exposure_names_the_rules_that_let_the_internet_in_and_no_others() {
    let text = |clients: &str| {
        let rules = format!(
            "{{IpProtocol: tcp, FromPort: 20, ToPort: 30, CidrIp: {clients}}}, {{IpProtocol: tcp, \
             FromPort: 80, ToPort: 80, CidrIp: {clients}}}"
        );
        let inside = "{IpProtocol: '-1', CidrIp: 10.0.0.0/8}, {IpProtocol: tcp, FromPort: 25, \
                      ToPort: 25, CidrIp: 192.0.2.0/24}";
        let list = "{IpProtocol: tcp, FromPort: 22, ToPort: 22, SourcePrefixListId: !Ref List}";
        FABRIC.text()
            + "  List: {Type: AWS::EC2::PrefixList, Properties: {PrefixListName: l, \
               AddressFamily: IPv4, MaxEntries: 1, Entries: [{Cidr: "
            + clients
            + "}]}}\n"
            + &format!(
                "  Spare: {{Type: AWS::EC2::SecurityGroup, Properties: {{GroupDescription: g, \
                 VpcId: !Ref Vpc, SecurityGroupIngress: [{rules}, {inside}, {list}]}}}}\n"
            )
    };
    let new = text("0.0.0.0/0");
    let place = |span: Span| {
        Some(SourceLocation { file: new[span.range()].to_owned(), line: 1, column: 1 })
    };
    let change = compare(
        &network(text("198.51.100.0/24")),
        &network(new.clone()),
        Launches::Any,
        &BTreeMap::new(),
        &place,
    );
    let exposed: Vec<&Connections> =
        change.connections.iter().filter(|one| one.turn == ConnectivityChange::Exposed).collect();
    assert_eq!(exposed.len(), 1, "{exposed:?}");
    assert_eq!((exposed[0].to.as_str(), exposed[0].traffic.as_str()), ("Spare", "tcp 20-30, 80"));
    let rules: Vec<&str> = exposed[0].let_in_by.iter().map(|place| place.file.as_str()).collect();
    let is_told = |what: &str| rules.iter().any(|rule| rule.contains(what));
    // The rule for the office lets some of the internet in, as it did before; it was no exposure
    // then and is none now.
    assert!(is_told("FromPort: 20") && is_told("FromPort: 80") && is_told("List"), "{rules:?}");
    assert!(!is_told("'-1'") && !is_told("FromPort: 25"), "{rules:?}");
}

#[test]
fn like_nodes_are_asked_once() {
    let large = Fabric { n_queues: 10, n_subnets: 20, ..FABRIC };
    let (old, new) = (large.network(), Fabric { admitted: "0.0.0.0/0", ..large }.network());
    let change = compare_within(&old, &new, (Launches::Any, 5_000), &BTreeMap::new(), &|_| None);
    assert_eq!(change.not_compared, None);
}

#[test]
fn what_is_not_compared_is_named() {
    let (old, new) = (FABRIC.network(), Fabric { admitted: "0.0.0.0/0", ..FABRIC }.network());
    let change = compare_within(&old, &new, (Launches::Any, 0), &BTreeMap::new(), &|_| None);
    let not_compared = change.not_compared.expect("a limit of none");
    assert!(not_compared.contains("`Node0x0`, `Node0x1`"), "{not_compared}");
    assert!(
        change.connections.iter().any(|one| one.turn == ConnectivityChange::Exposed),
        "{:?}",
        change.connections
    );
}

#[test]
fn a_group_that_nobody_has_yet_is_exposed_all_the_same() {
    let spare = |client: &str| {
        let group = format!(
            "  Spare: {{Type: AWS::EC2::SecurityGroup, Properties: {{GroupDescription: g, VpcId: \
             !Ref Vpc, SecurityGroupIngress: [{{IpProtocol: tcp, FromPort: 443, ToPort: 443, \
             CidrIp: {client}}}]}}}}\n"
        );
        network(format!("{}{group}", FABRIC.text()))
    };
    let change = compare(
        &spare("10.0.0.0/8"),
        &spare("0.0.0.0/0"),
        Launches::Any,
        &BTreeMap::new(),
        &|_| None,
    );
    let told: Vec<_> = change
        .connections
        .iter()
        .map(|one| (one.turn, one.to.as_str(), one.traffic.as_str()))
        .collect();
    assert_eq!(told, [(ConnectivityChange::Exposed, "Spare", "tcp 443")]);
    let back = compare(
        &spare("0.0.0.0/0"),
        &spare("10.0.0.0/8"),
        Launches::Any,
        &BTreeMap::new(),
        &|_| None,
    );
    let told: Vec<_> =
        back.connections.iter().map(|one| (one.turn, one.to.as_str(), one.severity)).collect();
    assert_eq!(told, [(ConnectivityChange::Lost, "Spare", Severity::Medium)]);
}
