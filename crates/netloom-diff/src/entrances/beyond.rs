//! What is reached from the interfaces of entrances: clients from outside send by them.
//!
//! - Comes in: what has begun to reach what.
//! - Goes out: of it what begins at the interface of an entrance.
//! - Left to others: load balancers, which forward to their targets alone (`forwarding`).

use std::collections::BTreeSet;

use super::{Entrances, Sides};
use crate::traffic::PossibleExposure;

/// Entrances for those whom IAM admits.
///
/// # Source
/// Amazon EC2 User Guide, "EC2 Instance Connect Endpoint": users from the internet reach instances
/// without public addresses, if IAM grants them `ec2-instance-connect:OpenTunnel`; the endpoint's
/// security groups and those of the instances filter.
const BY_IAM: [&str; 1] = ["AWS::EC2::InstanceConnectEndpoint"];

/// Entrances for clients from outside.
///
/// # Source
/// AWS Verified Access, "Endpoints"; AWS Client VPN, "Target networks"; Amazon API Gateway,
/// "Private integrations".
const FOR_CLIENTS: [&str; 3] = [
    "AWS::ApiGatewayV2::VpcLink",
    "AWS::EC2::ClientVpnTargetNetworkAssociation",
    "AWS::EC2::VerifiedAccessEndpoint",
];

/// Adds what is reached beyond entrances now, and entrances that are new.
pub(super) fn add(sides: &Sides<'_>, gained: &BTreeSet<(String, String)>, found: &mut Entrances) {
    for (id, resource) in &sides.after {
        let is_by_iam = BY_IAM.contains(&resource.kind());
        let is_new = sides.earlier(id).is_none();
        if is_by_iam && is_new {
            found.undecided.insert(format!(
                "the internet to what `{id}` reaches: which users IAM permits to open tunnels"
            ));
        }
        if is_new || !(is_by_iam || FOR_CLIENTS.contains(&resource.kind())) {
            continue;
        }
        for (_, to) in gained.iter().filter(|(from, _)| from == id) {
            if is_by_iam {
                found.undecided.insert(format!(
                    "the internet to {to} by `{id}`: which users IAM permits to open tunnels"
                ));
                continue;
            }
            found.exposures.insert(PossibleExposure {
                to: to.clone(),
                traffic: format!("what `{id}` gets through"),
                depends_on: format!("which clients `{id}` ({}) admits", resource.kind()),
            });
        }
    }
}
