//! Who is at the other end: the kernel's word, never a name that the client states.

use std::{fs, os::fd::AsFd};

use crate::base::Officer;

/// The longest list of accounts that is read.
const PASSWD_BYTES_MAX: u64 = 1 << 20;

/// The uid at the other end of a socket, as the kernel recorded it when it was connected (SO_PEERCRED).
pub(super) fn uid(socket: impl AsFd) -> std::io::Result<u32> {
    Ok(rustix::net::sockopt::socket_peercred(socket)?.uid.as_raw())
}

/// The officer of an account: its name in the machine's own list; accounts of a directory service are called by their uid.
pub(super) fn named(uid: u32) -> Officer {
    let listed = fs::metadata("/etc/passwd")
        .ok()
        .filter(|list| list.len() <= PASSWD_BYTES_MAX)
        .and_then(|_| fs::read_to_string("/etc/passwd").ok())
        .and_then(|list| name_in(&list, uid));
    listed
        .as_deref()
        .and_then(Officer::new)
        .or_else(|| Officer::new(&format!("uid-{uid}")))
        .unwrap_or_else(|| unreachable!("a uid in digits is always a name"))
}

fn name_in(list: &str, uid: u32) -> Option<String> {
    list.lines().find_map(|line| {
        let mut parts = line.split(':');
        let name = parts.next()?;
        (parts.nth(1)?.parse() == Ok(uid)).then(|| name.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_officer_is_the_account_of_the_uid() {
        let list = "root:x:0:0::/root:/bin/sh\nbroken line\ncan_bo_01:x:1001:1001::/home/x:/bin/sh\n";
        assert_eq!(name_in(list, 1001).as_deref(), Some("can_bo_01"));
        assert_eq!(name_in(list, 7), None);
        assert_eq!(named(u32::MAX).as_str(), "uid-4294967295");
    }

    #[test]
    fn the_kernel_says_who_is_at_the_other_end() {
        let (one, _other) = std::os::unix::net::UnixStream::pair().unwrap();
        assert_eq!(uid(&one).unwrap(), rustix::process::getuid().as_raw());
    }
}
