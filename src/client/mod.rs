//! The client's end of the line: asks, and hears replies and pushes; starts the embedded server when none runs.
//!
//! Knows the wire, not what is drawn.

mod book;
mod request_id;
mod socket;
mod start;

pub use book::{BookReading, WantedBook};
pub use socket::{ConnectError, Dial, SocketLink, Waited};
pub use start::{HELD_STATUS, READY, Starting, socket_path};

use std::os::fd::BorrowedFd;

use crate::base::Say;
use crate::wire::{Outcome, Push, Refusal, Request, Welcome};

pub use request_id::new_request_id;

/// What comes from the server, or of the line to it.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The answer to the request sent under this ticket.
    Reply {
        /// What [`Link::send`] returned.
        ticket: u32,
        /// What came of it.
        outcome: Outcome,
    },
    /// A long work goes on.
    Progress {
        /// Its ticket.
        ticket: u32,
        /// Parts done.
        done: u64,
        /// Parts in all; 0 when not known.
        total: u64,
        /// What is being done.
        say: Say,
    },
    /// Something changed that was not asked for.
    Push(Push),
    /// The line broke, and the server that was found is opening its register: how far it is.
    Opening {
        /// Parts done.
        done: u64,
        /// Parts in all; 0 when not known.
        total: u64,
        /// The same in words.
        say: Say,
    },
    /// The line broke, and the server cannot come back: what to do, then why. It is tried again all the same.
    Refused(Box<Refusal>),
    /// The line broke; requests without a reply will get none. The link mends itself.
    Lost,
    /// The line is whole again; whoever shows something asks anew.
    Back(Welcome),
}

/// A line to the server, as screens and the command line see it. Nothing here blocks.
pub trait Link {
    /// Sends a request and returns the ticket under which its reply comes; while the line is broken it is dropped, and
    /// asked anew after [`Event::Back`].
    fn send(&mut self, request: Request) -> u32;
    /// The next thing that arrived.
    fn receive(&mut self) -> Option<Event>;
    /// What to poll for reading, while the line is whole.
    fn fd(&self) -> Option<BorrowedFd<'_>>;
    /// In how many milliseconds [`Link::receive`] wants to be called although nothing arrived: to try the line again.
    fn wants_in_ms(&self) -> Option<u64>;
    /// What the server said when the line was made.
    fn welcome(&self) -> &Welcome;
}
