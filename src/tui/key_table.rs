//! The keys of every place as text: the table of `nghedan keys` and the card to print, from the command list, the keymap
//! and what no keymap changes.

use crate::base::{Lang, Say, Words, text};
use crate::domain::petition;

use super::{
    command::{COMMANDS, Command, DIGITS, command, key_behind},
    keymap::Keymap,
    screen::Place,
    terminal::Key,
};

/// What a key does that no keymap changes.
struct Fixed {
    keys: Words,
    does: Words,
}

/// A kind of place with its keys.
struct Section {
    title: Words,
    /// Keys, command's name, title, description.
    lines: Vec<Line>,
}

struct Line {
    keys: String,
    run: &'static str,
    title: Words,
    help: Words,
}

/// The kinds of place in the order of the table.
const PLACES: &[(Place, Words)] = &[
    (Place::List, Words::new("TRANG CHÍNH, DANH SÁCH", "HOME, LISTS")),
    (Place::Narrow, Words::new("KHI ĐANG LỌC", "WHILE NARROWING")),
    (Place::Detail, Words::new("ĐƠN, VIỆC ĐANG MỞ", "AN OPENED RECORD")),
    (Place::Form, Words::new("PHIẾU NHẬP", "FORMS")),
    (Place::Find, Words::new("TÌM KIẾM", "LOOK-UP")),
    (Place::Palette, Words::new("BẢNG LỆNH, TRỢ GIÚP", "COMMANDS, HELP")),
    (Place::Compare, Words::new("HAI NGƯỜI CÙNG SỬA", "TWO CHANGED IT")),
    (Place::Beside, Words::new("ĐẶT CẠNH NHAU", "SIDE BY SIDE")),
];
const COLUMNS: usize = 79;
/// Columns of keys, and of names in the table.
const KEYS: usize = 18;
const NAMES: usize = 19;
/// Rows of a page of A4.
const CARD_ROWS: usize = 60;
/// Columns of one of the card's two halves, and of the keys in it.
const HALF: usize = 39;
const HALF_KEYS: usize = 15;

const fn fixed(keys: Words, vi: &'static str, en: &'static str) -> Fixed {
    Fixed { keys, does: Words::new(vi, en) }
}

const fn same(keys: &'static str) -> Words {
    Words::new(keys, keys)
}

const MOVE: Words = Words::new("Lên Xuống PgDn", "Up Down PgDn");

fn fixed_keys(place: Place, letters_are_commands: bool) -> Vec<Fixed> {
    match place {
        Place::List => {
            let mut keys = vec![
                fixed(same("1-9"), "chín danh sách", "the nine lists"),
                fixed(same("Enter"), "mở dòng đang đứng", "opens the marked row"),
                fixed(MOVE, "đi trong danh sách", "walk the list"),
                fixed(same("0"), "không phát sinh, ở 6", "nothing new, in 6"),
            ];
            if !letters_are_commands {
                keys.push(fixed(
                    Words::new("chữ", "letters"),
                    "lọc; trang chính: tìm",
                    "narrow; home: look up",
                ));
                keys.push(fixed(same("Backspace"), "bớt một chữ đã lọc", "one letter less"));
            }
            keys
        }
        Place::Narrow if letters_are_commands => vec![
            fixed(Words::new("chữ", "letters"), "lọc", "narrow"),
            fixed(same("Backspace"), "bớt một chữ", "one letter less"),
            fixed(same("Enter"), "xong, giữ phần lọc", "ends it, stays narrowed"),
        ],
        Place::Detail => vec![
            fixed(Words::new("chữ", "letters"), "bước của đơn, của việc", "steps of the record"),
            fixed(same("Enter"), "vì sao, chi tiết dòng", "why, the line in full"),
            fixed(MOVE, "đi qua từng dòng", "walk the lines"),
            fixed(same("1-9"), "chín danh sách", "the nine lists"),
        ],
        Place::Form => vec![
            fixed(
                Words::new("Enter Tab Xuống", "Enter Tab Down"),
                "mục sau; mục cuối: lưu",
                "next field; last: save",
            ),
            fixed(Words::new("Shift-Tab Lên", "Shift-Tab Up"), "mục trước", "previous field"),
            fixed(same("Space"), "danh mục, ở mục mã", "values, in a code field"),
            fixed(same("="), "mục số: chép, giữ số", "a number: copies, keeps"),
            fixed(same("0"), "không phát sinh, ở cửa", "nothing new, at gate"),
            fixed(Words::new("chữ, ở cửa", "letter, at gate"), "sửa dòng số liệu đó", "goes to that figure"),
        ],
        Place::Find => vec![
            fixed(Words::new("chữ số", "letters digits"), "điều muốn tìm", "what is looked for"),
            fixed(same("Enter"), "mở", "opens"),
        ],
        Place::Palette => vec![
            fixed(Words::new("chữ", "letters"), "tìm lệnh; Enter chạy", "find; Enter runs it"),
            fixed(same("1-9"), "chín danh sách", "the nine lists"),
        ],
        Place::Compare => vec![
            fixed(same("t k"), "của ta; bản đã lưu", "ours; the saved one"),
            fixed(same("T K"), "như thế cho cả đơn", "the same for all"),
            fixed(same("s"), "sửa tiếp lời của ta", "write on from our text"),
            fixed(Words::new("Enter Xuống", "Enter Down"), "mục sau", "next field"),
        ],
        Place::Beside => vec![
            fixed(Words::new("Phải Trái", "Right Left"), "đơn khác có thể trùng", "another likely one"),
            fixed(Words::new("chữ số", "digits"), "số của đơn bất kỳ", "number of any petition"),
            fixed(same("Enter"), "mở đơn kia", "opens the other"),
        ],
        Place::Narrow | Place::Reason | Place::Doctor => Vec::new(),
    }
}

fn sections(keymap: &Keymap) -> Vec<Section> {
    let section = |(place, title): &(Place, Words)| {
        let lines = COMMANDS
            .iter()
            // What is bound everywhere stands once, with the lists.
            .filter(|command| *place == Place::List || !is_said_before(keymap, command, *place))
            .filter_map(|command| {
                let keys = keymap.keys_of(command.name, *place).join(" ");
                let line = Line { keys, run: command.name, title: command.title, help: command.help };
                (!line.keys.is_empty()).then_some(line)
            });
        Section { title: *title, lines: lines.collect() }
    };
    PLACES.iter().map(section).collect()
}

/// Whether it stands with the lists under the same keys.
fn is_said_before(keymap: &Keymap, command: &Command, place: Place) -> bool {
    let keys = |wanted: Place| {
        let runs = move |on: &&Key| keymap.command(wanted, on) == Some(command.name);
        keymap.bindings().map(|(_, on, _)| on).filter(runs).collect::<Vec<_>>()
    };
    let in_lists = keys(Place::List);
    command.is_general() && keys(place).iter().all(|key| in_lists.contains(key))
}

/// The table: every place, its keys, the commands' names as keymap files spell them, what they do; then the commands
/// that have no key.
pub fn table(keymap: &Keymap, lang: Lang) -> Vec<String> {
    let mut out = Vec::new();
    for ((place, _), section) in PLACES.iter().zip(sections(keymap)) {
        let fixed = fixed_keys(*place, keymap.letters_are_commands());
        if fixed.is_empty() {
            continue;
        }
        out.push(section.title.get(lang).to_owned());
        for key in fixed {
            push_row(&mut out, key.keys.get(lang), "", key.does.get(lang));
        }
        for line in section.lines {
            push_row(&mut out, &line.keys, line.run, line.help.get(lang));
        }
        out.push(String::new());
    }
    out.push(Words::new("CHỈ TRONG BẢNG LỆNH", "IN THE PALETTE ONLY").get(lang).to_owned());
    let is_bound = |command: &&Command| keymap.bindings().any(|(_, _, run)| run == Some(command.name));
    let is_digit = |command: &&Command| DIGITS.iter().any(|(_, run)| *run == command.name);
    let without = COMMANDS.iter().filter(|command| !is_bound(command) && !is_digit(command));
    for command in without.filter(|command| key_behind(command.name).is_none()) {
        push_row(&mut out, "", command.name, command.help.get(lang));
    }
    out.extend(replacements(keymap, lang));
    out
}

fn push_row(out: &mut Vec<String>, keys: &str, name: &str, does: &str) {
    let lead = 2 + KEYS + 1 + NAMES + 1;
    for (at, part) in text::wrap_lines(does, COLUMNS - lead).into_iter().enumerate() {
        let line = if at == 0 {
            format!("  {} {} {part}", text::pad(keys, KEYS), text::pad(name, NAMES))
        } else {
            format!("{}{part}", " ".repeat(lead))
        };
        out.push(line.trim_end().to_owned());
    }
}

/// The card to print: one page of A4, two columns; with the keys that replace those that the terminal does not send.
pub fn card(keymap: &Keymap, lang: Lang) -> Vec<String> {
    let mut out = vec![
        Words::new("NGHE DÂN  thẻ phím", "NGHE DÂN  key card").get(lang).to_owned(),
        "-".repeat(COLUMNS),
    ];
    let lists =
        DIGITS.iter().filter_map(|(digit, run)| Some((digit.to_string(), command(run)?.title.get(lang))));
    push_halves(&mut out, lists.map(|(key, title)| half(&key, title)).collect());
    for ((place, _), section) in PLACES.iter().zip(sections(keymap)) {
        let fixed = fixed_keys(*place, keymap.letters_are_commands());
        if fixed.is_empty() {
            continue;
        }
        out.push(String::new());
        out.push(section.title.get(lang).to_owned());
        let fixed = fixed.iter().map(|key| half(key.keys.get(lang), key.does.get(lang)));
        let lines =
            section.lines.iter().map(|line| half(&line.keys, &text::lower_first(line.title.get(lang))));
        push_halves(&mut out, fixed.chain(lines).collect());
    }
    out.push(String::new());
    out.push(
        Words::new("BƯỚC CỦA ĐƠN, một chữ mãi mãi", "STEPS OF A PETITION, one letter for ever")
            .get(lang)
            .to_owned(),
    );
    let steps = petition::STEPS
        .iter()
        .filter_map(|step| Some(format!("{} {}", step.letter?, text::lower_first(step.title.get(lang)))));
    out.extend(
        text::wrap_lines(&steps.collect::<Vec<_>>().join("; "), COLUMNS).into_iter().map(str::to_owned),
    );
    out.extend(replacements(keymap, lang));
    if out.len() > CARD_ROWS {
        out.retain(|line| !line.is_empty());
    }
    out
}

/// What replaces the keys that the terminal does not send.
fn replacements(keymap: &Keymap, lang: Lang) -> Vec<String> {
    let said = keymap.replacements();
    if said.is_empty() {
        return Vec::new();
    }
    let lead = Words::new("Phím không tới, dùng thay: ", "Keys that do not arrive, instead: ").get(lang);
    let all: Vec<String> = said.iter().map(|say| say.get(lang).to_owned()).collect();
    let line = format!("{lead}{}", all.join("   "));
    let mut out = vec![String::new()];
    out.extend(text::wrap_lines(&line, COLUMNS).into_iter().map(str::to_owned));
    out
}

/// A key with what it does, as the card writes it; what does not fit goes on below.
fn half(keys: &str, does: &str) -> Vec<String> {
    let parts = text::wrap_lines(does, HALF - HALF_KEYS - 1);
    let leads = std::iter::once(keys).chain(std::iter::repeat(""));
    leads.zip(parts).map(|(keys, part)| format!("{} {part}", text::pad(keys, HALF_KEYS))).collect()
}

/// Two halves a row, read downwards; no key is torn in two.
fn push_halves(out: &mut Vec<String>, halves: Vec<Vec<String>>) {
    let rows: usize = halves.iter().map(Vec::len).sum();
    let (mut left, mut right): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for half in halves {
        if left.len() < rows.div_ceil(2) { left.extend(half) } else { right.extend(half) }
    }
    for (at, half) in left.iter().enumerate() {
        let beside = right.get(at).map_or("", String::as_str);
        out.push(format!("{} {beside}", text::pad(half, HALF)).trim_end().to_owned());
    }
}

impl Keymap {
    /// For each key that the terminal does not send: by which ones what it runs is reached, `F9 = Ctrl-P :`.
    pub fn replacements(&self) -> Vec<Say> {
        let mut out = Vec::new();
        for missing in self.missing() {
            let run = PLACES.iter().find_map(|(place, _)| self.command(*place, missing));
            let Some(run) = run else { continue };
            let mut keys: Vec<String> = Vec::new();
            for key in PLACES.iter().flat_map(|(place, _)| self.keys_of(run, *place)) {
                if !keys.contains(&key) && key != missing.to_string() {
                    keys.push(key);
                }
            }
            if keys.is_empty() {
                let palette = self.keys_of("palette", Place::Form).into_iter().next().unwrap_or_default();
                let title = command(run).map_or_else(Say::default, |command| command.title.into());
                out.push(Say::new(
                    format!("{missing} = {palette} \"{}\"", title.vi),
                    format!("{missing} = {palette} \"{}\"", title.en),
                ));
            } else {
                out.push(Say::plain(format!("{missing} = {}", keys.join(" "))));
            }
        }
        out
    }
}
