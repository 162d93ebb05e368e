//! The findings of the driver.

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A config that leaves nothing to make: every subnet it names exists, and the cluster's own
    /// stack makes the rest.
    /// ### Why it matters
    /// CloudFormation rejects a template without resources.
    /// ### Example
    /// `netloom render cluster.yaml` where `HeadNode` and all queues have a `subnet-…` id.
    /// ### Instead
    /// Give the file to `pcluster` as it is, or put a name in place of an id to have the subnet
    /// made.
    /// ### Source
    /// AWS CloudFormation User Guide, "Resources": at least one resource is required.
    NOTHING_TO_MAKE = ("FIL007", Error, "nothing to make");

    /// ### What it finds
    /// Resources of a template whose conditions are false, with the values that its parameters have
    /// and with the other values that were tried.
    /// ### Why it matters
    /// A fault in them is found only when a stack is made with values that bring them.
    /// ### Example
    /// `Condition: HasThirdZone`, where `HasThirdZone` compares a parameter that the run was given
    /// a value for.
    /// ### Instead
    /// `netloom check network.yaml --parameter NumberOfZones=3`
    /// ### Source
    /// AWS CloudFormation User Guide, "Conditions".
    RESOURCES_NEVER_MADE = ("RDT017", Info, "resources that are not checked");

    /// ### What it finds
    /// A file that `--child` gives for a nested stack that the template does not have.
    /// ### Why it matters
    /// The stack that was meant is checked without its template.
    /// ### Example
    /// `--child Netwrok=network.yaml`, where the template has `Network`.
    /// ### Instead
    /// `--child Network=network.yaml`; a stack in a nested stack is `Network/Endpoints`.
    /// ### Source
    /// netloom's own rule.
    CHILD_UNKNOWN = ("FIL011", Error, "file for an unknown nested stack");
}
