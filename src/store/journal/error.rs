//! What can be wrong with a journal: first what to do, then why.

use std::io;
use std::path::{Path, PathBuf};

use super::directory::DirectoryError;
use crate::base::Say;

/// Why the journal did not open, append or read.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The directory cannot hold a register of this version, or is not ours.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    /// Bytes that were durable are not what was written. Nothing was changed.
    #[error(
        "Stop here, copy the whole directory away and restore the last backup: {segment} is damaged at byte {offset} ({fault})"
    )]
    Damaged {
        /// The file, as `journal/00000001.seg`.
        segment: String,
        /// Where in the file the first wrong thing begins.
        offset: u64,
        /// What is wrong there.
        fault: Fault,
    },
    /// The journal ends before an entry that was acknowledged. Nothing was appended.
    #[error(
        "Stop here, copy the whole directory away and restore the last backup of all of it: {segment} ends at byte {offset}, entry {missing} is missing there"
    )]
    CutShort {
        /// The last file, as `journal/00000001.seg`.
        segment: String,
        /// Where it ends.
        offset: u64,
        /// The number of the first entry that is missing.
        missing: u64,
    },
    /// A file could not be opened, read or prepared. Nothing was appended.
    #[error("Look at the disk and at the rights on {}: {source}", path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The group was not saved, and nothing of it was written; the next append may succeed.
    #[error("Make room on the disk and save again, nothing was saved: {} has no space left", path.display())]
    NoSpace {
        /// Where space was wanted.
        path: PathBuf,
    },
    /// The group was not saved, and nothing of it was written; the journal is read-only from here on.
    #[error("Restart the server, nothing was saved: the journal could not be lengthened ({source})")]
    NotSaved {
        /// What the system said.
        source: io::Error,
    },
    /// The group may be on the disk or not; the journal is read-only from here on. After a restart it is whole or gone.
    #[error(
        "Restart the server, then look whether the change is there: writing to the disk failed ({source})"
    )]
    OutcomeUnknown {
        /// What the system said.
        source: io::Error,
    },
    /// An earlier append failed; nothing of this one was written.
    #[error(
        "Restart the server, nothing was saved: an earlier save failed and the register is read-only since"
    )]
    ReadOnly,
    /// The entry or the group is larger than a frame may be; nothing was written.
    #[error("Save less at once, nothing was saved: {bytes} bytes, and at most {bytes_max} are taken")]
    TooLarge {
        /// What was given.
        bytes: usize,
        /// What is taken.
        bytes_max: usize,
    },
}

/// What is wrong at one place of a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The file is not there, and a later one is.
    #[error("the file is missing")]
    Missing,
    /// The file is longer than segments are.
    #[error("the file is too long")]
    TooLong,
    /// The first page is not a header.
    #[error("the header does not match its checksum")]
    Header,
    /// The header is of a newer version.
    #[error("the header is of a newer version")]
    Version,
    /// The header belongs to another register or another place in the chain.
    #[error("the file does not belong here")]
    Foreign,
    /// No frame begins where one should, or it does not match its checksum.
    #[error("a frame does not match its checksum")]
    Frame,
    /// The frame is whole but its body is not made of entries.
    #[error("a frame holds no readable entries")]
    Body,
    /// An entry has not the number that follows.
    #[error("an entry is out of sequence")]
    Sequence,
    /// An entry does not carry the hash of the one before it.
    #[error("an entry does not follow from the one before it")]
    Chain,
    /// The file ends before the last acknowledged entry.
    #[error("acknowledged entries are missing")]
    Short,
}

impl Fault {
    /// The same in both languages.
    pub fn say(self) -> Say {
        let vi = match self {
            Fault::Missing => "mất tệp",
            Fault::TooLong => "tệp quá dài",
            Fault::Header => "phần đầu không khớp mã kiểm",
            Fault::Version => "phần đầu của bản mới hơn",
            Fault::Foreign => "tệp không thuộc chỗ này",
            Fault::Frame => "một khung không khớp mã kiểm",
            Fault::Body => "một khung không đọc được",
            Fault::Sequence => "một mục sai thứ tự",
            Fault::Chain => "một mục không nối với mục trước",
            Fault::Short => "thiếu mục đã báo là lưu",
        };
        Say::new(vi, self.to_string())
    }
}

impl JournalError {
    /// The same in both languages.
    pub fn say(&self) -> Say {
        let vi = match self {
            JournalError::Damaged { segment, offset, fault } => format!(
                "Dừng lại, chép cả thư mục ra chỗ khác rồi khôi phục bản sao lưu: {segment} hỏng ở byte {offset} ({})",
                fault.say().vi
            ),
            JournalError::CutShort { segment, offset, missing } => format!(
                "Dừng lại, chép cả thư mục ra chỗ khác rồi khôi phục toàn bộ bản sao lưu: {segment} hết ở byte {offset}, thiếu mục {missing}"
            ),
            JournalError::Io { path, source } => {
                format!("Xem lại đĩa và quyền của {}: {source}", path.display())
            }
            JournalError::NoSpace { path } => {
                format!("Dọn chỗ trên đĩa rồi làm lại, chưa lưu gì: {} hết chỗ", path.display())
            }
            JournalError::Directory(why) => format!("Xem lại thư mục của sổ ({why})"),
            other => format!("Khởi động lại máy chủ ({other})"),
        };
        Say::new(vi, self.to_string())
    }

    /// A failed act on the file at `path`.
    pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> JournalError {
        move |source| JournalError::Io { path: path.to_owned(), source }
    }
}

/// Whether the disk or the quota is full, which passes when somebody makes room.
pub(super) fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}
