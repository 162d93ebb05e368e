//! The `netloom` command.

use std::process::ExitCode;

// Rules of policy are run by cfn-guard, which allocates for every step and does so on threads with
// a stack of their own; the allocator of glibc asks the kernel for every page there.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    netloom::run(std::env::args_os())
}
