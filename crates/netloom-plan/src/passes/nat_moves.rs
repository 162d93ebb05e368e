//! NAT gateways that would have to move: an address has one gateway at a time, so one cannot move
//! with its address.

use netloom_diag::Diagnostic;

use crate::plan::{PlannedNatGateway, PlannedSubnet, PlannedVpc, SubnetPlace};
use crate::{Memory, NatHost, codes};

/// Finds gateways that are remembered in another subnet, or in one that is replaced.
///
/// CloudFormation creates the gateway that replaces another before it deletes the old one, which
/// has the address still.
///
/// # Source
/// AWS CloudFormation User Guide, `AWS::EC2::NatGateway`, `SubnetId`: "Update requires:
/// Replacement"; Amazon EC2 API Reference, error `Resource.AlreadyAssociated`.
pub(crate) fn gateways_that_move(
    nat_gateways: &[PlannedNatGateway],
    subnets: &[PlannedSubnet],
    vpc: Option<&PlannedVpc>,
    memory: &Memory,
) -> Vec<Diagnostic> {
    // In another VPC everything is replaced, which is reported as such.
    if !vpc.is_some_and(|vpc| memory.is_of(vpc)) {
        return Vec::new();
    }
    nat_gateways.iter().filter_map(|nat| gateway_that_moves(nat, subnets, memory)).collect()
}

fn gateway_that_moves(
    nat: &PlannedNatGateway,
    subnets: &[PlannedSubnet],
    memory: &Memory,
) -> Option<Diagnostic> {
    let old = memory.nat_gateways.get(&nat.key)?;
    let host = NatHost::of(&nat.host_subnet);
    let subnet = match &nat.host_subnet {
        SubnetPlace::Planned(key) => subnets.iter().find(|subnet| subnet.key == *key),
        SubnetPlace::Existing(_) => None,
    };
    let is_replaced = subnet.is_some_and(|subnet| {
        let block = memory.subnets.get(&subnet.key);
        block.is_some_and(|block| block.value != subnet.cidr.value)
    });
    let reason = if host != old.value {
        format!("from subnet `{}` to subnet `{host}`", old.value)
    } else if is_replaced {
        format!("with subnet `{host}`, which is replaced")
    } else {
        return None;
    };
    let keep = match &old.value {
        NatHost::Planned(name) => {
            format!("leave subnet `{name}` in the config: public, and with room in its block")
        }
        NatHost::Existing(id) => format!("leave the head node in subnet `{id}`"),
    };
    let zone = nat.key.zone.as_ref().map_or(String::new(), |zone| format!(" of {zone}"));
    let message = format!(
        "the NAT gateway{zone} would move {reason}, and the update fails: its address is with the \
         old gateway until that is deleted"
    );
    let span = subnet.map_or(nat.origin.span(), |subnet| subnet.origin.span());
    Some(
        Diagnostic::new(&codes::NAT_GATEWAY_MOVES, span, message)
            .also(old.span(), "remembered here")
            .about(format!("nat-gateway{zone}"))
            .help(keep)
            .help("or create the network again: delete its stack and its lock file, then deploy"),
    )
}
