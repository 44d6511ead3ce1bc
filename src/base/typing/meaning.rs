//! What a key asks for in a method of typing.

use super::{
    TypingMethod,
    letter::{Mark, TONES, Tone},
};

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A tone.
    Tone(Tone),
    /// No tone.
    NoTone,
    /// A mark on one of these letters.
    Mark(&'static [(char, Mark)]),
    /// Itself.
    Letter,
}

const HORN_OR_BREVE: &[(char, Mark)] = &[('a', Mark::Breve), ('o', Mark::Horn), ('u', Mark::Horn)];
const HORN: &[(char, Mark)] = &[('o', Mark::Horn), ('u', Mark::Horn)];
const BREVE: &[(char, Mark)] = &[('a', Mark::Breve)];
/// Of d.
pub(super) const STROKE: &[(char, Mark)] = &[('d', Mark::Stroke)];
const A: &[(char, Mark)] = &[('a', Mark::Circumflex)];
const E: &[(char, Mark)] = &[('e', Mark::Circumflex)];
/// Of o alone.
pub(super) const O: &[(char, Mark)] = &[('o', Mark::Circumflex)];
const CIRCUMFLEX: &[(char, Mark)] =
    &[('a', Mark::Circumflex), ('e', Mark::Circumflex), ('o', Mark::Circumflex)];

impl Meaning {
    /// What this key asks for.
    pub(super) fn of(key: char, method: TypingMethod) -> Meaning {
        let key = key.to_ascii_lowercase();
        let tone = |own: &dyn Fn(char, char) -> char| {
            TONES.iter().find(|(_, _, telex, vni)| own(*telex, *vni) == key).map(|(tone, ..)| *tone)
        };
        match method {
            TypingMethod::Off => Meaning::Letter,
            TypingMethod::Telex => match key {
                'z' => Meaning::NoTone,
                'w' => Meaning::Mark(HORN_OR_BREVE),
                'a' => Meaning::Mark(A),
                'e' => Meaning::Mark(E),
                'o' => Meaning::Mark(O),
                'd' => Meaning::Mark(STROKE),
                _ => tone(&|telex, _| telex).map_or(Meaning::Letter, Meaning::Tone),
            },
            TypingMethod::Vni => match key {
                '0' => Meaning::NoTone,
                '6' => Meaning::Mark(CIRCUMFLEX),
                '7' => Meaning::Mark(HORN),
                '8' => Meaning::Mark(BREVE),
                '9' => Meaning::Mark(STROKE),
                _ => tone(&|_, vni| vni).map_or(Meaning::Letter, Meaning::Tone),
            },
        }
    }
}
