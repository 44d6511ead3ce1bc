//! `init` and `places`: a register set up, or more units added to it, from files.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use crate::base::{Day, Id, Lang, Say, Stamp, limits};
use crate::client::{Link, new_request_id};
use crate::domain::Record;
use crate::exchange::{Setup, read_places, read_setup};
use crate::wire::{Reply, Request};

use super::args::{InitArguments, PlacesArguments};
use super::around::not_set_up;
use super::ask::ask;
use super::failure::{Done, Failure};
use super::register::report;

/// The records that a file (and the table that it names) sets up; read before any server is asked.
pub fn read_init(wanted: &InitArguments) -> Result<Vec<Record>, Failure> {
    let today = Stamp::now().day();
    let mut setup: Setup = read_setup(&read_file(&wanted.file)?, today)
        .map_err(|faults| Failure::File(wanted.file.display().to_string(), faults))?;
    if let Some(path) = &setup.places {
        let path = wanted.file.parent().unwrap_or(Path::new("")).join(path);
        let units = read_table(&path, None, &setup.office.id, today)?;
        let known =
            setup.units.iter().chain([&setup.office]).map(|record| &record.id).collect::<BTreeSet<_>>();
        if let Some(twice) = units.iter().find(|unit| known.contains(&unit.id)) {
            let (file, table, id) = (wanted.file.display(), path.display(), &twice.id);
            return Err(Failure::Machine(Say::new(
                format!("Đổi mã {id} trong {table}: {file} đã có mã này"),
                format!("Change the id {id} in {table}: {file} has it too"),
            )));
        }
        setup.units.extend(units);
    }
    let max = limits::CHANGES_PER_ENTRY_MAX;
    let records = setup.into_records();
    if records.len() > max {
        return Err(Failure::Machine(Say::new(
            format!("Bớt đơn vị, thêm sau bằng `nghedan places`: tối đa {max} một lần"),
            format!("Fewer units, add the others with `nghedan places`: at most {max} at once"),
        )));
    }
    Ok(records)
}

/// Sets the register up with these records, or says what would be done.
pub fn init(
    link: &mut dyn Link,
    records: Vec<Record>,
    dry_run: bool,
    out: &mut dyn Write,
    lang: Lang,
) -> Done {
    import(link, records, dry_run, out, lang)
}

/// Adds the units of a table, or says what would be done.
pub fn places(link: &mut dyn Link, wanted: &PlacesArguments, out: &mut dyn Write, lang: Lang) -> Done {
    let welcome = link.welcome();
    let Some(office) = welcome.office.as_ref().map(|office| office.id.clone()) else {
        return Err(not_set_up());
    };
    let units = read_table(&wanted.file, wanted.parents.as_deref(), &office, welcome.today)?;
    import(link, units, wanted.dry_run, out, lang)
}

fn import(link: &mut dyn Link, records: Vec<Record>, dry_run: bool, out: &mut dyn Write, lang: Lang) -> Done {
    let request = Request::Import { request: new_request_id()?, records, dry_run };
    match ask(link, request, lang)? {
        Reply::Report { lines, ok } => report(&lines, ok, out, lang),
        Reply::Saved(saved) => Ok(writeln!(out, "{}", saved.say.get(lang))?),
        other => Err(Failure::unexpected(other)),
    }
}

fn read_table(file: &Path, parents: Option<&Path>, office: &Id, today: Day) -> Result<Vec<Record>, Failure> {
    let table = read_file(file)?;
    let parents = parents.map(read_file).transpose()?;
    read_places(&table, parents.as_deref(), office, today)
        .map_err(|faults| Failure::File(file.display().to_string(), faults))
}

/// A file that was named, as long as one may be.
pub fn read_file(path: &Path) -> Result<Vec<u8>, Failure> {
    let cannot = |error: std::io::Error| {
        let path = path.display();
        Failure::Machine(Say::new(
            format!("Xem tệp {path}: không đọc được ({error})"),
            format!("Look at the file {path}: it cannot be read ({error})"),
        ))
    };
    let max = limits::INPUT_LINE_BYTES_MAX;
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(cannot)?;
    file.take(max as u64 + 1).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes.len() > max {
        let path = path.display();
        return Err(Failure::Machine(Say::new(
            format!("Chia tệp {path}: tối đa {max} byte"),
            format!("Split the file {path}: at most {max} bytes"),
        )));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::scripted::Scripted;

    fn example(name: &str) -> std::path::PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name)
    }

    fn reporting() -> Scripted {
        Scripted::answering(|request| {
            let Request::Import { records, dry_run: true, .. } = request else { panic!("{request:?}") };
            Ok(Reply::Report { lines: vec![Say::plain(format!("{} records", records.len()))], ok: true })
        })
    }

    #[test]
    fn the_example_is_read_with_the_table_beside_it() {
        let wanted = InitArguments { file: example("office.toml"), dry_run: true };
        let records = read_init(&wanted).unwrap();
        assert_eq!(records.len(), 5 + 5 + 1);
        assert_eq!(records.last().map(|record| record.kind.as_str()), Some("office"));
        let mut out = Vec::new();
        init(&mut reporting(), records, true, &mut out, Lang::En).unwrap();
        assert_eq!(out, b"11 records\n");
    }

    #[test]
    fn villages_are_added_to_the_office_of_the_register() {
        let wanted = PlacesArguments { file: example("villages.csv"), parents: None, dry_run: true };
        let mut link = reporting();
        places(&mut link, &wanted, &mut Vec::new(), Lang::En).unwrap();
        let Request::Import { records, .. } = &link.sent[0].1 else { panic!() };
        assert!(records.iter().all(|record| record.office.as_str() == "C24100n"));
    }

    #[test]
    fn files_that_cannot_be_read_are_told_by_name_and_line() {
        let folder = tempfile::tempdir().unwrap();
        let told = |name: &str, content: Option<&[u8]>| {
            let file = folder.path().join(name);
            if let Some(content) = content {
                std::fs::write(&file, content).unwrap();
            }
            let failure = read_init(&InitArguments { file, dry_run: false }).unwrap_err();
            assert_eq!(failure.exit_code(), 1);
            failure.lines(Lang::En).concat()
        };
        assert!(told("none.toml", None).contains("none.toml: it cannot be read"));
        assert!(told("a.toml", Some(b"[office]\nid=7\n")).contains("a.toml:2: [office] id: "));
        let large = vec![b'#'; limits::INPUT_LINE_BYTES_MAX + 1];
        assert!(told("large.toml", Some(&large)).contains("at most"));
        let lost = b"places = \"none.csv\"\n[office]\nid = \"X\"\nname = \"Ban\"\nunit = \"C1\"\n";
        assert!(told("lost.toml", Some(lost)).contains("none.csv: it cannot be read"));
        std::fs::write(folder.path().join("bad.csv"), "id,name\nA,\n").unwrap();
        std::fs::write(folder.path().join("twice.csv"), "id,name\nX,Bu\n").unwrap();
        let twice = b"places = \"twice.csv\"\n[office]\nid = \"X\"\nname = \"Ban\"\nunit = \"C1\"\n";
        assert!(told("twice.toml", Some(twice)).contains("Change the id X in "));
        let bad = b"places = \"bad.csv\"\n[office]\nid = \"X\"\nname = \"Ban\"\nunit = \"C1\"\n";
        assert!(told("bad.toml", Some(bad)).contains("bad.csv:2: name: "));
    }
}
