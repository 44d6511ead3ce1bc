//! Room on the disk, as the server sees it: whether saving stopped for want of it, who is told, and how it goes on.

use std::{
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

use crate::domain::law::Law;
use crate::wire::Push;

use super::super::Office;
use super::{Server, commit, lock};

/// How often a disk is looked at that is full, or on which something was saved a moment ago.
const LOOK_SOON: Duration = Duration::from_secs(1);
/// The same when nothing happens.
const LOOK_SELDOM: Duration = Duration::from_secs(60);
/// For how long after a save sled may still be writing.
const STATE_WRITTEN_WITHIN: Duration = Duration::from_secs(5);

impl Server {
    /// How soon the disk is to be looked at again.
    pub(super) fn look_at_the_disk_within(&self, saved_at: Option<Instant>) -> Duration {
        let is_ill = self.is_full.load(Ordering::SeqCst) || self.is_to_be_healed.load(Ordering::SeqCst);
        let is_writing = saved_at.is_some_and(|at| at.elapsed() < STATE_WRITTEN_WITHIN);
        if is_ill || is_writing { LOOK_SOON } else { LOOK_SELDOM }
    }

    /// Looks whether there is room, and tells everybody when that changed. The committer's thread: nothing is
    /// written meanwhile.
    pub(super) fn look_at_the_disk(&self) {
        let is_full = self.store.is_full();
        if self.is_full.swap(is_full, Ordering::SeqCst) != is_full {
            self.push_to_all(&Push::Full(is_full));
        }
        if is_full {
            // What fails from now on fails for want of room.
            self.is_to_be_healed.store(true, Ordering::SeqCst);
        } else if self.is_to_be_healed.swap(false, Ordering::SeqCst) {
            self.heal();
        }
    }

    /// Sees whether the state outlived the full disk, and builds it again if it did not. When that fails too nothing is
    /// saved any more, and everybody is told so; the journal is whole.
    fn heal(&self) {
        let Ok(_only) = self.at_work.try_lock() else {
            self.is_to_be_healed.store(true, Ordering::SeqCst);
            return;
        };
        if self.store.recover().is_err() || self.store.is_read_only() {
            return self.stop_writing();
        }
        if !self.read_only.load(Ordering::SeqCst) {
            return;
        }
        let Ok(law) = Law::embedded() else { return };
        let mut office = lock(&self.office);
        // What waits was decided by an office that could not read its state.
        let waiters = self.queue.failed();
        let healed = Office::open(self.store.clone(), Arc::new(law), self.now().day(), &mut |_, _| ());
        let is_healed = healed.map(|healed| *office = healed).is_ok();
        drop(office);
        for waiter in waiters {
            waiter(Err(commit::not_saved()));
        }
        if is_healed && self.read_only.swap(false, Ordering::SeqCst) {
            self.push_to_all(&Push::ReadOnly(false));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read, Write},
        os::unix::net::UnixStream,
    };

    use super::super::super::{Drafts, sample};
    use super::super::RegisterClock;
    use super::*;
    use crate::base::{Id, Lang, Officer, RequestId};
    use crate::exchange::embedded_units;
    use crate::store::{MemoryStore, files::Disk};
    use crate::wire::{
        self, Call, FrameReader, Message, Outcome, PROTOCOL, RefusalKind, Reply, Request, Welcome,
    };

    struct Client {
        socket: UnixStream,
        frames: FrameReader,
    }

    impl Client {
        fn of(server: &Arc<Server>) -> (Client, Welcome) {
            let (socket, theirs) = UnixStream::pair().unwrap();
            socket.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
            let officer = Officer::new("can_bo_01").unwrap();
            server.serve(theirs, 0, officer, FrameReader::default()).unwrap();
            let mut client = Client { socket, frames: FrameReader::default() };
            client.send(Request::Hello { protocol: PROTOCOL, build: String::new(), lang: Lang::Vi });
            let Message::Reply { outcome: Ok(Reply::Welcome(welcome)), .. } = client.next() else {
                panic!("no welcome")
            };
            (client, welcome)
        }

        fn send(&mut self, request: Request) {
            self.socket.write_all(&wire::encode(&Call { ticket: 1, request }).unwrap()).unwrap();
        }

        fn next(&mut self) -> Message {
            let mut buffer = [0; 4_096];
            loop {
                if let Some(message) = self.frames.message().unwrap() {
                    return message;
                }
                let count = self.socket.read(&mut buffer).unwrap();
                assert!(count > 0, "hung up");
                self.frames.feed(&buffer[..count]);
            }
        }

        /// Waits for the answer and for the word that the disk is full, or is not any more, in whatever order.
        fn answer_and_push(&mut self, answers: bool, is_full: bool) -> Option<Outcome> {
            let (mut answer, mut is_told) = (None, false);
            while !is_told || (answers && answer.is_none()) {
                match self.next() {
                    Message::Reply { outcome, .. } => answer = Some(outcome),
                    Message::Push(Push::Full(told)) => {
                        assert_eq!(told, is_full);
                        is_told = true;
                    }
                    other => panic!("{other:?}"),
                }
            }
            answer
        }
    }

    /// A request that sets the register up.
    fn request() -> Request {
        let id = Id::new("O24100").unwrap();
        let made = sample::Sample::new(sample::Options::default(), embedded_units(&id)).unwrap();
        let records = std::iter::once(made.office()).chain(made.units()).collect();
        Request::Import { request: RequestId([5; 16]), records, dry_run: false }
    }

    #[test]
    fn a_full_disk_is_told_to_everybody_and_the_same_request_is_saved_when_there_is_room() {
        let home = tempfile::tempdir().unwrap();
        let store = Arc::new(MemoryStore::default());
        let (law, clock) = (Arc::new(Law::embedded().unwrap()), RegisterClock::Real);
        let office = Office::open(store.clone(), law, clock.now().day(), &mut |_, _| ()).unwrap();
        let drafts = Drafts::open(Arc::new(Disk), home.path(), clock.now().day()).unwrap();
        let server = Server::start(office, drafts, clock, String::new(), false);
        let (mut client, welcome) = Client::of(&server);
        assert!(!welcome.is_full);
        let (mut other, _) = Client::of(&server);
        store.set_full(true);
        client.send(request());
        let refusal = client.answer_and_push(true, true).unwrap().unwrap_err();
        assert_eq!(refusal.kind, RefusalKind::Full);
        assert!(refusal.say.vi.starts_with("Giữ nháp"), "{}", refusal.say.vi);
        other.answer_and_push(false, true);
        assert!(Client::of(&server).1.is_full);
        store.set_full(false);
        client.answer_and_push(false, false);
        other.answer_and_push(false, false);
        client.send(request());
        assert!(matches!(client.next(), Message::Reply { outcome: Ok(Reply::Saved(_)), .. }));
        server.end();
    }
}
