//! What a form knows of its draft on the server: the version from which it goes on, what was sent and not answered, and
//! whether the officer types on in another terminal.

use crate::base::{Say, Stamp};
use crate::domain::{Draft, FormName};
use crate::tui::screen::{Around, Destination, Effect, Notice, NoticeSort, Tag};
use crate::wire::{Outcome, Push, RefusalKind, Reply, Request};

use super::{form_says, pace::Pace};

/// What these requests are called among those of a form.
pub(super) const KEEP: &str = "keep";
pub(super) const LOOK: &str = "whose draft";
pub(super) const FETCH: &str = "fetch draft";

/// The draft of one form.
#[derive(Debug)]
pub(super) struct Kept {
    /// There is a draft on the server, as far as is known.
    is_there: bool,
    /// Where it stops: field and caret.
    place: Option<(String, u32)>,
    /// The version that is known; 0: none.
    version: Stamp,
    /// Sent and not answered, oldest first, each with the serial of its tag.
    under_way: Vec<(u32, Draft)>,
    /// Sent, and nobody knows whether they were kept.
    unsure: Vec<Draft>,
    /// It is typed on in another terminal: nothing is kept from here.
    is_elsewhere: bool,
    /// It was said once that drafts are kept.
    has_told: bool,
    /// The last one was not kept, and that was said.
    has_failed: bool,
}

impl Default for Kept {
    fn default() -> Kept {
        Kept {
            is_there: false,
            place: None,
            version: Stamp(0),
            under_way: Vec::new(),
            unsure: Vec::new(),
            is_elsewhere: false,
            has_told: false,
            has_failed: false,
        }
    }
}

/// What came of a request about a draft.
pub(super) enum Told {
    /// Nothing that has to be said.
    Nothing,
    /// Something to say.
    Say(Notice),
    /// Whose draft it is has to be looked at.
    Look,
    /// It is kept again at once.
    Again,
}

impl Kept {
    /// The form goes on with this draft.
    pub(super) fn opened(&mut self, draft: &Draft) {
        self.is_there = true;
        self.place = Some((draft.at_field.clone(), draft.caret));
        self.version = draft.kept_at;
    }

    /// The request that keeps the form as it stands; when everything typed was taken back, the one that throws the draft
    /// away.
    pub(super) fn request(&mut self, form: &FormName, draft: Option<Draft>, serial: u32) -> Option<Request> {
        if self.is_elsewhere {
            return None;
        }
        match draft {
            Some(draft) => {
                self.is_there = true;
                self.place = Some((draft.at_field.clone(), draft.caret));
                let draft = Draft { kept_at: self.version, ..draft };
                self.under_way.push((serial, draft.clone()));
                Some(Request::KeepDraft(draft))
            }
            None => self.take_dropped().then(|| Request::DropDraft(form.clone())),
        }
    }

    /// Whether there was a draft, which is to be thrown away now.
    pub(super) fn take_dropped(&mut self) -> bool {
        let was_there = self.is_there;
        *self = Kept { has_told: self.has_told, ..Kept::default() };
        was_there
    }

    /// The draft went with the saving.
    pub(super) fn saved(&mut self) {
        self.take_dropped();
    }

    /// Whether the cursor stands elsewhere than in the draft on the server.
    pub(super) fn has_moved(&self, draft: &Draft) -> bool {
        self.place.as_ref().is_none_or(|(field, caret)| (field, caret) != (&draft.at_field, &draft.caret))
    }

    /// Whether the officer types on in another terminal.
    pub(super) fn is_elsewhere(&self) -> bool {
        self.is_elsewhere
    }

    /// What has to be kept before the program leaves; nothing that the server has as it stands.
    pub(super) fn to_hand_over(&self, draft: Option<Draft>, pace: &Pace) -> Option<Draft> {
        let draft = draft.filter(|_| !self.is_elsewhere)?;
        let is_new = pace.to_keep || !self.under_way.is_empty() || self.has_moved(&draft);
        // Nobody is left to find out whose the other one is.
        let version = if self.unsure.is_empty() { self.version } else { Stamp(0) };
        is_new.then_some(Draft { kept_at: version, ..draft })
    }

    /// The line broke: what was under way was kept, or was not.
    pub(super) fn line_broke(&mut self, pace: &mut Pace) {
        pace.to_keep |= !self.under_way.is_empty();
        self.unsure.extend(self.under_way.drain(..).map(|(_, draft)| draft));
    }

    /// The answer to [`KEEP`].
    pub(super) fn answered(&mut self, tag: Tag, outcome: Outcome, pace: &mut Pace, now_ms: u64) -> Told {
        let Some(at) = self.under_way.iter().position(|(serial, _)| *serial == tag.serial) else {
            return Told::Nothing;
        };
        let (_, sent) = self.under_way.remove(at);
        match outcome {
            Ok(reply) => {
                if let Reply::Kept(version) = reply {
                    self.version = version;
                }
                self.unsure.clear();
                let has_failed = std::mem::take(&mut self.has_failed);
                if has_failed || !std::mem::replace(&mut self.has_told, true) {
                    return Told::Say(form_says::draft_kept());
                }
                Told::Nothing
            }
            Err(refusal) if refusal.kind == RefusalKind::Stale => {
                pace.to_keep = true;
                if self.unsure.is_empty() {
                    self.is_elsewhere = true;
                    return Told::Say(Notice::error(refusal.say));
                }
                self.unsure.push(sent);
                Told::Look
            }
            Err(refusal) => {
                pace.failed(now_ms);
                self.unsure.push(sent);
                if std::mem::replace(&mut self.has_failed, true) {
                    return Told::Nothing;
                }
                Told::Say(Notice::error(refusal.say))
            }
        }
    }

    /// The answer to [`LOOK`]: the draft as the server has it.
    pub(super) fn looked(&mut self, outcome: &Outcome) -> Told {
        let there = match outcome {
            Ok(Reply::Draft(there)) => there.as_ref(),
            _ => return Told::Nothing,
        };
        // While one is under way its answer will tell.
        if self.is_elsewhere || !self.under_way.is_empty() {
            return Told::Nothing;
        }
        let Some(there) = there else {
            self.version = Stamp(0);
            return if self.unsure.is_empty() { Told::Nothing } else { Told::Again };
        };
        if there.kept_at == self.version && self.unsure.is_empty() {
            return Told::Nothing;
        }
        let is_ours = there.kept_at == self.version || self.unsure.iter().any(|sent| is_alike(sent, there));
        if is_ours {
            self.version = there.kept_at;
            self.unsure.clear();
            return Told::Again;
        }
        self.is_elsewhere = true;
        Told::Say(typed_elsewhere())
    }

    /// Another terminal of the officer kept something: whether it was this form, when it has a draft at all.
    pub(super) fn wants_to_look(&self) -> bool {
        self.is_there && self.version != Stamp(0) && !self.is_elsewhere && self.under_way.is_empty()
    }

    /// The answer to [`FETCH`]: the form as it stands in the other terminal, or on from here when nothing is left there.
    pub(super) fn fetched(&mut self, form: &FormName, outcome: Outcome) -> Vec<Effect> {
        match outcome {
            Ok(Reply::Draft(Some(draft))) => {
                let (form, draft) = (form.clone(), Some(Box::new(draft)));
                vec![Effect::Replace(Destination::Form { form, draft })]
            }
            Ok(_) => {
                self.is_elsewhere = false;
                self.version = Stamp(0);
                vec![Effect::Say(Notice::warning(Say::new(
                    "Xem lại trước khi lưu: máy kia đã lưu hoặc bỏ phiếu này",
                    "Look before saving: it was saved or discarded elsewhere",
                )))]
            }
            Err(refusal) => vec![Effect::Say(Notice::error(refusal.say))],
        }
    }
}

/// A form that has a draft.
pub(super) trait KeepsDraft {
    /// What is known of the draft, and when it follows what is typed.
    fn kept(&mut self) -> (&mut Kept, &mut Pace);
    /// Which form it is, and how it stands; no draft when nothing was typed.
    fn stands(&self) -> (FormName, Option<Draft>);
    /// A tag of its own for a request.
    fn tag(&mut self, what: &'static str) -> Tag;
    /// Whether row 23 asks something, which plain words must not cover.
    fn is_asking(&self) -> bool;
    /// When there is something to do next although no key comes.
    fn wake(&self, around: &Around<'_>) -> Option<Effect>;

    /// Keeps the draft; when everything typed was taken back, there is none any more.
    fn keep(&mut self) -> Option<Effect> {
        let (tag, (form, draft)) = (self.tag(KEEP), self.stands());
        let (kept, pace) = self.kept();
        pace.to_keep = false;
        Some(Effect::Ask(tag, kept.request(&form, draft, tag.serial)?))
    }

    /// Asks what the server has of it.
    fn look_whose(&mut self) -> Effect {
        Effect::Ask(self.tag(LOOK), Request::OpenDraft(self.stands().0))
    }

    /// What follows from an answer about the draft.
    fn told_of_draft(&mut self, told: Told, around: &Around<'_>) -> Vec<Effect> {
        let mut effects: Vec<Effect> = self.wake(around).into_iter().collect();
        match told {
            Told::Nothing => {}
            Told::Say(notice) if notice.sort == NoticeSort::Plain && self.is_asking() => {}
            Told::Say(notice) => effects.push(Effect::Say(notice)),
            Told::Look => effects.push(self.look_whose()),
            Told::Again => effects.extend(self.keep()),
        }
        effects
    }

    /// Something was pushed: perhaps another terminal kept this form.
    fn pushed(&mut self, push: &Push) -> Vec<Effect> {
        let looks = matches!(push, Push::Drafts(_)) && self.kept().0.wants_to_look();
        if looks { vec![self.look_whose()] } else { Vec::new() }
    }

    /// The line is whole again: what was not answered is kept once more.
    fn keep_again(&mut self) -> Vec<Effect> {
        let (kept, pace) = self.kept();
        kept.line_broke(pace);
        if pace.to_keep { self.keep().into_iter().collect() } else { Vec::new() }
    }
}

/// What is said to whoever types in a form that went to another terminal.
pub(super) fn typed_elsewhere() -> Notice {
    Notice::error(Say::new(
        "Enter đem về đây: đang gõ ở máy kia",
        "Enter fetches it: it is typed on elsewhere",
    ))
}

/// Whether the server's draft is the one that was sent; it takes out what may not be kept.
fn is_alike(sent: &Draft, there: &Draft) -> bool {
    let sent = sent.clone().cleaned();
    (&sent.fields, &sent.at_field, sent.caret) == (&there.fields, &there.at_field, there.caret)
}
