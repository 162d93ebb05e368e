//! One correct cluster network and nineteen variants of it with one fault each: what `check` says
//! of every one.
//!
//! Most of these deploy without complaint, and then a cluster hangs or stands open. Linters and
//! rule engines find four of them, none of the connectivity faults.

use netloom_checks::{Certify, ClusterNodes, prove_claims, read_claims};
use netloom_diag::{Diagnostic, Severity, Sources, render_concise, sort_diagnostics};
use netloom_driver::observe::{ObserveOptions, observe};
use netloom_network::Network;
use netloom_question::Prepared;

const NETWORK: &str = include_str!("faults/network.yaml");
const CLAIMS: &str = include_str!("faults/claims.yaml");

/// A fault: its name, and texts of the network with what takes their place; without a text the last
/// one is added.
type Fault = (&'static str, &'static [(&'static str, &'static str)]);

const FAULTS: [Fault; 19] = [
    (
        "NAT gateway in the private subnet that it serves",
        &[(
            "Properties: {SubnetId: !Ref Public, AllocationId",
            "Properties: {SubnetId: !Ref Private, AllocationId",
        )],
    ),
    (
        "private default route to the internet gateway",
        &[(
            "DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat",
            "DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway",
        )],
    ),
    (
        "private route table never associated",
        &[(
            "  PrivateAssociation: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: \
             {SubnetId: !Ref Private, RouteTableId: !Ref PrivateTable}}\n",
            "",
        )],
    ),
    (
        "ACL lets answers in on the ports of Linux only",
        &[
            (
                "RuleNumber: 100, Egress: false, RuleAction: allow, Protocol: -1",
                "RuleNumber: 100, Egress: false, RuleAction: allow, Protocol: 6, PortRange: \
                 {From: 32768, To: 61000}",
            ),
            (
                "",
                "  AclSsh: {Type: AWS::EC2::NetworkAclEntry, Properties: {NetworkAclId: !Ref Acl, \
                 RuleNumber: 90, Egress: false, RuleAction: allow, Protocol: 6, PortRange: {From: \
                 22, To: 22}, CidrBlock: 203.0.113.0/24}}\n  AclVpc: {Type: \
                 AWS::EC2::NetworkAclEntry, Properties: {NetworkAclId: !Ref Acl, RuleNumber: 80, \
                 Egress: false, RuleAction: allow, Protocol: -1, CidrBlock: 10.0.0.0/16}}\n",
            ),
        ],
    ),
    (
        "ACL denies 443 before it allows everything",
        &[(
            "",
            "  AclDeny: {Type: AWS::EC2::NetworkAclEntry, Properties: {NetworkAclId: !Ref Acl, \
             RuleNumber: 90, Egress: true, RuleAction: deny, Protocol: 6, PortRange: {From: 443, \
             To: 443}, CidrBlock: 0.0.0.0/0}}\n",
        )],
    ),
    (
        "NAT gateway without a way to the internet",
        &[(
            "Properties: {SubnetId: !Ref Public, AllocationId: !GetAtt NatAddress.AllocationId}",
            "Properties: {SubnetId: !Ref Public, ConnectivityType: private}",
        )],
    ),
    (
        "S3 endpoint at the wrong route table, no NAT",
        &[
            ("RouteTableIds: [!Ref PrivateTable]", "RouteTableIds: [!Ref PublicTable]"),
            (
                "  PrivateDefault: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref \
                 PrivateTable, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat}}\n",
                "",
            ),
        ],
    ),
    (
        "endpoint admits the head node's subnet only",
        &[(
            "FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/16",
            "FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/24",
        )],
    ),
    (
        "private names without hostnames",
        &[("EnableDnsHostnames: true", "EnableDnsHostnames: false")],
    ),
    (
        "SSH open as two halves of the internet",
        &[(
            "FromPort: 22, ToPort: 22, CidrIp: 203.0.113.0/24}",
            "FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/1}, {IpProtocol: tcp, FromPort: 22, \
             ToPort: 22, CidrIp: 128.0.0.0/1}",
        )],
    ),
    (
        "all protocols from anywhere",
        &[(
            "{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 203.0.113.0/24}",
            "{IpProtocol: \"-1\", CidrIp: 0.0.0.0/0}",
        )],
    ),
    (
        "compute nodes may send to 443 only",
        &[(
            "GroupDescription: compute, VpcId: !Ref Vpc",
            "GroupDescription: compute, VpcId: !Ref Vpc, SecurityGroupEgress: [{IpProtocol: tcp, \
             FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}]",
        )],
    ),
    (
        "a route for 52.0.0.0/8 to a gateway that is not attached",
        &[(
            "",
            "  Vpn: {Type: AWS::EC2::VPNGateway, Properties: {Type: ipsec.1}}\n  Stray: {Type: \
             AWS::EC2::Route, Properties: {RouteTableId: !Ref PrivateTable, DestinationCidrBlock: \
             52.0.0.0/8, GatewayId: !Ref Vpn}}\n",
        )],
    ),
    (
        "internet gateway never attached",
        &[
            (
                "  Attachment: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref \
                 Vpc, InternetGatewayId: !Ref Gateway}}\n",
                "",
            ),
            ("DependsOn: Attachment, ", ""),
            ("DependsOn: Attachment, ", ""),
            ("DependsOn: Attachment, ", ""),
        ],
    ),
    (
        "head node without a public address",
        &[(
            "  HeadAssociation: {Type: AWS::EC2::EIPAssociation, Properties: {AllocationId: \
             !GetAtt HeadAddress.AllocationId, NetworkInterfaceId: !Ref Head}}\n",
            "",
        )],
    ),
    (
        "SSH from anywhere",
        &[(
            "FromPort: 22, ToPort: 22, CidrIp: 203.0.113.0/24",
            "FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0",
        )],
    ),
    (
        "head node as NAT with its check on",
        &[(
            "DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat",
            "DestinationCidrBlock: 0.0.0.0/0, NetworkInterfaceId: !Ref Head",
        )],
    ),
    ("subnet outside the VPC", &[("CidrBlock: 10.0.16.0/20", "CidrBlock: 10.1.16.0/20")]),
    ("subnets that overlap", &[("CidrBlock: 10.0.16.0/20", "CidrBlock: 10.0.0.0/20")]),
];

/// What a check of the network with the claims finds, one line each, without what is only worth
/// knowing.
fn findings(network: &str) -> Vec<String> {
    let mut sources = Sources::default();
    let file = sources.add("network.yaml", network);
    let observed = observe(file, &mut sources, &Network::default(), &ObserveOptions::default());
    let mut diagnostics: Vec<Diagnostic> = observed.diagnostics;
    if let Some(network) = observed.network {
        let file = sources.add("claims.yaml", CLAIMS);
        let (claims, problems) =
            read_claims(sources.get(file).expect("added"), &network, &ClusterNodes::default());
        assert!(problems.is_empty(), "{}", render_concise(&problems, &sources));
        diagnostics.extend(
            prove_claims(&Prepared::new(network), &claims, Certify::No, &|_| true).diagnostics,
        );
    }
    diagnostics.retain(|finding| finding.severity != Severity::Info);
    sort_diagnostics(&mut diagnostics, &sources);
    render_concise(&diagnostics, &sources).lines().map(str::to_owned).collect()
}

#[test]
fn the_correct_network_has_no_finding() {
    let found = findings(NETWORK);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_fault_is_found() {
    let mut report = String::new();
    for (number, (name, changes)) in FAULTS.into_iter().enumerate() {
        let mut network = NETWORK.to_owned();
        for (old, new) in changes {
            if old.is_empty() {
                network.push_str(new);
            } else {
                assert!(network.contains(old), "{name}: `{old}` is not in the network");
                network = network.replacen(old, new, 1);
            }
        }
        let found = findings(&network);
        assert!(
            found.iter().any(|line| line.contains("error[")),
            "{name} is not found:\n{}",
            found.join("\n")
        );
        report.push_str(&format!("{:02} {name}\n", number + 1));
        for line in found {
            report.push_str(&format!("   {line}\n"));
        }
    }
    insta::with_settings!({ snapshot_path => "faults", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("findings", report);
    });
}
