//! `Network.Endpoints`: a word, a list of services, or a mapping from service to settings.

use netloom_diag::{Diagnostic, Sourced};
use netloom_net::endpoints::{EndpointType, endpoint_type};
use netloom_net::ids::SecurityGroupId;

use super::keys::{Key, KeyTable, Shape, own, strict};
use super::network_subnets::read_name;
use super::reader::{Field, Reader, Section, item_span};
use crate::codes;
use crate::endpoint_words::{EndpointWord, WORDS, add, parse_endpoint};
use crate::intent::{EndpointPolicy, EndpointSettings, EndpointsIntent};
use crate::values::{parse_choice, parse_id};
use crate::yaml::Value;

/// The key of the `Network` section.
pub(super) const KEY: Key = own("Endpoints", Shape::ServicesOr(&WORDS, &ENDPOINT))
    .doc(
        "VPC endpoints: `auto` for those that the cluster needs and that nothing else leads to, \
         `none`, a list of services, or a mapping from service to settings; `auto` may be one of \
         the services",
    )
    .default(
        "in a new VPC those of Amazon S3 and DynamoDB, which cost nothing, and for nodes in \
         isolated subnets what they need; in an existing VPC none",
    )
    .example("auto");

const POLICIES: [(&str, EndpointPolicy); 3] = [
    ("open", EndpointPolicy::Open),
    ("account", EndpointPolicy::Account),
    ("strict", EndpointPolicy::Strict),
];

pub(super) static ENDPOINT: KeyTable = strict(
    "Network.Endpoints",
    &[
        own("Policy", Shape::OneOf(&["open", "account", "strict"]))
            .doc(
                "`open` admits everyone to everything; `account` what belongs to the account of \
                 the network, and the buckets that AWS offers to every cluster; `strict` what \
                 ParallelCluster's nodes do",
            )
            .default(
                "`account` for interfaces of services that take policies and for nodes without \
                 another way out, else `open`",
            )
            .example("strict"),
        own("Subnets", Shape::Names)
            .doc("the subnets of its interfaces, the first one in each zone")
            .default("the head node's, else the first one in each zone")
            .example("[compute]"),
        own("SecurityGroups", Shape::Ids("sg"))
            .doc("security groups of its interfaces")
            .default("a new one that admits the VPC by HTTPS")
            .example("[sg-0123456789abcdef0]"),
    ],
);

/// Reads `Endpoints`, where it is written.
pub(super) fn read(reader: &mut Reader<'_>, network: Section<'_>) -> EndpointsIntent {
    let mut endpoints = EndpointsIntent::default();
    let Some(field) = network.field("Endpoints") else { return endpoints };
    if let Some(mapping) = field.node.as_mapping() {
        // Empty, it lists nothing.
        endpoints.is_auto = Some(Sourced::written(false, field.key_span));
        for entry in &mapping.entries {
            let field = Field { name: &entry.key, key_span: entry.key_span, node: &entry.value };
            let word = reader.keep(parse_endpoint(&entry.key, entry.key_span));
            // A service without a value is one without settings.
            let is_plain = field.node.as_scalar().is_some_and(|text| text.value == Value::Null);
            let settings = match is_plain {
                true => Some(EndpointSettings::default()),
                false => read_settings(reader, field),
            };
            if let (Some(EndpointWord::Service(service)), Some(settings)) = (&word, &settings) {
                report_settings_of_interfaces(reader, service, settings);
            }
            insert(reader, &mut endpoints, word.zip(settings), entry.key_span);
        }
    } else if let Some(list) = field.node.as_sequence() {
        endpoints.is_auto = Some(Sourced::written(false, field.span()));
        for node in &list.items {
            let span = item_span(field, node);
            let Some(text) = reader.text_of(node, span, "item of Endpoints") else { continue };
            let word = reader.keep(parse_endpoint(&text.value, span));
            let plain = word.map(|word| (word, EndpointSettings::default()));
            insert(reader, &mut endpoints, plain, span);
        }
    } else if let Some(text) = reader.text(network, "Endpoints") {
        let words = [("auto", true), ("none", false)];
        let parsed =
            parse_choice(&text.value, text.span(), "Endpoints", &words).map_err(|finding| {
                match parse_endpoint(&text.value, text.span()) {
                    Ok(_) => {
                        let message = format!("`Endpoints` is `{}`, expected a list", text.value);
                        Diagnostic::new(&codes::VALUE_NOT_ALLOWED, text.span(), message)
                            .help(format!("write `[{}]`", text.value))
                    }
                    Err(_) => finding.help("or list services, such as `[s3, logs]`"),
                }
            });
        endpoints.is_auto = reader.keep(parsed).map(|auto| text.map(|_| auto));
    }
    endpoints
}

fn insert(
    reader: &mut Reader<'_>,
    endpoints: &mut EndpointsIntent,
    entry: Option<(EndpointWord, EndpointSettings)>,
    span: netloom_diag::Span,
) {
    if let Some((word, settings)) = entry {
        let added = add(endpoints, word, settings, span);
        reader.keep(added);
    }
}

/// Reports settings of interfaces for an endpoint that is reached by routes and has none.
fn report_settings_of_interfaces(
    reader: &mut Reader<'_>,
    service: &str,
    settings: &EndpointSettings,
) {
    if endpoint_type(service) != EndpointType::Gateway {
        return;
    }
    let subnet = settings.subnets.first().map(|subnet| ("Subnets", subnet.span()));
    let group = settings.groups.first().map(|group| ("SecurityGroups", group.span()));
    for (key, span) in subnet.into_iter().chain(group) {
        let message = format!("`{key}` is about interfaces, and `{service}` is reached by routes");
        let finding = Diagnostic::new(&codes::VALUE_NOT_ALLOWED, span, message);
        reader.report(
            finding.help(format!("leave `{key}` out: every private table gets its routes")),
        );
    }
}

fn read_settings(reader: &mut Reader<'_>, field: Field<'_>) -> Option<EndpointSettings> {
    let section = reader.entry(field, &ENDPOINT)?;
    let subnets = reader.texts(section, "Subnets").unwrap_or_default();
    let subnets = subnets.into_iter().filter_map(|text| read_name(reader, text)).collect();
    let groups = reader.texts(section, "SecurityGroups").unwrap_or_default();
    let groups = groups.into_iter().filter_map(|text| {
        let id = parse_id::<SecurityGroupId>(&text.value, text.span(), "security group");
        reader.keep(id).map(|id| text.map(|_| id))
    });
    let groups = groups.collect();
    Some(EndpointSettings { policy: reader.choice(section, "Policy", &POLICIES), subnets, groups })
}
