//! FSx file systems in a zone in which there is no compute.

use netloom_diag::Diagnostic;
use netloom_template::Node;

use super::super::context::Context;
use super::super::paths::values_at;
use super::super::zones::{Zone, zone_of};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// An FSx file system in one subnet, while all instances of the template are in other zones.
    /// ### Why it matters
    /// Every byte crosses zones: it is paid for, it is slow, and the nodes hang when the other zone
    /// fails. ParallelCluster refuses a file system that it makes itself in another zone than the
    /// nodes, and EFA for Lustre works in one zone only.
    /// ### Example
    /// `SubnetIds: [!Ref StorageZone2]` and compute in zone 1
    /// ### Instead
    /// A subnet of the zone in which the compute is.
    /// ### Source
    /// Amazon FSx for Lustre User Guide, "File system access control with Amazon VPC" and
    /// "EFA-enabled file systems".
    FILE_SYSTEM_IN_ANOTHER_ZONE = ("CFN048", Warning, "file system in another zone than compute");
}

/// Where compute says its subnets.
const COMPUTE: &[(&str, &str)] = &[
    ("AWS::EC2::Instance", "SubnetId"),
    ("AWS::EC2::Instance", "NetworkInterfaces[].SubnetId"),
    ("AWS::AutoScaling::AutoScalingGroup", "VPCZoneIdentifier[]"),
    ("AWS::Batch::ComputeEnvironment", "ComputeResources.Subnets[]"),
    ("AWS::PCS::ComputeNodeGroup", "SubnetIds[]"),
];

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let compute = COMPUTE.iter().flat_map(|(kind, path)| {
        context.of_kind(kind).flat_map(move |resource| values_at(&resource.properties, path))
    });
    let zones: Option<Vec<(String, Zone)>> =
        compute.map(|subnet| zone_of(context, subnet)).collect();
    // What is launched in a subnet that is not known may be in the file system's zone.
    let Some(zones) = zones.filter(|zones| !zones.is_empty()) else { return findings };
    for system in context.of_kind("AWS::FSx::FileSystem") {
        let subnets = values_at(&system.properties, "SubnetIds[]");
        let ([subnet], false) = (subnets.as_slice(), is_over_two_zones(&system.properties)) else {
            continue;
        };
        let Some((_, own)) = zone_of(context, subnet) else { continue };
        let Some((other, zone)) =
            zones.first().filter(|_| zones.iter().all(|(_, zone)| zone.differs_from(&own)))
        else {
            continue;
        };
        let message = format!(
            "file system `{}` is in {}, and `{other}` with compute is in {}",
            system.id,
            own.in_words(),
            zone.in_words()
        );
        findings.push(
            Diagnostic::new(&FILE_SYSTEM_IN_ANOTHER_ZONE, subnet.span, message)
                .help(format!("put it into a subnet of {}", zone.in_words())),
        );
    }
    findings
}

fn is_over_two_zones(properties: &Node) -> bool {
    let kinds = ["OntapConfiguration", "WindowsConfiguration", "OpenZFSConfiguration"];
    let deployments = kinds.iter().filter_map(|kind| properties.get(kind)?.get("DeploymentType"));
    deployments
        .into_iter()
        .any(|kind| kind.as_text().is_none_or(|text| text.starts_with("MULTI_AZ")))
}
