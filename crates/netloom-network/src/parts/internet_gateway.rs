//! Internet gateways.

use netloom_diag::Span;
use netloom_facts::kinds;

use super::{Attachment, Entries, Network, Part};
use crate::building::Placeholder;
use crate::from_facts::{self, Record, note_stack};
use crate::from_template::Step;
use crate::from_template::coverage::{self, LABELS, followed};
use crate::kind::KindNames;
use crate::visit::visit_fields;
use crate::{Id, Unknown};

/// An internet gateway.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct InternetGateway {
    /// Its name.
    pub id: Id,
    /// Where it is described or first referred to.
    pub span: Span,
    /// Its VPC.
    pub attachment: Attachment,
}

visit_fields!(InternetGateway { id, span, attachment });

impl Part for InternetGateway {
    const NAMES: KindNames = KindNames {
        resource_type: "AWS::EC2::InternetGateway",
        id_attributes: &["InternetGatewayId"],
        id_prefix: "igw-",
        homes: &[],
        facts: kinds::INTERNET_GATEWAYS,
        route: None,
        words: "internet gateway",
        path_key: Some("InternetGateway"),
    };

    const STEPS: &'static [(&'static str, Step)] =
        &[(Self::NAMES.resource_type, |build, resource| {
            let (id, span) = (resource.id.clone(), resource.span);
            let gateway = Self { id: id.clone(), span, attachment: Attachment::None };
            build.network.internet_gateways.insert(id, gateway);
        })];

    const COVERAGE: &'static [coverage::Kind] = &[followed(Self::NAMES.resource_type, &[LABELS])];

    fn placeholder(of: &Placeholder<'_>) -> Self {
        let attachment = Attachment::Unknown(of.unknown("the attachment"));
        Self { id: of.id.clone(), span: of.span, attachment }
    }

    fn forget(network: &mut Network, id: &Id, unknown: &Unknown) -> bool {
        Self::change(network, id, |gateway| {
            gateway.attachment.forget(unknown);
        })
    }

    fn forget_internet(network: &mut Network, unknown: &Unknown) {
        let gateways = network.internet_gateways.values_mut();
        gateways.for_each(|gateway| gateway.attachment.forget(unknown));
    }

    fn observe(build: &mut from_facts::Build<'_, '_>, record: &Record<'_>) {
        note_stack(build, record);
    }
}
