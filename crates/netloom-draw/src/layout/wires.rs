//! Which lines there are, and which lanes they need.

use std::collections::BTreeMap;

use crate::picture::{LineStyle, Picture, PlacedLine, Point};
use crate::scene::{Key, Scene, SubnetBox};

use super::outside::Outside;
use super::vpc::VpcPlan;

/// Where something stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Spot {
    /// A row of a subnet: of the VPC with this position, the subnet with this position among all
    /// of the VPC's, and the row.
    Inside { vpc: usize, subnet: usize, row: Row },
    /// On the edge of a VPC.
    Edge { vpc: usize, at: usize },
    /// Outside.
    Outside { at: usize },
}

/// A row of a subnet.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Row {
    /// What it is.
    Own,
    /// Who lives there.
    Resident(usize),
    /// A route.
    Exit(usize),
}

/// One line.
#[derive(Clone, Debug)]
pub(super) struct Wire {
    pub(super) from: Spot,
    pub(super) to: Spot,
    /// Lines with the same one share lanes.
    pub(super) way: String,
    pub(super) style: LineStyle,
    /// Whether it is a part of the way back.
    pub(super) is_reply: bool,
}

impl Wire {
    /// How far above the middle of a row it arrives: routes in the middle, the way there and the way
    /// back each at a height of its own; it leaves as far below.
    pub(super) fn apart(&self) -> i32 {
        match (self.style, self.is_reply) {
            (LineStyle::Path(_), false) => 4,
            (LineStyle::Path(_), true) => 8,
            _ => 0,
        }
    }
}

/// Every line.
#[derive(Clone, Debug, Default)]
pub(super) struct Wires {
    pub(super) all: Vec<Wire>,
}

impl Wires {
    /// Returns every line of a scene: its routes, then its arrows.
    pub(super) fn of(scene: &Scene) -> Self {
        let spots = spots_of(scene);
        let is_about_a_path = !scene.arrows.is_empty();
        let style = if is_about_a_path { LineStyle::Quiet } else { LineStyle::Route };
        let mut all = Vec::new();
        for (vpc, subnet, place) in subnets_of(scene) {
            for (at, exit) in place.exits.iter().enumerate() {
                let Some(to) = exit.to.as_ref().and_then(|key| spots.get(key)) else { continue };
                let from = Spot::Inside { vpc, subnet, row: Row::Exit(at) };
                let Some(to_key) = &exit.to else { continue };
                let way = to_key.as_str().to_owned();
                all.push(Wire { from, to: *to, way, style, is_reply: false });
            }
        }
        for (n, arrow) in scene.arrows.iter().enumerate() {
            if let (Some(from), Some(to)) = (spots.get(&arrow.from), spots.get(&arrow.to)) {
                let direction = if arrow.is_reply { "path back" } else { "path" };
                let (way, style) = (format!("{direction} {n}"), LineStyle::Path(arrow.tone));
                let (from, to, is_reply) = (*from, *to, arrow.is_reply);
                all.push(Wire { from, to, way, style, is_reply });
            }
        }
        Self { all }
    }

    /// Puts every line at its place; links between gateways and what they lead to first.
    pub(super) fn place(
        &self,
        scene: &Scene,
        plans: &[VpcPlan<'_>],
        outside: &Outside,
        picture: &mut Picture,
    ) {
        outside.place_links(scene, plans, picture);
        for wire in &self.all {
            if let Some(points) = points_of(wire, plans, outside) {
                let line = PlacedLine { points, way: wire.way.clone(), style: wire.style };
                picture.lines.push(line);
            }
        }
        // Quiet lines lie below those of the path.
        picture.lines.sort_by_key(|line| matches!(line.style, LineStyle::Path(_)));
    }
}

/// Returns the subnets with the position of their VPC, and theirs among all of its subnets.
fn subnets_of(scene: &Scene) -> impl Iterator<Item = (usize, usize, &SubnetBox)> {
    scene.vpcs.iter().enumerate().flat_map(|(vpc, place)| {
        let subnets = place.zones.iter().flat_map(|zone| &zone.subnets).enumerate();
        subnets.map(move |(at, subnet)| (vpc, at, subnet))
    })
}

fn spots_of(scene: &Scene) -> BTreeMap<&Key, Spot> {
    let mut spots = BTreeMap::new();
    for (vpc, subnet, place) in subnets_of(scene) {
        spots.insert(&place.key, Spot::Inside { vpc, subnet, row: Row::Own });
        for (at, resident) in place.residents.iter().enumerate() {
            spots.insert(&resident.key, Spot::Inside { vpc, subnet, row: Row::Resident(at) });
        }
    }
    for (vpc, place) in scene.vpcs.iter().enumerate() {
        for (at, edge) in place.edge.iter().enumerate() {
            spots.insert(&edge.key, Spot::Edge { vpc, at });
        }
    }
    for (at, place) in scene.outside.iter().enumerate() {
        spots.insert(&place.key, Spot::Outside { at });
    }
    spots
}

/// The corners of a line; `None` for one between places that no way leads between directly.
fn points_of(wire: &Wire, plans: &[VpcPlan<'_>], outside: &Outside) -> Option<Vec<Point>> {
    match (wire.from, wire.to) {
        (Spot::Inside { vpc, .. }, Spot::Inside { vpc: other, .. }) if vpc == other => {
            plans.get(vpc)?.between_subnets(wire)
        }
        (Spot::Inside { vpc, .. }, Spot::Edge { vpc: other, at }) if vpc == other => {
            plans.get(vpc)?.to_edge(wire, wire.from, at)
        }
        (Spot::Edge { vpc: other, at }, Spot::Inside { vpc, .. }) if vpc == other => {
            let mut points = plans.get(vpc)?.to_edge(wire, wire.to, at)?;
            points.reverse();
            Some(points)
        }
        (Spot::Edge { vpc, at }, Spot::Outside { at: to }) => {
            outside.link(plans.get(vpc)?, at, to, offset_of(wire))
        }
        (Spot::Outside { at: from }, Spot::Edge { vpc, at }) => {
            let mut points = outside.link(plans.get(vpc)?, at, from, offset_of(wire))?;
            points.reverse();
            Some(points)
        }
        _ => None,
    }
}

/// The way there and the way back run beside each other.
fn offset_of(wire: &Wire) -> i32 {
    match (wire.style, wire.is_reply) {
        (LineStyle::Path(_), true) => 7,
        (LineStyle::Path(_), false) => -7,
        _ => 0,
    }
}
