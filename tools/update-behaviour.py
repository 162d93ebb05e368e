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
    """Return the lists of the first level in which CloudFormation does not look at the order."""
    found = []
    for name, node in schema.get("properties", {}).items():
        kinds = node.get("type")
        if "array" in (kinds if isinstance(kinds, list) else [kinds]) and node.get("insertionOrder") is False:
            found.append(name)
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
        # Identifiers that the template may choose: two resources cannot have the same at one time.
        "named_by": [name for name in identifier if name not in read_only and name in create_only],
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
