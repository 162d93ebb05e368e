#!/usr/bin/env python3
"""Reads a bound 2.x config with the classes of ParallelCluster 2.11 and runs its checks of the `[vpc]` section.

Comes in: a config file. Goes out: the parameters of its `[vpc]` section as JSON on standard output; where
ParallelCluster refuses the file, its words on standard error and exit code 1.

usage: python pcluster_v2.py CONFIG
"""

import json
import sys

from pcluster.config.pcluster_config import PclusterConfig


def main(path):
    """Reads and checks one file."""
    config = PclusterConfig(config_file=path, fail_on_file_absence=True, fail_on_error=True)
    section = config.get_section("vpc")
    section.validate()
    for name in section.params:
        section.get_param(name).validate()
    values = {name: section.get_param_value(name) for name in section.params}
    json.dump({"vpc": values, "region": config.region}, sys.stdout, default=str)


if __name__ == "__main__":
    main(sys.argv[1])
