//! What is drawn: boxes in boxes, arrows between them, and marks; no coordinates.
//!
//! - Comes in: a [`Network`](netloom_network::Network) and [`Extras`].
//! - Goes out: a [`Scene`], in the order in which it is drawn.
//!
//! Every text in a scene can be shown as it is: it is on one line and cut where it was long.

mod change;
mod of_network;
mod path;
mod residents;
mod routes;
mod ways_out;

use std::collections::BTreeMap;

use netloom_diag::counting::counted;
use netloom_network::Id;

pub use change::{Change, with_changes, with_removed};
pub(crate) use of_network::hosts_of;
pub use of_network::scene_of_network;
pub use path::{Outcome, Step, with_path};

/// What a picture shows that no network says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Extras {
    /// The title, such as the name of the file.
    pub title: String,
    /// The region, where it is known.
    pub region: Option<String>,
    /// What people call a subnet, by its id: `compute` for `SubnetComputeEuw1Az1`.
    pub names: BTreeMap<Id, String>,
    /// What lives in subnets, by the id of its interface.
    pub residents: BTreeMap<Id, (Kind, String)>,
    /// How many addresses of a subnet nodes need at most.
    pub n_needed: BTreeMap<Id, u64>,
}

/// What a thing is found by: its id in the network, or a word of this crate's own that no id can be.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Key(String);

impl Key {
    /// The internet.
    pub const INTERNET: &'static str = "the internet";
    /// The site of the organization.
    pub const SITE: &'static str = "the site";

    /// Takes the name as it is.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The place of something in one subnet, where it may have several.
    #[must_use]
    pub fn within(id: &Id, subnet: &Id) -> Self {
        Self(format!("{id} in {subnet}"))
    }

    /// Returns the name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&Id> for Key {
    fn from(id: &Id) -> Self {
        Self(id.as_str().to_owned())
    }
}

/// A drawing without coordinates.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Scene {
    /// The title.
    pub title: String,
    /// The region.
    pub region: Option<String>,
    /// The VPCs, sorted by id.
    pub vpcs: Vec<VpcBox>,
    /// What is outside of all VPCs, in the order in which gateways lead there.
    pub outside: Vec<OutsideBox>,
    /// Ways between two places beside the routes: the path of a question.
    pub arrows: Vec<Arrow>,
    /// What is to be read below the picture, each line by itself.
    pub notes: Vec<Note>,
}

/// A VPC.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VpcBox {
    /// Its key.
    pub key: Key,
    /// Its name.
    pub name: String,
    /// Its blocks in words; empty when they are not known.
    pub blocks: String,
    /// What stands on its edge, sorted by kind and name.
    pub edge: Vec<EdgeBox>,
    /// Its zones, sorted by name, each with at least one subnet.
    pub zones: Vec<ZoneBox>,
    /// Its marks.
    pub marks: Vec<Mark>,
}

/// A zone of a VPC.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ZoneBox {
    /// `Availability Zone euw1-az1`.
    pub name: String,
    /// Its subnets: public ones first, then by name.
    pub subnets: Vec<SubnetBox>,
}

/// How a subnet is connected.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Access {
    /// Its route table has a route to an internet gateway.
    Public,
    /// It has a default route that leads elsewhere, or routes to a site.
    Private,
    /// It has no route out but to endpoints.
    Isolated,
    /// Its routes are not known.
    Unknown,
}

impl Access {
    /// Returns what such a subnet is called.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Public => "public subnet",
            Self::Private => "private subnet",
            Self::Isolated => "isolated subnet",
            Self::Unknown => "subnet, routes not known",
        }
    }
}

/// A subnet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SubnetBox {
    /// Its key.
    pub key: Key,
    /// How it is connected.
    pub access: Access,
    /// Its name.
    pub name: String,
    /// Its blocks; what is missing in words where they are not known.
    pub block: String,
    /// How many addresses are needed and free: `100 of 4,091 addresses needed, 3,991 free`.
    pub hosts: String,
    /// Who lives in it: nodes first, then by kind and name.
    pub residents: Vec<Resident>,
    /// Its routes but those within its VPC.
    pub exits: Vec<Exit>,
    /// Its marks.
    pub marks: Vec<Mark>,
}

/// Something that stands in a subnet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Resident {
    /// Its key in this subnet.
    pub key: Key,
    /// What it is.
    pub kind: Kind,
    /// What it is called: `queue cpu, up to 100 nodes`.
    pub words: String,
    /// The ids of all things that it stands for.
    pub stands_for: Vec<Id>,
    /// Its marks.
    pub marks: Vec<Mark>,
}

/// A route of a subnet, or several to one target.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Exit {
    /// What it is for and where it leads: `0.0.0.0/0 to the NAT gateway`.
    pub words: String,
    /// The target, where that is drawn.
    pub to: Option<Key>,
}

/// Something on the edge of a VPC.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EdgeBox {
    /// Its key.
    pub key: Key,
    /// What it is.
    pub kind: Kind,
    /// What it is called.
    pub name: String,
    /// Where it leads to, outside of the VPC.
    pub outside: Option<Key>,
    /// The ids of all things that it stands for.
    pub stands_for: Vec<Id>,
    /// Its marks.
    pub marks: Vec<Mark>,
}

/// Something outside of the VPCs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OutsideBox {
    /// Its key.
    pub key: Key,
    /// What it is.
    pub kind: Kind,
    /// What it is called; may be empty.
    pub name: String,
    /// Its marks.
    pub marks: Vec<Mark>,
}

impl OutsideBox {
    /// Whether it is in the region of the VPCs.
    #[must_use]
    pub fn is_in_region(&self) -> bool {
        !matches!(self.kind, Kind::Internet | Kind::Site)
    }
}

/// What a thing is, which decides its symbol and the words beside it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// The head node.
    HeadNode,
    /// A pool of login nodes.
    LoginNodes,
    /// The nodes of a queue, a fleet, or what is launched from a template.
    ComputeNodes,
    /// An instance.
    Instance,
    /// A network interface, or several.
    Interface,
    /// A file system, a database, a load balancer.
    Service,
    /// A NAT gateway.
    NatGateway,
    /// A firewall.
    Firewall,
    /// Interface endpoints.
    InterfaceEndpoint,
    /// An internet gateway.
    InternetGateway,
    /// An egress-only internet gateway.
    EgressOnlyGateway,
    /// A virtual private gateway.
    VpnGateway,
    /// A gateway endpoint, or several alike.
    GatewayEndpoint,
    /// A peering connection.
    Peering,
    /// A transit gateway.
    TransitGateway,
    /// Something else that routes lead to.
    Other,
    /// The internet.
    Internet,
    /// The network of the organization.
    Site,
    /// Services of AWS that gateway endpoints lead to.
    AwsServices,
}

impl Kind {
    /// Returns what such a thing is called.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::HeadNode => "head node",
            Self::LoginNodes => "login nodes",
            Self::ComputeNodes => "compute nodes",
            Self::Instance => "instance",
            Self::Interface => "network interface",
            Self::Service => "service",
            Self::NatGateway => "NAT gateway",
            Self::Firewall => "firewall",
            Self::InterfaceEndpoint => "interface endpoint",
            Self::InternetGateway => "internet gateway",
            Self::EgressOnlyGateway => "egress-only internet gateway",
            Self::VpnGateway => "virtual private gateway",
            Self::GatewayEndpoint => "gateway endpoint",
            Self::Peering => "peering connection",
            Self::TransitGateway => "transit gateway",
            Self::Other => "target of routes",
            Self::Internet => "internet",
            Self::Site => "on premises",
            Self::AwsServices => "services of AWS",
        }
    }
}

/// Something said of a thing, in a word and a colour.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Mark {
    /// The word: `added`, `1-3`.
    pub word: String,
    /// The colour.
    pub tone: Tone,
}

/// The colour of a mark, a note or a way; there is always a word with it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Tone {
    /// Nothing special.
    Plain,
    /// Good: added, or passed there.
    Good,
    /// On the way back, or changed.
    Changed,
    /// Replaced, or undecided.
    Doubtful,
    /// Removed, fails, exposed, dropped.
    Bad,
}

/// A way from place to place beside the routes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Arrow {
    /// Where it begins.
    pub from: Key,
    /// Where it ends.
    pub to: Key,
    /// Whether it is a part of the way back.
    pub is_reply: bool,
    /// Its colour.
    pub tone: Tone,
}

/// A line below the picture.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    /// The words.
    pub words: String,
    /// Its colour.
    pub tone: Tone,
}

impl Scene {
    /// Returns every subnet, in the order in which they are drawn.
    pub fn subnets(&self) -> impl Iterator<Item = &SubnetBox> {
        self.vpcs.iter().flat_map(|vpc| &vpc.zones).flat_map(|zone| &zone.subnets)
    }

    /// Visits everything that can be marked: its key, the ids that it stands for, and its marks.
    fn each_marked(&mut self, mut visit: impl FnMut(&Key, &[Id], &mut Vec<Mark>)) {
        for vpc in &mut self.vpcs {
            visit(&vpc.key, &[], &mut vpc.marks);
            for edge in &mut vpc.edge {
                visit(&edge.key, &edge.stands_for, &mut edge.marks);
            }
            for subnet in vpc.zones.iter_mut().flat_map(|zone| &mut zone.subnets) {
                visit(&subnet.key, &[], &mut subnet.marks);
                for resident in &mut subnet.residents {
                    visit(&resident.key, &resident.stands_for, &mut resident.marks);
                }
            }
        }
        for outside in &mut self.outside {
            visit(&outside.key, &[], &mut outside.marks);
        }
    }

    /// Returns what the picture shows, in one sentence for those who do not see it.
    #[must_use]
    pub fn description(&self) -> String {
        let n_subnets = self.subnets().count();
        let n_zones: usize = self.vpcs.iter().map(|vpc| vpc.zones.len()).sum();
        let mut parts = vec![
            counted(self.vpcs.len(), "VPC"),
            counted(n_zones, "zone"),
            counted(n_subnets, "subnet"),
        ];
        let edge = self.vpcs.iter().flat_map(|vpc| &vpc.edge);
        parts.extend(edge.map(|gateway| gateway.kind.words().to_owned()));
        let subnets: Vec<String> = self.subnets().map(described).collect();
        format!("{}. {}", parts.join(", "), subnets.join(". "))
    }
}

fn described(subnet: &SubnetBox) -> String {
    let lives = subnet.residents.iter().map(|resident| resident.words.as_str());
    let exits = subnet.exits.iter().map(|exit| exit.words.as_str());
    let words: Vec<&str> = [subnet.block.as_str(), subnet.hosts.as_str()]
        .into_iter()
        .chain(lives)
        .chain(exits)
        .filter(|words| !words.is_empty())
        .collect();
    format!("{} {}: {}", subnet.access.words(), subnet.name, words.join("; "))
}
