//! `show`: one record with its clocks and its timeline, or its history.

use std::io::Write;

use serde_json::{Value as Json, json};

use crate::base::{Lang, Say, Words, text};
use crate::client::Link;
use crate::domain::{FieldChange, FieldDef, Shape, Value, kind, kinds::Office, merge::NOT_CHOSEN, told};
use crate::exchange::{Heading, PageWidth, SAMPLE_MARK, text_pages, to_json, value_json};
use crate::wire::{ClockLine, HistoryLine, Reply, Request, Shown, TimelineLine, Welcome};

use super::args::{ShowArguments, SlipArguments};
use super::around::{Around, not_set_up};
use super::ask::ask;
use super::failure::{Done, Failure};
use super::list::known_kind;

/// Writes the record that was asked for.
pub fn show(link: &mut dyn Link, wanted: &ShowArguments, out: &mut dyn Write, lang: Lang) -> Done {
    let shown = match ask(link, Request::Show(wanted.id.clone()), lang)? {
        Reply::Shown(shown) => *shown,
        other => return Err(Failure::unexpected(other)),
    };
    if wanted.history {
        return history(link, &shown, wanted.json, out, lang);
    }
    if wanted.json {
        let around = Around::ask(link, lang)?;
        return json_line(&shown, &around, out);
    }
    if wanted.print {
        let heading = heading(link.welcome(), shown.title.get(lang), lang)?;
        let lines = record_lines(&shown, lang);
        return Ok(out.write_all(&text_pages(&heading, &lines, wanted.columns.into()))?);
    }
    if link.welcome().sample {
        writeln!(out, "{SAMPLE_MARK}")?;
    }
    plain(&shown, out, lang)
}

/// Writes the receipt slip of a petition.
pub fn slip(link: &mut dyn Link, wanted: &SlipArguments, out: &mut dyn Write, lang: Lang) -> Done {
    let lines = match ask(link, Request::Slip(wanted.number.clone()), lang)? {
        Reply::Report { lines, .. } => lines,
        other => return Err(Failure::unexpected(other)),
    };
    let heading = heading(link.welcome(), "", lang)?;
    let lines: Vec<String> = lines.iter().map(|line| line.get(lang).to_owned()).collect();
    Ok(out.write_all(&text_pages(&heading, &lines, PageWidth::Columns80))?)
}

/// What stands above every page of a record.
pub fn heading(welcome: &Welcome, title: &str, lang: Lang) -> Result<Heading, Failure> {
    let office = welcome.office.as_ref().ok_or_else(not_set_up)?;
    Ok(Heading {
        office: Office(office).name(),
        title: title.to_owned(),
        today: welcome.today,
        officer: welcome.officer.clone(),
        is_sample: welcome.sample,
        lang,
    })
}

fn json_line(shown: &Shown, around: &Around, out: &mut dyn Write) -> Done {
    let kind = known_kind(&shown.record.kind)?;
    let lang = around.lang;
    let mut extra = around.extra(kind, &shown.record);
    if !shown.clocks.is_empty() {
        let clocks: Vec<Json> = shown.clocks.iter().map(|clock| clock_json(clock, lang)).collect();
        extra.push(("clocks", clocks.into()));
    }
    let timeline: Vec<Json> = shown.timeline.iter().map(|line| timeline_json(line, lang)).collect();
    extra.push(("timeline", timeline.into()));
    Ok(writeln!(out, "{}", to_json(&shown.record, kind, &extra))?)
}

fn clock_json(clock: &ClockLine, lang: Lang) -> Json {
    json!({
        "title": clock.title.get(lang),
        "due": clock.due.iso(),
        "days": clock.days.trim(),
        "standing": clock.word.get(lang),
        "who": clock.who.get(lang),
        "explanation": clock.explanation.iter().map(|line| line.get(lang)).collect::<Vec<_>>(),
    })
}

fn timeline_json(line: &TimelineLine, lang: Lang) -> Json {
    json!({
        "on": line.on.iso(),
        "at": line.at.iso(),
        "by": line.by,
        "what": line.say.get(lang),
        "detail": line.detail.iter().map(|line| line.get(lang)).collect::<Vec<_>>(),
        "taken_back": line.taken_back,
    })
}

/// The lines of a record below its title.
pub fn record_lines(shown: &Shown, lang: Lang) -> Vec<String> {
    let mut told = Vec::new();
    // Writing to memory cannot fail.
    let _ = plain(shown, &mut told, lang);
    String::from_utf8_lossy(&told).lines().skip(1).map(str::to_owned).collect()
}

fn plain(shown: &Shown, out: &mut dyn Write, lang: Lang) -> Done {
    let get = |say: &Say| text::clean_line(say.get(lang));
    writeln!(out, "{}", get(&shown.title))?;
    for line in &shown.heading {
        writeln!(out, "{}", get(line))?;
    }
    if !shown.clocks.is_empty() {
        writeln!(out, "\n{}", CLOCKS.get(lang))?;
    }
    for (at, clock) in shown.clocks.iter().enumerate() {
        let mark = if shown.urgent.is_some_and(|urgent| urgent as usize == at) { '>' } else { ' ' };
        let line = format!(
            "{mark} {} {} {} {} {}  {}",
            clock.due,
            text::pad_left(&clock.days, 5),
            text::pad(&get(&clock.word), 11),
            text::pad(&get(&clock.title), 19),
            text::pad(&get(&clock.who), 8),
            get(&clock.why),
        );
        writeln!(out, "{}", line.trim_end())?;
    }
    if !shown.timeline.is_empty() {
        writeln!(out, "\n{}", TIMELINE.get(lang))?;
    }
    for line in &shown.timeline {
        let by = text::clean_line(&line.by);
        let taken_back = if line.taken_back { TAKEN_BACK.get(lang) } else { "" };
        writeln!(out, "  {} {}  {}{taken_back}", line.on, text::pad(&by, 12), get(&line.say))?;
        for detail in &line.detail {
            writeln!(out, "{:14}{}", "", get(detail))?;
        }
    }
    Ok(())
}

const CLOCKS: Words = Words::new("VIỆC PHẢI XONG", "TO BE DONE");
const TIMELINE: Words = Words::new("DIỄN BIẾN", "HISTORY");
const TAKEN_BACK: Words = Words::new(" (đã rút lại)", " (taken back)");
const EMPTY: Words = Words::new("(trống)", "(empty)");

fn history(link: &mut dyn Link, shown: &Shown, as_json: bool, out: &mut dyn Write, lang: Lang) -> Done {
    let lines = match ask(link, Request::History(shown.record.id.clone()), lang)? {
        Reply::History(lines) => lines,
        other => return Err(Failure::unexpected(other)),
    };
    if !as_json && link.welcome().sample {
        writeln!(out, "{SAMPLE_MARK}")?;
    }
    let around = if as_json { None } else { Some(Around::ask(link, lang)?) };
    for line in &lines {
        if let Some(around) = &around {
            history_plain(line, around, out)?;
        } else {
            let mut told = history_json(line, lang);
            if let (true, Json::Object(members)) = (link.welcome().sample, &mut told) {
                members.insert("register".to_owned(), SAMPLE_MARK.into());
            }
            writeln!(out, "{told}")?;
        }
    }
    Ok(())
}

fn history_plain(line: &HistoryLine, around: &Around, out: &mut dyn Write) -> Done {
    let lang = around.lang;
    let entry = &line.entry;
    let (at, officer) = (entry.at, &entry.officer);
    writeln!(out, "{} {}  {officer}  {}", at.day(), at.clock(), text::clean_line(line.say.get(lang)))?;
    if let Some(reason) = entry.told_reason() {
        writeln!(out, "    {}: {}", REASON.get(lang), text::clean_line(&reason))?;
    }
    for change in &entry.changes {
        let kind = kind(&change.kind);
        if change.step.as_deref() == Some(NOT_CHOSEN) {
            writeln!(out, "    {}", NOT_CHOSEN_BELOW.get(lang))?;
        } else if entry.changes.iter().any(|other| other.step.as_deref() == Some(NOT_CHOSEN)) {
            writeln!(out, "    {}", CHOSEN_BELOW.get(lang))?;
        }
        for field in &change.fields {
            let def = kind.and_then(|kind| kind.field(&field.name));
            let label = def.map_or(field.name.as_str(), |def| def.label.get(lang));
            let (old, new) = old_and_new(def, field, around);
            writeln!(out, "    {}: {old} -> {new}", text::clean_line(label))?;
        }
    }
    Ok(())
}

const NOT_CHOSEN_BELOW: Words = Words::new("đã gõ, không chọn:", "typed and not chosen:");
const CHOSEN_BELOW: Words = Words::new("đã chọn:", "chosen:");
const REASON: Words = Words::new("Lý do", "Reason");

/// Both values as a person reads them; of the steps of a petition, which are told one by one, how many there are.
fn old_and_new(def: Option<&FieldDef>, change: &FieldChange, around: &Around) -> (String, String) {
    let (lang, circumstances) = (around.lang, around.circumstances());
    let is_steps = def.is_some_and(|def| matches!(def.shape, Shape::Rows(&[])));
    let in_words = |value: &Option<Value>| match (value, def) {
        (None, _) => EMPTY.get(lang).to_owned(),
        (Some(Value::List(rows)), _) if is_steps => rows.len().to_string(),
        (Some(value), Some(def)) => told::value(def, value, &circumstances, lang),
        (Some(value), None) => value_json(value).to_string(),
    };
    let on_one_line = |text: String| text::clean_line(&text.split_whitespace().collect::<Vec<_>>().join(" "));
    (on_one_line(in_words(&change.old)), on_one_line(in_words(&change.new)))
}

fn history_json(line: &HistoryLine, lang: Lang) -> Json {
    let entry = &line.entry;
    let value = |value: &Option<Value>| value.as_ref().map_or(Json::Null, value_json);
    let changes = entry.changes.iter().flat_map(|change| {
        let is_chosen = change.step.as_deref() != Some(NOT_CHOSEN);
        change.fields.iter().map(move |field| {
            let mut told = json!({ "field": field.name, "old": value(&field.old), "new": value(&field.new) });
            if let (false, Json::Object(members)) = (is_chosen, &mut told) {
                members.insert("chosen".to_owned(), false.into());
            }
            told
        })
    });
    json!({
        "seq": entry.seq,
        "at": entry.at.iso(),
        "officer": entry.officer.as_str(),
        "what": line.say.get(lang),
        "step": entry.changes.iter().find_map(|change| change.step.clone()),
        "reason": entry.told_reason(),
        "changes": changes.collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Day, Officer, RequestId, Stamp};
    use crate::cli::args::Columns;
    use crate::cli::scripted::{Scripted, law_in_use, petition};
    use crate::domain::{Change, Entry, kinds::PetitionKind};
    use crate::wire::{Refusal, RefusalKind};

    fn clock() -> ClockLine {
        ClockLine {
            title: Say::plain("Trả lời người gửi"),
            due: Day::from_iso("2026-11-16").unwrap(),
            days: "-7 ".into(),
            word: Say::new("Quá hạn", "Overdue"),
            who: Say::plain("UBND xã"),
            why: Say::plain("10 ngày LV từ 02/11"),
            explanation: vec![Say::plain("VÌ SAO 16/11/2026")],
        }
    }

    fn shown() -> Shown {
        let at = Stamp::from_iso("2026-11-02T08:15:00+07:00").unwrap();
        Shown {
            record: petition(1, PetitionKind::PhanAnh),
            title: Say::plain("Đơn 1/2026"),
            heading: vec![Say::plain("PA, Buôn Ma Lim")],
            clocks: vec![clock()],
            urgent: Some(0),
            timeline: vec![TimelineLine {
                on: at.day(),
                at,
                by: "can_bo_01".into(),
                say: Say::new("Tiếp nhận", "Received"),
                detail: vec![Say::plain("số 14-CV")],
                taken_back: false,
            }],
            steps: Vec::new(),
            refused: Vec::new(),
            unfolded: Vec::new(),
            may_take_back: false,
        }
    }

    fn entries() -> Vec<HistoryLine> {
        let new = petition(1, PetitionKind::PhanAnh);
        let mut edited = new.clone();
        edited.fields.insert("summary".into(), Value::Text("Cầu treo\nđã gãy".into()));
        let mut fresh = new.clone();
        fresh.fields.insert("steps".into(), Value::List(vec![Value::Row(Default::default())]));
        fresh.revision = 0;
        let entry = |seq, changes, clock: &str| HistoryLine {
            entry: Entry {
                seq,
                at: Stamp::from_iso(&format!("2026-11-02T{clock}:00+07:00")).unwrap(),
                officer: Officer::new("can_bo_01").unwrap(),
                request: RequestId([0; 16]),
                reason: None,
                numbers: Vec::new(),
                changes: vec![changes],
            },
            say: Say::new("Sửa", "Changed"),
        };
        vec![
            entry(1, Change::between(None, &fresh, None), "08:15"),
            entry(2, Change::between(Some(&new), &edited, None), "09:30"),
        ]
    }

    fn run(id: &str, history: bool, json: bool) -> Result<String, Failure> {
        let wanted = ShowArguments { id: id.into(), history, json, print: false, columns: Columns::Narrow };
        run_with(&wanted)
    }

    fn run_with(wanted: &ShowArguments) -> Result<String, Failure> {
        let units = crate::exchange::embedded_units(&crate::base::Id::new("C24100n").unwrap());
        let mut link = Scripted::answering(move |request| match request {
            Request::Show(id) if id == "1/2026" => Ok(Reply::Shown(Box::new(shown()))),
            Request::Show(_) => Err(Refusal::new(RefusalKind::Unknown, Say::plain("no such record"))),
            Request::History(_) => Ok(Reply::History(entries())),
            Request::Law => Ok(law_in_use()),
            _ => Ok(Reply::Records { records: units.clone(), total: 121 }),
        });
        let mut out = Vec::new();
        show(&mut link, wanted, &mut out, Lang::Vi)?;
        Ok(String::from_utf8(out).unwrap())
    }

    #[test]
    fn a_record_is_printed_in_pages() {
        let wanted = ShowArguments {
            id: "1/2026".into(),
            history: false,
            json: false,
            print: true,
            columns: Columns::Narrow,
        };
        let printed = run_with(&wanted).unwrap();
        let lines: Vec<&str> = printed.lines().collect();
        assert!(lines[0].starts_with("Ban Dân vận") && lines[0].ends_with(SAMPLE_MARK), "{printed}");
        assert_eq!(lines[1], "Đơn 1/2026");
        assert_eq!(lines[4], "PA, Buôn Ma Lim");
        assert!(printed.ends_with("số 14-CV\n\x0c"), "{printed}");
    }

    #[test]
    fn a_record_shows_its_heading_clocks_and_timeline() {
        insta::assert_snapshot!(run("1/2026", false, false).unwrap(), @r"
        DỮ LIỆU MẪU
        Đơn 1/2026
        PA, Buôn Ma Lim

        VIỆC PHẢI XONG
        > 16/11/2026   -7  Quá hạn     Trả lời người gửi   UBND xã   10 ngày LV từ 02/11

        DIỄN BIẾN
          02/11/2026 can_bo_01     Tiếp nhận
                      số 14-CV
        ");
    }

    #[test]
    fn history_tells_who_changed_what_when_from_what_to_what() {
        let history = run("1/2026", true, false).unwrap();
        assert!(history.contains("02/11/2026 08:15  can_bo_01  Sửa\n"), "{history}");
        assert!(history.contains("    Loại đơn: (trống) -> Phản ánh\n"), "{history}");
        assert!(history.contains("    Diễn biến: (trống) -> 1\n"), "{history}");
        assert!(history.contains("    Thôn, buôn: (trống) -> Buôn Ma Lim, Ia Dreh\n"), "{history}");
        assert!(
            history.contains("    Nội dung tóm tắt: Cầu treo hỏng, đề nghị sửa -> Cầu treo đã gãy\n"),
            "{history}"
        );
        let lines = run("1/2026", true, true).unwrap();
        let last: Json = serde_json::from_str(lines.lines().last().unwrap()).unwrap();
        assert_eq!(last["officer"], "can_bo_01");
        assert_eq!(last["changes"][0]["field"], "summary");
        assert_eq!(last["changes"][0]["new"], "Cầu treo\nđã gãy");
    }

    #[test]
    fn json_is_one_line_that_could_be_added_again() {
        let line = run("1/2026", false, true).unwrap();
        assert_eq!(line.lines().count(), 1);
        let json: Json = serde_json::from_str(&line).unwrap();
        assert_eq!(json["clocks"][0]["due"], "2026-11-16");
        assert_eq!(json["timeline"][0]["by"], "can_bo_01");
        let today = Day::from_iso("2026-11-23").unwrap();
        assert!(crate::exchange::from_json(&crate::domain::kinds::PETITION, &line, today).is_ok());
    }

    #[test]
    fn a_record_that_is_not_there_is_refused() {
        assert_eq!(run("2/2026", false, false).unwrap_err().exit_code(), 1);
    }
}
