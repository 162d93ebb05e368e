//! Attributes that are the id of their resource: what `Ref` of it gives is the same value.

use std::collections::BTreeMap;

use netloom_template::{Reference, ResourceEntry, TemplateDocument};

/// # Source
/// AWS CloudFormation Template Reference, "Return values" of each type, `Ref` and `Fn::GetAtt`.
const IDS: [(&str, &str); 19] = [
    ("AWS::EC2::CustomerGateway", "CustomerGatewayId"),
    ("AWS::EC2::DHCPOptions", "DhcpOptionsId"),
    ("AWS::EC2::EgressOnlyInternetGateway", "Id"),
    ("AWS::EC2::Instance", "InstanceId"),
    ("AWS::EC2::InternetGateway", "InternetGatewayId"),
    ("AWS::EC2::LaunchTemplate", "LaunchTemplateId"),
    ("AWS::EC2::NatGateway", "NatGatewayId"),
    ("AWS::EC2::NetworkAcl", "Id"),
    ("AWS::EC2::NetworkInterface", "Id"),
    ("AWS::EC2::RouteTable", "RouteTableId"),
    ("AWS::EC2::SecurityGroup", "GroupId"),
    ("AWS::EC2::Subnet", "SubnetId"),
    ("AWS::EC2::TransitGateway", "Id"),
    ("AWS::EC2::TransitGatewayAttachment", "Id"),
    ("AWS::EC2::VPC", "VpcId"),
    ("AWS::EC2::VPCEndpoint", "Id"),
    ("AWS::EC2::VPCPeeringConnection", "Id"),
    ("AWS::EC2::VPNGateway", "VPNGatewayId"),
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", "LoadBalancerArn"),
];

/// Which attribute of a resource is its id.
pub(crate) struct Identities<'a>(BTreeMap<&'a str, &'static str>);

impl<'a> Identities<'a> {
    pub(crate) fn of(document: &'a TemplateDocument) -> Self {
        // `Ref` of a group outside of a VPC is its name.
        let is_by_name = |one: &ResourceEntry| {
            one.kind == "AWS::EC2::SecurityGroup" && one.properties.get("VpcId").is_none()
        };
        let attribute = |one: &'a ResourceEntry| {
            let (_, attribute) = IDS.iter().find(|(kind, _)| *kind == one.kind)?;
            Some((one.id.as_str(), *attribute))
        };
        let all = document.resources.iter().filter(|one| !is_by_name(one));
        Self(all.filter_map(attribute).collect())
    }

    /// Returns whether an attribute of a resource of the template is what `Ref` of it gives.
    pub(crate) fn is_id(&self, reference: &Reference) -> bool {
        let attribute = reference.attribute.as_deref();
        attribute.is_some() && self.0.get(reference.id.as_str()).copied() == attribute
    }
}
