//! Decoding of points against curve25519-dalek: everything but non-canonical encodings is the same.

use curve25519_dalek::edwards::CompressedEdwardsY;
use shora_core::group::{decode, sha256};

#[test]
fn decoding_takes_the_canonical_encoding_only() {
    let mut cases: Vec<[u8; 32]> = (0..4000_u32).map(|i| sha256(&[b"decode", &i.to_le_bytes()])).collect();
    // Encodings around 0, 1, p and 2^255, with either sign: the non-canonical ones are here.
    for low in 0..=255_u8 {
        for fill in [0_u8, 0xff] {
            for top in [fill & 0x7f, fill | 0x80] {
                let mut bytes = [fill; 32];
                (bytes[0], bytes[31]) = (low, top);
                cases.push(bytes);
            }
        }
    }
    let mut refused = 0;
    for bytes in cases {
        let theirs = CompressedEdwardsY(bytes).decompress();
        let canonical = theirs.filter(|point| point.compress().to_bytes() == bytes);
        assert_eq!(decode(&bytes), canonical);
        refused += usize::from(theirs.is_some() && canonical.is_none());
    }
    assert!(refused > 5, "the cases have non-canonical encodings that dalek takes");
}
