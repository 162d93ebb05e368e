#!/usr/bin/env node
// Writes the templates of the cases `tests/diffs/cdk-*`: a VPC as the AWS CDK makes it, before and after an edit of its app.
//
// usage: npm install --no-save aws-cdk-lib@2.276.0 constructs && node tools/cdk-cases.js
"use strict";
const fs = require("fs");
const path = require("path");
const cdk = require("aws-cdk-lib");
const ec2 = require("aws-cdk-lib/aws-ec2");

const VERSION = "2.276.0";
const CASES = {
  "cdk-zone-added": ["it gets a third zone.", { zones: 3 }],
  "cdk-subnets-halved": ["its private subnets are halved, so that one takes the other's place.", { computeMask: 21 }],
  "cdk-subnets-renamed": ["its public subnets get another name, and with it another logical id.", { publicName: "edge" }],
  "cdk-ssh-opened": ["SSH is opened to the world.", { sshFrom: ec2.Peer.anyIpv4() }],
};

/** The template of a stack with one VPC and the security groups of a cluster. */
function template(description, { zones = 2, computeMask = 20, publicName = "public", sshFrom = ec2.Peer.ipv4("203.0.113.0/24") }) {
  const synthesizer = new cdk.DefaultStackSynthesizer({ generateBootstrapVersionRule: false });
  const app = new cdk.App({ outdir: fs.mkdtempSync("cdk-"), analyticsReporting: false, defaultStackSynthesizer: synthesizer });
  const stack = new cdk.Stack(app, "Network", { description, env: { region: "eu-west-1", account: "111122223333" } });
  const names = ["eu-west-1a", "eu-west-1b", "eu-west-1c"];
  stack.node.setContext("availability-zones:account=111122223333:region=eu-west-1", names);
  const vpc = new ec2.Vpc(stack, "Vpc", {
    ipAddresses: ec2.IpAddresses.cidr("10.0.0.0/16"),
    maxAzs: zones,
    natGateways: 1,
    enableDnsSupport: true,
    enableDnsHostnames: true,
    restrictDefaultSecurityGroup: false,
    subnetConfiguration: [
      { name: publicName, subnetType: ec2.SubnetType.PUBLIC, cidrMask: 24 },
      { name: "compute", subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS, cidrMask: computeMask },
    ],
  });
  vpc.addGatewayEndpoint("S3", { service: ec2.GatewayVpcEndpointAwsService.S3 });
  const head = new ec2.SecurityGroup(stack, "Head", { vpc, description: "head node" });
  const compute = new ec2.SecurityGroup(stack, "Compute", { vpc, description: "compute nodes" });
  head.addIngressRule(sshFrom, ec2.Port.tcp(22), "SSH");
  head.addIngressRule(compute, ec2.Port.allTraffic(), "from compute nodes");
  compute.addIngressRule(head, ec2.Port.allTraffic(), "from the head node");
  new cdk.CfnOutput(stack, "ComputeSubnet", { value: vpc.privateSubnets[0].subnetId, exportName: "compute-subnet" });
  const made = app.synth();
  const text = JSON.stringify(made.getStackByName("Network").template, null, 1) + "\n";
  fs.rmSync(made.directory, { recursive: true });
  return text;
}

for (const [name, [about, edit]] of Object.entries(CASES)) {
  const folder = path.join(__dirname, "../tests/diffs", name);
  const description = `A VPC by the AWS CDK ${VERSION}: ${about}`;
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, "old.json"), template(description, {}));
  fs.writeFileSync(path.join(folder, "new.json"), template(description, edit));
}
