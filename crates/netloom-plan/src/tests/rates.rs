//! How often an edit is safe without any memory: the table in `docs/guide/networks.md`.
//!
//! With a lock file every edit is safe or an error (see `edits`). Without one only arithmetic keeps a
//! subnet where it is; here each kind of edit is made to 400 networks, the same ones in every run.

use std::fmt::Write;

use netloom_config::intent::NatMode;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::edits::{Edit, apply, moved, refused};
use super::laws::{NAMES, ZONES, intents, kinds, roomy_intents, sizes};
use crate::{Memory, NetworkPlan, Planned, plan_network};

/// How many networks each kind of edit is made to.
const N_NETWORKS: usize = 400;

/// How many networks with a memory each kind of edit is made to.
const N_REMEMBERED: usize = 2_000;

/// A kind of edit: what people call it, and how it is drawn.
type Kind = (&'static str, fn() -> BoxedStrategy<Edit>);

const KINDS: [Kind; 11] = [
    ("a subnet appended", || {
        (select(NAMES.to_vec()), kinds(), sizes())
            .prop_map(|(name, kind, n_hosts)| Edit::Append { name, kind, n_hosts })
            .boxed()
    }),
    ("a subnet removed", || any::<Index>().prop_map(Edit::Remove).boxed()),
    ("subnets reordered", || any::<Index>().prop_map(Edit::Reorder).boxed()),
    ("a subnet renamed with `RenamedFrom`", || {
        any::<Index>().prop_map(|which| Edit::Rename { which, is_said: true }).boxed()
    }),
    ("a subnet renamed without it", || {
        any::<Index>().prop_map(|which| Edit::Rename { which, is_said: false }).boxed()
    }),
    ("a subnet of another size", || {
        (any::<Index>(), sizes())
            .prop_map(|(which, n_hosts)| Edit::Resize { which, n_hosts })
            .boxed()
    }),
    ("a fleet of another size", || {
        (1_u64..1_500).prop_map(|n_nodes| Edit::Fleet { n_nodes }).boxed()
    }),
    ("a zone added", || select(ZONES.to_vec()).prop_map(Edit::ZoneUp).boxed()),
    ("a zone removed", || any::<Index>().prop_map(Edit::ZoneDown).boxed()),
    ("another NAT mode", || {
        select(vec![NatMode::Single, NatMode::PerZone, NatMode::None]).prop_map(Edit::Nat).boxed()
    }),
    ("a block reserved", || {
        (0_u32..65_536, 20_u8..=28).prop_map(|(at, bits)| Edit::Reserve(at, bits)).boxed()
    }),
];

/// What became of the edits of one kind.
#[derive(Default)]
struct Rate {
    n_safe: usize,
    n_told: usize,
    n_silent: usize,
}

impl Rate {
    fn count(&mut self, edit: &Edit, old: &Planned, new: &Planned) {
        let (Some(before), Some(after)) = (&old.plan, &new.plan) else {
            // No plan is an error, which says why.
            self.n_told += 1;
            return;
        };
        let is_safe = refused(before, after).is_empty() && stays(edit, before, new);
        let is_said = |planned: &Planned| {
            let codes = ["PLN007", "PLN013", "PLN026"];
            planned.diagnostics.iter().any(|finding| codes.contains(&finding.code.id))
        };
        if is_safe {
            self.n_safe += 1;
        } else if is_said(old) || is_said(new) {
            self.n_told += 1;
        } else {
            self.n_silent += 1;
        }
    }
}

/// Whether all subnets that the edit does not concern have the block that they had.
fn stays(edit: &Edit, before: &NetworkPlan, new: &Planned) -> bool {
    match edit {
        Edit::Resize { .. } | Edit::Fleet { .. } => {
            // The subnets of that size may move; where to is what `refused` looks at.
            true
        }
        _ => moved(edit, before, new).is_empty(),
    }
}

fn measured() -> String {
    let mut table = String::from(
        "| edit of a network without memory | safe | unsafe, with a warning | unsafe, without one |\n\
         | --- | --- | --- | --- |\n",
    );
    for (words, edits) in KINDS {
        let mut runner = TestRunner::deterministic();
        let mut rate = Rate::default();
        while rate.n_safe + rate.n_told + rate.n_silent < N_NETWORKS {
            let mut draw = || {
                let intent = roomy_intents().new_tree(&mut runner).ok()?.current();
                let edit = edits().new_tree(&mut runner).ok()?.current();
                Some((intent, edit))
            };
            let (mut intent, edit) = draw().expect("nothing is rejected");
            let old = plan_network(&intent, &Memory::default());
            if old.plan.is_none() {
                continue;
            }
            apply(&edit, &mut intent);
            rate.count(&edit, &old, &plan_network(&intent, &Memory::default()));
        }
        let Rate { n_safe, n_told, n_silent } = rate;
        let _ = writeln!(table, "| {words} | {n_safe} | {n_told} | {n_silent} |");
    }
    table
}

#[test]
fn the_guide_has_the_rates_that_are_measured() {
    let guide = include_str!("../../../../docs/guide/networks.md");
    let table = measured();
    assert!(guide.contains(&table), "write this table into docs/guide/networks.md:\n{table}");
}

/// With a memory each kind of edit is safe or reported, whatever the network.
#[test]
fn with_a_memory_every_kind_of_edit_is_safe_or_reported() {
    for (words, edits) in KINDS {
        let mut runner = TestRunner::deterministic();
        for number in 0..N_REMEMBERED {
            let mut draw = || {
                let intent = intents().new_tree(&mut runner).ok()?.current();
                let edit = edits().new_tree(&mut runner).ok()?.current();
                Some((intent, edit))
            };
            let (mut intent, edit) = draw().expect("nothing is rejected");
            let Some(old) = plan_network(&intent, &Memory::default()).plan else { continue };
            apply(&edit, &mut intent);
            let new = plan_network(&intent, &Memory::default().after(&old));
            let Some(after) = &new.plan else { continue };
            let what = format!("{words}, network {number}: {edit:?}");
            assert_eq!(refused(&old, after), Vec::<String>::new(), "{what}");
            assert_eq!(moved(&edit, &old, &new), Vec::<String>::new(), "{what}");
        }
    }
}
