//! What was learnt of sorts of terminals, in the file of preferences: `[terminals.xterm]` with `missing` and `keys`.
//!
//! Whatever stands there, input is not spoilt: what is not understood is left out, and the decoder takes no sequence that
//! typing needs.

use std::collections::BTreeMap;

use toml::{Table, Value};

use crate::tui::{
    preferences::LearntTerminal,
    terminal::{Key, is_learnable},
};

const TERMINALS: &str = "terminals";
const MISSING: &str = "missing";
const KEYS: &str = "keys";
/// Sorts of terminals of one officer.
const TERMINALS_MAX: usize = 32;
/// Letters of the name of one.
const NAME_BYTES_MAX: usize = 64;
/// Keys of one, learnt or missing.
const KEYS_MAX: usize = 32;

/// What is understood of the file.
pub(super) fn read(table: &Table) -> BTreeMap<String, LearntTerminal> {
    let all = table.get(TERMINALS).and_then(Value::as_table).into_iter().flatten();
    let named = all.filter(|(name, _)| name.len() <= NAME_BYTES_MAX).take(TERMINALS_MAX);
    named.filter_map(|(name, value)| Some((name.clone(), one(value.as_table()?)))).collect()
}

fn one(table: &Table) -> LearntTerminal {
    let missing = table.get(MISSING).and_then(Value::as_array).into_iter().flatten();
    let missing = missing.filter_map(|key| Key::parse(key.as_str()?)).filter(|key| key.typed().is_none());
    let keys = table.get(KEYS).and_then(Value::as_table).into_iter().flatten();
    let keys = keys.filter_map(|(spelled, key)| Some((bytes_of(spelled)?, Key::parse(key.as_str()?)?)));
    LearntTerminal {
        keys: keys.filter(|(bytes, key)| is_learnable(bytes, key)).take(KEYS_MAX).collect(),
        missing: missing.take(KEYS_MAX).collect(),
    }
}

/// Puts what was learnt into the table; other sorts of terminals that stand there stay.
pub(super) fn put(table: &mut Table, terminals: &BTreeMap<String, LearntTerminal>) {
    if terminals.is_empty() {
        return;
    }
    let mut all =
        table.remove(TERMINALS).and_then(|value| value.try_into::<Table>().ok()).unwrap_or_default();
    for (name, learnt) in terminals {
        let keys = learnt.keys.iter().map(|(bytes, key)| (spelled(bytes), Value::from(key.to_string())));
        let missing: Vec<Value> = learnt.missing.iter().map(|key| Value::from(key.to_string())).collect();
        let mut one = Table::new();
        one.insert(MISSING.into(), Value::Array(missing));
        one.insert(KEYS.into(), Value::Table(keys.collect()));
        all.insert(name.clone(), Value::Table(one));
    }
    table.insert(TERMINALS.into(), Value::Table(all));
}

/// Bytes in hexadecimal digits.
fn spelled(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes_of(spelled: &str) -> Option<Vec<u8>> {
    const DIGITS_MAX: usize = 64;
    if spelled.len() > DIGITS_MAX || !spelled.len().is_multiple_of(2) || !spelled.is_ascii() {
        return None;
    }
    let pair = |at: usize| spelled.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    (0..spelled.len()).step_by(2).map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(spelled: &str) -> Key {
        Key::parse(spelled).unwrap()
    }

    #[test]
    fn what_was_learnt_comes_back_and_other_terminals_stay() {
        let learnt = LearntTerminal {
            keys: vec![(b"\x1b[99~".to_vec(), key("f9")), (b"\x1b[25~".to_vec(), key("home"))],
            missing: vec![key("f1"), key("ctrl-s")],
        };
        let mut table: Table = "[terminals.vt220]\nmissing = [\"F4\"]\n".parse().unwrap();
        put(&mut table, &[("xterm".to_owned(), learnt.clone())].into());
        let again: Table = table.to_string().parse().unwrap();
        let read = read(&again);
        let keys = |learnt: &LearntTerminal| {
            let mut keys = learnt.keys.clone();
            keys.sort_by(|one, other| one.0.cmp(&other.0));
            keys
        };
        assert_eq!(keys(&read["xterm"]), keys(&learnt));
        assert_eq!(read["xterm"].missing, learnt.missing);
        assert_eq!(read["vt220"].missing, [key("f4")]);
    }

    #[test]
    fn what_could_spoil_input_is_left_out() {
        let source = "
[terminals.xterm]
missing = [\"F1\", \"a\", 3, \"hyper-x\"]
[terminals.xterm.keys]
0d = \"F2\"
61 = \"F2\"
03 = \"F2\"
1b = \"F2\"
1b5b41 = \"F2\"
1b5b39397e = \"enter\"
1b5b39387e = \"F3\"
zz = \"F3\"
1b5 = \"F3\"
1b5b39367e = 7
";
        let read = read(&source.parse().unwrap());
        assert_eq!(read["xterm"].keys, [(b"\x1b[98~".to_vec(), key("f3"))]);
        assert_eq!(read["xterm"].missing, [key("f1")]);
        for odd in
            ["terminals = 3", "terminals = [1]", "[terminals]\nx = 1", "[terminals.x]\nkeys = 3\nmissing = 3"]
        {
            let read = super::read(&odd.parse().unwrap());
            assert!(read.values().all(|learnt| *learnt == LearntTerminal::default()), "{odd}");
        }
        let mut many = String::new();
        for name in 0..100 {
            many.push_str(&format!("[terminals.t{name}.keys]\n"));
            for number in 10..99 {
                many.push_str(&format!("1b5b3939{number}7e = \"F2\"\n"));
            }
        }
        let read = super::read(&many.parse().unwrap());
        assert_eq!(read.len(), TERMINALS_MAX);
        assert!(read.values().all(|learnt| learnt.keys.len() <= KEYS_MAX));
    }
}
