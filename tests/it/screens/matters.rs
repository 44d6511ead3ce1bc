//! Matters and proposals in the real program: entered, stated, closed; counted and opened again.

use std::time::Duration;

use super::screen::{Screen, sample};
use crate::desk::Desk;

/// A new matter in Ma Lim, from list 7.
fn enter_matter(screen: &mut Screen, summary: &str) {
    screen.key("f3");
    screen.wait_for_in(1, "VIỆC MỚI");
    screen.key("enter");
    screen.type_keys("ml");
    screen.wait_for("Ma Lim, Ia Dreh");
    screen.key("enter");
    screen.type_keys("ns3");
    screen.type_keys("30");
    screen.key("enter");
    screen.type_keys(summary);
    screen.key("f2");
}

/// The number that a save was told: `V-089` of "Đã lưu V-089/2026, ...".
fn saved_number(screen: &Screen, sign: &str) -> String {
    screen.wait("it is saved", |screen| screen.message().starts_with(&format!("Đã lưu {sign}")));
    let message = screen.message();
    message["Đã lưu ".len()..].split('/').next().unwrap().to_owned()
}

/// Narrows the list to the one row that tells of this word.
fn narrow_to(screen: &mut Screen, word: &str, number: &str) {
    screen.type_keys(word);
    screen.wait_for_in(3, &format!("Lọc: {word}"));
    screen.wait_for_in(5, &format!("> {number} "));
    screen.settle();
}

#[test]
fn a_matter_is_entered_stated_and_closed_in_its_list() {
    let desk = sample();
    let mut screen = Screen::open(&desk);
    screen.type_keys("7");
    screen.wait_for_in(1, "VIỆC TỒN ĐỌNG");
    enter_matter(&mut screen, "gieng xalan can");
    let number = saved_number(&screen, "V-");
    screen.key("esc");
    screen.wait_for_in(1, "VIỆC TỒN ĐỌNG");
    narrow_to(&mut screen, "xalan", &number);
    assert!(screen.row(5).contains("NS 3 Cần giải quyết Ma Lim"), "{}", screen.contents());
    screen.key("enter");
    screen.wait_for("BƯỚC TIẾP  y ý kiến của ta");

    screen.type_keys("y");
    screen.wait_for_in(1, "BƯỚC  Ý kiến của ta");
    screen.wait_for(&format!("{number}  gieng xalan can"));
    screen.key("enter");
    screen.type_keys("da kiem tra");
    screen.key("enter");
    screen.type_keys("12");
    screen.key("f2");
    screen.wait_for("Đã ghi: Ý kiến của ta. Ctrl-Z lấy lại");
    screen.wait_for("Ta viết      23/11: da kiem tra, 12 hộ");

    screen.type_keys("k");
    screen.wait_for_in(1, "BƯỚC  Kết thúc");
    screen.key("enter");
    screen.type_keys("da khoan gieng");
    screen.key("f2");
    screen.wait_for("Đã ghi: Kết thúc");
    screen.wait_for("Kết quả      da khoan gieng");
    screen.key("ctrl-z");
    screen.wait("the question", |screen| screen.message().starts_with("? Lấy lại?"));
    screen.key("enter");
    screen.wait_for(&format!("Đã lấy lại bước trước: {number}/2026"));
    screen.settle();
    screen.type_keys("k");
    screen.wait_for_in(1, "BƯỚC  Kết thúc");
    screen.key("enter");
    screen.type_keys("xong");
    screen.key("f2");
    screen.wait_for("Kết quả      xong");

    let shown = desk.run(&["show", &number, "--json"]).ok();
    let record: serde_json::Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(
        (record["state"].as_str(), record["result"].as_str()),
        (Some("xong"), Some("xong")),
        "{record:#}"
    );
    assert_eq!(record["timeline"].as_array().unwrap().len(), 4);
    let open = desk.run(&["list", "matter", "--view", "matters", "--text", "xalan", "--json"]).ok();
    assert_eq!(open, "");
}

#[test]
fn matters_and_proposals_are_added_listed_and_shown_by_scripts() {
    let desk = Desk::set_up();
    let village = {
        let units = desk.run(&["list", "unit", "--where", "level=village", "--json", "--limit", "1"]).ok();
        let unit: serde_json::Value = serde_json::from_str(units.lines().next().unwrap()).unwrap();
        unit["id"].as_str().unwrap().to_owned()
    };
    let matter = format!(
        "{{\"opened_on\":\"2026-01-05\",\"unit\":\"{village}\",\"domain\":\"NS\",\"severity\":\"khan\",\"summary\":\"Giếng cạn\"}}\n"
    );
    let added = desk.run_with(&["add", "matter"], matter.as_bytes()).ok();
    assert!(added.contains("\"number\":\"1/"), "{added}");
    let line: serde_json::Value = serde_json::from_str(added.trim()).unwrap();
    let id = line["id"].as_str().unwrap();
    let proposal = format!(
        "{{\"submitted_on\":\"2026-01-06\",\"level\":\"dang_uy_xa\",\"matters\":[\"{id}\"],\"subject\":\"Khoan giếng\"}}\n"
    );
    desk.run_with(&["add", "proposal"], proposal.as_bytes()).ok();
    let table = desk.run(&["list", "matter", "--view", "urgent"]).ok();
    assert!(table.contains("Giếng cạn") && table.contains("4 Urgent"), "{table}");
    assert!(desk.run(&["list", "matter", "--view", "unproposed", "--json"]).ok().is_empty());
    let shown = desk.run(&["show", "dx-1"]).ok();
    assert!(shown.contains("Khoan giếng") && shown.contains("Issues       V-001"), "{shown}");
    let csv = desk.run(&["list", "proposal", "--csv"]).ok();
    assert!(csv.starts_with("id,revision,office,submitted_on,level,matters,subject"), "{csv}");
    let within = desk.run(&["list", "matter", "--where", &format!("within={village}"), "--json"]).ok();
    assert_eq!(within.lines().count(), 1);
    desk.run(&["list", "matter", "--view", "overdue"]).refused(2);
    // A line of --json is good input again.
    let again = desk.run(&["list", "matter", "--json"]).ok();
    assert!(desk.run_with(&["add", "matter"], again.as_bytes()).ok().contains("\"number\":\"2/"));
}

#[test]
fn a_frequency_table_opens_what_it_counts() {
    let desk = sample();
    let mut screen = Screen::open(&desk);
    screen.type_keys("4");
    screen.wait_for("4 Đơn chưa giải quyết");
    screen.key("f9");
    screen.type_keys("dem theo");
    screen.key("enter");
    screen.wait_for_in(1, "ĐẾM THEO");
    let line = screen.row(6);
    let count: usize = line.chars().skip(36).take(7).collect::<String>().trim().parse().unwrap();
    screen.key("enter");
    screen.wait_for_in(1, "ĐƠN THƯ");
    screen.wait_for_in(3, "Lĩnh vực: ");
    screen.settle();
    let more = screen.row(22);
    let below = more.trim().strip_prefix("Còn ").and_then(|rest| rest.split(' ').next()?.parse().ok());
    let last = if below.is_some() { 21 } else { 22 };
    let shown = (5..=last).filter(|row| !screen.row(*row).is_empty()).count();
    let below: usize = below.unwrap_or(0);
    assert_eq!(shown + below, count, "{line}\n{}", screen.contents());
    screen.key("esc");
    screen.wait_for_in(1, "ĐẾM THEO");
    screen.wait("the same line", |screen| screen.row(6) == line);
}

#[test]
fn a_proposal_names_its_matters_by_their_numbers_and_both_are_changed_again() {
    let desk = sample();
    let mut screen = Screen::open(&desk);
    screen.type_keys("7");
    screen.wait_for_in(1, "VIỆC TỒN ĐỌNG");
    enter_matter(&mut screen, "gieng xalan can");
    let matter = saved_number(&screen, "V-");
    screen.key("esc");
    screen.settle();
    let digits = matter.trim_start_matches("V-").trim_start_matches('0').to_owned();
    screen.type_keys("8");
    screen.wait_for_in(1, "THAM MƯU, ĐỀ XUẤT");
    screen.key("f3");
    screen.wait_for_in(1, "ĐỀ XUẤT MỚI");
    screen.key("enter");
    screen.type_keys("x");
    screen.type_keys("7777");
    screen.key("enter");
    screen.wait_for("! Gõ lại số: không có bản ghi nào mang số này");
    for _ in 0..4 {
        screen.key("backspace");
    }
    screen.type_keys(&digits);
    screen.key("enter");
    screen.wait_for(&format!("{matter} gieng xalan can"));
    screen.type_keys("khoan gieng xalan");
    screen.key("f2");
    let proposal = saved_number(&screen, "ĐX-");
    screen.key("esc");
    screen.wait_for_in(1, "THAM MƯU, ĐỀ XUẤT");
    narrow_to(&mut screen, "xalan", &proposal);
    screen.key("enter");
    screen.wait_for(&format!("Việc         {matter}"));

    // What stood there stands in the form of a change, and comes back as it was.
    screen.type_keys("s");
    screen.wait_for_in(1, &format!("SỬA ĐỀ XUẤT {proposal}/2026"));
    screen.wait_for(&format!("{matter} gieng xalan can"));
    screen.key("end");
    screen.key("f2");
    screen.wait_for("Chưa đổi gì nên chưa lưu gì");
    screen.key("esc");
    screen.wait_for_in(1, "THAM MƯU, ĐỀ XUẤT");
    let proposed = desk.run(&["list", "matter", "--view", "unproposed", "--text", "xalan", "--json"]).ok();
    assert_eq!(proposed, "", "it was put before the committee");
}

#[test]
fn that_a_pasted_statement_was_cut_is_still_said_when_its_draft_is_kept() {
    let desk = sample();
    let mut screen = Screen::open(&desk);
    screen.type_keys("7");
    screen.wait_for_in(1, "VIỆC TỒN ĐỌNG");
    screen.key("enter");
    screen.wait_for("BƯỚC TIẾP  y ý kiến của ta");
    screen.type_keys("y");
    screen.wait_for_in(1, "BƯỚC  Ý kiến của ta");
    screen.key("enter");
    screen.settle();
    screen.type_keys(&format!("\x1b[200~{}\x1b[201~", "Ngược dòng nước lũ. ".repeat(5_000)));
    screen.wait_for("? Rút ngắn: mục này đã đầy");
    // The draft follows within a second; its word does not push the warning out.
    while screen.comes_within(Duration::from_millis(1_500)) {}
    assert!(screen.message().starts_with("? Rút ngắn: mục này đã đầy"), "{}", screen.contents());
}
