//! A register in a directory of its own, and the real program run on it; what was started for it is ended with it.

use std::{
    env, fs,
    io::{Read, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

use super::wait::{LONG, wait_until};

/// What a run of the program came to.
#[derive(Debug)]
pub struct Ran {
    /// The exit status; `None` when a signal ended it.
    pub code: Option<i32>,
    /// Its standard output.
    pub out: String,
    /// Its standard error.
    pub err: String,
}

impl Ran {
    /// The output of a run that must have succeeded.
    #[track_caller]
    pub fn ok(self) -> String {
        assert_eq!(self.code, Some(0), "{}\n{}", self.out, self.err);
        self.out
    }

    /// The words of a run that must have refused with this status: a sentence, and no panic.
    #[track_caller]
    pub fn refused(self, code: i32) -> String {
        assert_eq!(self.code, Some(code), "{}\n{}", self.out, self.err);
        assert!(self.err.trim().len() > 10, "no sentence: {:?}", self.err);
        assert!(!self.err.contains("panicked"), "{}", self.err);
        self.err
    }
}

/// A register and its server.
pub struct Desk {
    home: TempDir,
    data: PathBuf,
}

impl Desk {
    /// A directory without a register.
    pub fn new() -> Desk {
        Desk::new_in(&env::temp_dir())
    }

    fn new_in(above: &Path) -> Desk {
        let home = tempfile::tempdir_in(above).unwrap();
        let data = home.path().join("register");
        let desk = Desk { home, data };
        // At the first login from a sort of terminal the keys are tried: here it is not the first one.
        let state = desk.preferences();
        fs::create_dir_all(state.parent().unwrap()).unwrap();
        fs::write(state, "[terminals.xterm-256color]\n").unwrap();
        desk
    }

    /// The file of what the officer prefers.
    pub fn preferences(&self) -> PathBuf {
        self.home.path().join(".local/state/nghedan/preferences.toml")
    }

    /// Writes the officer's own keymap.
    pub fn write_keymap(&self, source: &str) {
        let dir = self.home.path().join(".config/nghedan");
        fs::create_dir_all(&dir).unwrap();
        fs::write(dir.join("keymap.toml"), source).unwrap();
    }

    /// A register set up from the example.
    pub fn set_up() -> Desk {
        Desk::set_up_in(&env::temp_dir())
    }

    /// The same on another file system.
    pub fn set_up_in(above: &Path) -> Desk {
        let desk = Desk::new_in(above);
        desk.run(&["init", &example("office.toml")]).ok();
        desk
    }

    /// The directory of the register.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// A directory beside the register.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The program with these arguments on this register, in English unless they say otherwise, with nothing to read.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, b"")
    }

    /// The same with something to read on standard input.
    pub fn run_with(&self, arguments: &[&str], input: &[u8]) -> Ran {
        finish(self.start(arguments), input)
    }

    /// Starts the program; its standard input, output and error are pipes.
    pub fn start(&self, arguments: &[&str]) -> Child {
        self.command(arguments).spawn().unwrap()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program();
        command.arg("--data").arg(&self.data);
        if !arguments.contains(&"--lang") {
            command.args(["--lang", "en"]);
        }
        command.args(arguments);
        command.env("HOME", self.home.path()).env_remove("XDG_DATA_HOME").env_remove("XDG_STATE_HOME");
        command.env_remove("XDG_CONFIG_HOME").env("TERM", "xterm-256color");
        command
    }

    /// The process that the lock names, as long as it is a server of this register.
    pub fn server_pid(&self) -> Option<u32> {
        let lock = fs::read_to_string(self.data.join("lock")).ok()?;
        let pid = lock.lines().find_map(|line| line.strip_prefix("pid "))?.parse().ok()?;
        // A dead process has no command line, and another that took its number has another one.
        let line = fs::read(format!("/proc/{pid}/cmdline")).ok()?;
        let data = self.data.as_os_str().as_encoded_bytes();
        line.windows(data.len()).any(|part| part == data).then_some(pid)
    }

    /// Ends the server at once, as a power switch would: SIGKILL.
    pub fn kill(&self) {
        self.ends_by(rustix::process::Signal::KILL);
    }

    /// The server does nothing more until it is killed, as on a machine that hangs.
    pub fn hang(&self) {
        self.signal(rustix::process::Signal::STOP);
    }

    /// Asks the server to end.
    pub fn end(&self) {
        self.ends_by(rustix::process::Signal::TERM);
    }

    fn signal(&self, signal: rustix::process::Signal) -> Option<u32> {
        let pid = self.server_pid()?;
        let process = rustix::process::Pid::from_raw(pid.cast_signed()).unwrap();
        let _ = rustix::process::kill_process(process, signal);
        Some(pid)
    }

    fn ends_by(&self, signal: rustix::process::Signal) {
        let Some(pid) = self.signal(signal) else { return };
        // A client that is still there may have started another one at once.
        assert!(wait_until(LONG, || self.server_pid() != Some(pid)), "the server {pid} goes on");
    }

    /// What the server wrote to its log.
    pub fn log(&self) -> String {
        fs::read_to_string(self.data.join("server.log")).unwrap_or_default()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The program, its three streams being pipes.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nghedan"));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Gives the program its input and waits for its end, within a limit.
pub fn finish(mut child: Child, input: &[u8]) -> Ran {
    let mut stdin = child.stdin.take().unwrap();
    let out = read_all(child.stdout.take().unwrap());
    let err = read_all(child.stderr.take().unwrap());
    let input = input.to_owned();
    // Whoever refuses does not read to the end.
    let writing = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let mut status = None;
    let has_ended = wait_until(LONG, || {
        status = child.try_wait().unwrap();
        status.is_some()
    });
    if !has_ended {
        drop(child.kill());
        drop(child.wait());
    }
    let (out, err) = (out.join().unwrap(), err.join().unwrap());
    assert!(has_ended, "still running: {out}\n{err}");
    drop(writing.join());
    Ran { code: status.and_then(|status| status.code()), out, err }
}

fn read_all(mut from: impl Read + Send + 'static) -> std::thread::JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        drop(from.read_to_end(&mut bytes));
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// A file of `examples/`.
pub fn example(name: &str) -> String {
    format!("{}/examples/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// A complaint that is whole, as one line.
pub fn petition(summary: &str) -> String {
    let mut line = petition_json(summary).to_string();
    line.push('\n');
    line
}

/// The same, to be changed.
pub fn petition_json(summary: &str) -> serde_json::Value {
    serde_json::json!({
        "received_on": "2026-06-15",
        "source": "truc_tiep",
        "petition_kind": "kien_nghi",
        "village": "VD-02",
        "domain": "GT",
        "signatories": 3,
        "summary": summary,
    })
}
