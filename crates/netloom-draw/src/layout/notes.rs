//! What is to be read below the picture.

use crate::picture::{LabelStyle, Picture, Point};
use crate::scene::Scene;
use crate::text::{TextSize, text_width, wrapped};

use super::MARGIN;

/// Notes are not narrower than this, however small the picture is.
const LEAST_WIDTH: i32 = 560;

/// Puts the notes below `y`, and gives the picture its height.
pub(super) fn place(scene: &Scene, y: i32, picture: &mut Picture) {
    let width = (picture.width - 2 * MARGIN).max(LEAST_WIDTH);
    let mut y = y;
    for note in &scene.notes {
        for line in wrapped(&note.words, width, TextSize::Body) {
            let right = MARGIN + text_width(&line, TextSize::Body) + MARGIN;
            picture.width = picture.width.max(right);
            let style = LabelStyle::Note(note.tone);
            picture.add_label(Point { x: MARGIN, y }, &line, TextSize::Body, style);
            y += TextSize::Body.line_height();
        }
    }
    picture.height = if scene.notes.is_empty() { y } else { y + MARGIN };
}
