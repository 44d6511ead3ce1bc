//! What lists and forms say: in full, and what they lead to.

use crate::base::{Lang, Say};
use crate::tui::screens::part_of;
use crate::tui::testing::{Desk, answer, welcome};
use crate::wire::{Refusal, RefusalKind, Reply, Request};

const USUAL: (u16, u16) = (80, 24);

fn desk() -> Desk {
    Desk::new(Lang::Vi, USUAL)
}

#[test]
fn a_list_of_nothing_says_so_in_full() {
    for (lang, size, end) in [(Lang::Vi, USUAL, "-> danh sách sau"), (Lang::En, (60, 20), "-> next list")] {
        let mut desk = Desk::new(lang, size);
        desk.press("4 z z");
        let narrow = desk.lines();
        assert!(narrow[4..8].join(" ").contains(end), "{narrow:#?}");
    }
    let mut full = desk();
    full.press("4");
    full.press(&"z ".repeat(60));
    let lines = full.lines();
    assert!(lines[4..].iter().all(|line| !line.ends_with('~')), "{lines:#?}");
    assert!(lines[4..8].join(" ").contains("-> danh sách sau"), "{lines:#?}");
}

#[test]
fn a_message_that_is_longer_than_its_row_takes_the_one_above_too() {
    fn refuses(request: &Request) -> Option<crate::wire::Outcome> {
        let why =
            "Xem lại: cơ quan có tên rất dài ở xã rất xa không nhận được đơn này trong hôm nay, mai hãy thử";
        let refusal = Refusal::new(RefusalKind::NotAllowed, Say::plain(why));
        if matches!(request, Request::Show(_)) { Some(Err(refusal)) } else { answer(request) }
    }
    for size in [USUAL, (60, 20)] {
        let mut desk = Desk::with(Lang::Vi, size, welcome(), refuses);
        desk.press("4 enter");
        let lines = desk.lines();
        let rows = usize::from(size.1);
        let said = [lines[rows - 3].clone(), lines[rows - 2].clone()].join(" ");
        assert!(said.starts_with("! Xem lại: ") && said.ends_with("mai hãy thử"), "{lines:#?}");
        desk.press("down");
        assert!(!desk.lines()[rows - 3].contains("Xem lại"));
    }
}

#[test]
fn a_form_is_new_although_drafts_lie_parked() {
    fn examines(request: &Request) -> Option<crate::wire::Outcome> {
        match request {
            Request::Examine { .. } => Some(Ok(Reply::Examined(Default::default()))),
            request => answer(request),
        }
    }
    let mut desk = Desk::with(Lang::Vi, USUAL, welcome(), examines);
    desk.press("f3");
    assert!(desk.row(1).starts_with("ĐƠN MỚI"));
    assert!(!desk.screen().contains("Tranh chấp"), "{}", desk.screen());
    assert_eq!(desk.message(), "Còn 2 bản nháp: F9 rồi 9 đi tiếp");
    // Its own draft is another one than those, and another one than that of the next new form.
    desk.press("enter t esc f3 enter t esc");
    let kept = |desk: &Desk| {
        let sheets = desk.link.sent.iter().filter_map(|request| match request {
            Request::KeepDraft(draft) => Some(draft.form.sheet),
            _ => None,
        });
        let mut sheets: Vec<u32> = sheets.collect();
        sheets.dedup();
        sheets
    };
    let sheets = kept(&desk);
    assert_eq!(sheets.len(), 2);
    assert!(!sheets.contains(&0));
    // A draft goes on as the sheet that it is, also over another form that lies open.
    desk.press("f3 f9 9 enter enter t esc");
    assert_eq!(kept(&desk).last(), Some(&0));
    // From a list over a form one comes back to it.
    let mut open = Desk::with(Lang::Vi, USUAL, welcome(), examines);
    open.press("f3 enter t f9 1 f3");
    assert_eq!(open.app.open_forms().len(), 1);
    assert!(open.screen().contains("T Trực tiếp"), "{}", open.screen());
}

#[test]
fn a_heading_that_is_cut_has_one_mark_and_the_help_of_drafts_has_none() {
    fn long(request: &Request) -> Option<crate::wire::Outcome> {
        let mut outcome = answer(request);
        if let Some(Ok(Reply::Shown(shown))) = &mut outcome {
            // As wide as the window, and with more behind it.
            shown.heading = vec![Say::plain("x".repeat(58) + "y z"); 12];
        }
        outcome
    }
    let mut desk = Desk::with(Lang::Vi, (60, 20), welcome(), long);
    desk.press("4 enter");
    let screen = desk.screen();
    assert!(screen.contains("xx~") && !screen.contains("~~"), "{screen}");
    for lang in [Lang::Vi, Lang::En] {
        let mut desk = Desk::new(lang, (60, 20));
        desk.press("9");
        let lines = desk.lines();
        let help: Vec<&String> =
            lines.iter().filter(|line| line.contains("Enter ") || line.contains("Delete ")).collect();
        assert!(help.len() >= 3 && help.iter().all(|line| !line.ends_with('~')), "{lines:#?}");
    }
}

#[test]
fn the_list_of_every_kind_is_reached_and_f3_there_is_a_new_record_of_it() {
    let listed = |kind: &&&crate::domain::KindDef| kind.pending.is_none() && kind.name != "office";
    // Lines of the law have screens of their own.
    let is_plain = |kind: &&&crate::domain::KindDef| part_of(kind.name).is_none();
    for kind in crate::domain::KINDS.iter().filter(listed).filter(is_plain) {
        let mut desk = desk();
        desk.press("f9");
        let title = crate::base::text::fold(kind.title.vi).replace(',', "");
        for letter in format!("danh sach {title}").chars() {
            desk.press(if letter == ' ' { "space".to_owned() } else { letter.to_string() }.as_str());
        }
        desk.press("enter");
        let asked = desk.link.sent.iter().rev().find_map(|request| match request {
            Request::Page { query, .. } => Some(query.kind.clone()),
            _ => None,
        });
        assert_eq!(asked.as_deref(), Some(kind.name), "{}", desk.screen());
    }
}
