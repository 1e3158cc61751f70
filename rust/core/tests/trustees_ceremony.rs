//! A whole ceremony of 3 of 5, its decryptions, and dealers that cheat: each is named.

use shora_core::decrypt::{self, EncryptedTally, Share};
use shora_core::group::{self, EdwardsPoint, G, Scalar};
use shora_core::pki::Keys;
use shora_core::trustees::{Trustees, lagrange};
use shora_core::wire::{self, CertKeys, Certs, Polynomial, RawCoefexps, SignedMsg, Vinput, Voutput};
use shora_core::{dlog, pedersen};

const SIZE: u32 = 5;
const THRESHOLD: u32 = 3;
const FINGERPRINT: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const SMALL_ORDER: &str = "7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd83d3d706a17c7";

fn seed(index: u32) -> String {
    format!("Trustee1111111111111{}{index}", 1)
}

fn refs(items: &[Vec<u8>]) -> Vec<&[u8]> {
    items.iter().map(Vec::as_slice).collect()
}

struct Ceremony {
    certificates: Vec<Vec<u8>>,
    polynomials: Vec<Vec<u8>>,
}

impl Ceremony {
    fn new() -> Self {
        let certificate =
            |index| pedersen::certificate(&seed(index), SIZE, THRESHOLD, index).expect("a certificate");
        let certificates: Vec<Vec<u8>> = (1..=SIZE).map(certificate).collect();
        assert_eq!(pedersen::check_certificates(&refs(&certificates), THRESHOLD), []);
        let deal = |index| {
            pedersen::polynomial(&seed(index), &refs(&certificates), THRESHOLD).expect("a polynomial")
        };
        let polynomials = (1..=SIZE).map(deal).collect();
        Self { certificates, polynomials }
    }

    fn encryption(&self, index: u32) -> EdwardsPoint {
        let cert: SignedMsg = wire::parse(&self.certificates[index as usize - 1]).expect("canonical");
        let keys: CertKeys = wire::parse(cert.message.as_bytes()).expect("canonical");
        group::key_from_hex(keys.encryption.as_bytes()).expect("a key")
    }

    fn polynomial(&self, index: u32) -> Polynomial {
        wire::parse(&self.polynomials[index as usize - 1]).expect("canonical")
    }

    /// Replaces a dealer's message.
    fn with(&self, index: u32, polynomial: &Polynomial) -> Self {
        let mut polynomials = self.polynomials.clone();
        polynomials[index as usize - 1] = wire::serialise(polynomial);
        Self { certificates: self.certificates.clone(), polynomials }
    }

    /// A dealer's message with other commitments, correctly signed.
    fn committed(&self, index: u32, coefexps: Vec<String>) -> Polynomial {
        let keys = Keys::from_seed(&seed(index)).expect("keys");
        let certs: Vec<SignedMsg> =
            self.certificates.iter().map(|c| wire::parse(c).expect("canonical")).collect();
        let raw = RawCoefexps { coefexps };
        let message = wire::serialise_text(&raw);
        let statement = wire::serialise_text(&Certs { certs: &certs, coefexps: &raw.coefexps });
        let signature = keys.sign(&format!("certs_sig|{statement}"));
        let coefexps = SignedMsg { signature: keys.sign(&message), message };
        Polynomial { coefexps, signature, ..self.polynomial(index) }
    }

    fn vinput(&self, index: u32) -> shora_core::fault::Result<Vec<u8>> {
        pedersen::vinput(&refs(&self.certificates), THRESHOLD, &refs(&self.polynomials), index)
    }

    /// A vinput put together without any check, as a dishonest server would.
    fn unchecked_vinput(&self, index: u32) -> Vec<u8> {
        let all: Vec<Polynomial> = (1..=SIZE).map(|dealer| self.polynomial(dealer)).collect();
        let place = index as usize - 1;
        wire::serialise(&Vinput {
            polynomial: all[place].polynomial.clone(),
            secrets: all.iter().map(|dealer| dealer.secrets[place].clone()).collect(),
            coefexps: all.iter().map(|dealer| dealer.coefexps.clone()).collect(),
            signatures: all.iter().map(|dealer| dealer.signature.clone()).collect(),
        })
    }

    fn voutput(&self, index: u32, vinput: &[u8]) -> shora_core::fault::Result<Vec<u8>> {
        pedersen::voutput(&seed(index), &refs(&self.certificates), THRESHOLD, vinput)
    }
}

#[test]
fn any_three_of_five_decrypt() {
    let ceremony = Ceremony::new();
    let (certificates, polynomials) = (refs(&ceremony.certificates), refs(&ceremony.polynomials));
    let mut voutputs = Vec::new();
    for index in 1..=SIZE {
        let polynomial = polynomials[index as usize - 1];
        assert_eq!(pedersen::check_polynomial(&certificates, THRESHOLD, index, polynomial), []);
        let vinput = ceremony.vinput(index).expect("a vinput");
        assert_eq!(vinput, ceremony.unchecked_vinput(index));
        let voutput = ceremony.voutput(index, &vinput).expect("a voutput");
        assert_eq!(pedersen::check_voutput(&certificates, THRESHOLD, &polynomials, index, &voutput), []);
        voutputs.push(voutput);
    }
    let parameters = pedersen::parameters(&certificates, THRESHOLD, &polynomials, &refs(&voutputs));
    let parameters = String::from_utf8(parameters.expect("parameters")).expect("text");
    let single = Share::generate();
    let key = String::from_utf8(single.trustee_public_key()).expect("text");
    let trustees = format!("[[\"Pedersen\",{parameters}],[\"Single\",{key}]]");
    let trustees = Trustees::parse(trustees.as_bytes()).expect("canonical");
    assert_eq!(trustees.check(), []);
    assert_eq!(trustees.groups(), [("Pedersen", 3, 5), ("Single", 1, 1)]);

    let joint = group::key_from_hex(trustees.public_key().expect("a joint key").as_bytes()).expect("a key");
    let counts = [[0_u64, 17], [1_000_000, 3]];
    let encrypt = |count: &u64| {
        let r = group::random_scalar();
        let (alpha, beta) = (EdwardsPoint::mul_base(&r), joint * r + dlog::power(*count));
        wire::Ciphertext { alpha: group::point_to_hex(&alpha), beta: group::point_to_hex(&beta) }
    };
    let tally: Vec<Vec<_>> = counts.iter().map(|question| question.iter().map(encrypt).collect()).collect();
    let tally = EncryptedTally::parse(&wire::serialise(&tally), &[2, 2]).expect("a tally");

    let mut partials = Vec::new();
    for (index, voutput) in (1..=SIZE).zip(&voutputs) {
        let voutput: Voutput = wire::parse(voutput).expect("canonical");
        let share = Share::open(&seed(index), voutput.private_key.as_bytes()).expect("a share");
        let restored = Share::from_private_key(&share.reveal()).expect("a share");
        assert_eq!(restored.public_key(), voutput.public_key.public_key);
        partials.push(restored.decrypt(FINGERPRINT, &tally));
    }
    partials.push(single.decrypt(FINGERPRINT, &tally));
    for (partial, key) in partials.iter().zip(trustees.verification_keys()) {
        let check = |fingerprint| decrypt::check_partial_decryption(fingerprint, &tally, &key, partial);
        assert_eq!(check(FINGERPRINT).expect("canonical"), []);
        assert_eq!(check("another election").expect("canonical").len(), 4);
    }
    for owners in [vec![6, 1, 2, 3], vec![5, 6, 3, 1], vec![2, 4, 5, 6], vec![1, 2, 3, 4, 5, 6]] {
        let given: Vec<(usize, &[u8])> =
            owners.iter().map(|&owner| (owner, partials[owner - 1].as_slice())).collect();
        let result = decrypt::combine(&trustees, &tally, &given, 1_000_000).expect("a result");
        assert_eq!(result, b"{\"result\":[[0,17],[1000000,3]]}");
        assert_eq!(decrypt::check_result(&trustees, &tally, &given, &result).expect("canonical"), []);
    }
    for owners in [vec![1, 2, 3], vec![1, 2, 6]] {
        let given: Vec<(usize, &[u8])> =
            owners.iter().map(|&owner| (owner, partials[owner - 1].as_slice())).collect();
        assert_eq!(
            decrypt::combine(&trustees, &tally, &given, 9).expect_err("too few").code,
            "shares-missing"
        );
    }
}

#[test]
fn every_cheating_dealer_is_named() {
    let honest = Ceremony::new();
    let (certificates, receiver) = (refs(&honest.certificates), 4);
    let to_receiver = honest.encryption(receiver);
    let place = receiver as usize - 1;
    for dealer in [1, 3, 5] {
        let keys = Keys::from_seed(&seed(dealer)).expect("keys");
        let other = Keys::from_seed(&seed(2)).expect("keys");
        let original = honest.polynomial(dealer);
        let share = |message: String| {
            let mut polynomial = original.clone();
            polynomial.secrets[place] = message;
            polynomial
        };
        let wrong = keys.send(&to_receiver, b"{\"secret\":\"12345\"}");
        let too_large = format!("{{\"secret\":\"{}\"}}", "9".repeat(77));
        let secret = [
            share(wrong),
            share(keys.send(&to_receiver, too_large.as_bytes())),
            share(keys.send(&to_receiver, b"{\"secret\":\"\"}")),
            share(other.send(&to_receiver, b"{\"secret\":\"12345\"}")),
            share(original.secrets[0].clone()),
            share(keys.send(&honest.encryption(1), b"{\"secret\":\"12345\"}")),
            honest.committed(dealer, (5..8).map(|x| group::point_to_hex(&dlog::power(x))).collect()),
        ];
        for polynomial in secret {
            let ceremony = honest.with(dealer, &polynomial);
            // Nobody but the receiver can see it.
            let vinput = ceremony.vinput(receiver).expect("a vinput");
            let error = ceremony.voutput(receiver, &vinput).expect_err("a cheat");
            assert_eq!(error.code, "share-invalid");
            assert!(error.detail.contains(&format!("dealer {dealer} ")), "{error}");
        }
        let hex = |x| group::point_to_hex(&dlog::power(x));
        let signed_by_other = SignedMsg {
            message: original.coefexps.message.clone(),
            signature: other.sign(&original.coefexps.message),
        };
        let commitments: RawCoefexps = wire::parse(original.coefexps.message.as_bytes()).expect("canonical");
        let mixed = group::encoding_from_hex(SMALL_ORDER.as_bytes()).expect("digits");
        let mixed = curve25519_dalek::edwards::CompressedEdwardsY(mixed).decompress().expect("a point") + G;
        let public = [
            ("commitments-signature", Polynomial { coefexps: signed_by_other, ..original.clone() }),
            (
                "polynomial-signature",
                Polynomial { signature: other.sign("certs_sig|{}"), ..original.clone() },
            ),
            ("commitments-count", honest.committed(dealer, vec![hex(1); 2])),
            ("commitments-count", honest.committed(dealer, vec![hex(1); 4])),
            ("point-identity", honest.committed(dealer, vec![hex(0), hex(1), hex(2)])),
            ("point-identity", honest.committed(dealer, vec![hex(1), hex(2), hex(0)])),
            ("point-not-in-subgroup", honest.committed(dealer, vec![hex(1), hex(2), SMALL_ORDER.to_owned()])),
            (
                "point-not-in-subgroup",
                honest.committed(dealer, vec![group::point_to_hex(&mixed), hex(1), hex(2)]),
            ),
            ("scalar-out-of-range", {
                let mut polynomial = original.clone();
                polynomial.signature.response = "9".repeat(77);
                polynomial
            }),
            ("polynomial-signature", {
                let mut polynomial = honest.committed(dealer, commitments.coefexps);
                polynomial.signature = keys.sign("certs_sig|{}");
                polynomial
            }),
        ];
        for (code, polynomial) in public {
            let ceremony = honest.with(dealer, &polynomial);
            let json = &ceremony.polynomials[dealer as usize - 1];
            let faults = pedersen::check_polynomial(&certificates, THRESHOLD, dealer, json);
            let found: Vec<_> = faults.iter().map(|f| (f.code, f.question, f.choice)).collect();
            assert_eq!(found, [(code, None, Some(dealer as usize - 1))]);
            // Neither the server that collects nor the receiver of an unchecked input goes on.
            let errors =
                [ceremony.vinput(receiver), ceremony.voutput(receiver, &ceremony.unchecked_vinput(receiver))];
            for error in errors.map(|result| result.expect_err("a cheat")) {
                assert_eq!(error.code, code);
                assert!(error.detail.contains(&format!("trustee {dealer}:")), "{error}");
            }
        }
    }
}

#[test]
fn several_cheats_are_all_named() {
    let honest = Ceremony::new();
    let mut cheated = honest.polynomial(1);
    cheated.secrets.swap(1, 2);
    let ceremony = honest.with(1, &cheated);
    let mut cheated = honest.polynomial(5);
    cheated.secrets.swap(1, 3);
    let ceremony = ceremony.with(5, &cheated);
    let error = ceremony.voutput(2, &ceremony.vinput(2).expect("a vinput")).expect_err("cheats");
    assert_eq!(error.detail, "the share of dealer 1, 5 does not fit its commitments");
    assert!(ceremony.voutput(1, &ceremony.vinput(1).expect("a vinput")).is_ok());
}

#[test]
fn lagrange_coefficients_recover_the_secret() {
    let coefficients: Vec<Scalar> = (0..3).map(|_| group::random_scalar()).collect();
    let value = |x: u32| coefficients.iter().rev().fold(Scalar::ZERO, |sum, a| sum * Scalar::from(x) + a);
    for members in [[1_u32, 2, 3], [2, 9, 4], [300, 1, 70_000]] {
        let sum: Scalar = members.iter().zip(lagrange(&members)).map(|(&x, l)| value(x) * l).sum();
        assert_eq!(sum, coefficients[0]);
    }
}
