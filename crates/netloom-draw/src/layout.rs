//! Coordinates: zones are columns, subnets stand in them below each other, gateways stand on the
//! upper edge of their VPC, what they lead to above them.
//!
//! - Comes in: a [`Scene`].
//! - Goes out: a [`Picture`].
//!
//! Routes run where nothing else stands. To the right of every column of subnets is a gutter with
//! one lane for each target, and below the upper edge of a VPC a bus with one lane for each target
//! beyond a column; what leads to one target shares its lanes, so that it looks like a tree. Labels
//! of routes stand in the boxes of their subnets, where no line gets. So nothing has to be moved
//! out of the way of anything, and the same scene gives the same picture.
//!
//! ```text
//!       internet        on premises            outside
//!     ┌ region ──│───────────│────────────┐
//!     │ ┌ VPC ──[igw]───────[vgw]───────┐ │    edge
//!     │ │        └───────┐   └────┐     │ │    bus
//!     │ │ ┌ zone ────────│────────│┐    │ │
//!     │ │ │ ┌ subnet ┐   │        ││    │ │
//!     │ │ │ │  route ├───┘        ││    │ │    gutter
//!     │ │ │ │  route ├────────────┘│    │ │
//! ```
//!
//! Crates for layout (`layout-rs`, `rust-sugiyama`) place the nodes of a graph in ranks; they know
//! no boxes in boxes, no columns that mean something and no ports, so theirs is another picture.

mod columns;
mod notes;
mod outside;
mod sizes;
mod vpc;
mod wires;

use crate::picture::{BoxStyle, LabelStyle, Picture, Point, Rect};
use crate::scene::{Scene, Tone};
use crate::text::{TextSize, text_width};

use self::outside::Outside;
use self::vpc::VpcPlan;
use self::wires::Wires;

/// Around the picture, and between frames and what is in them.
const MARGIN: i32 = 16;
/// Between two lines of a gutter or a bus.
const LANE: i32 = 10;

/// Returns a scene with coordinates.
#[must_use]
pub fn picture_of(scene: &Scene) -> Picture {
    let mut picture = Picture {
        title: scene.title.clone(),
        description: scene.description(),
        ..Picture::default()
    };
    let region = scene
        .region
        .as_ref()
        .map_or_else(|| "AWS region".to_owned(), |region| format!("AWS region {region}"));
    let wires = Wires::of(scene);
    // The names of the region and of the first VPC stand left of all gateways, where no line gets.
    let left_of_gateways = text_width(&region, TextSize::Small) + 2 * MARGIN;
    let mut plans: Vec<VpcPlan<'_>> =
        scene.vpcs.iter().map(|vpc| VpcPlan::new(vpc, scene, &wires, left_of_gateways)).collect();
    let region_x = MARGIN;
    let mut x = region_x + MARGIN;
    for plan in &mut plans {
        plan.x = x;
        x += plan.width + 2 * MARGIN;
    }
    let right = (x - MARGIN).max(region_x + left_of_gateways + MARGIN);
    let top = MARGIN + TextSize::Title.line_height() + MARGIN;
    let outside = Outside::new(scene, &plans, top);
    let mut bottom = outside.vpcs_top;
    for plan in &mut plans {
        plan.y = outside.vpcs_top;
        bottom = bottom.max(plan.y + plan.height);
    }
    let right = right.max(outside.right + MARGIN);
    let frame = Rect {
        x: region_x,
        y: outside.region_top,
        w: right - region_x,
        h: bottom + MARGIN - outside.region_top,
    };
    picture.add_box(frame, BoxStyle::Region, region.clone(), Tone::Plain);
    let name = Point { x: frame.x + 10, y: frame.y + 6 };
    picture.add_label(name, &region, TextSize::Small, LabelStyle::Muted);
    for plan in &plans {
        plan.place(&mut picture);
    }
    outside.place(scene, &mut picture);
    wires.place(scene, &plans, &outside, &mut picture);
    let title = Point { x: MARGIN, y: MARGIN };
    picture.add_label(title, &scene.title, TextSize::Title, LabelStyle::Text);
    let title_right = MARGIN + text_width(&scene.title, TextSize::Title);
    picture.width = frame.right().max(title_right) + MARGIN;
    notes::place(scene, frame.bottom() + MARGIN, &mut picture);
    picture
}
