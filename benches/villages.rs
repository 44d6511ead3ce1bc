//! What officers wait for at 10,000 petitions and five years of weekly updates of 61 villages; judges nothing.
//!
//! `cargo bench --bench villages`. Every figure stands beside the round trip of the smallest request of the same run.

mod desk;

use std::{sync::atomic::Ordering, time::Instant};

use nghedan::base::{Day, Id, Period, PeriodLength};
use nghedan::client::{SocketLink, new_request_id};
use nghedan::domain::{
    FieldValue, Fields, FormName, Record, Value,
    kinds::{office_fields, unit_fields},
    query::{Query, View},
};
use nghedan::office::sample::{Options, Sample};
use nghedan::wire::{Choice, Reply, Request, SavePart};

use desk::{InProcess, Outcome, ask, repeat, rss_mb};

const VILLAGES: usize = 61;
const WEEKS: usize = 260;
const PETITIONS: usize = 10_000;
const PARTS: usize = 200;
const READS: usize = 300;
const SAVES: usize = 300;

fn main() -> Outcome<()> {
    let home = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let dir = home.path().join("register");
    let server = InProcess::start(&dir)?;
    let mut link = server.link()?;
    let villages = set_up(&mut link)?;
    let today = match ask(&mut link, Request::Home)? {
        Reply::Home(home) => home.today,
        other => return Err(format!("{other:?}").into()),
    };
    let (begun, synced) = (Instant::now(), server.appends.load(Ordering::SeqCst));
    let last = Period::of(today, PeriodLength::Week).previous();
    fill(&mut link, &villages, last)?;
    let made = begun.elapsed();
    let syncs = server.appends.load(Ordering::SeqCst) - synced;
    println!("{PETITIONS} petitions, {} updates and as many figures saved in {made:.1?}", VILLAGES * WEEKS);
    println!("with {syncs} syncs");

    let village = villages.get(7).ok_or("a village")?.clone();
    repeat("round trip of the smallest request", READS, || {
        drop(ask(&mut link, Request::Rows { kind: "petition".into(), ids: vec![] }));
    });
    repeat("home screen", READS, || drop(ask(&mut link, Request::Home)));
    let silent = |narrow: &str| Request::Silent { period: None, narrow: narrow.into() };
    repeat("silent villages (8)", READS, || drop(ask(&mut link, silent(""))));
    repeat("the same narrowed by two letters", READS, || drop(ask(&mut link, silent("b1"))));
    let sheet = Request::OpenUpdate { village: village.clone(), period: None };
    repeat("form of an update (7)", READS, || drop(ask(&mut link, sheet.clone())));
    repeat("page of a village (10)", READS, || drop(ask(&mut link, Request::Village(village.clone()))));
    let told = Query::view("village_update", View::All).with("village", village.clone().into_value());
    let page = Request::Page { query: told, offset: 0, rows: 34, in_full: false };
    repeat("updates of a village, a page", READS, || drop(ask(&mut link, page.clone())));
    let find = |text: &str| Request::Search { text: text.into(), group: None, offset: 0, rows: 5 };
    repeat("look-up of a word (11)", READS, || drop(ask(&mut link, find("gieng"))));

    let now = Period::of(today, PeriodLength::Week);
    let mut at = 0;
    repeat("form of an update read, update saved", SAVES, || {
        // Beyond the number of villages it is changed again and again, each time to something new.
        let parts =
            vec![changed(&mut link, villages.get(at % VILLAGES), now, at)].into_iter().flatten().collect();
        drop(save(&mut link, parts));
        at += 1;
    });
    println!("RSS of this process, server and bench: {:.1} MB", rss_mb(std::process::id())?);
    drop(link);
    server.end();
    let begun = Instant::now();
    let server = InProcess::start(&dir)?;
    println!("started again in {:.1?}", begun.elapsed());
    server.end();
    Ok(())
}

/// An office that reports by week, with so many villages in its unit.
fn set_up(link: &mut SocketLink) -> Outcome<Vec<Id>> {
    let id = Id::new("O24100").ok_or("an id")?;
    let sample = Sample::new(
        Options { petitions: Some(0), ..Options::default() },
        nghedan::exchange::embedded_units(&id),
    )?;
    let mut office = sample.office();
    office_fields::PERIODS.clear(&mut office);
    office_fields::SAMPLE.clear(&mut office);
    office_fields::SAMPLE_DAY.clear(&mut office);
    let own = office_fields::UNIT.of(&office).ok_or("a unit")?;
    let mut records = vec![office];
    records.extend(sample.units());
    let mut villages = Vec::new();
    for number in 0..VILLAGES {
        let id = Id::new(&format!("B{number:02}")).ok_or("an id")?;
        let mut unit = Record::new("unit", id.clone(), own.clone());
        unit_fields::NAME.set(&mut unit, format!("Buôn {number}"));
        unit.fields.insert("level".into(), Value::Choice("village".into()));
        let row = Fields::from([("parent".to_owned(), Value::Ref(own.clone()))]);
        unit_fields::PARENTS.set(&mut unit, vec![row]);
        records.push(unit);
        villages.push(id);
    }
    ask(link, Request::Import { request: new_request_id()?, records, dry_run: false })?;
    Ok(villages)
}

fn fill(link: &mut SocketLink, villages: &[Id], last: Period) -> Outcome<()> {
    let mut parts = Vec::new();
    let mut period = last;
    for _ in 1..WEEKS {
        period = period.previous();
    }
    for week in 0..WEEKS {
        for (number, village) in villages.iter().enumerate() {
            parts.extend(report(village, period, week + number));
            if parts.len() >= PARTS {
                save(link, std::mem::take(&mut parts))?;
            }
        }
        period = period.next();
    }
    let received = last.first();
    for number in 0..PETITIONS {
        parts.push(petition(villages.get(number % VILLAGES).ok_or("a village")?, received, number));
        if parts.len() >= PARTS {
            save(link, std::mem::take(&mut parts))?;
        }
    }
    if parts.is_empty() { Ok(()) } else { save(link, parts) }
}

fn save(link: &mut SocketLink, parts: Vec<SavePart>) -> Outcome<()> {
    ask(link, Request::SaveMany { request: new_request_id()?, parts, reason: None }).map(drop)
}

fn new(kind: &str, fields: Fields) -> SavePart {
    SavePart { form: FormName::for_new(kind, 0), base: 0, fields, not_chosen: Choice::new() }
}

/// An update, most of them without an issue, and its figures.
fn report(village: &Id, period: Period, number: usize) -> [SavePart; 2] {
    let mut update = Fields::from([
        ("village".to_owned(), village.clone().into_value()),
        ("period".to_owned(), period.into_value()),
    ]);
    if number.is_multiple_of(3) {
        let item = Fields::from([
            ("domain".to_owned(), Value::Choice("NS".into())),
            ("severity".to_owned(), Value::Choice("can_giai_quyet".into())),
            ("text".to_owned(), Value::Text(format!("Giếng cạn, {} hộ thiếu nước sinh hoạt", number % 30))),
        ]);
        update.insert("items".to_owned(), vec![item].into_value());
    } else {
        update.insert("note".to_owned(), Value::Text("Tình hình ổn định, đang thu hoạch cà phê".into()));
    }
    let count = |count: usize| Value::Int(i64::try_from(count).unwrap_or(0));
    let figures = Fields::from([
        ("village".to_owned(), village.clone().into_value()),
        ("as_of".to_owned(), period.last().into_value()),
        ("households".to_owned(), count(190)),
        ("people".to_owned(), count(769)),
        ("without_water".to_owned(), count(number % 12)),
    ]);
    [new("village_update", update), new("figures", figures)]
}

fn petition(village: &Id, received: Day, number: usize) -> SavePart {
    let choice = |id: &str| Value::Choice(id.to_owned());
    new(
        "petition",
        Fields::from([
            ("received_on".to_owned(), received.into_value()),
            ("source".to_owned(), choice("truc_tiep")),
            ("petition_kind".to_owned(), choice("phan_anh")),
            ("village".to_owned(), village.clone().into_value()),
            ("domain".to_owned(), choice("GT")),
            (
                "summary".to_owned(),
                Value::Text(format!("Cầu treo số {number} hỏng, học sinh không qua được")),
            ),
        ]),
    )
}

/// The parts of the next save of a village's update on this period: new, or another change of what is there.
fn changed(link: &mut SocketLink, village: Option<&Id>, period: Period, number: usize) -> Option<SavePart> {
    let village = village?;
    let [mut update, _] = report(village, period, 3 * number);
    let sheet = Request::OpenUpdate { village: village.clone(), period: Some(period) };
    if let Ok(Reply::Update(sheet)) = ask(link, sheet)
        && let Some(saved) = sheet.update
    {
        update.form.record = Some(saved.id);
        update.base = saved.revision;
        update.fields.insert("note".to_owned(), Value::Text(format!("Lần {number}")));
    }
    Some(update)
}
