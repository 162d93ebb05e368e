//! Pictures: those of the ParallelCluster guide's network page, kept under `tests/drawings/` to be
//! looked at, and that of every case and network, measured.
//!
//! `NETLOOM_ACCEPT=1 cargo test --workspace --test suite drawings::` rewrites the kept ones; they are
//! opened in a browser before they are committed.

use std::path::Path;

use netloom_diag::{SourceFile, Sources};
use netloom_draw::address_map::AddressMap;
use netloom_draw::{FORMATS, Scene, format_by_name, picture_of, scene_of_network};
use netloom_driver::drawing::extras_of;
use netloom_driver::observe::{ObserveOptions, Observed, observe};
use netloom_facts::existing::ExistingNetwork;
use netloom_network::{Network, network_of_facts};

use crate::support::{case_configs, entries, folder, name_of};

/// What is kept: the name of the drawing, the case that it is of, and the format.
///
/// # Source
/// AWS ParallelCluster User Guide, "Network configurations": one public subnet, two subnets, one
/// private subnet by Direct Connect, AWS Batch, one subnet without internet access.
const KEPT: &[(&str, &str, &str)] = &[
    ("one-public-subnet.svg", "public-subnet-new", "svg"),
    ("two-subnets.svg", "private-compute-new-vpc", "svg"),
    ("private-by-direct-connect.svg", "direct-connect-new", "svg"),
    ("aws-batch.svg", "batch-nat", "svg"),
    ("without-internet-access.svg", "isolated-endpoints-auto", "svg"),
    ("two-subnets.mmd", "private-compute-new-vpc", "mermaid"),
    ("two-subnets.dot", "private-compute-new-vpc", "dot"),
    ("two-subnets.txt", "private-compute-new-vpc", "text"),
];

/// Compares with a kept drawing, or keeps it.
fn check_kept(name: &str, now: &str) {
    let path = folder("drawings").join(name);
    if std::env::var_os("NETLOOM_ACCEPT").is_some() {
        std::fs::write(&path, now).expect("a drawing can be written");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == now, "tests/drawings/{name} is another picture now:\n{now}");
}

fn observed_config(text: &str, name: &str) -> Observed {
    let mut sources = Sources::default();
    let file = sources.add(name, text);
    observe(file, &mut sources, &Network::default(), &ObserveOptions::default())
}

fn scene_of(observed: &Observed, title: &str, existing: Option<&ExistingNetwork>) -> Scene {
    let network = observed.network.as_ref().expect("a network");
    scene_of_network(network, &extras_of(title, observed, existing))
}

#[test]
fn the_drawings_of_the_guide_are_those_that_were_looked_at() {
    for (name, case, format) in KEPT {
        let (_, config, text) = case_configs()
            .into_iter()
            .find(|(of, config, _)| of == case && config == "config.yaml")
            .expect("the case");
        let observed = observed_config(&text, &config);
        let format = format_by_name(format).expect("a format");
        check_kept(name, &(format.scene)(&scene_of(&observed, "Network of cluster.yaml", None)));
    }
    let kept: Vec<&str> = KEPT.iter().map(|(name, ..)| *name).collect();
    for path in entries(&folder("drawings")) {
        let name = name_of(&path);
        assert!(kept.contains(&name) || name == MAP, "tests/drawings/{name} is of nothing");
    }
}

const MAP: &str = "addresses.svg";

#[test]
fn the_address_map_of_three_zones_is_the_one_that_was_looked_at() {
    let path = folder("cases/three-zones-nat-per-zone/config.yaml");
    let text = std::fs::read_to_string(path).expect("the case");
    let observed = observed_config(&text, "config.yaml");
    let extras = extras_of("Addresses of cluster.yaml", &observed, None);
    let map = AddressMap::of(observed.network.as_ref().expect("a network"), &extras);
    for vpc in &map.vpcs {
        let n: u128 = vpc.rows.iter().map(|row| row.n_addresses).sum();
        assert_eq!(n, vpc.n_addresses, "the rows of {} are not all of it", vpc.block);
    }
    let svg = format_by_name("svg").and_then(|format| format.map).expect("a writer");
    assert_eq!(map.picture().faults(), Vec::<String>::new());
    check_kept(MAP, &svg(&map));
}

/// What holds of every picture: nothing overlaps, and the same scene gives the same bytes in every
/// format.
fn check_picture(scene: &Scene, about: &str) {
    let picture = picture_of(scene);
    assert_eq!(picture.faults(), Vec::<String>::new(), "{about}");
    for format in FORMATS {
        let text = (format.scene)(scene);
        assert_eq!(text, (format.scene)(scene), "{about} as {}", format.name);
        for subnet in scene.subnets() {
            assert!(text.contains(subnet.access.words()), "{about} as {}: {text}", format.name);
        }
    }
}

#[test]
fn every_case_is_drawn_without_a_fault() {
    for (case, config, text) in case_configs() {
        let observed = observed_config(&text, &config);
        let scene = scene_of(&observed, &case, None);
        assert!(scene.subnets().count() > 0, "{case}/{config} has no subnet");
        let lives = |words: &str| {
            let residents = scene.subnets().flat_map(|subnet| &subnet.residents);
            residents.into_iter().any(|resident| resident.words.starts_with(words))
        };
        assert!(lives("head node") && lives("queue "), "{case}/{config}: who lives there?");
        check_picture(&scene, &format!("{case}/{config}"));
    }
}

#[test]
fn every_network_of_others_is_drawn_without_a_fault() {
    for path in entries(&folder("networks")) {
        let name = name_of(&path);
        let (observed, existing) = observed_network(&path);
        let scene = scene_of(&observed, name, existing.as_ref());
        assert_eq!(
            scene.subnets().count(),
            observed.network.as_ref().map_or(0, |network| network.subnets.len()),
            "{name} has a subnet that is not drawn"
        );
        check_picture(&scene, name);
    }
}

/// A template, or the facts of a VPC.
fn observed_network(path: &Path) -> (Observed, Option<ExistingNetwork>) {
    let mut sources = Sources::default();
    let template = path.join("template.yaml");
    if template.exists() {
        let text = std::fs::read_to_string(&template).expect("a template");
        let file = sources.add("template.yaml", text);
        let none = Network::default();
        return (observe(file, &mut sources, &none, &ObserveOptions::default()), None);
    }
    let read = |path: &std::path::PathBuf| std::fs::read_to_string(path).expect("facts");
    let files: Vec<_> = entries(&path.join("facts"))
        .iter()
        .map(|path| sources.add(name_of(path), read(path)))
        .collect();
    let files: Vec<&SourceFile> = files.iter().filter_map(|file| sources.get(*file)).collect();
    let network = network_of_facts(&files).network;
    (Observed::of_network(Some(network)), Some(ExistingNetwork::of_facts(&files)))
}
