//! Arguments -> a role.

fn main() -> std::process::ExitCode {
    nghedan::cli::run()
}
