//! The two languages of the screen: a word that lacks one of them does not compile.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The language of labels and messages; places, codes and letters are the same in both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Lang {
    /// Tiếng Việt.
    #[default]
    Vi,
    /// English.
    En,
}

/// A fixed word or sentence in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Words {
    /// In Vietnamese.
    pub vi: &'static str,
    /// In English.
    pub en: &'static str,
}

impl Words {
    /// The same thing said in both languages.
    pub const fn new(vi: &'static str, en: &'static str) -> Words {
        Words { vi, en }
    }

    /// What to show in this language.
    pub const fn get(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Vi => self.vi,
            Lang::En => self.en,
        }
    }
}

/// A sentence put together at run time, in both languages, so that it can cross the wire before anyone asks for one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Say {
    /// In Vietnamese.
    pub vi: String,
    /// In English.
    pub en: String,
}

impl Say {
    /// The same sentence in both languages.
    pub fn new(vi: impl Into<String>, en: impl Into<String>) -> Say {
        Say { vi: vi.into(), en: en.into() }
    }

    /// What needs no translation: a name, a number, a code.
    pub fn plain(text: impl Into<String>) -> Say {
        let text = text.into();
        Say { vi: text.clone(), en: text }
    }

    /// What to show in this language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Vi => &self.vi,
            Lang::En => &self.en,
        }
    }
}

impl From<Words> for Say {
    fn from(words: Words) -> Say {
        Say::new(words.vi, words.en)
    }
}

impl fmt::Display for Say {
    /// In Vietnamese, the first language.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.vi)
    }
}
