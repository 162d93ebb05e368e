//! Interfaces, and what stands for some: instances, launch templates, fleets, load balancers.

use std::net::IpAddr;

use netloom_cfn::read::{Node, ResourceEntry};

use crate::world::{World, id_at, id_of};

/// A resource and, if it launches by one, the data of its launch template: what the first says goes before the second.
struct Said<'a> {
    own: &'a Node,
    template: Option<&'a Node>,
}

impl<'a> Said<'a> {
    /// What is said under a key, by the primary interface or beside it.
    fn get(&self, keys: &[&str]) -> Option<&'a Node> {
        let of = |node: &'a Node| {
            let card = node.get("NetworkInterfaces").and_then(Node::as_list).and_then(<[Node]>::first);
            card.into_iter().chain([node]).find_map(|node| keys.iter().find_map(|key| node.get(key)))
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
        let named =
            resource.properties.get("LaunchTemplate").and_then(|named| named.get("LaunchTemplateId")).and_then(id_of);
        Said { own: &resource.properties, template: named.and_then(|id| self.one(&id)).and_then(data) }
    }

    /// The subnets in which something can be.
    pub(crate) fn subnets_of(&self, interface: &str) -> Vec<String> {
        let Some(resource) = self.one(interface) else { return Vec::new() };
        if resource.kind == "AWS::EC2::LaunchTemplate" {
            // Wherever a fleet launches by it.
            let fleets = self.all("AWS::AutoScaling::AutoScalingGroup").filter(|fleet| {
                let named = fleet.properties.get("LaunchTemplate").and_then(|named| named.get("LaunchTemplateId"));
                named.and_then(id_of).as_deref() == Some(interface)
            });
            return fleets.flat_map(|fleet| self.subnets_of(&fleet.id)).collect();
        }
        let list = ["VPCZoneIdentifier", "Subnets"].iter().find_map(|key| resource.properties.get(key)?.as_list());
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
    /// AWS CloudFormation Template Reference, `AWS::ElasticLoadBalancingV2::LoadBalancer`: a network load balancer has groups only
    /// if it is given some.
    pub(crate) fn groups_of(&self, interface: &str) -> Option<Vec<String>> {
        let Some(resource) = self.one(interface) else { return Some(Vec::new()) };
        let list = self.said(resource).get(&["GroupSet", "Groups", "SecurityGroupIds", "SecurityGroups"]);
        let is_network = id_at(resource, "Type").as_deref() == Some("network");
        if list.is_none() && is_network && is_load_balancer(resource) {
            return None;
        }
        Some(list.and_then(Node::as_list).unwrap_or_default().iter().filter_map(id_of).collect())
    }

    /// Whether an interface in a subnet has a public IPv4 address.
    ///
    /// # Source
    /// Amazon VPC User Guide, "IP addressing": an Elastic IP address; for instances what the interface says, else the subnet. An
    /// interface that is made by itself has no other one, nor has an EC2 Instance Connect endpoint.
    pub(crate) fn has_public_address(&self, interface: &str, subnet: &str) -> bool {
        let associated = self.all("AWS::EC2::EIPAssociation").any(|association| {
            ["NetworkInterfaceId", "InstanceId"].iter().any(|key| id_at(association, key).as_deref() == Some(interface))
        });
        let Some(resource) = self.one(interface) else { return associated };
        if is_load_balancer(resource) {
            return id_at(resource, "Scheme").as_deref() != Some("internal");
        }
        if associated || matches!(resource.kind.as_str(), "AWS::EC2::NetworkInterface" | CONNECT_ENDPOINT) {
            return associated;
        }
        let said = self.said(resource).get(&["AssociatePublicIpAddress"]).and_then(Node::as_bool);
        said.unwrap_or_else(|| self.flag_of(subnet, "MapPublicIpOnLaunch"))
    }

    /// Whether an interface in the subnet of an address has an IPv6 address.
    ///
    /// # Source
    /// Amazon EC2 API, `CreateNetworkInterface`: as many as asked for, none if 0 is asked for, else what the subnet says. Elastic
    /// Load Balancing: only with `IpAddressType` other than `ipv4`, the default.
    #[must_use]
    pub fn has_ipv6_address(&self, interface: &str, address: IpAddr) -> bool {
        let Some(subnet) = self.subnet_of(interface, address) else { return false };
        let Some(resource) = self.one(interface) else { return false };
        if is_load_balancer(resource) {
            return id_at(resource, "IpAddressType").is_some_and(|kind| kind != "ipv4");
        }
        let said = self.said(resource);
        if said.get(&["Ipv6Addresses"]).and_then(Node::as_list).is_some_and(|list| !list.is_empty()) {
            return true;
        }
        match said.get(&["Ipv6AddressCount"]).and_then(Node::as_integer) {
            Some(count) => count > 0,
            None => self.flag_of(&subnet, "AssignIpv6AddressOnCreation"),
        }
    }

    fn flag_of(&self, subnet: &str, key: &str) -> bool {
        self.one(subnet).and_then(|subnet| subnet.properties.get(key)?.as_bool()).unwrap_or(false)
    }
}

const CONNECT_ENDPOINT: &str = "AWS::EC2::InstanceConnectEndpoint";

/// Of either version: both face the internet unless they say otherwise.
fn is_load_balancer(resource: &ResourceEntry) -> bool {
    let kinds = ["AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ElasticLoadBalancing::LoadBalancer"];
    kinds.contains(&resource.kind.as_str())
}
