//! The rules that netloom brings.
//!
//! The default pack is what any careful network team demands, and holds of every template that
//! netloom writes. The strict pack is for networks under an audit, and asks for things that cost
//! money or need a decision.

/// A set of rule files.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pack {
    /// The name by which users ask for it.
    pub name: &'static str,
    /// What it is, in one line.
    pub about: &'static str,
    /// Its files, sorted by name.
    pub files: &'static [PackFile],
}

/// A rule file of a pack.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PackFile {
    /// The name under which findings show it: `netloom:default/ingress.guard`. No file on disk has
    /// such a name.
    pub name: &'static str,
    /// The rules.
    pub text: &'static str,
}

/// All packs, the default one first. No rule name stands in two files.
pub static PACKS: &[Pack] = &[DEFAULT, STRICT];

/// Returns the pack of this name.
#[must_use]
pub fn pack(name: &str) -> Option<&'static Pack> {
    PACKS.iter().find(|pack| pack.name == name)
}

macro_rules! files {
    ($pack:literal, $folder:literal, [$($file:literal),+ $(,)?]) => {
        &[$(PackFile {
            name: concat!("netloom:", $pack, "/", $file),
            text: include_str!(concat!("../rules/", $folder, $file)),
        }),+]
    };
}

const DEFAULT: Pack = Pack {
    name: "default",
    about: "what any careful network team demands; every template that netloom writes passes",
    files: files!(
        "default",
        "",
        [
            "addresses.guard",
            "endpoints.guard",
            "ingress.guard",
            "names.guard",
            "routes.guard",
            "security_groups.guard",
            "storage.guard",
        ]
    ),
};

const STRICT: Pack = Pack {
    name: "strict",
    about: "for networks under an audit, such as PCI DSS: nothing from the internet, logs kept, \
            egress named",
    files: files!(
        "strict",
        "strict/",
        [
            "egress.guard",
            "endpoints.guard",
            "flow_logs.guard",
            "ssh.guard",
            "subnets.guard",
            "tags.guard"
        ]
    ),
};

#[cfg(test)]
mod tests;
