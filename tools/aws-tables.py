#!/usr/bin/env python3
"""Rewrite the tables of netloom-net that follow from what AWS's interfaces answer, as packages have recorded it.

    crates/netloom-net/src/instance_types/cards.rs   instance types with more than one network card (moto, aws-parallelcluster)
    crates/netloom-net/src/instance_types/without_efa.rs   instance types without EFA (moto)
    crates/netloom-net/src/region/zones.rs           regions and the numbers of their availability zones (moto, botocore)
    crates/netloom-net/src/services/names.rs         services of AWS by the names of their endpoints (moto, botocore)
    crates/netloom-net/src/endpoints/offered.rs      services that have VPC endpoints, and those that a partition lacks (moto, botocore)

    tests/e2e/setup.sh tools
    target/e2e/tools/bin/python tools/aws-tables.py [--check]

With --check nothing is written; the exit code is 1 if a file is not what the packages say. For newer facts: newer versions in
tests/e2e/requirements/tools.txt, then the month below, then this script; read the diff of the tables.
"""

import gzip
import importlib.metadata
import json
import pathlib
import sys

import boto3
import botocore.session
import moto
from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend
from moto.ec2.models.vpcs import AWS_ENDPOINT_SERVICES
from pcluster import constants

# When these tables were last written.
READ = "2026-11"

# The width of rustfmt.toml.
MAX_COLUMNS = 100

SOURCES = pathlib.Path(__file__).parent.parent / "crates/netloom-net/src"

# Types that moto has not recorded, as [cards, of these with EFA, interfaces of the first card]: Amazon EC2 User Guide, "Network cards".
# The cards of `p6e-gb200` are those that ParallelCluster's add_network_interfaces counts on: 17, the first without EFA.
NOT_RECORDED = {"dl1.24xlarge": [4, 4, 15], "p6e-gb200.36xlarge": [17, 16, 4]}


def cards():
    """Yield each type with several cards: [cards, of these with EFA, interfaces of the first card]."""
    path = pathlib.Path(moto.__file__).parent / "ec2/resources/instance_types.json.gz"
    rows = dict(NOT_RECORDED)
    for name, facts in json.loads(gzip.open(path).read()).items():
        network = facts["NetworkInfo"]
        n_efa = network.get("EfaInfo", {}).get("MaximumEfaInterfaces", 0)
        if network["MaximumNetworkCards"] > 1:
            first = min(network["NetworkCards"], key=lambda card: card["NetworkCardIndex"])
            rows[name] = [network["MaximumNetworkCards"], n_efa, first["MaximumNetworkInterfaces"]]
    families = {name.split(".")[0] for name in rows}
    missing = set(constants.INSTANCE_TYPES_WITH_FIRST_INTERFACE_ENA) - families
    if missing:
        sys.exit(f"ParallelCluster counts the cards of {', '.join(sorted(missing))}, and NOT_RECORDED has none of them")
    return sorted(rows.items())


def without_efa():
    """Yield each family that has types without EFA, with the sizes of these."""
    path = pathlib.Path(moto.__file__).parent / "ec2/resources/instance_types.json.gz"
    families = {}
    for name, facts in json.loads(gzip.open(path).read()).items():
        if not facts["NetworkInfo"].get("EfaSupported"):
            family, size = name.split(".", 1)
            families.setdefault(family, []).append(size)
    return sorted((family, sorted(sizes)) for family, sizes in families.items())


def head(title, packages):
    """Return the first lines of a file."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in packages)
    return f"//! {title}\n//!\n//! Written by `tools/aws-tables.py`, {READ}, from {versions}.\n\n"


def card_row(name, n, efa, first):
    """Return one type as rustfmt writes it: a field to a line where all in one are too long."""
    fields = [f'name: "{name}"', f"n_cards: {n}", f"n_efa_cards: {efa}", f"n_first_card_interfaces: {first}"]
    row = f"    CardFacts {{ {', '.join(fields)} }},\n"
    if len(row) <= MAX_COLUMNS + 1:
        return row
    return "    CardFacts {\n" + "".join(f"        {field},\n" for field in fields) + "    },\n"


def card_table():
    """Return the text of the table of cards."""
    rows = [card_row(name, *facts) for name, facts in cards()]
    return (
        head("Instance types with more than one network card.", ["moto", "aws-parallelcluster"])
        + "use super::CardFacts;\n\n"
        + "/// Every such type, sorted by name.\n"
        + "pub(super) static MULTI_CARD_TYPES: &[CardFacts] = &[\n"
        + "".join(rows)
        + "];\n"
    )


def efa_row(family, sizes):
    """Return one family as rustfmt writes it."""
    row = f'    ("{family}", "{" ".join(sizes)}"),\n'
    if len(row) <= MAX_COLUMNS + 1:
        return row
    return f'    (\n        "{family}",\n        "{" ".join(sizes)}",\n    ),\n'


def efa_table():
    """Return the text of the table of types without EFA."""
    return (
        head("Instance types without EFA.", ["moto"])
        + "/// Each family with such types, sorted by name, and their sizes.\n"
        + "pub(super) static WITHOUT_EFA: &[(&str, &str)] = &[\n"
        + "".join(efa_row(*row) for row in without_efa())
        + "];\n"
    )


def regions():
    """Yield each region with the prefix of its zone ids and the numbers of its zones; Local Zones left out."""
    session = boto3.session.Session()
    known = {name for part in session.get_available_partitions() for name in session.get_available_regions("ec2", part)}
    for name, zones in sorted(RegionsAndZonesBackend.zones.items()):
        ids = [zone.zone_id for zone in zones if zone.zone_type == "availability-zone"]
        prefixes = {zone_id.rsplit("-az", 1)[0] for zone_id in ids}
        if name in known and len(prefixes) == 1:
            yield name, prefixes.pop(), sorted(int(zone_id.rsplit("-az", 1)[1]) for zone_id in ids)


def region_table():
    """Return the text of the table of regions."""
    rows = [
        f'    RegionFacts {{ name: "{name}", zone_id_prefix: "{prefix}", zone_numbers: &{numbers} }},\n'
        for name, prefix, numbers in regions()
    ]
    return (
        head("Regions and their availability zones.", ["moto", "botocore"])
        + "use super::RegionFacts;\n\n"
        + "/// The regions, sorted by name. The numbers of a region's zones are not always consecutive.\n"
        + "pub(super) static REGIONS: &[RegionFacts] = &[\n"
        + "".join(rows)
        + "];\n"
    )


def services():
    """Return the services of AWS: what VPC endpoints of theirs are named by, and what their interfaces are."""
    session = botocore.session.get_session()
    models = (session.get_service_model(name) for name in session.get_available_services())
    return sorted(set(AWS_ENDPOINT_SERVICES) | {model.metadata["endpointPrefix"] for model in models})


def service_table():
    """Return the text of the table of services."""
    return (
        head("Services of AWS.", ["moto", "botocore"])
        + "/// What follows the region in the name of an endpoint, or stands in front of it in that of an\n"
        + "/// interface; sorted.\n"
        + "pub(super) static NAMES: &[&str] = &[\n"
        + "".join(f'    "{name}",\n' for name in services())
        + "];\n"
    )


def absent():
    """Yield each partition with the services that have VPC endpoints and that none of its regions has, though `aws` has them."""
    path = pathlib.Path(botocore.__file__).parent / "data/endpoints.json"
    commercial, *others = json.loads(path.read_text())["partitions"]

    def has(partition, service):
        regions = partition["services"].get({"ecr.dkr": "api.ecr", "ecr.api": "api.ecr"}.get(service, service), {}).get("endpoints", {})
        return any(region in partition["regions"] for region in regions)

    for partition in others:
        lacks = [name for name in sorted(set(AWS_ENDPOINT_SERVICES)) if has(commercial, name) and not has(partition, name)]
        yield partition["partition"], lacks


def endpoint_table():
    """Return the text of the table of VPC endpoints."""
    return (
        head("Services that have VPC endpoints.", ["moto", "botocore"])
        + "/// What follows the region in the name of the endpoint, sorted.\n"
        + "pub(super) static OFFERED: &[&str] = &[\n"
        + "".join(f'    "{name}",\n' for name in sorted(set(AWS_ENDPOINT_SERVICES)))
        + "];\n\n"
        + "/// Services that a partition lacks as a whole, though the commercial one has them; sorted.\n"
        + "pub(super) static ABSENT: &[(&str, &[&str])] = &[\n"
        + "".join(
            f'    (\n        "{name}",\n        &[\n' + "".join(f'            "{one}",\n' for one in lacks) + "        ],\n    ),\n"
            for name, lacks in sorted(absent())
        )
        + "];\n"
    )


def update(path, text):
    """Write a file, or compare it."""
    if "--check" not in sys.argv[1:]:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    elif path.read_text() != text:
        sys.exit(f"{path.name} is not what the packages say: run tools/aws-tables.py")


if __name__ == "__main__":
    update(SOURCES / "instance_types/cards.rs", card_table())
    update(SOURCES / "instance_types/without_efa.rs", efa_table())
    update(SOURCES / "region/zones.rs", region_table())
    update(SOURCES / "services/names.rs", service_table())
    update(SOURCES / "endpoints/offered.rs", endpoint_table())
