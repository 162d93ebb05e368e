//! What ParallelCluster 2.x would misread or refuse in a section as a whole.

use super::{EXAMPLE, example_with, load_with};
use crate::LoadOptions;
use crate::intent::SubnetSize;

fn check(text: &str, expected: &[&str]) {
    assert_eq!(load_with(text, &LoadOptions::default()).1, expected, "{text}");
}

fn check_release(release: &str, text: &str, expected: &[&str]) {
    let options = LoadOptions {
        release: Some(release.parse().expect("a release")),
        ..LoadOptions::default()
    };
    assert_eq!(load_with(text, &options).1, expected, "{text}");
}

/// Adds lines below `scheduler = slurm`, which is line 8.
fn cluster_with(lines: &str) -> String {
    example_with("= slurm\n", &format!("= slurm\n{lines}\n"))
}

#[test]
fn a_network_key_is_missed_below_a_key_that_nobody_asks_for() {
    check(
        &cluster_with("key_name = admin\n  proxy_server = http://proxy:3128"),
        &["error[INI007] \
                                        10:3"],
    );
    check(&cluster_with("key_name = admin\n  shared_dir = /shared"), &["warning[INI007] 10:3"]);
    check(&cluster_with("tags = {\n  \"a\": \"b\" }"), &[]);
    check(&cluster_with("post_install_args = a\n  http://host/path"), &[]);
}

#[test]
fn a_header_that_is_part_of_a_value_is_found_wherever_it_is() {
    let text = format!("[aliases]\nssh = ssh {{CFN_USER}}\n  {}", EXAMPLE.replace('\n', "\n  "));
    check(&text, &["error[CFG015] 1:1", "error[INI007] 3:3"]);
    check(
        &EXAMPLE.replace("\n[vpc public]", "\n  [vpc public]"),
        &[
            "error[CFG011] 9:16",
            "error[INI007] \
                                        11:3",
        ],
    );
}

#[test]
fn a_swallowed_line_is_no_item_of_a_list() {
    let text = cluster_with(
        "queue_settings = q\n  max_count = 3\n\n[queue q]\ncompute_resource_settings = c\n\n\
                             [compute_resource c]\n\n[cluster x]",
    );
    check(&text, &["error[INI007] 10:3"]);
}

#[test]
fn a_percent_sign_counts_in_every_key_of_a_section_that_is_read() {
    check(&cluster_with("post_install_args = 50%"), &["warning[INI008] 9:21"]);
    check(&cluster_with("post_install_args = %(me)s"), &["warning[INI009] 9:21"]);
    check(&cluster_with("post_install_args = 50%%"), &[]);
    check(&format!("{EXAMPLE}\n[cluster other]\npost_install_args = 50%\n"), &[]);
    check_release("2.11.9", &cluster_with("post_install_args = 50%"), &["error[INI008] 9:21"]);
    check_release("2.4.1", &cluster_with("post_install_args = 50%"), &[]);
    check_release("2.4.1", &cluster_with("proxy_server = http://a%40b"), &["error[INI008] 9:16"]);
}

#[test]
fn sections_with_a_fixed_name_have_look_alikes() {
    check(&EXAMPLE.replace("[aws]", "[AWS]"), &["error[CFG011] 4:1"]);
    check(&EXAMPLE.replace("[global]", "[global ]"), &["error[CFG011] 1:1"]);
}

#[test]
fn a_comment_sign_without_a_blank_is_pointed_out() {
    let text = EXAMPLE.replace("= vpc-0123456789abcdef0", "= vpc-0123456789abcdef0#prod");
    let mut sources = netloom_diag::Sources::default();
    let id = sources.add("config.ini", text);
    let loaded =
        crate::load_config(sources.get(id).expect("it was just added"), &LoadOptions::default());
    let help: Vec<&str> =
        loaded.diagnostics.iter().flat_map(|finding| &finding.help).map(String::as_str).collect();
    assert!(
        help.contains(&"put a space before `#` if a comment is meant to start there"),
        "{help:?}"
    );
    check(&EXAMPLE.replace("= public", "= public;prod"), &["error[CFG010] 9:16"]);
}

#[test]
fn comments_behind_values_came_with_2_5() {
    let text = EXAMPLE.replace("= public", "= public  # the one");
    check_release("2.4.1", &text, &["error[REL003] 9:24"]);
    check_release("2.5.0", &text, &[]);
    check(&text, &[]);
}

#[test]
fn the_defaults_stand_in_every_section() {
    let text = format!("[DEFAULT]\nuse_public_ips = false\n{EXAMPLE}");
    check(&text, &["warning[REL003] 2:1"]);
    check_release("2.4.1", &text, &[]);
    check_release("2.11.9", &text, &["error[REL003] 2:1"]);
    check(&format!("[DEFAULT]\nnat = single\n{EXAMPLE}"), &[]);
}

#[test]
fn a_subnet_of_the_defaults_is_made() {
    let text = format!("[DEFAULT]\ncompute_subnet_cidr = 10.0.1.0/24\n{EXAMPLE}");
    let intent = load_with(&text, &LoadOptions::default()).0.expect("an intent");
    assert!(matches!(intent.network.subnets[0].size, SubnetSize::Blocks(_)));
}

#[test]
fn none_excludes_nothing() {
    let text = format!("{EXAMPLE}compute_subnet_id = NONE\ncompute_subnet_cidr = 10.0.1.0/24\n");
    check(&text, &["warning[REL003] 14:21"]);
    let intent = load_with(&text, &LoadOptions::default()).0.expect("an intent");
    assert_eq!(intent.network.subnets.len(), 1);
}

#[test]
fn queues_go_with_slurm_and_without_the_keys_of_the_one_queue() {
    let queues = "queue_settings = q, r\n\n[queue q]\ncompute_resource_settings = c\n\n[queue r]\n\
                  compute_resource_settings = d\n\n[compute_resource c]\n\n[compute_resource \
                  d]\n\n[cluster x]";
    check(&cluster_with(queues), &[]);
    check(&cluster_with(queues).replace("= slurm", "= awsbatch"), &["error[CFG005] 9:1"]);
    check(&cluster_with(&format!("max_queue_size = 4\n{queues}")), &["error[CFG007] 9:1"]);
    check(&cluster_with(&queues.replace("= d", "= c")), &["error[CFG009] 15:29"]);
}

#[test]
fn a_pointer_without_a_label_is_no_missing_pointer() {
    check(&EXAMPLE.replace("= public", "= ,"), &["error[CFG008] 9:16"]);
}

#[test]
fn an_unreadable_vpc_is_one_finding() {
    let text = EXAMPLE.replace("vpc-0123456789abcdef0", "vpc-1")
        + "vpc_cidr = 10.0.0.0/16, \
                                        10.1.0.0/16\n";
    check(&text, &["error[CFG002] 12:10"]);
}

#[test]
fn names_that_multiply_end_soon() {
    let keys: String =
        (0..9).map(|n| format!("k{n} = {}\n", format!("%(k{})s", n + 1).repeat(50))).collect();
    let text = cluster_with(&format!("proxy_server = %(k0)s\n{keys}k9 = x"));
    let found = load_with(&text, &LoadOptions::default()).1;
    assert!(found.contains(&"error[INI009] 9:16".to_owned()), "{found:?}");
}
