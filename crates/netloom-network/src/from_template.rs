//! A network out of a CloudFormation template.
//!
//! - Comes in: a [`TemplateDocument`], in which functions and conditions are worked out as far as
//!   the text tells.
//! - Goes out: a [`Network`] of what the stack will be once it is made, AWS's documented defaults
//!   written out.
//! - Owned here: which resource type and which property means what for packets; one file per family
//!   of types.
//! - Left to others: reading the text (`netloom-template`), whether CloudFormation would take it
//!   (structural findings), and what packets do in the network (the engine).
//!
//! A resource whose condition cannot be decided is there, and its effect is unknown. One whose
//! condition is false is not there. What the template refers to without describing it stands in the
//! network under the text of the reference, with every part unknown by name.

mod accelerator;
mod attached;
mod attributes;
mod client_addresses;
pub(crate) mod context;
pub(crate) mod coverage;
mod custom;
mod dhcp_options;
mod elastic_ip;
mod endpoint;
mod endpoint_policy;
mod firewall;
mod fleet;
mod gateways;
mod handed_on;
mod instance;
mod interface;
mod key_values;
mod kinds;
mod launch;
mod listeners;
mod load_balancer;
mod mark_unknown;
mod missing_facts;
mod nat_gateway;
mod network_acl;
mod peering;
mod prefix_list;
mod public_access;
mod revived;
mod route_table;
mod security_group;
mod service;
mod stateless_rules;
mod static_lines;
mod subnet;
mod transit_gateway;
mod vpc;

#[cfg(test)]
mod tests;

use netloom_diag::Diagnostic;
use netloom_template::{ParameterEntry, TemplateDocument};

use crate::building::{place_what_is_referred_to, to_unknown};
use crate::{Id, Network, ResourceKind};

pub use crate::building::BuiltNetwork;

use context::{Build, Resource};

/// Returns the network that a template describes.
#[must_use]
pub fn network_of_template(document: &TemplateDocument) -> BuiltNetwork {
    let mut network = Network::default();
    let diagnostics = add_template(&mut network, document);
    BuiltNetwork { network, diagnostics }
}

/// Lays a template over a network, usually one of facts: ids that the template writes meet the
/// entries of that network.
///
/// Returns the problems, in the order in which they were met.
pub fn add_template(network: &mut Network, document: &TemplateDocument) -> Vec<Diagnostic> {
    network.not_understood.extend(document.not_understood.iter().map(to_unknown));
    network.defaults.extend(defaults(document));
    let mut build = Build::new(network, document);
    for (kind, add) in steps() {
        for entry in document.of_kind(kind) {
            if let Some(resource) = Resource::of(entry, document) {
                add(&mut build, &resource);
            }
        }
    }
    static_lines::settle(&mut build);
    revived::routes(&mut build);
    interface::give_default_groups(&mut build);
    vpc::use_written_default_acls(&mut build);
    place_what_is_referred_to(build.network, &build.stand_ins);
    // Last, so that nothing else is recorded of what becomes unknown here.
    kinds::note_what_is_not_understood(&mut build);
    custom::note_what_they_are_given(&mut build);
    note_what_is_no_end(&mut build);
    missing_facts::note_names_that_may_meet(&mut build);
    build.diagnostics
}

/// The parameters whose values are their defaults: these stand at the default, and given values at
/// the name.
fn defaults(document: &TemplateDocument) -> impl Iterator<Item = String> {
    let is_default = |parameter: &&ParameterEntry| {
        parameter.value.as_unknown().is_none() && parameter.value.span != parameter.span
    };
    document.parameters.iter().filter(is_default).map(|parameter| parameter.id.clone())
}

/// Notes of every other name of the template why no claim can be about it.
fn note_what_is_no_end(build: &mut Build<'_>) {
    for resource in &build.document.resources {
        let id = Id::new(&resource.id);
        let network = &build.network;
        let is_end =
            network.interfaces.contains_key(&id) || network.security_groups.contains_key(&id);
        if is_end || network.subnets.contains_key(&id) {
            continue;
        }
        let why = match build.document.absences.get(&resource.id) {
            Some(why) => format!("`{id}` is not made {why}"),
            None => format!("`{id}` ({}) has no interface in a subnet", resource.kind),
        };
        build.network.no_ends.insert(id, why);
    }
}

/// Returns what is known of every type of network resources and of its properties, as a page of
/// Markdown.
#[must_use]
pub fn coverage_page() -> String {
    coverage::page()
}

/// Returns whether a property of a type of resources, as a path with `*` for the items of lists, is
/// known to have no influence on packets, with all that is below it.
#[must_use]
pub fn is_without_influence(kind: &str, path: &str) -> bool {
    coverage::is_without_influence(kind, path)
}

/// What is done with one resource of a type.
pub(crate) type Step = fn(&mut Build<'_>, &Resource<'_>);

/// Returns what is done with the resources of each type, in the order in which it is done.
fn steps() -> impl Iterator<Item = &'static (&'static str, Step)> {
    let of_kinds = ResourceKind::all().flat_map(ResourceKind::steps);
    FIRST.iter().chain(of_kinds).chain(LATER)
}

/// Returns what is done with the resources of one type.
pub(crate) fn steps_of(kind: &str) -> impl Iterator<Item = Step> {
    steps().filter(move |(name, _)| *name == kind).map(|(_, step)| *step)
}

/// What is done with the resources of each type, in the order in which it is done: what others
/// change comes first, and what copies from others last. A type that stands here more than once is
/// taken up again when the others are there.
const FIRST: &[(&str, Step)] = &[
    ("AWS::EC2::VPC", vpc::add),
    ("AWS::EC2::VPCCidrBlock", vpc::add_block),
    ("AWS::EC2::VPCDHCPOptionsAssociation", dhcp_options::associate),
    ("AWS::EC2::Subnet", subnet::add),
    ("AWS::EC2::SubnetCidrBlock", subnet::add_block),
    ("AWS::EC2::PrefixList", prefix_list::add),
];

/// As [`FIRST`], for what refers to the kinds that have a step of their own.
const LATER: &[(&str, Step)] = &[
    ("AWS::EC2::VPCGatewayAttachment", gateways::attach),
    ("AWS::EC2::VPNConnection", gateways::connect),
    ("AWS::EC2::NatGateway", nat_gateway::add),
    ("AWS::EC2::VPCPeeringConnection", peering::add),
    ("AWS::EC2::TransitGateway", transit_gateway::add),
    ("AWS::EC2::TransitGatewayRouteTable", transit_gateway::add_table),
    ("AWS::EC2::TransitGatewayAttachment", transit_gateway::add_attachment),
    ("AWS::EC2::TransitGatewayVpcAttachment", transit_gateway::add_attachment),
    ("AWS::EC2::TransitGatewayRouteTableAssociation", transit_gateway::associate),
    ("AWS::EC2::TransitGatewayRouteTablePropagation", transit_gateway::propagate),
    ("AWS::EC2::TransitGatewayRoute", transit_gateway::add_route),
    ("AWS::NetworkFirewall::Firewall", firewall::add),
    ("AWS::NetworkFirewall::VpcEndpointAssociation", firewall::associate),
    ("AWS::EC2::VPCEndpoint", firewall::add_of_balancer),
    ("AWS::EC2::RouteTable", route_table::add),
    ("AWS::EC2::Route", route_table::add_route),
    ("AWS::EC2::SubnetRouteTableAssociation", route_table::associate_subnet),
    ("AWS::EC2::GatewayRouteTableAssociation", route_table::associate_gateway),
    ("AWS::EC2::VPNGatewayRoutePropagation", route_table::propagate),
    ("AWS::EC2::VPNConnectionRoute", static_lines::add_route),
    ("AWS::EC2::NetworkAcl", network_acl::add),
    ("AWS::EC2::NetworkAclEntry", network_acl::add_entry),
    ("AWS::EC2::SubnetNetworkAclAssociation", network_acl::associate),
    ("AWS::EC2::SecurityGroup", security_group::add),
    ("AWS::EC2::SecurityGroupIngress", security_group::add_ingress),
    ("AWS::EC2::SecurityGroupEgress", security_group::add_egress),
    ("AWS::EC2::NetworkInterface", interface::add),
    ("AWS::EC2::LaunchTemplate", launch::add_template),
    ("AWS::AutoScaling::LaunchConfiguration", launch::add_configuration),
    ("AWS::EC2::Instance", instance::add),
    ("AWS::EC2::NetworkInterfaceAttachment", interface::attach),
    ("AWS::EC2::EIP", elastic_ip::add),
    ("AWS::EC2::EIPAssociation", elastic_ip::associate),
    ("AWS::AutoScaling::AutoScalingGroup", fleet::add_scaling_group),
    ("AWS::Batch::ComputeEnvironment", fleet::add_compute_environment),
    ("AWS::EC2::EC2Fleet", fleet::add_ec2_fleet),
    ("AWS::EC2::SpotFleet", fleet::add_ec2_fleet),
    ("AWS::EC2::LaunchTemplate", launch::finish_template),
    ("AWS::AutoScaling::LaunchConfiguration", launch::finish_template),
    ("AWS::EFS::MountTarget", service::add_mount_target),
    ("AWS::FSx::FileSystem", service::add_file_system),
    ("AWS::RDS::DBInstance", service::add_database),
    ("AWS::RDS::DBCluster", service::add_database),
    ("AWS::Lambda::Function", service::add_function),
    ("AWS::Serverless::Function", service::add_function),
    ("AWS::ElasticLoadBalancing::LoadBalancer", load_balancer::add_classic),
    ("AWS::ElasticLoadBalancing::LoadBalancer", listeners::add_of_classic),
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", load_balancer::add),
    ("AWS::ElasticLoadBalancingV2::Listener", listeners::add),
    ("AWS::ElasticLoadBalancingV2::TargetGroup", client_addresses::add),
    ("AWS::EC2::InstanceConnectEndpoint", attached::add),
    ("AWS::EC2::VerifiedAccessEndpoint", attached::add),
    ("AWS::EC2::ClientVpnTargetNetworkAssociation", attached::add),
    ("AWS::EC2::RouteServerEndpoint", attached::add),
    ("AWS::Route53Resolver::ResolverEndpoint", attached::add),
    ("AWS::VpcLattice::ResourceGateway", attached::add),
    ("AWS::RDS::DBProxy", attached::add),
    ("AWS::FSx::FileCache", attached::add),
    ("AWS::PCS::Cluster", attached::add),
    ("AWS::DirectoryService::MicrosoftAD", attached::add),
    ("AWS::DirectoryService::SimpleAD", attached::add),
    ("AWS::EKS::Cluster", attached::add),
    ("AWS::ECS::Service", attached::add),
    ("AWS::ElastiCache::CacheCluster", attached::add),
    ("AWS::ElastiCache::ReplicationGroup", attached::add),
    ("AWS::ElastiCache::ServerlessCache", attached::add),
    ("AWS::MemoryDB::Cluster", attached::add),
    ("AWS::DAX::Cluster", attached::add),
    ("AWS::RDS::DBProxyEndpoint", attached::add),
    ("AWS::DocDB::DBCluster", attached::add),
    ("AWS::DocDBElastic::Cluster", attached::add),
    ("AWS::Neptune::DBCluster", attached::add),
    ("AWS::NeptuneGraph::PrivateGraphEndpoint", attached::add),
    ("AWS::Redshift::Cluster", attached::add),
    ("AWS::RedshiftServerless::Workgroup", attached::add),
    ("AWS::Redshift::EndpointAccess", attached::add),
    ("AWS::Timestream::InfluxDBInstance", attached::add),
    ("AWS::DMS::ReplicationInstance", attached::add),
    ("AWS::DMS::ReplicationConfig", attached::add),
    ("AWS::Timestream::InfluxDBCluster", attached::add),
    ("AWS::SageMaker::Cluster", attached::add),
    ("AWS::SageMaker::Domain", attached::add),
    ("AWS::SageMaker::Model", attached::add),
    ("AWS::CodeBuild::Fleet", attached::add),
    ("AWS::CodeBuild::Project", attached::add),
    ("AWS::Lambda::CapacityProvider", attached::add),
    ("AWS::OpenSearchService::Domain", attached::add),
    ("AWS::Elasticsearch::Domain", attached::add),
    ("AWS::OpenSearchServerless::VpcEndpoint", attached::add),
    ("AWS::MSK::Cluster", attached::add),
    ("AWS::MSK::ServerlessCluster", attached::add),
    ("AWS::MSK::VpcConnection", attached::add),
    ("AWS::AmazonMQ::Broker", attached::add),
    ("AWS::Transfer::Server", attached::add),
    ("AWS::AppStream::Fleet", attached::add),
    ("AWS::AppStream::ImageBuilder", attached::add),
    ("AWS::QuickSight::VPCConnection", attached::add),
    ("AWS::Glue::Connection", attached::add),
    ("AWS::SageMaker::NotebookInstance", attached::add),
    ("AWS::MWAA::Environment", attached::add),
    ("AWS::S3Files::MountTarget", attached::add),
    ("AWS::EC2::VPCEndpoint", endpoint::add),
    ("AWS::GlobalAccelerator::EndpointGroup", accelerator::add),
    ("AWS::EC2::VPCBlockPublicAccessOptions", public_access::block),
    ("AWS::EC2::VPCBlockPublicAccessExclusion", public_access::exclude),
];
