//! What can be wrong with a lock file.

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A lock file with a key, a value or a repetition that netloom does not write.
    /// ### Why it matters
    /// What the lock does not say clearly could move a subnet. Nothing is planned with it.
    /// ### Example
    /// `CidrBlock: 10.0.16.0/33`, or a merge conflict that was resolved by keeping both lines.
    /// ### Instead
    /// The line as the last commit has it: `git checkout cluster.yaml.lock`.
    /// ### Source
    /// `schemas/lock.json`.
    MALFORMED_LOCK = ("LCK001", Error, "malformed lock file");

    /// ### What it finds
    /// A lock file of a later version of the format.
    /// ### Why it matters
    /// It may say things that this release does not know, and writing it again would lose them.
    /// ### Example
    /// `Version: 2`
    /// ### Instead
    /// The release of netloom that wrote it.
    /// ### Source
    /// `schemas/lock.json`.
    NEWER_LOCK = ("LCK002", Error, "lock file of a newer netloom");

    /// ### What it finds
    /// A lock file that belongs to a config of another name or of another region.
    /// ### Why it matters
    /// The addresses of another network would be taken for those of this one.
    /// ### Example
    /// `cluster.yaml` and `cluster.yaml.lock`, both copied as `test.yaml` and `test.yaml.lock`.
    /// ### Instead
    /// Delete the copied lock for another network; write the new name for a renamed config.
    /// ### Source
    /// netloom's own rule.
    LOCK_OF_ANOTHER_CONFIG = ("LCK003", Error, "lock file of another config");

    /// ### What it finds
    /// With `--locked`: a lock file that is missing or that this run would change.
    /// ### Why it matters
    /// The network that is about to be made is not the one that was reviewed.
    /// ### Example
    /// A queue was added to `cluster.yaml`, and `cluster.yaml.lock` was not committed with it.
    /// ### Instead
    /// `netloom render cluster.yaml -o network.yaml` without `--locked`, and commit the lock.
    /// ### Source
    /// netloom's own rule.
    LOCK_CHANGES = ("LCK004", Error, "lock file that would change");

    /// ### What it finds
    /// A config without a lock file, beside a lock file whose config is gone.
    /// ### Why it matters
    /// A config that was renamed without its lock is planned as a new network, and its subnets may move.
    /// ### Example
    /// `mv cluster.yaml prod.yaml`, with `cluster.yaml.lock` left behind.
    /// ### Instead
    /// `mv cluster.yaml.lock prod.yaml.lock`, and `Config: prod.yaml` in it.
    /// ### Source
    /// netloom's own rule.
    LOCK_WITHOUT_CONFIG = ("LCK005", Error, "lock file without its config");

    /// ### What it finds
    /// Two sources of what is remembered of a network that disagree: the lock file, a template that
    /// was rendered before (`--previous`), what is deployed (`--facts` with `--stack-name`).
    /// ### Why it matters
    /// Each of them would leave the subnets where it has them, and the network is in one place.
    /// ### Example
    /// The lock has `compute` at 10.0.16.0/24, and the stack has it at 10.0.32.0/24.
    /// ### Instead
    /// What is deployed counts: move the lock file aside, and render with `--facts DIR --stack-name
    /// NAME`, which writes a new one.
    /// ### Source
    /// netloom's own rule.
    MEMORY_CONTRADICTED = ("LCK006", Error, "sources of a network's places that disagree");

    /// ### What it finds
    /// A subnet that is deployed, or in the previous template, and that the lock file does not have.
    /// ### Why it matters
    /// With the lock file alone another subnet could get its place.
    /// ### Example
    /// A colleague deployed a further subnet and did not commit the lock file.
    /// ### Instead
    /// Commit the lock file that this run writes.
    /// ### Source
    /// netloom's own rule.
    MISSING_IN_LOCK = ("LCK007", Warning, "subnet that the lock file does not have");

    /// ### What it finds
    /// Facts in which a stack has made a subnet under a logical id that this network has as well,
    /// while neither a lock file nor `--stack-name` says whether it is the stack of this network.
    /// ### Why it matters
    /// If it is, its subnets have to stay; if it is that of another cluster, they are occupied
    /// ground.
    /// ### Example
    /// Two clusters in one VPC, each with a subnet `compute`.
    /// ### Instead
    /// `--stack-name NAME` with the name of this network's stack.
    /// ### Source
    /// AWS CloudFormation User Guide, "Resource tag": `aws:cloudformation:stack-name`.
    STACK_NOT_NAMED = ("LCK008", Error, "stack that may be this network's");

    /// ### What it finds
    /// A file of `--previous` that is not a template of netloom.
    /// ### Why it matters
    /// Names of subnets are in the metadata that netloom writes; without them nothing is remembered.
    /// ### Example
    /// `--previous stack.json` with the output of `aws cloudformation describe-stacks`.
    /// ### Instead
    /// The file that `netloom render -o FILE` wrote, or `aws cloudformation get-template --query
    /// TemplateBody --output text`.
    /// ### Source
    /// netloom's own rule.
    NOT_A_PREVIOUS_TEMPLATE = ("LCK009", Error, "previous template that is none");

    /// ### What it finds
    /// Two existing subnets that a stack made under one logical id.
    /// ### Why it matters
    /// One of them is left over from an update that could not delete it, and CloudFormation no longer
    /// manages it. Which one cannot be determined from their tags.
    /// ### Example
    /// `compute` was replaced while its nodes were running: the update is complete, the former subnet is
    /// still there.
    /// ### Instead
    /// Delete the one that `aws cloudformation describe-stack-resource` does not show.
    /// ### Source
    /// AWS CloudFormation User Guide, "Update behaviors of stack resources": the replaced resource is
    /// deleted during the cleanup, whose failure does not undo the update.
    LEFT_OVER_SUBNET = ("LCK010", Error, "two subnets of one logical id");

    /// ### What it finds
    /// A lock file that says which stack its network is, and a run for a stack of another name.
    /// ### Why it matters
    /// The lock remembers where the subnets of its own stack are. Another stack gets the same network,
    /// and the lock does not say what of it is deployed there.
    /// ### Example
    /// `Stack: hpc` in the lock, and `netloom deploy cluster.yaml --stack-name hpc-test`
    /// ### Instead
    /// `--stack-name hpc`; for a second network, a copy of the config under another name.
    /// ### Source
    /// netloom's own rule.
    LOCK_OF_ANOTHER_STACK = ("LCK012", Warning, "lock file of another stack");

    /// ### What it finds
    /// Facts for a named stack without any subnets in them.
    /// ### Why it matters
    /// Where the subnets of the stack are is what facts are to say; without it, only the lock file
    /// keeps them in their place.
    /// ### Example
    /// `--facts DIR --stack-name NAME`, and no file of `aws ec2 describe-subnets` in the folder.
    /// ### Instead
    /// `netloom facts`, which collects all of them.
    /// ### Source
    /// netloom's own rule.
    NO_SUBNETS_IN_FACTS = ("LCK011", Warning, "facts of a stack without subnets");
}
