//! `SlurmSettings`: only its form is read; what it asks of the network is for the checks that come with endpoints.

use netloom_diag::Diagnostic;

use super::keys::{KeyTable, key, loose, since, strict};
use super::reader::{Reader, Section};
use crate::codes;

static SLURM_SETTINGS: KeyTable = loose(
    "SlurmSettings",
    &[key("Dns"), since("Database", 3, 0), since("ExternalSlurmdbd", 10, 0)],
    &[
        "ScaledownIdletime",
        "QueueUpdateStrategy",
        "EnableMemoryBasedScheduling",
        "CustomSlurmSettings",
        "CustomSlurmSettingsIncludeFile",
        "MungeKeySecretArn",
    ],
);

static DNS: KeyTable =
    strict("SlurmSettings.Dns", &[key("DisableManagedDns"), key("HostedZoneId"), since("UseEc2Hostnames", 1, 1)]);

static DATABASE: KeyTable = strict(
    "SlurmSettings.Database",
    &[key("Uri"), key("UserName"), key("PasswordSecretArn"), since("DatabaseName", 8, 0)],
);

static EXTERNAL_SLURMDBD: KeyTable = strict("SlurmSettings.ExternalSlurmdbd", &[key("Host"), key("Port")]);

/// Checks the form of `SlurmSettings`.
pub(super) fn check(reader: &mut Reader<'_>, scheduling: Section<'_>) {
    let Some(settings) = reader.section(scheduling, "SlurmSettings", &SLURM_SETTINGS) else { return };
    if let Some(dns) = reader.section(settings, "Dns", &DNS) {
        reader.boolean(dns, "DisableManagedDns");
        reader.text(dns, "HostedZoneId");
        reader.boolean(dns, "UseEc2Hostnames");
    }
    if let Some(database) = reader.section(settings, "Database", &DATABASE) {
        for name in ["Uri", "UserName", "PasswordSecretArn"] {
            reader.required_text(database, name);
        }
        reader.text(database, "DatabaseName");
    }
    if let Some(external) = reader.section(settings, "ExternalSlurmdbd", &EXTERNAL_SLURMDBD) {
        reader.required_text(external, "Host");
        reader.integer(external, "Port", 1, u64::from(u16::MAX));
    }
    if let (Some(database), Some(external)) = (settings.field("Database"), settings.field("ExternalSlurmdbd")) {
        let message = "`Database` and `ExternalSlurmdbd` exclude each other";
        let finding = Diagnostic::new(&codes::EXCLUSIVE_KEYS, external.key_span, message);
        reader.report(
            finding.also(database.key_span, "the head node would run its own slurmdbd").help("keep one of them"),
        );
    }
}
