//! Petitions of usual length, one an entry.

use nghedan::base::{Day, Id, Number, Officer, RequestId, Stamp};
use nghedan::domain::{Change, Entry, Record, TakenNumber, Value};
use nghedan::encoding;

use crate::Failure;

/// What a frame of one entry has beside the entry's own bytes.
const FRAME_BYTES: usize = 20 + 4 + 4 + 40;
/// What two sealed texts have beside themselves.
const SEAL_BYTES: usize = 2 * (8 + 40);

/// The first save of a petition.
pub fn entry(seq: u64) -> Result<Entry, Failure> {
    let id = |text: &str| Id::new(text).ok_or("an id");
    let office = id("C24100n")?;
    let number = Number { seq: u32::try_from(seq)?, year: 2026 };
    let text = |text: &str| Value::Text(text.to_owned());
    let choice = |id: &str| Value::Choice(id.to_owned());
    let mut record = Record::new("petition", id(&format!("C24100n.don.2026.{seq}"))?, office.clone());
    let fields = [
        ("received_on", Value::Day(Day::EPOCH.plus(20_000 + (seq % 700) as i32))),
        ("source", choice("buu_chinh")),
        ("petition_kind", choice("kien_nghi")),
        ("village", Value::Ref(id(&format!("V24115-{:02}", seq % 20))?)),
        ("domain", choice("GT")),
        ("signatories", Value::Int(3)),
        ("summary", text(&"Cầu treo hỏng, học sinh không qua được khi mưa lũ. ".repeat(5))),
        ("sender", text("Người gửi mẫu")),
        ("our_role", choice("theo_doi")),
        ("responsible", text("UBND")),
        ("officer", text("hoa")),
        ("number", Value::Number(number)),
        ("state", choice("moi_tiep_nhan")),
    ];
    record.fields.extend(fields.map(|(name, value)| (name.to_owned(), value)));
    let mut request = [0; 16];
    request.iter_mut().zip(seq.to_le_bytes()).for_each(|(to, from)| *to = from);
    Ok(Entry {
        seq,
        at: Stamp(1_795_000_000_000 + i64::try_from(seq)? * 60_000),
        officer: Officer::new("hoa").ok_or("an officer")?,
        request: RequestId(request),
        reason: None,
        numbers: vec![TakenNumber { office, book: "don".to_owned(), number }],
        changes: vec![Change::between(None, &record, None)],
    })
}

/// As many bytes as the frame of this entry alone.
pub fn frame_bytes(entry: &Entry) -> Result<Vec<u8>, Failure> {
    Ok(vec![0x5a; encoding::entry::encode(entry)?.len() + FRAME_BYTES + SEAL_BYTES])
}

/// What a store keeps of an entry beside its bytes: records with the values that they are found by.
pub struct Kept {
    /// The record's id.
    pub id: String,
    /// Its bytes.
    pub record: Vec<u8>,
    /// Field and value of each index.
    pub keys: Vec<(&'static str, String)>,
}

/// The record of an entry of one change.
pub fn kept(entry: &Entry) -> Result<Kept, Failure> {
    let change = entry.changes.first().ok_or("a change")?;
    let record = change.apply(None)?;
    let indexed = ["received_on", "petition_kind", "village", "domain", "number", "state"];
    let keys = indexed.iter().map(|field| (*field, format!("{:?}", record.fields.get(*field)))).collect();
    Ok(Kept { id: record.id.to_string(), record: encoding::record::encode(&record)?, keys })
}
