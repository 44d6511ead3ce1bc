//! Canaries: what was told of a denunciation is in no file, no answer, no push and no log, whichever way it came.

use std::{
    fs,
    path::{Path, PathBuf},
};

use nghedan::base::{Id, RequestId, Stamp};
use nghedan::domain::{Draft, DraftField, FieldValue, Fields, FormName, Value, View, query::Query};
use nghedan::wire::{Call, Message, Outcome, PROTOCOL, Reply, Request, encode};

use super::{
    bad_frames::{Stranger, hello},
    desk::{Desk, petition_json},
};

/// The beginning of every word that must not be found afterwards; nothing else in a register is spelled so.
const CANARY: &str = "zqxjk";

/// An officer's line to the server; everything that comes over it is kept.
struct Line {
    stranger: Stranger,
    serial: u8,
    heard: Vec<String>,
}

impl Line {
    fn open(desk: &Desk) -> Line {
        let mut stranger = Stranger::try_at(desk).unwrap();
        let welcome = stranger.ask(hello(PROTOCOL)).unwrap();
        assert!(matches!(welcome, Reply::Welcome(_)));
        Line { stranger, serial: 0, heard: Vec::new() }
    }

    fn ask(&mut self, request: Request) -> Outcome {
        self.stranger.say(&encode(&Call { ticket: 7, request }).unwrap());
        loop {
            let message = self.stranger.message().expect("an answer");
            self.heard.push(format!("{message:?}"));
            if let Message::Reply { outcome, .. } = message {
                return outcome;
            }
        }
    }

    fn fresh(&mut self) -> RequestId {
        self.serial += 1;
        let mut id = [3; 16];
        id[0] = self.serial;
        RequestId(id)
    }

    fn save(&mut self, form: FormName, base: u32, fields: Fields, reason: Option<&str>) -> Outcome {
        let request = self.fresh();
        self.ask(Request::Save { request, form, base, fields, reason: reason.map(str::to_owned) })
    }

    /// Takes a step that must be taken; answers the new revision.
    #[track_caller]
    fn step(&mut self, id: &Id, base: u32, step: &str, fields: Fields, reason: Option<&str>) -> u32 {
        match self.save(step_form(id, step), base, fields, reason) {
            Ok(Reply::Saved(saved)) => saved.revision,
            other => panic!("{step}: {other:?}"),
        }
    }
}

/// Those that hold the canary.
fn telling(said: &[String]) -> Vec<&String> {
    said.iter().filter(|said| said.to_ascii_lowercase().contains(CANARY)).collect()
}

fn step_form(id: &Id, step: &str) -> FormName {
    FormName { kind: "petition".into(), record: Some(id.clone()), step: Some(step.into()), sheet: 0 }
}

fn text(text: &str) -> Value {
    text.to_owned().into_value()
}

fn choice(id: &str) -> Value {
    Value::Choice(id.to_owned())
}

fn day(iso: &str) -> Value {
    nghedan::base::Day::from_iso(iso).unwrap().into_value()
}

fn fields<const N: usize>(all: [(&str, Value); N]) -> Fields {
    all.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// A word that must not be found, and whose it is.
fn canary(of: &str) -> String {
    format!("{CANARY}{of}")
}

/// Everything of a complaint in which something can be told.
fn told(kind: &str) -> Fields {
    let mut told = fields([
        ("received_on", day("2026-06-15")),
        ("source", choice("truc_tiep")),
        ("petition_kind", choice(kind)),
        ("village", Value::Ref(Id::new("VD-02").unwrap())),
        ("domain", choice("DD")),
        ("signatories", 1_i64.into_value()),
        ("summary", text(&format!("Chuyện {} ở buôn", canary("story")))),
    ]);
    if kind == "khieu_nai" {
        told.insert("instance".into(), choice("lan_1"));
        told.insert("sender".into(), text(&canary("sender")));
        told.insert("reply_to".into(), text(&canary("reply")));
    }
    told
}

/// The commune to which a denunciation belongs in this register.
fn commune() -> Value {
    Value::Ref(Id::new("C24100n").unwrap())
}

/// The files below a directory that hold the canary in any spelling of its letters.
fn files_that_tell(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_that_tell(&path));
        } else if path.is_file() {
            let bytes = fs::read(&path).unwrap().to_ascii_lowercase();
            if bytes.windows(CANARY.len()).any(|window| window == CANARY.as_bytes()) {
                found.push(path);
            }
        }
    }
    found
}

/// Asks for everything that a register tells, over the line and by commands, and looks into every file.
fn nothing_is_told(desk: &Desk, line: &mut Line, ids: &[Id]) {
    line.heard.clear();
    for id in ids {
        for request in [Request::Show(id.to_string()), Request::History(id.clone())] {
            line.ask(request).unwrap();
        }
        // What it was is not opened, whatever the reason.
        let request = line.fresh();
        let opened = line.ask(Request::OpenContact { request, id: id.clone(), reason: "thử".into() });
        assert!(opened.is_err(), "{opened:?}");
        for step in ["da_phan_loai", "thu_ly", "xac_minh", "phan_loai_lai"] {
            let form = step_form(id, step);
            drop(line.ask(Request::Examine { form: form.clone(), base: 0, fields: Fields::new() }));
            drop(line.ask(Request::OpenDraft(form)));
        }
        drop(line.ask(Request::Slip(id.to_string())));
        // Beside a complaint, as itself, by a link: nothing leads to it or away from it.
        let of =
            |record: Option<&Id>| FormName { record: record.cloned(), ..FormName::for_new("petition", 0) };
        let typed = fields([
            ("petition_kind", choice("kien_nghi")),
            ("village", commune()),
            ("domain", choice("DD")),
            ("summary", text("Đường nội buôn lầy")),
        ]);
        for (form, fields, other) in
            [(of(None), typed, Some(id.to_string())), (of(Some(id)), Fields::new(), None)]
        {
            drop(line.ask(Request::Beside { form, fields, other }));
        }
        let request = line.fresh();
        let (id, other) = (id.clone(), ids[0].clone());
        assert!(line.ask(Request::Link { request, id, other, linked: true }).is_err());
    }
    for view in [View::All, View::Unresolved, View::New] {
        let query = Query::view("petition", view);
        line.ask(Request::Page { query, offset: 0, rows: 100, in_full: true }).unwrap();
    }
    let query = Query::all("petition");
    line.ask(Request::Records { query, text: CANARY.into(), offset: 0, limit: 100 }).unwrap();
    let asked = Request::Search { text: CANARY.into(), group: None, offset: 0, rows: 20 };
    let Ok(Reply::Found(found)) = line.ask(asked) else { panic!() };
    assert!(found.groups.is_empty(), "{found:?}");
    // It says that nothing is called so, in the words of the question.
    line.heard.pop();
    line.ask(Request::Drafts).unwrap();
    line.ask(Request::Home).unwrap();
    assert_eq!(telling(&line.heard), Vec::<&String>::new());

    let backup = desk.home().join("backup");
    let said: Vec<String> = [
        &["list", "petition", "--json"][..],
        &["list", "petition", "--csv"],
        &["list", "petition", "--print"],
        &["check"],
        &["backup", backup.to_str().unwrap()],
    ]
    .iter()
    .map(|arguments| desk.run(arguments).ok())
    .chain(ids.iter().map(|id| desk.run(&["show", id.as_str(), "--history"]).ok()))
    .chain(ids.iter().map(|id| desk.run(&["show", id.as_str(), "--history", "--json"]).ok()))
    .collect();
    assert_eq!(telling(&said), Vec::<&String>::new());
    // The backup is compressed: what is in it is looked at where it was restored.
    let other = Desk::new();
    other.run(&["restore", backup.to_str().unwrap()]).ok();
    other.run(&["list", "petition", "--json"]).ok();
    other.end();
    assert_eq!(files_that_tell(other.data()), Vec::<PathBuf>::new());
    fs::remove_file(backup).unwrap();
    desk.end();
    assert!(!desk.log().contains(CANARY), "{}", desk.log());
    assert_eq!(files_that_tell(desk.home()), Vec::<PathBuf>::new());
}

/// Keeps what was typed as a draft, all of it as letters.
fn keep_draft(line: &mut Line, form: FormName, typed: &[(&str, &str)]) {
    let field = |(name, text): &(&str, &str)| DraftField {
        name: (*name).to_owned(),
        text: (*text).to_owned(),
        value: (*name == "petition_kind").then(|| choice(text)),
    };
    let fields = typed.iter().map(field).collect();
    let (at_field, kept_at) = ("summary".to_owned(), Stamp(0));
    line.ask(Request::KeepDraft(Draft { form, fields, at_field, caret: 0, base: 0, kept_at })).unwrap();
}

#[test]
fn what_was_told_before_it_was_known_to_be_a_denunciation_is_nowhere_afterwards() {
    let desk = Desk::set_up();
    desk.run(&["list", "petition"]).ok();
    let (mut line, mut other) = (Line::open(&desk), Line::open(&desk));
    // A complaint with all that can be told of it: story, sender, notes, a reason, a draft of its next step.
    let Ok(Reply::Saved(saved)) =
        line.save(FormName::for_new("petition", 0), 0, told("khieu_nai"), Some(&canary("why")))
    else {
        panic!()
    };
    let id = saved.id;
    let sorted = fields([("on", day("2026-06-16")), ("competence", choice("khong_thuoc_tham_quyen"))]);
    let base = line.step(&id, saved.revision, "da_phan_loai", sorted, Some(&canary("reason")));
    let noted = fields([("on", day("2026-06-17")), ("note", text(&canary("note")))]);
    let base = line.step(&id, base, "ghi_chu", noted, None);
    let request = line.fresh();
    line.ask(Request::OpenContact { request, id: id.clone(), reason: "để trả lời".into() }).unwrap();
    let step = |step: &str| step_form(&id, step);
    keep_draft(&mut line, step("thu_ly"), &[("note", &canary("draft")), ("document_number", &canary("d2"))]);
    line.ask(Request::Search { text: canary("story"), group: None, offset: 0, rows: 20 }).unwrap();
    assert!(line.heard.iter().any(|heard| heard.contains(&canary("story"))), "it was told until now");
    assert_eq!(telling(&other.heard), Vec::<&String>::new());

    // It is a denunciation.
    let Ok(Reply::Shown(shown)) = line.ask(Request::Show(id.to_string())) else { panic!() };
    let base = base.max(shown.record.revision);
    let file = fields([("on", day("2026-06-18")), ("sealed_file", text("03-M")), ("commune", commune())]);
    line.step(&id, base, "phan_loai_lai", file, Some(&canary("last")));
    other.ask(Request::Home).unwrap();
    assert_eq!(telling(&other.heard), Vec::<&String>::new());
    drop(other);
    nothing_is_told(&desk, &mut line, &[id]);
}

#[test]
fn a_letter_that_holds_a_denunciation_tells_nothing_once_it_is_split() {
    let desk = Desk::set_up();
    desk.run(&["list", "petition"]).ok();
    let mut line = Line::open(&desk);
    let Ok(Reply::Saved(saved)) =
        line.save(FormName::for_new("petition", 0), 0, told("nhieu_noi_dung"), None)
    else {
        panic!()
    };
    let sorted = fields([("on", day("2026-06-16")), ("competence", choice("thuoc_tham_quyen"))]);
    let base = line.step(&saved.id, saved.revision, "da_phan_loai", sorted, Some(&canary("reason")));
    let split = fields([
        ("on", day("2026-06-17")),
        ("first_kind", choice("to_cao")),
        ("first_domain", choice("DD")),
        ("first_commune", commune()),
        ("first_sealed_file", text("04-M")),
        ("second_kind", choice("kien_nghi")),
        ("second_domain", choice("GT")),
        ("second_summary", text("Đường nội buôn lầy")),
    ]);
    line.step(&saved.id, base, "da_tach", split, None);
    let listed = desk.run(&["list", "petition", "--json"]).ok();
    let ids: Vec<Id> = listed
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|record| Id::new(record["id"].as_str().unwrap()).unwrap())
        .collect();
    assert_eq!(ids.len(), 3);
    nothing_is_told(&desk, &mut line, &ids);
}

#[test]
fn a_denunciation_that_tells_is_refused_without_an_echo() {
    let desk = Desk::set_up();
    desk.run(&["list", "petition"]).ok();
    let mut line = Line::open(&desk);
    let bare = || {
        let mut bare = told("khieu_nai");
        for gone in ["summary", "sender", "reply_to", "instance"] {
            bare.remove(gone);
        }
        bare.insert("petition_kind".into(), choice("to_cao"));
        bare.insert("village".into(), commune());
        bare.insert("sealed_file".into(), text("05-M"));
        bare
    };
    let Ok(Reply::Saved(saved)) =
        line.save(FormName::for_new("petition", 0), 0, bare(), Some(&canary("why")))
    else {
        panic!()
    };
    line.heard.clear();
    let form = || FormName::for_new("petition", 0);
    for field in ["summary", "sender", "reply_to", "note", "field_of_2031"] {
        let mut telling = bare();
        telling.insert(field.into(), text(&canary(field)));
        assert!(line.save(form(), 0, telling.clone(), None).is_err(), "{field}");
        drop(line.ask(Request::Examine { form: form(), base: 0, fields: telling }));
    }
    let id = saved.id;
    let mut base = saved.revision;
    for field in ["note", "attachments", "field_of_2031"] {
        let mut sorted = fields([("on", day("2026-06-16")), ("competence", choice("thuoc_tham_quyen"))]);
        sorted.insert(field.into(), text(&canary(field)));
        assert!(
            line.save(step_form(&id, "da_phan_loai"), base, sorted, Some(&canary("why"))).is_err(),
            "{field}"
        );
    }
    // What may be said in a step is kept; the word of reason beside it is not.
    let sorted = fields([("on", day("2026-06-16")), ("competence", choice("thuoc_tham_quyen"))]);
    base = line.step(&id, base, "da_phan_loai", sorted, Some(&canary("why")));
    let noted = fields([("on", day("2026-06-17")), ("note", text(&canary("note")))]);
    drop(line.save(step_form(&id, "ghi_chu"), base, noted, Some(&canary("why"))));
    keep_draft(
        &mut line,
        form(),
        &[("petition_kind", "to_cao"), ("summary", &canary("draft")), ("village", &canary(" ở nhà bên"))],
    );
    keep_draft(&mut line, step_form(&id, "thu_ly"), &[("note", &canary("draft"))]);
    for sheet in [0, 1] {
        drop(line.ask(Request::OpenDraft(FormName::for_new("petition", sheet))));
    }
    assert_eq!(telling(&line.heard), Vec::<&String>::new());

    let mut given = petition_json(&canary("story"));
    given["petition_kind"] = "to_cao".into();
    let told = desk.run_with(&["add", "petition"], format!("{given}\n").as_bytes()).refused(1);
    assert!(!told.contains(CANARY), "{told}");
    nothing_is_told(&desk, &mut line, &[id]);
}
