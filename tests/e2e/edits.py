#!/usr/bin/env python3
"""Plays updates of stacks through EC2's API as CloudFormation does: what is new and what replaces something is made
while everything old lives.

Comes in: a JSON list on standard input, one entry per update: `before` and `after`, each with a `template` without
conditions, values for its `parameters`, the `vpc_blocks` of a VPC that exists and the `occupied` blocks in it. Goes
out: a JSON list, for each update what becomes of each resource (`fates`), what EC2 refuses (`failures`), and what was not
tried because it refers to that (`skipped`). Which property is replaced is what the resource schemas say that cfn-lint
has; nothing here knows what netloom expects.

EC2 is moto, in processes of this script. Rules of AWS that it lacks are in `Account`, each with its source.

usage: edits.py < updates.json > outcomes.json
"""

import functools
import json
import os
import re
import sys
from concurrent.futures import ProcessPoolExecutor
from ipaddress import ip_network

os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"
os.environ.update(AWS_ACCESS_KEY_ID="testing", AWS_SECRET_ACCESS_KEY="testing", AWS_EC2_METADATA_DISABLED="true")

# The settings above are read while these are imported.
# pylint: disable=wrong-import-position
import boto3
from botocore.exceptions import ClientError
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER
from moto import mock_aws
from moto.backends import get_backend
from moto.core import responses

REGION = "eu-west-1"
STACK = "net"
PSEUDO_PARAMETERS = {
    "AWS::StackName": STACK,
    "AWS::Region": REGION,
    "AWS::Partition": "aws",
    "AWS::AccountId": "123456789012",
    "AWS::URLSuffix": "amazonaws.com",
}
EXISTING = re.compile(r"(eipalloc|vpc|subnet|igw|sg)-[0-9a-f]+|(tgw|rtb|nat)-[0-9a-f]{17}")
POLICIES = ("DeletionPolicy", "UpdateReplacePolicy")
# Where subnets lie that exist and of which no block is known.
ELSEWHERE = "100.64.0.0/24"


class Refused(Exception):
    """EC2 does not take a call; the argument is the error code."""


@functools.cache
def create_only(kind):
    """Returns the properties of a type whose change replaces the resource."""
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, kind).schema
    return {path.split("/")[2] for path in schema.get("createOnlyProperties", [])}


class Account:
    """An account: EC2 with the rules that moto lacks."""

    def __init__(self, ec2):
        self.ec2 = ec2
        self.gateway_of_address = {}
        self.internet_gateway_of_vpc = {}
        self.vpn_gateway_of_vpc = {}
        self.association_of_subnet = {}
        self.has_own_egress = set()

    def create_nat_gateway(self, properties):
        """Makes a gateway with free addresses."""
        addresses = [properties["AllocationId"], *properties.get("SecondaryAllocationIds", [])]
        self.expect_free(addresses)
        answer = self.ec2.create_nat_gateway(SubnetId=properties["SubnetId"], AllocationId=addresses[0])
        gateway = answer["NatGateway"]["NatGatewayId"]
        self.gateway_of_address.update(dict.fromkeys(addresses, gateway))
        return gateway

    def expect_free(self, addresses):
        """An address has one gateway. Source: EC2 API, CreateNatGateway, failure code Resource.AlreadyAssociated."""
        if any(address in self.gateway_of_address for address in addresses):
            raise Refused("Resource.AlreadyAssociated")

    def attach_internet_gateway(self, gateway, vpc):
        """A VPC has one internet gateway. Source: Amazon VPC User Guide, "Internet gateways"."""
        if vpc in self.internet_gateway_of_vpc:
            raise Refused("Resource.AlreadyAssociated")
        self.ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
        self.internet_gateway_of_vpc[vpc] = gateway

    def attach_vpn_gateway(self, gateway, vpc):
        """A VPC has one virtual private gateway. Source: EC2 API, error VpnGatewayAttachmentLimitExceeded."""
        if vpc in self.vpn_gateway_of_vpc:
            raise Refused("VpnGatewayAttachmentLimitExceeded")
        self.ec2.attach_vpn_gateway(VpnGatewayId=gateway, VpcId=vpc)
        self.vpn_gateway_of_vpc[vpc] = gateway

    def associate_route_table(self, table, subnet):
        """A subnet has one association. Source: EC2 API, AssociateRouteTable, error Resource.AlreadyAssociated."""
        if subnet in self.association_of_subnet:
            raise Refused("Resource.AlreadyAssociated")
        answer = self.ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
        self.association_of_subnet[subnet] = answer["AssociationId"]
        return answer["AssociationId"]

    def associate_address(self, properties):
        """Source: EC2 API, AssociateAddress, AllowReassociation: reassociation is automatic. One that a NAT gateway
        has is taken."""
        if properties["AllocationId"] in self.gateway_of_address:
            raise Refused("Resource.AlreadyAssociated")
        return self.ec2.associate_address(AllowReassociation=True, **properties)["AssociationId"]

    def drop_default_egress(self, group):
        """CloudFormation takes the default rule away as soon as a template brings one of its own. Source:
        CloudFormation User Guide, AWS::EC2::SecurityGroupEgress."""
        if group not in self.has_own_egress:
            self.has_own_egress.add(group)
            everything = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
            self.ec2.revoke_security_group_egress(GroupId=group, IpPermissions=[everything])


# Each makes a resource and returns what `Ref` gives and the attributes that templates ask for.


def make_vpc(account, _, properties):
    vpc = account.ec2.create_vpc(CidrBlock=properties["CidrBlock"])["Vpc"]["VpcId"]
    return vpc, {}


def make_subnet(account, _, properties):
    keys = ("VpcId", "CidrBlock", "AvailabilityZoneId")
    answer = account.ec2.create_subnet(**{key: properties[key] for key in keys if key in properties})
    return answer["Subnet"]["SubnetId"], {}


def make_route_table(account, _, properties):
    return account.ec2.create_route_table(VpcId=properties["VpcId"])["RouteTable"]["RouteTableId"], {}


def make_route(account, _, properties):
    account.ec2.create_route(**properties)
    return f"{properties['RouteTableId']}|{properties['DestinationCidrBlock']}", {}


def make_association(account, _, properties):
    return account.associate_route_table(properties["RouteTableId"], properties["SubnetId"]), {}


def make_internet_gateway(account, *_):
    return account.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"], {}


def make_vpn_gateway(account, _, properties):
    return account.ec2.create_vpn_gateway(Type=properties["Type"])["VpnGateway"]["VpnGatewayId"], {}


def make_attachment(account, _, properties):
    vpc = properties["VpcId"]
    if "InternetGatewayId" in properties:
        account.attach_internet_gateway(properties["InternetGatewayId"], vpc)
        return f"IGW|{vpc}", {}
    account.attach_vpn_gateway(properties["VpnGatewayId"], vpc)
    return f"VGW|{vpc}", {}


def make_propagation(account, logical_id, properties):
    # moto has no call for it, and EC2 takes it twice.
    for table in properties["RouteTableIds"]:
        account.ec2.describe_route_tables(RouteTableIds=[table])
    return logical_id, {}


def make_address(account, *_):
    answer = account.ec2.allocate_address(Domain="vpc")
    return answer["PublicIp"], {"AllocationId": answer["AllocationId"], "PublicIp": answer["PublicIp"]}


def make_address_association(account, _, properties):
    return account.associate_address(properties), {}


def make_nat_gateway(account, _, properties):
    return account.create_nat_gateway(properties), {}


def make_interface(account, _, properties):
    answer = account.ec2.create_network_interface(
        SubnetId=properties["SubnetId"], Groups=properties.get("GroupSet", []), Description="-"
    )
    return answer["NetworkInterface"]["NetworkInterfaceId"], {}


def make_group(account, logical_id, properties):
    names = make_group.__dict__.setdefault("names", iter(range(10**9)))
    # CloudFormation chooses a name that no group has.
    name = f"{STACK}-{logical_id}-{next(names)}"
    group = account.ec2.create_security_group(
        GroupName=name, Description=properties["GroupDescription"], VpcId=properties["VpcId"]
    )["GroupId"]
    for rule in properties.get("SecurityGroupIngress", []):
        account.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission(rule, "Source")])
    for rule in properties.get("SecurityGroupEgress", []):
        account.drop_default_egress(group)
        account.ec2.authorize_security_group_egress(GroupId=group, IpPermissions=[permission(rule, "Destination")])
    return group, {"GroupId": group}


def permission(rule, other_end):
    """Turns a rule of a template into one of the API."""
    made = {"IpProtocol": str(rule["IpProtocol"])}
    made.update({key: int(rule[key]) for key in ("FromPort", "ToPort") if key in rule})
    if "CidrIp" in rule:
        made["IpRanges"] = [{"CidrIp": rule["CidrIp"]}]
    if f"{other_end}SecurityGroupId" in rule:
        made["UserIdGroupPairs"] = [{"GroupId": rule[f"{other_end}SecurityGroupId"]}]
    if f"{other_end}PrefixListId" in rule:
        made["PrefixListIds"] = [{"PrefixListId": rule[f"{other_end}PrefixListId"]}]
    return made


def make_ingress(account, logical_id, properties):
    account.ec2.authorize_security_group_ingress(
        GroupId=properties["GroupId"], IpPermissions=[permission(properties, "Source")]
    )
    return logical_id, {}


def make_egress(account, logical_id, properties):
    account.drop_default_egress(properties["GroupId"])
    account.ec2.authorize_security_group_egress(
        GroupId=properties["GroupId"], IpPermissions=[permission(properties, "Destination")]
    )
    return logical_id, {}


def make_endpoint(account, _, properties):
    """A table has one gateway endpoint of a service, and a VPC one private name of it. Source: EC2 API,
    CreateVpcEndpoint, errors RouteAlreadyExists and InvalidParameter."""
    known = account.__dict__.setdefault("endpoints", {})
    taken = endpoint_places(properties)
    if any(taken & others for others in known.values()):
        raise Refused("RouteAlreadyExists" if "RouteTableIds" in properties else "InvalidParameter")
    arguments = {key: value for key, value in properties.items() if key not in ("Tags", "PolicyDocument")}
    answer = account.ec2.create_vpc_endpoint(**arguments)
    ref = answer["VpcEndpoint"]["VpcEndpointId"]
    known[ref] = taken
    return ref, {}


def endpoint_places(properties):
    """Returns what no other endpoint can have at the same time."""
    service = properties["ServiceName"]
    tables = {(service, table) for table in properties.get("RouteTableIds", [])}
    name = {(service, properties["VpcId"])} if properties.get("PrivateDnsEnabled") else set()
    return tables | name


def make_transit_attachment(account, _, properties):
    """A VPC has one attachment to a transit gateway, with one subnet in each zone. Source: EC2 API,
    CreateTransitGatewayVpcAttachment, errors DuplicateTransitGatewayAttachment and DuplicateSubnetsInSameZone."""
    known = account.__dict__.setdefault("transit_attachments", {})
    pair = (properties["TransitGatewayId"], properties["VpcId"])
    if pair in known.values():
        raise Refused("DuplicateTransitGatewayAttachment")
    expect_zones_apart(account, properties)
    keys = ("TransitGatewayId", "VpcId", "SubnetIds")
    answer = account.ec2.create_transit_gateway_vpc_attachment(**{key: properties[key] for key in keys})
    ref = answer["TransitGatewayVpcAttachment"]["TransitGatewayAttachmentId"]
    known[ref] = pair
    return ref, {}


def expect_zones_apart(account, properties):
    subnets = account.ec2.describe_subnets(SubnetIds=properties["SubnetIds"])["Subnets"]
    zones = [subnet["AvailabilityZoneId"] for subnet in subnets]
    if len(set(zones)) < len(zones):
        raise Refused("DuplicateSubnetsInSameZone")


def make_placement_group(account, logical_id, properties):
    account.__dict__.setdefault("placement_groups", []).append(properties)
    return f"{STACK}-{logical_id}", {}


MAKERS = {
    "AWS::EC2::VPC": make_vpc,
    "AWS::EC2::Subnet": make_subnet,
    "AWS::EC2::RouteTable": make_route_table,
    "AWS::EC2::Route": make_route,
    "AWS::EC2::SubnetRouteTableAssociation": make_association,
    "AWS::EC2::InternetGateway": make_internet_gateway,
    "AWS::EC2::VPNGateway": make_vpn_gateway,
    "AWS::EC2::VPCGatewayAttachment": make_attachment,
    "AWS::EC2::VPNGatewayRoutePropagation": make_propagation,
    "AWS::EC2::EIP": make_address,
    "AWS::EC2::EIPAssociation": make_address_association,
    "AWS::EC2::NatGateway": make_nat_gateway,
    "AWS::EC2::NetworkInterface": make_interface,
    "AWS::EC2::SecurityGroup": make_group,
    "AWS::EC2::VPCEndpoint": make_endpoint,
    "AWS::EC2::SecurityGroupIngress": make_ingress,
    "AWS::EC2::SecurityGroupEgress": make_egress,
    "AWS::EC2::TransitGatewayAttachment": make_transit_attachment,
    "AWS::EC2::PlacementGroup": make_placement_group,
}


# Each changes a resource in place, or the association of a subnet under its own id.


def update_subnet(account, ref, _, properties):
    is_public = {"Value": bool(properties.get("MapPublicIpOnLaunch", False))}
    account.ec2.modify_subnet_attribute(SubnetId=ref, MapPublicIpOnLaunch=is_public)


def update_route(account, _ref, _old, properties):
    account.ec2.replace_route(**properties)


def update_group(account, ref, old, properties):
    before = [permission(rule, "Source") for rule in old.get("SecurityGroupIngress", [])]
    after = [permission(rule, "Source") for rule in properties.get("SecurityGroupIngress", [])]
    for rule in after:
        if rule not in before:
            account.ec2.authorize_security_group_ingress(GroupId=ref, IpPermissions=[rule])
    for rule in before:
        if rule not in after:
            account.ec2.revoke_security_group_ingress(GroupId=ref, IpPermissions=[rule])


def update_interface(account, ref, _, properties):
    account.ec2.modify_network_interface_attribute(NetworkInterfaceId=ref, Groups=properties["GroupSet"])


def update_propagation(account, ref, _, properties):
    make_propagation(account, ref, properties)


def update_association(account, ref, _, properties):
    answer = account.ec2.replace_route_table_association(AssociationId=ref, RouteTableId=properties["RouteTableId"])
    account.association_of_subnet[properties["SubnetId"]] = answer["NewAssociationId"]


def update_nat_gateway(account, ref, old, properties):
    # Further addresses come and go while it works. Source: EC2 API, AssociateNatGatewayAddress.
    before, after = (set(side.get("SecondaryAllocationIds", [])) for side in (old, properties))
    account.expect_free(after - before)
    account.gateway_of_address.update(dict.fromkeys(after - before, ref))
    for address in before - after:
        del account.gateway_of_address[address]


def update_endpoint(account, ref, old, properties):
    """Tables, subnets and policy change in place. Source: EC2 API, ModifyVpcEndpoint."""
    account.endpoints[ref] = endpoint_places(properties)
    changes = {}
    for key in ("RouteTableIds", "SubnetIds"):
        before, after = set(old.get(key, [])), set(properties.get(key, []))
        changes |= {f"Add{key}": sorted(after - before), f"Remove{key}": sorted(before - after)}
    changes = {key: value for key, value in changes.items() if value}
    if changes:
        account.ec2.modify_vpc_endpoint(VpcEndpointId=ref, **changes)


def update_transit_attachment(account, _ref, _old, properties):
    """Subnets come and go in place. Source: EC2 API, ModifyTransitGatewayVpcAttachment: one subnet
    in each zone."""
    expect_zones_apart(account, properties)


def update_tags(account, ref, _, properties):
    # `Ref` of an Elastic IP address is the address, which is no resource to EC2's API.
    if ref.count("."):
        return
    account.ec2.create_tags(Resources=[ref], Tags=properties["Tags"])


UPDATERS = {
    ("AWS::EC2::NatGateway", "SecondaryAllocationIds"): update_nat_gateway,
    ("AWS::EC2::VPCEndpoint", "RouteTableIds"): update_endpoint,
    ("AWS::EC2::VPCEndpoint", "SubnetIds"): update_endpoint,
    ("AWS::EC2::VPCEndpoint", "PolicyDocument"): update_endpoint,
    ("AWS::EC2::Subnet", "MapPublicIpOnLaunch"): update_subnet,
    ("AWS::EC2::Route", "GatewayId"): update_route,
    ("AWS::EC2::Route", "NatGatewayId"): update_route,
    ("AWS::EC2::Route", "NetworkInterfaceId"): update_route,
    ("AWS::EC2::Route", "TransitGatewayId"): update_route,
    ("AWS::EC2::TransitGatewayAttachment", "SubnetIds"): update_transit_attachment,
    ("AWS::EC2::SecurityGroup", "SecurityGroupIngress"): update_group,
    ("AWS::EC2::NetworkInterface", "GroupSet"): update_interface,
    ("AWS::EC2::VPNGatewayRoutePropagation", "RouteTableIds"): update_propagation,
}


class Resource:
    """A resource that lives: its properties worked out, its policies, and what refers to it gets."""

    def __init__(self, properties, policies, ref, attributes):
        self.properties = properties
        self.policies = policies
        self.ref = ref
        self.attributes = attributes


class Stack:
    """A stack in an account."""

    def __init__(self, account, existing):
        self.account = account
        self.existing = existing
        self.resources = {}

    def deploy(self, template, parameters):
        """Makes or updates everything in the order of its references; returns fates and failures, and what was not
        tried because it refers to what failed."""
        before = dict(self.resources)
        fates, failures, skipped, failed = {}, [], set(), set()
        self.parameters = parameters
        for logical_id in in_order(template["Resources"]):
            resource = template["Resources"][logical_id]
            if (skipped | failed) & set(references(resource)):
                skipped.add(logical_id)
                continue
            try:
                fates[logical_id] = self.put(logical_id, resource, before.get(logical_id))
            except (Refused, ClientError) as error:
                code = error.response["Error"]["Code"] if isinstance(error, ClientError) else error
                failures.append(f"{code} on {logical_id}")
                failed.add(logical_id)
        for logical_id in before:
            if logical_id not in template["Resources"]:
                fates[logical_id] = "removed"
        return {"fates": fates, "failures": sorted(failures), "skipped": sorted(skipped)}

    def put(self, logical_id, resource, old):
        """Makes, replaces, changes or keeps a resource; returns its fate."""
        kind = resource["Type"]
        properties = self.value(resource.get("Properties", {}))
        policies = [resource.get(policy) for policy in POLICIES]
        if old is None:
            self.resources[logical_id] = self.make(logical_id, kind, properties, policies)
            return "added"
        changed = {key for key in {*old.properties, *properties} if old.properties.get(key) != properties.get(key)}
        self.resources[logical_id] = Resource(properties, policies, old.ref, old.attributes)
        if not changed & create_only(kind):
            for update in {update_tags if key == "Tags" else UPDATERS[kind, key] for key in changed}:
                update(self.account, old.ref, old.properties, properties)
            return "updated in place" if changed or policies != old.policies else "kept"
        if kind == "AWS::EC2::SubnetRouteTableAssociation" and "SubnetId" not in changed:
            # Under its own id the association changes its table. Source: CloudFormation User Guide,
            # AWS::EC2::SubnetRouteTableAssociation; EC2 API, ReplaceRouteTableAssociation.
            update_association(self.account, old.ref, old.properties, properties)
        else:
            self.resources[logical_id] = self.make(logical_id, kind, properties, policies)
        return "replaced"

    def make(self, logical_id, kind, properties, policies):
        """Makes a resource, beside an old one of the same id."""
        wanted = {key: value for key, value in properties.items() if key != "Tags"}
        return Resource(properties, policies, *MAKERS[kind](self.account, logical_id, wanted))

    def value(self, node):
        """Works out the intrinsic functions in a value."""
        if isinstance(node, list):
            return [self.value(item) for item in node]
        if isinstance(node, str):
            return self.existing.get(node, node)
        if not isinstance(node, dict):
            return node
        if set(node) == {"Ref"}:
            return self.reference(node["Ref"])
        if set(node) == {"Fn::GetAtt"}:
            logical_id, attribute = node["Fn::GetAtt"]
            return self.resources[logical_id].attributes[attribute]
        if set(node) == {"Fn::Sub"}:
            return re.sub(r"\$\{([^}]+)\}", lambda match: self.reference(match[1]), node["Fn::Sub"])
        return {key: self.value(item) for key, item in node.items()}

    def reference(self, name):
        """Returns what `Ref` gives."""
        if name.startswith("AWS::"):
            return PSEUDO_PARAMETERS[name]
        return self.resources[name].ref if name in self.resources else self.parameters[name]


def references(node):
    """Yields the logical ids that a resource refers to or waits for."""
    if isinstance(node, list):
        for item in node:
            yield from references(item)
    elif isinstance(node, dict):
        for key, item in node.items():
            if key == "Ref":
                yield item
            elif key == "Fn::GetAtt":
                yield item[0]
            elif key == "Fn::Sub":
                yield from re.findall(r"\$\{([^}]+)\}", item)
            elif key == "DependsOn":
                yield from [item] if isinstance(item, str) else item
            else:
                yield from references(item)


def in_order(resources):
    """Returns the logical ids so that each comes behind what it refers to."""
    ordered, seen = [], set()

    def visit(logical_id):
        if logical_id in resources and logical_id not in seen:
            seen.add(logical_id)
            for other in sorted(set(references(resources[logical_id]))):
                visit(other)
            ordered.append(logical_id)

    for logical_id in sorted(resources):
        visit(logical_id)
    return ordered


def make_existing(account, update):
    """Makes what the templates name by id; returns the real ids by the written ones."""
    text = json.dumps([update["before"]["template"]["Resources"], update["after"]["template"]["Resources"]])
    names = sorted({match[0] for match in EXISTING.finditer(text)})
    ec2, ids = account.ec2, {}
    blocks = list(dict.fromkeys(update["before"]["vpc_blocks"] + update["after"]["vpc_blocks"]))
    vpcs = [name for name in names if name.startswith("vpc-")]
    # Without a VPC by id nothing of it is known, so one stands for it.
    for name in vpcs or ([""] if names else []):
        vpc = ec2.create_vpc(CidrBlock=(blocks if vpcs and blocks else ["10.0.0.0/16"])[0])["Vpc"]["VpcId"]
        ids[name] = vpc
        for block in (blocks[1:] if vpcs else []) + [ELSEWHERE]:
            ec2.associate_vpc_cidr_block(VpcId=vpc, CidrBlock=block)
    home = next(iter(ids.values()), None)
    for number, name in enumerate(name for name in names if name.startswith("subnet-")):
        block = f"100.64.0.{16 * number}/28"
        ids[name] = ec2.create_subnet(VpcId=home, CidrBlock=block)["Subnet"]["SubnetId"]
    for name in names:
        if name.startswith("igw-"):
            ids[name] = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
            if home not in account.internet_gateway_of_vpc:
                account.attach_internet_gateway(ids[name], home)
        if name.startswith("tgw-"):
            ids[name] = ec2.create_transit_gateway()["TransitGateway"]["TransitGatewayId"]
        if name.startswith("rtb-"):
            ids[name] = ec2.create_route_table(VpcId=home)["RouteTable"]["RouteTableId"]
        if name.startswith("nat-"):
            subnet = ec2.create_subnet(VpcId=home, CidrBlock="100.64.0.240/28")["Subnet"]["SubnetId"]
            ids[name] = ec2.create_nat_gateway(SubnetId=subnet, ConnectivityType="private")["NatGateway"]["NatGatewayId"]
        if name.startswith("eipalloc-"):
            ids[name] = ec2.allocate_address(Domain="vpc")["AllocationId"]
        if name.startswith("sg-"):
            ids[name] = ec2.create_security_group(GroupName=name[3:], Description=name, VpcId=home)["GroupId"]
    own = [ip_network(block) for block in blocks_of(update["before"]["template"])]
    for block in update["after"]["occupied"]:
        # What this stack has itself is no subnet of others, whatever the config says.
        if not any(ip_network(block).overlaps(other) for other in own):
            ec2.create_subnet(VpcId=home, CidrBlock=block)
    return ids


def blocks_of(template):
    """Returns the blocks of the subnets of a template."""
    subnets = (one for one in template["Resources"].values() if one["Type"] == "AWS::EC2::Subnet")
    return [subnet["Properties"]["CidrBlock"] for subnet in subnets]


@functools.cache
def client():
    """Returns the client of this process, whose account is emulated."""
    # moto looks the names up again for each call, which takes a quarter of the time.
    responses.method_names_from_class = functools.cache(responses.method_names_from_class)
    mock_aws().start()
    return boto3.client("ec2", region_name=REGION)


def play(update):
    """Plays one update in an empty account."""
    ec2 = client()
    get_backend("ec2").reset()
    account = Account(ec2)
    stack = Stack(account, make_existing(account, update))
    first = stack.deploy(update["before"]["template"], update["before"]["parameters"])
    if first["failures"]:
        return {**first, "failures": [f"before: {failure}" for failure in first["failures"]]}
    return stack.deploy(update["after"]["template"], update["after"]["parameters"])


if __name__ == "__main__":
    # What all processes need is loaded once, before they are forked.
    get_backend("ec2").reset()
    for maker in MAKERS:
        create_only(maker)
    with ProcessPoolExecutor() as processes:
        json.dump(list(processes.map(play, json.load(sys.stdin), chunksize=8)), sys.stdout)
