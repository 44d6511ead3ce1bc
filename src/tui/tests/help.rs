//! No key changes unseen: the help of every place, the table and the card, of both keymaps, in both languages.

use insta::assert_snapshot;

use crate::base::{Lang, text};
use crate::tui::{
    key_table,
    keymap::{Keymap, KeymapBase},
    terminal::Key,
    testing::Desk,
};

const USUAL: (u16, u16) = (80, 24);
const BASES: [(KeymapBase, &str); 2] = [(KeymapBase::Default, "default"), (KeymapBase::Vim, "vim")];

fn of_all(name: &str, picture: impl Fn(Keymap, Lang) -> String) {
    for (base, of) in BASES {
        for (lang, word) in [(Lang::Vi, "vi"), (Lang::En, "en")] {
            assert_snapshot!(format!("{name}_{of}_{word}"), picture(Keymap::built_in(base).unwrap(), lang));
        }
    }
}

#[test]
fn the_help_of_every_place() {
    let places = [
        ("", "home"),
        ("4", "list"),
        ("7 enter", "unfolded"),
        ("9", "drafts"),
        ("4 enter", "detail"),
        ("4 f9 d e m space t h e o enter", "count"),
        ("ctrl-f m l", "find"),
    ];
    of_all("help", |keymap, lang| {
        let mut out = String::new();
        for (keys, place) in places {
            let mut desk = Desk::with_keys(lang, USUAL, keymap.clone());
            desk.press(keys);
            let hint = desk.row(24);
            desk.press("f1");
            let lines = desk.lines();
            let from = lines.iter().position(|line| line.contains("CHỖ NÀY") || line.contains("THIS PLACE"));
            let shown = lines[from.unwrap()..23].join("\n");
            out.push_str(&format!("{place}: {hint}\n{}\n\n", shown.trim_end()));
        }
        out
    });
}

#[test]
fn the_table_of_keys() {
    of_all("table", |keymap, lang| key_table::table(&keymap, lang).join("\n"));
    for (base, _) in BASES {
        for lang in [Lang::Vi, Lang::En] {
            let table = key_table::table(&Keymap::built_in(base).unwrap(), lang);
            assert!(table.iter().all(|line| text::width(line) < 80), "{table:#?}");
        }
    }
}

#[test]
fn the_card_is_one_page_of_80_columns() {
    of_all("card", |keymap, lang| key_table::card(&keymap, lang).join("\n"));
    for (base, _) in BASES {
        for lang in [Lang::Vi, Lang::En] {
            let mut keymap = Keymap::built_in(base).unwrap();
            keymap.set_missing(
                ["f1", "f2", "f3", "f4", "f6", "f7", "f8", "f9"].map(|key| Key::parse(key).unwrap()).into(),
            );
            let card = key_table::card(&keymap, lang);
            assert!(card.len() <= 60, "{} rows: {card:#?}", card.len());
            assert!(card.iter().all(|line| text::width(line) < 80), "{card:#?}");
            assert!(card.iter().all(|line| !line.ends_with('~')), "nothing is cut: {card:#?}");
            assert!(card.join(" ").contains("F8 = Ctrl-P"), "{card:#?}");
        }
    }
}

#[test]
fn every_binding() {
    for (base, of) in BASES {
        let keymap = Keymap::built_in(base).unwrap();
        let mut lines: Vec<String> = keymap
            .bindings()
            .map(|(place, key, run)| format!("{place:?} {key} {}", run.unwrap_or("-")))
            .collect();
        lines.sort();
        assert_snapshot!(format!("keys_{of}"), lines.join("\n"));
    }
}
