//! ParallelCluster 3 takes what `netloom bind` writes.

use serde_json::json;

use crate::emulator::{Emulator, Ended};
use crate::site::id;
use crate::stack::Stack;
use crate::tools::TOOLS;

/// The release that takes Slurm clusters, and the last one that takes AWS Batch.
const RELEASES: [(&str, &str); 2] = [("3.16.1", TOOLS), ("3.15.0", "pcluster-3.15")];

/// What the emulator cannot answer as EC2 does: images, keys, and the dry run of instances. None is
/// about the network.
const SUPPRESSED: [&str; 7] = [
    "type:CustomAmiTagValidator",
    "type:AmiOsCompatibleValidator",
    "type:InstanceTypeBaseAMICompatibleValidator",
    "type:HeadNodeLaunchTemplateValidator",
    "type:KeyPairValidator",
    "type:ComputeResourceLaunchTemplateValidator",
    "type:ImageExistenceValidator",
];

fn is_batch(text: &str) -> bool {
    text.contains("Scheduler: awsbatch")
}

/// Makes the key pair and the image that a config needs beside its network, and writes the image
/// into it.
pub(crate) fn complete(emulator: &Emulator, region: &str, text: &str) -> String {
    let (release, _) = RELEASES[usize::from(is_batch(text))];
    emulator.call(region, "ec2", "create_key_pair", json!({"KeyName": "admin"}));
    let image = json!({
        "Name": format!("aws-parallelcluster-{release}-for-the-suite"),
        "Architecture": "x86_64",
        "RootDeviceName": "/dev/xvda",
    });
    let image = id(&emulator.call(region, "ec2", "register_image", image), &["ImageId"]);
    let tags = json!([{"Key": "parallelcluster:version", "Value": release}]);
    emulator.call(region, "ec2", "create_tags", json!({"Resources": [image], "Tags": tags}));
    text.replacen("Image:\n", &format!("Image:\n  CustomAmi: {image}\n"), 1)
}

/// Asks ParallelCluster whether it would make a cluster of a bound config.
pub(crate) fn dry_run(stack: &Stack<'_>, bound: &str) -> Ended {
    let (_, environment) = RELEASES[usize::from(is_batch(bound))];
    let config = stack.emulator.write("bound.yaml", bound).display().to_string();
    let mut arguments =
        vec!["create-cluster", "--cluster-name", "suite", "--cluster-configuration", &config];
    arguments.extend(["--dryrun", "true", "--suppress-validators"]);
    arguments.extend(SUPPRESSED);
    stack.emulator.tool(environment, "pcluster", &stack.region, &arguments)
}

/// Expects that ParallelCluster would make the cluster.
pub(crate) fn expect_accepted(stack: &Stack<'_>, bound: &str) -> Result<(), String> {
    let answer = dry_run(stack, bound);
    let words = format!("{}{}", answer.stdout, answer.stderr);
    if words.contains("Request would have succeeded, but DryRun flag is set.") {
        Ok(())
    } else {
        Err(format!("pcluster refuses the bound config:\n{words}\n{bound}"))
    }
}
