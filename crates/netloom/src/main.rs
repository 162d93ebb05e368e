//! The `netloom` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    netloom::run(std::env::args_os())
}
