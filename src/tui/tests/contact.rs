//! The contact of a sender on an opened petition: closed, asked for with a reason, read for a while, closed again.

use insta::assert_snapshot;

use crate::base::{Lang, Say};
use crate::client::Event;
use crate::domain::{SealedText, Value};
use crate::tui::testing::{Desk, answer, id, shown, step, welcome};
use crate::wire::{Contact, Outcome, Refusal, RefusalKind, Reply, Request, Shown};

const USUAL: (u16, u16) = (80, 24);
const NAME: &str = "Nguyễn Văn Mẫu";

fn closed() -> Shown {
    let mut shown = shown("p0");
    for name in ["sender", "reply_to"] {
        shown.record.fields.insert(name.into(), Value::Sealed(SealedText::KEPT));
    }
    shown.steps.push(step("phan_loai_lai", None, "Phân loại lại: tố cáo"));
    shown
}

fn contact() -> Contact {
    let lines = vec![
        (Say::new("Người gửi", "Sender"), NAME.to_owned()),
        (Say::new("Để trả lời", "For reply"), "0900000000, xóm trên, gần nhà sinh hoạt cộng đồng".to_owned()),
    ];
    Contact { id: id("p0"), revision: 7, lines }
}

fn answers(request: &Request) -> Option<Outcome> {
    match request {
        Request::Show(_) => Some(Ok(Reply::Shown(Box::new(closed())))),
        Request::OpenContact { .. } => Some(Ok(Reply::Contact(contact()))),
        other => answer(other),
    }
}

/// An opened petition with a contact, the marker on it.
fn on_contact(lang: Lang, size: (u16, u16)) -> Desk {
    let mut desk = Desk::with(lang, size, welcome(), answers);
    desk.press("4 enter down down down");
    desk
}

fn with_reason() -> Desk {
    let mut desk = on_contact(Lang::Vi, USUAL);
    desk.press("enter h ỏ i enter");
    desk
}

fn reasons(desk: &Desk) -> Vec<&str> {
    let mut reasons = Vec::new();
    for request in &desk.link.sent {
        if let Request::OpenContact { reason, .. } = request {
            reasons.push(reason.as_str());
        }
    }
    reasons
}

#[test]
fn a_contact_as_a_person_reads_it() {
    assert_snapshot!("contact_closed_vi", on_contact(Lang::Vi, USUAL).screen());
    assert_snapshot!("contact_closed_en", on_contact(Lang::En, USUAL).screen());
    let small = (60, 20);
    assert_snapshot!("contact_closed_vi_60", on_contact(Lang::Vi, small).screen());
    assert_snapshot!("contact_reason_vi", on_contact(Lang::Vi, USUAL).press("enter h ỏ i").screen());
    assert_snapshot!("contact_open_vi", with_reason().screen());
    assert_snapshot!("contact_open_vi_60", on_contact(Lang::Vi, small).press("enter h ỏ i enter").screen());
}

#[test]
fn a_contact_is_asked_for_with_a_reason_only() {
    let mut desk = on_contact(Lang::Vi, USUAL);
    desk.press("enter space enter");
    assert_eq!(desk.message(), "! Ghi một lời lý do: mở liên hệ có lưu vết");
    assert!(reasons(&desk).is_empty());
    // Letters and digits that are steps and lists elsewhere are text here; other commands wait.
    desk.press("n s i 1 ? f3 q");
    assert_eq!(desk.row(23), "Lý do mở liên hệ:  nsi1?q");
    desk.press("f9");
    assert_eq!(desk.message(), "? Trả lời câu hỏi trước: Enter");
    desk.press("enter");
    assert_eq!(reasons(&desk), ["nsi1?q"]);
    assert!(desk.screen().contains(NAME));
}

#[test]
fn esc_drops_the_question_and_closes_what_is_read() {
    let mut desk = on_contact(Lang::Vi, USUAL);
    let before = desk.screen();
    desk.press("enter x esc");
    assert_eq!((desk.screen(), reasons(&desk).len()), (before.clone(), 0));
    desk.press("enter x enter");
    assert!(desk.screen().contains(NAME));
    desk.press("esc");
    assert_eq!(desk.screen(), before);
}

#[test]
fn what_is_read_is_gone_with_the_line_the_screen_and_the_time() {
    for keys in ["up", "down", "enter", "end", "n", "s", "q", "f9", "f1", "1", "esc", "esc esc"] {
        let mut desk = with_reason();
        assert!(desk.screen().contains(NAME));
        desk.press(keys);
        assert!(!desk.screen().contains(NAME), "{keys}");
        desk.press("esc esc 4 enter down down down");
        assert!(!desk.screen().contains(NAME), "{keys}, and back again");
    }
    let mut desk = with_reason();
    // A letter that is no step here stays on the line, and the minute begins anew.
    desk.now_ms = 50_000;
    desk.press("c");
    for (now_ms, is_shown) in [(60_000, true), (109_999, true), (110_000, false)] {
        desk.now_ms = now_ms;
        desk.app.tick(now_ms, &mut desk.link);
        assert_eq!(desk.screen().contains(NAME), is_shown, "{now_ms}");
    }
}

#[test]
fn while_the_reason_is_written_down_the_old_screen_stays() {
    let mut desk = on_contact(Lang::Vi, USUAL);
    let before = desk.screen();
    desk.press_ahead("enter x enter up");
    assert_eq!(desk.screen(), before, "the key after it waits");
    desk.let_through();
    assert!(!desk.screen().contains(NAME), "then it leads on");
    assert_eq!(reasons(&desk).len(), 1);
}

#[test]
fn a_reply_that_was_lost_is_asked_for_again_as_the_same_request() {
    let mut desk = on_contact(Lang::Vi, USUAL);
    desk.link.answers = |_| None;
    desk.press("enter x enter");
    desk.hear(Event::Lost);
    desk.link.answers = answers;
    desk.hear(Event::Back(welcome()));
    let asked: Vec<&Request> =
        desk.link.sent.iter().filter(|sent| matches!(sent, Request::OpenContact { .. })).collect();
    assert!(matches!(asked[..], [first, second] if first == second), "{asked:?}");
    assert!(desk.screen().contains(NAME));
    // Without a line nothing is asked.
    desk.press("esc enter");
    desk.hear(Event::Lost);
    desk.press("x enter");
    assert!(desk.message().starts_with("! Chờ nối lại"), "{}", desk.message());
}

#[test]
fn a_refusal_is_said_and_opens_nothing() {
    let mut desk = on_contact(Lang::Vi, USUAL);
    desk.link.answers = |request| match request {
        Request::OpenContact { .. } => Some(Err(Refusal::new(
            RefusalKind::NotAllowed,
            Say::plain("Gọi người quản trị: thiếu khóa cơ quan, mục niêm phong còn đóng"),
        ))),
        other => answers(other),
    };
    desk.press("enter x enter");
    assert!(desk.message().starts_with("! Gọi người quản trị"), "{}", desk.message());
    assert!(desk.screen().contains("Liên hệ người gửi: MẬT"));
    desk.press("down");
    assert!(!desk.screen().contains("Lý do mở"));
}

#[test]
fn a_petition_without_a_contact_has_no_line_for_it() {
    let mut desk = Desk::new(Lang::Vi, USUAL);
    desk.press("4 enter");
    assert!(!desk.screen().contains("Liên hệ người gửi"));
    // One that is erased by another meanwhile is gone, whatever one was doing.
    let mut desk = on_contact(Lang::Vi, USUAL);
    desk.press("enter x enter");
    desk.link.answers = answer;
    desk.push("can_bo_03", &["p0"]);
    assert!(!desk.screen().contains(NAME) && !desk.screen().contains("Liên hệ người gửi"));
}

#[test]
fn a_copy_of_the_petition_never_holds_what_is_read() {
    let mut desk = with_reason();
    desk.press("f9 c h u space 8 0 enter");
    let exports = desk.app.take_exports();
    assert_eq!(exports.len(), 1);
    assert!(!format!("{exports:?}").contains(NAME));
}

#[test]
fn reclassifying_is_found_in_the_palette_only_and_says_what_it_erases() {
    let mut desk = on_contact(Lang::Vi, USUAL);
    desk.press("f9 p h a n space l o a i space l a i enter");
    assert_eq!(desk.message(), "? Xóa hẳn nội dung và người gửi, thành tố cáo? Enter mở phiếu, Esc thôi");
    desk.press("esc");
    assert!(desk.row(1).starts_with("ĐƠN 90/2026"));
    desk.press("f9 p h a n space l o a i space l a i enter enter");
    let opens = |request: &Request| match request {
        Request::Examine { form, .. } => form.step.as_deref() == Some("phan_loai_lai"),
        _ => false,
    };
    assert!(desk.link.sent.iter().any(opens));
}
