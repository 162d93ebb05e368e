//! SVG 1.1, with a style sheet for light and dark.
//!
//! Elements are written one by one rather than by a crate: there are six kinds of them, and every
//! text goes through [`xml_text`], which no crate for SVG does to what a terminal or a reader may
//! misread.
//!
//! # Source
//! W3C, "Scalable Vector Graphics (SVG) 1.1 (Second Edition)": "Basic shapes", "Text", "Styling",
//! the `title` and `desc` elements; W3C, "WAI-ARIA Graphics Module": `role="img"`.

mod style;
mod symbols;

use std::fmt::Write;

use netloom_diag::untrusted::xml_text;

use crate::picture::{
    BoxStyle, LabelStyle, LineStyle, Picture, PlacedBox, PlacedLabel, PlacedLine,
};
use crate::scene::{Access, Tone};
use crate::text::TextSize;

/// Returns a picture as an SVG document.
pub(super) fn svg(picture: &Picture) -> String {
    let (w, h) = (picture.width, picture.height);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" \
         height=\"{h}\" role=\"img\" aria-labelledby=\"title desc\" font-family=\"Helvetica Neue, \
         Arial, DejaVu Sans, sans-serif\">\n"
    );
    line(&mut out, format_args!("<title id=\"title\">{}</title>", xml_text(&picture.title)));
    line(&mut out, format_args!("<desc id=\"desc\">{}</desc>", xml_text(&picture.description)));
    line(&mut out, format_args!("<style>{}</style>", style::sheet()));
    line(&mut out, format_args!("{}", style::ARROWHEADS));
    line(&mut out, format_args!("<rect class=\"paper\" width=\"{w}\" height=\"{h}\"/>"));
    // Frames first, then lines, then what lines end at: no line runs over a box.
    let (frames, things): (Vec<&PlacedBox>, Vec<&PlacedBox>) =
        picture.boxes.iter().partition(|placed| is_frame(placed.style));
    frames.into_iter().for_each(|placed| box_element(&mut out, placed));
    picture.lines.iter().for_each(|placed| line_element(&mut out, placed));
    things.into_iter().for_each(|placed| box_element(&mut out, placed));
    picture
        .symbols
        .iter()
        .for_each(|symbol| line(&mut out, format_args!("{}", symbols::of(*symbol))));
    picture.labels.iter().for_each(|label| label_element(&mut out, label));
    out.push_str("</svg>\n");
    out
}

fn is_frame(style: BoxStyle) -> bool {
    matches!(style, BoxStyle::Region | BoxStyle::Vpc | BoxStyle::Zone)
}

fn line(out: &mut String, words: std::fmt::Arguments<'_>) {
    // Writing to a string does not fail.
    let _ = writeln!(out, "{words}");
}

fn box_element(out: &mut String, placed: &PlacedBox) {
    let rect = placed.rect;
    let class = match placed.style {
        BoxStyle::Region => "region",
        BoxStyle::Vpc => "vpc",
        BoxStyle::Zone => "zone",
        BoxStyle::Subnet(Access::Public) => "subnet public",
        BoxStyle::Subnet(Access::Private) => "subnet private",
        BoxStyle::Subnet(Access::Isolated) => "subnet isolated",
        BoxStyle::Subnet(Access::Unknown) => "subnet unknown",
        BoxStyle::Thing => "thing",
        BoxStyle::Mark(tone) => return mark_element(out, placed, tone),
        BoxStyle::Held => "held",
        BoxStyle::Track => "track",
        BoxStyle::Free => "free",
        BoxStyle::Needed => "needed",
    };
    let tone = tone_class(placed.tone);
    let shape = format!(
        "<rect class=\"{class}{}{tone}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
        if tone.is_empty() { "" } else { " " },
        rect.x,
        rect.y,
        rect.w,
        rect.h
    );
    match placed.title.as_str() {
        "" => line(out, format_args!("{shape}/>")),
        title => line(out, format_args!("{shape}><title>{}</title></rect>", xml_text(title))),
    }
}

fn mark_element(out: &mut String, placed: &PlacedBox, tone: Tone) {
    let rect = placed.rect;
    line(
        out,
        format_args!(
            "<rect class=\"mark {}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\"/>",
            tone_class(tone),
            rect.x,
            rect.y,
            rect.w,
            rect.h,
            rect.h / 2
        ),
    );
}

fn tone_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "",
        Tone::Good => "good",
        Tone::Changed => "changed",
        Tone::Doubtful => "doubtful",
        Tone::Bad => "bad",
    }
}

fn line_element(out: &mut String, placed: &PlacedLine) {
    let points: Vec<String> =
        placed.points.iter().map(|point| format!("{},{}", point.x, point.y)).collect();
    let (class, head) = match placed.style {
        LineStyle::Route => ("route", " marker-end=\"url(#route)\""),
        LineStyle::Quiet => ("quiet", " marker-end=\"url(#quiet)\""),
        LineStyle::Link => ("link", ""),
        LineStyle::Path(Tone::Changed) => ("path changed", " marker-end=\"url(#back)\""),
        LineStyle::Path(Tone::Bad) => ("path bad", " marker-end=\"url(#dropped)\""),
        LineStyle::Path(Tone::Doubtful) => ("path doubtful", " marker-end=\"url(#doubt)\""),
        LineStyle::Path(_) => ("path good", " marker-end=\"url(#there)\""),
    };
    line(out, format_args!("<polyline class=\"{class}\" points=\"{}\"{head}/>", points.join(" ")));
}

fn label_element(out: &mut String, label: &PlacedLabel) {
    let size = match label.size {
        TextSize::Title => "title",
        TextSize::Name => "name",
        TextSize::Body => "body",
        TextSize::Small => "small",
    };
    let style = match label.style {
        LabelStyle::Text => String::new(),
        LabelStyle::Muted => " muted".to_owned(),
        LabelStyle::Mark(tone) => format!(" word {}", tone_class(tone)),
        LabelStyle::Note(Tone::Plain) => String::new(),
        LabelStyle::Note(tone) => format!(" note {}", tone_class(tone)),
    };
    // The base line is a quarter of the size above the lower side.
    let y = label.rect.bottom() - 2 - label.size.px() / 4;
    line(
        out,
        format_args!(
            "<text class=\"{size}{style}\" x=\"{}\" y=\"{y}\">{}</text>",
            label.rect.x,
            xml_text(&label.text)
        ),
    );
}
