//! The home screen: nine numbers, beside each who must act and the worst case, and the longest overdue.

use crate::base::{Lang, Say};
use crate::domain::{
    kinds::{PETITION, Petition},
    petition::steps::fields::RECEIVER,
    query::View,
    rights::Viewer,
};
use crate::wire::{Home, HomeLine, Refusal};

use super::{
    Office,
    answer::row,
    board::{OpenRecord, Wanted},
    refusal::not_set_up,
};

/// The most overdue petitions that a large window shows.
const WORST_MAX: usize = 15;

impl Office {
    pub(super) fn home(&self, viewer: &Viewer, lang: Lang) -> Result<Home, Refusal> {
        let around = self.basis.around(&viewer.officer).ok_or_else(not_set_up)?;
        let wanted = Wanted::all(viewer, &self.basis);
        let view = |view| self.board.view(view, wanted).collect::<Vec<_>>();
        let overdue = view(View::Overdue);
        let lines = vec![
            self.overdue_line(&overdue),
            self.soon_line(&view(View::Soon)),
            self.new_line(&view(View::New)),
            line(self.board.count(View::Unresolved, wanted) as usize, Say::default(), Say::default()),
            self.transferred_line(&view(View::Transferred)),
            self.silent_line(viewer),
            self.matters_line(wanted),
            self.proposals_line(wanted),
            line(0, Say::default(), Say::default()),
        ];
        let worst = overdue.iter().take(WORST_MAX).map(|open| row(&PETITION, &open.record, &around, lang));
        Ok(Home { today: self.basis.today, lines, worst: worst.collect() })
    }

    fn overdue_line(&self, overdue: &[&OpenRecord]) -> HomeLine {
        let ours = overdue.iter().filter(|open| open.is_ours()).count();
        let others = overdue.len() - ours;
        let worst = overdue.first().and_then(|open| {
            let days = self.basis.today.since(open.due.as_ref()?.on);
            Some((days, open.number()?))
        });
        let Some((days, number)) = worst else {
            let none = Say::new("Không có đơn quá hạn", "Nothing is overdue");
            return line(0, none.clone(), none);
        };
        line(
            overdue.len(),
            Say::new(
                format!("ta {ours}, nơi khác {others}; lâu nhất {days} ngày: {number}"),
                format!("us {ours}, others {others}; longest {days} days: {number}"),
            ),
            Say::new(
                format!("ta {ours}, khác {others}; -{days} ngày"),
                format!("us {ours}, others {others}; -{days} d"),
            ),
        )
    }

    fn soon_line(&self, soon: &[&OpenRecord]) -> HomeLine {
        let today: Vec<_> = soon
            .iter()
            .filter(|open| open.due.as_ref().is_some_and(|due| due.on == self.basis.today))
            .collect();
        let Some(first) = today.first().and_then(|open| open.number()) else {
            return line(soon.len(), Say::default(), Say::default());
        };
        let count = today.len();
        line(
            soon.len(),
            Say::new(format!("hôm nay {count}: {first}"), format!("today {count}: {first}")),
            Say::new(format!("hôm nay {count}"), format!("today {count}")),
        )
    }

    fn new_line(&self, new: &[&OpenRecord]) -> HomeLine {
        let oldest = new.first().and_then(|open| Petition(&open.record).received_on());
        let Some(days) = oldest.map(|day| self.basis.today.since(day)) else {
            return line(0, Say::default(), Say::default());
        };
        line(
            new.len(),
            Say::new(
                format!("chưa phân loại; cũ nhất {days} ngày"),
                format!("not classified; oldest {days} days"),
            ),
            Say::new(format!("cũ nhất {days} ngày"), format!("oldest {days} days")),
        )
    }

    fn matters_line(&self, wanted: Wanted<'_>) -> HomeLine {
        let count = |view| self.board.count(view, wanted);
        let (all, urgent, border) =
            (count(View::MattersOpen), count(View::MattersUrgent), count(View::MattersBorder));
        if all == 0 {
            return line(0, Say::new("Không có việc tồn đọng", "No issue is pending"), Say::default());
        }
        line(
            all as usize,
            Say::new(
                format!("khẩn {urgent}, giáp ranh {border}"),
                format!("urgent {urgent}, border {border}"),
            ),
            Say::new(format!("khẩn {urgent}"), format!("urgent {urgent}")),
        )
    }

    fn proposals_line(&self, wanted: Wanted<'_>) -> HomeLine {
        let count = |view| self.board.count(view, wanted);
        let (all, waiting, late) =
            (count(View::ProposalsOpen), count(View::ProposalsWaiting), count(View::ProposalsLate));
        if all == 0 {
            return line(0, Say::new("Không có đề xuất đang chờ", "No proposal is open"), Say::default());
        }
        line(
            all as usize,
            Say::new(
                format!("chờ ý kiến {waiting}; quá hạn trả lời {late}"),
                format!("awaiting direction {waiting}; answer overdue {late}"),
            ),
            Say::new(format!("quá hạn {late}"), format!("overdue {late}")),
        )
    }

    fn transferred_line(&self, waiting: &[&OpenRecord]) -> HomeLine {
        let Some(first) = waiting.first() else { return line(0, Say::default(), Say::default()) };
        let days = first.day_in(View::Transferred).map_or(0, |since| self.basis.today.since(since));
        let receiver = receiver(first).map(|code| {
            let office = self.basis.office.as_deref().map(crate::domain::kinds::Office);
            office.map_or(code.clone(), |office| office.agency_name(&code))
        });
        let receiver = receiver.map_or_else(String::new, |name| format!(": {name}"));
        line(
            waiting.len(),
            Say::new(
                format!("lâu nhất chờ {days} ngày{receiver}"),
                format!("waiting {days} days at most{receiver}"),
            ),
            Say::new(format!("lâu nhất {days} ngày"), format!("{days} days at most")),
        )
    }
}

fn receiver(open: &OpenRecord) -> Option<String> {
    let steps = Petition(&open.record).steps();
    steps.iter().rev().find_map(|act| act.get(&RECEIVER))
}

fn line(count: usize, note: Say, note_short: Say) -> HomeLine {
    HomeLine { count: u32::try_from(count).unwrap_or(u32::MAX), note, note_short }
}
