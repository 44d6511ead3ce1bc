//! What is said in one row fits it, in both languages: read from the sources, where messages are written.

use crate::scan::sources;

/// Columns of row 23 behind its mark, at 80 columns.
const ROW: usize = 76;
/// The same at 60, for the screens that fold.
const NARROW_ROW: usize = 57;

/// The string literal with which this code begins, after blanks and a `format!(`.
fn literal(code: &str) -> Option<(String, &str)> {
    let code = code.trim_start();
    let code = code.strip_prefix("format!(").unwrap_or(code).trim_start().strip_prefix('"')?;
    let mut text = String::new();
    let mut letters = code.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some((text, &code[at + 1..])),
            '\\' => text.extend(letters.next().map(|(_, letter)| letter)),
            _ => text.push(letter),
        }
    }
    None
}

/// Both languages of each message that begins with `lead` in this code; `{..}` counts as it is written.
fn messages(code: &str, lead: &str) -> Vec<[String; 2]> {
    let code = code.split("#[cfg(test)]\nmod tests {").next().unwrap_or(code);
    let squeezed = code.split_whitespace().collect::<Vec<_>>().join(" ").replace("( ", "(");
    squeezed
        .match_indices(lead)
        .filter_map(|(at, lead)| {
            let (vi, rest) = literal(&squeezed[at + lead.len()..])?;
            // Behind a `format!` its arguments come first.
            let from = if rest.starts_with(", ") && literal(&rest[2..]).is_some() {
                2
            } else {
                rest.find("format!(")?
            };
            Some([vi, literal(&rest[from..])?.0])
        })
        .collect()
}

#[test]
fn every_message_of_the_screens_and_of_the_server_fits_its_row() {
    let mut seen = 0;
    let mut check = |path: &str, code: &str, lead: &str, columns: usize| {
        for line in messages(code, lead).into_iter().flatten() {
            let width = line.chars().count();
            assert!(width <= columns, "{path}: {width} columns, at most {columns}: {line}");
            seen += 1;
        }
    };
    for source in sources("src") {
        let (path, code) = (source.path.as_str(), source.text.as_str());
        // The sample's reports are printed, not shown in a row.
        if path.contains("test") || path.ends_with("form/register.rs") || path == "office/server/fill.rs" {
            continue;
        }
        if path.starts_with("tui/") {
            let is_wide = ["/form/", "/form_says.rs", "/setup/", "/update/", "/statistics", "/screens/book"]
                .iter()
                .any(|room| path.contains(room));
            for sort in ["plain", "news", "warning", "error"] {
                let columns = if is_wide { ROW } else { NARROW_ROW };
                check(path, code, &format!("Notice::{sort}(Say::new("), columns);
            }
        } else if path.starts_with("domain/") || path.starts_with("office/") {
            check(path, code, "Say::new(", ROW);
        }
    }
    assert!(seen > 250, "{seen} messages");
}

#[test]
fn a_message_is_read_from_the_code_that_says_it() {
    let code = "vec![say(Notice::error(Say::new(\n    \"Gõ \\\"a\\\"\",\n \"Type\",\n)))]; \
                Notice::error(Say::new(format!(\"{n} đơn\", n = 1), format!(\"{n} more\")))";
    let found = messages(code, "Notice::error(Say::new(");
    assert_eq!(found, [["Gõ \"a\"", "Type"], ["{n} đơn", "{n} more"]].map(|pair| pair.map(str::to_owned)));
}
