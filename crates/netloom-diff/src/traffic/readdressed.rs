//! Public addresses of nodes in subnets whose routes are not known.
//!
//! What such a node sends and gets depends on its subnet's routes with and without a public
//! address, and so on the same words; but by an address of its own it goes by an internet gateway,
//! and without one by a NAT gateway. A change of it is undecided, and not none.
//!
//! - Comes in: both networks.
//! - Goes out: a line for each node.
//! - Left to others: subnets whose routes are known, which the engine decides.

use netloom_network::{Id, Interface, Known, Network, PublicAddress};

/// How surely a node has public addresses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Publicity {
    Never,
    Perhaps,
    Always,
}

/// Returns the nodes that get or lose public addresses in subnets whose routes are not known.
pub(super) fn readdressed(
    old: &Network,
    new: &Network,
    old_name: &impl Fn(&str) -> String,
) -> Vec<String> {
    let changed = |after: &Interface| {
        let before = old.interfaces.get(&Id::new(old_name(after.id.as_str())))?;
        let why = unknown_routes(after, new)?;
        let (was, is) = (publicity(before, old), publicity(after, new));
        let is_sure = was != Publicity::Perhaps && is != Publicity::Perhaps;
        let verb = match was.cmp(&is) {
            std::cmp::Ordering::Less if is_sure => "gets",
            std::cmp::Ordering::Less => "may get",
            std::cmp::Ordering::Equal => return None,
            std::cmp::Ordering::Greater if is_sure => "loses",
            std::cmp::Ordering::Greater => "may lose",
        };
        let id = &after.id;
        Some(format!("{id} to the internet: it {verb} public addresses, and depends on {why}"))
    };
    new.interfaces.values().filter_map(changed).collect()
}

/// What is not known of the VPC of a node that exists already.
fn unknown_routes(interface: &Interface, network: &Network) -> Option<String> {
    let mut subnets = interface.subnets.iter().filter_map(Known::value);
    subnets.find_map(|id| {
        let vpc = network.vpcs.get(&network.subnets.get(id)?.vpc)?;
        Some(vpc.beyond.as_ref()?.what.clone())
    })
}

fn publicity(interface: &Interface, network: &Network) -> Publicity {
    match interface.public {
        PublicAddress::AtLaunch | PublicAddress::Elastic(_) => Publicity::Always,
        PublicAddress::None | PublicAddress::ByAccelerator(_) => Publicity::Never,
        PublicAddress::Unknown(_) => Publicity::Perhaps,
        PublicAddress::SubnetDecides => {
            let subnets = interface.subnets.iter().filter_map(Known::value);
            let maps = subnets.map(|id| {
                network.subnets.get(id).and_then(|one| one.maps_public_addresses.value().copied())
            });
            let maps: Vec<Option<bool>> = maps.collect();
            match maps.as_slice() {
                all if all.iter().all(|one| *one == Some(true)) => Publicity::Always,
                all if all.iter().all(|one| *one == Some(false)) => Publicity::Never,
                _ => Publicity::Perhaps,
            }
        }
    }
}
