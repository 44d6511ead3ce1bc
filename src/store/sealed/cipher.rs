//! XChaCha20-Poly1305 (RFC 8439 with the nonce of 24 bytes of draft-irtf-cfrg-xchacha-03): what closes texts and keys.

use chacha20poly1305::aead::rand_core::RngCore;
use chacha20poly1305::aead::{Aead, KeyInit, OsRng, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

/// Bytes of a nonce; it is random, so that a key may close any number of texts.
pub(super) const NONCE_BYTES: usize = 24;
/// Bytes by which what is closed is longer than what it closes: the nonce before, the tag behind.
pub(super) const OVERHEAD_BYTES: usize = NONCE_BYTES + 16;
/// Bytes of a key.
pub(super) const KEY_BYTES: usize = 32;

/// A key. Its bytes are wiped when it is dropped, and are never shown.
#[derive(Clone)]
pub(super) struct Key(Zeroizing<[u8; KEY_BYTES]>);

impl Key {
    /// A new one, from the random bytes of the system.
    pub fn random() -> Key {
        let mut key = Key(Zeroizing::default());
        OsRng.fill_bytes(&mut *key.0);
        key
    }

    /// The key of these bytes.
    pub fn of(bytes: &[u8]) -> Option<Key> {
        bytes.try_into().ok().map(Zeroizing::new).map(Key)
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }

    /// Closes a text that belongs at `place`: the nonce, then the text, then the tag. `None` never happens with texts
    /// that fit into memory.
    pub fn close(&self, place: &[u8], text: &[u8]) -> Option<Vec<u8>> {
        let mut nonce = XNonce::default();
        OsRng.fill_bytes(&mut nonce);
        let closed = self.cipher().encrypt(&nonce, Payload { msg: text, aad: place }).ok()?;
        Some([nonce.as_slice(), &closed].concat())
    }

    /// Opens what was closed for `place` with this key; `None` for anything else.
    pub fn open(&self, place: &[u8], closed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, closed) = closed.split_at_checked(NONCE_BYTES)?;
        let payload = Payload { msg: closed, aad: place };
        self.cipher().decrypt(XNonce::from_slice(nonce), payload).ok().map(Zeroizing::new)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.0).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_key_and_place_open_what_was_closed() {
        let (key, other) = (Key::random(), Key::random());
        let closed = key.close(b"here", b"secret").unwrap();
        assert_eq!(closed.len(), 6 + OVERHEAD_BYTES);
        assert_eq!(key.open(b"here", &closed).unwrap().as_slice(), b"secret");
        assert!(key.open(b"there", &closed).is_none() && other.open(b"here", &closed).is_none());
        for at in 0..closed.len() {
            let mut changed = closed.clone();
            changed[at] ^= 1;
            assert!(key.open(b"here", &changed).is_none(), "byte {at}");
            assert!(key.open(b"here", &closed[..at]).is_none(), "cut at {at}");
        }
        assert_ne!(key.close(b"here", b"secret").unwrap(), closed, "a nonce is used once");
    }

    /// The example of draft-irtf-cfrg-xchacha-03, A.3.1.
    #[test]
    fn the_published_example_is_opened() {
        let hex = |text: &str| -> Vec<u8> {
            let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
            digits
                .chunks(2)
                .map(|two| u8::from_str_radix(std::str::from_utf8(two).unwrap(), 16).unwrap())
                .collect()
        };
        let key: Vec<u8> = (0x80..0xa0).collect();
        let nonce: Vec<u8> = (0x40..0x58).collect();
        let place = hex("50515253c0c1c2c3c4c5c6c7");
        let closed = hex("bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb\
             731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452\
             2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9\
             21f9664c97637da9768812f615c68b13b52e\
             c0875924c1c7987947deafd8780acf49");
        let opened = Key::of(&key).unwrap().open(&place, &[nonce, closed].concat()).unwrap();
        assert!(
            opened
                .starts_with(b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip")
        );
    }
}
