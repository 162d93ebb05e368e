//! What would make a picture hard to read; tests hold every picture to none of it.

use super::{BoxStyle, Picture, PlacedBox, PlacedLine, Point, Rect};

impl Picture {
    /// Returns what is wrong with the picture, each in a sentence; empty for a readable one.
    ///
    /// Boxes overlap in part, labels overlap or reach out of their box, lines cross labels or boxes,
    /// lines of different ways lie on each other, something is outside of the picture.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        self.boxes_that_overlap(&mut faults);
        self.labels_that_overlap(&mut faults);
        self.lines_that_cross(&mut faults);
        self.lines_on_each_other(&mut faults);
        faults
    }

    fn boxes_that_overlap(&self, faults: &mut Vec<String>) {
        let page = Rect { x: 0, y: 0, w: self.width, h: self.height };
        for (at, one) in self.boxes.iter().enumerate() {
            if !page.contains(&one.rect) {
                faults.push(format!("{} is outside of the picture", name(one)));
            }
            for other in self.boxes.iter().skip(at + 1) {
                let is_nested = one.rect.contains(&other.rect) || other.rect.contains(&one.rect);
                if one.rect.overlaps(&other.rect) && !is_nested && !is_on_edge(one, other) {
                    faults.push(format!("{} overlaps {}", name(one), name(other)));
                }
            }
        }
    }

    fn labels_that_overlap(&self, faults: &mut Vec<String>) {
        let page = Rect { x: 0, y: 0, w: self.width, h: self.height };
        for (at, label) in self.labels.iter().enumerate() {
            if !page.contains(&label.rect) {
                faults.push(format!("`{}` is outside of the picture", label.text));
            }
            for other in self.labels.iter().skip(at + 1) {
                if label.rect.overlaps(&other.rect) {
                    faults.push(format!("`{}` overlaps `{}`", label.text, other.text));
                }
            }
            for placed in &self.boxes {
                let is_out =
                    label.rect.overlaps(&placed.rect) && !placed.rect.contains(&label.rect);
                // The words of a gateway stand on the edge of its VPC as it does.
                let is_on_edge = placed.style == BoxStyle::Vpc && self.is_in_thing(&label.rect);
                if is_out && !is_on_edge {
                    faults.push(format!("`{}` reaches out of {}", label.text, name(placed)));
                }
            }
            for symbol in &self.symbols {
                if label.rect.overlaps(&symbol.rect) {
                    faults.push(format!("`{}` is on a symbol", label.text));
                }
            }
        }
    }

    fn is_in_thing(&self, rect: &Rect) -> bool {
        let mut things = self.boxes.iter().filter(|placed| placed.style == BoxStyle::Thing);
        things.any(|thing| thing.rect.contains(rect))
    }

    fn lines_that_cross(&self, faults: &mut Vec<String>) {
        for line in &self.lines {
            for (from, to) in parts(line) {
                if from.x != to.x && from.y != to.y {
                    faults.push(format!("a line of `{}` is slanted", line.way));
                }
                let part = rect_of(from, to);
                for label in &self.labels {
                    if part.overlaps(&label.rect) {
                        faults.push(format!("a line of `{}` crosses `{}`", line.way, label.text));
                    }
                }
                for placed in self.boxes.iter().filter(|placed| is_solid(placed)) {
                    if part.overlaps(&inside(placed.rect)) {
                        faults.push(format!("a line of `{}` crosses {}", line.way, name(placed)));
                    }
                }
            }
        }
    }

    fn lines_on_each_other(&self, faults: &mut Vec<String>) {
        for (at, one) in self.lines.iter().enumerate() {
            let others = self.lines.iter().skip(at + 1).filter(|other| other.way != one.way);
            for other in others {
                let mut pairs = parts(one).flat_map(|a| parts(other).map(move |b| (a, b)));
                if pairs.any(|(a, b)| is_on(a, b)) {
                    faults.push(format!("`{}` and `{}` lie on each other", one.way, other.way));
                }
            }
        }
    }
}

fn name(placed: &PlacedBox) -> String {
    match placed.title.as_str() {
        "" => format!("{:?}", placed.style),
        title => format!("`{title}`"),
    }
}

/// Gateways stand on the edge of their VPC.
fn is_on_edge(one: &PlacedBox, other: &PlacedBox) -> bool {
    let styles = (one.style, other.style);
    // So do the marks of gateways.
    matches!(
        styles,
        (BoxStyle::Vpc, BoxStyle::Thing | BoxStyle::Mark(_))
            | (BoxStyle::Thing | BoxStyle::Mark(_), BoxStyle::Vpc)
    )
}

fn is_solid(placed: &PlacedBox) -> bool {
    matches!(placed.style, BoxStyle::Subnet(_) | BoxStyle::Thing | BoxStyle::Mark(_))
}

/// Without its frame, where lines may end.
fn inside(rect: Rect) -> Rect {
    Rect { x: rect.x + 1, y: rect.y + 1, w: rect.w - 2, h: rect.h - 2 }
}

fn parts(line: &PlacedLine) -> impl Iterator<Item = (Point, Point)> {
    line.points.iter().zip(line.points.iter().skip(1)).map(|(from, to)| (*from, *to))
}

/// A line of one px.
fn rect_of(from: Point, to: Point) -> Rect {
    let (x, y) = (from.x.min(to.x), from.y.min(to.y));
    Rect { x, y, w: (from.x - to.x).abs().max(1), h: (from.y - to.y).abs().max(1) }
}

/// Whether two parts run in one direction at the same place; that they cross or touch is no fault.
fn is_on((a, b): (Point, Point), (c, d): (Point, Point)) -> bool {
    let overlap = |a: i32, b: i32, c: i32, d: i32| a.min(b).max(c.min(d)) < a.max(b).min(c.max(d));
    let is_vertical = a.x == b.x && c.x == d.x && a.x == c.x;
    let is_horizontal = a.y == b.y && c.y == d.y && a.y == c.y;
    (is_vertical && overlap(a.y, b.y, c.y, d.y)) || (is_horizontal && overlap(a.x, b.x, c.x, d.x))
}

#[cfg(test)]
mod tests {
    use super::super::{LabelStyle, LineStyle};
    use super::*;
    use crate::scene::{Access, Tone};
    use crate::text::TextSize;

    fn picture() -> Picture {
        Picture { width: 400, height: 400, ..Picture::default() }
    }

    fn check(picture: &Picture, expected: &[&str]) {
        assert_eq!(picture.faults(), expected);
    }

    #[test]
    fn boxes_that_overlap_in_part_are_a_fault_and_nested_ones_are_none() {
        let mut drawn = picture();
        let style = BoxStyle::Subnet(Access::Public);
        for (x, title) in [(0, "a"), (50, "b"), (200, "c")] {
            let rect = Rect { x, y: 0, w: 100, h: 100 };
            drawn.add_box(rect, style, title.to_owned(), Tone::Plain);
        }
        drawn.add_box(Rect { x: 210, y: 10, w: 9, h: 9 }, style, "d".to_owned(), Tone::Plain);
        check(&drawn, &["`a` overlaps `b`"]);
    }

    #[test]
    fn labels_and_lines_are_measured() {
        let mut drawn = picture();
        for x in [10, 20] {
            drawn.add_label(Point { x, y: 10 }, "name", TextSize::Body, LabelStyle::Text);
        }
        let line = |way: &str, y: i32| PlacedLine {
            points: vec![Point { x: 0, y }, Point { x: 300, y }],
            way: way.to_owned(),
            style: LineStyle::Route,
        };
        drawn.lines.extend([line("a", 100), line("b", 100), line("b", 15)]);
        check(
            &drawn,
            &[
                "`name` overlaps `name`",
                "a line of `b` crosses `name`",
                "a line of `b` crosses `name`",
                "`a` and `b` lie on each other",
            ],
        );
    }
}
