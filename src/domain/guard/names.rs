//! Forms of address with a name behind them: "ông Y Bhăm", "bà H'Yŭ", "cô giáo Nguyễn Thị Hoa".

use std::ops::Range;

use crate::base::text;

use super::{Mark, MarkSort, is_mark_or_apostrophe};

/// Forms of address.
const TITLES: &[&str] =
    &["ông", "bà", "anh", "chị", "cô", "chú", "em", "cháu", "bác", "cậu", "dì", "cụ", "mợ", "thím"];
/// May stand between the form of address and the name.
const BETWEEN: &[&str] = &["giáo", "tên", "là"];
/// Begin no name of a person, whatever follows.
const NEVER: &[&str] = &[
    "con",
    "người",
    "già",
    "nội",
    "ngoại",
    "họ",
    "mẹ",
    "ta",
    "buôn",
    "thôn",
    "xã",
    "bon",
    "huyện",
    "tỉnh",
    "phường",
    "đảng",
    "bí",
    "chủ",
    "phó",
    "trưởng",
    "giám",
    "phòng",
    "trạm",
    "sở",
    "tổ",
    "phụ",
    "cán",
    "cựu",
    "mầm",
    "mẫu",
    "nhà",
    "ubnd",
    "hđnd",
    "mttq",
    "ubmttq",
    "ubmttqvn",
    "ccb",
    "htx",
    "tncs",
    "thcs",
    "thpt",
    "clb",
    "csgt",
    "vnpt",
    "đvtn",
    "bcđ",
    "tdp",
];
/// Begin no name when one of these follows: "chị Hội viên", "em Học sinh", "Bà Rịa".
const NEVER_BEFORE: &[(&str, &[&str])] = &[
    ("đoàn", &["thanh", "viên", "thể", "xã"]),
    ("hội", &["phụ", "nông", "cựu", "đồng", "viên", "trưởng", "chữ", "người", "liên"]),
    ("công", &["an", "nhân", "ty", "chức", "đoàn"]),
    ("chi", &["bộ", "hội", "đoàn"]),
    ("quốc", &["hội", "phòng"]),
    ("học", &["sinh", "viên"]),
    ("dân", &["quân", "phòng", "tộc", "vận"]),
    ("hiệu", &["trưởng", "phó"]),
    ("đại", &["biểu", "đội", "diện"]),
    ("giáo", &["viên"]),
    ("ban", &["chỉ", "quản", "tự", "nhân", "chấp", "dân"]),
    ("trường", &["tiểu", "mầm", "mẫu", "th", "thcs", "thpt", "phổ", "dân"]),
    ("trung", &["thu", "tâm", "học", "ương"]),
    ("thiếu", &["nhi", "niên"]),
    ("thanh", &["niên"]),
    ("nông", &["dân"]),
    ("kiểm", &["lâm", "sát", "tra"]),
    ("bộ", &["đội"]),
    ("y", &["tế", "tá", "sĩ"]),
    ("thương", &["binh"]),
    ("việt", &["nam"]),
];
/// Places and figures that are called so.
const CALLED_SO: &[(&str, &[&str])] = &[
    ("bà", &["rịa", "nà", "đen", "trưng", "triệu", "điểm", "chiểu"]),
    ("ông", &["đốc", "trời", "táo", "bụt"]),
    ("cô", &["tô", "giang"]),
    ("bác", &["hồ", "tôn", "ái"]),
    ("anh", &["hùng", "sơn"]),
    ("cụ", &["hồ"]),
];
/// Peoples, of whom "anh em", "chị em" are said.
const PEOPLES: &[&str] = &[
    "ê", "êđê", "jrai", "gia", "kinh", "tày", "nùng", "mông", "h'mông", "hmông", "dao", "thái", "mường",
    "ba", "bana", "bahnar", "m'nông", "mnông", "xơ", "chăm", "lương", "công",
];
/// Before a form of address with a capital letter these say that it is the name of a place or a language.
const BEFORE_PLACES: &[&str] = &[
    "tiếng",
    "nước",
    "xã",
    "thôn",
    "buôn",
    "bon",
    "huyện",
    "tỉnh",
    "đường",
    "trường",
    "chợ",
    "cầu",
    "hồ",
    "suối",
    "đèo",
    "đồi",
    "núi",
    "phường",
    "khu",
    "làng",
    "bản",
    "đập",
    "thị",
    "đảo",
    "vương",
];
/// Words of one name.
const NAME_WORDS_MAX: usize = 7;

/// A word of the text.
#[derive(Clone)]
struct Word<'a> {
    at: Range<usize>,
    told: &'a str,
}

impl Word<'_> {
    fn is_large(&self) -> bool {
        self.told.starts_with(char::is_uppercase)
    }

    fn is(&self, one_of: &[&str]) -> bool {
        // Most words are no candidate by their length alone.
        self.told.len() <= 12 && one_of.contains(&self.told.to_lowercase().replace(['’', 'ʼ'], "'").as_str())
    }

    fn is_title(&self) -> bool {
        self.told.len() <= 6 && self.is(TITLES)
    }

    fn is_one_letter(&self) -> bool {
        text::grapheme_count(self.told) == 1
    }
}

/// The words of a text, the next one first, with a look ahead.
struct Reader<'a> {
    text: &'a str,
    words: Vec<Word<'a>>,
}

pub(super) fn marks(text: &str) -> Vec<Mark> {
    let reader = Reader { text, words: words(text) };
    let mut marks = Vec::new();
    let mut at = 0;
    while at < reader.words.len() {
        let (next, span) = reader.name_at(at);
        marks.extend(span.map(|span| Mark { span, sort: MarkSort::Name }));
        at = next;
    }
    marks
}

fn words(text: &str) -> Vec<Word<'_>> {
    let mut words: Vec<Word<'_>> = Vec::new();
    let mut start = None;
    for (at, sign) in text.char_indices().chain([(text.len(), ' ')]) {
        let is_letter = sign.is_alphabetic() || start.is_some() && is_mark_or_apostrophe(sign);
        match (start, is_letter) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                start = None;
                words.extend(text.get(from..at).map(|told| Word { at: from..at, told }));
            }
            _ => {}
        }
    }
    words
}

impl<'a> Reader<'a> {
    /// The bytes of the name that a form of address at this word begins, and the place of the word to go on with.
    fn name_at(&self, first: usize) -> (usize, Option<Range<usize>>) {
        let title = self.words.get(first).filter(|word| word.is_title());
        let Some(title) = title.filter(|word| !word.is_large() || !self.is_inside_a_name(first)) else {
            return (first + 1, None);
        };
        let mut last = first;
        let mut is_collective = false;
        while let Some(next) = self.words.get(last + 1)
            && (next.is_title() && matches!(self.gap(last), " " | "/" | " / " | " (" | "(" | "-")
                || next.is(BETWEEN) && self.gap(last) == " ")
            // "anh Cô": a name that reads as a form of address.
            && (title.is_large() || !next.is_large())
        {
            is_collective |= next.is(&["em"]);
            last += 1;
        }
        let begins = last + 1;
        let gap = self.gap(last);
        if !matches!(gap, " " | ": " | ") " | "  " | "\u{a0}") || !self.may_begin(begins, last, is_collective)
        {
            return (begins, None);
        }
        let mut end = begins + 1;
        while end < begins + NAME_WORDS_MAX && self.goes_on(end) {
            end += 1;
        }
        let name = self.words.get(begins..end).unwrap_or_default();
        let letters: usize = name.iter().map(|word| text::grapheme_count(word.told)).sum();
        // "ông A" names nobody.
        let span = name.last().filter(|_| letters > 1).map(|last| title.at.start..last.at.end);
        (end, span)
    }

    /// What stands between this word and the next.
    fn gap(&self, word: usize) -> &'a str {
        match (self.words.get(word), self.words.get(word + 1)) {
            (Some(a), Some(b)) => self.text.get(a.at.end..b.at.start).unwrap_or_default(),
            _ => "",
        }
    }

    /// "Trần Anh Tuấn" without a form of address, "suối Ông Hai", "tiếng Anh".
    fn is_inside_a_name(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else { return false };
        let shouts = |word: &Word<'_>| word.told.chars().count() > 1 && word.told.to_uppercase() == word.told;
        self.gap(before) == " "
            && self.words.get(before).is_some_and(|word| {
                let both_shout = shouts(word) && self.words.get(at).is_some_and(shouts);
                word.is_large() && !both_shout || word.is(BEFORE_PLACES)
            })
    }

    fn may_begin(&self, at: usize, title: usize, is_collective: bool) -> bool {
        let Some(word) = self.words.get(at) else { return false };
        let next = self.words.get(at + 1).filter(|_| self.gap(at) == " ");
        let is_followed = |table: &[(&str, &[&str])], word: &Word<'_>, next: &Word<'_>| {
            table.iter().any(|(first, then)| word.is(&[first]) && next.is(then))
        };
        let is_called_so = self.words.get(title).is_some_and(|title| {
            // "anh Hùng" is a man, "Anh Hùng Lực lượng" a title.
            is_followed(CALLED_SO, title, word) && (title.is_large() || title.is(&["bác", "cụ", "ông"]))
        });
        let is_people = is_collective && word.is(PEOPLES);
        let is_an_office = next.is_some_and(|next| is_followed(NEVER_BEFORE, word, next));
        let is_no_person = word.is(NEVER) || is_people || is_called_so || is_an_office;
        word.is_large() && !is_no_person
    }

    /// Whether the word goes on with the name before it.
    fn goes_on(&self, at: usize) -> bool {
        let (Some(before), Some(word)) = (self.words.get(at - 1), self.words.get(at)) else { return false };
        let gap = self.gap(at - 1);
        let follows = gap == " " || before.is_one_letter() && matches!(gap, "." | ". ");
        follows && word.is_large() && !word.is(NEVER)
    }
}
