//! What policy finds, and what is wrong with rule files.

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A resource that a rule of a policy refuses.
    /// ### Why it matters
    /// The rule's own message says; somebody in the company wrote it down.
    /// ### Example
    /// A security group that admits SSH from anywhere.
    /// ### Instead
    /// Change the resource, or list the rule in its `Metadata.guard.SuppressedRules` with a comment that says why.
    /// ### Source
    /// The rule file that the message names.
    POLICY_VIOLATED = ("GRD001", Error, "policy violated");

    /// ### What it finds
    /// A rule file that cfn-guard cannot read or evaluate.
    /// ### Why it matters
    /// None of its rules is checked.
    /// ### Example
    /// A brace that is missing, a variable that nobody declares, a regular expression that is none.
    /// ### Instead
    /// What the note says, in the words of cfn-guard.
    /// ### Source
    /// AWS CloudFormation Guard User Guide, "Writing rules".
    RULES_UNREADABLE = ("GRD002", Error, "rule file that cannot be used");

    /// ### What it finds
    /// Rules or variables that refer to each other in a circle.
    /// ### Why it matters
    /// cfn-guard follows the circle until its stack overflows, which ends the whole process.
    /// ### Example
    /// `let a = %b` and `let b = %a`
    /// ### Instead
    /// Write one of them without the others.
    /// ### Source
    /// Tried with cfn-guard 3.2.1.
    RULES_IN_A_CIRCLE = ("GRD003", Error, "rules in a circle");

    /// ### What it finds
    /// Blocks that lie deeper in each other than any rule needs.
    /// ### Why it matters
    /// cfn-guard reads them one within the other until its stack overflows.
    /// ### Example
    /// A thousand `when` blocks.
    /// ### Instead
    /// Rules of their own for the inner blocks.
    /// ### Source
    /// Tried with cfn-guard 3.2.1.
    RULES_TOO_DEEP = ("GRD004", Error, "rules nested too deep");

    /// ### What it finds
    /// A rule file of which no rule applied to the template.
    /// ### Why it matters
    /// That looks like success and says nothing: the rules may be for other types, or their conditions misspelt.
    /// ### Example
    /// `when Resources.*[ Type == 'AWS::EC2::Subnets' ] !empty`
    /// ### Instead
    /// Correct the condition, or leave the file out for such templates.
    /// ### Source
    /// AWS CloudFormation Guard User Guide: rules whose conditions do not hold are skipped.
    NO_RULE_APPLIED = ("GRD005", Warning, "no rule applied");

    /// ### What it finds
    /// An exception: a resource that lists a rule in `Metadata.guard.SuppressedRules`, and would violate it.
    /// ### Why it matters
    /// Exceptions should be seen.
    /// ### Example
    /// `SuppressedRules: [NO_WORLD_OPEN_SSH]`
    /// ### Instead
    /// Nothing, as long as the exception is wanted.
    /// ### Source
    /// AWS Guard Rules Registry, "Suppressing rules".
    RULE_SUPPRESSED = ("GRD006", Info, "rule suppressed");

    /// ### What it finds
    /// An exception for a rule that the resource does not violate, or that no rule file has.
    /// ### Why it matters
    /// It hides what may come later.
    /// ### Example
    /// A name that is misspelt.
    /// ### Instead
    /// Take it out.
    /// ### Source
    /// AWS Guard Rules Registry, "Suppressing rules".
    STALE_SUPPRESSION = ("GRD007", Warning, "suppression without effect");
}
