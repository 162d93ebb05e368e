//! Names and who answers for them, one client at a time.

use std::net::IpAddr;

use netloom_template::{Node, ResourceEntry, json_text};

use crate::filters::Packet;
use crate::routes::is_for;
use crate::walk::{Receiver, Walk, dropped};
use crate::world::{World, bool_at, id_at, id_of, says};
use crate::{Connection, Fate, Goal, Origin, connect};

/// Who answers for names.
pub(crate) enum Answers {
    Amazon,
    /// Servers that may ask Amazon's resolver or not.
    Others,
}

impl Walk<'_, '_> {
    /// # Source
    /// AWS PrivateLink guide, "Private DNS"; Amazon VPC User Guide, "DNS attributes".
    pub(crate) fn look_up(
        &mut self,
        name: &str,
        subnet: &str,
        mut packet: Packet,
    ) -> Result<Packet, Fate> {
        let vpc = self.world.vpc_of(subnet).unwrap_or_default();
        let Some(resource) = self.world.one(&vpc) else { return Err(dropped("no VPC")) };
        let has_names = bool_at(resource, "EnableDnsHostnames").unwrap_or(false);
        // Only Amazon's resolver knows private names; another server may ask it or not.
        let is_sure = match who_answers(self.world, subnet, packet.source, self.sender_id()) {
            Ok(Answers::Amazon) => true,
            Ok(Answers::Others) => false,
            Err(Fate::Unknown(why)) => {
                self.doubt = Some(why);
                false
            }
            Err(fate) => return Err(fate),
        };
        for endpoint in self.world.all("AWS::EC2::VPCEndpoint") {
            let takes_name = says(endpoint, "VpcEndpointType", "Interface")
                && says(endpoint, "VpcId", vpc.as_str())
                && is_for(endpoint, name)
                && bool_at(endpoint, "PrivateDnsEnabled").unwrap_or(false)
                && has_names_in_vpc(endpoint, name);
            if !takes_name {
                continue;
            }
            if !is_sure {
                self.doubt = Some("whether the name servers ask Amazon's resolver".to_owned());
                if !self.choice.takes_name {
                    continue;
                }
            }
            if !has_names {
                return Err(dropped("private names need hostnames"));
            }
            let subnets =
                endpoint.properties.get("SubnetIds").and_then(Node::as_list).unwrap_or_default();
            let named =
                self.connection.endpoint_subnet.clone().or_else(|| subnets.first().and_then(id_of));
            let Some(named) = named else {
                return Err(Fate::Unknown("an endpoint without subnets".to_owned()));
            };
            let list = endpoint
                .properties
                .get("SecurityGroupIds")
                .and_then(Node::as_list)
                .unwrap_or_default();
            let groups = Some(list.iter().filter_map(id_of).collect());
            let Some(block) = self.world.block_of(&named) else { return Err(dropped("no block")) };
            packet.destination = block.at(self.connection.endpoint_offset);
            self.receiver = Receiver::Endpoint { id: endpoint.id.clone(), subnet: named, groups };
            return Ok(packet);
        }
        Ok(packet)
    }

    fn sender_id(&self) -> &str {
        match &self.connection.origin {
            Origin::Interface { id, .. } => id,
            _ => "",
        }
    }
}

/// What becomes of a packet for the resolver, at the base of the VPC plus two or at
/// 169.254.169.253; `None` for any other.
///
/// # Source
/// Amazon VPC User Guide, "Security groups", "Network ACLs" and "Amazon DNS server".
pub(crate) fn at_resolver(world: &World<'_>, subnet: &str, packet: &Packet) -> Option<Fate> {
    let vpc = world.vpc_of(subnet)?;
    let near = IpAddr::from([169, 254, 169, 253]);
    let is_it =
        world.vpc_blocks(&vpc).first()?.at(2) == packet.destination || packet.destination == near;
    let asks = [6, 17].contains(&packet.protocol) && packet.destination_port == 53;
    let fate = if has_resolver(world, &vpc) { Fate::Delivered } else { dropped("no resolver") };
    (is_it && asks).then_some(fate)
}

/// What becomes of a packet for the resolver of the VPC of a subnet: it answers whatever is in the
/// VPC.
///
/// # Source
/// Amazon Route 53 Developer Guide, "Resolving DNS queries between VPCs and your network"; Amazon
/// VPC Peering Guide, "VPC peering limitations".
pub(crate) fn to_resolver(
    world: &World<'_>,
    origin: &Origin,
    subnet: &str,
    packet: &Packet,
) -> Fate {
    let Origin::Interface { id, address } = origin else {
        return dropped("not in the VPC of the resolver");
    };
    let Some(home) = world.subnet_of(id, *address) else { return dropped("no subnet") };
    match at_resolver(world, &home, packet) {
        Some(fate) if world.vpc_of(&home) == world.vpc_of(subnet) => fate,
        _ => dropped("not the resolver of the VPC"),
    }
}

fn has_resolver(world: &World<'_>, vpc: &str) -> bool {
    world.one(vpc).is_some_and(|vpc| bool_at(vpc, "EnableDnsSupport").unwrap_or(true))
}

/// The first of the servers that the VPC gives which answers a client.
///
/// # Source
/// Amazon VPC User Guide, "DHCP option sets".
fn who_answers(world: &World<'_>, subnet: &str, client: IpAddr, id: &str) -> Result<Answers, Fate> {
    let vpc = world.vpc_of(subnet).unwrap_or_default();
    for server in servers(world, &vpc) {
        let address: Option<IpAddr> = server.parse().ok();
        let own = world.vpc_blocks(&vpc).first().map(|block| block.at(2));
        if address.is_none() || address == own {
            if has_resolver(world, &vpc) {
                return Ok(Answers::Amazon);
            }
            continue;
        }
        let fates: Vec<Fate> =
            address.into_iter().flat_map(|server| asked(world, (id, client), server)).collect();
        if fates.iter().all(|fate| *fate == Fate::Delivered) {
            return Ok(Answers::Others);
        }
        if !fates.iter().all(|fate| matches!(fate, Fate::Dropped(_))) {
            return Err(Fate::Unknown(format!("whether {server} answers")));
        }
    }
    Err(dropped("no resolver and no other name server"))
}

fn servers(world: &World<'_>, vpc: &str) -> Vec<String> {
    let mut associations = world.all("AWS::EC2::VPCDHCPOptionsAssociation");
    let own = associations.find(|own| says(own, "VpcId", vpc));
    let options = own.and_then(|own| world.one(&id_at(own, "DhcpOptionsId")?));
    let list = options.and_then(|options| options.properties.get("DomainNameServers")?.as_list());
    list.map_or_else(
        || vec!["AmazonProvidedDNS".to_owned()],
        |list| list.iter().filter_map(id_of).collect(),
    )
}

/// Every way to ask a server: by UDP and TCP, from one port of every class, by every choice on the
/// way.
fn asked(world: &World<'_>, (id, client): (&str, IpAddr), server: IpAddr) -> Vec<Fate> {
    let mut fates = Vec::new();
    let nat_ports = world.ports_between(1024, 65_535);
    for protocol in [17, 6] {
        for source_port in world.ports_between(32_768, 60_999) {
            for nat_port in &nat_ports {
                for (gateway_offset, transit_return) in [(10, 0), (140, 0), (10, 1), (10, 2)] {
                    let connection = Connection {
                        origin: Origin::Interface { id: id.to_owned(), address: client },
                        goal: Goal::Address(server),
                        protocol,
                        source_port,
                        destination_port: 53,
                        nat_port: *nat_port,
                        gateway_offset,
                        endpoint_subnet: None,
                        endpoint_offset: 0,
                        transit_entry: transit_return,
                        transit_return,
                    };
                    fates.push(connect(world, &connection));
                }
            }
        }
    }
    fates
}

/// What follows the region in the name of an endpoint; a region is the label with hyphens in it that
/// ends in a number.
fn service_of(name: &str) -> String {
    let labels: Vec<&str> = name.split('.').collect();
    let is_region =
        |label: &&str| label.contains('-') && label.ends_with(|end: char| end.is_ascii_digit());
    let region = labels.iter().position(is_region).unwrap_or(labels.len());
    labels.into_iter().skip(region + 1).collect::<Vec<_>>().join(".")
}

/// What the policy of an endpoint does to every request: `None` where it admits some.
///
/// # Source
/// AWS PrivateLink Guide, "Control access to VPC endpoints using endpoint policies"; IAM User
/// Guide, "Policy evaluation logic".
pub(crate) fn denied(world: &World<'_>, endpoint: &str) -> Option<Fate> {
    let endpoint = world.one(endpoint)?;
    let policy = endpoint.properties.get("PolicyDocument")?;
    // A policy may be written as a text.
    let text = policy.as_text().and_then(|text| json_text(&text, policy.span));
    let statements = text.as_ref().unwrap_or(policy).get("Statement")?.as_list()?;
    let name = id_at(endpoint, "ServiceName").unwrap_or_default();
    let service = service_of(&name);
    let texts = |node: Option<&Node>| -> Vec<String> {
        let node = node.map(|node| node.get("AWS").unwrap_or(node));
        let list = node.map(|node| node.as_list().unwrap_or(std::slice::from_ref(node)));
        list.unwrap_or_default().iter().filter_map(Node::as_text).map(|t| t.into_owned()).collect()
    };
    let is_conditional = |statement: &Node| statement.get("Condition").is_some();
    let is_whole = |statement: &Node| {
        let names = |key: &str, texts_of: &[String], other: &str| {
            texts_of.iter().any(|text| text == "*" || (key == "Action" && text == other))
        };
        let own = format!("{service}:*");
        ["Principal", "Action", "Resource"]
            .iter()
            .all(|key| names(key, &texts(statement.get(key)), &own))
    };
    let effect = |statement: &Node, wanted: &str| {
        statement.get("Effect").and_then(Node::as_text).is_some_and(|effect| effect == wanted)
    };
    // A denial of everything wins over whatever another statement allows.
    let whole: Vec<&Node> = statements
        .iter()
        .filter(|statement| effect(statement, "Deny") && is_whole(statement))
        .collect();
    if whole.iter().any(|statement| !is_conditional(statement)) {
        return Some(Fate::Dropped("the policy denies everything".to_owned()));
    }
    let covering: Vec<&Node> = statements
        .iter()
        .filter(|statement| {
            effect(statement, "Allow")
                && texts(statement.get("Action"))
                    .iter()
                    .any(|action| action == "*" || action.starts_with(&service))
        })
        .collect();
    if covering.is_empty() && whole.is_empty() {
        return Some(Fate::Dropped("the policy allows nothing".to_owned()));
    }
    let is_sure = covering.iter().any(|statement| !is_conditional(statement));
    (!whole.is_empty() || !is_sure).then(|| Fate::Unknown("conditions of the policy".to_owned()))
}

/// Whether an endpoint with private DNS answers names that are asked for in its VPC, and not only
/// those that come by inbound resolver endpoints.
///
/// # Source
/// Amazon EC2 API Reference, `DnsOptionsSpecification`,
/// `PrivateDnsOnlyForInboundResolverEndpoint`: for S3 that is so unless the options say otherwise.
fn has_names_in_vpc(endpoint: &ResourceEntry, service: &str) -> bool {
    let options = endpoint.properties.get("DnsOptions");
    let who = options.and_then(|options| options.get("PrivateDnsOnlyForInboundResolverEndpoint"));
    match who.and_then(Node::as_text).as_deref() {
        Some("AllResolvers") => true,
        Some("OnlyInboundResolver") => false,
        _ => service != "s3",
    }
}
