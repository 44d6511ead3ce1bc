//! Home and the lists it opens: every count is a list with exactly that many rows.

use super::{
    screen::{Screen, sample},
    telex::keys_max,
};

/// The count of a line of the home screen, from 1.
pub fn count(screen: &Screen, line: usize) -> usize {
    let row = screen.row(4 + line);
    row.chars().skip(28).take(5).collect::<String>().trim().parse().unwrap_or_else(|_| panic!("{row}"))
}

/// How many petitions the list on show has: its rows and those below.
pub fn length(screen: &Screen) -> usize {
    let rows = screen.rows();
    let below: usize = rows
        .iter()
        .find_map(|row| row.trim().strip_prefix("Còn ")?.strip_suffix(" đơn: PgDn")?.parse().ok())
        .unwrap_or(0);
    let shown = rows[4..21].iter().filter(|row| row.chars().nth(2).is_some_and(|c| c.is_ascii_digit()));
    shown.count() + below
}

#[test]
fn every_digit_of_the_home_screen_opens_exactly_the_rows_that_it_counts() {
    let desk = sample();
    let mut screen = Screen::open(&desk);
    screen.wait_for("Quá hạn lâu nhất");
    assert!(screen.row(1).starts_with("NGHE DÂN"));
    assert!(screen.row(1).contains("DỮ LIỆU MẪU"));
    assert!(screen.row(3).contains("Thứ Hai 23/11/2026"));
    let titles = [
        "1 Đơn quá hạn",
        "2 Sắp đến hạn (3 ngày)",
        "3 Mới tiếp nhận",
        "4 Đơn chưa giải quyết",
        "5 Đã chuyển, chờ kết quả",
        "6 Thôn, buôn chưa báo",
        "7 Việc tồn đọng",
        "8 Tham mưu, đề xuất",
        "9 Bản nháp",
    ];
    for (line, title) in titles.iter().enumerate() {
        assert_eq!(screen.row(5 + line).trim_start_matches(['>', ' ']).find(title), Some(0), "{title}");
    }
    assert_eq!((screen.marked(), screen.cursor()), (vec![5], (5, 1)));
    let counts: Vec<usize> = (1..=5).map(|line| count(&screen, line)).collect();
    assert!(counts.iter().all(|count| *count > 0), "{counts:?}");
    let silent = count(&screen, 6);
    for (at, expected) in counts.iter().enumerate() {
        screen.type_keys(&(at + 1).to_string());
        screen.wait_for_in(1, titles[at]);
        screen.settle();
        assert_eq!(length(&screen), *expected, "{}\n{}", titles[at], screen.contents());
        assert_eq!(screen.marked(), [5]);
    }
    // The sample has no matters and no proposals yet: their lists say so, and how one is entered.
    for (digit, title) in [("7", "VIỆC TỒN ĐỌNG"), ("8", "THAM MƯU, ĐỀ XUẤT")] {
        screen.type_keys(digit);
        screen.wait_for_in(1, title);
        screen.wait_for_in(5, "Không có");
        assert_eq!(count_of_first_view(&screen), 0);
    }
    screen.type_keys("6");
    screen.wait_for_in(1, "THÔN, BUÔN CHƯA BÁO");
    screen.wait_for_in(3, &format!("Chưa báo {silent} trên "));
    screen.key("esc");
    screen.wait_for_in(1, "NGHE DÂN");
}

/// "Trái/phải: tất cả 12 | ...": how many the first of the views has.
fn count_of_first_view(screen: &Screen) -> usize {
    let row = screen.row(3);
    let first = row.split(" | ").next().and_then(|first| first.split_whitespace().last());
    first.and_then(|count| count.parse().ok()).unwrap_or_else(|| panic!("{row}"))
}

#[test]
fn what_is_overdue_in_a_village_takes_three_keys_from_home_and_from_any_list() {
    let desk = sample();
    let mut screen = Screen::open(&desk);
    for from in ["", "5"] {
        screen.type_keys(from);
        screen.settle();
        screen.take_keys();
        for key in ["1", "m", "l"] {
            screen.type_keys(key);
        }
        assert!(screen.take_keys() <= keys_max("overdue_of_village", "keys_max"));
        screen.wait_for("Lọc: ml = Buôn Ma Lim");
        assert!(screen.row(1).contains("1 Đơn quá hạn"), "{}", screen.contents());
        let rows: Vec<String> = screen.rows()[4..21].iter().filter(|row| !row.is_empty()).cloned().collect();
        assert!(!rows.is_empty());
        assert!(rows.iter().all(|row| row.contains("Ma Lim") && row.contains("Quá hạn")), "{rows:#?}");
        screen.key("esc");
        screen.wait("the narrowing is gone", |screen| screen.row(3).ends_with("Lọc:"));
    }
    // Wrong letters find nothing and say how to go on.
    screen.type_keys("zq");
    screen.wait_for("Không có đơn nào: zq trong Đơn quá hạn. Esc bỏ lọc");
    screen.key("backspace");
    screen.key("backspace");
    screen.wait_for("> ");
}
