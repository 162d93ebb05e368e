//! `netloom draw`.

use crate::harness::{DERIVED_YAML, FOREIGN_TEMPLATE, Site};

#[test]
fn a_config_is_drawn_into_a_file() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    site.run(&["draw", "cluster.yaml", "-o", "network.svg"]).exits(0).prints_nothing();
    let svg = site.read("network.svg");
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"), "{svg}");
    for words in ["Network of cluster.yaml", "head node", "queue cpu, up to 16 nodes"] {
        assert!(svg.contains(words), "no `{words}` in {svg}");
    }
    site.run(&["draw", "cluster.yaml", "-o", "cluster.yaml"]).exits(2).says("one of the inputs");
}

#[test]
fn every_format_has_the_same_words() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    for format in ["svg", "mermaid", "dot", "text"] {
        let run = site.run(&["draw", "cluster.yaml", "--format", format]).exits(0);
        run.prints("private subnet").prints("queue cpu, up to 16 nodes").prints("NAT gateway");
    }
    site.run(&["draw", "cluster.yaml", "--format", "png"]).exits(2).says("possible values");
}

#[test]
fn a_path_is_drawn_with_the_hop_that_drops_it() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    let path = |from: &str, to: &str, port: &str| {
        site.run(&[
            "draw",
            "cluster.yaml",
            "--format",
            "text",
            "--path",
            "--from",
            from,
            "--to",
            to,
            "--port",
            port,
        ])
    };
    path("queue:cpu", "internet", "443").exits(0).prints("queue:cpu to internet: proved");
    path("internet", "queue:cpu", "22")
        .exits(1)
        .prints("refuted")
        .prints("dropped]")
        .prints("IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS");
    path("internet", "absent", "22").exits(2).says("nothing in the network is called `absent`");
    site.run(&["draw", "cluster.yaml", "--path", "--from", "head"]).exits(2).says("--to");
}

#[test]
fn a_change_is_drawn_with_words_for_what_it_does() {
    let site = Site::with("old.yaml", DERIVED_YAML);
    site.write("new.yaml", DERIVED_YAML.replace("MaxCount: 16", "MaxCount: 4000"));
    let diff = ["draw", "--diff", "old.yaml", "new.yaml", "--format", "text"];
    let run = site.run(&diff);
    assert!([1, 3].contains(&run.code), "{run:#?}");
    let (Some(picture), ..) = (run.stdout.split("\n\n").nth(1),) else { panic!("{run:#?}") };
    assert!(picture.contains('['), "no mark in {picture}");
    site.run(&["draw", "--diff", "old.yaml", "old.yaml"]).exits(0);
    site.run(&["draw", "old.yaml", "new.yaml"]).exits(2).says("draw --diff OLD NEW");
}

/// A subnet with an interface that clients of this block may reach by SSH.
fn template(block: &str, clients: &str) -> String {
    format!(
        "\
Resources:
  Vpc: {{Type: AWS::EC2::VPC, Properties: {{CidrBlock: 10.0.0.0/16}}}}
  Gateway: {{Type: AWS::EC2::InternetGateway}}
  Attachment:
    Type: AWS::EC2::VPCGatewayAttachment
    Properties: {{VpcId: !Ref Vpc, InternetGatewayId: !Ref Gateway}}
  Public:
    Type: AWS::EC2::Subnet
    Properties: {{VpcId: !Ref Vpc, CidrBlock: {block}, MapPublicIpOnLaunch: true}}
  Table: {{Type: AWS::EC2::RouteTable, Properties: {{VpcId: !Ref Vpc}}}}
  Association:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: {{SubnetId: !Ref Public, RouteTableId: !Ref Table}}
  Default:
    Type: AWS::EC2::Route
    DependsOn: Attachment
    Properties:
      {{RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}}
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      VpcId: !Ref Vpc
      GroupDescription: bastion
      SecurityGroupIngress: [{{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: {clients}}}]
  Bastion:
    Type: AWS::EC2::Instance
    Properties:
      {{ImageId: ami-0123456789abcdef0, SubnetId: !Ref Public, SecurityGroupIds: [!Ref Group]}}
"
    )
}

#[test]
fn what_is_exposed_and_what_fails_is_marked() {
    let site = Site::with("old.yaml", template("10.0.0.0/24", "192.0.2.0/24"));
    let drawn = |new: String| {
        site.write("new.yaml", new);
        site.run(&["draw", "--diff", "old.yaml", "new.yaml", "--format", "text"]).exits(3)
    };
    drawn(template("10.0.0.0/24", "0.0.0.0/0"))
        .prints("* Bastion  [exposed]")
        .prints("exposed: the internet to Bastion");
    // The new subnet is made while the old one still holds the addresses.
    drawn(template("10.0.0.0/23", "192.0.2.0/24")).prints("[fails]").prints("fails: Public");
}

#[test]
fn drift_is_drawn_with_the_names_of_the_config() {
    let config = include_str!("../../../../tests/cases/private-compute-new-vpc/config.yaml");
    let site = Site::with("cluster.yaml", config);
    let facts = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/networks/living-vpc/facts");
    let run = site.run(&["draw", "--diff", facts, "cluster.yaml", "--format", "text"]);
    assert!([1, 3].contains(&run.code), "{run:#?}");
    run.prints("public subnet head  10.0.0.0/24").prints("private subnet compute  10.0.16.0/20");
}

#[test]
fn the_address_map_says_what_is_free() {
    let site = Site::with("network.yaml", FOREIGN_TEMPLATE);
    let run = site.run(&["draw", "network.yaml", "--cidr", "--format", "text"]).exits(0);
    run.prints("10.0.0.0/16").prints("65,536 free; room for a /16");
    site.run(&["draw", "network.yaml", "--cidr"]).exits(0).prints("<svg ");
    site.run(&["draw", "network.yaml", "--cidr", "--format", "dot"])
        .exits(2)
        .says("cannot be written as `dot`");
}
