//! Any bytes, any cuts, any gaps: what holds of them all. More cases: `PROPTEST_CASES=100000`.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::tui::terminal::sequences;

/// Every key of the tables, with its bytes.
static KEYS: LazyLock<Vec<(Vec<u8>, Key)>> = LazyLock::new(|| sequences::all(Keyboard::Usual));

/// Bytes that came, and how many milliseconds after those before them.
fn pieces() -> impl Strategy<Value = Vec<(u64, Vec<u8>)>> {
    let byte = prop_oneof![
        any::<u8>(),
        prop::sample::select(b"\x1b\x1b[[OP]_\\;$?<~MRn0129\xe1\xbb\x85\xff\x07".to_vec())
    ];
    let bytes = prop_oneof![
        4 => prop::collection::vec(byte, 0..30),
        1 => prop::sample::select(KEYS.as_slice()).prop_map(|(bytes, _)| bytes),
        1 => prop::sample::select(vec!["\x1b[200~", "\x1b[201~", "\x1b]11;rgb:1", "\x1bP1$r", "\x1b[<1;"])
            .prop_map(|text| text.as_bytes().to_vec()),
        1 => (33_usize..200).prop_map(|length| [b"\x1b[".to_vec(), vec![b'1'; length]].concat()),
    ];
    prop::collection::vec((prop::sample::select(vec![0, 0, 20, 50, 90, 130, 700, 6_000]), bytes), 0..12)
}

/// Feeds the pieces as the loop would, and looks at what is held.
fn feed(decoder: &mut Decoder, pieces: &[(u64, Vec<u8>)]) -> Vec<Key> {
    let mut keys = Vec::new();
    for (gap, bytes) in pieces {
        if decoder.waits().is_some_and(|wait| Duration::from_millis(*gap) >= wait) {
            decoder.timeout(&mut keys);
        }
        decoder.feed(bytes, &mut keys);
        assert!(decoder.held.len() <= HELD_BYTES_MAX && decoder.reports.len() <= REPORTS_MAX);
    }
    keys
}

proptest! {
    /// After any garbage and a rest, every key is itself wherever it is cut; after garbage of which nothing is held, at
    /// once; and what begins with ESC at once whatever is held, but for a paste that has not ended.
    #[test]
    fn the_next_key_is_never_lost(
        garbage in pieces(),
        (bytes, key) in prop::sample::select(KEYS.as_slice()),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut decoder = Decoder::default();
        feed(&mut decoder, &garbage);
        if decoder.paste.is_none() {
            let mut at_once = Decoder { held: decoder.held.clone(), ..Decoder::default() };
            let was_held = at_once.waits().is_some();
            let mut keys = Vec::new();
            at_once.feed(&bytes, &mut keys);
            prop_assert_eq!(keys.last(), Some(&key));
            prop_assert!(was_held || keys.len() == 1, "{:?}", keys);
        }
        let mut keys = Vec::new();
        decoder.timeout(&mut keys);
        prop_assert_eq!(decoder.waits(), None);
        keys.clear();
        let (before, after) = bytes.split_at(cut.index(bytes.len()));
        decoder.feed(before, &mut keys);
        decoder.feed(after, &mut keys);
        prop_assert_eq!(keys, [key]);
    }

    /// Where the bytes were cut makes no difference as long as nobody waits too long.
    #[test]
    fn cuts_make_no_difference(garbage in pieces()) {
        let at_once: Vec<(u64, Vec<u8>)> = garbage.iter().map(|(_, bytes)| (0, bytes.clone())).collect();
        let whole: Vec<u8> = garbage.into_iter().flat_map(|(_, bytes)| bytes).collect();
        let single: Vec<(u64, Vec<u8>)> = whole.iter().map(|byte| (50, vec![*byte])).collect();
        let run = |pieces: &[(u64, Vec<u8>)]| {
            let mut decoder = Decoder::default();
            let mut keys = feed(&mut decoder, pieces);
            let waits = decoder.waits();
            decoder.timeout(&mut keys);
            (keys, waits, decoder.take_reports())
        };
        let wanted = run(&[(0, whole)]);
        prop_assert_eq!(&run(&at_once), &wanted);
        prop_assert_eq!(&run(&single), &wanted);
    }

    /// Letters are those of the standard reading of broken UTF-8: one sign for what can be no letter, and nothing after
    /// it is eaten.
    #[test]
    fn an_invalid_byte_is_one_sign_and_eats_nothing(
        bytes in prop::collection::vec(
            prop_oneof![0x20..0x7f_u8, 0x80..=0xff_u8, prop::sample::select("ễđƀ".as_bytes().to_vec())], 0..60),
        cut in any::<prop::sample::Index>(),
    ) {
        let wanted: Vec<Key> = String::from_utf8_lossy(&bytes)
            .chars().filter(|c| !c.is_control()).map(Key::char).collect();
        let (before, after) = bytes.split_at(cut.index(bytes.len() + 1));
        let mut decoder = Decoder::default();
        let mut keys = feed(&mut decoder, &[(0, before.to_vec()), (90, after.to_vec())]);
        decoder.timeout(&mut keys);
        prop_assert_eq!(keys, wanted);
    }
}
