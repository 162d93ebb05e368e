//! Resource types with AWS's own names for their properties, one file each.
//!
//! Only the properties that netloom writes are here, and those that AWS requires are not optional,
//! so a resource that lacks one does not compile.

mod eip;
mod eip_association;
mod inline_rule;
mod internet_gateway;
mod nat_gateway;
mod network_interface;
mod placement_group;
mod route;
mod route_table;
mod security_group;
mod security_group_egress;
mod security_group_ingress;
mod subnet;
mod subnet_route_table_association;
mod transit_gateway_attachment;
mod vpc;
mod vpc_endpoint;
mod vpc_gateway_attachment;
mod vpn_gateway;
mod vpn_gateway_route_propagation;

pub use eip::Eip;
pub use eip_association::EipAssociation;
pub use inline_rule::InlineRule;
pub use internet_gateway::InternetGateway;
pub use nat_gateway::NatGateway;
pub use network_interface::NetworkInterface;
pub use placement_group::PlacementGroup;
pub use route::Route;
pub use route_table::RouteTable;
pub use security_group::SecurityGroup;
pub use security_group_egress::SecurityGroupEgress;
pub use security_group_ingress::SecurityGroupIngress;
pub use subnet::Subnet;
pub use subnet_route_table_association::SubnetRouteTableAssociation;
pub use transit_gateway_attachment::{TransitGatewayAttachment, TransitGatewayOptions};
pub use vpc::Vpc;
pub use vpc_endpoint::{PolicyDocument, Principal, Statement, VpcEndpoint};
pub use vpc_gateway_attachment::VpcGatewayAttachment;
pub use vpn_gateway::VpnGateway;
pub use vpn_gateway_route_propagation::VpnGatewayRoutePropagation;

use serde::Serialize;

use crate::Tag;

macro_rules! tags_of {
    ($properties:ident) => {
        None
    };
    ($properties:ident, $tags:ident) => {
        Some(&mut $properties.$tags)
    };
}

macro_rules! resource_types {
    ($($(#[doc = $doc:literal])+ $name:ident = $type_name:literal $(, $tags:ident)?;)+) => {
        /// The type of a resource with its properties.
        #[derive(Clone, PartialEq, Eq, Debug, Serialize)]
        #[serde(untagged)]
        pub enum Properties {
            $($(#[doc = $doc])+ $name($name),)+
        }

        impl Properties {
            /// The types in the order in which templates list them.
            const TYPE_NAMES: &[&'static str] = &[$($type_name),+];

            /// Returns the type as AWS writes it, such as `AWS::EC2::VPC`.
            #[must_use]
            pub fn type_name(&self) -> &'static str {
                match self {
                    $(Self::$name(_) => $type_name,)+
                }
            }

            /// Returns its tags; `None` for a type that takes none, or that a changed tag replaces.
            pub(crate) fn tags_mut(&mut self) -> Option<&mut Vec<Tag>> {
                match self {
                    $(Self::$name(_properties) => tags_of!(_properties $(, $tags)?),)+
                }
            }
        }

        $(impl From<$name> for Properties {
            fn from(properties: $name) -> Self {
                Self::$name(properties)
            }
        })+
    };
}

// The order is the order of templates: the VPC, its doors, its subnets, how they route, who may
// talk, the head node. Behind a type stands the property with its tags, where a changed one does not
// replace the resource.
resource_types! {
    /// A virtual private cloud.
    Vpc = "AWS::EC2::VPC", tags;
    /// An internet gateway.
    InternetGateway = "AWS::EC2::InternetGateway", tags;
    /// A virtual private gateway, where a VPN or Direct Connect ends.
    VpnGateway = "AWS::EC2::VPNGateway", tags;
    /// The attachment of one gateway to one VPC.
    VpcGatewayAttachment = "AWS::EC2::VPCGatewayAttachment";
    /// A subnet in one zone.
    Subnet = "AWS::EC2::Subnet", tags;
    /// The attachment of a VPC to a transit gateway.
    TransitGatewayAttachment = "AWS::EC2::TransitGatewayAttachment", tags;
    /// A route table.
    RouteTable = "AWS::EC2::RouteTable", tags;
    /// One route, with exactly one target.
    Route = "AWS::EC2::Route";
    /// Makes a table route for a subnet.
    SubnetRouteTableAssociation = "AWS::EC2::SubnetRouteTableAssociation";
    /// Lets a virtual private gateway write the routes that it learns into tables.
    VpnGatewayRoutePropagation = "AWS::EC2::VPNGatewayRoutePropagation";
    /// An Elastic IP address.
    Eip = "AWS::EC2::EIP", tags;
    /// A public NAT gateway in one zone.
    NatGateway = "AWS::EC2::NatGateway", tags;
    /// A VPC endpoint.
    VpcEndpoint = "AWS::EC2::VPCEndpoint", tags;
    /// A security group.
    SecurityGroup = "AWS::EC2::SecurityGroup", tags;
    /// One incoming rule.
    SecurityGroupIngress = "AWS::EC2::SecurityGroupIngress";
    /// One outgoing rule.
    SecurityGroupEgress = "AWS::EC2::SecurityGroupEgress";
    /// A placement group.
    PlacementGroup = "AWS::EC2::PlacementGroup";
    /// A network interface.
    NetworkInterface = "AWS::EC2::NetworkInterface", tags;
    /// Binds an Elastic IP address to an interface.
    EipAssociation = "AWS::EC2::EIPAssociation";
}

impl Properties {
    /// Returns the place of the type in a template, from 0.
    #[must_use]
    pub fn rank(&self) -> usize {
        let type_name = self.type_name();
        Self::TYPE_NAMES
            .iter()
            .position(|name| *name == type_name)
            .unwrap_or(Self::TYPE_NAMES.len())
    }
}
