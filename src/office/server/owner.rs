//! Who owns the register: the account that the server runs as, and root; the kernel says who is connected.
//!
//! There are no roles yet: the owner is whoever could read and write the register's files anyway. So it may copy the
//! journal, and change the law by which everybody's days are counted.

use rustix::process::geteuid;

use crate::base::Say;
use crate::wire::{Refusal, RefusalKind, Reply};

use super::{Server, lock, peer, session::Session};

impl Session {
    /// Whether the account at the other end owns the register.
    pub(super) fn owns_the_register(&self) -> bool {
        owns(self.uid(), geteuid().as_raw())
    }
}

impl Server {
    /// The law in use, with who may change it.
    pub(super) fn law_for(&self, session: &Session) -> Reply {
        let owner = peer::named(geteuid().as_raw());
        Reply::Law(Box::new(lock(&self.office).law_in_use(session.owns_the_register(), owner)))
    }
}

fn owns(uid: u32, own_uid: u32) -> bool {
    uid == 0 || uid == own_uid
}

/// The refusal of a change of the law that does not come from the owner.
pub(super) fn not_to_change_the_law() -> Refusal {
    let say = Say::new(
        "Nhờ chủ sổ: chỉ tài khoản của sổ được đổi ngày nghỉ, quy định",
        "Ask the register's owner: only that account changes the law",
    );
    Refusal::new(RefusalKind::NotAllowed, say).hint(Say::plain("sudo -u nghedan nghedan law FILE"))
}

#[cfg(test)]
mod tests {
    use super::super::copying::tests::{asked, served};
    use super::*;
    use crate::base::RequestId;
    use crate::wire::{LawText, Request};

    #[test]
    fn only_the_account_of_the_register_and_root_own_it() {
        assert!(owns(0, 990) && owns(990, 990));
        assert!(!owns(1001, 990) && !owns(990, 0));
    }

    #[test]
    fn the_owner_changes_the_law_and_the_others_are_told_who_can() {
        let home = tempfile::tempdir().unwrap();
        let server = served(&home.path().join("register"));
        let own = geteuid().as_raw();
        let day = "date,kind,name_vi,status\n2026-11-24,off,Ngày Văn hóa,official\n".to_owned();
        let text = LawText { holidays: day, ..LawText::default() };
        for dry_run in [true, false] {
            let change =
                || Request::ChangeLaw { request: RequestId([4; 16]), text: text.clone(), seen: 0, dry_run };
            let refused = asked(&server, own + 1, change()).unwrap_err();
            assert_eq!((refused.kind, refused.say), (RefusalKind::NotAllowed, not_to_change_the_law().say));
            // The owner comes as far as the register, which is empty.
            assert_eq!(asked(&server, own, change()).unwrap_err().kind, RefusalKind::NotSetUp);
        }
        for (uid, may) in [(own, true), (own + 1, false)] {
            let Ok(Reply::Law(law)) = asked(&server, uid, Request::Law) else { panic!("not told") };
            assert_eq!(law.may_change, may);
            assert_eq!(law.owner, peer::named(own));
            assert!(law.text.holidays.contains("2026-11-24,T3,pending"), "everybody reads it");
        }
        server.end();
    }
}
