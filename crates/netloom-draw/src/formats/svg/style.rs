//! Colours and line styles, light and dark.
//!
//! Texts have a contrast of at least 4.5 to 1 with what is behind them; a test computes it. Plain
//! rules rather than variables, for viewers that know no variables; these show the light one.

/// Selector, and its declarations.
type Rule = (&'static str, &'static str);

/// The rules for light backgrounds, and all that is not a colour.
const LIGHT: &[Rule] = &[
    (".paper", "fill:#ffffff"),
    ("text", "fill:#16191f"),
    (".title", "font-size:16px;font-weight:bold"),
    (".name", "font-size:13px;font-weight:bold"),
    (".body", "font-size:12px"),
    (".small", "font-size:11px"),
    (".muted", "fill:#4a525c"),
    (".region", "fill:none;stroke:#147a86;stroke-width:1.5;stroke-dasharray:3 3"),
    (".vpc", "fill:none;stroke:#1e7e34;stroke-width:2"),
    (".zone", "fill:none;stroke:#4a6785;stroke-dasharray:6 4"),
    (".subnet", "stroke-width:1.2"),
    (".public", "fill:#e9f5e9;stroke:#2f7d32"),
    (".private", "fill:#e6f1fa;stroke:#1a6aa8"),
    (".isolated", "fill:#f1f1f4;stroke:#5b6270"),
    (".unknown", "fill:#fff7e0;stroke:#8a6100;stroke-dasharray:4 3"),
    (".thing", "fill:#ffffff;stroke:#5b3fa8;stroke-width:1.2"),
    (".track", "fill:#eceef1;stroke:none"),
    (".held", "fill:#1a6aa8;stroke:none"),
    (".needed", "fill:#0b3d66;stroke:none"),
    (".free", "fill:#ffffff;stroke:#2f7d32;stroke-dasharray:3 2"),
    (".symbol", "fill:none;stroke:#5b3fa8;stroke-width:1.4;stroke-linejoin:round"),
    ("polyline", "fill:none"),
    (".route", "stroke:#4a525c;stroke-width:1.3"),
    (".quiet", "stroke:#b4bac2;stroke-width:1"),
    (".link", "stroke:#5b3fa8;stroke-width:1.3"),
    (".path", "stroke-width:2.5"),
    (".path.good", "stroke:#1e7e34"),
    (".path.changed", "stroke:#1a6aa8;stroke-dasharray:7 3"),
    (".path.doubtful", "stroke:#8a6100;stroke-dasharray:3 3"),
    (".path.bad", "stroke:#b3261e"),
    ("rect.good:not(.mark)", "stroke:#1e7e34;stroke-width:2.5"),
    ("rect.changed:not(.mark)", "stroke:#1a6aa8;stroke-width:2.5"),
    ("rect.doubtful:not(.mark)", "stroke:#8a6100;stroke-width:2.5"),
    ("rect.bad:not(.mark)", "stroke:#b3261e;stroke-width:2.5"),
    (".mark.good", "fill:#1e7e34"),
    (".mark.changed", "fill:#1a6aa8"),
    (".mark.doubtful", "fill:#8a6100"),
    (".mark.bad", "fill:#b3261e"),
    (".mark", "stroke:none"),
    (".head", "fill:#4a525c"),
    (".head.quiet", "fill:#b4bac2;stroke:none"),
    (".head.there", "fill:#1e7e34"),
    (".head.back", "fill:#1a6aa8"),
    (".head.doubt", "fill:#8a6100"),
    (".head.dropped", "fill:#b3261e"),
    ("text.word", "fill:#ffffff"),
    ("text.note.good", "fill:#1e6e30"),
    ("text.note.changed", "fill:#1a6aa8"),
    ("text.note.doubtful", "fill:#7a5600"),
    ("text.note.bad", "fill:#b3261e"),
];

/// What is another colour on dark backgrounds.
const DARK: &[Rule] = &[
    (".paper", "fill:#12161c"),
    ("text", "fill:#eceff3"),
    (".muted", "fill:#b3bcc8"),
    (".region", "stroke:#4db6c2"),
    (".vpc", "stroke:#5cc26f"),
    (".zone", "stroke:#8aa4c0"),
    (".public", "fill:#16301b;stroke:#5cc26f"),
    (".private", "fill:#12283c;stroke:#64b0ec"),
    (".isolated", "fill:#23272e;stroke:#9aa3b0"),
    (".unknown", "fill:#33290c;stroke:#e0b040"),
    (".thing", "fill:#1c212a;stroke:#b39ff0"),
    (".track", "fill:#262c35"),
    (".held", "fill:#64b0ec"),
    (".needed", "fill:#c9e4fb"),
    (".free", "fill:#12161c;stroke:#5cc26f"),
    (".symbol", "stroke:#b39ff0"),
    (".route", "stroke:#b3bcc8"),
    (".quiet", "stroke:#4a525c"),
    (".link", "stroke:#b39ff0"),
    (".path.good", "stroke:#5cc26f"),
    (".path.changed", "stroke:#64b0ec"),
    (".path.doubtful", "stroke:#e0b040"),
    (".path.bad", "stroke:#ff8a80"),
    ("rect.good:not(.mark)", "stroke:#5cc26f"),
    ("rect.changed:not(.mark)", "stroke:#64b0ec"),
    ("rect.doubtful:not(.mark)", "stroke:#e0b040"),
    ("rect.bad:not(.mark)", "stroke:#ff8a80"),
    (".head", "fill:#b3bcc8"),
    (".head.quiet", "fill:#4a525c"),
    (".head.there", "fill:#5cc26f"),
    (".head.back", "fill:#64b0ec"),
    (".head.doubt", "fill:#e0b040"),
    (".head.dropped", "fill:#ff8a80"),
    ("text.note.good", "fill:#7ad18a"),
    ("text.note.changed", "fill:#8cc5f2"),
    ("text.note.doubtful", "fill:#e8c46a"),
    ("text.note.bad", "fill:#ff9d94"),
];

/// Returns the style sheet.
pub(super) fn sheet() -> String {
    format!("\n{}@media (prefers-color-scheme:dark){{\n{}}}\n", rules(LIGHT), rules(DARK))
}

fn rules(rules: &[Rule]) -> String {
    rules.iter().map(|(selector, declarations)| format!("{selector}{{{declarations}}}\n")).collect()
}

/// The heads of arrows.
pub(super) const ARROWHEADS: &str = "<defs>\
<marker id=\"route\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" \
markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"head\" d=\"M0 0L8 4L0 8z\"/></marker>\
<marker id=\"quiet\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" \
markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"head quiet\" d=\"M0 0L8 4L0 8z\"/>\
</marker>\
<marker id=\"there\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"11\" \
markerHeight=\"11\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"head there\" \
d=\"M0 0L8 4L0 8z\"/></marker>\
<marker id=\"back\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"11\" \
markerHeight=\"11\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"head back\" \
d=\"M0 0L8 4L0 8z\"/></marker>\
<marker id=\"doubt\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"11\" \
markerHeight=\"11\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"head doubt\" \
d=\"M0 0L8 4L0 8z\"/></marker>\
<marker id=\"dropped\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"11\" \
markerHeight=\"11\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"head dropped\" \
d=\"M0 0L8 4L0 8z\"/></marker></defs>";

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(rules: &[Rule], selector: &str) -> [f64; 3] {
        let declarations = rules.iter().find(|rule| rule.0 == selector).expect("a rule").1;
        let hex =
            declarations.split("fill:#").nth(1).expect("a fill").get(..6).expect("six digits");
        [0, 2, 4].map(|at| {
            let byte = u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal digits");
            let part = f64::from(byte) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        })
    }

    /// # Source
    /// W3C, "Web Content Accessibility Guidelines (WCAG) 2.1": relative luminance, contrast ratio.
    fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
        let luminance = |c: [f64; 3]| 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2];
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_text_has_enough_contrast_with_what_is_behind_it() {
        for rules in [LIGHT, DARK] {
            for text in ["text", ".muted"] {
                for behind in [".paper", ".public", ".private", ".isolated", ".unknown", ".thing"] {
                    let ratio = contrast(fill(rules, text), fill(rules, behind));
                    assert!(ratio >= 4.5, "{text} on {behind}: {ratio}");
                }
            }
            for note in ["good", "changed", "doubtful", "bad"] {
                let note = format!("text.note.{note}");
                let ratio = contrast(fill(rules, &note), fill(rules, ".paper"));
                assert!(ratio >= 4.5, "{note}: {ratio}");
            }
        }
        for mark in ["good", "changed", "doubtful", "bad"] {
            let mark = format!(".mark.{mark}");
            let ratio = contrast(fill(LIGHT, "text.word"), fill(LIGHT, &mark));
            assert!(ratio >= 4.5, "{mark}: {ratio}");
        }
    }
}
