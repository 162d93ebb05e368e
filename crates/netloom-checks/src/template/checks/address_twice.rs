//! Elastic IP addresses that are used in two places.

use std::collections::BTreeMap;

use netloom_diag::Diagnostic;
use netloom_template::{Node, ResourceEntry};

use super::super::addresses::uses_of_addresses;
use super::super::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// An Elastic IP address that two NAT gateways, associations or load balancers use.
    /// ### Why it matters
    /// An address belongs to one interface. EC2 rejects the second NAT gateway
    /// (`Resource.AlreadyAssociated`), and a second association takes the address away from the
    /// first.
    /// ### Example
    /// `AllocationId: !GetAtt Address.AllocationId` in the NAT gateways of two zones
    /// ### Instead
    /// An `AWS::EC2::EIP` for each of them.
    /// ### Source
    /// EC2 API, `CreateNatGateway` and `AssociateAddress`, errors `Resource.AlreadyAssociated` and
    /// `InvalidAllocationID.InUse`.
    ADDRESS_TWICE = ("CFN036", Error, "one address for two");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut first: BTreeMap<String, (&ResourceEntry, &Node)> = BTreeMap::new();
    for (address, user, node) in uses_of_addresses(context) {
        if let Some((other, place)) = first.get(&address) {
            let message =
                format!("address `{address}` is used by `{}` and by `{}`", other.id, user.id);
            findings.push(
                Diagnostic::new(&ADDRESS_TWICE, node.span, message)
                    .also(place.span, format!("`{}` uses it here", other.id))
                    .help(format!("add an `AWS::EC2::EIP` for `{}`", user.id)),
            );
        } else {
            first.insert(address, (user, node));
        }
    }
    findings
}
