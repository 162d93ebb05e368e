//! What the template says, looked up by going through it.

use std::net::Ipv4Addr;

use netloom_cfn::read::{Node, Presence, ResourceEntry, TemplateDocument};

/// A template.
#[derive(Clone, Copy, Debug)]
pub struct World<'a> {
    document: &'a TemplateDocument,
}

/// A block: its first address and the length of its prefix.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Block {
    pub(crate) first: u32,
    pub(crate) len: u8,
}

impl Block {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (address, len) = text.split_once('/')?;
        let len: u8 = len.parse().ok().filter(|len| *len <= 32)?;
        let address = u32::from(address.parse::<Ipv4Addr>().ok()?);
        Some(Self { first: address & mask(len), len })
    }

    pub(crate) fn has(self, address: Ipv4Addr) -> bool {
        u32::from(address) & mask(self.len) == self.first
    }
}

fn mask(len: u8) -> u32 {
    u32::MAX.checked_shl(u32::from(32 - len)).unwrap_or(0)
}

/// # Source
/// RFC 1918.
pub(crate) fn is_rfc1918(address: Ipv4Addr) -> bool {
    address.is_private()
}

/// # Source
/// RFC 6598.
pub(crate) fn is_rfc6598(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    first == 100 && second & 0b1100_0000 == 64
}

impl<'a> World<'a> {
    /// Takes a template.
    #[must_use]
    pub fn new(document: &'a TemplateDocument) -> Self {
        Self { document }
    }

    pub(crate) fn all(&self, kind: &'a str) -> impl Iterator<Item = &'a ResourceEntry> {
        self.document.resources.iter().filter(move |r| r.kind == kind && matches!(r.presence, Presence::Always))
    }

    pub(crate) fn one(&self, id: &str) -> Option<&'a ResourceEntry> {
        self.document.resources.iter().find(|r| r.id == id && matches!(r.presence, Presence::Always))
    }

    /// The subnet of an interface or instance.
    pub(crate) fn subnet_of(&self, interface: &str) -> Option<String> {
        let resource = self.one(interface)?;
        id_at(resource, "SubnetId").or_else(|| {
            let first = resource.properties.get("NetworkInterfaces")?.as_list()?.first()?;
            id_of(first.get("SubnetId")?)
        })
    }

    pub(crate) fn vpc_of(&self, subnet: &str) -> Option<String> {
        id_at(self.one(subnet)?, "VpcId")
    }

    pub(crate) fn block_of(&self, subnet: &str) -> Option<Block> {
        Block::parse(&self.one(subnet)?.properties.get("CidrBlock")?.as_text()?)
    }

    /// The blocks of a VPC, the primary one first.
    pub(crate) fn vpc_blocks(&self, vpc: &str) -> Vec<Block> {
        let own =
            self.one(vpc).and_then(|vpc| vpc.properties.get("CidrBlock")?.as_text().and_then(|t| Block::parse(&t)));
        let more = self.all("AWS::EC2::VPCCidrBlock").filter(|more| id_at(more, "VpcId").as_deref() == Some(vpc));
        let more = more.filter_map(|more| Block::parse(&more.properties.get("CidrBlock")?.as_text()?));
        own.into_iter().chain(more).collect()
    }

    /// The blocks of a prefix list that the template makes.
    pub(crate) fn listed_blocks(&self, list: &str) -> Vec<Block> {
        let entries = self.one(list).and_then(|list| list.properties.get("Entries")?.as_list()).unwrap_or_default();
        entries.iter().filter_map(|entry| Block::parse(&entry.get("Cidr")?.as_text()?)).collect()
    }

    /// The security groups of an interface or instance.
    pub(crate) fn groups_of(&self, interface: &str) -> Vec<String> {
        let Some(resource) = self.one(interface) else { return Vec::new() };
        let nested = resource.properties.get("NetworkInterfaces").and_then(Node::as_list).and_then(<[Node]>::first);
        let list = ["GroupSet", "SecurityGroupIds"].iter().find_map(|key| resource.properties.get(key));
        let list = list.or_else(|| nested.and_then(|nested| nested.get("GroupSet")));
        list.and_then(Node::as_list).unwrap_or_default().iter().filter_map(id_of).collect()
    }

    /// Whether an interface has a public address.
    ///
    /// # Source
    /// Amazon VPC User Guide, "IP addressing": an Elastic IP address; for instances what the interface says, else the subnet.
    pub(crate) fn has_public_address(&self, interface: &str) -> bool {
        let associated = self.all("AWS::EC2::EIPAssociation").any(|association| {
            ["NetworkInterfaceId", "InstanceId"].iter().any(|key| id_at(association, key).as_deref() == Some(interface))
        });
        let Some(resource) = self.one(interface) else { return associated };
        if associated || resource.kind != "AWS::EC2::Instance" {
            return associated;
        }
        let nested = resource.properties.get("NetworkInterfaces").and_then(Node::as_list).and_then(<[Node]>::first);
        let said = nested.and_then(|nested| nested.get("AssociatePublicIpAddress")?.as_bool());
        said.unwrap_or_else(|| {
            let subnet = self.subnet_of(interface).and_then(|subnet| self.one(&subnet));
            subnet.and_then(|subnet| subnet.properties.get("MapPublicIpOnLaunch")?.as_bool()).unwrap_or(false)
        })
    }

    /// The VPC that a gateway is attached to.
    pub(crate) fn attached_to(&self, gateway: &str, key: &str) -> Option<String> {
        let attachments = self.all("AWS::EC2::VPCGatewayAttachment");
        let mut own = attachments.filter(|attachment| id_at(attachment, key).as_deref() == Some(gateway));
        own.find_map(|attachment| id_at(attachment, "VpcId"))
    }

    /// The gateway that is attached to a VPC.
    pub(crate) fn gateway_of(&self, vpc: &str, key: &str) -> Option<String> {
        let attachments = self.all("AWS::EC2::VPCGatewayAttachment");
        let mut own = attachments.filter(|attachment| id_at(attachment, "VpcId").as_deref() == Some(vpc));
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

pub(crate) fn id_at(resource: &ResourceEntry, key: &str) -> Option<String> {
    resource.properties.get(key).and_then(id_of)
}

pub(crate) fn bool_at(resource: &ResourceEntry, key: &str) -> Option<bool> {
    resource.properties.get(key).and_then(Node::as_bool)
}
