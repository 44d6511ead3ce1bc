//! What the key doctor has seen a terminal send: whole sequences and the keys they are, laid over the built-in tables.
//!
//! A learnt sequence is one that the built-in tables take whole, as a key or as none: so nothing has to wait longer for it,
//! and no key that typing needs can change its meaning, whatever stands in a file of preferences.

use super::{
    super::key::{Key, KeyCode},
    super::sequences::Keyboard,
    ESC, Taken, take,
};

/// Bytes of a learnt sequence.
const BYTES: std::ops::RangeInclusive<usize> = 3..=16;
/// Learnt sequences of one terminal.
const LEARNT_MAX: usize = 32;
/// Keys that wait to be told.
const HEARD_MAX: usize = 64;

/// What has come, with its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// As they came.
    pub bytes: Vec<u8>,
    /// Which key they are; `None` for a sequence that nobody knows.
    pub key: Option<Key>,
}

/// Learnt sequences, and what is told of the bytes of keys.
#[derive(Debug, Default)]
pub(super) struct Learnt {
    keys: Vec<(Vec<u8>, Key)>,
    tells: bool,
    heard: Vec<Heard>,
}

impl Learnt {
    pub(super) fn set(&mut self, learnt: &[(Vec<u8>, Key)]) {
        let fit = learnt.iter().filter(|(bytes, key)| is_learnable(bytes, key));
        self.keys = fit.take(LEARNT_MAX).cloned().collect();
    }

    pub(super) fn tell_bytes(&mut self, tells: bool) {
        self.tells = tells;
        self.heard.clear();
    }

    pub(super) fn take_heard(&mut self) -> Vec<Heard> {
        std::mem::take(&mut self.heard)
    }

    /// The key of bytes that the tables took whole.
    pub(super) fn take(&mut self, bytes: &[u8], built_in: Option<Key>) -> Option<Key> {
        let own = self.keys.iter().find(|(learnt, _)| learnt == bytes).map(|(_, key)| key.clone());
        let key = own.or(built_in);
        self.tell(bytes, key.as_ref());
        key
    }

    pub(super) fn tell(&mut self, bytes: &[u8], key: Option<&Key>) {
        if self.tells && self.heard.len() < HEARD_MAX {
            self.heard.push(Heard { bytes: bytes.to_vec(), key: key.cloned() });
        }
    }
}

/// Whether these bytes may be learnt as this key: a whole sequence from ESC on that is no key of typing, as a key that
/// keyboards differ in.
pub fn is_learnable(bytes: &[u8], key: &Key) -> bool {
    if !BYTES.contains(&bytes.len()) || bytes.first() != Some(&ESC) || !differs(key) {
        return false;
    }
    match take(bytes, Keyboard::Usual) {
        Taken::Nothing(used) => used == bytes.len(),
        Taken::Key(built_in, used) => used == bytes.len() && is_of_those(&built_in.code),
        _ => false,
    }
}

/// Whether keyboards send this key in different ways, and nothing that is typed needs it.
fn differs(key: &Key) -> bool {
    !key.ctrl && !key.alt && !key.shift && is_of_those(&key.code)
}

fn is_of_those(code: &KeyCode) -> bool {
    matches!(code, KeyCode::F(_) | KeyCode::Home | KeyCode::End | KeyCode::Delete | KeyCode::Insert)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::Decoder, *};

    fn f(number: u8) -> Key {
        Key::plain(KeyCode::F(number))
    }

    fn keys_of(learnt: &[(Vec<u8>, Key)], bytes: &[u8]) -> Vec<Key> {
        let mut decoder = Decoder::default();
        decoder.learn(learnt);
        let mut out = Vec::new();
        decoder.feed(bytes, &mut out);
        decoder.timeout(&mut out);
        out
    }

    #[test]
    fn a_learnt_sequence_is_its_key_wherever_it_is_cut() {
        let learnt = [(b"\x1b[99~".to_vec(), f(9)), (b"\x1b[24~".to_vec(), f(1))];
        assert_eq!(keys_of(&[], b"\x1b[99~"), []);
        for (bytes, key) in &learnt {
            for cut in 0..=bytes.len() {
                let mut decoder = Decoder::default();
                decoder.learn(&learnt);
                let mut out = Vec::new();
                decoder.feed(&bytes[..cut], &mut out);
                decoder.feed(&bytes[cut..], &mut out);
                decoder.feed(b"a", &mut out);
                assert_eq!(out, [key.clone(), Key::char('a')], "{cut}");
                assert_eq!(decoder.waits(), None);
            }
        }
    }

    #[test]
    fn nothing_that_typing_needs_can_be_learnt_away() {
        for bytes in [
            b"a".as_slice(),
            b"\r",
            b"\x03",
            b"\x1b",
            b"\x1b[",
            b"\x1bOa",
            b"\x10",
            b"\x1b[A",
            b"\x1b[B",
            b"\x1b[200~",
            b"\x1b[2;2R",
            b"\x1b[99~x",
            b"abc",
            b"\x1b\x1b\x1b",
            b"\x1b[Z",
            b"\x1b[27;5;112~",
        ] {
            assert!(!is_learnable(bytes, &f(2)), "{bytes:?}");
        }
        for key in [
            Key::char('x'),
            Key::ctrl('c'),
            Key::plain(KeyCode::Enter),
            Key::plain(KeyCode::Esc),
            Key::plain(KeyCode::Up),
        ] {
            assert!(!is_learnable(b"\x1b[99~", &key), "{key}");
        }
        assert!(is_learnable(b"\x1b[11~", &f(2)) && is_learnable(b"\x1b[99~", &Key::plain(KeyCode::Home)));
    }

    #[test]
    fn the_bytes_of_each_key_are_told_when_asked() {
        let mut decoder = Decoder::default();
        let mut out = Vec::new();
        decoder.feed(b"x", &mut out);
        assert_eq!(decoder.take_heard(), []);
        decoder.tell_bytes(true);
        decoder.feed("\x1bOPễ\x1b[99~\x7f\x1b".as_bytes(), &mut out);
        decoder.timeout(&mut out);
        let told: Vec<_> = decoder.take_heard().into_iter().map(|heard| (heard.bytes, heard.key)).collect();
        assert_eq!(
            told,
            [
                (b"\x1bOP".to_vec(), Some(f(1))),
                ("ễ".as_bytes().to_vec(), Some(Key::char('ễ'))),
                (b"\x1b[99~".to_vec(), None),
                (b"\x7f".to_vec(), Some(Key::plain(KeyCode::Backspace))),
                (b"\x1b".to_vec(), Some(Key::plain(KeyCode::Esc))),
            ]
        );
    }

    proptest! {
        #[test]
        fn whatever_is_learnt_letters_and_enter_stay(
            learnt in prop::collection::vec((prop::collection::vec(prop_oneof![any::<u8>(), prop::sample::select(b"\x1b[O~12".to_vec())], 0..20), 1u8..13), 0..50),
        ) {
            let learnt: Vec<(Vec<u8>, Key)> = learnt.into_iter().map(|(bytes, number)| (bytes, f(number))).collect();
            for typed in ["a", "ễ", "\r", "\x03", "\x10", "\x7f", "\x1b", "\x1b[A", "\x1b[D"] {
                prop_assert_eq!(keys_of(&learnt, typed.as_bytes()), keys_of(&[], typed.as_bytes()));
            }
        }
    }
}
