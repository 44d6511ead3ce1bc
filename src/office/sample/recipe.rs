//! The recipe of the sample register, `data/sample_recipe.toml`, as far as petitions need it.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::value::Datetime;

use crate::base::{Day, Dice, Id};
use crate::domain::{
    Choices,
    kinds::{Domain, PetitionKind, Severity},
};

use super::{SampleError, villages::Census};

/// What the recipe says of petitions.
#[derive(Debug)]
pub(super) struct Recipe {
    pub seed: u64,
    /// The first day of the register.
    pub start: Day,
    /// The demo days, each with the unit whose office it is, earliest first.
    pub own_units: BTreeMap<Day, Id>,
    pub petitions_per_commune_year: u64,
    pub reports: Reports,
    kinds: Vec<(PetitionKind, u64)>,
    domains: Vec<Matter>,
    seasons: Vec<Season>,
    /// Shares of the ways that petitions go, of a thousand.
    pub flow: Flow,
}

/// How villages report.
#[derive(Debug)]
pub(super) struct Reports {
    /// Reports with nothing new, of a thousand.
    pub nil_permille: u32,
    /// Reports after their day, of a thousand.
    pub late_permille: u32,
    /// How much households and people grow in a year, of a thousand: least and most.
    pub growth_permille: (i32, i32),
    /// By how much the share of poor households changes in a year, of a thousand: least and most.
    pub poor_permille: (i32, i32),
    /// The counts of 2021, by village.
    pub census: BTreeMap<Id, Census>,
    severities: Vec<(Severity, u64)>,
}

/// Of a thousand petitions.
#[derive(Debug)]
pub(super) struct Flow {
    pub on_time: u32,
    /// Not answered yet.
    pub open: u32,
    pub group: u32,
    pub complex: u32,
    pub second_instance: u32,
    /// Not ours to decide: sent on, or the sender shown the way.
    pub sent_on: u32,
    pub guided: u32,
    /// Given back or filed away.
    pub put_away: u32,
    pub withdrawn: u32,
    pub suspended: u32,
}

/// A domain with the texts that petitions about it have.
#[derive(Debug)]
struct Matter {
    domain: Domain,
    weight: u64,
    issue_weight: u64,
    months: Vec<u32>,
    texts: Vec<String>,
}

#[derive(Debug)]
struct Season {
    months: Vec<u32>,
    from: Option<Day>,
    to: Option<Day>,
    times: Vec<(Domain, u64)>,
}

#[derive(Deserialize)]
struct Text {
    seed: u64,
    start: Datetime,
    own_unit: BTreeMap<String, Id>,
    volumes: Volumes,
    petition_kind_weights: BTreeMap<String, u64>,
    petition_flow: BTreeMap<String, f64>,
    severity_weights: BTreeMap<String, u64>,
    figures: FiguresText,
    domain: Vec<DomainText>,
    season: Vec<SeasonText>,
}

#[derive(Deserialize)]
struct Volumes {
    petitions_per_commune_year: u64,
    nil_report_share: f64,
    late_report_share: f64,
}

#[derive(Deserialize)]
struct FiguresText {
    households_growth: [f64; 2],
    poor_rate_change_pp: [f64; 2],
}

#[derive(Deserialize)]
struct DomainText {
    code: String,
    w_petition: u64,
    w_issue: u64,
    #[serde(default)]
    months: Vec<u32>,
    texts: Vec<String>,
}

#[derive(Deserialize)]
struct SeasonText {
    #[serde(default)]
    months: Vec<u32>,
    from: Option<Datetime>,
    to: Option<Datetime>,
    effect: String,
}

/// A domain is told of so many times as often in its own months.
const OWN_MONTHS_TIMES: u64 = 3;

impl Recipe {
    /// The recipe that the program brings along.
    ///
    /// # Errors
    /// Says what in it cannot be read; a test proves that it is read.
    pub fn embedded() -> Result<Recipe, SampleError> {
        Recipe::parse(include_str!("../../domain/data/sample_recipe.toml"))
    }

    fn parse(text: &str) -> Result<Recipe, SampleError> {
        let text: Text = toml::from_str(text).map_err(|error| recipe(error.message()))?;
        let own_units = text
            .own_unit
            .into_iter()
            .map(|(day, unit)| Some((Day::from_iso(&day)?, unit)))
            .collect::<Option<_>>()
            .ok_or_else(|| recipe("own_unit: not a day"))?;
        let kinds = text
            .petition_kind_weights
            .into_iter()
            .map(|(id, weight)| Some((PetitionKind::from_id(&id)?, weight)))
            .collect::<Option<_>>()
            .ok_or_else(|| recipe("petition_kind_weights: an unknown kind"))?;
        let share = |name: &str| {
            let share = text.petition_flow.get(name).filter(|share| (0.0..=1.0).contains(*share));
            share.map(|share| (share * 1_000.0).round() as u32).ok_or_else(|| recipe(name))
        };
        let severities = text
            .severity_weights
            .into_iter()
            .map(|(id, weight)| Some((Severity::from_id(&id)?, weight)))
            .collect::<Option<_>>()
            .ok_or_else(|| recipe("severity_weights: an unknown one"))?;
        let permille = |share: f64| (share * 1_000.0).round() as i32;
        let span = |[least, most]: [f64; 2], times: f64| (permille(least * times), permille(most * times));
        let reports = Reports {
            nil_permille: permille(text.volumes.nil_report_share).unsigned_abs(),
            late_permille: permille(text.volumes.late_report_share).unsigned_abs(),
            growth_permille: span(text.figures.households_growth, 1.0),
            poor_permille: span(text.figures.poor_rate_change_pp, 0.01),
            census: census()?,
            severities,
        };
        Ok(Recipe {
            reports,
            seed: text.seed,
            start: day(text.start)?,
            own_units,
            petitions_per_commune_year: text.volumes.petitions_per_commune_year,
            kinds,
            domains: text.domain.into_iter().map(matter).collect::<Result<_, _>>()?,
            seasons: text.season.into_iter().map(season).collect::<Result<_, _>>()?,
            flow: Flow {
                on_time: share("on_time")?,
                open: share("overdue_open")?,
                group: share("dong_nguoi_5plus")?,
                complex: share("phuc_tap")?,
                second_instance: share("lan_hai")?,
                sent_on: share("chuyen_don")?,
                guided: share("huong_dan")?,
                put_away: share("tra_lai_xep_luu")?,
                withdrawn: share("rut_don")?,
                suspended: share("tam_dinh_chi")?,
            },
        })
    }

    /// A kind, by its weight. A petition of several contents waits until it is split, so only a new one is left open.
    pub fn kind(&self, dice: &mut Dice, is_new: bool) -> PetitionKind {
        let fits = |kind: PetitionKind| is_new || kind != PetitionKind::NhieuNoiDung;
        let kinds = self.kinds.iter().copied().filter(|(kind, _)| fits(*kind));
        dice.weighed(kinds).unwrap_or(PetitionKind::KienNghi)
    }

    /// A domain, by its weight in that season; complaints are of decisions about land, forest and payments.
    pub fn domain(&self, dice: &mut Dice, kind: PetitionKind, on: Day) -> Domain {
        let decided = [Domain::DatDai, Domain::DatRung, Domain::ChinhSach];
        let domains = self.domains.iter().map(|matter| {
            let fits = kind != PetitionKind::KhieuNai || decided.contains(&matter.domain);
            (matter.domain, if fits { self.weight(matter, matter.weight, on) } else { 0 })
        });
        dice.weighed(domains).unwrap_or(Domain::DatDai)
    }

    /// A domain of what comes up in a village, by its weight in that season.
    pub fn issue(&self, dice: &mut Dice, on: Day) -> Domain {
        let domains =
            self.domains.iter().map(|matter| (matter.domain, self.weight(matter, matter.issue_weight, on)));
        dice.weighed(domains).unwrap_or(Domain::GiaoThong)
    }

    /// How much it weighs.
    pub fn severity(&self, dice: &mut Dice) -> Severity {
        dice.weighed(self.reports.severities.iter().copied()).unwrap_or(Severity::Usual)
    }

    fn weight(&self, matter: &Matter, weight: u64, on: Day) -> u64 {
        let own = if matter.months.contains(&on.month()) { OWN_MONTHS_TIMES } else { 1 };
        let seasons = self.seasons.iter().filter(|season| season.holds(on));
        let times = seasons
            .flat_map(|season| &season.times)
            .filter(|(domain, _)| *domain == matter.domain)
            .map(|(_, times)| *times);
        weight * times.fold(own, |product, times| product * times)
    }

    /// The texts of a domain, with `{v}` and the like still open.
    pub fn texts(&self, domain: Domain) -> &[String] {
        let matter = self.domains.iter().find(|matter| matter.domain == domain);
        matter.map_or(&[], |matter| matter.texts.as_slice())
    }
}

impl Season {
    fn holds(&self, on: Day) -> bool {
        let has_days = self.from.is_some() || self.to.is_some();
        let within = self.from.is_none_or(|from| from <= on) && self.to.is_none_or(|to| on <= to);
        if has_days { within } else { self.months.contains(&on.month()) }
    }
}

fn matter(text: DomainText) -> Result<Matter, SampleError> {
    let domain = Domain::from_id(&text.code).ok_or_else(|| recipe("domain: an unknown code"))?;
    if text.texts.is_empty() {
        return Err(recipe("domain: no texts"));
    }
    // What stands in brackets tells the reader of the recipe something, not the reader of a petition.
    let told = |text: &String| text.split(" (").next().unwrap_or(text).to_owned();
    let texts = text.texts.iter().map(told).collect();
    Ok(Matter { domain, weight: text.w_petition, issue_weight: text.w_issue, months: text.months, texts })
}

/// The counts of the villages in `data/places.csv`, of 2021.
fn census() -> Result<BTreeMap<Id, Census>, SampleError> {
    let places = include_str!("../../domain/data/places.csv");
    let mut census = BTreeMap::new();
    for row in csv::Reader::from_reader(places.as_bytes()).deserialize::<CountsText>() {
        let row = row.map_err(|_| recipe("places.csv: a row"))?;
        if let (Some(households), Some(people), Some(poor), Some(near_poor)) =
            (row.households, row.population, row.poor_hh, row.near_poor_hh)
        {
            census.insert(row.unit_id, Census { households, people, poor, near_poor });
        }
    }
    Ok(census)
}

#[derive(Deserialize)]
struct CountsText {
    unit_id: Id,
    households: Option<i64>,
    population: Option<i64>,
    poor_hh: Option<i64>,
    near_poor_hh: Option<i64>,
}

fn season(text: SeasonText) -> Result<Season, SampleError> {
    Ok(Season {
        months: text.months,
        from: text.from.map(day).transpose()?,
        to: text.to.map(day).transpose()?,
        times: times(&text.effect),
    })
}

/// Reads `NS x3, RG cháy rừng x2` as the domains and how many times as often they come up; other words are for people.
fn times(effect: &str) -> Vec<(Domain, u64)> {
    let mut depth = 0_u32;
    let outside: String = effect
        .chars()
        .filter(|letter| {
            match letter {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => return depth == 0,
            }
            false
        })
        .collect();
    outside
        .split([',', ';'])
        .filter_map(|part| {
            let mut words = part.trim().trim_start_matches('+').split_whitespace();
            let domain = Domain::from_id(words.next()?)?;
            let times = words.next_back()?.strip_prefix('x')?.parse().ok()?;
            Some((domain, times))
        })
        .collect()
}

fn day(date: Datetime) -> Result<Day, SampleError> {
    Day::from_iso(&date.to_string()).ok_or_else(|| recipe("not a day"))
}

fn recipe(reason: &str) -> SampleError {
    SampleError::Recipe(reason.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_recipe_is_read() {
        let recipe = Recipe::embedded().unwrap();
        assert_eq!((recipe.seed, recipe.start.iso().as_str()), (20_210_305, "2021-03-05"));
        assert_eq!(recipe.own_units.len(), 2);
        assert_eq!((recipe.flow.on_time, recipe.flow.open, recipe.flow.second_instance), (780, 60, 120));
        assert_eq!(recipe.domains.len(), Domain::ALL.len());
        assert_eq!(recipe.kinds.len(), PetitionKind::ALL.len());
        assert!(Domain::ALL.iter().all(|domain| !recipe.texts(*domain).is_empty()));
    }

    #[test]
    fn a_season_makes_a_domain_come_up_more_often() {
        let recipe = Recipe::embedded().unwrap();
        let weight = |domain, iso| {
            let matter = recipe.domains.iter().find(|matter| matter.domain == domain).unwrap();
            recipe.weight(matter, matter.weight, Day::from_iso(iso).unwrap())
        };
        assert_eq!(weight(Domain::GiaoThong, "2024-07-01"), 14);
        assert_eq!(weight(Domain::GiaoThong, "2024-10-01"), 14 * 3 * 3, "own month and rains");
        assert_eq!(weight(Domain::ChinhSach, "2025-06-01"), 15 * 3, "the reform");
        assert_eq!(weight(Domain::ChinhSach, "2026-06-01"), 15);
        assert_eq!(times("NS x3, RG cháy rừng x2; hội nghị, +CS (giấy tờ, nơi nộp) x3").len(), 3);
    }

    #[test]
    fn a_broken_recipe_says_what_is_wrong() {
        let whole = include_str!("../../domain/data/sample_recipe.toml");
        for (from, to) in [
            ("kien_nghi = 44", "kien = 44"),
            ("on_time = 0.78", "on_time = 7.8"),
            ("code = \"DD\"", "code = \"XX\""),
            ("\"2025-06-20\" = \"D637\"", "\"2025-06-31\" = \"D637\""),
            ("seed = 20210305", ""),
        ] {
            assert!(whole.contains(from), "{from}");
            assert!(matches!(Recipe::parse(&whole.replace(from, to)), Err(SampleError::Recipe(_))), "{to}");
        }
    }
}
