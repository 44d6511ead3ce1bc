//! What the server says.

use serde::{Deserialize, Serialize};

use super::village::{Silent, UpdateSheet, VillagePage};
use super::{Beside, EndedUnit, LawInUse, LawMoves, Merge, Refusal};
use crate::base::{Day, Id, Number, Officer, Say, Stamp};
use crate::domain::{Draft, Entry, Fields, Problem, Record, Value, petition::statistics::Sheet, query::View};

/// One frame from the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Message {
    /// The answer to a call.
    Reply {
        /// The call's ticket.
        ticket: u32,
        /// What came of it.
        outcome: Outcome,
    },
    /// A long work goes on.
    Progress {
        /// The call's ticket.
        ticket: u32,
        /// Parts done.
        done: u64,
        /// Parts in all; 0 when not known.
        total: u64,
        /// What is being done.
        say: Say,
    },
    /// Something changed that was not asked for.
    Push(Push),
}

/// An answer or a refusal.
pub type Outcome = Result<Reply, Refusal>;

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reply {
    /// To `Hello`.
    Welcome(Welcome),
    /// To `Home`.
    Home(Home),
    /// To `Page`.
    Page(Page),
    /// To `Rows`: those that are still visible.
    Rows(Vec<Row>),
    /// To `Records`.
    Records {
        /// The records.
        records: Vec<Record>,
        /// How many the list has.
        total: u32,
    },
    /// To `Show`.
    Shown(Box<Shown>),
    /// To `History`, oldest first.
    History(Vec<HistoryLine>),
    /// To `LookUp`.
    LookedUp(LookedUp),
    /// To `Silent`.
    Silent(Silent),
    /// To `OpenUpdate`.
    Update(Box<UpdateSheet>),
    /// To `Village`.
    Village(Box<VillagePage>),
    /// To `Examine`, `ExamineMany`.
    Examined(Examined),
    /// To `Save`, `SaveMany`, `TakeBack`, `Link`, `ChangeLaw`: it is on the disk.
    Saved(Saved),
    /// To `Drafts`.
    Drafts(Vec<DraftLine>),
    /// To `OpenDraft`.
    Draft(Option<Draft>),
    /// To `Import`, `Sample`, `Check`, `Rebuild`: what was done or found. To `Slip`: its lines.
    Report {
        /// Line by line.
        lines: Vec<Say>,
        /// Whether all is well.
        ok: bool,
    },
    /// To `JournalExtent`.
    JournalExtent {
        /// The id of the register.
        register: [u8; 16],
        /// The number of the last entry.
        seq: u64,
        /// Its hash.
        hash: [u8; 32],
        /// Bytes of each segment.
        segments: Vec<u64>,
    },
    /// To `JournalBytes`; empty behind the end.
    JournalBytes(Vec<u8>),
    /// Done, nothing to say.
    Done,
    /// To `OpenContact`: the reason is on the disk.
    Contact(Contact),
    /// To `BookNames`: visits with who came; none behind the last.
    BookNames(Vec<(Id, String)>),
    /// To `CountBy`.
    Counted(Counted),
    /// To `Statistics`: the table, of what was understood.
    Statistics(Box<Sheet>),
    /// To `EndedUnits`.
    EndedUnits(Vec<EndedUnit>),
    /// To `Search`.
    Found(Found),
    /// To `Compare`.
    Compared(Box<Merge>),
    /// To `Beside`.
    Beside(Box<Beside>),
    /// To `KeepDraft`: the version that is on the disk.
    Kept(Stamp),
    /// To `RestoreDraft`: what came back, if there was any.
    Restored(Option<Say>),
    /// To `Law`.
    Law(Box<LawInUse>),
    /// To `ChangeLaw` that only asks.
    LawMoves(Box<LawMoves>),
}

/// The contact of a petition's sender, opened for one reason.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The petition.
    pub id: Id,
    /// Its revision with the line that says so.
    pub revision: u32,
    /// Field by field: its label and what stands in it.
    pub lines: Vec<(Say, String)>,
}

impl std::fmt::Debug for Contact {
    /// Never what stands in it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Contact").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Which register this is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Welcome {
    /// The server's build.
    pub build: String,
    /// Who the kernel says is connected.
    pub officer: Officer,
    /// The office; `None`: a register that was not set up yet.
    pub office: Option<Record>,
    /// The office's unit in words, for row 1 of every screen.
    pub unit_name: String,
    /// Whether it is a register of samples (DỮ LIỆU MẪU).
    pub sample: bool,
    /// Today in this register.
    pub today: Day,
    /// Whether nothing can be saved now.
    pub read_only: bool,
    /// Whether nothing can be saved until somebody makes room on the disk.
    pub is_full: bool,
    /// How many drafts the officer has.
    pub drafts: u32,
    /// How many of them were being typed in when the line or the program stopped.
    pub stopped: u32,
    /// What was found when the register was opened; told once, to whoever comes first.
    pub found: Vec<Say>,
}

/// The home screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Home {
    /// Today.
    pub today: Day,
    /// Nine lines, in the order of the digits.
    pub lines: Vec<HomeLine>,
    /// The longest overdue, the worst first, at most 15, as rows of the list of petitions.
    pub worst: Vec<Row>,
}

/// One line of the home screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HomeLine {
    /// How many rows the list under its digit has.
    pub count: u32,
    /// Who must act and the worst case; what will stand there when the line has no data yet.
    pub note: Say,
    /// The same for a narrow window.
    pub note_short: Say,
}

/// A row of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The record.
    pub id: Id,
    /// One text a column of the kind's declaration.
    pub cells: Vec<String>,
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// The rows.
    pub rows: Vec<Row>,
    /// Rows passed over before the first.
    pub offset: u32,
    /// Rows of the list.
    pub total: u32,
    /// How many rows each view has under the same narrowing.
    pub counts: Vec<(View, u32)>,
    /// What the narrowing was understood as.
    pub echo: Option<Say>,
    /// The filters in words.
    pub filters: Vec<Say>,
}

/// A list counted by a facet. The counts of all lines make the total.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// The most first.
    pub lines: Vec<CountLine>,
    /// Rows of the list.
    pub total: u32,
    /// How many of them are overdue.
    pub overdue: u32,
    /// What the facet is called.
    pub label: Say,
    /// What the narrowing was understood as.
    pub echo: Option<Say>,
}

/// The records of a list that have one value of a facet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountLine {
    /// The value, as a filter of the same list takes it.
    pub value: Value,
    /// Its code in tables.
    pub code: String,
    /// The value in words.
    pub label: Say,
    /// How many.
    pub count: u32,
    /// How many of them are overdue.
    pub overdue: u32,
}

/// One record with all that a detail shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// The record.
    pub record: Record,
    /// What stands in row 1.
    pub title: Say,
    /// The lines under it.
    pub heading: Vec<Say>,
    /// Every clock, done or open.
    pub clocks: Vec<ClockLine>,
    /// Which of them is the most urgent open one.
    pub urgent: Option<u32>,
    /// The newest first.
    pub timeline: Vec<TimelineLine>,
    /// The steps that are lawful now.
    pub steps: Vec<StepOffer>,
    /// The other steps with the reason why not.
    pub refused: Vec<(StepOffer, Say)>,
    /// Whether the officer could take the last step back.
    pub may_take_back: bool,
    /// The record in a few lines, as a list unfolds it below its rows; empty: the list opens it instead.
    pub unfolded: Vec<Say>,
}

/// One clock of a detail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockLine {
    /// What must be done.
    pub title: Say,
    /// The last day.
    pub due: Day,
    /// `-7`, `+2n`, empty when done.
    pub days: String,
    /// The word beside the days.
    pub word: Say,
    /// Who must act.
    pub who: Say,
    /// Why, in five words.
    pub why: Say,
    /// Why, in full.
    pub explanation: Vec<Say>,
}

/// One line of a timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineLine {
    /// The day on which it counts.
    pub on: Day,
    /// When it was entered.
    pub at: Stamp,
    /// Who entered it.
    pub by: String,
    /// What was done.
    pub say: Say,
    /// Everything that was entered with it.
    pub detail: Vec<Say>,
    /// Taken back later, or a taking back.
    pub taken_back: bool,
}

/// A step that can be taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepOffer {
    /// Its name on disk.
    pub name: String,
    /// Its letter.
    pub letter: Option<char>,
    /// What it is called.
    pub title: Say,
}

/// One act in a record's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryLine {
    /// The whole entry, with the changes of this record only.
    pub entry: Entry,
    /// What was done, in words.
    pub say: Say,
}

/// What a look-up found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookedUp {
    /// At most nine, the likeliest first.
    pub offers: Vec<Offer>,
    /// The first is meant beyond doubt: the form takes it and goes on.
    pub sure: bool,
    /// How many there are in all.
    pub total: u32,
}

/// One value that a look-up offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// What would be stored.
    pub value: Value,
    /// What would be typed to get it.
    pub code: String,
    /// What it is, in words.
    pub echo: Say,
}

/// What was found over everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The groups in which anything is found, in their fixed order.
    pub groups: Vec<FoundGroup>,
    /// The filters that were understood, in words.
    pub understood: Vec<Say>,
    /// Filters that are not clear, as they were typed; they narrow nothing.
    pub unclear: Vec<String>,
    /// What was searched, when nothing is found.
    pub nothing: Option<Say>,
}

/// What was found of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundGroup {
    /// The kind, whose declaration has heading and columns ([`crate::domain::Searchable`]).
    pub kind: String,
    /// How many there are in all.
    pub total: u32,
    /// The likeliest of them; one text a column of the look-up.
    pub rows: Vec<FoundRow>,
}

/// A row of what was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundRow {
    /// The record.
    pub row: Row,
    /// What to look up instead of opening it: a commune leads to all that lies there (`xa:iadreh`).
    pub leads_to: Option<String>,
}

/// What would happen if a form were saved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Examined {
    /// All problems at once, in the order of the form.
    pub problems: Vec<Problem>,
    /// What would be filled in by itself, with how it reads.
    pub filled: Vec<(String, Offer)>,
    /// Deadlines that it would start.
    pub deadlines: Vec<Say>,
    /// Doubts about these deadlines.
    pub doubts: Vec<Say>,
    /// Petitions that may be the same, as rows of the list.
    pub duplicates: Vec<Row>,
    /// Petitions with which a new one will be linked when it is saved, as rows of the list.
    pub linked: Vec<Row>,
    /// Of a step: the petition in one line and the states it leads between.
    pub heading: Vec<Say>,
    /// Of a step: the offices it has been at.
    pub chain: Option<Say>,
    /// Of a step: what it starts, ends and leaves open.
    pub after: Vec<Say>,
    /// Of a changed record: what stands in it now, with how each reads. Of a step: the kind of its petition, without
    /// which the form has no field for a story.
    pub current: Vec<(String, Offer)>,
    /// The revision that the record has now.
    pub revision: u32,
}

/// A change is on the disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// The record.
    pub id: Id,
    /// Its number, when it has one.
    pub number: Option<Number>,
    /// Its revision now.
    pub revision: u32,
    /// "Đã lưu 124/2026, hạn thụ lý 02/12".
    pub say: Say,
}

/// A draft in the list of drafts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftLine {
    /// The draft.
    pub draft: Draft,
    /// What it is: "Đơn mới, Ma Lim, KN DD".
    pub title: Say,
    /// Where it stopped: "mục 8 Nội dung tóm tắt".
    pub stopped_at: Say,
    /// How far it is and what is missing.
    pub state: Say,
    /// What changed since it was kept.
    pub since: Option<Say>,
    /// It lies open in another terminal of the officer.
    pub is_elsewhere: bool,
}

/// Something changed that was not asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Push {
    /// Records that the officer may see were changed.
    Changed {
        /// By whom.
        by: Officer,
        /// Their kind.
        kind: String,
        /// Which.
        ids: Vec<Id>,
        /// What was done, in words without content.
        say: Say,
        /// The nine counts of the home screen now.
        counts: Vec<u32>,
    },
    /// The officer's drafts changed in another terminal.
    Drafts(u32),
    /// A new day began.
    Day(Day),
    /// Nothing can be saved any more, or again.
    ReadOnly(bool),
    /// Nothing can be saved until somebody makes room on the disk, or there is room again.
    Full(bool),
    /// The register is being opened; every request is refused until then ([`super::RefusalKind::Opening`]).
    Opening {
        /// Parts done.
        done: u64,
        /// Parts in all; 0 when not known.
        total: u64,
        /// The same in words.
        say: Say,
    },
    /// The register is open: say hello again.
    Opened,
}

/// The fields of an offer list as plain values.
pub fn values(offers: &[(String, Offer)]) -> Fields {
    offers.iter().map(|(name, offer)| (name.clone(), offer.value.clone())).collect()
}
