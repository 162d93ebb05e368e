//! A second interface with a private address that the template chose.

use super::{Collision, Scene};
use crate::revision::Resource;

/// What takes a private address in a subnet, with the property that chooses it.
const TYPES: [(&str, &str); 4] = [
    ("AWS::EC2::NetworkInterface", "PrivateIpAddress"),
    ("AWS::EC2::Instance", "PrivateIpAddress"),
    ("AWS::EC2::NatGateway", "PrivateIpAddress"),
    ("AWS::EFS::MountTarget", "IpAddress"),
];

/// # Source
/// EC2 API, `InvalidIPAddress.InUse`: the address is in use in the subnet; aws/aws-cdk#31635.
pub(super) fn find(_: &str, made: &Resource<'_>, scene: &Scene<'_>) -> Option<Collision> {
    let (_, property) = TYPES.iter().find(|(kind, _)| *kind == made.kind())?;
    let address = made.get(property)?;
    TYPES.iter().find_map(|(kind, own)| {
        let (id, _) = scene.living(kind).find(|(_, living)| {
            scene.is_same(living.get(own), Some(address))
                && scene.is_same(living.get("SubnetId"), made.get("SubnetId"))
        })?;
        Some(Collision {
            with: id.to_owned(),
            why: format!(
                "`{id}` has the private address {} until the update is over",
                address.text()
            ),
            safe_way: format!(
                "choose another `{property}`, or leave it out and let the subnet give one"
            ),
        })
    })
}
