//! The transit gateway that a network uses.

use netloom_diag::Sourced;
use netloom_net::ids::TransitGatewayId;

use super::SubnetKey;

/// A transit gateway that exists, to which tables route.
#[derive(Clone, PartialEq, Debug)]
pub struct PlannedTransitGateway {
    /// Its id.
    pub id: Sourced<TransitGatewayId>,
    /// The attachment of the VPC to make; absent where the VPC is taken to be attached already.
    pub attachment: Option<PlannedTransitAttachment>,
}

/// The attachment of a VPC to a transit gateway.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlannedTransitAttachment {
    /// Its subnets, sorted, at least one, each in another zone.
    pub subnets: Vec<SubnetKey>,
    /// Whether both directions of a connection go by one zone.
    pub has_appliance_mode: bool,
}

impl PlannedTransitGateway {
    /// Returns the line about it.
    pub(crate) fn describe(&self) -> String {
        let Some(attachment) = &self.attachment else {
            return format!("transit gateway {}, attached already", self.id.value);
        };
        let subnets: Vec<String> = attachment.subnets.iter().map(ToString::to_string).collect();
        let mode = if attachment.has_appliance_mode { ", appliance mode" } else { "" };
        format!("transit gateway {}, attached in {}{mode}", self.id.value, subnets.join(", "))
    }
}
