//! Clusters drawn at random, always the same ones: everything of a config that the validators look
//! at in its network.

/// How many clusters are drawn.
pub(crate) const N_CLUSTERS: u64 = 240;

/// The id of a subnet that exists, in each of the first three zones.
pub(crate) const EXISTING: [&str; 3] =
    ["subnet-0e000000000000001", "subnet-0e000000000000002", "subnet-0e000000000000003"];

/// The id of a reservation for `c5n.18xlarge` in the zone of the first queue's first subnet.
pub(crate) const RESERVATION: &str = "cr-0123456789abcdef0";

/// The VPC that existing subnets are in.
pub(crate) const VPC: &str = "vpc-0123456789abcdef0";

/// One cluster.
pub(crate) struct Drawn {
    /// The config; `<<name>>` stands for a subnet, `<<=name>>` for one of them, `OS` for an
    /// operating system.
    text: String,
}

impl Drawn {
    /// Draws the cluster of this number.
    pub(crate) fn new(number: u64) -> Self {
        let mut draw = Draw(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let world = World::draw(&mut draw);
        let text = [
            "Region: eu-west-1\nImage: {Os: OS}\n".to_owned(),
            head(&mut draw, &world),
            login(&mut draw, &world),
            scheduling(&mut draw, &world),
            storage(&mut draw),
            deployment(&mut draw, &world),
            world.section(),
        ];
        Self { text: text.concat() }
    }

    /// Returns the config that netloom gets.
    pub(crate) fn for_netloom(&self, os: &str) -> String {
        self.text.replace("OS", os).replace("<<=", "").replace("<<", "").replace(">>", "")
    }

    /// Returns the config that ParallelCluster gets, with the ids that each name stands for.
    pub(crate) fn bound(&self, os: &str, ids_of: impl Fn(&str) -> Vec<String>) -> String {
        let text = self.text.split("Network:\n").next().expect("a first part").replace("OS", os);
        let mut parts = text.split("<<");
        let mut bound = parts.next().expect("a first part").to_owned();
        for part in parts {
            let (name, rest) = part.split_once(">>").expect("a closed name");
            // A node that takes one subnet is in that of the lowest zone.
            let ids = match name.strip_prefix('=') {
                Some(name) => ids_of(name).into_iter().take(1).collect(),
                None => ids_of(name),
            };
            bound.push_str(&ids.join(", "));
            bound.push_str(rest);
        }
        bound
    }
}

/// A source of choices: SplitMix64.
struct Draw(u64);

impl Draw {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % n as u64).expect("a small number")
    }

    fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn one_of<'a>(&mut self, texts: &[&'a str]) -> &'a str {
        texts[self.below(texts.len())]
    }
}

/// The network that the config asks for.
struct World {
    is_batch: bool,
    n_zones: usize,
    /// Names of subnets to make, each with its lines beyond the name; empty where they are derived.
    listed: Vec<(&'static str, String)>,
    is_existing: bool,
}

impl World {
    fn draw(draw: &mut Draw) -> Self {
        let is_batch = draw.once_in(8);
        let n_zones = draw.below(4);
        let mut listed = Vec::new();
        if draw.once_in(2) {
            listed.push(("head", "Kind: public".to_owned()));
            for name in ["one", "two", "three"].iter().take(1 + draw.below(3)) {
                let kind = draw.one_of(&["private", "private", "private", "public"]);
                let zone = match draw.below(4) {
                    0 if n_zones > 0 => format!(", Zones: [euw1-az{}]", 1 + draw.below(n_zones)),
                    _ => String::new(),
                };
                listed.push((name, format!("Kind: {kind}{zone}")));
            }
        }
        Self { is_batch, n_zones, listed, is_existing: draw.once_in(5) }
    }

    /// A subnet for nodes that take one.
    fn one(&self, draw: &mut Draw) -> String {
        if self.is_existing && draw.once_in(2) {
            return EXISTING[draw.below(3)].to_owned();
        }
        let names: Vec<&str> = self.names();
        format!("<<={}>>", draw.one_of(&names))
    }

    fn names(&self) -> Vec<&'static str> {
        if self.listed.is_empty() {
            vec!["compute", "head"]
        } else {
            self.listed.iter().map(|(name, _)| *name).collect()
        }
    }

    fn several(&self, draw: &mut Draw) -> String {
        let mut places: Vec<String> = self
            .names()
            .iter()
            .filter(|name| **name != "head")
            .map(|name| format!("<<{name}>>"))
            .collect();
        if self.is_existing && !draw.once_in(3) {
            places = EXISTING.iter().map(|id| (*id).to_owned()).collect();
        }
        let n_places = if self.is_batch { 1 } else { 1 + draw.below(places.len()) };
        let first = draw.below(places.len());
        places.rotate_left(first);
        places.truncate(n_places);
        places.join(", ")
    }

    fn section(&self) -> String {
        let mut text = String::from("Network:\n");
        if self.is_existing {
            text.push_str(&format!(
                "  VpcId: {VPC}\n  CidrBlocks: [10.9.0.0/16]\n  OccupiedCidrBlocks: \
                 [10.9.240.0/20]\n"
            ));
            text.push_str("  InternetGatewayId: igw-0123456789abcdef0\n");
        } else {
            text.push_str("  CidrBlock: 10.9.0.0/16\n");
        }
        if self.n_zones > 0 {
            let zones: Vec<String> =
                (1..=self.n_zones).map(|number| format!("euw1-az{number}")).collect();
            text.push_str(&format!("  Zones: [{}]\n", zones.join(", ")));
        }
        for (index, (name, lines)) in self.listed.iter().enumerate() {
            text.push_str(if index == 0 { "  Subnets:\n" } else { "" });
            text.push_str(&format!("    - {{Name: {name}, {lines}}}\n"));
        }
        text
    }
}

fn head(draw: &mut Draw, world: &World) -> String {
    let elastic = draw.one_of(&["", "", ", ElasticIp: true"]);
    let subnet = if world.is_existing { EXISTING[0].to_owned() } else { "<<=head>>".to_owned() };
    let secured = if world.is_batch { "  Imds: {Secured: false}\n" } else { "" };
    format!(
        "HeadNode:\n{secured}  InstanceType: c5.large\n  Networking: {{SubnetId: \
         {subnet}{elastic}}}\n  Ssh: {{KeyName: admin, AllowedIps: 192.0.2.0/24}}\n"
    )
}

fn login(draw: &mut Draw, world: &World) -> String {
    if world.is_batch || !draw.once_in(4) {
        return String::new();
    }
    let mut text = String::from("LoginNodes:\n  Pools:\n");
    for number in 0..=draw.below(2) {
        let subnet = world.one(draw);
        text.push_str(&format!(
            "    - {{Name: pool{number}, Count: 2, InstanceType: t3.medium, Networking: \
             {{SubnetIds: [{subnet}]}}}}\n"
        ));
    }
    text
}

fn scheduling(draw: &mut Draw, world: &World) -> String {
    if world.is_batch {
        let assigns = draw.one_of(&["", ", AssignPublicIp: true", ", AssignPublicIp: false"]);
        return format!(
            "Scheduling:\n  Scheduler: awsbatch\n  AwsBatchQueues:\n    - Name: jobs\n      \
             Networking: {{SubnetIds: [{}]{assigns}}}\n      ComputeResources:\n        - {{Name: \
             any, InstanceTypes: [c5.large], MaxvCpus: 8}}\n",
            world.several(draw)
        );
    }
    let mut text = String::from("Scheduling:\n  Scheduler: slurm\n  SlurmQueues:\n");
    for number in 0..=draw.below(3) {
        let assigns =
            draw.one_of(&["", "", "", ", AssignPublicIp: true", ", AssignPublicIp: false"]);
        let proxy =
            draw.one_of(&["", "", "", ", Proxy: {HttpProxyAddress: \"http://10.9.0.9:3128\"}"]);
        let group = group(draw);
        let capacity = draw.one_of(&["", "", "", "      CapacityType: SPOT\n"]);
        let reserves = number == 0 && capacity.is_empty() && draw.once_in(6);
        text.push_str(&format!(
            "    - Name: queue{number}\n{capacity}      Networking: {{SubnetIds: \
             [{}]{assigns}{proxy}{group}}}\n      ComputeResources:\n",
            world.several(draw)
        ));
        for resource in 0..=draw.below(2) {
            text.push_str(&compute_resource(draw, resource, reserves));
        }
    }
    text
}

fn group(draw: &mut Draw) -> &'static str {
    draw.one_of(&[
        "",
        "",
        ", PlacementGroup: {Enabled: true}",
        ", PlacementGroup: {Enabled: false}",
        ", PlacementGroup: {Name: mine}",
    ])
}

fn compute_resource(draw: &mut Draw, number: usize, reserves: bool) -> String {
    const WITH_EFA: [&str; 9] = [
        "c5n.18xlarge",
        "c5n.18xlarge",
        "hpc6a.48xlarge",
        "p4d.24xlarge",
        "hpc6id.32xlarge",
        "p5.48xlarge",
        "p6-b300.48xlarge",
        "i7ie.48xlarge",
        "c6i.32xlarge",
    ];
    let has_efa = draw.once_in(3);
    let kind = match (reserves, has_efa) {
        (true, _) => "c5n.18xlarge",
        (false, true) if !draw.once_in(6) => draw.one_of(&WITH_EFA),
        _ => draw.one_of(&[
            "c5.large",
            "t3.micro",
            "c5n.18xlarge",
            "p4d.24xlarge",
            "hpc6id.32xlarge",
        ]),
    };
    let efa = if has_efa { ", Efa: {Enabled: true}" } else { "" };
    let group = if draw.once_in(4) {
        group(draw).replacen(", ", ", Networking: {", 1)
    } else {
        String::new()
    };
    let group = if group.is_empty() { group } else { format!("{group}}}") };
    let types = if !reserves && draw.once_in(2) {
        format!("Instances: [{{InstanceType: {kind}}}]")
    } else {
        format!("InstanceType: {kind}")
    };
    let reservation = if reserves {
        format!(", CapacityReservationTarget: {{CapacityReservationId: {RESERVATION}}}")
    } else {
        String::new()
    };
    format!("        - {{Name: kind{number}, {types}, MaxCount: 4{efa}{group}{reservation}}}\n")
}

fn storage(draw: &mut Draw) -> String {
    if !draw.once_in(2) {
        return String::new();
    }
    let settings = [
        "StorageType: Efs",
        "StorageType: Efs, EfsSettings: {FileSystemId: fs-0123456789abcdef0}",
        "StorageType: FsxLustre, FsxLustreSettings: {StorageCapacity: 1200}",
        "StorageType: FsxLustre, FsxLustreSettings: {FileSystemId: fs-0123456789abcdef1}",
        "StorageType: Ebs, EbsSettings: {Size: 40}",
    ];
    let mut text = String::from("SharedStorage:\n");
    for number in 0..=draw.below(2) {
        let what = draw.one_of(&settings);
        text.push_str(&format!("  - {{Name: store{number}, MountDir: /store{number}, {what}}}\n"));
    }
    text
}

fn deployment(draw: &mut Draw, world: &World) -> String {
    let mut text = String::new();
    if draw.once_in(12) {
        let subnets = world.several(draw);
        text.push_str(&format!(
            "DeploymentSettings:\n  LambdaFunctionsVpcConfig: {{SecurityGroupIds: \
             [sg-0123456789abcdef0], SubnetIds: [{subnets}]}}\n"
        ));
    }
    if draw.once_in(10) {
        text.push_str("DevSettings: {EfaInterfaceType: efa}\n");
    }
    text
}
