//! Where Amazon's resolver is.

use std::net::IpAddr;

use netloom_network::sets::addresses::link_local;
use netloom_network::sets::traffic::{TCP, UDP};
use netloom_network::sets::{Guard, RangeSet};
use netloom_network::{NameServer, Subnet};

use crate::{Header, Prepared};

/// The port of name servers.
pub const DNS: u128 = 53;

impl Prepared {
    /// Whether an address is that of Amazon's resolver in the VPC of a subnet.
    pub fn is_amazons(&self, server: NameServer, subnet: &Subnet) -> bool {
        match server {
            NameServer::Amazon | NameServer::AmazonWithoutOptions => true,
            NameServer::Address(address) => {
                let number = number_of(address);
                link_local().contains(number) || self.resolver(subnet).0.contains(number)
            }
        }
    }

    /// The addresses in a subnet at which its VPC has Amazon's resolver: AWS keeps them of the
    /// subnet's block, so no interface has them, and yet something answers there.
    ///
    /// # Source
    /// Amazon VPC User Guide, "Subnet CIDR blocks" and "Amazon DNS server".
    pub fn resolver_in(&self, subnet: &Subnet) -> RangeSet {
        let block = subnet.block.value().cloned().unwrap_or_default();
        self.resolver(subnet).0.intersection(&block)
    }
}

/// An address as a number.
#[must_use]
pub fn number_of(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(u32::from(address)),
        IpAddr::V6(address) => u128::from(address),
    }
}

/// The address that the resolver has in every VPC, beside the one in its block.
///
/// # Source
/// Amazon VPC User Guide, "DNS attributes": queries to either succeed only with `enableDnsSupport`.
pub fn near_resolver() -> RangeSet {
    RangeSet::single(number_of(IpAddr::from([169, 254, 169, 253])))
}

/// Packets for the resolver, in the header in which they begin.
pub fn to_resolver(addresses: RangeSet) -> Guard {
    let protocols = RangeSet::single(TCP).union(&RangeSet::single(UDP));
    let first = Header::FIRST;
    Guard::new(vec![
        (first.destination, addresses),
        (first.protocol, protocols),
        (first.destination_port, RangeSet::single(DNS)),
    ])
}
