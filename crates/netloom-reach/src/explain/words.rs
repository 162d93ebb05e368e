//! Premises in words.

use crate::engine::Premise;

pub(super) fn premise(premise: &Premise<'_>) -> String {
    match premise {
        Premise::PublicAccessIsNotBlocked => "the account does not block public access to its VPCs".to_owned(),
        Premise::Forwards(interface) => {
            format!("what runs behind `{}` forwards packets and puts its own address in their place", interface.id)
        }
        Premise::SiteKnowsTheWay(gateway) => {
            format!("the site announces its blocks to `{}` and routes back to the VPC", gateway.id)
        }
        Premise::BeyondTransit(gateway) => format!("the networks beyond `{}` route back to the VPC", gateway.id),
        Premise::BeyondPeering(peering) => {
            format!("the VPC at the other end of `{}` routes back and admits the traffic", peering.id)
        }
        Premise::EndpointPolicy(endpoint) => format!("the policy of endpoint `{}` admits the requests", endpoint.id),
        Premise::GroupsOfTheSubnet(subnet) => {
            format!("the security groups of whatever is in `{}` admit the traffic", subnet.id)
        }
        Premise::AddressesOfTheSubnet(subnet) => format!(
            "what is launched in `{}` has a public address if the subnet gives one, and otherwise none",
            subnet.id
        ),
        Premise::LaunchedWith(interface) => format!(
            "what is launched with `{}` has no other security group, is in one of the subnets that are described, and has \
             the addresses that its subnet gives",
            interface.id
        ),
        Premise::ByPrimaryInterface(interface) => {
            format!("what `{}` sends and receives goes by its primary interface", interface.id)
        }
        Premise::ServiceInZone(endpoint) => {
            format!("the service of endpoint `{}` is offered in its zones", endpoint.id)
        }
    }
}
