//! The first letter of a sentence's part.

/// The same text with a small first letter: a label inside a sentence.
pub fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// The same text with a capital first letter.
pub fn upper_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_letter_changes() {
        assert_eq!(lower_first("Đơn Thư"), "đơn Thư");
        assert_eq!(upper_first("ế a"), "Ế a");
        assert_eq!(lower_first(""), "");
    }
}
