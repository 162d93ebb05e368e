//! What lives and what the template makes as two networks in which the same nodes can be asked
//! about.

use std::collections::BTreeSet;

use netloom_network::{Id, Known, Network, Propagation, ResourceKind, RouteOrigin, Target};
use netloom_template::Node;

use super::Drift;

impl Drift {
    /// Returns the network that lives and the network that the template makes, both under the
    /// template's names.
    ///
    /// Both have the nodes of the template and no others: any other interface there is no
    /// part of the comparison. A node that does not live yet, as those of a cluster, is asked about
    /// as it would be there. What the template only refers to is in both as it lives.
    #[must_use]
    pub fn networks(&self, living: &Network, written: &Network) -> (Network, Network) {
        let ids = self
            .names
            .iter()
            .map(|(id, name)| (Id::new(id.clone()), Id::new(name.clone())))
            .collect();
        let mut lives = living.renamed(&ids);
        let mut planned = written.clone();
        self.add_existing(&lives, &mut planned);
        lives.endpoints.retain(|id, _| !self.others.contains(id.as_str()));
        self.suppose_the_site_announces(&mut lives, written);
        // Groups that the cluster is going to make.
        for (id, group) in
            written.security_groups.iter().filter(|(id, _)| !self.made.contains(id.as_str()))
        {
            lives.security_groups.entry(id.clone()).or_insert_with(|| group.clone());
        }
        let routes = lives.route_tables.values().flat_map(|table| &table.routes);
        let forwarders: BTreeSet<Id> = routes
            .filter_map(|route| match &route.target {
                Known::Is(Target::Interface(id)) => Some(id.clone()),
                _ => None,
            })
            .collect();
        lives
            .interfaces
            .retain(|id, _| written.interfaces.contains_key(id) || forwarders.contains(id));
        for (id, interface) in &written.interfaces {
            let own = lives.interfaces.entry(id.clone()).or_insert_with(|| interface.clone());
            // Whether an instance runs behind it is the cluster's business.
            own.is_attached.clone_from(&interface.is_attached);
            // Which of the subnet's addresses it has was EC2's choice.
            own.addresses.clone_from(&interface.addresses);
            own.kind = interface.kind;
        }
        (lives, planned)
    }

    /// What was there before the template is in the template's network as it lives.
    fn add_existing(&self, lives: &Network, planned: &mut Network) {
        let is_it = |id: &Id| self.existing.contains(id.as_str());
        // Interfaces are the nodes that are asked about, and prefix lists are AWS's own.
        let is_copied = |kind: &ResourceKind| {
            !matches!(kind, ResourceKind::Interface | ResourceKind::PrefixList)
        };
        for kind in ResourceKind::all().filter(is_copied) {
            kind.copy(lives, planned, &is_it);
        }
        for (id, list) in &lives.prefix_lists {
            planned.prefix_lists.entry(id.clone()).or_insert_with(|| list.clone());
        }
    }

    /// A template supposes that the site announces its blocks; whether it does just now is no
    /// drift. A table that learns from the same gateway is given the same supposition in place of
    /// the routes that it has learned.
    fn suppose_the_site_announces(&self, lives: &mut Network, written: &Network) {
        let kind = "AWS::EC2::VPNGatewayRoutePropagation";
        let learns = |table: &Id, gateway: &Id| {
            self.living.of_kind(kind).any(|one| {
                let of = one.properties.get("VpnGatewayId").and_then(Node::as_reference);
                let tables =
                    one.properties.get("RouteTableIds").and_then(Node::as_list).unwrap_or_default();
                let is_table =
                    |node: &Node| node.as_reference().is_some_and(|own| own.id == table.as_str());
                of.is_some_and(|of| of.id == gateway.as_str()) && tables.iter().any(is_table)
            })
        };
        for (id, table) in &written.route_tables {
            let Some(own) = lives.route_tables.get_mut(id) else { continue };
            let learned: Vec<Propagation> = table
                .propagations
                .iter()
                .filter(|propagation| learns(id, &propagation.gateway))
                .cloned()
                .collect();
            if !learned.is_empty() {
                own.routes.retain(|route| route.origin == RouteOrigin::Static);
                own.propagations = learned;
            }
        }
    }
}
