//! Findings about facts (FAC): what the AWS CLI said of an existing VPC.

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A file of facts that holds no answer of the AWS CLI: text that is neither JSON nor YAML, or
    /// no mapping.
    /// ### Why it matters
    /// Nothing of it is used. What it should have said is unknown, and so is what depends on it.
    /// ### Example
    /// An error message or a table that went into the file, as with `--output table`.
    /// ### Instead
    /// `aws ec2 describe-subnets --output json > facts/subnets.json`
    UNREADABLE_FACTS = ("FAC001", Error, "file of facts that cannot be read");

    /// ### What it finds
    /// A record without the id of the thing that it describes.
    /// ### Why it matters
    /// Nothing can refer to it, so it is left out.
    /// ### Example
    /// `{"Subnets": [{"CidrBlock": "10.0.0.0/24"}]}`, as a `--query` gives that picks some keys.
    /// ### Instead
    /// The whole answer of the call, without `--query`.
    RECORD_WITHOUT_ID = ("FAC002", Error, "record without id");

    /// ### What it finds
    /// A key at the top of a file of facts that is not the answer to a call which netloom knows.
    /// ### Why it matters
    /// It is passed over. Facts about routing or filtering that netloom does not know are facts
    /// that it does not use.
    /// ### Example
    /// `{"Buckets": [...]}`
    /// ### Instead
    /// Nothing, if the file is meant for something else.
    UNKNOWN_FACTS = ("FAC003", Info, "facts of an unknown kind");

    /// ### What it finds
    /// Truncated AWS CLI output: its last page is not among the files.
    /// ### Why it matters
    /// What is on the other pages is missing without a trace, so everything of this kind that is
    /// not listed is unknown.
    /// ### Example
    /// A file with `NextToken` at its top, as `--max-items` and `--no-paginate` give; or routes of a
    /// transit gateway with `"AdditionalRoutesAvailable": true`, of which then none is used.
    /// ### Instead
    /// The call without these options: the AWS CLI puts all pages into one answer.
    /// ### Source
    /// AWS CLI User Guide, "Using the pagination options in the AWS CLI".
    INCOMPLETE_FACTS = ("FAC004", Warning, "truncated AWS CLI output (`NextToken`)");

    /// ### What it finds
    /// The entries of a prefix list or the routes of a transit gateway's table, without saying of
    /// which.
    /// ### Why it matters
    /// The answer itself does not name the list or the table, so nothing can be made of it.
    /// ### Example
    /// The answer of `aws ec2 get-managed-prefix-list-entries` in a file `entries.json`.
    /// ### Instead
    /// Put the id into the name of the file: `entries-pl-0123456789abcdef0.json`,
    /// `routes-tgw-rtb-0123456789abcdef0.json`.
    FACTS_WITHOUT_OWNER = ("FAC005", Warning, "facts that do not say what they are about");

    /// ### What it finds
    /// Two records of one thing that do not say the same.
    /// ### Why it matters
    /// The first one is used, in the order of the files; the other may be the newer one.
    /// ### Example
    /// Two answers of `aws ec2 describe-route-tables`, from before and after a change.
    /// ### Instead
    /// One answer per call, all taken at one time.
    CONFLICTING_FACTS = ("FAC006", Warning, "records that contradict each other");

    /// ### What it finds
    /// A template that associates an existing subnet with a route table, while the facts show that
    /// it has another one.
    /// ### Why it matters
    /// EC2 rejects a second association ("the specified association for route table conflicts with
    /// an existing association"), and the deployment is rolled back. The proofs go by the table
    /// that the subnet has.
    /// ### Example
    /// An `AWS::EC2::SubnetRouteTableAssociation` with the `SubnetId` of an existing private
    /// subnet.
    /// ### Instead
    /// Routes in the table that the subnet has, or a subnet of its own.
    /// ### Source
    /// Amazon EC2 API, "Error codes", `Resource.AlreadyAssociated`.
    SUBNET_HAS_A_TABLE = ("FAC007", Warning, "subnet with a route table already");
}
