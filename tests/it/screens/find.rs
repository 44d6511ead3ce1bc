//! Everything is looked up from the home screen, from a list and from the middle of a form.

use super::screen::{Screen, sample};

#[test]
fn a_village_is_found_however_it_is_written_and_opens_what_lies_there() {
    let desk = sample();
    let mut screen = Screen::open(&desk);
    screen.wait_for("Quá hạn lâu nhất");
    screen.type_keys("ml");
    screen.wait_for_in(1, "TÌM KIẾM");
    screen.wait_for("> Buôn Ma Lim");
    screen.settle();
    let by_initials = screen.rows()[4..20].to_vec();
    assert!(by_initials.iter().any(|row| row.starts_with("  Đơn thư ")), "{}", screen.contents());
    for typed in ["ma lim", "Ma Lim"] {
        screen.key("esc");
        screen.wait_for_in(1, "NGHE DÂN");
        screen.type_keys(typed);
        screen.wait_for_in(3, typed);
        screen.wait_for("> Buôn Ma Lim");
        screen.settle();
        assert_eq!(screen.rows()[5], by_initials[1], "{typed}");
    }
    // "1 quá hạn, 4 mở" opens exactly so many rows.
    let row = screen.rows()[5].clone();
    let open = row.split(", ").find_map(|part| part.trim().strip_suffix(" mở").map(str::to_owned));
    let open: usize = open.unwrap().trim().rsplit(' ').next().unwrap().parse().unwrap();
    screen.key("enter");
    screen.wait_for_in(1, "BUÔN MA LIM");
    let line = screen.rows().into_iter().find(|row| row.contains("Đơn chưa giải quyết")).unwrap();
    assert_eq!(
        line[2..].split_whitespace().nth(4).and_then(|count| count.parse().ok()),
        Some(open),
        "{line}"
    );
    screen.key("down");
    screen.key("enter");
    screen.wait_for_in(1, "ĐƠN THƯ");
    screen.settle();
    assert_eq!(super::home::length(&screen), open, "{}", screen.contents());
    screen.key("esc");
    screen.wait_for_in(1, "BUÔN MA LIM");
    screen.key("esc");
    screen.wait_for_in(1, "TÌM KIẾM");
}

#[test]
fn a_number_is_found_from_a_list_and_a_form_waits_at_its_field() {
    let desk = sample();
    let mut screen = Screen::open(&desk);
    screen.wait_for("Quá hạn lâu nhất");
    screen.type_keys("4");
    screen.wait_for_in(1, "ĐƠN THƯ");
    screen.settle();
    // A denunciation is never found: any other one of the list.
    let rows = screen.rows()[4..21].to_vec();
    let number =
        rows.iter().filter(|row| !row.contains(" TC ")).find_map(|row| row[1..].split_whitespace().next());
    let number = format!("{}/2026", number.unwrap());
    let marked = format!("> {number}");
    screen.type_keys("/");
    screen.wait_for_in(1, "TÌM KIẾM");
    screen.type_keys(&number);
    screen.wait_for(&marked);
    screen.key("enter");
    screen.wait_for_in(1, &format!("ĐƠN {number}"));
    screen.key("esc");
    screen.wait_for(&marked);
    screen.key("esc");
    screen.wait_for_in(1, "ĐƠN THƯ");

    screen.key("f3");
    screen.wait_for_in(1, "ĐƠN MỚI");
    screen.key("enter");
    screen.type_keys("tn");
    screen.settle();
    let cursor = screen.cursor();
    screen.key("ctrl-f");
    screen.wait_for_in(1, "TÌM KIẾM");
    screen.type_keys("zqx");
    screen.wait_for("Không thấy: zqx. Đã tìm nơi, đơn thư");
    screen.key("esc");
    screen.wait_for_in(1, "ĐƠN MỚI");
    screen.settle();
    assert_eq!(screen.cursor(), cursor, "{}", screen.contents());
}
