//! Public addresses at launch for instances with several interfaces.

use netloom_diag::{Diagnostic, Severity};
use netloom_template::Node;

use super::super::context::Context;
use super::super::paths::values_at;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// `AssociatePublicIpAddress: true` on an interface of an instance with more than one. A
    /// warning in a launch template or a Spot Fleet: the stack is created, and launches fail.
    /// ### Why it matters
    /// EC2 assigns public addresses only to instances that are launched with one interface. It
    /// rejects the launch.
    /// ### Example
    /// Two items of `NetworkInterfaces`, the first with `AssociatePublicIpAddress: true`
    /// ### Instead
    /// An `AWS::EC2::EIP`, and an `AWS::EC2::EIPAssociation` with the first interface.
    /// ### Source
    /// EC2 API, `InstanceNetworkInterfaceSpecification`: "You cannot specify more than one network
    /// interface in the request"; `InvalidParameterCombination`.
    PUBLIC_ADDRESS_WITH_TWO_INTERFACES = ("CFN059", Error, "public address with several \
                                         interfaces");
}

/// Where instances have interfaces: the type, what each instance is made from, its interfaces.
pub(super) const INTERFACES: [(&str, &str, Severity); 3] = [
    ("AWS::EC2::Instance", "", Severity::Error),
    ("AWS::EC2::LaunchTemplate", "LaunchTemplateData", Severity::Warning),
    ("AWS::EC2::SpotFleet", "SpotFleetRequestConfigData.LaunchSpecifications[]", Severity::Warning),
];

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (kind, path, severity) in INTERFACES {
        for resource in context.of_kind(kind) {
            let launches = values_at(&resource.properties, path).into_iter();
            findings.extend(launches.filter_map(|launch| {
                let (n_interfaces, node) = public_one_of_several(launch)?;
                let message = format!(
                    "`{}` has {n_interfaces} interfaces, so EC2 assigns no public address at \
                     launch",
                    resource.id
                );
                let finding =
                    Diagnostic::new(&PUBLIC_ADDRESS_WITH_TWO_INTERFACES, node.span, message);
                Some(
                    finding
                        .severity(severity)
                        .help("remove `AssociatePublicIpAddress`, and associate an Elastic IP"),
                )
            }));
        }
    }
    findings
}

/// Returns how many interfaces are launched together, two at least, and the value that asks for a
/// public address.
fn public_one_of_several(launch: &Node) -> Option<(usize, &Node)> {
    let interfaces = values_at(launch, "NetworkInterfaces[]");
    // What is unknown may be no interface at all.
    let n_interfaces = interfaces.iter().filter(|interface| interface.as_map().is_some()).count();
    let asked = values_at(launch, "NetworkInterfaces[].AssociatePublicIpAddress");
    let node = asked.into_iter().find(|node| node.as_bool() == Some(true))?;
    (n_interfaces > 1).then_some((n_interfaces, node))
}
