//! Interfaces, and what stands for some: instances, launch templates, fleets, load balancers.

use std::net::IpAddr;

use netloom_template::{Node, ResourceEntry};

use crate::filters::Packet;
use crate::world::{World, id_at, id_of, says};

/// A resource and, if it launches by one, the data of its launch template: what the first says goes
/// before the second.
struct Said<'a> {
    own: &'a Node,
    template: Option<&'a Node>,
}

impl<'a> Said<'a> {
    /// The value of a key, by the primary interface or next to it.
    fn get(&self, keys: &[&str]) -> Option<&'a Node> {
        let of = |node: &'a Node| {
            let card =
                node.get("NetworkInterfaces").and_then(Node::as_list).and_then(<[Node]>::first);
            card.into_iter()
                .chain([node])
                .find_map(|node| keys.iter().find_map(|key| node.get(key)))
        };
        of(self.own).or_else(|| of(self.template?))
    }
}

impl<'a> World<'a> {
    fn said(&self, resource: &'a ResourceEntry) -> Said<'a> {
        let data = |template: &'a ResourceEntry| template.properties.get("LaunchTemplateData");
        if resource.kind == "AWS::EC2::LaunchTemplate" {
            return Said { own: data(resource).unwrap_or(&resource.properties), template: None };
        }
        let named = resource
            .properties
            .get("LaunchTemplate")
            .and_then(|named| named.get("LaunchTemplateId"))
            .and_then(id_of);
        Said {
            own: &resource.properties,
            template: named.and_then(|id| self.one(&id)).and_then(data),
        }
    }

    /// The subnets in which something can be.
    pub(crate) fn subnets_of(&self, interface: &str) -> Vec<String> {
        let Some(resource) = self.one(interface) else { return Vec::new() };
        if resource.kind == "AWS::EC2::LaunchTemplate" {
            // Wherever a fleet launches by it.
            let fleets = self.all("AWS::AutoScaling::AutoScalingGroup").filter(|fleet| {
                let named = fleet
                    .properties
                    .get("LaunchTemplate")
                    .and_then(|named| named.get("LaunchTemplateId"));
                named.and_then(id_of).as_deref() == Some(interface)
            });
            let instances = self.all("AWS::EC2::Instance").filter(|instance| {
                let named = instance
                    .properties
                    .get("LaunchTemplate")
                    .and_then(|named| named.get("LaunchTemplateId"));
                named.and_then(id_of).as_deref() == Some(interface)
            });
            return fleets.chain(instances).flat_map(|user| self.subnets_of(&user.id)).collect();
        }
        let list = ["VPCZoneIdentifier", "Subnets"]
            .iter()
            .find_map(|key| resource.properties.get(key)?.as_list());
        if let Some(list) = list {
            return list.iter().filter_map(id_of).collect();
        }
        self.said(resource).get(&["SubnetId"]).and_then(id_of).into_iter().collect()
    }

    /// The subnet of whatever has this address among those that an id stands for.
    pub(crate) fn subnet_of(&self, interface: &str, address: IpAddr) -> Option<String> {
        self.subnets_of(interface).into_iter().find(|subnet| self.is_in(address, subnet))
    }

    /// The security groups; `None` for what has none and filters nothing.
    ///
    /// # Source
    /// AWS CloudFormation Template Reference, `AWS::ElasticLoadBalancingV2::LoadBalancer`: a
    /// network load balancer has groups only if it is given some.
    pub(crate) fn groups_of(&self, interface: &str) -> Option<Vec<String>> {
        let Some(resource) = self.one(interface) else { return Some(Vec::new()) };
        let list =
            self.said(resource).get(&["GroupSet", "Groups", "SecurityGroupIds", "SecurityGroups"]);
        let is_network = says(resource, "Type", "network");
        if list.is_none() && is_network && is_load_balancer(resource) {
            return None;
        }
        Some(list.and_then(Node::as_list).unwrap_or_default().iter().filter_map(id_of).collect())
    }

    /// The private addresses that are written: the primary one first.
    ///
    /// # Source
    /// Amazon EC2 API, `PrivateIpAddressSpecification`: one of them is the primary one.
    #[must_use]
    pub fn written_addresses(&self, interface: &str) -> Vec<IpAddr> {
        let Some(resource) = self.one(interface) else { return Vec::new() };
        let list = self
            .said(resource)
            .get(&["PrivateIpAddresses"])
            .and_then(Node::as_list)
            .unwrap_or_default();
        let address = |item: &Node| item.get("PrivateIpAddress")?.as_text()?.parse().ok();
        let is_primary = |item: &&Node| item.get("Primary").and_then(Node::as_bool) == Some(true);
        let (primary, others): (Vec<&Node>, Vec<&Node>) = list.iter().partition(is_primary);
        primary.into_iter().chain(others).filter_map(address).collect()
    }

    pub(crate) fn primary_address(&self, interface: &str) -> Option<IpAddr> {
        self.written_addresses(interface).first().copied()
    }

    /// Whether a private address of an interface in a subnet has a public IPv4 address.
    ///
    /// # Source
    /// Amazon VPC User Guide, "IP addressing": an Elastic IP address; for instances what the
    /// interface says, else the subnet. An interface that is made by itself has no other one, nor
    /// has an EC2 Instance Connect endpoint. Amazon EC2 User Guide, "Secondary IP addresses": an
    /// Elastic IP address is that of one private address, of the primary one if none is named, and
    /// only that one gets an address at launch.
    pub(crate) fn has_public_address(
        &self,
        interface: &str,
        subnet: &str,
        private: IpAddr,
    ) -> bool {
        let primary = self.primary_address(interface);
        let is_primary = primary.is_none_or(|primary| primary == private);
        let associated = self.all("AWS::EC2::EIPAssociation").any(|association| {
            let named = id_at(association, "PrivateIpAddress")
                .and_then(|named| named.parse::<IpAddr>().ok());
            let is_it = named.map_or(is_primary, |named| named == private);
            is_it
                && ["NetworkInterfaceId", "InstanceId"]
                    .iter()
                    .any(|key| says(association, key, interface))
        });
        let Some(resource) = self.one(interface) else { return associated };
        if is_load_balancer(resource) {
            let addresses = id_at(resource, "IpAddressType");
            return !says(resource, "Scheme", "internal")
                && addresses.as_deref() != Some("dualstack-without-public-ipv4");
        }
        let is_made_alone =
            matches!(resource.kind.as_str(), "AWS::EC2::NetworkInterface" | CONNECT_ENDPOINT);
        if associated || is_made_alone || !is_primary {
            return associated;
        }
        let said = self.said(resource).get(&["AssociatePublicIpAddress"]).and_then(Node::as_bool);
        said.unwrap_or_else(|| self.flag_of(subnet, "MapPublicIpOnLaunch"))
    }

    /// Whether an interface in the subnet of an address has an IPv6 address.
    ///
    /// # Source
    /// Amazon EC2 User Guide, "Prefix delegation": the addresses of a prefix are the interface's.
    /// Amazon EC2 API, `CreateNetworkInterface`: as many as asked for, none if 0 is asked for, else
    /// what the subnet says. Elastic Load Balancing: only with `IpAddressType` other than `ipv4`,
    /// the default.
    #[must_use]
    pub fn has_ipv6_address(&self, interface: &str, address: IpAddr) -> bool {
        let Some(subnet) = self.subnet_of(interface, address) else { return false };
        let Some(resource) = self.one(interface) else { return false };
        if is_load_balancer(resource) {
            return id_at(resource, "IpAddressType").is_some_and(|kind| kind != "ipv4");
        }
        let said = self.said(resource);
        let lists =
            ["Ipv6Addresses", "Ipv6Prefixes"].map(|key| said.get(&[key]).and_then(Node::as_list));
        if lists.into_iter().flatten().any(|list| !list.is_empty()) {
            return true;
        }
        let counts = ["Ipv6AddressCount", "Ipv6PrefixCount"]
            .map(|key| said.get(&[key]).and_then(Node::as_integer));
        match counts.into_iter().flatten().max() {
            Some(count) => count > 0,
            None => self.flag_of(&subnet, "AssignIpv6AddressOnCreation"),
        }
    }

    /// Whether an internet gateway hands packets to the IPv6 address of something: to that of an
    /// internal load balancer only where an attribute says so.
    ///
    /// # Source
    /// Elastic Load Balancing API Reference, `LoadBalancerAttribute`, `ipv6.deny_all_igw_traffic`.
    pub(crate) fn is_open_to_ipv6_internet(&self, interface: &str) -> bool {
        let Some(resource) = self.one(interface).filter(|resource| is_load_balancer(resource))
        else {
            return true;
        };
        let listed = resource.properties.get("LoadBalancerAttributes").and_then(Node::as_list);
        let mut listed = listed.unwrap_or_default().iter();
        let said = listed.find(|one| {
            let key = one.get("Key").and_then(Node::as_text);
            key.as_deref() == Some("ipv6.deny_all_igw_traffic")
        });
        match said.and_then(|one| one.get("Value")).and_then(Node::as_bool) {
            Some(is_denied) => !is_denied,
            None => !says(resource, "Scheme", "internal"),
        }
    }

    /// Whether something accepts a packet that its groups let in: a load balancer only what one of
    /// its listeners is for, and ICMP, of which a network load balancer accepts type 3; all others
    /// accept anything.
    ///
    /// # Source
    /// Elastic Load Balancing User Guide, "How Elastic Load Balancing works"; AWS CloudFormation
    /// Template Reference, `AWS::ElasticLoadBalancingV2::Listener` and
    /// `AWS::ElasticLoadBalancing::LoadBalancer`; User Guide for Network Load Balancers, "Listeners
    /// for your Network Load Balancers".
    pub(crate) fn listens(&self, interface: &str, protocol: u8, port: u16) -> bool {
        let Some(resource) = self.one(interface).filter(|resource| is_load_balancer(resource))
        else {
            return true;
        };
        let is_at = |node: Option<&Node>| node.and_then(Node::as_integer) == Some(port.into());
        let own =
            resource.properties.get("Listeners").and_then(Node::as_list).unwrap_or_default().iter();
        let mut accepts: Vec<bool> =
            own.map(|own| protocol == 6 && is_at(own.get("LoadBalancerPort"))).collect();
        for listener in self.all("AWS::ElasticLoadBalancingV2::Listener") {
            if !says(listener, "LoadBalancerArn", interface) {
                continue;
            }
            let carried: &[u8] = match id_at(listener, "Protocol").as_deref() {
                Some("UDP" | "QUIC") => &[17],
                Some("TCP_UDP" | "TCP_QUIC") => &[6, 17],
                _ => &[6],
            };
            accepts.push(carried.contains(&protocol) && is_at(listener.properties.get("Port")));
        }
        let is_network = says(resource, "Type", "network");
        let accepts_of_itself = match is_network {
            true => protocol == 1 && port >> 8 == 3,
            false => [1, 58].contains(&protocol),
        };
        accepts_of_itself || accepts.contains(&true)
    }

    /// Whether Global Accelerator brings a packet to the primary address of an instance.
    ///
    /// # Source
    /// AWS Global Accelerator Developer Guide, "Secure VPC connections".
    pub(crate) fn is_accelerated(&self, instance: &str, packet: &Packet) -> bool {
        let primary = self.primary_address(instance);
        let is_primary = primary.is_none_or(|primary| primary == packet.destination);
        let leads = |group: &&ResourceEntry| {
            let listed = group.properties.get("EndpointConfigurations").and_then(Node::as_list);
            let mut listed = listed.unwrap_or_default().iter();
            listed.any(|one| one.get("EndpointId").and_then(id_of).as_deref() == Some(instance))
        };
        let mut groups = self.all("AWS::GlobalAccelerator::EndpointGroup").filter(leads);
        is_primary
            && groups.any(|group| {
                let listener = id_at(group, "ListenerArn").and_then(|id| self.one(&id));
                listener.is_some_and(|listener| accepts(listener, packet))
            })
    }

    fn flag_of(&self, subnet: &str, key: &str) -> bool {
        self.one(subnet).and_then(|subnet| subnet.properties.get(key)?.as_bool()).unwrap_or(false)
    }
}

const CONNECT_ENDPOINT: &str = "AWS::EC2::InstanceConnectEndpoint";

fn accepts(listener: &ResourceEntry, packet: &Packet) -> bool {
    let protocol = if says(listener, "Protocol", "UDP") { 17 } else { 6 };
    let ranges = listener.properties.get("PortRanges").and_then(Node::as_list).unwrap_or_default();
    let port = i64::from(packet.destination_port);
    let end = |range: &Node, key: &str| range.get(key).and_then(Node::as_integer);
    protocol == packet.protocol
        && ranges.iter().any(|range| {
            end(range, "FromPort").is_some_and(|first| first <= port)
                && end(range, "ToPort").is_some_and(|last| port <= last)
        })
}

/// Of either version: both face the internet unless they say otherwise.
pub(crate) fn is_load_balancer(resource: &ResourceEntry) -> bool {
    let kinds =
        ["AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ElasticLoadBalancing::LoadBalancer"];
    kinds.contains(&resource.kind.as_str())
}
