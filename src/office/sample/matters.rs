//! What comes of the issues that villages report in the sample: matters until they are settled, some across the border
//! with statements that differ, and proposals to the committee.

use crate::base::{Day, Dice, Id, Stamp};
use crate::domain::{
    FieldValue, Fields, FormName, Value,
    kinds::{
        CommitteeLevel, Domain, Lead, Level, MATTER, PROPOSAL, Severity, VILLAGE_UPDATE, matter_fields as m,
        matter_step_fields as s, proposal_fields as p, village_update_fields as u,
    },
};
use crate::wire::SavePart;

use super::{
    case::at_work,
    profile::officer,
    villages::{Handover, Report, Reporter},
};

/// Of a thousand issues of that weight, how many become a matter.
const WATCHED_PERMILLE: u32 = 60;
/// Days after which a matter is settled, at least and at most.
const SETTLED_DAYS: (i32, i32) = (8, 45);
/// Matters of the last days before the demo day stay open.
const OPEN_DAYS: i32 = 45;
/// Of the older ones, how many of a thousand stay open still.
const LEFT_PERMILLE: u32 = 200;
/// None is older than that.
const LEFT_DAYS: i32 = 150;
/// Of the new ones.
const STAYS_PERMILLE: u32 = 420;
/// Of a thousand matters at the border, how many concern the other side too.
const ACROSS_PERMILLE: u32 = 450;
/// Working days from an update to its matter.
const SOON: (i32, i32) = (0, 2);
/// One proposal for so many days, as fourteen a year make.
const PROPOSAL_EVERY_DAYS: i32 = 26;

/// A matter as it goes, before it has its number.
struct Course {
    opened_at: Stamp,
    officer: usize,
    fields: Fields,
    /// Its steps: when, which, what was entered.
    steps: Vec<(Stamp, &'static str, Fields)>,
    /// Whether it is weighty enough to be put before the committee.
    is_weighty: bool,
    closed_at: Option<Stamp>,
}

impl Reporter<'_> {
    /// Matters and proposals that follow from these reports, in the order of time.
    pub(super) fn follow_up(&self, reports: &[Report], seed: u64) -> Vec<Report> {
        let mut dice = Dice::new(seed ^ MATTERS, 0);
        let mut courses: Vec<Course> = Vec::new();
        for report in reports {
            let update = report.parts.first().filter(|part| part.form.kind == VILLAGE_UPDATE.name);
            let Some(update) = update.filter(|part| part.form.record.is_none()) else { continue };
            let items = update.fields.get(u::ITEMS.def.name).and_then(Vec::<Fields>::from_value);
            for item in items.unwrap_or_default() {
                courses.extend(self.course(report, update, &item, &mut dice));
            }
        }
        courses.sort_by_key(|course| course.opened_at);
        self.acts(&courses, &mut dice)
    }

    fn course(&self, report: &Report, update: &SavePart, item: &Fields, dice: &mut Dice) -> Option<Course> {
        let severity = Severity::from_value(item.get(u::SEVERITY.def.name)?)?;
        let domain = Domain::from_value(item.get(u::DOMAIN.def.name)?)?;
        let told = String::from_value(item.get(u::TEXT.def.name)?)?;
        let becomes = match severity {
            Severity::Usual => false,
            Severity::Watch => dice.happens(WATCHED_PERMILLE),
            Severity::Resolve | Severity::Urgent => true,
        };
        let opened_on = self.terms.after(report.at.day(), some(dice, SOON));
        if !becomes || opened_on > self.last {
            return None;
        }
        let village = Id::from_value(update.fields.get(u::VILLAGE.def.name)?)?;
        let unit = self.unit_of(&village, opened_on, dice);
        let number = self.profile.villages.iter().find(|own| own.id == village)?.officer;
        let period = String::from_value(update.fields.get(u::PERIOD.def.name)?)?;
        let from = Id::new(&format!("{}.{}.{village}.{period}", self.office, VILLAGE_UPDATE.name))?;
        let opened_at = if opened_on == report.at.day() {
            Stamp(report.at.0 + 30 * 60_000)
        } else {
            at_work(opened_on, dice)
        };
        let due_on = opened_on.plus(dice.between(SETTLED_DAYS.0, SETTLED_DAYS.1));
        let other = self.across(domain, opened_on, dice);
        let mut fields = Fields::from([
            cell(m::OPENED_ON.def.name, opened_on.into_value()),
            cell(m::UNIT.def.name, unit.clone().into_value()),
            cell(m::DOMAIN.def.name, domain.into_value()),
            cell(m::SEVERITY.def.name, severity.into_value()),
            cell(m::DUE_ON.def.name, due_on.into_value()),
            cell(m::SUMMARY.def.name, told.into_value()),
            cell(m::FROM_UPDATE.def.name, from.into_value()),
        ]);
        let mut steps = Vec::new();
        if let Some(other) = other {
            let led_by_us = dice.happens(500);
            let lead = if led_by_us { Lead::Ours } else { Lead::Theirs };
            fields.extend([
                cell(m::OTHER_UNIT.def.name, other.into_value()),
                cell(m::LEAD.def.name, lead.into_value()),
                cell(m::OUR_DUE_ON.def.name, opened_on.plus(10).into_value()),
                cell(m::THEIR_DUE_ON.def.name, opened_on.plus(16).into_value()),
            ]);
            self.statements(opened_on, item, dice, &mut steps);
        }
        let age = self.profile.day.since(opened_on);
        let settled_on = self.terms.after(opened_on.plus(dice.between(SETTLED_DAYS.0, SETTLED_DAYS.1)), 1);
        // What an old commune leaves open is settled by the one that follows.
        let ends_on = self.profile.places.get(&unit).and_then(|place| place.valid_to);
        let settled_on = match ends_on {
            Some(last) => settled_on.max(self.terms.after(last.plus(AFTER_REFORM_DAYS), 0)),
            None => settled_on,
        };
        let left = age <= LEFT_DAYS && dice.happens(LEFT_PERMILLE);
        let stays = if age <= OPEN_DAYS { dice.happens(STAYS_PERMILLE) } else { left };
        let last_step = steps.last().map(|(at, ..): &(Stamp, _, _)| at.day());
        let closed_on = Some(settled_on)
            .filter(|on| !stays && *on <= self.last && last_step.is_none_or(|last| last < *on));
        let closed_at = closed_on.map(|on| at_work(on, dice));
        if let Some(at) = closed_at {
            let input = Fields::from([
                cell(s::ON.def.name, at.day().into_value()),
                cell(
                    s::RESULT.def.name,
                    RESULTS.get(domain as usize % RESULTS.len())?.to_string().into_value(),
                ),
            ]);
            steps.push((at, "ket_thuc", input));
        }
        let is_weighty = matches!(severity, Severity::Resolve | Severity::Urgent);
        Some(Course { opened_at, officer: number, fields, steps, is_weighty, closed_at })
    }

    /// Where a matter is: in the village, or, in the last months of the old communes, in the whole commune now and then.
    fn unit_of(&self, village: &Id, on: Day, dice: &mut Dice) -> Id {
        let commune = self.profile.places.parent_on(village, on);
        let ends = commune.filter(|commune| {
            let follows = commune.successors.contains(&self.profile.unit);
            let left = commune.valid_to.map(|last| last.since(on));
            follows && left.is_some_and(|days| (0..LAST_DAYS).contains(&days))
        });
        let is_of_all = dice.happens(OF_ALL_PERMILLE);
        ends.filter(|_| is_of_all).map_or_else(|| village.clone(), |commune| commune.id.clone())
    }

    /// The days on which the communes that became our unit handed over what was open, each with its unit.
    fn handovers(&self) -> Vec<(Day, Id)> {
        let ended =
            self.profile.places.all().iter().filter(|place| {
                place.level == Level::Commune && place.successors.contains(&self.profile.unit)
            });
        let days = ended.filter_map(|place| {
            let day = self.terms.after(place.valid_to?.plus(1), 4);
            (day <= self.last).then(|| (day, place.id.clone()))
        });
        days.collect()
    }

    /// The commune across the border that a matter of this domain may concern too.
    fn across(&self, domain: Domain, on: Day, dice: &mut Dice) -> Option<Id> {
        let shared = [Domain::ChanNuoi, Domain::DatDai, Domain::DatRung, Domain::GiaoThong];
        let is_across = dice.happens(ACROSS_PERMILLE);
        if !shared.contains(&domain) || !is_across {
            return None;
        }
        let neighbours: Vec<&Id> = self
            .neighbours
            .iter()
            .filter(|id| {
                let place = self.profile.places.get(id);
                place.is_some_and(|place| place.level == Level::Commune && place.in_force(on))
            })
            .collect();
        dice.one(&neighbours).map(|id| (*id).clone())
    }

    /// Both sides state their part; their figures differ now and then, and both are kept.
    fn statements(
        &self,
        opened_on: Day,
        item: &Fields,
        dice: &mut Dice,
        steps: &mut Vec<(Stamp, &'static str, Fields)>,
    ) {
        let households = item.get(u::HOUSEHOLDS.def.name).and_then(i64::from_value).unwrap_or(3);
        let ours_on = self.terms.after(opened_on, some(dice, (3, 6)));
        let theirs_on = self.terms.after(ours_on, some(dice, (1, 9)));
        if ours_on > self.last {
            return;
        }
        let ours = Fields::from([
            cell(s::ON.def.name, ours_on.into_value()),
            cell(s::HOUSEHOLDS.def.name, households.into_value()),
            cell(s::TEXT.def.name, OURS.to_owned().into_value()),
        ]);
        steps.push((at_work(ours_on, dice), "y_kien_ta", ours));
        let answered = dice.happens(700);
        if !answered || theirs_on > self.last || theirs_on == ours_on {
            return;
        }
        let differs = if dice.happens(400) { i64::from(dice.between(1, 2)) } else { 0 };
        let document = format!("{}/UBND", dice.between(11, 96));
        let theirs = Fields::from([
            cell(s::ON.def.name, theirs_on.into_value()),
            cell(s::HOUSEHOLDS.def.name, (households - differs).max(0).into_value()),
            cell(s::TEXT.def.name, THEIRS.to_owned().into_value()),
            cell(s::DOCUMENT.def.name, document.into_value()),
        ]);
        steps.push((at_work(theirs_on, dice), "y_kien_ben_kia", theirs));
    }

    /// The acts of all courses with the numbers that the books give them, and the proposals between them.
    fn acts(&self, courses: &[Course], dice: &mut Dice) -> Vec<Report> {
        let mut events: Vec<(Stamp, Event)> = Vec::new();
        for (at, course) in courses.iter().enumerate() {
            events.push((course.opened_at, Event::Open(at)));
            for (step, (when, ..)) in course.steps.iter().enumerate() {
                events.push((*when, Event::Step(at, step)));
            }
        }
        let handovers = self.handovers();
        for (at, (on, _)) in handovers.iter().enumerate() {
            events.push((at_work(*on, dice), Event::HandOver(at)));
        }
        let mut next = self.recipe.start.plus(PROPOSAL_EVERY_DAYS * 2);
        while next <= self.last {
            let on = self.terms.after(next, 0);
            events.push((at_work(on.min(self.last), dice), Event::Propose));
            next = next.plus(PROPOSAL_EVERY_DAYS);
        }
        events.sort_by_key(|(at, _)| *at);
        let mut made = Made::new(self, courses);
        events.into_iter().for_each(|(at, event)| made.play(at, event, dice));
        made.reports.sort_by_key(|report| report.at);
        made.reports
    }
}

/// Something that happens.
#[derive(Clone, Copy, Debug)]
enum Event {
    Open(usize),
    Step(usize, usize),
    Propose,
    HandOver(usize),
}

/// What was made so far, with the number and the revision that each record has by now.
struct Made<'a> {
    reporter: &'a Reporter<'a>,
    courses: &'a [Course],
    reports: Vec<Report>,
    /// By course: its id and revision.
    matters: Vec<Option<(Id, u32)>>,
    proposed: Vec<bool>,
    last_matter: (i32, u32),
    last_proposal: (i32, u32),
}

impl<'a> Made<'a> {
    fn new(reporter: &'a Reporter<'a>, courses: &'a [Course]) -> Made<'a> {
        Made {
            reporter,
            courses,
            reports: Vec::new(),
            matters: vec![None; courses.len()],
            proposed: vec![false; courses.len()],
            last_matter: (0, 0),
            last_proposal: (0, 0),
        }
    }

    fn play(&mut self, at: Stamp, event: Event, dice: &mut Dice) {
        match event {
            Event::Open(number) => self.open(at, number),
            Event::Step(number, step) => self.step(at, number, step),
            Event::Propose => self.propose(at, dice),
            Event::HandOver(number) => self.hand_over(at, number),
        }
    }

    fn open(&mut self, at: Stamp, number: usize) {
        let Some(course) = self.courses.get(number) else { return };
        let id = next_id(&self.reporter.office, "viec", &mut self.last_matter, at);
        if let (Some(place), Some(id)) = (self.matters.get_mut(number), id) {
            *place = Some((id, 1));
        }
        self.save(at, course.officer, FormName::for_new(MATTER.name, 0), 0, course.fields.clone());
    }

    fn step(&mut self, at: Stamp, number: usize, step: usize) {
        let Some((_, name, fields)) = self.courses.get(number).and_then(|course| course.steps.get(step))
        else {
            return;
        };
        let Some(Some((id, revision))) = self.matters.get_mut(number) else { return };
        let form = FormName {
            kind: MATTER.name.to_owned(),
            record: Some(id.clone()),
            step: Some((*name).to_owned()),
            sheet: 0,
        };
        let base = *revision;
        *revision += 1;
        let officer = self.courses.get(number).map_or(0, |course| course.officer);
        self.save(at, officer, form, base, fields.clone());
    }

    /// The weighty open matters that were not proposed yet; then direction and result, unless it is too new.
    fn propose(&mut self, at: Stamp, dice: &mut Dice) {
        let is_open = |course: &Course| {
            course.is_weighty && course.opened_at < at && course.closed_at.is_none_or(|closed| closed > at)
        };
        let open: Vec<usize> = (0..self.courses.len())
            .filter(|number| self.courses.get(*number).is_some_and(is_open))
            .filter(|number| self.proposed.get(*number) == Some(&false))
            .rev()
            .take(2)
            .collect();
        let Some(first) = open.first().and_then(|number| self.courses.get(*number)) else { return };
        let subject = first.fields.get(m::SUMMARY.def.name).and_then(String::from_value).unwrap_or_default();
        let mut ids = Vec::new();
        for number in &open {
            if let Some(Some((id, revision))) = self.matters.get_mut(*number) {
                // Each matter keeps the proposal that names it.
                *revision += 1;
                ids.push(id.clone());
            }
            if let Some(done) = self.proposed.get_mut(*number) {
                *done = true;
            }
        }
        let on = at.day();
        let districts_are_gone = Day::new(2025, 7, 1).is_some_and(|reform| on >= reform);
        let level = if districts_are_gone { CommitteeLevel::Commune } else { CommitteeLevel::District };
        let fields = Fields::from([
            cell(p::SUBMITTED_ON.def.name, on.into_value()),
            cell(p::LEVEL.def.name, level.into_value()),
            cell(p::MATTERS.def.name, ids.into_value()),
            cell(p::SUBJECT.def.name, format!("Đề nghị chỉ đạo: {subject}").into_value()),
            cell(p::ANSWER_DUE_ON.def.name, on.plus(15).into_value()),
        ]);
        let Some(id) = next_id(&self.reporter.office, "de_xuat", &mut self.last_proposal, at) else { return };
        self.save(at, first.officer, FormName::for_new(PROPOSAL.name, 0), 0, fields);
        let directed_on = self.reporter.terms.after(on.plus(dice.between(4, 18)), 0);
        let closed_on = self.reporter.terms.after(directed_on.plus(dice.between(15, 60)), 0);
        let last = self.reporter.last;
        let waits = self.reporter.profile.day.since(on) <= 60 && dice.happens(600);
        if directed_on > last || waits {
            return;
        }
        let step = |name: &str| FormName {
            kind: PROPOSAL.name.to_owned(),
            record: Some(id.clone()),
            step: Some(name.to_owned()),
            sheet: 0,
        };
        let direction = Fields::from([
            cell(p::ON.def.name, directed_on.into_value()),
            cell(p::DIRECTION.def.name, DIRECTION.to_owned().into_value()),
            cell(p::DUE.def.name, directed_on.plus(30).into_value()),
        ]);
        self.save(at_work(directed_on, dice), first.officer, step("y_kien_chi_dao"), 1, direction);
        if closed_on > last {
            return;
        }
        let result = Fields::from([
            cell(p::ON.def.name, closed_on.into_value()),
            cell(p::OUTCOME.def.name, OUTCOME.to_owned().into_value()),
        ]);
        self.save(at_work(closed_on, dice), first.officer, step("ket_qua"), 2, result);
    }

    /// What is open of a commune that ended goes to the one that follows; without anything open there is no handover.
    fn hand_over(&mut self, at: Stamp, number: usize) {
        let Some((on, from)) = self.reporter.handovers().into_iter().nth(number) else { return };
        let mut moved = false;
        for (course, matter) in self.courses.iter().zip(&mut self.matters) {
            let unit = course.fields.get(m::UNIT.def.name).and_then(Id::from_value);
            let is_open = course.closed_at.is_none_or(|closed| closed > at);
            if let (true, true, Some((_, revision))) = (unit.as_ref() == Some(&from), is_open, matter) {
                *revision += 1;
                moved = true;
            }
        }
        let Some(officer) = officer(0).filter(|_| moved) else { return };
        let handover = Handover { from, document: format!("{:02}/BB-BG", number + 1), on };
        let parts = Vec::new();
        self.reports.push(Report { at, officer, parts, reason: None, handover: Some(handover) });
    }

    fn save(&mut self, at: Stamp, number: usize, form: FormName, base: u32, fields: Fields) {
        let Some(officer) = officer(number) else { return };
        self.reports.push(Report {
            at,
            officer,
            parts: vec![SavePart { form, base, fields, not_chosen: crate::wire::Choice::new() }],
            reason: None,
            handover: None,
        });
    }
}

/// Days before its end in which matters of a whole commune come up.
const LAST_DAYS: i32 = 75;
/// Days after it in which what was left is settled, at least.
const AFTER_REFORM_DAYS: i32 = 30;
/// How many of a thousand then.
const OF_ALL_PERMILLE: u32 = 600;

const MATTERS: u64 = 0x7669_6563_2076_6965;

const OURS: &str = "Đã kiểm tra tại chỗ; đề nghị hai bên cùng xác minh";
const THEIRS: &str = "Đã họp thôn, cử người phối hợp kiểm tra";
const DIRECTION: &str = "Đồng ý; giao UBND xã chủ trì, báo kết quả trong 30 ngày";
const OUTCOME: &str = "Đã thực hiện theo ý kiến chỉ đạo";
const RESULTS: &[&str] = &[
    "Đã khắc phục, bà con thống nhất",
    "Đã sửa xong, nghiệm thu tại chỗ",
    "Đã hỗ trợ đủ theo danh sách của thôn",
    "Đã hòa giải, hai bên cam kết",
];

fn next_id(office: &Id, book: &str, last: &mut (i32, u32), at: Stamp) -> Option<Id> {
    let year = at.day().year();
    *last = if last.0 == year { (year, last.1 + 1) } else { (year, 1) };
    Id::new(&format!("{office}.{book}.{year}.{}", last.1))
}

fn cell(name: &str, value: Value) -> (String, Value) {
    (name.to_owned(), value)
}

fn some(dice: &mut Dice, (least, most): (i32, i32)) -> usize {
    dice.between(least, most).unsigned_abs() as usize
}
