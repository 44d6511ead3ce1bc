//! Which register is meant: `--data`, else the office server of this machine, else the account's own.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use etcetera::{BaseStrategy, choose_base_strategy};
use serde::Deserialize;

use crate::base::limits;
use crate::client::socket_path;

/// Where an office server says that it is. Where this file exists, nothing falls back to a private register.
pub const CONFIG: &str = "/etc/nghedan/config.toml";

/// The register that is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The office server of this machine: a service that somebody else starts.
    Office {
        /// Its directory, for the server itself.
        data: PathBuf,
        /// Its socket.
        socket: PathBuf,
    },
    /// A register of one account, whose server starts when it is needed.
    Embedded {
        /// Its directory.
        data: PathBuf,
        /// Its socket.
        socket: PathBuf,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    data: PathBuf,
    socket: PathBuf,
}

impl Place {
    /// The register that `--data` names, or the one that is meant when nothing is said.
    pub fn find(data: Option<&Path>) -> anyhow::Result<Place> {
        match data {
            Some(data) => Place::embedded(data),
            None => match read_config(Path::new(CONFIG))? {
                Some(config) => Ok(Place::Office { data: config.data, socket: config.socket }),
                None => Place::embedded(&choose_base_strategy()?.data_dir().join("nghedan")),
            },
        }
    }

    fn embedded(data: &Path) -> anyhow::Result<Place> {
        Ok(Place::Embedded { data: std::path::absolute(data)?, socket: socket_path(data)? })
    }

    /// Its directory.
    pub fn data(&self) -> &Path {
        match self {
            Place::Office { data, .. } | Place::Embedded { data, .. } => data,
        }
    }

    /// Its socket.
    pub fn socket(&self) -> &Path {
        match self {
            Place::Office { socket, .. } | Place::Embedded { socket, .. } => socket,
        }
    }
}

fn read_config(path: &Path) -> anyhow::Result<Option<Config>> {
    let mend = |why: String| anyhow::anyhow!("mend {}: {why}", path.display());
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(mend(error.to_string())),
        Ok(found) if found.len() > limits::INPUT_LINE_BYTES_MAX as u64 => {
            return Err(mend("it is too long".into()));
        }
        Ok(_) => {}
    }
    let source = fs::read_to_string(path).map_err(|error| mend(error.to_string()))?;
    toml::from_str(&source).map(Some).map_err(|error| mend(error.message().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_that_is_named_comes_before_everything() {
        let place = Place::find(Some(Path::new("/srv/x"))).unwrap();
        assert_eq!((place.data(), place.socket()), (Path::new("/srv/x"), Path::new("/srv/x/socket")));
    }

    #[test]
    fn an_office_server_is_never_passed_over_for_a_mistake_in_its_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("config.toml");
        assert!(read_config(&path).unwrap().is_none());
        fs::write(&path, "data = \"/var/lib/nghedan\"\n").unwrap();
        assert!(read_config(&path).is_err());
        fs::write(&path, "data = \"/var/lib/nghedan\"\nsocket = \"/run/nghedan/socket\"\n").unwrap();
        assert_eq!(read_config(&path).unwrap().unwrap().socket, Path::new("/run/nghedan/socket"));
    }
}
