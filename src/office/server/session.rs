//! One connection: a thread that reads and answers, a thread that writes, and a limit on all that it may hold.

use std::{
    io::{self, Read, Write},
    net::Shutdown,
    os::unix::net::UnixStream,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    time::{Duration, Instant},
};

use crate::base::{Lang, Officer, Say, limits, text, wait};
use crate::wire::{
    self, Call, FrameReader, Message, Outcome, PROTOCOL, Refusal, RefusalKind, Reply, Request, Welcome,
};

use super::{Server, lock, owner};

/// A connected client.
pub(super) struct Session {
    id: u64,
    uid: u32,
    officer: Officer,
    lang: Mutex<Lang>,
    greeted: AtomicBool,
    out: SyncSender<Vec<u8>>,
    /// Bytes in the writer's queue, with those under way.
    queued_bytes: Arc<AtomicUsize>,
    socket: UnixStream,
}

/// How long a client may take to take what it is sent.
const WRITE_TIMEOUT: Duration = Duration::from_secs(20);
/// A connection's threads do little; hundreds of them are cheap.
const STACK_BYTES: usize = 512 * 1024;
const READ_BYTES: usize = 64 * 1024;
/// How long a client may take to say hello.
pub(super) const HELLO_WITHIN: Duration = Duration::from_millis(limits::WIRE_HELLO_MS_MAX);
/// In the writer's queue: hang up. No frame is empty.
const NO_MORE: Vec<u8> = Vec::new();

impl Session {
    pub(super) fn id(&self) -> u64 {
        self.id
    }

    pub(super) fn officer(&self) -> &Officer {
        &self.officer
    }

    /// The account at the other end.
    pub(super) fn uid(&self) -> u32 {
        self.uid
    }

    /// Whether it has said hello; before that nothing is sent but refusals.
    pub(super) fn wants_pushes(&self) -> bool {
        self.greeted.load(Ordering::SeqCst)
    }

    /// Ends the connection from our side.
    pub(super) fn hang_up(&self) {
        drop(self.socket.shutdown(Shutdown::Both));
    }

    /// Ends the connection when everything that waits was written: the last words say why.
    fn hang_up_after_last_words(&self) {
        self.send_frame(NO_MORE);
    }

    fn lang(&self) -> Lang {
        *lock(&self.lang)
    }

    /// Puts a message into the writer's queue. A client that does not take what it is sent is dropped.
    pub(super) fn send(&self, message: &Message) {
        match wire::encode(message) {
            Ok(frame) => self.send_frame(frame),
            Err(_) => {
                if let Message::Reply { ticket, .. } = message {
                    let refusal = too_large();
                    let frame = wire::encode(&Message::Reply { ticket: *ticket, outcome: Err(refusal) });
                    drop(frame.map(|frame| self.send_frame(frame)));
                }
            }
        }
    }

    /// Puts a frame that is made already into the writer's queue. A client that is too slow is hung up on without a word:
    /// that would have to wait behind all it has not read, and our own client mends its line and asks anew.
    pub(super) fn send_frame(&self, frame: Vec<u8>) {
        let bytes = frame.len();
        let before = self.queued_bytes.fetch_add(bytes, Ordering::SeqCst);
        let fits = before == 0 || before.saturating_add(bytes) <= limits::WIRE_QUEUE_BYTES_MAX;
        if !fits || self.out.try_send(frame).is_err() {
            self.queued_bytes.fetch_sub(bytes, Ordering::SeqCst);
            self.hang_up();
        }
    }

    fn reply(&self, ticket: u32, outcome: Outcome) {
        self.send(&Message::Reply { ticket, outcome });
    }
}

impl Server {
    /// Serves a socket that was accepted, on threads of its own.
    pub(super) fn serve(
        self: &Arc<Server>,
        socket: UnixStream,
        uid: u32,
        officer: Officer,
        frames_so_far: FrameReader,
    ) -> io::Result<()> {
        socket.set_write_timeout(Some(WRITE_TIMEOUT))?;
        let (out, frames) = sync_channel(limits::WIRE_QUEUE_LEN_MAX);
        let queued_bytes = Arc::new(AtomicUsize::new(0));
        let id = self.next_session.fetch_add(1, Ordering::SeqCst);
        let session = Arc::new(Session {
            id,
            uid,
            officer,
            lang: Mutex::new(Lang::Vi),
            greeted: AtomicBool::new(false),
            out,
            queued_bytes: queued_bytes.clone(),
            socket: socket.try_clone()?,
        });
        let writing = socket.try_clone()?;
        let thread = |name: &str| std::thread::Builder::new().name(name.into()).stack_size(STACK_BYTES);
        let writer = thread("writer").spawn(move || write_for_ever(writing, &frames, &queued_bytes))?;
        lock(&self.sessions).insert(id, session.clone());
        let server = self.clone();
        thread("reader").stack_size(2 * 1024 * 1024).spawn(move || {
            server.read_for_ever(&session, socket, frames_so_far);
            session.hang_up_after_last_words();
            // Until then it counts as connected: what waits in its queue is held.
            drop(writer.join());
            lock(&server.sessions).remove(&session.id);
            server.session_ended.notify_all();
        })?;
        Ok(())
    }

    fn read_for_ever(
        self: &Arc<Server>,
        session: &Arc<Session>,
        mut socket: UnixStream,
        mut frames: FrameReader,
    ) {
        let mut buffer = vec![0; READ_BYTES];
        let mut whole = Some(Instant::now() + HELLO_WITHIN);
        loop {
            let left = whole.map(|by| by.saturating_duration_since(Instant::now()));
            if left == Some(Duration::ZERO) || !wait::readable(&socket, left) {
                return;
            }
            let arrived = match socket.read(&mut buffer) {
                Ok(0) => return,
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(_) => return,
            };
            frames.feed(buffer.get(..arrived).unwrap_or_default());
            loop {
                match frames.message::<Call>() {
                    Ok(Some(call)) => {
                        if !self.hear(session, call) {
                            return;
                        }
                    }
                    Ok(None) => break,
                    Err(_) => {
                        session.reply(0, Err(not_our_protocol()));
                        return;
                    }
                }
            }
            whole = whole_by(frames.is_inside(), session.wants_pushes(), whole);
        }
    }

    /// Answers one call; `false` ends the connection. A panic ends the request, not the server.
    fn hear(self: &Arc<Server>, session: &Arc<Session>, call: Call) -> bool {
        if !session.wants_pushes() && !matches!(call.request, Request::Hello { .. }) {
            session.reply(call.ticket, Err(not_our_protocol()));
            return false;
        }
        let Call { ticket, request } = call;
        let heard =
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.do_it(session, ticket, request)));
        heard.unwrap_or_else(|_| {
            session.reply(ticket, Err(fault_of_ours()));
            true
        })
    }

    fn do_it(self: &Arc<Server>, session: &Arc<Session>, ticket: u32, request: Request) -> bool {
        let officer = session.officer().clone();
        match request {
            Request::Hello { protocol, build: _, lang } => {
                if protocol != PROTOCOL {
                    session.reply(ticket, Err(another_version()));
                    return false;
                }
                *lock(&session.lang) = lang;
                let welcome = self.welcome(&officer);
                session.greeted.store(true, Ordering::SeqCst);
                session.reply(ticket, Ok(Reply::Welcome(welcome)));
            }
            Request::Leave => {
                let may = self.embedded && self.connected() <= 1;
                session.reply(ticket, if may { Ok(Reply::Done) } else { Err(busy()) });
                if may {
                    self.leave();
                }
            }
            Request::Drafts => {
                let outcome = self.drafts.all(&officer).map_err(|error| draft_failed(&error)).map(|drafts| {
                    let office = lock(&self.office);
                    let mut lines = office.draft_lines(drafts, &office.viewer(&officer));
                    drop(office);
                    for line in &mut lines {
                        let keeper = self.drafts.keeper(&officer, &line.draft.form);
                        let others = keeper.filter(|keeper| *keeper != session.id());
                        line.is_elsewhere =
                            others.is_some_and(|keeper| lock(&self.sessions).contains_key(&keeper));
                    }
                    Reply::Drafts(lines)
                });
                session.reply(ticket, outcome);
            }
            Request::KeepDraft(draft) => {
                let kept = self.drafts.keep(&officer, session.id(), draft, self.now());
                session.reply(ticket, kept.map(Reply::Kept).map_err(|error| draft_failed(&error)));
                self.push_drafts(&officer, session.id());
            }
            Request::LeaveDraft(form) => {
                let left = self.drafts.leave(&officer, &form);
                session.reply(ticket, left.map(|()| Reply::Done).map_err(|error| draft_failed(&error)));
                self.push_drafts(&officer, session.id());
            }
            Request::OpenDraft(form) => {
                session.reply(ticket, Ok(Reply::Draft(self.drafts.get(&officer, &form))));
            }
            Request::DropDraft(form) => {
                let dropped = self.drafts.remove(&officer, &form);
                session.reply(ticket, dropped.map(|()| Reply::Done).map_err(|error| draft_failed(&error)));
                self.push_drafts(&officer, session.id());
            }
            Request::DiscardDraft(form) => {
                let discarded = self.drafts.set_aside(&officer, &form, self.now());
                session.reply(ticket, discarded.map(|()| Reply::Done).map_err(|error| draft_failed(&error)));
                self.push_drafts(&officer, session.id());
            }
            Request::RestoreDraft => {
                let restored = self.drafts.restore(&officer).map_err(|error| draft_failed(&error));
                session
                    .reply(ticket, restored.map(|draft| Reply::Restored(self.draft_title(&officer, draft))));
                self.push_drafts(&officer, session.id());
            }
            Request::Sample { .. } | Request::Check | Request::Rebuild => {
                let outcome = self.long_work(session, ticket, &request);
                session.reply(ticket, outcome);
            }
            Request::Law => {
                session.reply(ticket, Ok(self.law_for(session)));
            }
            Request::ChangeLaw { .. } if !session.owns_the_register() => {
                session.reply(ticket, Err(owner::not_to_change_the_law()));
            }
            Request::JournalExtent | Request::JournalBytes { .. } => {
                session.reply(ticket, self.copying(session, &request));
            }
            request if request.changes() && !is_dry(&request) => self.save(session, ticket, &request),
            request => session.reply(ticket, self.answer(session, &request)),
        }
        true
    }

    fn save(self: &Arc<Server>, session: &Arc<Session>, ticket: u32, request: &Request) {
        // Several forms that are saved at once have one draft, under the name of the first.
        let form = match request {
            Request::Save { form, .. } => Some(form.clone()),
            Request::SaveMany { parts, .. } => parts.first().map(|part| part.form.clone()),
            _ => None,
        };
        let (server, told) = (self.clone(), session.clone());
        let waiter = move |outcome: Outcome| {
            if let (Ok(_), Some(form)) = (&outcome, &form) {
                // A draft that stays behind is an annoyance, not a loss.
                drop(server.drafts.remove(told.officer(), form));
            }
            told.reply(ticket, outcome);
        };
        self.change(request, session.officer(), Box::new(waiter));
    }

    fn answer(&self, session: &Session, request: &Request) -> Outcome {
        let (officer, lang) = (session.officer(), session.lang());
        let office = lock(&self.office);
        if office.is_long(request) {
            let at_hand = match request {
                Request::Records { query, .. } => office.view_records(query, officer),
                _ => None,
            };
            let scan = office.scan(officer, lang).over(at_hand);
            drop(office);
            return scan.answer(request);
        }
        let mut outcome = office.answer(request, officer, lang);
        if let Ok(Reply::Home(home)) = &mut outcome {
            drop(office);
            self.add_drafts_to_home(officer, home);
        }
        outcome
    }

    fn draft_title(&self, officer: &Officer, draft: Option<crate::domain::Draft>) -> Option<Say> {
        let office = lock(&self.office);
        let lines = office.draft_lines(draft.into_iter().collect(), &office.viewer(officer));
        lines.into_iter().next().map(|line| line.title)
    }

    fn add_drafts_to_home(&self, officer: &Officer, home: &mut wire::Home) {
        let drafts = self.drafts.all(officer).unwrap_or_default();
        let count = u32::try_from(drafts.len()).unwrap_or(u32::MAX);
        let first = {
            let office = lock(&self.office);
            office
                .draft_lines(drafts.into_iter().take(1).collect(), &office.viewer(officer))
                .into_iter()
                .next()
        };
        if let Some(line) = home.lines.last_mut() {
            line.count = count;
            if let Some(draft) = first {
                line.note = Say::new(
                    format!(
                        "{}: dừng ở {}",
                        text::lower_first(&draft.title.vi),
                        until_comma(&draft.stopped_at.vi)
                    ),
                    format!(
                        "{}: stopped at {}",
                        text::lower_first(&draft.title.en),
                        until_comma(&draft.stopped_at.en)
                    ),
                );
                line.note_short = Say::new(
                    format!("dừng ở {}", until_comma(&draft.stopped_at.vi)),
                    format!("at {}", until_comma(&draft.stopped_at.en)),
                );
            }
        }
    }

    fn welcome(&self, officer: &Officer) -> Welcome {
        let office = lock(&self.office);
        let basis = office.basis();
        let record = basis.office.as_deref().cloned();
        Welcome {
            build: self.build.clone(),
            officer: officer.clone(),
            unit_name: basis.unit_name(),
            sample: record.as_ref().is_some_and(|office| crate::domain::kinds::Office(office).is_sample()),
            office: record,
            today: basis.today,
            read_only: self.read_only.load(Ordering::SeqCst),
            is_full: self.is_full.load(Ordering::SeqCst),
            found: std::mem::take(&mut *lock(&self.found)),
            drafts: self.drafts.count(officer),
            stopped: self.drafts.stopped(officer),
        }
    }
}

/// By when what a client is saying must be whole: its hello, and each frame that it has begun.
pub(super) fn whole_by(is_inside: bool, is_greeted: bool, before: Option<Instant>) -> Option<Instant> {
    match (is_inside || !is_greeted, before) {
        (true, None) => Some(Instant::now() + Duration::from_millis(limits::WIRE_FRAME_MS_MAX)),
        (true, by) => by,
        (false, _) => None,
    }
}

fn write_for_ever(mut socket: UnixStream, frames: &Receiver<Vec<u8>>, queued_bytes: &AtomicUsize) {
    while let Ok(frame) = frames.recv() {
        if frame == NO_MORE || socket.write_all(&frame).is_err() {
            break;
        }
        queued_bytes.fetch_sub(frame.len(), Ordering::SeqCst);
    }
    drop(socket.shutdown(Shutdown::Both));
}

/// The last words to a connection that is not served; it does not wait for whoever does not read.
pub(super) fn refuse(mut socket: &UnixStream, refusal: &Refusal) {
    let words = wire::encode(&Message::Reply { ticket: 0, outcome: Err(refusal.clone()) });
    if let (Ok(frame), Ok(())) = (words, socket.set_nonblocking(true)) {
        drop(socket.write(&frame));
    }
}

fn is_dry(request: &Request) -> bool {
    matches!(
        request,
        Request::Import { dry_run: true, .. }
            | Request::Handover { dry_run: true, .. }
            | Request::EraseContacts { dry_run: true, .. }
            | Request::ChangeLaw { dry_run: true, .. }
    )
}

fn until_comma(text: &str) -> &str {
    text.split(',').next().unwrap_or(text)
}

fn draft_failed(error: &super::super::DraftsError) -> Refusal {
    use super::super::DraftsError;
    let say = match error {
        DraftsError::Newer => {
            return Refusal::new(
                RefusalKind::Stale,
                Say::new("Enter đem về đây: đang gõ ở máy kia", "Enter fetches it: it is typed on elsewhere"),
            );
        }
        DraftsError::TooMany => {
            Say::new("Bỏ bớt bản nháp ở phím 9: đã quá nhiều", "Discard drafts (9): there are too many")
        }
        DraftsError::IsLive => Say::new(
            "Xong bản nháp đang có của phiếu đó rồi hãy lấy lại: bản cũ sẽ đè lên",
            "Finish the form's present draft first: the discarded one would go over it",
        ),
        DraftsError::TooLarge(_) => {
            Say::new("Rút ngắn phần đang gõ: nháp quá dài", "Shorten it: the draft is too long")
        }
        DraftsError::Io(_) => {
            Say::new("Lưu ngay nếu được: chưa giữ được nháp", "Save now if you can: the draft was not kept")
        }
    };
    Refusal::new(RefusalKind::Broken, say)
}

pub(super) fn not_our_protocol() -> Refusal {
    Refusal::new(RefusalKind::Version, Say::new("Dùng đúng chương trình nghedan", "Use the nghedan program"))
}

pub(super) fn another_version() -> Refusal {
    Refusal::new(
        RefusalKind::Version,
        Say::new(
            "Thoát rồi mở lại chương trình: máy chủ là bản khác",
            "Leave and start again: the server is of another version",
        ),
    )
}

fn busy() -> Refusal {
    Refusal::new(RefusalKind::NotAllowed, Say::new("Máy chủ đang có người dùng", "The server is in use"))
}

fn too_large() -> Refusal {
    Refusal::new(
        RefusalKind::Limit,
        Say::new("Thu hẹp lại: trả lời quá lớn", "Narrow it down: the answer is too large"),
    )
}

fn fault_of_ours() -> Refusal {
    Refusal::new(
        RefusalKind::Broken,
        Say::new(
            "Báo người quản trị: máy chủ gặp lỗi chương trình",
            "Tell the administrator: the server has a fault",
        ),
    )
}
