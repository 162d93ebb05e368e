//! Instances with a public address that may be made before the VPC has its internet gateway.

use netloom_diag::Diagnostic;
use netloom_template::{Node, ResourceEntry};

use super::super::attachments::{attachments_around, attachments_to, gives_public_addresses};
use super::super::context::Context;
use super::super::homes::home_of;
use super::super::paths::values_at;
use super::super::waits::WaitRule;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// An instance, a fleet of instances or a database with a public address that does not wait for
    /// the internet gateway which the template attaches to its VPC.
    /// ### Why it matters
    /// What it downloads while it starts fails when it comes first, a public database is rejected,
    /// and on deletion the gateway cannot be detached while public addresses are in use: the stack
    /// hangs in `DELETE_FAILED`.
    /// ### Example
    /// An instance with `AssociatePublicIpAddress: true` and no `DependsOn`
    /// ### Instead
    /// `DependsOn: PublicDefaultRoute`, which itself waits for the attachment.
    /// ### Source
    /// AWS CloudFormation User Guide, "DependsOn attribute", VPC-gateway attachment: Auto Scaling
    /// groups, instances with public addresses, RDS database instances.
    INSTANCE_BEFORE_ATTACHMENT = ("CFN033", Warning, "public instance that may come before the \
                                        attachment");
}

const RULE: WaitRule = WaitRule {
    code: &INSTANCE_BEFORE_ATTACHMENT,
    kinds: &["AWS::EC2::Instance", "AWS::AutoScaling::AutoScalingGroup", "AWS::RDS::DBInstance"],
    noun: "public instance",
    needs: attachments_of_its_vpc,
    does: "attaches the internet gateway",
};

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    RULE.findings(context)
}

fn attachments_of_its_vpc<'a>(
    context: &'a Context<'_>,
    resource: &'a ResourceEntry,
) -> Vec<&'a ResourceEntry> {
    let properties = &resource.properties;
    let is_in_public = |path: &str| {
        values_at(properties, path).into_iter().any(|node| gives_public_addresses(context, node))
    };
    match resource.kind.as_str() {
        "AWS::EC2::Instance" if is_public_instance(context, properties) => {
            attachments_around(context, resource)
        }
        "AWS::AutoScaling::AutoScalingGroup"
            if is_in_public("VPCZoneIdentifier[]") && !may_refuse(context, properties) =>
        {
            attachments_around(context, resource)
        }
        "AWS::RDS::DBInstance"
            if properties.get("PubliclyAccessible").and_then(Node::as_bool) == Some(true) =>
        {
            let group =
                properties.get("DBSubnetGroupName").and_then(|node| context.resource_of(node));
            let vpc = group.and_then(|group| home_of(context, group));
            vpc.map_or_else(Vec::new, |vpc| attachments_to(context, &vpc))
        }
        _ => Vec::new(),
    }
}

/// What an interface says counts more than what its subnet does; several interfaces get no public
/// address.
fn is_public_instance(context: &Context<'_>, properties: &Node) -> bool {
    let interfaces = values_at(properties, "NetworkInterfaces[]");
    let own = values_at(properties, "SubnetId").into_iter().next();
    match interfaces.as_slice() {
        [] => own.is_some_and(|subnet| gives_public_addresses(context, subnet)),
        [interface] => match interface.get("AssociatePublicIpAddress") {
            Some(said) => said.as_bool() == Some(true),
            None => interface
                .get("SubnetId")
                .or(own)
                .is_some_and(|subnet| gives_public_addresses(context, subnet)),
        },
        _ => false,
    }
}

/// Returns whether what a fleet launches with may say that there is no public address.
fn may_refuse(context: &Context<'_>, properties: &Node) -> bool {
    let names = ["LaunchConfigurationName", "LaunchTemplate.LaunchTemplateId"];
    let launches = names
        .iter()
        .flat_map(|path| values_at(properties, path))
        .filter_map(|node| context.resource_of(node));
    let paths = [
        "AssociatePublicIpAddress",
        "LaunchTemplateData.NetworkInterfaces[].AssociatePublicIpAddress",
    ];
    let said = launches
        .flat_map(|launch| paths.iter().flat_map(|path| values_at(&launch.properties, path)));
    said.into_iter().any(|node| node.as_bool() != Some(true))
}
