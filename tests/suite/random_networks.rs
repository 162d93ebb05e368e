//! Random networks: what the engine says of a whole set of packets is what becomes of each of them,
//! walked one at a time by a second implementation that shares nothing with the engine but the
//! template. What is proved has a certificate that replays.
//!
//! `make test` draws 6,000 networks with three questions each; `NETLOOM_SLOW_TESTS=1` draws
//! 1,000,000.

mod atoms;
pub mod blueprint;

use std::cell::RefCell;
use std::collections::BTreeMap;

use netloom_diag::{Diagnostic, Sources};
use netloom_network::Id;
use netloom_network::network_of_template;
use netloom_network::sets::addresses::parse_block;
use netloom_network::sets::traffic::{ECHO_REQUEST, ECHO_REQUEST_V6, Traffic};
use netloom_network::sets::{RangeSet, traffic};
use netloom_question::{Expect, Party, Prepared, Question};
use netloom_reach::{Answer, Verdict, certify, path_components};
use netloom_simulator::{Connection, Fate, World, connect, deliver};
use netloom_template::{ReadOptions, TemplateDocument, read_template};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

pub use atoms::{Asked, End};
use atoms::{atoms, may_be_of_a_service};
use blueprint::{
    Blueprint, N_GROUPS, N_NODES, N_SUBNETS, SERVICES, SUBNETS, balanced, blueprint, walled,
};

/// Questions about each network.
const N_QUESTIONS: usize = 3;

fn end() -> impl Strategy<Value = End> {
    prop_oneof![
        5 => (0..N_NODES).prop_map(End::Node),
        1 => (0..N_GROUPS).prop_map(End::Group),
        1 => (0..N_SUBNETS).prop_map(End::Subnet),
        2 => Just(End::Internet),
        1 => Just(End::Site),
        1 => Just(End::Listed),
        2 => (0..SERVICES.len()).prop_map(End::Service),
    ]
}

/// Who is asked for but does not ask.
fn server() -> impl Strategy<Value = End> {
    let except = (0..SERVICES.len()).prop_map(End::Except);
    prop_oneof![24 => end(), 1 => except, 2 => Just(End::Nat64), 2 => any::<bool>().prop_map(End::Resolver), 2 => Just(End::Block)]
}

/// Who is asked about, and which packets.
pub fn asked() -> impl Strategy<Value = Asked> {
    let protocol =
        prop_oneof![6 => Just(6_u8), 1 => Just(17), 1 => Just(1), 1 => Just(58), 1 => Just(47)];
    let ports = prop_oneof![3 => Just((443, 443)), 2 => Just((22, 22)), 1 => Just((2000, 2100)), 1 => Just((0, 65_535)), 1 => Just((53, 53))];
    let client_ports = prop_oneof![3 => Just((32_768, 60_999)), 1 => Just((1024, 65_535)), 1 => Just((40_000, 40_000))];
    (end(), server(), protocol, ports, client_ports)
        .prop_map(|(from, to, protocol, ports, client_ports)| {
            // Groups and subnets are many ends; few ports keep the number of packets as it is.
            let is_many = |end| matches!(end, End::Group(_) | End::Subnet(_) | End::Block);
            // The resolver in a block answers on one port.
            let ports = if matches!(to, End::Subnet(_) | End::Block) && ports.1 == 65_535 {
                (53, 53)
            } else {
                ports
            };
            let (ports, client_ports) = match is_many(from) || is_many(to) {
                true => (if ports.1 < 1024 { ports } else { (2049, 2049) }, (40_000, 40_000)),
                false => (ports, client_ports),
            };
            Asked { from, to, protocol, ports, client_ports }
        })
        .prop_filter("someone in the network asks someone else", |asked| {
            let is_node =
                |end| matches!(end, End::Node(_) | End::Group(_) | End::Subnet(_) | End::Block);
            (asked.from != asked.to || !matches!(asked.from, End::Node(_)))
                && (is_node(asked.from) || is_node(asked.to))
                && !matches!(asked.from, End::Service(_))
        })
}

fn read(text: String) -> TemplateDocument {
    let mut sources = Sources::default();
    let file = sources.add("template.json", text);
    let options = ReadOptions { region: Some("eu-west-1".to_owned()), ..ReadOptions::default() };
    let read = read_template(sources.get(file).expect("added"), &options);
    let errors: Vec<&Diagnostic> =
        read.diagnostics.iter().filter(|finding| finding.is_error()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    read.template.expect("a template")
}

/// The question that is drawn.
pub fn question(asked: &Asked) -> Question {
    let party = |end: End| match end {
        End::Node(node) => Party::Interface(Id::new(format!("Node{node}"))),
        End::Group(group) => Party::SecurityGroup(Id::new(format!("Group{group}"))),
        End::Subnet(subnet) => Party::Subnet(Id::new(format!("Subnet{subnet}"))),
        End::Internet => Party::internet(),
        End::Except(service) => Party::InternetExcept(vec![SERVICES[service].to_owned()]),
        End::Site => Party::Addresses(parse_block("192.168.0.0/16").expect("a block").0),
        End::Listed => Party::Addresses(parse_block("52.0.0.0/8").expect("a block").0),
        End::Nat64 => Party::Addresses(parse_block("64:ff9b::800:0/104").expect("a block").0),
        End::Resolver(false) => Party::Addresses(parse_block("10.0.0.2/32").expect("a block").0),
        End::Resolver(true) => {
            Party::Addresses(parse_block("169.254.169.253/32").expect("a block").0)
        }
        End::Block => Party::Addresses(parse_block(SUBNETS[0].0).expect("a block").0),
        End::Service(service) => Party::Service(SERVICES[service].to_owned()),
    };
    let ports = match asked.protocol {
        1 => RangeSet::single(ECHO_REQUEST),
        58 => RangeSet::single(ECHO_REQUEST_V6),
        6 | 17 => RangeSet::range(asked.ports.0.into(), asked.ports.1.into()),
        _ => traffic::all_ports(),
    };
    let traffic = Traffic::new(asked.protocol.into(), ports);
    let client_ports = RangeSet::range(asked.client_ports.0.into(), asked.client_ports.1.into());
    Question { from: party(asked.from), to: party(asked.to), traffic, client_ports }
}

/// What becomes of a packet that may be none that is asked about: where that speaks against the
/// claim, it is not known.
fn of_asked(fate: Fate, versions: &[Connection], expect: Expect) -> Fate {
    let is_bad = match expect {
        Expect::Reachable => matches!(fate, Fate::Dropped(_)),
        Expect::Unreachable => fate == Fate::Delivered,
    };
    match is_bad && versions.iter().any(may_be_of_a_service) {
        true => Fate::Unknown("whether the address is the service's".to_owned()),
        false => fate,
    }
}

/// What the packets say together; `None` when some of them leave it open.
fn folded(fates: &[Fate], expect: Expect) -> Option<Verdict> {
    let bad = |fate: &Fate| match expect {
        Expect::Reachable => matches!(fate, Fate::Dropped(_)),
        Expect::Unreachable => *fate == Fate::Delivered,
    };
    if fates.iter().any(bad) {
        Some(Verdict::Refuted)
    } else if fates.iter().any(|fate| matches!(fate, Fate::Unknown(_))) {
        None
    } else {
        Some(Verdict::Proved)
    }
}

/// What becomes of a packet of which there are several versions: all of them alike, or it is not
/// known.
fn whichever(versions: &[Connection], fate: impl Fn(&Connection) -> Fate) -> Fate {
    let fates: Vec<Fate> = versions.iter().map(fate).collect();
    let is = |kind: fn(&Fate) -> bool| fates.iter().all(kind);
    match fates.first() {
        Some(first)
            if is(|fate| *fate == Fate::Delivered)
                || is(|fate| matches!(fate, Fate::Dropped(_)))
                || is(|fate| matches!(fate, Fate::Unknown(_))) =>
        {
            first.clone()
        }
        _ => Fate::Unknown("which security groups it has".to_owned()),
    }
}

type Tally = BTreeMap<(Expect, Verdict), usize>;

/// How many certificates there are, and how many proofs.
type Certified = RefCell<(usize, usize)>;

fn compare(
    blueprint: &Blueprint,
    questions: &[Asked],
    tally: &RefCell<Tally>,
    certified: &Certified,
) -> Result<(), TestCaseError> {
    let text = blueprint.template();
    let document = read(text.clone());
    // What could be launched is launched for the simulator; the engine has to know of it.
    let launched = read(blueprint.template_with_launches());
    let world = World::new(&launched);
    let prepared = Prepared::new(network_of_template(&document).network);
    let is_there = |end| !matches!(end, End::Subnet(subnet) if !blueprint.has_subnet(subnet));
    for asked in questions.iter().filter(|asked| is_there(asked.from) && is_there(asked.to)) {
        for expect in [Expect::Reachable, Expect::Unreachable] {
            // What has to be reached at the addresses of a block is asked of what has them by name;
            // not drawn here.
            if asked.to == End::Block && expect == Expect::Reachable {
                continue;
            }
            let packets = atoms(blueprint, &world, asked, expect);
            // Without an IPv6 address there is nothing to translate.
            if packets.is_empty() && asked.to == End::Nat64 {
                continue;
            }
            let fates: Vec<Fate> = match expect {
                Expect::Reachable => packets
                    .iter()
                    .map(|packet| {
                        of_asked(whichever(packet, |one| connect(&world, one)), packet, expect)
                    })
                    .collect(),
                Expect::Unreachable => packets
                    .iter()
                    .map(|packet| {
                        of_asked(whichever(packet, |one| deliver(&world, one)), packet, expect)
                    })
                    .collect(),
            };
            let question = question(asked);
            let answer = Answer::of(&prepared, &question, expect);
            let walked = folded(&fates, expect);
            if !packets.is_empty() {
                *tally.borrow_mut().entry((expect, answer.verdict)).or_default() += 1;
            }
            if answer.verdict == Verdict::Proved {
                certified.borrow_mut().1 += 1;
            }
            if let Ok(certificate) = certify(&answer, &prepared) {
                certified.borrow_mut().0 += 1;
                let fault = certificate.replay(&prepared, &question).err();
                prop_assert!(
                    fault.is_none(),
                    "{asked:?} {expect:?}: {fault:?}\n{certificate:?}\n{text}"
                );
                // What packets pass is what the replayed hops say.
                let passable = path_components(&prepared.network).into_iter();
                for id in passable.filter(|id| !prepared.network.route_tables.contains_key(*id)) {
                    prop_assert!(
                        expect == Expect::Unreachable
                            || answer.past(id).is_empty() == certificate.goes_by(id),
                        "{asked:?} by {id}\n{certificate:?}\n{text}"
                    );
                }
            }
            let has_unknown = fates.iter().any(|fate| matches!(fate, Fate::Unknown(_)));
            let agrees = match answer.verdict {
                // Where the ends have no packets in common there is nothing to be reached.
                Verdict::Unknown => {
                    has_unknown || (packets.is_empty() && expect == Expect::Reachable)
                }
                verdict => walked == Some(verdict),
            };
            let shown: Vec<_> = packets.iter().zip(&fates).take(4).collect();
            let missing = &answer.missing;
            prop_assert!(
                agrees,
                "{asked:?} {expect:?}: the engine says {:?}, the packets \
                 {walked:?}\n{missing:?}\n{shown:?}\n{text}",
                answer.verdict
            );
        }
    }
    Ok(())
}

/// Draws a quarter of the networks: always the same ones, so that a failure on one machine is a
/// failure on all.
fn quarter(seed: u8) {
    let cases = if is_slow() { 250_000 } else { 1_500 };
    let (tally, (n_certified, n_proved)) = draw(blueprint(), cases, seed);
    println!("{cases} networks, {tally:?}, {n_certified} certificates of {n_proved} proofs");
    assert!(
        n_certified * 100 >= n_proved * 97,
        "{n_certified} certificates of {n_proved} proofs: too few"
    );
    let n_all: usize = tally.values().sum();
    for expect in [Expect::Reachable, Expect::Unreachable] {
        let share =
            |verdict| tally.get(&(expect, verdict)).copied().unwrap_or_default() * 1_000 / n_all;
        let of = |verdict| format!("{expect:?} is {verdict:?} {} times in 1,000", share(verdict));
        // Groups and subnets are rarely reached as a whole, with all that could be launched in
        // them.
        assert!(share(Verdict::Proved) >= 40, "{}: too few", of(Verdict::Proved));
        assert!(share(Verdict::Refuted) >= 50, "{}: too few", of(Verdict::Refuted));
        // Of what is drawn some is not known: lists of services, gateways by their ids, name
        // servers, second associations.
        assert!(share(Verdict::Unknown) <= 11, "{}: too many", of(Verdict::Unknown));
    }
}

fn is_slow() -> bool {
    std::env::var_os("NETLOOM_SLOW_TESTS").is_some()
}

/// Draws networks and holds the engine against each packet; returns what was found, and how many
/// proofs have certificates.
fn draw(
    networks: impl Strategy<Value = Blueprint>,
    cases: u32,
    seed: u8,
) -> (Tally, (usize, usize)) {
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 4_000,
        max_local_rejects: u32::MAX,
        ..Config::default()
    };
    let mut runner =
        TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]));
    let tally = RefCell::new(Tally::new());
    let certified = Certified::default();
    let networks = (networks, prop::collection::vec(asked(), N_QUESTIONS));
    match runner.run(&networks, |(blueprint, questions)| {
        compare(&blueprint, &questions, &tally, &certified)
    }) {
        Ok(()) => {}
        Err(TestError::Fail(why, _) | TestError::Abort(why)) => panic!("{}", why.message()),
    }
    (tally.into_inner(), certified.into_inner())
}

#[test]
fn the_engine_agrees_with_each_packet_in_the_first_quarter_of_the_networks() {
    quarter(1);
}

#[test]
fn the_engine_agrees_with_each_packet_in_the_second_quarter_of_the_networks() {
    quarter(2);
}

#[test]
fn the_engine_agrees_with_each_packet_in_the_third_quarter_of_the_networks() {
    quarter(3);
}

#[test]
fn the_engine_agrees_with_each_packet_in_the_last_quarter_of_the_networks() {
    quarter(4);
}

/// What rules of a firewall decide is unknown, so that more is here than elsewhere.
#[test]
fn the_engine_agrees_with_each_packet_in_networks_with_a_firewall() {
    let cases = if is_slow() { 100_000 } else { 800 };
    let (tally, (n_certified, n_proved)) = draw(walled(), cases, 5);
    println!("{cases} networks, {tally:?}, {n_certified} certificates of {n_proved} proofs");
    assert!(
        n_certified * 100 >= n_proved * 95,
        "{n_certified} certificates of {n_proved} proofs: too few"
    );
    for expect in [Expect::Reachable, Expect::Unreachable] {
        for verdict in [Verdict::Proved, Verdict::Refuted, Verdict::Unknown] {
            let n_found = tally.get(&(expect, verdict)).copied().unwrap_or_default();
            assert!(n_found >= 40, "{expect:?} is {verdict:?} {n_found} times: too few");
        }
    }
}

/// What a load balancer forwards is of one target group, and certain where all of the way is
/// written.
#[test]
fn the_engine_agrees_with_each_packet_in_networks_with_a_load_balancer() {
    let cases = if is_slow() { 100_000 } else { 800 };
    let (tally, (n_certified, n_proved)) = draw(balanced(), cases, 6);
    println!("{cases} networks, {tally:?}, {n_certified} certificates of {n_proved} proofs");
    for verdict in [Verdict::Proved, Verdict::Refuted, Verdict::Unknown] {
        let n_found = tally.get(&(Expect::Unreachable, verdict)).copied().unwrap_or_default();
        assert!(n_found >= 30, "{verdict:?} {n_found} times: too few");
    }
}
