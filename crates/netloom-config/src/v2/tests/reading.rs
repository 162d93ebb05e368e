//! From text to intent.

use proptest::prelude::*;

use super::{EXAMPLE, example_with, load, load_with};
use crate::intent::{
    AccessSource, NatMode, PlacementGroup, PublicAddress, Scheduler, SecurityGroupsMode,
    SubnetKind, SubnetRef, SubnetSize, VpcIntent,
};
use crate::{ClusterIntent, LoadOptions};

/// Changes one thing and compares the findings.
fn check(from: &str, to: &str, expected: &[&str]) {
    check_release(None, from, to, expected);
}

fn check_release(release: Option<&str>, from: &str, to: &str, expected: &[&str]) {
    let release = release.map(|text| text.parse().expect("a release"));
    let options = LoadOptions { release, ..LoadOptions::default() };
    assert_eq!(load_with(&example_with(from, to), &options).1, expected, "{to}");
}

const IDS: &str = "vpc_id = vpc-0123456789abcdef0\nmaster_subnet_id = subnet-0123456789abcdef0\n";

fn subnet_words(subnet: Option<&SubnetRef>) -> String {
    match subnet {
        None => "derived".to_owned(),
        Some(SubnetRef::Existing(id)) => id.to_string(),
        Some(SubnetRef::Named(name)) => name.to_string(),
    }
}

/// Returns where the head node and the first queue are, and the subnets to make.
fn layout(intent: &ClusterIntent) -> String {
    let head = subnet_words(intent.head.subnet.as_ref().map(|subnet| &subnet.value));
    let queue = subnet_words(intent.queues[0].subnets.first().map(|subnet| &subnet.value));
    let made: Vec<String> = intent
        .network
        .subnets
        .iter()
        .map(|subnet| {
            let size = match &subnet.size {
                SubnetSize::Blocks(blocks) => blocks[0].value.to_string(),
                SubnetSize::Hosts(hosts) => format!("{} hosts", hosts.value),
                SubnetSize::Fleet(_) => "fleet".to_owned(),
            };
            let kind = match subnet.kind.value {
                SubnetKind::Public => "public",
                SubnetKind::Private => "private",
                SubnetKind::Isolated => "isolated",
            };
            format!("{kind} {} {size}", subnet.name.value)
        })
        .collect();
    format!("head {head}, compute {queue}; {}", made.join(", "))
}

fn check_layout(vpc_keys: &str, expected: &str) {
    assert_eq!(layout(&load(&example_with(IDS, vpc_keys))), expected, "{vpc_keys}");
}

#[test]
fn the_layouts_of_the_user_guide_are_told_apart() {
    let id = "subnet-0123456789abcdef0";
    check_layout(IDS, &format!("head {id}, compute {id}; "));
    check_layout(
        &format!("{IDS}compute_subnet_cidr = 10.0.1.0/24\n"),
        &format!("head {id}, compute compute; private compute 10.0.1.0/24"),
    );
    check_layout(
        &format!("{IDS}compute_subnet_hosts = 300\n"),
        &format!("head {id}, compute compute; private compute 300 hosts"),
    );
    check_layout(
        &format!("{IDS}compute_subnet_id = subnet-0123456789abcdef1\n"),
        &format!("head {id}, compute subnet-0123456789abcdef1; "),
    );
    check_layout("", "head head, compute head; public head fleet");
    check_layout("use_public_ips = false\n", "head head, compute head; private head fleet");
    check_layout(
        "vpc_cidr = 10.0.0.0/16\nmaster_subnet_cidr = 10.0.0.0/24\ncompute_subnet_cidr = \
         10.0.1.0/24\n",
        "head head, compute compute; private compute 10.0.1.0/24, public head 10.0.0.0/24",
    );
    let derived = load(&example_with("vpc_settings = public\n", ""));
    assert_eq!(layout(&derived), "head derived, compute derived; ");
}

#[test]
fn public_addresses_go_where_2_x_put_them() {
    let check = |keys: &str, scheduler: &str, head: PublicAddress, queue: PublicAddress| {
        let text = example_with(IDS, &format!("{IDS}{keys}"))
            .replace("= slurm", &format!("= {scheduler}"));
        let intent = load(&text);
        assert_eq!(intent.head.public_address.value, head, "{keys}");
        assert_eq!(intent.queues[0].public_address.value, queue, "{keys}");
    };
    use PublicAddress::{NewElasticIp, None, OnLaunch, SubnetDecides};
    check("", "slurm", NewElasticIp, OnLaunch);
    check("use_public_ips = no\n", "slurm", None, None);
    check("use_public_ips = On\ncompute_subnet_cidr = 10.0.1.0/24\n", "slurm", NewElasticIp, None);
    check("compute_subnet_id = subnet-0123456789abcdef0\n", "slurm", NewElasticIp, OnLaunch);
    check("", "awsbatch", NewElasticIp, SubnetDecides);
}

#[test]
fn every_key_of_the_vpc_section_is_read() {
    let intent = load(&example_with(
        IDS,
        "vpc_id = vpc-12345678\nvpc_cidr = 10.0.0.0/16, 10.1.0.0/16\ninternet_gateway_id = \
         igw-12345678\n\
         availability_zone = euw1-az2\nmaster_subnet_hosts = 20\ncompute_subnet_hosts = 40\nnat = \
         per-zone\n\
         multi_node_parallel = true\nvirtual_private_gateway = false\non_premises_cidrs = \
         172.20.0.0/16, 172.19.0.0/16\n\
         reserved_cidrs = 10.0.8.0/24\noccupied_cidrs = 10.0.9.0/24\nadditional_sg = \
         sg-12345678\nssh_from = 192.0.2.0/24\n",
    ));
    let network = &intent.network;
    let Some(VpcIntent::Existing { id, cidrs, internet_gateway }) = &network.vpc else {
        panic!("{:?}", network.vpc)
    };
    assert_eq!(id.value.as_str(), "vpc-12345678");
    assert_eq!(
        cidrs.iter().map(|block| block.value.to_string()).collect::<Vec<_>>(),
        ["10.0.0.0/16", "10.1.0.0/16"]
    );
    assert_eq!(internet_gateway.as_ref().map(|id| id.value.as_str()), Some("igw-12345678"));
    assert_eq!(network.zones[0].value.as_str(), "euw1-az2");
    assert_eq!(network.nat.map(|nat| nat.value), Some(NatMode::PerZone));
    assert_eq!(intent.multi_node_parallel.map(|said| said.value), Some(true));
    assert_eq!(network.virtual_private_gateway.map(|said| said.value), Some(false));
    let sites: Vec<String> =
        network.on_premises_cidrs.iter().map(|block| block.value.to_string()).collect();
    assert_eq!(sites, ["172.19.0.0/16", "172.20.0.0/16"]);
    assert_eq!((network.reserved_cidrs.len(), network.occupied_cidrs.len()), (1, 1));
    assert_eq!(network.security_groups.value, SecurityGroupsMode::Cluster);
    assert!(!network.has_head_interface.value);
    assert_eq!(intent.queues[0].security.additional[0].value.as_str(), "sg-12345678");
    let from = "192.0.2.0/24".parse().expect("a block");
    assert_eq!(intent.head.ssh_allowed_from.value, AccessSource::Cidr(from));
}

#[test]
fn the_template_of_2_4_as_a_whole_is_asked_for() {
    let intent = load(&example_with(IDS, &format!("{IDS}cluster_resources = true\n")));
    assert_eq!(intent.network.security_groups.value, SecurityGroupsMode::Create);
    assert!(intent.network.has_head_interface.value);
}

#[test]
fn a_security_group_of_the_site_takes_the_place_of_those_made() {
    let text = format!("{IDS}cluster_resources = true\nvpc_security_group_id = sg-12345678\n");
    let intent = load(&example_with(IDS, &text));
    assert_eq!(intent.network.security_groups.value, SecurityGroupsMode::Cluster);
    assert_eq!(intent.head.security.replacing, intent.queues[0].security.replacing);
    check(IDS, &format!("{text}ssh_from = 192.0.2.0/24\n"), &["warning[CFG014] 16:12"]);
}

#[test]
fn queues_and_compute_resources_are_followed() {
    let intent = load(&example_with(
        "vpc_settings = public\n",
        "vpc_settings = public\nqueue_settings = spot, efa\n\n[queue \
         spot]\ncompute_resource_settings = small, big\n\n\
         [queue efa]\ncompute_resource_settings = huge\nenable_efa = true\nplacement_group = \
         DYNAMIC\n\n\
         [compute_resource small]\ninstance_type = c5.large\n\n\
         [compute_resource big]\ninstance_type = p4d.24xlarge\nmax_count = 4\n\n\
         [compute_resource huge]\ninstance_type = p4d.24xlarge\nmax_count = 2\n",
    ));
    let words: Vec<String> = intent
        .queues
        .iter()
        .flat_map(|queue| {
            queue.compute_resources.iter().map(|resource| {
                let types: Vec<&str> =
                    resource.instance_types.iter().map(|name| name.value.as_str()).collect();
                format!(
                    "{} {} {types:?} {}",
                    queue.name.value, resource.name.value, resource.max_nodes.value
                )
            })
        })
        .collect();
    let expected = [
        "efa huge [\"p4d.24xlarge\"] 2",
        "spot big [\"p4d.24xlarge\"] 4",
        "spot small [\"c5.large\"] 10",
    ];
    assert_eq!(words, expected);
    assert_eq!(
        intent.queues[0].compute_resources[0].placement_group.value,
        PlacementGroup::Managed
    );
    assert!(intent.queues[0].compute_resources[0].has_efa.value);
    assert!(!intent.queues[1].compute_resources[0].has_efa.value);
}

#[test]
fn a_cluster_without_queues_has_one() {
    let intent = load(&example_with(
        "scheduler = slurm\n",
        "scheduler = awsbatch\nmax_vcpus = 96\ncompute_instance_type = optimal, c5.xlarge\n",
    ));
    assert_eq!(intent.scheduler.value, Scheduler::AwsBatch);
    let resource = &intent.queues[0].compute_resources[0];
    assert_eq!((resource.max_nodes.value, resource.instance_types.len()), (96, 1));
}

#[test]
fn the_cluster_is_the_one_that_is_asked_for() {
    let text = format!("{EXAMPLE}\n[cluster other]\nscheduler = awsbatch\nvpc_settings = public\n");
    let scheduler = |text: &str, label: Option<&str>| {
        let options =
            LoadOptions { cluster_template: label.map(str::to_owned), ..LoadOptions::default() };
        load_with(text, &options).0.map(|intent| intent.scheduler.value)
    };
    assert_eq!(scheduler(&text, None), Some(Scheduler::Slurm));
    assert_eq!(scheduler(&text, Some("other")), Some(Scheduler::AwsBatch));
    assert_eq!(scheduler(&text, Some("unset")), None);
    let no_global = text.replace("[global]\ncluster_template = default\n", "");
    assert_eq!(scheduler(&no_global, None), Some(Scheduler::Slurm));
    assert_eq!(scheduler(&text.replace("= default", "= other"), None), Some(Scheduler::AwsBatch));
}

#[test]
fn a_value_can_come_from_the_defaults_and_from_another_key() {
    let text = format!("[DEFAULT]\nhost = proxy.example.com\n\n{EXAMPLE}");
    let text =
        text.replace("scheduler = slurm", "scheduler = slurm\nproxy_server = http://%(HOST)s:3128");
    let (intent, findings) = load_with(&text, &LoadOptions::default());
    assert_eq!(findings, ["warning[REL003] 2:1"]);
    let intent = intent.expect("an intent");
    assert_eq!(
        intent.head.proxy.map(|proxy| proxy.value).as_deref(),
        Some("http://proxy.example.com:3128")
    );
    let none = load(&example_with("scheduler = slurm", "scheduler = slurm\nproxy_server = NONE"));
    assert_eq!(none.head.proxy, None);
}

#[test]
fn remote_desktops_need_enable() {
    let text = |keys: &str| {
        format!("{}\n[dcv d]\n{keys}", EXAMPLE.replace("= slurm", "= slurm\ndcv_settings = d"))
    };
    assert_eq!(
        load(&text("enable = master\nport = 9000\n")).head.dcv.map(|dcv| dcv.port.value),
        Some(9_000)
    );
    assert_eq!(load(&text("enable = master\n")).head.dcv.map(|dcv| dcv.port.value), Some(8_443));
    assert_eq!(load(&text("port = 9000\n")).head.dcv, None);
}

#[test]
fn slips_of_network_keys_are_errors_and_other_keys_are_passed_over() {
    check(
        "vpc_settings = public\n",
        "vpc_setings = public\nvpc_settings = public\n",
        &["error[CFG001] 9:1"],
    );
    check(
        "vpc_settings = public\n",
        "vpc_settings = public\nspot_price = 1\nmy_own_note = x\n",
        &[],
    );
    check(IDS, &format!("{IDS}colour = blue\n"), &["error[CFG001] 14:1"]);
}

#[test]
fn broken_values_are_found_where_they_stand() {
    check("vpc-0123456789abcdef0", "vpc-1", &["error[CFG002] 12:10"]);
    check(
        "subnet-0123456789abcdef0\n",
        "subnet-0123456789abcdef0\nuse_public_ips = 2\n",
        &["error[CFG005] 14:18"],
    );
    check(IDS, &format!("{IDS}compute_subnet_cidr = 10.0.1.7/24\n"), &["error[CFG004] 14:23"]);
    check(IDS, &format!("{IDS}compute_subnet_cidr =\n"), &["error[CFG016] 14:1"]);
    check(IDS, &format!("{IDS}ssh_from = 1.2.3.4/8\n"), &["warning[CFG004] 14:12"]);
    check(
        IDS,
        &format!("{IDS}reserved_cidrs = 10.0.0.0/24,  10.0.1.0/33\n"),
        &["error[CFG003] 14:32"],
    );
    check(IDS, "master_subnet_id = subnet-0123456789abcdef0\n", &["error[CFG006] 11:1"]);
    check("= slurm", "= slurm\nmax_queue_size = many", &["error[CFG005] 9:18"]);
    check("= slurm", "= slurm\nmax_queue_size = -1", &["error[CFG005] 9:18"]);
    check("= slurm", "= lsf", &["error[CFG018] 8:13"]);
    check("eu-west-1", "eu-wset-1", &["warning[CFG013] 5:19"]);
    check(
        IDS,
        &format!("{IDS}compute_subnet_id = subnet-12345678\ncompute_subnet_cidr = 10.0.1.0/24\n"),
        &["error[CFG007] 15:1"],
    );
}

#[test]
fn pointers_that_lead_nowhere_are_found() {
    check("vpc_settings = public", "vpc_settings = publik", &["error[CFG011] 9:16"]);
    check("vpc_settings = public", "vpc_settings = public, public", &["error[CFG008] 9:24"]);
    check("[vpc public]", "[vpc  public]", &["error[CFG011] 9:16"]);
    check("[cluster default]", "[Cluster default]", &["error[CFG015] 2:20"]);
    check(
        "= slurm",
        "= slurm\nqueue_settings = a, a\n",
        &["error[CFG011] 9:18", "error[CFG011] 9:21"],
    );
}

#[test]
fn releases_that_refuse_a_file_are_told() {
    check_release(None, "= slurm", "= sge", &["warning[REL002] 8:13"]);
    check_release(Some("2.11.9"), "= slurm", "= sge", &["error[REL002] 8:13"]);
    check_release(Some("2.11.4"), "= slurm", "= sge", &[]);
    check_release(
        Some("2.8.0"),
        "= slurm",
        "= slurm\nqueue_settings = q\n\n[queue q]\ncompute_resource_settings = \
         c\n\n[compute_resource c]\n\n[cluster x]",
        &["error[REL001] 9:1"],
    );
    check_release(Some("3.9.3"), "= slurm", "= slurm", &["error[REL003] 7:1"]);
    check(IDS, &format!("{IDS}access_from = 192.0.2.0/24\n"), &["warning[REL002] 14:1"]);
    check_release(
        Some("2.4.1"),
        IDS,
        &format!("{IDS}access_from = 192.0.2.0/24\nadditional_sg = NONE\n"),
        &["warning[REL003] 15:17"],
    );
    check_release(
        Some("2.5.0"),
        IDS,
        &format!("{IDS}additional_sg = NONE\n"),
        &["error[REL003] 14:17"],
    );
}

#[test]
fn a_key_that_is_swallowed_by_the_line_above_is_found() {
    check("\nmaster_subnet_id", "\n  master_subnet_id", &["error[INI007] 13:3"]);
}

/// Leaves the places out of an intent's text.
fn without_places(intent: &ClusterIntent) -> String {
    let text = format!("{intent:?}");
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some((before, behind)) = rest.split_once("Span {") {
        out.push_str(before);
        rest = behind.split_once('}').map_or("", |(_, rest)| rest);
    }
    out + rest
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in "(\\[?[a-z_ ]{0,9}\\]?[=:%#;]?[ -~]{0,9}\n){0,20}") {
        let _ = load_with(&format!("{EXAMPLE}{text}"), &LoadOptions::default());
        let _ = load_with(&text, &LoadOptions::default());
    }

    #[test]
    fn the_order_of_sections_and_keys_leaves_the_intent(order in Just((0_usize..4).collect::<Vec<_>>()).prop_shuffle(), reversed: bool) {
        let sections: Vec<&str> = EXAMPLE.split("\n\n").collect();
        let text: String = order
            .iter()
            .map(|index| {
                let mut lines: Vec<&str> = sections[*index].trim_end().lines().collect();
                if reversed {
                    lines[1..].reverse();
                }
                lines.join("\n") + "\n\n"
            })
            .collect();
        prop_assert_eq!(without_places(&load(&text)), without_places(&load(EXAMPLE)));
    }
}
