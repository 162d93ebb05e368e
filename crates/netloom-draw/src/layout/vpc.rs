//! One VPC: its columns, its bus, its edge.

use crate::picture::{BoxStyle, LabelStyle, Picture, Point, Rect};
use crate::scene::{Scene, SubnetBox, Tone, VpcBox};
use crate::text::{TextSize, text_width};

use super::columns::{Column, columns_of};
use super::outside::seats_of;
use super::sizes::{
    THING_HEIGHT, exit_port, marks_width, own_port, place_marks, place_subnet, place_thing,
    resident_port, tone_of,
};
use super::wires::{Row, Spot, Wire, Wires};
use super::{LANE, MARGIN};

/// Between two subnets below each other.
const ROW_GAP: i32 = 14;
/// The height of the name of a zone.
const ZONE_HEAD: i32 = 24;
/// From a box to the first lane, and from the last lane on.
const GUTTER_EDGE: i32 = 14;

fn name_of(vpc: &VpcBox) -> String {
    format!("VPC {}", vpc.name)
}

/// A VPC with the sizes of all that is in it, and with its place once that is known.
#[derive(Clone, Debug)]
pub(super) struct VpcPlan<'s> {
    vpc: &'s VpcBox,
    subnets: Vec<&'s SubnetBox>,
    columns: Vec<Column>,
    row_heights: Vec<i32>,
    /// The ways that have a lane of the bus, from top to bottom.
    bus: Vec<String>,
    /// Where each box on the edge begins, from the left side of the VPC, and how wide it is.
    seats: Vec<(i32, i32)>,
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) width: i32,
    pub(super) height: i32,
}

impl<'s> VpcPlan<'s> {
    /// - `left_of_gateways`: the least width before the first gateway.
    pub(super) fn new(
        vpc: &'s VpcBox,
        scene: &'s Scene,
        wires: &Wires,
        left_of_gateways: i32,
    ) -> Self {
        let (columns, row_heights) = columns_of(vpc);
        let own = scene.vpcs.iter().position(|other| other.key == vpc.key).unwrap_or_default();
        let subnets = vpc.zones.iter().flat_map(|zone| &zone.subnets).collect();
        let mut plan = Self {
            vpc,
            subnets,
            columns,
            row_heights,
            bus: Vec::new(),
            seats: Vec::new(),
            x: 0,
            y: 0,
            width: 0,
            height: 0,
        };
        for wire in &wires.all {
            plan.add_lanes(wire, own);
        }
        let name = text_width(&name_of(vpc), TextSize::Name) + marks_width(&vpc.marks);
        let label = name.max(text_width(&vpc.blocks, TextSize::Body));
        let first_seat = left_of_gateways.max(label + 2 * MARGIN);
        let (mut seats, least_width) = seats_of(vpc, scene, own, first_seat);
        plan.width = plan.columns_width().max(least_width + MARGIN);
        // What is left of the width is shared out between the gateways.
        let n = i32::try_from(seats.len()).unwrap_or(1).max(1);
        let spare = (plan.width - least_width - MARGIN).max(0) / (n + 1);
        for (at, seat) in seats.iter_mut().enumerate() {
            seat.0 += spare * (i32::try_from(at).unwrap_or_default() + 1);
        }
        plan.seats = seats;
        let rows: i32 = plan.row_heights.iter().map(|height| height + ROW_GAP).sum();
        let below = if plan.columns.is_empty() { 0 } else { ZONE_HEAD + rows + 2 * MARGIN };
        plan.height = plan.zones_top() + below;
        plan
    }

    /// Gives a wire its lanes, where it runs in this VPC.
    fn add_lanes(&mut self, wire: &Wire, own: usize) {
        let column = |spot: Spot| match spot {
            Spot::Inside { vpc, subnet, .. } if vpc == own => self
                .columns
                .iter()
                .position(|column| column.cells.iter().any(|(_, position)| *position == subnet)),
            _ => None,
        };
        let ends = [column(wire.from), column(wire.to)];
        for at in ends.into_iter().flatten() {
            if let Some(column) = self.columns.get_mut(at).filter(|c| !c.lanes.contains(&wire.way))
            {
                column.lanes.push(wire.way.clone());
            }
        }
        let is_local = matches!(ends, [Some(from), Some(to)] if from == to);
        let is_here = ends.iter().any(Option::is_some);
        if is_here && !is_local && !self.bus.contains(&wire.way) {
            self.bus.push(wire.way.clone());
        }
    }

    fn gutter(column: &Column) -> i32 {
        let n = i32::try_from(column.lanes.len()).unwrap_or_default();
        if n == 0 { MARGIN } else { 2 * GUTTER_EDGE + (n - 1) * LANE }
    }

    fn columns_width(&self) -> i32 {
        let mut width = MARGIN;
        for (at, column) in self.columns.iter().enumerate() {
            width += column.width + Self::gutter(column);
            if self.is_last_of_zone(at) {
                width += 2 * MARGIN;
            }
        }
        width
    }

    fn is_last_of_zone(&self, at: usize) -> bool {
        let zone = |at: usize| self.columns.get(at).map(|column| column.zone);
        zone(at) != zone(at + 1)
    }

    fn column_x(&self, at: usize) -> i32 {
        let before = self.columns.iter().take(at).enumerate();
        let before: i32 = before
            .map(|(n, column)| {
                let gap = if self.is_last_of_zone(n) { 2 * MARGIN } else { 0 };
                column.width + Self::gutter(column) + gap
            })
            .sum();
        self.x + 2 * MARGIN + before
    }

    /// Below the names of the VPC.
    fn bus_top(&self) -> i32 {
        TextSize::Name.line_height() + TextSize::Body.line_height() + MARGIN
    }

    fn zones_top(&self) -> i32 {
        let n = i32::try_from(self.bus.len()).unwrap_or_default();
        self.bus_top() + n * LANE + MARGIN / 2
    }

    fn row_y(&self, row: usize) -> i32 {
        let above: i32 = self.row_heights.iter().take(row).map(|height| height + ROW_GAP).sum();
        self.y + self.zones_top() + ZONE_HEAD + above
    }

    /// The column and the box of a subnet.
    fn place_of(&self, subnet: usize) -> Option<(usize, Rect)> {
        self.columns.iter().enumerate().find_map(|(at, column)| {
            let (row, _) = column.cells.iter().find(|(_, position)| *position == subnet)?;
            let h = self.row_heights.get(*row).copied()?;
            let rect = Rect { x: self.column_x(at), y: self.row_y(*row), w: column.width, h };
            Some((at, rect))
        })
    }

    /// The column of a row, and where a wire leaves its box.
    ///
    /// - `apart`: how far below the middle of the row.
    fn port(&self, spot: Spot, apart: i32) -> Option<(usize, Point)> {
        let Spot::Inside { subnet, row, .. } = spot else { return None };
        let (column, rect) = self.place_of(subnet)?;
        let place = self.subnets.get(subnet)?;
        let y = match row {
            Row::Own => own_port() + apart,
            Row::Resident(at) => resident_port(place, at) + apart,
            Row::Exit(at) => exit_port(place, at, rect.h) + apart,
        };
        Some((column, Point { x: rect.right(), y: rect.y + y }))
    }

    fn lane_x(&self, column: usize, way: &str) -> Option<i32> {
        let place = self.columns.get(column)?;
        let at = place.lanes.iter().position(|lane| lane == way)?;
        let at = i32::try_from(at).ok()?;
        Some(self.column_x(column) + place.width + GUTTER_EDGE + at * LANE)
    }

    fn bus_y(&self, way: &str) -> Option<i32> {
        let at = self.bus.iter().position(|lane| lane == way)?;
        Some(self.y + self.bus_top() + i32::try_from(at).ok()? * LANE)
    }

    /// The corners of a line between two rows of this VPC.
    pub(super) fn between_subnets(&self, wire: &Wire) -> Option<Vec<Point>> {
        let (from_column, from) = self.port(wire.from, wire.apart())?;
        let (to_column, to) = self.port(wire.to, -wire.apart())?;
        let (from_x, to_x) =
            (self.lane_x(from_column, &wire.way)?, self.lane_x(to_column, &wire.way)?);
        let mut points = vec![from, Point { x: from_x, y: from.y }];
        if from_column != to_column {
            let y = self.bus_y(&wire.way)?;
            points.extend([Point { x: from_x, y }, Point { x: to_x, y }]);
        }
        points.extend([Point { x: to_x, y: to.y }, to]);
        Some(points)
    }

    /// The corners of a line between a row and the lower side of a box on the edge.
    pub(super) fn to_edge(&self, wire: &Wire, row: Spot, at: usize) -> Option<Vec<Point>> {
        let way = &wire.way;
        let apart = if row == wire.to { -wire.apart() } else { wire.apart() };
        let (column, port) = self.port(row, apart)?;
        let (lane, y) = (self.lane_x(column, way)?, self.bus_y(way)?);
        let x = self.free_x(at, way)?;
        let bottom = self.edge_rect(at)?.bottom();
        Some(vec![
            port,
            Point { x: lane, y: port.y },
            Point { x: lane, y },
            Point { x, y },
            Point { x, y: bottom },
        ])
    }

    /// Where a way meets the lower side of a box on the edge: in its middle, but not where a lane
    /// of a gutter runs or another way comes in.
    fn free_x(&self, at: usize, way: &str) -> Option<i32> {
        let rect = self.edge_rect(at)?;
        let lanes: Vec<i32> = self
            .columns
            .iter()
            .enumerate()
            .flat_map(|(column, place)| {
                place.lanes.iter().filter_map(move |lane| self.lane_x(column, lane))
            })
            .collect();
        // Each way of the bus has a middle of its own.
        let n = self.bus.iter().position(|lane| lane == way)?;
        let is_path = way.starts_with("path");
        let shift = if is_path { 12 + 6 * (i32::try_from(n).ok()? % 5) } else { 0 };
        let middle = rect.x + rect.w / 2 + shift;
        let is_free = |x: &i32| {
            lanes.iter().all(|lane| (lane - x).abs() > 2)
                && *x > rect.x + 4
                && *x < rect.right() - 4
        };
        let candidates = (0..rect.w / 2).flat_map(|by| [middle + by, middle - by]);
        Some(candidates.into_iter().find(is_free).unwrap_or(middle))
    }

    /// The box of what stands on the edge.
    pub(super) fn edge_rect(&self, at: usize) -> Option<Rect> {
        let (x, w) = *self.seats.get(at)?;
        Some(Rect { x: self.x + x, y: self.y - THING_HEIGHT / 2, w, h: THING_HEIGHT })
    }

    /// Puts the VPC and all that is in it and on its edge.
    pub(super) fn place(&self, picture: &mut Picture) {
        let rect = Rect { x: self.x, y: self.y, w: self.width, h: self.height };
        let name = name_of(self.vpc);
        let title = format!("{name} ({})", self.vpc.key.as_str());
        picture.add_box(rect, BoxStyle::Vpc, title, tone_of(&self.vpc.marks));
        let at = Point { x: rect.x + 10, y: rect.y + 6 };
        picture.add_label(at, &name, TextSize::Name, LabelStyle::Text);
        let below = Point { x: at.x, y: at.y + TextSize::Name.line_height() };
        picture.add_label(below, &self.vpc.blocks, TextSize::Body, LabelStyle::Text);
        let behind = text_width(&name, TextSize::Name) + marks_width(&self.vpc.marks);
        place_marks(&self.vpc.marks, at.x + behind, at.y, picture);
        for (zone, place) in self.vpc.zones.iter().enumerate() {
            if let Some(rect) = self.zone_rect(zone) {
                picture.add_box(rect, BoxStyle::Zone, place.name.clone(), Tone::Plain);
                let at = Point { x: rect.x + 8, y: rect.y + 4 };
                picture.add_label(at, &place.name, TextSize::Small, LabelStyle::Muted);
            }
        }
        for (at, subnet) in self.subnets.iter().enumerate() {
            if let Some((_, rect)) = self.place_of(at) {
                place_subnet(subnet, rect, picture);
            }
        }
        for (at, edge) in self.vpc.edge.iter().enumerate() {
            if let Some(rect) = self.edge_rect(at) {
                place_thing((edge.kind, &edge.name, &edge.marks), rect, picture);
            }
        }
    }

    fn zone_rect(&self, zone: usize) -> Option<Rect> {
        let first = self.columns.iter().position(|column| column.zone == zone)?;
        let last = self.columns.iter().rposition(|column| column.zone == zone)?;
        let x = self.column_x(first) - MARGIN / 2;
        let last_column = self.columns.get(last)?;
        let right = self.column_x(last) + last_column.width + Self::gutter(last_column);
        let y = self.y + self.zones_top();
        let h = self.height - self.zones_top() - MARGIN;
        Some(Rect { x, y, w: right - x, h })
    }
}
