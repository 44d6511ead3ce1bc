//! A limit on everything that can grow, in one place.

/// Bytes of a record's id.
pub const ID_BYTES_MAX: usize = 64;
/// Bytes of an officer's account name.
pub const OFFICER_BYTES_MAX: usize = 64;
/// Characters of a one-line text field.
pub const LINE_CHARS_MAX: usize = 200;
/// Characters of a narrative (nội dung).
pub const NARRATIVE_CHARS_MAX: usize = 24_000;
/// Bytes of one stored record; sled leaks and slows down with larger values.
pub const RECORD_BYTES_MAX: usize = 96 * 1024;
/// Values in a list or rows of a table inside one record.
pub const LIST_LEN_MAX: usize = 512;
/// How deep values may nest, a plain value being 1: the input of a petition's step is list, row, row, value.
pub const VALUE_DEPTH_MAX: usize = 6;
/// Bytes of a text that count in an index; a line of [`LINE_CHARS_MAX`] characters has fewer.
pub const INDEX_TEXT_BYTES_MAX: usize = 1_024;
/// Changes in one entry of the journal.
pub const CHANGES_PER_ENTRY_MAX: usize = 1_024;
/// Bytes of one entry of the journal.
pub const ENTRY_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Bytes of one frame of the journal (one group of entries).
pub const FRAME_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Bytes of one segment file of the journal; a longer one is not ours.
pub const SEGMENT_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// Segments of the journal in one backup.
pub const BACKUP_SEGMENTS_MAX: usize = 100_000;
/// Bytes of the journal that one answer carries to whoever makes a backup.
pub const BACKUP_PIECE_BYTES_MAX: usize = 1024 * 1024;
/// Bytes of the file of an officer's preferences.
pub const PREFERENCES_BYTES_MAX: usize = 64 * 1024;
/// Bytes of a small file of ours that is read whole (lock, format).
pub const NOTE_BYTES_MAX: usize = 4 * 1024;
/// Bytes of one frame on the socket.
pub const WIRE_FRAME_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Milliseconds in which a frame that has begun to arrive on the socket must be whole.
pub const WIRE_FRAME_MS_MAX: u64 = 10_000;
/// Frames that may wait to be written to one client before it is dropped as too slow.
pub const WIRE_QUEUE_LEN_MAX: usize = 1_024;
/// Forms that are saved in one entry.
pub const SAVE_PARTS_MAX: usize = 200;
/// Bytes that may wait to be written to one client before it is dropped as too slow; one frame may always wait.
pub const WIRE_QUEUE_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Milliseconds in which a connection must say hello.
pub const WIRE_HELLO_MS_MAX: u64 = 5_000;
/// Rows of one page of a list.
pub const PAGE_ROWS_MAX: u32 = 1_000;
/// Lines of a frequency table.
pub const COUNT_LINES_MAX: usize = 1_000;
/// Petitions counted elsewhere since a period was frozen, as one answer tells them.
pub const ADJUSTMENTS_SHOWN_MAX: usize = 200;
/// Connections to one server.
pub const CONNECTIONS_MAX: usize = 512;
/// Connections of one account to one server, so that no account can shut out the others.
pub const CONNECTIONS_PER_ACCOUNT_MAX: usize = 64;
/// Drafts of one officer.
pub const DRAFTS_MAX: usize = 50;
/// Discarded drafts of one officer that can be had back; the oldest make room.
pub const DRAFTS_ASIDE_MAX: usize = 20;
/// Days for which a discarded draft can be had back.
pub const DRAFT_ASIDE_DAYS: i32 = 30;
/// Bytes of one draft.
pub const DRAFT_BYTES_MAX: usize = 256 * 1024;
/// Rows of one export from the screen; the command line has no such limit.
pub const EXPORT_ROWS_MAX: u32 = 100_000;
/// Days after which a request id is forgotten, counted in the time of entries.
pub const REQUEST_DAYS_MAX: i64 = 30;
/// Values that a look-up offers; a digit picks among the first nine.
pub const OFFERS_MAX: usize = 18;
/// Bytes of one line of JSON or one file of configuration given to the command line.
pub const INPUT_LINE_BYTES_MAX: usize = 1024 * 1024;
/// Combining marks that one letter may bear; Vietnamese and the highland languages need two.
pub const MARKS_PER_LETTER_MAX: usize = 4;
/// Days of one rule of a deadline.
pub const RULE_DAYS_MAX: u32 = 3_650;
/// Bytes of a decision's number as an explanation repeats it.
pub const DECISION_COLUMNS_MAX: usize = 24;
/// Bytes of one paste from the terminal; what comes after them is left out.
pub const PASTE_BYTES_MAX: usize = 64 * 1024;
/// Bytes taken from the terminal before the caller gets its turn again.
pub const INPUT_BYTES_MAX: usize = 16 * 1024;
/// Columns of a screen; a terminal that claims more is drawn on its left part only.
pub const SCREEN_COLUMNS_MAX: u16 = 400;
/// Rows of a screen; a terminal that claims more is drawn on its upper part only.
pub const SCREEN_ROWS_MAX: u16 = 200;
/// Petitions of one sample register.
pub const SAMPLE_PETITIONS_MAX: u32 = 1_000_000;
/// Milliseconds for which a command waits for a broken line to the server.
pub const LINE_BROKEN_MS_MAX: u64 = 15_000;
/// Lines of `add` that may wait for the disk at once, so that many share one sync.
pub const ADD_LINES_IN_FLIGHT_MAX: usize = 64;
/// Acts of typing that can be undone in one text field.
pub const UNDO_STEPS_MAX: usize = 500;
/// Characters typed to narrow a list or to find a command.
pub const NARROW_CHARS_MAX: usize = 60;
/// Keys kept while a screen waits for its reply.
pub const KEYS_AHEAD_MAX: usize = 256;
/// Characters of a code, a day or a whole number as they are typed: no story has room there.
pub const CODE_CHARS_MAX: usize = 12;
/// Characters typed to find a unit or an agency.
pub const LOOK_UP_CHARS_MAX: usize = 40;
/// Characters typed to look something up over everything, filter words included.
pub const FIND_CHARS_MAX: usize = 100;
/// Words of one look-up; more of them narrow nothing.
pub const FIND_WORDS_MAX: usize = 12;
/// The text of the deadline rules, or of the holidays.
pub const LAW_BYTES_MAX: usize = 256 * 1024;
/// Deadline rules, those of former laws included.
pub const LAW_RULES_MAX: usize = 500;
/// Days of the table of holidays: some two centuries.
pub const LAW_HOLIDAYS_MAX: usize = 4_000;
/// One text of a rule or of a holiday, such as its basis in law.
pub const LAW_TEXT_CHARS_MAX: usize = 400;
/// The id of a deadline rule: it stands in the ids of records behind that of the office.
pub const RULE_ID_BYTES_MAX: usize = 24;
/// Events that start the clock of one rule, and extensions that it grants.
pub const RULE_PARTS_MAX: usize = 8;
/// Dates that move by one change of the law and are listed; of more only the number is told.
pub const LAW_MOVES_MAX: usize = 5_000;
