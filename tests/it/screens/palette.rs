//! The palette finds commands without tones and says why one is impossible; help says what stands here.

use super::screen::{Screen, sample};

#[test]
fn an_impossible_command_is_listed_with_its_reason() {
    let desk = sample();
    let mut screen = Screen::open(&desk);
    screen.type_keys("3");
    screen.wait_for_in(1, "3 Mới tiếp nhận");
    screen.settle();
    screen.key("enter");
    screen.wait_for_in(1, "ĐƠN ");
    screen.key("f9");
    screen.wait_for_in(1, "LỆNH VÀ TRỢ GIÚP");
    screen.type_keys("chuyen");
    screen.wait_for("(cần Đã phân loại)");
    let row = screen.rows().into_iter().find(|row| row.contains("(cần Đã phân loại)")).unwrap();
    assert!(row.contains("Chuyển đơn"), "{row}");
    screen.key("esc");
    screen.wait_for_in(1, "ĐƠN ");
    // English words find it too.
    screen.key("f9");
    screen.type_keys("classify");
    screen.wait_for("> Phân loại");
    screen.key("enter");
    screen.wait_for_in(1, "BƯỚC  Phân loại");
}

#[test]
fn help_speaks_of_the_field_and_leads_back_to_it() {
    let desk = sample();
    let mut screen = Screen::open(&desk);
    screen.key("f3");
    screen.wait_for_in(1, "ĐƠN MỚI");
    screen.key("enter");
    screen.type_keys("tp");
    screen.wait_for("Phản ánh");
    screen.wait("the cursor is in the village", |screen| screen.cursor().0 == 8);
    screen.key("f1");
    screen.wait_for("CHỖ NÀY");
    assert!(screen.contents().contains("Thôn, buôn"), "{}", screen.contents());
    screen.key("esc");
    screen.wait_for_in(1, "ĐƠN MỚI");
    assert_eq!(screen.cursor().0, 8);
    // From inside a form the look-up costs one key more.
    screen.take_keys();
    screen.key("f9");
    screen.type_keys("1ml");
    assert_eq!(screen.take_keys(), 4);
    screen.wait_for("Lọc: ml = Buôn Ma Lim");
}

#[test]
fn the_way_of_typing_is_chosen_here_and_remembered() {
    let desk = sample();
    for said in ["* Kiểu gõ: VNI", "* Kiểu gõ: tắt", "* Kiểu gõ: Telex"] {
        let mut screen = Screen::open(&desk);
        screen.key("f9");
        screen.wait_for_in(1, "LỆNH VÀ TRỢ GIÚP");
        screen.type_keys("kieu go");
        screen.wait_for("> Chuyển kiểu gõ Telex / VNI / tắt");
        screen.key("enter");
        screen.wait_for_in(23, said);
    }
}
