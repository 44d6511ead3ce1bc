//! Files and prints from the real program in a pseudo terminal.

use std::fs;

use super::screen::{Screen, sample};

#[test]
fn a_list_and_a_slip_become_files_of_the_officers_own() {
    let desk = sample();
    let mut screen = Screen::open(&desk);
    screen.type_keys("1");
    screen.wait_for_in(1, "1 Đơn quá hạn");
    screen.settle();
    screen.key("f9");
    screen.wait_for_in(1, "LỆNH VÀ TRỢ GIÚP");
    screen.type_keys("csv");
    screen.wait_for("> Xuất tệp CSV");
    screen.key("enter");
    screen.wait_for("Đã ghi tệp ~/nghedan-xuat/don-qua-han-2026-11-23.csv");
    let csv = fs::read_to_string(desk.home().join("nghedan-xuat/don-qua-han-2026-11-23.csv")).unwrap();
    let listed = desk.run(&["list", "petition", "--view", "overdue", "--json"]).ok();
    assert_eq!(csv.lines().count(), listed.lines().count() + 1);
    assert!(csv.lines().all(|line| line.starts_with("DỮ LIỆU MẪU,")), "{csv}");

    screen.key("enter");
    screen.wait_for_in(1, "ĐƠN ");
    screen.settle();
    let title = screen.row(1);
    let number = title.split_whitespace().nth(1).unwrap().to_owned();
    screen.type_keys("i");
    screen.wait_for("In phiếu? Enter ra máy in, t ra tệp");
    screen.type_keys("t");
    let name = format!("phieu-{}-2026-11-23.txt", number.replace('/', "-"));
    screen.wait_for(&format!("Đã ghi tệp ~/nghedan-xuat/{name}"));
    let slip = fs::read_to_string(desk.home().join("nghedan-xuat").join(name)).unwrap();
    assert!(slip.contains("PHIẾU TIẾP NHẬN ĐƠN") && slip.contains(&format!("Số: {number}\n")), "{slip}");
    let printed = desk.run(&["slip", &number, "--lang", "vi"]).ok();
    assert_eq!(slip, printed, "the screen and the command line print the same slip");
}
