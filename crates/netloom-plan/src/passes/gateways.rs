//! The internet gateway and the virtual private gateway.

use netloom_config::ClusterIntent;
use netloom_config::intent::{SubnetKind, SubnetName, VpcIntent};
use netloom_diag::{Diagnostic, Origin, Sourced};
use netloom_net::ids::VpcId;

use super::placed_subnets::PlacedSubnet;
use super::wording::{Key, example};
use crate::codes;
use crate::plan::{
    NatPlace, PlannedInternetGateway, PlannedNatGateway, PlannedSubnet, PlannedVpc,
    PlannedVpnGateway,
};

/// Decides the internet gateway: there is one when a public subnet needs it, or a regional NAT
/// gateway in a VPC that is made.
pub(crate) fn plan_internet_gateway(
    intent: &ClusterIntent,
    vpc: &PlannedVpc,
    sites: &[PlacedSubnet],
    nat_gateways: &[PlannedNatGateway],
    problems: &mut Vec<Diagnostic>,
) -> Option<PlannedInternetGateway> {
    let is_public = |site: &&PlacedSubnet| {
        site.intent.kind.value == SubnetKind::Public && site.intent.ways.route_table.is_none()
    };
    let Some(public) = sites.iter().filter(is_public).min_by_key(|site| &site.key) else {
        let regional = nat_gateways.iter().find(|nat| nat.place == NatPlace::Vpc)?;
        // A VPC that exists has its gateway already, to which nothing here refers.
        let is_new = matches!(vpc, PlannedVpc::New { .. });
        return is_new.then_some(PlannedInternetGateway::New { origin: regional.origin });
    };
    match (vpc, &intent.network.vpc) {
        (PlannedVpc::New { .. }, _) => {
            Some(PlannedInternetGateway::New { origin: public.intent.name.origin })
        }
        (_, Some(VpcIntent::Existing { internet_gateway: Some(gateway), .. })) => {
            Some(PlannedInternetGateway::Existing(gateway.clone()))
        }
        // A VPC has one internet gateway at most, so that of an existing one has to be known: to
        // create another would fail.
        (PlannedVpc::Existing { id, .. }, _) => {
            problems.push(unknown_gateway(intent, id, &public.intent.name));
            None
        }
    }
}

/// Returns the finding about a public subnet in an existing VPC whose internet gateway the file
/// does not name.
pub(crate) fn unknown_gateway(
    intent: &ClusterIntent,
    vpc: &Sourced<VpcId>,
    subnet: &Sourced<SubnetName>,
) -> Diagnostic {
    let name = &subnet.value;
    let message = format!(
        "public subnet `{name}` needs the internet gateway of `{}`, which is not known",
        vpc.value
    );
    Diagnostic::new(&codes::UNKNOWN_INTERNET_GATEWAY, subnet.span(), message)
        .also(vpc.span(), "the VPC")
        .about(format!("subnet.{name}"))
        .help(format!("write {}", example(Key::InternetGateway, intent.dialect)))
        .help(format!(
            "`aws ec2 describe-internet-gateways --filters Name=attachment.vpc-id,Values={}` \
             shows it",
            vpc.value
        ))
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
