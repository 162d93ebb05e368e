//! A config taken through `netloom deploy` into the emulator.

use std::collections::{BTreeMap, BTreeSet};

use netloom_config::LoadOptions;
use netloom_diag::Sources;
use netloom_driver::pipeline::{Compiled, compile};
use netloom_plan::NetworkPlan;
use serde_json::{Value, json};

use crate::emulator::Emulator;

/// A deployed config.
pub(crate) struct Stack<'e> {
    /// Where it is.
    pub(crate) emulator: &'e Emulator,
    /// Its name.
    pub(crate) name: String,
    /// Its region.
    pub(crate) region: String,
    /// The file that was deployed.
    pub(crate) config: String,
    /// What the config compiles to.
    pub(crate) compiled: Compiled,
}

/// Compiles a config as the command line does.
pub(crate) fn compile_text(file_name: &str, text: &str) -> Compiled {
    let mut sources = Sources::default();
    let id = sources.add(file_name, text);
    compile(sources.get(id).expect("it was just added"), &LoadOptions::default())
}

/// Returns the region of a config.
pub(crate) fn region_of(compiled: &Compiled) -> String {
    let region = compiled.intent.as_ref().and_then(|intent| intent.region.as_ref());
    region.map(|region| region.value.to_string()).expect("every case says its region")
}

impl<'e> Stack<'e> {
    /// Runs `netloom deploy` on a config.
    pub(crate) fn deploy(
        emulator: &'e Emulator,
        name: &str,
        file_name: &str,
        text: &str,
    ) -> Result<Self, String> {
        let config = emulator.write(file_name, text).display().to_string();
        let before = temporary_files(emulator);
        emulator
            .netloom(&["deploy", &config, "--stack-name", name, "--yes"])
            .expect_success("netloom deploy")?;
        let left: Vec<String> = temporary_files(emulator).difference(&before).cloned().collect();
        if !left.is_empty() {
            return Err(format!("netloom deploy left files behind: {left:?}"));
        }
        Self::found(emulator, name, file_name, text)
    }

    /// Finds the stack that was deployed from this config.
    pub(crate) fn found(
        emulator: &'e Emulator,
        name: &str,
        file_name: &str,
        text: &str,
    ) -> Result<Self, String> {
        let config = emulator.folder().join(file_name).display().to_string();
        let compiled = compile_text(file_name, text);
        let region = region_of(&compiled);
        let stack = Self { emulator, name: name.to_owned(), region, config, compiled };
        let status = crate::site::id(&stack.describe()["Stacks"][0], &["StackStatus"]);
        if status == "CREATE_COMPLETE" || status == "UPDATE_COMPLETE" {
            Ok(stack)
        } else {
            Err(format!("the stack is {status}"))
        }
    }

    /// Returns the plan.
    pub(crate) fn plan(&self) -> &NetworkPlan {
        self.compiled.plan.as_ref().expect("what was deployed has a plan")
    }

    /// Returns what `describe-stacks` says.
    pub(crate) fn describe(&self) -> Value {
        self.emulator.call(
            &self.region,
            "cloudformation",
            "describe_stacks",
            json!({"StackName": self.name}),
        )
    }

    /// Returns the physical ids of the stack's resources by logical id.
    pub(crate) fn resources(&self) -> BTreeMap<String, String> {
        let resources = self.emulator.call(
            &self.region,
            "cloudformation",
            "describe_stack_resources",
            json!({"StackName": self.name}),
        );
        let resources = resources["StackResources"].as_array().cloned().unwrap_or_default();
        let ids = resources.iter().map(|resource| {
            let text = |key: &str| crate::site::id(resource, &[key]);
            (text("LogicalResourceId"), text("PhysicalResourceId"))
        });
        ids.collect()
    }

    /// Calls EC2 in the stack's region.
    pub(crate) fn ec2(&self, operation: &str, parameters: Value) -> Value {
        self.emulator.call(&self.region, "ec2", operation, parameters)
    }

    /// Runs `aws cloudformation describe-stacks` and `netloom bind`, and returns the bound config.
    pub(crate) fn bind(&self) -> Result<String, String> {
        let arguments = ["cloudformation", "describe-stacks", "--stack-name", &self.name];
        let outputs = self.emulator.tool(crate::tools::TOOLS, "aws", &self.region, &arguments);
        let outputs = outputs.expect_success("aws cloudformation describe-stacks")?;
        let outputs = self.emulator.write("outputs.json", &outputs).display().to_string();
        self.emulator
            .netloom(&["bind", &self.config, "--outputs", &outputs])
            .expect_success("netloom bind")
    }
}

/// Returns what stands in the folder for temporary files.
fn temporary_files(emulator: &Emulator) -> BTreeSet<String> {
    let entries = std::fs::read_dir(emulator.folder()).expect("a readable home");
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    // The AWS CLI keeps its caches in the home, and a network its lock.
    names.filter(|name| name != ".aws" && !name.ends_with(".lock")).collect()
}
