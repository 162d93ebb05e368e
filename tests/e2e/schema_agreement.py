#!/usr/bin/env python3
"""Asks ParallelCluster's own schema about configurations.

Comes in: a JSON list of YAML texts on standard input. Goes out: a JSON list on standard output, null where the schema
of the installed aws-parallelcluster takes the text, else why it does not. No AWS account is asked: this is the form of
a file alone, not the validators that look at subnets and images.

usage: python schema_agreement.py < texts.json > verdicts.json
"""

import json
import sys

import yaml
from marshmallow import ValidationError

from pcluster.config import cluster_config
from pcluster.schemas.cluster_schema import ClusterSchema

# The objects that the schema builds ask for the region again and again, and each time a session is made to find it.
cluster_config.get_region = lambda: "eu-west-1"


def refusal(schema, text):
    """Returns why the text is rejected, or None."""
    try:
        schema.load(yaml.safe_load(text))
    except ValidationError as error:
        return json.dumps(error.messages, default=str)
    except yaml.YAMLError as error:
        return f"YAML: {error}"
    except Exception as error:  # pylint: disable=broad-except
        # What the schema did not foresee ends the real command, too.
        return f"{type(error).__name__}: {error}"
    return None


if __name__ == "__main__":
    SCHEMA = ClusterSchema(cluster_name="agreement")
    json.dump([refusal(SCHEMA, text) for text in json.load(sys.stdin)], sys.stdout)
