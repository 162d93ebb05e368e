//! `HeadNode`.

use std::net::Ipv4Addr;

use netloom_diag::{Diagnostic, Sourced, Span};
use netloom_net::ids::AllocationId;

use super::access::{everybody, read_allowed_ips, read_dcv};
use super::keys::{KeyTable, PROXY, key, loose, since, strict};
use super::reader::{Reader, Section};
use super::security::read_security;
use super::subnet_refs::{SubnetNames, read_subnet};
use crate::codes;
use crate::intent::{HeadIntent, NodeSecurity, PublicAddress};
use crate::yaml::Value;

pub(super) static HEAD_NODE: KeyTable = loose(
    "HeadNode",
    &[
        key("Networking").doc("where the head node is").example("{SubnetId: head}"),
        key("Ssh").doc("who connects by SSH").example("{AllowedIps: 192.0.2.0/24}"),
        key("Dcv").doc("remote desktops with NICE DCV").default("off").example("{Enabled: true}"),
        key("Imds").doc("instance metadata of the head node").example("{Secured: true}"),
        since("SharedStorageType", 8, 0)
            .doc("how the head node shares its directories; `Efs` needs an EFS mount target")
            .default("`Ebs`")
            .example("Efs"),
    ],
    &[
        "InstanceType",
        "DisableSimultaneousMultithreading",
        "LocalStorage",
        "SharedStorageEfsSettings",
        "CustomActions",
        "Iam",
        "Image",
    ],
);

pub(super) static NETWORKING: KeyTable = strict(
    "HeadNode.Networking",
    &[
        key("SubnetId")
            .doc("the head node's subnet: the id of an existing subnet, or the name of a new one")
            .example("head"),
        key("ElasticIp")
            .doc(
                "`true` allocates an Elastic IP address, an allocation id attaches an existing one",
            )
            .default("`false`")
            .example("true"),
        key("SecurityGroups")
            .doc("security groups for these nodes in place of those that the cluster makes")
            .default("the cluster's own")
            .example("[sg-0123456789abcdef0]"),
        key("AdditionalSecurityGroups")
            .doc("security groups to attach in addition to those that the cluster makes")
            .default("none")
            .example("[sg-0123456789abcdef0]"),
        key("Proxy")
            .doc("the HTTP proxy of these nodes")
            .default("none")
            .example("{HttpProxyAddress: http://10.9.0.5:3128}"),
    ],
);

pub(super) static SSH: KeyTable = strict(
    "HeadNode.Ssh",
    &[
        key("KeyName").doc("the EC2 key pair").example("hpc-admins"),
        key("AllowedIps")
            .doc("the block or prefix list that may connect by SSH")
            .default("`0.0.0.0/0`")
            .example("192.0.2.0/24"),
    ],
);
pub(super) static DCV: KeyTable = strict(
    "HeadNode.Dcv",
    &[
        key("Enabled").doc("whether DCV runs on the head node").default("`false`").example("true"),
        key("Port").doc("its TCP port").default("`8443`").example("8443"),
        key("AllowedIps")
            .doc("the block that may connect")
            .default("`0.0.0.0/0`")
            .example("192.0.2.0/24"),
    ],
);
pub(super) static IMDS: KeyTable = strict(
    "HeadNode.Imds",
    &[key("Secured")
        .doc("whether only superusers reach instance metadata")
        .default("`true`")
        .example("true")],
);

/// Why the subnet decides where `ElasticIp` is absent.
const SUBNET_DECIDES: &str =
    "the head node gets a public address only if its subnet gives one or `ElasticIp` asks for one";

/// Reads the head node; `near` is the place to show when it is not written.
pub(super) fn read(
    reader: &mut Reader<'_>,
    file: Section<'_>,
    names: &SubnetNames,
    near: Span,
) -> HeadIntent {
    reader.require(file, "HeadNode");
    let head = reader.section(file, "HeadNode", &HEAD_NODE);
    let span = head.map_or(near, |head| head.span);
    let mut intent = HeadIntent {
        span,
        subnet: None,
        public_address: Sourced::defaulted(PublicAddress::SubnetDecides, SUBNET_DECIDES, span),
        security: NodeSecurity::default(),
        ssh_allowed_from: everybody(span),
        dcv: None,
        proxy: None,
    };
    // Its absence is reported above; with an intent all the same, the rest of the file is still
    // checked.
    let Some(head) = head else { return intent };
    if let Some(networking) = reader.section(head, "Networking", &NETWORKING) {
        intent.subnet = read_subnet(reader, networking, names);
        intent.public_address =
            read_elastic_ip(reader, networking).unwrap_or(intent.public_address);
        intent.security = read_security(reader, networking);
        intent.proxy = read_proxy(reader, networking);
    }
    if let Some(ssh) = reader.section(head, "Ssh", &SSH) {
        reader.text(ssh, "KeyName");
        intent.ssh_allowed_from =
            read_allowed_ips(reader, ssh).unwrap_or_else(|| everybody(ssh.span));
    }
    intent.dcv = read_dcv(reader, head, &DCV);
    if let Some(imds) = reader.section(head, "Imds", &IMDS) {
        reader.boolean(imds, "Secured");
    }
    reader.choice(head, "SharedStorageType", &[("Ebs", ()), ("Efs", ())]);
    intent
}

/// Reads `Proxy.HttpProxyAddress`, where it is written.
pub(super) fn read_proxy(
    reader: &mut Reader<'_>,
    networking: Section<'_>,
) -> Option<Sourced<String>> {
    let proxy = reader.section(networking, "Proxy", &PROXY)?;
    reader.text(proxy, "HttpProxyAddress")
}

/// Reads `ElasticIp`: a boolean, an address, or the id of an allocation.
fn read_elastic_ip(
    reader: &mut Reader<'_>,
    networking: Section<'_>,
) -> Option<Sourced<PublicAddress>> {
    let field = networking.field("ElasticIp")?;
    let scalar = field.node.as_scalar();
    let address = scalar.and_then(|scalar| match scalar.value {
        Value::Bool(true) => Some(PublicAddress::NewElasticIp),
        Value::Bool(false) => Some(PublicAddress::SubnetDecides),
        // ParallelCluster reads quoted booleans as booleans, so they are not addresses.
        Value::Text if scalar.text.eq_ignore_ascii_case("true") => {
            Some(PublicAddress::NewElasticIp)
        }
        Value::Text if scalar.text.eq_ignore_ascii_case("false") => {
            Some(PublicAddress::SubnetDecides)
        }
        Value::Text if is_elastic_ip(&scalar.text) => {
            Some(PublicAddress::ExistingElasticIp(scalar.text.clone()))
        }
        Value::Null | Value::Int(_) | Value::Float(_) | Value::Timestamp | Value::Text => None,
    });
    if address.is_none() {
        match scalar.filter(|scalar| scalar.value == Value::Text) {
            Some(scalar) => {
                let message = format!(
                    "`ElasticIp` is `{}`, expected `true`, `false`, an address or an allocation",
                    scalar.text
                );
                let finding = Diagnostic::new(&codes::VALUE_NOT_ALLOWED, field.span(), message);
                reader.report(finding.help(
                    "write `true` for a new address, or `eipalloc-0123456789abcdef0` \
                                  for one that exists",
                ));
            }
            None => reader.wrong_kind(
                field.node,
                field.span(),
                "ElasticIp",
                "`true`, `false`, an address or an allocation",
            ),
        }
    }
    address.map(|address| Sourced::written(address, field.span()))
}

fn is_elastic_ip(text: &str) -> bool {
    text.parse::<Ipv4Addr>().is_ok() || text.parse::<AllocationId>().is_ok()
}
