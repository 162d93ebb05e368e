//! A config of the 3.x dialect, changed as it would be typed.

use serde_yaml::{Mapping, Value};

/// A config as values.
pub(super) struct Config(Value);

impl Config {
    pub(super) fn of(text: &str) -> Self {
        Self(serde_yaml::from_str(text).expect("a config is YAML"))
    }

    pub(super) fn text(&self) -> String {
        serde_yaml::to_string(&self.0).expect("values are YAML")
    }

    pub(super) fn network(&mut self) -> &mut Mapping {
        let root = self.0.as_mapping_mut().expect("a mapping");
        let network = root.entry("Network".into()).or_insert_with(|| Mapping::new().into());
        network.as_mapping_mut().expect("a mapping")
    }

    pub(super) fn head(&mut self) -> &mut Mapping {
        let head = self.0.get_mut("HeadNode").and_then(Value::as_mapping_mut);
        let networking = head.expect("a head node").entry("Networking".into());
        networking.or_insert_with(|| Mapping::new().into()).as_mapping_mut().expect("a mapping")
    }

    /// The entries of the subnets.
    pub(super) fn subnets(&mut self) -> &mut Vec<Value> {
        let subnets = self.network().entry("Subnets".into());
        subnets.or_insert_with(|| Value::Sequence(Vec::new())).as_sequence_mut().expect("a list")
    }

    /// Lists the subnets that are made where the config lists none.
    pub(super) fn list_the_derived_subnets(&mut self) {
        if self.subnets().is_empty() {
            self.subnet("head");
            self.subnet("compute");
        }
    }

    /// The entry of a subnet, which is made where the list does not have it.
    pub(super) fn subnet(&mut self, name: &str) -> &mut Mapping {
        let subnets = self.subnets();
        let at = subnets.iter().position(|subnet| subnet["Name"] == *name);
        let at = at.unwrap_or_else(|| {
            let mut entry = Mapping::new();
            entry.insert("Name".into(), name.into());
            if name == "head" || name == "nat" {
                entry.insert("Kind".into(), "public".into());
            }
            subnets.push(entry.into());
            subnets.len() - 1
        });
        subnets[at].as_mapping_mut().expect("a mapping")
    }

    pub(super) fn is_awsbatch(&self) -> bool {
        self.0["Scheduling"]["Scheduler"] == "awsbatch"
    }

    pub(super) fn queues(&mut self) -> &mut Vec<Value> {
        let scheduling = self.0.get_mut("Scheduling").expect("a scheduler");
        let key =
            ["SlurmQueues", "AwsBatchQueues"].into_iter().find(|key| scheduling.get(key).is_some());
        scheduling[key.expect("queues")].as_sequence_mut().expect("a list")
    }

    /// Takes a subnet out; its queues go to another private subnet, or with it. `None` where the
    /// head node or all queues live in it.
    pub(super) fn without_subnet(mut self, name: &str) -> Option<Self> {
        if self.head().get("SubnetId") == Some(&Value::from(name)) {
            return None;
        }
        let before = self.subnets().len();
        self.subnets().retain(|subnet| subnet["Name"] != *name);
        self.queues().retain_mut(|queue| {
            let networking = queue.get_mut("Networking").and_then(Value::as_mapping_mut);
            let ids = networking.and_then(|all| all.get_mut("SubnetIds"));
            let Some(ids) = ids.and_then(Value::as_sequence_mut) else { return true };
            ids.retain(|id| *id != *name);
            !ids.is_empty()
        });
        let is_out = self.subnets().len() < before && !self.queues().is_empty();
        is_out.then_some(self)
    }
}
