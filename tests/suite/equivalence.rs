//! Ends that are reported to be alike are alike: whatever two pairs of ends have in common by their
//! equivalence classes, the same protocols and ports get through between them, in one network and in two
//! whose surroundings are reported to be the same.

use netloom_reach::engine::follow;
use std::cell::Cell as Counter;
use std::collections::BTreeMap;

use netloom_diag::Sources;
use netloom_network::Id;
use netloom_network::network_of_template;
use netloom_network::sets::addresses::parse_block;
use netloom_network::sets::traffic::{Traffic, linux_client_ports};
use netloom_network::sets::{Cell, RangeSet};
use netloom_question::{End, Header, Query};
use netloom_question::{Expect, Party, Prepared};
use netloom_reach::equivalence::{Equivalence, Shared, Surroundings};
use netloom_reach::{EndpointClasses, Fate};
use netloom_template::{ReadOptions, TemplateDocument, read_template};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

use crate::random_networks::blueprint::{SERVICES, blueprint};

fn read(text: String) -> TemplateDocument {
    let mut sources = Sources::default();
    let file = sources.add("template.json", text);
    let options = ReadOptions { region: Some("eu-west-1".to_owned()), ..ReadOptions::default() };
    read_template(sources.get(file).expect("added"), &options).template.expect("a template")
}

fn parties(network: &netloom_network::Network) -> Vec<Party> {
    let nodes = network.interfaces.keys().cloned().map(Party::Interface);
    let groups = network.security_groups.keys().cloned().map(Party::SecurityGroup);
    let subnets = network.subnets.keys().cloned().map(Party::Subnet);
    let services = SERVICES.into_iter().map(|service| Party::Service(service.to_owned()));
    let site = Party::Addresses(parse_block("192.168.0.0/16").expect("a block").0);
    nodes.chain(groups).chain(subnets).chain(services).chain([Party::internet(), site]).collect()
}

/// What becomes of the packets between two ends: cells by fate.
type Fates = [Vec<Cell>; 3];

fn fates(prepared: &Prepared, from: &End<'_>, to: &End<'_>) -> Fates {
    let Traffic { protocols, ports } = Traffic::everything();
    let journey = Query {
        from: from.clone(),
        to: to.clone(),
        protocols,
        client_ports: linux_client_ports(),
        ports,
        excepts: &[],
    };
    let is_inbound = matches!(from, End::Internet(_));
    let expect = if is_inbound { Expect::Unreachable } else { Expect::Reachable };
    let mut fates = Fates::default();
    for flow in follow(prepared, &journey, false) {
        let keep = |axis| flow.cell.on(axis);
        let source = if is_inbound { keep(Header::FIRST.source) } else { RangeSet::single(0) };
        let cell = Cell::new(vec![
            source,
            keep(Header::FIRST.protocol),
            keep(Header::FIRST.destination_port),
        ]);
        let cells = match flow.fate(expect) {
            Fate::Arrives => &mut fates[0],
            Fate::Dropped => &mut fates[1],
            Fate::Depends => &mut fates[2],
        };
        cells.push(cell);
    }
    fates
}

fn is_within(cells: &[Cell], others: &[Cell]) -> bool {
    let minus =
        |rest: Vec<Cell>, other: &Cell| rest.iter().flat_map(|cell| cell.minus(other)).collect();
    cells.iter().all(|cell| others.iter().fold(vec![cell.clone()], minus).is_empty())
}

fn is_same(one: &Fates, other: &Fates) -> bool {
    one.iter().zip(other).all(|(one, other)| is_within(one, other) && is_within(other, one))
}

fn subnet<'a>(end: &'a End<'_>) -> Option<&'a Id> {
    match end {
        End::Inside(place, _) => Some(&place.subnet.id),
        _ => None,
    }
}

/// The number of the surroundings, the classes of both ends, and whether they are in one subnet.
type Asked = (usize, Shared<Equivalence>, Shared<Equivalence>, bool);

/// - `texts`: templates of one network or of two.
/// - `n_shared`: counts the pairs whose classes were met before.
fn hold(texts: &[String], n_shared: &Counter<(usize, usize)>) -> Result<(), TestCaseError> {
    let mut known: BTreeMap<Asked, (String, Fates)> = BTreeMap::new();
    let mut surroundings: Vec<Surroundings> = Vec::new();
    for (which, text) in texts.iter().enumerate() {
        let prepared = Prepared::new(network_of_template(&read(text.clone())).network);
        let parties = parties(&prepared.network);
        let mut classes = EndpointClasses::of(&prepared);
        let kinds: Vec<usize> = parties.iter().map(|party| classes.kind(party)).collect();
        let around = classes.surroundings();
        let met = surroundings.iter().position(|met| *met == around);
        let around = met.unwrap_or_else(|| {
            surroundings.push(around);
            surroundings.len() - 1
        });
        for (from, from_kind) in parties.iter().zip(&kinds) {
            for (to, to_kind) in parties.iter().zip(&kinds) {
                let (ends_from, ends_to) =
                    (classes.ends(*from_kind).unwrap(), classes.ends(*to_kind).unwrap());
                for ((_, classes_from), (_, classes_to)) in
                    ends_from.families.iter().zip(&ends_to.families)
                {
                    for (one, other) in classes_from
                        .iter()
                        .flat_map(|one| classes_to.iter().map(move |other| (one, other)))
                    {
                        for (a, b) in
                            one.ends.iter().flat_map(|a| other.ends.iter().map(move |b| (a, b)))
                        {
                            let is_near = subnet(a).is_some() && subnet(a) == subnet(b);
                            let fates = fates(&prepared, a, b);
                            let told = format!(
                                "{which}: {from:?} at {:?} to {to:?} at {:?}",
                                subnet(a),
                                subnet(b)
                            );
                            let key = (
                                around,
                                one.equivalence.clone(),
                                other.equivalence.clone(),
                                is_near,
                            );
                            let (all, shared) = n_shared.get();
                            n_shared.set((all + 1, shared + usize::from(known.contains_key(&key))));
                            let (first, expected) = known
                                .entry(key.clone())
                                .or_insert_with(|| (told.clone(), fates.clone()));
                            prop_assert!(
                                is_same(&fates, expected),
                                "{told}\n{fates:?}\n{first}\n{expected:?}\n{key:#?}\n{text}"
                            );
                        }
                    }
                }
            }
        }
    }
    Ok(())
}

#[test]
fn what_is_told_to_be_alike_is_alike() {
    let is_slow = std::env::var_os("NETLOOM_SLOW_TESTS").is_some();
    let cases = if is_slow { 20_000 } else { 100 };
    let config =
        Config { cases, failure_persistence: None, max_shrink_iters: 2_000, ..Config::default() };
    let mut runner =
        TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]));
    let n_shared = Counter::new((0, 0));
    // The new network has one part of another one.
    let networks = (blueprint(), blueprint(), 0_u8..4);
    match runner.run(&networks, |(old, other, part)| {
        hold(&[old.template(), old.with_part_of(&other, part).template()], &n_shared)
    }) {
        Ok(()) => {}
        Err(TestError::Fail(why, _) | TestError::Abort(why)) => panic!("{}", why.message()),
    }
    let (all, shared) = n_shared.get();
    assert!(shared * 10 > all, "only {shared} of {all} pairs are in the class of another pair");
}

/// Transit gateways, IPv6, NAT instances: what no random network has.
#[test]
fn what_is_told_to_be_alike_is_alike_in_networks_of_others() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("networks");
    let mut n_networks = 0;
    let n_shared = Counter::new((0, 0));
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("one").path();
        let template = ["template.yaml", "template.json"]
            .map(|name| path.join(name))
            .into_iter()
            .find(|path| path.exists());
        let Some(template) = template else { continue };
        n_networks += 1;
        let text = std::fs::read_to_string(template).expect("a text");
        if let Err(why) = hold(&[text], &n_shared) {
            panic!("{}: {why}", path.display());
        }
    }
    assert!(n_networks > 5, "{n_networks}");
    assert!(n_shared.get().1 > 50, "{:?}", n_shared.get());
}
