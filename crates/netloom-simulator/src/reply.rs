//! The way back: the stretches of the way there from the last to the first, each by its own routes
//! and past each ACL again. Security groups, gateways and instances that translate remember whom
//! they let through. An answer that does not come back by the endpoint of a firewall by which the
//! packet went, or that comes by one by which it did not, is not followed: whether the firewall
//! lets it through is not known.

use crate::filters::acl_admits;
use crate::firewalls::{at_the_edge, drops_answer};
use crate::routes::{Next, next};
use crate::walk::{At, Leg};
use crate::world::World;
use crate::{Connection, Fate, transit};

pub(crate) fn back(world: &World<'_>, connection: &Connection, legs: &[Leg]) -> Fate {
    // An answer that may take another way is not known to come back, but what drops it further on
    // drops it anyway.
    let mut doubt = None;
    for (number, leg) in legs.iter().enumerate().rev() {
        if leg.packet.is_unanswered() {
            return Fate::Delivered;
        }
        let packet = leg.packet.answer();
        if leg.from == leg.to {
            continue;
        }
        let from = begun_at(legs, number, leg);
        if let At::Firewall(endpoint, _) = &leg.to
            && drops_answer(world, &endpoint.owner, &packet)
        {
            return Fate::Dropped(format!("answer: {}", endpoint.owner));
        }
        if let At::Subnet(subnet) | At::Firewall(_, subnet) = &leg.to {
            if !acl_admits(world, subnet, true, &packet) {
                return Fate::Dropped(format!("answer: ACL out of {subnet}"));
            }
            if leg.from == At::Accelerator {
                continue;
            }
            match next(world, subnet, packet.destination, None) {
                Next::Unknown(why) => doubt = Some(why),
                next if is_asymmetric(&next, &from) => return unseen(),
                next if !leads_back(world, &next, &from, subnet) => {
                    return Fate::Dropped(format!("answer: {next:?} from {subnet}"));
                }
                _ => {}
            }
            if let At::Transit(gateway) = &leg.from {
                // Where it came to the gateway from; `None` for a network that is not described.
                let client = legs.iter().take(number).rfind(|earlier| earlier.to == leg.from);
                let client = client.and_then(|client| {
                    if let At::Subnet(id) = &client.from { Some(id) } else { None }
                });
                if let Err(fate) =
                    transit::back(world, gateway, subnet, client.map(String::as_str), &packet)
                {
                    return fate;
                }
            }
        }
        if let At::Subnet(subnet) | At::Firewall(_, subnet) = &from {
            let next = match &leg.to {
                At::Gateway(gateway) => Some(at_the_edge(world, gateway, packet.destination)),
                At::Transit(_) | At::Stateful => Some(Next::Local),
                _ => None,
            };
            if let Some(next) = next {
                if let Next::Unknown(why) = &next {
                    return Fate::Unknown(why.clone());
                }
                if is_asymmetric(&next, &from) {
                    return unseen();
                }
            }
            let is_let_in = match &leg.to {
                At::Transit(gateway) => {
                    let edge = transit::edge(world, gateway, subnet, connection.transit_return);
                    transit::enters(world, edge.as_deref(), subnet, &packet)
                }
                _ => acl_admits(world, subnet, false, &packet),
            };
            if !is_let_in {
                return Fate::Dropped(format!("answer: ACL into {subnet}"));
            }
        }
    }
    doubt.map_or(Fate::Delivered, Fate::Unknown)
}

/// Where a stretch begins: at the endpoint of a firewall at which the one before it ended.
fn begun_at(legs: &[Leg], number: usize, leg: &Leg) -> At {
    let before = number.checked_sub(1).and_then(|before| legs.get(before)).map(|leg| &leg.to);
    match (&leg.from, before) {
        (At::Subnet(subnet), Some(at @ At::Firewall(_, home))) if home == subnet => at.clone(),
        (from, _) => from.clone(),
    }
}

/// Whether an answer goes by a firewall by which the packet did not come, or the other way round.
///
/// # Source
/// AWS Network Firewall Developer Guide, "Avoiding asymmetric routing".
fn is_asymmetric(next: &Next, from: &At) -> bool {
    match (next, from) {
        (Next::Nowhere | Next::Unknown(_), _) => false,
        (Next::Inspected(endpoint), At::Firewall(own, _)) => endpoint != own,
        (Next::Inspected(_), _) | (_, At::Firewall(..)) => true,
        _ => false,
    }
}

fn unseen() -> Fate {
    Fate::Unknown("whether a firewall lets an answer through that comes another way".to_owned())
}

fn leads_back(world: &World<'_>, next: &Next, to: &At, from: &str) -> bool {
    match (next, to) {
        (Next::Local, At::Subnet(subnet)) => world.vpc_of(subnet) == world.vpc_of(from),
        (Next::To(_, id), At::Gateway(gateway) | At::Transit(gateway)) => id == gateway,
        (Next::Inspected(endpoint), At::Firewall(own, _)) => endpoint == own,
        _ => false,
    }
}
