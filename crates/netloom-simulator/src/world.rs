//! What the template says, looked up by going through it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use netloom_template::{Node, Presence, ResourceEntry, TemplateDocument};

/// A template.
#[derive(Clone, Copy, Debug)]
pub struct World<'a> {
    document: &'a TemplateDocument,
}

/// A block: its first address and the length of its prefix.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Block {
    pub(crate) first: IpAddr,
    pub(crate) len: u8,
}

impl Block {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (address, len) = text.split_once('/')?;
        let address: IpAddr = address.parse().ok()?;
        let n_bits = if address.is_ipv4() { 32 } else { 128 };
        let len: u8 = len.parse().ok().filter(|len| *len <= n_bits)?;
        Some(Self { first: cleared(address, len), len })
    }

    pub(crate) fn has(self, address: IpAddr) -> bool {
        self.first.is_ipv4() == address.is_ipv4() && cleared(address, self.len) == self.first
    }

    /// Whether an address is one of those that AWS keeps for itself in a subnet with this IPv4
    /// block.
    fn keeps(self, address: IpAddr) -> bool {
        let (IpAddr::V4(first), IpAddr::V4(address)) = (self.first, address) else { return false };
        let last = u32::from(first) | u32::MAX.checked_shr(self.len.into()).unwrap_or(0);
        let number = u32::from(address);
        (u32::from(first)..u32::from(first).saturating_add(4)).contains(&number) || number == last
    }

    /// An address by its distance from the first one.
    pub(crate) fn at(self, offset: u32) -> IpAddr {
        match self.first {
            IpAddr::V4(first) => IpAddr::V4(Ipv4Addr::from(u32::from(first).wrapping_add(offset))),
            IpAddr::V6(first) => {
                IpAddr::V6(Ipv6Addr::from(u128::from(first).wrapping_add(offset.into())))
            }
        }
    }
}

/// The address with the bits behind the prefix cleared.
fn cleared(address: IpAddr, len: u8) -> IpAddr {
    match address {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(len)).unwrap_or(0);
            IpAddr::V4(Ipv4Addr::from(u32::from(address) & mask))
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(len)).unwrap_or(0);
            IpAddr::V6(Ipv6Addr::from(u128::from(address) & mask))
        }
    }
}

/// # Source
/// RFC 1918.
pub(crate) fn is_rfc1918(address: IpAddr) -> bool {
    matches!(address, IpAddr::V4(address) if address.is_private())
}

/// # Source
/// RFC 6598.
pub(crate) fn is_rfc6598(address: IpAddr) -> bool {
    Block { first: Ipv4Addr::new(100, 64, 0, 0).into(), len: 10 }.has(address)
}

impl<'a> World<'a> {
    /// Takes a template.
    #[must_use]
    pub fn new(document: &'a TemplateDocument) -> Self {
        Self { document }
    }

    pub(crate) fn all(&self, kind: &str) -> impl Iterator<Item = &'a ResourceEntry> + use<'a> {
        self.document.of_kind(kind).filter(|r| matches!(r.presence, Presence::Always))
    }

    pub(crate) fn one(&self, id: &str) -> Option<&'a ResourceEntry> {
        self.document.resource(id).filter(|r| matches!(r.presence, Presence::Always))
    }

    /// The things that a list of a resource names.
    pub(crate) fn ids_at(&self, resource: &'a ResourceEntry, key: &str) -> Vec<String> {
        resource
            .properties
            .get(key)
            .and_then(Node::as_list)
            .unwrap_or_default()
            .iter()
            .filter_map(id_of)
            .collect()
    }

    pub(crate) fn vpc_of(&self, subnet: &str) -> Option<String> {
        id_at(self.one(subnet)?, "VpcId")
    }

    /// The IPv4 block of a subnet.
    pub(crate) fn block_of(&self, subnet: &str) -> Option<Block> {
        block_at(self.one(subnet)?, "CidrBlock")
    }

    /// Whether an address is one of a subnet's.
    pub(crate) fn is_in(&self, address: IpAddr, subnet: &str) -> bool {
        let blocks = self
            .one(subnet)
            .map(|subnet| ["CidrBlock", "Ipv6CidrBlock"].map(|key| block_at(subnet, key)));
        blocks.into_iter().flatten().flatten().any(|block| block.has(address))
    }

    /// The subnet in which something can have an address.
    ///
    /// # Source
    /// Amazon VPC User Guide, "Subnet CIDR blocks": nothing gets the first four addresses of an
    /// IPv4 block or the last one.
    pub(crate) fn subnet_with(&self, address: IpAddr) -> Option<String> {
        let is_kept =
            |subnet: &str| self.block_of(subnet).is_some_and(|block| block.keeps(address));
        let mut all = self.all("AWS::EC2::Subnet");
        let own = all.find(|subnet| self.is_in(address, &subnet.id) && !is_kept(&subnet.id));
        own.map(|subnet| subnet.id.clone())
    }

    /// One port of every class that rules and entries distinguish.
    pub(crate) fn ports_between(&self, first: u16, last: u16) -> Vec<u16> {
        let mut ports = vec![first];
        for resource in &self.document.resources {
            bounds(&resource.properties, &mut ports);
        }
        ports.retain(|port| (first..=last).contains(port));
        ports.sort_unstable();
        ports.dedup();
        ports
    }

    /// The blocks of a VPC, the primary one first.
    pub(crate) fn vpc_blocks(&self, vpc: &str) -> Vec<Block> {
        let own = self.one(vpc).and_then(|vpc| block_at(vpc, "CidrBlock"));
        let more = self.all("AWS::EC2::VPCCidrBlock").filter(|more| says(more, "VpcId", vpc));
        let more =
            more.flat_map(|more| ["CidrBlock", "Ipv6CidrBlock"].map(|key| block_at(more, key)));
        own.into_iter().chain(more.flatten()).collect()
    }

    /// The blocks of a prefix list that the template makes.
    pub(crate) fn listed_blocks(&self, list: &str) -> Vec<Block> {
        let entries = self
            .one(list)
            .and_then(|list| list.properties.get("Entries")?.as_list())
            .unwrap_or_default();
        entries.iter().filter_map(|entry| Block::parse(&entry.get("Cidr")?.as_text()?)).collect()
    }

    /// The VPC that a gateway is attached to.
    pub(crate) fn attached_to(&self, gateway: &str, key: &str) -> Option<String> {
        let attachments = self.all("AWS::EC2::VPCGatewayAttachment");
        let mut own = attachments.filter(|attachment| says(attachment, key, gateway));
        own.find_map(|attachment| id_at(attachment, "VpcId"))
    }

    /// The gateway that is attached to a VPC.
    pub(crate) fn gateway_of(&self, vpc: &str, key: &str) -> Option<String> {
        let attachments = self.all("AWS::EC2::VPCGatewayAttachment");
        let mut own = attachments.filter(|attachment| says(attachment, "VpcId", vpc));
        own.find_map(|attachment| id_at(attachment, key))
    }
}

/// The logical id that a value refers to, or its text.
pub(crate) fn id_of(node: &Node) -> Option<String> {
    match node.as_reference() {
        Some(reference) => Some(reference.id.clone()),
        None => node.as_text().map(|text| text.into_owned()),
    }
}

fn block_at(resource: &ResourceEntry, key: &str) -> Option<Block> {
    Block::parse(&resource.properties.get(key)?.as_text()?)
}

pub(crate) fn id_at(resource: &ResourceEntry, key: &str) -> Option<String> {
    resource.properties.get(key).and_then(id_of)
}

/// Whether a property refers to something of this id, or is this text.
pub(crate) fn says(resource: &ResourceEntry, key: &str, id: &str) -> bool {
    resource.properties.get(key).is_some_and(|node| match node.as_reference() {
        Some(reference) => reference.id == id,
        None => node.as_text().is_some_and(|text| text == id),
    })
}

pub(crate) fn bool_at(resource: &ResourceEntry, key: &str) -> Option<bool> {
    resource.properties.get(key).and_then(Node::as_bool)
}

/// The ports at which ranges begin, and those behind their ends.
fn bounds(node: &Node, ports: &mut Vec<u16>) {
    let port = |key: &str| {
        node.get(key).and_then(Node::as_integer).and_then(|port| u16::try_from(port).ok())
    };
    ports.extend(["FromPort", "From"].iter().filter_map(|key| port(key)));
    ports.extend(["ToPort", "To"].iter().filter_map(|key| port(key)?.checked_add(1)));
    if let Some(list) = node.as_list() {
        list.iter().for_each(|node| bounds(node, ports));
    }
    if let Some(map) = node.as_map() {
        map.iter().for_each(|entry| bounds(&entry.node, ports));
    }
}
