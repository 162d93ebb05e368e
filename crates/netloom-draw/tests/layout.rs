//! Scenes of every size, measured.

use netloom_draw::picture_of;
use netloom_draw::scene::{
    Access, EdgeBox, Exit, Key, Kind, Mark, Outcome, OutsideBox, Resident, Scene, Step, SubnetBox,
    Tone, VpcBox, ZoneBox, with_path,
};
use netloom_network::Id;

fn resident(key: String, kind: Kind, words: &str) -> Resident {
    let stands_for = vec![Id::new(key.as_str())];
    Resident { key: Key::new(key), kind, words: words.to_owned(), stands_for, marks: vec![] }
}

/// A subnet with everything that subnets have; every third one is public, with a NAT gateway.
fn subnet(zone: usize, at: usize) -> SubnetBox {
    let is_public = at.is_multiple_of(3);
    let mut residents =
        vec![resident(format!("queue in s{zone}-{at}"), Kind::ComputeNodes, "queue cpu, 10 nodes")];
    let exit = |words: &str, to: String| Exit { words: words.to_owned(), to: Some(Key::new(to)) };
    let mut exits = vec![exit("s3, dynamodb to gateway endpoint", "vpce".to_owned())];
    if is_public {
        residents.push(resident(format!("nat{zone}-{at}"), Kind::NatGateway, "NAT gateway Nat"));
        exits.push(exit("0.0.0.0/0 to internet gateway", "igw".to_owned()));
    } else {
        // Some lead to a gateway of their own zone, some to one of the first.
        let host = if at.is_multiple_of(2) { zone } else { 0 };
        exits.push(exit("0.0.0.0/0 to NAT gateway", format!("nat{host}-0")));
        exits.push(exit("propagated routes to virtual private gateway", "vgw".to_owned()));
    }
    SubnetBox {
        key: Key::new(format!("s{zone}-{at}")),
        access: if is_public { Access::Public } else { Access::Private },
        name: format!("compute-{zone}-{at}"),
        block: "10.0.0.0/24".to_owned(),
        hosts: "100 of 251 addresses needed, 151 free".to_owned(),
        residents,
        exits,
        marks: vec![Mark { word: "added".to_owned(), tone: Tone::Good }],
    }
}

fn edge(key: &str, kind: Kind, outside: &str) -> EdgeBox {
    EdgeBox {
        key: Key::new(key),
        kind,
        name: format!("{key}-0123456789abcdef0"),
        outside: Some(Key::new(outside)),
        stands_for: vec![Id::new(key)],
        marks: vec![],
    }
}

fn outside(key: &str, kind: Kind) -> OutsideBox {
    OutsideBox { key: Key::new(key), kind, name: "10.200.0.0/16".to_owned(), marks: vec![] }
}

/// - `n_zones`: how many zones.
/// - `n_subnets`: how many subnets there are in all of them.
fn scene(n_zones: usize, n_subnets: usize) -> Scene {
    let n_in = |zone: usize| n_subnets / n_zones + usize::from(zone < n_subnets % n_zones);
    let zones = (0..n_zones).filter(|zone| n_in(*zone) > 0).map(|zone| ZoneBox {
        name: format!("Availability Zone euw1-az{zone}"),
        subnets: (0..n_in(zone)).map(|at| subnet(zone, at)).collect(),
    });
    let vpc = VpcBox {
        key: Key::new("vpc"),
        name: "vpc-0123456789abcdef0".to_owned(),
        blocks: "10.0.0.0/16, 10.1.0.0/16".to_owned(),
        edge: vec![
            edge("igw", Kind::InternetGateway, Key::INTERNET),
            edge("vgw", Kind::VpnGateway, Key::SITE),
            edge("vpce", Kind::GatewayEndpoint, "services"),
        ],
        zones: zones.collect(),
        marks: vec![Mark { word: "replaced".to_owned(), tone: Tone::Bad }],
    };
    Scene {
        title: "Network of cluster.yaml".to_owned(),
        region: Some("eu-west-1".to_owned()),
        vpcs: vec![vpc],
        outside: vec![
            outside(Key::INTERNET, Kind::Internet),
            outside(Key::SITE, Kind::Site),
            outside("services", Kind::AwsServices),
        ],
        ..Scene::default()
    }
}

#[test]
fn nothing_overlaps_and_no_label_is_crossed_in_any_size() {
    for n_zones in 1..=6 {
        for n_subnets in 2..=40 {
            let picture = picture_of(&scene(n_zones, n_subnets));
            let faults = picture.faults();
            assert!(faults.is_empty(), "{n_zones} zones, {n_subnets} subnets: {faults:#?}");
            let n_lines = picture.lines.len();
            assert!(n_lines >= 2 * n_subnets, "only {n_lines} lines for {n_subnets} subnets");
        }
    }
}

#[test]
fn several_vpcs_stand_side_by_side() {
    let mut drawn = scene(2, 6);
    let mut other = drawn.vpcs[0].clone();
    other.key = Key::new("other");
    for (at, subnet) in other.zones.iter_mut().flat_map(|zone| &mut zone.subnets).enumerate() {
        subnet.key = Key::new(format!("other{at}"));
        subnet.residents.clear();
        subnet.exits.iter_mut().for_each(|exit| {
            exit.to = exit.to.take().map(|to| Key::new(format!("other {}", to.as_str())));
        });
    }
    for edge in &mut other.edge {
        edge.key = Key::new(format!("other {}", edge.key.as_str()));
    }
    drawn.vpcs.push(other);
    assert_eq!(picture_of(&drawn).faults(), Vec::<String>::new());
}

#[test]
fn a_path_has_ways_and_numbers_and_crosses_nothing() {
    for (n_zones, n_subnets) in [(1, 4), (2, 7), (3, 12), (6, 40)] {
        let step = |id: &str, subnet: Option<&str>, is_reply, outcome| Step {
            is_reply,
            id: id.to_owned(),
            subnet: subnet.map(Id::new),
            words: format!("{id}: passes by rule"),
            outcome,
        };
        let (home, host) = ("s0-1", "s0-0");
        let steps = [
            step("queue in s0-1", Some(home), false, Outcome::Passed),
            step("acl", Some(home), false, Outcome::Passed),
            step("nat0-0", None, false, Outcome::Passed),
            step("table", Some(host), false, Outcome::Passed),
            step("igw", None, false, Outcome::Passed),
            step("acl", Some(host), true, Outcome::Passed),
            step("acl", Some(home), true, Outcome::Dropped),
        ];
        let drawn = with_path(scene(n_zones, n_subnets), "queue to internet", &steps);
        let ends = |from: &str, to: &str| {
            let (from, to) = (Key::new(from), Key::new(to));
            drawn.arrows.iter().any(|arrow| arrow.from == from && arrow.to == to)
        };
        assert!(ends("queue in s0-1", "nat0-0") && ends("nat0-0", "igw"));
        assert!(ends("igw", Key::INTERNET) && ends(Key::INTERNET, "igw"));
        let words: Vec<&str> = drawn
            .subnets()
            .flat_map(|subnet| {
                subnet.marks.iter().chain(subnet.residents.iter().flat_map(|r| &r.marks))
            })
            .map(|mark| mark.word.as_str())
            .filter(|word| *word != "added")
            .collect();
        assert_eq!(words, ["6", "3-4", "1-2", "7 dropped"]);
        let picture = picture_of(&drawn);
        assert_eq!(picture.faults(), Vec::<String>::new(), "{n_zones} zones, {n_subnets} subnets");
    }
}

#[test]
fn equal_scenes_give_equal_pictures() {
    assert_eq!(picture_of(&scene(3, 11)), picture_of(&scene(3, 11)));
}
