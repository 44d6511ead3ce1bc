//! The socket of the register: where clients come in, and how an embedded server leaves when nobody does.

use std::{
    fs, io,
    os::unix::{
        fs::PermissionsExt,
        net::{UnixListener, UnixStream},
    },
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use thiserror::Error;

use crate::base::{Say, limits};
use crate::wire::{FrameReader, Refusal, RefusalKind};

use super::{Server, peer, session};

/// The socket cannot be made: what to do, then why.
#[derive(Debug, Error)]
pub enum ListenError {
    /// The path cannot be used.
    #[error("look at the rights of {}: the socket could not be made there ({source})", .path.display())]
    Socket {
        /// Where.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// How a server listens.
#[derive(Clone, Copy, Debug)]
pub struct Listening {
    /// Leave after nobody was connected for so long; `None`: never.
    pub idle: Option<Duration>,
    /// Whether other accounts may connect (an office server); otherwise only the own one and root.
    pub shared: bool,
}

/// How often the day is looked at, at the least.
const LOOK_AT_THE_DAY: Duration = Duration::from_secs(30);

/// Binds the socket. Whoever holds the lock of the register may replace one that a killed server left.
pub fn bind(path: &Path, listening: Listening) -> Result<UnixListener, ListenError> {
    let fault = |source| ListenError::Socket { path: path.to_owned(), source };
    match fs::remove_file(path) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(fault(error)),
    }
    let listener = UnixListener::bind(path).map_err(fault)?;
    let mode = if listening.shared { 0o660 } else { 0o600 };
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).map_err(fault)?;
    listener.set_nonblocking(true).map_err(fault)?;
    Ok(listener)
}

/// Accepts clients until the server leaves, a signal arrives on `signalled`, or nobody came for the time of idling.
pub fn listen(
    server: &Arc<Server>,
    listener: &UnixListener,
    signalled: &impl std::os::fd::AsFd,
    listening: Listening,
) -> io::Result<()> {
    let mut empty_since = Instant::now();
    while !server.is_leaving() {
        if server.connected() > 0 {
            empty_since = Instant::now();
        } else if listening.idle.is_some_and(|idle| empty_since.elapsed() >= idle) {
            break;
        }
        let mut waited = [PollFd::new(listener, PollFlags::IN), PollFd::new(signalled, PollFlags::IN)];
        let limit = listening.idle.map_or(LOOK_AT_THE_DAY, |idle| idle.min(LOOK_AT_THE_DAY) / 4);
        let limit = Timespec {
            tv_sec: i64::try_from(limit.as_secs()).unwrap_or(1),
            tv_nsec: i64::from(limit.subsec_nanos()),
        };
        match poll(&mut waited, Some(&limit)) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        let [_, signal] = &waited;
        if !signal.revents().is_empty() {
            break;
        }
        server.look_at_the_day();
        let_in(server, listener, listening);
    }
    server.leave();
    Ok(())
}

fn let_in(server: &Arc<Server>, listener: &UnixListener, listening: Listening) {
    let connected = |uid| (server.connected(), server.connected_as(uid));
    while let Some((socket, uid)) = accept(listener, listening, &connected) {
        if socket.set_nonblocking(false).is_ok() {
            // A connection that cannot have its threads is closed; the client tries again.
            drop(server.serve(socket, uid, peer::named(uid), FrameReader::default()));
        }
    }
}

/// The next client that may connect, and its account; whoever may not is told why. `connected` says how many connections
/// there are, and how many of an account.
pub(super) fn accept(
    listener: &UnixListener,
    listening: Listening,
    connected: &dyn Fn(u32) -> (usize, usize),
) -> Option<(UnixStream, u32)> {
    while let Ok((socket, _)) = listener.accept() {
        let Some(uid) = peer::uid(&socket).ok().filter(|uid| may_connect(*uid, listening)) else { continue };
        let (all, of_account) = connected(uid);
        if all >= limits::CONNECTIONS_MAX {
            session::refuse(&socket, &server_is_full());
        } else if of_account >= limits::CONNECTIONS_PER_ACCOUNT_MAX {
            session::refuse(&socket, &account_has_enough());
        } else {
            return Some((socket, uid));
        }
    }
    None
}

fn may_connect(uid: u32, listening: Listening) -> bool {
    listening.shared || uid == 0 || uid == rustix::process::geteuid().as_raw()
}

fn server_is_full() -> Refusal {
    Refusal::new(
        RefusalKind::Limit,
        Say::new(
            "Chờ rồi mở lại: máy chủ đã đủ người kết nối",
            "Wait, then start again: the server has all the connections it takes",
        ),
    )
}

fn account_has_enough() -> Refusal {
    Refusal::new(
        RefusalKind::Limit,
        Say::new(
            "Đóng bớt cửa sổ rồi mở lại: tài khoản này đã đủ kết nối",
            "Close other windows, then start again: this account has all its connections",
        ),
    )
}
