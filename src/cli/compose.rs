//! `compose`: lines of keys in, the text that they make out, by the engine of the forms; no server is asked.

use std::io::{Read, Write};

use crate::base::{Lang, Say, text, typing};

use super::args::ComposeArguments;
use super::failure::{Done, Failure};
use super::lines::Lines;

/// Writes for each line of keys the line of text that a field would hold. A line that is none is told with its number
/// and leaves an empty one, so that lines stay side by side.
pub fn compose<R: Read>(
    wanted: &ComposeArguments,
    input: &mut Lines<R>,
    out: &mut dyn Write,
    err: &mut dyn Write,
    lang: Lang,
) -> Done {
    let method = wanted.method.into();
    let mut written = 0;
    let mut failed = false;
    loop {
        while let Some(line) = input.next() {
            // Empty lines are counted only.
            for _ in written + 1..line.number {
                writeln!(out)?;
            }
            written = line.number;
            match line.text {
                Ok(keys) => writeln!(
                    out,
                    "{}",
                    text::clean_line(&typing::compose(keys.trim_end_matches('\r'), method))
                )?,
                Err(say) => {
                    failed = true;
                    writeln!(out)?;
                    let line_say = Say::new(
                        format!("nghedan: dòng {written}: {}", say.vi),
                        format!("nghedan: line {written}: {}", say.en),
                    );
                    let _ = writeln!(err, "{}", line_say.get(lang));
                }
            }
        }
        if input.is_ended() {
            break;
        }
        if !input.is_ready() {
            out.flush()?;
        }
        input.fill().map_err(|error| super::no_input(&error))?;
    }
    if failed { Err(Failure::Told) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::limits;
    use crate::cli::args::ComposedMethod;

    fn run(method: ComposedMethod, keys: &[u8]) -> (String, String, bool) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let done = compose(&ComposeArguments { method }, &mut Lines::of(keys), &mut out, &mut err, Lang::En);
        (String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap(), done.is_ok())
    }

    #[test]
    fn lines_of_keys_become_lines_of_text() {
        let keys = b"Ddoongf Taam\n\nDDawks Lawks, email\r\nb\x07lang x\x08\x1b[31m";
        let text = "Đồng Tâm\n\nĐắk Lắk, email\nƀlang [31m\n";
        assert_eq!(run(ComposedMethod::Telex, keys), (text.into(), String::new(), true));
        assert_eq!(run(ComposedMethod::Vni, b"D9o62ng Ta6m 12\n").0, "Đồng Tâm 12\n");
        assert_eq!(run(ComposedMethod::Vni, b"").0, "");
    }

    #[test]
    fn a_line_that_is_none_is_told_and_the_others_are_written() {
        let long = "x".repeat(limits::INPUT_LINE_BYTES_MAX + 1);
        let keys = [b"aa\n\xff\n".as_slice(), long.as_bytes(), b"\nee\n"].concat();
        let (out, err, is_done) = run(ComposedMethod::Telex, &keys);
        assert_eq!(out, "â\n\n\nê\n");
        assert!(err.contains("line 2: Write UTF-8") && err.contains("line 3: Shorten"), "{err}");
        assert!(!is_done);
    }
}
