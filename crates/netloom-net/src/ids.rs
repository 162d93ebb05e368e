//! Ids that AWS gives out: parsed once where they are read, so that a subnet id is never taken for
//! a VPC id.
//!
//! # Source
//! Id forms as AWS ParallelCluster 2.11.9 (`config/mappings.py`) and 3.16.1
//! (`schemas/cluster_schema.py`) accept them: the prefix, a hyphen, and 8 or 17 characters of
//! `0-9a-z`.

use std::fmt;
use std::str::FromStr;

/// The text is not an id of the expected kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct IdParseError {
    /// The prefix that such an id has, such as `subnet-`.
    pub expected_prefix: &'static str,
    /// Whether the prefix is right, so that only the rest is malformed.
    pub has_prefix: bool,
}

macro_rules! id_types {
    ($($(#[$doc:meta])+ $name:ident = $prefix:literal;)+) => {
        $(
            $(#[$doc])+
            #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
            pub struct $name(String);

            impl $name {
                /// What every id of this kind starts with.
                pub const PREFIX: &'static str = $prefix;

                /// Returns the id as AWS writes it.
                #[must_use]
                pub fn as_str(&self) -> &str {
                    &self.0
                }
            }

            impl FromStr for $name {
                type Err = IdParseError;

                fn from_str(text: &str) -> Result<Self, IdParseError> {
                    let rest = text.strip_prefix($prefix);
                    if rest.is_some_and(is_id_tail) {
                        Ok(Self(text.to_owned()))
                    } else {
                        Err(IdParseError { expected_prefix: $prefix, has_prefix: rest.is_some() })
                    }
                }
            }

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str(&self.0)
                }
            }
        )+
    };
}

id_types! {
    /// A VPC: `vpc-0123456789abcdef0`.
    VpcId = "vpc-";
    /// A subnet: `subnet-0123456789abcdef0`.
    SubnetId = "subnet-";
    /// A security group: `sg-0123456789abcdef0`.
    SecurityGroupId = "sg-";
    /// An internet gateway: `igw-0123456789abcdef0`.
    InternetGatewayId = "igw-";
    /// A virtual private gateway: `vgw-0123456789abcdef0`.
    VpnGatewayId = "vgw-";
    /// A transit gateway: `tgw-0123456789abcdef0`.
    TransitGatewayId = "tgw-";
    /// A NAT gateway: `nat-0123456789abcdef0`.
    NatGatewayId = "nat-";
    /// A route table: `rtb-0123456789abcdef0`.
    RouteTableId = "rtb-";
    /// A peering connection of two VPCs: `pcx-0123456789abcdef0`.
    PeeringConnectionId = "pcx-";
    /// A network interface: `eni-0123456789abcdef0`.
    NetworkInterfaceId = "eni-";
    /// The allocation of an Elastic IP address: `eipalloc-0123456789abcdef0`.
    AllocationId = "eipalloc-";
}

/// A managed prefix list: `pl-` and at least one letter or digit.
///
/// ParallelCluster checks only the first character behind `pl-`, so more is not asked here either.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct PrefixListId(String);

impl PrefixListId {
    /// Returns the id as AWS writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PrefixListId {
    type Err = IdParseError;

    fn from_str(text: &str) -> Result<Self, IdParseError> {
        let rest = text.strip_prefix("pl-");
        if rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric())) {
            Ok(Self(text.to_owned()))
        } else {
            Err(IdParseError { expected_prefix: "pl-", has_prefix: rest.is_some() })
        }
    }
}

impl fmt::Display for PrefixListId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_id_tail(tail: &str) -> bool {
    matches!(tail.len(), 8 | 17)
        && tail.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<(), bool>) {
        let seen = text.parse::<SubnetId>().map(|_| ()).map_err(|error| error.has_prefix);
        assert_eq!(seen, expected, "{text}");
    }

    #[test]
    fn an_id_has_its_prefix_and_eight_or_seventeen_characters() {
        check("subnet-12345678", Ok(()));
        check("subnet-0123456789abcdefg", Ok(()));
        check("subnet-123456789", Err(true));
        check("subnet-1234567A", Err(true));
        check("subnet-<public>", Err(true));
        check("vpc-12345678", Err(false));
        check("", Err(false));
    }

    #[test]
    fn a_prefix_list_needs_one_character_behind_its_prefix() {
        assert!("pl-0123abcd".parse::<PrefixListId>().is_ok());
        assert!("pl-".parse::<PrefixListId>().is_err());
        assert!("10.0.0.0/8".parse::<PrefixListId>().is_err());
    }
}
