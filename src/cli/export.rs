//! Exports of the screen: bytes by `exchange`, files in a folder of the officer's own.

use std::fs::File;
use std::io::Write;
use std::os::fd::OwnedFd;
use std::path::PathBuf;

use rustix::fs::{AtFlags, Mode, OFlags, fstat, mkdir, open, openat, unlinkat};
use rustix::io::Errno;
use rustix::process::geteuid;

use crate::base::{Lang, Say, text};
use crate::domain::{book::BookName, kind};
use crate::exchange::{Heading, PageWidth, book_csv, book_pages, list_csv, list_pages, text_pages};
use crate::tui::export::{Export, Exporter, Sheet, Way};
use crate::wire::Welcome;

use super::show::{heading, record_lines};

/// The folder below the officer's home.
const FOLDER: &str = "nghedan-xuat";
/// Files of one name and day; the officer is then asked to clear up.
const SAME_NAME_MAX: usize = 999;
/// Letters of a file's name before the day.
const NAME_CHARS_MAX: usize = 40;

/// The files of one officer, whose account this process runs under.
pub struct OfficersFiles {
    home: Option<PathBuf>,
}

impl OfficersFiles {
    /// Below the home directory of this account.
    pub fn of_home() -> OfficersFiles {
        OfficersFiles { home: etcetera::home_dir().ok() }
    }

    /// Writes a file that was not there before; answers its name.
    fn write(&self, stem: &str, ending: &str, bytes: &[u8]) -> Result<String, Errno> {
        let folder = self.folder()?;
        let (file, name) = fresh(&folder, stem, ending)?;
        let mut file = File::from(file);
        let written = file.write_all(bytes).and_then(|()| file.sync_all());
        if let Err(error) = written {
            // Half a file is none.
            let _ = unlinkat(&folder, &name, AtFlags::empty());
            return Err(Errno::from_io_error(&error).unwrap_or(Errno::IO));
        }
        Ok(format!("~/{FOLDER}/{name}"))
    }

    /// The folder, made when it is not there; nobody else's and no link to elsewhere.
    fn folder(&self) -> Result<OwnedFd, Errno> {
        let path = self.home.as_ref().ok_or(Errno::NOENT)?.join(FOLDER);
        match mkdir(&path, Mode::RWXU) {
            Ok(()) | Err(Errno::EXIST) => {}
            Err(errno) => return Err(errno),
        }
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let folder = open(&path, flags, Mode::empty())?;
        if fstat(&folder)?.st_uid != geteuid().as_raw() {
            return Err(Errno::ACCESS);
        }
        Ok(folder)
    }
}

/// A new file; one that is there is never touched.
fn fresh(folder: &OwnedFd, stem: &str, ending: &str) -> Result<(OwnedFd, String), Errno> {
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    for turn in 1..=SAME_NAME_MAX {
        let name = match turn {
            1 => format!("{stem}.{ending}"),
            _ => format!("{stem}-{turn}.{ending}"),
        };
        match openat(folder, &name, flags, Mode::RUSR | Mode::WUSR) {
            Err(Errno::EXIST) => {}
            other => return Ok((other?, name)),
        }
    }
    Err(Errno::EXIST)
}

impl Exporter for OfficersFiles {
    fn pages(&self, export: &Export, welcome: &Welcome, lang: Lang) -> Vec<u8> {
        let width = if export.way == Way::WidePages { PageWidth::Columns132 } else { PageWidth::Columns80 };
        let Ok(heading) = heading(welcome, &title(export, lang), lang) else { return Vec::new() };
        match &export.sheet {
            Sheet::List { kind: name, rows } => match kind(name) {
                Some(kind) => list_pages(&heading, kind, rows, width),
                None => Vec::new(),
            },
            Sheet::Book(book, rows) => book_bytes(&heading, *book, rows, false),
            Sheet::Record(shown) => text_pages(&heading, &record_lines(shown, lang), width),
            Sheet::Lines(lines) => {
                let lines: Vec<String> = lines.iter().map(|line| line.get(lang).to_owned()).collect();
                // A slip says itself what it is.
                text_pages(&Heading { title: String::new(), ..heading }, &lines, width)
            }
        }
    }

    fn keep(&self, export: &Export, welcome: &Welcome, lang: Lang) -> Result<String, Say> {
        let (ending, bytes) = match (&export.sheet, export.way) {
            (Sheet::List { kind: name, rows }, Way::Table) => {
                let table = kind(name).zip(heading(welcome, &title(export, lang), lang).ok());
                ("csv", table.map_or_else(Vec::new, |(kind, heading)| list_csv(&heading, kind, rows)))
            }
            (Sheet::Book(book, rows), Way::Table) => {
                let heading = heading(welcome, &title(export, lang), lang).ok();
                ("csv", heading.map_or_else(Vec::new, |heading| book_bytes(&heading, *book, rows, true)))
            }
            _ => ("txt", self.pages(export, welcome, lang)),
        };
        let stem = format!("{}-{}", file_stem(&export.name), welcome.today.iso());
        self.write(&stem, ending, &bytes).map_err(|errno| {
            let why = std::io::Error::from(errno);
            Say::new(
                format!("Xem lại ~/{FOLDER}: không ghi được ({why})"),
                format!("Look at ~/{FOLDER}: it cannot be written ({why})"),
            )
        })
    }
}

/// A book as CSV or as pages.
pub fn book_bytes(heading: &Heading, book: BookName, rows: &[Vec<String>], is_csv: bool) -> Vec<u8> {
    if is_csv {
        return book_csv(book, rows, heading.lang, heading.is_sample);
    }
    book_pages(heading, book, rows)
}

fn title(export: &Export, lang: Lang) -> String {
    text::clean_line(export.title.get(lang))
}

/// Plain letters and dashes: nothing that leads to another folder.
fn file_stem(name: &str) -> String {
    let folded = text::fold(name);
    let words = folded.split(|sign: char| !sign.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").chars().take(NAME_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;
    use crate::cli::scripted::Scripted;
    use crate::client::Link;

    fn export(way: Way) -> Export {
        let row = ["90", "KN", "Ma Lim", "DD", "=1+1", "-7 ", "Quá hạn", "ta"].map(str::to_owned).to_vec();
        Export {
            sheet: Sheet::List { kind: "petition".into(), rows: vec![row] },
            way,
            title: Say::new("Đơn quá hạn; Lọc: ml", "Overdue; Filter: ml"),
            name: "Đơn quá hạn".into(),
        }
    }

    fn keep(home: &std::path::Path, way: Way) -> Result<String, Say> {
        let link = Scripted::listing(Vec::new(), 1);
        OfficersFiles { home: Some(home.to_owned()) }.keep(&export(way), link.welcome(), Lang::Vi)
    }

    #[test]
    fn files_are_the_officers_own_and_never_written_over() {
        let home = tempfile::tempdir().unwrap();
        let mode = |name: &str| fs::metadata(home.path().join(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!(keep(home.path(), Way::Table).unwrap(), "~/nghedan-xuat/don-qua-han-2026-11-23.csv");
        assert_eq!(keep(home.path(), Way::Table).unwrap(), "~/nghedan-xuat/don-qua-han-2026-11-23-2.csv");
        assert_eq!(keep(home.path(), Way::Pages).unwrap(), "~/nghedan-xuat/don-qua-han-2026-11-23.txt");
        assert_eq!((mode(FOLDER), mode("nghedan-xuat/don-qua-han-2026-11-23.csv")), (0o700, 0o600));
        let csv = fs::read_to_string(home.path().join("nghedan-xuat/don-qua-han-2026-11-23.csv")).unwrap();
        assert!(
            csv.contains("DỮ LIỆU MẪU,90,KN,Ma Lim,DD,'=1+1,-7,Quá hạn,ta,Đơn quá hạn; Lọc: ml; số dòng: 1"),
            "{csv}"
        );
        let pages = fs::read_to_string(home.path().join("nghedan-xuat/don-qua-han-2026-11-23.txt")).unwrap();
        assert!(pages.contains("Đơn quá hạn; Lọc: ml; số dòng: 1"), "{pages}");
    }

    #[test]
    fn a_book_is_kept_as_wide_pages_or_as_a_table_of_all_its_columns() {
        let home = tempfile::tempdir().unwrap();
        let link = Scripted::listing(Vec::new(), 1);
        let kept = |way| {
            let mut row = vec![String::new(); 12];
            row[2] = "Người thử, buôn thử".into();
            let sheet = Sheet::Book(BookName::Reception, zeroize::Zeroizing::new(vec![row]));
            let title = Say::plain("Sổ tiếp công dân");
            let export = Export { sheet, way, title, name: "so tiep dan 20260101 20261123".into() };
            let files = OfficersFiles { home: Some(home.path().to_owned()) };
            let name = files.keep(&export, link.welcome(), Lang::Vi).unwrap();
            let text = fs::read_to_string(home.path().join(name.trim_start_matches("~/"))).unwrap();
            let printed = files.pages(&export, link.welcome(), Lang::Vi);
            (name, text, String::from_utf8(printed).unwrap())
        };
        let (name, pages, printed) = kept(Way::WidePages);
        assert_eq!(name, "~/nghedan-xuat/so-tiep-dan-20260101-20261123-2026-11-23.txt");
        assert_eq!(pages, printed, "the printer gets the pages of the file");
        assert_eq!(kept(Way::Printer).2, pages);
        assert!(
            pages.lines().any(|line| line.chars().count() > 80) && pages.contains("Người thử,"),
            "{pages}"
        );
        let (name, table, _) = kept(Way::Table);
        assert!(name.ends_with(".csv"), "{name}");
        assert!(table.lines().count() == 2 && table.contains("\"Người thử, buôn thử\""), "{table}");
    }

    #[test]
    fn links_to_elsewhere_are_not_followed() {
        let (home, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        symlink(elsewhere.path(), home.path().join(FOLDER)).unwrap();
        assert!(keep(home.path(), Way::Table).unwrap_err().vi.starts_with("Xem lại ~/nghedan-xuat"));
        fs::remove_file(home.path().join(FOLDER)).unwrap();
        fs::create_dir(home.path().join(FOLDER)).unwrap();
        let target = elsewhere.path().join("target");
        symlink(&target, home.path().join("nghedan-xuat/don-qua-han-2026-11-23.csv")).unwrap();
        assert!(keep(home.path(), Way::Table).unwrap().ends_with("-2.csv"));
        assert!(!target.exists());
        assert!(OfficersFiles { home: None }.write("x", "csv", b"").is_err());
    }

    #[test]
    fn no_name_leads_out_of_the_folder() {
        for name in ["../../etc/passwd", "phieu 90/2026", "Đơn chưa giải quyết", "a\0b\n", ""] {
            let stem = file_stem(name);
            assert!(stem.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'), "{stem}");
        }
        assert_eq!(file_stem("phieu 90/2026"), "phieu-90-2026");
    }
}
