//! Numbers of documents (số, ký hiệu): within a year the office that issues it gives a number to one document only.

use crate::base::{Day, Say, text};
use crate::domain::{Act, Circumstances, FieldDef, Fields, Problem, Record, Value, kinds::Petition};

use super::{
    ASK_FOR_MORE, COURT, GUIDE, RESULT_FROM_THERE, RETURN, StepDef, TELL, TRANSFER, URGE, fields as f,
};

/// The name of the index.
pub const INDEX: &str = "documents";

/// The fields that hold such a number; two of them share their name with others.
const NUMBERED: &[&FieldDef] = &[&f::DOCUMENT_NUMBER.def, &f::DECISION_NUMBER.def, &f::COMPLEX_FINDING.def];
/// The steps whose document another office wrote: its numbers are not ours to judge.
const OF_OTHERS: &[&StepDef] = &[&RESULT_FROM_THERE, &COURT];
/// The steps whose document is a letter of the office that keeps the register; all others are documents of whoever is
/// responsible for the petition.
const OWN_LETTERS: &[&StepDef] = &[&ASK_FOR_MORE, &GUIDE, &RETURN, &TELL, &TRANSFER, &URGE];

/// A number as it was given with a step.
struct Document {
    field: &'static str,
    number: String,
    on: Day,
}

impl Document {
    /// The documents that the fields of a step name.
    fn of(step: &StepDef, on: Day, fields: &Fields) -> Vec<Document> {
        if is_one_of(step.name, OF_OTHERS) {
            return Vec::new();
        }
        let given = NUMBERED.iter().filter_map(|def| match fields.get(def.name)? {
            Value::Text(number) if step.fields.iter().any(|field| field.name == def.name) => {
                Some(Document { field: def.name, number: number.clone(), on })
            }
            _ => None,
        });
        given.collect()
    }

    fn entered(step: &StepDef, input: &Record) -> Vec<Document> {
        step.day.of(input).map_or_else(Vec::new, |on| Document::of(step, on, &input.fields))
    }

    fn of_act(act: &Act) -> Vec<Document> {
        super::step(&act.step).map_or_else(Vec::new, |step| Document::of(step, act.on, &act.input))
    }

    /// What stands in the index: who issued it, the year, the number however it is spelled.
    fn key(&self, step: &str, petition: Petition<'_>) -> String {
        let number = text::fold_joined(&self.number);
        // A bare number says nothing of its series: it is compared within the same step.
        let series = if number.chars().any(char::is_alphabetic) { "" } else { step };
        let responsible = petition.responsible().filter(|_| !is_one_of(step, OWN_LETTERS));
        format!("{}|{series}|{}|{number}", responsible.unwrap_or_default(), self.on.year())
    }
}

fn is_one_of(step: &str, steps: &[&StepDef]) -> bool {
    steps.iter().any(|one| one.name == step)
}

/// Under what the documents of a petition are found, each once.
pub fn keys(record: &Record) -> Vec<String> {
    let petition = Petition(record);
    let acts = petition.steps();
    let mut keys: Vec<String> = acts
        .iter()
        .flat_map(|act| Document::of_act(act).into_iter().map(|one| one.key(&act.step, petition)))
        .collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Under what the documents are found that are entered with a step.
pub fn entered(step: &StepDef, petition: Petition<'_>, input: &Record) -> Vec<String> {
    let documents = Document::entered(step, input);
    documents.iter().map(|document| document.key(step.name, petition)).collect()
}

/// Refuses a number that another document has. One document may belong to two steps of a petition on one day; one letter
/// about several petitions needs a word of reason.
pub(super) fn one_number_one_document(
    step: &StepDef,
    petition: Petition<'_>,
    input: &Record,
    around: &Circumstances<'_>,
    problems: &mut Vec<Problem>,
) {
    let others = around.before.iter().filter(|other| other.id != petition.0.id);
    let records: Vec<&Record> = std::iter::once(petition.0).chain(others).collect();
    for document in Document::entered(step, input) {
        let key = document.key(step.name, petition);
        let problem = records.iter().find_map(|record| clash(step, petition, &document, &key, record));
        problems.extend(problem);
    }
}

fn clash(
    step: &StepDef,
    petition: Petition<'_>,
    document: &Document,
    key: &str,
    record: &Record,
) -> Option<Problem> {
    let of = Petition(record);
    let is_own = record.id == petition.0.id;
    let steps = of.steps();
    let (act, used) = steps.iter().find_map(|act| {
        let used = Document::of_act(act).into_iter().find(|used| used.key(&act.step, of) == key)?;
        (!is_own || used.on != document.on).then_some((act, used))
    })?;
    let (number, on) = (&document.number, used.on.short());
    if is_own {
        let title = super::step(&act.step).map_or(step.title, |step| step.title);
        return Some(Problem::error(
            document.field,
            Say::new(
                format!("Sửa số: {number} là văn bản ngày {on} ({})", title.vi),
                format!("Correct the number: {number} is a document of {on} ({})", title.en),
            ),
        ));
    }
    let named = of.number().map_or_else(|| record.id.to_string(), |number| number.to_string());
    if act.step == step.name && used.on == document.on {
        return Some(Problem::reason(
            document.field,
            Say::new(
                format!("Ghi lý do một văn bản cho nhiều đơn: {number} đã có ở {named}"),
                format!("Say why one document serves several: {number} is in {named}"),
            ),
        ));
    }
    Some(Problem::error(
        document.field,
        Say::new(
            format!("Sửa số: {number} đã dùng ngày {on}, đơn {named}"),
            format!("Correct the number: {number} was used on {on}, petition {named}"),
        ),
    ))
}
