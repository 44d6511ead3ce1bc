//! The cells of the table by their names: rows have letters, columns numbers, and A3 is the name of a cell on paper too.

use crate::base::{Day, Id, Words, text};
use crate::domain::{Choices, Value, kinds::PetitionKind};

use super::{Measure, Window};

/// The kinds in the order of their letters; the total is the letter after them.
pub const ROWS: &[PetitionKind] = &[
    PetitionKind::KhieuNai,
    PetitionKind::ToCao,
    PetitionKind::KienNghi,
    PetitionKind::PhanAnh,
    PetitionKind::CuTri,
    PetitionKind::NhieuNoiDung,
];
/// The numbered columns; what remains stands in the line that checks the sum.
pub const COLUMNS: &[Measure] =
    &[Measure::CarriedOver, Measure::New, Measure::Handled, Measure::OnTime, Measure::Late];
/// What the row below the kinds is called.
pub const TOTAL: Words = Words::new("Cộng (trừ tố cáo)", "Total (without denunciations)");

/// Fewer denunciations than this are not told by number.
pub const TOLD_FROM: u32 = 5;

/// One cell of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cell {
    /// Whose row; `None`: the total of all kinds but denunciations.
    pub kind: Option<PetitionKind>,
    /// Whose column.
    pub measure: Measure,
}

impl Cell {
    /// The cell in a row and a column, both from 0.
    pub fn at(row: usize, column: usize) -> Option<Cell> {
        let kind = match ROWS.get(row) {
            Some(kind) => Some(*kind),
            None if row == ROWS.len() => None,
            None => return None,
        };
        Some(Cell { kind, measure: *COLUMNS.get(column)? })
    }

    /// Its row, from 0.
    pub fn row(self) -> usize {
        let at = |kind| ROWS.iter().position(|other| *other == kind);
        self.kind.and_then(at).unwrap_or(ROWS.len())
    }

    /// Its column, from 0; `None`: it stands in no column.
    pub fn column(self) -> Option<usize> {
        COLUMNS.iter().position(|other| *other == self.measure)
    }

    /// The cell of a name as it is typed: `C4`, `c4`. Column 6 is what remains.
    pub fn from_typed(typed: &str) -> Option<Cell> {
        let mut signs = typed.trim().chars();
        let (row, column) = (signs.next()?.to_ascii_uppercase(), signs.next()?);
        if signs.next().is_some() {
            return None;
        }
        let row = (0..=ROWS.len()).find(|at| letter(*at) == row)?;
        let measure = Measure::ALL.iter().find(|measure| measure.choice().abbr.chars().eq([column]))?;
        Some(Cell { kind: ROWS.get(row).copied(), measure: *measure })
    }

    /// `C4`.
    pub fn name(self) -> String {
        format!("{}{}", letter(self.row()), self.measure.choice().abbr)
    }

    /// What its row is called.
    pub fn row_label(self) -> Words {
        self.kind.map_or(Words::new("Cộng", "Total"), PetitionKind::label)
    }
}

/// The letter of a row.
pub fn letter(row: usize) -> char {
    u8::try_from(row).ok().and_then(|row| b'A'.checked_add(row)).map_or('?', char::from)
}

/// A count as it leaves the office: few denunciations are not told by number.
pub fn told(kind: Option<PetitionKind>, count: u32) -> String {
    if is_told(kind, count) { count.to_string() } else { format!("<{TOLD_FROM}") }
}

/// Whether a count is told by number.
pub fn is_told(kind: Option<PetitionKind>, count: u32) -> bool {
    kind != Some(PetitionKind::ToCao) || !(1..TOLD_FROM).contains(&count)
}

/// A cell of a period that was frozen: what is asked back by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrozenCell {
    /// The cell.
    pub cell: Cell,
    /// The period.
    pub window: Window,
    /// The commune; `None`: every place of the register.
    pub commune: Option<Id>,
}

impl FrozenCell {
    /// As a filter of a list writes it: `C4 2025-12-15 2026-09-14 C24100n`.
    pub fn filter(&self) -> Value {
        let (name, from, to) = (self.cell.name(), self.window.from.iso(), self.window.to.iso());
        let commune = self.commune.as_ref().map_or(String::new(), |commune| format!(" {commune}"));
        Value::Text(format!("{name} {from} {to}{commune}"))
    }

    /// What such a filter means; `None`: it is none.
    pub fn from_filter(value: &Value) -> Option<FrozenCell> {
        let Value::Text(text) = value else { return None };
        let mut words = text.split(' ');
        let cell = Cell::from_typed(words.next()?)?;
        let window = Window::between(Day::from_iso(words.next()?)?, Day::from_iso(words.next()?)?)?;
        let commune = match words.next() {
            Some(commune) => Some(Id::new(commune)?),
            None => None,
        };
        words.next().is_none().then_some(FrozenCell { cell, window, commune })
    }
}

/// What is asked back from anywhere: `:C4 9T/2026`, with a commune behind it where not the own one is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedBack {
    /// The cell.
    pub cell: Cell,
    /// The period.
    pub window: Window,
    /// The commune as it was typed; `None`: the own one, else every place.
    pub place: Option<String>,
}

/// The sign with which the name of a cell begins when it is asked back.
pub const ASKS_BACK: char = ':';

/// Whether what is typed begins to ask a cell back: with the sign, or with a cell and a blank.
pub fn names_a_cell(typed: &str) -> bool {
    let typed = typed.trim_start();
    let is_cell = |(cell, _): (&str, &str)| Cell::from_typed(cell).is_some();
    typed.starts_with(ASKS_BACK) || typed.split_once(' ').is_some_and(is_cell)
}

impl AskedBack {
    /// What was typed; the sign may be missing where it led to the place in which one types. The periods are those of
    /// [`Window::from_typed`].
    pub fn from_typed(typed: &str, today: Day) -> Option<AskedBack> {
        let typed = typed.trim().trim_start_matches(ASKS_BACK).trim_start();
        let (cell, rest) = typed.split_once(' ')?;
        let rest = rest.trim_start();
        let (window, place) = rest.split_once(' ').unwrap_or((rest, ""));
        let place = place.trim();
        Some(AskedBack {
            cell: Cell::from_typed(cell)?,
            window: Window::from_typed(window, today)?,
            place: (!place.is_empty()).then(|| place_meant(place)),
        })
    }
}

/// A commune as it was typed; empty where every place of the register is meant.
pub fn place_meant(typed: &str) -> String {
    let is_everywhere = ["moi noi", "tat ca"].contains(&text::fold(typed).as_str());
    if is_everywhere { String::new() } else { typed.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_found_by_its_name_and_the_name_by_the_cell() {
        for row in 0..=ROWS.len() {
            for column in 0..COLUMNS.len() {
                let cell = Cell::at(row, column).unwrap();
                assert_eq!(Cell::from_typed(&cell.name()), Some(cell));
                assert_eq!((cell.row(), cell.column()), (row, Some(column)));
            }
        }
        assert_eq!(Cell::at(2, 3).unwrap().name(), "C4");
        assert_eq!(
            Cell::from_typed("g6").map(|cell| (cell.kind, cell.measure)),
            Some((None, Measure::Remaining))
        );
        for wrong in ["", "c", "44", "C0", "Z1", "C45", "c 4"] {
            assert_eq!(Cell::from_typed(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_cell_is_asked_back_with_its_period_and_a_commune() {
        let today = Day::from_iso("2026-11-23").unwrap();
        let asked = |typed| AskedBack::from_typed(typed, today);
        let back = asked(":C4 9T/2026").unwrap();
        assert_eq!((back.cell.name().as_str(), back.place), ("C4", None));
        assert_eq!(back.window.named(), "15/12/2025-14/09/2026");
        assert_eq!(asked(": a1  q3 ").unwrap().window.named(), "15/06/2026-14/09/2026");
        assert_eq!(asked(":a1 1/1-31/3 Ea Ly").unwrap().place.as_deref(), Some("Ea Ly"));
        assert_eq!(asked(":a1 t9 mọi nơi").unwrap().place.as_deref(), Some(""));
        assert_eq!(asked("c4 9t/2026"), asked(":C4 9T/2026"));
        assert!(names_a_cell(":") && names_a_cell("c4 ") && names_a_cell(":c4 9t/"));
        assert!(!names_a_cell("c4") && !names_a_cell("chot ky") && !names_a_cell(""));
        for wrong in ["C4", ":", ":C4", ":C4 ", ":C9 9T", ":C4 xa"] {
            assert_eq!(asked(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_filter_of_a_frozen_cell_leads_back_to_it() {
        let window = Window::from_typed("9t/2026", Day::from_iso("2026-11-23").unwrap()).unwrap();
        for commune in [None, Id::new("C24100n")] {
            let cell = Cell { kind: None, measure: Measure::Remaining };
            let asked = FrozenCell { cell, window, commune };
            assert_eq!(FrozenCell::from_filter(&asked.filter()), Some(asked));
        }
        for wrong in ["", "C4", "C4 2026-01-01", "C4 2026-01-02 2026-01-01", "C4 2026-01-01 2026-01-02 a b"] {
            assert_eq!(FrozenCell::from_filter(&Value::Text(wrong.into())), None, "{wrong}");
        }
    }

    #[test]
    fn only_small_numbers_of_denunciations_are_not_told() {
        let denunciation = Some(PetitionKind::ToCao);
        assert_eq!([0, 1, 4, 5].map(|count| told(denunciation, count)), ["0", "<5", "<5", "5"]);
        assert_eq!(told(Some(PetitionKind::KhieuNai), 1), "1");
        assert_eq!(told(None, 1), "1");
    }
}
