//! Freezing a period of the statistics: what is counted is what will stand when everything that waits is on the disk.

use crate::base::{Officer, Say};
use crate::domain::{
    Circumstances, Problem, Record,
    kinds::StatisticsClosing,
    petition::statistics::{Members, Statistics, Tally},
};
use crate::store::StoreError;
use crate::wire::{Refusal, RefusalKind};

use super::{
    Office,
    refusal::{broken, not_set_up},
};

impl Office {
    /// Counts the period of a closing that is being made, and writes the figures into it. What does not add up asks for a
    /// reason.
    pub(super) fn count_into(
        &self,
        closing: &mut Record,
        officer: &Officer,
    ) -> Result<Vec<Problem>, Refusal> {
        let around = self.around_ahead(officer).ok_or_else(not_set_up)?;
        let (table, members) = self.counted_ahead(closing, &around).map_err(broken)?;
        if !StatisticsClosing::write(closing, &table, &members) {
            let count = members.len();
            return Err(Refusal::new(
                RefusalKind::Limit,
                Say::new(
                    format!("Chốt kỳ ngắn hơn hoặc từng xã: {count} đơn là quá nhiều"),
                    format!("Freeze a shorter period or one commune: {count} are too many"),
                ),
            ));
        }
        let unbalanced = table.unbalanced();
        let problem = (unbalanced > 0).then(|| {
            let say = Say::new(
                format!("Ghi lý do chốt khi còn lệch {unbalanced} đơn"),
                format!("Enter why it is frozen though {unbalanced} do not add up"),
            );
            Problem::reason("", say)
        });
        Ok(problem.into_iter().collect())
    }

    fn counted_ahead(
        &self,
        closing: &Record,
        around: &Circumstances<'_>,
    ) -> Result<(Statistics, Members), StoreError> {
        let Some(frame) = StatisticsClosing(closing).frame() else {
            return Ok((Statistics::default(), Members::default()));
        };
        Ok(self.gathered(Tally::new(frame), around)?.finish_with_members())
    }
}
