#!/usr/bin/env python3
"""Rewrite crates/netloom-diff/data/update-behaviour.json from the resource schemas that cfn-lint bundles (MIT-0).

    python3 -m venv .venv && .venv/bin/pip install cfn-lint==1.58.0
    .venv/bin/python tools/update-behaviour.py [--check]

With --check nothing is written; the exit code is 1 if the file is not what the schemas say.
"""

import json
import pathlib
import sys

import cfnlint.data.schemas as schemas

TABLE = pathlib.Path(__file__).parent.parent / "crates/netloom-diff/data/update-behaviour.json"

# What stands in network templates and around them.
SERVICES = {
    "AutoScaling", "Batch", "CloudFormation", "CloudWatch", "DirectoryService", "DynamoDB", "EC2", "ECS", "EFS", "EKS",
    "ElasticLoadBalancing", "ElasticLoadBalancingV2", "FSx", "IAM", "ImageBuilder", "KMS", "Lambda", "Logs", "NetworkFirewall",
    "PCS", "RAM", "RDS", "Route53", "Route53Resolver", "S3", "SecretsManager", "SNS", "SQS", "SSM",
}


def names(pointers):
    """Turn /properties/A/*/B into A.*.B, sorted."""
    return sorted({pointer.removeprefix("/properties/").replace("/", ".") for pointer in pointers})


def unordered(schema):
    """Return the lists, at any depth, in which CloudFormation does not look at the order."""
    found = set()

    def walk(node, path, above):
        reference = node.get("$ref")
        if reference in above:
            return
        if reference:
            walk(schema["definitions"][reference.rsplit("/", 1)[1]], path, above | {reference})
        kinds = node.get("type")
        is_list = "array" in (kinds if isinstance(kinds, list) else [kinds])
        if is_list and node.get("insertionOrder") is False:
            found.add(path)
        for name, inner in node.get("properties", {}).items():
            walk(inner, f"{path}.{name}" if path else name, above)
        if isinstance(node.get("items"), dict):
            walk(node["items"], f"{path}.*", above)

    walk({"properties": schema.get("properties", {})}, "", frozenset())
    return sorted(found)


def facts(schema):
    """Return what the table says of one type; empty lists are left out."""
    create_only = names(schema.get("createOnlyProperties", []))
    read_only = names(schema.get("readOnlyProperties", []))
    identifier = names(schema.get("primaryIdentifier", []))
    row = {
        "create_only": create_only,
        "conditional": names(schema.get("conditionalCreateOnlyProperties", [])),
        "write_only": names(schema.get("writeOnlyProperties", [])),
        "unordered": unordered(schema),
        # An identifier that the template chooses whole: two resources cannot have the same at one time. Where AWS adds a part of
        # its own, as to the table of a route, many resources share the rest.
        "named_by": identifier if all(name in create_only and name not in read_only for name in identifier) else [],
    }
    return {key: value for key, value in row.items() if value}


def table():
    """Return the text of the file."""
    root = pathlib.Path(schemas.__file__).parent
    provider = json.loads((root / "providers/us-east-1.json").read_text())
    types = {}
    for kind, digest in sorted(provider.items()):
        if kind.split("::")[0] == "AWS" and kind.split("::")[1] in SERVICES:
            types[kind] = facts(json.loads((root / f"resources/{digest}.json").read_text()))
    date = json.loads((root / "version.json").read_text())["schema_date"][:10]
    head = {
        "source": "CloudFormation resource provider schemas of us-east-1, as bundled by cfn-lint (MIT-0)",
        "date": date,
    }
    lines = [f"  {json.dumps(kind)}: {json.dumps(row)}" for kind, row in types.items()]
    pairs = [f'"{key}": {json.dumps(value)}' for key, value in head.items()]
    return "{" + ",\n".join([*pairs, '"types": {\n' + ",\n".join(lines) + "\n}"]) + "}\n"


def main():
    """Write the file, or compare it."""
    text = table()
    if "--check" in sys.argv[1:]:
        if TABLE.read_text() != text:
            sys.exit(f"{TABLE.name} is not what the schemas say: run tools/update-behaviour.py")
        return
    TABLE.parent.mkdir(parents=True, exist_ok=True)
    TABLE.write_text(text)


main()
