//! The first run, key by key.

use ratatui::{buffer::Buffer, layout::Rect};

use super::*;
use crate::base::{Day, Officer, typing::TypingMethod};
use crate::domain::{
    Circumstances, Periods, Places, Value, check,
    kinds::{OFFICE as OFFICE_KIND, Office, UNIT as UNIT_KIND},
    law::Law,
};
use crate::tui::keymap::Keymap;
use crate::wire::Welcome;

struct First {
    screen: SetupScreen,
    welcome: Welcome,
    keymap: Keymap,
    effects: Vec<Effect>,
}

impl First {
    fn new() -> First {
        let welcome = Welcome {
            build: "test".into(),
            officer: Officer::new("can_bo_02").unwrap(),
            office: None,
            unit_name: String::new(),
            sample: false,
            today: Day::from_iso("2026-11-23").unwrap(),
            read_only: false,
            is_full: false,
            found: Vec::new(),
            drafts: 0,
            stopped: 0,
        };
        First {
            screen: SetupScreen::new(),
            welcome,
            keymap: Keymap::default_keys().unwrap(),
            effects: Vec::new(),
        }
    }

    fn around(&self, lang: Lang) -> Around<'_> {
        Around {
            lang,
            welcome: &self.welcome,
            size: (80, 24),
            keymap: &self.keymap,
            typing: TypingMethod::Off,
            now_ms: 0,
            offline: false,
        }
    }

    fn press(&mut self, script: &[&str]) {
        for part in script {
            let keys: Vec<Key> = match part.strip_prefix('<').and_then(|name| name.strip_suffix('>')) {
                Some(name) => vec![Key::parse(name).unwrap()],
                None => part.chars().map(Key::char).collect(),
            };
            for key in keys {
                let around = Around {
                    lang: Lang::Vi,
                    welcome: &self.welcome,
                    size: (80, 24),
                    keymap: &self.keymap,
                    typing: TypingMethod::Off,
                    now_ms: 0,
                    offline: false,
                };
                let effects = match self.keymap.command(Place::Form, &key) {
                    Some(command) => self.screen.command(command, &around).unwrap_or_default(),
                    None => self.screen.key(&key, &around),
                };
                self.effects.extend(effects);
            }
        }
    }

    fn drawn(&self, lang: Lang) -> String {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 80, 24));
        let mut canvas = Canvas::new(&mut buffer);
        let around = self.around(lang);
        canvas.bold(1, 1, &self.screen.title(&around));
        self.screen.draw(&mut canvas, &around);
        let cursor = canvas.cursor_position().unwrap();
        let lines: Vec<String> = (0..24)
            .map(|y| (0..80).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned())
            .collect();
        format!("{}\n(cursor {}, {})", lines.join("\n"), cursor.y + 1, cursor.x + 1)
    }

    fn records(&self) -> Vec<Record> {
        self.effects
            .iter()
            .rev()
            .find_map(|effect| match effect {
                Effect::Ask(_, Request::Import { records, dry_run: false, .. }) => Some(records.clone()),
                _ => None,
            })
            .unwrap()
    }
}

const ANSWERS: &[&str] = &[
    "Ban Dân vận xã Ia Dreh",
    "<enter>",
    "Xã Ia Dreh",
    "<enter>",
    "<enter>",
    "Ea Ly; Cư Prao; Ea Ly",
    "<enter>",
    "Buôn Ma Lim; Thôn 2; Thôn 2",
    "<enter>",
];

#[test]
fn an_office_is_set_up_with_its_unit_neighbours_and_villages() {
    let mut first = First::new();
    first.press(ANSWERS);
    first.press(&["; KT Phòng Kinh tế", "<enter>", "124", "<enter>"]);
    insta::assert_snapshot!("review_vi", first.drawn(Lang::Vi));
    first.press(&["<f2>"]);
    let records = first.records();
    let ids: Vec<&str> = records.iter().map(|record| record.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "ban-dan-van-xa-ia-dreh",
            "xa.ia-dreh",
            "xa.ea-ly",
            "xa.cu-prao",
            "xa.ea-ly-2",
            "xa.ia-dreh.buon-ma-lim",
            "xa.ia-dreh.thon-2",
            "xa.ia-dreh.thon-2-2",
        ]
    );
    let places = Places::new(&records);
    let law = Law::embedded().unwrap();
    let around = Circumstances {
        today: first.welcome.today,
        officer: &first.welcome.officer,
        office: Office(&records[0]),
        law: &law,
        places: &places,
        periods: &Periods::default(),
        before: &[],
    };
    assert_eq!(check::record(&OFFICE_KIND, &records[0], &around), []);
    for unit in &records[1..] {
        assert_eq!(check::record(&UNIT_KIND, unit, &around), []);
    }
    let office = Office(&records[0]);
    assert_eq!(office.first_number("don", 2026).to_string(), "124/2026");
    assert_eq!(office.agency("kt").map(|agency| agency.name), Some("Phòng Kinh tế".into()));
    assert_eq!(office.agencies()[0].name, "UBND xã Ia Dreh");
    assert_eq!(places.villages_of(&records[1].id, first.welcome.today).len(), 3);
    let around = Around {
        lang: Lang::Vi,
        welcome: &first.welcome,
        size: (80, 24),
        keymap: &first.keymap,
        typing: TypingMethod::Off,
        now_ms: 0,
        offline: false,
    };
    let tag = Tag { what: "setup", serial: 1 };
    let effects = first.screen.reply(tag, Ok(Reply::Report { lines: Vec::new(), ok: true }), &around);
    assert!(matches!(effects.as_slice(), [Effect::Ask(_, Request::Hello { .. })]));
    let welcome = Welcome { office: Some(records[0].clone()), ..first.welcome.clone() };
    let effects = first.screen.reply(tag, Ok(Reply::Welcome(welcome)), &around);
    assert_eq!(effects.first(), Some(&Effect::Home));
}

#[test]
fn the_questions_are_read_in_both_languages() {
    let mut first = First::new();
    insta::assert_snapshot!("first_question_vi", first.drawn(Lang::Vi));
    first.press(&["<tab>", "<tab>", "<tab>", "<tab>", "Buôn Ma Lim", "<enter>"]);
    insta::assert_snapshot!("villages_en", first.drawn(Lang::En));
}

#[test]
fn an_answer_to_another_question_does_not_pass_for_a_village() {
    let mut first = First::new();
    first.press(&["<tab>", "<tab>", "<tab>", "<tab>", "Buôn Ma Lim; 124", "<enter>"]);
    assert!(
        matches!(first.effects.last(), Some(Effect::Say(notice)) if notice.say.vi == "Thêm Thôn, Buôn trước tên thứ 2")
    );
    assert_eq!(first.screen.at, VILLAGES);
}

#[test]
fn what_is_missing_is_asked_for_and_nothing_is_sent() {
    let mut first = First::new();
    first.press(&["<f2>"]);
    assert!(matches!(first.effects.as_slice(), [Effect::Say(_)]));
    first.press(&["Ban", "<f2>"]);
    assert_eq!(first.screen.at, UNIT);
    first.press(&[
        "Ia Dreh", "<tab>", "<tab>", "<tab>", "<tab>", "<ctrl-k>", "<home>", "<ctrl-k>", "X", "<f2>",
    ]);
    assert_eq!(first.screen.at, AGENCIES);
    assert!(first.effects.iter().all(|effect| matches!(effect, Effect::Say(_))));
}

#[test]
fn the_same_answers_go_under_the_same_request_id() {
    let mut first = First::new();
    first.press(ANSWERS);
    first.press(&["<f2>"]);
    let welcome = first.welcome.clone();
    let keymap = first.keymap.clone();
    let around = Around {
        lang: Lang::Vi,
        welcome: &welcome,
        size: (80, 24),
        keymap: &keymap,
        typing: TypingMethod::Off,
        now_ms: 0,
        offline: false,
    };
    let unknown = Refusal::new(RefusalKind::OutcomeUnknown, Say::plain("?"));
    first.screen.reply(Tag { what: "setup", serial: 1 }, Err(unknown), &around);
    first.press(&["<f2>"]);
    let ids: Vec<RequestId> = first
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Ask(_, Request::Import { request, .. }) => Some(*request),
            _ => None,
        })
        .collect();
    assert_eq!((ids.len(), ids[0]), (2, ids[1]));
    assert!(matches!(first.records()[0].fields.get("unit"), Some(Value::Ref(_))));
}
