#!/usr/bin/env python3
"""Runs every validator of the installed ParallelCluster over configurations, in networks that are described beside them.

Comes in: a JSON object on standard input:
    records   the file in which moto has recorded the answers of DescribeInstanceTypes
    clusters  a list of clusters, each with
        text     the configuration, with ids
        subnets  the subnets that exist: id, vpc, zone, cidr, is_public, maps_public
        reservations  capacity reservations by id: [instance type, zone, reservation type]
Goes out: a JSON list on standard output, for each cluster the list of what is rejected as [validator, message].

The package itself is asked, down to its AWS client: only what botocore would send is answered here.

usage: python pcluster_validators.py < clusters.json > refused.json
"""

import gzip
import json
import logging
import os
import sys

os.environ.update(AWS_DEFAULT_REGION="eu-west-1", AWS_ACCESS_KEY_ID="none", AWS_SECRET_ACCESS_KEY="none")

import boto3
import yaml
from botocore.client import BaseClient
from botocore.exceptions import ClientError
from marshmallow import ValidationError

from pcluster.aws import common
from pcluster.aws.aws_api import AWSApi
from pcluster.schemas.cluster_schema import ClusterSchema
from pcluster.validators import common as validators
from pcluster.validators.common import FailureLevel

ValidatorContext = getattr(validators, "ValidatorContext", None)
logging.disable(logging.CRITICAL)

EVERYBODY = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}


class World:
    """What EC2, EFS and FSx answer about one cluster's network."""

    def __init__(self, records, cluster):
        self.records = records
        self.subnets = {subnet["id"]: subnet for subnet in cluster["subnets"]}
        self.reservations = cluster["reservations"]

    def answer(self, operation, asked):
        """Answers one call as botocore would return it."""
        method = getattr(self, operation, None)
        if method is None:
            raise ClientError({"Error": {"Code": "NotAnswered", "Message": f"{operation} is not answered"}}, operation)
        return method(asked)

    def refuse(self, operation, code, message):
        """Raises what AWS answers to a call about something that there is not."""
        raise ClientError({"Error": {"Code": code, "Message": message}}, operation)

    def _subnet(self, subnet_id):
        if subnet_id not in self.subnets:
            self.refuse("DescribeSubnets", "InvalidSubnetID.NotFound", f"The subnet ID '{subnet_id}' does not exist")
        return self.subnets[subnet_id]

    def DescribeSubnets(self, asked):
        """EC2."""
        wanted = asked.get("SubnetIds") or list(self.subnets)
        subnets = [self._subnet(subnet_id) for subnet_id in wanted]
        return {"Subnets": [
            {
                "SubnetId": subnet["id"], "VpcId": subnet["vpc"], "AvailabilityZone": subnet["zone"],
                "CidrBlock": subnet["cidr"], "MapPublicIpOnLaunch": subnet["maps_public"],
                "AvailableIpAddressCount": 200,
            }
            for subnet in subnets
        ]}

    def DescribeRouteTables(self, asked):
        """EC2: one table for each subnet."""
        named = {name for part in asked.get("Filters", []) for name in part["Values"]}
        public = any(self.subnets[name]["is_public"] for name in named if name in self.subnets)
        target = {"GatewayId": "igw-1"} if public else {"NatGatewayId": "nat-1"}
        return {"RouteTables": [{"Routes": [{"DestinationCidrBlock": "0.0.0.0/0", **target}], "Associations": []}]}

    def DescribeVpcAttribute(self, asked):
        """EC2: every network that netloom makes has both."""
        name = asked["Attribute"]
        return {name[0].upper() + name[1:]: {"Value": True}}

    def DescribeInstanceTypes(self, asked):
        """EC2, as recorded."""
        wanted = asked.get("InstanceTypes")
        if not wanted:
            return {"InstanceTypes": [self.records["t3.micro"]]}
        for name in wanted:
            if name not in self.records:
                self.refuse("DescribeInstanceTypes", "InvalidInstanceType", f"{name} does not exist")
        return {"InstanceTypes": [json.loads(json.dumps(self.records[name])) for name in wanted]}

    def DescribeInstanceTypeOfferings(self, _):
        """EC2: every type in every zone."""
        return {"InstanceTypeOfferings": [{"InstanceType": name, "Location": "eu-west-1a"} for name in self.records]}

    def DescribeImages(self, asked):
        """EC2: whatever image is looked for is there."""
        names = [name for part in asked.get("Filters", []) if part["Name"] == "name" for name in part["Values"]]
        return {"Images": [{
            "ImageId": "ami-0123456789abcdef0", "Name": (names or ["image"])[0].rstrip("*"), "State": "available",
            "Architecture": "arm64" if "arm64" in "".join(names) else "x86_64", "RootDeviceName": "/dev/xvda",
            "CreationDate": "2026-01-01T00:00:00.000Z", "Description": "", "Tags": [], "Public": True,
            "BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 40, "SnapshotId": "snap-1"}}],
        }]}

    def DescribeSecurityGroups(self, asked):
        """EC2: every group admits everybody, and itself."""
        return {"SecurityGroups": [
            {
                "GroupId": group, "VpcId": next(iter(self.subnets.values()))["vpc"],
                "IpPermissions": [{**EVERYBODY, "UserIdGroupPairs": [{"GroupId": group}]}],
                "IpPermissionsEgress": [{**EVERYBODY, "UserIdGroupPairs": [{"GroupId": group}]}],
            }
            for group in asked["GroupIds"]
        ]}

    def DescribeCapacityReservations(self, asked):
        """EC2."""
        return {"CapacityReservations": [
            {
                "CapacityReservationId": name, "InstanceType": self.reservations[name][0],
                "AvailabilityZone": self.reservations[name][1], "ReservationType": self.reservations[name][2],
                "InstancePlatform": "Linux/UNIX", "TotalInstanceCount": 1000, "AvailableInstanceCount": 1000,
                "InstanceMatchCriteria": "targeted", "State": "active",
            }
            for name in asked["CapacityReservationIds"]
        ]}

    def DescribeAddresses(self, _):
        """EC2."""
        return {"Addresses": [{"AllocationId": "eipalloc-1"}]}

    def DescribeKeyPairs(self, _):
        """EC2."""
        return {"KeyPairs": [{"KeyName": "admin", "KeyType": "rsa"}]}

    def DescribePlacementGroups(self, asked):
        """EC2."""
        return {"PlacementGroups": [{"GroupName": name, "State": "available"} for name in asked["GroupNames"]]}

    def DescribeNetworkInterfaces(self, asked):
        """EC2: the interfaces of file systems, in the first subnet."""
        first = next(iter(self.subnets.values()))
        return {"NetworkInterfaces": [
            {
                "NetworkInterfaceId": name, "VpcId": first["vpc"], "SubnetId": first["id"],
                "Groups": [{"GroupId": "sg-0123456789abcdef9"}], "AvailabilityZone": first["zone"],
            }
            for name in asked["NetworkInterfaceIds"]
        ]}

    def RunInstances(self, _):
        """EC2: the dry run of a launch, which no network decides."""
        return self.refuse("RunInstances", "DryRunOperation", "Request would have succeeded, but DryRun flag is set.")

    def DescribeFileSystems(self, asked):
        """EFS, which asks by one id, and FSx."""
        first = next(iter(self.subnets.values()))
        if "FileSystemId" in asked:
            return {"FileSystems": [{"FileSystemId": asked["FileSystemId"]}]}
        return {"FileSystems": [
            {
                "FileSystemId": name, "VpcId": first["vpc"], "FileSystemType": "LUSTRE", "SubnetIds": [first["id"]],
                "NetworkInterfaceIds": ["eni-0123456789abcdef0"], "DNSName": f"{name}.fsx", "StorageCapacity": 1200,
                "LustreConfiguration": {"MountName": "work", "DeploymentType": "SCRATCH_2"},
            }
            for name in asked["FileSystemIds"]
        ]}

    def DescribeMountTargets(self, _):
        """EFS: one in each subnet."""
        return {"MountTargets": [
            {"MountTargetId": f"fsmt-{name}", "SubnetId": name} for name in self.subnets
        ]}

    def DescribeMountTargetSecurityGroups(self, _):
        """EFS."""
        return {"SecurityGroups": ["sg-0123456789abcdef9"]}

    def GetCallerIdentity(self, _):
        """STS."""
        return {"Account": "123456789012"}


# Releases from 3.4 on ask what the cluster is that is being updated; a new one is none.
CONTEXT = {"context": ValidatorContext()} if ValidatorContext else {}

CLIENTS = {}
MAKE_CLIENT = boto3.client


def client(name, **options):
    """Makes each client once: making one takes longer than all that is asked of it."""
    if name not in CLIENTS:
        CLIENTS[name] = MAKE_CLIENT(name, **options)
    return CLIENTS[name]


def refused(world, text):
    """Returns what is rejected."""
    BaseClient._make_api_call = lambda _, operation, asked: world.answer(operation, asked)
    AWSApi._instance = None
    common.Cache.clear_all()
    try:
        config = ClusterSchema(cluster_name="validators").load(yaml.safe_load(text))
        found = config.validate(**CONTEXT)
    except ValidationError as error:
        return [["schema", json.dumps(error.messages, default=str)]]
    except Exception as error:  # pylint: disable=broad-except
        # What the package did not foresee ends the real command, too.
        return [["crash", f"{type(error).__name__}: {error}"]]
    # 3.0 calls its type of validators otherwise.
    kind = lambda failure: getattr(failure, "validator_type", None) or type(failure).__name__
    return [[kind(failure), failure.message] for failure in found if failure.level == FailureLevel.ERROR]


def main():
    """Answers about every cluster."""
    asked = json.load(sys.stdin)
    with gzip.open(asked["records"]) as file:
        records = json.load(file)
    boto3.client = client
    # The package makes a session wherever it asks for the region.
    session = boto3.session.Session()
    boto3.session.Session = lambda: session
    clusters = asked["clusters"]
    json.dump([refused(World(records, cluster), cluster["text"]) for cluster in clusters], sys.stdout)


if __name__ == "__main__":
    main()
