//! The address map: which block is whose, what is free, and what growth has left.
//!
//! - Comes in: a [`Network`] and [`Extras`].
//! - Goes out: an [`AddressMap`], its rows in the order of addresses, and its [`Picture`].

use netloom_diag::counting::grouped;
use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::{Family, parse_block, to_blocks};
use netloom_network::{Id, Known, Network, Subnet};

use crate::picture::{BoxStyle, LabelStyle, Picture, Point, Rect};
use crate::scene::{Extras, Tone};
use crate::text::{TextSize, shortened, shown, text_width};

/// Who has which block.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AddressMap {
    /// The title.
    pub title: String,
    /// The IPv4 blocks of VPCs, sorted by VPC, in the order of the VPC.
    pub vpcs: Vec<VpcMap>,
    /// What is not in the map, in sentences.
    pub notes: Vec<String>,
}

/// One block of a VPC.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VpcMap {
    /// The name of the VPC.
    pub name: String,
    /// The block.
    pub block: String,
    /// How many addresses it has.
    pub n_addresses: u128,
    /// What is free in it, in words.
    pub growth: String,
    /// Its parts in the order of addresses, without a gap; subnets that overlap stand below each
    /// other.
    pub rows: Vec<MapRow>,
}

/// A part of a block.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MapRow {
    /// The block.
    pub block: String,
    /// Where it begins, counted from the beginning of the VPC's block.
    pub first: u128,
    /// How many addresses it has.
    pub n_addresses: u128,
    /// Whose it is.
    pub holder: Holder,
}

/// Whose a block is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Holder {
    /// A subnet's.
    Subnet {
        /// Its name and zone.
        name: String,
        /// What its nodes need, in words.
        hosts: String,
        /// How many addresses they need; absent where no config says.
        n_needed: Option<u64>,
    },
    /// It is free.
    Free,
}

impl AddressMap {
    /// Returns the map of a network.
    #[must_use]
    pub fn of(network: &Network, extras: &Extras) -> Self {
        let mut map = Self { title: shortened(&extras.title, 90), ..Self::default() };
        for vpc in network.vpcs.values() {
            let subnets: Vec<&Subnet> =
                network.subnets.values().filter(|subnet| subnet.vpc == vpc.id).collect();
            for block in vpc.blocks.iter().filter_map(Known::value) {
                map.vpcs.push(vpc_map(&vpc.id, block, &subnets, extras));
            }
            if vpc.blocks.iter().any(|block| block.value().is_none()) {
                let name = shown(vpc.id.as_str());
                map.notes.push(format!("VPC {name} has a block that is not known"));
            }
            for subnet in subnets.iter().filter(|subnet| subnet.block.value().is_none()) {
                let name = name_of(subnet, extras);
                map.notes.push(format!("the block of subnet {name} is not known"));
            }
        }
        map
    }
}

fn name_of(subnet: &Subnet, extras: &Extras) -> String {
    let name = extras.names.get(&subnet.id).map_or(subnet.id.as_str(), String::as_str);
    match &subnet.zone {
        Known::Is(zone) => format!("{} in {}", shown(name), shown(zone)),
        Known::Unknown(_) => shown(name),
    }
}

fn vpc_map(vpc: &Id, block: &RangeSet, subnets: &[&Subnet], extras: &Extras) -> VpcMap {
    let first = block.first().unwrap_or_default();
    let mut free = block.clone();
    let mut rows = Vec::new();
    for subnet in subnets {
        let Known::Is(own) = &subnet.block else { continue };
        let own = own.intersection(block);
        if own.is_empty() {
            continue;
        }
        free = free.difference(&own);
        let n_needed = extras.n_needed.get(&subnet.id).copied();
        let hosts = crate::scene::hosts_of(subnet, n_needed);
        let holder = Holder::Subnet { name: name_of(subnet, extras), hosts, n_needed };
        rows.extend(rows_of(&own, first, &holder));
    }
    let free = free.intersection(&Family::Ipv4.everything());
    rows.extend(rows_of(&free, first, &Holder::Free));
    rows.sort_by(|a, b| (a.first, &a.block).cmp(&(b.first, &b.block)));
    VpcMap {
        name: shown(vpc.as_str()),
        block: to_blocks(block).join(", "),
        n_addresses: block.len(),
        growth: growth(&free),
        rows,
    }
}

fn rows_of(addresses: &RangeSet, first: u128, holder: &Holder) -> Vec<MapRow> {
    let row = |block: String| {
        let (range, _) = parse_block(&block)?;
        Some(MapRow {
            first: range.first()?.saturating_sub(first),
            n_addresses: range.len(),
            block,
            holder: holder.clone(),
        })
    };
    to_blocks(addresses).into_iter().filter_map(row).collect()
}

/// What is free: how many addresses, and the largest block that a new subnet could have; that of a
/// subnet is a /16 at most.
///
/// # Source
/// Amazon VPC User Guide, "Subnet CIDR blocks": from /28 to /16.
fn growth(free: &RangeSet) -> String {
    let blocks = to_blocks(free);
    let length = |block: &String| block.rsplit('/').next().and_then(|n| n.parse::<u8>().ok());
    let largest = blocks.iter().filter_map(|block| Some((length(block)?, block))).min();
    match largest {
        Some((length, block)) if length <= 28 => {
            format!("{} free; room for a /{} ({block})", grouped(free.len()), length.max(16))
        }
        _ => "no room for a further subnet".to_owned(),
    }
}

const MARGIN: i32 = 16;
const ROW: i32 = 24;
/// The width of the bar that stands for the whole block.
const TRACK: i32 = 420;
/// A block is drawn with at least this width, however small it is.
const LEAST_BAR: i32 = 3;

impl AddressMap {
    /// Returns the map with coordinates: a row for each block, whose place in the VPC is a bar.
    #[must_use]
    pub fn picture(&self) -> Picture {
        let mut picture = Picture {
            title: self.title.clone(),
            description: self.description(),
            ..Picture::default()
        };
        let all = || self.vpcs.iter().flat_map(|vpc| &vpc.rows);
        let width = |texts: &mut dyn Iterator<Item = &str>| {
            texts.map(|text| text_width(text, TextSize::Body)).max().unwrap_or_default()
        };
        let blocks = width(&mut all().map(|row| row.block.as_str()));
        let names = width(&mut all().map(|row| row.holder.name()));
        let columns = Columns {
            name: MARGIN + blocks + MARGIN,
            track: MARGIN + blocks + MARGIN + names + MARGIN,
        };
        let at = Point { x: MARGIN, y: MARGIN };
        picture.add_label(at, &self.title, TextSize::Title, LabelStyle::Text);
        let mut y = MARGIN + TextSize::Title.line_height() + MARGIN;
        for vpc in &self.vpcs {
            let head = format!("VPC {} {}: {}", vpc.name, vpc.block, vpc.growth);
            picture.add_label(Point { x: MARGIN, y }, &head, TextSize::Name, LabelStyle::Text);
            y += ROW;
            for row in &vpc.rows {
                place_row(row, vpc, &columns, y, &mut picture);
                y += ROW;
            }
            y += MARGIN;
        }
        for note in &self.notes {
            picture.add_label(Point { x: MARGIN, y }, note, TextSize::Body, LabelStyle::Text);
            y += TextSize::Body.line_height();
        }
        let right = picture.labels.iter().map(|label| label.rect.right());
        picture.width = right.max().unwrap_or_default().max(columns.track + TRACK) + MARGIN;
        picture.height = y + MARGIN;
        picture
    }

    fn description(&self) -> String {
        let rows = self.vpcs.iter().flat_map(|vpc| {
            let rows = vpc.rows.iter().map(|row| format!("{} {}", row.block, row.holder.name()));
            let head = format!("VPC {} {}: {}", vpc.name, vpc.block, vpc.growth);
            std::iter::once(head).chain(rows)
        });
        rows.collect::<Vec<_>>().join(". ")
    }
}

struct Columns {
    name: i32,
    track: i32,
}

impl Holder {
    fn name(&self) -> &str {
        match self {
            Self::Subnet { name, .. } => name,
            Self::Free => "free",
        }
    }
}

fn place_row(row: &MapRow, vpc: &VpcMap, columns: &Columns, y: i32, picture: &mut Picture) {
    let style = match row.holder {
        Holder::Free => LabelStyle::Muted,
        Holder::Subnet { .. } => LabelStyle::Text,
    };
    picture.add_label(Point { x: MARGIN, y }, &row.block, TextSize::Body, style);
    let name = Point { x: columns.name, y };
    picture.add_label(name, row.holder.name(), TextSize::Body, style);
    let track = Rect { x: columns.track, y: y + 1, w: TRACK, h: 14 };
    picture.add_box(track, BoxStyle::Track, String::new(), Tone::Plain);
    let w = scaled(row.n_addresses, vpc.n_addresses).max(LEAST_BAR);
    let x = (track.x + scaled(row.first, vpc.n_addresses)).min(track.right() - w);
    let bar = Rect { x, w, ..track };
    let title = format!("{} {}", row.block, row.holder.name());
    match &row.holder {
        Holder::Free => picture.add_box(bar, BoxStyle::Free, title, Tone::Plain),
        Holder::Subnet { n_needed, hosts, .. } => {
            picture.add_box(bar, BoxStyle::Held, title, Tone::Plain);
            if let Some(needed) = n_needed.filter(|needed| *needed > 0) {
                let share = i128::from(needed) * i128::from(w);
                let share = share / i128::try_from(row.n_addresses.max(1)).unwrap_or(i128::MAX);
                let part = i32::try_from(share).unwrap_or(w).clamp(1, w);
                let needed = Rect { w: part, ..bar };
                picture.add_box(needed, BoxStyle::Needed, String::new(), Tone::Plain);
            }
            let at = Point { x: track.right() + MARGIN, y };
            picture.add_label(at, hosts, TextSize::Small, LabelStyle::Muted);
        }
    }
}

/// The part of the bar that so many addresses of all are.
fn scaled(n: u128, all: u128) -> i32 {
    let track = u128::from(TRACK.unsigned_abs());
    i32::try_from(n.saturating_mul(track) / all.max(1)).unwrap_or(TRACK).min(TRACK)
}
