//! Interfaces by their security groups and subnets, and the interfaces that could be launched
//! beside them.

use std::collections::{BTreeMap, BTreeSet};

use netloom_network::{Id, Interface, InterfaceKind, Known, Network, PublicAddress, Target};

/// What a question about a security group or a subnet is about.
#[derive(Clone, Debug)]
pub struct Members {
    /// Interfaces by each of their groups.
    by_group: BTreeMap<Id, Vec<Id>>,
    /// Interfaces of which not all groups are known.
    doubtful: Vec<Id>,
    /// Interfaces by each of their subnets.
    by_subnet: BTreeMap<Id, Vec<Id>>,
    /// Interfaces of which not all subnets are known.
    unplaced: Vec<Id>,
    /// The secondary private addresses of interfaces, each as an interface that has no other ones.
    secondary: BTreeMap<Id, Vec<Interface>>,
    /// Interfaces that routes lead to.
    targets: BTreeSet<Id>,
    launched_with: BTreeMap<Id, Launched>,
    launched: Launched,
}

/// Interfaces that could be launched, alike but for the public address.
#[derive(Clone, Debug)]
struct Launched {
    as_subnet_says: Interface,
    with_public_address: Interface,
    without_public_address: Interface,
}

impl Members {
    /// Looks them up in a network.
    #[must_use]
    pub fn of(network: &Network) -> Self {
        let mut members = Self {
            by_group: BTreeMap::new(),
            doubtful: Vec::new(),
            by_subnet: BTreeMap::new(),
            unplaced: Vec::new(),
            secondary: BTreeMap::new(),
            targets: targets(network),
            launched_with: network
                .security_groups
                .keys()
                .map(|id| (id.clone(), launched_with(network, id)))
                .collect(),
            launched: Launched::of("anything launched", Vec::new(), Vec::new()),
        };
        for interface in network.interfaces.values() {
            members.add(interface);
        }
        members
    }

    fn add(&mut self, interface: &Interface) {
        let each = |ids: &[Known<Id>]| {
            ids.iter().filter_map(Known::value).cloned().collect::<BTreeSet<Id>>()
        };
        for group in each(&interface.groups) {
            self.by_group.entry(group).or_default().push(interface.id.clone());
        }
        for subnet in each(&interface.subnets) {
            self.by_subnet.entry(subnet).or_default().push(interface.id.clone());
        }
        if interface.groups.iter().any(|group| group.unknown().is_some()) {
            self.doubtful.push(interface.id.clone());
        }
        if interface.subnets.iter().any(|subnet| subnet.unknown().is_some()) {
            self.unplaced.push(interface.id.clone());
        }
        let secondary = interface.secondary.iter().map(|secondary| Interface {
            addresses: secondary.addresses.clone(),
            secondary: Vec::new(),
            public: secondary.public.clone(),
            // The IPv6 addresses are reported with the primary address.
            has_ipv6: Some(Known::Is(false)),
            ..interface.clone()
        });
        if !interface.secondary.is_empty() {
            self.secondary.insert(interface.id.clone(), secondary.collect());
        }
    }

    /// The interfaces that have a security group.
    pub fn with_group(&self, group: &Id) -> &[Id] {
        self.by_group.get(group).map_or(&[], Vec::as_slice)
    }

    /// The interfaces of which not all groups are known.
    pub fn with_unknown_groups(&self) -> &[Id] {
        &self.doubtful
    }

    /// The interfaces that are in a subnet.
    pub fn in_subnet(&self, subnet: &Id) -> &[Id] {
        self.by_subnet.get(subnet).map_or(&[], Vec::as_slice)
    }

    /// The interfaces of which not all subnets are known.
    pub fn in_unknown_subnets(&self) -> &[Id] {
        &self.unplaced
    }

    /// The secondary private addresses of an interface.
    pub fn secondary(&self, interface: &Id) -> &[Interface] {
        self.secondary.get(interface).map_or(&[], Vec::as_slice)
    }

    /// Whether a route or a load balancer leads to an interface, or it is that load balancer.
    pub fn is_target(&self, interface: &Interface) -> bool {
        self.targets.contains(&interface.id)
            || interface.twin.as_ref().is_some_and(|twin| self.targets.contains(twin))
    }

    /// An interface that could be launched: with just this group or with any, its public address as
    /// told or as its subnet says.
    pub fn launched(
        &self,
        group: Option<&Id>,
        has_public_address: Option<bool>,
    ) -> Option<&Interface> {
        let launched = group.map_or(Some(&self.launched), |group| self.launched_with.get(group))?;
        Some(match has_public_address {
            None => &launched.as_subnet_says,
            Some(true) => &launched.with_public_address,
            Some(false) => &launched.without_public_address,
        })
    }
}

fn targets(network: &Network) -> BTreeSet<Id> {
    let routes = network.route_tables.values().flat_map(|table| &table.routes);
    let target = |target: &Known<Target>| match target {
        Known::Is(Target::Interface(id)) => Some(id.clone()),
        _ => None,
    };
    let balancers = network.forwardings.iter().flat_map(|forwarding| {
        let balancers = forwarding.balancers.iter().filter_map(Known::value);
        balancers.chain(&forwarding.targets).cloned()
    });
    routes.filter_map(|route| target(&route.target)).chain(balancers).collect()
}

fn launched_with(network: &Network, group: &Id) -> Launched {
    let vpc = network.security_groups.get(group).and_then(|group| group.vpc.value());
    let subnets = network.subnets.values().filter(|subnet| Some(&subnet.vpc) == vpc);
    let subnets = subnets.map(|subnet| Known::Is(subnet.id.clone())).collect();
    let span = network.security_groups.get(group).map(|group| group.span).unwrap_or_default();
    let mut launched = Launched::of(group.as_str(), subnets, vec![Known::Is(group.clone())]);
    launched.as_subnet_says.span = span;
    launched.with_public_address.span = span;
    launched.without_public_address.span = span;
    launched
}

impl Launched {
    /// - `subnets`: where the one can be whose public address its subnet decides; the others are
    ///   asked about by subnet.
    fn of(name: &str, subnets: Vec<Known<Id>>, groups: Vec<Known<Id>>) -> Self {
        let span = netloom_diag::Span::default();
        let launched = |name: String, subnets, public: PublicAddress| Interface {
            has_ipv6: (public == PublicAddress::AtLaunch).then_some(Known::Is(true)),
            public,
            ..Interface::new(
                Id::new(name),
                span,
                InterfaceKind::Launched,
                (subnets, groups.clone()),
            )
        };
        Self {
            as_subnet_says: launched(name.to_owned(), subnets, PublicAddress::SubnetDecides),
            with_public_address: launched(
                format!("{name} with a public address"),
                Vec::new(),
                PublicAddress::AtLaunch,
            ),
            without_public_address: launched(
                format!("{name} without a public address"),
                Vec::new(),
                PublicAddress::None,
            ),
        }
    }
}
