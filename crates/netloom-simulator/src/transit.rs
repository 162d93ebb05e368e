//! Transit gateways.

use std::net::IpAddr;

use netloom_template::{Node, ResourceEntry};

use crate::Fate;
use crate::filters::{Packet, acl_admits};
use crate::routes::{Next, listed, next};
use crate::walk::{At, Leg, Receiver, Sender, Walk, dropped};
use crate::world::{Block, World, bool_at, id_at, id_of, says};

impl<'a> Walk<'_, 'a> {
    /// # Source
    /// Amazon VPC Transit Gateways guide, "Transit gateway attachments to a VPC", "Route tables"
    /// and "Network ACLs".
    pub(crate) fn by_transit(
        &mut self,
        sender: &Sender,
        subnet: &str,
        gateway: &str,
        packet: Packet,
    ) -> Fate {
        let at = At::Transit(gateway.to_owned());
        self.legs.push(Leg { from: At::Subnet(subnet.to_owned()), to: at, packet });
        let own = match into(self.world, gateway, subnet, &packet) {
            Ok(attachment) => attachment,
            Err(fate) => return fate,
        };
        if let Some(fate) = self.out_without_names(sender, &packet) {
            return fate;
        }
        let other = match onward(self.world, gateway, own, packet.destination) {
            Ok(attachment) => attachment,
            Err(fate) => return fate,
        };
        let vpc = id_at(other, "VpcId");
        match self.receiver_subnet() {
            Some(to) if self.world.vpc_of(&to) == vpc => {
                let keeps_names = names_groups(self.world, gateway, own)
                    && names_groups(self.world, gateway, other);
                let sender = if keeps_names { sender } else { &Sender::Outside };
                self.in_by_transit(sender, gateway, other, to, packet)
            }
            _ => self.not_for_the_vpc((gateway, other), (sender, subnet), packet),
        }
    }

    fn in_by_transit(
        &mut self,
        sender: &Sender,
        gateway: &str,
        attachment: &'a ResourceEntry,
        to: String,
        packet: Packet,
    ) -> Fate {
        self.legs.push(Leg {
            from: At::Transit(gateway.to_owned()),
            to: At::Subnet(to.clone()),
            packet,
        });
        if packet.destination.is_ipv6() && !is_enabled(attachment, "Ipv6Support", false) {
            return dropped("the attachment does not carry IPv6");
        }
        let edge = edge(self.world, gateway, &to, self.connection.transit_entry);
        if !enters(self.world, edge.as_deref(), &to, &packet) {
            return dropped(format!("ACL between the transit gateway and {to}"));
        }
        self.arrive(sender, packet)
    }

    /// The tables of the subnets where the gateway has its interfaces decide: they lead nowhere, or
    /// what is for the internet goes on by a NAT gateway. Other ways are not followed.
    ///
    /// # Source
    /// Amazon VPC Transit Gateways guide, "Example: Centralized outbound routing to the internet".
    fn not_for_the_vpc(
        &mut self,
        (gateway, attachment): (&str, &ResourceEntry),
        (sender, from): (&Sender, &str),
        packet: Packet,
    ) -> Fate {
        let leads_somewhere = |subnet: &String| {
            self.world.vpc_of(subnet) == self.world.vpc_of(from)
                || !matches!(
                    next(self.world, subnet, packet.destination, None),
                    Next::Local | Next::Nowhere
                )
        };
        let all = subnets(attachment);
        if !all.iter().any(leads_somewhere) {
            return dropped("no interface of that VPC has the address");
        }
        let open = Fate::Unknown(format!("what is behind {}", attachment.id));
        let is_elsewhere = |subnet: &String| self.world.vpc_of(subnet) != self.world.vpc_of(from);
        let pick = self.connection.transit_entry.checked_rem(all.len()).unwrap_or_default();
        let Some(edge) = all.get(pick).filter(|_| all.iter().all(is_elsewhere)) else {
            return open;
        };
        let (service, is_listed) = match &self.receiver {
            Receiver::Service(name) => (Some(name.clone()), false),
            Receiver::Outside => (self.choice.list.map(str::to_owned), true),
            _ => return open,
        };
        let is_for_endpoint =
            is_listed && listed(self.world, edge, packet.destination, service.as_deref()).is_some();
        let service = service.filter(|_| !is_listed);
        match next(self.world, edge, packet.destination, service.as_deref()) {
            Next::Local | Next::Nowhere => dropped(format!("no route from {edge}")),
            Next::To("NatGatewayId", id) if packet.destination.is_ipv4() && !is_for_endpoint => {
                let at = (At::Transit(gateway.to_owned()), edge.clone());
                self.by_nat(sender, at, &id, packet)
            }
            _ => open,
        }
    }

    /// From a network that is not described.
    pub(crate) fn in_from_beyond(&mut self, gateway: &str, packet: Packet) -> Fate {
        let Some(subnet) = self.receiver_subnet() else { return dropped("no receiver") };
        if gateway.starts_with("tgw-") {
            return match self.arrive(&Sender::Outside, packet) {
                Fate::Delivered => Fate::Unknown(format!("whether {gateway} leads here")),
                other => other,
            };
        }
        match attachment_of(self.world, gateway, &subnet) {
            Some(attachment) => {
                self.in_by_transit(&Sender::Outside, gateway, attachment, subnet, packet)
            }
            None => dropped(format!("{gateway} is not attached")),
        }
    }
}

/// The way back from a subnet by a transit gateway.
pub(crate) fn back(
    world: &World<'_>,
    gateway: &str,
    subnet: &str,
    client: Option<&str>,
    packet: &Packet,
) -> Result<(), Fate> {
    let own = into(world, gateway, subnet, packet)?;
    let other = onward(world, gateway, own, packet.destination)?;
    let is_there = client.is_some_and(|client| id_at(other, "VpcId") == world.vpc_of(client));
    if is_there { Ok(()) } else { Err(dropped("answer: another way at the transit gateway")) }
}

/// The subnet in which a transit gateway enters the VPC of a subnet.
pub(crate) fn edge(world: &World<'_>, gateway: &str, subnet: &str, pick: usize) -> Option<String> {
    let subnets = subnets(attachment_of(world, gateway, subnet)?);
    subnets.get(pick.checked_rem(subnets.len())?).cloned()
}

/// Whether a packet gets from the interface of a transit gateway in one subnet into another; in its
/// own no ACL looks at it.
///
/// # Source
/// Amazon VPC Transit Gateways guide, "Network ACLs".
pub(crate) fn enters(world: &World<'_>, edge: Option<&str>, subnet: &str, packet: &Packet) -> bool {
    let Some(edge) = edge else { return false };
    edge == subnet
        || (acl_admits(world, edge, true, packet) && acl_admits(world, subnet, false, packet))
}

/// From a subnet to a transit gateway: past the ACL of the subnet where it has its interface in the
/// same zone.
fn into<'a>(
    world: &World<'a>,
    gateway: &str,
    subnet: &str,
    packet: &Packet,
) -> Result<&'a ResourceEntry, Fate> {
    let Some(own) = attachment_of(world, gateway, subnet) else {
        return Err(dropped(format!("{gateway} is not attached")));
    };
    let zone =
        |subnet: &str| world.one(subnet).and_then(|subnet| id_at(subnet, "AvailabilityZone"));
    let all = subnets(own);
    let is_near = |other: &&String| {
        other.as_str() == subnet || (zone(other).is_some() && zone(other) == zone(subnet))
    };
    let Some(near) = all.iter().find(is_near) else {
        let is_known = zone(subnet).is_some() && all.iter().all(|other| zone(other).is_some());
        let why = format!("{gateway} is not in the zone of {subnet}");
        return Err(if is_known { Fate::Dropped(why) } else { Fate::Unknown(why) });
    };
    if packet.destination.is_ipv6() && !is_enabled(own, "Ipv6Support", false) {
        return Err(dropped("the attachment does not carry IPv6"));
    }
    if !acl_admits(world, near, false, packet) {
        return Err(dropped(format!("ACL into {near}, where the transit gateway is")));
    }
    Ok(own)
}

/// The attachment to which the table of an attachment leads: the longest route, a written one
/// before a learned one.
fn onward<'a>(
    world: &World<'a>,
    gateway: &str,
    from: &ResourceEntry,
    destination: IpAddr,
) -> Result<&'a ResourceEntry, Fate> {
    let Some(table) = table_of(world, gateway, from) else {
        return Err(dropped("no table of the transit gateway"));
    };
    let mut best: Option<(u8, bool, Vec<Option<String>>)> = None;
    let mut offer = |len: u8, is_written: bool, to: Option<String>| match &mut best {
        Some((longest, written, found)) if (*longest, *written) == (len, is_written) => {
            found.push(to)
        }
        Some((longest, written, _)) if (*longest, *written) > (len, is_written) => {}
        _ => best = Some((len, is_written, vec![to])),
    };
    for route in world.all("AWS::EC2::TransitGatewayRoute") {
        let block = route.properties.get("DestinationCidrBlock").and_then(Node::as_text);
        let block =
            block.and_then(|text| Block::parse(&text)).filter(|block| block.has(destination));
        let Some(block) = block.filter(|_| says(route, "TransitGatewayRouteTableId", &table))
        else {
            continue;
        };
        let is_blackhole = bool_at(route, "Blackhole").unwrap_or(false);
        offer(
            block.len,
            true,
            id_at(route, "TransitGatewayAttachmentId").filter(|_| !is_blackhole),
        );
    }
    for other in
        attachments(world, gateway).filter(|other| propagates(world, gateway, other, &table))
    {
        for block in world.vpc_blocks(&id_at(other, "VpcId").unwrap_or_default()) {
            if block.has(destination) {
                offer(block.len, false, Some(other.id.clone()));
            }
        }
    }
    match best.map(|(_, _, found)| found).as_deref() {
        None => Err(dropped("no route of the transit gateway")),
        Some([None]) => Err(dropped("a blackhole of the transit gateway")),
        Some([Some(id)]) => world.one(id).ok_or_else(|| dropped("no attachment")),
        // Of VPCs with the same block only the one that was attached first is in the table.
        Some(_) => Err(Fate::Unknown(
            "which of the VPCs with the same block was attached first".to_owned(),
        )),
    }
}

fn attachments<'a>(world: &World<'a>, gateway: &str) -> impl Iterator<Item = &'a ResourceEntry> {
    let kinds = ["AWS::EC2::TransitGatewayAttachment", "AWS::EC2::TransitGatewayVpcAttachment"];
    let all = kinds.into_iter().flat_map(|kind| world.all(kind).collect::<Vec<_>>());
    all.filter(move |attachment| says(attachment, "TransitGatewayId", gateway))
}

/// The attachment to the VPC of a subnet.
fn attachment_of<'a>(world: &World<'a>, gateway: &str, subnet: &str) -> Option<&'a ResourceEntry> {
    let vpc = world.vpc_of(subnet)?;
    attachments(world, gateway).find(|attachment| says(attachment, "VpcId", &vpc))
}

fn subnets(attachment: &ResourceEntry) -> Vec<String> {
    let list = attachment.properties.get("SubnetIds").and_then(Node::as_list).unwrap_or_default();
    list.iter().filter_map(id_of).collect()
}

/// The table that an attachment is associated with; the default one goes by the name of its
/// gateway.
fn table_of(world: &World<'_>, gateway: &str, attachment: &ResourceEntry) -> Option<String> {
    let mut all = world.all("AWS::EC2::TransitGatewayRouteTableAssociation");
    let own = all.find(|own| says(own, "TransitGatewayAttachmentId", &attachment.id));
    match own {
        Some(own) => id_at(own, "TransitGatewayRouteTableId"),
        None => {
            uses_default(world, gateway, "DefaultRouteTableAssociation").then(|| gateway.to_owned())
        }
    }
}

fn propagates(world: &World<'_>, gateway: &str, attachment: &ResourceEntry, table: &str) -> bool {
    let mut all = world.all("AWS::EC2::TransitGatewayRouteTablePropagation");
    let is_written = all.any(|own| {
        says(own, "TransitGatewayAttachmentId", &attachment.id)
            && says(own, "TransitGatewayRouteTableId", table)
    });
    is_written || (table == gateway && uses_default(world, gateway, "DefaultRouteTablePropagation"))
}

/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::TransitGateway`: enabled by default.
fn uses_default(world: &World<'_>, gateway: &str, key: &str) -> bool {
    world.one(gateway).is_some_and(|gateway| !says(gateway, key, "disable"))
}

/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::TransitGateway` and
/// `AWS::EC2::TransitGatewayAttachment` `Options`; Amazon EC2 API,
/// `CreateTransitGatewayVpcAttachmentRequestOptions`: off by default for the gateway, on for
/// attachments.
fn names_groups(world: &World<'_>, gateway: &str, attachment: &ResourceEntry) -> bool {
    let key = "SecurityGroupReferencingSupport";
    world.one(gateway).and_then(|gateway| id_at(gateway, key)).as_deref() == Some("enable")
        && is_enabled(attachment, key, true)
}

fn is_enabled(attachment: &ResourceEntry, key: &str, default: bool) -> bool {
    let written = attachment
        .properties
        .get("Options")
        .and_then(|options| options.get(key))
        .and_then(Node::as_text);
    written.map_or(default, |written| written == "enable")
}
