//! Users who must get to the head node and to the login nodes.

use netloom_config::intent::{AccessSource, NodeGroup, PublicAddress, VpcIntent};
use netloom_diag::Sourced;
use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::{Family, ipv4_block};
use netloom_network::sets::traffic::Traffic;
use netloom_network::{Id, Known, Network, TableChoice, Target};
use netloom_question::{Expect, Launched, Party, Question};

use super::{Basis, Claim, NodeEntry};
use crate::proofs::codes::USERS_SHUT_OUT;
use crate::wording::{Say, say};

/// SSH and DCV, from where the config admits them: from the internet where the head node has a
/// public address, from private addresses by whatever gateway leads to them.
pub(super) fn claims(basis: &Basis<'_>) -> Vec<Claim> {
    let head = &basis.intent.head;
    let mut claims = Vec::new();
    claims.extend(claim(basis, &head.ssh_allowed_from, 22, "SSH"));
    if let Some(dcv) = &head.dcv {
        claims.extend(claim(basis, &dcv.allowed_from, dcv.port.value, "NICE DCV"));
    }
    claims.extend(basis.nodes.login_pools().flat_map(|pool| to_balancer(basis, pool)));
    claims
}

/// Users to the load balancer in front of a login pool, by SSH. It is internet-facing exactly where
/// the route table of the pool's subnet has a route to an internet gateway, and its security groups
/// are those of the pool, which admit the users.
///
/// # Source
/// AWS ParallelCluster 3.16.1, `templates/login_nodes_stack.py`, `internet_facing`; `aws/ec2.py`,
/// `is_subnet_public`.
fn to_balancer(basis: &Basis<'_>, pool: &NodeEntry) -> Option<Claim> {
    let NodeGroup::LoginPool(name) = &pool.group else { return None };
    let from = basis
        .intent
        .login_pools
        .iter()
        .find(|said| said.name.value == *name)
        .map(|said| &said.ssh_allowed_from)?;
    let AccessSource::Cidr(block) = &from.value else { return None };
    let subnet = basis.network.interfaces.get(&pool.id)?.subnets.first().and_then(Known::value)?;
    let is_facing = is_public(basis.network, subnet);
    let addresses = ipv4_block(*block);
    let on_premises = &basis.network.on_premises;
    let public = addresses.intersection(&Family::Ipv4.public()).difference(on_premises);
    let has_private = !addresses.difference(&Family::Ipv4.public()).is_empty();
    let party = match is_facing {
        _ if public.is_empty() => Party::Addresses(addresses),
        Some(false) if has_private || has_line(basis.network) => {
            // An internal one that admits private addresses as well is for them, and a site may
            // announce public ones.
            return None;
        }
        _ => Party::Internet(public),
    };
    let to = Launched { subnet: subnet.clone(), group: None, has_public_address: is_facing };
    Some(Claim {
        help: help(basis, pool, &party, "the `Ssh` of the pool"),
        code: &USERS_SHUT_OUT,
        who: format!("`{block}`"),
        what: format!("the load balancer of {} by SSH (tcp 22)", pool.words),
        span: from.span(),
        question: Question {
            client_ports: RangeSet::range(1024, 65_535),
            ..Question::new(party, Party::Launched(to), Traffic::tcp(22))
        },
        expect: Expect::Reachable,
        via: None,
    })
}

/// Returns whether ParallelCluster takes a subnet for public; `None` where its routes are not
/// known.
fn is_public(network: &Network, subnet: &Id) -> Option<bool> {
    let subnet = network.subnets.get(subnet)?;
    let table = match &subnet.route_table {
        TableChoice::Associated(table, _) => network.route_tables.get(table)?,
        TableChoice::Main => {
            network.route_tables.values().find(|table| table.vpc == subnet.vpc && table.is_main)?
        }
        TableChoice::Unknown(_) => return None,
    };
    let leads_out =
        |target: &Known<Target>| matches!(target, Known::Is(Target::InternetGateway(_)));
    if table.routes.iter().any(|route| leads_out(&route.target)) {
        return Some(true);
    }
    let is_unknown =
        table.beyond.is_some() || table.routes.iter().any(|route| route.target.value().is_none());
    (!is_unknown).then_some(false)
}

fn claim(basis: &Basis<'_>, from: &Sourced<AccessSource>, port: u16, what: &str) -> Option<Claim> {
    let head = basis.nodes.head()?;
    let AccessSource::Cidr(block) = &from.value else { return None };
    let addresses = ipv4_block(*block);
    // A campus with public addresses is on premises where the config says so, and comes as private
    // addresses do.
    let public =
        addresses.intersection(&Family::Ipv4.public()).difference(&basis.network.on_premises);
    let is_public = matches!(
        basis.intent.head.public_address.value,
        PublicAddress::NewElasticIp | PublicAddress::ExistingElasticIp(_) | PublicAddress::OnLaunch
    );
    let party = if public.is_empty() {
        Party::Addresses(addresses)
    } else if is_public {
        Party::Internet(public)
    } else {
        // A private head node is not expected to be reached from the internet, whatever
        // the rule admits.
        return None;
    };
    let dialect = basis.intent.dialect;
    let key = say(if what == "SSH" { Say::SshFrom } else { Say::DcvFrom }, dialect);
    let key = key.split_once("` in ").map_or(key, |(_, place)| place);
    Some(Claim {
        help: help(basis, head, &party, key),
        code: &USERS_SHUT_OUT,
        who: format!("`{block}`"),
        what: format!("the head node by {what} (tcp {port})"),
        span: from.span(),
        question: Question {
            client_ports: RangeSet::range(1024, 65_535),
            ..Question::new(party, Party::Interface(head.id.clone()), Traffic::tcp(port))
        },
        expect: Expect::Reachable,
        via: None,
    })
}

/// Returns what to type for users who are shut out, where the config decides it; `None` where only
/// the resource in the way says what it needs.
///
/// - `to`: what they cannot get to.
/// - `place`: where the config admits them.
fn help(basis: &Basis<'_>, to: &NodeEntry, party: &Party, place: &str) -> Option<String> {
    let Party::Addresses(users) = party else { return None };
    // Packets for addresses of the VPC never leave it, so no gateway brings in what has one.
    if own_blocks(basis.network, to).iter().any(|own| !own.is_disjoint(users)) {
        return Some(format!(
            "admit the network of your users instead, without addresses of the VPC, in {place}"
        ));
    }
    let is_new = !matches!(basis.intent.network.vpc, Some(VpcIntent::Existing { .. }));
    (is_new && !has_line(basis.network)).then(|| {
        format!(
            "add a gateway to the site: {}; or admit public addresses in {place}",
            say(Say::VirtualPrivateGateway, basis.intent.dialect)
        )
    })
}

/// Whether a gateway leads to the site.
fn has_line(network: &Network) -> bool {
    !network.vpn_gateways.is_empty() || !network.transit_gateways.is_empty()
}

/// Returns the known blocks of the VPC that nodes are in.
fn own_blocks<'n>(network: &'n Network, nodes: &NodeEntry) -> Vec<&'n RangeSet> {
    let subnet = network
        .interfaces
        .get(&nodes.id)
        .and_then(|interface| interface.subnets.first()?.value())
        .and_then(|subnet| network.subnets.get(subnet));
    let vpc = subnet.and_then(|subnet| network.vpcs.get(&subnet.vpc));
    vpc.into_iter().flat_map(|vpc| vpc.blocks.iter().filter_map(Known::value)).collect()
}
