//! A desk to try forms at: keys by name, a server of some villages that answers at once or when told to.

use std::collections::VecDeque;

use ratatui::{buffer::Buffer, layout::Rect};

use super::FormScreen;
use crate::base::{Day, Id, Lang, Number, Officer, Say, text};
use crate::domain::{
    Circumstances, Draft, Fields, FormName, Gravity, Places, Problem, Record, Value, Wanted, check, gravest,
    kinds::{Level, Office, PETITION, Petition, office_fields, petition_fields, unit_fields},
    law::Law,
    parse,
    petition::{State, Taken, steps},
};
use crate::tui::{
    Canvas,
    keymap::Keymap,
    screen::{Around, Effect, NoticeSort, Place, Screen, Tag},
    terminal::{Key, KeyCode},
};
use crate::wire::{
    Examined, LookedUp, Offer, Outcome, Refusal, RefusalKind, Reply, Request, Row, Saved, Welcome,
};

pub struct Desk {
    pub form: FormScreen,
    pub welcome: Welcome,
    pub lang: Lang,
    pub size: (u16, u16),
    pub offline: bool,
    pub now_ms: u64,
    wake_at: Option<u64>,
    keymap: Keymap,
    /// Answers wait until [`Desk::answer`].
    pub slow: bool,
    pub waiting: VecDeque<(Tag, Request)>,
    /// Everything asked, oldest first.
    pub asked: Vec<Request>,
    /// What was said in row 23, the last one at the end.
    pub said: Vec<String>,
    /// What else was wanted.
    pub done: Vec<Effect>,
    /// What the next saves are refused with.
    pub refusals: VecDeque<Refusal>,
    pub server: Server,
}

/// What the register knows.
pub struct Server {
    places: Places,
    office: Record,
    law: Law,
    officer: Officer,
    today: Day,
    pub petition: Option<Record>,
    pub duplicates: Vec<Row>,
    pub drafts: Vec<Draft>,
    pub saved: Vec<Fields>,
}

pub fn new_petition() -> FormName {
    FormName { kind: "petition".into(), record: None, step: None }
}

pub fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}

pub fn day(iso: &str) -> Day {
    Day::from_iso(iso).unwrap()
}

impl Desk {
    pub fn new(form: FormName, draft: Option<Draft>) -> Desk {
        Desk::at(form, draft, Lang::Vi, (80, 24), None)
    }

    pub fn at(
        form: FormName,
        draft: Option<Draft>,
        lang: Lang,
        size: (u16, u16),
        petition: Option<Record>,
    ) -> Desk {
        let mut desk = Desk::unopened(form.clone(), lang, size, petition);
        if draft.is_some() {
            let around = Around {
                lang,
                welcome: &desk.welcome,
                size,
                keymap: &desk.keymap,
                now_ms: 0,
                offline: false,
            };
            desk.form = FormScreen::new(form, draft, &around);
        }
        desk.with(|form, around| form.shown(around));
        desk
    }

    /// A form that has not been shown yet.
    pub fn unopened(form: FormName, lang: Lang, size: (u16, u16), petition: Option<Record>) -> Desk {
        let server = Server::new(petition);
        let welcome = Welcome {
            build: "test".into(),
            officer: server.officer.clone(),
            office: Some(server.office.clone()),
            unit_name: "Xã Ia Dreh".into(),
            sample: true,
            today: server.today,
            read_only: false,
            drafts: 0,
        };
        let keymap = Keymap::default_keys().unwrap();
        let around = Around { lang, welcome: &welcome, size, keymap: &keymap, now_ms: 0, offline: false };
        let form = FormScreen::new(form, None, &around);
        Desk {
            form,
            welcome,
            lang,
            size,
            offline: false,
            now_ms: 0,
            wake_at: None,
            keymap,
            slow: false,
            waiting: VecDeque::new(),
            asked: Vec::new(),
            said: Vec::new(),
            done: Vec::new(),
            refusals: VecDeque::new(),
            server,
        }
    }

    /// Runs the form and does what it wants.
    pub fn with(&mut self, act: impl FnOnce(&mut FormScreen, &Around<'_>) -> Vec<Effect>) {
        let around = Around {
            lang: self.lang,
            welcome: &self.welcome,
            size: self.size,
            keymap: &self.keymap,
            now_ms: self.now_ms,
            offline: self.offline,
        };
        let effects = act(&mut self.form, &around);
        for effect in effects {
            match effect {
                Effect::Ask(tag, request) => {
                    self.asked.push(request.clone());
                    self.waiting.push_back((tag, request));
                }
                Effect::Say(notice) => {
                    let mark = match notice.sort {
                        NoticeSort::Plain => "",
                        NoticeSort::News => "* ",
                        NoticeSort::Warning => "? ",
                        NoticeSort::Error => "! ",
                    };
                    self.said.push(format!("{mark}{}", notice.say.get(self.lang)));
                }
                Effect::WakeIn(ms) => self.wake_at = Some(self.now_ms + ms),
                other => self.done.push(other),
            }
        }
        if !self.slow {
            self.answer();
        }
    }

    /// Lets the server answer everything that waits.
    pub fn answer(&mut self) {
        while let Some((tag, request)) = self.waiting.pop_front() {
            let outcome = match (&request, self.refusals.is_empty()) {
                (Request::Save { .. }, false) => Err(self.refusals.pop_front().unwrap()),
                _ => self.server.answer(&request),
            };
            self.with(|form, around| form.reply(tag, outcome, around));
        }
    }

    /// Presses keys: names in angle brackets, anything else letter by letter. Gives how many.
    pub fn press(&mut self, script: &str) -> usize {
        let mut count = 0;
        let mut rest = script;
        while let Some(first) = rest.chars().next() {
            let key = match rest.strip_prefix('<').and_then(|inside| inside.split_once('>')) {
                Some((name, after)) => {
                    rest = after;
                    Key::parse(name).unwrap()
                }
                None => {
                    rest = &rest[first.len_utf8()..];
                    Key::char(first)
                }
            };
            self.key(&key);
            count += 1;
        }
        count
    }

    pub fn key(&mut self, key: &Key) {
        self.now_ms += 20;
        match self.keymap.command(Place::Form, key) {
            Some(command) => {
                self.with(|form, around| form.command(command, around).unwrap_or_default());
            }
            None => self.with(|form, around| form.key(key, around)),
        }
    }

    pub fn paste(&mut self, pasted: &str) {
        self.key(&Key::plain(KeyCode::Paste(pasted.into())));
    }

    /// Lets typing rest for so long.
    pub fn rest(&mut self, ms: u64) {
        let until = self.now_ms + ms;
        while let Some(at) = self.wake_at.filter(|at| *at <= until) {
            self.wake_at = None;
            self.now_ms = at;
            self.with(|form, around| form.woken(around));
        }
        self.now_ms = until;
    }

    pub fn said(&self) -> &str {
        self.said.last().map_or("", String::as_str)
    }

    /// What a person reads, with the cursor's place below.
    pub fn screen(&self) -> String {
        let (columns, rows) = self.size;
        let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
        let around = Around {
            lang: self.lang,
            welcome: &self.welcome,
            size: self.size,
            keymap: &self.keymap,
            now_ms: self.now_ms,
            offline: self.offline,
        };
        let mut canvas = Canvas::new(&mut buffer);
        canvas.bold(1, 1, &self.form.title(&around));
        self.form.draw(&mut canvas, &around);
        canvas.text(rows - 1, 1, self.said());
        let cursor = canvas.cursor_position();
        let mut shown = String::new();
        for y in 0..rows {
            let mut line = String::new();
            for x in 0..columns {
                line.push_str(buffer[(x, y)].symbol());
            }
            assert!(
                line.chars().nth(usize::from(columns)).is_some() || line.ends_with(' '),
                "column 80: {line}"
            );
            shown.push_str(line.trim_end());
            shown.push('\n');
        }
        match cursor {
            Some(at) => shown.push_str(&format!("(cursor {}, {})", at.y + 1, at.x + 1)),
            None => shown.push_str("(no cursor)"),
        }
        shown
    }

    /// The field in which the cursor stands.
    pub fn stands_in(&self) -> &'static str {
        self.form.entry().unwrap().def.name
    }

    pub fn value(&self, name: &str) -> Option<Value> {
        self.form.fields().get(name).cloned()
    }

    pub fn last_draft(&self) -> Option<&Draft> {
        self.asked.iter().rev().find_map(|request| match request {
            Request::KeepDraft(draft) => Some(draft),
            _ => None,
        })
    }
}

impl Server {
    fn new(petition: Option<Record>) -> Server {
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
            office,
            law: Law::embedded().unwrap(),
            officer: Officer::new("can_bo_02").unwrap(),
            today: day("2026-11-23"),
            petition,
            duplicates: Vec::new(),
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
        }
    }

    fn answer(&mut self, request: &Request) -> Outcome {
        match request {
            Request::LookUp { fields, field, text, .. } => {
                Ok(Reply::LookedUp(self.look_up(fields, field, text)))
            }
            Request::Examine { form, fields, .. } => Ok(Reply::Examined(self.examine(form, fields))),
            Request::Save { form, fields, reason, .. } => self.save(form, fields, reason.as_deref()),
            Request::KeepDraft(draft) => {
                self.drafts.retain(|kept| kept.form != draft.form);
                self.drafts.push(draft.clone());
                Ok(Reply::Done)
            }
            Request::OpenDraft(form) => {
                Ok(Reply::Draft(self.drafts.iter().find(|draft| draft.form == *form).cloned()))
            }
            Request::DropDraft(form) => {
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
    let _ = (State::DaPhanLoai, Taken::all(&record));
    record
}

pub fn transfer() -> FormName {
    FormName {
        kind: "petition".into(),
        record: Some(id("C24100n.don.2026.121")),
        step: Some("chuyen_don".into()),
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
