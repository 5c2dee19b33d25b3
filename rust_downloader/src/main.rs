use std::env;
use std::process::ExitCode;

fn main() -> ExitCode {
    fairfetch_rust::main(env::args_os().skip(1))
}
