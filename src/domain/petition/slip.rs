//! The slip that whoever handed a petition in takes home (phiếu tiếp nhận): what was received, and by when one hears of it.
//!
//! Tells no story and no contact: a slip lies about.

use crate::base::{Say, Words};
use crate::domain::{
    Circumstances,
    kinds::{Petition, PetitionKind, Source},
};

use super::{clocks, intake_rules, steps};

/// The lines of the slip, without what stands above every page.
pub fn slip(petition: Petition<'_>, around: &Circumstances<'_>) -> Vec<Say> {
    let mut lines = vec![Say::new("PHIẾU TIẾP NHẬN ĐƠN", "RECEIPT OF A PETITION"), Say::default()];
    let mut line = |label: Words, told: Say| {
        if !told.vi.is_empty() {
            lines.push(Say::new(format!("{}: {}", label.vi, told.vi), format!("{}: {}", label.en, told.en)));
        }
    };
    let kind = petition.kind();
    let is_denunciation = kind == Some(PetitionKind::ToCao);
    let number = petition.number().map_or_else(String::new, |number| number.to_string());
    line(Words::new("Số", "No."), Say::plain(number));
    let received = petition.received_on();
    let day = received.map_or_else(String::new, |day| day.to_string());
    line(Words::new("Ngày tiếp nhận", "Received on"), Say::plain(day));
    line(
        Words::new("Nguồn tiếp nhận", "Source"),
        petition.source().map_or_else(Say::default, |s| Source::label(s).into()),
    );
    line(Words::new("Loại đơn", "Kind"), kind.map_or_else(Say::default, |kind| kind.label().into()));
    if kind == Some(PetitionKind::KhieuNai) {
        line(Words::new("Lần", "Instance"), petition.instance().label().into());
    }
    let on = received.unwrap_or(around.today);
    let place = petition.village().map_or_else(String::new, |place| around.places.full_name(&place, on));
    let place_label =
        if is_denunciation { Words::new("Xã", "Commune") } else { Words::new("Thôn, buôn", "Village") };
    line(place_label, Say::plain(place));
    line(
        Words::new("Lĩnh vực", "Domain"),
        petition.domain().map_or_else(Say::default, |domain| domain.label().into()),
    );
    if !is_denunciation {
        line(Words::new("Số người ký đơn", "Signatories"), Say::plain(petition.signatories().to_string()));
    }
    let by = petition.steps().into_iter().find(|taken| taken.step == steps::RECEIVED).map(|taken| taken.by);
    line(Words::new("Cán bộ tiếp nhận", "Received by"), Say::plain(by.unwrap_or_default()));
    lines.push(Say::default());
    let intake = kind.map_or(&[][..], intake_rules).iter().filter_map(|rule| around.law.rule(rule));
    let intake: Vec<&str> = intake.map(|rule| rule.step.as_str()).collect();
    for clock in clocks(petition, around).iter().filter(|clock| intake.contains(&clock.step.as_str())) {
        let (title, term, article) = (&clock.title, &clock.term, &clock.article);
        lines.push(Say::new(
            format!("{}: chậm nhất ngày {} ({}, {article})", title.vi, clock.due, term.vi),
            format!("{}: on {} at the latest ({}, {article})", title.en, clock.due, term.en),
        ));
    }
    lines.extend([
        Say::default(),
        Say::new(
            "Hỏi về đơn này: nêu số đơn và ngày tiếp nhận ở trên.",
            "To ask about this petition: give its number and the day of receipt above.",
        ),
        Say::default(),
        Say::new(
            "        Người nộp đơn                                Người tiếp nhận",
            "        Handed in by                                 Received by",
        ),
        Say::new(
            "        (ký nhận)                                    (ký, ghi rõ họ tên)",
            "        (signature)                                  (signature, name)",
        ),
    ]);
    lines
}
