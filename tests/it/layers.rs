//! Holds the table of rooms, the promises of `src/lib.rs` that can be read off the sources, and the style of all files.

use super::scan::{Named, Source, scan, sources};

/// Which rooms a room may name beside itself.
const ROOMS: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("domain", &["base"]),
    ("encoding", &["base", "domain"]),
    ("store", &["base", "domain", "encoding"]),
    ("exchange", &["base", "domain", "encoding"]),
    ("wire", &["base", "domain", "encoding"]),
    ("office", &["base", "domain", "encoding", "store", "exchange", "wire"]),
    ("client", &["base", "domain", "wire"]),
    ("tui", &["base", "domain", "wire", "client"]),
    ("cli", &["base", "domain", "encoding", "store", "exchange", "wire", "office", "client", "tui"]),
];

/// A source with what it names.
struct Read {
    source: Source,
    paths: Vec<Named>,
}

impl Read {
    fn room(&self) -> &str {
        self.source.module.first().map_or("", String::as_str)
    }

    fn is(&self, room: &str) -> bool {
        self.room() == room
    }
}

/// All of `src`; paths in files and modules that are there for tests only are marked so.
fn program() -> Vec<Read> {
    let mut all = Vec::new();
    let mut test_modules: Vec<Vec<String>> = Vec::new();
    for source in sources("src") {
        let scanned = scan(&source.text);
        for name in scanned.test_modules {
            test_modules.push(source.module.iter().cloned().chain([name]).collect());
        }
        all.push(Read { source, paths: scanned.paths });
    }
    for read in &mut all {
        if test_modules.iter().any(|tests| read.source.module.starts_with(tests)) {
            read.paths.iter_mut().for_each(|named| named.in_tests = true);
        }
    }
    assert!(all.len() > 100, "only {} files", all.len());
    all
}

/// Every place where `is_wrong` holds, as `file: path`.
fn faults(all: &[Read], is_wrong: impl Fn(&Read, &Named) -> bool) -> Vec<String> {
    let mut faults = Vec::new();
    for read in all {
        for named in read.paths.iter().filter(|named| is_wrong(read, named)) {
            faults.push(format!("{}: {}", read.source.path, named.segments.join("::")));
        }
    }
    faults
}

fn none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

fn may_name(room: &str, other: &str) -> bool {
    room == other || ROOMS.iter().any(|(name, below)| *name == room && below.contains(&other))
}

#[test]
fn a_room_names_only_rooms_below_it() {
    let all = program();
    for (room, _) in ROOMS {
        assert!(all.iter().any(|read| read.is(room)), "no room {room}");
    }
    none(&faults(&all, |read, named| match named.meant_from_root(&read.source.module) {
        Some(meant) if !read.room().is_empty() => {
            meant.first().is_none_or(|other| !may_name(read.room(), other))
        }
        _ => false,
    }));
}

#[test]
fn every_file_stands_in_a_room() {
    for read in program() {
        let is_root = matches!(read.source.path.as_str(), "lib.rs" | "main.rs");
        let is_known = ROOMS.iter().any(|(room, _)| read.is(room));
        assert!(is_root || is_known, "{}", read.source.path);
        let names_itself = |named: &Named| named.segments[0] == "nghedan" && read.source.path != "main.rs";
        assert!(!read.paths.iter().any(names_itself), "{} names the crate from outside", read.source.path);
        assert!(!read.source.text.contains(concat!("#[", "path")), "{} moves a module", read.source.path);
    }
}

#[test]
fn only_store_names_sled_and_only_encoding_names_bincode() {
    let all = program();
    none(&faults(&all, |read, named| {
        let begins = |name: &str| named.segments[0] == name;
        (begins("sled") && !read.is("store")) || (begins("bincode") && !read.is("encoding"))
    }));
    for (name, room) in [("sled", "store"), ("bincode", "encoding")] {
        let names = |named: &Named| named.segments[0] == name;
        assert!(
            all.iter().any(|read| read.is(room) && read.paths.iter().any(names)),
            "{name} is used nowhere"
        );
    }
}

#[test]
fn only_the_office_opens_a_store() {
    const STORES: &[&str] = &["DiskStore", "MemoryStore", "Journal"];
    none(&faults(&program(), |read, named| {
        let names_one = named.segments.iter().any(|segment| STORES.contains(&segment.as_str()));
        names_one && !named.in_tests && !read.is("store") && !read.is("office")
    }));
}

#[test]
fn the_domain_knows_no_clock_file_socket_or_process() {
    const OUTSIDE: &[&str] = &["fs", "net", "env", "process", "os", "thread", "io"];
    none(&faults(&program(), |read, named| {
        let is_outside = OUTSIDE.iter().any(|module| named.holds(&["std", module]));
        let is_clock = named.segments.iter().any(|name| matches!(name.as_str(), "SystemTime" | "Instant"));
        read.is("domain") && (is_outside || is_clock || named.holds(&["Stamp", "now"]))
    }));
}

#[test]
fn only_the_stamp_reads_the_clock() {
    let all = program();
    let reads = |named: &Named| {
        let of = |clock: &str| named.holds(&[clock, "now"]);
        of("SystemTime")
            || of("Utc")
            || of("Local")
            || named.segments.iter().any(|name| name == "clock_gettime")
    };
    none(&faults(&all, |read, named| reads(named) && !named.in_tests && read.source.path != "base/stamp.rs"));
    let stamp = all.iter().find(|read| read.source.path == "base/stamp.rs").unwrap();
    assert!(stamp.paths.iter().any(reads));
}

#[test]
fn every_file_opens_with_a_sentence_and_nothing_is_left_to_do() {
    let unwanted = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("XX", "X"),
        concat!("unimple", "mented!"),
        concat!("to", "do!"),
        concat!("db", "g!("),
        concat!("thread::", "sleep"),
        concat!("#[", "ignore"),
    ];
    let mut faults = Vec::new();
    for folder in ["src", "tests", "benches"] {
        for Source { path, text, .. } in sources(folder) {
            let first = text.lines().next().unwrap_or_default();
            if first.strip_prefix("//! ").is_none_or(|sentence| sentence.len() < 8) {
                faults.push(format!("{folder}/{path}: no sentence at its beginning"));
            }
            for (at, line) in text.lines().enumerate() {
                let found = unwanted.iter().filter(|unwanted| line.contains(**unwanted));
                faults.extend(found.map(|found| format!("{folder}/{path}:{}: {found}", at + 1)));
            }
        }
    }
    none(&faults);
}
