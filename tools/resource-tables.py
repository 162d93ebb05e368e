#!/usr/bin/env python3
"""Rewrite the tables that netloom takes from the resource schemas that cfn-lint bundles (MIT-0).

    crates/netloom-diff/data/update-behaviour.json   what an update does to a resource
    crates/netloom-guard/data/value-types.json       which properties are numbers and booleans
    crates/netloom-network/data/network-properties.json   what a template can say of a network
    crates/netloom-checks/data/resource-types.txt    the names of all types, of every region

    python3 -m venv .venv && .venv/bin/pip install cfn-lint==1.58.0
    .venv/bin/python tools/resource-tables.py [--check]

With --check nothing is written; the exit code is 1 if a file is not what the schemas say.
"""

import json
import pathlib
import sys

import cfnlint.data.schemas as schemas

CRATES = pathlib.Path(__file__).parent.parent / "crates"

# What stands in network templates and around them.
SERVICES = {
    "AmazonMQ", "AppStream", "AutoScaling", "Batch", "CloudFormation", "CloudWatch", "CodeBuild", "DAX", "DMS",
    "DirectoryService", "DocDB", "DocDBElastic", "DynamoDB", "EC2", "ECS", "EFS", "EKS", "ElastiCache", "ElasticLoadBalancing",
    "ElasticLoadBalancingV2", "Elasticsearch", "FSx", "GlobalAccelerator", "Glue", "IAM", "ImageBuilder", "KMS", "Lambda",
    "Logs", "MSK", "MWAA", "MemoryDB", "Neptune", "NeptuneGraph", "NetworkFirewall", "OpenSearchServerless",
    "OpenSearchService", "PCS", "QuickSight", "RAM", "RDS", "Redshift", "RedshiftServerless", "Route53", "Route53Resolver",
    "S3", "S3Files", "SNS", "SQS", "SSM", "SageMaker", "SecretsManager", "Timestream", "Transfer",
}

# Every type of these services is one of networks.
NETWORK_SERVICES = {
    "DirectConnect", "EC2", "ElasticLoadBalancing", "ElasticLoadBalancingV2", "GlobalAccelerator", "NetworkFirewall",
    "NetworkManager", "Route53Resolver", "VpcLattice",
}

# Types of other services with interfaces in subnets, with names for them, or with rules for groups that they are given.
ATTACHED_TYPES = {
    "AWS::AmazonMQ::Broker", "AWS::AppStream::Fleet", "AWS::AppStream::ImageBuilder", "AWS::AutoScaling::AutoScalingGroup",
    "AWS::AutoScaling::LaunchConfiguration", "AWS::Batch::ComputeEnvironment", "AWS::CodeBuild::Fleet",
    "AWS::CodeBuild::Project", "AWS::DAX::Cluster", "AWS::DMS::ReplicationConfig", "AWS::DMS::ReplicationInstance",
    "AWS::DirectoryService::MicrosoftAD", "AWS::DirectoryService::SimpleAD", "AWS::DocDB::DBCluster",
    "AWS::DocDBElastic::Cluster", "AWS::ECS::Service", "AWS::EFS::MountTarget", "AWS::EKS::Cluster", "AWS::EMR::Cluster",
    "AWS::ElastiCache::CacheCluster", "AWS::ElastiCache::ReplicationGroup", "AWS::ElastiCache::ServerlessCache",
    "AWS::Elasticsearch::Domain", "AWS::FSx::FileCache", "AWS::FSx::FileSystem", "AWS::Glue::Connection",
    "AWS::Lambda::CapacityProvider", "AWS::Lambda::Function", "AWS::MSK::Cluster", "AWS::MSK::ServerlessCluster",
    "AWS::MSK::VpcConnection", "AWS::MWAA::Environment", "AWS::MemoryDB::Cluster", "AWS::Neptune::DBCluster",
    "AWS::NeptuneGraph::PrivateGraphEndpoint", "AWS::OpenSearchServerless::VpcEndpoint", "AWS::OpenSearchService::Domain",
    "AWS::PCS::Cluster", "AWS::QuickSight::VPCConnection", "AWS::RDS::DBCluster", "AWS::RDS::DBInstance", "AWS::RDS::DBProxy",
    "AWS::RDS::DBProxyEndpoint", "AWS::RDS::DBSubnetGroup", "AWS::Redshift::Cluster", "AWS::Redshift::EndpointAccess",
    "AWS::RedshiftServerless::Workgroup", "AWS::Route53::HostedZone", "AWS::S3Files::MountTarget", "AWS::SageMaker::Cluster",
    "AWS::SageMaker::Domain", "AWS::SageMaker::Model", "AWS::SageMaker::NotebookInstance", "AWS::Timestream::InfluxDBCluster",
    "AWS::Timestream::InfluxDBInstance", "AWS::Transfer::Server",
}


def is_of_networks(kind):
    """Return whether resources of a type route, filter or send packets."""
    return kind.split("::")[1] in NETWORK_SERVICES or kind in ATTACHED_TYPES


def names(pointers):
    """Turn /properties/A/*/B into A.*.B, sorted."""
    return sorted({pointer.removeprefix("/properties/").replace("/", ".") for pointer in pointers})


def named_in(schema, reference):
    """Return what a reference such as #/definitions/Tag names."""
    node = schema
    for name in reference.removeprefix("#/").split("/"):
        node = node[name]
    return node


def properties(schema):
    """Yield the path of every property, at any depth, with its schema; a reference and what it leads to are two."""

    def walk(node, path, above):
        reference = node.get("$ref")
        if reference in above:
            return
        if reference:
            yield from walk(named_in(schema, reference), path, above | {reference})
        yield path, node
        for alternative in ("allOf", "anyOf", "oneOf"):
            for inner in node.get(alternative, []):
                yield from walk(inner, path, above)
        for name, inner in node.get("properties", {}).items():
            yield from walk(inner, f"{path}.{name}" if path else name, above)
        if isinstance(node.get("items"), dict):
            yield from walk(node["items"], f"{path}.*", above)

    yield from walk({"properties": schema.get("properties", {})}, "", frozenset())


def kinds(node):
    """Return the JSON types of a schema."""
    kind = node.get("type", [])
    return set(kind) if isinstance(kind, list) else {kind}


def unordered(schema):
    """Return the lists, at any depth, in which CloudFormation does not look at the order."""
    def is_set(node):
        return "array" in kinds(node) and node.get("insertionOrder") is False

    return sorted({path for path, node in properties(schema) if is_set(node)})


def update_behaviour(schema):
    """Return what an update does to a resource of one type; empty lists are left out."""
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


def value_types(schema):
    """Return the last names of the properties of one type that are numbers, and booleans, wherever they stand."""
    found = {}
    for path, node in properties(schema):
        found.setdefault(path.removesuffix(".*").rsplit(".", 1)[-1], set()).update(kinds(node))
    row = {
        "numbers": sorted(name for name, kinds in found.items() if kinds and kinds <= {"integer", "number"}),
        "truths": sorted(name for name, kinds in found.items() if kinds == {"boolean"}),
    }
    return {key: value for key, value in row.items() if value}


def writable(schema):
    """Return the paths of the properties of one type that a template can write, at any depth."""
    read_only = names(schema.get("readOnlyProperties", []))

    def is_written(path):
        return path and not any(path == name or path.startswith(name + ".") for name in read_only)

    # The item of a list has no name of its own.
    return sorted({path for path, _ in properties(schema) if is_written(path) and not path.endswith(".*")})


# What each file says of a type, and of which types.
TABLES = {
    CRATES / "netloom-diff/data/update-behaviour.json": (update_behaviour, lambda kind: kind.split("::")[1] in SERVICES),
    CRATES / "netloom-guard/data/value-types.json": (value_types, lambda kind: kind.split("::")[1] in SERVICES),
    CRATES / "netloom-network/data/network-properties.json": (writable, is_of_networks),
}


def table(facts, is_listed):
    """Return the text of a file: what `facts` says of every type that is listed."""
    root = pathlib.Path(schemas.__file__).parent
    provider = json.loads((root / "providers/us-east-1.json").read_text())
    types = {}
    for kind, digest in sorted(provider.items()):
        if kind.split("::")[0] == "AWS" and is_listed(kind):
            types[kind] = facts(json.loads((root / f"resources/{digest}.json").read_text()))
    date = json.loads((root / "version.json").read_text())["schema_date"][:10]
    head = {
        "source": "CloudFormation resource provider schemas of us-east-1, as bundled by cfn-lint (MIT-0)",
        "date": date,
    }
    lines = [f"  {json.dumps(kind)}: {json.dumps(row)}" for kind, row in types.items()]
    pairs = [f'"{key}": {json.dumps(value)}' for key, value in head.items()]
    return "{" + ",\n".join([*pairs, '"types": {\n' + ",\n".join(lines) + "\n}"]) + "}\n"


def type_names():
    """Return the text of the list of all types, one a line."""
    providers = (pathlib.Path(schemas.__file__).parent / "providers").glob("*.json")
    return "\n".join(sorted({kind for provider in providers for kind in json.loads(provider.read_text())})) + "\n"


def update(path, text):
    """Write a file, or compare it."""
    if "--check" not in sys.argv[1:]:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    elif path.read_text() != text:
        sys.exit(f"{path.name} is not what the schemas say: run tools/resource-tables.py")


def main():
    """Write the files, or compare them."""
    update(CRATES / "netloom-checks/data/resource-types.txt", type_names())
    for path, (facts, is_listed) in TABLES.items():
        update(path, table(facts, is_listed))


main()
