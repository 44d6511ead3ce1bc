//! What stands in a petition when it comes in: its source, its words, whose matter it is.

use crate::base::{Day, Dice, text};
use crate::domain::kinds::{Domain, Instance, OurRole, PetitionKind, Source};

use super::{
    case::{Case, Content, at_work},
    clerk::Clerk,
    profile::{COUNCIL, CU_PRAO, CULTURE, EA_BA, EA_LY, ECONOMY, FRONT, OFFICERS, POWER, Village},
    script::{Goal, Line},
};

const SOURCES: &[(Source, u64)] = &[
    (Source::TrucTiep, 40),
    (Source::TiepCongDan, 25),
    (Source::BuuChinh, 13),
    (Source::HopThu, 8),
    (Source::TrucTuyen, 7),
    (Source::NoiKhac, 7),
];

impl Clerk<'_> {
    /// A petition as it is entered on the day of its receipt.
    pub(super) fn received(&self, line: &Line, village: &Village, on: Day, dice: &mut Dice) -> Case {
        let kind = line.kind;
        let domain = line.domain.unwrap_or_else(|| self.recipe.domain(dice, kind, on));
        let place = if kind == PetitionKind::ToCao {
            dice.one(&self.profile.communes(on)).map_or_else(|| self.profile.unit.clone(), |at| at.id.clone())
        } else {
            village.id.clone()
        };
        let (source, from) = source(line, dice);
        let (summary, contents) = self.told(line, domain, village, dice);
        Case {
            received_at: at_work(on, dice),
            kind,
            instance: if line.second { Instance::Second } else { Instance::First },
            place,
            domain,
            signatories: line.signatories,
            summary,
            contents,
            source,
            from,
            role: role(line, dice),
            responsible: self.responsible(line, domain, dice),
            entered_by: dice.below(OFFICERS as u64) as usize,
            officer: village.officer,
            moves: Vec::new(),
        }
    }

    /// A text of the domain about this village, for each of the contents of a letter that has two; a denunciation has none.
    fn told(
        &self,
        line: &Line,
        domain: Domain,
        village: &Village,
        dice: &mut Dice,
    ) -> (String, Vec<Content>) {
        if line.kind == PetitionKind::ToCao {
            return (String::new(), Vec::new());
        }
        let texts = self.recipe.texts(domain);
        let told = line.text.and_then(|at| texts.get(at)).or_else(|| dice.one(texts));
        let told = line.words.or(told.map(String::as_str)).unwrap_or(domain.label().vi);
        let first = text::nfc(&filled(told, village, dice));
        if line.kind != PetitionKind::NhieuNoiDung {
            return (first, Vec::new());
        }
        let other = if domain == Domain::GiaoThong { Domain::ChinhSach } else { Domain::GiaoThong };
        let told = dice.one(self.recipe.texts(other)).map_or(other.label().vi, String::as_str);
        let second = text::nfc(&filled(told, village, dice));
        let summary = format!("{first}; {second}");
        let contents = vec![
            Content { kind: PetitionKind::KhieuNai, domain, summary: first },
            Content { kind: PetitionKind::KienNghi, domain: other, summary: second },
        ];
        (summary, contents)
    }

    /// Whose matter it is: mostly the committee's, of power lines the power company's.
    fn responsible(&self, line: &Line, domain: Domain, dice: &mut Dice) -> &'static str {
        let own = self.profile.own_agency;
        let decided = matches!(line.kind, PetitionKind::KhieuNai | PetitionKind::ToCao);
        match domain {
            _ if decided => own,
            Domain::Dien => POWER,
            Domain::SanXuat | Domain::ChanNuoi if dice.happens(300) => ECONOMY,
            Domain::GiaoDuc | Domain::ChinhSach if dice.happens(200) => CULTURE,
            _ => own,
        }
    }
}

fn source(line: &Line, dice: &mut Dice) -> (Source, Option<&'static str>) {
    if line.from.is_some() {
        return (Source::NoiKhac, line.from);
    }
    let source = dice.weighed(SOURCES.iter().copied()).unwrap_or(Source::TrucTiep);
    if source != Source::NoiKhac {
        return (source, None);
    }
    let receiver = if let Goal::Transferred(_, receiver) = line.goal { receiver } else { "" };
    let senders =
        [FRONT, COUNCIL, EA_LY, CU_PRAO, EA_BA].map(|sender| (sender, u64::from(sender != receiver)));
    (source, dice.weighed(senders.into_iter()))
}

fn role(line: &Line, dice: &mut Dice) -> OurRole {
    match line.goal {
        _ if line.led => OurRole::Lead,
        Goal::Transferred(..) => OurRole::Receive,
        Goal::Closed(_) if line.kind == PetitionKind::KienNghi && dice.happens(60) => OurRole::Lead,
        _ => OurRole::Follow,
    }
}

/// A text of the recipe with its open places filled.
pub(super) fn filled(told: &str, village: &Village, dice: &mut Dice) -> String {
    let mut filled = String::with_capacity(told.len() + 16);
    let mut rest = told;
    while let Some((before, opened)) = rest.split_once('{') {
        let Some((name, after)) = opened.split_once('}') else { break };
        filled.push_str(before);
        match name {
            "v" => filled.push_str(&village.name),
            "t" => filled.push_str(&village.unit_type),
            "h" => filled.push_str(&dice.between(3, 38).to_string()),
            "m" => filled.push_str(&(dice.between(2, 16) * 50).to_string()),
            "d" => filled.push_str(&dice.between(2, 12).to_string()),
            "ha" => filled.push_str(&dice.between(1, 14).to_string()),
            _ => filled.push_str(&dice.between(2, 9).to_string()),
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}
