//! The journal's bytes for whoever makes a backup: the server reads, the client writes, each with its own account's rights.
//!
//! A service may be kept from writing anywhere but its own directory, and must not write where a caller who could not
//! write there says. So the file is the caller's work, and only the account that owns the register, or root, may ask: it could
//! read the files anyway. What is copied passes no gate of rights.

use crate::base::{Say, limits};
use crate::store::{StoreError, journal::Extent};
use crate::wire::{Outcome, Refusal, RefusalKind, Reply, Request};

use super::super::refusal::{broken, not_here};
use super::{Server, session::Session};

impl Server {
    /// Answers `JournalExtent` and `JournalBytes`.
    pub(super) fn copying(&self, session: &Session, request: &Request) -> Outcome {
        if !session.owns_the_register() {
            return Err(not_the_owner());
        }
        let journal = self.store.journal().ok_or_else(not_here)?;
        match request {
            Request::JournalExtent => {
                let Extent { register, head, segments } = journal.extent();
                Ok(Reply::JournalExtent { register, seq: head.seq, hash: head.hash, segments })
            }
            Request::JournalBytes { segment, offset } => {
                let bytes = journal.bytes(*segment, *offset, limits::BACKUP_PIECE_BYTES_MAX);
                bytes.map(Reply::JournalBytes).map_err(|error| broken(StoreError::from(error)))
            }
            _ => Err(not_here()),
        }
    }
}

fn not_the_owner() -> Refusal {
    let say = Say::new(
        "Chạy dưới tài khoản của dịch vụ: chỉ chủ sổ được sao lưu",
        "Use the service's account: only the register's owner may back it up",
    );
    Refusal::new(RefusalKind::NotAllowed, say).hint(Say::plain("sudo -u nghedan nghedan backup FILE"))
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::{Read, Write};
    use std::os::unix::net::UnixStream;
    use std::path::Path;
    use std::sync::Arc;

    use rustix::process::geteuid;

    use super::*;
    use crate::base::{Lang, Officer};
    use crate::office::server::{Opening, open_register, take_register};
    use crate::wire::{Call, FrameReader, Message, PROTOCOL, encode};

    /// What the server says to a request of this account.
    pub fn asked(server: &Arc<Server>, uid: u32, request: Request) -> Outcome {
        let (mut ours, theirs) = UnixStream::pair().unwrap();
        server.serve(theirs, uid, Officer::new("can_bo_01").unwrap(), FrameReader::default()).unwrap();
        let hello = Request::Hello { protocol: PROTOCOL, build: String::new(), lang: Lang::En };
        for (ticket, request) in [(1, hello), (2, request)] {
            ours.write_all(&encode(&Call { ticket, request }).unwrap()).unwrap();
        }
        let mut frames = FrameReader::default();
        let mut buffer = [0; 4_096];
        loop {
            let count = ours.read(&mut buffer).unwrap();
            assert!(count > 0, "it hung up");
            frames.feed(&buffer[..count]);
            while let Some(message) = frames.message::<Message>().unwrap() {
                if let Message::Reply { ticket: 2, outcome } = message {
                    return outcome;
                }
            }
        }
    }

    /// An empty register in a directory, served.
    pub fn served(dir: &Path) -> Arc<Server> {
        let lock = take_register(dir, &dir.join("socket"), "test").unwrap();
        let Opening { office, drafts, clock, .. } = open_register(lock, &mut |_, _| ()).unwrap();
        Server::start(office, drafts, clock, "test".into(), false)
    }

    #[test]
    fn the_journal_goes_to_the_owner_of_the_register_and_to_nobody_else() {
        let home = tempfile::tempdir().unwrap();
        let server = served(&home.path().join("register"));
        let own = geteuid().as_raw();
        let page = Request::JournalBytes { segment: 1, offset: 0 };
        for request in [Request::JournalExtent, page.clone()] {
            let refused = asked(&server, own + 1, request).unwrap_err();
            assert_eq!((refused.kind, refused.say), (RefusalKind::NotAllowed, not_the_owner().say));
        }
        let Ok(Reply::JournalExtent { seq: 0, segments, .. }) = asked(&server, own, Request::JournalExtent)
        else {
            panic!("the owner is refused")
        };
        let Ok(Reply::JournalBytes(bytes)) = asked(&server, own, page) else { panic!("no bytes") };
        assert_eq!(segments, [bytes.len() as u64]);
        server.end();
    }
}
