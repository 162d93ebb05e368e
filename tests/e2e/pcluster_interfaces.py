#!/usr/bin/env python3
"""Counts the interfaces that the installed ParallelCluster writes into the launch template of a compute node.

Comes in: a JSON object on standard input:
    records  the file in which moto has recorded the answers of DescribeInstanceTypes
    made     types that it has not recorded: [cards, of these with EFA, interfaces of the first card]
Goes out: a JSON object on standard output: for each type and use (`plain`, `efa`, and `legacy` for `EfaInterfaceType: efa`
where the release has it) the pair [interfaces, interfaces with an address].

The code of the package is run as it stands, cut out of its module: what it makes with the CDK is only counted here.

usage: python pcluster_interfaces.py < asked.json > counted.json
"""

import ast
import gzip
import json
import os
import pathlib
import sys
from types import SimpleNamespace

os.environ.update(AWS_DEFAULT_REGION="eu-west-1")

import pcluster
from pcluster import constants
from pcluster.aws.aws_resources import InstanceTypeInfo

LIST = "compute_lt_nw_interfaces"
ROOT = pathlib.Path(pcluster.__file__).parent / "templates"


def names(node):
    """Return the names that stand in a piece of code."""
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def is_filling(statement):
    """Tell whether a statement makes the list of interfaces or adds to it."""
    if isinstance(statement, ast.Assign):
        return names(statement.targets[0]) == {LIST}
    return isinstance(statement, (ast.For, ast.If)) and LIST in names(statement)


def code_of_package():
    """Return the statements of the package that make the list of interfaces, as code."""
    for path in (ROOT / "queues_stack.py", ROOT / "slurm_builder.py"):
        if not path.exists():
            continue
        for function in ast.walk(ast.parse(path.read_text())):
            if isinstance(function, ast.FunctionDef) and any(is_filling(statement) for statement in function.body):
                whole = [number for number, statement in enumerate(function.body) if is_filling(statement)]
                # Newer releases have a function for it, and work out beforehand what the first card gets.
                first = 0 if function.name == "add_network_interfaces" else whole[0]
                body = function.body[first : whole[-1] + 1]
                return compile(ast.Module(body=body, type_ignores=[]), str(path), "exec")
    sys.exit("the package makes no list of interfaces that is known here")


class Slurm:
    """Stands for the class that tells a compute resource with one type."""


def counted(code, record, has_efa, is_legacy):
    """Return how many interfaces a type gets, and how many have an address."""
    info = InstanceTypeInfo(record)
    resource = SimpleNamespace(instance_types=[record["InstanceType"]], efa=SimpleNamespace(enabled=has_efa))
    for name in ("network_cards_list", "max_network_cards", "max_efa_interfaces", "max_network_interface_count"):
        if hasattr(info, name):
            setattr(resource, name, getattr(info, name)())
    networking = SimpleNamespace(assign_public_ip=None, subnet_ids=["subnet-1"])
    template = SimpleNamespace(NetworkInterfaceProperty=lambda **parts: parts)
    scope = {
        "ec2": SimpleNamespace(CfnLaunchTemplate=template), "SlurmComputeResource": Slurm, "queue_lt_security_groups": [],
        "P6E_GB200": getattr(constants, "P6E_GB200", None), "queue": SimpleNamespace(networking=networking),
        "compute_resource": resource, "efa_interface_type": "efa" if is_legacy else None,
    }
    exec(code, scope)  # pylint: disable=exec-used
    made = scope[LIST]
    return [len(made), sum(1 for one in made if one["interface_type"] != "efa-only")]


def record_of(name, facts):
    """Return the record of a type that moto does not have."""
    n_cards, n_efa, n_first = facts
    cards = [{"NetworkCardIndex": index, "MaximumNetworkInterfaces": n_first if index == 0 else 2} for index in range(n_cards)]
    network = {
        "MaximumNetworkCards": n_cards, "NetworkCards": cards, "EfaSupported": True,
        "EfaInfo": {"MaximumEfaInterfaces": n_efa},
    }
    return {"InstanceType": name, "NetworkInfo": network}


def main():
    """Count for every type."""
    asked = json.load(sys.stdin)
    with gzip.open(asked["records"]) as file:
        records = json.load(file)
    records.update({name: record_of(name, facts) for name, facts in asked["made"].items()})
    code = code_of_package()
    has_legacy = "efa_interface_type" in code.co_names
    counts = {}
    for name, record in records.items():
        counts[name] = {"plain": counted(code, record, False, False)}
        if record["NetworkInfo"].get("EfaSupported"):
            counts[name]["efa"] = counted(code, record, True, False)
            if has_legacy:
                counts[name]["legacy"] = counted(code, record, True, True)
    json.dump(counts, sys.stdout)


if __name__ == "__main__":
    main()
