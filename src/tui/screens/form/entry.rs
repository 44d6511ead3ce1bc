//! One field of a form as it is being typed.

use zeroize::Zeroize;

use crate::base::{Day, Lang, Say, Words, limits, text, typing::TypingMethod};
use crate::domain::{DraftField, FieldDef, Presence, Record, SealedText, Secret, Shape, Value, guard, parse};
use crate::tui::{
    command::CommandName,
    screen::Notice,
    terminal::{Key, KeyCode},
    widgets::{Edited, Lines, TextField},
};
use crate::wire::Offer;

/// Columns that row 23 has for a message behind its mark, in the smallest window of a form.
const MESSAGE_COLUMNS: usize = 76;

/// A field with what was typed in it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its declaration.
    pub def: &'static FieldDef,
    /// What was typed; of a field that is understood, what one would type to get it.
    pub text: TextField,
    /// What it was understood as.
    pub value: Option<Value>,
    /// What a code means, in words.
    pub echo: Option<Say>,
    /// Why what was typed is not understood.
    pub fault: Option<Say>,
    /// What stands in the empty field and is taken by Enter: today, the last village.
    pub standing: Option<Offer>,
    /// What the register would fill in by itself.
    pub filled: Option<Offer>,
    /// The next letter replaces what stands there.
    pub fresh: bool,
    /// The cursor was in it.
    pub visited: bool,
    /// The officer changed it.
    pub touched: bool,
    /// A closed text is saved in it: it stays unless another one is typed over it.
    pub is_kept: bool,
    /// The closed text is to be erased.
    pub is_cleared: bool,
}

impl Drop for Entry {
    /// What was typed into a closed field does not lie about in memory.
    fn drop(&mut self) {
        if self.def.secret.is_some() {
            self.text.wipe();
            if let Some(Value::Text(told)) = &mut self.value {
                told.zeroize();
            }
        }
    }
}

impl Entry {
    /// An empty field.
    pub fn new(def: &'static FieldDef) -> Entry {
        let text = match def.shape {
            Shape::Paragraph(max) => TextField::new(Lines::Many, max),
            Shape::Line(max) => TextField::new(Lines::One, max),
            Shape::Int(..) | Shape::Day(_) | Shape::Choice(_) | Shape::Flag => {
                TextField::new(Lines::One, limits::CODE_CHARS_MAX)
            }
            Shape::Unit(_) | Shape::Agency | Shape::Record(_) | Shape::List(_) => {
                TextField::new(Lines::One, limits::LOOK_UP_CHARS_MAX)
            }
            _ => TextField::new(Lines::One, limits::LINE_CHARS_MAX),
        };
        Entry {
            def,
            text,
            value: None,
            echo: None,
            fault: None,
            standing: None,
            filled: None,
            fresh: true,
            visited: false,
            touched: false,
            is_kept: false,
            is_cleared: false,
        }
    }

    /// Whether it says who sent something and where an answer goes.
    pub fn is_contact(&self) -> bool {
        self.def.secret == Some(Secret::Contact)
    }

    /// Whether it is typed in a form at all: lists and tables inside a record have no line of their own here.
    pub fn is_typed(def: &FieldDef) -> bool {
        let is_typed = match def.shape {
            Shape::List(inner) => matches!(inner, Shape::Record(_)),
            Shape::Rows(_) | Shape::At => false,
            _ => true,
        };
        is_typed && !def.derived
    }

    /// Whether it holds a code, which advances by itself as soon as it is understood.
    pub fn is_code(&self) -> bool {
        matches!(self.def.shape, Shape::Choice(_)) || self.is_looked_up()
    }

    /// Whether its codes are understood by the server only.
    pub fn is_looked_up(&self) -> bool {
        matches!(self.def.shape, Shape::Unit(_) | Shape::Agency) || self.is_by_number()
    }

    /// Whether it names other records by their numbers, which are understood when one goes on.
    pub fn is_by_number(&self) -> bool {
        matches!(self.def.shape, Shape::Record(_) | Shape::List(_))
    }

    /// Whether it is text, in which one goes on typing where one stopped.
    pub fn is_prose(&self) -> bool {
        matches!(self.def.shape, Shape::Line(_) | Shape::Paragraph(_) | Shape::Officer | Shape::Number)
    }

    /// Whether marks are typed in it: in words, not in codes, numbers, days and names of accounts.
    pub fn is_composed(&self) -> bool {
        matches!(self.def.shape, Shape::Line(_) | Shape::Paragraph(_))
    }

    /// Whether it must be filled whatever else stands in the form.
    pub fn is_always_required(&self) -> bool {
        matches!(self.def.presence, Presence::Required)
    }

    /// Takes a value with its code and words.
    pub fn take(&mut self, offer: &Offer) {
        self.text.set_text(&self.code_shown(offer));
        self.is_kept = matches!(offer.value, Value::Sealed(_));
        self.is_cleared = false;
        self.value = Some(offer.value.clone());
        self.echo = self.is_code().then(|| offer.echo.clone());
        self.fault = None;
    }

    /// What the record has of it: what was typed, else what stands in the empty field for everybody to see.
    pub fn value(&self) -> Option<&Value> {
        match &self.standing {
            Some(standing) if self.is_empty() => Some(&standing.value),
            _ => self.value.as_ref(),
        }
    }

    /// Empties it, and what could be undone with it.
    pub fn erase(&mut self) {
        self.text.set_text("");
        self.value = None;
        self.echo = None;
        self.fault = None;
        self.fresh = true;
        (self.is_kept, self.is_cleared) = (false, false);
    }

    /// A key that writes or erases; the first one after the field was entered replaces a code or a number.
    pub fn key(&mut self, key: &Key, columns: usize, method: TypingMethod) -> Edited {
        let writes = key.typed().is_some() || matches!(key.code, KeyCode::Paste(_));
        let erases = matches!(key.code, KeyCode::Backspace | KeyCode::Delete);
        let replaces = self.fresh && !self.is_prose() && !self.text.is_empty() && (writes || erases);
        self.fresh = false;
        let mut edited = Edited::No;
        if erases && self.is_kept && self.text.is_empty() && !self.is_cleared {
            self.is_cleared = true;
            return Edited::Changed;
        }
        if replaces {
            self.text.set_text("");
            edited = Edited::Changed;
        }
        if !(replaces && erases) {
            let of_key = if self.is_composed() {
                self.text.compose(key, columns, method)
            } else {
                self.text.key(key, columns)
            };
            match of_key {
                Edited::No => {}
                other => edited = other,
            }
        }
        edited
    }

    /// What a command does to letters already typed; `None` when it is another command.
    pub fn rework(&mut self, command: CommandName, method: TypingMethod) -> Option<Edited> {
        if !self.is_composed() {
            return Some(Edited::No);
        }
        self.fresh = false;
        self.text.rework(command, method)
    }

    /// Why a key can never be part of what the field holds: a number takes digits and the signs between them.
    pub fn refusal(&self, key: &Key) -> Option<Say> {
        let sign = key.typed()?;
        let (is_part, say) = match self.def.shape {
            Shape::Int(least, _) => (
                matches!(sign, '0'..='9' | '.' | ' ') || sign == '-' && least < 0,
                Say::new("Gõ số: ô này chỉ nhận chữ số", "Type a number: only digits stand here"),
            ),
            Shape::Tenths(..) => (
                matches!(sign, '0'..='9' | '.' | ',' | ' '),
                Say::new(
                    "Gõ số, như 4 hoặc 0,5: ô này không nhận chữ",
                    "Type a number, such as 4 or 0,5: no letters stand here",
                ),
            ),
            _ => return None,
        };
        (!is_part).then_some(say)
    }

    /// Takes persons' names and numbers out of the text; how many, `None` where there are none.
    pub fn clear_persons(&mut self) -> Option<usize> {
        let told = self.text.text().to_owned();
        let spans: Vec<_> =
            guard::marks(&told).iter().map(|mark| (mark.span.clone(), guard::neutral(&told, mark))).collect();
        let changed = self.text.replace_spans(&spans) != Edited::No;
        self.fresh &= !changed;
        changed.then_some(spans.len())
    }

    /// Takes the last typing back; the erasing of a closed text too.
    pub fn undo(&mut self) -> Edited {
        match self.text.undo() {
            Edited::No if std::mem::take(&mut self.is_cleared) => Edited::Changed,
            edited => edited,
        }
    }

    /// Understands what was typed so far in a field that needs no look-up.
    pub fn understand(&mut self, record: &Record, today: Day) {
        if self.is_kept && !self.is_cleared && self.text.is_empty() {
            (self.value, self.fault) = (Some(Value::Sealed(SealedText::KEPT)), None);
            return;
        }
        if self.is_code() {
            self.value = None;
            self.echo = None;
            return;
        }
        // A text field holds clean text only.
        match parse::typed_clean(self.def, record, self.text.text(), today) {
            Ok(value) => (self.value, self.fault) = (value, None),
            Err(say) => (self.value, self.fault) = (None, Some(say)),
        }
    }

    /// Writes an understood value as the register writes it: 20 becomes 20/11/2026.
    pub fn tidy(&mut self) {
        if let Some(value) = &self.value
            && !self.is_code()
            && !matches!(self.def.shape, Shape::Paragraph(_))
        {
            let typed = parse::as_typed(self.def, value);
            if typed != self.text.text() {
                self.text.set_text(&typed);
            }
        }
    }

    /// Whether something was typed that is not understood.
    pub fn is_unsettled(&self) -> bool {
        self.value.is_none() && !self.text.text().trim().is_empty()
    }

    /// Whether nothing stands in it, not even what the register would fill in.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && self.value.is_none()
    }

    /// What is written in the form when it is not prose: the code and its words, or what stands in for it.
    pub fn line(&self, lang: Lang) -> String {
        if !self.text.is_empty() {
            return match &self.echo {
                Some(echo) => joined(self.text.text(), echo.get(lang)),
                None => self.text.text().to_owned(),
            };
        }
        if matches!(self.value, Some(Value::Sealed(_))) {
            return Words::new("MẬT (đã ghi)", "SEALED (kept)").get(lang).to_owned();
        }
        let Some(offer) = self.standing.as_ref().or(self.filled.as_ref()) else { return String::new() };
        if self.is_code() {
            joined(&self.code_shown(offer), offer.echo.get(lang))
        } else {
            self.code_shown(offer)
        }
    }

    /// As a draft keeps it.
    pub fn to_draft(&self) -> DraftField {
        DraftField {
            name: self.def.name.to_owned(),
            text: self.text.text().to_owned(),
            value: self.value.clone(),
        }
    }

    /// As a draft kept it. The words beside codes of closed lists come back at once, those of places and agencies are
    /// asked for again.
    pub fn restore(&mut self, kept: &DraftField, today: Day, record: &Record) {
        self.text.set_text(&kept.text);
        self.value.clone_from(&kept.value);
        self.touched = true;
        self.visited = true;
        self.is_kept = matches!(kept.value, Some(Value::Sealed(_)));
        self.is_cleared = self.def.secret.is_some() && kept.value.is_none() && kept.text.is_empty();
        match (&kept.value, self.def.shape) {
            (Some(Value::Choice(id)), Shape::Choice(_)) => {
                self.echo = self.def.choice(id).map(|choice| choice.label.into());
            }
            _ if self.is_code() => {}
            _ => self.understand(record, today),
        }
    }

    fn code_shown(&self, offer: &Offer) -> String {
        match self.def.shape {
            Shape::Record(_) | Shape::List(_) => offer.code.clone(),
            Shape::Unit(_) | Shape::Agency | Shape::Choice(_) => offer.code.to_uppercase(),
            Shape::Int(..) | Shape::Day(_) => parse::as_typed(self.def, &offer.value),
            _ => match &offer.value {
                Value::Text(text) => text.clone(),
                _ => offer.code.clone(),
            },
        }
    }
}

/// What is said when a field takes no more.
pub fn is_full() -> Notice {
    Notice::warning(Say::new(
        "Rút ngắn: mục này đã đầy, phần gõ thêm không vào",
        "Shorten it: the field is full, the rest was left out",
    ))
}

/// Whether a code was typed whole and no longer one begins like it.
pub fn exact_choice(def: &FieldDef, record: &Record, typed: &str) -> Option<Offer> {
    let Shape::Choice(choices) = def.shape else { return None };
    let readings = [text::fold(typed), text::keys_behind(typed)];
    let found = parse::choices_typed(def, record, typed);
    let [one] = found.as_slice() else { return None };
    let is_code = readings.iter().any(|reading| *reading == one.code);
    let goes_on = choices.iter().filter(|choice| (def.offers)(record, choice)).any(|choice| {
        choice.code.len() > one.code.len() && readings.iter().any(|r| choice.code.starts_with(r.as_str()))
    });
    (is_code && !goes_on).then(|| choice_offer(one))
}

/// The choices that a record is offered, as a look-up would list them.
pub fn choice_offers(def: &FieldDef, record: &Record, typed: &str) -> Vec<Offer> {
    match def.shape {
        Shape::Choice(choices) if typed.trim().is_empty() => {
            choices.iter().filter(|choice| (def.offers)(record, choice)).map(choice_offer).collect()
        }
        _ => parse::choices_typed(def, record, typed).into_iter().map(choice_offer).collect(),
    }
}

/// What is said of a code that is not there: how it is mended, and the codes that there are, as many as the row takes.
pub fn codes_there_are(def: &FieldDef, record: &Record) -> Say {
    let codes: Vec<String> =
        choice_offers(def, record, "").iter().map(|offer| offer.code.to_uppercase()).collect();
    let with = |lead: &str, all: &str| {
        let whole = format!("{lead} {}", codes.join(" "));
        if text::width(&whole) <= MESSAGE_COLUMNS {
            return whole;
        }
        let room = MESSAGE_COLUMNS - text::width(all);
        let cut = text::truncate(&whole, room);
        // The last code may have been cut in two.
        let kept = cut.rsplit_once(' ').map_or("", |(kept, _)| kept);
        format!("{kept}{all}")
    };
    Say::new(
        with("Backspace, gõ lại; mã có:", " ... F4 xem đủ"),
        with("Backspace, type again; codes:", " ... F4 shows all"),
    )
}

fn choice_offer(choice: &crate::domain::Choice) -> Offer {
    Offer {
        value: Value::Choice(choice.id.to_owned()),
        code: choice.code.to_owned(),
        echo: choice.label.into(),
    }
}

fn joined(code: &str, words: &str) -> String {
    match (code.is_empty(), words.is_empty()) {
        (true, _) => words.to_owned(),
        (_, true) => code.to_owned(),
        _ => format!("{code} {words}"),
    }
}

/// Whether a code of this closed list begins with this sign.
pub fn choice_begins(def: &FieldDef, record: &Record, sign: char) -> bool {
    let Shape::Choice(choices) = def.shape else { return false };
    choices.iter().any(|choice| (def.offers)(record, choice) && choice.code.starts_with(sign))
}
