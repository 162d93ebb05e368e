//! A transit gateway: attached or not, in the right zones or not, with tables that learn, lead
//! astray or swallow.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{BLOCKS, Blueprint, at, mostly, without_nulls};

/// The VPCs, in the order of the attachments.
pub const VPCS: [&str; 3] = ["Vpc", "Peer", "Third"];

#[derive(Clone, Debug)]
pub struct Transit {
    associates: Option<bool>,
    propagates: Option<bool>,
    references: Option<bool>,
    attachments: Vec<Option<Attachment>>,
    /// Routes: whether in the default table, the block, and the attachment; none for a blackhole.
    routes: Vec<(bool, usize, Option<usize>)>,
}

#[derive(Clone, Debug)]
struct Attachment {
    /// The subnets asked for; of those in one zone only the first stays.
    subnets: Vec<usize>,
    is_vpc_kind: bool,
    ipv6: Option<bool>,
    references: Option<bool>,
    is_associated: bool,
    propagates: bool,
}

fn attachment(vpc: usize) -> impl Strategy<Value = Attachment> {
    let subnets: Vec<usize> = match vpc {
        0 => vec![0, 1, 2],
        1 => vec![4],
        _ => vec![5],
    };
    let n_subnets = subnets.len();
    let options = (prop::option::weighted(0.8, mostly()), prop::option::of(mostly()));
    (prop::sample::subsequence(subnets, 1..=n_subnets), any::<bool>(), options, mostly(), mostly())
        .prop_map(|(subnets, is_vpc_kind, (ipv6, references), is_associated, propagates)| {
            Attachment { subnets, is_vpc_kind, ipv6, references, is_associated, propagates }
        })
}

pub fn transit() -> impl Strategy<Value = Transit> {
    let defaults =
        (prop::option::of(mostly()), prop::option::of(mostly()), prop::option::of(any::<bool>()));
    let attachments = [0, 1, 2]
        .map(|vpc| prop::option::weighted(if vpc == 2 { 0.4 } else { 0.9 }, attachment(vpc)));
    let target = prop_oneof![2 => Just(Some(0_usize)), 4 => Just(Some(1)), 1 => Just(Some(2)), 2 => Just(None)];
    let routes = prop::collection::vec((any::<bool>(), 1..BLOCKS.len(), target), 0..3);
    (defaults, attachments, routes).prop_map(
        |((associates, propagates, references), attachments, routes)| Transit {
            associates,
            propagates,
            references,
            attachments: attachments.to_vec(),
            routes,
        },
    )
}

impl Transit {
    /// Whether a VPC is attached.
    pub fn is_attached(&self, vpc: &str) -> bool {
        VPCS.iter()
            .zip(&self.attachments)
            .any(|(name, attachment)| *name == vpc && attachment.is_some())
    }

    pub fn resources(&self, blueprint: &Blueprint, resources: &mut Map<String, Value>) {
        let mut add = |id: String, kind: &str, properties: Value| {
            let kind = format!("AWS::EC2::{kind}");
            resources.insert(id, json!({ "Type": kind, "Properties": without_nulls(properties) }));
        };
        let switch = |on: Option<bool>| on.map(|on| if on { "enable" } else { "disable" });
        let gateway = json!({ "DefaultRouteTableAssociation": switch(self.associates),
            "DefaultRouteTablePropagation": switch(self.propagates),
            "SecurityGroupReferencingSupport": switch(self.references) });
        add("Transit".into(), "TransitGateway", gateway);
        add(
            "TransitTable".into(),
            "TransitGatewayRouteTable",
            json!({ "TransitGatewayId": at("Transit") }),
        );
        for (vpc, attachment) in self.attachments.iter().enumerate() {
            let Some(attachment) = attachment else { continue };
            let id = format!("Transit{}", VPCS[vpc]);
            let mut zones = Vec::new();
            let subnets: Vec<usize> = attachment
                .subnets
                .iter()
                .copied()
                .filter(|subnet| blueprint.has_subnet(*subnet))
                .collect();
            let subnets = subnets.into_iter().filter(|subnet| {
                let zone = blueprint.zone(*subnet);
                // Of subnets in a zone that AWS picks only the first can be sure not to be in the
                // zone of another.
                let is_new = zones.is_empty()
                    || (zone.is_some() && !zones.contains(&zone) && !zones.contains(&None));
                zones.push(zone);
                is_new
            });
            let ids: Vec<Value> = subnets.map(|subnet| at(&format!("Subnet{subnet}"))).collect();
            let options = without_nulls(json!({ "Ipv6Support": switch(attachment.ipv6),
                "SecurityGroupReferencingSupport": switch(attachment.references) }));
            let kind = if attachment.is_vpc_kind {
                "TransitGatewayVpcAttachment"
            } else {
                "TransitGatewayAttachment"
            };
            add(
                id.clone(),
                kind,
                json!({ "TransitGatewayId": at("Transit"), "VpcId": at(VPCS[vpc]), "SubnetIds": ids,
                "Options": options }),
            );
            // An attachment has one association, and with a default one it has that.
            if self.associates == Some(false) && attachment.is_associated {
                add(
                    format!("{id}Association"),
                    "TransitGatewayRouteTableAssociation",
                    json!({ "TransitGatewayAttachmentId": at(&id), "TransitGatewayRouteTableId": at("TransitTable") }),
                );
            }
            if attachment.propagates {
                add(
                    format!("{id}Propagation"),
                    "TransitGatewayRouteTablePropagation",
                    json!({ "TransitGatewayAttachmentId": at(&id), "TransitGatewayRouteTableId": at("TransitTable") }),
                );
            }
        }
        let mut seen = Vec::new();
        for (number, (is_default, block, to)) in self.routes.iter().enumerate() {
            let is_there = to.is_none_or(|to| self.attachments[to].is_some());
            // A table has one route for a block.
            if !is_there || seen.contains(&(is_default, block)) {
                continue;
            }
            seen.push((is_default, block));
            let table = match is_default {
                true => json!({ "Fn::GetAtt": ["Transit", "AssociationDefaultRouteTableId"] }),
                false => at("TransitTable"),
            };
            let to = to.map(|to| at(&format!("Transit{}", VPCS[to])));
            let blackhole = to.is_none().then_some(true);
            add(
                format!("TransitRoute{number}"),
                "TransitGatewayRoute",
                json!({ "DestinationCidrBlock": BLOCKS[*block],
                "TransitGatewayRouteTableId": table, "TransitGatewayAttachmentId": to, "Blackhole": blackhole }),
            );
        }
    }
}
