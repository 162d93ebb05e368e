//! Every function, known and unknown.

use super::*;

fn in_region(name: &str) -> ReadOptions {
    ReadOptions { region: Some(name.to_owned()), ..ReadOptions::default() }
}

#[test]
fn ref_gives_parameters_resources_and_pseudo_parameters() {
    check("!Ref Cidr", "'10.0.0.0/16'");
    check("{Ref: Cidr}", "'10.0.0.0/16'");
    check("!Ref Vpc", "<Vpc>");
    check("!Ref Open", "?(parameter `Open` has no value)");
    check("!Ref Ports", "['a', 'b']");
    check("!Ref AWS::NoValue", "");
    check("[a, !Ref AWS::NoValue, b]", "['a', 'b']");
    check("!Ref AWS::Region", "?(`AWS::Region`)");
    check("!Ref AWS::AccountId", "?(`AWS::AccountId`)");
    check_with("!Ref AWS::Region", &in_region("eu-west-1"), "'eu-west-1'");
    check_with("!Ref AWS::Partition", &in_region("eu-west-1"), "'aws'");
    check_with("!Ref AWS::Partition", &in_region("us-gov-west-1"), "'aws-us-gov'");
    check_with("!Ref AWS::URLSuffix", &in_region("cn-north-1"), "'amazonaws.com.cn'");
    check_with("!Ref AWS::URLSuffix", &in_region("eu-west-9"), "?(`AWS::URLSuffix`)");
}

#[test]
fn names_that_lead_nowhere_are_reported_with_the_nearest_one() {
    let unknown = "?(`VPC`, which the template does not have)";
    check_fault("!Ref VPC", "RDT009 `Ref` names `VPC`, and", unknown);
    check_fault("!Ref AWS::Regoin", "RDT009 `Ref` names `AWS::Regoin`", "?(`AWS::Regoin`)");
    check_fault(
        "!GetAtt VPC.Id",
        "RDT009 `Fn::GetAtt` names `VPC`",
        "?(`VPC.Id`, of a resource that the template does not have)",
    );
    check_fault("!Sub 'a${VPC}'", "RDT009 `Fn::Sub` names `VPC`", &format!("a{unknown}"));
    check_fault("!If [Sure, x, !Ref VPC]", "RDT009 `Ref` names `VPC`", "'x'");
    let read = read(&with_property("!Ref VPC"));
    assert_eq!(read.diagnostics[0].help, ["did you mean `Vpc`?"]);
}

#[test]
fn get_att_is_a_reference_unless_it_gives_a_property_back() {
    check("!GetAtt Vpc.DefaultSecurityGroup", "<Vpc.DefaultSecurityGroup>");
    check("!GetAtt [Vpc, DefaultNetworkAcl]", "<Vpc.DefaultNetworkAcl>");
    check("{'Fn::GetAtt': Vpc.Outputs.Id}", "<Vpc.Outputs.Id>");
    check("!GetAtt Vpc.CidrBlock", "'10.0.0.0/16'");
    check("!GetAtt OpenVpc.CidrBlock", "<OpenVpc.CidrBlock>");
    check_with("!GetAtt OpenVpc.CidrBlock", &given(&["Open=10.1.2.3/16"]), "'10.1.0.0/16'");
    check_fault(
        "!GetAtt Vpc",
        "RDT012 `Fn::GetAtt` has `Vpc`",
        "?(the value at 19:10, which has a fault)",
    );
}

#[test]
fn a_property_that_reads_itself_comes_to_an_end() {
    let text = "Resources:\n  A: {Type: AWS::EC2::VPC, Properties: {CidrBlock: !GetAtt \
                B.CidrBlock}}\n  \
                B: {Type: AWS::EC2::VPC, Properties: {CidrBlock: !Select [0, !Cidr [!GetAtt \
                A.CidrBlock, 1, 8]]}}\n";
    check_findings(text, &["RDT010 resources wait for each other in a circle: `A` → `B` → `A`"]);
}

#[test]
fn a_resource_that_is_not_made_gives_nothing() {
    let gone = "?(`Gone`, which is not made, for condition `Never` is false)";
    check_fault("!Ref Gone", "RDT011 `Gone` is not made, for its condition `Never` is false", gone);
    check("!If [Never, !Ref Gone, x]", "'x'");
    let conditional =
        BASE.to_owned() + "  R: {Type: A::B::C, Condition: Maybe, Properties: {P: !Ref Gone}}\n";
    document(&conditional);
}

#[test]
fn sub_puts_values_into_texts() {
    check("!Sub 'block ${Cidr}'", "'block 10.0.0.0/16'");
    check("!Sub '${Vpc}'", "<Vpc>");
    check("!Sub '${Vpc.CidrBlock}'", "'10.0.0.0/16'");
    check("!Sub '${Vpc}-${Vpc.Arn}'", "<Vpc>-<Vpc.Arn>");
    check("!Sub '${!Literal} $ ${ {'", "'${Literal} $ ${ {'");
    check("!Sub 'in ${ Cidr } and ${ Vpc.CidrBlock}'", "'in 10.0.0.0/16 and 10.0.0.0/16'");
    check("!Sub ['${ A }', {A: !Ref Cidr}]", "'10.0.0.0/16'");
    check("!Sub '${! Literal }'", "'${ Literal }'");
    check("!Sub '${ !Cidr}'", "'${ Cidr}'");
    check("!Sub ['${A}-${Cidr}', {A: !Ref Open}]", "?(parameter `Open` has no value)-10.0.0.0/16");
    check("!Sub ['${A}${A}', {A: !Sub 'x${Cidr}'}]", "'x10.0.0.0/16x10.0.0.0/16'");
    check("!Sub '${AWS::StackName}'", "?(`AWS::StackName`)");
    check("{'Fn::Sub': 'n: ${Cidr}'}", "'n: 10.0.0.0/16'");
    let broken = "?(the value at 19:15, which has a fault)";
    check_fault("!Sub '${A-B}'", "RDT012 `${A-B}` is not a name", broken);
    check_fault("!Sub '${}'", "RDT012 `${}` is not a name", broken);
    check_fault("!Sub '${ A B }'", "RDT012 `${A B}` is not a name", broken);
    check_fault("!Sub '${  }'", "RDT012 `${}` is not a name", broken);
    check_fault(
        "!Sub '${Ports}'",
        "RDT012 `Fn::Sub` puts texts together, and this is a list",
        broken,
    );
    check_fault(
        "!Sub [a, b, c]",
        "RDT012 `Fn::Sub` takes",
        "?(the value at 19:10, which has a fault)",
    );
}

#[test]
fn join_puts_items_together() {
    check("!Join [',', [a, 1, true]]", "'a,1,true'");
    check("!Join ['', []]", "''");
    check("!Join ['-', [!Ref Vpc, x, y]]", "<Vpc>-x-y");
    check("!Join ['-', [a, !Ref AWS::NoValue, b]]", "'a-b'");
    check("!Join [':', !Ref Ports]", "'a:b'");
    check("!Join [':', !Ref OpenList]", "?(parameter `OpenList` has no value, joined by `:`)");
    check_fault(
        "!Join [':', a]",
        "RDT012 `Fn::Join` has a text, expected a list",
        "?(the value at 19:22, which has a fault)",
    );
    check_fault(
        "!Join [[a]]",
        "RDT012 `Fn::Join` has 1 arguments",
        "?(the value at 19:10, which has a fault)",
    );
}

#[test]
fn split_and_select_take_texts_and_lists_apart() {
    check("!Split ['/', !Ref Cidr]", "['10.0.0.0', '16']");
    check("!Split ['/', !GetAtt Vpc.Arn]", "?(`Vpc.Arn`, split at `/`)");
    check("!Select [1, [a, b]]", "'b'");
    check("!Select ['1', !Split ['/', !Ref Cidr]]", "'16'");
    check("!Select [0, !Ref Ports]", "'a'");
    check("!Select [1, [!Ref Open, b]]", "'b'");
    check("!Select [0, !Ref OpenList]", "?(parameter `OpenList` has no value, item 0)");
    check("!Select [0, !GetAtt Vpc.Ipv6CidrBlocks]", "?(`Vpc.Ipv6CidrBlocks`, item 0)");
    check(
        "!Select [!Ref Open, [a]]",
        "?(the item picked by parameter `Open` has no value (19:10))",
    );
    let broken = "?(the value at 19:10, which has a fault)";
    check_fault(
        "!Select [2, [a, b]]",
        "RDT012 `Fn::Select` asks for item 2 of a list of 2",
        broken,
    );
    check_fault("!Select [-1, [a, b]]", "RDT012 `Fn::Select` asks for item -1", broken);
    check_fault(
        "!Select [0, a]",
        "RDT012 `Fn::Select` has a text",
        "?(the value at 19:22, which has a fault)",
    );
    check_fault(
        "!Split ['', a]",
        "RDT012 `Fn::Split` starts with",
        "?(the value at 19:18, which has a fault)",
    );
}

#[test]
fn zones_of_the_region_are_unknown_and_equal_where_they_are_equal() {
    let zones = "the zones of the region (`Fn::GetAZs`)";
    check("!GetAZs ''", &format!("?({zones})"));
    check("!Select [0, !GetAZs '']", &format!("?({zones}, item 0)"));
    check("!Select [0, {'Fn::GetAZs': !Ref AWS::Region}]", &format!("?({zones}, item 0)"));
    check("!Select [1, !GetAZs {Ref: 'AWS::Region'}]", &format!("?({zones}, item 1)"));
    check_with(
        "!Select [0, !GetAZs eu-west-1]",
        &in_region("eu-west-1"),
        &format!("?({zones}, item 0)"),
    );
    check("!GetAZs us-east-1", "?(the zones of `us-east-1` (`Fn::GetAZs`))");
}

#[test]
fn cidr_cuts_known_blocks() {
    check("!Cidr [!Ref Cidr, 2, 8]", "['10.0.0.0/24', '10.0.1.0/24']");
    check("!Select [1, !Cidr [!GetAtt Vpc.CidrBlock, 4, '12']]", "'10.0.16.0/20'");
    check("!Select [1, !Cidr [2001:db8::/56, 2, 64]]", "'2001:db8:0:1::/64'");
    check(
        "!Select [1, !Cidr [!GetAtt OpenVpc.CidrBlock, 2, 8]]",
        "?(`OpenVpc.CidrBlock`, cut into 2 blocks of 8 bits (`Fn::Cidr`), item 1)",
    );
    check_with(
        "!Select [0, !Cidr [!GetAtt OpenVpc.CidrBlock, 1, 8]]",
        &given(&["Open=10.9.0.0/16"]),
        "'10.9.0.0/24'",
    );
    let broken = "?(the value at 19:10, which has a fault)";
    check_fault("!Cidr [10.0.0.0/24, 2, 8]", "RDT012 `Fn::Cidr` is asked for 2 blocks", broken);
    check_fault("!Cidr [10.0.0.0/24, 2]", "RDT012 `Fn::Cidr` has 2 arguments", broken);
    check_fault(
        "!Cidr [10.0.0.0/24, x, 8]",
        "RDT012 `Fn::Cidr` has a text, a text, a number",
        broken,
    );
}

#[test]
fn if_gives_the_branch_where_it_is_written() {
    check("!If [Sure, a, b]", "'a'");
    check("!If [Never, a, !Ref Vpc]", "<Vpc>");
    check("!If [Never, a, !Ref AWS::NoValue]", "");
    check("[!If [Never, a, !Ref AWS::NoValue], b]", "['b']");
    check("!If [Sure, {A: 1, B: !Ref AWS::NoValue}, b]", "{A: 1}");
    check(
        "!If [Maybe, a, !Ref Vpc]",
        "?(condition `Maybe` (parameter `Open` has no value), which chooses between `a` and `!Ref \
         Vpc`)",
    );
    let text = with_property("!If [Sure, abc, b]");
    let document = document(&text);
    let node = document
        .resource("R")
        .and_then(|resource| resource.properties.get("P"))
        .expect("the property");
    assert_eq!(text.get(node.span.range()), Some("abc"));
    check_fault(
        "!If [Sure, a]",
        "RDT012 `Fn::If` has 2 arguments",
        "?(the value at 19:10, which has a fault)",
    );
    check_fault(
        "!If [[Sure], a, b]",
        "RDT012 `Fn::If` starts with",
        "?(the value at 19:10, which has a fault)",
    );
}

#[test]
fn two_undecided_choices_are_equal_only_when_their_branches_are() {
    let text = format!(
        "{BASE}  R:\n    Type: A::B::C\n    Properties: {{A: !If [Maybe, a, b], B: !If [Maybe, a, \
         c], C: !If [Maybe, a, b]}}\n"
    );
    let document = document(&text);
    let properties = &document.resource("R").expect("the resource").properties;
    let [a, b, c] = ["A", "B", "C"].map(|key| properties.get(key).map(show));
    assert!(a == c && a != b);
}

#[test]
fn maps_are_looked_up() {
    check("!FindInMap [M, eu-west-1, n]", "2");
    check("!Select [1, !FindInMap [M, eu-west-1, zones]]", "'z2'");
    check("!FindInMap [M, !Ref AWS::Region, n]", "?(`Fn::FindInMap` of `M`, `AWS::Region`, `n`)");
    check_with("!FindInMap [M, !Ref AWS::Region, n]", &in_region("eu-west-1"), "2");
    check("!FindInMap [M, eu-west-9, n, {DefaultValue: !Ref Cidr}]", "'10.0.0.0/16'");
    let broken = "?(the value at 19:10, which has a fault)";
    check_fault(
        "!FindInMap [M, eu-west-2, n]",
        "RDT009 mapping `M` has no key `eu-west-2`",
        broken,
    );
    check_fault(
        "!FindInMap [M, eu-west-1, m]",
        "RDT009 mapping `M.eu-west-1` has no key `m`",
        broken,
    );
    check_fault("!FindInMap [N, eu-west-1, m]", "RDT009 `Fn::FindInMap` names `N`", broken);
}

#[test]
fn imports_are_unknown_by_their_names() {
    check("!ImportValue net-VpcId", "?(import `net-VpcId`)");
    check("{'Fn::ImportValue': !Sub '${Cidr}-x'}", "?(import `10.0.0.0/16-x`)");
    check(
        "{'Fn::ImportValue': !Sub '${Open}-x'}",
        "?(import `${parameter `Open` has no value}-x`)",
    );
}

#[test]
fn dynamic_references_are_looked_up_later() {
    check("'{{resolve:ssm:/site/block}}'", "?(what `{{resolve:ssm:/site/block}}` stands for)");
    check(
        "'{{resolve:secretsmanager:key:SecretString:user}}'",
        "?(what `{{resolve:secretsmanager:key:SecretString:user}}` stands for)",
    );
    check("!Sub '{{resolve:ssm:/${Open}/block}}'", "?(what a dynamic reference stands for)");
    // Nothing else in braces is one.
    check("'{{resolve:dynamodb:a}}'", "'{{resolve:dynamodb:a}}'");
    check("'{{name}} and {{resolve:ssm'", "'{{name}} and {{resolve:ssm'");
    let text = with_property("'10.0.0.0/{{resolve:ssm:length}}'");
    let document = document(&text);
    let node = document
        .resource("R")
        .and_then(|resource| resource.properties.get("P"))
        .expect("the property");
    assert!(node.as_text().is_none() && node.first_unknown().is_some());
}

#[test]
fn base64_is_worked_out() {
    check("{'Fn::Base64': !Sub 'foobar'}", "'Zm9vYmFy'");
    check("{'Fn::Base64': !Ref Open}", "?(parameter `Open` has no value, in Base64)");
    check_fault(
        "!Base64 [a]",
        "RDT012 `Fn::Base64` has a list",
        "?(the value at 19:18, which has a fault)",
    );
}

#[test]
fn other_functions_are_not_understood() {
    check("!Length [a]", "?(`Fn::Length` is not understood (19:10))");
    check("!ToJsonString {a: b}", "?(`Fn::ToJsonString` is not understood (19:10))");
    let what = "?(`Fn::GetAttr` is not understood (19:10))";
    check_fault(
        "{'Fn::GetAttr': [Vpc, Id]}",
        "RDT013 CloudFormation has no function `Fn::GetAttr`",
        what,
    );
    let broken = "?(the value at 19:10, which has a fault)";
    check_fault("{Ref: Vpc, Other: x}", "RDT012 `Ref` must be the only key of its mapping", broken);
    check_fault("{Ref: [Vpc]}", "RDT012 `Ref` has a list", broken);
}

#[test]
fn unknown_tags_leave_an_unknown() {
    check_fault(
        "!Reference Vpc",
        "RDT005 CloudFormation does not know the tag `!Reference`",
        "?(the tag `!Reference`, which is not known)",
    );
    check_fault(
        "!!set {a, b}",
        "RDT005 CloudFormation does not know the tag `!!set`",
        "?(the tag `!!set`, which is not known)",
    );
    check("!!str 5", "'5'");
    check("! 5", "5");
    check("!!int 5", "5");
}

#[test]
fn results_beyond_all_bounds_end() {
    let ten_times = "${a}".repeat(10);
    let text =
        (0..12).fold("x".repeat(100), |inner, _| format!("!Sub ['{ten_times}', {{a: {inner}}}]"));
    let read = read(&with_property(&text));
    assert_eq!(
        messages(&read),
        ["RDT004 the functions of the template give more than 50000000 bytes"]
    );
}

#[test]
fn long_chains_of_properties_end() {
    let chain = |n: usize| {
        let vpcs = (0..n).map(|n| {
            format!(
                "  V{n}: {{Type: AWS::EC2::VPC, Properties: {{CidrBlock: !GetAtt \
                     V{}.CidrBlock}}}}\n",
                n + 1
            )
        });
        format!(
            "Resources:\n{}  V{n}: {{Type: AWS::EC2::VPC, Properties: {{CidrBlock: \
             10.0.0.0/16}}}}\n",
            vpcs.collect::<String>()
        )
    };
    let block = |text: &str| {
        let read = read(text);
        let codes: Vec<&str> = read.diagnostics.iter().map(|finding| finding.code.id).collect();
        let document = read.template.expect("a template");
        let block =
            document.resource("V0").and_then(|vpc| vpc.properties.get("CidrBlock")).map(show);
        (block.unwrap_or_default(), codes)
    };
    assert_eq!(block(&chain(100)), ("'10.0.0.0/16'".to_owned(), vec![]));
    let (block, codes) = block(&chain(5000));
    assert!(
        block.starts_with("<V") && codes.iter().all(|code| *code == "RDT004") && !codes.is_empty(),
        "{block}"
    );
}
