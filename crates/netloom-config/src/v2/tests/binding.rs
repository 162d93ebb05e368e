//! From ids back to text.

use netloom_diag::Sources;

use super::EXAMPLE;
use crate::intent::SubnetName;
use crate::{BoundIds, LoadOptions, bind_config};

/// The ids of a stack that made everything.
fn ids() -> BoundIds {
    let subnet =
        |name: &str, id: &str| (SubnetName::new(name).expect("a name"), vec![id.parse().expect("a subnet id")]);
    BoundIds {
        vpc: Some("vpc-00000000000000001".parse().expect("a VPC id")),
        subnets: [subnet("head", "subnet-00000000000000001"), subnet("compute", "subnet-00000000000000002")].into(),
        groups: [].into(),
    }
}

fn bind(text: &str, ids: &BoundIds) -> Result<String, Vec<String>> {
    let mut sources = Sources::default();
    let id = sources.add("config.ini", text);
    let bound = bind_config(sources.get(id).expect("it was just added"), &LoadOptions::default(), ids);
    bound.map_err(|findings| findings.iter().map(|finding| finding.code.id.to_owned()).collect())
}

/// Binds a text and compares every byte; the bound text has nothing left to bind.
fn check(text: &str, expected: &str) {
    let bound = bind(text, &ids()).expect("it can be bound");
    assert_eq!(bound, expected);
    assert_eq!(bind(&bound, &ids()).as_deref(), Ok(expected.replace("vpc-12345678", "vpc-00000000000000001").as_str()));
}

const TOP: &str = "; site\n[aws]\naws_region_name = eu-west-1   # Ireland\n\n[cluster default]\nscheduler = slurm\n";

#[test]
fn new_subnets_become_ids_and_extensions_go() {
    check(
        &format!(
            "{TOP}vpc_settings = v\n\n[vpc v]\n# the network\nvpc_cidr = 10.0.0.0/16\ncompute_subnet_cidr : 10.0.1.0/24 ; nodes\n\
             ; who may log in\nssh_from=192.0.2.0/24\nnat = single\n"
        ),
        &format!(
            "{TOP}vpc_settings = v\n\n[vpc v]\nvpc_id = vpc-00000000000000001\nmaster_subnet_id = subnet-00000000000000001\n\
             compute_subnet_id = subnet-00000000000000002\n# the network\n; who may log in\nssh_from=192.0.2.0/24\n"
        ),
    );
}

#[test]
fn an_existing_head_subnet_stays_as_it_is_written() {
    check(
        &format!(
            "{TOP}vpc_settings = v\n\n[vpc v]\nVPC_ID = vpc-12345678\nmaster_subnet_id   =   subnet-12345678\n\
             compute_subnet_hosts = 50\nvpc_cidr = 10.0.0.0/16,\n    10.1.0.0/16\n"
        ),
        &format!(
            "{TOP}vpc_settings = v\n\n[vpc v]\ncompute_subnet_id = subnet-00000000000000002\nVPC_ID = vpc-00000000000000001\n\
             master_subnet_id   =   subnet-12345678\n"
        ),
    );
}

#[test]
fn a_file_without_a_vpc_section_gets_one() {
    check(
        TOP,
        "; site\n[aws]\naws_region_name = eu-west-1   # Ireland\n\n[cluster default]\nvpc_settings = netloom\nscheduler = slurm\n\
         \n[vpc netloom]\nvpc_id = vpc-00000000000000001\nmaster_subnet_id = subnet-00000000000000001\n\
         compute_subnet_id = subnet-00000000000000002\n",
    );
}

#[test]
fn line_ends_of_windows_and_a_missing_last_one_are_kept() {
    check(
        "[aws]\r\naws_region_name = eu-west-1\r\n[cluster default]\r\nscheduler = slurm\r\nvpc_settings = v\r\n[vpc v]",
        "[aws]\r\naws_region_name = eu-west-1\r\n[cluster default]\r\nscheduler = slurm\r\nvpc_settings = v\r\n[vpc v]\r\n\
         vpc_id = vpc-00000000000000001\r\nmaster_subnet_id = subnet-00000000000000001\r\n",
    );
}

#[test]
fn compute_nodes_that_share_the_head_subnet_get_no_key_of_their_own() {
    let bound = bind(&format!("{TOP}vpc_settings = v\n[vpc v]\n"), &ids()).expect("it can be bound");
    assert!(!bound.contains("compute_subnet_id"), "{bound}");
}

#[test]
fn a_file_with_ids_only_is_returned_as_it_is() {
    let ids = BoundIds { vpc: Some("vpc-0123456789abcdef0".parse().expect("a VPC id")), ..BoundIds::default() };
    assert_eq!(bind(EXAMPLE, &ids).as_deref(), Ok(EXAMPLE));
}

#[test]
fn a_name_without_an_id_and_a_broken_file_are_errors() {
    let text = format!("{TOP}vpc_settings = v\n[vpc v]\ncompute_subnet_hosts = 9\n");
    assert_eq!(bind(&text, &BoundIds::default()), Err(vec!["CFG011".to_owned(), "CFG011".to_owned()]));
    assert_eq!(bind(&text.replace("= 9", "= x"), &ids()), Err(vec!["CFG005".to_owned()]));
}
