//! Blocks that parameters decide: what is proved or refuted while their values are not known is
//! proved or refuted with the values.
//!
//! Random networks are read twice, once as they are drawn and once with some of their blocks as
//! parameters without values.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use netloom_diag::{Diagnostic, Sources};
use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::parse_block;
use netloom_network::sets::traffic::Traffic;
use netloom_network::{Destination, Id, Known, Network, Route, RouteTable, network_of_template};
use netloom_question::{Expect, Party, Prepared, Question, may_be_inside};
use netloom_reach::{Answer, Verdict};
use netloom_template::{ReadOptions, read_template};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};
use serde_json::{Value, json};

use crate::random_networks::blueprint::{Blueprint, SUBNETS, blueprint};
use crate::random_networks::{Asked, End, asked, question};

/// How many networks are drawn.
const N_NETWORKS: u32 = 600;

/// What is asked about each network.
const N_QUESTIONS: usize = 4;

/// Puts references to parameters in the place of blocks that are drawn.
///
/// - `chosen`: for each block in turn, whether it becomes a parameter.
fn with_parameters(template: &mut Value, chosen: &[bool]) {
    fn walk(
        value: &mut Value,
        chosen: &mut dyn Iterator<Item = bool>,
        names: &mut BTreeMap<String, String>,
    ) {
        match value {
            Value::String(text) => {
                let is_block = text.contains('/') && parse_block(text).is_some();
                if is_block && chosen.next() == Some(true) {
                    let next = format!("Block{}", names.len());
                    let name = names.entry(text.clone()).or_insert(next);
                    *value = json!({ "Ref": name });
                }
            }
            Value::Object(map) => map.values_mut().for_each(|value| walk(value, chosen, names)),
            Value::Array(items) => items.iter_mut().for_each(|value| walk(value, chosen, names)),
            _ => {}
        }
    }
    let mut names = BTreeMap::new();
    let mut chosen = chosen.iter().copied().cycle();
    let mut resources = template["Resources"].take();
    for resource in resources.as_object_mut().expect("resources").values_mut() {
        // Of a site's list, a filter or a route the value may be anything; VPCs and subnets lie
        // in each other.
        walk(&mut resource["Properties"], &mut chosen, &mut names);
    }
    template["Resources"] = resources;
    let parameters = names.values().map(|name| (name.clone(), json!({ "Type": "String" })));
    template["Parameters"] = parameters.collect();
}

fn prepared(template: &Value) -> Prepared {
    let mut sources = Sources::default();
    let file = sources.add("template.json", template.to_string());
    let options = ReadOptions { region: Some("eu-west-1".to_owned()), ..ReadOptions::default() };
    let read = read_template(sources.get(file).expect("added"), &options);
    let errors: Vec<&Diagnostic> =
        read.diagnostics.iter().filter(|finding| finding.is_error()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    Prepared::new(network_of_template(&read.template.expect("a template")).network)
}

/// The question, or one about the addresses of a subnet in the place of the subnet: which subnet
/// has them is what a parameter decides.
fn by_address(asked: &Asked) -> Question {
    let mut question = question(asked);
    let addresses = |block: &str| Party::Addresses(parse_block(block).expect("a block").0);
    // The blocks of the others are not theirs alone.
    let is_own = |subnet: usize| subnet < 4;
    if let End::Subnet(subnet) = asked.from
        && is_own(subnet)
    {
        question.from = addresses(SUBNETS[subnet].0);
    }
    if let End::Subnet(subnet) = asked.to
        && is_own(subnet)
    {
        question.to = addresses(SUBNETS[subnet].0);
    }
    question
}

/// Whether a route that cannot be for a part of its VPC, such as one to a peering connection, is for
/// one.
///
/// # Source
/// Amazon VPC User Guide, "Route tables": a route more specific than the local one leads to a NAT
/// gateway, an interface or an endpoint of a Gateway Load Balancer.
fn has_route_that_ec2_refuses(network: &Network) -> bool {
    let is_refused = |table: &RouteTable, route: &Route| {
        let Known::Is(Destination::Block(block, _)) = &route.destination else { return false };
        let own = network.vpcs.get(&table.vpc).into_iter().flat_map(|vpc| &vpc.blocks);
        !may_be_inside(route) && own.filter_map(Known::value).any(|own| block.is_subset(own))
    };
    let mut tables = network.route_tables.values();
    tables.any(|table| table.routes.iter().any(|route| is_refused(table, route)))
}

type Tally = BTreeMap<(Expect, Verdict, Verdict), usize>;

fn compare(
    blueprint: &Blueprint,
    questions: &[Asked],
    chosen: &[bool],
    tally: &RefCell<Tally>,
) -> Result<(), TestCaseError> {
    let known: Value = serde_json::from_str(&blueprint.template()).expect("JSON");
    let mut unknown = known.clone();
    with_parameters(&mut unknown, chosen);
    let (with_values, without) = (prepared(&known), prepared(&unknown));
    // Without its value, a block is one that deploys.
    if has_route_that_ec2_refuses(&with_values.network) {
        return Ok(());
    }
    let is_there = |end| !matches!(end, End::Subnet(subnet) if !blueprint.has_subnet(subnet));
    for asked in questions.iter().filter(|asked| is_there(asked.from) && is_there(asked.to)) {
        for question in [question(asked), by_address(asked)] {
            for expect in [Expect::Reachable, Expect::Unreachable] {
                let expected = Answer::of(&with_values, &question, expect).verdict;
                let answer = Answer::of(&without, &question, expect);
                *tally.borrow_mut().entry((expect, expected, answer.verdict)).or_default() += 1;
                prop_assert!(
                    [expected, Verdict::Unknown].contains(&answer.verdict)
                        || expected == Verdict::Unknown,
                    "{asked:?} {question:?} {expect:?}: {expected:?} with values, {:?} \
                     without\n{unknown}",
                    answer.verdict
                );
            }
        }
    }
    Ok(())
}

#[test]
fn what_is_decided_without_the_values_of_parameters_is_so_with_them() {
    let config = Config {
        cases: N_NETWORKS,
        failure_persistence: None,
        max_shrink_iters: 4_000,
        max_local_rejects: u32::MAX,
        ..Config::default()
    };
    let mut runner =
        TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]));
    let tally = RefCell::new(Tally::new());
    let n_drawn = Cell::new(0_usize);
    let chosen = prop_oneof![
        1 => prop::collection::vec(any::<bool>(), 7..40),
        2 => prop::collection::vec(prop::bool::weighted(0.2), 7..40),
    ];
    let drawn = (blueprint(), prop::collection::vec(asked(), N_QUESTIONS), chosen);
    match runner.run(&drawn, |(blueprint, questions, chosen)| {
        n_drawn.set(n_drawn.get() + 1);
        compare(&blueprint.without_lists(), &questions, &chosen, &tally)
    }) {
        Ok(()) => {}
        Err(TestError::Fail(why, _) | TestError::Abort(why)) => panic!("{}", why.message()),
    }
    let tally = tally.into_inner();
    println!("{} networks, {tally:?}", n_drawn.get());
    // A reader that knew nothing would agree with everything.
    for expect in [Expect::Reachable, Expect::Unreachable] {
        for verdict in [Verdict::Proved, Verdict::Refuted] {
            let of = |seen| tally.get(&(expect, verdict, seen)).copied().unwrap_or_default();
            let (kept, lost) = (of(verdict), of(Verdict::Unknown));
            assert!(kept * 10 >= lost, "{expect:?} {verdict:?}: {kept} kept, {lost} lost");
        }
    }
}

/// Two subnets of a VPC, the second with the main table, and a node in each; both admit ssh from
/// 10.0.0.0/8.
fn two_subnets(vpc: &Value, subnets: [&Value; 2]) -> Value {
    let at = |id: &str| json!({ "Ref": id });
    let rule =
        json!([{ "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": "10.0.0.0/8" }]);
    let subnet = |block: &Value| {
        let properties = json!({ "VpcId": at("Vpc"), "CidrBlock": block });
        json!({ "Type": "AWS::EC2::Subnet", "Properties": properties })
    };
    let node = |subnet: &str| {
        let properties = json!({ "SubnetId": at(subnet), "GroupSet": [at("Group")] });
        json!({ "Type": "AWS::EC2::NetworkInterface", "Properties": properties })
    };
    let group =
        json!({ "GroupDescription": "x", "VpcId": at("Vpc"), "SecurityGroupIngress": rule });
    json!({
        "Parameters": { "One": { "Type": "String" }, "Two": { "Type": "String" } },
        "Resources": {
            "Vpc": { "Type": "AWS::EC2::VPC", "Properties": { "CidrBlock": vpc } },
            "Group": { "Type": "AWS::EC2::SecurityGroup", "Properties": group },
            "Near": subnet(subnets[0]),
            "Far": subnet(subnets[1]),
            "NearNode": node("Near"),
            "FarNode": node("Far"),
        },
    })
}

fn verdict(template: &Value, from: Party, to: Party, expect: Expect) -> Verdict {
    let prepared = prepared(template);
    let traffic = Traffic::new(6, RangeSet::single(22));
    Answer::of(&prepared, &Question::new(from, to, traffic), expect).verdict
}

fn node(id: &str) -> Party {
    Party::Interface(Id::new(id))
}

fn block(text: &str) -> Party {
    Party::Addresses(parse_block(text).expect("a block").0)
}

#[test]
fn a_main_table_leads_to_the_blocks_of_its_vpc_whichever_they_are() {
    let (one, two) = (json!({ "Ref": "One" }), json!({ "Ref": "Two" }));
    let template = two_subnets(&one, [&json!("10.0.0.0/24"), &json!("10.0.1.0/24")]);
    let (from, to) = (node("FarNode"), node("NearNode"));
    assert_eq!(verdict(&template, from.clone(), to.clone(), Expect::Reachable), Verdict::Proved);
    // The address of the one is any of the subnet's, which the rule may admit or not.
    let template = two_subnets(&one, [&two, &json!("10.0.1.0/24")]);
    assert_eq!(verdict(&template, from, to, Expect::Reachable), Verdict::Unknown);
}

#[test]
fn addresses_may_be_in_a_subnet_whose_block_is_not_known() {
    let two = json!({ "Ref": "Two" });
    let template = two_subnets(&json!("10.0.0.0/16"), [&json!("10.0.0.0/24"), &two]);
    for expect in [Expect::Reachable, Expect::Unreachable] {
        let answers = [
            verdict(&template, block("10.0.1.4/32"), node("NearNode"), expect),
            verdict(&template, node("NearNode"), block("10.0.1.4/32"), expect),
        ];
        assert_eq!(answers, [Verdict::Unknown; 2], "{expect:?}");
    }
    // The subnet lies in its VPC.
    let outside = verdict(&template, block("10.9.1.4/32"), node("NearNode"), Expect::Unreachable);
    assert_eq!(outside, Verdict::Proved);
}

#[test]
fn what_must_not_reach_an_address_reaches_it_in_no_vpc() {
    let mut template =
        two_subnets(&json!("10.0.0.0/16"), [&json!("10.0.0.0/24"), &json!("10.0.1.0/24")]);
    let other = two_subnets(&json!("10.0.0.0/16"), [&json!("10.0.0.0/24"), &json!("10.0.1.0/24")]);
    // A VPC with the same blocks, which comes first.
    for (id, resource) in other["Resources"].as_object().expect("resources") {
        let named = resource.to_string();
        let renamed = ["Vpc", "Group", "Near", "Far"].iter().fold(named, |text, id| {
            text.replace(&format!("\"Ref\":\"{id}\""), &format!("\"Ref\":\"A{id}\""))
        });
        template["Resources"][format!("A{id}")] = serde_json::from_str(&renamed).expect("JSON");
    }
    let answer = verdict(&template, node("FarNode"), block("10.0.0.4/32"), Expect::Unreachable);
    assert_eq!(answer, Verdict::Refuted);
}
