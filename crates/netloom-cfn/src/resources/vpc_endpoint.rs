//! `AWS::EC2::VPCEndpoint`.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{Tag, Value};

/// A VPC endpoint of an AWS service: routes to it in tables, or interfaces in subnets.
///
/// # Replacement
/// `ServiceName`, `VpcEndpointType` and `VpcId` replace it. Tables, subnets, groups, policy and
/// private DNS change in place.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::VPCEndpoint`, page
/// `aws-resource-ec2-vpcendpoint`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct VpcEndpoint {
    /// `Gateway` or `Interface`.
    pub vpc_endpoint_type: &'static str,
    /// The name of the service.
    pub service_name: Value,
    /// The VPC.
    pub vpc_id: Value,
    /// The tables that lead to a gateway.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub route_table_ids: Vec<Value>,
    /// The subnets of interfaces, one in each zone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub subnet_ids: Vec<Value>,
    /// The groups of interfaces.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub security_group_ids: Vec<Value>,
    /// Whether the service's own name leads to the interfaces; absent for a gateway.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub private_dns_enabled: Option<bool>,
    /// Who may do what; absent for AWS's own policy, which admits everything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_document: Option<PolicyDocument>,
    /// Its tags.
    pub tags: Vec<Tag>,
}

/// A policy of a resource.
///
/// # Source
/// IAM User Guide, "IAM JSON policy element reference".
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PolicyDocument {
    /// The version of the language.
    pub version: &'static str,
    /// What it admits, at least one statement.
    pub statement: Vec<Statement>,
}

/// One statement of a policy, which allows.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Statement {
    /// What it is for, in letters.
    pub sid: &'static str,
    /// `Allow`.
    pub effect: &'static str,
    /// Who.
    pub principal: Principal,
    /// The actions, sorted.
    pub action: Vec<&'static str>,
    /// The resources.
    pub resource: Vec<Value>,
    /// Further conditions: operator, then key, then value.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub condition: BTreeMap<&'static str, BTreeMap<&'static str, Value>>,
}

/// Whom a statement is about.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(untagged)]
pub enum Principal {
    /// `*`.
    Everyone(&'static str),
    /// The principals of accounts.
    Accounts {
        /// Their ARNs.
        #[serde(rename = "AWS")]
        aws: Vec<Value>,
    },
}
