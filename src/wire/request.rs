//! What a client asks.

use serde::{Deserialize, Serialize};

use super::{Choice, LawText};
use crate::base::{Day, Id, Lang, Period, RequestId};
use crate::domain::{Draft, Fields, FormName, Record, petition::statistics::Frame, query::Query};

/// A request with the ticket under which its reply comes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Chosen by the client, one more each time.
    pub ticket: u32,
    /// What is asked.
    pub request: Request,
}

/// One thing asked of the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// The first frame of every connection.
    Hello {
        /// [`super::PROTOCOL`].
        protocol: u32,
        /// The client's build.
        build: String,
        /// The language of texts in tables.
        lang: Lang,
    },
    /// The numbers of the home screen.
    Home,
    /// A page of a list.
    Page {
        /// What is listed.
        query: Query,
        /// Rows to pass over.
        offset: u32,
        /// Rows wanted, at most [`crate::base::limits::PAGE_ROWS_MAX`].
        rows: u32,
        /// For a file: days and numbers with their year, however narrow the columns of the screen are.
        in_full: bool,
    },
    /// Some rows again, after a push.
    Rows {
        /// Their kind.
        kind: String,
        /// Which.
        ids: Vec<Id>,
    },
    /// Whole records of a list, for scripts and exports.
    Records {
        /// What is listed.
        query: Query,
        /// Words that the record must hold, folded.
        text: String,
        /// Records to pass over.
        offset: u32,
        /// Records wanted, at most [`crate::base::limits::PAGE_ROWS_MAX`].
        limit: u32,
    },
    /// One record with all that a detail shows, by id or by number.
    Show(String),
    /// Who did what to a record when, with old and new values.
    History(Id),
    /// What was typed in a field that only the server understands: a unit, an agency, a record.
    LookUp {
        /// The form.
        form: FormName,
        /// What stands in it so far.
        fields: Fields,
        /// The field.
        field: String,
        /// What was typed; empty: everything that can stand there.
        text: String,
    },
    /// What would happen if this form were saved: problems, deadlines, duplicates, defaults.
    Examine {
        /// The form.
        form: FormName,
        /// The revision of the record when the form was opened; 0 for a new one.
        base: u32,
        /// What stands in it.
        fields: Fields,
    },
    /// What would happen if these forms were saved together.
    ExamineMany(Vec<SavePart>),
    /// Which villages have not reported on a period.
    Silent {
        /// The period; `None`: the one that is reported on now.
        period: Option<Period>,
        /// What was typed to narrow it.
        narrow: String,
    },
    /// What the form of a village's update begins with.
    OpenUpdate {
        /// The village.
        village: Id,
        /// The period; `None`: the one that is reported on now.
        period: Option<Period>,
    },
    /// The page of a village.
    Village(Id),
    /// Save a form: a new record, a change, or a step.
    Save {
        /// So that a request sent twice is done once.
        request: RequestId,
        /// The form.
        form: FormName,
        /// The revision on which the change is based.
        base: u32,
        /// What stands in it.
        fields: Fields,
        /// The word of reason, where a problem asks for one.
        reason: Option<String>,
    },
    /// Save several forms in one entry, whole or not at all: a village's update with its figures, nil reports of several.
    SaveMany {
        /// So that a request sent twice is done once.
        request: RequestId,
        /// The forms, at most [`crate::base::limits::SAVE_PARTS_MAX`].
        parts: Vec<SavePart>,
        /// The word of reason, where a problem of one of them asks for one.
        reason: Option<String>,
    },
    /// Take the last step of a petition back.
    TakeBack {
        /// So that a request sent twice is done once.
        request: RequestId,
        /// The petition.
        id: Id,
        /// The revision on which it is based.
        base: u32,
    },
    /// Open the contact of a petition's sender; the reason is written down before it is shown.
    OpenContact {
        /// So that a request sent twice is done once.
        request: RequestId,
        /// The petition.
        id: Id,
        /// Why.
        reason: String,
    },
    /// Erase the contacts of petitions that were closed long enough ago (see the office's setting).
    EraseContacts {
        /// So that a request sent twice is done once.
        request: RequestId,
        /// Only say of which petitions.
        dry_run: bool,
    },
    /// Link a petition with another one about the same matter, or take such a link back. What each says stays: no
    /// revision is asked for.
    Link {
        /// So that a request sent twice is done once.
        request: RequestId,
        /// The petition.
        id: Id,
        /// The other petition.
        other: Id,
        /// Whether they are linked from now on.
        linked: bool,
    },
    /// The officer's drafts.
    Drafts,
    /// Keep a form as it stands. `kept_at` is the version from which it goes on (0: from none that is known): one that was
    /// kept on another connection meanwhile is not written over.
    KeepDraft(Draft),
    /// The draft of a form.
    OpenDraft(FormName),
    /// Remove a draft that is none any more: its form was saved, or is empty again.
    DropDraft(FormName),
    /// The officer discards a draft: it can be had back for some days.
    DiscardDraft(FormName),
    /// Bring back the draft that the officer discarded last.
    RestoreDraft,
    /// Set the register up, or add units to it.
    Import {
        /// So that a request sent twice is done once.
        request: RequestId,
        /// The records; an office only while there is none.
        records: Vec<Record>,
        /// Only say what would be done.
        dry_run: bool,
    },
    /// Fill an empty register with sample data.
    Sample {
        /// How many petitions; `None`: as many as the recipe makes up to the day.
        petitions: Option<u32>,
        /// The seed; `None`: the recipe's.
        seed: Option<u64>,
        /// What "today" is in it; `None`: the recipe's second demo day.
        day: Option<Day>,
    },
    /// Verify journal, chain, state and indexes.
    Check,
    /// Set the state aside and build it again from the journal.
    Rebuild,
    /// How long the journal is; for its owner, who copies it.
    JournalExtent,
    /// The journal's own bytes from a place on, at most [`crate::base::limits::BACKUP_PIECE_BYTES_MAX`]; for its owner.
    JournalBytes {
        /// The segment, from 1.
        segment: u64,
        /// Where in it.
        offset: u64,
    },
    /// Leave, if nobody else is connected: an older embedded server makes room for a newer build.
    Leave,
    /// How many records of a list have which value of a facet.
    CountBy {
        /// The list.
        query: Query,
        /// A facet of its kind.
        facet: String,
    },
    /// The statistics of petitions.
    Statistics {
        /// Of which; its commune counts where no place is typed.
        frame: Frame,
        /// The commune as it was typed; empty: every place of the register.
        place: Option<String>,
        /// What was frozen is asked back, by the borders by which it was: where no place is named, of the own commune, or
        /// of every place where only that was frozen.
        frozen_first: bool,
    },
    /// Look something up over everything.
    Search {
        /// What was typed, filter words included; at most [`crate::base::limits::FIND_CHARS_MAX`] letters count.
        text: String,
        /// Only in the group of this kind.
        group: Option<String>,
        /// Rows of each group to pass over.
        offset: u32,
        /// Rows of each group wanted, at most [`crate::base::limits::PAGE_ROWS_MAX`].
        rows: u32,
    },
    /// The receipt slip of a petition, by id or by number.
    Slip(String),
    /// What two officers made of a record: a form as it stands beside what is saved.
    Compare {
        /// The form.
        form: FormName,
        /// The revision from which it was made.
        base: u32,
        /// What stands in it.
        fields: Fields,
        /// The record, also when the form is that of a new one.
        record: Id,
    },
    /// A petition's form as it stands beside another petition, to see whether they are about one matter.
    Beside {
        /// The form: a new petition, or a saved one.
        form: FormName,
        /// What stands in it; of a saved one what is to be laid over what is saved, nothing else.
        fields: Fields,
        /// The other petition, by id or by number; `None`: the one most alike.
        other: Option<String>,
    },
    /// Hand the open records of a unit that ended over to the units that follow, whole or not at all.
    Handover {
        /// So that a request sent twice is done once.
        request: RequestId,
        /// The unit that ended.
        from: Id,
        /// The number of the document.
        document: String,
        /// The day of the document.
        on: Day,
        /// Where several units follow: records, by id or by number, each with the unit that it goes to.
        choices: Vec<(String, Id)>,
        /// Only say what would be done.
        dry_run: bool,
    },
    /// Who came with the visits of a printed book, of the period of an opening that the officer saved before.
    BookNames {
        /// The opening, that is on the disk.
        opening: Id,
        /// Visits with a name to pass over.
        offset: u32,
    },
    /// The units that ended with something open.
    EndedUnits,
    /// A form with a draft was left on purpose: it is not offered at the next login.
    LeaveDraft(FormName),
    /// The law in use: rules of deadlines and days of the calendar.
    Law,
    /// Lay lines over the law in use, whole or not at all; for whoever owns the register.
    ChangeLaw {
        /// So that a request sent twice is done once.
        request: RequestId,
        /// The lines.
        text: LawText,
        /// The mark of the moves that were shown ([`super::LawMoves::seen`]): what moves must be what was seen.
        seen: u64,
        /// Only say what would move.
        dry_run: bool,
    },
}

impl Request {
    /// Whether it changes the register, and so carries a request id.
    pub fn changes(&self) -> bool {
        matches!(
            self,
            Request::Save { .. }
                | Request::SaveMany { .. }
                | Request::TakeBack { .. }
                | Request::Link { .. }
                | Request::Import { .. }
                | Request::Handover { .. }
                | Request::OpenContact { .. }
                | Request::EraseContacts { .. }
                | Request::ChangeLaw { .. }
        )
    }
}

/// One form of [`Request::SaveMany`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavePart {
    /// The form.
    pub form: FormName,
    /// The revision on which the change is based; 0 for a new record.
    pub base: u32,
    /// What stands in it.
    pub fields: Fields,
    /// What the officer had typed where someone else had saved something else, and did not choose: it is kept in the
    /// history.
    pub not_chosen: Choice,
}
