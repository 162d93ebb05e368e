//! The way there.

mod internet;

use std::net::IpAddr;

use netloom_template::{Node, ResourceEntry};

use crate::choices::{Choice, behind_nat64};
use crate::filters::{Packet, acl_admits, groups_admit};
use crate::firewalls::{Endpoint, at_the_edge};
use crate::names;
use crate::routes::{Next, is_public, listed, next};
use crate::world::{Block, World, bool_at, id_at, says};
use crate::{Connection, Fate, Goal, Origin};

/// The properties of a route that name a target; [`Walk::towards`] has what comes of each.
pub(crate) const TARGETS: [&str; 7] = [
    "GatewayId",
    "NatGatewayId",
    "NetworkInterfaceId",
    "InstanceId",
    "VpcPeeringConnectionId",
    "TransitGatewayId",
    "EgressOnlyInternetGatewayId",
];

/// An end of a stretch: what the answer goes back over.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum At {
    Subnet(String),
    Gateway(String),
    Transit(String),
    /// At an endpoint of a firewall, in a subnet.
    Firewall(Endpoint, String),
    /// At an interface of Global Accelerator.
    Accelerator,
    /// A gateway endpoint or an egress-only gateway: answers come in by themselves.
    Stateful,
}

/// One stretch and the packet on it.
#[derive(Clone, Debug)]
pub(crate) struct Leg {
    pub(crate) from: At,
    pub(crate) to: At,
    pub(crate) packet: Packet,
}

/// What came of the way there.
pub(crate) struct Walked {
    pub(crate) fate: Fate,
    /// What it depends on whether it went so.
    doubt: Option<String>,
    pub(crate) legs: Vec<Leg>,
}

impl Walked {
    /// A packet that may have gone otherwise is not known to arrive.
    pub(crate) fn in_the_end(self) -> Fate {
        match (self.fate, self.doubt) {
            (Fate::Delivered, Some(doubt)) => Fate::Unknown(doubt),
            (fate, _) => fate,
        }
    }
}

/// Who sends, as the packet says at the moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Sender {
    Interface(String),
    Nat(String),
    Outside,
}

/// Whom the packet is for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Receiver {
    Interface {
        id: String,
        subnet: String,
        /// `None` for what has no groups and so no filter.
        groups: Option<Vec<String>>,
    },
    /// The interface of an endpoint in a subnet.
    Endpoint {
        id: String,
        subnet: String,
        groups: Option<Vec<String>>,
    },
    /// Whatever has an address of a subnet; its groups are taken to admit everything.
    Anything {
        subnet: String,
    },
    Outside,
    Service(String),
}

pub(crate) struct Walk<'w, 'a> {
    pub(crate) world: &'w World<'a>,
    pub(crate) connection: &'w Connection,
    pub(crate) receiver: Receiver,
    pub(crate) choice: Choice<'w>,
    /// What it depends on whether it goes so.
    pub(crate) doubt: Option<String>,
    pub(crate) legs: Vec<Leg>,
    /// Whether it went by a middlebox, so that rules that name a group do not count.
    pub(crate) is_unnamed: bool,
    /// What translated it already.
    seen: Vec<String>,
}

pub(crate) fn dropped(why: impl Into<String>) -> Fate {
    Fate::Dropped(why.into())
}

pub(crate) fn forward(world: &World<'_>, connection: &Connection, choice: Choice<'_>) -> Walked {
    let destination = match &connection.goal {
        Goal::Interface { address, .. }
        | Goal::Endpoint { address, .. }
        | Goal::Address(address)
        | Goal::Except { address, .. }
        | Goal::Resolver { address, .. }
        | Goal::Service { address, .. } => *address,
    };
    let source = match &connection.origin {
        Origin::Interface { address, .. }
        | Origin::Internet(address)
        | Origin::Site(address)
        | Origin::Beyond { address, .. } => *address,
    };
    let packet = Packet {
        source,
        destination,
        protocol: connection.protocol,
        source_port: connection.source_port,
        destination_port: connection.destination_port,
    };
    // An address may be that of a subnet although it is asked for as one outside.
    let receiver = match &connection.goal {
        Goal::Interface { id, .. } => Receiver::Interface {
            id: id.clone(),
            subnet: world.subnet_of(id, destination).unwrap_or_default(),
            groups: world.groups_of(id),
        },
        Goal::Endpoint { id, subnet, .. } => Receiver::Endpoint {
            id: id.clone(),
            subnet: subnet.clone(),
            groups: Some(
                world
                    .one(id)
                    .map(|endpoint| world.ids_at(endpoint, "SecurityGroupIds"))
                    .unwrap_or_default(),
            ),
        },
        Goal::Address(address) => match world.subnet_with(*address) {
            Some(subnet) => Receiver::Anything { subnet },
            None => Receiver::Outside,
        },
        Goal::Service { name, .. } => Receiver::Service(name.clone()),
        Goal::Resolver { .. } | Goal::Except { .. } => Receiver::Outside,
    };
    if let Goal::Resolver { subnet, .. } = &connection.goal {
        let fate = names::to_resolver(world, &connection.origin, subnet, &packet);
        return Walked { fate, doubt: None, legs: Vec::new() };
    }
    let mut walk = Walk {
        world,
        connection,
        receiver,
        choice,
        doubt: None,
        legs: Vec::new(),
        is_unnamed: false,
        seen: Vec::new(),
    };
    let fate = match &connection.origin {
        Origin::Interface { id, .. } => walk.begin_at_interface(id, packet),
        Origin::Internet(_) => walk.in_from_internet(packet),
        Origin::Site(_) => walk.in_from_site(packet),
        Origin::Beyond { gateway, .. } => walk.in_from_beyond(gateway, packet),
    };
    Walked { fate, doubt: walk.doubt, legs: walk.legs }
}

impl Walk<'_, '_> {
    fn begin_at_interface(&mut self, id: &str, mut packet: Packet) -> Fate {
        let Some(subnet) = self.world.subnet_of(id, packet.source) else {
            return dropped("no subnet");
        };
        if let Some(fate) = names::at_resolver(self.world, &subnet, &packet) {
            return fate;
        }
        if let Receiver::Service(name) = self.receiver.clone() {
            match self.look_up(&name, &subnet, packet) {
                Ok(found) => packet = found,
                Err(fate) => return fate,
            }
        }
        let groups = self.world.groups_of(id);
        if let Some(fate) = self.kept_in(id, groups.as_deref(), &packet) {
            return fate;
        }
        self.on_from(Sender::Interface(id.to_owned()), subnet, packet)
    }

    /// Why the groups of an interface do not let a packet out.
    fn kept_in(&mut self, id: &str, groups: Option<&[String]>, packet: &Packet) -> Option<Fate> {
        let far_groups = self.receiver_groups().unwrap_or_default();
        if groups_admit(self.world, groups, true, packet, &far_groups) {
            return None;
        }
        let all: Vec<String> =
            self.world.all("AWS::EC2::SecurityGroup").map(|group| group.id.clone()).collect();
        let is_anything = matches!(self.receiver, Receiver::Anything { .. });
        if is_anything && groups_admit(self.world, groups, true, packet, &all) {
            self.doubt = Some("which groups the receiver has".to_owned());
            return None;
        }
        Some(dropped(format!("security groups out of {id}")))
    }

    pub(crate) fn receiver_groups(&self) -> Option<Vec<String>> {
        match &self.receiver {
            Receiver::Interface { groups, .. } | Receiver::Endpoint { groups, .. } => {
                groups.clone()
            }
            Receiver::Anything { .. } => None,
            Receiver::Outside | Receiver::Service(_) => Some(Vec::new()),
        }
    }

    pub(crate) fn receiver_subnet(&self) -> Option<String> {
        match &self.receiver {
            Receiver::Interface { subnet, .. }
            | Receiver::Endpoint { subnet, .. }
            | Receiver::Anything { subnet } => Some(subnet.clone()),
            Receiver::Outside | Receiver::Service(_) => None,
        }
    }

    /// From something in a subnet that has the packet now.
    fn on_from(&mut self, sender: Sender, subnet: String, packet: Packet) -> Fate {
        // Within a subnet nothing routes and no ACL filters; a NAT gateway always goes by the
        // table.
        if self.receiver_subnet().as_deref() == Some(subnet.as_str())
            && matches!(sender, Sender::Interface(_))
        {
            return self.arrive(&sender, packet);
        }
        self.leave(sender, subnet, packet)
    }

    pub(crate) fn leave(&mut self, sender: Sender, subnet: String, packet: Packet) -> Fate {
        if !acl_admits(self.world, &subnet, true, &packet) {
            return dropped(format!("ACL out of {subnet}"));
        }
        let service = match &self.receiver {
            Receiver::Service(name) => Some(name.clone()),
            Receiver::Outside => self.choice.list.map(str::to_owned),
            _ => None,
        };
        let is_listed = self.choice.list.is_some() && service.is_some();
        if is_listed
            && let Some(endpoint) =
                listed(self.world, &subnet, packet.destination, service.as_deref())
        {
            return self.by_endpoint(&subnet, &endpoint, packet);
        }
        let service = service.filter(|_| !is_listed);
        match next(self.world, &subnet, packet.destination, service.as_deref()) {
            Next::Nowhere => dropped(format!("no route from {subnet}")),
            Next::Unknown(why) => Fate::Unknown(why),
            Next::Local => self.local(sender, subnet, packet),
            Next::Inspected(endpoint) => {
                let from = self.last_at(subnet);
                self.by_firewall(from, &sender, endpoint, packet)
            }
            Next::To(key, id) => self.towards(sender, subnet, key, &id, packet),
        }
    }

    /// Where a packet that leaves a subnet was before: at an endpoint of a firewall there, or
    /// anywhere in the subnet.
    fn last_at(&self, subnet: String) -> At {
        match self.legs.last().map(|leg| &leg.to) {
            Some(at @ At::Firewall(_, home)) if *home == subnet => at.clone(),
            _ => At::Subnet(subnet),
        }
    }

    fn towards(
        &mut self,
        sender: Sender,
        subnet: String,
        key: &str,
        id: &str,
        packet: Packet,
    ) -> Fate {
        if id.starts_with("tgw-") {
            return Fate::Unknown(format!("what {id} leads to"));
        }
        let Some(target) = self.world.one(id) else { return dropped(format!("{id} is gone")) };
        match (key, target.kind.as_str()) {
            ("GatewayId", "AWS::EC2::InternetGateway") => {
                self.out_to_internet(&sender, &subnet, id, packet)
            }
            ("GatewayId", "AWS::EC2::VPNGateway") => self.out_to_site(&subnet, id, packet),
            ("NatGatewayId", _) => {
                self.by_nat(&sender, (At::Subnet(subnet.clone()), subnet), id, packet)
            }
            ("NetworkInterfaceId" | "InstanceId", _) => {
                self.by_instance(&sender, &subnet, id, packet)
            }
            ("VpcPeeringConnectionId", _) => self.by_peering(sender, &subnet, id, packet),
            ("TransitGatewayId", _) => self.by_transit(&sender, &subnet, id, packet),
            ("EgressOnlyInternetGatewayId", _) => self.by_egress_only(&sender, &subnet, id, packet),
            ("VpcEndpointId", _) => self.by_endpoint(&subnet, id, packet),
            _ => Fate::Unknown(format!("what {id} does")),
        }
    }

    fn local(&mut self, sender: Sender, subnet: String, packet: Packet) -> Fate {
        let vpc = self.world.vpc_of(&subnet);
        match self.receiver_subnet() {
            Some(to) if self.world.vpc_of(&to) == vpc => {
                self.enter(At::Subnet(subnet), &sender, to, packet)
            }
            _ => dropped("no interface of the VPC has the address"),
        }
    }

    pub(crate) fn enter(&mut self, from: At, sender: &Sender, to: String, packet: Packet) -> Fate {
        let is_same = from == At::Subnet(to.clone());
        self.legs.push(Leg { from, to: At::Subnet(to.clone()), packet });
        if !is_same && !acl_admits(self.world, &to, false, &packet) {
            return dropped(format!("ACL into {to}"));
        }
        self.arrive(sender, packet)
    }

    pub(crate) fn arrive(&mut self, sender: &Sender, packet: Packet) -> Fate {
        let sender_groups = self.groups_behind(sender);
        let groups = self.receiver_groups();
        if !groups_admit(self.world, groups.as_deref(), false, &packet, &sender_groups) {
            return dropped("security groups of the receiver");
        }
        match &self.receiver {
            Receiver::Interface { id, .. }
                if !self.world.listens(id, packet.protocol, packet.destination_port) =>
            {
                dropped(format!("no listener of {id}"))
            }
            Receiver::Endpoint { .. } if packet.protocol != 6 => dropped("endpoints carry TCP"),
            Receiver::Endpoint { id, .. } => {
                names::denied(self.world, id).unwrap_or(Fate::Delivered)
            }
            _ => Fate::Delivered,
        }
    }

    /// The groups of a sender, as far as the filters of a receiver can tell.
    fn groups_behind(&self, sender: &Sender) -> Vec<String> {
        match sender {
            Sender::Interface(id) if !self.is_unnamed => {
                self.world.groups_of(id).unwrap_or_default()
            }
            Sender::Interface(_) | Sender::Nat(_) | Sender::Outside => Vec::new(),
        }
    }

    /// The groups of the sender once more, where rules that name a group do not count.
    pub(crate) fn out_without_names(&self, sender: &Sender, packet: &Packet) -> Option<Fate> {
        let Sender::Interface(id) = sender else { return None };
        let groups = self.world.groups_of(id);
        let admits = groups_admit(self.world, groups.as_deref(), true, packet, &[]);
        (!admits).then(|| dropped(format!("security groups out of {id}, which name a group")))
    }

    /// # Source
    /// AWS Site-to-Site VPN User Guide, "Virtual private gateway".
    fn out_to_site(&mut self, subnet: &str, id: &str, packet: Packet) -> Fate {
        self.legs.push(Leg {
            from: At::Subnet(subnet.to_owned()),
            to: At::Gateway(id.to_owned()),
            packet,
        });
        let vpc = self.world.vpc_of(subnet);
        if self.world.attached_to(id, "VpnGatewayId") != vpc {
            return dropped(format!("{id} is not attached"));
        }
        let is_connected =
            self.world.all("AWS::EC2::VPNConnection").any(|line| says(line, "VpnGatewayId", id));
        let is_public = match packet.destination {
            IpAddr::V4(address) => is_public(address),
            IpAddr::V6(address) => address.segments().first().is_some_and(|first| first >> 13 == 1),
        };
        match self.receiver {
            Receiver::Outside | Receiver::Service(_) if !is_connected && is_public => {
                Fate::Unknown(format!("what leads on to the internet from {id}"))
            }
            Receiver::Outside | Receiver::Service(_) => Fate::Delivered,
            _ => dropped("a receiver that is not on the site"),
        }
    }

    /// # Source
    /// Amazon VPC User Guide, "NAT gateway basics".
    pub(crate) fn by_nat(
        &mut self,
        sender: &Sender,
        (from, subnet): (At, String),
        id: &str,
        mut packet: Packet,
    ) -> Fate {
        if self.seen.iter().any(|seen| seen == id) {
            return dropped(format!("{id} gets its own packet back"));
        }
        // Public NAT gateways work behind an internet gateway; behind another one
        // nothing is documented.
        if matches!(sender, Sender::Nat(_)) {
            return Fate::Unknown("a NAT gateway behind a NAT gateway".to_owned());
        }
        self.seen.push(id.to_owned());
        if let Some(nat) =
            self.world.one(id).filter(|nat| says(nat, "AvailabilityMode", "regional"))
        {
            return self.by_regional_nat(nat, &subnet, packet);
        }
        let Some(home) = self.world.one(id).and_then(|nat| id_at(nat, "SubnetId")) else {
            return dropped("no subnet");
        };
        let is_by_transit = matches!(from, At::Transit(_));
        self.legs.push(Leg { from, to: At::Subnet(home.clone()), packet });
        if is_by_transit && home != subnet && !acl_admits(self.world, &subnet, true, &packet) {
            return dropped(format!("ACL out of {subnet}"));
        }
        if home != subnet && !acl_admits(self.world, &home, false, &packet) {
            return dropped(format!("ACL into {home}"));
        }
        if let IpAddr::V6(address) = packet.destination {
            match behind_nat64(address) {
                None => return dropped("NAT gateways carry IPv4"),
                Some(_) if packet.protocol == 58 => {
                    return Fate::Unknown("what NAT64 does with ICMPv6".to_owned());
                }
                Some(address) if !is_public(address) => {
                    return Fate::Unknown("what NAT64 does with private addresses".to_owned());
                }
                Some(address) => packet.destination = address.into(),
            }
        }
        if ![1, 6, 17].contains(&packet.protocol) {
            return dropped("NAT gateways carry TCP, UDP and ICMP");
        }
        let Some(block) = self.world.block_of(&home) else { return dropped("no block") };
        packet.source = block.at(self.connection.gateway_offset);
        if packet.protocol != 1 {
            packet.source_port = self.connection.nat_port;
        }
        self.leave(Sender::Nat(id.to_owned()), home, packet)
    }

    /// # Source
    /// Amazon VPC User Guide, "Regional NAT gateways": it stands in no subnet, has public addresses
    /// of its own and leads to the internet gateway of its VPC; in manual mode it serves the zones
    /// that are listed.
    fn by_regional_nat(&mut self, nat: &ResourceEntry, subnet: &str, packet: Packet) -> Fate {
        let vpc = self.world.vpc_of(subnet);
        if vpc.is_none() || id_at(nat, "VpcId") != vpc {
            return dropped(format!("{} is another VPC's", nat.id));
        }
        if let Some(zones) = nat.properties.get("AvailabilityZoneAddresses") {
            let zone = self.world.one(subnet).and_then(|subnet| id_at(subnet, "AvailabilityZone"));
            let listed = zones.as_list().unwrap_or_default();
            let is_listed = |one: &Node| {
                one.get("AvailabilityZone").and_then(Node::as_text).as_deref() == zone.as_deref()
            };
            if zone.is_none() || !listed.iter().any(is_listed) {
                self.doubt = Some(format!("whether {} serves the zone of {subnet}", nat.id));
            }
        }
        match packet.destination {
            IpAddr::V6(address) if behind_nat64(address).is_some() => {
                return Fate::Unknown("NAT64 by a regional NAT gateway".to_owned());
            }
            IpAddr::V6(_) => return dropped("NAT gateways carry IPv4"),
            IpAddr::V4(_) => {}
        }
        if ![1, 6, 17].contains(&packet.protocol) {
            return dropped("NAT gateways carry TCP, UDP and ICMP");
        }
        let vpc = vpc.unwrap_or_default();
        let gateway = self.world.all("AWS::EC2::InternetGateway").find(|gateway| {
            self.world.attached_to(&gateway.id, "InternetGatewayId").as_deref()
                == Some(vpc.as_str())
        });
        match gateway.map(|gateway| gateway.id.clone()) {
            Some(gateway) => {
                self.out_to_internet(&Sender::Nat(nat.id.clone()), subnet, &gateway, packet)
            }
            None => dropped("the VPC has no internet gateway"),
        }
    }

    /// # Source
    /// Amazon VPC User Guide, "NAT instances"; AWS ParallelCluster 2.x translates the primary block
    /// of the VPC.
    fn by_instance(&mut self, sender: &Sender, subnet: &str, id: &str, mut packet: Packet) -> Fate {
        let Some(home) = self.world.subnets_of(id).into_iter().next() else {
            return dropped("no subnet");
        };
        if self.seen.iter().any(|seen| seen == id) {
            return dropped(format!("{id} gets its own packet back"));
        }
        if let Receiver::Interface { id: receiver, .. } = &self.receiver
            && receiver == id
        {
            return self.enter(At::Subnet(subnet.to_owned()), sender, home, packet);
        }
        self.seen.push(id.to_owned());
        self.legs.push(Leg {
            from: At::Subnet(subnet.to_owned()),
            to: At::Subnet(home.clone()),
            packet,
        });
        if home != subnet && !acl_admits(self.world, &home, false, &packet) {
            return dropped(format!("ACL into {home}"));
        }
        let resource = self.world.one(id);
        if resource.and_then(|resource| bool_at(resource, "SourceDestCheck")).unwrap_or(true) {
            return dropped(format!("{id} checks source and destination"));
        }
        let groups = self.world.groups_of(id);
        let sender_groups = self.groups_behind(sender);
        if !groups_admit(self.world, groups.as_deref(), false, &packet, &sender_groups) {
            return dropped(format!("security groups into {id}"));
        }
        let vpc = self.world.vpc_of(&home).unwrap_or_default();
        if !self
            .world
            .vpc_blocks(&vpc)
            .first()
            .is_some_and(|primary: &Block| primary.has(packet.source))
        {
            return dropped("only the primary block is translated");
        }
        let Some(block) = self.world.block_of(&home) else { return dropped("no block") };
        // It sends as itself from here on, by its own groups.
        let own = self.world.primary_address(id);
        packet.source = own.unwrap_or_else(|| block.at(self.connection.gateway_offset));
        if packet.protocol == 6 || packet.protocol == 17 {
            packet.source_port = self.connection.nat_port;
        }
        if let Some(fate) = self.kept_in(id, groups.as_deref(), &packet) {
            return fate;
        }
        let sender = Sender::Interface(id.to_owned());
        self.is_unnamed = false;
        if self.receiver_subnet().as_deref() == Some(home.as_str()) {
            return self.enter(At::Subnet(home.clone()), &sender, home, packet);
        }
        self.leave(sender, home, packet)
    }

    /// # Source
    /// Amazon VPC Peering Guide, "VPC peering basics".
    fn by_peering(&mut self, sender: Sender, subnet: &str, id: &str, packet: Packet) -> Fate {
        if matches!(self.last_at(subnet.to_owned()), At::Firewall(..)) {
            self.doubt = Some("whether a firewall takes what is for a peer".to_owned());
        }
        self.legs.push(Leg {
            from: At::Subnet(subnet.to_owned()),
            to: At::Gateway(id.to_owned()),
            packet,
        });
        let Some(peering) = self.world.one(id) else { return dropped("no peering") };
        let (one, other) = (id_at(peering, "VpcId"), id_at(peering, "PeerVpcId"));
        let own = self.world.vpc_of(subnet);
        let beyond = if one == own {
            other
        } else if other == own {
            one
        } else {
            return dropped("the peering connection is another VPC's");
        };
        let beyond = beyond.unwrap_or_default();
        if !self.world.vpc_blocks(&beyond).iter().any(|block| block.has(packet.destination)) {
            return dropped("not an address of the other VPC");
        }
        match self.receiver_subnet() {
            Some(to) if self.world.vpc_of(&to).as_deref() == Some(beyond.as_str()) => {
                self.enter(At::Gateway(id.to_owned()), &sender, to, packet)
            }
            _ => dropped("no interface of the other VPC has the address"),
        }
    }

    /// # Source
    /// AWS PrivateLink guide, "Gateway endpoints".
    fn by_endpoint(&mut self, subnet: &str, id: &str, packet: Packet) -> Fate {
        self.legs.push(Leg { from: At::Subnet(subnet.to_owned()), to: At::Stateful, packet });
        if packet.protocol == 6 || packet.protocol == 1 {
            names::denied(self.world, id).unwrap_or(Fate::Delivered)
        } else {
            dropped("endpoints carry TCP")
        }
    }

    fn in_from_site(&mut self, packet: Packet) -> Fate {
        let Some(subnet) = self.receiver_subnet() else { return dropped("no receiver") };
        let vpc = self.world.vpc_of(&subnet).unwrap_or_default();
        let Some(gateway) = self.world.gateway_of(&vpc, "VpnGatewayId") else {
            return dropped("no gateway");
        };
        self.past_the_edge(&gateway, At::Gateway(gateway.clone()), subnet, packet)
    }

    /// In by a gateway, by its own table if it has one.
    fn past_the_edge(&mut self, gateway: &str, from: At, subnet: String, packet: Packet) -> Fate {
        match at_the_edge(self.world, gateway, packet.destination) {
            Next::Inspected(endpoint) => {
                return self.by_firewall(from, &Sender::Outside, endpoint, packet);
            }
            Next::Unknown(why) => self.doubt = Some(why),
            _ => {}
        }
        self.enter(from, &Sender::Outside, subnet, packet)
    }
}
