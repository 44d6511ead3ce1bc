//! A request that reads the whole book holds up whoever asks it, and nobody else.

use super::*;
use crate::domain::{
    Fields, FormName,
    kinds::{PETITION, STATISTICS_CLOSING, StatisticsClosing, closing_entered},
    petition::statistics::{Frame, Window},
};
use crate::store::MemoryStore;

/// A register whose reading can be held, with its server.
struct Held {
    store: Arc<MemoryStore>,
    server: Arc<Server>,
    _drafts: tempfile::TempDir,
    requests: u8,
}

impl Held {
    fn new() -> Held {
        let store = Arc::new(MemoryStore::default());
        let today = Day::from_iso("2026-11-23").unwrap();
        let law = Arc::new(Law::embedded().unwrap());
        let office = Office::open(store.clone(), law, today, &mut |_, _| ()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let drafts = Drafts::open(Arc::new(Disk), folder.path(), today).unwrap();
        let clock = RegisterClock::Sample(today);
        let server = Server::start(office, drafts, clock, "test".into(), false);
        let mut held = Held { store, server, _drafts: folder, requests: 0 };
        let made = Sample::new(sample::Options::default(), embedded_units(&Id::new("O24100").unwrap()));
        let made = made.unwrap();
        let records = std::iter::once(made.office()).chain(made.units()).collect();
        let request = held.fresh();
        held.client().ask(Request::Import { request, records, dry_run: false }).unwrap();
        held
    }

    fn fresh(&mut self) -> RequestId {
        self.requests += 1;
        RequestId([self.requests; 16])
    }

    fn client(&self) -> Client {
        Client::of(&self.server)
    }

    fn letter(&mut self, client: &mut Client, on: &str) -> Outcome {
        let (request, form, fields) = (self.fresh(), form(None, None), complaint(on));
        client.ask(Request::Save { request, form, base: 0, fields, reason: None })
    }

    fn holds(&self, readers: usize) {
        assert!(self.store.is_holding(readers, WITHIN), "nobody reads");
    }

    fn frozen(&self) -> Option<crate::domain::Record> {
        let id = StatisticsClosing::id(&Id::new("O24100").unwrap(), october(), None).unwrap();
        self.store.record(&id).unwrap()
    }
}

fn october() -> Window {
    Window::from_typed("t10", Day::from_iso("2026-11-23").unwrap()).unwrap()
}

fn freezing(request: RequestId) -> Request {
    let fields: Fields = closing_entered(&Frame::new(october()));
    let form = FormName::for_new(STATISTICS_CLOSING.name, 0);
    Request::Save { request, form, base: 0, fields, reason: None }
}

#[test]
fn letters_are_saved_while_a_period_is_frozen_and_are_counted_in_it_once() {
    let mut held = Held::new();
    let (mut freezer, mut again, mut other) = (held.client(), held.client(), held.client());
    held.letter(&mut other, "2026-10-05").unwrap();
    let request = held.fresh();
    held.store.hold_reading(Some(PETITION.name));
    freezer.send(freezing(request));
    held.holds(1);
    held.letter(&mut other, "2026-10-07").unwrap();
    assert_eq!(other.shown(View::Unresolved), 2);
    // Asked again from another terminal before it was answered.
    again.send(freezing(request));
    held.holds(2);
    held.letter(&mut other, "2026-10-08").unwrap();
    let entries = held.store.head().seq;
    held.store.hold_reading(None);
    let (first, second) = (freezer.answer().unwrap(), again.answer().unwrap());
    let (Reply::Saved(first), Reply::Saved(second)) = (first, second) else { panic!("not saved") };
    assert_eq!(first.id, second.id);
    assert_eq!(held.store.head().seq, entries + 1, "one entry");
    let closing = held.frozen().unwrap();
    assert_eq!(StatisticsClosing(&closing).table().letters, 3);
    assert_eq!(StatisticsClosing(&closing).members().len(), 3);
    let later = held.fresh();
    let refusal = freezer.ask(freezing(later)).unwrap_err();
    assert!(refusal.say.vi.contains("số không đổi"), "{}", refusal.say.vi);
    held.server.end();
}

#[test]
fn whoever_freezes_a_period_and_leaves_meanwhile_harms_nobody() {
    let mut held = Held::new();
    let (mut freezer, mut other) = (held.client(), held.client());
    held.letter(&mut other, "2026-10-05").unwrap();
    let request = held.fresh();
    held.store.hold_reading(Some(PETITION.name));
    freezer.send(freezing(request));
    held.holds(1);
    drop(freezer);
    held.letter(&mut other, "2026-10-07").unwrap();
    held.store.hold_reading(None);
    // What was heard whole is done, as any save is.
    let until = Instant::now() + WITHIN;
    while held.frozen().is_none() {
        assert!(Instant::now() < until, "it was not frozen");
        wait::moment(Duration::from_millis(1));
    }
    let Ok(Reply::Saved(saved)) = other.ask(freezing(request)) else { panic!("not known again") };
    let closing = held.frozen().unwrap();
    assert_eq!((saved.id, saved.revision), (closing.id.clone(), 1));
    assert_eq!(StatisticsClosing(&closing).table().letters, 2);
    held.letter(&mut other, "2026-10-08").unwrap();
    held.server.end();
}

#[test]
fn a_register_that_turns_read_only_while_a_period_is_frozen_refuses_it_as_any_save() {
    let mut held = Held::new();
    let (mut freezer, mut other) = (held.client(), held.client());
    let request = held.fresh();
    held.store.hold_reading(Some(PETITION.name));
    freezer.send(freezing(request));
    held.holds(1);
    held.store.fail_next_append();
    assert_eq!(held.letter(&mut other, "2026-10-07").unwrap_err().kind, RefusalKind::OutcomeUnknown);
    held.store.hold_reading(None);
    assert_eq!(freezer.answer().unwrap_err().kind, RefusalKind::ReadOnly);
    assert!(held.frozen().is_none());
    held.server.end();
}
