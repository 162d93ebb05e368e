//! What instances are launched with: launch templates and launch configurations.

use netloom_template::Node;

use crate::building::{
    PrivateAddresses, Properties, ResourceKind, has_ipv6, private_addresses, to_unknown,
};
use crate::{Id, Interface, InterfaceKind, Known, PublicAddress};

use super::context::{Build, Resource};

/// What a launch says of its interfaces; `None` is left to the launch, or to AWS.
#[derive(Clone, Debug, Default)]
pub(super) struct Launch {
    pub(super) primary: Card,
    /// The interfaces beside the primary one, in the order written.
    pub(super) others: Vec<Card>,
    /// The subnets in which instances are launched with it, as far as the template says.
    pub(super) used_in: Vec<Known<Id>>,
}

/// What is known of one interface.
#[derive(Clone, Debug, Default)]
pub(super) struct Card {
    /// An interface that exists and is used as it is.
    pub(super) existing: Option<Id>,
    pub(super) subnet: Option<Known<Id>>,
    pub(super) groups: Option<Vec<Known<Id>>>,
    pub(super) public: Option<Known<bool>>,
    pub(super) addresses: PrivateAddresses,
    pub(super) has_ipv6: Option<Known<bool>>,
}

impl Launch {
    /// Fills in what this launch leaves open.
    ///
    /// # Source
    /// Amazon EC2 API, `RunInstances`: what is given at launch overrides the launch template;
    /// interfaces are one setting.
    pub(super) fn or(self, template: Self) -> Self {
        let Self { primary, others, used_in } = self;
        let says_interfaces =
            primary.existing.is_some() || !others.is_empty() || primary.public.is_some();
        let others = if says_interfaces { others } else { template.others };
        let fallback = template.primary;
        let primary = Card {
            existing: primary.existing.or(fallback.existing.filter(|_| !says_interfaces)),
            subnet: primary.subnet.or(fallback.subnet),
            groups: primary.groups.or(fallback.groups),
            public: primary.public.or(fallback.public),
            addresses: if primary.addresses.is_said() {
                primary.addresses
            } else {
                fallback.addresses
            },
            has_ipv6: primary.has_ipv6.or(fallback.has_ipv6),
        };
        Self { primary, others, used_in }
    }
}

impl Card {
    /// Returns the interface that AWS makes of this.
    ///
    /// # Source
    /// Amazon EC2 User Guide, "Public IPv4 addresses": what the launch says counts more than what
    /// the subnet says, and with several interfaces no public address is given.
    pub(super) fn interface(
        &self,
        build: &mut Build<'_>,
        resource: &Resource<'_>,
        kind: InterfaceKind,
        is_only: bool,
        subnets: Vec<Known<Id>>,
    ) -> Interface {
        let public = match &self.public {
            _ if !is_only => PublicAddress::None,
            None => PublicAddress::SubnetDecides,
            Some(Known::Is(true)) => PublicAddress::AtLaunch,
            Some(Known::Is(false)) => PublicAddress::None,
            Some(Known::Unknown(unknown)) => PublicAddress::Unknown(unknown.clone()),
        };
        let groups = self.groups.clone().unwrap_or_default();
        if groups.is_empty() {
            build.without_groups.insert(resource.id.clone());
        }
        // A launch has no word for the check of source and destination, so what instances do by
        // default stays.
        Interface {
            addresses: self.addresses.primary.clone(),
            secondary: self.addresses.secondary.clone(),
            public,
            has_ipv6: self.has_ipv6.clone(),
            is_attached: resource.sure(Known::Is(true)),
            ..Interface::new(resource.id.clone(), resource.span, kind, (subnets, groups))
        }
    }
}

/// Reads what the properties of an instance or the data of a launch template say of interfaces.
pub(super) fn read_launch(
    build: &mut Build<'_>,
    properties: &Properties<'_>,
    groups_in_card: &str,
) -> Launch {
    let own = groups(build, properties, &["SecurityGroupIds", "SecurityGroups"]);
    read_launch_with(build, properties, own, groups_in_card)
}

/// Reads the same where the groups outside of the interfaces are written otherwise: these are
/// `own_groups`.
pub(super) fn read_launch_with(
    build: &mut Build<'_>,
    properties: &Properties<'_>,
    own_groups: Option<Vec<Known<Id>>>,
    groups_in_card: &str,
) -> Launch {
    let mut launch = Launch::default();
    launch.primary.subnet = build.id(properties, "SubnetId", ResourceKind::Subnet).map(Known::Is);
    launch.primary.groups = own_groups;
    launch.primary.addresses = private_addresses(properties);
    launch.primary.has_ipv6 = has_ipv6(properties);
    match properties.items("NetworkInterfaces") {
        Ok(items) => read_cards(build, properties, items, groups_in_card, &mut launch),
        Err(unknown) => {
            launch.primary.subnet.get_or_insert(Known::Unknown(unknown.clone()));
            launch.primary.groups.get_or_insert_with(|| vec![Known::Unknown(unknown.clone())]);
            launch.primary.has_ipv6 = Some(Known::Unknown(unknown.clone()));
            launch.primary.public = Some(Known::Unknown(unknown));
        }
    }
    launch
}

fn read_cards(
    build: &mut Build<'_>,
    properties: &Properties<'_>,
    items: &[Node],
    groups: &str,
    launch: &mut Launch,
) {
    let mut cards: Vec<(i64, Card)> = Vec::new();
    for (at, node) in items.iter().enumerate() {
        let card = Properties::of_template(properties.owner, node, build.document);
        let place = i64::try_from(at).unwrap_or(i64::MAX);
        let number = |key: &str| card.integer(key).and_then(|number| number.value().copied());
        // The primary interface is number 0 of card 0; where no number is written the order is
        // taken for it.
        let index = number("NetworkCardIndex")
            .unwrap_or(0)
            .saturating_add(number("DeviceIndex").unwrap_or(place));
        cards.push((index, read_card(build, &card, groups)));
    }
    cards.sort_by_key(|(index, _)| *index);
    let mut cards = cards.into_iter().map(|(_, card)| card);
    if let Some(primary) = cards.next() {
        let (subnet, groups) = (launch.primary.subnet.take(), launch.primary.groups.take());
        launch.primary = Card {
            subnet: primary.subnet.or(subnet),
            groups: primary.groups.or(groups),
            ..primary
        };
    }
    launch.others = cards.collect();
}

fn read_card(build: &mut Build<'_>, card: &Properties<'_>, groups_key: &str) -> Card {
    let subnet = build.id(card, "SubnetId", ResourceKind::Subnet).map(Known::Is);
    Card {
        existing: card
            .get("NetworkInterfaceId")
            .and_then(|_| build.id(card, "NetworkInterfaceId", ResourceKind::Interface)),
        groups: groups(build, card, &[groups_key]),
        public: card
            .get("AssociatePublicIpAddress")
            .map(|_| card.bool_or("AssociatePublicIpAddress", false)),
        addresses: private_addresses(card),
        has_ipv6: has_ipv6(card),
        subnet,
    }
}

fn groups(
    build: &mut Build<'_>,
    properties: &Properties<'_>,
    keys: &[&str],
) -> Option<Vec<Known<Id>>> {
    let key = keys.iter().find(|key| properties.get(key).is_some())?;
    Some(build.ids(properties, key, ResourceKind::SecurityGroup))
        .filter(|groups| !groups.is_empty())
}

pub(super) fn add_template(build: &mut Build<'_>, resource: &Resource<'_>) {
    let properties = &resource.properties;
    let launch = match properties.get("LaunchTemplateData") {
        Some(node) => read_launch(build, &properties.within(node), "Groups"),
        None => Launch::default(),
    };
    build.launches.insert(resource.id.clone(), launch);
}

pub(super) fn add_configuration(build: &mut Build<'_>, resource: &Resource<'_>) {
    let properties = &resource.properties;
    let public = properties
        .get("AssociatePublicIpAddress")
        .map(|_| properties.bool_or("AssociatePublicIpAddress", false));
    let groups = groups(build, properties, &["SecurityGroups"]);
    let primary = Card { public, groups, ..Card::default() };
    build.launches.insert(resource.id.clone(), Launch { primary, ..Launch::default() });
}

/// Makes the entry of a launch template, once it is known where it is used.
pub(super) fn finish_template(build: &mut Build<'_>, resource: &Resource<'_>) {
    let Some(launch) = build.launches.get(&resource.id).cloned() else { return };
    let mut subnets: Vec<Known<Id>> =
        launch.primary.subnet.iter().chain(&launch.used_in).cloned().collect();
    subnets.dedup();
    if subnets.is_empty() {
        let what = format!("the subnets in which instances are launched from `{}`", resource.id);
        subnets.push(Known::Unknown(resource.unknown(what)));
    }
    let is_only = launch.others.is_empty();
    let interface = launch.primary.interface(
        build,
        resource,
        InterfaceKind::LaunchTemplate,
        is_only,
        subnets.clone(),
    );
    build.network.interfaces.insert(resource.id.clone(), interface);
    add_others(build, resource, &launch, InterfaceKind::LaunchTemplate, Some(&subnets));
}

/// Adds the interfaces beside the primary one to what stands for that: those that exist by their
/// own names, the others under the name that Linux usually gives them, `HeadNode eth1`.
///
/// - `homes`: the subnets of the primary interface where others than its own can be.
pub(super) fn add_others(
    build: &mut Build<'_>,
    resource: &Resource<'_>,
    launch: &Launch,
    kind: InterfaceKind,
    homes: Option<&[Known<Id>]>,
) {
    let mut further = Vec::new();
    for (at, card) in launch.others.iter().enumerate() {
        if let Some(existing) = &card.existing {
            further.push(existing.clone());
            continue;
        }
        let id = Id::new(format!("{} eth{}", resource.id, at + 1));
        let missing = || vec![Known::Unknown(resource.unknown(format!("the subnet of `{id}`")))];
        let home = card.subnet.clone().map(|subnet| vec![subnet]);
        let home = home.or_else(|| homes.map(<[Known<Id>]>::to_vec));
        let subnets = home
            .or_else(|| launch.primary.subnet.clone().map(|subnet| vec![subnet]))
            .unwrap_or_else(missing);
        let (entry, span, properties) = (resource.entry, resource.span, resource.properties);
        let other =
            Resource { entry, id: id.clone(), span, properties, doubt: resource.doubt.clone() };
        let interface = card.interface(build, &other, kind, false, subnets);
        build.network.interfaces.insert(id.clone(), interface);
        further.push(id);
    }
    if let Some(owner) = build.network.interfaces.get_mut(&resource.id) {
        owner.further = further;
    }
}

/// Returns what the launch template says that a resource names under `key`, and notes in which
/// subnets it is used.
pub(super) fn named_launch(
    build: &mut Build<'_>,
    properties: &Properties<'_>,
    key: &str,
    used_in: &[Known<Id>],
) -> Option<Launch> {
    let node = properties.get(key)?;
    let unknown =
        |node: &Node| node.as_unknown().map_or_else(|| properties.missing(key), to_unknown);
    let specification = properties.within(node);
    let name = ["LaunchTemplateId", "LaunchTemplateName"]
        .iter()
        .find_map(|key| specification.get(key))
        .unwrap_or(node);
    let reference = name.as_reference().map(|reference| Id::new(&reference.id));
    let named = reference
        .filter(|id| build.launches.contains_key(id))
        .or_else(|| launch_of_name(build, name));
    if let Some(launch) = named.and_then(|id| build.launches.get_mut(&id)) {
        launch.used_in.extend(used_in.iter().cloned());
        return Some(launch.clone());
    }
    let what = || {
        let what = unknown(name);
        // Another version is another launch.
        let version = specification.get("Version").and_then(Node::as_text);
        let version = version.map(|version| format!(", version `{version}`")).unwrap_or_default();
        let text = name.as_text().map(|text| format!("the launch template `{text}`{version}"));
        crate::Unknown { what: text.unwrap_or(what.what), span: name.span }
    };
    let primary = Card {
        groups: Some(vec![Known::Unknown(what())]),
        public: Some(Known::Unknown(what())),
        has_ipv6: Some(Known::Unknown(what())),
        ..Card::default()
    };
    Some(Launch { primary, ..Launch::default() })
}

fn launch_of_name(build: &Build<'_>, name: &Node) -> Option<Id> {
    let text = name.as_text()?;
    let is_named = |id: &&Id| {
        let resource = build.document.resource(id.as_str());
        let written = resource.and_then(|resource| resource.properties.get("LaunchTemplateName"));
        written.and_then(Node::as_text).is_some_and(|written| written == text)
    };
    build.launches.keys().find(is_named).cloned()
}
