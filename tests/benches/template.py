"""Print a template of about N resources: subnets with their tables, associations and security groups."""

import sys

N_RESOURCES = int(sys.argv[1])

print("Resources:")
print("  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16, EnableDnsSupport: true, EnableDnsHostnames: true, Tags: [{Key: Name, Value: v}]}}")
for number in range(N_RESOURCES // 4):
    print(f"""\
  Subnet{number}: {{Type: AWS::EC2::Subnet, Properties: {{VpcId: !Ref Vpc, CidrBlock: 10.0.{number}.0/24, Tags: [{{Key: Name, Value: s{number}}}]}}}}
  Table{number}: {{Type: AWS::EC2::RouteTable, Properties: {{VpcId: !Ref Vpc, Tags: [{{Key: Name, Value: t{number}}}]}}}}
  Association{number}: {{Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {{SubnetId: !Ref Subnet{number}, RouteTableId: !Ref Table{number}}}}}
  Group{number}: {{Type: AWS::EC2::SecurityGroup, Properties: {{GroupDescription: g, VpcId: !Ref Vpc, Tags: [{{Key: Name, Value: g{number}}}], SecurityGroupIngress: [{{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 192.0.2.0/24, Description: SSH}}]}}}}""")
