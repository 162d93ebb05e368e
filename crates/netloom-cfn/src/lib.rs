//! CloudFormation.
