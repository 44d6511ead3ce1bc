//! Keys that are refused or leave a place, and what lies on the desk behind F2.

use super::*;

#[test]
fn a_number_takes_no_letter_and_the_severity_only_its_codes() {
    let mut desk = ma_lim();
    desk.press("h 1 9 2 k");
    assert!(desk.message().starts_with("! Gõ số: ô này chỉ nhận chữ số"), "{}", desk.message());
    desk.press("enter");
    assert!(desk.screen().contains("192"), "what stood there stays: {}", desk.screen());
    // Nor does a letter take away what stands in a field that was just entered.
    desk.press("h x enter s a");
    assert!(desk.screen().contains("192") && desk.message().contains("0,5"), "{}", desk.screen());
    desk.press("0 , 5 enter t = enter");
    desk.press("= enter n s k");
    assert_eq!(desk.message(), "! Gõ mức độ từ 1 đến 4");
    desk.press("5");
    assert_eq!(desk.message(), "! Gõ mức độ từ 1 đến 4");
    desk.press("4 h");
    assert!(desk.message().starts_with("! Gõ số: ô này chỉ nhận chữ số"), "{}", desk.message());
    desk.press("3 enter d u t enter enter f2");
    let [update, counted] = parts(&desk).try_into().unwrap();
    assert_eq!(counted.fields.get("crops_lost_tenths_ha"), Some(&Value::Int(5)));
    assert_eq!(counted.fields.get("households"), Some(&Value::Int(192)));
    let Some(Value::List(rows)) = update.fields.get("items") else { panic!() };
    let [Value::Row(row)] = rows.as_slice() else { panic!() };
    assert_eq!(row.get("households"), Some(&Value::Int(3)));
}

#[test]
fn f8_leaves_the_cell_of_a_matter_as_enter_does() {
    for (keys, matter) in [("", "o.viec.2026.31"), ("4 5", "o.viec.2026.45")] {
        let mut desk = ma_lim();
        desk.press("= enter n s 4 enter g enter");
        desk.press(keys).press("f8 f2");
        let [update, _] = parts(&desk).try_into().unwrap();
        let Some(Value::List(rows)) = update.fields.get("items") else { panic!() };
        let [Value::Row(row)] = rows.as_slice() else { panic!() };
        assert_eq!(row.get("matter"), Some(&id(matter).into_value()), "{keys}");
    }
    let mut desk = ma_lim();
    desk.press("= enter n s 4 enter g enter 9 9 f8");
    assert!(desk.message().starts_with("! Gõ số của một việc đang mở"), "{}", desk.message());
}

#[test]
fn f2_where_nothing_was_changed_says_so_and_keeps_no_draft() {
    let mut desk = at(UpdateScreen::new(Some(id("V05")), None, false), Lang::Vi);
    desk.press("enter enter enter");
    write(&mut desk, "x");
    desk.press("backspace f2");
    let said = "? Sửa rồi F2, hoặc Esc: chưa đổi gì nên chưa lưu gì";
    assert_eq!(desk.message(), said);
    rest(&mut desk, 1_500);
    assert_eq!(desk.message(), said, "no word of a draft stands over it");
    assert!(desk.link.sent.iter().all(|request| !request.changes()));
}

#[test]
fn behind_a_draft_comes_the_next_silent_village_and_behind_a_change_none() {
    let mut desk = ma_lim();
    desk.press("v 2 enter");
    rest(&mut desk, 1_000);
    let kept = draft(&desk);
    let mut again = at(UpdateScreen::resumed(&kept.form, Some(kept.clone())), Lang::Vi);
    again.press("f2");
    assert_eq!(again.message(), "Đã lưu Ma Lim tuần 47");
    assert!(again.row(3).contains("Buôn Dliă"), "{}", again.screen());
    let mut changed = at(UpdateScreen::new(Some(id("V05")), None, true), Lang::Vi);
    changed.press("v 2 enter f2");
    assert!(changed.row(1).starts_with("NGHE DÂN"), "{}", changed.screen());
}
