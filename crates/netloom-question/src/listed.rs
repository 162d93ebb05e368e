//! Routes for services whose addresses the description does not list.

use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::Family;
use netloom_network::sets::traffic::{ICMP, TCP};
use netloom_network::{Network, Route, RouteTable};

use crate::Prepared;
use crate::prepared::{Candidate, Covers};

/// The routes of a table that are for services whose addresses the description does not tell, each
/// with the service.
pub fn unlisted<'n>(
    prepared: &'n Prepared,
    table: &'n RouteTable,
) -> Vec<(&'n str, usize, &'n Route)> {
    let of_service = |candidate: &'n Candidate| match &candidate.covers {
        Covers::Service(name, false) => {
            Some((name.as_str(), candidate.route, table.routes.get(candidate.route)?))
        }
        _ => None,
    };
    prepared.candidates(table).iter().filter_map(of_service).collect()
}

/// The addresses that may be in the list of a service: public ones, but for those that the config says
/// are the site's own.
///
/// # Source
/// Amazon VPC User Guide, "AWS-managed prefix lists": the IP address ranges of AWS services.
pub fn listable(network: &Network) -> RangeSet {
    Family::Ipv4.public().difference(&network.on_premises)
}

/// The protocols to which services behind gateway endpoints answer. To others nothing answers at
/// their addresses, so that these are as any that no host has.
///
/// # Source
/// Reachability Analyzer guide, `VPCE_GATEWAY_PROTOCOL_RESTRICTION`: TCP and ICMP echo only.
pub fn answered() -> RangeSet {
    RangeSet::single(TCP).union(&RangeSet::single(ICMP))
}

/// Which list an address is in, counted from 1, or 0 for none.
pub fn choices(n_lists: usize) -> RangeSet {
    RangeSet::range(0, u128::try_from(n_lists).unwrap_or_default())
}
