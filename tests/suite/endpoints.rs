//! Isolated clusters of every kind in every partition: with the endpoints of `auto` every claim about
//! services holds, and with any single piece of them taken away a claim fails that names what is
//! missing.

use std::collections::BTreeSet;

use netloom_checks::{add_nodes, claims_of_cluster};
use netloom_config::{LoadOptions, Release};
use netloom_diag::{Diagnostic, Sources};
use netloom_driver::pipeline::{Compiled, compile};
use netloom_net::endpoints::endpoint_name;
use netloom_network::network_of_template;
use netloom_question::Prepared;
use netloom_reach::{Answer, Verdict};
use netloom_template::{ReadOptions, read_template};
use serde_json::{Value, json};

/// A region of each partition, and a zone there.
const REGIONS: [(&str, &str); 8] = [
    ("eu-west-1", "euw1-az1"),
    ("us-gov-west-1", "usgw1-az1"),
    ("cn-north-1", "cnn1-az1"),
    ("us-iso-east-1", "usie1-az1"),
    ("us-isob-east-1", "usibe1-az1"),
    ("us-isof-south-1", "usifs1-az1"),
    ("eu-isoe-west-1", "euiw1-az1"),
    ("eusc-de-east-1", "euscde1-az1"),
];

const YAML: &str = "\
Region: REGION
HeadNode:
  InstanceType: c6i.large
  Networking: {SubnetId: head}
Scheduling:
  Scheduler: slurm
  SlurmSettings: {Dns: {DisableManagedDns: true, UseEc2Hostnames: true}}
  SlurmQueues:
    - Name: cpu
      Networking: {SubnetIds: [compute]}
      ComputeResources: [{Name: c6i, InstanceType: c6i.32xlarge, MaxCount: 50}]
Network:
  Zones: [ZONE]
  Subnets:
    - {Name: head, Kind: isolated}
    - {Name: compute, Kind: isolated}
";

const BATCH: &str = "\
Region: REGION
HeadNode:
  InstanceType: c6i.large
  Networking: {SubnetId: head}
Scheduling:
  Scheduler: awsbatch
  AwsBatchQueues:
    - Name: cpu
      Networking: {SubnetIds: [compute]}
      ComputeResources: [{Name: c6i, InstanceTypes: [c6i.4xlarge], MaxvCpus: 64}]
Network:
  Zones: [ZONE]
  Subnets:
    - {Name: head, Kind: isolated}
    - {Name: compute, Kind: isolated}
";

const INI: &str = "\
[aws]
aws_region_name = REGION

[cluster default]
scheduler = SCHEDULER
vpc_settings = site

[vpc site]
availability_zone = ZONE
use_public_ips = false
endpoints = auto
";

/// A kind of cluster: its name, its release where it is an old one, the config, and what takes the
/// place of what in it.
type Feature =
    (&'static str, Option<Release>, &'static str, &'static [(&'static str, &'static str)]);

const SECRET: &str = "arn:aws:secretsmanager:REGION:111122223333:secret:x";

const FEATURES: &[Feature] = &[
    ("slurm", None, YAML, &[]),
    (
        "login nodes",
        None,
        YAML,
        &[(
            "Network:\n",
            "LoginNodes:\n  Pools: [{Name: users, InstanceType: c6i.large, Count: 2, Networking: \
             {SubnetIds: [head]}}]\nNetwork:\n",
        )],
    ),
    (
        "directory",
        None,
        YAML,
        &[(
            "Network:\n",
            "DirectoryService: {DomainName: corp.example.com, DomainAddr: ldaps://10.9.0.4, \
             PasswordSecretArn: 'SECRET', DomainReadOnlyUser: cn=x}\nNetwork:\n",
        )],
    ),
    (
        "directory with a parameter",
        None,
        YAML,
        &[(
            "Network:\n",
            "DirectoryService: {DomainName: corp.example.com, DomainAddr: ldaps://10.9.0.4, \
             PasswordSecretArn: 'arn:aws:ssm:REGION:111122223333:parameter/x', \
             DomainReadOnlyUser: cn=x}\nNetwork:\n",
        )],
    ),
    (
        "accounting database",
        None,
        YAML,
        &[(
            "SlurmSettings: {Dns",
            "SlurmSettings: {Database: {Uri: db.example.com:3306, UserName: slurm, \
             PasswordSecretArn: 'SECRET'}, Dns",
        )],
    ),
    (
        "Session Manager",
        None,
        YAML,
        &[(
            "  Networking: {SubnetId: head}\n",
            "  Networking: {SubnetId: head}\n  Iam: {AdditionalIamPolicies: [{Policy: \
             'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'}]}\n",
        )],
    ),
    (
        "DCV",
        None,
        YAML,
        &[(
            "  Networking: {SubnetId: head}\n",
            "  Networking: {SubnetId: head}\n  Dcv: {Enabled: true}\n",
        )],
    ),
    (
        "file systems",
        None,
        YAML,
        &[(
            "Network:\n",
            "SharedStorage:\n  - {StorageType: Efs, Name: home, MountDir: /home2}\nNetwork:\n",
        )],
    ),
    (
        "private without NAT",
        None,
        YAML,
        &[(
            "    - {Name: head, Kind: isolated}\n    - {Name: compute, Kind: isolated}\n",
            "    - {Name: head, Kind: private}\n    - {Name: compute, Kind: private}\n  Nat: none\n  \
         Endpoints: auto\n",
        )],
    ),
    (
        "least privilege",
        None,
        YAML,
        &[("  Zones: [ZONE]\n", "  Zones: [ZONE]\n  Endpoints: {auto: {Policy: strict}}\n")],
    ),
    ("AWS Batch", Some(Release::new(3, 15, 0)), BATCH, &[]),
    (
        "2.11 slurm",
        Some(Release::new(2, 11, 9)),
        INI,
        &[("SCHEDULER", "slurm\ndisable_cluster_dns = true")],
    ),
    ("2.8 slurm", Some(Release::new(2, 8, 1)), INI, &[("SCHEDULER", "slurm")]),
    ("2.4 sge", Some(Release::new(2, 4, 1)), INI, &[("SCHEDULER", "sge")]),
];

fn compiled((_, release, text, edits): &Feature, (region, zone): (&str, &str)) -> Compiled {
    let mut text = (*text).to_owned();
    for (from, to) in *edits {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    let text = text.replace("SECRET", SECRET).replace("REGION", region).replace("ZONE", zone);
    let name = if text.starts_with("[aws]") { "config.ini" } else { "config.yaml" };
    let mut sources = Sources::default();
    let file = sources.add(name, text);
    let options = LoadOptions { release: *release, ..LoadOptions::default() };
    compile(sources.get(file).expect("it was just added"), &options)
}

/// The claims about services with their verdicts, in words.
fn services(compiled: &Compiled, template: &Value) -> Vec<(String, Verdict)> {
    let (intent, plan) =
        (compiled.intent.as_ref().expect("an intent"), compiled.plan.as_ref().expect("a plan"));
    let mut sources = Sources::default();
    let file = sources.add("template.json", template.to_string());
    let read = read_template(sources.get(file).expect("added"), &ReadOptions::default());
    let mut network = network_of_template(&read.template.expect("a template")).network;
    let nodes = add_nodes(intent, plan, &mut network);
    let claims = claims_of_cluster(intent, &nodes, intent.release, &network);
    let prepared = Prepared::new(network);
    let of_services = claims.iter().filter(|claim| claim.code.id == "RCH001");
    of_services
        .map(|claim| {
            let answer = Answer::of(&prepared, &claim.question, claim.expect);
            (format!("{} reaches {}", claim.who, claim.what), answer.verdict)
        })
        .collect()
}

/// What is taken away, and the service whose claim has to fail; `None` for several.
type Piece = (String, Option<String>, Value);

/// Every piece of the endpoints of a template, taken away one at a time.
fn pieces(template: &Value) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let without = |id: &str, pointer: &str, value: Value| {
        let mut mutant = template.clone();
        *mutant["Resources"][id]["Properties"].pointer_mut(pointer).expect("it is there") = value;
        mutant
    };
    for (id, resource) in template["Resources"].as_object().expect("resources") {
        let properties = &resource["Properties"];
        if resource["Type"] == json!("AWS::EC2::VPCEndpoint") {
            let name = properties["ServiceName"].as_str().expect("a name");
            let service = netloom_net::endpoints::service_in_endpoint_name(name);
            let service = Some(service.expect("a service of AWS").to_owned());
            let mut gone = template.clone();
            gone["Resources"].as_object_mut().expect("resources").remove(id);
            pieces.push((format!("{id} is gone"), service.clone(), gone));
            if let Some(tables) = properties["RouteTableIds"].as_array() {
                for index in 0..tables.len() {
                    let mut rest = tables.clone();
                    rest.remove(index);
                    let mutant = without(id, "/RouteTableIds", json!(rest));
                    pieces.push((format!("{id} has a table less"), service.clone(), mutant));
                }
            } else {
                let mutant = without(id, "/PrivateDnsEnabled", json!(false));
                pieces.push((format!("{id} has no private name"), service.clone(), mutant));
                let mutant = without(id, "/SecurityGroupIds", json!([{"Ref": "Empty"}]));
                pieces.push((
                    format!("{id} is in another group"),
                    service.clone(),
                    with_group(mutant),
                ));
            }
            let statements = properties["PolicyDocument"]["Statement"].as_array();
            // What S3 keeps for the account and what AWS offers are two statements, and the engine
            // follows policies that admit nothing only.
            if statements.is_some_and(|statements| statements.len() == 1) {
                let mutant = without(id, "/PolicyDocument/Statement", json!([]));
                pieces.push((format!("{id} admits nothing"), service.clone(), mutant));
            }
        }
        if id == "SecurityGroupEndpoints" {
            let rules = properties["SecurityGroupIngress"].as_array().expect("rules");
            for index in 0..rules.len() {
                let mut rest = rules.clone();
                rest.remove(index);
                let mutant = without(id, "/SecurityGroupIngress", json!(rest));
                pieces.push((format!("rule {index} of {id} is gone"), None, mutant));
            }
        }
        if resource["Type"] == json!("AWS::EC2::VPC") {
            for key in ["EnableDnsSupport", "EnableDnsHostnames"] {
                let mutant = without(id, &format!("/{key}"), json!(false));
                pieces.push((format!("{key} is off"), None, mutant));
            }
        }
    }
    pieces
}

/// Adds a group that admits nothing.
fn with_group(mut template: Value) -> Value {
    template["Resources"]["Empty"] = json!({
        "Type": "AWS::EC2::SecurityGroup",
        "Properties": {"GroupDescription": "empty", "VpcId": {"Ref": "Vpc"}},
    });
    template
}

#[test]
fn every_piece_of_the_endpoints_is_needed_and_all_together_are_enough() {
    let (mut n_cells, mut n_pieces, mut services_seen) = (0, 0, BTreeSet::new());
    for feature in FEATURES {
        for place in REGIONS {
            let cell = format!("{} in {}", feature.0, place.0);
            let compiled = compiled(feature, place);
            let errors: Vec<&Diagnostic> =
                compiled.diagnostics.iter().filter(|finding| finding.is_error()).collect();
            assert!(errors.is_empty(), "{cell}: {errors:#?}");
            let codes = compiled.diagnostics.iter().map(|finding| finding.code.id);
            let about_endpoints: Vec<&str> = codes
                .filter(|code| ["NET020", "NET024", "NET090", "NET091"].contains(code))
                .collect();
            assert!(about_endpoints.is_empty(), "{cell}: {about_endpoints:?}");
            let emitted = compiled.emitted.as_ref().expect("a template");
            let template: Value = serde_json::from_str(&emitted.template.to_json()).expect("JSON");
            let before = services(&compiled, &template);
            let unproved: Vec<_> =
                before.iter().filter(|(_, verdict)| *verdict != Verdict::Proved).collect();
            assert!(unproved.is_empty(), "{cell}: {unproved:?}");
            for endpoint in &compiled.plan.as_ref().expect("a plan").endpoints {
                assert_eq!(endpoint.service_name, endpoint_name(&endpoint.service, place.0));
                services_seen.insert(endpoint.service.clone());
            }
            for (what, service, mutant) in pieces(&template) {
                let after = services(&compiled, &mutant);
                let failing = after.iter().filter(|(_, verdict)| *verdict == Verdict::Refuted);
                let named: Vec<&String> = failing
                    .map(|(claim, _)| claim)
                    .filter(|claim| {
                        service
                            .as_ref()
                            .is_none_or(|service| claim.ends_with(&format!("`{service}`")))
                    })
                    .collect();
                assert!(!named.is_empty(), "{cell}: {what}, and no claim fails: {after:?}");
                n_pieces += 1;
            }
            n_cells += 1;
        }
    }
    assert!(n_cells >= 40 && n_pieces > 1000, "{n_cells} cells, {n_pieces} pieces");
    assert!(services_seen.len() >= 14, "{services_seen:?}");
}
