//! Columns of subnets: how many each zone has, and in which row each subnet stands.

use crate::scene::{Access, SubnetBox, VpcBox};
use crate::text::{TextSize, text_width};

use super::sizes::size_of_subnet;

/// More subnets than this do not stand below each other: a zone gets a further column.
const MOST_ROWS: usize = 8;

/// A column of subnets.
#[derive(Clone, Debug, Default)]
pub(super) struct Column {
    /// The position of its zone.
    pub(super) zone: usize,
    /// The rows and positions of its subnets among all of the VPC's.
    pub(super) cells: Vec<(usize, usize)>,
    /// The width of its boxes.
    pub(super) width: i32,
    /// The ways that have a lane in its gutter, from left to right.
    pub(super) lanes: Vec<String>,
}

/// Returns the columns of a VPC and the heights of its rows.
///
/// Public subnets stand in the upper rows and all others below them, so that what is alike in
/// several zones stands side by side.
pub(super) fn columns_of(vpc: &VpcBox) -> (Vec<Column>, Vec<i32>) {
    let is_public = |subnet: &&SubnetBox| subnet.access == Access::Public;
    let n_public = vpc.zones.iter().map(|zone| zone.subnets.iter().filter(is_public).count());
    let n_public = n_public.max().unwrap_or_default();
    let n_others = vpc
        .zones
        .iter()
        .map(|zone| zone.subnets.len() - zone.subnets.iter().filter(is_public).count());
    let is_tall = n_public + n_others.max().unwrap_or_default() > MOST_ROWS;
    let mut columns: Vec<Column> = Vec::new();
    let mut heights: Vec<i32> = Vec::new();
    let mut position = 0;
    for (zone, place) in vpc.zones.iter().enumerate() {
        let n_columns = place.subnets.len().div_ceil(MOST_ROWS).max(1);
        let n_rows = place.subnets.len().div_ceil(n_columns).max(1);
        let first_other = place.subnets.iter().filter(is_public).count();
        // The name of the zone stands above its first column.
        let width = text_width(&place.name, TextSize::Small);
        let mut column = Column { zone, width, ..Column::default() };
        for (at, subnet) in place.subnets.iter().enumerate() {
            let row = match is_tall {
                true => at % n_rows,
                false if at < first_other => at,
                false => n_public + at - first_other,
            };
            if is_tall && row == 0 && at > 0 {
                columns.push(std::mem::replace(&mut column, Column { zone, ..Column::default() }));
            }
            let (width, height) = size_of_subnet(subnet);
            column.width = column.width.max(width);
            column.cells.push((row, position));
            if heights.len() <= row {
                heights.resize(row + 1, 0);
            }
            if let Some(tallest) = heights.get_mut(row) {
                *tallest = height.max(*tallest);
            }
            position += 1;
        }
        columns.push(column);
    }
    (columns, heights)
}
