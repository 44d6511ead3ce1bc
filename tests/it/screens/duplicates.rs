//! A petition that may be the same, laid beside what is being typed, and the link that comes of it.

use super::{
    entry::{petition, saved_number},
    screen::{Screen, sample},
    telex::Method,
};

#[test]
fn a_likely_duplicate_is_laid_beside_what_is_typed_and_linked_by_the_save() {
    let desk = sample();
    let mut screen = Screen::open(&desk);
    screen.key("f3");
    screen.wait_for_in(1, "ĐƠN MỚI");
    screen.key("enter");
    screen.type_keys("tntlgt");
    screen.key("enter");
    screen.type_as(Method::Telex, "Ngầm tràn ngập khi mưa, học sinh không qua được");
    screen.wait_for("? Có thể trùng:");
    screen.key("f8");
    screen.settle();
    let line = screen.row(usize::from(screen.cursor().0));
    assert!(line.starts_with("? Có thể trùng:"), "{line}");
    screen.key("f4");
    screen.wait_for_in(1, "ĐẶT CẠNH NHAU");
    screen.settle();
    let other = screen.row(1).split_whitespace().nth(3).unwrap().to_owned();
    let contents = screen.contents();
    assert!(screen.row(3).starts_with("Giống nhau: nơi, lĩnh vực, "), "{contents}");
    let story = screen.rows().into_iter().find(|row| row.starts_with("  Ngầm tràn ngập khi mưa")).unwrap();
    assert!(story.matches("Ngầm tràn").count() == 2, "side by side: {story}");

    screen.type_keys("g");
    screen.wait("it will be linked", |screen| screen.message().starts_with("Sẽ gắn với"));
    screen.key("esc");
    screen.wait_for_in(1, "ĐƠN MỚI");
    screen.wait_for("= Sẽ gắn với:");
    // One types on where one stood.
    screen.type_as(Method::Telex, ", cả tuần");
    screen.key("f2");
    let number = saved_number(&screen);
    let saved = petition(&desk, &number);
    let before = petition(&desk, &other);
    assert_eq!(saved["summary"], "Ngầm tràn ngập khi mưa, học sinh không qua được, cả tuần");
    let named = |record: &serde_json::Value| record["linked"].to_string();
    assert!(named(&saved).contains(before["id"].as_str().unwrap()), "{saved}");
    assert!(named(&before).contains(saved["id"].as_str().unwrap()), "{before}");

    // Seen from the other one, and taken back there.
    screen.key("esc");
    screen.wait_for_in(1, "NGHE DÂN");
    screen.type_keys(&format!("/{other}"));
    screen.wait_for("Đơn thư 1");
    screen.settle();
    screen.key("enter");
    screen.wait_for_in(1, &format!("ĐƠN {other}"));
    screen.wait_for("Gắn với: ");
    screen.type_keys("=");
    screen.wait_for_in(1, "ĐẶT CẠNH NHAU");
    let short = number.split('/').next().unwrap();
    screen.type_keys(short);
    screen.wait("the number is typed", |screen| screen.message().starts_with(&format!("Số đơn: {short} ")));
    screen.key("enter");
    screen.wait_for_in(1, &number);
    screen.wait_for_in(6, "đã gắn");
    screen.type_keys("g");
    screen.wait("the link is taken back", |screen| screen.message().starts_with("Đã bỏ gắn"));
    assert_eq!(petition(&desk, &number)["linked"], serde_json::Value::Null);
    screen.key("esc");
    screen.wait_for_in(1, &format!("ĐƠN {other}"));
    screen.wait("nothing is linked", |screen| !screen.contents().contains("Gắn với: "));
}
