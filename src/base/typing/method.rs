//! The ways in which marks are typed on a keyboard that has none.

/// A way of typing marks (kiểu gõ).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TypingMethod {
    /// Letters: `dd` is đ, `aa` is â, `w` is ơ, ư or ă, `s f r x j` are the tones.
    #[default]
    Telex,
    /// Digits: `9` is đ, `6` is â, `7` is ơ or ư, `8` is ă, `1` to `5` are the tones.
    Vni,
    /// What is typed stands as it is: an input method of the officer's own machine does the marks, or nothing does.
    Off,
}

impl TypingMethod {
    /// All of them, in the order in which a command goes through them.
    pub const ALL: [TypingMethod; 3] = [TypingMethod::Telex, TypingMethod::Vni, TypingMethod::Off];

    /// Its name in files and arguments; never changes.
    pub const fn name(self) -> &'static str {
        match self {
            TypingMethod::Telex => "telex",
            TypingMethod::Vni => "vni",
            TypingMethod::Off => "off",
        }
    }

    /// The method of this name.
    pub fn from_name(name: &str) -> Option<TypingMethod> {
        TypingMethod::ALL.into_iter().find(|method| method.name() == name)
    }

    /// The one after it; after the last comes the first.
    #[must_use]
    pub const fn next(self) -> TypingMethod {
        match self {
            TypingMethod::Telex => TypingMethod::Vni,
            TypingMethod::Vni => TypingMethod::Off,
            TypingMethod::Off => TypingMethod::Telex,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_steps_lead_through_all_methods_and_back() {
        let mut method = TypingMethod::default();
        let walked = TypingMethod::ALL.map(|_| {
            let before = method;
            method = method.next();
            before
        });
        assert_eq!((walked, method), (TypingMethod::ALL, TypingMethod::Telex));
        for method in TypingMethod::ALL {
            assert_eq!(TypingMethod::from_name(method.name()), Some(method));
        }
        assert_eq!(TypingMethod::from_name("Telex"), None);
    }
}
