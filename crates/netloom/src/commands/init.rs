//! `netloom init`: a config to start from.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use netloom_report::{StarterDialect, Topology, render_starter};

use super::put_result;
use crate::error::CommandError;
use crate::files::{MAX_TEXT_TEMPLATE_BYTES, read_text};
use crate::outcome::Outcome;
use crate::terminal::Terminal;

/// Write a commented config to start from
///
/// Every starter renders and checks clean as it is. It has netloom's own keys, which `netloom bind`
/// removes.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  netloom init                                             the usual network, in the 3.x form
  netloom init --topology private-proxy --dialect ini -o cluster.ini
  netloom init | netloom render -")]
pub(crate) struct Args {
    /// The network that the config describes
    #[arg(long, value_enum, default_value = "public-private")]
    topology: TopologyArg,

    /// The form of the config: `ini` for ParallelCluster 2.x, `yaml` for 3.x
    #[arg(long, value_enum, default_value = "yaml")]
    dialect: DialectArg,

    /// Write the config into this file, not to standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Replace the file if it exists
    #[arg(long, requires = "output")]
    force: bool,

    /// Directory of templates that override the built-in ones
    ///
    /// The files are Handlebars and called as under `templates/starter/` of netloom's source:
    /// `public.yaml.hbs`, `public-private.ini.hbs`, `banner.hbs` and so on.
    #[arg(long, value_name = "DIR")]
    templates: Option<PathBuf>,
}

#[derive(clap::ValueEnum, Clone, Copy, Debug)]
enum TopologyArg {
    /// Everything in one public subnet
    Public,
    /// Head node public, compute nodes private behind a NAT gateway
    PublicPrivate,
    /// Everything private, out through the site's proxy
    PrivateProxy,
}

#[derive(clap::ValueEnum, Clone, Copy, Debug)]
enum DialectArg {
    /// ParallelCluster 2.x
    Ini,
    /// ParallelCluster 3.x
    Yaml,
}

impl From<TopologyArg> for Topology {
    fn from(arg: TopologyArg) -> Self {
        match arg {
            TopologyArg::Public => Self::Public,
            TopologyArg::PublicPrivate => Self::PublicPrivate,
            TopologyArg::PrivateProxy => Self::PrivateProxy,
        }
    }
}

impl From<DialectArg> for StarterDialect {
    fn from(arg: DialectArg) -> Self {
        match arg {
            DialectArg::Ini => Self::Ini,
            DialectArg::Yaml => Self::Yaml,
        }
    }
}

/// Writes a starter.
pub(crate) fn init(args: &Args, terminal: &Terminal) -> Result<Outcome, CommandError> {
    if let Some(path) = args.output.as_deref().filter(|path| path.exists() && !args.force) {
        return Err(CommandError::RefusesToOverwrite { path: path.to_owned() });
    }
    let overrides = match &args.templates {
        Some(folder) => templates_in(folder)
            .map_err(|source| CommandError::ReadTemplates { path: folder.clone(), source })?,
        None => BTreeMap::new(),
    };
    let text = render_starter(args.topology.into(), args.dialect.into(), &overrides)
        .map_err(|source| CommandError::RenderStarter { source })?;
    put_result(terminal, args.output.as_deref(), &text)?;
    Ok(Outcome::Clean)
}

/// Returns the texts of the `.hbs` files of a folder, by file name.
fn templates_in(folder: &Path) -> std::io::Result<BTreeMap<String, String>> {
    let mut templates = BTreeMap::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        // A device or a pipe of this name is no template, and might never end.
        if let Some(name) = name.filter(|name| name.ends_with(".hbs") && path.is_file()) {
            templates.insert(name, read_text(&path, MAX_TEXT_TEMPLATE_BYTES)?);
        }
    }
    Ok(templates)
}
