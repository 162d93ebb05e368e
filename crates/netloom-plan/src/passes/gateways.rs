//! The internet gateway and the virtual private gateway.

use netloom_config::ClusterIntent;
use netloom_config::intent::{SubnetKind, VpcIntent};
use netloom_diag::{Diagnostic, Origin};

use super::wording::{Key, example};
use crate::codes;
use crate::plan::{PlannedInternetGateway, PlannedSubnet, PlannedVpc, PlannedVpnGateway};

/// Decides the internet gateway: there is one when a public subnet needs it.
pub(crate) fn plan_internet_gateway(
    intent: &ClusterIntent,
    vpc: &PlannedVpc,
    subnets: &[PlannedSubnet],
    problems: &mut Vec<Diagnostic>,
) -> Option<PlannedInternetGateway> {
    let public = subnets.iter().find(|subnet| subnet.kind.value == SubnetKind::Public)?;
    match (vpc, &intent.network.vpc) {
        (PlannedVpc::New { .. }, _) => Some(PlannedInternetGateway::New { origin: public.origin }),
        (_, Some(VpcIntent::Existing { internet_gateway: Some(gateway), .. })) => {
            Some(PlannedInternetGateway::Existing(gateway.clone()))
        }
        // A VPC has one internet gateway at most, so that of an existing one has to be known: to
        // create another would fail.
        (PlannedVpc::Existing { id, .. }, _) => {
            let name = &public.key.name;
            let message = format!(
                "public subnet `{name}` needs the internet gateway of `{}`, which is not known",
                id.value
            );
            let finding =
                Diagnostic::new(&codes::UNKNOWN_INTERNET_GATEWAY, public.origin.span(), message)
                    .also(id.span(), "the VPC")
                    .about(format!("subnet.{name}"))
                    .help(format!("write {}", example(Key::InternetGateway, intent.dialect)))
                    .help(format!(
                        "`aws ec2 describe-internet-gateways --filters \
                     Name=attachment.vpc-id,Values={}` shows it",
                        id.value
                    ));
            problems.push(finding);
            None
        }
    }
}

/// Decides the virtual private gateway.
///
/// The file's word counts. Without one, a private head node with a proxy in a VPC that is made for
/// it and has no public subnet can only be reached by Direct Connect or VPN, so the gateway
/// where that line ends is made.
pub(crate) fn plan_vpn_gateway(
    intent: &ClusterIntent,
    vpc: &PlannedVpc,
    subnets: &[PlannedSubnet],
) -> Option<PlannedVpnGateway> {
    if let Some(wanted) = &intent.network.virtual_private_gateway {
        return wanted.value.then_some(PlannedVpnGateway { origin: wanted.origin });
    }
    let proxy = intent.head.proxy.as_ref()?;
    let has_public = subnets.iter().any(|subnet| subnet.kind.value == SubnetKind::Public);
    let has_head =
        subnets.iter().any(|subnet| subnet.used_by.iter().any(|user| user == "head node"));
    let is_closed = matches!(vpc, PlannedVpc::New { .. }) && has_head && !has_public;
    is_closed.then_some(PlannedVpnGateway {
        origin: Origin::Derived {
            rule: "a private head node with a proxy is reached by Direct Connect or VPN",
            from: proxy.span(),
        },
    })
}
