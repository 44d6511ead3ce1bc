//! Which letters can be a syllable, or become one, and where its tone stands.
//!
//! The tables are the spelling as schools teach it (chính tả), and for the highlands the clusters and endings met in
//! names of places and families. A word is judged while it is typed: marks may still be missing.

use super::letter::{Letter, Tone};

/// Where the tone of `oa`, `oe`, `uy` stands when no consonant follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TonePlace {
    /// On the first vowel: hòa, khỏe, thủy.
    First,
    /// On the second: hoà, khoẻ, thuỷ.
    Second,
}

/// What this program writes: the words of its own data are spelled so.
pub const TONE_PLACE: TonePlace = TonePlace::First;

const ONSETS: &[&str] = &[
    "", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p",
    "ph", "qu", "r", "s", "t", "th", "tr", "v", "x",
];

/// Onsets of Ê Đê, Jrai, Bahnar, M'nông, Xơ Đăng and Cơ Ho names; ƀ č ñ count as b c n.
const HIGHLAND_ONSETS: &[&str] = &[
    "j", "w", "z", "bh", "bj", "bl", "br", "chl", "chr", "cl", "cr", "dh", "dj", "dl", "dr", "đh", "đl",
    "đr", "gl", "gr", "hb", "hc", "hch", "hd", "hđ", "hdr", "hg", "hj", "hl", "hm", "hn", "hng", "hr", "ht",
    "hw", "jh", "jr", "kb", "kbl", "kbr", "kch", "kd", "kđ", "kdr", "kg", "kj", "kl", "km", "kn", "kp",
    "kpl", "kr", "ks", "kt", "ktr", "kw", "lh", "mb", "mbl", "mbr", "mc", "md", "mđ", "mdr", "mđr", "mg",
    "mh", "mj", "mk", "ml", "mn", "mng", "mp", "mpl", "mr", "ms", "mt", "nd", "ndr", "ngl", "ngr", "nj",
    "nt", "pl", "pr", "rb", "rc", "rch", "rd", "rđ", "rg", "rh", "rj", "rl", "rm", "rn", "rng", "rs", "rt",
    "sl", "sr", "tl", "tn",
];

const RIMES: &[&str] = &[
    "a", "ac", "ach", "ai", "am", "an", "ang", "anh", "ao", "ap", "at", "au", "ay", "ăc", "ăm", "ăn", "ăng",
    "ăp", "ăt", "âc", "âm", "ân", "âng", "âp", "ât", "âu", "ây", "e", "ec", "em", "en", "eng", "eo", "ep",
    "et", "ê", "êc", "êch", "êm", "ên", "êng", "ênh", "êp", "êt", "êu", "i", "ia", "ich", "im", "in", "ing",
    "inh", "ip", "it", "iu", "iêc", "iêm", "iên", "iêng", "iêp", "iêt", "iêu", "o", "oc", "oi", "om", "on",
    "ong", "ooc", "oong", "op", "ot", "oa", "oac", "oach", "oai", "oam", "oan", "oang", "oanh", "oao", "oap",
    "oat", "oay", "oăc", "oăm", "oăn", "oăng", "oăt", "oe", "oem", "oen", "oeo", "oet", "ô", "ôc", "ôi",
    "ôm", "ôn", "ông", "ôp", "ôt", "ơ", "ơi", "ơm", "ơn", "ơng", "ơp", "ơt", "u", "ua", "uc", "ui", "um",
    "un", "ung", "up", "ut", "uân", "uâng", "uât", "uây", "uê", "uêch", "uênh", "uên", "uôc", "uôi", "uôm",
    "uôn", "uông", "uôt", "uơ", "uy", "uya", "uych", "uyn", "uynh", "uyp", "uyt", "uyu", "uyên", "uyêt", "ư",
    "ưa", "ưc", "ưi", "ưm", "ưn", "ưng", "ưt", "ưu", "ươc", "ươi", "ươm", "ươn", "ương", "ươp", "ươt", "ươu",
    "y", "ych", "ynh", "yt", "yêm", "yên", "yêng", "yêt", "yêu",
];

/// Cores of highland syllables beyond those of [`RIMES`].
const HIGHLAND_CORES: &[&str] = &[
    "a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "ai", "ao", "au", "ea", "eă", "ei", "êi", "êô",
    "ia", "iă", "iê", "io", "iu", "oa", "oă", "oai", "ua", "uă", "uâ", "ue", "ui", "uô", "uoai", "ươ", "y",
];

/// Cores that begin with y as a consonant: Yang, Yă, Yŭ.
const Y_CORES: &[&str] = &["ya", "yă", "yâ", "ye", "yê", "yo", "yô", "yơ", "yu", "yư"];

const HIGHLAND_ENDINGS: &[&str] =
    &["", "c", "ch", "h", "k", "l", "m", "n", "ng", "nh", "p", "r", "t", "o", "u"];

/// A word taken apart: its first consonants, its vowels, and what follows them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parts {
    /// Letters of the onset; the u of qu and the i of gia belong to it.
    pub(super) onset: usize,
    /// Letters up to the last vowel.
    pub(super) core_end: usize,
}

impl Parts {
    pub(super) fn of(letters: &[Letter]) -> Parts {
        let is_vowel = |at: usize| letters.get(at).is_some_and(|letter| letter.is_vowel());
        let stem = |at: usize| letters.get(at).map_or(' ', |letter| letter.stem);
        let mut onset = letters.iter().take_while(|letter| !letter.is_vowel()).count();
        match (onset, stem(0), stem(1)) {
            (1, 'q', 'u') => onset = 2,
            (1, 'g', 'i') if is_vowel(2) => onset = 2,
            _ => {}
        }
        let vowels = letters.iter().skip(onset).take_while(|letter| letter.is_vowel()).count();
        Parts { onset, core_end: onset + vowels }
    }

    /// Whether there is a vowel that could bear a tone.
    pub(super) fn has_core(self) -> bool {
        self.core_end > self.onset
    }
}

/// Whether this can be a syllable, or become one when letters and marks follow. Consonants alone always can: HĐND.
pub(super) fn is_possible(letters: &[Letter], tone: Option<Tone>, is_highland: bool) -> bool {
    let parts = Parts::of(letters);
    if !parts.has_core() {
        return tone.is_none();
    }
    let (onset, rime) = letters.split_at_checked(parts.onset).unwrap_or_default();
    let core = parts.core_end - parts.onset;
    let is_usual = is_one_of(ONSETS, onset);
    if !is_usual && !is_one_of(HIGHLAND_ONSETS, onset) {
        return false;
    }
    let is_foreign = is_highland || !is_usual || is_foreign_spelling(onset, rime);
    if is_foreign && matches!(tone, Some(Tone::Hoi | Tone::Nga)) {
        // A syllable that no Vietnamese word has ends with the letter r more often than it bears hỏi: Ksor, Ea Kar.
        return false;
    }
    if RIMES.iter().any(|own| begins(own, rime)) {
        return tone.is_none_or(|tone| bears(rime, core, tone));
    }
    is_highland_rime(rime, core, tone, is_foreign)
}

/// Whether this can be the beginning of a syllable that schools teach.
pub(super) fn is_usual(letters: &[Letter]) -> bool {
    let (onset, rime) = letters.split_at_checked(Parts::of(letters).onset).unwrap_or_default();
    is_one_of(ONSETS, onset) && RIMES.iter().any(|own| begins(own, rime))
}

/// Whether a letter whose marks are all there or still missing stands for this sound.
fn stands_for(letter: &Letter, sound: char) -> bool {
    letter.sound() == sound || (letter.is_plain() && Letter::of_key(sound).plain() == letter.stem)
}

/// Whether `letters` are the beginning of `whole`, marks missing or not.
fn begins(whole: &str, letters: &[Letter]) -> bool {
    let mut sounds = whole.chars();
    letters.iter().all(|letter| sounds.next().is_some_and(|sound| stands_for(letter, sound)))
}

fn is_whole(whole: &str, letters: &[Letter]) -> bool {
    whole.chars().count() == letters.len() && begins(whole, letters)
}

fn is_one_of(table: &[&str], onset: &[Letter]) -> bool {
    table
        .iter()
        .any(|own| own.chars().count() == onset.len() && own.chars().eq(onset.iter().map(|l| l.sound())))
}

/// Ka, Ko, Ku, and every syllable with a letter of the highlands in it.
fn is_foreign_spelling(onset: &[Letter], rime: &[Letter]) -> bool {
    let is_k = onset.len() == 1 && onset.first().is_some_and(|letter| letter.stem == 'k');
    let is_back = rime.first().is_some_and(|letter| matches!(letter.plain(), 'a' | 'o' | 'u'));
    (is_k && is_back) || onset.iter().chain(rime).any(|letter| letter.is_highland())
}

/// Syllables that end in c, ch, p, t bear sắc and nặng only.
fn bears(rime: &[Letter], core: usize, tone: Tone) -> bool {
    let is_stopped = rime.get(core).is_some_and(|letter| matches!(letter.stem, 'c' | 'p' | 't' | 'k'));
    !is_stopped || matches!(tone, Tone::Sac | Tone::Nang)
}

fn is_highland_rime(rime: &[Letter], core: usize, tone: Option<Tone>, is_foreign: bool) -> bool {
    let (vowels, ending) = rime.split_at_checked(core).unwrap_or_default();
    let is_core = HIGHLAND_CORES.iter().chain(Y_CORES).any(|own| is_whole(own, vowels));
    if !is_core || !HIGHLAND_ENDINGS.iter().any(|own| begins(own, ending)) {
        return false;
    }
    let Some(tone) = tone else { return true };
    let last_vowel = vowels.last().map_or(' ', |letter| letter.plain());
    match ending.first().map(|letter| letter.stem) {
        // Đắk, Búk; but mask and desk are no names.
        Some('k') => bears(rime, core, tone) && (is_foreign || is_marked_or_back(vowels)),
        // Mláh; Đạ Tẻh.
        Some('h') => is_foreign || last_vowel == 'e',
        Some('l' | 'r') => false,
        _ => is_foreign && bears(rime, core, tone),
    }
}

fn is_marked_or_back(vowels: &[Letter]) -> bool {
    vowels.iter().any(|letter| !letter.is_plain() || matches!(letter.stem, 'o' | 'u'))
}

/// Which letter bears the tone.
pub(super) fn tone_at(letters: &[Letter], place: TonePlace) -> Option<usize> {
    let parts = Parts::of(letters);
    let core = letters.get(parts.onset..parts.core_end)?;
    if let Some(marked) = core.iter().rposition(|letter| letter.mark().is_some() || letter.has_breve) {
        return Some(parts.onset + marked);
    }
    let is_open = parts.core_end == letters.len();
    let at = match core {
        [] => return None,
        [_] => 0,
        [first, second] if is_open => {
            let glides = matches!((first.stem, second.stem), ('o', 'a' | 'e') | ('u', 'y'));
            usize::from(glides && place == TonePlace::Second)
        }
        _ => 1,
    };
    Some(parts.onset + at)
}
