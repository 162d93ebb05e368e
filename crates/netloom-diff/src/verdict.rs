//! How bad a change is, and in one sentence why.

use crate::behaviour::Effect;
use crate::blast_radius::Hit;
use crate::data_loss::Contents;
use crate::outputs::{OutputChange, ParameterChange};
use crate::resources::{Action, ResourceChange};
use crate::review::Severity;
use crate::traffic::{ConnectivityChange, TrafficChange};

/// What a review tells, as far as the verdict goes by it.
pub(crate) struct Parts<'a> {
    pub(crate) resources: &'a [ResourceChange],
    pub(crate) traffic: &'a TrafficChange,
    pub(crate) hits: &'a [Hit],
    pub(crate) outputs: &'a [OutputChange],
    pub(crate) parameters: &'a [ParameterChange],
}

impl Parts<'_> {
    /// The worst of all parts; what is undecided counts as the worst that it could be.
    pub(crate) fn severity(&self) -> Severity {
        let resources = self.resources.iter().map(of_resource);
        let outputs = self.outputs.iter().map(|output| {
            match output.export_before.is_some() && output.consequence.is_some() {
                true => Severity::Medium,
                false => Severity::Low,
            }
        });
        let parameters = self.parameters.iter().map(|_| Severity::Low);
        let hits = self.hits.iter().filter(|hit| hit.is_data_lost).map(|_| Severity::Critical);
        let all =
            resources.chain(outputs).chain(parameters).chain(hits).chain([self.traffic.severity()]);
        all.max().unwrap_or(Severity::None)
    }

    /// The verdict in one line, what is worst first.
    pub(crate) fn verdict(&self, severity: Severity) -> String {
        if severity == Severity::None {
            return "nothing changes in the network".to_owned();
        }
        let mut told = self.of_traffic();
        told.extend(self.lost_data());
        told.extend(self.of_resources());
        let turns = |turn: ConnectivityChange| {
            self.traffic.connections.iter().filter(|one| one.turn == turn).count()
        };
        told.extend(counted(
            turns(ConnectivityChange::Lost) + turns(ConnectivityChange::LostInPart),
            "connection lost",
            "connections lost",
        ));
        told.extend(counted(
            turns(ConnectivityChange::Gained),
            "connection gained",
            "connections gained",
        ));
        match told.as_slice() {
            [] if self.outputs.is_empty() && self.parameters.is_empty() => {
                "nothing changes in the network while the parameters have these values".to_owned()
            }
            [] => "only outputs or parameters change".to_owned(),
            told => told.join(", "),
        }
    }

    /// Exposure, and what cannot be excluded.
    fn of_traffic(&self) -> Vec<String> {
        let exposed = |severity: Severity| {
            let is_it = |one: &&crate::traffic::Connections| {
                one.turn == ConnectivityChange::Exposed && one.severity == severity
            };
            self.traffic.connections.iter().filter(is_it).count()
        };
        let turns = |turn: ConnectivityChange| {
            self.traffic.connections.iter().filter(|one| one.turn == turn).count()
        };
        let undecided = self.traffic.undecided.len();
        // The worst comes first.
        let mut told = Vec::new();
        told.extend(counted(
            exposed(Severity::Critical),
            "exposed to the internet",
            "exposed to the internet",
        ));
        told.extend(counted(
            turns(ConnectivityChange::MayBeExposed),
            "may be exposed to the internet",
            "may be exposed to the internet",
        ));
        told.extend(self.traffic.not_compared.as_ref().map(|_| "traffic not compared".to_owned()));
        told.extend(counted(
            exposed(Severity::High),
            "opened to a few addresses by many ports",
            "opened to a few addresses by many ports",
        ));
        told.extend(counted(
            exposed(Severity::Medium),
            "opened to a few addresses",
            "opened to a few addresses",
        ));
        told.extend(counted(
            turns(ConnectivityChange::OneWay),
            "let in without an answer",
            "let in without an answer",
        ));
        told.extend(counted(undecided, "connection undecided", "connections undecided"));
        told
    }

    /// Data that goes with something outside of the templates.
    fn lost_data(&self) -> Vec<String> {
        let mut names: Vec<&str> =
            self.hits.iter().filter(|hit| hit.is_data_lost).map(|hit| hit.who.as_str()).collect();
        names.dedup();
        names.into_iter().map(|name| format!("data of {name} lost")).collect()
    }

    fn of_resources(&self) -> Vec<String> {
        let count =
            |is: &dyn Fn(&&ResourceChange) -> bool| self.resources.iter().filter(is).count();
        let by_effect = |effect: Effect| {
            count(&|change| change.effect == effect && change.action == Action::Changed)
        };
        // The worst comes first.
        let parts = [
            (
                count(&|change| change.contents == Some(Contents::Deleted)),
                "deleted with their contents",
            ),
            (
                count(&|change| change.contents == Some(Contents::MayBeDeleted)),
                "may be deleted with their contents",
            ),
            (count(&|change| change.effect == Effect::WillFail), "will fail"),
            (by_effect(Effect::Replacement), "replaced"),
            (
                count(&|change| {
                    matches!(change.action, Action::Renamed { .. })
                        && change.effect != Effect::WillFail
                }),
                "renamed",
            ),
            (by_effect(Effect::MayReplace), "may be replaced"),
            (by_effect(Effect::Unknown), "changed with unknown effect"),
            (by_effect(Effect::SomeInterruption), "interrupted"),
            (by_effect(Effect::NoInterruption), "changed in place"),
            (
                count(&|change| {
                    change.action == Action::Added
                        && is_update(change)
                        && change.effect != Effect::WillFail
                }),
                "added",
            ),
            (count(&|change| change.action == Action::Removed && is_update(change)), "removed"),
            (by_effect(Effect::OtherStack), "different in the other stack"),
            (
                count(&|change| change.action == Action::Added && !is_update(change)),
                "only in the other stack",
            ),
            (
                count(&|change| change.action == Action::Removed && !is_update(change)),
                "not in the other stack",
            ),
        ];
        let one = |(n, what): &(usize, &str)| counted(*n, &what.replace("their", "its"), what);
        parts.iter().filter_map(one).collect()
    }
}

/// Whether the old stack is what changes.
fn is_update(change: &ResourceChange) -> bool {
    change.effect != Effect::OtherStack
}

fn counted(n: usize, one: &str, many: &str) -> Option<String> {
    match n {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{n} {many}")),
    }
}

fn of_resource(change: &ResourceChange) -> Severity {
    match (&change.action, change.effect) {
        _ if matches!(change.contents, Some(Contents::Deleted | Contents::MayBeDeleted)) => {
            Severity::Critical
        }
        (_, Effect::WillFail) => Severity::High,
        // A link between two things is there again as soon as it is gone.
        (_, Effect::Replacement) if is_link(&change.kind) => Severity::Medium,
        (_, Effect::Replacement) => Severity::High,
        (Action::Removed, Effect::OtherStack) => Severity::Low,
        (Action::Removed, _) => Severity::Medium,
        (_, Effect::MayReplace | Effect::Unknown | Effect::SomeInterruption) => Severity::Medium,
        (_, Effect::NoInterruption | Effect::OtherStack) => Severity::Low,
    }
}

/// Whether a resource only links two others and holds nothing itself.
pub(crate) fn is_link(kind: &str) -> bool {
    const LINKS: [&str; 14] = [
        "AWS::EC2::EIPAssociation",
        "AWS::EC2::NetworkAclEntry",
        "AWS::EC2::NetworkInterfaceAttachment",
        "AWS::EC2::Route",
        "AWS::EC2::SecurityGroupEgress",
        "AWS::EC2::SecurityGroupIngress",
        "AWS::EC2::SubnetNetworkAclAssociation",
        "AWS::EC2::SubnetRouteTableAssociation",
        "AWS::EC2::TransitGatewayRoute",
        "AWS::EC2::TransitGatewayRouteTableAssociation",
        "AWS::EC2::TransitGatewayRouteTablePropagation",
        "AWS::EC2::VPCDHCPOptionsAssociation",
        "AWS::EC2::VPCGatewayAttachment",
        "AWS::EC2::VPNGatewayRoutePropagation",
    ];
    LINKS.contains(&kind)
}
