//! How each form of advice is followed, a row each.

use netloom_net::Ipv4Cidr;
use serde_yaml::{Mapping, Value};

use super::Situation;
use super::config_edit::Config;

/// An advice and how it is followed.
pub(super) struct Row {
    /// The code, or how it begins.
    pub(super) code: &'static str,
    /// The help, without what it has in backticks and without numbers.
    pub(super) form: &'static str,
    pub(super) follow: Follow,
}

/// The configs that are deployed one after the other, as names and texts; none where the advice
/// cannot be typed for this edit.
type Configs = Option<Vec<(String, String)>>;

/// How an advice is followed.
pub(super) enum Follow {
    /// By configs that are deployed one after the other.
    Configs(fn(&Situation<'_>) -> Configs),
    /// By deploying the config as another network.
    Beside,
    /// Not in the config, for this reason.
    Outside(#[expect(dead_code, reason = "it is for readers")] &'static str),
}

const fn row(code: &'static str, form: &'static str, follow: fn(&Situation<'_>) -> Configs) -> Row {
    Row { code, form, follow: Follow::Configs(follow) }
}

const fn outside(code: &'static str, form: &'static str, why: &'static str) -> Row {
    Row { code, form, follow: Follow::Outside(why) }
}

const fn beside(code: &'static str, form: &'static str) -> Row {
    Row { code, form, follow: Follow::Beside }
}

const NODES: &str = "it is about nodes, and not about the network";
const ELSEWHERE: &str = "it is another file or another stack";
const DECISION: &str = "how many hosts are enough is for the user to decide";

/// Every advice about edits.
pub(super) static ROWS: &[Row] = &[
    row("NET003", "use N, the next free block of this size in the VPC", first_value_in_place),
    row("NET009", "use N, the next free /N in the VPC", first_value_in_place),
    row(
        "NET009",
        "leave this subnet as it is, for the NAT gateway in it cannot move with its address, and \
         add a public subnet for the further nodes",
        old_with_a_public_subnet,
    ),
    row("NET020", "or reach AWS alone, by endpoints: `_` under `_`", typed_under_network),
    row("NET020", "or reach AWS alone, by endpoints: `_` in `_`", typed_in_vpc_section),
    outside(
        "PLN024",
        "if it was not deployed: deploy the last plan first",
        "the last plan is a revision of the config that the edit does not have",
    ),
    row(
        "PLN024",
        "or let it have another address, which the lists of others must have first: `_` under `_`",
        another_address,
    ),
    outside("NET009", "name the release with `_` when it is an older one", "it is a flag"),
    row("NET020", "let a NAT gateway do it: `_` under `_`", nat_single),
    row("NET020", "let a NAT gateway do it: `_` in `_`", typed_in_vpc_section),
    row("NET020", "or name a proxy in the VPC by its address: `_` in its `_`", with_proxy),
    outside(
        "NET020",
        "or name a proxy in the VPC by its address: `_` in `_`",
        "the section of the cluster is not the network's",
    ),
    row("NET020", "or use Direct Connect or VPN: `_` under `_`", with_vpn_gateway),
    row("NET020", "or use Direct Connect or VPN: `_` in `_`", typed_in_vpc_section),
    row("NET020", "or give the head node a public address: `_`", typed_in_vpc_section),
    outside("LCK", "a file has one lock: put `_` into a file of its own", ELSEWHERE),
    outside(
        "LCK",
        "for a network in another region, copy the config under another name",
        ELSEWHERE,
    ),
    outside(
        "PLN003",
        "give the subnet fewer hosts, or take another subnet out and deploy first: the block of a \
         VPC that is there cannot change",
        DECISION,
    ),
    outside(
        "PLN003",
        "a VPC block is a /N at most, so give the subnet fewer hosts, or free what is reserved or \
         occupied",
        DECISION,
    ),
    outside("PLN003", "give the VPC a larger block, or the subnet fewer hosts", DECISION),
    row("PLN002", "specify what the VPC has: `_` under `_`", typed_under_network),
    row("PLN004", "write `_` under `_`", typed_under_network),
    row("PLN005", "write `_` under `_`", nat_single),
    row("PLN005", "write `_` in `_`", typed_in_vpc_section),
    row(
        "PLN005",
        "or write `_` for the template of N as a whole, with an interface that no node uses",
        typed_in_vpc_section,
    ),
    outside(
        "PLN005",
        "or leave the compute subnet to Nx, which routes it to the head node: give `_` the file \
         with `_`, `_` and `_`",
        "ParallelCluster deploys it, and not netloom",
    ),
    row("PLN007", "write `_` `_` so that it stays when the file changes", second_value_as_block),
    row("PLN013", "write `_` `_` so that it stays when the file changes", second_value_as_block),
    row(
        "PLN013",
        "write a block for each zone under `_`, here `_`, so that it stays when the file changes",
        blocks_by_zone,
    ),
    row(
        "PLN014",
        "write `_` in its entry, so that a further subnet does not move it",
        zones_in_entry,
    ),
    row("PLN015", "write a block that no subnet has, in `_`", free_block_in_place),
    row("PLN015", "write a block that no subnet has, in `_` or `_`", free_block_in_place),
    row(
        "PLN015",
        "or take subnet `_` out and deploy first; once its block is free, write it",
        without_that_subnet_first,
    ),
    row("PLN015", "or leave it as it is: `_`", first_value_in_place),
    row(
        "PLN015",
        "take `_` out of the list: what this network has itself needs no entry",
        out_of_the_list,
    ),
    row("PLN015", "or move the subnet: write a free block for it in `_`", free_block_for_it),
    row("PLN015", "or move the subnet: write a free block for it in `_` or `_`", free_block_for_it),
    outside(
        "PLN016",
        "stop the nodes of the subnet before the update: a subnet in use cannot be deleted",
        NODES,
    ),
    row(
        "PLN016",
        "or add a subnet for the further nodes, which replaces nothing",
        old_with_a_further_subnet,
    ),
    row("PLN017", "leave subnet `_` in the config: public, and with room in its block", old_subnet),
    row(
        "PLN017",
        "or let it have another address, which the lists of others must have first: `_` under `_`",
        another_address,
    ),
    row(
        "PLN017",
        "or let it have another address, which the lists of others must have first: `_` under `_`, \
         with the zone and `_`",
        another_address,
    ),
    row(
        "PLN017",
        "or let it have another address, which the lists of others must have first: `_` in `_`",
        typed_in_vpc_section,
    ),
    row("PLN017", "leave the head node in subnet `_`", head_in),
    row("PLN018", "keep the block `_`", vpc_block),
    row("PLN018", "keep the network in `_`", old_vpc),
    beside(
        "PLN018",
        "or make a network beside it: copy the config under another name, and deploy it as another \
         stack",
    ),
    row(
        "PLN019",
        "take the id out: security groups in the VPC can be named by id without it",
        old_network,
    ),
    beside(
        "PLN019",
        "or create another network in that VPC: with another stack, and without the lock file",
    ),
    row(
        "PLN020",
        "deploy the config without subnet `_` first, if that has not been done",
        without_it_first,
    ),
    row(
        "PLN021",
        "give subnet `_` another name: its resources have the ids of the former one",
        another_name,
    ),
    row("PLN021", "or take subnet `_` out of the list", without_the_named_subnet),
    row("PLN021", "take `_` out", without_renamed_from),
    row("PLN021", "take `_` out of subnet `_`", without_renamed_from),
    row("PLN021", "or take `_` out, for a new subnet", without_renamed_from),
    row("PLN021", "write one of the subnets that there are: `_`", first_value_in_place),
    row("PLN022", "write the zone of a gateway, or `_` under `_`", nat_zones),
    row("PLN023", "write `_`, or `_`", nat_modes),
    outside("PLN023", "or add zones to the network", "which ones is for the user to decide"),
    row("PLN024", "give this gateway an address that no gateway has", fresh_address_in_place),
    row(
        "PLN024",
        "or take the address out of the other gateway and deploy first",
        without_addresses_first,
    ),
    row("PLN024", "leave the first address and the subnet of the gateway as they are", old_nat),
    row("PLN024", "or give the new gateway addresses that no gateway has", fresh_addresses),
    outside(
        "PLN025",
        "tell the sites that have the old address on a list, before the update",
        "it is about other sites",
    ),
    outside(
        "PLN028",
        "stop the nodes of the subnet before the update, or keep its zone as it was",
        NODES,
    ),
    row(
        "PLN029",
        "if the stack still has it in `_`, since the last run was not deployed: `_`",
        nat_zones_of_second,
    ),
    row(
        "PLN029",
        "if the stack still has it at `_`, since the last run was not deployed: write that block in \
         `_`",
        first_value_as_block,
    ),
    outside(
        "PLN029",
        "or give what is deployed: `_`, then `_`",
        "a story of `netloom facts` follows it",
    ),
    row(
        "PLN030",
        "deploy `_` with the gateway as it was first, and then this config",
        retain_first,
    ),
];

/// The new config, changed; none for a 2.x file.
fn new_with(situation: &Situation<'_>, change: impl FnOnce(&mut Config) -> Option<()>) -> Configs {
    let (name, text) = &situation.edit.new;
    changed(name, text, change).map(|config| vec![config])
}

/// The deployed config, changed.
fn old_with(situation: &Situation<'_>, change: impl FnOnce(&mut Config) -> Option<()>) -> Configs {
    let (name, text) = &situation.edit.old;
    changed(name, text, change).map(|config| vec![config])
}

fn old_config(situation: &Situation<'_>) -> Option<Config> {
    let (name, text) = &situation.edit.old;
    name.ends_with(".yaml").then(|| Config::of(text))
}

fn changed(
    name: &str,
    text: &str,
    change: impl FnOnce(&mut Config) -> Option<()>,
) -> Option<(String, String)> {
    if !name.ends_with(".yaml") {
        return None;
    }
    let mut config = Config::of(text);
    change(&mut config)?;
    Some((name.to_owned(), config.text()))
}

/// The name of the subnet that a finding is about.
fn subject(situation: &Situation<'_>) -> Option<String> {
    situation.advised.about.strip_prefix("subnet.").map(ToOwned::to_owned)
}

/// The new config with the first value of the help in the place that the finding points at.
fn first_value_in_place(situation: &Situation<'_>) -> Configs {
    let value = situation.values.first()?;
    let is_written = !situation.advised.at.is_empty();
    if !value.contains('/')
        || is_written && is_block(&situation.edit.new.1[situation.advised.at.clone()])
    {
        return in_place(situation, value);
    }
    write_block(situation, value)
}

fn is_block(text: &str) -> bool {
    text.parse::<Ipv4Cidr>().is_ok()
}

/// The new config with the block of the subnet that the finding is about.
fn write_block(situation: &Situation<'_>, block: &str) -> Configs {
    let name = subject(situation)?;
    if !situation.edit.new.0.ends_with(".yaml") {
        let key = if name == "head" { "master_subnet_cidr" } else { "compute_subnet_cidr" };
        let values = vec![format!("{key} = {block}")];
        return typed_in_vpc_section(&Situation { values, ..*situation });
    }
    new_with(situation, |config| {
        set_block(config, &name, block);
        Some(())
    })
}

fn in_place(situation: &Situation<'_>, value: &str) -> Configs {
    let (name, text) = &situation.edit.new;
    let mut text = text.clone();
    text.replace_range(situation.advised.at.clone(), value);
    Some(vec![(name.clone(), text)])
}

/// The new 2.x config with `key = value` of the help in its network.
fn typed_in_vpc_section(situation: &Situation<'_>) -> Configs {
    let (name, text) = &situation.edit.new;
    let typed = situation.values.first()?.replace("eipalloc-…", FRESH[0]);
    let (key, _) = typed.split_once(" = ")?;
    // A block takes the place of a number of hosts.
    let hosts = key.replace("_cidr", "_hosts");
    let mut lines: Vec<&str> = text
        .lines()
        .filter(|line| {
            line.split_once('=').is_none_or(|(own, _)| ![key, &hosts].contains(&own.trim()))
        })
        .collect();
    let header = lines.iter().position(|line| line.starts_with("[vpc"))?;
    lines.insert(header + 1, &typed);
    Some(vec![(name.clone(), format!("{}\n", lines.join("\n")))])
}

/// Addresses that no gateway of the corpus has.
const FRESH: [&str; 4] = [
    "eipalloc-0fedcba9876543210",
    "eipalloc-0fedcba9876543211",
    "eipalloc-0fedcba9876543212",
    "eipalloc-0fedcba9876543213",
];

fn nat_single(situation: &Situation<'_>) -> Configs {
    new_with(situation, |config| {
        config.network().insert("Nat".into(), "single".into());
        Some(())
    })
}

fn typed_under_network(situation: &Situation<'_>) -> Configs {
    let typed: Value = serde_yaml::from_str(situation.values.first()?).ok()?;
    let typed = typed.as_mapping()?.clone();
    new_with(situation, |config| {
        config.network().extend(typed);
        Some(())
    })
}

fn with_proxy(situation: &Situation<'_>) -> Configs {
    new_with(situation, |config| {
        let mut proxy = Mapping::new();
        proxy.insert("HttpProxyAddress".into(), "http://10.0.0.10:3128".into());
        config.head().insert("Proxy".into(), proxy.clone().into());
        for queue in config.queues() {
            let networking = queue.get_mut("Networking")?.as_mapping_mut()?;
            networking.insert("Proxy".into(), proxy.clone().into());
        }
        Some(())
    })
}

fn with_vpn_gateway(situation: &Situation<'_>) -> Configs {
    new_with(situation, |config| {
        config.network().insert("VirtualPrivateGateway".into(), true.into());
        Some(())
    })
}

/// Writes the block of a subnet, alone or for a zone.
fn set_block(config: &mut Config, name: &str, block: &str) {
    config.list_the_derived_subnets();
    let entry = config.subnet(name);
    for key in ["Hosts", "CidrBlocks"] {
        entry.remove(key);
    }
    entry.insert("CidrBlock".into(), block.into());
}

fn first_value_as_block(situation: &Situation<'_>) -> Configs {
    write_block(situation, situation.values.first()?)
}

fn second_value_as_block(situation: &Situation<'_>) -> Configs {
    write_block(situation, situation.values.get(1)?)
}

fn blocks_by_zone(situation: &Situation<'_>) -> Configs {
    let name = subject(situation)?;
    let (zone, block) = situation.values.get(1)?.split_once(": ")?;
    let pascal = |zone: &str| {
        let parts = zone.split('-').map(|part| {
            let (first, rest) = part.split_at(1);
            first.to_uppercase() + rest
        });
        parts.collect::<String>()
    };
    let name_of = |name: &str| pascal(name);
    let mut by_zone = Mapping::new();
    by_zone.insert(zone.into(), block.into());
    // The blocks of the other zones are those that they have.
    let resources = situation.edit.before.template["Resources"].as_object()?;
    for (id, resource) in resources {
        let properties = &resource["Properties"];
        let Some(other) = properties["AvailabilityZoneId"].as_str() else { continue };
        if *id == format!("Subnet{}{}", name_of(&name), pascal(other)) && other != zone {
            by_zone.insert(other.into(), properties["CidrBlock"].as_str()?.into());
        }
    }
    new_with(situation, |config| {
        let entry = config.subnet(&name);
        entry.remove("CidrBlock");
        entry.remove("Hosts");
        entry.insert("CidrBlocks".into(), by_zone.into());
        Some(())
    })
}

fn zones_in_entry(situation: &Situation<'_>) -> Configs {
    let name = subject(situation)?;
    let zone = situation.values.first()?.strip_prefix("Zones: [")?.strip_suffix(']')?.to_owned();
    new_with(situation, |config| {
        config.subnet(&name).insert("Zones".into(), vec![Value::from(zone)].into());
        Some(())
    })
}

/// A block of this size that nothing has: neither the lock nor the new config.
fn free_block(situation: &Situation<'_>, prefix_len_bits: u8) -> Option<String> {
    let texts = [situation.edit.lock.as_deref().unwrap_or_default(), &situation.edit.new.1];
    let words = texts.iter().flat_map(|text| text.split(|c: char| " ,{}[]\n\"".contains(c)));
    let mut blocks: Vec<Ipv4Cidr> = words.filter_map(|word| word.parse().ok()).collect();
    let vpcs: Vec<Ipv4Cidr> =
        situation.edit.before.vpc_blocks.iter().filter_map(|block| block.parse().ok()).collect();
    blocks.retain(|block| !vpcs.contains(block));
    blocks.extend(
        situation.edit.before.occupied.iter().filter_map(|one| one.parse::<Ipv4Cidr>().ok()),
    );
    let free =
        vpcs.iter().find_map(|vpc| netloom_net::last_free_block(*vpc, &blocks, prefix_len_bits));
    free.map(|block| block.to_string())
}

fn free_block_in_place(situation: &Situation<'_>) -> Configs {
    let written: Ipv4Cidr = situation.edit.new.1[situation.advised.at.clone()].parse().ok()?;
    let free = free_block(situation, written.prefix_len_bits())?;
    in_place(situation, &free)
}

fn free_block_for_it(situation: &Situation<'_>) -> Configs {
    let name = subject(situation)?;
    let free = free_block(situation, 24)?;
    if !situation.edit.new.0.ends_with(".yaml") {
        return write_block(situation, &free);
    }
    new_with(situation, |config| {
        // A subnet of several zones needs a block for each.
        let is_in_one_zone = config
            .network()
            .get("Zones")
            .and_then(Value::as_sequence)
            .is_none_or(|zones| zones.len() < 2);
        set_block(config, &name, &free);
        is_in_one_zone.then_some(())
    })
}

/// The name of a subnet, which messages give with its zone.
fn bare_name(text: &str) -> &str {
    text.split(' ').next().unwrap_or(text)
}

fn without_that_subnet_first(situation: &Situation<'_>) -> Configs {
    let name = bare_name(situation.values.first()?).to_owned();
    let (file, text) = &situation.edit.old;
    let first = file.ends_with(".yaml").then(|| Config::of(text).without_subnet(&name))??;
    // Where the two change places, the other one moves before it comes back.
    let between = Config::of(&situation.edit.new.1).without_subnet(&name);
    let between = between.map(|config| (file.clone(), config.text()));
    let last = situation.edit.new.clone();
    Some(std::iter::once((file.clone(), first.text())).chain(between).chain([last]).collect())
}

fn without_it_first(situation: &Situation<'_>) -> Configs {
    let name = bare_name(situation.values.first()?).to_owned();
    let (file, text) = &situation.edit.new;
    let first = file.ends_with(".yaml").then(|| Config::of(text).without_subnet(&name))??;
    Some(vec![(file.clone(), first.text()), situation.edit.new.clone()])
}

fn without_the_named_subnet(situation: &Situation<'_>) -> Configs {
    let name = bare_name(situation.values.first()?).to_owned();
    let (file, text) = &situation.edit.new;
    let config = file.ends_with(".yaml").then(|| Config::of(text).without_subnet(&name))??;
    Some(vec![(file.clone(), config.text())])
}

fn out_of_the_list(situation: &Situation<'_>) -> Configs {
    let block = situation.values.first()?;
    new_with(situation, |config| {
        for key in ["OccupiedCidrBlocks", "ReservedCidrBlocks"] {
            if let Some(list) = config.network().get_mut(key).and_then(Value::as_sequence_mut) {
                list.retain(|one| one != block.as_str());
            }
        }
        Some(())
    })
}

/// Another queue in a subnet of its own, beside what is deployed.
fn old_with_a_further_subnet(situation: &Situation<'_>) -> Configs {
    old_with(situation, |config| with_a_further_subnet(config, "private"))
}

fn old_with_a_public_subnet(situation: &Situation<'_>) -> Configs {
    old_with(situation, |config| with_a_further_subnet(config, "public"))
}

fn with_a_further_subnet(config: &mut Config, kind: &str) -> Option<()> {
    // AWS Batch has one queue; it was another scheduler before the edit.
    if config.is_awsbatch() {
        return None;
    }
    let mut queue = config.queues().first()?.clone();
    queue["Name"] = "further".into();
    let mut networking = Mapping::new();
    networking.insert("SubnetIds".into(), vec![Value::from("further")].into());
    queue["Networking"] = networking.into();
    for resource in queue["ComputeResources"].as_sequence_mut()? {
        resource["MaxCount"] = 10.into();
        resource.as_mapping_mut()?.remove("MinCount");
    }
    // A queue without a subnet of its own has the derived one.
    let is_named = config.queues().iter().all(|queue| queue.get("Networking").is_some());
    config.queues().push(queue);
    config.list_the_derived_subnets();
    config.subnet("further").insert("Kind".into(), kind.into());
    is_named.then_some(())
}

/// The new config with the entry that the subnet has in the deployed one.
fn old_subnet(situation: &Situation<'_>) -> Configs {
    let name = bare_name(situation.values.first()?).to_owned();
    let entry = old_config(situation)?.subnet(&name).clone();
    new_with(situation, |config| {
        *config.subnet(&name) = entry;
        Some(())
    })
}

fn another_address(situation: &Situation<'_>) -> Configs {
    let typed = situation.values.first()?.replace("eipalloc-…", FRESH[0]);
    // A gateway in an existing subnet is in the zone of that.
    let typed = match typed.as_str() {
        "AllocationIds" => format!("AllocationIds: {{euw1-az1: {}}}", FRESH[0]),
        _ => typed,
    };
    let settings: Value = serde_yaml::from_str(&typed).ok()?;
    let settings = settings.as_mapping()?.clone();
    new_with(situation, |config| {
        with_nat(config, settings);
        Some(())
    })
}

/// Adds settings to those of NAT.
fn with_nat(config: &mut Config, settings: Mapping) {
    let before = config.network().remove("Nat");
    let mut nat = match before {
        Some(Value::Mapping(nat)) => nat,
        Some(mode) => Mapping::from_iter([("Mode".into(), mode)]),
        None => Mapping::new(),
    };
    nat.extend(settings);
    config.network().insert("Nat".into(), nat.into());
}

fn head_in(situation: &Situation<'_>) -> Configs {
    let id = situation.values.first()?.clone();
    new_with(situation, |config| {
        config.head().insert("SubnetId".into(), id.into());
        Some(())
    })
}

fn vpc_block(situation: &Situation<'_>) -> Configs {
    let block = situation.values.first()?.clone();
    if !situation.edit.new.0.ends_with(".yaml") {
        return typed_in_vpc_section(&Situation {
            values: vec![format!("vpc_cidr = {block}")],
            ..*situation
        });
    }
    new_with(situation, |config| {
        config.network().insert("CidrBlock".into(), block.into());
        Some(())
    })
}

const VPC_KEYS: [&str; 4] = ["VpcId", "CidrBlock", "CidrBlocks", "InternetGatewayId"];

/// The new config in the VPC of the deployed one.
fn old_vpc(situation: &Situation<'_>) -> Configs {
    let mut old = old_config(situation)?;
    new_with(situation, |config| {
        for key in VPC_KEYS {
            config.network().remove(key);
            if let Some(value) = old.network().get(key) {
                config.network().insert(key.into(), value.clone());
            }
        }
        Some(())
    })
}

/// The new config without what it says of the VPC, or with what the deployed one says.
fn old_network(situation: &Situation<'_>) -> Configs {
    old_vpc(situation)
}

fn another_name(situation: &Situation<'_>) -> Configs {
    let name = situation.values.first()?;
    let (file, text) = &situation.edit.new;
    let renamed = text.replace(&format!("Name: {name}}}"), "Name: another}");
    let renamed = renamed.replace(&format!("Name: {name},"), "Name: another,");
    let renamed = renamed.replace(&format!("[{name}]"), "[another]");
    let renamed = renamed.replace(&format!("SubnetId: {name}"), "SubnetId: another");
    Some(vec![(file.clone(), renamed)])
}

fn without_renamed_from(situation: &Situation<'_>) -> Configs {
    let name = subject(situation)?;
    new_with(situation, |config| {
        config.subnet(&name).remove("RenamedFrom")?;
        Some(())
    })
}

fn nat_zones(situation: &Situation<'_>) -> Configs {
    let typed: Value = serde_yaml::from_str(situation.values.first()?).ok()?;
    let settings = typed.as_mapping()?.clone();
    new_with(situation, |config| {
        with_nat(config, settings);
        Some(())
    })
}

fn nat_zones_of_second(situation: &Situation<'_>) -> Configs {
    let typed: Value = serde_yaml::from_str(situation.values.get(1)?).ok()?;
    let nat = typed.get("Nat")?.clone();
    new_with(situation, |config| {
        config.network().insert("Nat".into(), nat);
        Some(())
    })
}

/// Both modes, one after the other.
fn nat_modes(situation: &Situation<'_>) -> Configs {
    let one = |typed: &String| {
        let settings: Value = serde_yaml::from_str(typed).ok()?;
        let settings = settings.as_mapping()?.clone();
        let config = new_with(situation, |config| {
            with_nat(config, settings);
            Some(())
        });
        config?.pop()
    };
    situation.values.iter().map(one).collect()
}

fn fresh_address_in_place(situation: &Situation<'_>) -> Configs {
    in_place(situation, FRESH[0])
}

fn old_nat(situation: &Situation<'_>) -> Configs {
    let nat = old_config(situation)?.network().get("Nat").cloned();
    new_with(situation, |config| {
        config.network().insert("Nat".into(), nat?);
        Some(())
    })
}

/// The deployed config without any addresses first, then the new one.
fn without_addresses_first(situation: &Situation<'_>) -> Configs {
    let mut configs = old_with(situation, |config| {
        let nat = config.network().get_mut("Nat")?.as_mapping_mut()?;
        nat.remove("AllocationIds");
        nat.remove("SecondaryAllocationIds");
        Some(())
    })?;
    configs.push(situation.edit.new.clone());
    Some(configs)
}

fn fresh_addresses(situation: &Situation<'_>) -> Configs {
    let (name, text) = &situation.edit.new;
    let mut fresh = FRESH.iter();
    let mut parts = text.split("eipalloc-");
    let mut renamed = parts.next()?.to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
        renamed += fresh.next()?;
        renamed += rest;
    }
    Some(vec![(name.clone(), renamed)])
}

fn retain_first(situation: &Situation<'_>) -> Configs {
    let mut configs = old_with(situation, |config| {
        with_nat(config, Mapping::from_iter([("Retain".into(), true.into())]));
        Some(())
    })?;
    configs.push(situation.edit.new.clone());
    Some(configs)
}
