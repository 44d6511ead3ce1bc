//! The statistics of a period for scripts and spreadsheets. What the screen does not tell by number is not told here either.

use serde_json::{Value as Json, json};

use crate::base::Lang;
use crate::domain::{
    Choices,
    kinds::PetitionKind,
    petition::statistics::{Cell, Measure, Sheet, cell},
};

use super::{SAMPLE_MARK, csv::line};

/// What stands in the column of kinds of the last row.
const TOTAL: &str = "total";

/// The rows: a kind and its letter, the total last.
fn rows() -> impl Iterator<Item = (char, Option<PetitionKind>)> {
    let kinds = cell::ROWS.iter().copied().map(Some);
    kinds.chain([None]).enumerate().map(|(at, kind)| (cell::letter(at), kind))
}

fn name(kind: Option<PetitionKind>) -> &'static str {
    kind.map_or(TOTAL, PetitionKind::id)
}

/// The table as one JSON object, without the line break; a small number of denunciations is the text `<5`.
pub fn statistics_json(sheet: &Sheet, lang: Lang, is_sample: bool) -> String {
    let table = &sheet.table;
    let row = |(letter, kind): (char, Option<PetitionKind>)| {
        let mut row = serde_json::Map::new();
        row.insert("row".to_owned(), letter.to_string().into());
        row.insert("petition_kind".to_owned(), name(kind).into());
        for measure in Measure::ALL {
            let count = table.count(Cell { kind, measure: *measure });
            let is_told = cell::is_told(kind, count);
            let told = if is_told { Json::from(count) } else { cell::told(kind, count).into() };
            row.insert(measure.name().to_owned(), told);
        }
        Json::Object(row)
    };
    let frozen = sheet.frozen.as_ref().map(|frozen| {
        let adjustments = frozen.adjustments.iter().map(|found| {
            json!({ "id": found.petition.as_str(), "number": found.number.get(lang), "frozen": found.frozen,
                    "live": found.live })
        });
        json!({ "on": frozen.on.iso(), "by": frozen.by.as_str(), "borders": frozen.borders.id(),
                "adjusted": frozen.adjusted, "adjustments": adjustments.collect::<Vec<_>>() })
    });
    let left_out =
        sheet.left_out.iter().map(|(unit, count)| json!({ "unit": unit.get(lang), "count": count }));
    let ways = table.ways.iter().map(|(way, count)| json!({ "state": way, "count": count }));
    let mut object = json!({
        "from": sheet.frame.window.from.iso(),
        "to": sheet.frame.window.to.iso(),
        "period": sheet.frame.window.spelled(),
        "unit": sheet.frame.commune.as_ref().map(|commune| commune.as_str().to_owned()),
        "borders": sheet.frame.borders.id(),
        "is_frozen": sheet.is_frozen(),
        "closing": frozen,
        "rows": rows().map(row).collect::<Vec<_>>(),
        "adds_up": !sheet.is_unbalanced(),
        "letters": table.letters,
        "people": table.people,
        "cases": table.cases,
        "ways": ways.collect::<Vec<_>>(),
        "left_out": left_out.collect::<Vec<_>>(),
    });
    if let (true, Some(object)) = (is_sample, object.as_object_mut()) {
        object.insert("register".to_owned(), SAMPLE_MARK.into());
    }
    object.to_string()
}

/// The table as CSV: a row a kind, and in each what it is of, so that a row that is copied out says it.
pub fn statistics_csv(sheet: &Sheet, lang: Lang, is_sample: bool) -> Vec<u8> {
    let measures = Measure::ALL.iter().map(|measure| measure.name().to_owned());
    let head = ["row", "petition_kind"].map(str::to_owned).into_iter().chain(measures);
    let mut bytes = line(is_sample, head.chain(["list".to_owned()]));
    let frozen = sheet.frozen_line().map_or_else(String::new, |line| format!("; {}", line.get(lang)));
    let list = format!("{}{frozen}", sheet.period_line().get(lang));
    for (letter, kind) in rows() {
        let counts = Measure::ALL.iter().map(|measure| {
            let count = sheet.table.count(Cell { kind, measure: *measure });
            cell::told(kind, count)
        });
        let cells = [letter.to_string(), name(kind).to_owned()].into_iter().chain(counts);
        bytes.extend(line(is_sample, cells.chain([list.clone()])));
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Day, Say};
    use crate::domain::petition::statistics::{Frame, Statistics, Window};

    fn sheet() -> Sheet {
        let window = Window::from_typed("9t/2026", Day::from_iso("2026-11-23").unwrap()).unwrap();
        Sheet {
            table: Statistics {
                kinds: vec![[5, 12, 9, 7, 2, 8, 0], [1, 6, 2, 1, 1, 5, 0]],
                letters: 12,
                ..Statistics::default()
            },
            frame: Frame::new(window),
            named: Say::plain("mọi nơi trong sổ"),
            left_out: Vec::new(),
            frozen: None,
        }
    }

    #[test]
    fn json_and_csv_tell_what_the_screen_tells() {
        let told: Json = serde_json::from_str(&statistics_json(&sheet(), Lang::Vi, true)).unwrap();
        assert_eq!(
            (told["period"].as_str(), told["register"].as_str()),
            (Some("9T/2026"), Some(SAMPLE_MARK))
        );
        assert_eq!(told["rows"][0]["handled"], 9);
        assert_eq!(told["rows"][1]["row"], "B");
        assert_eq!((&told["rows"][1]["carried_over"], &told["rows"][1]["new"]), (&json!("<5"), &json!(6)));
        assert_eq!(told["rows"][6]["petition_kind"], TOTAL);
        assert_eq!((&told["adds_up"], &told["closing"]), (&json!(true), &Json::Null));

        let csv = String::from_utf8(statistics_csv(&sheet(), Lang::Vi, false)).unwrap();
        let lines: Vec<&str> = csv.lines().collect();
        assert_eq!(lines.len(), 8);
        assert!(lines[0].starts_with("row,petition_kind,carried_over,new,handled,on_time,late,remaining,"));
        assert!(lines[2].starts_with("B,to_cao,<5,6,<5,<5,<5,5,0,"), "{csv}");
        assert!(lines[7].starts_with("G,total,5,12,9,7,2,8,0,"), "{csv}");
        assert!(lines[7].contains("Kỳ 9T/2026, 15/12/2025-14/09/2026"), "{csv}");
    }
}
