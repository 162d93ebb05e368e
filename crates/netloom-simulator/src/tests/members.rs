//! Who has a group, who is in a subnet, and which private address has a public one.

use super::*;

#[test]
fn members_are_found_by_group_by_subnet_and_by_instance() {
    let more = "
  Other: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: other, VpcId: !Ref Vpc}}
  Both: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref Private, GroupSet: [!Ref \
                Other, !Ref HeadGroup]}}
  Host: {Type: AWS::EC2::Instance, Properties: {ImageId: ami-1, SubnetId: !Ref Public, \
                SecurityGroupIds: [!Ref Other]}}
  More: {Type: AWS::EC2::NetworkInterfaceAttachment, Properties: {InstanceId: !Ref Host, \
                NetworkInterfaceId: !Ref Both, DeviceIndex: '1'}}
";
    let document = document(&[("", more), ("", ENDPOINT)]);
    let world = World::new(&document);
    let ids = |members: Vec<(String, Vec<String>)>| {
        members.into_iter().map(|(id, _)| id).collect::<Vec<_>>()
    };
    assert_eq!(ids(world.members_of_group("Other")), ["Both", "Host"]);
    assert_eq!(ids(world.members_of_group("HeadGroup")), ["Head", "Both"]);
    assert_eq!(world.members_of_subnet("Private"), ["Compute", "Both"]);
    assert_eq!(world.attached_to_instance("Host"), ["Both"]);
    assert_eq!(ids(world.endpoints(Some("EndpointGroup"))), ["Logs"]);
    assert!(world.endpoints(Some("Other")).is_empty());
}

#[test]
fn a_public_address_is_that_of_one_private_address() {
    let two = "Head: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref Public, \
               GroupSet: [!Ref HeadGroup], PrivateIpAddresses: [{PrivateIpAddress: 10.0.0.11, \
               Primary: false}, {PrivateIpAddress: 10.0.0.10, Primary: true}]}}";
    let one = "Head: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref Public, \
               GroupSet: [!Ref HeadGroup]}}";
    let from = |last: u8| Origin::Interface {
        id: "Head".to_owned(),
        address: Ipv4Addr::new(10, 0, 0, last).into(),
    };
    let out = |last: u8| tcp(from(last), Goal::Address(Ipv4Addr::new(52, 1, 2, 3).into()), 443);
    delivers(&[(one, two)], &out(10));
    drops(&[(one, two)], &out(11), "no public address");
    let secondary = (
        "NetworkInterfaceId: !Ref Head}",
        "NetworkInterfaceId: !Ref Head, PrivateIpAddress: 10.0.0.11}",
    );
    delivers(&[(one, two), secondary], &out(11));
    drops(&[(one, two), secondary], &out(10), "no public address");
}
