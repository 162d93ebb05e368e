//! How long proofs take inside one process: all claims of a cluster, and one claim against rules
//! and routes.

use std::fmt::Write;

use netloom_checks::{Certify, Claim, claims_of_cluster, prove_claims};
use netloom_diag::{Sources, Span};
use netloom_driver::observe::{ObserveOptions, Observed, observe};
use netloom_network::sets::RangeSet;
use netloom_network::sets::traffic::Traffic;
use netloom_network::{
    Destination, GroupRule, Id, Known, Network, Peer, Route, RouteOrigin, Target,
};
use netloom_question::{Expect, Party, Prepared, Question};
use netloom_reach::{Answer, Verdict};

// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

/// A config with this many queues, each in `n_subnets / n_queues` subnets of its own, at least one.
fn config(n_queues: usize, n_subnets: usize) -> String {
    let mut text = String::from(
        "Region: us-east-1\nImage:\n  Os: alinux2023\nHeadNode:\n  InstanceType: c5.large\n  \
         Ssh:\n    KeyName: admin\n    \
         AllowedIps: 192.0.2.0/24\n  Networking:\n    SubnetId: head\n    ElasticIp: \
         true\nScheduling:\n  Scheduler: slurm\n  \
         SlurmQueues:\n",
    );
    for queue in 0..n_queues {
        let subnets: Vec<String> = (0..n_subnets)
            .filter(|subnet| subnet % n_queues == queue || *subnet == queue % n_subnets)
            .map(|subnet| format!("s{subnet}"))
            .collect();
        write!(
            text,
            "    - Name: q{queue}\n      Networking:\n        SubnetIds: [{}]\n      \
             ComputeResources:\n        - Name: r\n          \
             Instances: [{{InstanceType: c5.xlarge}}]\n          MaxCount: 8\n",
            subnets.join(", ")
        )
        .expect("a string takes everything");
    }
    text.push_str(
        "Network:\n  CidrBlock: 10.0.0.0/16\n  Zones: [use1-az1, use1-az2, use1-az3, \
                   use1-az4, use1-az5]\n  Subnets:\n    - \
                   {Name: head, Kind: public, Zones: [use1-az1]}\n",
    );
    for subnet in 0..n_subnets {
        let zone = subnet / n_queues % 5 + 1;
        writeln!(text, "    - {{Name: s{subnet}, Zones: [use1-az{zone}], Hosts: 100}}")
            .expect("a string takes everything");
    }
    text
}

fn observed(n_queues: usize, n_subnets: usize) -> Observed {
    let mut sources = Sources::default();
    let file = sources.add("cluster.yaml", config(n_queues, n_subnets));
    observe(file, &mut sources, &Network::default(), &ObserveOptions::default())
}

fn claims(observed: &Observed) -> (Prepared, Vec<Claim>) {
    let network = observed.network.clone().expect("the config compiles");
    let intent = observed.intent.as_ref().expect("it is a config");
    let claims = claims_of_cluster(intent, &observed.nodes, None, &network);
    (Prepared::new(network), claims)
}

/// `(queues, subnets)`: every claim of the cluster, the network built already.
#[divan::bench(args = [(1, 1), (10, 4), (20, 100)])]
fn all_claims(bencher: divan::Bencher<'_, '_>, (n_queues, n_subnets): (usize, usize)) {
    let (prepared, claims) = claims(&observed(n_queues, n_subnets));
    let proofs = prove_claims(&prepared, &claims, Certify::No, &|_: Span| false);
    assert_eq!((proofs.n_refuted, proofs.n_unknown), (0, 0), "the network is correct");
    bencher.counter(divan::counter::ItemsCount::new(claims.len())).bench_local(|| {
        prove_claims(divan::black_box(&prepared), &claims, Certify::No, &|_: Span| false)
    });
}

/// `(queues, subnets)`: from the text of the config to the proofs.
#[divan::bench(args = [(1, 1), (10, 4), (20, 100)])]
fn config_to_proofs(bencher: divan::Bencher<'_, '_>, (n_queues, n_subnets): (usize, usize)) {
    bencher.bench_local(|| {
        let observed = observed(n_queues, n_subnets);
        let (prepared, claims) = claims(&observed);
        prove_claims(&prepared, &claims, Certify::No, &|_: Span| false)
    });
}

/// `(rules, routes)`: whether compute nodes reach a service by NAT, with that many rules that do
/// not match in every security group and that many routes that do not match in every table.
#[divan::bench(args = [(5, 5), (20, 5), (60, 5), (5, 50), (20, 50), (60, 50), (5, 500), (20, 500), (60, 500)])]
fn one_claim(bencher: divan::Bencher<'_, '_>, (n_rules, n_routes): (usize, usize)) {
    let mut network = observed(1, 1).network.expect("it compiles");
    for group in network.security_groups.values_mut() {
        let fillers = (0..n_rules as u128).map(|number| GroupRule {
            name: format!("filler {number}"),
            span: Span::default(),
            traffic: Known::Is(Traffic::tcp(9)),
            peer: Known::Is(Peer::Addresses(RangeSet::range(number * 512, number * 512 + 255))),
        });
        group.egress.splice(0..0, fillers);
    }
    for table in network.route_tables.values_mut() {
        let fillers = (0..n_routes as u128).map(|number| {
            let first = (172 << 24) + (16 << 16) + number * 512;
            Route {
                name: format!("filler {number}"),
                span: Span::default(),
                destination: Known::Is(Destination::Block(RangeSet::range(first, first + 255), 24)),
                target: Known::Is(Target::InternetGateway(Id::new("InternetGateway"))),
                origin: RouteOrigin::Static,
                is_blackhole: false,
            }
        });
        table.routes.splice(0..0, fillers);
    }
    let prepared = Prepared::new(network);
    let queue = Party::Interface(Id::new("queue:q0"));
    let question = Question::new(queue, Party::Service("s3".to_owned()), Traffic::tcp(443));
    assert_eq!(Answer::of(&prepared, &question, Expect::Reachable).verdict, Verdict::Proved);
    bencher.bench_local(|| {
        Answer::of(&prepared, divan::black_box(&question), Expect::Reachable).verdict
    });
}
