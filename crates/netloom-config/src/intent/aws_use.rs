//! What a cluster uses of AWS beside its nodes, as far as it decides which services they call.

use netloom_diag::{Sourced, Span};

use super::NodeGroup;

/// What the file says of the services that nodes call; all of it empty when it says nothing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AwsUse {
    /// Secrets that nodes read, in the order of the file.
    pub secrets: Vec<SecretUse>,
    /// Groups of nodes that users reach by Session Manager, with the policy that says so.
    pub session_manager: Vec<(NodeGroup, Span)>,
    /// Whether the cluster goes without a hosted zone of its own, and so without Route 53.
    pub disables_managed_dns: Option<Sourced<bool>>,
    /// Whether nodes go by the host names of EC2.
    pub uses_ec2_hostnames: Option<Sourced<bool>>,
    /// The bucket in which the cluster keeps its own files; absent where ParallelCluster makes one.
    pub custom_bucket: Option<Sourced<String>>,
}

/// A secret that nodes read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SecretUse {
    /// What it is for.
    pub purpose: SecretPurpose,
    /// The service that keeps it: `secretsmanager`, or `ssm` for a parameter.
    pub service: &'static str,
    /// The place of its ARN.
    pub span: Span,
}

/// What a secret is for, which decides who reads it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum SecretPurpose {
    /// The password of the accounting database, for the head node.
    Database,
    /// The password of the directory, for the head node.
    Directory,
    /// The key of munge, for the head node.
    MungeKey,
}
