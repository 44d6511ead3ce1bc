//! What a terminal tells of itself and of the line to it: whether it reads UTF-8, and how far away it is.
//!
//! One question at the start, which all terminals answer: a letter of two bytes is printed, and where is the cursor
//! now? The answer says both. A locale alone says too little: over SSH it is often not set, or is that of another
//! machine. Inside tmux and screen the answer is theirs: it says nothing of the line behind them, on which they wait
//! themselves, and they show other letters than ASCII only when the locale says UTF-8.

use std::time::Duration;

use super::{Probe, Report, profile::is_vt};

/// Both bytes are letters of their own in the old tables of letters, so that they move the cursor twice.
const TWO_BYTES: &str = "é";
/// A terminal that has not answered for so long follows the locale.
const ANSWER_WAIT: Duration = Duration::from_secs(1);
/// How rarely the round trip is measured again, and only when something is typed.
const AGAIN_AFTER: Duration = Duration::from_secs(600);
/// Asks whether it is there: 4 bytes, and as many come back.
const ARE_YOU_THERE: &[u8] = b"\x1b[5n";

/// What is known of one terminal. Time is told from any fixed moment on.
#[derive(Clone, Debug)]
pub struct Line {
    is_nested: bool,
    is_vt: bool,
    locale_is_utf8: bool,
    letters: Probe,
    /// When what has no answer yet was asked.
    asked_at: Option<Duration>,
    /// When the last answer came.
    heard_at: Option<Duration>,
    round_trip: Option<Duration>,
}

impl Line {
    /// A terminal of which nothing was asked; `term` is the value of TERM.
    pub fn new(term: &str, locale_is_utf8: bool) -> Line {
        Line {
            is_nested: ["screen", "tmux"].iter().any(|name| term.starts_with(name)),
            is_vt: is_vt(term),
            locale_is_utf8,
            letters: Probe::new(&[TWO_BYTES], 2),
            asked_at: None,
            heard_at: None,
            round_trip: None,
        }
    }

    /// The question of the start, to be sent before anything is drawn.
    pub fn first_question(&mut self, now: Duration) -> Vec<u8> {
        self.asked_at = Some(now);
        // A VT100 would show two wrong letters, and has no others than ASCII.
        if self.is_vt { ARE_YOU_THERE.to_vec() } else { self.letters.bytes() }
    }

    /// A question to be sent with what is drawn for a key, when it is time; never to a terminal that did not answer.
    pub fn question(&mut self, now: Duration) -> Option<&'static [u8]> {
        let heard_at = self.heard_at.filter(|_| self.asked_at.is_none())?;
        (now.saturating_sub(heard_at) >= AGAIN_AFTER).then(|| {
            self.asked_at = Some(now);
            ARE_YOU_THERE
        })
    }

    /// Takes an answer.
    pub fn hear(&mut self, report: Report, now: Duration) {
        let is_first = self.heard_at.is_none();
        if !self.letters.hear(report) && (report != Report::Alive || is_first && !self.is_vt) {
            return;
        }
        if let Some(asked_at) = self.asked_at.take() {
            self.round_trip = Some(now.saturating_sub(asked_at));
            self.heard_at = Some(now);
        }
    }

    /// How long the first frame waits for the answer; zero when that cannot change what is drawn, or when the locale
    /// says UTF-8, which is seldom wrong: then it is drawn at once, and again if need be.
    pub fn holds_first_frame_for(&self, now: Duration) -> Duration {
        match self.asked_at {
            Some(asked_at) if !self.locale_is_utf8 && !self.is_nested && !self.is_vt => {
                (asked_at + ANSWER_WAIT).saturating_sub(now)
            }
            _ => Duration::ZERO,
        }
    }

    /// Whether it shows UTF-8, as far as is known.
    pub fn is_utf8(&self) -> bool {
        let told = match self.letters.widths().as_deref() {
            Some([1]) => Some(true),
            Some([2]) => Some(false),
            _ => None,
        };
        match told {
            Some(told) if self.is_nested => told && self.locale_is_utf8,
            Some(told) => told,
            None => self.locale_is_utf8,
        }
    }

    /// How long an answer takes, there and back.
    pub fn round_trip(&self) -> Option<Duration> {
        self.round_trip
    }

    /// How long a lone ESC waits for what may follow: a packet that is late is late by about a round trip, and half of
    /// it more is what a hand hardly feels beside the line itself.
    pub fn esc_wait(&self) -> Option<Duration> {
        const LEAST: Duration = Duration::from_millis(120);
        const MOST: Duration = Duration::from_millis(500);
        Some((Duration::from_millis(100) + self.round_trip? / 2).clamp(LEAST, MOST))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    /// What a terminal that moves by so many columns makes of it.
    fn told(term: &str, locale_is_utf8: bool, moved_by: u16) -> bool {
        let mut line = Line::new(term, locale_is_utf8);
        assert!(!line.first_question(ms(0)).is_empty());
        line.hear(Report::Cursor { row: 2, column: 1 + moved_by }, ms(40));
        line.is_utf8()
    }

    #[test]
    fn the_terminal_knows_better_than_the_locale() {
        assert!(told("xterm", false, 1));
        assert!(!told("xterm", true, 2));
        assert!(told("xterm", true, 0) && !told("xterm", false, 0), "an answer without sense");
        // tmux takes UTF-8 and shows "_" to a client without it.
        assert!(!told("tmux-256color", false, 1) && told("screen", true, 1) && !told("screen", true, 2));
    }

    #[test]
    fn the_first_frame_waits_only_where_the_answer_can_change_it() {
        for (term, locale_is_utf8, waits) in
            [("xterm", false, 1_000), ("xterm", true, 0), ("screen", false, 0), ("vt100", false, 0)]
        {
            let mut line = Line::new(term, locale_is_utf8);
            line.first_question(ms(5));
            assert_eq!(line.holds_first_frame_for(ms(5)), ms(waits), "{term}");
            assert_eq!(line.holds_first_frame_for(ms(2_000)), ms(0));
            assert_eq!((line.is_utf8(), line.esc_wait()), (locale_is_utf8, None));
        }
        let mut line = Line::new("xterm", false);
        line.first_question(ms(5));
        line.hear(Report::Cursor { row: 2, column: 2 }, ms(300));
        assert_eq!(line.holds_first_frame_for(ms(300)), ms(0));
        // An answer that comes too late is an answer.
        let mut late = Line::new("xterm", false);
        late.first_question(ms(0));
        assert!(!late.is_utf8());
        late.hear(Report::Cursor { row: 2, column: 2 }, ms(4_000));
        assert!(late.is_utf8());
    }

    #[test]
    fn a_lone_escape_waits_longer_on_a_slow_line_and_within_bounds() {
        for (round_trip, wait) in [(0, 120), (30, 120), (300, 250), (700, 450), (5_000, 500)] {
            let mut line = Line::new("xterm", true);
            line.first_question(ms(10));
            line.hear(Report::Cursor { row: 2, column: 2 }, ms(10 + round_trip));
            assert_eq!((line.round_trip(), line.esc_wait()), (Some(ms(round_trip)), Some(ms(wait))));
        }
    }

    #[test]
    fn it_is_asked_again_rarely_and_never_when_it_did_not_answer() {
        let mut line = Line::new("vt100", false);
        assert_eq!(line.first_question(ms(0)), ARE_YOU_THERE);
        assert_eq!(line.question(ms(900_000)), None);
        line.hear(Report::Alive, ms(900_020));
        assert_eq!(line.question(ms(900_030)), None);
        assert_eq!(line.question(ms(1_500_020)), Some(ARE_YOU_THERE));
        assert_eq!(line.question(ms(9_500_020)), None, "one question at a time");
        line.hear(Report::Alive, ms(9_500_120));
        assert_eq!(line.round_trip(), Some(ms(8_000_100)));
        // Answers that nobody asked for measure nothing.
        line.hear(Report::Alive, ms(9_500_500));
        line.hear(Report::Cursor { row: 2, column: 9 }, ms(9_500_500));
        assert_eq!(line.round_trip(), Some(ms(8_000_100)));
    }
}
