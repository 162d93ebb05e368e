//! How long reviews and policies take inside one process, on templates of 20 and 500 resources.

use std::collections::BTreeMap;
use std::fmt::Write;

use netloom_diag::Sources;
use netloom_diff::review::Input;
use netloom_diff::traffic::{Launches, compare};
use netloom_diff::{Revision, review};
use netloom_guard::packs::PACKS;
use netloom_guard::{RuleFile, WrittenBy, check_policy};
use netloom_network::network_of_template;
use netloom_template::{ReadOptions, TemplateDocument, read_template};

// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

/// A VPC with subnets, tables, associations and routes; `shift` moves every block.
fn template(n_resources: usize, shift: usize) -> String {
    let mut text = String::from(
        "Resources:\n  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/8}}\n",
    );
    for number in 0..n_resources / 4 {
        let (second, third) = ((number + shift) / 256, (number + shift) % 256);
        _ = write!(
            text,
            "  Subnet{number}: {{Type: AWS::EC2::Subnet, Properties: {{VpcId: !Ref Vpc, \
             CidrBlock: 10.{second}.{third}.0/24, Tags: [{{Key: Name, Value: s{number}}}]}}}}\n\
             \x20 Table{number}: {{Type: AWS::EC2::RouteTable, Properties: {{VpcId: !Ref Vpc}}}}\n\
             \x20 Association{number}: {{Type: AWS::EC2::SubnetRouteTableAssociation, Properties: \
             {{SubnetId: !Ref Subnet{number}, RouteTableId: !Ref Table{number}}}}}\n\
             \x20 Group{number}: {{Type: AWS::EC2::SecurityGroup, Properties: {{GroupDescription: \
             g, VpcId: !Ref Vpc, SecurityGroupIngress: [{{IpProtocol: tcp, FromPort: 22, ToPort: \
             22, CidrIp: 192.0.2.0/24}}]}}}}\n"
        );
    }
    text
}

fn read(name: &str, text: String, sources: &mut Sources) -> TemplateDocument {
    let file = sources.add(name, text);
    read_template(sources.get(file).expect("added"), &ReadOptions::default())
        .template
        .expect("a template")
}

/// Every subnet of the new template has another block: everything that hangs on it is replaced.
#[divan::bench(args = [20, 500])]
fn diff_resources(bencher: divan::Bencher<'_, '_>, n_resources: usize) {
    let mut sources = Sources::default();
    let old = read("old.yaml", template(n_resources, 0), &mut sources);
    let new = read("new.yaml", template(n_resources, 200), &mut sources);
    let origins = BTreeMap::new();
    bencher.bench_local(|| {
        review(&Input::of(
            Revision { document: &old, origins: &origins },
            Revision { document: &new, origins: &origins },
            &sources,
        ))
    });
}

/// From the texts, with the traffic.
#[divan::bench(args = [20, 500])]
fn diff_with_traffic(bencher: divan::Bencher<'_, '_>, n_resources: usize) {
    bencher.bench_local(|| {
        let mut sources = Sources::default();
        let old = read("old.yaml", template(n_resources, 0), &mut sources);
        let new = read("new.yaml", template(n_resources, 200), &mut sources);
        let networks = (network_of_template(&old).network, network_of_template(&new).network);
        let origins = BTreeMap::new();
        review(&Input {
            networks: Some((&networks.0, &networks.1)),
            ..Input::of(
                Revision { document: &old, origins: &origins },
                Revision { document: &new, origins: &origins },
                &sources,
            )
        })
    });
}

/// A public network in which each queue has nodes in every subnet; the last queue's group opens to
/// the world.
fn cluster(n_queues: usize, n_subnets: usize, opened_to: &str) -> String {
    let mut text = String::from(
        "Resources:\n  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/8}}\n\
         \x20 Gateway: {Type: AWS::EC2::InternetGateway}\n\
         \x20 Attachment: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, \
         InternetGatewayId: !Ref Gateway}}\n\
         \x20 Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}\n\
         \x20 Default: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, \
         DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}}\n",
    );
    for subnet in 0..n_subnets {
        _ = write!(
            text,
            "  Subnet{subnet}: {{Type: AWS::EC2::Subnet, Properties: {{VpcId: !Ref Vpc, \
             CidrBlock: 10.{subnet}.0.0/20, MapPublicIpOnLaunch: true}}}}\n\
             \x20 Association{subnet}: {{Type: AWS::EC2::SubnetRouteTableAssociation, Properties: \
             {{SubnetId: !Ref Subnet{subnet}, RouteTableId: !Ref Table}}}}\n"
        );
    }
    for queue in 0..n_queues {
        let client = if queue + 1 == n_queues { opened_to } else { "192.0.2.0/24" };
        _ = writeln!(
            text,
            "  Group{queue}: {{Type: AWS::EC2::SecurityGroup, Properties: {{GroupDescription: g, \
             VpcId: !Ref Vpc, SecurityGroupIngress: [{{IpProtocol: tcp, FromPort: 22, ToPort: 22, \
             CidrIp: {client}}}, {{IpProtocol: '-1', CidrIp: 10.0.0.0/8}}]}}}}"
        );
        for subnet in 0..n_subnets {
            _ = writeln!(
                text,
                "  Node{queue}x{subnet}: {{Type: AWS::EC2::Instance, Properties: {{ImageId: \
                 ami-0123456789abcdef0, SubnetId: !Ref Subnet{subnet}, SecurityGroupIds: [!Ref \
                 Group{queue}]}}}}"
            );
        }
    }
    text
}

/// The traffic alone, of 200 nodes, one group of which opens to the world.
#[divan::bench]
fn exposure_of_200_nodes(bencher: divan::Bencher<'_, '_>) {
    let mut sources = Sources::default();
    let old = read("old.yaml", cluster(10, 20, "192.0.2.0/24"), &mut sources);
    let new = read("new.yaml", cluster(10, 20, "0.0.0.0/0"), &mut sources);
    let networks = (network_of_template(&old).network, network_of_template(&new).network);
    bencher.bench_local(|| {
        let change = compare(&networks.0, &networks.1, Launches::Any, &BTreeMap::new(), &|_| None);
        assert_eq!(change.connections.len(), 20, "the nodes of one queue");
        change
    });
}

/// All rules of both packs.
#[divan::bench(args = [20, 500])]
fn policy(bencher: divan::Bencher<'_, '_>, n_resources: usize) {
    let mut sources = Sources::default();
    let document = read("template.yaml", template(n_resources, 0), &mut sources);
    let rules: Vec<_> = PACKS
        .iter()
        .flat_map(|pack| pack.files)
        .map(|file| sources.add(file.name, file.text))
        .collect();
    let file = sources.files().first().expect("the template");
    let rules: Vec<_> =
        rules.iter().filter_map(|id| sources.get(*id)).map(RuleFile::of_site).collect();
    bencher.bench_local(|| check_policy(file, &document, &rules, WrittenBy::People));
}
