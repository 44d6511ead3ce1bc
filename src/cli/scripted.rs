//! A server in memory for tests: answers as the test says.

use std::collections::VecDeque;
use std::os::fd::BorrowedFd;

use crate::base::{Day, Id, Number, Officer, Say};
use crate::client::{Event, Link};
use crate::domain::{
    Record,
    kinds::{OFFICE, PETITION, PetitionKind, UNIT, petition_fields as f},
    law::{Law, write_holidays, write_rules},
};
use crate::exchange::embedded_units;
use crate::wire::{LawInUse, LawText, Outcome, Reply, Request, Saved, Welcome};

/// A link that answers at once, or as long afterwards as is said.
pub struct Scripted {
    welcome: Welcome,
    answer: Box<dyn FnMut(&Request) -> Outcome>,
    events: VecDeque<Event>,
    /// What was asked, with its ticket.
    pub sent: Vec<(u32, Request)>,
    /// What arrives before each reply.
    pub before_reply: Vec<Event>,
    /// How often the line breaks instead of answering.
    pub losses: u32,
    /// Nothing is answered any more.
    pub silent: bool,
    /// So many requests are collected and then answered last first, as a group commit may.
    pub groups_of: usize,
    group: Vec<Event>,
    broken: bool,
}

impl Scripted {
    /// A server of the sample office that answers so.
    pub fn answering(answer: impl FnMut(&Request) -> Outcome + 'static) -> Scripted {
        let office = Id::new("C24100n").unwrap();
        let mut record = Record::new(OFFICE.name, office.clone(), office);
        record.fields.insert("name".into(), crate::domain::Value::Text("Ban Dân vận".into()));
        let welcome = Welcome {
            build: String::new(),
            officer: Officer::new("can_bo_01").unwrap(),
            office: Some(record),
            unit_name: "xã Ia Dreh".into(),
            sample: true,
            today: Day::from_iso("2026-11-23").unwrap(),
            read_only: false,
            is_full: false,
            found: Vec::new(),
            drafts: 0,
            stopped: 0,
        };
        Scripted {
            welcome,
            answer: Box::new(answer),
            events: VecDeque::new(),
            sent: Vec::new(),
            before_reply: Vec::new(),
            losses: 0,
            silent: false,
            groups_of: 1,
            group: Vec::new(),
            broken: false,
        }
    }

    /// A server whose lists of petitions have these records, in pages of at most `page`.
    pub fn listing(petitions: Vec<Record>, page: usize) -> Scripted {
        let units = embedded_units(&Id::new("C24100n").unwrap());
        Scripted::answering(move |request| match request {
            Request::Records { query, offset, limit, .. } => {
                let all = if query.kind == UNIT.name { &units } else { &petitions };
                let count = page.min(*limit as usize);
                let records = all.iter().skip(*offset as usize).take(count).cloned().collect();
                Ok(Reply::Records { records, total: all.len() as u32 })
            }
            Request::Law => Ok(law_in_use()),
            _ => Ok(Reply::Done),
        })
    }
}

/// The law that the program brings, as a server tells it.
pub fn law_in_use() -> Reply {
    let law = Law::embedded().unwrap();
    let text = LawText { rules: write_rules(&law.rules), holidays: write_holidays(law.calendar.entries()) };
    let owner = Officer::new("nghedan").unwrap();
    Reply::Law(Box::new(LawInUse { text, may_change: true, owner, own: Vec::new() }))
}

/// The answer to a saved line.
pub fn saved(seq: u32) -> Reply {
    let number = Number { seq, year: 2026 };
    let id = Id::new(&format!("C24100n.don.2026.{seq}")).unwrap();
    Reply::Saved(Saved { id, number: Some(number), revision: 1, say: Say::default() })
}

/// A petition with a number.
pub fn petition(seq: u32, kind: PetitionKind) -> Record {
    let id = Id::new(&format!("C24100n.don.2026.{seq}")).unwrap();
    let mut record = Record::new(PETITION.name, id, Id::new("C24100n").unwrap());
    record.revision = 1;
    f::NUMBER.set(&mut record, Number { seq, year: 2026 });
    f::KIND.set(&mut record, kind);
    f::RECEIVED_ON.set(&mut record, Day::from_iso("2026-11-02").unwrap());
    f::VILLAGE.set(&mut record, Id::new("V24115-01").unwrap());
    match kind {
        PetitionKind::ToCao => f::SEALED_FILE.set(&mut record, "03-M".to_owned()),
        _ => f::SUMMARY.set(&mut record, "Cầu treo hỏng, đề nghị sửa".to_owned()),
    }
    record
}

impl Link for Scripted {
    fn send(&mut self, request: Request) -> u32 {
        let ticket = self.sent.len() as u32 + 1;
        let outcome = (self.answer)(&request);
        self.sent.push((ticket, request));
        if self.silent || self.broken {
            return ticket;
        }
        if self.losses > 0 {
            self.losses -= 1;
            self.group.clear();
            self.broken = true;
            self.events.push_back(Event::Lost);
            return ticket;
        }
        self.events.extend(self.before_reply.iter().cloned());
        self.group.push(Event::Reply { ticket, outcome });
        if self.group.len() >= self.groups_of {
            self.events.extend(self.group.drain(..).rev());
        }
        ticket
    }

    fn receive(&mut self) -> Option<Event> {
        if self.events.is_empty() && std::mem::take(&mut self.broken) {
            self.events.push_back(Event::Back(self.welcome.clone()));
        }
        self.events.pop_front()
    }

    fn fd(&self) -> Option<BorrowedFd<'_>> {
        None
    }

    fn wants_in_ms(&self) -> Option<u64> {
        None
    }

    fn welcome(&self) -> &Welcome {
        &self.welcome
    }
}
