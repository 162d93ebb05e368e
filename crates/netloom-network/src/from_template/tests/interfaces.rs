//! Interfaces and everything that has some.

use super::*;

#[test]
fn an_interface_without_groups_has_the_default_one_of_its_vpc() {
    let network =
        with_base("Eni: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref Subnet}}\n");
    let interface = &network.interfaces[&id("Eni")];
    assert_eq!(interface.groups, [is("Vpc.DefaultSecurityGroup")]);
    assert_eq!(
        (&interface.public, &interface.is_attached),
        (&PublicAddress::None, &Known::Is(true))
    );
    assert_eq!(interface.checks_source_and_destination, Known::Is(true));
    let group = &network.security_groups[&id("Vpc.DefaultSecurityGroup")];
    assert_eq!(group.ingress[0].peer, Known::Is(Peer::Group(group.id.clone())));
    let existing = network_of(
        "Resources: {Eni: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: subnet-1}}}",
    );
    assert_eq!(
        what(&existing.interfaces[&id("Eni")].groups[0]),
        "the default security group of the VPC of `subnet-1`"
    );
}

#[test]
fn an_elastic_address_reaches_the_instance_of_its_interface() {
    let network = with_base(
        "Eip: {Type: AWS::EC2::EIP}\n\
         Eni: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref Subnet, \
         SourceDestCheck: false, GroupSet: [!Ref Group], PrivateIpAddress: 10.0.1.10}}\n\
         Head: {Type: AWS::EC2::Instance, Properties: {NetworkInterfaces: [{DeviceIndex: 0, \
         NetworkInterfaceId: !Ref Eni}]}}\n\
         Given: {Type: AWS::EC2::EIPAssociation, Properties: {AllocationId: !GetAtt \
         Eip.AllocationId, InstanceId: !Ref Head}}\n",
    );
    for (name, kind) in [("Eni", InterfaceKind::Interface), ("Head", InterfaceKind::Instance)] {
        let interface = &network.interfaces[&id(name)];
        assert_eq!(
            (interface.kind, &interface.public),
            (kind, &PublicAddress::Elastic(None)),
            "{name}"
        );
        assert_eq!(interface.checks_source_and_destination, Known::Is(false));
        assert_eq!(interface.addresses, Some(block("10.0.1.10/32")));
    }
}

#[test]
fn an_instance_says_more_than_its_launch_template() {
    let network = with_base(
        "Lt: {Type: AWS::EC2::LaunchTemplate, Properties: {LaunchTemplateData: {SecurityGroupIds: \
         [sg-1]}}}\n\
         Plain: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref Subnet, SecurityGroupIds: \
         [!Ref Group]}}\n\
         Both: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref Subnet, SecurityGroupIds: \
         [!Ref Group], LaunchTemplate: {LaunchTemplateId: !Ref Lt, Version: '1'}}}\n\
         Less: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref Subnet, LaunchTemplate: \
         {LaunchTemplateId: !Ref Lt, Version: '1'}}}\n\
         Cards: {Type: AWS::EC2::Instance, Properties: {NetworkInterfaces: [{DeviceIndex: 1, \
         SubnetId: !Ref Subnet, GroupSet: [sg-2]}, {DeviceIndex: 0, SubnetId: !Ref Subnet, \
         GroupSet: [!Ref Group], AssociatePublicIpAddress: true}]}}\n\
         One: {Type: AWS::EC2::Instance, Properties: {NetworkInterfaces: [{DeviceIndex: 0, \
         SubnetId: !Ref Subnet, GroupSet: [!Ref Group], AssociatePublicIpAddress: true}]}}\n",
    );
    let instance = |name: &str| &network.interfaces[&id(name)];
    assert_eq!(
        (&instance("Plain").groups, &instance("Plain").public),
        (&vec![is("Group")], &PublicAddress::SubnetDecides)
    );
    assert_eq!(instance("Both").groups, [is("Group")]);
    assert_eq!(instance("Less").groups, [is("sg-1")]);
    assert_eq!(instance("One").public, PublicAddress::AtLaunch);
    // With several interfaces EC2 gives no public address.
    assert_eq!(
        (&instance("Cards").groups, &instance("Cards").public),
        (&vec![is("Group")], &PublicAddress::None)
    );
    assert_eq!(instance("Cards eth1").groups, [is("sg-2")]);
    let template = instance("Lt");
    assert_eq!(
        (template.kind, &template.subnets),
        (InterfaceKind::LaunchTemplate, &vec![is("Subnet")])
    );
}

#[test]
fn fleets_take_groups_from_where_they_are_written() {
    let network = with_base(
        "Lt: {Type: AWS::EC2::LaunchTemplate, Properties: {LaunchTemplateName: mine, \
         LaunchTemplateData: {NetworkInterfaces: [{DeviceIndex: 0, Groups: [!Ref Group], \
         AssociatePublicIpAddress: false}]}}}\n\
         Lc: {Type: AWS::AutoScaling::LaunchConfiguration, Properties: {SecurityGroups: [sg-1], \
         AssociatePublicIpAddress: true}}\n\
         New: {Type: AWS::AutoScaling::AutoScalingGroup, Properties: {VPCZoneIdentifier: [!Ref \
         Subnet], LaunchTemplate: {LaunchTemplateName: mine, Version: '1'}}}\n\
         Mixed: {Type: AWS::AutoScaling::AutoScalingGroup, Properties: {VPCZoneIdentifier: [!Ref \
         Subnet], MixedInstancesPolicy: {LaunchTemplate: {LaunchTemplateSpecification: \
         {LaunchTemplateId: !Ref Lt, Version: '1'}}}}}\n\
         Old: {Type: AWS::AutoScaling::AutoScalingGroup, Properties: {VPCZoneIdentifier: [!Ref \
         Subnet], LaunchConfigurationName: !Ref Lc}}\n\
         Foreign: {Type: AWS::AutoScaling::AutoScalingGroup, Properties: {VPCZoneIdentifier: \
         [!Ref Subnet], LaunchTemplate: {LaunchTemplateId: lt-1, Version: '1'}}}\n\
         Batch: {Type: AWS::Batch::ComputeEnvironment, Properties: {ComputeResources: {Type: EC2, \
         Subnets: [!Ref Subnet], SecurityGroupIds: [sg-2], LaunchTemplate: {LaunchTemplateId: \
         !Ref Lt}}}}\n",
    );
    let fleet = |name: &str| {
        let fleet = &network.interfaces[&id(name)];
        assert_eq!(
            (fleet.kind, &fleet.subnets),
            (InterfaceKind::Fleet, &vec![is("Subnet")]),
            "{name}"
        );
        (fleet.groups.clone(), fleet.public.clone())
    };
    assert_eq!(fleet("New"), (vec![is("Group")], PublicAddress::None));
    assert_eq!(fleet("Mixed"), (vec![is("Group")], PublicAddress::None));
    assert_eq!(fleet("Old"), (vec![is("sg-1")], PublicAddress::AtLaunch));
    assert_eq!(fleet("Batch"), (vec![is("sg-2")], PublicAddress::None));
    let (groups, public) = fleet("Foreign");
    assert_eq!(what(&groups[0]), "the launch template `lt-1`, version `1`");
    assert!(matches!(public, PublicAddress::Unknown(_)));
}

#[test]
fn services_stand_in_their_subnets() {
    let network = with_base(
        "Efs: {Type: AWS::EFS::MountTarget, Properties: {FileSystemId: fs-1, SubnetId: !Ref \
         Subnet, SecurityGroups: [!Ref Group], IpAddress: 10.0.1.9}}\n\
         Fsx: {Type: AWS::FSx::FileSystem, Properties: {FileSystemType: LUSTRE, SubnetIds: [!Ref \
         Subnet], SecurityGroupIds: [!Ref Group]}}\n\
         Names: {Type: AWS::RDS::DBSubnetGroup, Properties: {DBSubnetGroupDescription: d, \
         SubnetIds: [!Ref Subnet]}}\n\
         Db: {Type: AWS::RDS::DBInstance, Properties: {DBSubnetGroupName: !Ref Names, \
         VPCSecurityGroups: [!Ref Group], PubliclyAccessible: false}}\n\
         Cluster: {Type: AWS::RDS::DBCluster, Properties: {DBSubnetGroupName: !Ref Names, \
         VpcSecurityGroupIds: [!Ref Group], PubliclyAccessible: false}}\n\
         Member: {Type: AWS::RDS::DBInstance, Properties: {DBClusterIdentifier: !Ref Cluster, \
         PubliclyAccessible: false}}\n\
         Fn: {Type: AWS::Lambda::Function, Properties: {VpcConfig: {SubnetIds: [!Ref Subnet], \
         SecurityGroupIds: [!Ref Group]}}}\n\
         Out: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.12}}\n",
    );
    for name in ["Efs", "Fsx", "Db", "Cluster", "Member", "Fn"] {
        let service = &network.interfaces[&id(name)];
        assert_eq!(
            (&service.subnets, &service.groups),
            (&vec![is("Subnet")], &vec![is("Group")]),
            "{name}"
        );
        assert_eq!(
            (service.kind, &service.public),
            (InterfaceKind::Service, &PublicAddress::None),
            "{name}"
        );
    }
    assert_eq!(network.interfaces[&id("Efs")].addresses, Some(block("10.0.1.9/32")));
    assert!(!network.interfaces.contains_key(&id("Out")));
}

#[test]
fn load_balancers_send_from_interfaces_of_their_own() {
    let network = with_base(
        "Nlb: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Type: network, \
         Scheme: internal, Subnets: [!Ref Subnet]}}\n\
         Alb: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {SubnetMappings: \
         [{SubnetId: !Ref Subnet}]}}\n\
         Target: {Type: AWS::ElasticLoadBalancingV2::TargetGroup}\n\
         Listener: {Type: AWS::ElasticLoadBalancingV2::Listener}\n\
         Rule: {Type: AWS::ElasticLoadBalancingV2::ListenerRule}\n\
         Old: {Type: AWS::ElasticLoadBalancing::LoadBalancer, Properties: {Scheme: internal, \
         Subnets: [!Ref Subnet], SecurityGroups: [!Ref Group]}}\n",
    );
    let (nlb, alb) = (&network.interfaces[&id("Nlb")], &network.interfaces[&id("Alb")]);
    assert_eq!((&nlb.public, &alb.public), (&PublicAddress::None, &PublicAddress::AtLaunch));
    assert_eq!((&nlb.subnets, &alb.subnets), (&vec![is("Subnet")], &vec![is("Subnet")]));
    assert_eq!(alb.groups, [is("Vpc.DefaultSecurityGroup")]);
    let open = &network.security_groups[nlb.groups[0].value().expect("a stand-in")];
    assert_eq!(open.ingress[0].traffic, Known::Is(Traffic::everything()));
    let old = &network.interfaces[&id("Old")];
    assert_eq!(
        (&old.public, &old.subnets, &old.groups),
        (&PublicAddress::None, &vec![is("Subnet")], &vec![is("Group")])
    );
    assert_eq!(network.not_understood, []);
}

#[test]
fn every_kind_of_fleet_and_launch_is_an_end() {
    let network = with_base(
        "Launch: {Type: AWS::EC2::LaunchTemplate, Properties: {LaunchTemplateData: \
         {SecurityGroupIds: [!Ref Group]}}}\n\
         Spot: {Type: AWS::EC2::SpotFleet, Properties: {SpotFleetRequestConfigData: \
         {LaunchTemplateConfigs: [{LaunchTemplateSpecification: {LaunchTemplateId: !Ref Launch, \
         Version: 1}, Overrides: [{SubnetId: !Ref Subnet}]}]}}}\n\
         Mixed: {Type: AWS::EC2::SpotFleet, Properties: {SpotFleetRequestConfigData: \
         {LaunchSpecifications: [{SubnetId: !Ref Subnet, SecurityGroups: [{GroupId: !Ref \
         Group}]}]}}}\n\
         Cards: {Type: AWS::EC2::SpotFleet, Properties: {SpotFleetRequestConfigData: \
         {LaunchSpecifications: [{NetworkInterfaces: [{DeviceIndex: 0, SubnetId: !Ref Subnet, \
         Groups: [!Ref Group], AssociatePublicIpAddress: true}]}]}}}\n\
         Half: {Type: AWS::EC2::SpotFleet, Properties: {SpotFleetRequestConfigData: \
         {LaunchSpecifications: [{SubnetId: !Ref Subnet}, {ImageId: ami-1}]}}}\n\
         Any: {Type: AWS::EC2::EC2Fleet, Properties: {LaunchTemplateConfigs: \
         [{LaunchTemplateSpecification: {LaunchTemplateId: !Ref Launch, Version: 1}, Overrides: \
         [{SubnetId: !Ref Subnet}]}]}}\n\
         Old: {Type: AWS::AutoScaling::LaunchConfiguration, Properties: {ImageId: ami-1, \
         SecurityGroups: [!Ref Group]}}\n\
         Scaled: {Type: AWS::AutoScaling::AutoScalingGroup, Properties: {MinSize: '0', MaxSize: \
         '1', VPCZoneIdentifier: [!Ref Subnet], LaunchConfigurationName: !Ref Old}}\n",
    );
    for name in ["Launch", "Spot", "Mixed", "Cards", "Any", "Old", "Scaled"] {
        let end = &network.interfaces[&id(name)];
        assert_eq!(
            (end.subnets.first(), &end.groups),
            (Some(&is("Subnet")), &vec![is("Group")]),
            "{name}"
        );
    }
    assert_eq!(network.interfaces[&id("Cards")].public, PublicAddress::AtLaunch);
    for name in ["Cards", "Half"] {
        assert_eq!(network.interfaces[&id(name)].subnets.first(), Some(&is("Subnet")), "{name}");
    }
    assert_eq!(network.interfaces[&id("Cards")].subnets.len(), 1);
    assert!(network.interfaces[&id("Half")].subnets[1].unknown().is_some());
    assert!(network.interfaces[&id("Half")].groups[0].unknown().is_some());
    assert_eq!(network.not_understood, []);
}

#[test]
fn what_stands_for_no_groups_is_in_the_vpc_of_the_load_balancer() {
    let network = with_base(
        "Balancer: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Type: network, \
         Subnets: [!Ref Subnet]}}\n",
    );
    let group = network.interfaces[&id("Balancer")].groups[0].value().expect("a group");
    assert_eq!(network.security_groups[group].vpc, is("Vpc"));
}

#[test]
fn what_has_interfaces_is_an_end_with_its_groups() {
    let network = with_base(
        "Door: {Type: AWS::EC2::InstanceConnectEndpoint, Properties: {SubnetId: !Ref Subnet, \
         SecurityGroupIds: [!Ref Group]}}\n\
         Tasks: {Type: AWS::ECS::Service, Properties: {NetworkConfiguration: \
         {AwsvpcConfiguration: {Subnets: [!Ref Subnet], SecurityGroups: [!Ref Group], \
         AssignPublicIp: ENABLED}}}}\n\
         OnHosts: {Type: AWS::ECS::Service, Properties: {TaskDefinition: t}}\n\
         Proxy: {Type: AWS::RDS::DBProxy, Properties: {VpcSubnetIds: [!Ref Subnet], \
         VpcSecurityGroupIds: [!Ref Group]}}\n\
         Ask: {Type: AWS::Route53Resolver::ResolverEndpoint, Properties: {Direction: INBOUND, \
         SecurityGroupIds: [!Ref Group], IpAddresses: [{SubnetId: !Ref Subnet}]}}\n\
         Vpn: {Type: AWS::EC2::ClientVpnEndpoint, Properties: {VpcId: !Ref Vpc, SecurityGroupIds: \
         [!Ref Group]}}\n\
         Way: {Type: AWS::EC2::ClientVpnTargetNetworkAssociation, Properties: \
         {ClientVpnEndpointId: !Ref Vpn, SubnetId: !Ref Subnet}}\n\
         Users: {Type: AWS::DirectoryService::MicrosoftAD, Properties: {VpcSettings: {VpcId: !Ref \
         Vpc, SubnetIds: [!Ref Subnet]}}}\n",
    );
    for name in ["Door", "Tasks", "Proxy", "Ask", "Way"] {
        let end = &network.interfaces[&id(name)];
        assert_eq!(
            (&end.subnets, &end.groups),
            (&vec![is("Subnet")], &vec![is("Group")]),
            "{name}"
        );
    }
    assert_eq!(network.interfaces[&id("Tasks")].public, PublicAddress::AtLaunch);
    assert_eq!(network.interfaces[&id("Door")].public, PublicAddress::None);
    assert_eq!(
        what(&network.interfaces[&id("Users")].groups[0]),
        "the security group that `Users` makes"
    );
    assert!(!network.interfaces.contains_key(&id("OnHosts")));
    assert_eq!(network.not_understood, []);
}

#[test]
fn a_cache_is_in_the_subnets_of_its_subnet_group() {
    let network = with_base(
        "Places: {Type: AWS::ElastiCache::SubnetGroup, Properties: {Description: d, SubnetIds: \
         [!Ref Subnet]}}\n\
         Cache: {Type: AWS::ElastiCache::ReplicationGroup, Properties: {CacheSubnetGroupName: !Ref \
         Places, SecurityGroupIds: [!Ref Group]}}\n\
         Elsewhere: {Type: AWS::ElastiCache::ReplicationGroup}\n",
    );
    let cache = &network.interfaces[&id("Cache")];
    assert_eq!((&cache.subnets[..], &cache.groups[..]), (&[is("Subnet")][..], &[is("Group")][..]));
    assert_eq!((&cache.public, &cache.has_ipv6), (&PublicAddress::None, &Some(Known::Is(false))));
    assert!(!network.interfaces.contains_key(&id("Elsewhere")));
}

#[test]
fn services_have_ipv6_addresses_as_they_or_their_subnets_say() {
    let groups = "Places: {Type: AWS::DAX::SubnetGroup, Properties: {SubnetIds: [!Ref Subnet]}}\n\
                  Homes: {Type: AWS::DocDB::DBSubnetGroup, Properties: {SubnetIds: [!Ref \
                  Subnet]}}\nNative: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, \
                  Ipv6Native: true, Ipv6CidrBlock: '2001:db8::/64'}}\n";
    let check = |kind: &str, written: &str, expected: Option<bool>| {
        let network =
            with_base(&format!("{groups}X: {{Type: {kind}, Properties: {{{written}}}}}\n"));
        let has_ipv6 = network.interfaces[&id("X")].has_ipv6.clone().expect("said");
        assert_eq!(has_ipv6.value().copied(), expected, "{kind}: {written}");
    };
    let dax = "SubnetGroupName: !Ref Places, SecurityGroupIds: [!Ref Group]";
    let documents = "DBSubnetGroupName: !Ref Homes, VpcSecurityGroupIds: [!Ref Group]";
    for (kind, own, ipv4, dual) in [
        ("AWS::DAX::Cluster", dax, "ipv4", "dual_stack"),
        ("AWS::DocDB::DBCluster", documents, "IPV4", "DUAL"),
    ] {
        check(kind, own, None);
        check(kind, &format!("{own}, NetworkType: {ipv4}"), Some(false));
        check(kind, &format!("{own}, NetworkType: {dual}"), Some(true));
    }
    let cache = "AWS::ElastiCache::ServerlessCache";
    let within = |subnets: &str| format!("SubnetIds: [{subnets}], SecurityGroupIds: [!Ref Group]");
    check(cache, &within("!Ref Subnet"), Some(false));
    check(cache, &within("!Ref Native, !Ref Subnet"), Some(false));
    check(cache, &within("!Ref Native"), None);
    check(cache, &format!("{}, NetworkType: ipv6", within("!Ref Native")), Some(true));
    let files = "SubnetId: !Ref Subnet, SecurityGroups: [!Ref Group]";
    for (kind, expected) in [("IPV4_ONLY", false), ("DUAL_STACK", true), ("IPV6_ONLY", true)] {
        let written = format!("{files}, IpAddressType: {kind}");
        check("AWS::S3Files::MountTarget", &written, Some(expected));
    }
    check("AWS::S3Files::MountTarget", files, Some(false));
}

#[test]
fn builds_notebooks_and_functions_stand_in_their_subnets() {
    let network = with_base(
        "Names: {Type: AWS::DMS::ReplicationSubnetGroup, Properties: {SubnetIds: [!Ref Subnet]}}\n\
         Copies: {Type: AWS::DMS::ReplicationConfig, Properties: {ComputeConfig: \
         {ReplicationSubnetGroupId: !Ref Names, VpcSecurityGroupIds: [!Ref Group]}}}\n\
         Builds: {Type: AWS::CodeBuild::Project, Properties: {VpcConfig: {VpcId: !Ref Vpc, \
         Subnets: [!Ref Subnet], SecurityGroupIds: [!Ref Group]}}}\n\
         Machines: {Type: AWS::CodeBuild::Fleet, Properties: {FleetVpcConfig: {VpcId: !Ref Vpc, \
         Subnets: [!Ref Subnet], SecurityGroupIds: [!Ref Group]}}}\n\
         Hyper: {Type: AWS::SageMaker::Cluster, Properties: {VpcConfig: {Subnets: [!Ref Subnet], \
         SecurityGroupIds: [!Ref Group]}}}\n\
         Model: {Type: AWS::SageMaker::Model, Properties: {VpcConfig: {Subnets: [!Ref Subnet], \
         SecurityGroupIds: [!Ref Group]}}}\n\
         Functions: {Type: AWS::Lambda::CapacityProvider, Properties: {VpcConfig: {SubnetIds: \
         [!Ref Subnet], SecurityGroupIds: [!Ref Group]}}}\n\
         Elsewhere: {Type: AWS::CodeBuild::Project, Properties: {Source: {Type: S3}}}\n\
         Managed: {Type: AWS::SageMaker::Cluster, Properties: {ClusterName: c}}\n\
         Default: {Type: AWS::DMS::ReplicationConfig, Properties: {ComputeConfig: \
         {MaxCapacityUnits: 2}}}\n",
    );
    for name in ["Copies", "Builds", "Machines", "Hyper", "Model", "Functions"] {
        let service = &network.interfaces[&id(name)];
        let expected = (&vec![is("Subnet")], &vec![is("Group")]);
        assert_eq!((&service.subnets, &service.groups), expected, "{name}");
        // Of these only instances that are launched have the addresses that a subnet gives.
        let public = match name {
            "Functions" => PublicAddress::SubnetDecides,
            _ => PublicAddress::None,
        };
        assert_eq!(service.public, public, "{name}");
    }
    for name in ["Elsewhere", "Managed", "Default"] {
        assert!(!network.interfaces.contains_key(&id(name)), "{name}");
    }
    assert_eq!(network.not_understood, []);
}

#[test]
fn a_domain_of_notebooks_has_groups_of_its_own_and_a_cluster_may_have_several() {
    let network = with_base(
        "Studio: {Type: AWS::SageMaker::Domain, Properties: {SubnetIds: [!Ref Subnet], \
         DefaultUserSettings: {SecurityGroups: [!Ref Group]}}}\n\
         Hyper: {Type: AWS::SageMaker::Cluster, Properties: {VpcConfig: {Subnets: [!Ref Subnet], \
         SecurityGroupIds: [!Ref Group]}, InstanceGroups: [{OverrideVpcConfig: {Subnets: [!Ref \
         Subnet], SecurityGroupIds: [!Ref Group]}}]}}\n",
    );
    let domain = &network.interfaces[&id("Studio")];
    assert_eq!(domain.groups[0], is("Group"));
    assert_eq!(what(&domain.groups[1]), "the security group that `Studio` makes");
    let cluster = &network.interfaces[&id("Hyper")];
    assert!(cluster.groups.iter().any(|group| group.unknown().is_some()), "{cluster:?}");
}

#[test]
fn services_are_public_as_they_say() {
    let check = |kind: &str, written: &str, more: &str, expected: PublicAddress| {
        let network = with_base(&format!("X: {{Type: {kind}, Properties: {{{written}}}}}\n{more}"));
        assert_eq!(network.interfaces[&id("X")].public, expected, "{kind}: {written}");
    };
    let broker = "SubnetIds: [!Ref Subnet], SecurityGroups: [!Ref Group]";
    let member = |public: bool| {
        format!(
            "Y: {{Type: AWS::Neptune::DBInstance, Properties: {{PubliclyAccessible: {public}}}}}\n"
        )
    };
    let given = PublicAddress::AtLaunch;
    check("AWS::AmazonMQ::Broker", broker, "", PublicAddress::None);
    let public = format!("{broker}, PubliclyAccessible: true");
    check("AWS::AmazonMQ::Broker", &public, "", given.clone());
    let groups = "VpcSecurityGroupIds: [!Ref Group]";
    check("AWS::Neptune::DBCluster", groups, &member(true), given.clone());
    check("AWS::Neptune::DBCluster", groups, &member(false), PublicAddress::None);
    check("AWS::DMS::ReplicationInstance", groups, "", given);
    let private = format!("{groups}, PubliclyAccessible: false");
    check("AWS::DMS::ReplicationInstance", &private, "", PublicAddress::None);
}
