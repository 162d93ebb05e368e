//! Policies of VPC endpoints.

use std::collections::BTreeMap;

use netloom_config::intent::EndpointPolicy;
use netloom_plan::plan::PlannedEndpoint;

use crate::Value;
use crate::resources::{PolicyDocument, Principal, Statement};

/// The condition by which a resource is this account's.
const OWN_RESOURCE: (&str, &str) = ("StringEquals", "aws:ResourceAccount");

/// Returns the policy of a service's endpoint; `None` for AWS's own, which admits everything.
pub(super) fn policy_document(endpoint: &PlannedEndpoint) -> Option<PolicyDocument> {
    let service = endpoint.service.as_str();
    let mut statement = match endpoint.policy.value {
        EndpointPolicy::Open => return None,
        EndpointPolicy::Account => of_account(service),
        EndpointPolicy::Strict => of_nodes(service, endpoint.has_batch),
    };
    if !endpoint.further_buckets.is_empty() {
        statement.push(further_buckets(&endpoint.further_buckets));
    }
    Some(PolicyDocument { version: "2012-10-17", statement })
}

/// Buckets of this cluster alone.
fn further_buckets(names: &[String]) -> Statement {
    let whole = names.iter().map(|name| bucket(name));
    let inside = names.iter().map(|name| bucket(&format!("{name}/*")));
    let actions = vec![
        "s3:GetBucketLocation",
        "s3:GetObject",
        "s3:GetObjectVersion",
        "s3:ListBucket",
        "s3:PutObject",
    ];
    allow("FurtherBuckets", everyone(), actions, whole.chain(inside).collect())
}

/// What belongs to the account.
///
/// A gateway endpoint takes no account as principal, and not every request to its services is
/// signed by one: Amazon Linux fetches packages from S3 unsigned, and signals go there by signed
/// addresses. So the resource decides.
///
/// # Source
/// AWS PrivateLink guide, "Endpoint policies for gateway endpoints": the principal is everyone;
/// "Endpoint policies for interface endpoints".
fn of_account(service: &str) -> Vec<Statement> {
    match service {
        "s3" => {
            let everything = vec![Value::literal("*")];
            let mut own = allow("OwnBuckets", everyone(), vec!["s3:*"], everything);
            let account = Value::Sub("${AWS::AccountId}".to_owned());
            own.condition.insert(OWN_RESOURCE.0, BTreeMap::from([(OWN_RESOURCE.1, account)]));
            vec![own, buckets_of_aws()]
        }
        "dynamodb" => {
            vec![allow("OwnTables", everyone(), vec!["dynamodb:*"], vec![tables("table/*")])]
        }
        _ => {
            let own = Principal::Accounts { aws: vec![account()] };
            vec![allow("OwnAccount", own, vec!["*"], vec![Value::literal("*")])]
        }
    }
}

/// What nodes do, as their roles allow it.
///
/// - `has_batch`: whether the commands for jobs of AWS Batch are used there, which put scripts into
///   the cluster's bucket and read the logs of jobs.
///
/// # Source
/// AWS ParallelCluster 3.15.0, `templates/cdk_builder_utils.py`, `HeadNodeIamResources`,
/// `ComputeNodesIamResources`, `LoginNodesIamResources`.
fn of_nodes(service: &str, has_batch: bool) -> Vec<Statement> {
    let of_account = || Principal::Accounts { aws: vec![account()] };
    let anywhere = || vec![Value::literal("*")];
    match service {
        "s3" => {
            let cluster = vec![bucket("parallelcluster-*"), bucket("parallelcluster-*/*")];
            let actions = vec![
                "s3:GetBucketLocation",
                "s3:GetObject",
                "s3:GetObjectVersion",
                "s3:ListBucket",
            ];
            let actions = if has_batch { vec!["s3:*"] } else { actions };
            vec![allow("ClusterBucket", everyone(), actions, cluster), buckets_of_aws()]
        }
        "dynamodb" => {
            let actions = vec![
                "dynamodb:BatchGetItem",
                "dynamodb:BatchWriteItem",
                "dynamodb:DeleteItem",
                "dynamodb:GetItem",
                "dynamodb:PutItem",
                "dynamodb:Query",
                "dynamodb:UpdateItem",
            ];
            let own = vec![tables("table/parallelcluster-*"), tables("table/parallelcluster-*/*")];
            vec![allow("ClusterTables", everyone(), actions, own)]
        }
        "cloudformation" => {
            let actions = vec![
                "cloudformation:DescribeStackResource",
                "cloudformation:DescribeStacks",
                "cloudformation:SignalResource",
            ];
            vec![allow("ClusterStack", everyone(), actions, anywhere())]
        }
        "logs" => {
            let actions = vec![
                "logs:CreateLogStream",
                "logs:DescribeLogStreams",
                "logs:PutLogEvents",
                "logs:PutRetentionPolicy",
            ];
            let reads = ["logs:FilterLogEvents", "logs:GetLogEvents"];
            let actions =
                actions.into_iter().chain(reads.into_iter().filter(|_| has_batch)).collect();
            vec![allow("NodeLogs", of_account(), actions, anywhere())]
        }
        "secretsmanager" => vec![allow(
            "ClusterSecrets",
            of_account(),
            vec!["secretsmanager:GetSecretValue"],
            anywhere(),
        )],
        _ => {
            vec![allow("OwnAccount", of_account(), vec!["*"], anywhere())]
        }
    }
}

/// Buckets of AWS that every cluster reads, and the one that takes the signals of its nodes.
///
/// # Source
/// AWS ParallelCluster 3.15.0, `templates/cdk_builder_utils.py`, `HeadNodeIamResources`; AWS
/// ParallelCluster User Guide, "AWS ParallelCluster in a single subnet with no internet access", on
/// the policy of the endpoint of S3; Amazon ECR User Guide, "Amazon ECR interface VPC endpoints", on
/// the bucket of image layers.
fn buckets_of_aws() -> Statement {
    let buckets = [
        "${AWS::Region}-aws-parallelcluster/*",
        "cloudformation-waitcondition-${AWS::Region}/*",
        "dcv-license.${AWS::Region}/*",
        "prod-${AWS::Region}-starport-layer-bucket/*",
    ];
    let actions = vec!["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"];
    allow("BucketsOfAws", everyone(), actions, buckets.map(bucket).to_vec())
}

fn allow(
    sid: &'static str,
    principal: Principal,
    action: Vec<&'static str>,
    resource: Vec<Value>,
) -> Statement {
    Statement { sid, effect: "Allow", principal, action, resource, condition: BTreeMap::new() }
}

fn everyone() -> Principal {
    Principal::Everyone("*")
}

fn account() -> Value {
    Value::Sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:root".to_owned())
}

fn bucket(name: &str) -> Value {
    Value::Sub(format!("arn:${{AWS::Partition}}:s3:::{name}"))
}

fn tables(name: &str) -> Value {
    Value::Sub(format!(
        "arn:${{AWS::Partition}}:dynamodb:${{AWS::Region}}:${{AWS::AccountId}}:{name}"
    ))
}
