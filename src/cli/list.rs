//! `list`: the records of a kind as a table, JSON lines or CSV.

use std::io::Write;

use crate::base::{Lang, Say, text};
use crate::client::Link;
use crate::domain::{
    KindDef, Record, Value, facet, kind,
    query::{Query, View, filter},
};
use crate::exchange::{PageWidth, SAMPLE_MARK, Table, list_pages, table_line, to_json};

use super::args::ListArguments;
use super::around::{Around, each_record};
use super::failure::{Done, Failure};

/// Writes the list that was asked for.
pub fn list(link: &mut dyn Link, wanted: &ListArguments, out: &mut dyn Write, lang: Lang) -> Done {
    let kind = known_kind(&wanted.kind)?;
    let around = Around::ask(link, lang)?;
    let query = query(kind, wanted, &around)?;
    let words = wanted.text.as_deref().unwrap_or_default();
    let circumstances = around.circumstances();
    if wanted.json {
        return each_record(link, &query, words, wanted.limit, lang, |record| {
            Ok(writeln!(out, "{}", to_json(&record, kind, &around.extra(kind, &record)))?)
        });
    }
    if wanted.csv {
        let table = Table::new(kind, lang, around.is_sample);
        out.write_all(&table.header())?;
        return each_record(link, &query, words, wanted.limit, lang, |record| {
            Ok(out.write_all(&table.row(&record, &circumstances))?)
        });
    }
    let cells = |record: &Record| -> Vec<String> {
        kind.columns.iter().map(|column| (column.cell)(record, &circumstances, lang)).collect()
    };
    if wanted.print {
        let mut rows = Vec::new();
        each_record(link, &query, words, wanted.limit, lang, |record| {
            rows.push(cells(&record));
            Ok(())
        })?;
        let heading = around.heading(title(kind, wanted, lang));
        return Ok(out.write_all(&list_pages(&heading, kind, &rows, wanted.columns.into()))?);
    }
    if around.is_sample {
        writeln!(out, "{SAMPLE_MARK}")?;
    }
    let labels: Vec<String> = kind.columns.iter().map(|column| column.label.get(lang).to_owned()).collect();
    writeln!(out, "{}", table_line(kind, &labels, PageWidth::Columns80))?;
    each_record(link, &query, words, wanted.limit, lang, |record| {
        Ok(writeln!(out, "{}", table_line(kind, &cells(&record), PageWidth::Columns80))?)
    })
}

/// Which list it is, with everything that narrows it.
fn title(kind: &KindDef, wanted: &ListArguments, lang: Lang) -> String {
    let view = View::from_name(&wanted.view).unwrap_or(View::All);
    let name = view.title_of(kind).get(lang);
    let mut title = text::upper_first(name);
    for filter in wanted.filters.iter().chain(&wanted.text) {
        title.push_str("; ");
        title.push_str(filter);
    }
    title
}

/// The kind of this name.
pub fn known_kind(name: &str) -> Result<&'static KindDef, Failure> {
    kind(name).ok_or_else(|| {
        Failure::Usage(Say::new(
            "Xem `nghedan --help`: không có loại dữ liệu này",
            "See `nghedan --help`: there is no such kind of record",
        ))
    })
}

fn query(kind: &'static KindDef, wanted: &ListArguments, around: &Around) -> Result<Query, Failure> {
    let view = View::from_name(&wanted.view).unwrap_or(View::All);
    if !view.is_of(kind.name) {
        return Err(Failure::Usage(Say::new(
            "Bỏ --view: loại này không có các danh sách đó",
            "Leave --view out: this kind has no such views",
        )));
    }
    let mut query = Query::view(kind.name, view);
    for given in &wanted.filters {
        let Some((field, value)) = given.split_once('=') else {
            return Err(Failure::Usage(Say::new(
                "Ghi --where MỤC=GIÁ_TRỊ: thiếu dấu =",
                "Write --where FIELD=VALUE: the = is missing",
            )));
        };
        query.filters.push(read_filter(kind, field.trim(), value, around)?);
    }
    Ok(query)
}

fn read_filter(
    kind: &'static KindDef,
    field: &str,
    value: &str,
    around: &Around,
) -> Result<(String, Value), Failure> {
    let circumstances = around.circumstances();
    if facet::field(kind, field).is_none() {
        let names = facet::names(kind).join(", ");
        return Err(Failure::Usage(Say::new(
            format!("Chọn một mục: {names}: không có mục này"),
            format!("Choose one of {names}: there is no such field"),
        )));
    }
    filter(kind, field, value, &circumstances).map_err(|say| {
        Failure::Usage(Say::new(format!("{field}: {}", say.vi), format!("{field}: {}", say.en)))
    })
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::base::{Day, Id};
    use crate::cli::args::{Arguments, Command};
    use crate::cli::scripted::{Scripted, petition};
    use crate::domain::kinds::{PETITION, PetitionKind};
    use crate::exchange::from_json;
    use crate::wire::Request;

    fn run(link: &mut Scripted, arguments: &str) -> Result<String, Failure> {
        let line = format!("nghedan list {arguments}");
        let Ok(Arguments { command: Some(Command::List(wanted)), .. }) =
            Arguments::try_parse_from(line.split_ascii_whitespace())
        else {
            panic!("{line}")
        };
        let mut out = Vec::new();
        list(link, &wanted, &mut out, Lang::Vi)?;
        Ok(String::from_utf8(out).unwrap())
    }

    fn petitions() -> Vec<Record> {
        let kinds = [PetitionKind::PhanAnh, PetitionKind::ToCao, PetitionKind::KhieuNai];
        (1..=25).map(|seq| petition(seq, kinds[seq as usize % 3])).collect()
    }

    #[test]
    fn a_table_is_80_columns_wide_and_says_that_it_is_samples() {
        let table = run(&mut Scripted::listing(petitions(), 1000), "petition --limit 3").unwrap();
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(lines.len(), 5, "{table}");
        assert_eq!(lines[0], SAMPLE_MARK);
        assert!(lines[1].starts_with("Số    Loại Thôn, buôn     LV Nội dung tóm tắt"), "{table}");
        assert!(lines.iter().all(|line| text::width(line) <= 80));
        assert!(lines[2].starts_with("1     TC   Ma Lim"), "{table}");
        assert!(lines[2].contains("hồ sơ mật 03-M"));
        assert!(lines[3].contains("Cầu treo hỏng, đề~") && lines[3].contains("Quá hạn"), "{table}");
    }

    #[test]
    fn json_lines_come_page_by_page_and_are_good_input_again() {
        let mut link = Scripted::listing(petitions(), 10);
        let lines = run(&mut link, "petition --json").unwrap();
        assert_eq!(lines.lines().count(), 25);
        let today = Day::from_iso("2026-11-23").unwrap();
        for (line, record) in lines.lines().zip(petitions()) {
            let mut given = record.fields;
            given.retain(|name, _| PETITION.field(name).is_some_and(|field| !field.derived));
            assert_eq!(from_json(&PETITION, line, today).unwrap(), given, "{line}");
        }
        let first: serde_json::Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
        assert_eq!(first["number"], "1/2026");
        assert_eq!(first["place"], "Buôn Ma Lim, Ia Dreh");
        assert_eq!(first["due"], "2026-11-11");
        assert_eq!(first["standing"], "Quá hạn");
        assert_eq!(first["register"], SAMPLE_MARK);
        assert_eq!(run(&mut link, "petition --json --limit 12").unwrap().lines().count(), 12);
        assert_eq!(run(&mut link, "petition --json --limit 0").unwrap(), "");
        assert_eq!(run(&mut link, "unit --json").unwrap().lines().count(), 121);
    }

    #[test]
    fn pages_say_what_they_are_and_hold_every_row() {
        let mut link = Scripted::listing(petitions(), 10);
        let printed = run(&mut link, "petition --view overdue --text cầu --print").unwrap();
        let lines: Vec<&str> = printed.lines().collect();
        assert!(lines[0].starts_with("Ban Dân vận") && lines[0].ends_with(SAMPLE_MARK), "{printed}");
        assert_eq!(lines[1], "Đơn quá hạn; cầu; số dòng: 25");
        assert!(lines[2].starts_with("Ngày 23/11/2026, can_bo_01") && lines[2].ends_with("trang 1/1"));
        assert_eq!(lines.len(), 5 + 25 + 1);
        assert!(lines[4].starts_with("Số    Loại Thôn, buôn"));
        let wide = run(&mut link, "unit --print --columns 132").unwrap();
        assert!(wide.contains("trang 3/3") && wide.lines().any(|line| text::width(line) == 131), "{wide}");
    }

    #[test]
    fn csv_has_a_header_and_a_row_a_record() {
        let csv = run(&mut Scripted::listing(petitions(), 10), "petition --csv").unwrap();
        assert_eq!(csv.lines().count(), 26);
        assert!(csv.starts_with("DỮ LIỆU MẪU,id,revision,office,received_on,"));
    }

    #[test]
    fn what_is_asked_for_reaches_the_server() {
        let mut link = Scripted::listing(Vec::new(), 10);
        run(&mut link, "petition --view overdue --where domain=đ --where village=V24115-01 --text Cầu")
            .unwrap();
        let Request::Records { query, text, .. } = &link.sent.last().unwrap().1 else { panic!() };
        assert_eq!((query.view, text.as_str()), (View::Overdue, "cau"));
        assert_eq!(query.filters[0], ("domain".into(), Value::Choice("DD".into())));
        assert_eq!(query.filters[1], ("village".into(), Value::Ref(Id::new("V24115-01").unwrap())));
    }

    #[test]
    fn a_filter_that_cannot_be_meant_is_wrong_usage() {
        for (arguments, what) in [
            ("petition --where village=ml", "there is no such unit"),
            ("petition --where sender=x", "there is no such field"),
            ("petition --where domain", "the = is missing"),
            ("petition --where received_on=30/02/2026", "received_on: Correct the day"),
            ("petition --where domain=Xyzzy", "domain: Type a code"),
            ("unit --view overdue", "Leave --view out"),
        ] {
            let failure = run(&mut Scripted::listing(Vec::new(), 10), arguments).unwrap_err();
            assert_eq!(failure.exit_code(), 2, "{arguments}");
            let told = failure.lines(Lang::En).concat();
            assert!(told.contains(what) && !told.contains("Xyzzy"), "{told}");
        }
    }
}
