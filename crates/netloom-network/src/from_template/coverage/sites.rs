//! Lines to sites: VPN, Direct Connect, Client VPN.

use crate::building::ResourceKind;

use super::{Change, Group, Kind, changes, interfaces, nothing, part};

/// What is known of a virtual private gateway: a site is behind it, which announces what it likes.
const BEHIND_GATEWAY: &str =
    "is behind a virtual private gateway, and each proof supposes a site there";

pub(super) const KINDS: &[Kind] = &[
    nothing("AWS::EC2::CustomerGateway", "describes the other end of a line"),
    // On a transit gateway it is an attachment; on a virtual private gateway the site is supposed
    // already.
    changes(
        "AWS::EC2::VPNConnection",
        "which attaches a site",
        &[
            ("TransitGatewayId", Change::Thing(ResourceKind::TransitGateway)),
            ("TransportTransitGatewayAttachmentId", Change::Thing(ResourceKind::TransitGateway)),
        ],
    ),
    // Where each connection of a gateway has static routes; else the site announces what it likes.
    part(
        "AWS::EC2::VPNConnectionRoute",
        &[("VpnConnectionId", Change::Thing(ResourceKind::Other))],
        &[Group::Followed(&["VpnConnectionId", "DestinationCidrBlock"])],
    ),
    changes(
        "AWS::EC2::VPNConcentrator",
        "which attaches sites",
        &[("TransitGatewayId", Change::Thing(ResourceKind::TransitGateway))],
    ),
    changes(
        "AWS::EC2::ClientVpnEndpoint",
        "which attaches clients of a VPN",
        &[("TransitGatewayConfiguration", Change::Thing(ResourceKind::TransitGateway))],
    ),
    interfaces(
        "AWS::EC2::ClientVpnTargetNetworkAssociation",
        "sends what clients of a VPN send, from its own address",
    ),
    nothing("AWS::EC2::ClientVpnAuthorizationRule", "says which clients of a VPN may go where"),
    nothing(
        "AWS::EC2::ClientVpnRoute",
        "says which packets of clients of a VPN leave by which interface",
    ),
    nothing(
        "AWS::DirectConnect::Connection",
        "is a line; what it leads to is determined by what ends on it",
    ),
    nothing(
        "AWS::DirectConnect::Lag",
        "is a line; what it leads to is determined by what ends on it",
    ),
    nothing("AWS::DirectConnect::DirectConnectGateway", "acts through its associations alone"),
    changes(
        "AWS::DirectConnect::DirectConnectGatewayAssociation",
        "which attaches a site",
        &[("AssociatedGatewayId", Change::Thing(ResourceKind::TransitGateway))],
    ),
    nothing("AWS::DirectConnect::PrivateVirtualInterface", BEHIND_GATEWAY),
    nothing(
        "AWS::DirectConnect::TransitVirtualInterface",
        "acts through a Direct Connect gateway's association alone",
    ),
    nothing(
        "AWS::DirectConnect::PublicVirtualInterface",
        "leads to public addresses of AWS, not into a VPC",
    ),
];
