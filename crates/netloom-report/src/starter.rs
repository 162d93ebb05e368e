//! Starter configurations: commented files that render and check clean as they are.

mod values;

use std::collections::BTreeMap;
use std::fmt;

use crate::engine::{Engine, EngineError};

use values::StarterValues;

/// Which network a starter describes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Topology {
    /// Everything in one public subnet.
    Public,
    /// The head node in a public subnet, compute nodes in a private one behind a NAT gateway.
    PublicPrivate,
    /// Everything in one private subnet behind a virtual private gateway, out through the site's
    /// HTTP proxy.
    PrivateProxy,
}

impl Topology {
    /// Every topology, in the order in which help lists them.
    pub const ALL: [Self; 3] = [Self::Public, Self::PublicPrivate, Self::PrivateProxy];

    /// Returns the name that the command line and the template files use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::PublicPrivate => "public-private",
            Self::PrivateProxy => "private-proxy",
        }
    }
}

impl fmt::Display for Topology {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// In which form a starter is written.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum StarterDialect {
    /// ParallelCluster 2.x, INI.
    Ini,
    /// ParallelCluster 3.x, YAML.
    Yaml,
}

impl StarterDialect {
    /// Both dialects, in the order in which help lists them.
    pub const ALL: [Self; 2] = [Self::Ini, Self::Yaml];

    /// Returns the name that the command line and the template files use; also the extension of the
    /// file.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ini => "ini",
            Self::Yaml => "yaml",
        }
    }
}

impl fmt::Display for StarterDialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a starter could not be rendered; only a template of the user's own can cause it.
#[derive(thiserror::Error, Debug)]
#[error("template `{name}` cannot be used")]
pub struct StarterError {
    /// Its file name.
    pub name: String,
    /// What is wrong with it.
    pub source: EngineError,
}

/// A template that is compiled in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StarterTemplate {
    /// Its file name: what an override is called, too.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// Embeds `templates/starter/<name>` under its own name.
macro_rules! embedded {
    ($($name:literal),+ $(,)?) => {
        &[$(StarterTemplate {
            name: $name,
            text: include_str!(concat!("../../../templates/starter/", $name)),
        }),+]
    };
}

/// Returns the templates that are compiled in: one per topology and dialect, and the banner that
/// they share.
#[must_use]
pub fn starter_templates() -> &'static [StarterTemplate] {
    embedded![
        "banner.hbs",
        "private-proxy.ini.hbs",
        "private-proxy.yaml.hbs",
        "public-private.ini.hbs",
        "public-private.yaml.hbs",
        "public.ini.hbs",
        "public.yaml.hbs",
    ]
}

/// Renders a starter configuration.
///
/// - `overrides`: texts by template file name (see [`starter_templates`]) that take the place of
///   the built-in ones; further names can be used as partials, without the ending `.hbs`.
///
/// # Errors
/// A template of `overrides` that is malformed or uses values that there are not. The built-in ones
/// always render.
pub fn render_starter(
    topology: Topology,
    dialect: StarterDialect,
    overrides: &BTreeMap<String, String>,
) -> Result<String, StarterError> {
    let mut engine = Engine::new();
    let built_in = starter_templates().iter().map(|template| (template.name, template.text));
    let own = overrides.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    // A later registration takes the place of an earlier one.
    for (name, text) in built_in.chain(own) {
        let registered = engine.register(partial_name(name), text);
        registered.map_err(|source| StarterError { name: name.to_owned(), source })?;
    }
    let wanted = format!("{topology}.{dialect}");
    let rendered = engine.render(&wanted, &StarterValues::of(topology));
    rendered.map_err(|source| StarterError { name: format!("{wanted}.hbs"), source })
}

/// `banner.hbs` is the partial `banner`.
fn partial_name(file_name: &str) -> &str {
    file_name.strip_suffix(".hbs").unwrap_or(file_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn render(topology: Topology, dialect: StarterDialect) -> String {
        render_starter(topology, dialect, &BTreeMap::new()).expect("the built-in templates render")
    }

    #[test]
    fn every_starter_renders_without_a_placeholder_left() {
        for topology in Topology::ALL {
            for dialect in StarterDialect::ALL {
                let text = render(topology, dialect);
                assert!(
                    !text.contains("{{") && !text.contains("}}"),
                    "{topology} {dialect}:\n{text}"
                );
                assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{topology} {dialect}");
                assert!(
                    text.lines().all(|line| line.len() <= 120 && !line.ends_with(' ')),
                    "{topology} {dialect}:\n{text}"
                );
            }
        }
    }

    #[test]
    fn comments_of_each_dialect_open_the_file() {
        assert!(render(Topology::Public, StarterDialect::Ini).starts_with("; "));
        assert!(render(Topology::Public, StarterDialect::Yaml).starts_with("# "));
    }

    #[test]
    fn a_template_of_the_users_own_takes_the_place_of_the_built_in_one() {
        let overrides =
            BTreeMap::from([("banner.hbs".to_owned(), "{{comment}} site of ours\n".to_owned())]);
        let text =
            render_starter(Topology::Public, StarterDialect::Ini, &overrides).expect("it renders");
        assert!(text.starts_with("; site of ours\n"), "{text}");
    }

    #[test]
    fn a_template_that_is_wrong_is_named() {
        for (text, said) in
            [("{{#if}", "cannot be read as Handlebars"), ("{{nope}}", "cannot be rendered")]
        {
            let overrides = BTreeMap::from([("public.ini.hbs".to_owned(), text.to_owned())]);
            let error = render_starter(Topology::Public, StarterDialect::Ini, &overrides)
                .expect_err("it is wrong");
            assert_eq!(error.to_string(), "template `public.ini.hbs` cannot be used");
            assert_eq!(error.source.to_string(), format!("it {said}"));
        }
    }
}
