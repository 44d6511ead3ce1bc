//! Decisions for which the book was read aside: they are what they would be if everything were read at their instant.

use std::collections::{BTreeMap, VecDeque};

use super::*;
use crate::base::Dice;
use crate::domain::{
    Entry,
    kinds::{PETITION, RECEPTION_ENTRY, STATISTICS_CLOSING, StatisticsClosing, closing_entered},
    petition::statistics::{Borders, Frame, Members, Statistics, Tally, Window},
};
use crate::office::{
    Proposal, Reading,
    change_law::{Moving, NewLaw},
};
use crate::wire::{LawMoves, LawText};

const PLACES: [&str; 4] = [MA_LIM, "V24115-09", "V24100-05", "C22237n"];
const KINDS: [&str; 4] = ["khieu_nai", "kien_nghi", "phan_anh", "to_cao"];

/// A desk at which entries wait for a disk that is slow, and may fail.
struct SlowDesk {
    desk: Desk,
    waiting: VecDeque<Entry>,
    dice: Dice,
    ids: Vec<Id>,
}

impl SlowDesk {
    fn new(seed: u64) -> SlowDesk {
        SlowDesk {
            desk: Desk::new(),
            waiting: VecDeque::new(),
            dice: Dice::new(seed, 0xa51de),
            ids: Vec::new(),
        }
    }

    /// Decides and lets it wait; a refusal is one.
    fn proposed(&mut self, request: &Request) -> Result<Box<Proposal>, Refusal> {
        match self.desk.decide("can_bo_01", request)? {
            Decision::Proposal(proposal) => {
                self.waiting.push_back(proposal.entry.clone());
                Ok(proposal)
            }
            Decision::Done(_) | Decision::Waits(_) => panic!("nobody asked twice"),
        }
    }

    /// So many of the entries that wait come to the disk.
    fn commit(&mut self, count: usize) {
        let group: Vec<Entry> = self.waiting.drain(..count.min(self.waiting.len())).collect();
        self.desk.store.append(&group).unwrap();
        self.desk.store.apply(&group).unwrap();
        self.desk.office.committed(group.len()).unwrap();
    }

    fn on(&mut self) -> Value {
        Value::Day(Day::from_iso("2026-06-01").unwrap().plus(self.dice.between(0, 170)))
    }

    fn place(&mut self) -> Value {
        Value::Ref(Id::new(self.dice.one(&PLACES).unwrap()).unwrap())
    }

    fn receive(&mut self) {
        let kind = *self.dice.one(&KINDS).unwrap();
        let mut typed = complaint("2026-06-01");
        typed.insert("received_on".into(), self.on());
        typed.insert("petition_kind".into(), choice(kind));
        typed.insert("village".into(), self.place());
        if kind != "khieu_nai" {
            typed.remove("instance");
        }
        if kind == "to_cao" {
            typed.retain(|name, _| !["sender", "summary"].contains(&name.as_str()));
            typed.insert("village".into(), Value::Ref(Id::new("C24100n").unwrap()));
            typed.insert("sealed_file".into(), text("03-M"));
        } else if let Some(other) = self.dice.one(&self.ids).filter(|_| self.dice.clone().happens(300)) {
            typed.insert("linked".into(), Value::List(vec![Value::Ref(other.clone())]));
        }
        let request = self.desk.fresh();
        let form = form(None, None);
        let saved = self.proposed(&Request::Save { request, form, base: 0, fields: typed, reason: None });
        self.ids.extend(saved.ok().map(|saved| saved.saved.id));
    }

    fn visit(&mut self) {
        let typed = fields(&[
            ("on", self.on()),
            ("people", Value::Int(i64::from(self.dice.between(1, 9)))),
            ("contact", text("Người thử")),
            ("brought", choice("kien_nghi")),
            ("village", self.place()),
            ("domain", choice("GT")),
            ("summary", text("Đề nghị làm lại cống đầu buôn")),
        ]);
        let (request, form) = (self.desk.fresh(), FormName::for_new(RECEPTION_ENTRY.name, 0));
        self.proposed(&Request::Save { request, form, base: 0, fields: typed, reason: None }).unwrap();
    }

    /// A step that may be lawful, or another kind or place.
    fn go_on(&mut self) {
        let Some(id) = self.dice.one(&self.ids).cloned() else { return };
        let record = self.desk.office.record_ahead(&id).unwrap().unwrap();
        let on = ("on", self.on());
        let steps = [
            Some(("da_phan_loai", fields(&[on.clone(), ("competence", choice("thuoc_tham_quyen"))]))),
            Some(("thu_ly", fields(std::slice::from_ref(&on)))),
            Some(("xep_luu", fields(&[on.clone(), ("reason", choice("nac_danh"))]))),
            Some(("da_huy", fields(&[on, ("reason", choice("nhap_trung"))]))),
            None,
        ];
        let (step, typed) = match self.dice.one(&steps).unwrap() {
            Some((step, typed)) => (Some(*step), typed.clone()),
            None => {
                let mut typed = record.fields.clone();
                typed.retain(|name, _| PETITION.field(name).is_some_and(|field| !field.derived));
                typed.insert("village".into(), self.place());
                typed.insert("signatories".into(), Value::Int(i64::from(self.dice.between(1, 9))));
                (None, typed)
            }
        };
        let (request, form) = (self.desk.fresh(), form(Some(&id), step));
        let reason = Some("thử".to_owned());
        // What is not lawful is refused, and changes nothing.
        drop(self.proposed(&Request::Save { request, form, base: record.revision, fields: typed, reason }));
    }

    /// Something happens; now and then the disk takes what waits, or loses it.
    fn happens(&mut self, times: i32) {
        for _ in 0..times {
            match self.dice.below(12) {
                0..4 => self.receive(),
                4 => self.visit(),
                5..9 => self.go_on(),
                9 | 10 => {
                    let count = usize::try_from(self.dice.below(5)).unwrap();
                    self.commit(count);
                }
                _ if self.dice.happens(300) => {
                    self.desk.office.dropped();
                    self.waiting.clear();
                    self.ids.retain(|id| self.desk.office.record_ahead(id).unwrap().is_some());
                }
                _ => {}
            }
        }
    }

    fn closing(&mut self, window: Window, commune: Option<&str>, borders: Borders) -> Request {
        let commune = commune.and_then(Id::new);
        let fields = closing_entered(&Frame { commune, borders, ..Frame::new(window) });
        let (request, form) = (self.desk.fresh(), FormName::for_new(STATISTICS_CLOSING.name, 0));
        Request::Save { request, form, base: 0, fields, reason: Some("thử".into()) }
    }

    /// Every record of a kind as it will stand when everything that waits is on the disk.
    fn ahead(&self, kind: &str) -> Vec<Record> {
        let stored = self.desk.store.records(kind, None, 10_000).unwrap();
        let waiting = self.desk.office.waiting.records.values().filter(|record| record.kind == kind);
        let all = stored.into_iter().chain(waiting.cloned());
        let by_id: BTreeMap<Id, Record> = all.map(|record| (record.id.clone(), record)).collect();
        by_id.into_values().collect()
    }

    /// The plain way: every record is counted once.
    fn counted(&self, frame: &Frame) -> (Statistics, Members) {
        let officer = Officer::new("can_bo_01").unwrap();
        let around = self.desk.office.around_ahead(&officer).unwrap();
        let mut tally = Tally::new(frame.clone());
        for kind in [PETITION.name, RECEPTION_ENTRY.name] {
            self.ahead(kind).iter().for_each(|record| tally.add(record, &around));
        }
        tally.finish_with_members()
    }

    /// The plain way: every petition is looked at once.
    fn moved(&self, text: &LawText) -> LawMoves {
        let officer = Officer::new("can_bo_01").unwrap();
        let around = self.desk.office.around_ahead(&officer).unwrap();
        let mut moving = Moving::new(NewLaw::read(text, around.law).unwrap(), around.law);
        self.ahead(PETITION.name).iter().for_each(|record| moving.add(record, &around));
        moving.listed().1
    }

    fn reading(&mut self, request: &Request) -> Option<Reading> {
        self.desk.office.reading_for(request, &Officer::new("can_bo_01").unwrap())
    }

    fn decide_after(
        &mut self,
        reading: Option<Reading>,
        request: &Request,
    ) -> Result<Box<Proposal>, Refusal> {
        let (officer, now) = (Officer::new("can_bo_01").unwrap(), self.desk.now);
        match self.desk.office.decide_after(reading, request, &officer, now)? {
            Decision::Proposal(proposal) => {
                self.waiting.push_back(proposal.entry.clone());
                Ok(proposal)
            }
            Decision::Done(_) | Decision::Waits(_) => panic!("nobody asked twice"),
        }
    }
}

/// The figures of a closing as plain counting would write them.
fn written(closing: &Record, table: &Statistics, members: &Members) -> Record {
    let mut plain = closing.clone();
    assert!(StatisticsClosing::write(&mut plain, table, members));
    plain
}

fn months() -> Vec<Window> {
    let today = Day::from_iso("2026-11-23").unwrap();
    (6..=10).map(|month| Window::from_typed(&format!("t{month}"), today).unwrap()).collect()
}

#[test]
fn what_is_frozen_after_a_reading_is_what_stands_at_its_instant() {
    let (mut counted, mut moved) = (0, 0);
    for seed in 0..3 {
        let mut slow = SlowDesk::new(seed);
        slow.happens(60);
        for window in months() {
            for (commune, borders) in
                [(None, Borders::Now), (Some("C24100n"), Borders::Then), (Some("C22237n"), Borders::Now)]
            {
                let request = slow.closing(window, commune, borders);
                let mut reading = slow.reading(&request).unwrap();
                let times = slow.dice.between(0, 6);
                slow.happens(times);
                reading.read().unwrap();
                let frame = Frame { commune: commune.and_then(Id::new), borders, ..Frame::new(window) };
                let before = slow.counted(&frame);
                let times = slow.dice.between(0, 12);
                slow.happens(times);
                assert!(slow.desk.office.holds(&reading));
                let (table, members) = slow.counted(&frame);
                moved += usize::from(before != (table.clone(), members.clone()));
                counted += members.len();
                let proposal = slow.decide_after(Some(reading), &request).unwrap();
                let closing = &proposal.records[0];
                assert_eq!(*closing, written(closing, &table, &members), "seed {seed} {frame:?}");
            }
        }
    }
    assert!(counted > 200 && moved > 10, "{counted} petitions counted, {moved} tables moved meanwhile");
}

#[test]
fn the_law_changes_after_a_reading_only_when_what_moves_at_that_instant_was_seen() {
    let (mut dates, mut moved) = (0, 0);
    for seed in 0..3 {
        let mut slow = SlowDesk::new(seed);
        slow.happens(40);
        for _ in 0..12 {
            let off = Day::from_iso("2026-06-01").unwrap().plus(slow.dice.between(0, 200)).iso();
            let holidays = format!("date,kind,name_vi,status\n{off},off,Ngày nghỉ thử,official\n");
            let text = LawText { holidays, ..LawText::default() };
            let change =
                |request, seen| Request::ChangeLaw { request, text: text.clone(), seen, dry_run: false };
            let asked = change(slow.desk.fresh(), 0);
            // A day that is off already changes nothing, and is refused.
            let Some(mut reading) = slow.reading(&asked) else { continue };
            let times = slow.dice.between(0, 6);
            slow.happens(times);
            reading.read().unwrap();
            let before = slow.moved(&text);
            let times = slow.dice.between(0, 12);
            slow.happens(times);
            let now = slow.moved(&text);
            dates += now.total;
            moved += usize::from(now.seen != before.seen);
            if now.seen != before.seen {
                let mut reading = slow.reading(&asked).unwrap();
                reading.read().unwrap();
                let request = change(slow.desk.fresh(), before.seen);
                let refusal = slow.decide_after(Some(reading), &request).unwrap_err();
                assert_eq!(refusal.kind, RefusalKind::Stale, "seed {seed}");
            }
            let request = change(slow.desk.fresh(), now.seen);
            let saved = slow.decide_after(Some(reading), &request).unwrap().saved;
            assert!(saved.say.en.ends_with(&format!(" {} dates moved", now.total)), "{}", saved.say.en);
        }
    }
    assert!(dates > 20 && moved > 0, "{dates} dates, {moved} lists changed meanwhile");
}

#[test]
fn a_reading_by_borders_that_changed_meanwhile_is_done_again() {
    let mut slow = SlowDesk::new(1);
    for _ in 0..20 {
        slow.receive();
    }
    slow.commit(20);
    let request = slow.closing(months()[4], Some("C24100n"), Borders::Now);
    let mut reading = slow.reading(&request).unwrap();
    reading.read().unwrap();
    assert!(slow.desk.office.holds(&reading));
    // The village goes to another commune.
    let mut village = slow.desk.store.record(&Id::new(MA_LIM).unwrap()).unwrap().unwrap();
    let row = Value::Row(fields(&[("parent", Value::Ref(Id::new("C22237n").unwrap()))]));
    village.fields.insert("parents".into(), Value::List(vec![row]));
    let import = Request::Import { request: slow.desk.fresh(), records: vec![village], dry_run: false };
    slow.proposed(&import).unwrap();
    assert!(slow.desk.office.holds(&reading), "it is not on the disk yet");
    slow.commit(1);
    assert!(!slow.desk.office.holds(&reading));
    let frame = Frame { commune: Id::new("C24100n"), ..Frame::new(months()[4]) };
    let (table, members) = slow.counted(&frame);
    let proposal = slow.decide_after(Some(reading), &request).unwrap();
    assert_eq!(proposal.records[0], written(&proposal.records[0], &table, &members));
}

#[test]
fn nothing_is_read_for_what_is_refused_or_was_done() {
    let mut slow = SlowDesk::new(2);
    let [.., month] = months()[..] else { panic!() };
    let request = slow.closing(month, None, Borders::Now);
    assert!(slow.reading(&request).is_some());
    slow.proposed(&request).unwrap();
    assert!(slow.reading(&request).is_none(), "it waits for the disk");
    slow.commit(1);
    assert!(slow.reading(&request).is_none(), "it was done");
    let again = slow.closing(month, None, Borders::Now);
    assert!(slow.reading(&again).is_none(), "it is frozen already");
    let not_over = Window::from_typed("t11", Day::from_iso("2026-11-23").unwrap()).unwrap();
    let too_early = slow.closing(not_over, None, Borders::Now);
    assert!(slow.reading(&too_early).is_none(), "it is not over");
    assert!(slow.proposed(&again).is_err() && slow.proposed(&too_early).is_err());
    let (request, fields) = (slow.desk.fresh(), complaint("2026-11-09"));
    let letter = Request::Save { request, form: form(None, None), base: 0, fields, reason: None };
    assert!(slow.reading(&letter).is_none(), "a letter asks nothing of the book");
}

#[test]
fn closings_that_are_saved_together_count_the_letters_saved_with_them() {
    let mut slow = SlowDesk::new(3);
    slow.happens(60);
    let part = |form: FormName, fields: Fields| crate::wire::SavePart {
        form,
        base: 0,
        fields,
        not_chosen: crate::wire::Choice::new(),
    };
    let mut parts = vec![part(form(None, None), complaint("2026-10-07"))];
    for month in [8, 9, 10] {
        let window = Window::from_typed(&format!("t{month}"), Day::from_iso("2026-11-23").unwrap()).unwrap();
        let typed = closing_entered(&Frame::new(window));
        parts.push(part(FormName::for_new(STATISTICS_CLOSING.name, 0), typed));
    }
    let request = Request::SaveMany { request: slow.desk.fresh(), parts, reason: Some("thử".into()) };
    let mut reading = slow.reading(&request).unwrap();
    reading.read().unwrap();
    slow.happens(10);
    let proposal = slow.decide_after(Some(reading), &request).unwrap();
    let closings: Vec<&Record> =
        proposal.records.iter().filter(|record| record.kind == STATISTICS_CLOSING.name).collect();
    assert_eq!(closings.len(), 3);
    for closing in closings {
        let (table, members) = slow.counted(&StatisticsClosing(closing).frame().unwrap());
        assert_eq!(*closing, written(closing, &table, &members));
    }
}
