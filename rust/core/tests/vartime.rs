//! The variable-time arithmetic against curve25519-dalek.

use curve25519_dalek::constants::EIGHT_TORSION;
use curve25519_dalek::edwards::CompressedEdwardsY;
use curve25519_dalek::{EdwardsPoint, Scalar};
use shora_core::group::{derived_scalar, sha256};
use shora_core::vartime::comb::Comb;
use shora_core::vartime::field::Fe;
use shora_core::vartime::naf::naf;
use shora_core::vartime::point::Point;
use shora_core::vartime::powers::{Exponent, powers};

fn scalar(i: u32) -> Scalar {
    derived_scalar(&[b"vartime test", &i.to_le_bytes()])
}

/// Scalars whose digits meet every edge of a recoding.
fn edges() -> Vec<Scalar> {
    let mut out = vec![Scalar::ZERO, Scalar::ONE, -Scalar::ONE, -Scalar::from(2_u8), Scalar::from(u128::MAX)];
    out.extend((0..253).map(|i| (0..i).fold(Scalar::ONE, |s, _| s + s)));
    out.extend((0..253).map(|i| (0..i).fold(Scalar::ONE, |s, _| s + s) - Scalar::ONE));
    for byte in [0x7f, 0x80, 0x81, 0xff, 0x0f, 0xf0, 0x55, 0xaa, 0x88] {
        out.push(Scalar::from_bytes_mod_order([byte; 32]));
    }
    out.extend((0..64).map(scalar));
    out
}

fn ours(point: &EdwardsPoint) -> Point {
    Point::decode(&point.compress().to_bytes()).expect("dalek writes canonical points")
}

fn encoded(point: &Point) -> [u8; 32] {
    Point::encode_batch(std::slice::from_ref(point))[0]
}

#[test]
fn naf_adds_up() {
    for s in edges() {
        for w in 2..=8 {
            let mut sum = Scalar::ZERO;
            for digit in naf(s.as_bytes(), w).iter().rev() {
                let size = Scalar::from(digit.unsigned_abs());
                sum = sum + sum + if *digit < 0 { -size } else { size };
                assert!(*digit == 0 || (digit % 2 != 0 && i32::from(*digit).abs() < 1 << (w - 1)));
            }
            assert_eq!(sum, s);
        }
    }
}

#[test]
fn comb_equals_dalek() {
    for base in [scalar(1000), scalar(1001), Scalar::ONE] {
        let base = EdwardsPoint::mul_base(&base);
        let comb = Comb::new(&ours(&base));
        for s in edges() {
            assert_eq!(encoded(&comb.mul(s.as_bytes())), (base * s).compress().to_bytes());
        }
    }
}

#[test]
fn powers_equal_dalek() {
    let scalars = edges();
    for (i, torsion) in (0_u32..).zip(&EIGHT_TORSION) {
        let prime = EdwardsPoint::mul_base(&scalar(2000 + i));
        for base in [prime + torsion, *torsion] {
            for group in scalars.chunks(3) {
                let exponents: Vec<Exponent> = group.iter().map(|s| Exponent::new(s.as_bytes())).collect();
                let (got, in_subgroup) = powers(&ours(&base), &exponents);
                assert_eq!(in_subgroup, base.is_torsion_free());
                for (point, s) in got.iter().zip(group) {
                    assert_eq!(encoded(point), (base * s).compress().to_bytes());
                }
            }
        }
    }
}

#[test]
fn decoding_equals_dalek_on_any_bytes() {
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
    for bytes in cases {
        let theirs = CompressedEdwardsY(bytes).decompress().filter(|p| p.compress().to_bytes() == bytes);
        let mine = Point::decode(&bytes);
        assert_eq!(mine.map(|p| encoded(&p)), theirs.map(|p| p.compress().to_bytes()));
    }
}

#[test]
fn field_edges() {
    let p_minus_1 = Fe::ZERO.sub(&Fe::ONE).carried();
    assert!(p_minus_1.mul(&p_minus_1).equals(&Fe::ONE));
    assert!(p_minus_1.invert().equals(&p_minus_1));
    assert!(Fe::ZERO.invert().is_zero());
    let mut bytes = [0xff; 32];
    (bytes[0], bytes[31]) = (0xed, 0x7f);
    assert!(Fe::from_bytes(&bytes).is_zero(), "p is zero");
    for i in 0..200_u32 {
        let a = Fe::from_bytes(&sha256(&[b"a", &i.to_le_bytes()]));
        let b = Fe::from_bytes(&sha256(&[b"b", &i.to_le_bytes()]));
        assert!(a.mul(&a).equals(&a.square()));
        assert!(a.mul(&a.invert()).equals(&Fe::ONE));
        assert!(a.sub(&b).carried().add(&b).carried().equals(&a));
        let mut batch = [a, b, a.mul(&b)];
        Fe::invert_batch(&mut batch);
        assert!(batch[2].equals(&batch[0].mul(&batch[1])));
    }
}
