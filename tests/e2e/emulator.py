#!/usr/bin/env python3
"""moto's server as a bench for network stacks.

moto deploys CloudFormation templates into an emulated EC2, but it drops properties and takes resource types that it
does not know without making anything. This wrapper makes what is dropped, through moto's own backends, and refuses
every resource type that is not listed in MAKERS and every property that its maker does not look at: a stack that
deploys here has all its objects.

With --until-eof it ends when its standard input does, so that it never outlives the suite that started it.

usage: emulator.py PORT [--until-eof]
"""

import json
import os
import sys
import threading

from moto.cloudformation import parsing
from moto.cloudformation.exceptions import ValidationError
from moto.cloudformation.models import ChangeSet
from moto.core.common_models import CloudFormationModel
from moto.core.responses import ActionResult
from moto.ec2.exceptions import InvalidSubnetIdError
from moto.ec2.models import ec2_backends
from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend
from moto.ec2.models.subnets import SubnetBackend
from moto.ec2.responses import EC2Response
from moto.server import main

EVERYTHING = "-1"


def tag(thing, properties):
    """Writes the template's tags, which moto keeps on some types only."""
    for entry in properties.get("Tags", []):
        thing.add_tag(entry["Key"], entry["Value"])
    return thing


def is_true(value):
    """Tells true from false in JSON and in the texts that parameters are."""
    return str(value).lower() == "true"


def make_vpc(ec2, name, properties):
    vpc = ec2.create_vpc(properties["CidrBlock"], instance_tenancy=properties.get("InstanceTenancy", "default"))
    vpc.enable_dns_support = is_true(properties.get("EnableDnsSupport", True))
    vpc.enable_dns_hostnames = is_true(properties.get("EnableDnsHostnames", False))
    return tag(vpc, properties)


def make_subnet(ec2, name, properties):
    zone = properties.get("AvailabilityZone")
    if "AvailabilityZoneId" in properties:
        zones = RegionsAndZonesBackend.zones[ec2.region_name]
        names = {known.zone_id: known.name for known in zones}
        zone = names[properties["AvailabilityZoneId"]]
    subnet = ec2.create_subnet(properties["VpcId"], properties["CidrBlock"], availability_zone=zone)
    subnet.map_public_ip_on_launch = is_true(properties.get("MapPublicIpOnLaunch", False))
    return tag(subnet, properties)


def make_association(ec2, name, properties):
    table, subnet = properties["RouteTableId"], properties["SubnetId"]
    association = Named(ec2.associate_route_table(route_table_id=table, subnet_id=subnet))
    return association


def make_security_group(ec2, name, properties):
    group = ec2.create_security_group(name, properties["GroupDescription"], vpc_id=properties["VpcId"])
    for rule in properties.get("SecurityGroupIngress", []):
        ec2.authorize_security_group_ingress(group.id, **rule_arguments(rule, "Source"), vpc_id=properties["VpcId"])
    if properties.get("SecurityGroupEgress"):
        drop_default_egress(group)
        for rule in properties["SecurityGroupEgress"]:
            ec2.authorize_security_group_egress(
                group.id, **rule_arguments(rule, "Destination"), vpc_id=properties["VpcId"]
            )
    return tag(group, properties)


def rule_arguments(rule, other_end):
    """Turns a rule of the template into the arguments of moto; all-protocol rules have no ports."""
    description = rule.get("Description")
    arguments = {
        "ip_protocol": str(rule["IpProtocol"]),
        "from_port": rule.get("FromPort", -1),
        "to_port": rule.get("ToPort", -1),
        "ip_ranges": [],
        "source_groups": [],
        "prefix_list_ids": [],
    }
    if "CidrIp" in rule:
        arguments["ip_ranges"] = [{"CidrIp": rule["CidrIp"], "Description": description}]
    if f"{other_end}SecurityGroupId" in rule:
        arguments["source_groups"] = [
            {"GroupId": rule[f"{other_end}SecurityGroupId"], "Description": description}
        ]
    if f"{other_end}PrefixListId" in rule:
        arguments["prefix_list_ids"] = [{"PrefixListId": rule[f"{other_end}PrefixListId"]}]
    return arguments


def make_ingress(ec2, name, properties):
    rules, _ = ec2.authorize_security_group_ingress(properties["GroupId"], **rule_arguments(properties, "Source"))
    return Named(rules[0].id)


def make_egress(ec2, name, properties):
    group = ec2.get_security_group_from_id(properties["GroupId"])
    # CloudFormation takes the default rule away as soon as a template brings one of its own.
    drop_default_egress(group)
    rules, _ = ec2.authorize_security_group_egress(group.id, **rule_arguments(properties, "Destination"))
    return Named(rules[0].id)


def drop_default_egress(group):
    if not getattr(group, "has_own_egress", False):
        group.egress_rules.clear()
        group.has_own_egress = True


def make_route_table(ec2, name, properties):
    return tag(ec2.create_route_table(vpc_id=properties["VpcId"]), properties)


def make_route(ec2, name, properties):
    targets = {
        "gateway_id": properties.get("GatewayId"),
        "nat_gateway_id": properties.get("NatGatewayId"),
        "interface_id": properties.get("NetworkInterfaceId"),
    }
    if not any(targets.values()):
        raise ValidationError(name, "a route has a target")
    table = properties["RouteTableId"]
    ec2.create_route(route_table_id=table, destination_cidr_block=properties["DestinationCidrBlock"], **targets)
    return Named(f"{table}|{properties['DestinationCidrBlock']}")


def make_internet_gateway(ec2, name, properties):
    return tag(ec2.create_internet_gateway(), properties)


def make_vpn_gateway(ec2, name, properties):
    return tag(ec2.create_vpn_gateway(gateway_type=properties["Type"]), properties)


def make_attachment(ec2, name, properties):
    vpc = properties["VpcId"]
    if "InternetGatewayId" in properties:
        ec2.attach_internet_gateway(properties["InternetGatewayId"], vpc)
        return Named(f"IGW|{vpc}")
    ec2.attach_vpn_gateway(properties["VpnGatewayId"], vpc)
    return Named(f"VGW|{vpc}")


def make_propagation(ec2, name, properties):
    for table_id in properties["RouteTableIds"]:
        table = ec2.get_route_table(table_id)
        known = getattr(table, "propagating_vgws", [])
        table.propagating_vgws = [*known, {"GatewayId": properties["VpnGatewayId"]}]
    return Named(name)


def make_address(ec2, name, properties):
    address = tag(ec2.allocate_address(domain=properties.get("Domain", "vpc")), properties)
    return address


def make_address_association(ec2, name, properties):
    interface = ec2.get_network_interface(properties["NetworkInterfaceId"])
    address = ec2.associate_address(eni=interface, allocation_id=properties["AllocationId"])
    return Named(address.association_id)


def make_nat_gateway(ec2, name, properties):
    return tag(ec2.create_nat_gateway(properties["SubnetId"], properties["AllocationId"]), properties)


def make_interface(ec2, name, properties):
    interface = ec2.create_network_interface(
        ec2.get_subnet(properties["SubnetId"]),
        properties.get("PrivateIpAddress"),
        group_ids=properties.get("GroupSet", []),
        description=properties.get("Description"),
    )
    interface.source_dest_check = is_true(properties.get("SourceDestCheck", True))
    return tag(interface, properties)


def make_endpoint(ec2, name, properties):
    policy = properties.get("PolicyDocument")
    kind = properties.get("VpcEndpointType", "Gateway")
    endpoint = ec2.create_vpc_endpoint(
        properties["VpcId"],
        properties["ServiceName"],
        kind,
        json.dumps(policy) if policy else None,
        list(properties.get("RouteTableIds", [])),
        # moto makes an interface in a subnet, of which it has the id here.
        subnet_ids=list(properties.get("SubnetIds", [])),
        security_group_ids=list(properties.get("SecurityGroupIds", [])),
        private_dns_enabled=is_true(properties.get("PrivateDnsEnabled", False)),
    )
    return tag(endpoint, properties)


def update_endpoint(ec2, endpoint, properties):
    """Gives an endpoint the tables, subnets and groups that it has now; moto replaces what it cannot update."""
    before, tables = endpoint.route_table_ids, list(properties.get("RouteTableIds", []))
    prefixes = endpoint.destination_prefix_list_id
    for table in tables:
        if prefixes and table not in before:
            ec2.create_route(table, None, gateway_id=endpoint.id, destination_prefix_list_id=prefixes)
    for table in before:
        if prefixes and table not in tables:
            ec2.delete_route(table, prefixes)
    endpoint.route_table_ids = tables
    endpoint.subnet_ids = list(properties.get("SubnetIds", []))
    endpoint.security_group_ids = list(properties.get("SecurityGroupIds", []))
    return endpoint


def make_placement_group(ec2, name, properties):
    group = {
        "GroupName": name,
        "GroupId": f"pg-{name}",
        "State": "available",
        "Strategy": properties["Strategy"],
        "Tags": properties.get("Tags", []),
    }
    ec2.__dict__.setdefault("placement_groups", []).append(group)
    return Named(name)


def describe_placement_groups(response):
    """Answers DescribePlacementGroups, which moto lacks."""
    return ActionResult({"PlacementGroups": response.ec2_backend.__dict__.get("placement_groups", [])})


class Named(CloudFormationModel):
    """What CloudFormation keeps of an object that has a name and no attributes."""

    # moto tells the service of a model by the module that it stands in.
    __module__ = "moto.ec2.models"

    def __init__(self, name):
        self.name = name

    @property
    def physical_resource_id(self):
        return self.name


class Watched(dict):
    """Properties that know which of them were looked at, so that none is passed over in silence."""

    def __init__(self, properties):
        super().__init__(properties)
        self.read = set()

    def __getitem__(self, key):
        self.read.add(key)
        return super().__getitem__(key)

    def get(self, key, default=None):
        self.read.add(key)
        return super().get(key, default)

    def unread(self):
        """Returns the names of the properties that were not asked for, sorted."""
        return sorted(set(self) - self.read)


MAKERS = {
    "AWS::EC2::VPC": make_vpc,
    "AWS::EC2::Subnet": make_subnet,
    "AWS::EC2::SubnetRouteTableAssociation": make_association,
    "AWS::EC2::SecurityGroup": make_security_group,
    "AWS::EC2::SecurityGroupIngress": make_ingress,
    "AWS::EC2::SecurityGroupEgress": make_egress,
    "AWS::EC2::RouteTable": make_route_table,
    "AWS::EC2::Route": make_route,
    "AWS::EC2::InternetGateway": make_internet_gateway,
    "AWS::EC2::VPNGateway": make_vpn_gateway,
    "AWS::EC2::VPCGatewayAttachment": make_attachment,
    "AWS::EC2::VPNGatewayRoutePropagation": make_propagation,
    "AWS::EC2::EIP": make_address,
    "AWS::EC2::EIPAssociation": make_address_association,
    "AWS::EC2::NatGateway": make_nat_gateway,
    "AWS::EC2::NetworkInterface": make_interface,
    "AWS::EC2::VPCEndpoint": make_endpoint,
    "AWS::EC2::PlacementGroup": make_placement_group,
}

UPDATERS = {"AWS::EC2::VPCEndpoint": update_endpoint}


def model_of(type_name, known):
    """Returns the class of the objects of this type: moto's own, with our way of making them."""

    def create(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs):
        ec2 = ec2_backends[account_id][region_name]
        properties = Watched(cloudformation_json.get("Properties", {}))
        thing = MAKERS[type_name](ec2, resource_name, properties)
        if properties.unread():
            raise ValidationError(resource_name, f"the emulator passes over {properties.unread()} of {type_name}")
        return thing

    def update(cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name):
        ec2 = ec2_backends[account_id][region_name]
        return UPDATERS[type_name](ec2, original_resource, cloudformation_json.get("Properties", {}))

    base = known.get(type_name, Named)
    members = {
        "__module__": "moto.ec2.models",
        "create_from_cloudformation_json": classmethod(create),
        "cloudformation_type": staticmethod(lambda: type_name),
        "cloudformation_name_type": staticmethod(lambda: ""),
    }
    if type_name in UPDATERS:
        members["update_from_cloudformation_json"] = classmethod(update)
    return type(type_name.replace("::", ""), (base,), members)


def refuse_unknown_types():
    known = dict(parsing.get_model_map())
    models = {type_name: model_of(type_name, known) for type_name in MAKERS}

    def resource_class_from_type(resource_type):
        if resource_type not in models:
            raise ValidationError(resource_type, f"the emulator does not make {resource_type}")
        return models[resource_type]

    parsing.resource_class_from_type = resource_class_from_type


def keep_templates_of_change_sets():
    """A stack has the template and the outputs of the change set that was executed last, which moto forgets."""
    apply = ChangeSet.apply

    def apply_and_keep(change_set):
        apply(change_set)
        stack = change_set.stack
        stack.template = change_set.template
        stack._parse_template()
        stack.description = stack.template_dict.get("Description")
        stack.output_map = stack._create_output_map()

    ChangeSet.apply = apply_and_keep


def describe_subnets_by_id():
    """DescribeSubnets may name a subnet twice, and says which one is missing; moto gets both wrong."""
    describe_subnets = SubnetBackend.describe_subnets

    def describe_each_once(backend, subnet_ids=None, filters=None):
        wanted = set(subnet_ids or [])
        missing = wanted - {subnet.id for subnet in describe_subnets(backend)}
        if missing:
            raise InvalidSubnetIdError(min(missing))
        return describe_subnets(backend, sorted(wanted), filters)

    SubnetBackend.describe_subnets = describe_each_once


def end_with_input():
    """Ends this process when the other end of the pipe is gone, however that came about."""
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    if "--until-eof" in sys.argv:
        threading.Thread(target=end_with_input, daemon=True).start()
    describe_subnets_by_id()
    keep_templates_of_change_sets()
    refuse_unknown_types()
    EC2Response.describe_placement_groups = describe_placement_groups
    main(["--host", "127.0.0.1", "--port", sys.argv[1]])
