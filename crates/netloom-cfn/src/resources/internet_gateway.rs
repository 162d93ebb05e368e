//! `AWS::EC2::InternetGateway`.

use serde::Serialize;

use crate::Tag;

/// An internet gateway.
///
/// `Ref` gives its id before it is attached to anything.
///
/// # Replacement
/// Nothing replaces it.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::InternetGateway`, page
/// `aws-resource-ec2-internetgateway`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct InternetGateway {
    /// Its tags.
    pub tags: Vec<Tag>,
}
