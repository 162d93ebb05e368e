//! Findings about policy (GRD).

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A resource, or a template as a whole, that breaks a rule of policy.
    /// ### Why it matters
    /// The rule says why; netloom's own rules say it in their message, and the rules of a site are
    /// the site's own.
    /// ### Example
    /// A security group that lets `0.0.0.0/0` in at port 22, under the rule
    /// `NO_SSH_FROM_THE_INTERNET`.
    /// ### Instead
    /// What the rule expects. Where the exception is meant, name the rule in the resource's
    /// `Metadata.guard.SuppressedRules`, or in that of the template for findings about no one
    /// resource.
    /// ### Source
    /// AWS CloudFormation Guard User Guide, "Writing AWS CloudFormation Guard rules".
    RULE_FAILED = ("GRD001", Error, "rule failed");

    /// ### What it finds
    /// A rule file that cannot be read: a mistake of syntax, a regular expression that is none, or
    /// a call of a rule that the file does not have.
    /// ### Why it matters
    /// None of its rules is held against the template.
    /// ### Example
    /// `rule a { Resources exists` without the closing brace.
    /// ### Instead
    /// Correct the line that the finding points at. What follows it may be the cause as well: the
    /// reader of rules stops at the last place that it understood.
    /// ### Source
    /// AWS CloudFormation Guard User Guide, "Guard rule clauses".
    RULE_FILE_NOT_READ = ("GRD002", Error, "rule file cannot be read");

    /// ### What it finds
    /// Rules or variables of a rule file that use each other in a circle.
    /// ### Why it matters
    /// They have no value, and cfn-guard would never come to an end. None of the file's rules is
    /// held against the template.
    /// ### Example
    /// `let a = %b` and `let b = %a`.
    /// ### Instead
    /// Take one step out of the circle that the finding names.
    /// ### Source
    /// AWS CloudFormation Guard User Guide, "Assigning and referencing variables in Guard rules".
    RULES_IN_A_CIRCLE = ("GRD003", Error, "rules in a circle");

    /// ### What it finds
    /// A rule file with brackets, or rules that call rules, deeper than anything that people write.
    /// ### Why it matters
    /// cfn-guard reads and runs rules by recursion, and filters within filters double its work at
    /// every level. None of the file's rules is held against the template.
    /// ### Example
    /// A filter within a filter within a filter, nine deep.
    /// ### Instead
    /// Give the inner parts names with `let`, or make rules of them.
    /// ### Source
    /// Measured on cfn-guard 3.2.1.
    RULES_TOO_DEEP = ("GRD004", Error, "rules too deep");

    /// ### What it finds
    /// A rule file of which no rule applies to the template.
    /// ### Why it matters
    /// Nothing was checked, and that is easily taken for a pass: a condition may look for a type or
    /// a name that is written differently in the template.
    /// ### Example
    /// Rules about S3 buckets and a template without one; an empty file.
    /// ### Instead
    /// Leave the file out for this template, or correct the conditions of its rules. Of a folder in
    /// which other files apply, the idle ones are reported together, as a fact.
    /// ### Source
    /// AWS CloudFormation Guard User Guide, "Guard rule clauses": a clause over no values is
    /// skipped.
    NO_RULE_APPLIED = ("GRD005", Warning, "no rule applied");

    /// ### What it finds
    /// A failure that the template suppresses.
    /// ### Why it matters
    /// It is an exception that was decided on; here is the list of them.
    /// ### Example
    /// `Metadata: {guard: {SuppressedRules: [NO_SSH_FROM_THE_INTERNET]}}` on a bastion's security
    /// group.
    /// ### Instead
    /// Nothing while the exception is meant; otherwise take the rule out of `SuppressedRules`.
    /// ### Source
    /// AWS Guard Rules Registry, "Rule suppression".
    RULE_SUPPRESSED = ("GRD006", Info, "rule suppressed");

    /// ### What it finds
    /// A suppression of a rule that no rule file of this run has, or one that is not a list of names.
    /// ### Why it matters
    /// It suppresses nothing: the rule may have been renamed, and the exception lost with it.
    /// ### Example
    /// `SuppressedRules: [NO_SSH]` where the rule is `NO_SSH_FROM_THE_INTERNET`.
    /// ### Instead
    /// The name of a rule; or take the entry out. An entry for a rule file that this run does
    /// without may stay.
    /// ### Source
    /// AWS Guard Rules Registry, "Rule suppression".
    UNKNOWN_SUPPRESSION = ("GRD007", Warning, "suppression of an unknown rule");

    /// ### What it finds
    /// A suppression of a rule that does not fail there.
    /// ### Why it matters
    /// The exception is not needed any more, and would hide the next failure.
    /// ### Example
    /// A bastion that no longer exists, of which the suppression was left.
    /// ### Instead
    /// Take the name out of `SuppressedRules`.
    /// ### Source
    /// AWS Guard Rules Registry, "Rule suppression".
    NEEDLESS_SUPPRESSION = ("GRD008", Info, "needless suppression");

    /// ### What it finds
    /// A rule that did not apply because one of its conditions compares values that cannot be
    /// compared.
    /// ### Why it matters
    /// The rule was not held against the template, though it was perhaps meant to be.
    /// ### Example
    /// `when Resources.*.Metadata.Level > 10` where the template has the text `"50"`. Texts in
    /// properties that CloudFormation takes as numbers or booleans are compared as such.
    /// ### Instead
    /// Write the value in the template as a number, or let the rule convert it with `parse_int`.
    /// ### Source
    /// AWS CloudFormation Guard User Guide, "Guard rule clauses".
    RULE_NOT_DECIDED = ("GRD009", Warning, "rule not decided");

    /// ### What it finds
    /// A rule file that can be read and not be run: a variable that is not defined, a function with
    /// a value that it cannot take.
    /// ### Why it matters
    /// None of its rules is held against the template.
    /// ### Example
    /// `%subnet.Properties exists` where only `subnets` is defined.
    /// ### Instead
    /// Define what the finding names, or guard the function with `when`.
    /// ### Source
    /// AWS CloudFormation Guard User Guide, "Troubleshooting Guard".
    RULES_NOT_RUN = ("GRD010", Error, "rules cannot be run");

    /// ### What it finds
    /// A template or configuration with errors, against which no rule was held.
    /// ### Why it matters
    /// What cannot be read may say anything, so rules would pass or fail by chance. None of them is
    /// known to be kept.
    /// ### Example
    /// `check net.yaml --rules default` where a `Ref` in `net.yaml` names nothing.
    /// ### Instead
    /// Mend the errors, and check again.
    /// ### Source
    /// None: netloom decides it.
    TEMPLATE_NOT_JUDGED = ("GRD011", Warning, "rules not held against the input");
}
