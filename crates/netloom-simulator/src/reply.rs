//! The way back: the stretches of the way there from the last to the first, each by its own routes and past each ACL again.
//! Security groups, gateways and instances that translate remember whom they let through.

use crate::Fate;
use crate::filters::acl_admits;
use crate::routes::{Next, next};
use crate::walk::{At, Leg};
use crate::world::World;

pub(crate) fn back(world: &World<'_>, legs: &[Leg]) -> Fate {
    for leg in legs.iter().rev() {
        let packet = leg.packet.answer();
        // ICMP other than a ping has no answer.
        if packet.protocol == 1 && leg.packet.destination_port != 2048 {
            return Fate::Delivered;
        }
        if leg.from == leg.to {
            continue;
        }
        if let At::Subnet(subnet) = &leg.to {
            if !acl_admits(world, subnet, true, &packet) {
                return Fate::Dropped(format!("answer: ACL out of {subnet}"));
            }
            match next(world, subnet, packet.destination, None) {
                Next::Unknown(why) => return Fate::Unknown(why),
                next if !leads_back(world, &next, &leg.from, subnet) => {
                    return Fate::Dropped(format!("answer: {next:?} from {subnet}"));
                }
                _ => {}
            }
        }
        if let At::Subnet(subnet) = &leg.from
            && !acl_admits(world, subnet, false, &packet)
        {
            return Fate::Dropped(format!("answer: ACL into {subnet}"));
        }
    }
    Fate::Delivered
}

fn leads_back(world: &World<'_>, next: &Next, to: &At, from: &str) -> bool {
    match (next, to) {
        (Next::Local, At::Subnet(subnet)) => world.vpc_of(subnet) == world.vpc_of(from),
        (Next::To(_, id), At::Gateway(gateway)) => id == gateway,
        _ => false,
    }
}
