//! How large boxes are, and where in them each row stands.

use crate::picture::{BoxStyle, LabelStyle, Picture, PlacedSymbol, Point, Rect};
use crate::scene::{EdgeBox, Kind, Mark, OutsideBox, SubnetBox, Tone};
use crate::text::{TextSize, text_width};

/// Between the frame of a box and its text.
pub(super) const PADDING: i32 = 10;
/// The side of a symbol.
const SYMBOL: i32 = 16;
/// The height of a row with a symbol.
const RESIDENT_ROW: i32 = 22;
/// The height of a row with a route.
const EXIT_ROW: i32 = 17;
/// No subnet is narrower.
const LEAST_WIDTH: i32 = 190;

/// The width of marks in a row, the gap before each included.
pub(super) fn marks_width(marks: &[Mark]) -> i32 {
    marks.iter().map(|mark| text_width(&mark.word, TextSize::Small) + 10 + 6).sum()
}

/// Puts marks into a row, the last one at its right end.
pub(super) fn place_marks(marks: &[Mark], right: i32, y: i32, picture: &mut Picture) {
    let mut x = right - marks_width(marks);
    for mark in marks {
        let width = text_width(&mark.word, TextSize::Small);
        let rect = Rect { x: x + 6, y, w: width + 10, h: TextSize::Small.line_height() };
        picture.add_box(rect, BoxStyle::Mark(mark.tone), String::new(), Tone::Plain);
        let at = Point { x: rect.x + 5, y };
        picture.add_label(at, &mark.word, TextSize::Small, LabelStyle::Mark(mark.tone));
        x = rect.right();
    }
}

/// The tone of a frame: the gravest of its marks.
pub(super) fn tone_of(marks: &[Mark]) -> Tone {
    marks.iter().map(|mark| mark.tone).max().unwrap_or(Tone::Plain)
}

/// Returns the width and height of a subnet.
pub(super) fn size_of_subnet(subnet: &SubnetBox) -> (i32, i32) {
    let head = text_width(subnet.access.words(), TextSize::Small) + marks_width(&subnet.marks);
    let texts = [
        text_width(&subnet.name, TextSize::Name),
        text_width(&subnet.block, TextSize::Body),
        text_width(&subnet.hosts, TextSize::Small),
    ];
    let residents = subnet.residents.iter().map(|resident| {
        SYMBOL + 6 + text_width(&resident.words, TextSize::Body) + marks_width(&resident.marks)
    });
    let exits = subnet.exits.iter().map(|exit| text_width(&exit.words, TextSize::Small));
    let widest = [head].into_iter().chain(texts).chain(residents).chain(exits).max();
    let width = (widest.unwrap_or_default() + 2 * PADDING).max(LEAST_WIDTH);
    (width, head_height(subnet) + rows_height(subnet) + PADDING)
}

fn head_height(subnet: &SubnetBox) -> i32 {
    let hosts = if subnet.hosts.is_empty() { 0 } else { TextSize::Small.line_height() };
    PADDING
        + TextSize::Small.line_height()
        + TextSize::Name.line_height()
        + TextSize::Body.line_height()
        + hosts
}

fn rows_height(subnet: &SubnetBox) -> i32 {
    let n = |len: usize| i32::try_from(len).unwrap_or(i32::MAX / 64);
    let gap = if subnet.exits.is_empty() { 0 } else { 6 };
    4 + n(subnet.residents.len()) * RESIDENT_ROW + gap + n(subnet.exits.len()) * EXIT_ROW
}

/// Where wires leave a subnet: the height of each row below the upper side of its box.
pub(super) fn resident_port(subnet: &SubnetBox, at: usize) -> i32 {
    let at = i32::try_from(at).unwrap_or_default();
    head_height(subnet) + 4 + at * RESIDENT_ROW + RESIDENT_ROW / 2
}

/// The same for routes; they stand at the lower side of the box.
pub(super) fn exit_port(subnet: &SubnetBox, at: usize, height: i32) -> i32 {
    let from_below = i32::try_from(subnet.exits.len().saturating_sub(at)).unwrap_or_default();
    height - PADDING - from_below * EXIT_ROW + EXIT_ROW / 2
}

/// The same for the subnet as a whole.
pub(super) fn own_port() -> i32 {
    PADDING + TextSize::Small.line_height() / 2
}

/// Puts a subnet at its place.
pub(super) fn place_subnet(subnet: &SubnetBox, rect: Rect, picture: &mut Picture) {
    let title = format!("{} {} ({})", subnet.access.words(), subnet.name, subnet.key.as_str());
    let style = BoxStyle::Subnet(subnet.access);
    picture.add_box(rect, style, title, tone_of(&subnet.marks));
    let (x, mut y) = (rect.x + PADDING, rect.y + PADDING);
    let right = rect.right() - PADDING;
    let rows = [
        (subnet.access.words(), TextSize::Small, LabelStyle::Muted),
        (subnet.name.as_str(), TextSize::Name, LabelStyle::Text),
        (subnet.block.as_str(), TextSize::Body, LabelStyle::Text),
        (subnet.hosts.as_str(), TextSize::Small, LabelStyle::Muted),
    ];
    place_marks(&subnet.marks, right, y, picture);
    for (text, size, style) in rows {
        picture.add_label(Point { x, y }, text, size, style);
        y += size.line_height();
    }
    for (at, resident) in subnet.residents.iter().enumerate() {
        let middle = rect.y + resident_port(subnet, at);
        place_symbol(resident.kind, Point { x, y: middle - SYMBOL / 2 }, picture);
        let text = Point { x: x + SYMBOL + 6, y: middle - TextSize::Body.line_height() / 2 };
        picture.add_label(text, &resident.words, TextSize::Body, LabelStyle::Text);
        let mark = middle - TextSize::Small.line_height() / 2;
        place_marks(&resident.marks, right, mark, picture);
    }
    for (at, exit) in subnet.exits.iter().enumerate() {
        let middle = rect.y + exit_port(subnet, at, rect.h);
        let x = right - text_width(&exit.words, TextSize::Small);
        let text = Point { x, y: middle - TextSize::Small.line_height() / 2 };
        picture.add_label(text, &exit.words, TextSize::Small, LabelStyle::Muted);
    }
}

fn place_symbol(kind: Kind, at: Point, picture: &mut Picture) {
    let rect = Rect { x: at.x, y: at.y, w: SYMBOL, h: SYMBOL };
    picture.symbols.push(PlacedSymbol { rect, kind });
}

/// The height of a box on an edge or outside.
pub(super) const THING_HEIGHT: i32 = 44;

/// Returns the width of a box with what a thing is and what it is called.
fn thing_width(kind: Kind, name: &str, marks: &[Mark]) -> i32 {
    let words = text_width(kind.words(), TextSize::Small) + marks_width(marks);
    let text = words.max(text_width(name, TextSize::Body));
    PADDING + SYMBOL + 6 + text + PADDING
}

pub(super) fn edge_width(edge: &EdgeBox) -> i32 {
    thing_width(edge.kind, &edge.name, &edge.marks)
}

pub(super) fn outside_width(outside: &OutsideBox) -> i32 {
    thing_width(outside.kind, &outside.name, &outside.marks)
}

/// Puts a box with what a thing is and what it is called.
pub(super) fn place_thing(
    (kind, name, marks): (Kind, &str, &[Mark]),
    rect: Rect,
    picture: &mut Picture,
) {
    picture.add_box(rect, BoxStyle::Thing, format!("{} {name}", kind.words()), tone_of(marks));
    let middle = rect.y + rect.h / 2;
    place_symbol(kind, Point { x: rect.x + PADDING, y: middle - SYMBOL / 2 }, picture);
    let x = rect.x + PADDING + SYMBOL + 6;
    // What has no name of its own stands in the middle.
    let y = if name.is_empty() { middle - TextSize::Small.line_height() / 2 } else { rect.y + 5 };
    picture.add_label(Point { x, y }, kind.words(), TextSize::Small, LabelStyle::Muted);
    place_marks(marks, rect.right() - PADDING, y, picture);
    let y = rect.y + 5 + TextSize::Small.line_height();
    picture.add_label(Point { x, y }, name, TextSize::Body, LabelStyle::Text);
}
