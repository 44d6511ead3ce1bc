//! What the server says of villages: who has not reported, the sheet of one report, the page of a village.

use serde::{Deserialize, Serialize};

use crate::base::{Day, Id, Period, Say};
use crate::domain::{Record, query::Query};

/// The villages that have not reported on a period, and those that have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Silent {
    /// The period.
    pub period: Period,
    /// The period before and the one after it; after the one that is reported on now there is none.
    pub around: (Period, Option<Period>),
    /// The last day on which a report is in time.
    pub due_on: Day,
    /// Whether its figures were closed.
    pub is_closed: bool,
    /// Villages in all, under no narrowing.
    pub villages: u32,
    /// The silent ones, the longest silence first, then in Vietnamese order; then those that have reported.
    pub rows: Vec<SilentRow>,
    /// Of those that have reported: with nothing new.
    pub nil: u32,
    /// Of those that have reported: with issues, a note or figures.
    pub with_issues: u32,
    /// What the narrowing was understood as.
    pub echo: Option<Say>,
}

/// One village of [`Silent`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SilentRow {
    /// The village.
    pub village: Id,
    /// Its name with the type word; with the former commune where two bear the name.
    pub name: String,
    /// The commune that it belonged to before.
    pub former: String,
    /// The last period on which it reported.
    pub last: Option<Period>,
    /// For how many periods it has been silent; 0: it has reported.
    pub silent: u32,
    /// The first line of its last report.
    pub last_line: Say,
    /// Its update on this period, when there is one.
    pub update: Option<Id>,
}

/// All that the form of a village's update begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateSheet {
    /// The village.
    pub village: Id,
    /// "Buôn Ma Lim, Ia Dreh".
    pub village_name: String,
    /// The two initials that are typed for it.
    pub village_code: String,
    /// The period.
    pub period: Period,
    /// Whether its figures were closed: what is entered is a correction.
    pub is_closed: bool,
    /// The id that the update has or will have.
    pub update_id: Id,
    /// The id that the figures have or will have.
    pub figures_id: Id,
    /// The update as it is saved.
    pub update: Option<Record>,
    /// The figures of the last day of the period as they are saved.
    pub figures: Option<Record>,
    /// The figures before them, from which lines are kept.
    pub before: Option<Record>,
    /// The day of the last review of poverty.
    pub reviewed_on: Option<Day>,
    /// The open matters of the village, to which an issue can be linked.
    pub matters: Vec<MatterOffer>,
    /// The silent village after this one in the list of silent villages.
    pub next: Option<Id>,
}

/// An open matter that an issue can be linked to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatterOffer {
    /// The matter.
    pub id: Id,
    /// "V-031".
    pub number: String,
    /// Its domain's id.
    pub domain: String,
    /// What it is about.
    pub summary: String,
}

/// The page of a village (trang thôn).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VillagePage {
    /// The village.
    pub village: Id,
    /// Its name for row 1.
    pub title: String,
    /// Where it lies, since when and from what; when it last reported.
    pub heading: Vec<Say>,
    /// The days of the figures: now, and a year or so before.
    pub dates: (Option<Day>, Option<Day>),
    /// Its figures on both days.
    pub figures: Vec<FigureRow>,
    /// Open petitions at the end of each of the last twelve months; the oldest first.
    pub months: Vec<MonthCount>,
    /// Its lists, each with exactly as many rows as its count.
    pub lists: Vec<VillageList>,
}

/// How many petitions were open at the end of a month; of this month, today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthCount {
    /// 1 to 12.
    pub month: u32,
    /// How many.
    pub count: u32,
    /// Those petitions.
    pub query: Query,
}

/// One figure on two days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureRow {
    /// Its label.
    pub label: Say,
    /// Now; with `=` when it was kept.
    pub now: String,
    /// Before.
    pub before: String,
    /// The difference with its sign.
    pub change: String,
    /// Where it is from: the review, the rates.
    pub source: Say,
}

/// One list of a village's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VillageList {
    /// What it is called.
    pub title: Say,
    /// How many rows it has.
    pub count: u32,
    /// The numbers in it, who is late.
    pub note: Say,
    /// The list.
    pub query: Query,
}
