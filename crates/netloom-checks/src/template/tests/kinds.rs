//! What belongs to one kind of resource: routes, endpoints, NAT gateways, groups.

use super::check;

const LOGS: &str = "ServiceName: com.amazonaws.eu-west-1.logs, VpcId: !Ref Vpc";

fn endpoint(id: &str, properties: &str) -> String {
    format!("  {id}: {{Type: AWS::EC2::VPCEndpoint, Properties: {{{properties}}}}}")
}

fn nat(properties: &str) -> String {
    format!("Properties: {{{properties}}}")
}

/// The properties of the NAT gateway of the network.
const OWN_NAT: &str = "Properties: {SubnetId: !Ref Public, AllocationId: !GetAtt \
                       Address.AllocationId}";

#[test]
fn routes_wait_for_the_attachment_of_their_gateway() {
    // The NAT gateway waits for the route, and no longer for the attachment.
    check(&[("DependsOn: Attachment, ", "")], &["CFN001 warning", "CFN030 warning"]);
}

#[test]
fn a_route_leads_to_a_gateway_that_is_attached() {
    let other = "  Other: {Type: AWS::EC2::InternetGateway}\n  Away: {Type: AWS::EC2::Route, \
                 Properties: {RouteTableId: !Ref PrivateTable, DestinationCidrBlock: \
                 192.0.2.0/24, GatewayId: !Ref Other}}";
    check(&[("", other)], &["CFN007"]);
    let given = other.replace("!Ref Other", "igw-0123456789abcdef0");
    check(&[("", &given)], &[]);
}

#[test]
fn propagation_waits_for_the_attachment_of_its_gateway() {
    let site = [
        "  Vpn: {Type: AWS::EC2::VPNGateway, Properties: {Type: ipsec.1}}\n",
        "  VpnAttachment: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, \
         VpnGatewayId: !Ref Vpn}}\n",
    ];
    let propagation = |depends: &str| {
        format!(
            "  P: {{Type: AWS::EC2::VPNGatewayRoutePropagation, {depends}Properties: \
             {{VpnGatewayId: !Ref Vpn, RouteTableIds: [!Ref PrivateTable]}}}}"
        )
    };
    let [gateway, attachment] = site;
    let waits = propagation("DependsOn: VpnAttachment, ");
    check(&[("", gateway), ("", attachment), ("", &waits)], &[]);
    check(&[("", gateway), ("", attachment), ("", &propagation(""))], &["CFN004 warning"]);
    check(&[("", gateway), ("", &propagation(""))], &["CFN004 warning"]);
}

#[test]
fn a_subnet_waits_for_the_block_that_it_is_in() {
    let block = "  More: {Type: AWS::EC2::VPCCidrBlock, Properties: {VpcId: !Ref Vpc, CidrBlock: \
                 100.64.0.0/16}}";
    let subnet = |depends: &str| {
        format!(
            "  Third: {{Type: AWS::EC2::Subnet, {depends}Properties: {{VpcId: !Ref Vpc, \
             CidrBlock: 100.64.0.0/24, AvailabilityZone: eu-west-1a}}}}\n  ThirdAssociation: \
             {{Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {{SubnetId: !Ref Third, \
             RouteTableId: !Ref PrivateTable}}}}"
        )
    };
    check(&[("", block), ("", &subnet("DependsOn: More, "))], &[]);
    check(&[("", block), ("", &subnet(""))], &["CFN006 warning"]);
}

#[test]
fn a_table_has_one_route_per_destination() {
    let route = |destination: &str| {
        format!(
            "  Again: {{Type: AWS::EC2::Route, DependsOn: Attachment, Properties: {{RouteTableId: \
             !Ref PrivateTable, DestinationCidrBlock: {destination}, GatewayId: !Ref Gateway}}}}"
        )
    };
    check(&[("", &route("192.0.2.0/24"))], &[]);
    check(&[("", &route("0.0.0.0/0"))], &["CFN009"]);
}

#[test]
fn a_gateway_endpoint_is_in_the_tables_of_private_subnets() {
    let s3 = |tables: &str| {
        endpoint(
            "S3",
            &format!(
                "ServiceName: com.amazonaws.eu-west-1.s3, VpcId: !Ref Vpc, RouteTableIds: [{tables}]"
            ),
        )
    };
    check(&[("", &s3("!Ref PrivateTable"))], &[]);
    check(&[("", &s3("!Ref PublicTable"))], &["CFN012 warning"]);
}

#[test]
fn private_names_need_dns_and_one_endpoint() {
    let logs = |id: &str, subnet: &str| {
        endpoint(
            id,
            &format!(
                "{LOGS}, VpcEndpointType: Interface, PrivateDnsEnabled: true, SubnetIds: [!Ref \
                 {subnet}], SecurityGroupIds: [!Ref Group]"
            ),
        )
    };
    let (first, second) = (logs("First", "Private"), logs("Another", "Second"));
    check(&[("", &first)], &[]);
    check(&[("", &first), (", EnableDnsHostnames: true", "")], &["CFN013"]);
    check(&[("", &first), ("", &second)], &["CFN014"]);
    let unnamed = second.replace("PrivateDnsEnabled: true", "PrivateDnsEnabled: false");
    check(&[("", &first), ("", &unnamed)], &[]);
}

#[test]
fn endpoints_have_the_properties_of_their_kind() {
    let with = |properties: &str| endpoint("Logs", &format!("{LOGS}, {properties}"));
    check(&[("", &with("VpcEndpointType: Interface, SubnetIds: [!Ref Private]"))], &[]);
    check(&[("", &with("SubnetIds: [!Ref Private]"))], &["CFN015"]);
    check(
        &[("", &with("VpcEndpointType: Interface, RouteTableIds: [!Ref PrivateTable]"))],
        &["CFN015"],
    );
}

#[test]
fn a_nat_gateway_is_of_one_kind() {
    let regional = "VpcId: !Ref Vpc, AvailabilityMode: regional";
    check(&[(OWN_NAT, &nat(regional))], &[]);
    let with = |more: &str| nat(&format!("{regional}, {more}"));
    check(&[(OWN_NAT, &with("SubnetId: !Ref Public"))], &["CFN017"]);
    check(&[(OWN_NAT, &with("ConnectivityType: private"))], &["CFN017"]);
    let private = "SubnetId: !Ref Second, ConnectivityType: private, AllocationId: !GetAtt \
                   Address.AllocationId";
    check(&[(OWN_NAT, &nat(private))], &["CFN008", "CFN017"]);
}

#[test]
fn a_subnet_is_within_its_vpc() {
    check(&[("CidrBlock: 10.0.2.0/24", "CidrBlock: 10.1.2.0/24")], &["CFN021"]);
}

#[test]
fn entries_of_an_acl_have_numbers_of_their_own() {
    let entry = |id: &str, number: u16, is_egress: bool| {
        format!(
            "  {id}: {{Type: AWS::EC2::NetworkAclEntry, Properties: {{NetworkAclId: !Ref Acl, \
             RuleNumber: {number}, Egress: {is_egress}, Protocol: -1, RuleAction: allow, \
             CidrBlock: 10.0.0.0/16}}}}"
        )
    };
    let first = entry("First", 100, false);
    check(&[("", &first), ("", &entry("Another", 110, false))], &[]);
    check(&[("", &first), ("", &entry("Another", 100, true))], &[]);
    check(&[("", &first), ("", &entry("Another", 100, false))], &["CFN027"]);
}

#[test]
fn a_subnet_leaves_by_the_nat_gateway_of_its_zone() {
    let zone_b = [
        "  PublicB: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: \
         10.0.3.0/24, AvailabilityZone: eu-west-1b}}\n",
        "  PublicBAssociation: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: \
         {SubnetId: !Ref PublicB, RouteTableId: !Ref PublicTable}}\n",
        "  AddressB: {Type: AWS::EC2::EIP, Properties: {Domain: vpc}}\n",
        "  NatB: {Type: AWS::EC2::NatGateway, DependsOn: PublicRoute, Properties: {SubnetId: !Ref \
         PublicB, AllocationId: !GetAtt AddressB.AllocationId}}\n",
        "  TableB: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}\n",
        "  RouteB: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref TableB, \
         DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref NatB}}",
    ]
    .concat();
    let own = (
        "SubnetId: !Ref Second, RouteTableId: !Ref PrivateTable",
        "SubnetId: !Ref Second, RouteTableId: !Ref TableB",
    );
    check(&[("", &zone_b), own], &[]);
    check(&[("", &zone_b)], &["CFN028 warning"]);
}

#[test]
fn types_are_those_of_aws() {
    check(&[("", "  X: {Type: AWS::EC2::Subnett, Properties: {VpcId: !Ref Vpc}}")], &["CFN079"]);
    check(&[("", "  X: {Type: Site::Own::Subnett, Properties: {VpcId: !Ref Vpc}}")], &[]);
}

#[test]
fn a_nested_stack_is_reported() {
    check(
        &[(
            "",
            "  X: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: \
                'https://bucket.s3.amazonaws.com/x.yaml'}}",
        )],
        &["CFN070 warning"],
    );
}
