//! Long numbers in groups of three digits.

/// A number with a sign between its groups: `12.000` in Vietnamese, `12,000` in English.
pub fn grouped(number: u64, separator: char) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_begin_from_the_right() {
        let all = [0, 999, 1_000, 12_000, 123_456, 1_234_567].map(|number| grouped(number, '.'));
        assert_eq!(all, ["0", "999", "1.000", "12.000", "123.456", "1.234.567"]);
    }
}
