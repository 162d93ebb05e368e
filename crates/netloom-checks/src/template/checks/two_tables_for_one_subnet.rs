//! Subnets that two route tables or two network ACLs are associated with.

use std::collections::BTreeMap;

use netloom_diag::{Diagnostic, Severity};
use netloom_template::ResourceEntry;

use super::super::context::{Context, identity};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// Two associations of one subnet, with route tables or (as a warning) with network ACLs.
    /// ### Why it matters
    /// A subnet has one route table: EC2 rejects the second association
    /// (`Resource.AlreadyAssociated`). Of two network ACLs the one that is associated last stays,
    /// and nothing says which that is.
    /// ### Example
    /// Two `AWS::EC2::SubnetRouteTableAssociation` with `SubnetId: !Ref Private`
    /// ### Instead
    /// One association; the routes of both tables in one.
    /// ### Source
    /// EC2 API, `AssociateRouteTable`, error `Resource.AlreadyAssociated`; Amazon VPC User Guide,
    /// "Subnet route tables" and "Network ACL associations".
    TWO_TABLES_FOR_ONE_SUBNET = ("CFN037", Error, "two associations of one subnet");
}

const ASSOCIATIONS: [(&str, &str, Severity); 2] = [
    ("AWS::EC2::SubnetRouteTableAssociation", "route table", Severity::Error),
    ("AWS::EC2::SubnetNetworkAclAssociation", "network ACL", Severity::Warning),
];

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (kind, what, severity) in ASSOCIATIONS {
        let mut first: BTreeMap<String, &ResourceEntry> = BTreeMap::new();
        for association in
            context.of_kind(kind).filter(|association| context.is_certain(association))
        {
            let Some(subnet) = identity(association.properties.get("SubnetId")) else { continue };
            let Some(other) = first.get(&subnet) else {
                first.insert(subnet, association);
                continue;
            };
            let name = subnet.trim_start_matches('$').split('.').next().unwrap_or_default();
            let message = format!(
                "`{}` and `{}` both associate subnet `{name}` with a {what}",
                other.id, association.id
            );
            findings.push(
                Diagnostic::new(&TWO_TABLES_FOR_ONE_SUBNET, association.span, message)
                    .severity(severity)
                    .also(other.span, "the other association")
                    .help("remove one of them"),
            );
        }
    }
    findings
}
