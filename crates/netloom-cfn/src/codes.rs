//! Findings about templates (TPL) and about what a stack says (BND).

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A template without a single resource.
    /// ### Why it matters
    /// CloudFormation rejects it. It means that everything the cluster uses exists already.
    /// ### Example
    /// A v3 config in which every `SubnetId` is the id of an existing subnet.
    /// ### Instead
    /// Use the config as it is; there is nothing to deploy. To have a subnet made, write a name in
    /// place of its id.
    /// ### Source
    /// AWS CloudFormation User Guide, "Template anatomy": `Resources` is required and not empty.
    NOTHING_TO_CREATE = ("TPL001", Error, "nothing to create");

    /// ### What it finds
    /// Two things of the network that would have the same logical id.
    /// ### Why it matters
    /// Logical ids hold letters and digits only, so names that differ in nothing but hyphens meet
    /// in one. Only one of the two would be made.
    /// ### Example
    /// Login pools `main-1` and `main1`.
    /// ### Instead
    /// Login pools `main-1` and `main-2`.
    /// ### Source
    /// AWS CloudFormation User Guide, "Resources", logical id.
    LOGICAL_ID_TAKEN = ("TPL002", Error, "two things with one logical id");

    /// ### What it finds
    /// A template with more than 500 resources.
    /// ### Why it matters
    /// CloudFormation rejects it.
    /// ### Example
    /// A hundred subnets, each in six zones.
    /// ### Instead
    /// Fewer subnets or zones, or two configs, each with its own stack.
    /// ### Source
    /// AWS CloudFormation User Guide, "Understand CloudFormation quotas".
    TOO_MANY_RESOURCES = ("TPL003", Error, "too many resources");

    /// ### What it finds
    /// A template of more than 1,000,000 bytes.
    /// ### Why it matters
    /// CloudFormation rejects it, even from S3.
    /// ### Example
    /// A security group with thousands of rules, each with its description.
    /// ### Instead
    /// A prefix list in place of many blocks.
    /// ### Source
    /// AWS CloudFormation User Guide, "Understand CloudFormation quotas".
    TEMPLATE_TOO_LARGE = ("TPL004", Error, "template too large");

    /// ### What it finds
    /// A template of more than 51,200 bytes, spaces and line ends included.
    /// ### Why it matters
    /// It cannot be handed over directly, only by way of an S3 bucket; `aws cloudformation deploy`
    /// stops without one.
    /// ### Example
    /// About two hundred resources, as YAML or as JSON with indentation.
    /// ### Instead
    /// `netloom deploy CONFIG --stack-name NAME -- --s3-bucket BUCKET`
    /// ### Source
    /// AWS CloudFormation User Guide, "Understand CloudFormation quotas".
    TEMPLATE_NEEDS_S3 = ("TPL005", Info, "template needs S3");

    /// ### What it finds
    /// A template with more than 200 outputs.
    /// ### Why it matters
    /// CloudFormation rejects it.
    /// ### Example
    /// Fifty subnets, each in four zones.
    /// ### Instead
    /// Fewer subnets or zones, or two configs, each with its own stack.
    /// ### Source
    /// AWS CloudFormation User Guide, "Understand CloudFormation quotas".
    TOO_MANY_OUTPUTS = ("TPL006", Error, "too many outputs");

    /// ### What it finds
    /// A template with more than 200 parameters.
    /// ### Why it matters
    /// CloudFormation rejects it.
    /// ### Example
    /// Netloom's templates have one parameter at the most, so this is a template from elsewhere.
    /// ### Instead
    /// Fewer parameters.
    /// ### Source
    /// AWS CloudFormation User Guide, "Understand CloudFormation quotas".
    TOO_MANY_PARAMETERS = ("TPL007", Error, "too many parameters");

    /// ### What it finds
    /// A description of more than 1,024 bytes.
    /// ### Why it matters
    /// CloudFormation rejects the template.
    /// ### Example
    /// A description of 600 characters outside ASCII.
    /// ### Instead
    /// A shorter one.
    /// ### Source
    /// AWS CloudFormation User Guide, "Understand CloudFormation quotas".
    DESCRIPTION_TOO_LONG = ("TPL008", Error, "description too long");

    /// ### What it finds
    /// A file of stack outputs that is not the JSON document of `aws cloudformation
    /// describe-stacks`.
    /// ### Why it matters
    /// Ids are taken from it, so it has to be read exactly. `--query` and `--output text` or `yaml`
    /// give another form.
    /// ### Example
    /// `aws cloudformation describe-stacks --output table`
    /// ### Instead
    /// `aws cloudformation describe-stacks --stack-name NAME --output json`
    /// ### Source
    /// AWS CloudFormation API, `DescribeStacks`.
    OUTPUTS_UNREADABLE = ("BND001", Error, "not the output of describe-stacks");

    /// ### What it finds
    /// A stack that is not complete: still in progress, failed, or deleted.
    /// ### Why it matters
    /// Its outputs are absent or belong to resources that may go away again.
    /// ### Example
    /// `"StackStatus": "CREATE_IN_PROGRESS"`
    /// ### Instead
    /// Wait with `aws cloudformation wait stack-create-complete --stack-name NAME`, then ask again.
    /// ### Source
    /// AWS CloudFormation User Guide, "Stack status codes".
    STACK_NOT_COMPLETE = ("BND002", Error, "stack not complete");

    /// ### What it finds
    /// Only stacks that hold another network than this config, or that netloom did not make.
    /// ### Why it matters
    /// Their subnets have other addresses and routes than the ones that were checked. A stack
    /// differs too when the config was edited after the last deployment, or the last update was
    /// rolled back.
    /// ### Example
    /// The outputs of the test cluster's stack beside the config of the production cluster.
    /// ### Instead
    /// Give the outputs of the stack that was deployed from this config, or deploy this config
    /// again.
    STACK_OF_ANOTHER_CONFIG = ("BND003", Error, "stack of another config");

    /// ### What it finds
    /// Several complete stacks that hold the network of this config.
    /// ### Why it matters
    /// It cannot be determined which one the cluster is to use.
    /// ### Example
    /// `aws cloudformation describe-stacks` without `--stack-name` where the same config was
    /// deployed twice.
    /// ### Instead
    /// `aws cloudformation describe-stacks --stack-name NAME`
    SEVERAL_STACKS = ("BND004", Error, "several stacks of this config");

    /// ### What it finds
    /// An output that the config needs and the stack does not have.
    /// ### Why it matters
    /// The id that ParallelCluster needs is not known, and a guess would put nodes into the wrong
    /// network.
    /// ### Example
    /// A stack whose output `SubnetComputeEuw1Az1Id` was edited out of the template by hand.
    /// ### Instead
    /// Deploy the template of `netloom render` as it is.
    OUTPUT_MISSING = ("BND005", Error, "output missing");

    /// ### What it finds
    /// An output whose value is not an id of the expected kind.
    /// ### Why it matters
    /// ParallelCluster would refuse it, or find nothing under it.
    /// ### Example
    /// `"OutputKey": "VpcId", "OutputValue": "subnet-0123456789abcdef0"`
    /// ### Instead
    /// Deploy the template of `netloom render` as it is.
    OUTPUT_MALFORMED = ("BND006", Error, "output is not an id");
}
