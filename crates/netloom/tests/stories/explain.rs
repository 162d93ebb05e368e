//! `netloom explain`.

use crate::harness::Site;

#[test]
fn a_page_is_printed_for_a_code_in_any_case() {
    let site = Site::new();
    site.run(&["explain", "cfg004"])
        .exits(0)
        .prints("error[CFG004]: host bits set")
        .prints("\nWhat it finds\n    ");
}

#[test]
fn an_unknown_code_is_answered_with_a_near_one() {
    let site = Site::new();
    site.run(&["explain", "CGF004"])
        .exits(2)
        .prints_nothing()
        .says("did you mean `netloom explain CFG004`?");
}

#[test]
fn without_a_code_all_are_listed_by_id() {
    let run = Site::new()
        .run(&["explain"])
        .exits(0)
        .prints("CFG004  error    host bits set in a CIDR block\n");
    let findings = run.stdout.lines().take_while(|line| !line.is_empty());
    let ids: Vec<&str> = findings.filter_map(|line| line.split_whitespace().next()).collect();
    assert!(ids.len() > 100, "{ids:?}");
    assert!(ids.is_sorted(), "{ids:?}");
}

#[test]
fn the_findings_of_every_stage_have_pages() {
    let run = Site::new().run(&["explain"]).exits(0);
    for family in ["BND", "CFG", "FIL", "INI", "NET", "PLN", "REL", "TPL", "YML"] {
        assert!(
            run.stdout.lines().any(|line| line.starts_with(family)),
            "no {family} in\n{}",
            run.stdout
        );
    }
}

#[test]
fn what_drops_packets_has_a_page_too() {
    let site = Site::new();
    site.run(&["explain", "no_route_to_destination"])
        .exits(0)
        .prints("No route of the table is for the destination.");
    let slip = site.run(&["explain", "NO_ROUTE_TO_DESTINATIO"]).exits(2).prints_nothing();
    slip.says("did you mean `netloom explain NO_ROUTE_TO_DESTINATION`?");
    site.run(&["explain"]).exits(0).prints("\nNO_ROUTE_TO_DESTINATION  ");
}
