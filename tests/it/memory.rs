//! The memory of server and client stays theirs: no core file, and no other program of the account looks into it.

use std::{
    fs,
    os::unix::{
        fs::{MetadataExt, chown},
        process::CommandExt,
    },
    path::Path,
    process::{Child, Command, Stdio},
};

use super::wait::{LONG, wait_until};

/// An account that is not root, for whom the kernel makes a difference: root looks into everything.
const NOBODY: u32 = 65_534;

fn account() -> u32 {
    match rustix::process::geteuid().as_raw() {
        0 => NOBODY,
        own => own,
    }
}

/// A program that is run by that account.
fn start(program: &Path, arguments: &[&str], home: &Path) -> Child {
    let mut command = Command::new(program);
    command.args(arguments).env("HOME", home).current_dir("/");
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    if rustix::process::geteuid().is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    command.spawn().unwrap()
}

/// To whom the kernel says that the inner parts of a process belong: root, when others must not see them.
fn owner(pid: u32) -> u32 {
    fs::metadata(format!("/proc/{pid}/environ")).unwrap().uid()
}

fn core_limit(pid: u32) -> String {
    let limits = fs::read_to_string(format!("/proc/{pid}/limits")).unwrap();
    let line = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    line.split_whitespace().skip(4).take(2).collect::<Vec<_>>().join(" ")
}

fn is_private(pid: u32) -> bool {
    core_limit(pid) == "0 0" && owner(pid) == 0
}

#[test]
fn server_and_client_leave_no_core_file_and_are_closed_to_the_account() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("register");
    let program = home.path().join("nghedan");
    // Where the program was built others may not look.
    fs::copy(env!("CARGO_BIN_EXE_nghedan"), &program).unwrap();
    if rustix::process::geteuid().is_root() {
        chown(home.path(), Some(NOBODY), Some(NOBODY)).unwrap();
    }
    let data = data.to_str().unwrap();
    let mut server = start(&program, &["--data", data, "serve"], home.path());
    assert!(wait_until(LONG, || Path::new(data).join("socket").exists()));
    let mut client = start(&program, &["--data", data, "add", "petition"], home.path());
    let mut other = start(Path::new("/bin/cat"), &[], home.path());
    for (what, pid) in [("server", server.id()), ("client", client.id())] {
        assert!(wait_until(LONG, || is_private(pid)), "{what}: {} {}", core_limit(pid), owner(pid));
    }
    // What any other program of that account looks like.
    assert!(wait_until(LONG, || owner(other.id()) == account()));
    for child in [&mut server, &mut client, &mut other] {
        child.kill().unwrap();
        child.wait().unwrap();
    }
}
