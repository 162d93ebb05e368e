//! Who has a security group and who is in a subnet, found by going through all resources.

use std::net::IpAddr;

use crate::world::{World, id_at, says};

/// Types that are or stand for interfaces.
const INTERFACES: [&str; 7] = [
    "AWS::EC2::NetworkInterface",
    "AWS::EC2::Instance",
    "AWS::EC2::LaunchTemplate",
    "AWS::AutoScaling::AutoScalingGroup",
    "AWS::ElasticLoadBalancingV2::LoadBalancer",
    "AWS::ElasticLoadBalancing::LoadBalancer",
    "AWS::EC2::InstanceConnectEndpoint",
];

impl<'a> World<'a> {
    /// The logical ids of everything that has a security group, with the subnets in which it is.
    ///
    /// # Source
    /// Amazon VPC User Guide, "Security groups": they are associated with network interfaces, and
    /// one interface has several.
    #[must_use]
    pub fn members_of_group(&self, group: &str) -> Vec<(String, Vec<String>)> {
        let mut members = self.interfaces();
        members.retain(|(id, _)| {
            self.groups_of(id).is_some_and(|groups| groups.iter().any(|own| own == group))
        });
        members
    }

    /// The logical ids of everything that is in a subnet.
    #[must_use]
    pub fn members_of_subnet(&self, subnet: &str) -> Vec<String> {
        let mut members = self.interfaces();
        members.retain(|(_, subnets)| subnets.iter().any(|own| own == subnet));
        members.into_iter().map(|(id, _)| id).collect()
    }

    /// The interfaces that are attached to an instance beside its primary one.
    ///
    /// # Source
    /// AWS CloudFormation Template Reference, `AWS::EC2::NetworkInterfaceAttachment`.
    #[must_use]
    pub fn attached_to_instance(&self, instance: &str) -> Vec<String> {
        let all = self.all("AWS::EC2::NetworkInterfaceAttachment");
        let own = all.filter(|attachment| says(attachment, "InstanceId", instance));
        own.filter_map(|attachment| id_at(attachment, "NetworkInterfaceId")).collect()
    }

    /// The address in a subnet at which the resolver of its VPC answers, if it is the subnet at the
    /// base of the VPC. No interface has it, since AWS keeps it.
    ///
    /// # Source
    /// Amazon VPC User Guide, "Amazon DNS server".
    #[must_use]
    pub fn resolver_in(&self, subnet: &str) -> Option<IpAddr> {
        let address = self.vpc_blocks(&self.vpc_of(subnet)?).first()?.at(2);
        Some(address).filter(|address| self.is_in(*address, subnet))
    }

    fn interfaces(&self) -> Vec<(String, Vec<String>)> {
        let all = INTERFACES.into_iter().flat_map(|kind| self.all(kind));
        all.map(|resource| (resource.id.clone(), self.subnets_of(&resource.id))).collect()
    }

    /// The interface endpoints with a security group, or all of them, with their subnets.
    #[must_use]
    pub fn endpoints(&self, group: Option<&str>) -> Vec<(String, Vec<String>)> {
        let all = self.all("AWS::EC2::VPCEndpoint");
        let with_interfaces = all.filter(|endpoint| says(endpoint, "VpcEndpointType", "Interface"));
        let wanted = with_interfaces.filter(|endpoint| {
            group.is_none_or(|group| {
                self.ids_at(endpoint, "SecurityGroupIds").iter().any(|own| own == group)
            })
        });
        wanted.map(|endpoint| (endpoint.id.clone(), self.ids_at(endpoint, "SubnetIds"))).collect()
    }
}
