//! VPC endpoints: which services nodes reach without the internet.

use std::collections::BTreeMap;

use netloom_diag::Sourced;
use netloom_net::ids::SecurityGroupId;

use super::SubnetName;

/// What the file says of VPC endpoints; all of it empty when it says nothing.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct EndpointsIntent {
    /// Whether the cluster gets the endpoints that it needs and none else reaches; absent when the
    /// file does not say, `false` for `none` and for a list without `auto`.
    pub is_auto: Option<Sourced<bool>>,
    /// Settings of those that `auto` adds, in the place of the defaults.
    pub settings_of_auto: EndpointSettings,
    /// Endpoints that the file lists, by service: `s3`, `ecr.api`.
    pub listed: BTreeMap<String, Sourced<EndpointSettings>>,
    /// Endpoints that the VPC has already, with what leads to them; from facts, never written.
    pub existing: Vec<ExistingEndpoint>,
}

impl EndpointsIntent {
    /// Returns the endpoint of the VPC that has the private name of a service already.
    ///
    /// A gateway endpoint has none: each serves its own route tables.
    ///
    /// # Source
    /// AWS PrivateLink guide, "Private DNS": one endpoint of a service in a VPC can have it.
    #[must_use]
    pub fn holder_of_name(&self, service: &str) -> Option<&ExistingEndpoint> {
        self.existing.iter().find(|known| known.service == service && known.has_private_dns)
    }
}

/// Settings of one endpoint; empty for the defaults.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct EndpointSettings {
    /// Who may do what through it.
    pub policy: Option<Sourced<EndpointPolicy>>,
    /// The subnets of its interfaces, in the order written: the first one in each zone counts.
    pub subnets: Vec<Sourced<SubnetName>>,
    /// The security groups of its interfaces, in the place of the one that is made.
    pub groups: Vec<Sourced<SecurityGroupId>>,
}

/// Whom the policy of an endpoint admits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum EndpointPolicy {
    /// Everyone, to everything: AWS's own default.
    Open,
    /// What belongs to the account of the network, and what AWS offers to every cluster.
    Account,
    /// What ParallelCluster's nodes do, and nothing more.
    Strict,
}

/// An endpoint that a VPC has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ExistingEndpoint {
    /// Its id, such as `vpce-0123456789abcdef0`.
    pub id: String,
    /// The service: `s3`.
    pub service: String,
    /// Whether the service's own name leads to it.
    pub has_private_dns: bool,
}
