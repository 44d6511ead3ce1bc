//! How the villages of the sample report: mostly nothing new, some late, some silent; figures that drift from review to review.

use crate::base::{Day, Dice, Id, Officer, Period, Stamp, text};
use crate::domain::{
    FieldValue, Fields, FormName, Periods, Value,
    kinds::{
        Domain, FIGURES, Office, PERIOD_CLOSING, VILLAGE_UPDATE, figures_fields as n,
        period_closing_fields as c, village_update_fields as u,
    },
};
use crate::wire::{Choice, SavePart};

use super::{
    SampleError,
    case::at_work,
    profile::{Profile, Village, officer},
    receipt::filled,
    recipe::Recipe,
    terms::Terms,
};

/// One save about villages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Report {
    pub at: Stamp,
    pub officer: Officer,
    pub parts: Vec<SavePart>,
    /// The word of reason, where one is asked for.
    pub reason: Option<String>,
    /// Instead: what is open of a unit that ended is handed over.
    pub handover: Option<Handover>,
}

/// A handover to the unit that follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handover {
    /// The unit that ended.
    pub from: Id,
    /// The number of the document.
    pub document: String,
    /// The day of the document.
    pub on: Day,
}

/// Periods after which a period is closed: no report comes later than that.
const CLOSED_AFTER: usize = 5;
/// Weeks before the demo day whose reports with issues bring figures too.
const FIGURES_DAYS: i32 = 84;
/// How long the villages that report last have been silent, the first the longest; those behind them are silent once.
const SILENT_LONG: [usize; 3] = [4, 3, 2];
/// Villages that are silent on the last period, of ten.
const SILENT_OF_TEN: usize = 4;
/// Poor households that are left where there were few, of a thousand households.
const POOR_LEFT_PERMILLE: i64 = 30;
/// The village two officers of which changed one report at the same time, as the recipe wants it.
const TWO_AT_ONCE: usize = 2;
/// A changed update, of a thousand with issues.
const CHANGED_PERMILLE: u32 = 40;

/// A village's counts as they drift.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Census {
    pub households: i64,
    pub people: i64,
    pub poor: i64,
    pub near_poor: i64,
}

impl Census {
    /// A year later: some more households, fewer poor ones; poor and near-poor stay within the households.
    fn drifted(self, recipe: &Recipe, dice: &mut Dice) -> Census {
        let reports = &recipe.reports;
        let (low, high) = reports.growth_permille;
        let households = self.households + self.households * i64::from(dice.between(low, high)) / 1_000;
        let people = self.people + self.people * i64::from(dice.between(low, high)) / 1_000;
        let (low, high) = reports.poor_permille;
        let fewer = households * i64::from(dice.between(low, high)) / 1_000;
        let poor = (self.poor + fewer).clamp(households * POOR_LEFT_PERMILLE / 1_000, households);
        let near_poor =
            (self.near_poor + i64::from(dice.between(-4, 3))).clamp(1, (households - poor).max(1));
        Census { households, people: people.max(households), poor, near_poor }
    }
}

/// What is needed to make up the reports.
pub(super) struct Reporter<'a> {
    pub recipe: &'a Recipe,
    pub profile: &'a Profile,
    pub terms: &'a Terms,
    pub periods: Periods,
    pub office: Id,
    /// The units across the border.
    pub neighbours: Vec<Id>,
    /// The last working day before the demo day.
    pub last: Day,
}

impl<'a> Reporter<'a> {
    /// A reporter of this office.
    ///
    /// # Errors
    /// The office of the profile cannot be made.
    pub fn new(
        recipe: &'a Recipe,
        profile: &'a Profile,
        terms: &'a Terms,
        last: Day,
    ) -> Result<Reporter<'a>, SampleError> {
        let office = profile.office()?;
        let periods = Periods::new(Office(&office), []);
        let neighbours = Office(&office).neighbours();
        Ok(Reporter { recipe, profile, terms, periods, office: office.id, neighbours, last })
    }

    /// All reports, reviews and closings, in the order of time.
    pub fn reports(&self, seed: u64) -> Vec<Report> {
        let mut reports = Vec::new();
        for (number, village) in self.profile.villages.iter().enumerate() {
            let mut dice = Dice::new(seed ^ VILLAGES, number as u64);
            self.village(number, village, &mut dice, &mut reports);
        }
        self.close_periods(&mut Dice::new(seed ^ VILLAGES, CLOSINGS), &mut reports);
        self.receptions(seed, &mut reports);
        // Stable: what one village did in one minute stays in its order.
        reports.sort_by_key(|report| report.at);
        reports.extend(self.follow_up(&reports, seed));
        reports.sort_by_key(|report| report.at);
        reports
    }

    /// The periods from the recipe's start to the last one that is over.
    fn all_periods(&self) -> Vec<Period> {
        let last = self.periods.reported_on(self.profile.day);
        let mut periods = vec![self.periods.of(self.recipe.start)];
        while let Some(next) =
            periods.last().map(|period| self.periods.after(*period)).filter(|next| *next <= last)
        {
            periods.push(next);
        }
        periods
    }

    fn village(&self, number: usize, village: &Village, dice: &mut Dice, reports: &mut Vec<Report>) {
        let periods = self.all_periods();
        let silent = self.silent_periods(number);
        let mut census = self.recipe.reports.census.get(&village.id).copied();
        let mut lines = Fields::new();
        let mut at_once = number == TWO_AT_ONCE;
        for (at, period) in periods.iter().enumerate() {
            let left = periods.len() - at;
            self.review(village, *period, &mut census, &mut lines, dice, reports);
            let is_late = dice.happens(self.recipe.reports.late_permille) && left > CLOSED_AFTER;
            // One village reports three periods late, as the recipe wants it.
            let behind = match (is_late, number == 4 && left == 10) {
                (_, true) => 3,
                (true, _) => dice.between(1, 3).unsigned_abs() as usize,
                _ => 0,
            };
            let from = periods.get(at + behind).copied().unwrap_or(*period);
            // Villages report on the last working days of the period, or late; the week of Tết may have none.
            let some = dice.between(0, 1).unsigned_abs() as usize;
            let early = self.terms.before(period.last(), some);
            let day = if behind == 0 && early >= period.first() {
                early
            } else {
                self.terms.after(from.last().plus(1), some)
            };
            let at = at_work(day.min(self.last), dice);
            let is_nil = dice.happens(self.recipe.reports.nil_permille);
            let issues = if is_nil { Vec::new() } else { self.issues(village, *period, dice) };
            if left <= silent || day > self.last {
                continue;
            }
            let with_figures = !is_nil && self.profile.day.since(period.last()) <= FIGURES_DAYS;
            let update = self.update(village, *period, issues, dice);
            let mut parts = vec![update.clone()];
            if with_figures && let Some(census) = census {
                parts.push(self.weekly_figures(village, *period, census, &mut lines, dice));
            }
            let Some(entered_by) = officer(village.officer) else { continue };
            reports.push(Report { at, officer: entered_by, parts, reason: None, handover: None });
            let now_at_once = at_once && !is_nil && (CLOSED_AFTER..30).contains(&left);
            if !is_nil && (dice.happens(CHANGED_PERMILLE) || now_at_once) && left > 1 {
                let mut noted = update.fields.clone();
                noted.insert(u::NOTE.def.name.to_owned(), CHECKED.to_owned().into_value());
                let by_another = officer(village.officer + 1);
                reports.extend(self.changed(village, *period, noted, by_another, at, 20));
            }
            if now_at_once {
                at_once = false;
                let recounted = with_one_more_household(&update.fields);
                let by_its_own = officer(village.officer);
                reports.extend(self.changed(village, *period, recounted, by_its_own, at, 24));
            }
        }
    }

    /// For how many of the last periods a village is silent.
    fn silent_periods(&self, number: usize) -> usize {
        let silent = self.profile.villages.len() * SILENT_OF_TEN / 10;
        // Spread over the villages, so that no officer has them all.
        let place =
            (0..silent).position(|place| (place * 5 + 8) % self.profile.villages.len().max(1) == number);
        place.map_or(0, |place| SILENT_LONG.get(place).copied().unwrap_or(1))
    }

    fn issues(&self, village: &Village, period: Period, dice: &mut Dice) -> Vec<Fields> {
        let count = if dice.happens(250) { 2 } else { 1 };
        let mut told: Vec<Domain> = Vec::new();
        let mut rows = Vec::new();
        for _ in 0..count {
            let domain = self.recipe.issue(dice, period.last());
            if told.contains(&domain) {
                continue;
            }
            told.push(domain);
            let texts = self.recipe.texts(domain);
            let text_of = dice.one(texts).map_or(domain.label().vi, String::as_str);
            let severity = self.recipe.severity(dice);
            let households = i64::from(dice.between(1, 14));
            rows.push(Fields::from([
                cell(u::DOMAIN.def.name, domain.into_value()),
                cell(u::SEVERITY.def.name, severity.into_value()),
                cell(u::HOUSEHOLDS.def.name, households.into_value()),
                cell(u::TEXT.def.name, text::nfc(&filled(text_of, village, dice)).into_value()),
            ]));
        }
        rows
    }

    fn update(&self, village: &Village, period: Period, issues: Vec<Fields>, dice: &mut Dice) -> SavePart {
        let mut fields = Fields::from([
            cell(u::VILLAGE.def.name, village.id.clone().into_value()),
            cell(u::PERIOD.def.name, period.into_value()),
        ]);
        if issues.is_empty() {
            fields.insert(u::NOTHING_NEW.def.name.to_owned(), true.into_value());
        } else {
            if dice.happens(300) {
                let note = NOTES.get(dice.below(NOTES.len() as u64) as usize).copied().unwrap_or_default();
                fields.insert(u::NOTE.def.name.to_owned(), note.to_owned().into_value());
            }
            fields.insert(u::ITEMS.def.name.to_owned(), issues.into_value());
        }
        new_record(VILLAGE_UPDATE.name, fields)
    }

    /// A report as an officer left it some minutes later, who began from what was first saved.
    fn changed(
        &self,
        village: &Village,
        period: Period,
        fields: Fields,
        by: Option<Officer>,
        at: Stamp,
        minutes_later: i64,
    ) -> Option<Report> {
        let name = format!("{}.{}.{}.{period}", self.office, VILLAGE_UPDATE.name, village.id);
        let record = Some(Id::new(&name)?);
        let form = FormName { kind: VILLAGE_UPDATE.name.to_owned(), record, step: None, sheet: 0 };
        let parts = vec![SavePart { form, base: 1, fields, not_chosen: Choice::new() }];
        let at = Stamp(at.0 + minutes_later * 60_000);
        Some(Report { at, officer: by?, parts, reason: None, handover: None })
    }

    /// The figures of a review: the first when reporting begins, then those of 30 November each year.
    fn review(
        &self,
        village: &Village,
        period: Period,
        census: &mut Option<Census>,
        lines: &mut Fields,
        dice: &mut Dice,
        reports: &mut Vec<Report>,
    ) {
        let Some(now) = census.as_mut() else { return };
        let is_first = period == self.periods.of(self.recipe.start);
        let reviewed_on = if is_first {
            Day::new(self.recipe.start.year() - 1, 11, 30)
        } else {
            Some(period.last()).filter(|last| last.month() == 11 && last.day_of_month() == 30)
        };
        let Some(reviewed_on) = reviewed_on else { return };
        if !is_first {
            *now = now.drifted(self.recipe, dice);
        }
        let day = self.terms.after(period.last().plus(1), dice.between(2, 6).unsigned_abs() as usize);
        let at = at_work(day, dice);
        let Some(officer) = officer(village.officer).filter(|_| day <= self.last) else { return };
        lines.extend(counted(*now));
        let mut fields = counted(*now);
        fields.extend([
            cell(n::VILLAGE.def.name, village.id.clone().into_value()),
            cell(n::AS_OF.def.name, period.last().into_value()),
            cell(n::REVIEWED_ON.def.name, reviewed_on.into_value()),
        ]);
        let parts = vec![new_record(FIGURES.name, fields)];
        reports.push(Report { at, officer, parts, reason: Some(REVIEW.to_owned()), handover: None });
    }

    /// The figures of a report: counts are kept, what happened in the period is typed.
    fn weekly_figures(
        &self,
        village: &Village,
        period: Period,
        census: Census,
        lines: &mut Fields,
        dice: &mut Dice,
    ) -> SavePart {
        let few = |dice: &mut Dice, often: u32, most: i32| {
            let some = dice.happens(often);
            if some { i64::from(dice.between(1, most)) } else { 0 }
        };
        let happened = [
            (n::WITHOUT_WATER.def.name, few(dice, 300, 9).min(census.households)),
            (n::WITHOUT_FOOD.def.name, few(dice, 60, 3).min(census.households)),
            (n::CROPS_LOST.def.name, few(dice, 150, 40)),
            (n::HOUSES_DAMAGED.def.name, few(dice, 60, 6)),
            (n::LIVESTOCK_LOST.def.name, few(dice, 120, 8)),
            (n::INCIDENTS.def.name, few(dice, 250, 2)),
            (n::MEETINGS.def.name, few(dice, 700, 3)),
            (n::ATTENDANCE.def.name, few(dice, 700, 80)),
        ];
        let mut fields = counted(census);
        for (name, count) in happened {
            fields.insert(name.to_owned(), count.into_value());
        }
        for (name, usual) in [
            (n::ROAD_OPEN.def.name, 900),
            (n::POWER_AND_SIGNAL.def.name, 850),
            (n::MADE_PUBLIC.def.name, 500),
        ] {
            fields.insert(name.to_owned(), dice.happens(usual).into_value());
        }
        let kept = fields.iter().filter(|(name, value)| lines.get(*name) == Some(value));
        let kept: Vec<String> = kept.map(|(name, _)| name.clone()).collect();
        lines.clone_from(&fields);
        if !kept.is_empty() {
            fields.insert(n::KEPT.def.name.to_owned(), kept.into_value());
        }
        fields.insert(n::VILLAGE.def.name.to_owned(), village.id.clone().into_value());
        fields.insert(n::AS_OF.def.name.to_owned(), period.last().into_value());
        new_record(FIGURES.name, fields)
    }

    fn close_periods(&self, dice: &mut Dice, reports: &mut Vec<Report>) {
        let periods = self.all_periods();
        let Some(officer) = officer(0) else { return };
        for (at, period) in periods.iter().enumerate() {
            let Some(later) = periods.get(at + CLOSED_AFTER) else { return };
            let day = self.terms.after(later.last().plus(1), 3);
            if day > self.last {
                return;
            }
            let fields = Fields::from([
                cell(c::PERIOD.def.name, period.into_value()),
                cell(c::CLOSED_ON.def.name, day.into_value()),
            ]);
            let parts = vec![new_record(PERIOD_CLOSING.name, fields)];
            let at = at_work(day, dice);
            reports.push(Report { at, officer: officer.clone(), parts, reason: None, handover: None });
        }
    }
}

/// Keeps the chance of the villages apart from that of the petitions.
const VILLAGES: u64 = 0x7468_6f6e_2062_756f;
const CLOSINGS: u64 = u64::MAX;

const NOTES: &[&str] = &[
    "Tình hình chung ổn định",
    "Đã thu hoạch xong vụ; giá thu mua giữ như kỳ trước",
    "Đường vào còn lầy, xe máy đi được",
    "Đã họp thôn, bà con thống nhất",
];
const CHECKED: &str = "Đã kiểm tra lại tại chỗ";
const REVIEW: &str = "theo kết quả rà soát cuối năm";

/// The same report, with one more household in its first line.
fn with_one_more_household(fields: &Fields) -> Fields {
    let mut fields = fields.clone();
    if let Some(Value::List(rows)) = fields.get_mut(u::ITEMS.def.name)
        && let Some(Value::Row(row)) = rows.first_mut()
        && let Some(Value::Int(households)) = row.get_mut(u::HOUSEHOLDS.def.name)
    {
        *households += 1;
    }
    fields
}

pub(super) fn cell(name: &str, value: Value) -> (String, Value) {
    (name.to_owned(), value)
}

pub(super) fn new_record(kind: &str, fields: Fields) -> SavePart {
    SavePart { form: FormName::for_new(kind, 0), base: 0, fields, not_chosen: Choice::new() }
}

fn counted(census: Census) -> Fields {
    Fields::from([
        cell(n::HOUSEHOLDS_COUNT.def.name, census.households.into_value()),
        cell(n::PEOPLE.def.name, census.people.into_value()),
        cell(n::POOR.def.name, census.poor.into_value()),
        cell(n::NEAR_POOR.def.name, census.near_poor.into_value()),
    ])
}
