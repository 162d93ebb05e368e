//! Out to the internet and in from it.

use netloom_template::ResourceEntry;

use super::{At, Leg, Receiver, Sender, Walk, dropped};
use crate::Fate;
use crate::filters::Packet;
use crate::public::{self, Access, Translator};
use crate::world::{id_at, is_rfc1918, is_rfc6598, says};

impl Walk<'_, '_> {
    /// # Source
    /// Amazon VPC User Guide, "Internet gateways".
    pub(super) fn out_to_internet(
        &mut self,
        sender: &Sender,
        subnet: &str,
        id: &str,
        packet: Packet,
    ) -> Fate {
        self.legs.push(Leg {
            from: At::Subnet(subnet.to_owned()),
            to: At::Gateway(id.to_owned()),
            packet,
        });
        let vpc = self.world.vpc_of(subnet).unwrap_or_default();
        if self.world.attached_to(id, "InternetGatewayId").as_deref() != Some(vpc.as_str()) {
            return dropped(format!("{id} is not attached"));
        }
        match public::out(self.world, subnet, &self.legs, self.translator(sender)) {
            Some(true) => {}
            Some(false) => return dropped("public access is blocked"),
            None => self.doubt = Some("what the exclusion covers".to_owned()),
        }
        // IPv6 addresses are public, and nothing translates them.
        if packet.source.is_ipv6() {
            return self.over_the_internet(sender, packet);
        }
        let is_public = match sender {
            // Behind a firewall it is not the subnet that it leaves.
            Sender::Interface(id) => {
                let home = self.world.subnet_of(id, packet.source);
                let home = home.as_deref().unwrap_or(subnet);
                self.world.has_public_address(id, home, packet.source)
            }
            Sender::Nat(id) => {
                let nat = self.world.one(id);
                let is_private = nat.is_some_and(|nat| says(nat, "ConnectivityType", "private"));
                // A regional one gets its addresses by itself.
                let has_address = |nat: &ResourceEntry| {
                    nat.properties.get("AllocationId").is_some()
                        || says(nat, "AvailabilityMode", "regional")
                };
                !is_private && nat.is_some_and(has_address)
            }
            Sender::Outside => false,
        };
        if !is_public {
            return dropped("no public address");
        }
        let to = packet.destination;
        if is_rfc1918(to)
            || is_rfc6598(to)
            || self.world.vpc_blocks(&vpc).iter().any(|block| block.has(to))
        {
            return dropped("a private destination at the internet gateway");
        }
        match self.receiver {
            Receiver::Outside | Receiver::Service(_) => Fate::Delivered,
            _ => dropped("a private receiver on the internet"),
        }
    }

    /// What translates what the sender sends: a NAT gateway, in a subnet or in none.
    fn translator(&self, sender: &Sender) -> Option<Translator> {
        let Sender::Nat(id) = sender else { return None };
        let is_regional =
            self.world.one(id).is_some_and(|nat| says(nat, "AvailabilityMode", "regional"));
        Some(if is_regional { Translator::Regional } else { Translator::InSubnet })
    }

    /// # Source
    /// Amazon VPC User Guide, "Egress-only internet gateways": for IPv6, out only, and it lets
    /// answers back in.
    pub(super) fn by_egress_only(
        &mut self,
        sender: &Sender,
        subnet: &str,
        id: &str,
        packet: Packet,
    ) -> Fate {
        self.legs.push(Leg { from: At::Subnet(subnet.to_owned()), to: At::Stateful, packet });
        if self.world.one(id).and_then(|gateway| id_at(gateway, "VpcId"))
            != self.world.vpc_of(subnet)
        {
            return dropped(format!("{id} is another VPC's"));
        }
        if !packet.destination.is_ipv6() {
            return dropped("egress-only gateways carry IPv6");
        }
        if public::access(self.world, subnet) == Access::Blocked {
            return dropped("public access is blocked");
        }
        self.over_the_internet(sender, packet)
    }

    /// # Source
    /// Amazon VPC User Guide, "Security group rules": a rule that names a group does not count for
    /// what goes by public addresses.
    fn over_the_internet(&mut self, sender: &Sender, packet: Packet) -> Fate {
        match self.receiver {
            Receiver::Outside | Receiver::Service(_) => Fate::Delivered,
            Receiver::Interface { .. } => match self.out_without_names(sender, &packet) {
                Some(fate) => fate,
                None => self.in_from_internet(packet),
            },
            Receiver::Endpoint { .. } | Receiver::Anything { .. } => {
                dropped("a private receiver on the internet")
            }
        }
    }

    /// # Source
    /// Amazon VPC User Guide, "Internet gateways": in to public addresses of interfaces of the
    /// attached VPC.
    pub(super) fn in_from_internet(&mut self, packet: Packet) -> Fate {
        let Receiver::Interface { id, subnet, .. } = self.receiver.clone() else {
            return dropped("no receiver");
        };
        let vpc = self.world.vpc_of(&subnet).unwrap_or_default();
        let Some(gateway) = self.world.gateway_of(&vpc, "InternetGatewayId") else {
            return dropped("no gateway");
        };
        if !matches!(public::access(self.world, &subnet), Access::Open | Access::Excluded) {
            return dropped("public access is blocked");
        }
        let mut from = At::Gateway(gateway.clone());
        if packet.source.is_ipv6() && !self.world.is_open_to_ipv6_internet(&id) {
            return dropped("an internal load balancer");
        }
        if packet.source.is_ipv4()
            && !self.world.has_public_address(&id, &subnet, packet.destination)
        {
            if !self.world.is_accelerated(&id, &packet) {
                return dropped("no public address");
            }
            from = At::Accelerator;
        }
        if is_rfc1918(packet.source) || is_rfc6598(packet.source) {
            return dropped("a private source at the internet gateway");
        }
        self.past_the_edge(&gateway, from, subnet, packet)
    }
}
