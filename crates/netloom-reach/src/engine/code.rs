//! Why a hop drops a packet.

use std::fmt;

macro_rules! codes {
    ($(#[doc = $meaning:literal] $variant:ident = $name:literal;)+) => {
        /// Why a hop drops a packet: AWS's explanation codes under their names, and own ones where AWS has none.
        ///
        /// # Source
        /// VPC Reachability Analyzer guide, "Explanation codes".
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
        pub enum Code {
            $(#[doc = $meaning] $variant,)+
        }

        impl Code {
            /// Every code, in the order in which they are declared.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Returns what it means, in sentences.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self {
                    $(Self::$variant => $meaning.trim_ascii_start(),)+
                }
            }

            /// Returns the name that AWS gives it or would give it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }
        }
    };
}

codes! {
    /// A gateway is not attached to the VPC.
    BadStateAttachment = "BAD_STATE_ATTACHMENT";
    /// Something is there but does not work: a failed NAT gateway, a peering connection that was not accepted.
    BadState = "BAD_STATE";
    /// The route leads to something that is gone or not attached.
    BadStateRoute = "BAD_STATE_ROUTE";
    /// No route of the table is for the destination.
    NoRouteToDestination = "NO_ROUTE_TO_DESTINATION";
    /// The destination is in no subnet that the description holds.
    NoPossibleDestination = "NO_POSSIBLE_DESTINATION";
    /// A gateway does not carry this protocol.
    ProtocolRestriction = "PROTOCOL_RESTRICTION";
    /// No rule of the security groups admits it.
    EniSgRulesMismatch = "ENI_SG_RULES_MISMATCH";
    /// The security groups have no rule at all for this direction.
    SgHasNoRules = "SG_HAS_NO_RULES";
    /// The rules admit a group, but the packet no longer comes from the interface that has it.
    SgReferencesNotPreserved = "SG_REFERENCES_NOT_PRESERVED";
    /// The network ACL denies it.
    SubnetAclRestriction = "SUBNET_ACL_RESTRICTION";
    /// The interface drops what is neither from nor to it.
    EniSourceDestCheckRestriction = "ENI_SOURCE_DEST_CHECK_RESTRICTION";
    /// Only addresses outside the VPC are reached by an internet gateway.
    IgwDestinationAddressInVpcCidrs = "IGW_DESTINATION_ADDRESS_IN_VPC_CIDRS";
    /// An internet gateway sends nothing to RFC 1918 addresses.
    IgwDestinationAddressNotInRfc1918Egress = "IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS";
    /// An internet gateway sends nothing to RFC 6598 addresses.
    IgwDestinationAddressNotInRfc6598Egress = "IGW_DESTINATION_ADDRESS_NOT_IN_RFC6598_EGRESS";
    /// Nothing inside has the public address.
    IgwPrivateIpAssociationForIngress = "IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS";
    /// The source has no public address.
    IgwPublicIpAssociationForEgress = "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS";
    /// An internet gateway takes nothing from RFC 1918 addresses.
    IgwSourceAddressNotInRfc1918Ingress = "IGW_SOURCE_ADDRESS_NOT_IN_RFC1918_INGRESS";
    /// An internet gateway takes nothing from RFC 6598 addresses.
    IgwSourceAddressNotInRfc6598Ingress = "IGW_SOURCE_ADDRESS_NOT_IN_RFC6598_INGRESS";
    /// An endpoint of this kind does not carry the protocol.
    VpceGatewayProtocolRestriction = "VPCE_GATEWAY_PROTOCOL_RESTRICTION";
    /// A gateway endpoint serves its own VPC only.
    VpceGatewayEgressSourceAddressRestriction = "VPCE_GATEWAY_EGRESS_SOURCE_ADDRESS_RESTRICTION";
    /// A peering connection carries only what is for an address of the other VPC.
    PcxRequiresAddressInVpcCidr = "PCX_REQUIRES_ADDRESS_IN_VPC_CIDR";
    /// The transit gateway has no attachment in the zone.
    TgwRouteAzRestriction = "TGW_ROUTE_AZ_RESTRICTION";
    /// The attachment is associated with no table of the transit gateway.
    TgwAttachMissingTgwRtbAssociation = "TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION";
    /// The transit gateway has no route there.
    TgwRtbNoRouteToTgwAttachment = "TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT";
    /// The transit gateway drops it by a blackhole route.
    TgwRtbBadStateRoute = "TGW_RTB_BAD_STATE_ROUTE";
    /// VPC Block Public Access blocks it.
    VpcBlockPublicAccessEnabled = "VPC_BLOCK_PUBLIC_ACCESS_ENABLED";
    /// The packet comes back to a gateway that it went through already. Netloom's own.
    NatSelfLoop = "NAT_SELF_LOOP";
    /// A private NAT gateway in front of an internet gateway. Netloom's own.
    NatPrivateToIgw = "NAT_PRIVATE_TO_IGW";
    /// A public NAT gateway without an address. Netloom's own.
    NatWithoutAddress = "NAT_WITHOUT_ADDRESS";
    /// The VPC has its resolver switched off, so the name is not found. Netloom's own.
    DnsSupportDisabled = "DNS_SUPPORT_DISABLED";
    /// None of the servers that the VPC's DHCP options give for names is reached. Netloom's own.
    NameServerNotReached = "NAME_SERVER_NOT_REACHED";
    /// No listener of the load balancer accepts it.
    ElbListenersMismatch = "ELB_LISTENERS_MISMATCH";
    /// The policy of a network firewall drops it.
    FirewallRulesRestriction = "FIREWALL_RULES_RESTRICTION";
    /// The policy of an endpoint denies every request. Netloom's own.
    EndpointPolicyDenies = "ENDPOINT_POLICY_DENIES";
    /// Private names of an endpoint need both DNS switches of the VPC. Netloom's own.
    PrivateDnsRequiresHostnames = "PRIVATE_DNS_REQUIRES_HOSTNAMES";
    /// The security groups of an endpoint do not admit its client. Netloom's own.
    EndpointSgExcludesClient = "ENDPOINT_SG_EXCLUDES_CLIENT";
    /// The answer takes another way than the question and does not arrive. Netloom's own.
    AsymmetricReply = "ASYMMETRIC_REPLY";
    /// A node that forwards translates only addresses of the VPC's primary block. Netloom's own.
    PatCidrMismatch = "PAT_CIDR_MISMATCH";
    /// A kind of gateway that does not carry this kind of address. Netloom's own.
    AddressFamilyRestriction = "ADDRESS_FAMILY_RESTRICTION";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
