//! `netloom init`.

use crate::harness::Site;

const TOPOLOGIES: [&str; 3] = ["public", "public-private", "private-proxy"];

#[test]
fn every_starter_checks_clean_and_renders() {
    for topology in TOPOLOGIES {
        for dialect in ["ini", "yaml"] {
            let site = Site::new();
            let name = format!("cluster.{dialect}");
            let arguments = ["init", "--topology", topology, "--dialect", dialect, "-o", &name];
            site.run(&arguments).exits(0).prints_nothing();
            let run = site.run(&["check", &name, "--deny-warnings"]).exits(0);
            assert_eq!(run.stdout, "", "{topology} {dialect}");
            site.run(&["render", &name]).exits(0).prints("\nResources:\n");
        }
    }
}

#[test]
fn a_starter_can_be_piped_into_render() {
    let site = Site::new();
    for dialect in ["ini", "yaml"] {
        let starter = site.run(&["init", "--dialect", dialect]).exits(0);
        site.run_with_stdin(&["render", "-"], &starter.stdout)
            .exits(0)
            .prints("AWS::EC2::NatGateway");
    }
}

#[test]
fn an_existing_file_is_replaced_only_by_force() {
    let site = Site::with("cluster.yaml", "mine");
    site.run(&["init", "-o", "cluster.yaml"])
        .exits(2)
        .says("`cluster.yaml` exists already")
        .says("`--force`");
    assert_eq!(site.read("cluster.yaml"), "mine");
    site.run(&["init", "-o", "cluster.yaml", "--force"]).exits(0);
    assert!(site.read("cluster.yaml").contains("HeadNode:"));
}

#[test]
fn templates_of_the_site_come_first() {
    let site = Site::new();
    std::fs::create_dir(site.path("ours")).expect("a new folder");
    site.write("ours/banner.hbs", "{{comment}} network of the physics department\n");
    site.run(&["init", "--templates", "ours"])
        .exits(0)
        .prints("# network of the physics department\n");
    site.write("ours/banner.hbs", "{{#if}");
    site.run(&["init", "--templates", "ours"])
        .exits(2)
        .prints_nothing()
        .says("template `banner.hbs`");
    site.run(&["init", "--templates", "nowhere"])
        .exits(2)
        .says("cannot read the templates in `nowhere`");
}
