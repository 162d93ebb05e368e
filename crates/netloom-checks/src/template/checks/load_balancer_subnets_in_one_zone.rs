//! Load balancers with subnets in too few zones, or two in one.

use netloom_diag::Diagnostic;
use netloom_template::ResourceEntry;

use super::super::context::{Context, text};
use super::super::zones::{is_on_outpost, pair_in_one_zone, zones_at};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A load balancer with two subnets in one zone, or an application load balancer with a single
    /// subnet.
    /// ### Why it matters
    /// Elastic Load Balancing takes one subnet per zone, and for an application load balancer two
    /// zones at least; it refuses anything else, and the stack is rolled back.
    /// ### Example
    /// `Subnets: [!Ref PublicA1, !Ref PublicA2]`, both in `eu-west-1a`
    /// ### Instead
    /// Subnets in two zones.
    /// ### Source
    /// Elastic Load Balancing API, `CreateLoadBalancer`: subnets from two Availability Zones at
    /// least for an application load balancer, and one per zone.
    LOAD_BALANCER_SUBNETS_IN_ONE_ZONE = ("CFN046", Error, "load balancer with subnets in one zone");
}

const SUBNETS: [&str; 2] = ["Subnets[]", "SubnetMappings[].SubnetId"];

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let balancers = context.of_kind("AWS::ElasticLoadBalancingV2::LoadBalancer");
    balancers.filter_map(|balancer| finding(context, balancer)).collect()
}

fn finding(context: &Context<'_>, balancer: &ResourceEntry) -> Option<Diagnostic> {
    let subnets = zones_at(context, balancer, &SUBNETS)?;
    if let Some((other, (node, name, zone))) = pair_in_one_zone(&subnets) {
        let message = format!(
            "load balancer `{}` has `{other}` and `{name}` in {}",
            balancer.id,
            zone.in_words()
        );
        let finding = Diagnostic::new(&LOAD_BALANCER_SUBNETS_IN_ONE_ZONE, node.span, message);
        return Some(
            finding.help(format!("put a subnet of another zone in the place of `{name}`")),
        );
    }
    // The type is application unless it is written.
    let is_application = match balancer.properties.get("Type") {
        Some(_) => text(balancer, "Type").is_some_and(|kind| kind == "application"),
        None => true,
    };
    let ([(node, name, zone)], true) = (subnets.as_slice(), is_application) else { return None };
    // One subnet is enough in a Local Zone and on an Outpost.
    if !zone.is_ordinary() || is_on_outpost(context, node) {
        return None;
    }
    let message = format!(
        "application load balancer `{}` has one subnet, `{name}`, expected two zones",
        balancer.id
    );
    let finding = Diagnostic::new(&LOAD_BALANCER_SUBNETS_IN_ONE_ZONE, node.span, message);
    Some(finding.help("add a subnet of another zone"))
}
