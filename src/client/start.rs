//! Starting the embedded server when none runs, as tmux does: no root, no configuration.

use std::{
    fs,
    io::{self, BufRead},
    os::unix::{
        fs::{DirBuilderExt, MetadataExt, OpenOptionsExt},
        net::UnixStream,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use sha2::{Digest, Sha256};

use crate::base::wait;

/// How long the whole start is tried: two users who start at once, a stale socket, a killed server are no obstacle.
const START_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a server that is alive may take until it listens; it opens its register after that.
const READY_TIMEOUT: Duration = Duration::from_secs(60);
const BETWEEN_TRIES: Duration = Duration::from_millis(20);
/// The longest path that fits a socket's address on every system.
const SOCKET_PATH_BYTES_MAX: usize = 100;
/// What an embedded server writes to its standard output when it listens.
pub const READY: &str = "ready";
/// The exit status of a server that found another one serving the register (EX_TEMPFAIL of sysexits.h).
pub const HELD_STATUS: u8 = 75;

/// Where the socket of a register lies: in its directory, or, when that path is too long, in an owned directory in /tmp.
pub fn socket_path(data: &Path) -> io::Result<PathBuf> {
    let absolute = std::path::absolute(data)?;
    let inside = absolute.join("socket");
    if inside.as_os_str().len() <= SOCKET_PATH_BYTES_MAX {
        return Ok(inside);
    }
    let named = Sha256::digest(absolute.as_os_str().as_encoded_bytes());
    let name: String = named.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let uid = rustix::process::geteuid().as_raw();
    let dir = PathBuf::from(format!("/tmp/nghedan-{uid}"));
    own_dir(&dir, uid)?;
    Ok(dir.join(name))
}

/// Makes a directory that only this account can enter, or makes sure that it is one.
fn own_dir(dir: &Path, uid: u32) -> io::Result<()> {
    match fs::DirBuilder::new().mode(0o700).create(dir) {
        Ok(()) => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error),
    }
    let found = fs::symlink_metadata(dir)?;
    if found.is_dir() && found.uid() == uid && found.mode() & 0o077 == 0 {
        Ok(())
    } else {
        Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            format!("remove {}: it is not this account's own directory", dir.display()),
        ))
    }
}

/// How the server of a register is started.
#[derive(Clone, Debug)]
pub struct Starting {
    /// The program.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// Where its words go.
    pub log: PathBuf,
    /// Where it will listen.
    pub socket: PathBuf,
}

impl Starting {
    /// Connects to the server; starts it when nobody listens. The whole start is tried for five seconds.
    pub fn dial(&self) -> io::Result<UnixStream> {
        let begun = Instant::now();
        let mut last = io::Error::from(io::ErrorKind::NotFound);
        loop {
            match UnixStream::connect(&self.socket) {
                Ok(socket) => return Ok(socket),
                Err(error) if is_nobody_there(&error) => {}
                Err(error) => return Err(error),
            }
            match self.spawn().and_then(|child| self.wait_until_ready(child)) {
                Ok(()) => {
                    if let Ok(socket) = UnixStream::connect(&self.socket) {
                        return Ok(socket);
                    }
                }
                Err(error) if !is_worth_another_try(&error) => return Err(error),
                Err(error) => last = error,
            }
            if begun.elapsed() >= START_TIMEOUT {
                return Err(last);
            }
            wait::moment(BETWEEN_TRIES);
        }
    }

    fn spawn(&self) -> io::Result<Child> {
        let log = self
            .log
            .parent()
            .map_or(Ok(()), |dir| fs::DirBuilder::new().recursive(true).mode(0o700).create(dir));
        log?;
        let log = fs::OpenOptions::new().append(true).create(true).mode(0o600).open(&self.log)?;
        Command::new(&self.program)
            .args(&self.arguments)
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
    }

    /// Waits until the child says that it listens, or ends: then another one was faster, or it failed.
    fn wait_until_ready(&self, mut child: Child) -> io::Result<()> {
        let Some(words) = child.stdout.take() else { return Ok(()) };
        let mut words = io::BufReader::new(words);
        loop {
            if words.buffer().is_empty() && !wait::readable(words.get_ref(), Some(READY_TIMEOUT)) {
                return Err(io::Error::from(io::ErrorKind::TimedOut));
            }
            let mut line = String::new();
            if words.read_line(&mut line)? == 0 {
                let status = child.wait()?;
                let kind = match status.code() {
                    Some(code) if code == i32::from(HELD_STATUS) => io::ErrorKind::AlreadyExists,
                    Some(_) => io::ErrorKind::Other,
                    None => io::ErrorKind::Interrupted,
                };
                let log = self.log.display();
                return Err(io::Error::new(kind, format!("the server ended ({status}); its log: {log}")));
            }
            if line.trim_end() == READY {
                return Ok(());
            }
        }
    }
}

/// A server that found another one there, or that was killed before it listened; one that refused will refuse again.
fn is_worth_another_try(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::AlreadyExists | io::ErrorKind::Interrupted)
}

fn is_nobody_there(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_whose_path_would_be_too_long_lies_in_an_own_directory() {
        assert_eq!(socket_path(Path::new("/var/lib/nghedan")).unwrap(), Path::new("/var/lib/nghedan/socket"));
        let deep = PathBuf::from("/").join("d".repeat(120));
        let one = socket_path(&deep).unwrap();
        assert!(one.as_os_str().len() <= SOCKET_PATH_BYTES_MAX);
        assert_eq!(one, socket_path(&deep).unwrap());
        assert_ne!(one, socket_path(&deep.join("x")).unwrap());
    }

    #[test]
    fn a_server_killed_while_it_starts_is_started_again_and_one_that_refuses_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let tries = dir.path().join("tries");
        let script = "echo >> $0; test $(wc -l < $0) -ge 3 || kill -9 $$; exit 1";
        let starting = Starting {
            program: "/bin/sh".into(),
            arguments: vec!["-c".into(), script.into(), tries.to_string_lossy().into_owned()],
            log: dir.path().join("log"),
            socket: dir.path().join("socket"),
        };
        assert_eq!(starting.dial().unwrap_err().kind(), io::ErrorKind::Other);
        assert_eq!(fs::read_to_string(tries).unwrap().lines().count(), 3);
    }

    #[test]
    fn a_directory_that_others_can_enter_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let open = dir.path().join("open");
        fs::create_dir(&open).unwrap();
        fs::set_permissions(&open, fs::Permissions::from_mode(0o755)).unwrap();
        let uid = rustix::process::geteuid().as_raw();
        assert!(own_dir(&open, uid).is_err());
        fs::set_permissions(&open, fs::Permissions::from_mode(0o700)).unwrap();
        assert!(own_dir(&open, uid).is_ok());
        std::os::unix::fs::symlink(&open, dir.path().join("link")).unwrap();
        assert!(own_dir(&dir.path().join("link"), uid).is_err());
    }
}
