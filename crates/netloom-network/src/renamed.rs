//! A network with its things called by other names: what lives, under the names of a template.

use std::collections::BTreeMap;

use super::{
    AclChoice, Assumption, Attachment, Destination, EndpointKind, Id, Known, Network, Peer, Route,
    RouteTable, SecurityGroup, TableChoice, Target,
};

impl Network {
    /// Returns the network with other names.
    ///
    /// - `names`: new names by old ones; what is not in it keeps its name. Two things never get one
    ///   name: where a new name is taken already, that thing comes first in the order of the old
    ///   names and the other is lost.
    #[must_use]
    pub fn renamed(&self, names: &BTreeMap<Id, Id>) -> Self {
        let mut network = self.clone();
        let names = Names(names);
        for vpc in network.vpcs.values_mut() {
            names.one(&mut vpc.id);
        }
        for subnet in network.subnets.values_mut() {
            names.one(&mut subnet.id);
            names.one(&mut subnet.vpc);
            if let TableChoice::Associated(id, _) = &mut subnet.route_table {
                names.one(id);
            }
            if let AclChoice::Associated(id, _) = &mut subnet.network_acl {
                names.one(id);
            }
        }
        network.route_tables.values_mut().for_each(|table| names.table(table));
        for acl in network.network_acls.values_mut() {
            names.one(&mut acl.id);
        }
        network.security_groups.values_mut().for_each(|group| names.group(group));
        for interface in network.interfaces.values_mut() {
            names.one(&mut interface.id);
            interface.twin.iter_mut().chain(&mut interface.further).for_each(|id| names.one(id));
            names.all(&mut interface.subnets);
            names.all(&mut interface.groups);
        }
        for gateway in network.internet_gateways.values_mut() {
            names.one(&mut gateway.id);
            names.attachment(&mut gateway.attachment);
        }
        for gateway in network.vpn_gateways.values_mut() {
            names.one(&mut gateway.id);
            names.attachment(&mut gateway.attachment);
        }
        for gateway in network.egress_only_gateways.values_mut() {
            names.one(&mut gateway.id);
            names.known(&mut gateway.vpc);
        }
        for gateway in network.nat_gateways.values_mut() {
            names.one(&mut gateway.id);
            gateway.subnet.iter_mut().chain(&mut gateway.vpc).for_each(|id| names.known(id));
        }
        for endpoint in network.endpoints.values_mut() {
            names.one(&mut endpoint.id);
            names.known(&mut endpoint.vpc);
            match &mut endpoint.kind {
                EndpointKind::Gateway { route_tables } => names.all(route_tables),
                EndpointKind::Interface { subnets, groups, .. } => {
                    names.all(subnets);
                    names.all(groups);
                }
                EndpointKind::Other => {}
            }
        }
        for firewall in network.firewalls.values_mut() {
            names.one(&mut firewall.id);
            names.all(&mut firewall.subnets);
        }
        for peering in network.peerings.values_mut() {
            names.one(&mut peering.id);
            names.known(&mut peering.requester);
            names.known(&mut peering.accepter);
        }
        for gateway in network.transit_gateways.values_mut() {
            names.one(&mut gateway.id);
            for attachment in &mut gateway.attachments {
                names.one(&mut attachment.id);
                names.known(&mut attachment.vpc);
                names.all(&mut attachment.subnets);
                names.all(&mut attachment.propagations);
                attachment.association.iter_mut().for_each(|table| names.known(table));
            }
            for table in &mut gateway.tables {
                names.one(&mut table.id);
                for (destination, target, _) in &mut table.routes {
                    names.destination(destination);
                    target.iter_mut().for_each(|id| names.known(id));
                }
            }
        }
        for list in network.prefix_lists.values_mut() {
            names.one(&mut list.id);
        }
        for forwarding in &mut network.forwardings {
            names.one(&mut forwarding.id);
            names.all(&mut forwarding.balancers);
            forwarding.targets.iter_mut().for_each(|target| names.one(target));
            for handed in &mut forwarding.handed_on {
                names.one(&mut handed.balancer);
                names.one(&mut handed.target);
            }
        }
        for interface in network.file_systems.values_mut().flatten() {
            names.one(interface);
        }
        Self {
            vpcs: names.keys(network.vpcs),
            subnets: names.keys(network.subnets),
            route_tables: names.keys(network.route_tables),
            network_acls: names.keys(network.network_acls),
            security_groups: names.keys(network.security_groups),
            interfaces: names.keys(network.interfaces),
            internet_gateways: names.keys(network.internet_gateways),
            egress_only_gateways: names.keys(network.egress_only_gateways),
            nat_gateways: names.keys(network.nat_gateways),
            vpn_gateways: names.keys(network.vpn_gateways),
            endpoints: names.keys(network.endpoints),
            firewalls: names.keys(network.firewalls),
            peerings: names.keys(network.peerings),
            transit_gateways: names.keys(network.transit_gateways),
            prefix_lists: names.keys(network.prefix_lists),
            forwardings: network.forwardings,
            defaults: network.defaults,
            on_premises: network.on_premises,
            not_understood: network.not_understood,
            assumptions: network.assumptions.into_iter().map(|one| names.assumption(one)).collect(),
            file_systems: names.keys(network.file_systems),
            stacks: names.keys(network.stacks),
            no_ends: names.keys(network.no_ends),
        }
    }
}

struct Names<'a>(&'a BTreeMap<Id, Id>);

impl Names<'_> {
    fn one(&self, id: &mut Id) {
        if let Some(name) = self.0.get(id) {
            id.clone_from(name);
        }
    }

    fn assumption(&self, assumption: Assumption) -> Assumption {
        let renamed = |id: &Id| self.0.get(id).unwrap_or(id).clone();
        Assumption { about: assumption.about.iter().map(renamed).collect(), ..assumption }
    }

    fn known(&self, id: &mut Known<Id>) {
        if let Known::Is(id) = id {
            self.one(id);
        }
    }

    fn all(&self, ids: &mut [Known<Id>]) {
        ids.iter_mut().for_each(|id| self.known(id));
    }

    fn keys<T>(&self, things: BTreeMap<Id, T>) -> BTreeMap<Id, T> {
        let mut renamed = BTreeMap::new();
        for (mut id, thing) in things {
            self.one(&mut id);
            renamed.entry(id).or_insert(thing);
        }
        renamed
    }

    fn attachment(&self, attachment: &mut Attachment) {
        if let Attachment::To(vpc, _) = attachment {
            self.one(vpc);
        }
    }

    fn destination(&self, destination: &mut Known<Destination>) {
        if let Known::Is(Destination::PrefixList(id)) = destination {
            self.one(id);
        }
    }

    fn table(&self, table: &mut RouteTable) {
        self.one(&mut table.id);
        self.one(&mut table.vpc);
        table.routes.iter_mut().for_each(|route| self.route(route));
        table.propagations.iter_mut().for_each(|learned| self.one(&mut learned.gateway));
        table.edges.iter_mut().for_each(|edge| self.one(edge));
    }

    fn route(&self, route: &mut Route) {
        self.destination(&mut route.destination);
        if let Known::Is(target) = &mut route.target {
            match target {
                Target::Local => {}
                Target::InternetGateway(id)
                | Target::EgressOnlyGateway(id)
                | Target::NatGateway(id)
                | Target::Interface(id)
                | Target::VpnGateway(id)
                | Target::GatewayEndpoint(id)
                | Target::Peering(id)
                | Target::TransitGateway(id)
                | Target::Firewall(id, _)
                | Target::Other(id) => self.one(id),
            }
        }
    }

    fn group(&self, group: &mut SecurityGroup) {
        self.one(&mut group.id);
        self.known(&mut group.vpc);
        for rule in group.ingress.iter_mut().chain(&mut group.egress) {
            if let Known::Is(Peer::Group(id) | Peer::PrefixList(id)) = &mut rule.peer {
                self.one(id);
            }
        }
    }
}
