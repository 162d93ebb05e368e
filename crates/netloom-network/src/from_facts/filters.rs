//! Network ACLs and security groups.

use netloom_facts::Standing;
use netloom_facts::kinds::SECURITY_GROUP_RULES;

use crate::{Id, Known};

use super::context::{Build, all, nothing};
use super::records::Record;

pub(super) fn add(build: &mut Build<'_, '_>) {
    build.add("AWS::EC2::NetworkAcl", all, acl);
    build.add("AWS::EC2::NetworkAclEntry", all, nothing);
    build.add("AWS::EC2::SubnetNetworkAclAssociation", is_of_known_subnet, nothing);
    build.add("AWS::EC2::SecurityGroup", all, group);
    build.add("AWS::EC2::SecurityGroupIngress", all, nothing);
    build.add("AWS::EC2::SecurityGroupEgress", all, nothing);
}

/// Whether the subnet of an association is described: answers list those of other VPCs, too.
pub(super) fn is_of_known_subnet(
    build: &Build<'_, '_>,
    record: &Record<'_>,
    _standing: Standing,
) -> bool {
    let subnet = record.properties.plain_text("SubnetId").map(Id::new);
    subnet.is_some_and(|subnet| build.network.subnets.contains_key(&subnet))
}

fn acl(build: &mut Build<'_, '_>, record: &Record<'_>) {
    if record.properties.get("Entries").is_some() {
        return;
    }
    if let Some(acl) = build.network.network_acls.get_mut(&record.id()) {
        acl.beyond = Some(record.properties.missing("Entries"));
    }
}

/// The answer about rules says what the answer about groups says.
fn group(build: &mut Build<'_, '_>, record: &Record<'_>) {
    let keys = ["IpPermissions", "IpPermissionsEgress"];
    let is_told = keys.iter().all(|key| record.properties.get(key).is_some())
        || build.records.is_complete(SECURITY_GROUP_RULES);
    let Some(group) = build.network.security_groups.get_mut(&record.id()) else { return };
    if let Known::Unknown(vpc) = &mut group.vpc {
        *vpc = record.properties.missing("VpcId");
    }
    if !is_told {
        group.beyond = Some(record.properties.missing("IpPermissions"));
    }
}
