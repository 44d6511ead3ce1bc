//! Three-way merging: what two officers made of the same record, each from the state that both had seen.

use std::collections::BTreeSet;

use super::{Fields, Value};

/// The step name of the part of an entry that holds what its officer had typed and did not choose. Frozen: on disk.
///
/// Such a change leads to the values that lost, and the next change of the same entry leads away from them, so that they
/// stand in the history with their officer and time and can be taken back, though no reader ever saw them.
pub const NOT_CHOSEN: &str = "khong_chon";

/// What comes out when two changes of one state are laid together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// Everything that does not contradict itself; of what does, our value.
    pub fields: Fields,
    /// Fields in which the saved state differs from ours only because of its own change, by name.
    pub taken: Vec<String>,
    /// Fields that both changed, each in its own way, by name.
    pub conflicts: Vec<String>,
}

/// Lays our state and the saved one together, both made from `base`. A field without value is one value among others, so
/// that emptying is a change too. Nothing that either side wrote is lost: it stands in `fields` or is a conflict.
pub fn merge(base: &Fields, ours: &Fields, saved: &Fields) -> Merged {
    let mut merged = Merged::default();
    let names: BTreeSet<&String> = base.keys().chain(ours.keys()).chain(saved.keys()).collect();
    for name in names {
        let (before, our, their) = (base.get(name), ours.get(name), saved.get(name));
        let value = if our == their || their == before {
            our.cloned()
        } else if our == before {
            merged.taken.push(name.clone());
            their.cloned()
        } else if let Some(rows) = added_by_both(before, our, their) {
            if our != Some(&rows) {
                merged.taken.push(name.clone());
            }
            Some(rows)
        } else {
            merged.conflicts.push(name.clone());
            our.cloned()
        };
        if let Some(value) = value {
            merged.fields.insert(name.clone(), value);
        }
    }
    merged
}

/// The list with what both sides added to it: first the rows that both had seen, then the saved ones, then ours. A row that
/// both added alike stands once. `None` when a side took out or changed a row that was there, or it is no list.
fn added_by_both(base: Option<&Value>, ours: Option<&Value>, saved: Option<&Value>) -> Option<Value> {
    let (Value::List(ours), Value::List(saved)) = (ours?, saved?) else { return None };
    let base = match base {
        None => &[][..],
        Some(Value::List(base)) => base,
        Some(_) => return None,
    };
    let our_new = without(ours, base)?;
    let mut rows = base.to_vec();
    rows.extend(without(saved, base)?);
    let mut theirs = without(saved, base)?;
    for row in our_new {
        match theirs.iter().position(|their| *their == row) {
            Some(at) => drop(theirs.swap_remove(at)),
            None => rows.push(row),
        }
    }
    Some(Value::List(rows))
}

/// The rows without those of `base`, each as often as it stands there; `None` when one of them is missing.
fn without(rows: &[Value], base: &[Value]) -> Option<Vec<Value>> {
    let mut left = rows.to_vec();
    for row in base {
        let at = left.iter().position(|own| own == row)?;
        left.remove(at);
    }
    Some(left)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(text: &str) -> Value {
        Value::Text(text.into())
    }

    fn fields(pairs: &[(&str, Value)]) -> Fields {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
    }

    fn rows(names: &[&str]) -> Value {
        Value::List(names.iter().map(|name| Value::Row(fields(&[("text", text(name))]))).collect())
    }

    #[test]
    fn what_only_one_side_touched_merges_and_what_both_touched_is_told() {
        let base = fields(&[("domain", text("GT")), ("signed", Value::Int(1)), ("officer", text("02"))]);
        let ours = fields(&[("domain", text("CS")), ("signed", Value::Int(1)), ("note", text("x"))]);
        let saved = fields(&[("domain", text("DD")), ("signed", Value::Int(7)), ("officer", text("02"))]);
        let merged = merge(&base, &ours, &saved);
        assert_eq!((merged.taken, merged.conflicts), (vec!["signed".into()], vec!["domain".into()]));
        let expected = [("domain", text("CS")), ("signed", Value::Int(7)), ("note", text("x"))];
        assert_eq!(merged.fields, fields(&expected), "we emptied the officer");
    }

    #[test]
    fn two_new_records_of_one_thing_lose_nothing_of_either() {
        let ours = fields(&[("village", text("ML")), ("note", text("ta")), ("items", rows(&["cầu"]))]);
        let saved = fields(&[("village", text("ML")), ("note", text("họ")), ("items", rows(&["giếng"]))]);
        let merged = merge(&Fields::new(), &ours, &saved);
        assert_eq!(merged.conflicts, ["note"]);
        assert_eq!(merged.fields["items"], rows(&["giếng", "cầu"]));
    }

    #[test]
    fn rows_merge_only_when_neither_side_changed_or_took_out_one() {
        let of = |value: Value| fields(&[("items", value)]);
        let base = of(rows(&["a", "b"]));
        let merged = merge(&base, &of(rows(&["a", "b", "c"])), &of(rows(&["a", "b", "c", "d"])));
        assert_eq!(merged.fields["items"], rows(&["a", "b", "c", "d"]), "the same row twice is one");
        for saved in [rows(&["a", "d"]), rows(&["a", "B", "d"])] {
            let merged = merge(&base, &of(rows(&["a", "b", "c"])), &of(saved));
            assert_eq!(merged.conflicts, ["items"]);
        }
    }

    fn any_state() -> impl Strategy<Value = Fields> {
        let list = proptest::collection::vec(0..4i64, 0..4)
            .prop_map(|items| Value::List(items.into_iter().map(Value::Int).collect()));
        let value = prop_oneof![(0..3i64).prop_map(Value::Int), list];
        proptest::collection::btree_map("[a-d]", value, 0..5)
    }

    /// The same whatever order rows have.
    fn unordered(fields: &Fields) -> Vec<(String, String)> {
        let plain = |value: &Value| match value {
            Value::List(items) => {
                let mut items: Vec<String> = items.iter().map(|item| format!("{item:?}")).collect();
                items.sort();
                items.concat()
            }
            other => format!("{other:?}"),
        };
        fields.iter().map(|(name, value)| (name.clone(), plain(value))).collect()
    }

    fn holds(merged: Option<&Value>, wanted: Option<&Value>) -> bool {
        match (merged, wanted) {
            (Some(Value::List(all)), Some(Value::List(own))) => without(all, own).is_some(),
            (merged, wanted) => merged == wanted,
        }
    }

    proptest! {
        #[test]
        fn nothing_that_a_side_wrote_is_lost(base in any_state(), ours in any_state(), saved in any_state()) {
            let merged = merge(&base, &ours, &saved);
            for name in base.keys().chain(ours.keys()).chain(saved.keys()) {
                for side in [&ours, &saved] {
                    let wrote = side.get(name) != base.get(name);
                    let told = merged.conflicts.contains(name) || holds(merged.fields.get(name), side.get(name));
                    prop_assert!(!wrote || told, "{}", name);
                }
                prop_assert!(!merged.conflicts.contains(name) || merged.fields.get(name) == ours.get(name));
            }
        }

        #[test]
        fn it_is_the_same_from_both_sides(base in any_state(), ours in any_state(), saved in any_state()) {
            let (here, there) = (merge(&base, &ours, &saved), merge(&base, &saved, &ours));
            prop_assert_eq!(&here.conflicts, &there.conflicts);
            let agreed = |merged: &Merged| {
                let mut fields = merged.fields.clone();
                fields.retain(|name, _| !merged.conflicts.contains(name));
                unordered(&fields)
            };
            prop_assert_eq!(agreed(&here), agreed(&there));
        }

        #[test]
        fn merging_again_changes_nothing(base in any_state(), ours in any_state(), saved in any_state()) {
            let once = merge(&base, &ours, &saved);
            let twice = merge(&base, &once.fields, &saved);
            prop_assert_eq!(&twice.conflicts, &once.conflicts);
            prop_assert_eq!(unordered(&twice.fields), unordered(&once.fields));
            let alone = merge(&base, &ours, &base);
            prop_assert_eq!((alone.fields, alone.conflicts, alone.taken), (ours, vec![], vec![]));
        }
    }
}
