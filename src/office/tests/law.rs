//! The law is changed: what moves is shown before, and nothing else moves.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::base::Dice;
use crate::domain::{
    kinds::Petition,
    law::{DayKind, Holiday, Rule, Status, write_holidays, write_rules},
    petition::{DueOn, clocks},
};
use crate::wire::{LawMoves, LawText};

const CULTURE_DAY_OFF: &str = "date,kind,name_vi,status,confidence,source\n\
    2026-11-24,off,Ngày Văn hóa Việt Nam,official,high,TB 100/TB-BNV\n";

/// A date of a petition: by the petition, the duty, and which of several.
type Dated = (Id, String, usize);

fn day(iso: &str) -> Day {
    Day::from_iso(iso).unwrap()
}

fn holidays(csv: &str) -> LawText {
    LawText { holidays: csv.to_owned(), ..LawText::default() }
}

impl Desk {
    fn moves(&self, text: &LawText) -> Result<LawMoves, Refusal> {
        let request = RequestId([0; 16]);
        let request = Request::ChangeLaw { request, text: text.clone(), seen: 0, dry_run: true };
        match self.answer(&request)? {
            Reply::LawMoves(moves) => Ok(*moves),
            other => panic!("{other:?}"),
        }
    }

    fn law_request(&mut self, text: &LawText, seen: u64) -> Request {
        Request::ChangeLaw { request: self.fresh(), text: text.clone(), seen, dry_run: false }
    }

    /// Looks at what moves, and changes the law.
    fn change_law(&mut self, text: &LawText) -> LawMoves {
        let moves = self.moves(text).unwrap();
        let request = self.law_request(text, moves.seen);
        self.change("quan_tri", &request).unwrap();
        moves
    }

    fn received(&mut self, on: &str) -> Id {
        self.save(None, None, 0, complaint(on)).unwrap().id
    }

    fn dates(&self) -> BTreeMap<Dated, DueOn> {
        let officer = Officer::new("can_bo_01").unwrap();
        let around = self.office.basis().around(&officer).unwrap();
        let mut dates = BTreeMap::new();
        for record in self.store.records("petition", None, 10_000).unwrap() {
            for clock in clocks(Petition(&record), &around) {
                let due = DueOn { day: clock.due, is_provisional: clock.provisional };
                let key = |nth| (record.id.clone(), clock.step.clone(), nth);
                let nth = (0..).find(|nth| !dates.contains_key(&key(*nth))).unwrap();
                dates.insert(key(nth), due);
            }
        }
        dates
    }

    /// The register as it is opened again.
    fn opened_again(&mut self) {
        let (law, today) = (Arc::new(Law::embedded().unwrap()), self.office.basis().today);
        self.office = Office::open(self.store.clone(), law, today, &mut |_, _| ()).unwrap();
    }
}

#[test]
fn a_day_that_is_confirmed_moves_the_dates_that_were_shown_and_the_lists_follow() {
    let mut desk = Desk::new();
    let id = desk.received("2026-11-23");
    let before = desk.shown(&id);
    assert_eq!(before.clocks[0].due, day("2026-12-02"));
    let moves = desk.moves(&holidays(CULTURE_DAY_OFF)).unwrap();
    assert_eq!(desk.shown(&id).clocks, before.clocks, "asking changes nothing");
    let lines: Vec<&str> = moves.lines.iter().map(|line| line.vi.as_str()).collect();
    assert_eq!(
        lines,
        ["24/11/2026 Ngày Văn hóa Việt Nam: chưa rõ có nghỉ, chờ quyết định -> ngày nghỉ, đã công bố"]
    );
    let told: Vec<_> = moves.moves.iter().map(|one| (one.of.title.vi.as_str(), one.of.say().vi)).collect();
    assert_eq!(
        told,
        [
            ("Thụ lý", "02/12/2026 -> 03/12/2026".to_owned()),
            ("Trả lời người gửi", "07/12/2026 -> 08/12/2026".to_owned()),
        ]
    );
    assert_eq!((moves.total, moves.open, moves.moves[0].number.as_str()), (2, 2, "1/2026"));
    desk.change_law(&holidays(CULTURE_DAY_OFF));
    let after = desk.shown(&id);
    assert_eq!(after.clocks[0].due, day("2026-12-03"));
    let why = &after.clocks[0].explanation;
    assert_eq!(why[0].vi, "VÌ SAO 03/12/2026; từ 02/12: lịch nghỉ 24/11/2026, quan_tri 23/11");
    let why = why.last().unwrap();
    assert_eq!(why.vi, "? đổi 02/12/2026 -> 03/12/2026: quan_tri ghi lịch nghỉ 24/11/2026 ngày 23/11/2026");
    let row = desk.page(View::Unresolved, "").rows[0].cells.join("|");
    assert!(row.contains("+10"), "{row}");

    // What is received from now on never had another date.
    let later = desk.received("2026-11-23");
    let of_later = desk.shown(&later);
    assert_eq!(of_later.clocks[0].due, day("2026-12-03"));
    assert!(!of_later.clocks[0].explanation.last().unwrap().vi.contains("đổi"));
}

#[test]
fn the_law_in_use_outlives_the_server_and_its_history_tells_who_changed_it() {
    let mut desk = Desk::new();
    let id = desk.received("2026-11-23");
    desk.change_law(&holidays(CULTURE_DAY_OFF));
    let shown = desk.shown(&id);
    desk.opened_again();
    assert_eq!(desk.shown(&id), shown);
    let owner = Officer::new("nghedan").unwrap();
    let in_use = desk.office.law_in_use(true, owner.clone());
    assert_eq!(in_use.own.len(), 1);
    assert_eq!((in_use.own[0].0.as_str(), in_use.own[0].2.as_str()), ("2026-11-24", "quan_tri"));
    let record = Id::new("O24100.holiday.2026-11-24").unwrap();
    let Reply::History(lines) = desk.answer(&Request::History(record)).unwrap() else { panic!() };
    assert_eq!((lines.len(), lines[0].entry.officer.as_str()), (1, "quan_tri"));
    // What is in use is good input, and changes nothing.
    let refusal = desk.moves(&in_use.text).unwrap_err();
    assert_eq!(refusal.say.vi, "Chưa đổi gì nên chưa lưu gì");
    // And back again, by one more act.
    desk.change_law(&holidays(&CULTURE_DAY_OFF.replace("off,", "ordinary,")));
    assert_eq!(desk.shown(&id).clocks[0].due, day("2026-12-02"));
    assert_eq!(desk.office.law_in_use(false, owner).own.len(), 1);
}

#[test]
fn a_new_law_is_a_new_rule_and_holds_for_what_begins_under_it() {
    let mut desk = Desk::new();
    let id = desk.received("2026-11-20");
    let law = desk.office.basis().law.clone();
    let old = Rule { valid_to: Some(day("2026-11-22")), ..law.rule("KN.TL.2026").unwrap().clone() };
    let new = Rule {
        id: "KN.TL.moi".to_owned(),
        days: 5,
        valid_from: Some(day("2026-11-23")),
        valid_to: None,
        ..old.clone()
    };
    let text = |rules: &[&Rule]| LawText { rules: write_rules(rules.iter().copied()), ..LawText::default() };
    let gap = Rule { valid_from: Some(day("2026-11-25")), ..new.clone() };
    let refusal = desk.moves(&text(&[&old, &gap])).unwrap_err();
    assert_eq!(refusal.kind, RefusalKind::Problems);
    let told = "KN.TL.moi: Nối liền sau KN.TL.2026: hở từ 23/11/2026 đến 24/11/2026";
    assert!(refusal.say.vi.contains(told), "{}", refusal.say.vi);
    assert!(refusal.problems[0].field.starts_with("rules:"), "{}", refusal.problems[0].field);
    let request = desk.law_request(&text(&[&old]), 0);
    assert!(desk.change("quan_tri", &request).is_err(), "no rule after 22/11");
    assert_eq!(desk.office.basis().law.rule("KN.TL.2026").unwrap().valid_to, None, "the old rules stay");

    let moves = desk.change_law(&text(&[&old, &new]));
    assert!(moves.moves.is_empty(), "{:?}", moves.moves);
    assert_eq!(desk.shown(&id).clocks[0].why.vi, "7 ngày LV từ 20/11");
    let later = desk.received("2026-11-23");
    assert_eq!(desk.shown(&later).clocks[0].why.vi, "5 ngày LV từ 23/11");
}

#[test]
fn a_date_that_moves_meanwhile_must_be_seen_first() {
    let mut desk = Desk::new();
    desk.received("2026-11-23");
    let seen = desk.moves(&holidays(CULTURE_DAY_OFF)).unwrap().seen;
    desk.received("2026-11-23");
    let request = desk.law_request(&holidays(CULTURE_DAY_OFF), seen);
    let refusal = desk.change("quan_tri", &request).unwrap_err();
    assert_eq!(refusal.kind, RefusalKind::Stale);
    assert_eq!(desk.office.basis().law.changes().len(), 0);
    assert_eq!(desk.change_law(&holidays(CULTURE_DAY_OFF)).total, 4);
}

#[test]
fn what_waits_for_the_disk_counts_on_both_sides() {
    let mut desk = Desk::new();
    let seen = desk.moves(&holidays(CULTURE_DAY_OFF)).unwrap_or_else(|refusal| panic!("{refusal:?}")).seen;
    // A petition that is not on the disk yet has a date that would move.
    let save = |request| Request::Save {
        request,
        form: form(None, None),
        base: 0,
        fields: complaint("2026-11-23"),
        reason: None,
    };
    let request = save(desk.fresh());
    let Decision::Proposal(first) = desk.decide("can_bo_01", &request).unwrap() else { panic!() };
    let request = desk.law_request(&holidays(CULTURE_DAY_OFF), seen);
    let refused = desk.decide("quan_tri", &request).err().map(|refusal| refusal.kind);
    assert_eq!(refused, Some(RefusalKind::Stale));
    desk.store.append(std::slice::from_ref(&first.entry)).unwrap();
    desk.store.apply(std::slice::from_ref(&first.entry)).unwrap();
    desk.office.committed(1).unwrap();
    // A law that is not on the disk yet is the law of whoever saves next.
    let seen = desk.moves(&holidays(CULTURE_DAY_OFF)).unwrap().seen;
    let request = desk.law_request(&holidays(CULTURE_DAY_OFF), seen);
    assert!(matches!(desk.decide("quan_tri", &request).unwrap(), Decision::Proposal(_)));
    let request = save(desk.fresh());
    let Decision::Proposal(second) = desk.decide("can_bo_01", &request).unwrap() else { panic!() };
    assert!(second.saved.say.vi.contains("03/12"), "{}", second.saved.say.vi);
    desk.office.dropped();
    let request = save(desk.fresh());
    let saved = desk.change("can_bo_01", &request).unwrap();
    assert!(saved.say.vi.contains("02/12"), "the law was dropped with what waited: {}", saved.say.vi);
}

#[test]
fn lines_of_the_law_are_not_saved_as_forms_are() {
    let mut desk = Desk::new();
    desk.change_law(&holidays(CULTURE_DAY_OFF));
    let id = Id::new("O24100.holiday.2026-11-24").unwrap();
    let record = desk.store.record(&id).unwrap().unwrap();
    for (kind, of) in [("holiday", None), ("holiday", Some(id.clone())), ("deadline_rule", None)] {
        let form = FormName { kind: kind.to_owned(), ..form(of.as_ref(), None) };
        let fields = record.fields.clone();
        let request = Request::Save { request: desk.fresh(), form, base: 1, fields, reason: None };
        let refusal = desk.change("can_bo_01", &request).unwrap_err();
        assert_eq!(refusal.kind, RefusalKind::NotAllowed, "{kind}");
        assert!(refusal.hints[0].vi.contains("nghedan law"));
    }
    let request = Request::TakeBack { request: desk.fresh(), id, base: 1 };
    assert!(desk.change("quan_tri", &request).is_err());
    let request = Request::Import { request: desk.fresh(), records: vec![record], dry_run: false };
    assert!(desk.change("can_bo_01", &request).is_err());
}

/// A day of the calendar, changed by chance.
fn some_day(law: &Law, dice: &mut Dice) -> Holiday {
    let known: Vec<&Holiday> = law.calendar.entries().collect();
    let on = day("2026-06-01").plus(dice.between(0, 400));
    let mut line = if dice.happens(400) {
        (*dice.one(&known).unwrap()).clone()
    } else {
        Holiday { day: on, ..known[0].clone() }
    };
    line.status = if dice.happens(700) { Status::Official } else { Status::Projected };
    line.kind = match dice.below(3) {
        0 if line.day.is_weekend() => DayKind::Work,
        0 | 1 => DayKind::Off,
        _ => DayKind::Ordinary,
    };
    line
}

/// A rule changed by chance, or a new one that follows it from some day on, also one that has passed.
fn some_rules(law: &Law, dice: &mut Dice) -> Vec<Rule> {
    let mut rule = dice.one(&law.rules).unwrap().clone();
    let from = day("2026-09-01").plus(dice.between(0, 150));
    if rule.days < 0 || (rule.valid_to.is_some() && dice.happens(500)) {
        return vec![rule];
    }
    if rule.valid_from.is_none_or(|begins| begins < from) && dice.happens(600) {
        let new = Rule {
            id: format!("X{}", law.rules.len()),
            days: dice.between(3, 40),
            remote_days: None,
            complex_days: None,
            remote_complex_days: None,
            valid_from: Some(from),
            ..rule.clone()
        };
        rule.valid_to = Some(from.plus(-1));
        return vec![rule, new];
    }
    if dice.happens(300) {
        // It was a mistake, perhaps the only one of its duty: the one before it goes on.
        let ends = rule.valid_from.map(|from| from.plus(-1));
        let before = law.rules.iter().find(|other| other.valid_to == ends && other.is_of_the_duty_of(&rule));
        let before = before.filter(|_| ends.is_some()).cloned();
        let goes_on = before.map(|before| Rule { valid_to: rule.valid_to, ..before });
        rule.withdrawn = true;
        return [rule].into_iter().chain(goes_on).collect();
    }
    rule.days = dice.between(1, rule.days);
    vec![rule]
}

fn some_change(law: &Law, dice: &mut Dice) -> LawText {
    let days: BTreeMap<Day, Holiday> = (0..dice.below(4))
        .map(|_| {
            let line = some_day(law, dice);
            (line.day, line)
        })
        .collect();
    let rules = if days.is_empty() || dice.happens(300) { some_rules(law, dice) } else { Vec::new() };
    LawText {
        holidays: if days.is_empty() { String::new() } else { write_holidays(days.values()) },
        rules: if rules.is_empty() { String::new() } else { write_rules(&rules) },
    }
}

/// Whether a change of these lines is what its list says, or is refused and changes nothing.
fn nothing_moves_unseen(desk: &mut Desk, text: &LawText) -> usize {
    let (before, law) = (desk.dates(), desk.office.basis().law.clone());
    let Ok(moves) = desk.moves(text) else {
        let request = desk.law_request(text, 0);
        assert!(desk.change("quan_tri", &request).is_err());
        assert_eq!((desk.office.basis().law.clone(), desk.dates()), (law, before));
        return 0;
    };
    let request = desk.law_request(text, moves.seen);
    desk.change("quan_tri", &request).unwrap();
    let after = desk.dates();
    let keys: BTreeSet<&Dated> = before.keys().chain(after.keys()).collect();
    let differs = keys.into_iter().filter(|key| before.get(*key) != after.get(*key));
    let mut really: Vec<_> = differs
        .map(|key| (key.0.clone(), key.1.clone(), before.get(key).copied(), after.get(key).copied()))
        .collect();
    let mut shown: Vec<_> = (moves.moves.iter())
        .map(|one| (one.id.clone(), one.of.step.clone(), one.of.before, one.of.after))
        .collect();
    really.sort_by_cached_key(|one| format!("{one:?}"));
    shown.sort_by_cached_key(|one| format!("{one:?}"));
    assert_eq!(moves.total as usize, moves.moves.len());
    assert_eq!(shown, really, "{text:?}");
    shown.len()
}

#[test]
fn no_date_moves_by_a_change_of_the_law_that_was_not_in_the_list_shown_before() {
    let runs = std::env::var("NGHEDAN_RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(12);
    let mut desk = filled(60);
    let mut moved = 0;
    for run in 0..runs {
        let mut dice = Dice::new(20_261_123, run);
        let text = some_change(&desk.office.basis().law, &mut dice);
        moved += nothing_moves_unseen(&mut desk, &text);
    }
    assert!(moved > 20, "{moved} dates moved");
    // The journal alone says the same.
    let (law, dates) = (desk.office.basis().law.clone(), desk.dates());
    desk.opened_again();
    assert_eq!((desk.office.basis().law.clone(), desk.dates()), (law, dates));
}
