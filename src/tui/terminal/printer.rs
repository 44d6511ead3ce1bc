//! Text through the terminal to the printer behind it: the media copy of the VT220 (`ESC [ 5 i` to `ESC [ 4 i`), which PuTTY
//! and xterm have too.

use crate::base::text;

const TO_PRINTER: &str = "\x1b[5i";
const TO_SCREEN: &str = "\x1b[4i";

/// The bytes that print a text. No control of it passes but line ends, which get their carriage return, and form feeds: the
/// text cannot end the printing or steer the terminal. A terminal without UTF-8 has a printer without it.
pub fn to_printer(text: &str, is_ascii: bool) -> Vec<u8> {
    let mut bytes = String::with_capacity(text.len() + text.len() / 40 + 16);
    bytes.push_str(TO_PRINTER);
    for sign in text.chars() {
        match sign {
            '\n' => bytes.push_str("\r\n"),
            '\x0c' => bytes.push(sign),
            _ if sign.is_control() => {}
            _ if is_ascii => bytes.push_str(&text::ascii(sign.encode_utf8(&mut [0; 4]))),
            _ => bytes.push(sign),
        }
    }
    bytes.push_str(TO_SCREEN);
    bytes.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_bracketed_and_cannot_end_the_printing() {
        let bytes = to_printer("Đơn 90\n\x1b[4i\u{9b}4i\x07\x0c", false);
        assert_eq!(String::from_utf8(bytes).unwrap(), "\x1b[5iĐơn 90\r\n[4i4i\x0c\x1b[4i");
        assert_eq!(to_printer("Đơn, Zô\u{306}\n", true), b"\x1b[5iDon, Zo\r\n\x1b[4i");
    }
}
