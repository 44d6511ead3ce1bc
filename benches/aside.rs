//! What others wait for while one officer's request reads the whole book, at 20,000 petitions; judges nothing.
//!
//! `cargo bench --bench aside`. Another officer saves a letter and asks the smallest request every few milliseconds; the
//! longest of both is printed for each act of the first officer, beside the same time in which nobody does anything else.

#[allow(dead_code, reason = "other benches use the rest of it")]
mod desk;

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use desk::{InProcess, Outcome, ask, connect, line};
use nghedan::base::{Day, Id, wait};
use nghedan::client::{SocketLink, new_request_id};
use nghedan::domain::{FieldValue, Fields, FormName, Value};
use nghedan::domain::{
    kinds::STATISTICS_CLOSING,
    petition::statistics::{Frame, Window},
};
use nghedan::wire::{LawText, Reply, Request};

const PETITIONS: u32 = 20_000;
const TODAY: &str = "2026-11-23";
/// Months that are frozen, one after another, up to the last but one.
const MONTHS: usize = 20;
const LAWS: i32 = 10;
/// How long a reference lasts.
const QUIET: Duration = Duration::from_millis(300);
/// Between two requests of the other officer.
const BETWEEN: Duration = Duration::from_millis(2);

/// A request of the other officer: when it was sent, and when answered.
type Asked = (Instant, Instant);

fn main() -> Outcome<()> {
    let home = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let server = InProcess::start(&home.path().join("register"))?;
    let mut link = server.link()?;
    let begun = Instant::now();
    let today = Day::from_iso(TODAY).ok_or("a day")?;
    ask(&mut link, Request::Sample { petitions: Some(PETITIONS), seed: None, day: Some(today) })?;
    println!("{PETITIONS} sample petitions made in {:.1?}\n", begun.elapsed());

    let acts = |name: &'static str, act: &mut dyn FnMut() -> Outcome<()>, times: usize| {
        beside_another(&server, name, act, times)
    };
    let mut quiet = || {
        wait::moment(QUIET);
        Ok(())
    };
    acts("nothing (the reference)", &mut quiet, MONTHS)?;
    let months: Vec<Window> = months(today).collect();
    let mut of_month = months.iter();
    acts(
        "the table of a month, live",
        &mut || statistics(&mut link, *of_month.next().ok_or("a month")?),
        MONTHS,
    )?;
    let mut of_month = months.iter();
    acts("a month is frozen", &mut || freeze(&mut link, *of_month.next().ok_or("a month")?), MONTHS)?;
    let mut days = (0..LAWS).map(|n| today.plus(30 + n));
    acts(
        "a change of the law is looked at",
        &mut || moves(&mut link, days.next().ok_or("a day")?).map(drop),
        LAWS as usize,
    )?;
    // Another officer's letters would make what was seen stale: it is changed where nobody saves.
    let day = today.plus(30);
    let (text, seen, request) = (day_off(day), moves(&mut link, day)?, new_request_id()?);
    let begun = Instant::now();
    ask(&mut link, Request::ChangeLaw { request, text, seen, dry_run: false })?;
    println!("the law is changed: {:.1} ms, once", begun.elapsed().as_secs_f64() * 1e3);
    drop(link);
    server.end();
    Ok(())
}

/// Does something so many times while another officer works; prints how long it took, and the other's longest wait in
/// each of them.
fn beside_another(
    server: &InProcess,
    name: &str,
    act: &mut dyn FnMut() -> Outcome<()>,
    times: usize,
) -> Outcome<()> {
    let stops = Arc::new(AtomicBool::new(false));
    let other = another_officer(server, stops.clone());
    let (mut spans, mut worked) = (Vec::new(), Vec::new());
    for _ in 0..times {
        let (begun, worked_before) = (Instant::now(), worked_so_far());
        let done = act();
        spans.push((begun, Instant::now()));
        worked.push(worked_so_far().saturating_sub(worked_before));
        if let Err(error) = done {
            stops.store(true, Ordering::SeqCst);
            return Err(error);
        }
    }
    stops.store(true, Ordering::SeqCst);
    let (saves, echoes) = other.join().map_err(|_| "the other officer panicked")??;
    println!("{name}, {times} times:");
    let mut took: Vec<Duration> = spans.iter().map(|(begun, ended)| *ended - *begun).collect();
    line("  request to reply", &mut took);
    line("  processor time of all", &mut worked);
    for (of, asked) in [("save", &saves), ("smallest request", &echoes)] {
        let longest = |(begun, ended): &Asked| {
            let meanwhile = asked.iter().filter(|(sent, answered)| answered >= begun && sent <= ended);
            meanwhile.map(|(sent, answered)| *answered - *sent).max().unwrap_or_default()
        };
        let mut waits: Vec<Duration> = spans.iter().map(longest).collect();
        line(&format!("  another's longest wait, {of}"), &mut waits);
    }
    Ok(())
}

/// Processor time of this process, which other programs of the machine do not lengthen.
fn worked_so_far() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::try_from(time).unwrap_or_default()
}

type OfAnother = Result<(Vec<Asked>, Vec<Asked>), String>;

fn another_officer(server: &InProcess, stops: Arc<AtomicBool>) -> JoinHandle<OfAnother> {
    let socket = server.socket.clone();
    std::thread::spawn(move || {
        let said = |error: Box<dyn std::error::Error>| error.to_string();
        let mut link = connect(&socket).map_err(said)?;
        let (mut saves, mut echoes) = (Vec::new(), Vec::new());
        while !stops.load(Ordering::SeqCst) {
            for (times, request) in [
                (&mut saves, letter().map_err(said)?),
                (&mut echoes, Request::Rows { kind: "petition".into(), ids: vec![] }),
            ] {
                let sent = Instant::now();
                ask(&mut link, request).map_err(said)?;
                times.push((sent, Instant::now()));
                wait::moment(BETWEEN);
            }
        }
        Ok((saves, echoes))
    })
}

fn letter() -> Outcome<Request> {
    let choice = |id: &str| Value::Choice(id.to_owned());
    let fields: Fields = [
        ("received_on", Value::Day(Day::from_iso(TODAY).ok_or("a day")?)),
        ("source", choice("truc_tiep")),
        ("petition_kind", choice("phan_anh")),
        ("village", Value::Ref(Id::new("V24115-01").ok_or("an id")?)),
        ("domain", choice("GT")),
        ("summary", Value::Text("Cầu treo hỏng, học sinh không qua được khi mưa lũ.".into())),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect();
    let form = FormName::for_new("petition", 0);
    Ok(Request::Save { request: new_request_id()?, form, base: 0, fields, reason: None })
}

/// Whole months that are over, the newest first.
fn months(today: Day) -> impl Iterator<Item = Window> {
    let first_of = |day: Day| day.plus(1 - i32::try_from(day.day_of_month()).unwrap_or(1));
    let mut begins = first_of(today);
    (0..MONTHS).filter_map(move |_| {
        let last = begins.plus(-1);
        begins = first_of(last);
        Window::between(begins, last)
    })
}

fn statistics(link: &mut SocketLink, window: Window) -> Outcome<()> {
    let request = Request::Statistics { frame: Frame::new(window), place: None, frozen_first: false };
    ask(link, request).map(drop)
}

fn freeze(link: &mut SocketLink, window: Window) -> Outcome<()> {
    let form = FormName::for_new(STATISTICS_CLOSING.name, 0);
    let fields = Fields::from([
        ("first_on".to_owned(), window.from.into_value()),
        ("last_on".to_owned(), window.to.into_value()),
    ]);
    let reason = Some("Số liệu mẫu".to_owned());
    ask(link, Request::Save { request: new_request_id()?, form, base: 0, fields, reason }).map(drop)
}

fn moves(link: &mut SocketLink, day: Day) -> Outcome<u64> {
    let request =
        Request::ChangeLaw { request: new_request_id()?, text: day_off(day), seen: 0, dry_run: true };
    match ask(link, request)? {
        Reply::LawMoves(moves) => Ok(moves.seen),
        _ => Err("no list of what moves".into()),
    }
}

fn day_off(day: Day) -> LawText {
    let day = day.iso();
    let holidays = format!("date,kind,name_vi,status\n{day},off,Ngày nghỉ thử,official\n");
    LawText { holidays, ..LawText::default() }
}
