//! How wide words are, and how long names are cut.
//!
//! The font that a picture is shown in is not known when it is laid out, so widths are those of a
//! wide one: what fits by them fits in Arial, Helvetica and most system fonts, too.

use netloom_diag::terminal_text;

/// The size of a text, and whether it is bold.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum TextSize {
    /// The title of the picture: 16 px, bold.
    Title,
    /// A name: 13 px, bold.
    Name,
    /// Everything else that is read: 12 px.
    Body,
    /// What a box is, and where a route leads: 11 px.
    Small,
}

impl TextSize {
    /// Returns the size in px.
    #[must_use]
    pub fn px(self) -> i32 {
        match self {
            Self::Title => 16,
            Self::Name => 13,
            Self::Body => 12,
            Self::Small => 11,
        }
    }

    /// Returns the height of a line in px.
    #[must_use]
    pub fn line_height(self) -> i32 {
        self.px() + 5
    }

    fn is_bold(self) -> bool {
        matches!(self, Self::Title | Self::Name)
    }
}

/// The advance widths of DejaVu Sans Bold for U+0020 to U+007E, in thousandths of the size.
///
/// # Source
/// DejaVu Fonts 2.37, table `hmtx`.
const BOLD: [u16; 95] = [
    349, 457, 521, 838, 696, 1002, 873, 307, 458, 458, 523, 838, 380, 416, 380, 366, 696, 696, 696,
    696, 696, 696, 696, 696, 696, 696, 400, 400, 838, 838, 838, 581, 1000, 774, 763, 734, 831, 684,
    684, 821, 837, 373, 373, 775, 638, 996, 837, 851, 733, 851, 771, 721, 683, 813, 774, 1104, 771,
    725, 726, 458, 366, 458, 838, 500, 500, 675, 716, 593, 716, 679, 436, 716, 712, 343, 343, 666,
    343, 1042, 712, 688, 716, 716, 494, 596, 479, 712, 652, 924, 646, 652, 583, 712, 366, 712, 838,
];

/// The same of DejaVu Sans.
const REGULAR: [u16; 95] = [
    318, 401, 460, 838, 637, 951, 780, 275, 391, 391, 500, 838, 318, 361, 318, 337, 637, 637, 637,
    637, 637, 637, 637, 637, 637, 637, 337, 337, 838, 838, 838, 531, 1000, 685, 687, 699, 771, 632,
    576, 775, 752, 295, 295, 656, 558, 863, 749, 788, 604, 788, 695, 635, 611, 732, 685, 989, 686,
    611, 686, 391, 337, 391, 838, 500, 500, 613, 635, 550, 635, 616, 353, 635, 634, 278, 278, 580,
    278, 975, 634, 612, 635, 635, 412, 521, 393, 634, 592, 818, 592, 592, 525, 637, 337, 637, 838,
];

/// The width of every other character, in thousandths of the size: that of the widest, such as
/// Chinese ones.
const OTHER: i32 = 1000;

/// Returns the width of a text in px, rounded up.
#[must_use]
pub fn text_width(text: &str, size: TextSize) -> i32 {
    let table = if size.is_bold() { &BOLD } else { &REGULAR };
    let thousandths: i32 = text
        .chars()
        .map(|c| {
            let at = u32::from(c).checked_sub(0x20).and_then(|at| usize::try_from(at).ok());
            at.and_then(|at| table.get(at)).map_or(OTHER, |width| i32::from(*width))
        })
        .fold(0, i32::saturating_add);
    thousandths.saturating_mul(size.px()) / 1000 + 1
}

/// The longest name that a picture shows, in characters.
const LONGEST: usize = 38;

/// Returns a text of a file as a picture shows it: on one line, with escapes for what would not stay
/// in its place, and with `…` for the middle of what is too long.
#[must_use]
pub fn shown(text: &str) -> String {
    shortened(text, LONGEST)
}

/// Returns a text of a file on one line, with at most `longest` characters.
#[must_use]
pub fn shortened(text: &str, longest: usize) -> String {
    let text = terminal_text(text);
    let n = text.chars().count();
    if n <= longest {
        return text.into_owned();
    }
    let n_behind = longest / 3;
    let n_before = longest.saturating_sub(n_behind + 1);
    let before = text.chars().take(n_before);
    before.chain(['…']).chain(text.chars().skip(n - n_behind)).collect()
}

/// Breaks a text into lines that are at most `width` px wide; a longer word has a line for itself.
#[must_use]
pub fn wrapped(text: &str, width: i32, size: TextSize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        let joined = lines.last().map(|line| format!("{line} {word}"));
        match (joined.filter(|line| text_width(line, size) <= width), lines.last_mut()) {
            (Some(joined), Some(line)) => *line = joined,
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_both_ends() {
        assert_eq!(shown("compute"), "compute");
        let long = shown(&"SubnetComputeOfAVeryLongName".repeat(2));
        assert_eq!(long, "SubnetComputeOfAVeryLongN…VeryLongName");
        assert_eq!(long.chars().count(), LONGEST);
    }

    #[test]
    fn what_turns_or_breaks_lines_is_shown() {
        assert_eq!(shown("a\nb\u{202e}"), "a\\u{a}b\\u{202e}");
    }

    #[test]
    fn lines_are_no_wider_than_they_may_be() {
        let lines = wrapped("one two three four five six", 60, TextSize::Body);
        assert!(lines.len() > 2);
        assert!(lines.iter().all(|line| text_width(line, TextSize::Body) <= 60), "{lines:?}");
        assert_eq!(lines.join(" "), "one two three four five six");
    }
}
