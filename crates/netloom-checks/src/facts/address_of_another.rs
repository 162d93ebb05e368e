//! Elastic IP addresses for NAT gateways that something else has.

use netloom_cfn::names;
use netloom_diag::{Diagnostic, Sourced};
use netloom_net::ids::AllocationId;
use netloom_plan::plan::PlannedNatGateway;

use super::Beside;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// An Elastic IP address that the config gives to a NAT gateway, and that is associated with
    /// something else as the facts show.
    /// ### Why it matters
    /// EC2 creates no NAT gateway with an address that is in use, and the deployment fails.
    /// ### Example
    /// `AllocationIds: {euw1-az1: eipalloc-0123456789abcdef0}`, which `describe-addresses` shows with
    /// an instance.
    /// ### Instead
    /// An address that nothing has; or take it from what has it first.
    /// ### Source
    /// Amazon EC2 API Reference, `CreateNatGateway`, `AllocationId`: "if the Elastic IP address is
    /// associated with another resource, you must first disassociate it".
    ADDRESS_OF_ANOTHER = ("NET083", Error, "address that something else has");
}

pub(super) fn check(beside: &Beside<'_>) -> Vec<Diagnostic> {
    let given = beside.plan.nat_gateways.iter().flat_map(|nat| {
        nat.address.iter().chain(&nat.secondary_addresses).map(move |id| (nat, id))
    });
    given.filter_map(|(nat, id)| finding(beside, nat, id)).collect()
}

fn finding(
    beside: &Beside<'_>,
    nat: &PlannedNatGateway,
    id: &Sourced<AllocationId>,
) -> Option<Diagnostic> {
    let address = beside.existing.addresses.get(&id.value)?;
    let holder = address.holder.as_ref()?;
    // Its own gateway, where the facts are younger than the stack; whether a gateway of the stack
    // has it that is another one is judged by what is remembered.
    let is_own = beside.existing.nat_gateways.iter().any(|gateway| {
        let made = gateway.made_by.as_ref();
        gateway.addresses.contains(&id.value)
            && made.is_some_and(|made| match beside.stack_name {
                Some(own) => made.stack == own,
                None => made.logical_id == names::nat_gateway(&nat.key).as_str(),
            })
    });
    if is_own {
        return None;
    }
    let message =
        format!("address `{}` is with `{holder}`, and a NAT gateway needs a free one", id.value);
    Some(
        Diagnostic::new(&ADDRESS_OF_ANOTHER, id.span(), message)
            .also(address.span, "the address in the facts")
            .help("give an address that nothing has, or leave it out for a new one")
            .help(format!(
                "or take it from `{holder}` first: `aws ec2 disassociate-address`, or delete its NAT \
                 gateway"
            )),
    )
}
