//! Attributes that are the id of their resource: what `Ref` of it gives is the same value.

use std::collections::BTreeMap;

use netloom_network::ResourceKind;
use netloom_template::{Reference, ResourceEntry, TemplateDocument};

/// Types that are no kind of a network.
///
/// # Source
/// AWS CloudFormation Template Reference, "Return values" of each type, `Ref` and `Fn::GetAtt`.
const OTHERS: [(&str, &[&str]); 6] = [
    ("AWS::EC2::CustomerGateway", &["CustomerGatewayId"]),
    ("AWS::EC2::DHCPOptions", &["DhcpOptionsId"]),
    ("AWS::EC2::Instance", &["InstanceId"]),
    ("AWS::EC2::LaunchTemplate", &["LaunchTemplateId"]),
    ("AWS::EC2::TransitGatewayAttachment", &["Id"]),
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", &["LoadBalancerArn"]),
];

/// Returns the attributes of a type of resources that give its id.
fn attributes_of(kind: &str) -> &'static [&'static str] {
    let own = ResourceKind::all().filter_map(ResourceKind::names);
    let own = own.map(|names| (names.resource_type, names.id_attributes));
    own.chain(OTHERS).find(|(name, _)| *name == kind).map(|(_, ids)| ids).unwrap_or_default()
}

/// Which attributes of a resource are its id.
pub(crate) struct Identities<'a>(BTreeMap<&'a str, &'static [&'static str]>);

impl<'a> Identities<'a> {
    pub(crate) fn of(document: &'a TemplateDocument) -> Self {
        // `Ref` of a group outside of a VPC is its name.
        let is_by_name = |one: &ResourceEntry| {
            one.kind == "AWS::EC2::SecurityGroup" && one.properties.get("VpcId").is_none()
        };
        let attributes = |one: &'a ResourceEntry| (one.id.as_str(), attributes_of(&one.kind));
        let all = document.resources.iter().filter(|one| !is_by_name(one));
        Self(all.map(attributes).collect())
    }

    /// Returns whether an attribute of a resource of the template is what `Ref` of it gives.
    pub(crate) fn is_id(&self, reference: &Reference) -> bool {
        let ids = self.0.get(reference.id.as_str()).copied().unwrap_or_default();
        reference.attribute.as_deref().is_some_and(|attribute| ids.contains(&attribute))
    }
}
