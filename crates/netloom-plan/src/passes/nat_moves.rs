//! NAT gateways that would have to move: an address has one gateway at a time, so one cannot move
//! with its address.

use netloom_config::ClusterIntent;
use netloom_diag::Diagnostic;

use super::wording::{Key, example};
use crate::plan::{PlannedNatGateway, PlannedSubnet, PlannedVpc, SubnetPlace};
use crate::{Memory, codes};

/// Finds gateways that are remembered in another subnet, or in one that is replaced.
///
/// CloudFormation creates the gateway that replaces another before it deletes the old one, which
/// has the address still.
///
/// # Source
/// AWS CloudFormation User Guide, `AWS::EC2::NatGateway`, `SubnetId`: "Update requires:
/// Replacement"; Amazon EC2 API Reference, error `Resource.AlreadyAssociated`.
pub(crate) fn gateways_that_move(
    intent: &ClusterIntent,
    nat_gateways: &[PlannedNatGateway],
    subnets: &[PlannedSubnet],
    vpc: Option<&PlannedVpc>,
    memory: &Memory,
) -> Vec<Diagnostic> {
    let has_same_vpc = vpc.is_some_and(|vpc| memory.is_of(vpc));
    let moved = nat_gateways.iter().filter_map(|nat| {
        let old = memory.nat_gateways.get(&nat.key)?;
        let SubnetPlace::Planned(host) = &nat.host_subnet else { return None };
        let subnet = subnets.iter().find(|subnet| subnet.key == *host)?;
        let is_replaced =
            memory.subnets.get(host).is_some_and(|block| block.value != subnet.cidr.value);
        let keep = format!("leave subnet `{}` public, and its block as it is", old.value);
        let (reason, keep) = if host.name != old.value {
            (format!("from subnet `{}` to subnet `{host}`", old.value), keep)
        } else if !has_same_vpc {
            ("into another VPC".to_owned(), "keep the VPC as it was".to_owned())
        } else if is_replaced {
            (format!("with subnet `{host}`, which is replaced"), keep)
        } else {
            return None;
        };
        let zone = nat.key.zone.as_ref().map_or(String::new(), |zone| format!(" of {zone}"));
        let message = format!(
            "the NAT gateway{zone} would move {reason}, and the update fails: its address is with \
             the old gateway until that is deleted"
        );
        let nat_key = example(Key::Nat, intent.dialect);
        Some(
            Diagnostic::new(&codes::NAT_GATEWAY_MOVES, subnet.origin.span(), message)
                .also(old.span(), "remembered here")
                .about(format!("subnet.{}", host.name))
                .help(keep)
                .help(format!(
                    "or take the gateway down first, with its address: no NAT instead of \
                     {nat_key}; deploy; then this config"
                )),
        )
    });
    moved.collect()
}
