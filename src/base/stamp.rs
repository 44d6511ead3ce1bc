//! An instant (thời điểm), kept in UTC and read in Vietnam's time.

use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, FixedOffset, Timelike};
use serde::{Deserialize, Serialize};

use super::Day;

/// Milliseconds since 01/01/1970 UTC. Vietnam is UTC+7 without summer time, whatever the server's clock is set to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Stamp(pub i64);

impl Stamp {
    /// The instant of the machine's clock. Only the edge of the program calls this; everything else is told.
    pub fn now() -> Stamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Stamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    /// The instant at which the clock in Vietnam shows this day and time.
    pub fn at(day: Day, hour: u32, minute: u32) -> Stamp {
        let minutes = i64::from(day.number()) * 24 * 60 + i64::from(hour) * 60 + i64::from(minute);
        Stamp(minutes * 60_000 - VIETNAM_OFFSET_MS)
    }

    /// The day in Vietnam at this instant: 06:00 in Hà Nội is still yesterday in UTC.
    pub fn day(self) -> Day {
        let days = self.0.saturating_add(VIETNAM_OFFSET_MS).div_euclid(DAY_MS);
        i32::try_from(days).ok().and_then(Day::from_number).unwrap_or(Day::EPOCH)
    }

    /// The time in Vietnam as `15:52`.
    pub fn clock(self) -> String {
        let local = FixedOffset::east_opt(7 * 3600)
            .and_then(|zone| DateTime::from_timestamp_millis(self.0).map(|utc| utc.with_timezone(&zone)));
        local.map_or_else(String::new, |t| format!("{:02}:{:02}", t.hour(), t.minute()))
    }

    /// Day and time in Vietnam in ISO 8601, `2026-11-23T15:52:07+07:00`, as scripts read it.
    pub fn iso(self) -> String {
        let local = FixedOffset::east_opt(7 * 3600)
            .and_then(|zone| DateTime::from_timestamp_millis(self.0).map(|utc| utc.with_timezone(&zone)));
        local.map_or_else(String::new, |t| t.format("%Y-%m-%dT%H:%M:%S%:z").to_string())
    }

    /// Reads what [`Stamp::iso`] writes (RFC 3339).
    pub fn from_iso(text: &str) -> Option<Stamp> {
        DateTime::parse_from_rfc3339(text.trim()).ok().map(|t| Stamp(t.timestamp_millis()))
    }

    /// Whole days from `earlier` to this instant, by elapsed time.
    pub fn days_since(self, earlier: Stamp) -> i64 {
        self.0.saturating_sub(earlier.0).div_euclid(DAY_MS)
    }
}

const DAY_MS: i64 = 86_400_000;
const VIETNAM_OFFSET_MS: i64 = 7 * 3_600_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_in_the_morning_in_vietnam_is_already_that_day() {
        let stamp = Stamp::from_iso("2026-11-22T23:00:00Z").unwrap();
        assert_eq!(stamp.day().iso(), "2026-11-23");
        assert_eq!(stamp.clock(), "06:00");
        assert_eq!(stamp.iso(), "2026-11-23T06:00:00+07:00");
        assert_eq!(Stamp::at(stamp.day(), 6, 0), stamp);
    }

    #[test]
    fn instants_at_the_edge_of_the_numbers_do_not_panic() {
        for ms in [i64::MIN, -1, 0, i64::MAX] {
            let _ = (Stamp(ms).day(), Stamp(ms).clock(), Stamp(ms).iso());
        }
    }
}
