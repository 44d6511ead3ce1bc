//! `backup-keys` and `restore-keys`: the keys of sealed texts, apart from the register and for some days only.

use std::io::Write;
use std::path::Path;

use crate::base::{Lang, Say, Stamp};
use crate::store::files::Disk;
use crate::store::journal::{Lock, LockError, Owner};
use crate::store::sealed::{KeysCopyError, copy_keys, restore_keys};

use super::args::{BackupKeysArguments, RestoreKeysArguments};
use super::connect::build;
use super::failure::{Done, Failure};

/// Copies the keys of the register in `dir`; a server may be running.
pub fn backup(dir: &Path, wanted: &BackupKeysArguments, out: &mut dyn Write, lang: Lang) -> Done {
    let today = Stamp::now().day();
    let until = today.plus(i32::try_from(wanted.days).unwrap_or(i32::MAX));
    let removed = copy_keys(&Disk, dir, &wanted.file, today, until).map_err(failed)?;
    let (file, office) = (wanted.file.display(), dir.join("keys/office.key"));
    let lines = [
        Say::new(
            format!("Đã chép khóa vào {file}, dùng được đến {until}"),
            format!("Keys copied to {file}, of use until {until}"),
        ),
        Say::new(
            format!("Cất riêng khóa cơ quan ({}): thiếu nó bản này không mở được gì", office.display()),
            format!(
                "Keep the office key apart from it ({}): without it this opens nothing",
                office.display()
            ),
        ),
    ];
    for line in lines {
        writeln!(out, "{}", line.get(lang))?;
    }
    for old in removed {
        let old = old.display();
        let say = Say::new(format!("Đã bỏ bản hết hạn {old}"), format!("Removed {old}, which had ended"));
        writeln!(out, "{}", say.get(lang))?;
    }
    Ok(())
}

/// Brings keys back into a register that was restored and not started yet.
pub fn restore(dir: &Path, wanted: &RestoreKeysArguments, out: &mut dyn Write, lang: Lang) -> Done {
    let owner = Owner { path: dir.to_owned(), pid: std::process::id(), build: build() };
    let _lock = Lock::take(&Disk, dir, &owner).map_err(|error| match error {
        LockError::Held(_) => Failure::Held(Say::plain(error.to_string())),
        LockError::Directory(_) => Failure::Machine(Say::plain(error.to_string())),
    })?;
    let copy = restore_keys(&Disk, dir, &wanted.file, Stamp::now().day()).map_err(failed)?;
    let say = Say::new(
        format!(
            "Đã chép lại khóa của ngày {}; chép cả khóa cơ quan vào keys/office.key rồi mới chạy",
            copy.made_on
        ),
        format!(
            "Keys of {} are back; put the office key into keys/office.key before you start",
            copy.made_on
        ),
    );
    Ok(writeln!(out, "{}", say.get(lang))?)
}

fn failed(error: KeysCopyError) -> Failure {
    Failure::Machine(error.say())
}
