//! The way back: the stretches of the way there from the last to the first, each by its own routes
//! and past each ACL again. Security groups, gateways and instances that translate remember whom
//! they let through.

use crate::filters::acl_admits;
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
        if let At::Subnet(subnet) = &leg.to {
            if !acl_admits(world, subnet, true, &packet) {
                return Fate::Dropped(format!("answer: ACL out of {subnet}"));
            }
            if leg.from == At::Accelerator {
                continue;
            }
            match next(world, subnet, packet.destination, None) {
                Next::Unknown(why) => doubt = Some(why),
                next if !leads_back(world, &next, &leg.from, subnet) => {
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
        if let At::Subnet(subnet) = &leg.from {
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

fn leads_back(world: &World<'_>, next: &Next, to: &At, from: &str) -> bool {
    match (next, to) {
        (Next::Local, At::Subnet(subnet)) => world.vpc_of(subnet) == world.vpc_of(from),
        (Next::To(_, id), At::Gateway(gateway) | At::Transit(gateway)) => id == gateway,
        _ => false,
    }
}
