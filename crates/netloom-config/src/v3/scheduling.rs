//! `Scheduling`.

use netloom_diag::{Diagnostic, Sourced, Span};

use super::keys::{KeyTable, key, loose, since};
use super::queues::{self, list_key};
use super::reader::{Reader, Section};
use super::settings;
use super::subnet_refs::SubnetNames;
use crate::intent::{QueueIntent, Scheduler};
use crate::values::parse_choice;
use crate::{Release, codes};

pub(super) static SCHEDULING: KeyTable = loose(
    "Scheduling",
    &[
        key("Scheduler")
            .doc("`slurm` or `awsbatch`; the latter up to release 3.15.0")
            .example("slurm"),
        key("SlurmSettings")
            .doc("DNS and accounting of Slurm")
            .example("{Dns: {…}, Database: {…}}"),
        key("SlurmQueues").doc("the queues of Slurm").example("[{Name: main, …}]"),
        // When `Scheduler` says the same, one finding is enough: `AwsBatchQueues` and
        // `SchedulerQueues` carry no release.
        key("AwsBatchSettings").doc("settings of AWS Batch"),
        key("AwsBatchQueues").doc("the one queue of AWS Batch").example("[{Name: main, …}]"),
        key("SchedulerSettings").doc("settings of a scheduler plugin, 3.2 to 3.4"),
        key("SchedulerQueues").doc("queues of a scheduler plugin, 3.2 to 3.4"),
        since("ScalingStrategy", 8, 0)
            .doc("how Slurm starts nodes; read for the release it needs")
            .default("`all-or-nothing`")
            .example("best-effort"),
    ],
    &[],
);

const SCHEDULERS: [(&str, Scheduler); 3] =
    [("slurm", Scheduler::Slurm), ("awsbatch", Scheduler::AwsBatch), ("plugin", Scheduler::Plugin)];

/// Reads the scheduler and its queues; absent when neither can be reported.
pub(super) fn read(
    reader: &mut Reader<'_>,
    file: Section<'_>,
    names: &SubnetNames,
) -> Option<(Sourced<Scheduler>, Vec<QueueIntent>)> {
    reader.require(file, "Scheduling");
    let scheduling = reader.section(file, "Scheduling", &SCHEDULING)?;
    let scheduler = read_scheduler(reader, scheduling)?;
    check_foreign_keys(reader, scheduling, scheduler.value);
    settings::check(reader, scheduling);
    let queues = queues::read(reader, scheduling, scheduler.value, names);
    Some((scheduler, queues))
}

/// Reads `Scheduler`; where it is missing or unknown, the queues that are written tell it.
fn read_scheduler(reader: &mut Reader<'_>, scheduling: Section<'_>) -> Option<Sourced<Scheduler>> {
    reader.require(scheduling, "Scheduler");
    let text = reader.text(scheduling, "Scheduler");
    let written = text.and_then(|text| {
        let span = text.span();
        let choice = parse_choice(&text.value, span, "Scheduler", &SCHEDULERS);
        let choice =
            choice.map_err(|finding| Diagnostic { code: &codes::UNKNOWN_SCHEDULER, ..finding });
        reader.keep(choice).map(|scheduler| Sourced::written(scheduler, span))
    });
    if let Some(scheduler) = &written {
        check_release(reader, scheduler.value, scheduler.span());
    }
    let told = || {
        let (_, scheduler) =
            SCHEDULERS.into_iter().find(|(_, kind)| scheduling.field(list_key(*kind)).is_some())?;
        Some(Sourced::derived(scheduler, "told by the list of queues", scheduling.span))
    };
    written.or_else(told)
}

fn check_release(reader: &mut Reader<'_>, scheduler: Scheduler, span: Span) {
    match scheduler {
        Scheduler::AwsBatch => reader.gone("Scheduler: awsbatch", Release::new(3, 15, 0), span),
        Scheduler::Plugin => {
            reader.needs("Scheduler: plugin", Release::new(3, 1, 1), span);
            reader.gone("Scheduler: plugin", Release::new(3, 6, 1), span);
        }
        Scheduler::Slurm | Scheduler::Sge | Scheduler::Torque => {}
    }
}

/// Reports queues and settings of another scheduler.
fn check_foreign_keys(reader: &mut Reader<'_>, scheduling: Section<'_>, scheduler: Scheduler) {
    for (word, other) in SCHEDULERS.into_iter().filter(|(_, other)| *other != scheduler) {
        let queues = list_key(other);
        let settings = queues.replace("Queues", "Settings");
        for name in [queues, settings.as_str()] {
            let Some(field) = scheduling.field(name) else { continue };
            let message = format!(
                "`{name}` belongs to the scheduler `{word}`, which is not the one of this cluster"
            );
            let finding = Diagnostic::new(&codes::EXCLUSIVE_KEYS, field.key_span, message);
            reader
                .report(finding.help(format!("leave it out, or write `{}`", list_key(scheduler))));
        }
    }
}
