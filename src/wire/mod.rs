//! What crosses the socket between a client and the server: requests, replies, pushes, refusals; and their frames.
//!
//! Knows what is said, not who listens: no socket, no thread, no file.

mod beside;
mod ended;
mod frame;
mod law;
mod merge;
mod message;
mod refusal;
mod request;
mod village;

pub use beside::{Beside, BesideField};
pub use ended::{EndedUnit, OpenOfUnit};
pub use frame::{FrameError, FrameReader, encode};
pub use law::{LawInUse, LawMove, LawMoves, LawText};
pub use merge::{Choice, Conflict, Merge, Taken};
pub use message::{
    ClockLine, Contact, CountLine, Counted, DraftLine, Examined, Found, FoundGroup, FoundRow, HistoryLine,
    Home, HomeLine, LookedUp, Message, Offer, Outcome, Page, Push, Reply, Row, Saved, Shown, StepOffer,
    TimelineLine, Welcome, values,
};
pub use refusal::{Refusal, RefusalKind};
pub use request::{Call, Request, SavePart};
pub use village::{
    FigureRow, MatterOffer, MonthCount, Silent, SilentRow, UpdateSheet, VillageList, VillagePage,
};

/// The version of what crosses the socket; another one is refused with a sentence in the first frame.
pub const PROTOCOL: u32 = 18;
