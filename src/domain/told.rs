//! A value in words: units, agencies and records of a book by their names, also in lists and in the rows of a table.

use crate::base::{Id, Lang, Number};

use super::{Circumstances, FieldDef, Shape, Value, kind, parse};

/// A value as a person reads it; what is only an id stays one.
pub fn value(field: &FieldDef, value: &Value, around: &Circumstances<'_>, lang: Lang) -> String {
    match (field.shape, value) {
        (Shape::Agency, Value::Text(code)) => around.office.agency_name(code),
        (Shape::Unit(_), Value::Ref(id)) => around.places.full_name(id, around.today),
        (Shape::Record(of), Value::Ref(id)) => in_its_book(of, id).unwrap_or_else(|| id.to_string()),
        (Shape::List(inner), Value::List(items)) => {
            let inner = FieldDef { shape: *inner, ..*field };
            joined(items.iter().map(|item| self::value(&inner, item, around, lang)), "; ")
        }
        (Shape::Rows(columns), Value::List(rows)) => {
            let cells = |row: &Value| -> Option<String> {
                let Value::Row(cells) = row else { return None };
                let told = columns
                    .iter()
                    .filter_map(|column| Some(self::value(column, cells.get(column.name)?, around, lang)));
                Some(joined(told, ", "))
            };
            joined(rows.iter().filter_map(cells), "; ")
        }
        _ => parse::shown(field, value, lang),
    }
}

/// The number of a record, which its id tells: office, book, year, number.
fn in_its_book(of: &str, id: &Id) -> Option<String> {
    let book = kind(of)?.book?;
    let mut parts = id.as_str().rsplitn(4, '.');
    let (seq, year) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    parts.next().filter(|name| *name == book.name)?;
    Some(book.in_full(Number { seq, year }))
}

fn joined(parts: impl Iterator<Item = String>, between: &str) -> String {
    parts.collect::<Vec<_>>().join(between)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::kinds::{figures_fields, matter_fields, village_update_fields as update};
    use crate::domain::{FieldValue, Periods, Places, Record, kinds::OFFICE, kinds::Office};
    use crate::domain::{Fields, law::Law};

    fn told(field: &FieldDef, of: &Value) -> String {
        let id = Id::new("C24100n").unwrap();
        let office = Record::new(OFFICE.name, id.clone(), id);
        value(
            field,
            of,
            &Circumstances {
                today: crate::base::Day::from_iso("2026-11-23").unwrap(),
                officer: &crate::base::Officer::new("can_bo_01").unwrap(),
                office: Office(&office),
                law: &Law::embedded().unwrap(),
                places: &Places::new(&[]),
                periods: &Periods::default(),
                before: &[],
            },
            Lang::Vi,
        )
    }

    #[test]
    fn lines_that_were_kept_and_rows_are_told_by_their_labels() {
        let kept = vec!["households".to_owned(), "without_water".to_owned()].into_value();
        assert_eq!(told(&figures_fields::KEPT.def, &kept), "Số hộ; Hộ thiếu nước");
        let row = Fields::from([
            ("domain".to_owned(), Value::Choice("NS".into())),
            ("severity".to_owned(), Value::Choice("khan".into())),
            ("text".to_owned(), Value::Text("Giếng cạn".into())),
            ("matter".to_owned(), Id::new("C24100n.viec.2026.31").unwrap().into_value()),
        ]);
        let rows = vec![row].into_value();
        let words = told(&update::ITEMS.def, &rows);
        assert!(words.ends_with(", Khẩn, Giếng cạn, V-031/2026") && !words.contains("NS"), "{words}");
    }

    #[test]
    fn records_of_a_book_are_told_by_their_numbers_and_others_stay_ids() {
        let petitions = vec![Id::new("C24100n.don.2025.90").unwrap()].into_value();
        assert_eq!(told(&matter_fields::PETITIONS.def, &petitions), "90/2025");
        let update = Id::new("C24100n.village_update.V24115-01.2026-W47").unwrap().into_value();
        assert_eq!(
            told(&matter_fields::FROM_UPDATE.def, &update),
            "C24100n.village_update.V24115-01.2026-W47"
        );
    }
}
