//! `completions` and `man`: what a shell and `man` read of the command line.

use std::io::Write;

use clap::CommandFactory;
use clap_complete::Shell;

use crate::base::Say;

use super::args::Arguments;
use super::failure::{Done, Failure};

/// Writes the completions of a shell.
pub fn completions(shell: Shell, out: &mut dyn Write) -> Done {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "nghedan", &mut script);
    Ok(out.write_all(&script)?)
}

/// Writes the manual page of the program or of one of its commands.
pub fn man(command: Option<&str>, out: &mut dyn Write) -> Done {
    let mut all = Arguments::command();
    all.build();
    let page = match command {
        None => Some(all),
        Some(name) => all.get_subcommands().find(|command| command.get_name() == name).cloned(),
    };
    let Some(page) = page else {
        return Err(Failure::Usage(Say::new(
            "Xem `nghedan --help`: không có lệnh này",
            "See `nghedan --help`: there is no such command",
        )));
    };
    Ok(clap_mangen::Man::new(page).render(out)?)
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum;

    use super::*;

    #[test]
    fn every_command_has_a_manual_page_with_its_options_and_examples() {
        let mut all = Vec::new();
        man(None, &mut all).unwrap();
        let all = String::from_utf8(all).unwrap();
        assert!(all.contains("nghedan\\-add(1)") && all.contains("Exit status"), "{all}");
        for command in Arguments::command().get_subcommands() {
            let mut page = Vec::new();
            man(Some(command.get_name()), &mut page).unwrap();
            let page = String::from_utf8(page).unwrap();
            assert!(page.contains("Examples:") && page.contains(".SH SYNOPSIS"), "{page}");
        }
        assert_eq!(man(Some("nonsense"), &mut Vec::new()).unwrap_err().exit_code(), 2);
    }

    #[test]
    fn every_shell_has_completions() {
        for shell in Shell::value_variants() {
            let mut script = Vec::new();
            completions(*shell, &mut script).unwrap();
            assert!(String::from_utf8(script).unwrap().contains("petition"), "{shell}");
        }
    }
}
