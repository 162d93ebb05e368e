//! VPC Block Public Access.

use crate::walk::{At, Leg};
use crate::world::{World, id_at, says};

/// What is left of the ways between a subnet and the internet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Access {
    Open,
    /// By an exclusion.
    Excluded,
    /// By an exclusion for what goes out.
    Outbound,
    /// For NAT gateways and egress-only gateways.
    Translated,
    Blocked,
}

/// # Source
/// Amazon VPC User Guide, "Block public access to VPCs and subnets"; Amazon EC2 API,
/// `CreateVpcBlockPublicAccessExclusion`.
pub(crate) fn access(world: &World<'_>, subnet: &str) -> Access {
    let mode = world
        .all("AWS::EC2::VPCBlockPublicAccessOptions")
        .find_map(|options| id_at(options, "InternetGatewayBlockMode"));
    let is_both = match mode.as_deref() {
        Some("block-bidirectional") => true,
        Some("block-ingress") => false,
        _ => return Access::Open,
    };
    let vpc = world.vpc_of(subnet);
    for exclusion in world.all("AWS::EC2::VPCBlockPublicAccessExclusion") {
        let is_of = says(exclusion, "SubnetId", subnet)
            || (vpc.is_some() && id_at(exclusion, "VpcId") == vpc);
        if is_of {
            let is_bidirectional = id_at(exclusion, "InternetGatewayExclusionMode").as_deref()
                == Some("allow-bidirectional");
            return if is_bidirectional { Access::Excluded } else { Access::Outbound };
        }
    }
    if is_both { Access::Blocked } else { Access::Translated }
}

/// A NAT gateway that sends a packet on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Translator {
    InSubnet,
    /// It stands in no subnet, so whose exclusion counts is not documented.
    Regional,
}

/// Whether a packet may leave a subnet by an internet gateway; `None` where the guide does not say
/// whether the exclusion of a NAT gateway's subnet is enough.
pub(crate) fn out(
    world: &World<'_>,
    subnet: &str,
    legs: &[Leg],
    by: Option<Translator>,
) -> Option<bool> {
    let own = access(world, subnet);
    let first = legs.first().and_then(|leg| match &leg.from {
        At::Subnet(first) => Some(access(world, first)),
        _ => None,
    });
    match own {
        Access::Open => Some(true),
        Access::Blocked => Some(false),
        Access::Translated => Some(by.is_some()),
        Access::Excluded | Access::Outbound
            if by == Some(Translator::Regional) || by.is_some() && first != Some(own) =>
        {
            None
        }
        Access::Excluded | Access::Outbound => Some(true),
    }
}
