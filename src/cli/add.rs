//! `add`: JSON lines in, one record each; many wait for the disk at once, and each is told in its turn.

use std::collections::VecDeque;
use std::io::{Read, Write};

use serde_json::json;

use crate::base::{Day, Lang, Say, limits};
use crate::client::{Event, Link, new_request_id};
use crate::domain::{FormName, KindDef};
use crate::exchange::from_json;
use crate::wire::{Outcome, Refusal, RefusalKind, Reply, Request, Saved};

use super::around::not_set_up;
use super::ask::{Patience, wait};
use super::failure::{Done, Failure, problem_line};
use super::lines::{Line, Lines};

/// Adds a record of a kind for each line of `input`. `out` gets `{"id":…,"number":…}` for a line once its record is on
/// the disk, `err` gets `line N: field: what`; both in the order of the lines.
pub fn add<R: Read>(
    link: &mut dyn Link,
    kind: &'static KindDef,
    input: &mut Lines<R>,
    out: &mut dyn Write,
    err: &mut dyn Write,
    lang: Lang,
) -> Done {
    if link.welcome().office.is_none() {
        return Err(not_set_up());
    }
    let today = link.welcome().today;
    let mut adding = Adding {
        kind,
        lang,
        today,
        waiting: VecDeque::new(),
        patience: Patience::default(),
        failed: false,
        last: 0,
        stopped: false,
    };
    loop {
        adding.take_events(link);
        adding.tell(out, err)?;
        let no_more = adding.stopped || input.is_ended();
        let has_room = adding.has_room();
        if has_room {
            if let Some(line) = input.next() {
                adding.send(link, line)?;
                continue;
            }
            if !no_more && input.is_ready() {
                input.fill().map_err(|error| super::no_input(&error))?;
                continue;
            }
        }
        if no_more && adding.waiting.is_empty() {
            break;
        }
        out.flush()?;
        let more = if has_room && !no_more { input.fd() } else { None };
        if let Err(refusal) = adding.patience.left().and_then(|left| wait(link, more, left)) {
            adding.give_up(&refusal, out, err)?;
            break;
        }
    }
    if adding.stopped {
        let last = adding.last;
        let say = Say::new(
            format!("nghedan: dừng lại; các dòng sau dòng {last} chưa thêm"),
            format!("nghedan: stopped; the lines after line {last} were not added"),
        );
        let _ = writeln!(err, "{}", say.get(lang));
    }
    out.flush()?;
    if adding.failed { Err(Failure::Told) } else { Ok(()) }
}

struct Adding {
    kind: &'static KindDef,
    lang: Lang,
    today: Day,
    waiting: VecDeque<(u64, Turn)>,
    patience: Patience,
    failed: bool,
    /// The number of the last line that was sent.
    last: u64,
    /// The server cannot take more lines.
    stopped: bool,
}

/// What became of a line.
enum Turn {
    /// It is with the server.
    Asked { ticket: u32, request: Request },
    /// It is on the disk.
    Saved(Saved),
    /// It was refused; what is wrong.
    Refused(Vec<String>),
}

impl Adding {
    /// Whether another line may be sent. Nothing is sent while the line to the server is broken: it would be lost.
    fn has_room(&self) -> bool {
        !self.stopped && !self.patience.is_tried() && self.waiting.len() < limits::ADD_LINES_IN_FLIGHT_MAX
    }

    fn send(&mut self, link: &mut dyn Link, line: Line) -> Done {
        let read = line.text.map_err(|say| vec![say.get(self.lang).to_owned()]).and_then(|text| {
            from_json(self.kind, &text, self.today)
                .map_err(|problems| problems.iter().map(|problem| problem_line(problem, self.lang)).collect())
        });
        let turn = match read {
            Ok(fields) => {
                let form = FormName::for_new(self.kind.name, 0);
                let request = new_request_id()?;
                let request = Request::Save { request, form, base: 0, fields, reason: None };
                Turn::Asked { ticket: link.send(request.clone()), request }
            }
            Err(faults) => Turn::Refused(faults),
        };
        self.last = line.number;
        self.waiting.push_back((line.number, turn));
        Ok(())
    }

    fn take_events(&mut self, link: &mut dyn Link) {
        while let Some(event) = link.receive() {
            match event {
                Event::Reply { ticket, outcome } => self.answered(ticket, outcome),
                Event::Lost => self.patience.lost(),
                Event::Opening { .. } => self.patience.begins_anew(),
                Event::Back(_) => {
                    self.patience.back();
                    // The ids of the requests see to it that each line is saved once.
                    for (_, turn) in &mut self.waiting {
                        if let Turn::Asked { ticket, request } = turn {
                            *ticket = link.send(request.clone());
                        }
                    }
                }
                // The line is tried again until the patience is over.
                Event::Refused(_) | Event::Progress { .. } | Event::Push(_) => {}
            }
        }
    }

    fn answered(&mut self, of: u32, outcome: Outcome) {
        let asked = self
            .waiting
            .iter_mut()
            .find(|(_, turn)| matches!(turn, Turn::Asked { ticket, .. } if *ticket == of));
        let Some((_, turn)) = asked else { return };
        *turn = match outcome {
            Ok(Reply::Saved(saved)) => Turn::Saved(saved),
            Ok(_) => {
                self.stopped = true;
                let say = Say::new(
                    "Dừng máy chủ rồi chạy lại: nó trả lời sai",
                    "Stop the server and start again: a wrong answer",
                );
                Turn::Refused(vec![say.get(self.lang).to_owned()])
            }
            Err(refusal) => {
                self.stopped |= !concerns_one_line(refusal.kind);
                Turn::Refused(faults(&refusal, self.lang))
            }
        };
    }

    /// Tells the lines whose turn has come.
    fn tell(&mut self, out: &mut dyn Write, err: &mut dyn Write) -> Done {
        while let Some((number, turn)) = self.waiting.pop_front() {
            match turn {
                Turn::Asked { .. } => {
                    self.waiting.push_front((number, turn));
                    break;
                }
                Turn::Saved(saved) => {
                    let number = saved.number.map(|number| number.to_string());
                    writeln!(out, "{}", json!({ "id": saved.id.as_str(), "number": number }))?;
                }
                Turn::Refused(faults) => {
                    self.failed = true;
                    // What stands on the two outputs keeps its order where both are one terminal.
                    out.flush()?;
                    for fault in faults {
                        let _ = writeln!(err, "line {number}: {}", crate::base::text::clean_line(&fault));
                    }
                }
            }
        }
        Ok(())
    }

    /// The line to the server broke for good: of the lines that wait nobody knows.
    fn give_up(&mut self, refusal: &Refusal, out: &mut dyn Write, err: &mut dyn Write) -> Done {
        for (_, turn) in &mut self.waiting {
            if let Turn::Asked { .. } = turn {
                *turn = Turn::Refused(faults(refusal, self.lang));
            }
        }
        self.failed = true;
        self.tell(out, err)
    }
}

/// Whether other lines may still be saved.
fn concerns_one_line(kind: RefusalKind) -> bool {
    match kind {
        RefusalKind::Problems
        | RefusalKind::Unknown
        | RefusalKind::Stale
        | RefusalKind::NotAllowed
        | RefusalKind::Limit => true,
        RefusalKind::NotSetUp
        | RefusalKind::ReadOnly
        | RefusalKind::OutcomeUnknown
        | RefusalKind::Version
        | RefusalKind::Broken
        | RefusalKind::Opening
        | RefusalKind::Full => false,
    }
}

fn faults(refusal: &Refusal, lang: Lang) -> Vec<String> {
    if refusal.problems.is_empty() {
        return [&refusal.say]
            .into_iter()
            .chain(&refusal.hints)
            .map(|say| say.get(lang).to_owned())
            .collect();
    }
    refusal.problems.iter().map(|problem| problem_line(problem, lang)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::scripted::{Scripted, saved};
    use crate::domain::{Problem, kinds::PETITION};

    fn run(link: &mut Scripted, input: &str) -> (Done, String, String) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut lines = Lines::of(input.as_bytes());
        let done = add(link, &PETITION, &mut lines, &mut out, &mut err, Lang::En);
        (done, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
    }

    /// A server that gives the next number, and refuses a summary that says so.
    fn counting() -> Scripted {
        let mut seq = 0;
        Scripted::answering(move |request| {
            let Request::Save { fields, base: 0, .. } = request else { panic!("{request:?}") };
            if format!("{fields:?}").contains("refuse") {
                return Err(Refusal::problems(vec![Problem::error("summary", Say::plain("Write another"))]));
            }
            seq += 1;
            Ok(saved(seq))
        })
    }

    fn lines(count: usize) -> String {
        (0..count).map(|n| format!("{{\"summary\":\"đơn {n}\"}}\n")).collect()
    }

    #[test]
    fn a_thousand_lines_are_acknowledged_in_their_order_with_many_in_flight() {
        let mut link = counting();
        link.groups_of = 8;
        let (done, out, err) = run(&mut link, &lines(1_000));
        assert!(done.is_ok(), "{err}");
        assert_eq!(out.lines().count(), 1_000);
        assert_eq!(out.lines().next(), Some("{\"id\":\"C24100n.don.2026.1\",\"number\":\"1/2026\"}"));
        assert!(out.lines().enumerate().all(|(at, line)| line.contains(&format!("\"{}/2026\"", at + 1))));
        let ids: std::collections::BTreeSet<_> = link
            .sent
            .iter()
            .map(|(_, request)| match request {
                Request::Save { request, .. } => *request,
                _ => panic!(),
            })
            .collect();
        assert_eq!(ids.len(), 1_000);
    }

    #[test]
    fn a_bad_line_is_told_with_its_number_and_the_others_go_on() {
        let input = "{\"summary\":\"một\"}\n\n{\"no_such\":1,\"signatories\":0}\n{\"summary\":\"refuse\"}\nXyzzy\n{\"summary\":\"hai\"}";
        let (done, out, err) = run(&mut counting(), input);
        assert!(matches!(done, Err(Failure::Told)));
        assert_eq!(out.lines().count(), 2);
        let told: Vec<&str> = err.lines().collect();
        assert_eq!(told.len(), 4, "{err}");
        assert!(told[0].starts_with("line 3: no_such: ") && told[1].starts_with("line 3: signatories: "));
        assert_eq!(told[2], "line 4: summary: Write another");
        assert!(told[3].starts_with("line 5: ") && !err.contains("Xyzzy"));
    }

    #[test]
    fn a_broken_line_sends_the_same_requests_again() {
        let mut link = counting();
        link.losses = 2;
        let (done, out, _) = run(&mut link, &lines(3));
        assert!(done.is_ok());
        assert_eq!(out.lines().count(), 3);
        let id = |at: usize| match &link.sent[at].1 {
            Request::Save { request, .. } => *request,
            _ => panic!(),
        };
        assert_eq!(id(0), id(1));
    }

    #[test]
    fn a_register_that_takes_nothing_stops_the_rest() {
        let mut link = Scripted::answering(|_| {
            Err(Refusal::new(RefusalKind::ReadOnly, Say::plain("Restart the server")))
        });
        let (done, out, err) = run(&mut link, &lines(500));
        assert!(matches!(done, Err(Failure::Told)) && out.is_empty());
        assert_eq!(link.sent.len(), 1);
        assert_eq!(
            err,
            "line 1: Restart the server\nnghedan: stopped; the lines after line 1 were not added\n"
        );
    }

    #[test]
    fn lines_without_an_answer_are_told_as_unknown() {
        let mut link = counting();
        link.silent = true;
        let (done, out, err) = run(&mut link, &lines(2));
        assert!(matches!(done, Err(Failure::Told)) && out.is_empty());
        assert!(err.contains("line 1: ") && err.contains("line 2: "), "{err}");
    }

    #[test]
    fn an_output_that_closes_ends_it_quietly() {
        struct Closed;
        impl Write for Closed {
            fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
                Err(std::io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        let text = lines(5);
        let mut input = Lines::of(text.as_bytes());
        let done = add(&mut counting(), &PETITION, &mut input, &mut Closed, &mut Vec::new(), Lang::En);
        assert!(matches!(done, Err(Failure::OutputClosed)));
    }
}
