//! How long the stages take inside one process, on the S2 network: a public head node and a new
//! private compute subnet.

use netloom_config::{LoadOptions, load_config};
use netloom_diag::{SourceFile, Sources};
use netloom_driver::pipeline::compile;
use netloom_plan::plan_network;

const CONFIG: &str = include_str!("../cases/private-compute-new-vpc/config.ini");

// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

fn source(text: &str) -> SourceFile {
    let mut sources = Sources::default();
    let id = sources.add("config.ini", text);
    sources.get(id).expect("it was just added").clone()
}

#[divan::bench]
fn load(bencher: divan::Bencher<'_, '_>) {
    let file = source(CONFIG);
    bencher.bench(|| load_config(divan::black_box(&file), &LoadOptions::default()));
}

#[divan::bench]
fn plan(bencher: divan::Bencher<'_, '_>) {
    let intent =
        load_config(&source(CONFIG), &LoadOptions::default()).intent.expect("the case loads");
    bencher.bench(|| plan_network(divan::black_box(&intent), &netloom_plan::Memory::default()));
}

#[divan::bench]
fn config_to_yaml(bencher: divan::Bencher<'_, '_>) {
    let file = source(CONFIG);
    bencher.bench(|| {
        let compiled = compile(divan::black_box(&file), &LoadOptions::default());
        compiled.emitted.expect("the case compiles").template.to_yaml()
    });
}

/// A thousand configs that differ in region, block and fleet, one after the other on one core.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn thousand_different_configs(bencher: divan::Bencher<'_, '_>) {
    let configs: Vec<SourceFile> = (0..1_000).map(|number| source(&variation(number))).collect();
    bencher.bench(|| {
        let templates = configs.iter().map(|file| {
            let compiled = compile(file, &LoadOptions::default());
            compiled.emitted.expect("every variation compiles").template.to_yaml().len()
        });
        templates.sum::<usize>()
    });
}

/// Returns a config that differs from the others in its VPC, its compute block and its fleet.
fn variation(number: usize) -> String {
    let (second, third) = (number % 200, number / 200 * 16);
    format!(
        "[aws]\naws_region_name = eu-west-1\n\n[cluster default]\nscheduler = slurm\nvpc_settings \
         = v{number}\n\
         max_queue_size = {}\n\n[vpc v{number}]\nvpc_cidr = 10.{second}.0.0/16\n\
         compute_subnet_cidr = 10.{second}.{third}.0/20\n",
        10 + number,
    )
}
