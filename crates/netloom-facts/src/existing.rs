//! What exists already, as far as planning needs it: VPCs with their blocks, subnets, gateways,
//! addresses, and which stack made them.
//!
//! - Comes in: the answers of the AWS CLI.
//! - Goes out: an [`ExistingNetwork`], every value with its place in the answers.
//! - Left to others: what packets do there (`netloom-network` reads the same answers), and what is
//!   wrong with the answers, which it reports.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use netloom_diag::{SourceFile, Span};
use netloom_net::endpoints::service_in_endpoint_name;
use netloom_net::ids::{AllocationId, InternetGatewayId, SecurityGroupId, SubnetId, VpcId};
use netloom_net::{AzId, Ipv4Cidr};
use netloom_template::Node;

use crate::kinds::{
    ADDRESSES, ENDPOINTS, INTERNET_GATEWAYS, KINDS, NAT_GATEWAYS, SECURITY_GROUPS, SUBNETS, VPCS,
};
use crate::{Answers, Kind, Record, Records};

/// What exists; empty without facts.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ExistingNetwork {
    /// The VPCs by id.
    pub vpcs: BTreeMap<VpcId, ExistingVpc>,
    /// The subnets, in the order of the answers.
    pub subnets: Vec<ExistingSubnet>,
    /// The security groups, each with the VPC that it is in, where the answer has it.
    pub security_groups: BTreeMap<SecurityGroupId, (Option<VpcId>, Span)>,
    /// The internet gateways by the VPC that each is attached to.
    pub internet_gateways: BTreeMap<VpcId, InternetGatewayId>,
    /// The ids of things of any kind.
    pub ids: BTreeSet<String>,
    /// The kinds of which there is an answer that is not cut.
    pub described: BTreeSet<Kind>,
    /// The NAT gateways that are not deleted.
    pub nat_gateways: Vec<ExistingNat>,
    /// The VPC endpoints of services of AWS that work.
    pub endpoints: Vec<ExistingVpcEndpoint>,
    /// The Elastic IP addresses.
    pub addresses: BTreeMap<AllocationId, ExistingAddress>,
    /// Which stack made a thing of any kind, by its id.
    pub made: BTreeMap<String, MadeBy>,
}

/// The stack and the logical id that CloudFormation tags a resource with.
///
/// # Source
/// AWS CloudFormation User Guide, "Resource tag": `aws:cloudformation:stack-name`,
/// `aws:cloudformation:logical-id`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MadeBy {
    /// The name of the stack.
    pub stack: String,
    /// The logical id of the resource in it.
    pub logical_id: String,
}

/// A VPC that exists.
#[derive(Clone, PartialEq, Debug)]
pub struct ExistingVpc {
    /// Its place in the answers.
    pub span: Span,
    /// Its IPv4 blocks, the primary one first.
    pub blocks: Vec<Ipv4Cidr>,
    /// The stack that made it.
    pub made_by: Option<MadeBy>,
}

/// A subnet that exists.
#[derive(Clone, PartialEq, Debug)]
pub struct ExistingSubnet {
    /// Its place in the answers.
    pub span: Span,
    /// Its id.
    pub id: SubnetId,
    /// The VPC that it is in.
    pub vpc: VpcId,
    /// Its IPv4 block.
    pub block: Ipv4Cidr,
    /// Its zone, where the answer has the id of it.
    pub zone: Option<AzId>,
    /// Its `Name` tag.
    pub name_tag: Option<String>,
    /// The stack that made it.
    pub made_by: Option<MadeBy>,
}

/// A NAT gateway that exists.
#[derive(Clone, PartialEq, Debug)]
pub struct ExistingNat {
    /// Its place in the answers.
    pub span: Span,
    /// The subnet that it stands in; absent for a regional one.
    pub subnet: Option<SubnetId>,
    /// Whether it has no public address.
    pub is_private: bool,
    /// Its addresses, the primary one first.
    pub addresses: Vec<AllocationId>,
    /// The stack that made it.
    pub made_by: Option<MadeBy>,
}

/// A VPC endpoint that exists.
#[derive(Clone, PartialEq, Debug)]
pub struct ExistingVpcEndpoint {
    /// Its id.
    pub id: String,
    /// The VPC that it is in.
    pub vpc: VpcId,
    /// The service: `s3`.
    pub service: String,
    /// Whether the service's own name leads to it.
    pub has_private_dns: bool,
    /// The stack that made it.
    pub made_by: Option<MadeBy>,
}

/// An Elastic IP address that exists.
#[derive(Clone, PartialEq, Debug)]
pub struct ExistingAddress {
    /// Its place in the answers.
    pub span: Span,
    /// The address itself.
    pub public: Option<Ipv4Addr>,
    /// The instance or interface that it is associated with.
    pub holder: Option<String>,
    /// The stack that made it.
    pub made_by: Option<MadeBy>,
}

impl ExistingNetwork {
    /// Reads answers of the AWS CLI, each a file, in any order; what is wrong with them is reported
    /// where the network is built from them.
    #[must_use]
    pub fn of_facts(files: &[&SourceFile]) -> Self {
        let mut reported_elsewhere = Vec::new();
        let answers = Answers::parse(files, &mut reported_elsewhere);
        let records = Records::of(&answers, &mut reported_elsewhere);
        let all = |kind| records.of_kind(kind).iter();
        Self {
            vpcs: all(VPCS).filter_map(vpc).collect(),
            subnets: all(SUBNETS).filter_map(subnet).collect(),
            internet_gateways: all(INTERNET_GATEWAYS).filter_map(internet_gateway).collect(),
            nat_gateways: all(NAT_GATEWAYS).filter_map(nat_gateway).collect(),
            endpoints: all(ENDPOINTS).filter_map(endpoint).collect(),
            addresses: all(ADDRESSES).filter_map(address).collect(),
            security_groups: all(SECURITY_GROUPS).filter_map(security_group).collect(),
            ids: KINDS
                .iter()
                .flat_map(|kind| all(*kind))
                .map(|record| record.id.to_owned())
                .collect(),
            described: KINDS.iter().copied().filter(|kind| records.is_complete(*kind)).collect(),
            made: KINDS
                .iter()
                .flat_map(|kind| all(*kind))
                .filter_map(|record| Some((record.id.to_owned(), made_by(record.node)?)))
                .collect(),
        }
    }

    /// Whether a stack of this name has made anything of it.
    #[must_use]
    pub fn has_stack(&self, name: &str) -> bool {
        self.made.values().any(|made| made.stack == name)
    }

    /// Returns the VPC that a stack made.
    #[must_use]
    pub fn vpc_of_stack(&self, stack: &str) -> Option<(&VpcId, &ExistingVpc)> {
        self.vpcs
            .iter()
            .find(|(_, vpc)| vpc.made_by.as_ref().is_some_and(|made| made.stack == stack))
    }

    /// Returns the subnets of a VPC.
    pub fn subnets_of<'a>(&'a self, vpc: &'a VpcId) -> impl Iterator<Item = &'a ExistingSubnet> {
        self.subnets.iter().filter(move |subnet| subnet.vpc == *vpc)
    }
}

fn text(node: &Node, key: &str) -> Option<String> {
    node.get(key)?.as_text().map(std::borrow::Cow::into_owned)
}

fn parsed<T: std::str::FromStr>(node: &Node, key: &str) -> Option<T> {
    text(node, key)?.parse().ok()
}

fn items<'n>(node: &'n Node, key: &str) -> &'n [Node] {
    node.get(key).and_then(Node::as_list).unwrap_or_default()
}

fn tag(node: &Node, name: &str) -> Option<String> {
    let tag = items(node, "Tags").iter().find(|tag| text(tag, "Key").as_deref() == Some(name))?;
    text(tag, "Value")
}

fn made_by(node: &Node) -> Option<MadeBy> {
    Some(MadeBy {
        stack: tag(node, "aws:cloudformation:stack-name")?,
        logical_id: tag(node, "aws:cloudformation:logical-id")?,
    })
}

fn vpc(record: &Record<'_>) -> Option<(VpcId, ExistingVpc)> {
    let node = record.node;
    let mut blocks: Vec<Ipv4Cidr> = parsed(node, "CidrBlock").into_iter().collect();
    for association in items(node, "CidrBlockAssociationSet") {
        let state = association.get("CidrBlockState").and_then(|state| text(state, "State"));
        let is_there = matches!(state.as_deref(), None | Some("associated" | "associating"));
        let block =
            parsed(association, "CidrBlock").filter(|block| is_there && !blocks.contains(block));
        blocks.extend(block);
    }
    let vpc = ExistingVpc { span: node.span, blocks, made_by: made_by(node) };
    Some((record.id.parse().ok()?, vpc))
}

fn subnet(record: &Record<'_>) -> Option<ExistingSubnet> {
    let node = record.node;
    Some(ExistingSubnet {
        span: node.span,
        id: record.id.parse().ok()?,
        vpc: parsed(node, "VpcId")?,
        block: parsed(node, "CidrBlock")?,
        zone: parsed(node, "AvailabilityZoneId"),
        name_tag: tag(node, "Name"),
        made_by: made_by(node),
    })
}

fn internet_gateway(record: &Record<'_>) -> Option<(VpcId, InternetGatewayId)> {
    let attachment = items(record.node, "Attachments").first()?;
    Some((parsed(attachment, "VpcId")?, record.id.parse().ok()?))
}

fn nat_gateway(record: &Record<'_>) -> Option<ExistingNat> {
    let node = record.node;
    let state = text(node, "State");
    if matches!(state.as_deref(), Some("deleted" | "deleting" | "failed")) {
        return None;
    }
    let is_secondary =
        |address: &&Node| address.get("IsPrimary").and_then(Node::as_bool) == Some(false);
    let addresses = items(node, "NatGatewayAddresses");
    let (secondary, primary): (Vec<&Node>, Vec<&Node>) = addresses.iter().partition(is_secondary);
    let sorted = primary.into_iter().chain(secondary);
    Some(ExistingNat {
        span: node.span,
        subnet: parsed(node, "SubnetId"),
        is_private: text(node, "ConnectivityType").as_deref() == Some("private"),
        addresses: sorted.filter_map(|address| parsed(address, "AllocationId")).collect(),
        made_by: made_by(node),
    })
}

/// # Source
/// Amazon EC2 API, `VpcEndpoint`, `State`.
fn endpoint(record: &Record<'_>) -> Option<ExistingVpcEndpoint> {
    let node = record.node;
    let state = text(node, "State").unwrap_or_default().to_ascii_lowercase();
    if matches!(state.as_str(), "deleting" | "deleted" | "rejected" | "failed" | "expired") {
        return None;
    }
    Some(ExistingVpcEndpoint {
        id: record.id.to_owned(),
        vpc: parsed(node, "VpcId")?,
        service: service_in_endpoint_name(&text(node, "ServiceName")?)?.to_owned(),
        has_private_dns: node.get("PrivateDnsEnabled").and_then(Node::as_bool) == Some(true),
        made_by: made_by(node),
    })
}

fn security_group(record: &Record<'_>) -> Option<(SecurityGroupId, (Option<VpcId>, Span))> {
    Some((record.id.parse().ok()?, (parsed(record.node, "VpcId"), record.node.span)))
}

fn address(record: &Record<'_>) -> Option<(AllocationId, ExistingAddress)> {
    let node = record.node;
    let holder = text(node, "InstanceId").filter(|id| !id.is_empty());
    let address = ExistingAddress {
        span: node.span,
        public: parsed(node, "PublicIp"),
        holder: holder.or_else(|| text(node, "NetworkInterfaceId")),
        made_by: made_by(node),
    };
    Some((parsed(node, "AllocationId")?, address))
}
