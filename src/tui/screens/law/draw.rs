//! How the holidays of a year and the rules stand on the screen.

use crate::base::{Day, Lang, Say, Words, text};
use crate::domain::{
    Choices,
    kinds::PetitionKind,
    law::{DayKind, Holiday, Kinds, Law, LawPart, Rule, event_words, weekday_words},
};
use crate::tui::{Canvas, screen::Around};
use crate::wire::LawInUse;

use super::{LawScreen, fields::LawLine};

const HEADING_ROW: u16 = 5;

impl LawScreen {
    pub(super) fn draw_list(
        &self,
        canvas: &mut Canvas<'_>,
        around: &Around<'_>,
        in_use: &LawInUse,
        law: &Law,
    ) {
        let lang = around.lang;
        match self.part {
            LawPart::Holidays => self.draw_days(canvas, around),
            LawPart::Rules => self.draw_rules(canvas, around, law),
        }
        let below = canvas.rows().saturating_sub(6);
        if let Some(line) = self.marked() {
            let name = line.name();
            let told = match &line {
                LawLine::Day(day) => told_of_day(day, lang),
                LawLine::Rule(rule) => told_of_rule(rule, lang),
            };
            let own = in_use.own.iter().find(|(own, ..)| *own == name).map(|(_, at, by)| {
                let on = at.day();
                Say::new(format!("Cơ quan ghi: {by} ngày {on}"), format!("Entered here: {by} on {on}"))
            });
            let own = own.unwrap_or_else(|| Say::new("Có sẵn trong chương trình", "Brought by the program"));
            let lines = told.into_iter().chain([own.get(lang).to_owned()]);
            for (line, row) in lines.zip(below..) {
                canvas.cell(row, 3, canvas.columns().saturating_sub(3), &line);
            }
        }
        let how = match (self.only_the_owner(), self.part) {
            (Some(only), _) => only,
            (None, LawPart::Holidays) => Say::new(
                "Enter sửa   F2 xác nhận   F3 thêm ngày   Trái/phải: năm khác",
                "Enter changes   F2 confirms   F3 adds a day   Left/right: another year",
            ),
            (None, LawPart::Rules) => Say::new(
                "Enter sửa   F2 xác nhận   F3 luật mới thay quy định này từ một ngày",
                "Enter changes   F2 confirms   F3 a new law instead of it from a day on",
            ),
        };
        canvas.text(canvas.rows().saturating_sub(2), 3, how.get(lang));
    }

    fn draw_days(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        let lang = around.lang;
        let days = self.days();
        let count = |kind| days.iter().filter(|line| line.kind == kind).count();
        let doubtful = days.iter().filter(|line| line.is_doubtful()).count();
        let (off, work, year) = (count(DayKind::Off), count(DayKind::Work), self.year);
        let head = Say::new(
            format!("Năm {year}: nghỉ {off}, làm bù {work}; ? chờ xác nhận {doubtful}"),
            format!("{year}: off {off}, made up {work}; ? to be confirmed {doubtful}"),
        );
        canvas.text(3, 1, head.get(lang));
        let heads = [
            (3, Words::new("Ngày", "Day")),
            (19, Words::new("Loại", "Kind")),
            (36, Words::new("Tên", "Name")),
            (63, Words::new("Theo văn bản", "By document")),
        ];
        heading(canvas, &heads, lang);
        for (at, line, row) in shown(self, &days, around) {
            marker(canvas, row, at == self.at, line.is_doubtful());
            canvas.text(row, 3, &line.day.to_string());
            canvas.cell(row, 19, 16, line.kind.label().get(lang));
            canvas.cell(row, 36, 26, &line.name);
            canvas.cell(row, 63, canvas.columns().saturating_sub(63), &line.source);
        }
        if days.is_empty() {
            let none = Words::new("Chưa có ngày nào của năm này", "No day of this year yet");
            canvas.text(HEADING_ROW + 1, 3, none.get(lang));
        }
    }

    fn draw_rules(&self, canvas: &mut Canvas<'_>, around: &Around<'_>, law: &Law) {
        let lang = around.lang;
        let rules = self.rules();
        let doubtful = rules.iter().filter(|rule| rule.is_doubtful() && !rule.withdrawn).count();
        let (count, today) = (rules.len(), around.welcome.today);
        let in_force = law.rules.iter().filter(|rule| rule.in_force(today)).count();
        let head = Say::new(
            format!("{count} quy định, hiệu lực hôm nay {in_force}; ? chờ xác nhận {doubtful}"),
            format!("{count} rules, in force today {in_force}; ? to be confirmed {doubtful}"),
        );
        canvas.text(3, 1, head.get(lang));
        let heads = [
            (3, Words::new("Mã", "Id")),
            (19, Words::new("Việc phải xong", "Duty")),
            (40, Words::new("Hạn", "Term")),
            (49, Words::new("Từ ngày", "From")),
            (60, Words::new("Đến ngày", "To")),
            (71, Words::new("Tin cậy", "Trust")),
        ];
        heading(canvas, &heads, lang);
        for (at, rule, row) in shown(self, &rules, around) {
            marker(canvas, row, at == self.at, rule.is_doubtful() && !rule.withdrawn);
            canvas.cell(row, 3, 13, &rule.id);
            canvas.cell(row, 19, 20, rule.step_words().get(lang));
            canvas.cell(row, 40, 8, &format!("{} {}", rule.days, unit(rule, lang)));
            canvas.text(row, 49, &day(rule.valid_from));
            canvas.text(row, 60, &day(rule.valid_to));
            if rule.withdrawn {
                canvas.cell(row, 71, 8, Words::new("đã bỏ", "void").get(lang));
                continue;
            }
            let trust = rule.confidence.choice();
            canvas.cell(row, 71, 8, if lang == Lang::Vi { trust.abbr } else { trust.id });
        }
    }
}

/// The rows on show, each with its place in the list.
fn shown<'a, T>(
    screen: &LawScreen,
    lines: &'a [T],
    around: &Around<'_>,
) -> impl Iterator<Item = (usize, &'a T, u16)> + use<'a, T> {
    let rows = lines.iter().enumerate().skip(screen.top).take(LawScreen::page(around));
    rows.zip(HEADING_ROW + 1..).map(|((at, line), row)| (at, line, row))
}

fn heading(canvas: &mut Canvas<'_>, heads: &[(u16, Words)], lang: Lang) {
    for (at, word) in heads {
        canvas.text(HEADING_ROW, *at, word.get(lang));
    }
}

fn marker(canvas: &mut Canvas<'_>, row: u16, is_marked: bool, is_doubtful: bool) {
    if is_marked {
        canvas.text(row, 1, ">");
        canvas.cursor(row, 1);
    }
    if is_doubtful {
        canvas.text(row, 17, "?");
    }
}

fn day(day: Option<Day>) -> String {
    day.map_or_else(String::new, |day| day.to_string())
}

fn unit(rule: &Rule, lang: Lang) -> &'static str {
    match (rule.unit.id(), lang) {
        ("wd", Lang::Vi) => "LV",
        ("wd", Lang::En) => "wdays",
        (_, Lang::Vi) => "ngày",
        (_, Lang::En) => "days",
    }
}

fn told_of_day(line: &Holiday, lang: Lang) -> Vec<String> {
    let weekday = weekday_words(line.day.weekday()).get(lang);
    let (kind, status) = (line.kind.label().get(lang), line.status.label().get(lang));
    let by = Words::new("Theo", "By").get(lang);
    let source = if line.source.is_empty() {
        Words::new("chưa ghi văn bản", "no document").get(lang)
    } else {
        &line.source
    };
    let (kind, status) = (text::lower_first(kind), text::lower_first(status));
    vec![format!("{} {weekday}, {}: {kind}, {status}", line.day, line.name), format!("{by}: {source}")]
}

fn told_of_rule(rule: &Rule, lang: Lang) -> Vec<String> {
    let kinds = match &rule.kinds {
        Kinds::All => Words::new("mọi loại đơn", "every kind").get(lang).to_owned(),
        Kinds::Only(kinds) => {
            let named = kinds.iter().filter_map(|kind| PetitionKind::from_id(kind));
            let named: Vec<String> = named.map(|kind| text::lower_first(kind.label().get(lang))).collect();
            named.join(", ")
        }
    };
    let events: Vec<&str> =
        rule.from_events.iter().filter_map(|event| event_words(event)).map(|words| words.get(lang)).collect();
    let mut longer = Vec::new();
    for (words, days) in [
        (Words::new("vùng xa", "remote"), rule.remote_days),
        (Words::new("phức tạp", "complex"), rule.complex_days),
        (Words::new("cả hai", "both"), rule.remote_complex_days),
    ] {
        longer.extend(days.map(|days| format!("; {} {days}", words.get(lang))));
    }
    let from = Words::new("từ", "from").get(lang);
    let first = format!("{}: {kinds}, {from} {}{}", rule.id, events.join(", "), longer.concat());
    let doubt = rule.confirm.as_ref().map(|confirm| {
        format!("; ? {} {confirm}", Words::new("chờ đối chiếu", "to be confirmed by").get(lang))
    });
    vec![first, format!("{}{}", rule.basis, doubt.unwrap_or_default())]
}
