//! The texts of the look-up against a reading of every record one by one.

use std::{
    cmp::Reverse,
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use proptest::prelude::*;

use super::{Snapshot, chunk::Fit, hits::Asked, pool::Pool};
use crate::base::{Day, Id, text};
use crate::domain::{Finding, FoundBy, Places, Term, kinds::PETITION, law::Law};
use crate::office::Basis;

fn basis() -> &'static Basis {
    static BASIS: OnceLock<Basis> = OnceLock::new();
    BASIS.get_or_init(|| Basis {
        office: None,
        places: Arc::new(Places::default()),
        periods: Arc::default(),
        law: Arc::new(Law::embedded().unwrap()),
        brought: Arc::new(Law::embedded().unwrap()),
        today: Day::from_iso("2026-11-23").unwrap(),
    })
}

fn id(number: u8) -> Id {
    Id::new(&format!("p{number:03}")).unwrap()
}

/// How well one text meets a reading, as anybody would write it.
fn fit_of(told: &str, reading: &str, is_name: bool) -> Option<Fit> {
    let text::Joined { letters, starts } = text::joined(told);
    let rests = starts.iter().filter_map(|at| Some((*at, letters[*at..].strip_prefix(reading)?)));
    let fits = rests.map(|(at, rest)| match is_name {
        true if at == 0 && (rest.is_empty() || rest.starts_with('/')) => Fit::Whole,
        true => Fit::Name,
        false => Fit::Told,
    });
    fits.min()
}

fn fit_of_term(found_by: &FoundBy, term: &Term, in_words: bool) -> Option<Fit> {
    let names = found_by.names.iter().map(|name| (name, true));
    let words = found_by.words.iter().filter(|_| in_words).map(|told| (told, false));
    let texts: Vec<_> = names.chain(words).collect();
    let readings = term.readings.iter();
    readings
        .flat_map(|reading| texts.iter().filter_map(|(told, is_name)| fit_of(told, reading, *is_name)))
        .min()
}

/// Whether a word begins so, marks and all; a word that is typed may be several, as `90/â` is.
fn is_exact(found_by: &FoundBy, marked: &str) -> bool {
    let texts = found_by.names.iter().chain(&found_by.words).map(|told| text::tone_first(told));
    let tone = |c: char| c.is_ascii() && text::is_tone(c as u8);
    texts.into_iter().any(|told| {
        let words = told.split(' ').scan(0, |at, word| {
            let here = *at;
            *at += word.len() + 1;
            Some(here)
        });
        let mut rests = words.filter_map(|at| told.get(at..));
        rests.any(|rest| rest.starts_with(marked) || rest.trim_start_matches(tone).starts_with(marked))
    })
}

/// What is found, the likeliest first, by reading every record.
fn naive(records: &BTreeMap<Id, FoundBy>, finding: &Finding) -> Vec<Id> {
    let mut hits = Vec::new();
    for (id, found_by) in records {
        let fit = |term| fit_of_term(found_by, term, finding.in_words);
        let words: Option<Vec<Fit>> = finding.words.iter().map(fit).collect();
        let words = words.and_then(|words| words.into_iter().max());
        let fit = fit(&finding.phrase).into_iter().chain(words).min();
        let exact = finding.marked.iter().all(|word| is_exact(found_by, word));
        if let Some(fit) = fit {
            let due = found_by.due.filter(|_| found_by.is_open).unwrap_or(Day::LAST);
            hits.push((!exact, fit, !found_by.is_open, due, Reverse(found_by.on), id.clone()));
        }
    }
    hits.sort();
    hits.into_iter().map(|(.., id)| id).collect()
}

fn snapshot(pool: &Pool) -> Snapshot {
    Snapshot { kind: PETITION.name, search: PETITION.search.unwrap(), chunks: pool.chunks() }
}

fn found(snapshot: &Snapshot, finding: &Finding) -> Vec<Id> {
    Asked::new(finding, basis(), None).hits(snapshot)
}

/// Words of few letters, so that much is found.
fn words() -> impl Strategy<Value = String> {
    let letter = prop::sample::select(vec![
        "a", "á", "ã", "â", "n", "ñ", "ng", "đ", "d", "o", "ồ", "h'", "1", "90/", "-", " ", " ",
    ]);
    prop::collection::vec(letter, 0..14).prop_map(|letters| letters.concat())
}

fn a_day() -> impl Strategy<Value = Option<Day>> {
    prop::option::of((0..9).prop_map(|days| Day::from_iso("2026-11-20").unwrap().plus(days)))
}

fn found_by() -> impl Strategy<Value = FoundBy> {
    let texts = || prop::collection::vec(words(), 0..3);
    (texts(), texts(), any::<bool>(), a_day(), a_day()).prop_map(|(names, words, is_open, due, on)| FoundBy {
        names,
        words,
        is_open,
        due,
        on,
        ..FoundBy::default()
    })
}

proptest! {
    #[test]
    fn the_same_is_found_as_by_reading_every_record(
        acts in prop::collection::vec((0u8..24, prop::option::weighted(0.9, found_by())), 1..120),
        asked in prop::collection::vec(words(), 1..6),
    ) {
        let (mut pool, mut records) = (Pool::default(), BTreeMap::new());
        let half = acts.len() / 2;
        let mut before = None;
        for (at, (number, found_by)) in acts.into_iter().enumerate() {
            if at == half {
                before = Some((snapshot(&pool), records.clone()));
            }
            pool.put(&id(number), found_by.clone());
            match found_by {
                Some(found_by) => records.insert(id(number), found_by),
                None => records.remove(&id(number)),
            };
        }
        let now = snapshot(&pool);
        for typed in &asked {
            let finding = Finding::read(typed, &Places::default());
            prop_assert_eq!(found(&now, &finding), naive(&records, &finding), "{:?}", typed);
            // What was taken along before stays as it was.
            if let Some((before, records)) = &before {
                prop_assert_eq!(found(before, &finding), naive(records, &finding), "{:?} before", typed);
            }
        }
    }
}

#[test]
fn older_texts_do_not_pile_up() {
    let mut pool = Pool::default();
    let told = FoundBy { words: vec!["bê tông hóa đường liên thôn".into()], ..FoundBy::default() };
    let all = |pool: &mut Pool, told: Option<&FoundBy>| {
        (0..40).for_each(|number| pool.put(&id(number), told.cloned()))
    };
    all(&mut pool, Some(&told));
    let once = pool.bytes();
    for round in 0..60 {
        all(&mut pool, Some(&told).filter(|_| round % 7 > 0));
        assert!(pool.bytes() < 5 * once, "{} after {once}", pool.bytes());
    }
    let finding = Finding::read("lien thon", &Places::default());
    assert_eq!(found(&snapshot(&pool), &finding).len(), 40);
}

#[test]
fn a_record_takes_little_more_than_its_two_texts() {
    let told = "Cầu treo hỏng, học sinh không qua được khi mưa lũ";
    let joined = text::joined(told).letters.len() + text::tone_first(told).len() + 2;
    let mut pool = Pool::default();
    for number in 0..=200 {
        let found_by = FoundBy {
            words: vec![told.to_owned()],
            places: vec![Id::new("V24115-01").unwrap()],
            ..FoundBy::default()
        };
        pool.put(&id(number), Some(found_by));
    }
    let each = pool.bytes() / 201;
    assert!(each < joined + 180, "{each} bytes, {joined} of them texts");
}
