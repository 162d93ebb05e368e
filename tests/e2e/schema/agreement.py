#!/usr/bin/env python3
"""Compares what netloom takes with what ParallelCluster's own schema takes, over variations of every network key.

Run by the Python of an environment that has the aws-parallelcluster package; offline. Each variation changes one thing of
a config that both take. netloom refuses one when a finding of its reader (CFG, YML, REL) is an error. Differences that
are meant are in differences.json; any other fails, and so does a listed one that no longer occurs.

usage: agreement.py NETLOOM DIFFERENCES
"""

import copy
import fnmatch
import json
import os
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import yaml
from marshmallow import ValidationError
from pcluster.schemas.cluster_schema import ClusterSchema
from pcluster.utils import yaml_load

# The package asks its environment for a region as soon as it has read a file.
os.environ.setdefault("AWS_DEFAULT_REGION", "eu-west-1")

RELEASE = version("aws-parallelcluster")
SUBNET, OTHER_SUBNET = "subnet-0123456789abcdef0", "subnet-12345678"
GROUP, OTHER_GROUP = "sg-0123456789abcdef0", "sg-12345678"
GONE = object()

BASE = {
    "Region": "eu-west-1",
    "Image": {"Os": "ubuntu2204"},
    "HeadNode": {
        "InstanceType": "c5.large",
        "Networking": {"SubnetId": SUBNET},
        "Ssh": {"KeyName": "admin", "AllowedIps": "192.0.2.0/24"},
        "Dcv": {"Enabled": True, "Port": 8443, "AllowedIps": "192.0.2.0/24"},
    },
    "LoginNodes": {
        "Pools": [
            {
                "Name": "login",
                "Count": 1,
                "InstanceType": "t3.medium",
                "Networking": {"SubnetIds": [SUBNET]},
                "GracetimePeriod": 5,
            }
        ]
    },
    "Scheduling": {
        "Scheduler": "slurm",
        "SlurmQueues": [
            {
                "Name": "cpu",
                "ComputeResources": [
                    {"Name": "small", "Instances": [{"InstanceType": "c5.xlarge"}], "MinCount": 0, "MaxCount": 10}
                ],
                "Networking": {"SubnetIds": [SUBNET]},
            }
        ],
    },
}

HEAD, POOL, QUEUE = "HeadNode", "LoginNodes.Pools.0", "Scheduling.SlurmQueues.0"
RESOURCE = f"{QUEUE}.ComputeResources.0"
DEPLOYMENT = "DeploymentSettings.LambdaFunctionsVpcConfig"

ANYTHING = [None, "", 5, 1.5, True, [], {}, "text"]
BOOLEANS = [True, False, "true", "false", "yes", "no", "on", "TRUE", 1, 0, 2, "abc", 1.5, None, [], {}]
SUBNETS = [SUBNET, OTHER_SUBNET, "head", "Head", GONE, "subnet-123456789", "subnet-1234567A", "subnet-", "vpc-12345678", "", 5, True, None, [], {}]
SUBNET_LISTS = [
    [SUBNET], [OTHER_SUBNET], [SUBNET, OTHER_SUBNET], ["compute"], GONE, [], None, SUBNET, [None], [5], [""], ["subnet-1"], [[SUBNET]], {}, 5,
]
GROUP_LISTS = [
    [GROUP], [GROUP, OTHER_GROUP], ["sg-1"], [None], [5], [""], None, GROUP, {}, 5, [GROUP] * 2, ["sg-1234567Z"],
]
SOURCES = [
    "0.0.0.0/0", "10.0.0.0/8", "1.2.3.4/8", "10.0.0.0/32", "10.0.0.0/33", "10.0.0.0", "256.0.0.0/8", "10.0.0/8", "::/0",
    "pl-12345678", "pl-1", "pl-", "pl-_", "", " 10.0.0.0/8", "10.0.0.0/8 ", "010.0.0.0/8", 5, True, None, [], ["10.0.0.0/8"],
]
NUMBERS = [1, 10, 0, -1, "10", "ten", 1.5, 2.0, True, None, [], {}, ""]
PORTS = [8443, 22, "8443", "https", 1.5, None, [], True]
PROXIES = [{"HttpProxyAddress": "http://proxy:3128"}, {"HttpProxyAddress": 5}, {"HttpProxyAddress": None}, {}, None, "text", {"Unknown": 1}]
PLACEMENTS = [
    {"Enabled": True}, {"Enabled": False}, {"Enabled": "yes"}, {"Enabled": 5}, {"Enabled": None}, {"Id": "pg"}, {"Name": "pg"},
    {"Enabled": True, "Name": "pg"}, {"Id": 5}, {"Name": []}, {}, None, True, {"Unknown": 1},
]

VARIATIONS = {
    f"{HEAD}.Networking": [None, [], "text", 5, {}, GONE],
    f"{HEAD}.Networking.SubnetId": SUBNETS,
    f"{HEAD}.Networking.ElasticIp": [True, False, "true", "false", "eipalloc-0123456789abcdef0", "203.0.113.7", None],
    f"{HEAD}.Networking.SecurityGroups": GROUP_LISTS,
    f"{HEAD}.Networking.AdditionalSecurityGroups": GROUP_LISTS,
    f"{HEAD}.Networking.Proxy": PROXIES,
    f"{HEAD}.Networking.SubnetIds": [[SUBNET]],
    f"{HEAD}.Networking.Unknown": [1],
    f"{HEAD}.Ssh": [{}, None, "text", {"Unknown": 1}],
    f"{HEAD}.Ssh.KeyName": ["admin", None, 5, []],
    f"{HEAD}.Ssh.AllowedIps": SOURCES,
    f"{HEAD}.Dcv": [{"Enabled": True}, {"Enabled": False}, None, "text", {"Unknown": 1}],
    f"{HEAD}.Dcv.Enabled": BOOLEANS,
    f"{HEAD}.Dcv.Port": PORTS,
    f"{HEAD}.Dcv.AllowedIps": SOURCES,
    f"{HEAD}.Imds": [{"Secured": True}, {"Secured": "x"}, {"Secured": None}, {}, None, {"Unknown": 1}],
    "Imds": [{"ImdsSupport": "v2.0"}, {"ImdsSupport": "v1.0"}, {"ImdsSupport": "v3.0"}, {"ImdsSupport": None}, {"ImdsSupport": 2.0}, {}, None],
    "LoginNodes": [None, [], {}, {"Pools": None}, {"Unknown": 1}],
    "LoginNodes.Pools": [None, {}, "text"],
    f"{POOL}.Networking": [None, [], {}, "text", GONE],
    f"{POOL}.Networking.SubnetIds": SUBNET_LISTS,
    f"{POOL}.Networking.SecurityGroups": GROUP_LISTS,
    f"{POOL}.Networking.AdditionalSecurityGroups": GROUP_LISTS,
    f"{POOL}.Networking.Proxy": PROXIES,
    f"{POOL}.Networking.Unknown": [1],
    f"{POOL}.Count": [0, 1, 5, -1, "3", "x", 1.5, None, GONE],
    f"{POOL}.Name": [None, GONE, 5],
    f"{POOL}.Ssh": [{}, None, {"Unknown": 1}, "text"],
    f"{POOL}.Ssh.AllowedIps": SOURCES,
    f"{POOL}.Dcv": [{"Enabled": True}, {"Enabled": "x"}, None, {"Unknown": 1}],
    f"{POOL}.Dcv.Port": PORTS,
    f"{POOL}.Dcv.AllowedIps": SOURCES,
    "Scheduling": [None, [], "text", GONE],
    "Scheduling.Scheduler": ["slurm", "slrum", "sge", None, 5, GONE, ""],
    "Scheduling.SlurmQueues": [None, {}, "text"],
    f"{QUEUE}.Networking": [None, [], "text", {}, GONE],
    f"{QUEUE}.Networking.SubnetIds": SUBNET_LISTS,
    f"{QUEUE}.Networking.AssignPublicIp": BOOLEANS,
    f"{QUEUE}.Networking.SecurityGroups": GROUP_LISTS,
    f"{QUEUE}.Networking.AdditionalSecurityGroups": GROUP_LISTS,
    f"{QUEUE}.Networking.Proxy": PROXIES,
    f"{QUEUE}.Networking.PlacementGroup": PLACEMENTS,
    f"{QUEUE}.Networking.Unknown": [1],
    f"{QUEUE}.Name": [None, GONE, 5],
    f"{QUEUE}.ComputeResources": [None, {}, "text"],
    f"{RESOURCE}.MaxCount": NUMBERS,
    f"{RESOURCE}.MinCount": NUMBERS,
    f"{RESOURCE}.Instances": [[{"InstanceType": "c5.large"}], [], None, {}, [{}], [{"InstanceType": None}], [{"Unknown": 1}], GONE],
    f"{RESOURCE}.InstanceType": ["c5.large", None, 5],
    f"{RESOURCE}.Efa": [{"Enabled": False}, {"Enabled": "x"}, {"Enabled": None}, {}, None, {"Unknown": 1}],
    f"{RESOURCE}.Networking": [{"PlacementGroup": {"Enabled": True}}, {}, None, {"Unknown": 1}, {"PlacementGroup": None}],
    f"{RESOURCE}.Networking.PlacementGroup": PLACEMENTS,
    "Scheduling.SlurmSettings.Dns": [{"DisableManagedDns": True}, {"DisableManagedDns": "x"}, {"UseEc2Hostnames": None}, {"HostedZoneId": "Z1"}, {"Unknown": 1}, None, {}],
    DEPLOYMENT: [
        {"SubnetIds": [SUBNET], "SecurityGroupIds": [GROUP]}, {"SubnetIds": [SUBNET]}, {"SecurityGroupIds": [GROUP]}, {}, None,
        {"SubnetIds": [], "SecurityGroupIds": [GROUP]}, {"SubnetIds": [SUBNET], "SecurityGroupIds": []},
        {"SubnetIds": [f"subnet-0000000{n:x}" for n in range(16)], "SecurityGroupIds": [GROUP]},
        {"SubnetIds": [f"subnet-000000{n:02x}" for n in range(17)], "SecurityGroupIds": [GROUP]},
        {"SubnetIds": [SUBNET], "SecurityGroupIds": [f"sg-0000000{n}" for n in range(5)]},
        {"SubnetIds": [SUBNET], "SecurityGroupIds": [f"sg-0000000{n}" for n in range(6)]},
        {"SubnetIds": "text", "SecurityGroupIds": [GROUP]}, {"SubnetIds": [SUBNET], "SecurityGroupIds": [GROUP], "Unknown": 1},
    ],
    "Region": [None, 5, [], "eu-west-1", GONE],
    HEAD: [None, [], "text", GONE],
    # What only netloom knows.
    "Network": [{"CidrBlock": "10.0.0.0/16"}],
    f"{HEAD}.Netwroking": [{"SubnetId": SUBNET}],
    f"{QUEUE}.Netwroking": [{"SubnetIds": [SUBNET]}],
}

# Spellings that only the text can tell apart.
TEXTS = {
    "yes is a boolean": ["AssignPublicIp: yes"],
    "off is a boolean": ["AssignPublicIp: off"],
    "y is a text": ["AssignPublicIp: y"],
    "quoted true": ['AssignPublicIp: "true"'],
    "octal": ["AssignPublicIp: 01"],
    "sexagesimal": ["AssignPublicIp: 0:1"],
    "tilde": ["AssignPublicIp: ~"],
    "nothing": ["AssignPublicIp:"],
    "key twice": ["AssignPublicIp: true", "AssignPublicIp: true"],
    "tab": ["AssignPublicIp: true", "\tProxy: {}"],
}


def both_lists():
    """Both lists of groups, which exclude each other, for each kind of nodes."""
    for path in (HEAD, POOL, QUEUE):
        config = changed(f"{path}.Networking.SecurityGroups", [GROUP])
        put(config, f"{path}.Networking.AdditionalSecurityGroups", [OTHER_GROUP])
        yield f"{path}.Networking: both lists of groups", config


def batch():
    """AWS Batch, which is gone from the newest releases."""
    queue = {"Name": "jobs", "ComputeResources": [{"Name": "mixed", "InstanceTypes": ["optimal"], "MaxvCpus": 10}]}
    networks = [{"SubnetIds": subnets} for subnets in SUBNET_LISTS if subnets is not GONE]
    networks += [{"SubnetIds": [SUBNET], **more} for more in (
        {"AssignPublicIp": True}, {"SecurityGroups": [GROUP]}, {"AdditionalSecurityGroups": [GROUP]}, {"Unknown": 1},
        {"SecurityGroups": [GROUP], "AdditionalSecurityGroups": [GROUP]},
    )]
    for network in networks:
        config = copy.deepcopy(BASE)
        del config["LoginNodes"]
        config["Scheduling"] = {"Scheduler": "awsbatch", "AwsBatchQueues": [{**queue, "Networking": network}]}
        yield f"AwsBatchQueues.0.Networking = {json.dumps(network)}", config


def pools():
    for count in (1, 2, 10, 11):
        config = copy.deepcopy(BASE)
        pool = config["LoginNodes"]["Pools"][0]
        config["LoginNodes"]["Pools"] = [{**pool, "Name": f"login{number}"} for number in range(count)]
        yield f"LoginNodes.Pools: {count} pools", config


def changed(path, value):
    config = copy.deepcopy(BASE)
    put(config, path, value)
    return config


def put(config, path, value):
    """Sets, or takes away, the value at a path of keys and list indices; mappings on the way are made."""
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    place = config
    for part in way:
        place = place[part] if isinstance(part, int) else place.setdefault(part, {})
    if value is GONE:
        del place[last]
    else:
        place[last] = value


def variations():
    """Yields (name, text)."""
    yield "the base", yaml.safe_dump(BASE, sort_keys=False)
    for path, values in VARIATIONS.items():
        for value in values:
            shown = "gone" if value is GONE else json.dumps(value)
            yield f"{path} = {shown}", yaml.safe_dump(changed(path, value), sort_keys=False)
    for name, config in [*both_lists(), *pools(), *batch()]:
        yield name, yaml.safe_dump(config, sort_keys=False)
    text = yaml.safe_dump(changed(f"{QUEUE}.Networking.AssignPublicIp", "@"), sort_keys=False)
    line = next(line for line in text.splitlines(keepends=True) if "'@'" in line)
    indent = line[: len(line) - len(line.lstrip())]
    for name, lines in TEXTS.items():
        yield f"text: {name}", text.replace(line, "".join(f"{indent}{said}\n" for said in lines))


def upstream_refusal(text):
    """Returns why upstream refuses a config, None when it takes it."""
    try:
        ClusterSchema(cluster_name="agreement").load(yaml_load(text))
    except (ValidationError, yaml.YAMLError) as error:
        return str(error)[:300]
    except (AttributeError, TypeError, KeyError) as error:
        # Some broken files end in a traceback instead of a message: refused all the same.
        return f"{type(error).__name__}: {error}"[:300]
    return None


def netloom_refusals(netloom, texts):
    """Returns, by file name, why netloom refuses a config."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, text in enumerate(texts):
            path = Path(folder, f"{number:04}.yaml")
            path.write_text(text)
            files.append(path.name)
        command = [netloom, "check", "--format", "json", "--pcluster-version", RELEASE, *files]
        result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    refusals = {}
    for finding in json.loads(result.stdout):
        is_reading = finding["code"][:3] in ("CFG", "YML", "REL")
        if finding["severity"] == "error" and is_reading:
            refusals.setdefault(int(finding["primary"]["file"][:4]), f"{finding['code']} {finding['message']}")
    return refusals


def main():
    netloom, listed = sys.argv[1], json.loads(Path(sys.argv[2]).read_text())
    listed = [entry for entry in listed if RELEASE in entry.get("releases", [RELEASE])]
    named = list(variations())
    ours = netloom_refusals(netloom, [text for _, text in named])
    used, failures, agreed = set(), [], 0
    for number, (name, text) in enumerate(named):
        theirs = upstream_refusal(text)
        mine = ours.get(number)
        if (theirs is None) == (mine is None):
            agreed += 1
            continue
        who = "netloom" if theirs is None else "upstream"
        entries = [
            entry
            for entry in listed
            if entry["refused_by"] == who and any(fnmatch.fnmatchcase(name, pattern) for pattern in entry["variations"])
        ]
        if entries:
            used.update(entry["reason"] for entry in entries)
        else:
            failures.append(f"only {who} refuses `{name}`: {theirs or mine}")
    failures += [f"no longer a difference: {e['reason']}" for e in listed if e["reason"] not in used]
    print(f"{RELEASE}: {len(named)} variations, {agreed} agree, {len(used)} differences are meant", file=sys.stderr)
    if failures:
        sys.exit("\n".join(failures))


if __name__ == "__main__":
    main()
