//! How wide letters are on this terminal: they are printed, and it is asked where the cursor stands after each.

use super::Report;

/// Some letters that a terminal is asked to print. Pure: the caller sends [`bytes`](Probe::bytes), hands in the reports
/// of the decoder, and decides how long it waits; no answer is an answer too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    letters: Vec<String>,
    row: u16,
    /// Where the cursor stood after each letter, as far as it was told.
    columns: Vec<u16>,
}

impl Probe {
    /// A probe of these letters, printed from column 1 of this row on; row 1 cannot be asked about, row 2 is taken.
    pub fn new(letters: &[&str], row: u16) -> Probe {
        let letters = letters.iter().map(|letter| (*letter).to_owned()).collect();
        Probe { letters, row: row.max(2), columns: Vec::new() }
    }

    /// What is sent, in one write. The row is erased again, the cursor stays at its begin and the attributes are off:
    /// whoever draws frames has to draw the next one whole.
    pub fn bytes(&self) -> Vec<u8> {
        let begin = format!("\x1b[{};1H", self.row);
        let asked: String = self.letters.iter().map(|letter| format!("{letter}\x1b[6n")).collect();
        format!("\x1b[m{begin}{asked}{begin}\x1b[K").into_bytes()
    }

    /// Takes an answer; whether it was one to this probe.
    pub fn hear(&mut self, report: Report) -> bool {
        match report {
            Report::Cursor { row, column } if row == self.row && self.columns.len() < self.letters.len() => {
                self.columns.push(column);
                true
            }
            _ => false,
        }
    }

    /// How many columns each letter took, once all answers have come.
    pub fn widths(&self) -> Option<Vec<u16>> {
        if self.columns.len() < self.letters.len() {
            return None;
        }
        let before = std::iter::once(&1).chain(&self.columns);
        Some(before.zip(&self.columns).map(|(before, after)| after.saturating_sub(*before)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::terminal::{Decoder, Key, Keyboard};

    /// A terminal on which letters stand as wide as told: reads the bytes of a probe and answers.
    fn answers(bytes: &[u8], widths: &[u16]) -> Vec<u8> {
        let sent = String::from_utf8(bytes.to_vec()).unwrap();
        let mut column = 1;
        let mut answers = Vec::new();
        for (asked, width) in sent.matches("\x1b[6n").zip(widths) {
            assert_eq!(asked.len(), 4);
            column += width;
            answers.extend(format!("\x1b[2;{column}R").into_bytes());
        }
        answers
    }

    #[test]
    fn widths_come_out_between_keys_that_were_typed_ahead() {
        let mut probe = Probe::new(&["ƀ", "ê\u{306}", "ễ"], 2);
        for widths in [[1, 1, 1], [1, 2, 1], [2, 4, 3]] {
            let come = [b"4m".to_vec(), answers(&probe.bytes(), &widths), b"l".to_vec()].concat();
            for cut in 0..=come.len() {
                let mut fresh = probe.clone();
                let (mut decoder, mut keys) = (Decoder::new(Keyboard::Usual), Vec::new());
                decoder.feed(&come[..cut], &mut keys);
                decoder.feed(&come[cut..], &mut keys);
                assert!(decoder.take_reports().into_iter().all(|report| fresh.hear(report)));
                assert_eq!(fresh.widths(), Some(widths.to_vec()), "cut at {cut}");
                assert_eq!(keys, ['4', 'm', 'l'].map(Key::char));
            }
        }
        assert!(!probe.hear(Report::Alive) && !probe.hear(Report::Cursor { row: 3, column: 2 }));
        assert!(probe.hear(Report::Cursor { row: 2, column: 2 }));
        assert_eq!(probe.widths(), None);
    }

    #[test]
    fn nothing_of_a_probe_stays_on_the_screen() {
        let mut emulator = vt100::Parser::new(24, 80, 0);
        emulator.process(&Probe::new(&["ƀ", "ê\u{306}"], 1).bytes());
        assert_eq!(
            (emulator.screen().contents().as_str(), emulator.screen().cursor_position()),
            ("", (1, 0))
        );
    }
}
