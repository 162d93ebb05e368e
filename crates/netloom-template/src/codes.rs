//! Findings of reading templates and other JSON and YAML documents.

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A text that is neither JSON nor YAML.
    /// ### Why it matters
    /// CloudFormation rejects it ("JSON not well-formed", "YAML not well-formed"). Reading stops at
    /// the first such place, so there may be more.
    /// ### Example
    /// `Tags: [{Key: Name, Value: net}` without the closing bracket.
    /// ### Instead
    /// `Tags: [{Key: Name, Value: net}]`
    /// ### Source
    /// RFC 8259 for a text that starts with a bracket and a quote; the YAML 1.1 specification for
    /// any other.
    SYNTAX_ERROR = ("RDT001", Error, "text that is neither JSON nor YAML");

    /// ### What it finds
    /// A text that is no template: empty, not a mapping, or without `Resources`.
    /// ### Why it matters
    /// There is no network in it that could be judged.
    /// ### Example
    /// A ParallelCluster configuration in the place of the template that was rendered from it.
    /// ### Instead
    /// `netloom render CONFIG` writes the template of a configuration.
    /// ### Source
    /// AWS CloudFormation User Guide, "Template sections": `Resources` is required.
    NOT_A_TEMPLATE = ("RDT002", Error, "not a template");

    /// ### What it finds
    /// The same key twice in one mapping.
    /// ### Why it matters
    /// CloudFormation takes the last of the values and drops the others without a word: of two
    /// resources with one name only the second is made. netloom reads the last one, too. A claims
    /// file with such a key is rejected.
    /// ### Example
    /// Two resources `PrivateSubnet` below one `Resources`.
    /// ### Instead
    /// Keep one of them, or give the second one a name of its own.
    /// ### Source
    /// AWS CloudFormation User Guide, "Template format": behaviour with duplicate sections is not
    /// defined. That CloudFormation takes the last value, of YAML and JSON alike:
    /// aws-cloudformation/cfn-language-discussion#96, go-to-k/cdk-real-drift#1074.
    REPEATED_KEY = ("RDT003", Warning, "key that occurs twice");

    /// ### What it finds
    /// A document beyond any use: lists and mappings more than 100 deep in each other, aliases of
    /// aliases that stand for more than 200,000 values, or functions whose results exceed fifty
    /// million bytes.
    /// ### Why it matters
    /// A hostile file could bring the reader down.
    /// ### Example
    /// `[[[[[[ … ]]]]]]`
    /// ### Instead
    /// CloudFormation takes templates of up to a million bytes; none needs more than twenty levels.
    /// ### Source
    /// netloom's own bounds.
    BEYOND_BOUNDS = ("RDT004", Error, "document beyond all bounds");

    /// ### What it finds
    /// A tag that CloudFormation does not know.
    /// ### Why it matters
    /// CloudFormation rejects the template, so the value under the tag is not read.
    /// ### Example
    /// `VpcId: !Reference Vpc`
    /// ### Instead
    /// `VpcId: !Ref Vpc`
    /// ### Source
    /// AWS CloudFormation Template Reference, "Intrinsic functions"; User Guide, "Template format",
    /// on the tags of YAML.
    UNKNOWN_TAG = ("RDT005", Error, "unknown tag");

    /// ### What it finds
    /// A YAML alias or merge key.
    /// ### Why it matters
    /// netloom follows it, and so does `aws cloudformation package`, which writes the values out.
    /// CloudFormation itself refuses a template with aliases.
    /// ### Example
    /// `Tags: *common`
    /// ### Instead
    /// Write the values out, or deploy what `aws cloudformation package` writes.
    /// ### Source
    /// AWS CloudFormation User Guide, "Template format": aliases and hash merges are not supported.
    ALIAS = ("RDT006", Warning, "YAML alias");

    /// ### What it finds
    /// A value of another shape than CloudFormation takes in its place.
    /// ### Why it matters
    /// CloudFormation rejects the template. netloom leaves the value out and reads the rest.
    /// ### Example
    /// `Resources:` followed by a list.
    /// ### Instead
    /// `Resources:` followed by logical ids, each with `Type` and `Properties`.
    /// ### Source
    /// AWS CloudFormation User Guide, "Template sections".
    WRONG_SHAPE = ("RDT007", Error, "value of the wrong shape");

    /// ### What it finds
    /// A section of the template, or an attribute of a resource, that CloudFormation does not know.
    /// ### Why it matters
    /// CloudFormation rejects the template; netloom would overlook what stands below the key.
    /// ### Example
    /// `Propertes:` in a resource.
    /// ### Instead
    /// `Properties:`
    /// ### Source
    /// AWS CloudFormation User Guide, "Template sections" and "Resource attributes".
    UNKNOWN_KEY = ("RDT008", Error, "unknown section or attribute");

    /// ### What it finds
    /// A function or `DependsOn` that names a resource, parameter, condition or mapping which the
    /// template does not have.
    /// ### Why it matters
    /// CloudFormation rejects the template.
    /// ### Example
    /// `VpcId: !Ref VPC` where the resource is called `Vpc`.
    /// ### Instead
    /// `VpcId: !Ref Vpc`
    /// ### Source
    /// AWS CloudFormation Template Reference, "Intrinsic functions".
    UNKNOWN_NAME = ("RDT009", Error, "name that the template does not have");

    /// ### What it finds
    /// Resources, or conditions, that wait for each other in a circle, or for themselves. Resources
    /// that a transform rewrites, such as those of AWS SAM, are left out.
    /// ### Why it matters
    /// None of them can be the first one. CloudFormation rejects the template ("circular dependency
    /// between resources").
    /// ### Example
    /// Two security groups whose inline rules name each other, or one whose inline rule names itself.
    /// ### Instead
    /// One `AWS::EC2::SecurityGroupIngress` resource per rule, which can refer to both groups.
    /// ### Source
    /// AWS CloudFormation User Guide, "Troubleshooting CloudFormation", circular dependencies.
    CIRCLE = ("RDT010", Error, "circular dependency");

    /// ### What it finds
    /// A reference to a resource that is not made because its condition is false.
    /// ### Why it matters
    /// CloudFormation rejects the stack ("unresolved resource dependencies"). With values of
    /// parameters other than those that the template is read with, it is a warning.
    /// ### Example
    /// `NatGatewayId: !Ref Nat` in a route that is always made, with `Condition: UseNat` on `Nat`
    /// and `UseNat` false.
    /// ### Instead
    /// The same condition on the route, or `!If [UseNat, !Ref Nat, !Ref AWS::NoValue]`.
    /// ### Source
    /// AWS CloudFormation Template Reference, "Condition functions".
    REFERENCE_TO_NOTHING = ("RDT011", Error, "reference to a resource that is not made");

    /// ### What it finds
    /// A function whose arguments it cannot work with.
    /// ### Why it matters
    /// CloudFormation rejects the template or fails while it makes the stack.
    /// ### Example
    /// `!Select [3, [a, b]]`
    /// ### Instead
    /// `!Select [1, [a, b]]`; the first item is number 0.
    /// ### Source
    /// AWS CloudFormation Template Reference, "Intrinsic functions".
    BAD_ARGUMENTS = ("RDT012", Error, "function with arguments it cannot take");

    /// ### What it finds
    /// A key that has the form of a function and is none that netloom has heard of.
    /// ### Why it matters
    /// Its value is not known, and nothing that depends on it can be proved. If it is a slip,
    /// CloudFormation rejects it.
    /// ### Example
    /// `Fn::GetAttr: [Vpc, CidrBlock]`
    /// ### Instead
    /// `Fn::GetAtt: [Vpc, CidrBlock]`
    /// ### Source
    /// AWS CloudFormation Template Reference, "Intrinsic functions".
    UNKNOWN_FUNCTION = ("RDT013", Warning, "unknown function");

    /// ### What it finds
    /// A value given for a parameter that the template does not have.
    /// ### Why it matters
    /// CloudFormation rejects it; the parameter that was meant keeps its default.
    /// ### Example
    /// `--parameter VpcCIDR=10.1.0.0/16` where the template says `VpcCidr`.
    /// ### Instead
    /// `--parameter VpcCidr=10.1.0.0/16`
    /// ### Source
    /// AWS CloudFormation API, `CreateStack`: parameters that do not exist in the template are
    /// refused.
    PARAMETER_UNKNOWN = ("RDT014", Error, "value for an unknown parameter");

    /// ### What it finds
    /// A value of a parameter that its own rules do not allow: type, `AllowedValues`,
    /// `AllowedPattern`, lengths or bounds.
    /// ### Why it matters
    /// CloudFormation does not create a stack with it. netloom reads on with the value, as it was
    /// given.
    /// ### Example
    /// `--parameter Zones=4` with `AllowedValues: [1, 2, 3]`.
    /// ### Instead
    /// One of the allowed values.
    /// ### Source
    /// AWS CloudFormation User Guide, "Parameters".
    PARAMETER_NOT_ALLOWED = ("RDT015", Warning, "value that the parameter does not allow");

    /// ### What it finds
    /// A key without a value, or `null`.
    /// ### Why it matters
    /// CloudFormation rejects it ("null values are not allowed in templates").
    /// ### Example
    /// `Properties:` with nothing below it.
    /// ### Instead
    /// Leave the key out, or write `{}`.
    /// ### Source
    /// AWS CloudFormation `ValidateTemplate`, message of the service.
    NULL_VALUE = ("RDT016", Error, "null in a template");

    /// ### What it finds
    /// Two stacks that are checked together and export one name.
    /// ### Why it matters
    /// The second stack cannot be created: a name is exported once in an account and region.
    /// ### Example
    /// `Export: {Name: VpcId}` in two templates.
    /// ### Instead
    /// `Export: {Name: !Sub '${AWS::StackName}-VpcId'}`
    /// ### Source
    /// AWS CloudFormation User Guide, "Get exported outputs from a deployed CloudFormation stack".
    EXPORT_TWICE = ("RDT018", Error, "one name exported by two stacks");

    /// ### What it finds
    /// An import that none of the stacks exports that are checked together.
    /// ### Why it matters
    /// Its value is not known, and nothing that depends on it is proved. If no other stack exports
    /// it, the stack cannot be created.
    /// ### Example
    /// `netloom check network.yaml cluster.yaml --together`, where `cluster.yaml` has `!ImportValue
    /// hpc-VpcId` and `network.yaml` exports `${AWS::StackName}-VpcId`.
    /// ### Instead
    /// `netloom check cluster.yaml --stack hpc=network.yaml`
    /// ### Source
    /// AWS CloudFormation Template Reference, `Fn::ImportValue`.
    IMPORT_WITHOUT_EXPORT = ("RDT019", Warning, "import that no given stack exports");
}
