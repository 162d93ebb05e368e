//! Virtual private gateways.

use netloom_diag::Span;
use netloom_facts::kinds;

use super::{Attachment, Entries, Network, Part};
use crate::building::Placeholder;
use crate::from_facts::{self, Record, note_stack};
use crate::from_template::Step;
use crate::from_template::coverage::{self, Group, LABELS, followed};
use crate::kind::KindNames;
use crate::visit::visit_fields;
use crate::{Id, Unknown};

/// A virtual private gateway.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct VpnGateway {
    /// Its name.
    pub id: Id,
    /// Where it is described or first referred to.
    pub span: Span,
    /// Its VPC.
    pub attachment: Attachment,
    /// Whether the description makes it and connects no VPN and no Direct Connect to it.
    pub is_unconnected: bool,
}

visit_fields!(VpnGateway { id, span, attachment, is_unconnected });

impl Part for VpnGateway {
    const NAMES: KindNames = KindNames {
        resource_type: "AWS::EC2::VPNGateway",
        id_attributes: &["VPNGatewayId"],
        id_prefix: "vgw-",
        homes: &[],
        facts: kinds::VPN_GATEWAYS,
        route: None,
        words: "virtual private gateway",
        path_key: Some("VpnGateway"),
    };

    const STEPS: &'static [(&'static str, Step)] =
        &[(Self::NAMES.resource_type, |build, resource| {
            let (id, span, attachment) = (resource.id.clone(), resource.span, Attachment::None);
            let gateway = Self { id: id.clone(), span, attachment, is_unconnected: true };
            build.network.vpn_gateways.insert(id, gateway);
        })];

    const COVERAGE: &'static [coverage::Kind] = &[followed(
        Self::NAMES.resource_type,
        &[Group::NoInfluence("how it speaks with the site", &["AmazonSideAsn", "Type"]), LABELS],
    )];

    fn placeholder(of: &Placeholder<'_>) -> Self {
        let attachment = Attachment::Unknown(of.unknown("the attachment"));
        Self { id: of.id.clone(), span: of.span, attachment, is_unconnected: false }
    }

    fn forget(network: &mut Network, id: &Id, unknown: &Unknown) -> bool {
        Self::change(network, id, |gateway| {
            gateway.attachment = Attachment::Unknown(unknown.clone());
        })
    }

    /// No call that is read tells what is connected to it.
    fn observe(build: &mut from_facts::Build<'_, '_>, record: &Record<'_>) {
        note_stack(build, record);
        Self::change(&mut build.network, &record.id(), |gateway| gateway.is_unconnected = false);
    }
}
