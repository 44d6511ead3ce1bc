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
        .find_map(|row| {
            row.trim().strip_prefix("Còn ")?.strip_suffix(": PgDn")?.split(' ').next()?.parse().ok()
        })
        .unwrap_or(0);
    // Petitions begin with their number, matters and proposals with the sign of their book.
    let is_row = |row: &&String| {
        let start: String = row.chars().skip(2).collect();
        start.starts_with(|c: char| c.is_ascii_digit()) || start.starts_with("V-") || start.starts_with("ĐX-")
    };
    let shown = rows[4..21].iter().filter(is_row);
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
    for (at, expected) in counts.iter().enumerate() {
        screen.type_keys(&(at + 1).to_string());
        screen.wait_for_in(1, titles[at]);
        screen.settle();
        assert_eq!(length(&screen), *expected, "{}\n{}", titles[at], screen.contents());
        assert_eq!(screen.marked(), [5]);
    }
    // From the home screen, where each count stands beside its digit.
    screen.key("esc");
    screen.wait_for_in(1, "NGHE DÂN");
    let silent = count(&screen, 6);
    let (matters, proposals) = (count(&screen, 7), count(&screen, 8));
    assert!(silent > 0 && matters > 0 && proposals > 0);
    screen.type_keys("6");
    screen.wait_for_in(1, "THÔN, BUÔN CHƯA BÁO");
    screen.wait_for_in(3, &format!("Chưa báo {silent} trên "));
    let rows = screen.rows()[4..21].iter().take_while(|row| !row.is_empty()).count();
    assert_eq!(rows, silent, "{}", screen.contents());
    for (digit, title, expected) in [("7", "VIỆC TỒN ĐỌNG", matters), ("8", "THAM MƯU", proposals)] {
        screen.type_keys(digit);
        screen.wait_for_in(1, title);
        screen.settle();
        assert_eq!(length(&screen), expected, "{}", screen.contents());
    }
    screen.key("esc");
    screen.wait_for_in(1, "NGHE DÂN");
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
