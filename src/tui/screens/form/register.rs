//! A register of some villages for the desk: it answers as a server would, from the declarations.

use super::desk::{day, id};
use crate::base::{Day, Number, Officer, Say, text};
use crate::domain::{
    Circumstances, Draft, Fields, FormName, Gravity, Periods, Places, Problem, Record, Value, Wanted, check,
    gravest,
    kinds::{Level, Office, PETITION, Petition, office_fields, petition_fields, unit_fields},
    law::Law,
    parse,
    petition::steps,
};
use crate::wire::{
    DraftLine, Examined, LookedUp, Offer, Outcome, Refusal, RefusalKind, Reply, Request, Row, Saved,
};

/// What the register knows.
pub struct Server {
    places: Places,
    periods: Periods,
    pub office: Record,
    law: Law,
    pub officer: Officer,
    pub today: Day,
    pub petition: Option<Record>,
    pub duplicates: Vec<Row>,
    pub linked: Vec<Row>,
    pub drafts: Vec<Draft>,
    pub saved: Vec<Fields>,
}

impl Server {
    pub fn new(petition: Option<Record>) -> Server {
        let units = units();
        let own = id("C24100n");
        let mut office = Record::new("office", id("office"), id("office"));
        office_fields::NAME.set(&mut office, "Ban Dân vận xã Ia Dreh".into());
        office_fields::UNIT.set(&mut office, own);
        let agency = |code: &str, name: &str| -> Fields {
            let text = |text: &str| Value::Text(text.into());
            Fields::from([
                ("code".into(), text(code)),
                ("agency".into(), text(name)),
                ("short".into(), text(name)),
            ])
        };
        office_fields::AGENCIES.set(
            &mut office,
            vec![
                agency("UX", "UBND xã Ia Dreh"),
                agency("KT", "Phòng Kinh tế xã Ia Dreh"),
                agency("UT", "UBND tỉnh"),
            ],
        );
        Server {
            places: Places::new(&units),
            periods: Periods::default(),
            office,
            law: Law::embedded().unwrap(),
            officer: Officer::new("can_bo_02").unwrap(),
            today: day("2026-11-23"),
            petition,
            duplicates: Vec::new(),
            linked: Vec::new(),
            drafts: Vec::new(),
            saved: Vec::new(),
        }
    }

    fn around(&self) -> Circumstances<'_> {
        Circumstances {
            today: self.today,
            officer: &self.officer,
            office: Office(&self.office),
            law: &self.law,
            places: &self.places,
            periods: &self.periods,
            before: &[],
        }
    }

    pub fn answer(&mut self, request: &Request) -> Outcome {
        match request {
            Request::LookUp { fields, field, text, .. } => {
                Ok(Reply::LookedUp(self.look_up(fields, field, text)))
            }
            Request::Examine { form, fields, .. } => Ok(Reply::Examined(self.examine(form, fields))),
            Request::SaveMany { parts, reason, .. } => {
                self.save(&parts[0].form, &parts[0].fields, reason.as_deref())
            }
            Request::Save { form, fields, reason, .. } => self.save(form, fields, reason.as_deref()),
            Request::KeepDraft(draft) => {
                self.drafts.retain(|kept| kept.form != draft.form);
                self.drafts.push(draft.clone());
                Ok(Reply::Kept(crate::base::Stamp(1)))
            }
            Request::OpenDraft(form) => {
                Ok(Reply::Draft(self.drafts.iter().find(|draft| draft.form == *form).cloned()))
            }
            Request::Drafts => {
                let line = |draft: &Draft| DraftLine {
                    draft: draft.clone(),
                    title: Say::default(),
                    stopped_at: Say::default(),
                    state: Say::default(),
                    since: None,
                    is_elsewhere: false,
                };
                Ok(Reply::Drafts(self.drafts.iter().map(line).collect()))
            }
            Request::LeaveDraft(_) => Ok(Reply::Done),
            Request::DropDraft(form) | Request::DiscardDraft(form) => {
                self.drafts.retain(|kept| kept.form != *form);
                Ok(Reply::Done)
            }
            _ => Err(Refusal::new(RefusalKind::NotAllowed, Say::plain("?"))),
        }
    }

    fn look_up(&self, fields: &Fields, field: &str, typed: &str) -> LookedUp {
        if matches!(field, "responsible" | "forwarded_by" | "receiver" | "authority") {
            let all = Office(&self.office).agencies();
            let found: Vec<Offer> = all
                .iter()
                .filter(|agency| text::fold(&agency.code).starts_with(&text::fold(&text::keys_behind(typed))))
                .map(|agency| Offer {
                    value: Value::Text(agency.code.clone()),
                    code: agency.code.clone(),
                    echo: Say::plain(agency.name.clone()),
                })
                .collect();
            let sure =
                matches!(found.as_slice(), [one] if one.code.eq_ignore_ascii_case(&text::keys_behind(typed)));
            let total = u32::try_from(found.len()).unwrap();
            return LookedUp { offers: found, sure, total };
        }
        let denounces = fields.get("petition_kind") == Some(&Value::Choice("to_cao".into()));
        let levels = if denounces { [Level::Commune].as_slice() } else { &[Level::Village, Level::Commune] };
        let own = id("C24100n");
        let wanted = Wanted { text: typed, levels, on: self.today, own: Some(&own) };
        let offer = |place: &crate::domain::Place| Offer {
            value: Value::Ref(place.id.clone()),
            code: text::initials(&place.name),
            echo: Say::plain(self.places.full_name(&place.id, self.today)),
        };
        let exact = self.places.by_initials(wanted);
        let all = self.places.look_up(wanted);
        let total = u32::try_from(all.len()).unwrap();
        LookedUp { sure: exact.len() == 1, offers: all.into_iter().take(9).map(offer).collect(), total }
    }

    fn record(&self, fields: &Fields) -> Record {
        let mut record = Record::new("petition", id("x"), id("office"));
        record.fields.clone_from(fields);
        record
    }

    fn examine(&self, form: &FormName, fields: &Fields) -> Examined {
        let around = self.around();
        if let (Some(name), Some(petition)) = (&form.step, &self.petition) {
            let step = steps::step(name).unwrap();
            let mut input = step.form(Petition(petition), &around);
            let kind = petition_fields::KIND.def.name;
            let current = input.fields.get(kind).map(|value| (kind.to_owned(), offer_of(value)));
            input.fields.extend(fields.clone());
            return Examined {
                problems: step.check(Petition(petition), &input, &around),
                heading: vec![
                    Say::new(
                        "121/2026 Kiến nghị, Thôn Tân Lập, GT Ngầm tràn ngập, 21 hộ bị chia cắt",
                        "121/2026 Recommendation, Thôn Tân Lập, GT Ngầm tràn ngập, 21 hộ bị chia cắt",
                    ),
                    Say::new(
                        "Trạng thái: Đã phân loại  ->  Đã chuyển đơn",
                        "State: Classified  ->  Transferred",
                    ),
                ],
                chain: Some(Say::new(
                    "tiếp nhận 09/11 (ta) -> phân loại 10/11 (ta)",
                    "received 09/11 (us) -> classified 10/11 (us)",
                )),
                after: vec![
                    Say::new(
                        "Trả lời người gửi: hạn 23/11, 0 Hôm nay, còn mở đến khi ghi ngày báo",
                        "Answer to the sender: due 23/11, 0 Today, open until the day of telling is entered",
                    ),
                    Say::new(
                        "Theo dõi: vào danh sách 5; nhắc sau 10 ngày",
                        "Follow-up: into list 5; reminder in 10 days",
                    ),
                ],
                current: current.into_iter().collect(),
                revision: petition.revision,
                ..Examined::default()
            };
        }
        let mut record = self.record(fields);
        (PETITION.fill)(&mut record, &around);
        let filled = record
            .fields
            .iter()
            .filter(|(name, _)| !fields.contains_key(*name))
            .map(|(name, value)| (name.clone(), self.offer(name, value)))
            .collect();
        let mut examined = Examined {
            problems: check::record(&PETITION, &record, &around),
            filled,
            duplicates: self.duplicates.clone(),
            linked: self.linked.clone(),
            ..Examined::default()
        };
        if fields.contains_key("petition_kind") && fields.contains_key("received_on") {
            examined.deadlines.push(Say::new(
                "Hạn: thụ lý đến 02/12/2026, +9 ngày (7 ngày làm việc, NĐ 155/2026 Đ.10)",
                "Due: acceptance by 02/12/2026, +9 days (7 working days, NĐ 155/2026 Art. 10)",
            ));
            examined.doubts.push(Say::new(
                "24/11 chưa xác nhận là ngày nghỉ; nếu nghỉ, hạn thành 03/12/2026",
                "24/11 is not confirmed as a holiday; if it is one, the day becomes 03/12/2026",
            ));
        }
        if let (Some(_), Some(petition)) = (&form.record, &self.petition) {
            examined.current =
                petition.fields.iter().map(|(name, value)| (name.clone(), self.offer(name, value))).collect();
            examined.revision = petition.revision;
        }
        examined
    }

    fn offer(&self, name: &str, value: &Value) -> Offer {
        let mut offer = offer_of(value);
        match (PETITION.field(name), value) {
            (_, Value::Ref(unit)) => {
                offer.code =
                    self.places.get(unit).map_or_else(String::new, |place| text::initials(&place.name));
                offer.echo = Say::plain(self.places.full_name(unit, self.today));
            }
            (Some(field), Value::Choice(chosen)) => {
                offer.code = parse::as_typed(field, value);
                offer.echo = field.choice(chosen).map_or_else(Say::default, |choice| choice.label.into());
            }
            (Some(field), Value::Text(code)) if matches!(field.shape, crate::domain::Shape::Agency) => {
                offer.echo = Say::plain(Office(&self.office).agency_name(code));
            }
            (Some(field), _) => offer.code = parse::as_typed(field, value),
            _ => {}
        }
        offer
    }

    fn save(&mut self, form: &FormName, fields: &Fields, reason: Option<&str>) -> Outcome {
        let examined = self.examine(form, fields);
        let stops = match gravest(&examined.problems) {
            Some(Gravity::Error) => true,
            Some(Gravity::Reason) => reason.is_none(),
            _ => false,
        };
        if stops {
            return Err(Refusal::problems(examined.problems));
        }
        self.saved.push(fields.clone());
        self.drafts.retain(|kept| kept.form != *form);
        let number = Number { seq: 123 + u32::try_from(self.saved.len()).unwrap(), year: 2026 };
        Ok(Reply::Saved(Saved {
            id: id("x"),
            number: Some(number),
            revision: 1,
            say: match form.step {
                Some(_) => Say::new("Đã chuyển đơn. Ctrl-Z lấy lại", "Transferred. Ctrl-Z takes it back"),
                None => Say::new(
                    format!("Đã lưu {number}, hạn thụ lý 02/12"),
                    format!("Saved {number}, acceptance due 02/12"),
                ),
            },
        }))
    }
}

fn offer_of(value: &Value) -> Offer {
    let code = match value {
        Value::Text(text) => text.clone(),
        Value::Int(number) => number.to_string(),
        Value::Choice(id) => id.clone(),
        _ => String::new(),
    };
    Offer { value: value.clone(), code, echo: Say::default() }
}

/// A petition that was classified, for steps and changes.
pub fn classified(kind: &str) -> Record {
    let mut record = Record::new("petition", id("C24100n.don.2026.121"), id("office"));
    let choice = |id: &str| Value::Choice(id.into());
    let told = kind != "to_cao";
    record.fields = Fields::from([
        ("petition_kind".into(), choice(kind)),
        ("received_on".into(), Value::Day(day("2026-11-09"))),
        ("source".into(), choice("truc_tiep")),
        ("village".into(), Value::Ref(id(if told { "V01" } else { "C24100n" }))),
        ("domain".into(), choice("GT")),
        ("our_role".into(), choice("theo_doi")),
        ("responsible".into(), Value::Text("UX".into())),
        ("officer".into(), Value::Text("can_bo_02".into())),
        ("signatories".into(), Value::Int(1)),
        ("number".into(), Value::Number(Number { seq: 121, year: 2026 })),
        ("state".into(), choice("da_phan_loai")),
    ]);
    if told {
        record.fields.insert("summary".into(), Value::Text("Ngầm tràn ngập, 21 hộ bị chia cắt".into()));
    }
    record.revision = 6;
    record
}

pub fn transfer() -> FormName {
    FormName {
        kind: "petition".into(),
        record: Some(id("C24100n.don.2026.121")),
        step: Some("chuyen_don".into()),
        sheet: 0,
    }
}

pub fn change() -> FormName {
    FormName { step: None, ..transfer() }
}

fn units() -> Vec<Record> {
    let reform = day("2025-07-01");
    let mut units = Vec::new();
    let mut add = |name: &str, unit: &str, level: Level, unit_type: &str, former: Option<&str>| {
        let mut record = Record::new("unit", id(unit), id("office"));
        unit_fields::NAME.set(&mut record, name.to_owned());
        unit_fields::LEVEL.set(&mut record, level);
        unit_fields::UNIT_TYPE.set(&mut record, unit_type.to_owned());
        if level == Level::Village {
            let mut rows = vec![Fields::from([
                ("parent".into(), Value::Ref(id("C24100n"))),
                ("valid_from".into(), Value::Day(reform)),
            ])];
            if let Some(former) = former {
                rows.push(Fields::from([
                    ("parent".into(), Value::Ref(id(former))),
                    ("valid_to".into(), Value::Day(reform.plus(-1))),
                ]));
            }
            unit_fields::PARENTS.set(&mut record, rows);
        }
        units.push(record);
    };
    add("Ia Dreh", "C24100n", Level::Commune, "xã", None);
    add("Ea Ly", "C24200n", Level::Commune, "xã", None);
    add("Krông Năng", "C1", Level::Commune, "xã", None);
    add("Ia Sươm", "C2", Level::Commune, "xã", None);
    for (at, name) in ["Thôn Tân Lập", "Buôn Ma Lim", "Buôn Ƀlang", "Buôn Dliă", "Buôn H'Yŭ", "Thôn Krông Hạ"]
        .iter()
        .enumerate()
    {
        add(name, &format!("V0{}", at + 1), Level::Village, "thôn", None);
    }
    add("Thôn 2", "V11", Level::Village, "thôn", Some("C1"));
    add("Thôn 2", "V12", Level::Village, "thôn", Some("C2"));
    units
}

pub fn problem(field: &str, gravity: Gravity) -> Problem {
    Problem { field: field.into(), gravity, say: Say::plain("xem lại") }
}
