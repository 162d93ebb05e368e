//! From ids back to text.

use netloom_diag::Sources;
use proptest::prelude::*;

use super::{EXAMPLE, load_with};
use crate::ini::{IniFile, lex};
use crate::intent::SubnetName;
use crate::{BoundIds, LoadOptions, bind_config};

/// The ids of a stack that made everything.
fn ids() -> BoundIds {
    let subnet = |name: &str, id: &str| {
        (SubnetName::new(name).expect("a name"), vec![id.parse().expect("a subnet id")])
    };
    BoundIds {
        vpc: Some("vpc-00000000000000001".parse().expect("a VPC id")),
        subnets: [
            subnet("head", "subnet-00000000000000001"),
            subnet("compute", "subnet-00000000000000002"),
        ]
        .into(),
        groups: [].into(),
    }
}

fn bind(text: &str, ids: &BoundIds) -> Result<String, Vec<String>> {
    let mut sources = Sources::default();
    let id = sources.add("config.ini", text);
    let bound =
        bind_config(sources.get(id).expect("it was just added"), &LoadOptions::default(), ids);
    bound.map_err(|findings| findings.iter().map(|finding| finding.code.id.to_owned()).collect())
}

/// Binds a text and compares every byte; the bound text has nothing left to bind.
fn check(text: &str, expected: &str) {
    let bound = bind(text, &ids()).expect("it can be bound");
    assert_eq!(bound, expected);
    assert_eq!(
        bind(&bound, &ids()).as_deref(),
        Ok(expected.replace("vpc-12345678", "vpc-00000000000000001").as_str())
    );
}

const TOP: &str = "; site\n[aws]\naws_region_name = eu-west-1   # Ireland\n\n[cluster \
                   default]\nscheduler = slurm\n";

#[test]
fn new_subnets_become_ids_and_extensions_go() {
    check(
        &format!(
            "{TOP}vpc_settings = v\n\n[vpc v]\n# the network\nvpc_cidr = \
             10.0.0.0/16\ncompute_subnet_cidr : 10.0.1.0/24 ; nodes\n\
             ; who may log in\nssh_from=192.0.2.0/24\nnat = single\n"
        ),
        &format!(
            "{TOP}vpc_settings = v\n\n[vpc v]\nvpc_id = vpc-00000000000000001\nmaster_subnet_id = \
             subnet-00000000000000001\n\
             compute_subnet_id = subnet-00000000000000002\n# the network\n; who may log \
             in\nssh_from=192.0.2.0/24\n"
        ),
    );
}

#[test]
fn an_existing_head_subnet_stays_as_it_is_written() {
    check(
        &format!(
            "{TOP}vpc_settings = v\n\n[vpc v]\nVPC_ID = vpc-12345678\nmaster_subnet_id   =   \
             subnet-12345678\n\
             compute_subnet_hosts = 50\nvpc_cidr = 10.0.0.0/16,\n    10.1.0.0/16\n"
        ),
        &format!(
            "{TOP}vpc_settings = v\n\n[vpc v]\ncompute_subnet_id = \
             subnet-00000000000000002\nVPC_ID = vpc-00000000000000001\n\
             master_subnet_id   =   subnet-12345678\n"
        ),
    );
}

#[test]
fn a_file_without_a_vpc_section_gets_one() {
    check(
        TOP,
        "; site\n[aws]\naws_region_name = eu-west-1   # Ireland\n\n[cluster \
         default]\nvpc_settings = netloom\nscheduler = slurm\n\
         \n[vpc netloom]\nvpc_id = vpc-00000000000000001\nmaster_subnet_id = \
         subnet-00000000000000001\n\
         compute_subnet_id = subnet-00000000000000002\n",
    );
}

#[test]
fn line_ends_of_windows_and_a_missing_last_one_are_kept() {
    check(
        "[aws]\r\naws_region_name = eu-west-1\r\n[cluster default]\r\nscheduler = \
         slurm\r\nvpc_settings = v\r\n[vpc v]",
        "[aws]\r\naws_region_name = eu-west-1\r\n[cluster default]\r\nscheduler = \
         slurm\r\nvpc_settings = v\r\n[vpc v]\r\n\
         vpc_id = vpc-00000000000000001\r\nmaster_subnet_id = subnet-00000000000000001\r\n",
    );
}

#[test]
fn compute_nodes_that_share_the_head_subnet_get_no_key_of_their_own() {
    let bound =
        bind(&format!("{TOP}vpc_settings = v\n[vpc v]\n"), &ids()).expect("it can be bound");
    assert!(!bound.contains("compute_subnet_id"), "{bound}");
}

#[test]
fn a_file_with_ids_only_is_returned_as_it_is() {
    let ids = BoundIds {
        vpc: Some("vpc-0123456789abcdef0".parse().expect("a VPC id")),
        ..BoundIds::default()
    };
    assert_eq!(bind(EXAMPLE, &ids).as_deref(), Ok(EXAMPLE));
}

#[test]
fn a_name_without_an_id_and_a_broken_file_are_errors() {
    let text = format!("{TOP}vpc_settings = v\n[vpc v]\ncompute_subnet_hosts = 9\n");
    assert_eq!(bind(&text, &BoundIds::default()), Err(vec!["CFG011".to_owned(); 3]));
    assert_eq!(bind(&text.replace("= 9", "= x"), &ids()), Err(vec!["CFG005".to_owned()]));
}

#[test]
fn added_keys_stand_as_deep_as_the_line_below_them() {
    check(
        &format!(
            "{TOP}vpc_settings = v\n[vpc v]\n  ; c\n\n    ssh_from = 192.0.2.0/24\n  nat = single\n"
        ),
        &format!(
            "{TOP}vpc_settings = v\n[vpc v]\n    vpc_id = vpc-00000000000000001\n    \
             master_subnet_id = subnet-00000000000000001\n\
             \x20 ; c\n\n    ssh_from = 192.0.2.0/24\n"
        ),
    );
    let bound =
        bind(&TOP.replace("\nscheduler", "\n\tscheduler"), &ids()).expect("it can be bound");
    assert!(
        bound.contains("[cluster default]\n\tvpc_settings = netloom\n\tscheduler = slurm\n"),
        "{bound}"
    );
}

#[test]
fn a_header_that_is_indented_stays_a_header() {
    let text = format!("{TOP}vpc_settings = v\n[vpc v]\n  [aliases]\n");
    let bound = bind(&text, &ids()).expect("it can be bound");
    assert!(
        bound.contains("[vpc v]\n  vpc_id = vpc-00000000000000001\n  master_subnet_id"),
        "{bound}"
    );
}

#[test]
fn old_line_ends_are_kept() {
    let bound = bind(
        "[cluster default]\rscheduler = slurm\rvpc_settings = v\r[vpc v]\rnat = single\rssh_from \
         = 192.0.2.0/24",
        &ids(),
    );
    let expected = "[cluster default]\rscheduler = slurm\rvpc_settings = v\r[vpc v]\rvpc_id = \
                    vpc-00000000000000001\r\
                    master_subnet_id = subnet-00000000000000001\rssh_from = 192.0.2.0/24";
    assert_eq!(bound.as_deref(), Ok(expected));
}

#[test]
fn the_keys_of_netloom_go_from_the_defaults_too() {
    let text = format!("[DEFAULT]\nvpc_cidr = 10.0.0.0/16\n{TOP}vpc_settings = v\n[vpc v]\n");
    let bound = bind(&text, &ids()).expect("it can be bound");
    assert!(bound.starts_with("[DEFAULT]\n; site\n"), "{bound}");
}

#[test]
fn a_value_that_needs_a_key_of_netloom_is_an_error() {
    let text = format!(
        "{TOP}vpc_settings = v\n[vpc v]\nvpc_cidr = 10.0.0.0/16\nssh_from = %(vpc_cidr)s\n"
    );
    assert_eq!(bind(&text, &ids()), Err(vec!["INI009".to_owned()]));
}

#[test]
fn none_is_replaced_like_an_id() {
    let text = format!(
        "{TOP}vpc_settings = v\n[vpc v]\nmaster_subnet_id = NONE\ncompute_subnet_id = \
         NONE\ncompute_subnet_hosts = 9\n"
    );
    let expected = format!(
        "{TOP}vpc_settings = v\n[vpc v]\nvpc_id = vpc-00000000000000001\nmaster_subnet_id = \
         subnet-00000000000000001\n\
         compute_subnet_id = subnet-00000000000000002\n"
    );
    check(&text, &expected);
}

/// A file in which every line of a section stands where it may: deeper than none above it in its
/// section.
fn formatted_file() -> impl Strategy<Value = String> {
    let vpc = [
        "vpc_cidr = 10.0.0.0/16",
        "compute_subnet_hosts = 20",
        "nat: single",
        "ssh_from=192.0.2.0/24 ; c",
        "reserved_cidrs = 10.0.9.0/24,\n          10.0.8.0/24",
        "use_public_ips = yes",
    ];
    let keys = Just(vpc.to_vec()).prop_shuffle().prop_flat_map(|keys| {
        let n_keys = keys.len();
        (Just(keys), 0..=n_keys, prop::collection::vec((0_usize..6, 0_usize..4), n_keys))
    });
    let end = prop::sample::select(vec!["\n", "\r\n", "\r"]);
    (keys, end, any::<bool>()).prop_map(|((keys, n_keys, forms), end, has_section)| {
        let mut depths: Vec<usize> = forms.iter().map(|(depth, _)| *depth).collect();
        depths.sort_by(|a, b| b.cmp(a));
        let lines =
            keys.iter().zip(depths).zip(forms).take(n_keys).map(|((key, depth), (_, between))| {
                let between = ["", "\n", "# note\n", "      ; deep note\n\n"][between];
                format!("{between}{}{key}\n", " ".repeat(depth))
            });
        let section = format!("[vpc v]\n{}", lines.collect::<String>());
        let (pointer, section) =
            if has_section { ("vpc_settings = v\n", section) } else { ("", String::new()) };
        format!(
            "{}{section}[cluster default]\n  {pointer}  scheduler = slurm\n",
            TOP_WITHOUT_CLUSTER
        )
        .replace('\n', end)
    })
}

const TOP_WITHOUT_CLUSTER: &str = "; site\n[aws]\naws_region_name = eu-west-1   # Ireland\n\n";

/// Returns `section.key = value` of every option, those left out that binding adds or takes out.
fn kept_values(text: &str) -> Vec<String> {
    let mut sources = Sources::default();
    let id = sources.add("config.ini", text);
    let (ini, problems): (IniFile, _) = lex(sources.get(id).expect("it was just added"));
    assert_eq!(problems, [], "{text:?}");
    let is_changed = |key: &str| {
        let ids = ["vpc_id", "master_subnet_id", "compute_subnet_id", "vpc_settings"];
        ids.contains(&key) || crate::v2::keys::is_extension(key)
    };
    let options = ini.sections.iter().flat_map(|section| {
        let options = section.options.iter().filter(|option| !is_changed(&option.key));
        options.map(|option| format!("{}.{} = {}", section.name, option.key, option.value()))
    });
    options.collect()
}

/// Returns the lines that are comments.
fn comments(text: &str) -> Vec<&str> {
    text.split(['\n', '\r']).filter(|line| line.trim_start().starts_with(['#', ';'])).collect()
}

proptest! {
    #[test]
    fn a_bound_file_loads_clean_and_says_the_rest_as_before(text in formatted_file()) {
        let bound = bind(&text, &ids());
        let bound = bound.as_deref().unwrap_or_else(|codes| panic!("{codes:?} in {text:?}"));
        let (intent, findings) = load_with(bound, &LoadOptions::default());
        prop_assert_eq!(&findings, &Vec::<String>::new(), "{:?}", bound);
        let intent = intent.expect("an intent");
        let head = intent.head.subnet.map(|subnet| format!("{:?}", subnet.value)).unwrap_or_default();
        prop_assert!(head.contains("subnet-00000000000000001"), "{} in {:?}", head, bound);
        prop_assert!(intent.network.subnets.is_empty());
        prop_assert_eq!(kept_values(bound), kept_values(&text));
        prop_assert_eq!(comments(bound), comments(&text));
    }
}
