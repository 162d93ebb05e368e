//! Assumptions in words.

use crate::engine::Assumption;
use crate::verdict::Answer;
use netloom_network::NameServer;

pub(super) fn assumption(assumption: &Assumption<'_>) -> String {
    // One match over all of them, so that a new assumption does not compile without its words.
    match assumption {
        Assumption::PublicAccessIsNotBlocked => {
            "the account does not block public access to its VPCs".to_owned()
        }
        Assumption::Forwards(interface) => {
            format!(
                "what runs behind `{}` forwards packets and puts its own address in their place",
                interface.id
            )
        }
        Assumption::SiteKnowsTheWay(gateway) => {
            format!("the site announces its blocks to `{}` and routes back to the VPC", gateway.id)
        }
        Assumption::FromInternet(vpc) => {
            format!(
                "what has public addresses comes into `{}` over the internet and by no further way",
                vpc.id
            )
        }
        Assumption::SiteAnnouncesNothingElse(gateway) => {
            format!(
                "the site announces no public blocks to `{}`, nor parts of the blocks of other \
                 routes",
                gateway.id
            )
        }
        Assumption::NameServers(vpc) => {
            let servers = vpc.name_servers.value().map_or(&[][..], Vec::as_slice);
            let names: Vec<String> = servers.iter().map(name_server).collect();
            format!(
                "the name servers of `{}` ({}) resolve the names of AWS's services",
                vpc.id,
                names.join(", ")
            )
        }
        Assumption::InstancesOnNitro(vpc) => format!(
            "the instances in `{}`, which has no DHCP options, are built on the Nitro system and \
             have Amazon's resolver",
            vpc.id
        ),
        Assumption::BeyondTransit(gateway) => {
            format!("the networks beyond `{}` route back to the VPC", gateway.id)
        }
        Assumption::BeyondPeering(peering) => {
            format!(
                "the VPC at the other end of `{}` routes back and admits the traffic",
                peering.id
            )
        }
        Assumption::NoOtherListeners(interface) => {
            format!(
                "load balancer `{}` has no listeners but those that are described",
                interface.id
            )
        }
        Assumption::TargetsAreHealthy(forwarding) => format!(
            "the targets of `{}` are healthy, and the load balancer picks each for some clients",
            forwarding.id
        ),
        Assumption::EndpointPolicy(endpoint) => {
            format!("the policy of endpoint `{}` admits the requests", endpoint.id)
        }
        Assumption::GroupsOfTheSubnet(subnet) => {
            format!("the security groups of whatever is in `{}` admit the traffic", subnet.id)
        }
        Assumption::AddressesOfTheSubnet(subnet) => format!(
            "what is launched in `{}` has a public address if the subnet gives one, and otherwise \
             none",
            subnet.id
        ),
        Assumption::LaunchedWith(interface) => format!(
            "what is launched with `{}` has no other security group, is in one of the subnets \
             that are described, and has \
             the addresses that its subnet gives",
            interface.id
        ),
        Assumption::ByPrimaryInterface(interface) => {
            format!("what `{}` sends and receives goes by its primary interface", interface.id)
        }
        Assumption::ServiceInZone(endpoint) => {
            format!("the service of endpoint `{}` is offered in its zones", endpoint.id)
        }
    }
}

fn name_server(server: &NameServer) -> String {
    match server {
        NameServer::Amazon | NameServer::AmazonWithoutOptions => "Amazon's resolver".to_owned(),
        NameServer::Address(address) => address.to_string(),
    }
}

/// The services whose addresses a question leaves out.
pub(super) fn excepted(answer: &Answer<'_>) -> Option<String> {
    let (query, _) = answer.queries.iter().find(|(query, _)| !query.excepts.is_empty())?;
    let names: Vec<String> = query.excepts.iter().map(|name| format!("`{name}`")).collect();
    Some(format!("the addresses of {} are not asked about", names.join(" and ")))
}

/// That parameters keep the values that the template gives them where nothing else does.
pub(super) fn defaults(names: &[String]) -> Option<String> {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [] => None,
        [one] => Some(format!("parameter {one} has its default")),
        all => Some(format!("the parameters {} have their defaults", all.join(", "))),
    }
}
