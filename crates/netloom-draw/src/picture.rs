//! What has coordinates: boxes, labels, symbols, lines; all lengths in px, from the upper left
//! corner.

mod faults;

use crate::scene::{Access, Kind, Tone};
use crate::text::{TextSize, text_width};

/// A point.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Point {
    /// From the left.
    pub x: i32,
    /// From the top.
    pub y: i32,
}

/// A rectangle.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Rect {
    /// Its left side.
    pub x: i32,
    /// Its upper side.
    pub y: i32,
    /// Its width.
    pub w: i32,
    /// Its height.
    pub h: i32,
}

impl Rect {
    /// Returns its right side.
    #[must_use]
    pub fn right(&self) -> i32 {
        self.x + self.w
    }

    /// Returns its lower side.
    #[must_use]
    pub fn bottom(&self) -> i32 {
        self.y + self.h
    }

    /// Whether two rectangles have an area in common; that they touch is none.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }

    /// Whether the other one is within this one.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        self.x <= other.x
            && self.y <= other.y
            && other.right() <= self.right()
            && other.bottom() <= self.bottom()
    }
}

/// What a box is, which decides its look.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum BoxStyle {
    /// The region: a dashed frame.
    Region,
    /// A VPC: a green frame.
    Vpc,
    /// A zone: a dashed frame.
    Zone,
    /// A subnet, tinted.
    Subnet(Access),
    /// Something on an edge or outside: a white box.
    Thing,
    /// A mark: a small filled box with a word.
    Mark(Tone),
    /// A block in an address map that a subnet has.
    Held,
    /// The whole VPC in a row of an address map.
    Track,
    /// A free block in an address map.
    Free,
    /// The part of a block that is needed.
    Needed,
}

/// A box.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlacedBox {
    /// Where it is.
    pub rect: Rect,
    /// How it looks.
    pub style: BoxStyle,
    /// What it is, for those who point at it or do not see it; may be empty.
    pub title: String,
    /// A colour around it.
    pub tone: Tone,
}

/// A text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlacedLabel {
    /// Where it is; the text begins at its left side.
    pub rect: Rect,
    /// The text.
    pub text: String,
    /// Its size.
    pub size: TextSize,
    /// How it looks.
    pub style: LabelStyle,
}

/// How a label looks.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum LabelStyle {
    /// As text.
    Text,
    /// Less important.
    Muted,
    /// The word of a mark.
    Mark(Tone),
    /// A note in a colour.
    Note(Tone),
}

impl PlacedLabel {
    /// Puts a text with its upper left corner at a point.
    #[must_use]
    pub fn at(point: Point, text: &str, size: TextSize, style: LabelStyle) -> Self {
        let rect =
            Rect { x: point.x, y: point.y, w: text_width(text, size), h: size.line_height() };
        Self { rect, text: text.to_owned(), size, style }
    }
}

/// A symbol.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct PlacedSymbol {
    /// Where it is, a square.
    pub rect: Rect,
    /// What it stands for.
    pub kind: Kind,
}

/// A line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlacedLine {
    /// Its corners; each part is horizontal or vertical.
    pub points: Vec<Point>,
    /// What it belongs to: lines of one way may lie on each other.
    pub way: String,
    /// How it looks.
    pub style: LineStyle,
}

/// How a line looks.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum LineStyle {
    /// A route.
    Route,
    /// A route in a picture that is about something else.
    Quiet,
    /// Between a gateway and what it leads to; without an arrowhead.
    Link,
    /// A part of a path.
    Path(Tone),
}

/// A drawing with coordinates.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Picture {
    /// Its width.
    pub width: i32,
    /// Its height.
    pub height: i32,
    /// Its title.
    pub title: String,
    /// What it shows, in sentences.
    pub description: String,
    /// The boxes, outer ones first.
    pub boxes: Vec<PlacedBox>,
    /// The lines, in the order in which they are drawn.
    pub lines: Vec<PlacedLine>,
    /// The symbols.
    pub symbols: Vec<PlacedSymbol>,
    /// The labels.
    pub labels: Vec<PlacedLabel>,
}

impl Picture {
    pub(crate) fn add_box(&mut self, rect: Rect, style: BoxStyle, title: String, tone: Tone) {
        self.boxes.push(PlacedBox { rect, style, title, tone });
    }

    pub(crate) fn add_label(
        &mut self,
        point: Point,
        text: &str,
        size: TextSize,
        style: LabelStyle,
    ) {
        if !text.is_empty() {
            self.labels.push(PlacedLabel::at(point, text, size, style));
        }
    }
}
