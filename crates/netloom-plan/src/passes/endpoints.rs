//! VPC endpoints: which services get one, where its interfaces are, whom it admits.
//!
//! Which services is decided before blocks are, for each interface takes an address of its subnet;
//! the rest once subnets and route tables are known.

mod places;
mod services;

use std::collections::BTreeMap;

use netloom_config::ClusterIntent;
use netloom_config::intent::{EndpointPolicy, EndpointSettings, NatMode, Scheduler, SubnetKind};
use netloom_diag::{Diagnostic, Origin, Sourced};
use netloom_net::endpoints::{EndpointType, endpoint_name, endpoint_type};
use netloom_net::ports::{self, PortRange};

use super::nodes::NodeUse;
use super::placed_subnets::PlacedSubnet;
use super::security_groups::{group, rule};
use super::transit_gateway::written_way_out;
use crate::plan::{
    EndpointPath, GroupRef, PeerRef, PlannedEndpoint, PlannedNatGateway, PlannedRouteTable,
    PlannedSecurityGroup, PlannedSubnet, PlannedVpc, Protocol, RouteTableKey, RuleDirection,
    SecurityGroupKey, SubnetKey, SubnetPlace, ZoneRef,
};
use crate::{Memory, codes};

/// What endpoints are decided from.
pub(crate) struct Situation<'a> {
    pub(crate) intent: &'a ClusterIntent,
    pub(crate) uses: &'a [NodeUse],
    pub(crate) vpc: &'a PlannedVpc,
    pub(crate) sites: &'a [PlacedSubnet],
    pub(crate) nat_gateways: &'a [PlannedNatGateway],
    pub(crate) nat_mode: NatMode,
    pub(crate) memory: &'a Memory,
}

impl<'a> Situation<'a> {
    /// - The NAT gateways, and their mode.
    pub(crate) fn new(
        intent: &'a ClusterIntent,
        uses: &'a [NodeUse],
        vpc: &'a PlannedVpc,
        sites: &'a [PlacedSubnet],
        (nat_gateways, nat_mode): (&'a [PlannedNatGateway], NatMode),
        memory: &'a Memory,
    ) -> Self {
        Self { intent, uses, vpc, sites, nat_gateways, nat_mode, memory }
    }

    /// Whether nothing but endpoints leads out of subnets of this kind. Where `auto` is written, Direct
    /// Connect or VPN leads to the site and not to AWS.
    fn is_closed(&self, kind: SubnetKind) -> bool {
        match kind {
            SubnetKind::Public => false,
            SubnetKind::Isolated => true,
            SubnetKind::Private => {
                self.nat_gateways.is_empty()
                    && self.nat_mode != NatMode::HeadNode
                    && written_way_out(self.intent).is_none()
                    && (self.is_auto_written() || !self.may_have_line())
            }
        }
    }

    /// Whether nothing but endpoints leads out of a subnet.
    fn is_closed_site(&self, site: &PlacedSubnet) -> bool {
        self.is_closed(site.intent.kind.value) && !site.intent.ways.lead_out()
    }

    fn is_auto_written(&self) -> bool {
        self.intent.network.endpoints.is_auto.is_some_and(|auto| auto.value)
    }

    /// Whether there is a transit gateway, and whether there is or may be a virtual private gateway.
    fn may_have_line(&self) -> bool {
        if self.intent.network.further.transit_gateway.is_some() {
            return true;
        }
        let wanted = self.intent.network.virtual_private_gateway.as_ref();
        wanted.map_or(self.intent.head.proxy.is_some(), |wanted| wanted.value)
    }
}

/// An endpoint that is to be, and where its interfaces are.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct WantedEndpoint {
    service: String,
    origin: Origin,
    settings: EndpointSettings,
    /// None for a gateway.
    subnets: Vec<SubnetPlace>,
}

/// Decides which endpoints there are, sorted by service; without a VPC none.
pub(crate) fn wanted_endpoints(
    situation: Option<&Situation<'_>>,
    problems: &mut Vec<Diagnostic>,
) -> Vec<WantedEndpoint> {
    let Some(situation) = situation else { return Vec::new() };
    let services = services::services(situation, problems);
    let mut wanted = Vec::new();
    for (service, (origin, settings)) in services {
        let subnets = match endpoint_type(&service) {
            EndpointType::Gateway => Vec::new(),
            EndpointType::Interface => {
                let subnets = places::interface_subnets(situation, &settings, problems);
                if subnets.is_empty() {
                    problems.push(without_place(&service, origin));
                    continue;
                }
                subnets
            }
        };
        wanted.push(WantedEndpoint { service, origin, settings, subnets });
    }
    wanted
}

/// Returns how many addresses the interfaces of endpoints take in each subnet.
pub(crate) fn addresses_taken(wanted: &[WantedEndpoint]) -> BTreeMap<SubnetKey, u64> {
    let mut taken = BTreeMap::new();
    for place in wanted.iter().flat_map(|endpoint| &endpoint.subnets) {
        if let SubnetPlace::Planned(key) = place {
            *taken.entry(key.clone()).or_insert(0) += 1;
        }
    }
    taken
}

/// Decides the endpoints, sorted by service, once subnets and tables are known.
pub(crate) fn plan_endpoints(
    situation: Option<&Situation<'_>>,
    wanted: Vec<WantedEndpoint>,
    tables: &[PlannedRouteTable],
    problems: &mut Vec<Diagnostic>,
) -> Vec<PlannedEndpoint> {
    let Some(situation) = situation else { return Vec::new() };
    let tables: Vec<RouteTableKey> = tables
        .iter()
        .filter(|table| table.key.kind != SubnetKind::Public)
        .map(|table| table.key.clone())
        .collect();
    let region = region_of(situation);
    let mut endpoints = Vec::new();
    for endpoint in wanted {
        let is_gateway = endpoint_type(&endpoint.service) == EndpointType::Gateway;
        if is_gateway && tables.is_empty() {
            // What was not asked for is not missed.
            let is_listed =
                situation.intent.network.endpoints.listed.contains_key(&endpoint.service);
            problems.extend(is_listed.then(|| without_table(&endpoint)));
            continue;
        }
        let policy = policy_of(situation, &endpoint);
        let path = if is_gateway {
            EndpointPath::Gateway(tables.clone())
        } else {
            let given = endpoint.settings.groups.iter();
            let mut groups: Vec<GroupRef> =
                given.map(|id| GroupRef::Existing(id.value.clone())).collect();
            groups.sort();
            groups.dedup();
            if groups.is_empty() {
                groups.push(GroupRef::Planned(SecurityGroupKey::Endpoints));
            }
            EndpointPath::Interface { subnets: endpoint.subnets, groups }
        };
        let is_of_buckets = endpoint.service == "s3";
        let further_buckets =
            if is_of_buckets { further_buckets(situation, &region) } else { Vec::new() };
        endpoints.push(PlannedEndpoint {
            service_name: endpoint_name(&endpoint.service, &region),
            service: endpoint.service,
            origin: endpoint.origin,
            has_written_subnets: !endpoint.settings.subnets.is_empty(),
            path,
            policy,
            further_buckets,
            has_batch: situation.intent.scheduler.value == Scheduler::AwsBatch,
        });
    }
    endpoints
}

/// Returns the group of the interfaces, where any is in it.
///
/// The private name of a service leads the whole VPC to the endpoint, so the group admits the whole
/// VPC: a node that it shut out would lose the service although it has another way out.
///
/// # Source
/// AWS PrivateLink guide, "Access an AWS service using an interface VPC endpoint": the group has to
/// admit HTTPS from the resources that communicate with the service; "Private DNS".
pub(crate) fn endpoint_group(
    endpoints: &[PlannedEndpoint],
    vpc: Option<&PlannedVpc>,
    subnets: &[PlannedSubnet],
) -> Option<PlannedSecurityGroup> {
    let own = GroupRef::Planned(SecurityGroupKey::Endpoints);
    let first = endpoints.iter().find(|endpoint| {
        matches!(&endpoint.path, EndpointPath::Interface { groups, .. } if groups.contains(&own))
    })?;
    let mut blocks: Vec<_> =
        vpc?.cidrs().iter().map(|block| (block.value, "HTTPS from the VPC")).collect();
    // Of an existing VPC the blocks may be unknown; its own subnets never are.
    if blocks.is_empty() {
        let own = subnets.iter().map(|subnet| (subnet.cidr.value, "HTTPS from the cluster"));
        blocks.extend(own);
    }
    let https = Protocol::Tcp(PortRange::single(ports::HTTPS));
    let rules = blocks.into_iter().map(|(block, why)| {
        rule(RuleDirection::Ingress, PeerRef::Cidr(block), https, why, first.origin)
    });
    let key = SecurityGroupKey::Endpoints;
    Some(group(key, first.origin, "Interface endpoints of AWS services", rules.collect()))
}

/// Services whose endpoints take policies and that nodes call with the credentials of their role.
///
/// AWS CloudFormation is not one of them: `cfn-init` of the head node has no role to name, so the
/// call may not be the account's.
///
/// # Source
/// The section on endpoint policies in the guides of Amazon EC2 API, CloudWatch Logs, Secrets
/// Manager, Systems Manager, SQS, EC2 Auto Scaling, Elastic Load Balancing, AWS Batch, ECR and STS;
/// AWS ParallelCluster 3.15.0, `resources/head_node/user_data.sh`.
const CALLED_BY_THE_ACCOUNT: [&str; 11] = [
    "autoscaling",
    "batch",
    "ec2",
    "ecr.api",
    "ecr.dkr",
    "elasticloadbalancing",
    "logs",
    "secretsmanager",
    "sqs",
    "ssm",
    "sts",
];

/// Returns the buckets that the cluster uses beside those of every cluster: its own by another name,
/// and the one that takes what its functions in the VPC answer to its stack.
///
/// # Source
/// AWS CloudFormation User Guide, "Setting up VPC endpoints for AWS CloudFormation": the bucket has
/// the region without hyphens in its name.
fn further_buckets(situation: &Situation<'_>, region: &str) -> Vec<String> {
    let own = situation.intent.aws_use.custom_bucket.iter().map(|bucket| bucket.value.clone());
    let has_functions = !situation.intent.lambda_subnets.is_empty() && !region.contains("${");
    let answers = has_functions
        .then(|| format!("cloudformation-custom-resource-response-{}", region.replace('-', "")));
    let mut buckets: Vec<String> = own.chain(answers).collect();
    buckets.sort();
    buckets
}

fn policy_of(situation: &Situation<'_>, endpoint: &WantedEndpoint) -> Sourced<EndpointPolicy> {
    if let Some(policy) = &endpoint.settings.policy {
        return *policy;
    }
    let span = endpoint.origin.span();
    match endpoint_type(&endpoint.service) {
        EndpointType::Interface if CALLED_BY_THE_ACCOUNT.contains(&endpoint.service.as_str()) => {
            let rule = "nodes call the service with the credentials of their account";
            Sourced::defaulted(EndpointPolicy::Account, rule, span)
        }
        EndpointType::Gateway if is_only_way(situation) => {
            let rule = "a network without another way out reaches what is its account's";
            Sourced::defaulted(EndpointPolicy::Account, rule, span)
        }
        _ => {
            let rule = "the endpoint admits what another way out would";
            Sourced::defaulted(EndpointPolicy::Open, rule, span)
        }
    }
}

/// Whether no table with the endpoint has another way out.
fn is_only_way(situation: &Situation<'_>) -> bool {
    let mut inner =
        situation.sites.iter().filter(|site| site.intent.kind.value != SubnetKind::Public);
    !situation.may_have_line() && inner.all(|site| situation.is_closed_site(site))
}

/// Returns the region as it stands in names of endpoints.
fn region_of(situation: &Situation<'_>) -> String {
    if let Some(region) = &situation.intent.region {
        return region.value.clone();
    }
    let of_zone = situation.sites.iter().find_map(|site| match &site.zone {
        ZoneRef::Id(zone) => zone.value.region(),
        ZoneRef::SameAs { zone, .. } => zone.as_ref()?.value.region(),
    });
    of_zone.map_or_else(|| "${AWS::Region}".to_owned(), |region| region.name().to_owned())
}

fn without_place(service: &str, origin: Origin) -> Diagnostic {
    let message = format!("the endpoint of `{service}` has no subnet for its interfaces");
    Diagnostic::new(&codes::ENDPOINT_WITHOUT_PLACE, origin.span(), message)
        .about(format!("endpoint.{service}"))
        .help("have netloom create a subnet: put a name such as `compute` in place of an id")
        .help("or leave the endpoint out")
}

fn without_table(endpoint: &WantedEndpoint) -> Diagnostic {
    let service = &endpoint.service;
    let message = format!(
        "the endpoint of `{service}` is reached by routes, and no private route table is made here"
    );
    Diagnostic::new(&codes::ENDPOINT_WITHOUT_PLACE, endpoint.origin.span(), message)
        .about(format!("endpoint.{service}"))
        .help("leave it out: subnets that exist are served by an endpoint of their own tables")
}
