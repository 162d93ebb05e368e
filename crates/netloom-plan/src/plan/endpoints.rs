//! VPC endpoints.

use netloom_config::intent::EndpointPolicy;
use netloom_diag::{Origin, Sourced};

use super::{GroupRef, RouteTableKey, SubnetPlace};

/// A VPC endpoint to make.
///
/// Its key is its service: a VPC has one endpoint at most whose private name is the service's.
#[derive(Clone, PartialEq, Debug)]
pub struct PlannedEndpoint {
    /// The service: `s3`, `ecr.api`.
    pub service: String,
    /// Its whole name, `com.amazonaws.eu-west-1.s3`; with `${AWS::Region}` in it where the region is
    /// not known.
    pub service_name: String,
    /// The key or rule that asked for it.
    pub origin: Origin,
    /// How nodes get there.
    pub path: EndpointPath,
    /// Whether the file names the subnets of its interfaces.
    pub has_written_subnets: bool,
    /// Whom its policy admits.
    pub policy: Sourced<EndpointPolicy>,
    /// Whether the cluster runs jobs of AWS Batch, for which its nodes call more of a service.
    pub has_batch: bool,
    /// Of Amazon S3, the buckets that the cluster uses beside its own and those of every cluster,
    /// sorted.
    pub further_buckets: Vec<String>,
}

/// How nodes get to an endpoint.
#[derive(Clone, PartialEq, Debug)]
pub enum EndpointPath {
    /// By routes in these tables, sorted, at least one: every one that is not public.
    Gateway(Vec<RouteTableKey>),
    /// By interfaces.
    Interface {
        /// Their subnets, sorted, at least one, each in another zone.
        subnets: Vec<SubnetPlace>,
        /// Their security groups, sorted, at least one.
        groups: Vec<GroupRef>,
    },
}

impl PlannedEndpoint {
    /// Returns in how many zones it has an interface, which is what it costs; none for a gateway.
    #[must_use]
    pub fn n_interfaces(&self) -> usize {
        match &self.path {
            EndpointPath::Gateway(_) => 0,
            EndpointPath::Interface { subnets, .. } => subnets.len(),
        }
    }
}
