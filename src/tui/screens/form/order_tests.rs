//! The order of fields of every form is frozen within a version: hands know it.

use insta::assert_snapshot;

use super::entry::Entry;
use crate::domain::{
    FieldDef, KINDS,
    kinds::{LINES, PETITION},
    petition,
};

fn names(fields: &[FieldDef]) -> String {
    let typed = fields.iter().filter(|def| Entry::is_typed(def)).map(|def| def.name);
    typed.collect::<Vec<_>>().join(" ")
}

#[test]
fn no_field_moves_unseen() {
    let mut out = String::new();
    let letter = |letter: Option<char>| letter.map_or_else(|| "-".to_owned(), String::from);
    for kind in KINDS {
        out.push_str(&format!("{}: {}\n", kind.name, names(kind.fields)));
        for step in kind.steps {
            out.push_str(&format!("  {} {}: {}\n", letter(step.letter), step.name, names(step.fields)));
        }
        if kind.name == PETITION.name {
            for step in petition::STEPS {
                out.push_str(&format!("  {} {}: {}\n", letter(step.letter), step.name, names(step.fields)));
            }
        }
    }
    out.push_str("the gate of an update: 0 =");
    for line in LINES {
        out.push_str(&format!(" {}{}", letter(line.def.letter), line.def.name));
    }
    assert_snapshot!("order_of_fields", out);
}
