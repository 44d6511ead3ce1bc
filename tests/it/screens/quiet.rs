//! What the line costs: nothing when nothing happens, a few bytes for a letter.

use std::time::Duration;

use super::screen::{Screen, sample};

#[test]
fn an_idle_screen_sends_nothing() {
    let desk = sample();
    let mut screen = Screen::open(&desk);
    screen.wait_for("9 Bản nháp");
    for keys in ["", "4"] {
        screen.type_keys(keys);
        screen.settle();
        assert!(!screen.comes_within(Duration::from_secs(2)), "{}", screen.contents());
    }
    screen.key("f3");
    screen.wait_for_in(1, "ĐƠN MỚI");
    screen.settle();
    assert!(!screen.comes_within(Duration::from_secs(2)), "{}", screen.contents());
}

#[test]
fn a_letter_of_the_summary_costs_its_own_bytes() {
    let desk = sample();
    let mut screen = Screen::open(&desk);
    screen.key("f3");
    screen.key("enter");
    screen.type_keys("tk1mldd");
    screen.key("enter");
    screen.type_keys("Tranh ch");
    screen.wait_for("Tranh ch");
    screen.wait_for("Nháp đã giữ");
    screen.settle();
    // The first letter after a rest also takes the message away, and a draft that is kept says so now and then: what
    // most letters cost is what counts.
    let mut costs = Vec::new();
    for letter in ["ấ", "p", " ", "đ", "ấ", "t", " ", "ở", " ", "đ", "ầ", "u"] {
        let before = screen.bytes();
        screen.type_keys(letter);
        screen.wait("the letter", |screen| screen.bytes() > before);
        costs.push((screen.bytes() - before, letter.len()));
    }
    let dear = costs.iter().filter(|(cost, letter)| cost > letter).count();
    assert!(dear <= 3, "{costs:?} bytes");
}

#[test]
fn a_row_down_costs_a_few_bytes() {
    let desk = sample();
    let mut screen = Screen::open(&desk);
    screen.type_keys("4");
    screen.wait_for_in(1, "4 Đơn chưa giải quyết");
    screen.settle();
    let before = screen.bytes();
    screen.key("down");
    screen.wait("the marker walks", |screen| screen.marked() == [6]);
    screen.settle();
    let cost = screen.bytes() - before;
    assert!(cost <= 16, "{cost} bytes: {:?}", tail(&screen, cost));
}

fn tail(screen: &Screen, bytes: usize) -> String {
    let raw = screen.raw();
    String::from_utf8_lossy(&raw[raw.len().saturating_sub(bytes)..]).into_owned()
}
