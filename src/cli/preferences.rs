//! The preferences of an officer as a file of his or her account: `preferences.toml` in the XDG state directory.

mod terminals;

use std::{
    fs::DirBuilder,
    io::{self, ErrorKind},
    os::unix::fs::DirBuilderExt,
    path::PathBuf,
};

use etcetera::{BaseStrategy, choose_base_strategy};
use toml::Table;

use crate::base::{Say, limits, typing::TypingMethod};
use crate::store::files::{Disk, publish, read_small};
use crate::tui::preferences::{Preferences, PreferencesKeeper};

const NAME: &str = "preferences.toml";
const TYPING: &str = "typing";

/// The file of one account.
pub struct OfficersPreferences {
    dir: Option<PathBuf>,
    /// It was said already that nothing can be kept.
    is_told: bool,
}

impl OfficersPreferences {
    /// Below the state directory of this account, or its directory of settings where a system knows no state directory.
    pub fn of_home() -> OfficersPreferences {
        let dir =
            choose_base_strategy().ok().map(|base| base.state_dir().unwrap_or_else(|| base.config_dir()));
        OfficersPreferences::in_dir(dir.map(|dir| dir.join("nghedan")))
    }

    fn in_dir(dir: Option<PathBuf>) -> OfficersPreferences {
        OfficersPreferences { dir, is_told: false }
    }

    /// What stands in the file; a table without lines when there is none.
    fn read(&self) -> Result<Table, io::Error> {
        let Some(dir) = &self.dir else { return Ok(Table::new()) };
        let bytes = match read_small(&Disk, &dir.join(NAME), limits::PREFERENCES_BYTES_MAX + 1) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Table::new()),
            other => other?,
        };
        let broken = || io::Error::from(ErrorKind::InvalidData);
        if bytes.len() > limits::PREFERENCES_BYTES_MAX {
            return Err(broken());
        }
        String::from_utf8(bytes).ok().and_then(|text| text.parse().ok()).ok_or_else(broken)
    }

    fn write(&self, preferences: &Preferences) -> io::Result<()> {
        let dir = self.dir.as_ref().ok_or(ErrorKind::NotFound)?;
        DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
        // Lines of a newer version, and what another session learnt meanwhile, stay.
        let mut table = self.read().unwrap_or_default();
        table.insert(TYPING.into(), preferences.typing.name().into());
        terminals::put(&mut table, &preferences.terminals);
        publish(&Disk, dir, NAME, table.to_string().as_bytes())
    }
}

impl PreferencesKeeper for OfficersPreferences {
    fn kept(&mut self) -> (Preferences, Option<Say>) {
        let known = |table: &Table| match table.get(TYPING) {
            None => Some(TypingMethod::default()),
            Some(method) => method.as_str().and_then(TypingMethod::from_name),
        };
        match self.read().ok().as_ref().and_then(known) {
            Some(typing) => {
                let terminals = self.read().map(|table| terminals::read(&table)).unwrap_or_default();
                (Preferences { typing, terminals }, None)
            }
            None => (
                Preferences::default(),
                Some(Say::new(
                    "Chọn lại kiểu gõ (F9): không đọc được tệp ghi lựa chọn",
                    "Choose the typing again (F9): the file of preferences is broken",
                )),
            ),
        }
    }

    fn keep(&mut self, preferences: &Preferences) -> Result<(), Say> {
        let kept = self.write(preferences);
        let is_told = self.is_told;
        self.is_told = kept.is_err();
        match kept {
            Err(_) if !is_told => Err(Say::new(
                "Lần sau chọn lại: không ghi được vào thư mục của tài khoản",
                "Choose again next time: the home directory cannot be written",
            )),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt};

    use tempfile::TempDir;
    use toml::Value;

    use super::*;

    fn keeper(home: &TempDir) -> OfficersPreferences {
        OfficersPreferences::in_dir(Some(home.path().join("state/nghedan")))
    }

    fn with(typing: TypingMethod) -> Preferences {
        Preferences { typing, ..Preferences::default() }
    }

    #[test]
    fn what_is_kept_comes_back_and_belongs_to_its_officer_alone() {
        let home = TempDir::new().unwrap();
        assert_eq!(keeper(&home).kept(), (Preferences::default(), None));
        for typing in [TypingMethod::Vni, TypingMethod::Off, TypingMethod::Telex] {
            keeper(&home).keep(&with(typing)).unwrap();
            assert_eq!(keeper(&home).kept(), (with(typing), None));
        }
        let mode = |name: &str| fs::metadata(home.path().join(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode("state/nghedan"), mode("state/nghedan/preferences.toml")), (0o700, 0o600));
    }

    #[test]
    fn lines_that_this_version_does_not_know_stay() {
        let home = TempDir::new().unwrap();
        keeper(&home).keep(&with(TypingMethod::Vni)).unwrap();
        let path = home.path().join("state/nghedan/preferences.toml");
        let more = fs::read_to_string(&path).unwrap() + "[later]\nthing = 7\n";
        fs::write(&path, more).unwrap();
        keeper(&home).keep(&with(TypingMethod::Off)).unwrap();
        let table: Table = fs::read_to_string(&path).unwrap().parse().unwrap();
        assert_eq!(table["later"]["thing"], Value::Integer(7));
        assert_eq!(keeper(&home).kept().0, with(TypingMethod::Off));
    }

    #[test]
    fn a_file_that_cannot_be_read_is_said_and_gives_the_usual() {
        let home = TempDir::new().unwrap();
        keeper(&home).keep(&with(TypingMethod::Vni)).unwrap();
        let path = home.path().join("state/nghedan/preferences.toml");
        let long = format!("typing = \"vni\"\n#{}", "x".repeat(limits::PREFERENCES_BYTES_MAX));
        for broken in
            [b"typing = ".as_slice(), b"typing = 3", b"typing = \"Telex\"", b"\xff", long.as_bytes()]
        {
            fs::write(&path, broken).unwrap();
            let (preferences, said) = keeper(&home).kept();
            assert_eq!((preferences, said.is_some()), (Preferences::default(), true));
        }
        // Keeping mends it.
        keeper(&home).keep(&with(TypingMethod::Off)).unwrap();
        assert_eq!(keeper(&home).kept(), (with(TypingMethod::Off), None));
    }

    #[test]
    fn a_home_that_cannot_be_written_is_said_once() {
        let home = TempDir::new().unwrap();
        fs::write(home.path().join("state"), "in the way").unwrap();
        let mut kept = keeper(&home);
        assert!(kept.keep(&with(TypingMethod::Vni)).is_err());
        assert!(kept.keep(&with(TypingMethod::Off)).is_ok());
        let mut nowhere = OfficersPreferences::in_dir(None);
        assert_eq!(nowhere.kept(), (Preferences::default(), None));
        assert!(nowhere.keep(&with(TypingMethod::Off)).is_err());
    }
}
