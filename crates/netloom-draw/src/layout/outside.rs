//! What stands outside of the VPCs: each thing above the first gateway that leads there.

use crate::picture::{LineStyle, Picture, PlacedLine, Point, Rect};
use crate::scene::{Scene, VpcBox};

use super::sizes::{THING_HEIGHT, edge_width, outside_width, place_thing};
use super::vpc::VpcPlan;
use super::{LANE, MARGIN};

/// Returns where each box on the edge of a VPC begins and how wide it is, and the width that all
/// need.
///
/// - `own`: the position of the VPC.
/// - `first`: where the first one may begin, from the left side of the VPC.
pub(super) fn seats_of(
    vpc: &VpcBox,
    scene: &Scene,
    own: usize,
    first: i32,
) -> (Vec<(i32, i32)>, i32) {
    let mut seats = Vec::new();
    let mut x = first;
    for (at, edge) in vpc.edge.iter().enumerate() {
        let width = edge_width(edge);
        let above =
            scene.outside.iter().enumerate().find(|(n, _)| host_of(scene, *n) == Some((own, at)));
        let above = above.map_or(0, |(_, outside)| outside_width(outside));
        let seat = width.max(above);
        seats.push((x + (seat - width) / 2, width));
        x += seat + MARGIN;
    }
    (seats, x)
}

/// The first gateway that leads to something outside, which it stands above.
fn host_of(scene: &Scene, outside: usize) -> Option<(usize, usize)> {
    let key = &scene.outside.get(outside)?.key;
    scene.vpcs.iter().enumerate().find_map(|(vpc, place)| {
        let at = place.edge.iter().position(|edge| edge.outside.as_ref() == Some(key))?;
        Some((vpc, at))
    })
}

/// The places of all that is outside.
#[derive(Clone, Debug, Default)]
pub(super) struct Outside {
    rects: Vec<Rect>,
    /// The height of the lane that leads to each, for gateways that it does not stand above.
    lanes: Vec<i32>,
    /// The upper side of the frame of the region.
    pub(super) region_top: i32,
    /// The upper side of the VPCs.
    pub(super) vpcs_top: i32,
    /// The right side of the last box.
    pub(super) right: i32,
}

impl Outside {
    /// - `top`: where the first row begins.
    pub(super) fn new(scene: &Scene, plans: &[VpcPlan<'_>], top: i32) -> Self {
        let is_shared = |at: usize| {
            let key = scene.outside.get(at).map(|outside| &outside.key);
            let edges = scene.vpcs.iter().flat_map(|vpc| &vpc.edge);
            edges.filter(|edge| edge.outside.as_ref() == key).count() > 1
        };
        let of_row = |is_in_region: bool| {
            let row = scene.outside.iter().filter(|thing| thing.is_in_region() == is_in_region);
            row.count()
        };
        let (n_beyond, n_within) = (of_row(false), of_row(true));
        let n_lanes = |is_in_region: bool| {
            let row = scene.outside.iter().enumerate();
            let row =
                row.filter(|(at, thing)| thing.is_in_region() == is_in_region && is_shared(*at));
            i32::try_from(row.count()).unwrap_or_default()
        };
        let row_height = |n: usize| if n == 0 { 0 } else { THING_HEIGHT };
        let mut all = Self::default();
        let beyond_y = top;
        let lanes_beyond = beyond_y + row_height(n_beyond) + MARGIN;
        all.region_top =
            if n_beyond == 0 { top } else { lanes_beyond + n_lanes(false) * LANE + MARGIN / 2 };
        let within_y = all.region_top + 2 * MARGIN;
        let lanes_within = within_y + row_height(n_within) + MARGIN;
        all.vpcs_top = lanes_within + n_lanes(true) * LANE + THING_HEIGHT / 2;
        let (mut next_within, mut next_beyond) = (lanes_within, lanes_beyond);
        for (at, thing) in scene.outside.iter().enumerate() {
            let y = if thing.is_in_region() { within_y } else { beyond_y };
            let w = outside_width(thing);
            let x = host_of(scene, at)
                .and_then(|(vpc, edge)| plans.get(vpc)?.edge_rect(edge))
                .map_or(2 * MARGIN, |host| host.x + host.w / 2 - w / 2);
            let rect = Rect { x, y, w, h: THING_HEIGHT };
            all.right = all.right.max(rect.right());
            all.rects.push(rect);
            let lane = if thing.is_in_region() { &mut next_within } else { &mut next_beyond };
            all.lanes.push(*lane);
            if is_shared(at) {
                *lane += LANE;
            }
        }
        all
    }

    /// The corners of a line from a box on the edge of a VPC to what it leads to.
    ///
    /// - `offset`: how far beside the middle it runs.
    pub(super) fn link(
        &self,
        plan: &VpcPlan<'_>,
        edge: usize,
        outside: usize,
        offset: i32,
    ) -> Option<Vec<Point>> {
        let from = plan.edge_rect(edge)?;
        let to = self.rects.get(outside)?;
        let x = from.x + from.w / 2 + offset;
        let begin = Point { x, y: from.y };
        if (to.x..=to.right()).contains(&x) {
            return Some(vec![begin, Point { x, y: to.bottom() }]);
        }
        let y = self.lanes.get(outside).copied()? + offset / 3;
        // From the left or from the right, each at its own side of the middle.
        let side = if x > to.x { 20 } else { -20 };
        let end = to.x + to.w / 2 + side + offset / 3;
        Some(vec![begin, Point { x, y }, Point { x: end, y }, Point { x: end, y: to.bottom() }])
    }

    /// Puts the lines between gateways and what they lead to.
    pub(super) fn place_links(&self, scene: &Scene, plans: &[VpcPlan<'_>], picture: &mut Picture) {
        for (vpc, plan) in scene.vpcs.iter().zip(plans) {
            for (at, edge) in vpc.edge.iter().enumerate() {
                let Some(key) = &edge.outside else { continue };
                let outside = scene.outside.iter().position(|thing| thing.key == *key);
                let points = outside.and_then(|outside| self.link(plan, at, outside, 0));
                picture.lines.extend(points.map(|points| PlacedLine {
                    points,
                    way: format!("to {}", key.as_str()),
                    style: LineStyle::Link,
                }));
            }
        }
    }

    /// Puts the boxes.
    pub(super) fn place(&self, scene: &Scene, picture: &mut Picture) {
        for (thing, rect) in scene.outside.iter().zip(&self.rects) {
            place_thing((thing.kind, &thing.name, &thing.marks), *rect, picture);
        }
    }
}
