//! Egress-only internet gateways.

use netloom_diag::Span;
use netloom_facts::kinds;

use super::{Entries, Network, Part, ResourceKind, Target};
use crate::building::Placeholder;
use crate::from_facts::{self, Record};
use crate::from_template::Step;
use crate::from_template::coverage::{self, Group, LABELS, followed};
use crate::kind::KindNames;
use crate::visit::visit_fields;
use crate::{Id, Known, Unknown};

/// An egress-only internet gateway: IPv6, outbound only, stateful.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct EgressOnlyGateway {
    /// Its name.
    pub id: Id,
    /// Where it is described.
    pub span: Span,
    /// Its VPC.
    pub vpc: Known<Id>,
}

visit_fields!(EgressOnlyGateway { id, span, vpc });

impl Part for EgressOnlyGateway {
    const NAMES: KindNames = KindNames {
        resource_type: "AWS::EC2::EgressOnlyInternetGateway",
        id_attributes: &["Id"],
        id_prefix: "eigw-",
        homes: &[("VpcId", ResourceKind::Vpc)],
        facts: kinds::EGRESS_ONLY_GATEWAYS,
        route: Some(("EgressOnlyInternetGatewayId", Target::EgressOnlyGateway)),
        words: "egress-only internet gateway",
        path_key: Some("EgressOnlyInternetGateway"),
    };

    const STEPS: &'static [(&'static str, Step)] =
        &[(Self::NAMES.resource_type, |build, resource| {
            let vpc = build.known_id(&resource.properties, "VpcId", ResourceKind::Vpc);
            let (id, span, vpc) = (resource.id.clone(), resource.span, resource.sure(vpc));
            build.network.egress_only_gateways.insert(id.clone(), Self { id, span, vpc });
        })];

    const COVERAGE: &'static [coverage::Kind] =
        &[followed(Self::NAMES.resource_type, &[Group::Followed(&["VpcId"]), LABELS])];

    fn placeholder(of: &Placeholder<'_>) -> Self {
        Self { id: of.id.clone(), span: of.span, vpc: of.known("the VPC") }
    }

    fn forget(network: &mut Network, id: &Id, unknown: &Unknown) -> bool {
        Self::change(network, id, |gateway| {
            gateway.vpc = Known::Unknown(unknown.clone());
        })
    }

    fn forget_internet(network: &mut Network, unknown: &Unknown) {
        let gateways = network.egress_only_gateways.values_mut();
        gateways.for_each(|gateway| gateway.vpc = Known::Unknown(unknown.clone()));
    }

    fn observe(build: &mut from_facts::Build<'_, '_>, record: &Record<'_>) {
        Self::change(&mut build.network, &record.id(), |gateway| {
            if let Known::Unknown(vpc) = &mut gateway.vpc {
                *vpc = record.properties.missing("Attachments");
            }
        });
    }
}
