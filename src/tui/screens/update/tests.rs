//! The form of an update as officers use it: keys in, what is read, asked, kept and saved out.

use crate::base::{Day, Id, Lang, Officer, Period, Say, Stamp, text};
use crate::client::Event;
use crate::domain::{
    Draft, DraftField, FieldValue, FormName, Problem, Record, Value,
    kinds::{figures_fields as figures, village_update_fields as update},
};
use crate::tui::testing::{Desk, answer, welcome};
use crate::wire::{
    Choice, Conflict, Examined, LookedUp, MatterOffer, Merge, Offer, Outcome, Refusal, RefusalKind, Reply,
    Request, SavePart, Saved, Taken, UpdateSheet,
};

use super::UpdateScreen;

mod refused;

const NOTE: &str = "Tình hình trong tuần ổn định; đã thu hoạch xong lúa mùa; có ba hộ thiếu nước sinh hoạt; hai vụ mâu thuẫn nhỏ đã hòa giải";

fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}

fn period(spelled: &str) -> Period {
    Period::parse(spelled).unwrap()
}

fn counted(as_of: &str) -> Record {
    let mut record = Record::new("figures", id(&format!("o.figures.V02.{as_of}")), id("o"));
    let counts = [
        (&figures::HOUSEHOLDS_COUNT, 190),
        (&figures::PEOPLE, 769),
        (&figures::POOR, 35),
        (&figures::NEAR_POOR, 26),
        (&figures::WITHOUT_WATER, 9),
        (&figures::WITHOUT_FOOD, 0),
        (&figures::CROPS_LOST, 0),
        (&figures::HOUSES_DAMAGED, 0),
        (&figures::LIVESTOCK_LOST, 0),
        (&figures::INCIDENTS, 0),
        (&figures::MEETINGS, 2),
        (&figures::ATTENDANCE, 64),
    ];
    for (field, count) in counts {
        field.set(&mut record, count);
    }
    figures::ROAD_OPEN.set(&mut record, true);
    figures::POWER_AND_SIGNAL.set(&mut record, true);
    figures::MADE_PUBLIC.set(&mut record, false);
    figures::REVIEWED_ON.set(&mut record, Day::from_iso("2025-11-30").unwrap());
    record.revision = 1;
    record
}

fn sheet(village: &str, on: Period) -> UpdateSheet {
    let name = if village == "V04" { "Buôn Dliă, Ia Dreh" } else { "Buôn Ma Lim, Ia Dreh" };
    UpdateSheet {
        village: id(village),
        village_name: name.into(),
        village_code: if village == "V04" { "D" } else { "ML" }.into(),
        period: on,
        is_closed: on < period("2026-W46"),
        update_id: id(&format!("o.village_update.{village}.{on}")),
        figures_id: id(&format!("o.figures.{village}.{}", on.last().iso())),
        update: None,
        figures: None,
        before: Some(counted("2026-11-15")),
        reviewed_on: Day::from_iso("2025-11-30"),
        matters: vec![
            MatterOffer {
                id: id("o.viec.2026.31"),
                number: "V-031".into(),
                domain: "NS".into(),
                summary: "Giếng cạn, 3 hộ thiếu nước sinh hoạt".into(),
            },
            MatterOffer {
                id: id("o.viec.2026.45"),
                number: "V-045".into(),
                domain: "CN".into(),
                summary: "Bò thả rông giáp ranh Ea Ly".into(),
            },
        ],
        next: (village == "V02").then(|| id("V04")),
    }
}

fn saved_update() -> Record {
    let mut record = Record::new("village_update", id("o.village_update.V05.2026-W47"), id("o"));
    update::VILLAGE.set(&mut record, id("V05"));
    update::PERIOD.set(&mut record, period("2026-W47"));
    update::NOTE.set(&mut record, "Đã báo qua điện thoại".to_owned());
    record.revision = 3;
    record
}

fn server(request: &Request) -> Option<Outcome> {
    Some(Ok(match request {
        Request::OpenUpdate { village, period: on } => {
            let on = on.unwrap_or_else(|| period("2026-W47"));
            let mut sheet = sheet(village.as_str(), on);
            if village.as_str() == "V05" {
                sheet.update = Some(saved_update());
            }
            Reply::Update(Box::new(sheet))
        }
        Request::OpenDraft(_) => Reply::Draft(None),
        Request::LookUp { text, .. } => {
            let place = |id_of: &str, code: &str, name: &str| Offer {
                value: Value::Ref(id(id_of)),
                code: code.into(),
                echo: Say::plain(name),
            };
            let offers = match text.as_str() {
                "hy" => vec![place("V05", "HY", "Buôn H'Yŭ, Ia Dreh")],
                "ml" => vec![place("V02", "ML", "Buôn Ma Lim, Ia Dreh")],
                "d" => vec![place("V04", "D", "Buôn Dliă, Ia Dreh")],
                "t2" => {
                    vec![place("V11", "T2", "Thôn 2, Krông Năng"), place("V12", "T2", "Thôn 2, Ia HDreh")]
                }
                _ => Vec::new(),
            };
            let sure = offers.len() == 1;
            let total = u32::try_from(offers.len()).unwrap();
            Reply::LookedUp(LookedUp { offers, sure, total })
        }
        Request::ExamineMany(parts) => {
            Reply::Examined(Examined { problems: problems(parts), ..Examined::default() })
        }
        Request::Save { form, .. } => Reply::Saved(saved(form)),
        Request::SaveMany { parts, reason, .. } => {
            let asks = problems(parts).iter().any(|problem| problem.say.vi.contains("10 %"));
            if asks && reason.is_none() {
                return Some(Err(Refusal::problems(problems(parts))));
            }
            Reply::Saved(saved(&parts[0].form))
        }
        other => return answer(other),
    }))
}

fn saved(form: &FormName) -> Saved {
    let _ = form;
    Saved { id: id("x"), number: None, revision: 1, say: Say::plain("Đã lưu Ma Lim tuần 47") }
}

/// What the rules of the kinds would say, as far as these tests need them.
fn problems(parts: &[SavePart]) -> Vec<Problem> {
    let int = |name: &str| {
        parts.iter().find_map(|part| match part.fields.get(name) {
            Some(Value::Int(count)) if part.form.kind == "figures" => Some(*count),
            _ => None,
        })
    };
    let mut problems = Vec::new();
    if int("households").is_some_and(|households| (households - 190).abs() > 19) {
        problems.push(Problem::reason("households", Say::plain("Xem lại: đổi hơn 10 %")));
    }
    if int("poor").unwrap_or(0) > int("households").unwrap_or(9_999) {
        problems.push(Problem::error("poor", Say::plain("Sửa số hộ nghèo: lớn hơn số hộ")));
    }
    let reviewed = parts.iter().any(|part| part.fields.contains_key("reviewed_on"));
    if int("poor").is_some_and(|poor| poor != 35) && !reviewed {
        problems
            .push(Problem::error("poor", Say::plain("Nhập ngày rà soát: số này chỉ đổi theo đợt rà soát")));
    }
    problems
}

fn at(screen: UpdateScreen, lang: Lang) -> Desk {
    at_server(screen, lang, server)
}

fn at_server(screen: UpdateScreen, lang: Lang, server: fn(&Request) -> Option<Outcome>) -> Desk {
    let mut desk = Desk::with(lang, (80, 24), welcome(), server);
    desk.app.put_on_top(Box::new(screen));
    desk.app.start(0, &mut desk.link);
    desk.let_through();
    desk
}

/// The form of Buôn Ma Lim, from the list of silent villages.
fn ma_lim() -> Desk {
    at(UpdateScreen::new(Some(id("V02")), None, true), Lang::Vi)
}

fn write(desk: &mut Desk, words: &str) {
    for letter in words.chars() {
        let key = if letter == ' ' { "space".to_owned() } else { letter.to_string() };
        desk.press(&key);
    }
}

fn rest(desk: &mut Desk, ms: u64) {
    desk.now_ms += ms;
    desk.app.tick(desk.now_ms, &mut desk.link);
    desk.let_through();
}

/// The parts of the last save.
fn parts(desk: &Desk) -> Vec<SavePart> {
    desk.link
        .sent
        .iter()
        .rev()
        .find_map(|request| match request {
            Request::SaveMany { parts, .. } => Some(parts.clone()),
            Request::Save { form, base, fields, .. } => Some(vec![SavePart {
                form: form.clone(),
                base: *base,
                fields: fields.clone(),
                not_chosen: Choice::new(),
            }]),
            _ => None,
        })
        .unwrap()
}

fn draft(desk: &Desk) -> Draft {
    desk.link
        .sent
        .iter()
        .rev()
        .find_map(|request| match request {
            Request::KeepDraft(draft) => Some(draft.clone()),
            _ => None,
        })
        .unwrap()
}

#[test]
fn the_sheet_as_a_person_reads_it() {
    let mut desk = ma_lim();
    insta::assert_snapshot!("gate_vi", desk.screen());
    desk.press("t 3 enter v 2 enter m 3 8 enter =");
    write(&mut desk, NOTE);
    desk.press("enter n s 3 3 enter");
    write(&mut desk, "Giếng cạn");
    rest(&mut desk, 200);
    insta::assert_snapshot!("weekly_vi", desk.screen());
    let mut english = at(UpdateScreen::new(Some(id("V02")), None, true), Lang::En);
    english.press("t 3 enter = enter n s 4");
    rest(&mut english, 200);
    insta::assert_snapshot!("weekly_en", english.screen());
}

#[test]
fn nothing_new_is_two_keys_and_saves_no_figures() {
    let mut desk = ma_lim();
    desk.press("0 f2");
    let parts = parts(&desk);
    assert_eq!(parts.len(), 1);
    assert_eq!(parts[0].form.kind, "village_update");
    assert_eq!(parts[0].form.record, Some(id("o.village_update.V02.2026-W47")));
    assert_eq!(parts[0].fields.get("nothing_new"), Some(&Value::Flag(true)));
    // The next silent village lies on the desk, and what was saved is said.
    assert_eq!(desk.message(), "Đã lưu Ma Lim tuần 47");
    assert!(desk.row(3).contains("Buôn Dliă"), "{}", desk.screen());
    desk.press("0 f2");
    assert!(desk.row(1).starts_with("NGHE DÂN"), "after the last one back to where one came from");
}

#[test]
fn an_empty_form_is_not_saved() {
    let mut desk = ma_lim();
    desk.press("f2");
    assert!(desk.message().starts_with("! Gõ 0"));
    assert!(desk.link.sent.iter().all(|request| !request.changes()));
}

#[test]
fn the_weekly_update_is_typed_within_its_keys() {
    let tasks: toml::Table = include_str!("../../../../tests/data/keystroke_tasks.toml").parse().unwrap();
    let task = &tasks["weekly_update"];
    assert_eq!(task["note"].as_str().unwrap(), NOTE);
    // ư alone is read back as w, but typed as uw; ươ is uow.
    let after_u = NOTE.chars().zip(NOTE.chars().skip(1));
    let horned = after_u.filter(|(u, o)| "ưứừửữự".contains(*u) && !"ơớờởỡợ".contains(*o)).count();
    let capitals = NOTE.chars().filter(|letter| letter.is_uppercase()).count();
    let note = text::keys_behind(NOTE).chars().count() + horned + capitals;
    assert_eq!(note, 151);
    let before = "t 3 enter v 2 enter m 3 8 enter =";
    let keys = 1 + before.split(' ').count() + note + 1;
    assert!(keys <= usize::try_from(task["keys_max"].as_integer().unwrap()).unwrap(), "{keys} keys");

    let mut desk = ma_lim();
    desk.press(before);
    write(&mut desk, NOTE);
    desk.press("f2");
    let [update, counted] = parts(&desk).try_into().unwrap();
    assert_eq!(update.fields.get("note"), Some(&Value::Text(NOTE.into())));
    assert_eq!((counted.form.kind.as_str(), counted.base), ("figures", 0));
    for (name, count) in [("without_water", 3), ("incidents", 2), ("attendance", 38), ("households", 190)] {
        assert_eq!(counted.fields.get(name), Some(&Value::Int(count)), "{name}");
    }
    let Some(Value::List(kept)) = counted.fields.get("kept") else { panic!() };
    assert_eq!(kept.len(), 12);
    assert!(!kept.contains(&Value::Text("without_water".into())));
    assert_eq!(counted.fields.get("made_public"), Some(&Value::Flag(false)));
    assert_eq!(counted.fields.get("as_of"), Some(&Value::Day(Day::from_iso("2026-11-22").unwrap())));
}

#[test]
fn plain_enter_walks_all_lines_and_the_review_is_asked_behind_near_poor() {
    let mut desk = ma_lim();
    desk.press("enter 1 9 1 enter enter 3 4 enter enter");
    assert!(desk.row(15).contains("34/191"), "{}", desk.screen());
    assert!(desk.lines().iter().any(|line| line.contains("Ngày rà soát")), "{}", desk.screen());
    desk.press("2 0 enter");
    let screen = desk.screen();
    assert!(screen.contains("20/11/2026"), "{screen}");
    desk.press("3 enter");
    for _ in 0..10 {
        desk.press("enter");
    }
    desk.press("x f2");
    let [update, counted] = parts(&desk).try_into().unwrap();
    assert_eq!(update.fields.get("note"), Some(&Value::Text("x".into())));
    assert_eq!(counted.fields.get("without_water"), Some(&Value::Int(3)));
    assert_eq!(counted.fields.get("reviewed_on"), Some(&Value::Day(Day::from_iso("2026-11-20").unwrap())));
    assert_eq!(counted.fields.get("people"), None, "what was passed over is neither typed nor kept");
}

#[test]
fn a_letter_of_the_gate_leads_to_its_line_and_back() {
    let mut desk = ma_lim();
    desk.press("s 0 , 5 enter p k enter");
    desk.press("n 3 4 enter");
    assert!(desk.screen().contains("Ngày rà soát"));
    desk.press("2 0 / 1 1 enter x enter f2");
    let [_, counted] = parts(&desk).try_into().unwrap();
    assert_eq!(counted.fields.get("crops_lost_tenths_ha"), Some(&Value::Int(5)));
    assert_eq!(counted.fields.get("road_open"), Some(&Value::Flag(false)));
    assert_eq!(counted.fields.get("poor"), Some(&Value::Int(34)));
    // Letters are only a value of the gate: in a line they are no shortcut.
    let mut desk = ma_lim();
    desk.press("t v");
    assert!(desk.message().starts_with("! Gõ số"), "{}", desk.message());
}

#[test]
fn an_equal_sign_keeps_one_line_and_so_does_f7() {
    let mut desk = ma_lim();
    desk.press("h = enter k f7 enter v 2 enter f2");
    let [_, counted] = parts(&desk).try_into().unwrap();
    let text = |name: &str| Value::Text(name.into());
    assert_eq!(counted.fields.get("kept"), Some(&Value::List(vec![text("households"), text("people")])));
    assert_eq!(counted.fields.get("people"), Some(&Value::Int(769)));
    let mut desk = ma_lim();
    desk.press("v 2 enter f6 f2");
    let [_, counted] = parts(&desk).try_into().unwrap();
    let Some(Value::List(kept)) = counted.fields.get("kept") else { panic!() };
    assert_eq!(kept.len(), 14);
}

#[test]
fn a_point_is_linked_with_the_open_matter_of_its_domain() {
    let mut desk = ma_lim();
    desk.press("= enter n s");
    rest(&mut desk, 200);
    assert!(desk.screen().contains("? 1  Gắn V-031 Giếng cạn, 3 hộ"), "{}", desk.screen());
    desk.press("3 3 enter f2");
    let [update, _] = parts(&desk).try_into().unwrap();
    let Some(Value::List(rows)) = update.fields.get("items") else { panic!() };
    let [Value::Row(row)] = rows.as_slice() else { panic!() };
    assert_eq!(row.get("matter"), Some(&Value::Ref(id("o.viec.2026.31"))));
    assert_eq!(row.get("text"), Some(&Value::Text("Giếng cạn, 3 hộ thiếu nước sinh hoạt".into())));
    assert_eq!(row.get("households"), Some(&Value::Int(3)));
    // By its number, and not at all.
    for (keys, matter) in [
        ("4 5", Some("o.viec.2026.45")),
        ("1", Some("o.viec.2026.31")),
        ("0", None),
        ("", Some("o.viec.2026.31")),
    ] {
        let mut desk = ma_lim();
        desk.press("= enter n s 3 enter g enter");
        desk.press(keys).press("enter f2");
        let [update, _] = parts(&desk).try_into().unwrap();
        let Some(Value::List(rows)) = update.fields.get("items") else { panic!() };
        let [Value::Row(row)] = rows.as_slice() else { panic!() };
        assert_eq!(row.get("matter"), matter.map(|of| id(of).into_value()).as_ref(), "{keys}");
    }
}

#[test]
fn points_end_at_an_empty_domain_and_an_unfinished_one_is_not_saved() {
    let mut desk = ma_lim();
    desk.press("= enter g t 4 enter d u t enter d d 1 enter enter");
    assert!(desk.message().starts_with("! Gõ nội dung"), "{}", desk.message());
    assert!(desk.screen().contains("? 1  Khẩn: báo ngay trực ban"), "{}", desk.screen());
    desk.press("f2");
    assert!(desk.link.sent.iter().all(|request| !request.changes()));
    desk.press("r enter enter");
    assert_eq!(desk.message(), "Lưu?  Enter hoặc F2");
    desk.press("enter");
    let [update, _] = parts(&desk).try_into().unwrap();
    let Some(Value::List(rows)) = update.fields.get("items") else { panic!() };
    assert_eq!(rows.len(), 2);
}

#[test]
fn a_point_is_taken_out_by_delete_on_its_empty_domain() {
    let mut desk = ma_lim();
    desk.press("0 backspace = enter g t 1 enter d u t enter up up up up backspace enter");
    assert!(desk.message().contains("Delete"), "{}", desk.message());
    desk.press("delete f2");
    let [update, _] = parts(&desk).try_into().unwrap();
    assert_eq!(update.fields.get("items"), None);
    assert_eq!(update.fields.get("nothing_new"), None);
}

#[test]
fn wrong_figures_are_all_said_at_once_and_f8_walks_them() {
    let mut desk = ma_lim();
    desk.press("h 1 9 enter n 3 8 enter 2 0 enter t . enter");
    desk.press("f2");
    assert!(desk.message().starts_with("! Nhập số nguyên"), "{}", desk.message());
    desk.press("backspace 3 enter");
    rest(&mut desk, 200);
    insta::assert_snapshot!("wrong_vi", desk.screen());
    desk.press("f8");
    assert!(desk.message().contains("n  Sửa số hộ nghèo"), "{}", desk.message());
    desk.press("f8");
    assert!(desk.message().contains("h  Xem lại"), "{}", desk.message());
    desk.press("enter 1 9 0 enter");
    rest(&mut desk, 200);
    assert!(!desk.screen().contains("Xem lại"), "{}", desk.screen());
}

#[test]
fn a_great_change_is_saved_with_a_word_of_reason() {
    let mut desk = ma_lim();
    desk.press("h 2 5 0 enter = f2");
    assert!(desk.message().starts_with("? Ghi một lời lý do"), "{}", desk.message());
    desk.press("f2");
    assert!(desk.message().contains("Trả lời câu hỏi trước"));
    write(&mut desk, "tách buôn");
    desk.press("enter");
    let reasons: Vec<Option<String>> = desk
        .link
        .sent
        .iter()
        .filter_map(|request| match request {
            Request::SaveMany { reason, .. } => Some(reason.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(reasons, [None, Some("tách buôn".into())]);
}

#[test]
fn an_update_of_a_closed_period_is_a_correction_with_a_reason() {
    let mut desk = at(UpdateScreen::new(Some(id("V02")), Some(period("2026-W45")), false), Lang::Vi);
    assert!(desk.screen().contains("? Kỳ đã chốt"), "{}", desk.screen());
    desk.press("t 4 enter = f2");
    assert!(desk.message().starts_with("? Kỳ đã chốt: ghi thành điều chỉnh?"), "{}", desk.message());
    desk.press("f8 f2 enter");
    write(&mut desk, "báo nhầm");
    desk.press("enter");
    let [update, counted] = parts(&desk).try_into().unwrap();
    for part in [&update, &counted] {
        assert_eq!((&part.form.record, part.base), (&None, 0));
        assert_eq!(part.fields.get("correction"), Some(&Value::Flag(true)));
    }
}

#[test]
fn another_village_takes_along_what_was_typed_and_stops_at_what_is_saved() {
    let mut desk = ma_lim();
    desk.press("t 3 enter up up up");
    assert_eq!(desk.cursor_at(), (3, 14));
    desk.press("d");
    assert!(desk.row(3).contains("Buôn Dliă"), "{}", desk.screen());
    assert!(desk.screen().contains("t Hộ thiếu nước            3"), "{}", desk.screen());
    assert!(desk.link.sent.iter().any(|request| matches!(
        request,
        Request::DropDraft(form) if form.record == Some(id("o.village_update.V02.2026-W47"))
    )));
    // There someone has saved already: what was typed waits in the draft of the village one came from.
    desk.press("up up h y");
    assert!(desk.row(3).contains("tuần 47"), "{}", desk.screen());
    assert!(desk.screen().contains("Đã báo qua điện thoại"), "{}", desk.screen());
    assert!(desk.message().starts_with("? Kỳ này đã báo"), "{}", desk.message());
    assert_eq!(draft(&desk).form.record, Some(id("o.village_update.V04.2026-W47")));
}

#[test]
fn another_period_is_typed_by_its_number() {
    let mut desk = ma_lim();
    desk.press("up 4 6 enter");
    assert!(desk.row(3).contains("tuần 46, 09-15/11/2026"), "{}", desk.screen());
    desk.press("up 9 9 enter");
    assert!(desk.message().starts_with("! Nhập số của kỳ"));
}

#[test]
fn a_village_is_found_by_its_initials() {
    let mut desk = at(UpdateScreen::new(None, None, false), Lang::Vi);
    desk.press("z z");
    assert!(desk.message().starts_with("! Gõ lại hai chữ đầu"), "{}", desk.message());
    desk.press("backspace backspace t 2");
    assert!(desk.screen().contains("Thôn 2, Ia HDreh"), "{}", desk.screen());
    desk.press("backspace backspace m l 0 f2");
    assert_eq!(parts(&desk)[0].fields.get("village"), Some(&Value::Ref(id("V02"))));
}

#[test]
fn keys_typed_before_the_sheet_came_are_not_lost() {
    let mut desk = Desk::with(Lang::Vi, (80, 24), welcome(), server);
    desk.app.put_on_top(Box::new(UpdateScreen::new(Some(id("V02")), None, false)));
    desk.app.start(0, &mut desk.link);
    desk.press_ahead("t 3 enter = x y f2");
    desk.let_through();
    let [update, counted] = parts(&desk).try_into().unwrap();
    assert_eq!(update.fields.get("note"), Some(&Value::Text("xy".into())));
    assert_eq!(counted.fields.get("without_water"), Some(&Value::Int(3)));
}

#[test]
fn a_draft_goes_on_at_the_same_letter_of_a_figure_and_of_a_point() {
    let mut desk = ma_lim();
    desk.press("v 2 enter t 1 2");
    rest(&mut desk, 1_000);
    let kept = draft(&desk);
    assert_eq!((kept.at_field.as_str(), kept.caret), ("without_water", 2));
    let mut again = at(UpdateScreen::resumed(&kept.form, Some(kept.clone())), Lang::Vi);
    assert_eq!(again.lines()[..22], desk.lines()[..22]);
    assert_eq!(again.cursor_at(), desk.cursor_at());
    again.press("enter");

    desk.press("enter = ă n enter n s 3 1 0 enter G i ế n g space c");
    rest(&mut desk, 1_000);
    let kept = draft(&desk);
    assert_eq!(kept.at_field, "items.0.text");
    assert!(kept.clone().cleaned().field("items").is_some());
    let kept = kept.cleaned();
    assert_eq!(usize::try_from(kept.caret).unwrap(), "Giếng c".len());
    let mut again = at(UpdateScreen::resumed(&kept.form.clone(), Some(kept)), Lang::Vi);
    again.press("ạ n f2");
    let [update, counted] = parts(&again).try_into().unwrap();
    let Some(Value::List(rows)) = update.fields.get("items") else { panic!() };
    let [Value::Row(row)] = rows.as_slice() else { panic!() };
    assert_eq!(row.get("text"), Some(&Value::Text("Giếng cạn".into())));
    assert_eq!(row.get("households"), Some(&Value::Int(10)));
    assert_eq!(update.fields.get("note"), Some(&Value::Text("ăn".into())));
    assert_eq!(counted.fields.get("without_water"), Some(&Value::Int(12)));
}

#[test]
fn what_is_typed_is_kept_within_a_second_and_when_one_leaves() {
    let mut desk = ma_lim();
    desk.press("= n");
    rest(&mut desk, 1_000);
    assert_eq!(draft(&desk).field("note").unwrap().text, "n");
    desk.press("o esc");
    assert_eq!(draft(&desk).field("note").unwrap().text, "no");
    assert!(desk.row(1).starts_with("NGHE DÂN"));
    let mut desk = ma_lim();
    desk.press("esc");
    assert!(desk.link.sent.iter().all(|request| !matches!(request, Request::KeepDraft(_))));
}

fn stale(request: &Request) -> Option<Outcome> {
    match request {
        Request::SaveMany { parts, .. } if parts.iter().any(|part| part.base == 0) => {
            let mut refusal = Refusal::new(RefusalKind::Stale, Say::plain("Xem lại rồi lưu"));
            let by = Officer::new("can_bo_01").unwrap();
            let at = Stamp::at(Day::from_iso("2026-11-23").unwrap(), 9, 0);
            let offer = |value: Value| Some(Offer { value, code: String::new(), echo: Say::default() });
            let text = |told: &str| offer(Value::Text(told.into()));
            let (ours, saved) = (text("x"), text("Đã báo qua điện thoại"));
            let first = parts.iter().find(|part| part.base == 0).unwrap();
            let is_update = first.form.kind == "village_update";
            let field = if is_update { "note" } else { "households" };
            let (ours, saved) =
                if is_update { (ours, saved) } else { (offer(Value::Int(1)), offer(Value::Int(215))) };
            refusal.merge = Some(Box::new(Merge {
                record: first.form.record.clone().unwrap(),
                title: Say::plain("Ma Lim tuần 47/2026"),
                base: 0,
                base_at: None,
                revision: if is_update { 3 } else { 2 },
                by: by.clone(),
                at,
                conflicts: vec![Conflict { field: field.into(), ours, saved, by: by.clone(), at }],
                taken: vec![Taken { field: "no_such_field".into(), value: offer(Value::Int(1)), by }],
            }));
            Some(Err(refusal))
        }
        other => server(other),
    }
}

#[test]
fn two_officers_who_save_the_same_village_both_see_it_and_one_chooses() {
    let mut desk = at_server(UpdateScreen::new(Some(id("V02")), None, false), Lang::Vi, stale_when_new);
    desk.press("t 3 enter = x f2");
    assert!(desk.row(1).starts_with("HAI NGƯỜI CÙNG SỬA  Ma Lim"), "{}", desk.screen());
    assert!(desk.screen().contains("đã lưu   Đã báo qua điện thoại"), "{}", desk.screen());
    // Back to the form with nothing lost; then theirs for the note, and ours for the figures, which come after it.
    desk.press("esc");
    assert!(desk.screen().contains(" x"), "{}", desk.screen());
    desk.press("f2 k f2");
    assert!(desk.screen().contains("215"), "{}", desk.screen());
    desk.press("f2");
    let [update, counted] = parts(&desk).try_into().unwrap();
    assert_eq!((update.base, counted.base), (3, 2));
    assert_eq!(update.fields.get("note"), Some(&Value::Text("Đã báo qua điện thoại".into())));
    assert_eq!(update.not_chosen.get("note"), Some(&Some(Value::Text("x".into()))));
    assert!(counted.not_chosen.is_empty());
}

fn stale_when_new(request: &Request) -> Option<Outcome> {
    match request {
        Request::SaveMany { .. } => stale(request),
        other => server(other),
    }
}

#[test]
fn a_save_over_a_broken_line_is_sent_again_under_the_same_id() {
    let mut desk = ma_lim();
    desk.press("0");
    desk.hear(Event::Lost);
    desk.press("f2");
    assert!(desk.message().starts_with("? Mất kết nối: sẽ lưu"), "{}", desk.message());
    assert!(desk.link.sent.iter().all(|request| !request.changes()));
    desk.hear(Event::Back(welcome()));
    assert_eq!(parts(&desk)[0].fields.get("nothing_new"), Some(&Value::Flag(true)));
    assert!(desk.row(3).contains("Buôn Dliă"), "{}", desk.screen());
}

#[test]
fn pasted_text_is_cut_to_the_note_and_said() {
    let mut desk = ma_lim();
    desk.press("=");
    desk.paste(&"ấm ".repeat(40_000));
    assert!(desk.message().starts_with("? Rút ngắn"), "{}", desk.message());
    rest(&mut desk, 1_000);
    let field: DraftField = draft(&desk).field("note").unwrap().clone();
    assert_eq!(field.text.chars().count(), 1_000);
}

#[test]
fn one_key_takes_persons_out_of_the_note_and_of_a_point() {
    let mut desk = ma_lim();
    desk.press("=");
    write(&mut desk, "gọi 0912345678");
    desk.press("enter n s 3 enter");
    write(&mut desk, "ông Nguyễn Văn Mẫu báo");
    rest(&mut desk, 200);
    assert!(desk.screen().contains("? 1  Bỏ khỏi lời văn: có tên người  F8, Enter bỏ"), "{}", desk.screen());
    desk.press("f9 b o space t e n enter");
    assert!(desk.message().starts_with("Đã bỏ 1 chỗ"), "{}", desk.message());
    assert!(!desk.screen().contains("Nguyễn"), "{}", desk.screen());
    desk.press("ctrl-z");
    assert!(desk.screen().contains("Nguyễn Văn Mẫu"), "{}", desk.screen());
    desk.press("ctrl-y f9 b o space t e n enter");
    assert!(!desk.screen().contains("0912345678"), "{}", desk.screen());
}
