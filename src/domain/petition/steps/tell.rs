//! Tell (báo người gửi, nơi chuyển): days on which those who must be told were told, when no other step says them.

use crate::base::{Say, Words};
use crate::domain::{
    Choices, Circumstances, Problem, Record,
    kinds::{Petition, PetitionKind},
    petition::State,
};

use super::{StepDef, fields as f};

/// An event of any state; a voters' wish has no sender.
pub const TELL: StepDef = StepDef {
    name: "da_bao_nguoi_dan",
    title: Words::new("Đã báo, đã gửi văn bản", "Told, document sent"),
    from: State::ALL,
    kinds: &[
        PetitionKind::KhieuNai,
        PetitionKind::ToCao,
        PetitionKind::KienNghi,
        PetitionKind::PhanAnh,
        PetitionKind::NhieuNoiDung,
    ],
    fields: &[
        f::ON.def,
        f::SENDER_TOLD_ON.def,
        f::SENT_ON.def,
        f::PUBLISHED_ON.def,
        f::FORWARDER_TOLD_ON.def,
        f::NOTICE_NUMBER.def,
    ],
    rules: &[says_a_day],
    line: |act, _| {
        let told = [
            (&f::SENDER_TOLD_ON, Words::new("đã báo người gửi", "the sender told")),
            (&f::SENT_ON, Words::new("đã gửi văn bản", "document sent")),
            (&f::PUBLISHED_ON, Words::new("đã công khai", "published")),
            (&f::FORWARDER_TOLD_ON, Words::new("đã báo nơi chuyển", "who sent it on told")),
        ];
        let told: Vec<(String, String)> = told
            .into_iter()
            .filter_map(|(field, words)| {
                let on = act.get(field)?.short();
                Some((format!("{} {on}", words.vi), format!("{} {on}", words.en)))
            })
            .collect();
        let (vi, en): (Vec<String>, Vec<String>) = told.into_iter().unzip();
        let first_capital = crate::base::text::upper_first;
        Say::new(first_capital(&vi.join("; ")), first_capital(&en.join("; ")))
    },
    ..StepDef::PLAIN
};

fn says_a_day(_: Petition<'_>, input: &Record, _: &Circumstances<'_>, problems: &mut Vec<Problem>) {
    let days = [&f::SENDER_TOLD_ON, &f::SENT_ON, &f::PUBLISHED_ON, &f::FORWARDER_TOLD_ON];
    if days.iter().all(|field| field.of(input).is_none()) {
        problems.push(Problem::error(
            f::SENDER_TOLD_ON.def.name,
            Say::new("Nhập ít nhất một ngày đã báo, đã gửi", "Enter at least one day"),
        ));
    }
}
