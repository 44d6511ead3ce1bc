//! The sources of the program as the layers' table sees them: each file's place and the paths that its code names.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// A file of sources.
#[derive(Debug)]
pub struct Source {
    /// Its path below the folder that was scanned, as `domain/check.rs`.
    pub path: String,
    /// Its text.
    pub text: String,
    /// The module that it is, from the crate's root.
    pub module: Vec<String>,
}

/// A path that code names, as `["crate", "base", "Day"]`; a group in a `use` gives one for each of its members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its segments.
    pub segments: Vec<String>,
    /// The modules inside the file in which it stands.
    pub inside: Vec<String>,
    /// Whether it stands in a module for tests.
    pub in_tests: bool,
}

/// What stands in a file.
#[derive(Debug, Default)]
pub struct Scanned {
    /// The paths that it names, single words too.
    pub paths: Vec<Named>,
    /// Modules of their own files that are made for tests only.
    pub test_modules: Vec<String>,
}

/// All files of Rust below a folder of the crate, in the order of their paths.
pub fn sources(folder: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files = BTreeSet::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.insert(path);
            }
        }
    }
    files.iter().map(|path| source(path.strip_prefix(&root).unwrap().to_str().unwrap(), path)).collect()
}

fn source(below: &str, path: &Path) -> Source {
    let module = below.trim_end_matches(".rs").split('/');
    let module = module.filter(|name| !matches!(*name, "mod" | "lib" | "main")).map(str::to_owned).collect();
    Source { path: below.to_owned(), text: fs::read_to_string(path).unwrap(), module }
}

impl Named {
    /// The module path from the crate's root that is meant; `None` for names that are not reached from it or from here.
    pub fn meant_from_root(&self, file: &[String]) -> Option<Vec<String>> {
        let mut rest = self.segments.iter().map(String::as_str).peekable();
        let mut at: Vec<&str> = match rest.next()? {
            "crate" => Vec::new(),
            "self" => file.iter().chain(&self.inside).map(String::as_str).collect(),
            "super" => {
                let here = file.iter().chain(&self.inside).map(String::as_str);
                here.take((file.len() + self.inside.len()).saturating_sub(1)).collect()
            }
            _ => return None,
        };
        while rest.next_if_eq(&"super").is_some() {
            at.pop();
        }
        at.extend(rest);
        Some(at.into_iter().map(str::to_owned).collect())
    }

    /// Whether its segments hold these, one after the other.
    pub fn holds(&self, segments: &[&str]) -> bool {
        self.segments.windows(segments.len()).any(|part| part == segments)
    }
}

/// Reads the paths out of Rust.
pub fn scan(text: &str) -> Scanned {
    let words = words(text);
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    let mut scanned = Scanned::default();
    let mut modules: Vec<(String, usize, bool)> = Vec::new();
    let (mut depth, mut at) = (0, 0);
    while at < words.len() {
        match word(at) {
            "{" => depth += 1,
            "}" => {
                depth -= 1;
                modules.pop_if(|(_, opened_at, _)| *opened_at == depth);
            }
            "mod" if is_name(word(at + 1)) => {
                let for_tests = is_for_tests(&words[..at]);
                if word(at + 2) == "{" {
                    modules.push((word(at + 1).to_owned(), depth, for_tests));
                } else if for_tests {
                    scanned.test_modules.push(word(at + 1).to_owned());
                }
                at += 1;
            }
            first if is_name(first) && !is_visibility(&words[..at]) && !is_member(&words[..at]) => {
                let mut found = Vec::new();
                at = tree(&words, at, &[], &mut found);
                let inside: Vec<String> = modules.iter().map(|(name, ..)| name.clone()).collect();
                let in_tests = modules.iter().any(|(.., for_tests)| *for_tests);
                let named = |segments| Named { segments, inside: inside.clone(), in_tests };
                scanned.paths.extend(found.into_iter().map(named));
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    scanned
}

/// Reads one path, or the paths of a group; returns the place behind it.
fn tree(words: &[String], mut at: usize, before: &[String], found: &mut Vec<Vec<String>>) -> usize {
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    let mut path = before.to_vec();
    loop {
        match word(at) {
            "{" => {
                at += 1;
                while !matches!(word(at), "}" | "") {
                    at = match word(at) {
                        "," => at + 1,
                        "as" => at + 2,
                        _ => tree(words, at, &path, found),
                    };
                }
                return at + 1;
            }
            "self" if !path.is_empty() => at += 1,
            segment if is_name(segment) || segment == "*" => {
                path.push(segment.to_owned());
                at += 1;
            }
            // Behind a turbofish nothing is a module.
            _ => break,
        }
        if word(at) != "::" {
            break;
        }
        at += 1;
    }
    found.push(path);
    at.max(1)
}

/// `pub(crate)`, `pub(super)`, `pub(in …)`: who may see it, not what it names.
fn is_visibility(before: &[String]) -> bool {
    let ends = |with: &[&str]| before.len() >= with.len() && before[before.len() - with.len()..] == *with;
    ends(&["pub", "("]) || ends(&["pub", "(", "in"])
}

/// A field or a method, or the rest of a path behind a turbofish.
fn is_member(before: &[String]) -> bool {
    before.last().is_some_and(|last| last == "." || last == "::" || last == "'")
}

fn is_for_tests(before: &[String]) -> bool {
    let mut before = before;
    if before.last().is_some_and(|last| last == ")") {
        let visibility = before.iter().rposition(|word| word == "pub").unwrap_or(0);
        before = &before[..visibility];
    }
    before = before.strip_suffix(&["pub".to_owned()]).unwrap_or(before);
    let attribute = ["#", "[", "cfg", "(", "test", ")", "]"].map(str::to_owned);
    before.ends_with(&attribute)
}

fn is_name(word: &str) -> bool {
    word.chars().next().is_some_and(|first| first.is_alphabetic() || first == '_')
}

/// Names and signs; comments are left out, texts and characters stand as `"`.
fn words(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(&letter) = letters.get(at) {
        let rest = &letters[at..];
        let taken = if rest.starts_with(&['/', '/']) {
            rest.iter().position(|letter| *letter == '\n').unwrap_or(rest.len())
        } else if rest.starts_with(&['/', '*']) {
            block_comment(rest)
        } else if letter.is_whitespace() {
            1
        } else if let Some(length) = quoted(rest) {
            words.push("\"".to_owned());
            length
        } else if letter.is_alphanumeric() || letter == '_' {
            let length = rest.iter().position(|l| !l.is_alphanumeric() && *l != '_').unwrap_or(rest.len());
            words.push(rest[..length].iter().collect());
            length
        } else {
            let length = if rest.starts_with(&[':', ':']) { 2 } else { 1 };
            words.push(rest[..length].iter().collect());
            length
        };
        at += taken;
    }
    words
}

fn block_comment(rest: &[char]) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        if rest[at..].starts_with(&['/', '*']) {
            (depth, at) = (depth + 1, at + 2);
        } else if rest[at..].starts_with(&['*', '/']) {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                break;
            }
        } else {
            at += 1;
        }
    }
    at
}

/// The length of a text or a character that begins here.
fn quoted(rest: &[char]) -> Option<usize> {
    if rest[0] == '\'' {
        return match rest {
            ['\'', '\\', _, more @ ..] => Some(4 + more.iter().position(|letter| *letter == '\'')?),
            ['\'', _, '\'', ..] => Some(3),
            _ => None,
        };
    }
    let prefix = rest.iter().take_while(|letter| matches!(letter, 'b' | 'c' | 'r')).count();
    let is_raw = prefix > 0 && rest[prefix - 1] == 'r';
    let hashes = if is_raw { rest[prefix..].iter().take_while(|letter| **letter == '#').count() } else { 0 };
    let mut at = prefix + hashes;
    if prefix > 2 || rest.get(at) != Some(&'"') {
        return None;
    }
    at += 1;
    while let Some(letter) = rest.get(at) {
        match letter {
            '\\' if !is_raw => at += 2,
            '"' if rest[at + 1..].iter().take_while(|letter| **letter == '#').count() >= hashes => {
                return Some(at + 1 + hashes);
            }
            _ => at += 1,
        }
    }
    Some(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        scan(text)
            .paths
            .iter()
            .map(|named| named.segments.join("::"))
            .filter(|path| path.contains("::"))
            .collect()
    }

    #[test]
    fn groups_give_each_of_their_members() {
        let found =
            names("use crate::{base::{Day, Id as No}, tui::*, store}; use std::time::{self, Instant};");
        let wanted = ["crate::base::Day", "crate::base::Id", "crate::tui::*", "crate::store", "std::time"];
        assert_eq!(found[..5], wanted);
        assert_eq!(found[5], "std::time::Instant");
    }

    #[test]
    fn comments_texts_and_visibility_name_nothing() {
        let text = r##"
            //! crate::a
            /* crate::b /* crate::c */ crate::d */
            pub(crate) fn x<'a>(y: &'a str) -> char { let _ = "crate::e \" crate::f"; let _ = r#"" crate::g"#; '\'' }
            pub(in crate::h) struct Y(crate::real::One);
        "##;
        assert_eq!(names(text), ["crate::real::One"]);
    }

    #[test]
    fn supers_are_followed_through_files_and_modules() {
        let root = |text: &str| {
            let file = ["domain".to_owned(), "check".to_owned()];
            let scanned = scan(text);
            scanned.paths.iter().find_map(|named| named.meant_from_root(&file)).unwrap().join("::")
        };
        assert_eq!(root("use super::super::store::Store;"), "store::Store");
        assert_eq!(root("use super::Record;"), "domain::Record");
        assert_eq!(root("mod tests { use super::super::x; }"), "domain::x");
        assert_eq!(root("mod tests { use super::super::super::tui::Screen; }"), "tui::Screen");
        assert_eq!(root("fn x() { self::tests::super_() }"), "domain::check::tests::super_");
    }

    #[test]
    fn modules_for_tests_are_known() {
        let scanned =
            scan("#[cfg(test)]\npub(super) mod tests;\n#[cfg(test)] mod more { a::b } mod real { c::d }");
        assert_eq!(scanned.test_modules, ["tests"]);
        let in_tests =
            |first: &str| scanned.paths.iter().find(|named| named.segments[0] == first).unwrap().in_tests;
        assert!(in_tests("a") && !in_tests("c"));
    }
}
