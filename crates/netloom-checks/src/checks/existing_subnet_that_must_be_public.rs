//! An existing subnet that has to be public.

use netloom_config::intent::PublicAddress;
use netloom_diag::{Diagnostic, Span};
use netloom_net::ids::SubnetId;
use netloom_plan::plan::SubnetPlace;

use crate::context::{Context, is_elastic};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// An existing subnet of the head node that gets an Elastic IP address or a NAT gateway.
    /// ### Why it matters
    /// Both answer only where the default route is an internet gateway, and nothing is changed on a
    /// subnet that exists. Elsewhere the stack is made without complaint and no packet comes
    /// through.
    /// ### Example
    /// `master_subnet_id = subnet-…` with `use_public_ips = true`
    /// ### Instead
    /// Look at the subnet's route table: 0.0.0.0/0 must go to `igw-…`.
    /// ### Source
    /// Amazon VPC User Guide, "Internet gateways" and "NAT gateways".
    EXISTING_SUBNET_THAT_MUST_BE_PUBLIC = ("NET029", Info, "existing subnet that must be public");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let found = subnet_with_gateway(context).or_else(|| subnet_with_address(context));
    let findings = found.map(|(id, span, what)| {
        let message = format!("`{id}` must be public: {what}");
        Diagnostic::new(&EXISTING_SUBNET_THAT_MUST_BE_PUBLIC, span, message)
            .about("head node")
            .help(format!(
                "look: `aws ec2 describe-route-tables --filters \
                           Name=association.subnet-id,Values={id}`"
            ))
    });
    findings.into_iter().collect()
}

fn head_subnet<'a>(context: &Context<'a>) -> Option<&'a SubnetId> {
    match context.head()?.places.first()? {
        SubnetPlace::Existing(id) => Some(id),
        SubnetPlace::Planned(_) => None,
    }
}

fn subnet_with_gateway<'a>(context: &Context<'a>) -> Option<(&'a SubnetId, Span, &'static str)> {
    let id = head_subnet(context).filter(|id| context.hosts_nat(id))?;
    let head = &context.intent.head;
    // Without an address and a proxy the gateway there is an error of its own.
    let is_lost = head.proxy.is_none() && head.public_address.value == PublicAddress::None;
    let span = context.intent.head.subnet.as_ref().filter(|_| !is_lost)?.span();
    Some((id, span, "a NAT gateway is made in it"))
}

fn subnet_with_address<'a>(context: &Context<'a>) -> Option<(&'a SubnetId, Span, &'static str)> {
    let id = head_subnet(context)?;
    let head = &context.intent.head;
    let span = head.subnet.as_ref().filter(|_| is_elastic(&head.public_address.value))?.span();
    Some((id, span, "the head node has an Elastic IP address there"))
}

#[cfg(test)]
mod tests {
    use crate::example::{check_ini, check_yaml};

    #[test]
    fn the_subnet_of_an_elastic_ip_address_is_pointed_out() {
        check_ini(
            "vpc_cidr = 10.0.0.0/16\nmaster_subnet_cidr = 10.0.0.0/24\ncompute_subnet_cidr = \
             10.0.16.0/22\n",
            "vpc_id = vpc-0123456789abcdef0\nmaster_subnet_id = subnet-0123456789abcdef0\n",
            &["NET029"],
        );
    }

    #[test]
    fn the_subnet_of_a_nat_gateway_is_pointed_out() {
        check_yaml(
            "    SubnetId: head\n    ElasticIp: true\n  Ssh:\n    KeyName: admin\n    AllowedIps: \
             192.0.2.0/24\nScheduling:\n  Scheduler: slurm\n  SlurmQueues:\n    - Name: \
             cpu\n      ComputeResources:\n        - Name: small\n          InstanceType: \
             c5.xlarge\n          MaxCount: 50\n      Networking:\n        SubnetIds: \
             [compute]\nNetwork:\n  CidrBlock: 10.0.0.0/16\n  Subnets:\n    - Name: head\n      \
             Kind: public\n",
            "    SubnetId: subnet-0123456789abcdef0\n  Ssh:\n    KeyName: admin\n    AllowedIps: \
             192.0.2.0/24\nScheduling:\n  Scheduler: slurm\n  SlurmQueues:\n    - Name: \
             cpu\n      ComputeResources:\n        - Name: small\n          InstanceType: \
             c5.xlarge\n          MaxCount: 50\n      Networking:\n        SubnetIds: \
             [compute]\nNetwork:\n  VpcId: vpc-0123456789abcdef0\n  CidrBlocks: [10.0.0.0/16]\n  \
             Subnets:\n",
            &["NET029"],
        );
    }
}
