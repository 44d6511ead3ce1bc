//! What the effects and commands of screens do to the stack.

use crate::base::{Id, Lang, Say};
use crate::client::Link;
use crate::domain::{FormName, kind, kinds::PETITION, query::Query};
use crate::wire::{PROTOCOL, Request};

use super::{App, LANGUAGE, OWN, Pending};
use crate::tui::{
    command::{CommandName, command, key_behind, view_of},
    screen::{Destination, Effect, Notice, Place, Settlement, Tag},
    screens::part_of,
    terminal::Key,
};

/// How often a command is run from the palette before row 23 tells its key.
const TAUGHT_AFTER: u32 = 3;
/// How deep effects may cause effects; a screen that opens itself for ever is cut off.
const DEPTH_MAX: u32 = 16;

impl App {
    /// Does what a screen wants. One that is covered may ask and be woken, nothing else; what follows a change of
    /// screens in one list of effects is for the screen that is then on top.
    pub(super) fn apply(&mut self, from: u32, effects: Vec<Effect>, link: &mut dyn Link, depth: u32) {
        if depth > DEPTH_MAX {
            return;
        }
        let is_top = self.layers.last().is_some_and(|top| top.id == from);
        for effect in effects {
            match effect {
                Effect::Ask(tag, request) => self.ask(from, tag, request, link),
                Effect::WakeIn(ms) => {
                    let at = self.now_ms + ms;
                    if let Some(layer) = self.layers.iter_mut().find(|layer| layer.id == from) {
                        layer.wake_at_ms = Some(at);
                    }
                }
                _ if !is_top => {}
                Effect::Say(notice) => self.say(notice),
                Effect::Open(destination) => {
                    self.open_layer(destination);
                    self.top_shown(link, depth);
                }
                Effect::Replace(destination) => {
                    self.layers.truncate(self.layers.len().saturating_sub(1).max(1));
                    self.open_layer(destination);
                    self.top_shown(link, depth);
                }
                Effect::Back => {
                    if self.layers.len() > 1 {
                        self.layers.pop();
                        self.top_shown(link, depth);
                    }
                }
                Effect::Home => {
                    self.layers.truncate(1);
                    self.top_shown(link, depth);
                }
                Effect::Run(run) => self.run(run, link, depth + 1),
                Effect::Send(bytes) => self.sends.extend(bytes),
                Effect::Learn { answered, learnt, typing } => self.learn(&answered, learnt, typing),
                Effect::Teach { run, title, key } => self.teach(run, &title, &key),
                Effect::Leave => self.is_over = true,
                Effect::Settled(settlement) => self.settle(*settlement, link, depth),
                Effect::Links(links) => self.tell_below(links, link, depth),
                Effect::Deliver(export) => self.exports.push(*export),
            }
        }
    }

    /// What was chosen between two changes goes to the form below.
    fn settle(&mut self, settlement: Settlement, link: &mut dyn Link, depth: u32) {
        if self.layers.len() < 2 {
            return;
        }
        self.layers.pop();
        let around = self.ground.around(self.now_ms);
        if let Some(top) = self.layers.last_mut() {
            let (id, effects) = (top.id, top.screen.settled(settlement, &around));
            self.apply(id, effects, link, depth + 1);
        }
    }

    /// What was chosen on the top goes to the form below, which stays covered.
    fn tell_below(&mut self, links: Vec<Id>, link: &mut dyn Link, depth: u32) {
        let around = self.ground.around(self.now_ms);
        let Some(below) = self.layers.len().checked_sub(2).and_then(|at| self.layers.get_mut(at)) else {
            return;
        };
        let (id, effects) = (below.id, below.screen.links(links, &around));
        self.apply(id, effects, link, depth + 1);
    }

    fn ask(&mut self, layer: u32, tag: Tag, request: Request, link: &mut dyn Link) {
        let is_aside = matches!(
            request,
            Request::KeepDraft(_)
                | Request::DropDraft(_)
                | Request::DiscardDraft(_)
                | Request::Examine { .. }
                | Request::ExamineMany(_)
        );
        let ticket = link.send(request);
        self.pending.insert(ticket, Pending { layer, tag, sent_ms: self.now_ms, is_aside });
    }

    /// Runs a command: the screen's own meaning comes before that of everywhere.
    pub(super) fn run(&mut self, run: CommandName, link: &mut dyn Link, depth: u32) {
        if depth > DEPTH_MAX {
            return;
        }
        let around = self.ground.around(self.now_ms);
        let Some(top) = self.layers.last_mut() else { return };
        let (id, place) = (top.id, top.screen.place());
        if let Some(code) = key_behind(run).filter(|_| place == Place::List) {
            let effects = top.screen.key(&Key::plain(code), &around);
            return self.apply(id, effects, link, depth + 1);
        }
        if let Some(effects) = top.screen.command(run, &around) {
            return self.apply(id, effects, link, depth + 1);
        }
        if let Some(say) = top.screen.refusal(run, &around) {
            return self.say(Notice::error(say));
        }
        match run {
            "back" => self.apply(id, vec![Effect::Back], link, depth + 1),
            "home" => self.apply(id, vec![Effect::Home], link, depth + 1),
            "leave" => self.is_over = true,
            "redraw" => self.redraws = true,
            "keys.try" => self.apply(id, vec![Effect::Open(Destination::KeyDoctor)], link, depth + 1),
            "narrow" if top.screen.own_commands().contains(&run) => self.begin_narrowing(),
            "language" => self.switch_language(link),
            "typing.next" => self.next_typing(),
            "palette" | "help" => {
                let mut here = if run == "help" { top.screen.help_here(&around) } else { Vec::new() };
                if run == "help" && here.is_empty() {
                    here.push(Say::plain(top.screen.title(&around)));
                }
                let palette = Destination::Palette { query: String::new(), place, here };
                self.apply(id, vec![Effect::Open(palette)], link, depth + 1);
            }
            "petition.new" => {
                let form = FormName::for_new("petition", 0);
                self.apply(id, vec![Effect::Open(Destination::Form { form, draft: None })], link, depth + 1);
            }
            "handover" => self.open_list(Destination::Handover, link, depth),
            "statistics" => self.open_list(Destination::Statistics, link, depth),
            "list.silent" => self.open_list(Destination::Silent, link, depth),
            "update.new" => {
                let form = Destination::Update { village: None, period: None, in_turn: false };
                self.apply(id, vec![Effect::Open(form)], link, depth + 1);
            }
            "find" => self.find(link, depth),
            "list.drafts" => self.open_list(Destination::Drafts, link, depth),
            list if view_of(list).is_some() => {
                if let Some(view) = view_of(list) {
                    let query = Query::view(view.kind().unwrap_or(PETITION.name), view);
                    self.open_list(Destination::List(query), link, depth);
                }
            }
            lines if part_of(lines).is_some() => {
                if let Some(part) = part_of(lines) {
                    self.open_list(Destination::Law(part), link, depth);
                }
            }
            other if kind(other).is_some() => {
                self.open_list(Destination::List(Query::all(other)), link, depth);
            }
            other => {
                if let Some(known) = command(other) {
                    self.say(Notice::error(known.elsewhere()));
                }
            }
        }
    }

    /// Where the topmost open form lies in the stack.
    fn top_form(&self) -> Option<usize> {
        self.layers.iter().rposition(|layer| layer.screen.form().is_some())
    }

    /// Lists lie directly over the home screen; over a form while one is open, so that Esc leads back to its field.
    fn open_list(&mut self, destination: Destination, link: &mut dyn Link, depth: u32) {
        self.layers.truncate(self.top_form().map_or(1, |form| form + 1));
        self.open_layer(destination);
        self.top_shown(link, depth);
    }

    /// The look-up lies over what one stands in; one that lies there already makes room, unless a form is open over it.
    fn find(&mut self, link: &mut dyn Link, depth: u32) {
        let older = self.layers.iter().rposition(|layer| layer.screen.place() == Place::Find);
        if let Some(older) = older.filter(|older| self.top_form().is_none_or(|form| form < *older)) {
            self.layers.truncate(older);
        }
        self.open_layer(Destination::Find { typed: String::new() });
        self.top_shown(link, depth);
    }

    /// Labels change at once; the texts in tables come from the server, which has to be told.
    fn switch_language(&mut self, link: &mut dyn Link) {
        self.ground.lang = match self.ground.lang {
            Lang::Vi => Lang::En,
            Lang::En => Lang::Vi,
        };
        let hello = Request::Hello {
            protocol: PROTOCOL,
            build: self.ground.welcome.build.clone(),
            lang: self.ground.lang,
        };
        self.ask(OWN, Tag { what: LANGUAGE, serial: 0 }, hello, link);
    }

    /// After the third time from the palette the key of a command is said, once.
    fn teach(&mut self, run: CommandName, title: &Say, key: &str) {
        let times = self.run_from_palette.entry(run).or_default();
        *times += 1;
        if *times != TAUGHT_AFTER || self.notice.is_some() {
            return;
        }
        self.say(Notice::plain(Say::new(
            format!("Phím của \"{}\": {key}", title.vi),
            format!("The key of \"{}\": {key}", title.en),
        )));
    }
}
