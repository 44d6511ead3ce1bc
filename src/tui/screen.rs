//! What a screen is: keys and events in, effects out. It calls nothing.

use std::collections::BTreeMap;

use crate::base::{Id, Lang, Period, Say, Words, typing::TypingMethod};
use crate::domain::{
    Draft, Fields, FormName,
    law::LawPart,
    petition::statistics::{AskedBack, Sheet, Window},
    query::Query,
};
use crate::wire::{Choice, LawText, Merge, Offer, Outcome, Push, Request, Welcome};

use super::{
    Canvas,
    command::CommandName,
    export::{Export, Way},
    keymap::Keymap,
    preferences::LearntTerminal,
    screens::{LawEditing, Laying},
    terminal::{Heard, Key, Report},
};

/// A screen of the stack; only the topmost one gets keys.
pub trait Screen {
    /// What kind of place it is: which hint stands in row 24, which keys mean what.
    fn place(&self) -> Place;
    /// Row 1, first part.
    fn title(&self, around: &Around<'_>) -> String;
    /// It was opened or came back to the top: what it wants to ask.
    fn shown(&mut self, around: &Around<'_>) -> Vec<Effect>;
    /// A key that no command of the keymap took.
    fn key(&mut self, key: &Key, around: &Around<'_>) -> Vec<Effect>;
    /// A command that the keymap or the palette chose; `None`: this screen does not know it.
    fn command(&mut self, command: CommandName, around: &Around<'_>) -> Option<Vec<Effect>>;
    /// The commands of its kind of place that it knows, beside those of everywhere; the palette refuses the others.
    fn own_commands(&self) -> &'static [CommandName] {
        &[]
    }
    /// Whether letters have narrowed what it shows.
    fn is_narrowed(&self) -> bool {
        false
    }
    /// Why a command that it knows cannot be run now.
    fn refusal(&self, command: CommandName, around: &Around<'_>) -> Option<Say> {
        let _ = (command, around);
        None
    }
    /// Whether it has something to show; until then the screen below stays on the terminal.
    fn is_ready(&self) -> bool {
        true
    }
    /// Whether this key means nothing before the reply that is on its way has come; it is kept and given again.
    fn waits_for(&self, key: &Key) -> bool {
        let _ = key;
        false
    }
    /// From how many milliseconds on row 23 says that a reply is late, and in which words.
    fn late(&self) -> (u64, Words) {
        (300, Words::new("Đang lấy...", "Fetching..."))
    }
    /// The window has another size.
    fn resized(&mut self, around: &Around<'_>) -> Vec<Effect> {
        let _ = around;
        Vec::new()
    }
    /// Commands that only this screen has, for the palette: the steps of an opened petition. They are run by
    /// [`Screen::command`].
    fn offers(&self, around: &Around<'_>) -> Vec<Offered> {
        let _ = around;
        Vec::new()
    }
    /// The answer to a request that it made under this tag.
    fn reply(&mut self, tag: Tag, outcome: Outcome, around: &Around<'_>) -> Vec<Effect>;
    /// Something changed on the server; also for screens that are covered by others.
    fn push(&mut self, push: &Push, around: &Around<'_>) -> Vec<Effect>;
    /// The line broke and is whole again; also for screens that are covered by others. What was asked and not answered
    /// before will never be.
    fn reconnected(&mut self, around: &Around<'_>) -> Vec<Effect> {
        let _ = around;
        Vec::new()
    }
    /// The time asked for by [`Effect::WakeIn`] has come.
    fn woken(&mut self, around: &Around<'_>) -> Vec<Effect> {
        let _ = around;
        Vec::new()
    }
    /// Rows 3 to 22 (at 24), and the cursor. Rows 1, 2, 23 and 24 are the frame's.
    fn draw(&self, canvas: &mut Canvas<'_>, around: &Around<'_>);
    /// Whether it is told the bytes of each key, and every key is its own.
    fn hears_bytes(&self) -> bool {
        false
    }
    /// A key came with its bytes, to a screen that hears them.
    fn heard(&mut self, heard: &Heard, around: &Around<'_>) -> Vec<Effect> {
        let _ = (heard, around);
        Vec::new()
    }
    /// The terminal answered what a screen had it asked.
    fn answered(&mut self, report: Report, around: &Around<'_>) -> Vec<Effect> {
        let _ = (report, around);
        Vec::new()
    }
    /// What F1 says of the place where the cursor stands: a heading and lines.
    fn help_here(&self, around: &Around<'_>) -> Vec<Say> {
        let _ = around;
        Vec::new()
    }
    /// The smallest window in which it can be used, columns and rows.
    fn smallest(&self) -> (u16, u16) {
        (60, 20)
    }
    /// The officer chose between two changes of its record, on the screen that lay over it.
    fn settled(&mut self, settlement: Settlement, around: &Around<'_>) -> Vec<Effect> {
        let _ = (settlement, around);
        Vec::new()
    }
    /// With which petitions its new one is to be linked, chosen on the screen that lies over it.
    fn links(&mut self, links: Vec<Id>, around: &Around<'_>) -> Vec<Effect> {
        let _ = (links, around);
        Vec::new()
    }
    /// Which form it is, so that one form is never open twice.
    fn form(&self) -> Option<&FormName> {
        None
    }
    /// What has to be kept before the program leaves: the draft as it stands.
    fn draft(&self) -> Option<Draft> {
        None
    }
}

/// A command that a screen adds to the palette.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// What [`Screen::command`] is given.
    pub run: CommandName,
    /// Its key there, when it has one.
    pub key: Option<char>,
    /// What it is called.
    pub title: Say,
    /// Where it belongs, in words.
    pub place_words: Say,
    /// Why it cannot be run now.
    pub refusal: Option<Say>,
}

/// What kind of place a screen is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// The home screen and all lists: letters narrow, or are commands until a narrowing is begun.
    List,
    /// A list while it is narrowed, where letters else are commands.
    Narrow,
    /// An opened record: letters are steps.
    Detail,
    /// A form: letters are text or codes.
    Form,
    /// The palette: letters search commands.
    Palette,
    /// The look-up over everything: letters, digits and signs are what is looked for.
    Find,
    /// Two changes of one record: letters choose.
    Compare,
    /// Two petitions side by side: digits are the number of another one.
    Beside,
    /// A word of reason on an opened record: letters are text.
    Reason,
    /// The key doctor: every key is one that is tried.
    Doctor,
}

/// What all screens may know.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// The language of labels.
    pub lang: Lang,
    /// Which register, which officer, today.
    pub welcome: &'a Welcome,
    /// Columns and rows of the window.
    pub size: (u16, u16),
    /// Which key runs what.
    pub keymap: &'a Keymap,
    /// How marks are typed here: [`TypingMethod::Off`] while an input method of the officer's machine makes them.
    pub typing: TypingMethod,
    /// Milliseconds of a clock that only goes forward; for rests and delays, never shown.
    pub now_ms: u64,
    /// Whether the line to the server is broken.
    pub offline: bool,
}

/// A screen's own name for a request, given back with the reply; `serial` tells an older one from a newer one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tag {
    /// What was asked.
    pub what: &'static str,
    /// Which time.
    pub serial: u32,
}

/// What a screen wants done.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Ask the server; the reply comes back under the tag.
    Ask(Tag, Request),
    /// Open another screen over this one.
    Open(Destination),
    /// Open another screen instead of this one.
    Replace(Destination),
    /// Go back to the screen below.
    Back,
    /// Go back to the home screen.
    Home,
    /// Say something in row 23.
    Say(Notice),
    /// Wake this screen after so many milliseconds without another `WakeIn`.
    WakeIn(u64),
    /// Run a command as if its key had been pressed.
    Run(CommandName),
    /// A command was run from the palette that has a key of its own: after some times row 23 says it.
    Teach {
        /// Which.
        run: CommandName,
        /// What it is called.
        title: Say,
        /// Its key where it was run.
        key: String,
    },
    /// Send these bytes to the terminal as they are; the next frame is drawn whole.
    Send(Vec<u8>),
    /// Keep what the key doctor learnt of this terminal, and how it is typed at.
    Learn {
        /// The keys of which something is known now.
        answered: Vec<Key>,
        /// What.
        learnt: LearntTerminal,
        /// The way of typing, where it was seen.
        typing: Option<TypingMethod>,
    },
    /// Leave the program.
    Leave,
    /// Hand this to the printer or keep it as a file.
    Deliver(Box<Export>),
    /// Go back to the screen below with what was chosen between two changes of its record.
    Settled(Box<Settlement>),
    /// Tell the form below with which petitions its new one is to be linked.
    Links(Vec<Id>),
}

/// A form beside what another officer saved of the same record.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparing {
    /// The form.
    pub form: FormName,
    /// What stands in it.
    pub fields: Fields,
    /// Both changes.
    pub merge: Merge,
    /// The numbers that stand before the fields in the form.
    pub numbers: BTreeMap<String, usize>,
    /// It was chosen once already, and saved by someone else meanwhile.
    pub is_again: bool,
}

/// What an officer chose between two changes of one record.
#[derive(Clone, Debug, PartialEq)]
pub struct Settlement {
    /// Both changes.
    pub merge: Merge,
    /// Whose value each field gets that both changed.
    pub chosen: BTreeMap<String, Side>,
}

impl Settlement {
    /// What the form gets from what is saved, field by field, and the text that is written on before saving. What loses
    /// by it joins what was not chosen before.
    pub fn carry_out(self, not_chosen: &mut Choice) -> (Vec<(String, Option<Offer>)>, Option<String>) {
        let mut adopted: Vec<_> =
            self.merge.taken.into_iter().map(|taken| (taken.field, taken.value)).collect();
        let mut write_on = None;
        for conflict in self.merge.conflicts {
            match self.chosen.get(&conflict.field).copied().unwrap_or(Side::Ours) {
                Side::Saved => {
                    not_chosen.insert(conflict.field.clone(), conflict.ours.map(|offer| offer.value));
                    adopted.push((conflict.field, conflict.saved));
                    continue;
                }
                Side::WriteOn if write_on.is_none() => write_on = Some(conflict.field.clone()),
                Side::WriteOn | Side::Ours => {}
            }
            not_chosen.remove(&conflict.field);
        }
        (adopted, write_on)
    }
}

/// Whose value a field gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// What we typed.
    Ours,
    /// What is saved.
    Saved,
    /// What we typed, to be written on before it is saved.
    WriteOn,
}

/// Another screen.
#[derive(Clone, Debug, PartialEq)]
pub enum Destination {
    /// A list of records of any kind.
    List(Query),
    /// The frequency table of a list.
    Count(Query),
    /// The statistics of petitions.
    Statistics,
    /// What a cell of the statistics counted when its period was frozen.
    AskedBack(AskedBack),
    /// A period and a commune that were frozen; `None`: every place.
    Closing(Window, Option<Id>),
    /// The petitions that are counted elsewhere since a period was frozen.
    Adjustments(Box<Sheet>),
    /// The look-up over everything.
    Find {
        /// What was typed already.
        typed: String,
    },
    /// A record; `siblings` are the rows of the list one came from, for n / N.
    Detail {
        /// Which.
        id: Id,
        /// Rows around it.
        siblings: Vec<Id>,
    },
    /// A form: new, change or step; a draft to go on with.
    Form {
        /// Which form.
        form: FormName,
        /// As it was left.
        draft: Option<Box<Draft>>,
    },
    /// The drafts (9).
    Drafts,
    /// The palette; with the help of the place one stood in.
    Palette {
        /// What stands in its query.
        query: String,
        /// The place below, for which commands are offered.
        place: Place,
        /// Help of that place; empty when not asked for.
        here: Vec<Say>,
    },
    /// The handover of units that ended.
    Handover,
    /// The first run of a register that was not set up.
    Setup,
    /// The villages that have not reported (6).
    Silent,
    /// The page of a village.
    Village(Id),
    /// The form of a village's update.
    Update {
        /// The village; `None`: to be chosen in the form.
        village: Option<Id>,
        /// The period; `None`: the one that is reported on now.
        period: Option<Period>,
        /// After saving comes the next silent village.
        in_turn: bool,
    },
    /// The key doctor.
    KeyDoctor,
    /// The holidays, or the rules of deadlines.
    Law(LawPart),
    /// A line of the law to be typed on.
    LawForm(Box<LawEditing>),
    /// The dates that lines of the law would move, before they are saved.
    LawMoves(LawText),
    /// A petition beside one that may be the same.
    Beside(Box<Laying>),
    /// Two officers edited the same record.
    Compare(Box<Comparing>),
    /// All rows of a list on their way to a file or a printer; the list stays on the terminal.
    Export {
        /// Which rows.
        query: Query,
        /// Where to.
        way: Way,
        /// What it is, with everything that narrows it.
        title: Say,
        /// What its file is called.
        name: String,
    },
}

/// A message in row 23: first what to do, then why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// How it is marked.
    pub sort: NoticeSort,
    /// What it says.
    pub say: Say,
}

/// How a message is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeSort {
    /// No mark.
    Plain,
    /// `* `: something happened.
    News,
    /// `? `: worth a look.
    Warning,
    /// `! ` and one bell.
    Error,
}

impl Notice {
    /// Plain words.
    pub fn plain(say: Say) -> Notice {
        Notice { sort: NoticeSort::Plain, say }
    }

    /// Something happened.
    pub fn news(say: Say) -> Notice {
        Notice { sort: NoticeSort::News, say }
    }

    /// Worth a look.
    pub fn warning(say: Say) -> Notice {
        Notice { sort: NoticeSort::Warning, say }
    }

    /// Something cannot be done.
    pub fn error(say: Say) -> Notice {
        Notice { sort: NoticeSort::Error, say }
    }
}
