//! The mark beside the state: whether sled was closed cleanly, and under which boot of the kernel it was opened.
//!
//! sled does not sync. What it wrote is whole after a clean close, which syncs its files, or as long as the kernel that
//! holds its pages runs on.

use std::fs;
use std::io;
use std::path::Path;

use crate::base::{Say, limits};
use crate::store::files::{Files, publish, read_small};

const NAME: &str = "state.mark";
const CLOSED: &[u8] = b"closed\n";

/// The boot that this kernel runs under; `None` when it does not say.
pub(super) fn this_boot() -> Option<String> {
    let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let boot = boot.trim();
    (!boot.is_empty()).then(|| boot.to_owned())
}

/// Why a state with this mark cannot be trusted; `None` when it can.
pub(super) fn distrust(files: &dyn Files, dir: &Path, boot: Option<&str>) -> io::Result<Option<Say>> {
    let mark = match read_small(files, &dir.join(NAME), limits::NOTE_BYTES_MAX) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        read => read?,
    };
    if mark == CLOSED || boot.is_some_and(|boot| mark == open_mark(Some(boot))) {
        return Ok(None);
    }
    Ok(Some(if mark.is_empty() {
        Say::new("không rõ lần trước đóng thế nào", "nothing says how it was last closed")
    } else {
        Say::new("máy chủ đã tắt đột ngột", "the machine stopped without closing it")
    }))
}

/// Says, durably, that sled is open from here on; before sled writes anything.
pub(super) fn say_open(files: &dyn Files, dir: &Path, boot: Option<&str>) -> io::Result<()> {
    publish(files, dir, NAME, &open_mark(boot))
}

/// Says that sled was closed cleanly; after its files were synced.
pub(super) fn say_closed(files: &dyn Files, dir: &Path) -> io::Result<()> {
    publish(files, dir, NAME, CLOSED)
}

/// Says that the state must not be trusted again.
pub(super) fn say_broken(files: &dyn Files, dir: &Path) -> io::Result<()> {
    publish(files, dir, NAME, b"broken\n")
}

fn open_mark(boot: Option<&str>) -> Vec<u8> {
    format!("open {}\n", boot.unwrap_or("unknown")).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::files::Disk;

    #[test]
    fn only_a_clean_close_or_the_same_boot_is_trusted() {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path();
        let trusts = |boot: Option<&str>| distrust(&Disk, dir, boot).unwrap().is_none();
        assert!(!trusts(Some("b1")), "no mark");
        say_open(&Disk, dir, Some("b1")).unwrap();
        assert!(trusts(Some("b1")));
        assert!(!trusts(Some("b2")) && !trusts(None));
        say_open(&Disk, dir, None).unwrap();
        assert!(!trusts(None) && !trusts(Some("b1")), "a kernel that names no boot");
        say_closed(&Disk, dir).unwrap();
        assert!(trusts(Some("b2")) && trusts(None));
        say_broken(&Disk, dir).unwrap();
        assert!(!trusts(Some("b1")));
        fs::write(dir.join(NAME), [0xff; 10_000]).unwrap();
        assert!(!trusts(Some("b1")));
    }

    #[test]
    fn this_kernel_names_its_boot() {
        assert_eq!(this_boot(), this_boot());
        assert!(this_boot().is_some_and(|boot| boot.len() > 8));
    }
}
