//! Findings about claims files (CLM).

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A claims file, or a claim in it, of another shape than claims have.
    /// ### Why it matters
    /// The claim would not be checked.
    /// ### Example
    /// A claim without `expect`.
    /// ### Instead
    /// `claims: [{from: internet, to: Head, port: 22, expect: unreachable}]`
    /// ### Source
    /// `netloom check --help`.
    CLAIMS_SHAPE = ("CLM001", Error, "not a list of claims");

    /// ### What it finds
    /// A key that claims do not have.
    /// ### Why it matters
    /// A misspelt key would be passed over, and the claim would be about something else.
    /// ### Example
    /// `ports: 22`
    /// ### Instead
    /// `port: 22`
    /// ### Source
    /// `netloom check --help`.
    UNKNOWN_CLAIM_KEY = ("CLM002", Error, "unknown key of a claim");

    /// ### What it finds
    /// A name that nothing in the network has.
    /// ### Why it matters
    /// Nothing can be proved of it.
    /// ### Example
    /// `from: SubnetPrivat`
    /// ### Instead
    /// A logical id of the template, an id of the facts, `head`, `queue:NAME`, `login:NAME`,
    /// `internet`, a block, `service:s3`, `internet except service:s3`.
    /// ### Source
    /// `netloom check --help`.
    UNKNOWN_PARTY = ("CLM003", Error, "unknown name in a claim");

    /// ### What it finds
    /// A value that is none of those that its key can have.
    /// ### Why it matters
    /// The claim would not be checked.
    /// ### Example
    /// `expect: blocked`
    /// ### Instead
    /// `expect: unreachable`
    /// ### Source
    /// `netloom check --help`.
    WRONG_CLAIM_VALUE = ("CLM004", Error, "a claim's value is not understood");
}
