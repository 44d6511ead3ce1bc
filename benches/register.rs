//! What officers wait for at 10,000 petitions; prints medians and p99 beside a reference of the same run, judges nothing.
//!
//! `cargo bench --bench register`. The server of the first part runs in this process, so that the groups that it writes can
//! be counted (one group is one `fdatasync`); the second part measures real processes in a pty.

mod desk;

use std::{
    fs::OpenOptions,
    io::Read,
    os::unix::fs::FileExt,
    path::Path,
    process::Command,
    sync::{Arc, atomic::Ordering, mpsc},
    time::{Duration, Instant},
};

use desk::{InProcess, Outcome, ask, connect, line, repeat, rss_mb};
use nghedan::base::{Id, RequestId, wait};
use nghedan::client::{SocketLink, new_request_id};
use nghedan::domain::{
    Fields, FormName, Value,
    law::Law,
    query::{Query, View},
};
use nghedan::office::{Office, server::RegisterClock};
use nghedan::store::{
    DiskStore,
    files::Disk,
    journal::{Lock, Owner},
};
use nghedan::wire::{Reply, Request, SavePart};
use portable_pty::{CommandBuilder, PtySize, native_pty_system};

const PETITIONS: u32 = 10_000;
const SAVES: usize = 2_000;
const WRITERS: usize = 64;
const SAVES_OF_A_WRITER: usize = 150;
const READS: usize = 300;
const STARTS: usize = 30;
const MATTERS: usize = 2_000;
const SAVED_AT_ONCE: usize = 200;

fn main() -> Outcome<()> {
    let home = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let dir = home.path().join("register");
    let server = InProcess::start(&dir)?;
    let mut link = server.link()?;
    let begun = Instant::now();
    ask(&mut link, Request::Sample { petitions: Some(PETITIONS), seed: None, day: None })?;
    println!("{PETITIONS} sample petitions made in {:.1?}", begun.elapsed());

    println!("\nover the socket, one client:");
    let view = |narrow: &str| Query { narrow: narrow.into(), ..Query::view("petition", View::Unresolved) };
    repeat("round trip of the smallest request", READS, || {
        drop(ask(&mut link, Request::Rows { kind: "petition".into(), ids: vec![] }))
    });
    repeat("home screen", READS, || drop(ask(&mut link, Request::Home)));
    repeat("page of 17 of the unresolved", READS, || drop(ask(&mut link, page(view("")))));
    repeat("the same narrowed by one letter", READS, || drop(ask(&mut link, page(view("m")))));
    repeat("the same narrowed by two letters", READS, || drop(ask(&mut link, page(view("ml")))));
    let search = |text: &str| Request::Search { text: text.into(), group: None, offset: 0, rows: 5 };
    repeat("look-up of two letters", READS, || drop(ask(&mut link, search("ml"))));
    repeat("look-up of a word", READS, || drop(ask(&mut link, search("nuoc"))));
    repeat("look-up of a word with marks", READS, || drop(ask(&mut link, search("nước"))));
    repeat("the same narrowed by a word of the summaries", READS, || {
        drop(ask(&mut link, page(view("duong"))));
    });
    repeat("the whole book narrowed by a word of the summaries", READS / 10, || {
        drop(ask(&mut link, page(Query { narrow: "duong".into(), ..Query::view("petition", View::All) })));
    });
    repeat("page of the whole book", READS / 10, || {
        drop(ask(&mut link, page(Query::view("petition", View::All))));
    });

    repeat("the unresolved counted by domain", READS, || {
        let query = Query::view("petition", View::Unresolved);
        drop(ask(&mut link, Request::CountBy { query, facet: "told_domain".into() }));
    });
    matters(&mut link)?;
    updates(&mut link)?;

    drop(link);
    server.end();
    texts(&dir)?;
    processes(&dir)?;

    let server = InProcess::start(&dir)?;
    one_writer(&mut server.link()?, home.path())?;
    many_writers(&server)?;
    server.end();
    Ok(())
}

/// What opening the register takes, and what the texts of the look-up take in memory.
fn texts(dir: &Path) -> Outcome<()> {
    let owner = Owner { path: dir.to_owned(), pid: std::process::id(), build: "bench".into() };
    let lock = Arc::new(Lock::take(&Disk, dir, &owner)?);
    let (store, _) = DiskStore::open(lock, &mut |_, _| ())?;
    let begun = Instant::now();
    let clock = RegisterClock::Real;
    let office =
        Office::open(Arc::new(store), Arc::new(Law::embedded()?), clock.now().day(), &mut |_, _| ())?;
    println!("office opened over the store in {:.1?}", begun.elapsed());
    println!("texts of the look-up: {:.1} MB", office.search_bytes() as f64 / 1e6);
    Ok(())
}

fn page(query: Query) -> Request {
    Request::Page { query, offset: 0, rows: 17, in_full: false }
}

/// List 7 with some thousand matters.
fn matters(link: &mut SocketLink) -> Outcome<()> {
    let day = nghedan::base::Day::from_iso("2026-11-02").ok_or("a day")?;
    let village = Value::Ref(Id::new("V24115-01").ok_or("an id")?);
    let severities = ["binh_thuong", "can_theo_doi", "can_giai_quyet", "khan"];
    let matter = |n: usize| -> Fields {
        let severity = severities.get(n % severities.len()).copied().unwrap_or_default();
        [
            ("opened_on", Value::Day(day)),
            ("unit", village.clone()),
            ("domain", Value::Choice("NS".into())),
            ("severity", Value::Choice(severity.into())),
            ("summary", Value::Text(format!("Giếng cạn, {n} hộ thiếu nước"))),
            ("due_on", Value::Day(day.plus(i32::try_from(n % 60).unwrap_or(0)))),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
    };
    let all: Vec<Fields> = (0..MATTERS).map(matter).collect();
    save_all(link, "matter", &all)?;
    repeat("page of matters", READS, || {
        drop(ask(link, page(Query::view("matter", View::MattersOpen))));
    });
    Ok(())
}

/// The updates of one village among those of the sample.
fn updates(link: &mut SocketLink) -> Outcome<()> {
    let all = Query::all("village_update");
    let Reply::Page(first) = ask(link, page(all.clone()))? else { return Err("no page".into()) };
    let village = Value::Ref(Id::new("V24115-01").ok_or("an id")?);
    let of_one = all.clone().with("village", village);
    repeat(&format!("a village's updates among {}", first.total), READS, || {
        drop(ask(link, page(of_one.clone())));
    });
    repeat("page of all updates", READS, || drop(ask(link, page(all.clone()))));
    Ok(())
}

fn save_all(link: &mut SocketLink, kind: &str, all: &[Fields]) -> Outcome<()> {
    for fields in all.chunks(SAVED_AT_ONCE) {
        let form = FormName::for_new(kind, 0);
        let parts = fields
            .iter()
            .map(|fields| SavePart {
                form: form.clone(),
                base: 0,
                fields: fields.clone(),
                not_chosen: nghedan::wire::Choice::new(),
            })
            .collect();
        let request = Request::SaveMany { request: new_request_id()?, parts, reason: None };
        ask(link, request)?;
    }
    Ok(())
}

/// Saves of one client, in turns with the bare write and sync of a frame of the same size.
fn one_writer(link: &mut SocketLink, home: &Path) -> Outcome<()> {
    let frame = vec![0x5a; 900];
    let raw = OpenOptions::new().create_new(true).write(true).open(home.join("raw"))?;
    for block in 0..16 {
        raw.write_all_at(&vec![0; 1 << 20], block << 20)?;
    }
    raw.sync_all()?;
    let (mut bare, mut saves) = (Vec::new(), Vec::new());
    for n in 0..SAVES {
        let begun = Instant::now();
        raw.write_all_at(&frame, (n * frame.len()) as u64)?;
        raw.sync_data()?;
        bare.push(begun.elapsed());
        let request = save(new_request_id()?)?;
        let begun = Instant::now();
        ask(link, request)?;
        saves.push(begun.elapsed());
    }
    println!("\n{SAVES} saves of one client, in turns with the bare write:");
    let bare = line("write 900 bytes + fdatasync alone", &mut bare);
    let save = line("durable save, request to reply", &mut saves);
    println!("save / bare: p50 {:.2}, p99 {:.2}", save.0 / bare.0, save.1 / bare.1);
    Ok(())
}

/// Clients that save as fast as they are answered.
fn many_writers(server: &InProcess) -> Outcome<()> {
    let groups_before = server.appends.load(Ordering::SeqCst);
    let (told, times) = mpsc::channel();
    let begun = Instant::now();
    let writers: Vec<_> = (0..WRITERS)
        .map(|_| {
            let (socket, told) = (server.socket.clone(), told.clone());
            std::thread::spawn(move || -> Result<(), String> {
                let mut link = connect(&socket).map_err(|error| error.to_string())?;
                for _ in 0..SAVES_OF_A_WRITER {
                    let request = new_request_id().map_err(|error| error.to_string())?;
                    let request = save(request).map_err(|error| error.to_string())?;
                    let begun = Instant::now();
                    ask(&mut link, request).map_err(|error| error.to_string())?;
                    told.send(begun.elapsed()).map_err(|error| error.to_string())?;
                }
                Ok(())
            })
        })
        .collect();
    drop(told);
    let mut times: Vec<Duration> = times.iter().collect();
    for writer in writers {
        writer.join().map_err(|_| "a writer panicked")??;
    }
    let took = begun.elapsed();
    let groups = server.appends.load(Ordering::SeqCst) - groups_before;
    println!("\n{WRITERS} clients that save at once, {} saves:", times.len());
    line("durable save, request to reply", &mut times);
    println!(
        "{:.0} saves/s; {groups} syncs: one for {:.1} saves",
        times.len() as f64 / took.as_secs_f64(),
        times.len() as f64 / groups as f64
    );
    Ok(())
}

/// Real processes on the same register: how long until the home screen stands, and what each needs.
fn processes(dir: &Path) -> Outcome<()> {
    let begun_at = Instant::now();
    let program = env!("CARGO_BIN_EXE_nghedan");
    let list = Command::new(program)
        .args(["list", "petition", "--limit", "1", "--json", "--data"])
        .arg(dir)
        .output()?;
    if !list.status.success() {
        return Err(String::from_utf8_lossy(&list.stderr).into_owned().into());
    }
    let server = pid_of_server(dir)?;
    println!("\nreal processes:");
    println!("RSS of the server: {:.1} MB", rss_mb(server)?);
    let mut starts = Vec::new();
    let mut of_client = 0.0;
    for _ in 0..STARTS {
        let pty =
            native_pty_system().openpty(PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 })?;
        let mut command = CommandBuilder::new(program);
        command.args(["--data".as_ref(), dir.as_os_str()]);
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        let mut reader = pty.master.try_clone_reader()?;
        let begun = Instant::now();
        let mut client = pty.slave.spawn_command(command)?;
        drop(pty.slave);
        let mut seen = Vec::new();
        let mut buffer = [0; 4096];
        while !seen.windows(HOME_STANDS.len()).any(|window| window == HOME_STANDS) {
            let count = reader.read(&mut buffer)?;
            if count == 0 {
                return Err("the client ended before its home screen stood".into());
            }
            seen.extend_from_slice(buffer.get(..count).unwrap_or_default());
        }
        starts.push(begun.elapsed());
        of_client = client.process_id().map_or(Ok(0.0), |pid| rss_mb(pid))?;
        client.kill()?;
        client.wait()?;
    }
    line("client start to home screen", &mut starts);
    println!("RSS of a client: {of_client:.1} MB");
    Command::new("kill").arg(server.to_string()).status()?;
    while Path::new(&format!("/proc/{server}")).exists() && begun_at.elapsed() < Duration::from_secs(60) {
        wait::moment(Duration::from_millis(20));
    }
    Ok(())
}

/// Stands in the last row of the home screen.
const HOME_STANDS: &[u8] = "Esc về".as_bytes();

fn pid_of_server(dir: &Path) -> Outcome<u32> {
    let held = Lock::holder(&Disk, dir)?;
    held.pid.ok_or_else(|| "the lock names no process".into())
}

fn save(request: RequestId) -> Outcome<Request> {
    let choice = |id: &str| Value::Choice(id.to_owned());
    let village = Id::new("V24115-01").ok_or("an id")?;
    let today = nghedan::base::Day::from_iso("2026-11-23").ok_or("a day")?;
    let fields: Fields = [
        ("received_on", Value::Day(today)),
        ("source", choice("truc_tiep")),
        ("petition_kind", choice("phan_anh")),
        ("village", Value::Ref(village)),
        ("domain", choice("GT")),
        ("summary", Value::Text("Cầu treo hỏng, học sinh không qua được khi mưa lũ. ".repeat(4))),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect();
    let form = FormName::for_new("petition", 0);
    Ok(Request::Save { request, form, base: 0, fields, reason: None })
}
