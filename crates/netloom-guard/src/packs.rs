//! The rule packs that netloom comes with.

/// A pack: rule files that belong together.
#[derive(Clone, Copy, Debug)]
pub struct Pack {
    /// What `--rules` calls it.
    pub name: &'static str,
    /// What it demands, in a few words.
    pub about: &'static str,
    /// Its files by name.
    pub files: &'static [(&'static str, &'static str)],
}

macro_rules! files {
    ($($path:literal),+ $(,)?) => {
        &[$(($path, include_str!(concat!("../rules/", $path)))),+]
    };
}

/// Every pack.
pub const PACKS: [Pack; 2] = [
    Pack {
        name: "default",
        about: "what a careful network team demands of any cluster network",
        files: files!["access.guard", "addresses.guard", "names.guard", "routes.guard"],
    },
    Pack {
        name: "strict",
        about: "what auditors ask for: flow logs, endpoint policies, retained addresses, tags, no open egress",
        files: files!["strict/evidence.guard", "strict/egress.guard", "strict/endpoints.guard", "strict/tags.guard"],
    },
];

/// Returns the pack of this name.
#[must_use]
pub fn pack(name: &str) -> Option<&'static Pack> {
    PACKS.iter().find(|pack| pack.name == name)
}
