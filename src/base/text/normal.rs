//! The normal form in which all text is kept: NFC.

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// The text in NFC, the form that is stored, compared and drawn.
pub fn nfc(text: &str) -> String {
    if is_nfc(text) { text.to_owned() } else { text.nfc().collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_typed_in_pieces_is_the_letter_in_one() {
        assert_eq!(nfc("e\u{302}\u{323}"), "ệ");
        assert_eq!(nfc("e\u{323}\u{302}"), "ệ");
        assert_eq!(nfc("e\u{302}\u{306}"), "ê\u{306}");
    }
}
