//! The values that starter templates can use.

use serde::Serialize;

use super::Topology;

/// One field per placeholder; a template that names another one is rejected.
#[derive(Serialize)]
pub(super) struct StarterValues {
    /// What the network is, one sentence.
    summary: &'static str,
    /// The region.
    region: &'static str,
    /// The id of the first zone of `region`.
    zone: &'static str,
    /// The block of the VPC.
    vpc_cidr: &'static str,
    /// The public addresses of the site: a block that is kept for documentation, so no host can
    /// connect until it is changed.
    ///
    /// # Source
    /// RFC 5737, section 3.
    site_public_cidr: &'static str,
    /// The private addresses of the site.
    on_premises_cidr: &'static str,
    /// The site's proxy.
    proxy: &'static str,
    /// The EC2 key pair.
    key_name: &'static str,
    /// The head node, of a generation that 2.x knows.
    head_type_v2: &'static str,
    /// The compute nodes, of a generation that 2.x knows.
    compute_type_v2: &'static str,
    /// The head node.
    head_type_v3: &'static str,
    /// The compute nodes.
    compute_type_v3: &'static str,
    /// The queue's name.
    queue: &'static str,
    /// The compute resource's name.
    compute_resource: &'static str,
    /// How many compute nodes there can be at once.
    max_nodes: u32,
    /// How many compute nodes their subnet is to have room for: twice the fleet.
    compute_hosts: u32,
}

impl StarterValues {
    pub(super) fn of(topology: Topology) -> Self {
        Self {
            summary: summary(topology),
            region: "eu-west-1",
            zone: "euw1-az1",
            vpc_cidr: "10.0.0.0/16",
            site_public_cidr: "203.0.113.0/24",
            on_premises_cidr: "192.168.0.0/16",
            proxy: "http://proxy.example.com:3128",
            key_name: "my-key",
            head_type_v2: "c5.xlarge",
            compute_type_v2: "c5.4xlarge",
            head_type_v3: "m6i.xlarge",
            compute_type_v3: "c6i.4xlarge",
            queue: "cpu",
            compute_resource: "c6i",
            max_nodes: 16,
            compute_hosts: 32,
        }
    }
}

fn summary(topology: Topology) -> &'static str {
    match topology {
        Topology::Public => {
            "A cluster in one public subnet of a new VPC: every node has a public address, no NAT \
             gateway."
        }
        Topology::PublicPrivate => {
            "A cluster in a new VPC: head node in a public subnet, compute nodes in a private one \
             behind a NAT gateway."
        }
        Topology::PrivateProxy => {
            "A cluster in one private subnet of a new VPC, reached over Direct Connect or VPN, \
             out through an HTTP proxy."
        }
    }
}
