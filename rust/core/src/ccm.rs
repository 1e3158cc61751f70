//! AES-256-CCM as belenios-tool before 3.3 encrypts messages between trustees: the
//! form of its JavaScript library SJCL, with a nonce of 32 bytes of which the first
//! 15 − L are used, and a tag of 8 bytes (RFC 3610). Only for reading: new messages
//! are encrypted with AES-GCM.

use aes_gcm::aes::cipher::{BlockCipherEncrypt, KeyInit};
use aes_gcm::aes::{Aes256, Block};
use zeroize::Zeroizing;

const TAG: usize = 8;

/// Decrypts `data`, which ends with its tag. `None` when it is not authentic.
pub(crate) fn open(key: &[u8; 32], nonce: &[u8; 32], data: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (text, tag) = data.split_at_checked(data.len().checked_sub(TAG)?)?;
    let length = u32::try_from(text.len()).ok()?;
    let bytes_of_length: u8 = match length {
        0..0x1_0000 => 2,
        0x1_0000..0x100_0000 => 3,
        _ => 4,
    };
    let cipher = Aes256::new(key.into());
    let block = |first: u8, count: u32| {
        let mut block = Block::default();
        block[0] = first;
        block[1..16 - usize::from(bytes_of_length)]
            .copy_from_slice(&nonce[..15 - usize::from(bytes_of_length)]);
        let count = count.to_be_bytes();
        block[16 - usize::from(bytes_of_length)..]
            .copy_from_slice(&count[4 - usize::from(bytes_of_length)..]);
        cipher.encrypt_block(&mut block);
        block
    };
    let mut out = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut mac = block(u8::try_from((TAG - 2) << 2).ok()? | (bytes_of_length - 1), length);
    for (chunk, count) in text.chunks(16).zip(1..) {
        let stream = block(bytes_of_length - 1, count);
        for (i, byte) in chunk.iter().enumerate() {
            let clear = byte ^ stream[i];
            out.push(clear);
            mac[i] ^= clear;
        }
        cipher.encrypt_block(&mut mac);
    }
    let mask = block(bytes_of_length - 1, 0);
    let difference =
        tag.iter().zip(mac.iter().zip(&mask)).fold(0, |d, (tag, (mac, mask))| d | (tag ^ mac ^ mask));
    (difference == 0).then_some(out)
}
