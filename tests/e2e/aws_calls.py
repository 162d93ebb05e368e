#!/usr/bin/env python3
"""Calls AWS through the SDK, many calls in one process: to start the AWS CLI for each would take most of the time.

Comes in: one JSON list `[region, service, operation, parameters]` a line on standard input, the operation as the SDK
spells it. Goes out: for each, one line with `{"answer": ...}` or `{"error": "Code: message"}`. Ends with its input.

usage: aws_calls.py < calls
"""

import json
import sys

import boto3
from botocore.exceptions import ClientError

CLIENTS = {}


def client_of(region, service):
    """Returns the client of a service in a region, made once."""
    if (region, service) not in CLIENTS:
        CLIENTS[region, service] = boto3.client(service, region_name=region)
    return CLIENTS[region, service]


def call(region, service, operation, parameters):
    """Returns what the service answers; lists are read to their last page."""
    client = client_of(region, service)
    if client.can_paginate(operation):
        answer = client.get_paginator(operation).paginate(**parameters).build_full_result()
    else:
        answer = getattr(client, operation)(**parameters)
    answer.pop("ResponseMetadata", None)
    return answer


if __name__ == "__main__":
    for line in sys.stdin:
        try:
            reply = {"answer": call(*json.loads(line))}
        except ClientError as error:
            reply = {"error": f"{error.response['Error']['Code']}: {error}"}
        print(json.dumps(reply, default=str), flush=True)
