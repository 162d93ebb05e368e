//! `SlurmSettings`: only its form is read; what it asks of the network is for the checks that come
//! with endpoints.

use netloom_diag::Diagnostic;

use super::keys::{KeyTable, key, loose, since, strict};
use super::reader::{Reader, Section};
use crate::codes;

pub(super) static SLURM_SETTINGS: KeyTable = loose(
    "SlurmSettings",
    &[
        key("Dns").doc("host names of the nodes").example("{DisableManagedDns: true}"),
        since("Database", 3, 0)
            .doc("the accounting database")
            .default("no accounting")
            .example("{Uri: db.example.org:3306, UserName: slurm, PasswordSecretArn: arn:…}"),
        since("ExternalSlurmdbd", 10, 0)
            .doc("an accounting daemon outside of the cluster")
            .default("none")
            .example("{Host: 10.9.0.7}"),
    ],
    &[
        "ScaledownIdletime",
        "QueueUpdateStrategy",
        "EnableMemoryBasedScheduling",
        "CustomSlurmSettings",
        "CustomSlurmSettingsIncludeFile",
        "MungeKeySecretArn",
    ],
);

pub(super) static DNS: KeyTable = strict(
    "SlurmSettings.Dns",
    &[
        key("DisableManagedDns")
            .doc("whether the cluster goes without a hosted zone of its own, so without Route 53")
            .default("`false`")
            .example("true"),
        key("HostedZoneId")
            .doc("an existing private hosted zone")
            .default("one is created")
            .example("Z0123456789ABCDEFGHIJ"),
        since("UseEc2Hostnames", 1, 1)
            .doc("whether nodes go by EC2's host names")
            .default("`false`")
            .example("true"),
    ],
);

pub(super) static DATABASE: KeyTable = strict(
    "SlurmSettings.Database",
    &[
        key("Uri").doc("the database server as `HOST:PORT`").example("db.example.org:3306"),
        key("UserName").doc("its user").example("slurm"),
        key("PasswordSecretArn")
            .doc("the secret with the password, which the head node reads from AWS Secrets Manager")
            .example("arn:aws:secretsmanager:eu-west-1:111122223333:secret:slurm"),
        since("DatabaseName", 8, 0)
            .doc("the database")
            .default("the name of the cluster")
            .example("hpc"),
    ],
);

pub(super) static EXTERNAL_SLURMDBD: KeyTable = strict(
    "SlurmSettings.ExternalSlurmdbd",
    &[
        key("Host").doc("the host of the daemon").example("10.9.0.7"),
        key("Port").doc("its TCP port").default("`6819`").example("6819"),
    ],
);

/// Checks the form of `SlurmSettings`.
pub(super) fn check(reader: &mut Reader<'_>, scheduling: Section<'_>) {
    let Some(settings) = reader.section(scheduling, "SlurmSettings", &SLURM_SETTINGS) else {
        return;
    };
    if let Some(dns) = reader.section(settings, "Dns", &DNS) {
        reader.boolean(dns, "DisableManagedDns");
        reader.text(dns, "HostedZoneId");
        reader.boolean(dns, "UseEc2Hostnames");
    }
    if let Some(database) = reader.section(settings, "Database", &DATABASE) {
        check_database(reader, database);
    }
    if let Some(external) = reader.section(settings, "ExternalSlurmdbd", &EXTERNAL_SLURMDBD) {
        reader.required_text(external, "Host");
        reader.integer(external, "Port", 1, u64::from(u16::MAX));
    }
    if let (Some(database), Some(external)) =
        (settings.field("Database"), settings.field("ExternalSlurmdbd"))
    {
        let message = "`Database` and `ExternalSlurmdbd` exclude each other";
        let finding = Diagnostic::new(&codes::EXCLUSIVE_KEYS, external.key_span, message);
        reader.report(
            finding
                .also(database.key_span, "the head node would run its own slurmdbd")
                .help("keep one of them"),
        );
    }
}

fn check_database(reader: &mut Reader<'_>, database: Section<'_>) {
    for name in ["Uri", "UserName"] {
        reader.required_text(database, name);
    }
    let is_secret =
        |text: &str| text.strip_prefix("arn:").is_some_and(|rest| rest.contains(":secret"));
    if let Some(secret) =
        reader.required_text(database, "PasswordSecretArn").filter(|arn| !is_secret(&arn.value))
    {
        let message =
            format!("`PasswordSecretArn` is `{}`, expected the ARN of a secret", secret.value);
        let finding = Diagnostic::new(&codes::VALUE_NOT_ALLOWED, secret.span(), message);
        reader.report(finding.help(
            "write the ARN as Secrets Manager shows it: `arn:aws:secretsmanager:…:secret:…`",
        ));
    }
    if let Some(name) =
        reader.text(database, "DatabaseName").filter(|name| !is_database_name(&name.value))
    {
        let message =
            format!("`DatabaseName` is `{}`, expected 1 to 64 of `a-z`, `0-9` and `_`", name.value);
        let finding = Diagnostic::new(&codes::VALUE_NOT_ALLOWED, name.span(), message);
        reader.report(finding.help("write a name such as `slurm_accounting`"));
    }
}

fn is_database_name(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}
