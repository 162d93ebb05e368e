//! Proofs about ways to other VPCs and over IPv6, which no cluster of a case has.

use netloom_certificate::Certificate;
use netloom_diag::Sources;
use netloom_network::Id;
use netloom_network::network_of_template;
use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::{Family, parse_block};
use netloom_network::sets::traffic::{ECHO_REQUEST_V6, ICMPV6, TCP, Traffic};
use netloom_question::{Expect, Party, Prepared, Question};
use netloom_reach::{Answer, Verdict, certify};
use netloom_template::{ReadOptions, read_template};

const TEMPLATE: &str = include_str!("beyond.yaml");

/// The network after these lines are taken away, which lose their type.
pub fn network(without: &[&str]) -> Prepared {
    let mut text = TEMPLATE.to_owned();
    for name in without {
        let line = text
            .lines()
            .find(|line| line.starts_with(&format!("  {name}: ")))
            .expect("a resource")
            .to_owned();
        text = text.replacen(
            &line,
            &format!("  {name}: {{Type: AWS::CloudFormation::WaitConditionHandle}}"),
            1,
        );
    }
    let mut sources = Sources::default();
    let file = sources.add("beyond.yaml", text);
    let read = read_template(sources.get(file).expect("added"), &ReadOptions::default());
    Prepared::new(network_of_template(&read.template.expect("a template")).network)
}

/// What is proved of the network, with its certificates. Each kind of way is among them.
pub fn certificates(prepared: &Prepared) -> Vec<(Question, Expect, Certificate)> {
    let node = |name: &str| Party::Interface(Id::new(name));
    let block = |text: &str| Party::Addresses(parse_block(text).expect("a block").0);
    let ssh = Traffic::new(TCP, RangeSet::single(22));
    let ping = Traffic::new(ICMPV6, RangeSet::single(ECHO_REQUEST_V6));
    let ipv6 = Party::Internet(Family::Ipv6.public());
    let asked = [
        (node("NodeA"), node("NodeB"), &ssh, Expect::Reachable),
        (node("NodeB"), node("NodeA"), &ssh, Expect::Unreachable),
        (node("NodeA"), node("NodeC"), &ssh, Expect::Reachable),
        (node("NodeA"), block("2600:1f00:0:300::/64"), &ping, Expect::Unreachable),
        (node("NodeC"), node("NodeA"), &ssh, Expect::Unreachable),
        (node("NodeB"), node("NodeC"), &ssh, Expect::Unreachable),
        (node("NodeA"), ipv6.clone(), &ssh, Expect::Reachable),
        (node("NodeA"), ipv6.clone(), &ping, Expect::Reachable),
        (ipv6, node("NodeA"), &ssh, Expect::Unreachable),
        (node("NodeA"), block("10.4.0.0/16"), &ssh, Expect::Unreachable),
        (node("NodeA"), block("192.168.0.0/16"), &ssh, Expect::Unreachable),
    ];
    let mut made = Vec::new();
    for (from, to, traffic, expect) in asked {
        let question = Question::new(from, to, traffic.clone());
        let answer = Answer::of(prepared, &question, expect);
        if answer.verdict == Verdict::Proved {
            let certificate = certify(&answer, prepared);
            made.push((
                question.clone(),
                expect,
                certificate.unwrap_or_else(|why| panic!("{question:?}: {why:?}")),
            ));
        }
    }
    made
}

#[test]
fn ways_to_other_vpcs_and_over_ipv6_have_certificates_that_replay() {
    let prepared = network(&[]);
    let made = certificates(&prepared);
    assert_eq!(made.len(), 11, "not all of it is proved");
    for (question, expect, certificate) in &made {
        assert_eq!(certificate.replay(&prepared, question), Ok(()), "{question:?} {expect:?}");
    }
    let hops = made
        .iter()
        .flat_map(|(.., certificate)| &certificate.queries)
        .flatten()
        .flat_map(|path| &path.hops);
    let components: Vec<String> = hops.map(|hop| hop.at.to_string()).collect();
    for component in [
        "peering Peering",
        "transit gateway Transit",
        "egress-only gateway Egress",
        "acl out of EdgeC2",
    ] {
        assert!(components.iter().any(|own| own == component), "no proof goes by {component}");
    }
}

#[test]
fn a_certificate_does_not_hold_where_a_part_of_its_way_is_gone() {
    let whole = network(&[]);
    let made = certificates(&whole);
    let mut n_flipped = 0_usize;
    let parts = TEMPLATE.lines().filter(|line| {
        line.contains("Route, P") || line.contains("Attachment, P") || line.contains("Acl")
    });
    let names = parts.filter_map(|line| line.trim_start().split_once(": ")).map(|(name, _)| name);
    for name in names.chain(["Peering", "Egress", "BlockB", "BlockC"]) {
        let spoilt = network(&[name]);
        for (question, expect, certificate) in &made {
            if Answer::of(&spoilt, question, *expect).verdict != Verdict::Proved {
                n_flipped += 1;
                assert!(
                    certificate.replay(&spoilt, question).is_err(),
                    "without {name}: {question:?} {expect:?}"
                );
            }
        }
    }
    println!("{n_flipped} certificates held against networks without a part");
    assert!(n_flipped >= 12, "{n_flipped}");
}
