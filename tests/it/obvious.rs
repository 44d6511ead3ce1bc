//! A second calculator that is slow and obvious, and the proof that the fast one agrees with it.
//!
//! It shares nothing with the calculator of `domain::law` but days: it reads the table of holidays by itself, goes from day to day
//! with a calendar in its hand, and asks of each day three things: is the office open, does the clock stand, is it the last.
//! More random cases: `NGHEDAN_RUNS=20000`; another row of them: `NGHEDAN_SEED=7`.

use std::collections::HashMap;

use nghedan::base::{Day, Dice};
use nghedan::domain::law::{Conditions, Extension, Law, Rule, Stop, Unit, calculate};

use super::dice::runs;

/// What the table of holidays says of some days: the text of its column `kind`.
struct Table(HashMap<i32, String>);

impl Table {
    fn read(csv: &str) -> Table {
        let line = |line: &str| {
            let mut cells = line.split(',');
            let day = Day::from_iso(cells.next()?)?.number();
            Some((day, cells.nth(1)?.to_owned()))
        };
        Table(csv.lines().skip(1).filter_map(line).collect())
    }

    fn is_open(&self, day: Day, pending_is_off: bool) -> bool {
        // 05/01/1970 was a Monday.
        let is_weekend = (day.number() - 4).rem_euclid(7) >= 5;
        match self.0.get(&day.number()).map(String::as_str) {
            Some("off") => false,
            Some("work") => true,
            Some("pending") if pending_is_off => false,
            _ => !is_weekend,
        }
    }
}

/// What an obvious count comes to.
#[derive(Debug, PartialEq, Eq)]
struct Obvious {
    days: i32,
    raw_due: Day,
    due: Day,
    /// The stop that has not ended, and what was left.
    stands: Option<(Day, i32)>,
}

/// All days of a term, by a table of the four cases and the extensions one by one.
fn all_days(rule: &Rule, conditions: &Conditions) -> i32 {
    let plain = rule.days;
    let remote = rule.remote_days.unwrap_or(plain);
    let complex = rule.complex_days.unwrap_or(plain);
    let longest = |one: i32, other: i32| if one > other { one } else { other };
    let mut days = match (conditions.remote.is_some(), conditions.complex.is_some()) {
        (false, false) => plain,
        (true, false) => remote,
        (false, true) => complex,
        (true, true) => longest(remote, rule.remote_complex_days.unwrap_or(complex)),
    };
    for (turn, extension) in conditions.extensions.iter().enumerate() {
        if let Some(&longest) = rule.extensions.get(turn)
            && extension.days > 0
        {
            days += if extension.days > longest { longest } else { extension.days };
        }
    }
    days
}

/// Goes forward from the day of the event, one day at a time.
fn forward(table: &Table, unit: Unit, from: Day, days: i32, stops: &[Stop], pending_is_off: bool) -> Obvious {
    let open_stop = stops.iter().filter(|stop| stop.continued_on.is_none()).map(|stop| stop.on).min();
    // What was decided while the clock stands already changes nothing of what was left.
    let before_it = |stop: &&Stop| open_stop.is_none_or(|on| stop.on < on);
    let ended: Vec<(Day, Day)> =
        (stops.iter().filter(before_it)).filter_map(|stop| Some((stop.on, stop.continued_on?))).collect();
    let mut left = days;
    let mut stands = None;
    let mut day = from;
    while left > 0 {
        if let Some(on) = open_stop.filter(|&on| day >= on && stands.is_none()) {
            stands = Some((on, left));
        }
        day = day.plus(1);
        let is_stopped = ended.iter().any(|&(on, continued_on)| on < day && day <= continued_on);
        let counts = unit == Unit::CalendarDays || table.is_open(day, pending_is_off);
        if !is_stopped && counts {
            left -= 1;
        }
    }
    let raw_due = day;
    while !table.is_open(day, pending_is_off) {
        day = day.plus(1);
    }
    Obvious { days, raw_due, due: day, stands }
}

/// Goes back from the day of the event.
fn backward(table: &Table, unit: Unit, from: Day, days: i32, pending_is_off: bool) -> Obvious {
    let mut day = from;
    let mut left = -days;
    while left > 0 {
        day = day.plus(-1);
        if unit == Unit::CalendarDays || table.is_open(day, pending_is_off) {
            left -= 1;
        }
    }
    let raw_due = day;
    while !table.is_open(day, pending_is_off) {
        day = day.plus(-1);
    }
    Obvious { days, raw_due, due: day, stands: None }
}

fn obvious(table: &Table, rule: &Rule, from: Day, conditions: &Conditions, pending_is_off: bool) -> Obvious {
    let days = all_days(rule, conditions);
    if days < 0 {
        return backward(table, rule.unit, from, days, pending_is_off);
    }
    forward(table, rule.unit, from, days, &conditions.stops, pending_is_off)
}

/// Compares the two calculators on one case, also in what would become of it if days that wait were off.
fn compare(law: &Law, table: &Table, rule: &Rule, from: Day, conditions: &Conditions) {
    let fast = calculate(law, rule, from, conditions);
    let slow = obvious(table, rule, from, conditions, false);
    let stands = fast.stopped.map(|stopped| (stopped.since, stopped.days_left));
    let case = || format!("{} from {from}, {conditions:?}", rule.id);
    assert_eq!(Obvious { days: fast.days, raw_due: fast.raw_due, due: fast.due, stands }, slow, "{}", case());
    let if_off = obvious(table, rule, from, conditions, true).due;
    let told = fast.explanation.doubts.iter().find(|doubt| doubt.vi.contains("nếu nghỉ, hạn thành"));
    assert_eq!(told.is_some(), if_off != slow.due, "{}", case());
    assert!(told.is_none_or(|told| told.vi.ends_with(&if_off.to_string())), "{}: {if_off}", case());
}

fn embedded() -> (Law, Table) {
    (Law::embedded().unwrap(), Table::read(include_str!("../../src/domain/data/holidays.csv")))
}

fn each_day() -> impl Iterator<Item = Day> {
    let day = |iso| Day::from_iso(iso).unwrap().number();
    (day("2021-01-01")..=day("2027-12-31")).map(|number| Day::from_number(number).unwrap())
}

fn with(is_remote: bool, is_complex: bool) -> Conditions {
    let decision = |is: bool| is.then(|| "1/QĐ".to_owned());
    Conditions { remote: decision(is_remote), complex: decision(is_complex), ..Conditions::default() }
}

#[test]
fn both_calculators_agree_on_every_rule_and_flag_for_every_day_from_2021_to_2027() {
    let (law, table) = embedded();
    for (turn, from) in each_day().enumerate() {
        for rule in &law.rules {
            // Flags that a rule does not know come to the same term: they are tried on every seventh day.
            for (is_remote, is_complex) in [(false, false), (true, false), (false, true), (true, true)] {
                let conditions = with(is_remote, is_complex);
                let changes = all_days(rule, &conditions) != rule.days;
                let is_plain = !is_remote && !is_complex;
                if is_plain || changes || turn % 7 == 0 {
                    compare(&law, &table, rule, from, &conditions);
                }
            }
        }
    }
}

/// A rule that no law has, so that units, lengths and flags meet that do not in the embedded ones.
fn invented(like: &Rule, dice: &mut Dice) -> Rule {
    let mut rule = like.clone();
    rule.days = if dice.happens(125) { dice.between(-20, -1) } else { dice.between(1, 70) };
    rule.unit = if dice.happens(500) { Unit::WorkingDays } else { Unit::CalendarDays };
    let backwards = rule.days < 0;
    let days = rule.days;
    let longer = |dice: &mut Dice| (!backwards && dice.happens(500)).then(|| days + dice.between(0, 30));
    rule.complex_days = longer(dice);
    rule.remote_days = longer(dice);
    rule.remote_complex_days = longer(dice);
    let extensions = if backwards { 0 } else { dice.below(3) };
    rule.extensions = (0..extensions).map(|_| dice.between(1, 30)).collect();
    rule
}

fn some_conditions(from: Day, dice: &mut Dice) -> Conditions {
    let mut conditions = with(dice.happens(500), dice.happens(500));
    conditions.extensions = (0..dice.below(4))
        .map(|_| Extension { days: dice.between(-5, 45), decision: "2/QĐ".to_owned() })
        .collect();
    let mut begun: Vec<i32> = Vec::new();
    for _ in 0..dice.below(4) {
        let on = dice.between(-5, 55);
        if !begun.contains(&on) {
            begun.push(on);
        }
    }
    let stop = |on: i32| {
        let (on, lasts) = (from.plus(on), dice.between(0, 40));
        Stop { on, continued_on: dice.happens(800).then(|| on.plus(lasts)) }
    };
    conditions.stops = begun.into_iter().map(stop).collect();
    conditions
}

#[test]
fn both_calculators_agree_on_random_rules_flags_extensions_and_stops() {
    let runs = runs().unwrap_or(3_000) as u64;
    let seed = std::env::var("NGHEDAN_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_123);
    let (law, table) = embedded();
    let days: Vec<Day> = each_day().collect();
    for run in 0..runs {
        let mut dice = Dice::new(seed, run);
        let like = dice.one(&law.rules).unwrap();
        let rule = if run % 2 == 0 { like.clone() } else { invented(like, &mut dice) };
        let from = *dice.one(&days).unwrap();
        let conditions = some_conditions(from, &mut dice);
        compare(&law, &table, &rule, from, &conditions);
    }
}
