//! Who asks and is asked: interfaces, instances, launch templates, fleets, load balancers.

use std::net::Ipv4Addr;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Blueprint, PEER_GROUP, SUBNETS, THIRD_GROUP, at, without_nulls};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Interface,
    /// An instance with an interface of its own.
    Instance,
    /// An instance that only says its subnet and groups.
    PlainInstance,
    /// An instance whose groups stand in a launch template.
    LaunchedInstance,
    /// An Auto Scaling group with a launch template.
    Fleet,
    /// The launch template of an Auto Scaling group.
    Template,
    Balancer {
        is_network: bool,
    },
    /// A classic load balancer.
    OldBalancer,
    /// An EC2 Instance Connect endpoint.
    Door,
}

#[derive(Clone, Debug)]
pub struct Node {
    pub subnet: usize,
    /// A further subnet, for what can be in several.
    pub further: Option<usize>,
    pub kind: Kind,
    pub groups: Vec<usize>,
    pub has_elastic: bool,
    pub associates: Option<bool>,
    pub checks: Option<bool>,
    pub n_ipv6: Option<u8>,
    is_internal: Option<bool>,
    /// Of a load balancer: the node that it forwards to, if that can be a target.
    target: usize,
    /// Of a load balancer: whether it asks for the addresses of clients to be kept.
    keeps: Option<bool>,
    /// Of an interface: whether it has a secondary private address, and whether an Elastic IP
    /// address is that one's.
    pub secondary: Option<bool>,
    /// Whether IPv6 addresses come as a prefix where that can be asked for.
    by_prefix: bool,
}

pub fn node() -> impl Strategy<Value = Node> {
    let groups = prop::sample::subsequence((0..PEER_GROUP).collect::<Vec<_>>(), 1..3);
    let own = (any::<bool>(), prop::option::of(any::<bool>()), prop::option::of(any::<bool>()));
    let subnet = prop_oneof![6 => 0..3_usize, 1 => Just(3), 3 => Just(4), 1 => Just(5)];
    let kind = prop_oneof![
        6 => Just(Kind::Interface),
        5 => Just(Kind::Instance),
        1 => Just(Kind::PlainInstance),
        1 => Just(Kind::LaunchedInstance),
        2 => Just(Kind::Fleet),
        1 => Just(Kind::Template),
        1 => any::<bool>().prop_map(|is_network| Kind::Balancer { is_network }),
        1 => Just(Kind::OldBalancer),
        1 => Just(Kind::Door),
    ];
    let n_ipv6 = prop::option::weighted(0.6, prop_oneof![3 => Just(1_u8), 1 => Just(0)]);
    let further = prop::option::weighted(0.4, 0..3_usize);
    let drawn = (
        prop::option::of(any::<bool>()),
        prop::option::weighted(0.3, any::<bool>()),
        any::<bool>(),
        (0..super::N_NODES, prop::option::weighted(0.4, any::<bool>())),
    );
    (subnet, further, kind, groups, own, n_ipv6, drawn).prop_map(
        |(
            subnet,
            further,
            kind,
            groups,
            (has_elastic, associates, checks),
            n_ipv6,
            (is_internal, secondary, by_prefix, (target, keeps)),
        )| Node {
            subnet,
            further,
            kind,
            groups,
            has_elastic,
            associates,
            checks,
            n_ipv6,
            is_internal,
            target,
            keeps,
            secondary,
            by_prefix,
        },
    )
}

impl Node {
    /// Makes a load balancer of it that forwards what TCP and UDP carry to the first node, which is
    /// an instance of its VPC.
    pub fn forward_to(&mut self, first: &mut Self) {
        if first.kind == Kind::Interface {
            first.kind = Kind::Instance;
            first.secondary = None;
        }
        if (self.subnet < 4) != (first.subnet < 4) || self.subnet == 5 {
            self.subnet = first.subnet;
            self.groups.clone_from(&first.groups);
            self.further = None;
        }
        self.kind = Kind::Balancer { is_network: true };
        self.has_elastic = false;
        self.n_ipv6 = None;
        self.by_prefix = true;
        self.target = 0;
    }

    /// The subnets in which it can be.
    pub fn subnets(&self) -> Vec<usize> {
        [Some(self.subnet), self.further].into_iter().flatten().collect()
    }

    /// Leaves out what AWS would not take: subnets that are not there or of several VPCs, groups of
    /// another VPC, IPv6 addresses of a subnet without any.
    pub fn settle(&mut self, n_own: usize, has_ipv6: impl Fn(usize) -> bool) {
        if self.subnet == 3 {
            self.subnet = n_own - 1;
        }
        match self.subnet {
            4 => self.groups = vec![PEER_GROUP],
            5 => self.groups = vec![THIRD_GROUP],
            _ => {}
        }
        let is_many = matches!(
            self.kind,
            Kind::Fleet | Kind::Template | Kind::Balancer { .. } | Kind::OldBalancer
        );
        let subnet = self.subnet;
        self.further = self.further.filter(|further| is_many && subnet < 3 && *further != subnet);
        if !self.subnets().into_iter().all(has_ipv6) {
            self.n_ipv6 = None;
        }
        if matches!(self.kind, Kind::Interface | Kind::Instance) {
            return;
        }
        self.has_elastic &= matches!(self.kind, Kind::PlainInstance | Kind::LaunchedInstance);
    }

    /// The distances of its private addresses from the first one of its subnet, the primary one
    /// first; `None` where AWS picks.
    pub fn offsets(&self) -> Option<[u32; 2]> {
        let second = if SUBNETS[self.subnet].0.ends_with("/25") { 11 } else { 140 };
        (self.kind == Kind::Interface && self.secondary.is_some()).then_some([10, second])
    }

    /// The private address that an Elastic IP address is associated with, if it is not the primary
    /// one.
    pub fn elastic_secondary(&self) -> Option<String> {
        self.offsets()
            .filter(|_| self.secondary == Some(true))
            .map(|[_, second]| self.at_offset(second))
    }

    fn at_offset(&self, offset: u32) -> String {
        let first = SUBNETS[self.subnet]
            .0
            .split('/')
            .next()
            .expect("a block")
            .parse::<Ipv4Addr>()
            .expect("an address");
        Ipv4Addr::from(u32::from(first) + offset).to_string()
    }

    /// The property of a route to it.
    pub fn target_key(&self) -> &'static str {
        if self.kind == Kind::Interface { "NetworkInterfaceId" } else { "InstanceId" }
    }

    pub fn resources(&self, id: &str) -> Vec<(String, &'static str, Value)> {
        let groups: Vec<Value> =
            self.groups.iter().map(|group| at(&format!("Group{group}"))).collect();
        let subnet = at(&format!("Subnet{}", self.subnet));
        let subnets: Vec<Value> =
            self.subnets().iter().map(|subnet| at(&format!("Subnet{subnet}"))).collect();
        let image = "ami-0123456789abcdef0";
        let fleet = |template: &str| {
            json!({ "MinSize": "0", "MaxSize": "1", "VPCZoneIdentifier": subnets,
                "LaunchTemplate": { "LaunchTemplateId": at(template), "Version": "1" } })
        };
        let (n_addresses, n_prefixes) =
            if self.by_prefix { (None, self.n_ipv6) } else { (self.n_ipv6, None) };
        let card = without_nulls(
            json!({ "DeviceIndex": 0, "Groups": groups, "AssociatePublicIpAddress": self.associates,
            "Ipv6AddressCount": n_addresses, "Ipv6PrefixCount": n_prefixes }),
        );
        let template = json!({ "LaunchTemplateData": { "NetworkInterfaces": [card] } });
        match self.kind {
            Kind::Interface => {
                let private = self.offsets().map(|[first, second]| {
                    json!([{ "PrivateIpAddress": self.at_offset(second), "Primary": false },
                        { "PrivateIpAddress": self.at_offset(first), "Primary": true }])
                });
                let properties = json!({ "SubnetId": subnet, "GroupSet": groups, "SourceDestCheck": self.checks,
                    "PrivateIpAddresses": private, "Ipv6AddressCount": n_addresses, "Ipv6PrefixCount": n_prefixes });
                vec![(id.to_owned(), "AWS::EC2::NetworkInterface", properties)]
            }
            Kind::Instance => {
                let interface = without_nulls(
                    json!({ "DeviceIndex": "0", "SubnetId": subnet, "GroupSet": groups,
                    "AssociatePublicIpAddress": self.associates, "Ipv6AddressCount": self.n_ipv6 }),
                );
                let properties = json!({ "ImageId": image, "NetworkInterfaces": [interface],
                    "SourceDestCheck": self.checks });
                vec![(id.to_owned(), "AWS::EC2::Instance", properties)]
            }
            Kind::PlainInstance => {
                let properties = json!({ "ImageId": image, "SubnetId": subnet, "SecurityGroupIds": groups,
                    "SourceDestCheck": self.checks, "Ipv6AddressCount": self.n_ipv6 });
                vec![(id.to_owned(), "AWS::EC2::Instance", properties)]
            }
            Kind::LaunchedInstance => {
                let launch = json!({ "LaunchTemplateData": { "SecurityGroupIds": groups } });
                let properties = json!({ "ImageId": image, "SubnetId": subnet, "SourceDestCheck": self.checks,
                    "Ipv6AddressCount": self.n_ipv6,
                    "LaunchTemplate": { "LaunchTemplateId": at(&format!("{id}Launch")), "Version": "1" } });
                vec![
                    (format!("{id}Launch"), "AWS::EC2::LaunchTemplate", launch),
                    (id.to_owned(), "AWS::EC2::Instance", properties),
                ]
            }
            Kind::Fleet => vec![
                (format!("{id}Launch"), "AWS::EC2::LaunchTemplate", template),
                (
                    id.to_owned(),
                    "AWS::AutoScaling::AutoScalingGroup",
                    fleet(&format!("{id}Launch")),
                ),
            ],
            Kind::Template => vec![
                (id.to_owned(), "AWS::EC2::LaunchTemplate", template),
                (format!("{id}Fleet"), "AWS::AutoScaling::AutoScalingGroup", fleet(id)),
            ],
            Kind::Balancer { is_network } => {
                let kind = if is_network { "network" } else { "application" };
                let scheme = self
                    .is_internal
                    .map(|internal| if internal { "internal" } else { "internet-facing" });
                let addresses =
                    self.n_ipv6.map(|count| if count > 0 { "dualstack" } else { "ipv4" });
                // An application load balancer cannot do without groups.
                let groups = Some(groups).filter(|_| !is_network || self.checks == Some(true));
                let properties = json!({ "Type": kind, "Scheme": scheme, "Subnets": subnets, "SecurityGroups": groups,
                    "IpAddressType": addresses });
                let protocol = match (is_network, self.has_elastic || self.by_prefix) {
                    (true, true) => "TCP_UDP",
                    (true, false) => "TLS",
                    _ => "HTTPS",
                };
                let port = if self.associates == Some(false) { 22 } else { 443 };
                let listener = json!({ "LoadBalancerArn": at(id), "Port": port, "Protocol": protocol,
                    "DefaultActions": [{ "Type": "forward", "TargetGroupArn": at(&format!("{id}Targets")) }] });
                // What an application load balancer forwards is sent by itself.
                let sends = if is_network { protocol } else { "HTTP" };
                let keeps = self.keeps.filter(|_| is_network && protocol == "TLS").map(|keeps| {
                    json!([{ "Key": "preserve_client_ip.enabled", "Value": keeps.to_string() }])
                });
                let targets = json!({ "Port": if self.checks == Some(false) { 22 } else { 443 },
                    "Protocol": sends, "TargetGroupAttributes": keeps });
                vec![
                    (id.to_owned(), "AWS::ElasticLoadBalancingV2::LoadBalancer", properties),
                    (
                        format!("{id}Targets"),
                        "AWS::ElasticLoadBalancingV2::TargetGroup",
                        without_nulls(targets),
                    ),
                    (format!("{id}Listener"), "AWS::ElasticLoadBalancingV2::Listener", listener),
                ]
            }
            Kind::OldBalancer => {
                let scheme = self
                    .is_internal
                    .map(|internal| if internal { "internal" } else { "internet-facing" });
                let properties = json!({ "Scheme": scheme, "Subnets": subnets, "SecurityGroups": groups,
                    "Listeners": [{ "LoadBalancerPort": "443", "InstancePort": "80", "Protocol": "TCP" }] });
                vec![(id.to_owned(), "AWS::ElasticLoadBalancing::LoadBalancer", properties)]
            }
            Kind::Door => {
                let properties = json!({ "SubnetId": subnet, "SecurityGroupIds": groups });
                vec![(id.to_owned(), "AWS::EC2::InstanceConnectEndpoint", properties)]
            }
        }
    }
}

impl Blueprint {
    /// The nodes, their Elastic IP addresses, and what is attached to an instance.
    pub fn node_resources(&self) -> Vec<(String, &'static str, Value)> {
        let mut resources = Vec::new();
        for (index, node) in self.nodes.iter().enumerate() {
            let id = format!("Node{index}");
            resources.extend(node.resources(&id));
            if node.has_elastic {
                resources.push((
                    format!("Address{index}"),
                    "AWS::EC2::EIP",
                    json!({ "Domain": "vpc" }),
                ));
                let address = json!({ "Fn::GetAtt": [format!("Address{index}"), "AllocationId"] });
                let mut association = json!({ "AllocationId": address, "PrivateIpAddress": node.elastic_secondary() });
                association[node.target_key()] = at(&id);
                resources.push((
                    format!("AddressAssociation{index}"),
                    "AWS::EC2::EIPAssociation",
                    association,
                ));
            }
        }
        self.register(&mut resources);
        resources.extend(self.accelerator());
        let attachment = self.attached().map(|(instance, interface)| {
            json!({ "InstanceId": at(&format!("Node{instance}")),
                "NetworkInterfaceId": at(&format!("Node{interface}")), "DeviceIndex": "1" })
        });
        let kind = "AWS::EC2::NetworkInterfaceAttachment";
        resources.extend(attachment.map(|attachment| ("Attached".to_owned(), kind, attachment)));
        resources
    }

    /// Registers the targets of load balancers: nodes of the same VPC that can be some.
    fn register(&self, resources: &mut [(String, &'static str, Value)]) {
        for (index, node) in self.nodes.iter().enumerate() {
            let target = &self.nodes[node.target];
            let is_near = self.vpc_of(index) == self.vpc_of(node.target);
            if !matches!(node.kind, Kind::Balancer { .. }) || !is_near {
                continue;
            }
            let group = format!("Node{index}Targets");
            let name = format!("Node{}", node.target);
            let fleet = match target.kind {
                Kind::Fleet => name.clone(),
                Kind::Template => format!("{name}Fleet"),
                _ => String::new(),
            };
            let is_instance = matches!(
                target.kind,
                Kind::Instance | Kind::PlainInstance | Kind::LaunchedInstance
            );
            for (id, _, properties) in resources.iter_mut() {
                if *id == fleet {
                    let mut groups =
                        properties["TargetGroupARNs"].as_array().cloned().unwrap_or_default();
                    groups.push(at(&group));
                    properties["TargetGroupARNs"] = groups.into();
                } else if *id == group && is_instance {
                    properties["Targets"] = json!([{ "Id": at(&name) }]);
                } else if *id == group && target.kind == Kind::Interface {
                    let address = json!({ "Fn::GetAtt": [name, "PrimaryPrivateIpAddress"] });
                    properties["Targets"] = json!([{ "Id": address }]);
                    properties["TargetType"] = json!("ip");
                }
            }
        }
    }

    /// An accelerator that leads to the nodes that are instances.
    fn accelerator(&self) -> Vec<(String, &'static str, Value)> {
        let Some(((first, last), is_udp)) = self.further.accelerated else { return Vec::new() };
        let is_instance = |node: &Node| {
            matches!(node.kind, Kind::Instance | Kind::PlainInstance | Kind::LaunchedInstance)
        };
        let instances = self.nodes.iter().enumerate().filter(|(_, node)| is_instance(node));
        let endpoints: Vec<Value> = instances
            .map(|(index, _)| json!({ "EndpointId": at(&format!("Node{index}")) }))
            .collect();
        let listener = json!({ "AcceleratorArn": at("Fast"), "Protocol": if is_udp { "UDP" } else { "TCP" },
            "PortRanges": [{ "FromPort": first, "ToPort": last }] });
        let group = json!({ "ListenerArn": at("FastListener"), "EndpointGroupRegion": "eu-west-1",
            "EndpointConfigurations": endpoints });
        vec![
            ("Fast".into(), "AWS::GlobalAccelerator::Accelerator", json!({ "Name": "drawn" })),
            ("FastListener".into(), "AWS::GlobalAccelerator::Listener", listener),
            ("FastGroup".into(), "AWS::GlobalAccelerator::EndpointGroup", group),
        ]
    }

    /// An instance, and an interface that is attached to it beside its primary one.
    fn attached(&self) -> Option<(usize, usize)> {
        let last = self.nodes.len().checked_sub(1)?;
        let is_instance = |node: &Node| {
            matches!(node.kind, Kind::Instance | Kind::PlainInstance | Kind::LaunchedInstance)
        };
        // Instance and interface are in one zone; two subnets have one only where both say so.
        let is_near = |node: &Node| {
            let other = self.nodes[last].subnet;
            node.subnet == other
                || (self.zone(node.subnet).is_some() && self.zone(node.subnet) == self.zone(other))
        };
        let fits = |node: &usize| {
            let own = &self.nodes[*node];
            is_instance(own) && is_near(own) && self.vpc_of(*node) == self.vpc_of(last)
        };
        let instance = (0..last).find(fits)?;
        (self.nodes[last].kind == Kind::Interface).then_some((instance, last))
    }
}
