//! `backup` and `restore`: the file is written and read by the account that runs the command.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustix::fs::{Advice, CWD, RenameFlags, fadvise, renameat_with};
use rustix::io::Errno;

use crate::base::{Lang, Say};
use crate::client::Link;
use crate::store::backup::{self, BackupError, Writing};
use crate::store::files::{Disk, Files};
use crate::store::journal::{Extent, Head, Owner};
use crate::wire::{Reply, Request};

use super::ask::{Progress, ask};
use super::connect::build;
use super::failure::{Done, Failure};

/// How the name of a file ends that is not all there, or not verified yet.
const UNFINISHED: &str = ".new";

/// Copies the register to a file that is not there yet: up to the last entry at this moment, verified after writing.
pub fn backup(link: &mut dyn Link, file: &Path, out: &mut dyn Write, lang: Lang) -> Done {
    let unfinished = Unfinished::create(file)?;
    let extent = extent_of(ask(link, Request::JournalExtent, lang)?)?;
    let unwritable = cannot_write(file);
    let written = copy(link, &extent, &unfinished.file, &unwritable, lang)?;
    unfinished.file.sync_all().map_err(&unwritable)?;
    // Read from the disk, not from what memory still holds of it.
    let _ = fadvise(&unfinished.file, 0, None, Advice::DontNeed);
    let found = Disk.open(&unfinished.path, false).map_err(BackupError::from).and_then(|copied| {
        let mut told = Told::new(Say::new("Đang đọc lại bản sao", "Reading the backup again"), lang);
        backup::verify(&*copied, &mut |done, total| told.tell(done, total))
    });
    let found = found.map_err(|error| not_copied(file, &error))?;
    if found != extent {
        let error = BackupError::OtherEnd { expected: extent.head.seq, found: found.head.seq };
        return Err(not_copied(file, &error));
    }
    unfinished.publish(file).map_err(&unwritable)?;
    let (entries, bytes, name) = (extent.head.seq, extent.bytes(), file.display());
    let say = Say::new(
        format!(
            "Đã sao lưu {entries} lần ghi vào {name}: {bytes} byte nhật ký, tệp {written} byte, đọc lại tốt"
        ),
        format!(
            "Backed up {entries} entries to {name}: {bytes} bytes of journal, a file of {written}, read again and whole"
        ),
    );
    tell(&say, extent.head, out, lang)
}

/// Makes a register from a backup in an empty directory; no server is started.
pub fn restore(file: &Path, dir: &Path, socket: &Path, out: &mut dyn Write, lang: Lang) -> Done {
    let owner = Owner { path: socket.to_owned(), pid: std::process::id(), build: build() };
    let files: Arc<dyn Files> = Arc::new(Disk);
    let mut told = Told::new(Say::new("Đang khôi phục sổ", "Restoring the register"), lang);
    let restored = backup::restore(&files, file, dir, &owner, &mut |done, total| told.tell(done, total));
    drop(told);
    let extent = restored.map_err(|error| unusable(file, &error))?;
    let (entries, bytes, name) = (extent.head.seq, extent.bytes(), dir.display());
    let say = Say::new(
        format!("Đã khôi phục {entries} lần ghi vào {name}: {bytes} byte nhật ký, kiểm tra tốt"),
        format!("Restored {entries} entries to {name}: {bytes} bytes of journal, verified"),
    );
    tell(&say, extent.head, out, lang)
}

/// What was done, and the entry at which it ends: who writes it down can compare.
fn tell(say: &Say, head: Head, out: &mut dyn Write, lang: Lang) -> Done {
    let hash: String = head.hash.iter().map(|byte| format!("{byte:02x}")).collect();
    let last =
        Say::new(format!("Lần ghi cuối {}: {hash}", head.seq), format!("Last entry {}: {hash}", head.seq));
    writeln!(out, "{}\n{}", say.get(lang), last.get(lang))?;
    Ok(())
}

fn extent_of(reply: Reply) -> Result<Extent, Failure> {
    match reply {
        Reply::JournalExtent { register, seq, hash, segments } => {
            Ok(Extent { register, head: Head { seq, hash }, segments })
        }
        other => Err(Failure::unexpected(other)),
    }
}

/// Fetches the journal and writes it; answers how long the file is.
fn copy(
    link: &mut dyn Link,
    extent: &Extent,
    file: &File,
    cannot: &impl Fn(io::Error) -> Failure,
    lang: Lang,
) -> Result<u64, Failure> {
    let mut told = Told::new(Say::new("Đang sao lưu", "Backing up"), lang);
    let mut writing = Writing::begin(BufWriter::new(file), extent).map_err(cannot)?;
    let mut done = 0;
    for (segment, length) in (1..).zip(&extent.segments) {
        let mut offset = 0;
        while offset < *length {
            let mut bytes = match ask(link, Request::JournalBytes { segment, offset }, lang)? {
                Reply::JournalBytes(bytes) if !bytes.is_empty() => bytes,
                other => return Err(Failure::unexpected(other)),
            };
            bytes.truncate(usize::try_from(length - offset).unwrap_or(usize::MAX));
            writing.write(&bytes).map_err(cannot)?;
            offset += bytes.len() as u64;
            done += bytes.len() as u64;
            told.tell(done, extent.bytes());
        }
    }
    let buffer = writing.finish().map_err(cannot)?;
    let file = buffer.into_inner().map_err(|error| cannot(error.into_error()))?;
    Ok(file.metadata().map_err(cannot)?.len())
}

/// A file beside the one that is wanted; it goes away when it is not published.
struct Unfinished {
    file: File,
    path: PathBuf,
    published: bool,
}

impl Unfinished {
    fn create(wanted: &Path) -> Result<Unfinished, Failure> {
        if fs::symlink_metadata(wanted).is_ok() {
            return Err(cannot_write(wanted)(io::ErrorKind::AlreadyExists.into()));
        }
        let mut path = wanted.as_os_str().to_owned();
        path.push(UNFINISHED);
        let path = PathBuf::from(path);
        let options = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
        let file = options.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => Failure::Machine(Say::new(
                format!("Xóa {} nếu không ai đang sao lưu: lần trước bỏ dở", path.display()),
                format!("Remove {} unless a backup is under way: one was broken off", path.display()),
            )),
            _ => cannot_write(&path)(error),
        })?;
        Ok(Unfinished { file, path, published: false })
    }

    /// Gives it its name, unless something has it; durable when this returns.
    fn publish(mut self, wanted: &Path) -> io::Result<()> {
        match renameat_with(CWD, &self.path, CWD, wanted, RenameFlags::NOREPLACE) {
            // A file system that cannot do that in one act.
            Err(Errno::INVAL | Errno::NOSYS) => fs::hard_link(&self.path, wanted)?,
            renamed => {
                renamed?;
                self.published = true;
            }
        }
        let dir = wanted.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Disk.sync_dir(dir)
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if !self.published {
            // What stays behind has a name that says what it is.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Says how far it is, a megabyte at a time.
struct Told {
    say: Say,
    shown: Option<u64>,
    progress: Progress,
}

impl Told {
    fn new(say: Say, lang: Lang) -> Told {
        Told {
            say: Say::new(format!("{} (KB)", say.vi), format!("{} (KB)", say.en)),
            shown: None,
            progress: Progress::new(lang),
        }
    }

    fn tell(&mut self, done: u64, total: u64) {
        if self.shown.replace(done >> 20) != Some(done >> 20) {
            self.progress.show(done >> 10, total >> 10, &self.say);
        }
    }
}

impl Drop for Told {
    fn drop(&mut self) {
        self.progress.end();
    }
}

fn cannot_write(file: &Path) -> impl Fn(io::Error) -> Failure {
    let name = file.display().to_string();
    move |error| match error.kind() {
        io::ErrorKind::AlreadyExists => Failure::Machine(Say::new(
            format!("Đặt tên khác: {name} đã có, không ghi đè"),
            format!("Choose another name: {name} is there, and nothing is written over it"),
        )),
        _ => Failure::machine(
            &format!("Xem lại {name}: không ghi được"),
            &format!("Look at {name}: it cannot be written"),
            &error,
        ),
    }
}

/// Why a backup that was just made is none: where its journal is damaged, the register's own is.
fn not_copied(file: &Path, error: &BackupError) -> Failure {
    match error {
        BackupError::Entries(place) => Failure::machine(
            "Chạy `nghedan check`: nhật ký không sao được nguyên vẹn",
            "Run `nghedan check`: the journal could not be copied whole",
            place,
        ),
        other => unusable(file, other),
    }
}

fn unusable(file: &Path, error: &BackupError) -> Failure {
    let name = file.display();
    Failure::Machine(Say::new(format!("Xem lại {name} ({error})"), format!("{name}: {error}")))
}
