//! A holiday is confirmed on the screen: the dates that move are seen, then saved, and another officer's list follows.

use super::screen::{Screen, sample};

#[test]
fn a_holiday_is_confirmed_by_keyboard_and_a_petition_says_what_moved_its_date() {
    let desk = sample();
    let mut other = Screen::open(&desk);
    other.wait_for("Quá hạn lâu nhất");
    other.type_keys("2");
    other.wait_for_in(1, "ĐƠN THƯ");
    other.settle();
    let before = other.rows()[4..21].to_vec();

    let mut screen = Screen::open(&desk);
    screen.wait_for("Quá hạn lâu nhất");
    screen.key("f9");
    screen.wait_for_in(1, "LỆNH");
    screen.type_keys("ngay nghi");
    screen.wait_for("> Danh sách: Ngày nghỉ");
    screen.key("enter");
    screen.wait_for_in(1, "NGÀY NGHỈ");
    screen.settle();
    let at = screen.rows().iter().position(|row| row.contains("24/11/2026")).unwrap();
    for _ in 5..at {
        screen.key("down");
    }
    screen.wait_for_in(at + 1, "> 24/11/2026");
    screen.key("f2");
    screen.wait_for_in(1, "XÁC NHẬN NGÀY");
    screen.type_keys("TB 100");
    screen.wait_for_in(10, "TB 100");
    screen.key("f2");
    screen.wait_for_in(1, "HẠN SẼ ĐỔI");
    screen.wait_for("Hạn đổi: ");
    screen.settle();
    // The first open one: its number, its date before and after.
    let first = screen.row(8);
    let number = first.split_whitespace().next().unwrap().to_owned();
    let (was, is) = first.split_once(" -> ").unwrap();
    let (was, is) = (was[was.len() - 10..].to_owned(), is[..10].to_owned());
    screen.key("f2");
    screen.wait_for_in(1, "NGÀY NGHỈ");
    screen.wait("it is saved", |screen| screen.message().starts_with("Đã ghi 1 dòng; "));

    // Whoever looks at a list has the new dates without a key.
    other.wait("the list follows", |other| other.rows()[4..21] != before);

    screen.type_keys("4");
    screen.wait_for_in(1, "ĐƠN THƯ");
    screen.type_keys("/");
    screen.wait_for_in(1, "TÌM KIẾM");
    screen.type_keys(&number);
    screen.wait_for(&format!("> {number}"));
    screen.key("enter");
    screen.wait_for_in(1, &format!("ĐƠN {number}"));
    screen.settle();
    let clocks = screen.rows();
    let clock = clocks.iter().position(|row| row.contains(&is)).unwrap();
    let marked = clocks.iter().position(|row| row.starts_with('>')).unwrap();
    for _ in marked..clock {
        screen.key("down");
    }
    screen.wait_for_in(clock + 1, "> ");
    screen.key("enter");
    let day = &was[..5];
    screen.wait_for(&format!(" {is}; từ {day}: lịch nghỉ 24/11/2026"));
}
