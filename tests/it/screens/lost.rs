//! Whoever is killed, cut off or stopped at any moment: what was typed is there again, at most a second short.

use std::time::{Duration, Instant};

use rustix::process::Signal;
use rustix::termios::{Action, tcflow};

use super::{
    entry::{petition, saved_number},
    screen::{Screen, sample},
};
use crate::desk::Desk;
use crate::dice::{Dice, runs};
use crate::wait::{LONG, wait_until};

const SUMMARY: &str = "Nội dung tóm tắt";
const SENDER: &str = "Người gửi";
/// Between two keys: twenty a second.
const BETWEEN_KEYS: Duration = Duration::from_millis(50);
/// A draft is a second behind at most; a machine that does five other things may take its time.
const BEHIND_MAX: Duration = Duration::from_secs(3);

/// Letters that no way of typing makes anything else of.
fn letters(count: usize) -> String {
    "bcghklmnpqtv".chars().cycle().take(count).collect()
}

/// What stands in a field of the form.
fn value(screen: &Screen, label: &str) -> String {
    let rows = screen.rows();
    let first = rows.iter().position(|row| row.contains(label)).unwrap_or(rows.len());
    let own = |row: &String| row.chars().skip(21).take(58).collect::<String>().trim_end().to_owned();
    let more = rows.iter().skip(first + 1).take_while(|row| row.starts_with("                     "));
    rows.get(first).into_iter().chain(more).map(own).collect()
}

/// A complaint up to the field of this label.
fn form_up_to(screen: &mut Screen, label: &str) {
    screen.key("f3");
    screen.wait_for_in(1, "ĐƠN MỚI");
    screen.key("enter");
    screen.type_keys("tk1mldd");
    screen.key("enter");
    if label == SENDER {
        screen.type_keys("đường hỏng");
        screen.key("enter");
    }
    screen.wait_for("Nháp đã giữ");
    screen.settle();
}

/// Types letters at an officer's pace; each is on the screen before the next one. When each was seen.
fn type_slowly(screen: &mut Screen, label: &str, from: usize, count: usize) -> Vec<Instant> {
    let all = letters(from + count);
    let mut seen = Vec::new();
    for at in from..from + count {
        let begun = Instant::now();
        screen.type_keys(&all[at..=at]);
        let typed = &all[..=at];
        screen.wait("the letter", |screen| value(screen, label).starts_with(typed));
        seen.push(Instant::now());
        while let Some(left) = BETWEEN_KEYS.checked_sub(begun.elapsed()) {
            screen.comes_within(left);
        }
    }
    seen
}

/// The next login: it offers to go on where the line broke, and one Enter does.
fn go_on(desk: &Desk) -> Screen {
    let mut screen = Screen::open(desk);
    screen.wait_for_in(1, "BẢN NHÁP");
    screen.wait_for("> Đơn mới, Ma Lim");
    screen.key("enter");
    screen.wait_for_in(1, "ĐƠN MỚI");
    screen.settle();
    screen
}

/// The form is thrown away, so that the next run begins anew.
fn discard(screen: &mut Screen) {
    screen.key("f9");
    screen.wait_for_in(1, "LỆNH");
    screen.type_keys("bo nhap");
    screen.key("enter");
    screen.wait("the question", |screen| screen.message().starts_with("? "));
    screen.key("enter");
    screen.wait_for("Đã bỏ nháp");
    // Below lies the list from which it was opened, if it was.
    if !screen.row(1).starts_with("NGHE DÂN") {
        screen.wait_for("Không có bản nháp");
        screen.key("esc");
        screen.wait_for_in(1, "NGHE DÂN");
    }
    screen.settle();
}

/// All that was typed is in the draft: nothing is under way any more.
fn until_kept(screen: &Screen) {
    while screen.comes_within(Duration::from_millis(1_500)) {}
}

#[test]
fn a_client_that_is_killed_while_one_types_loses_a_second_at_most() {
    let desk = sample();
    let mut dice = Dice::new("client kills");
    let runs = runs().unwrap_or(2);
    let mut worst = Duration::ZERO;
    for run in 0..runs {
        let label = if run % 2 == 0 { SUMMARY } else { SENDER };
        let mut screen = Screen::open(&desk);
        form_up_to(&mut screen, label);
        let count = 75 + usize::try_from(dice.below(25)).unwrap();
        let seen = type_slowly(&mut screen, label, 0, count);
        screen.comes_within(Duration::from_millis(dice.below(1_200)));
        screen.signal(Signal::KILL);
        let killed = Instant::now();
        screen.wait_for_end();

        let mut screen = go_on(&desk);
        let there = value(&screen, label);
        assert!(letters(count).starts_with(&there), "not what was typed: {there:?}");
        let behind = seen.get(there.len()).map_or(Duration::ZERO, |first| killed.duration_since(*first));
        assert!(behind <= BEHIND_MAX, "{behind:?} behind: {} letters of {count}", there.len());
        worst = worst.max(behind);
        // The caret stands behind the last letter.
        screen.type_keys("x");
        screen.wait("the next letter", |screen| value(screen, label) == format!("{there}x"));
        discard(&mut screen);
    }
    println!("client kills: {runs}, at most {worst:?} behind");
}

#[test]
fn a_server_that_is_killed_again_and_again_loses_no_letter() {
    let desk = sample();
    let mut dice = Dice::new("server kills");
    let kills = runs().unwrap_or(3);
    let mut screen = Screen::open(&desk);
    form_up_to(&mut screen, SUMMARY);
    let mut count = 0;
    for _ in 0..kills {
        if count > 300 {
            discard(&mut screen);
            form_up_to(&mut screen, SUMMARY);
            count = 0;
        }
        let more = 1 + usize::try_from(dice.below(20)).unwrap();
        type_slowly(&mut screen, SUMMARY, count, more);
        count += more;
        screen.comes_within(Duration::from_millis(dice.below(900)));
        desk.kill();
    }
    // It is on the server's disk without a further key: another login has all of it.
    let there = || {
        let mut other = Screen::open(&desk);
        other.wait_for_in(1, "BẢN NHÁP");
        other.wait_for("> Đơn mới, Ma Lim");
        other.key("enter");
        other.wait_for_in(1, "ĐƠN MỚI");
        other.settle();
        value(&other, SUMMARY) == letters(count)
    };
    assert!(wait_until(LONG, there), "{count} letters typed");
    screen.key("f2");
    assert_eq!(petition(&desk, &saved_number(&screen))["summary"], letters(count));
    println!("server kills: {kills}, letters lost: 0");
}

#[test]
fn a_closed_line_loses_nothing_that_was_read() {
    let desk = sample();
    let mut dice = Dice::new("hang-ups");
    let runs = runs().unwrap_or(3);
    for run in 0..runs {
        let mut screen = Screen::open(&desk);
        form_up_to(&mut screen, SUMMARY);
        let count = 1 + usize::try_from(dice.below(30)).unwrap();
        type_slowly(&mut screen, SUMMARY, 0, count);
        screen.signal(if run % 2 == 0 { Signal::HUP } else { Signal::TERM });
        screen.wait_for_end();
        let mut screen = go_on(&desk);
        assert_eq!(value(&screen, SUMMARY), letters(count));
        discard(&mut screen);
    }
    println!("hang-ups: {runs}, letters lost: 0");
}

#[test]
fn a_terminal_that_takes_nothing_does_not_stop_the_draft() {
    let desk = sample();
    let mut screen = Screen::open(&desk);
    form_up_to(&mut screen, SUMMARY);
    type_slowly(&mut screen, SUMMARY, 0, 10);
    // As a line that has died silently: what is written stays in the terminal's driver.
    let tty = screen.tty();
    tcflow(&tty, Action::OOff).unwrap();
    screen.type_keys(&letters(20)[10..]);
    let there = || {
        let mut other = Screen::open(&desk);
        other.wait_for_in(1, "BẢN NHÁP");
        other.wait_for("Đang mở ở máy kia; Enter đem về đây");
        other.key("enter");
        other.wait_for_in(1, "ĐƠN MỚI");
        other.settle();
        value(&other, SUMMARY) == letters(20)
    };
    assert!(wait_until(LONG, there), "the draft does not come");
    // It still hears that it is to end, and ends; nothing that was drawn is lost when the line moves again.
    tcflow(&tty, Action::OOn).unwrap();
    screen.wait("the letters are drawn", |screen| value(screen, SUMMARY) == letters(20));
    tcflow(&tty, Action::OOff).unwrap();
    screen.type_keys("c");
    screen.signal(Signal::TERM);
    let begun = Instant::now();
    assert!(wait_until(LONG, || screen.has_ended()), "it hangs on the line");
    println!("ended on a stopped line after {:?}", begun.elapsed());
}

#[test]
fn a_form_goes_from_one_terminal_to_the_other_and_back_and_nothing_is_written_over() {
    let desk = sample();
    let mut here = Screen::open(&desk);
    form_up_to(&mut here, SUMMARY);
    type_slowly(&mut here, SUMMARY, 0, 10);
    until_kept(&here);
    let mut there = Screen::open(&desk);
    there.wait_for_in(1, "BẢN NHÁP");
    there.wait_for("Đang mở ở máy kia; Enter đem về đây");
    let is_all = |screen: &Screen, count| value(screen, SUMMARY) == letters(count);
    there.key("enter");
    there.wait("all of it", |screen| is_all(screen, 10));
    there.settle();
    there.type_keys(&letters(20)[10..]);
    there.wait("typed on", |screen| is_all(screen, 20));
    // Here it is said without a key, and keys do nothing to it.
    here.wait_for("Enter đem về đây: đang gõ ở máy kia");
    here.type_keys("zzz");
    here.settle();
    assert!(is_all(&here, 10), "{}", here.contents());
    here.key("enter");
    here.wait("all of it", |screen| is_all(screen, 20));
    here.settle();
    here.type_keys(&letters(30)[20..]);
    there.wait_for("Enter đem về đây: đang gõ ở máy kia");
    here.key("f2");
    assert_eq!(petition(&desk, &saved_number(&here))["summary"], letters(30));
}

#[test]
fn who_left_the_form_is_not_asked_at_the_next_login() {
    let desk = sample();
    let mut screen = Screen::open(&desk);
    form_up_to(&mut screen, SUMMARY);
    type_slowly(&mut screen, SUMMARY, 0, 5);
    screen.key("esc");
    screen.wait_for("Nháp đã giữ: phím 9 đi tiếp");
    screen.settle();
    screen.signal(Signal::KILL);
    screen.wait_for_end();
    let mut screen = Screen::open(&desk);
    screen.wait_for("Còn 1 bản nháp: phím 9 đi tiếp");
    assert!(screen.row(1).starts_with("NGHE DÂN"));
    screen.type_keys("9");
    screen.wait_for("> Đơn mới, Ma Lim");
    screen.key("enter");
    screen.wait_for_in(1, "ĐƠN MỚI");
    screen.wait("all of it", |screen| value(screen, SUMMARY) == letters(5));
}
