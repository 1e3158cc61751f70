//! Checking ballots: group membership, every proof, the signature
//! (specification, §4.11 to §4.13 and §4.16). Public data only, so everything here
//! may take variable time.

use crate::ballot::{Answer, Ballot, Ciphertext, Proof};
use crate::election::{Election, KeyTables, Question};
use crate::fault::Fault;
use crate::group::{EdwardsPoint, Scalar, decode, encoding_from_hex, encoding_to_hex, scalar_from_digest};
use crate::subgroup;
use crate::tally::Tally;
use curve25519_dalek::traits::{IsIdentity, VartimePrecomputedMultiscalarMul};
use rayon::prelude::*;
use sha2::{Digest, Sha256};

/// Choices that share one batched inversion.
const BATCH: usize = 64;

/// What was found of one ballot.
pub struct Report {
    /// 64 digits, where the ballot could be read that far.
    pub credential: Option<String>,
    /// Empty for a valid ballot.
    pub faults: Vec<Fault>,
}

/// A ciphertext, decoded: alpha and beta.
type Pair = [EdwardsPoint; 2];

/// A ballot whose proofs were checked and whose points are still to be tested together.
struct Checked {
    report: Report,
    credential: Option<EdwardsPoint>,
    /// The decoded choices of each question; none where one is not a point.
    answers: Vec<Vec<Pair>>,
}

/// Checks ballots on all cores. A readable ballot is multiplied into `tally`
/// `weight` times, whether it is valid or not; weight 0 leaves it out.
#[must_use]
pub fn check_ballots(
    election: &Election,
    ballots: &[&[u8]],
    weights: &[u64],
    tally: Option<&mut Tally>,
) -> Vec<Report> {
    let jobs: Vec<(&[u8], u64)> = ballots.iter().copied().zip(weights.iter().copied()).collect();
    let size = jobs.len().div_ceil(4 * rayon::current_num_threads()).max(1);
    let part = |jobs: &[(&[u8], u64)]| {
        let mut checked: Vec<Checked> = jobs.iter().map(|(json, _)| check_ballot(election, json)).collect();
        check_membership(&mut checked);
        let mut sum = tally.as_ref().map(|t| t.empty_like());
        for (one, (_, weight)) in checked.iter().zip(jobs) {
            add_to(sum.as_mut(), election, one, *weight);
        }
        (checked.into_iter().map(|one| one.report).collect(), sum)
    };
    let parts: Vec<(Vec<Report>, Option<Tally>)> = jobs.par_chunks(size).map(part).collect();
    let mut out = Vec::with_capacity(jobs.len());
    let mut tally = tally;
    for (reports, sum) in parts {
        out.extend(reports);
        if let (Some(tally), Some(sum)) = (tally.as_deref_mut(), sum) {
            tally.add(&sum).unwrap_or_default();
        }
    }
    out
}

fn add_to(tally: Option<&mut Tally>, election: &Election, ballot: &Checked, weight: u64) {
    let whole = ballot.answers.len() == election.questions.len()
        && ballot
            .answers
            .iter()
            .zip(&election.questions)
            .all(|(pairs, question)| pairs.len() == question.width());
    if let Some(tally) = tally
        && whole
        && weight > 0
    {
        tally.add_ballot(ballot.answers.iter().flatten().copied(), weight);
    }
}

/// Tests all points of the ballots at once; a fault comes first in its ballot's report.
fn check_membership(ballots: &mut [Checked]) {
    let mut points = Vec::new();
    let mut places = Vec::new();
    for (b, ballot) in ballots.iter().enumerate() {
        points.extend(ballot.credential);
        places.extend(ballot.credential.map(|_| (b, None)));
        for (q, pairs) in ballot.answers.iter().enumerate() {
            points.extend(pairs.iter().flatten());
            places.extend((0..2 * pairs.len()).map(|i| (b, Some((q, i / 2)))));
        }
    }
    let mut found: Vec<(usize, Option<(usize, usize)>)> =
        subgroup::outside(&points).into_iter().map(|i| places[i]).collect();
    found.dedup();
    for (b, place) in found.into_iter().rev() {
        let fault = match place {
            None => {
                Fault::whole("point-not-in-subgroup", "the credential is not in the group of prime order")
            }
            Some((q, choice)) => Fault::at(
                "point-not-in-subgroup",
                q,
                Some(choice),
                "a ciphertext is not in the group of prime order",
            ),
        };
        ballots[b].report.faults.insert(0, fault);
    }
}

fn check_ballot(election: &Election, json: &[u8]) -> Checked {
    let ballot = match Ballot::parse(json, election) {
        Ok(ballot) => ballot,
        Err(fault) => {
            let report = Report { credential: credential_of(json), faults: vec![fault] };
            return Checked { report, credential: None, answers: Vec::new() };
        }
    };
    let mut faults = Vec::new();
    let credential = check_signature(&ballot, &mut faults);
    let context = Context { election, tables: &election.tables, credential: ballot.credential_hex };
    let mut answers = Vec::with_capacity(ballot.answers.len());
    for (q, (answer, question)) in ballot.answers.iter().zip(&election.questions).enumerate() {
        let parts: Vec<(Vec<Pair>, Vec<Fault>)> = answer
            .choices
            .par_chunks(BATCH)
            .zip(answer.individual_proofs.par_chunks(BATCH))
            .enumerate()
            .map(|(i, (choices, proofs))| context.check_choices(q, i * BATCH, choices, proofs))
            .collect();
        let mut pairs = Vec::with_capacity(answer.choices.len());
        for (part, found) in parts {
            pairs.extend(part);
            faults.extend(found);
        }
        if pairs.len() == answer.choices.len() {
            context.check_sum(q, question, answer, &pairs, &mut faults);
        } else {
            pairs.clear();
        }
        answers.push(pairs);
    }
    let report =
        Report { credential: Some(String::from_utf8_lossy(ballot.credential_hex).into_owned()), faults };
    Checked { report, credential, answers }
}

/// The credential of a ballot that could not be read whole.
fn credential_of(json: &[u8]) -> Option<String> {
    let value: serde_json::Value = serde_json::from_slice(json).ok()?;
    Some(value.get("credential")?.as_str()?.to_owned())
}

/// Gives the credential as a point, whose membership is still to be tested.
fn check_signature(ballot: &Ballot<'_>, faults: &mut Vec<Fault>) -> Option<EdwardsPoint> {
    if ballot.signed_hash != ballot.expected_hash.as_bytes() {
        faults.push(Fault::whole("signature-hash", "the signature is over other contents than the ballot's"));
    }
    let Some(credential) = decode(&ballot.credential) else {
        faults.push(Fault::whole("point-not-on-curve", "the credential is not a point of the curve"));
        return None;
    };
    if credential.is_identity() {
        faults.push(Fault::whole("point-identity", "the neutral element is not a credential"));
    }
    let commitment = with_g(&credential, &ballot.signature);
    let mut hash = Sha256::new();
    hash.update(b"sig|");
    hash.update(ballot.signed_hash);
    hash.update(b"|");
    if finish(hash, &hex_batch(&[commitment])) != ballot.signature.challenge {
        faults.push(Fault::whole("signature-invalid", "the ballot's signature does not fit its credential"));
    }
    Some(credential)
}

fn hex_batch(points: &[EdwardsPoint]) -> Vec<[u8; 64]> {
    EdwardsPoint::compress_batch_alloc(points).iter().map(|point| encoding_to_hex(point.as_bytes())).collect()
}

fn finish(mut hash: Sha256, commitments: &[[u8; 64]]) -> Scalar {
    for (i, digits) in commitments.iter().enumerate() {
        if i > 0 {
            hash.update(b",");
        }
        hash.update(digits);
    }
    scalar_from_digest(&hash.finalize().into())
}

/// g^response · base^challenge.
fn with_g(base: &EdwardsPoint, proof: &Proof) -> EdwardsPoint {
    EdwardsPoint::vartime_double_scalar_mul_basepoint(&proof.challenge, base, &proof.response)
}

/// g^response · alpha^challenge and y^response · (beta/g^m)^challenge.
fn commitments(tables: &KeyTables, [alpha, beta]: &Pair, proof: &Proof, m: u32) -> Pair {
    let off = -(proof.challenge * Scalar::from(m));
    let fixed = [proof.response, off];
    let fixed = if m == 0 { &fixed[..1] } else { &fixed[..] };
    let b = tables.vartime().vartime_mixed_multiscalar_mul(fixed, [proof.challenge], [*beta]);
    [with_g(alpha, proof), b]
}

struct Context<'a> {
    election: &'a Election,
    tables: &'a KeyTables,
    credential: &'a [u8],
}

impl Context<'_> {
    /// `<word>|<fingerprint>|<credential>|`: how every hash of the ballot starts.
    fn start(&self, word: &[u8]) -> Sha256 {
        let mut hash = Sha256::new();
        hash.update(word);
        hash.update(b"|");
        hash.update(self.election.fingerprint.as_bytes());
        hash.update(b"|");
        hash.update(self.credential);
        hash.update(b"|");
        hash
    }

    /// Points of up to [`BATCH`] choices, or none of them if one is not a point.
    fn check_choices(
        &self,
        q: usize,
        first: usize,
        choices: &[Ciphertext<'_>],
        proofs: &[[Proof; 2]],
    ) -> (Vec<Pair>, Vec<Fault>) {
        let mut faults = Vec::new();
        let mut pairs = Vec::with_capacity(choices.len());
        let mut all = Vec::with_capacity(4 * choices.len());
        for (i, (choice, proof)) in choices.iter().zip(proofs).enumerate() {
            let mut fault = |code, detail: &str| faults.push(Fault::at(code, q, Some(first + i), detail));
            let (Some(alpha), Some(beta)) = (decode(&choice.alpha), decode(&choice.beta)) else {
                fault("point-not-on-curve", "a ciphertext is not a pair of points of the curve");
                continue;
            };
            if alpha.is_identity() || beta.is_identity() {
                fault("point-identity", "a ciphertext has the neutral element, which hides nothing");
            }
            let pair = [alpha, beta];
            for (m, proof) in (0..).zip(proof) {
                all.extend(commitments(self.tables, &pair, proof, m));
            }
            pairs.push(pair);
        }
        if pairs.len() < choices.len() {
            return (Vec::new(), faults);
        }
        let digits = hex_batch(&all);
        let start = self.start(b"prove");
        for (i, ((choice, proof), digits)) in
            choices.iter().zip(proofs).zip(digits.chunks_exact(4)).enumerate()
        {
            let mut hash = start.clone();
            push_ciphertext(&mut hash, choice.alpha_hex, choice.beta_hex);
            hash.update(b"|");
            if finish(hash, digits) != proof[0].challenge + proof[1].challenge {
                let detail = "the proof that a mark is 0 or 1 is wrong";
                faults.push(Fault::at("proof-choice", q, Some(first + i), detail));
            }
        }
        (pairs, faults)
    }

    /// The overall proof and, where there is one, the blank proof.
    fn check_sum(
        &self,
        q: usize,
        question: &Question,
        answer: &Answer<'_>,
        pairs: &[Pair],
        faults: &mut Vec<Fault>,
    ) {
        let sum: Pair =
            [0, 1].map(|side| pairs[usize::from(question.blank)..].iter().map(|pair| pair[side]).sum());
        let proofs = &answer.overall_proof;
        let mut hash = self.start(if question.blank { b"bproof1" } else { b"prove" });
        push_vector(&mut hash, answer);
        hash.update(b"|");
        let mut all = Vec::with_capacity(2 * proofs.len());
        if let Some(blank) = &answer.blank_proof {
            self.check_blank(q, answer, blank, [&pairs[0], &sum], faults);
            all.extend(commitments(self.tables, &pairs[0], &proofs[0], 1));
        } else {
            let digits = hex_batch(&sum);
            push_ciphertext(&mut hash, &digits[0], &digits[1]);
            hash.update(b"|");
        }
        for (m, proof) in (question.min..).zip(&proofs[usize::from(question.blank)..]) {
            all.extend(commitments(self.tables, &sum, proof, m));
        }
        if finish(hash, &hex_batch(&all)) != proofs.iter().map(|p| p.challenge).sum::<Scalar>() {
            let detail = "the proof that the number of marks is within bounds is wrong";
            faults.push(Fault::at("proof-sum", q, None, detail));
        }
    }

    /// "The blank is not marked, or nothing else is" (§4.13.3).
    fn check_blank(
        &self,
        q: usize,
        answer: &Answer<'_>,
        proof: &[Proof; 2],
        pairs: [&Pair; 2],
        faults: &mut Vec<Fault>,
    ) {
        let all: Vec<EdwardsPoint> = pairs
            .into_iter()
            .zip(proof)
            .flat_map(|(pair, proof)| commitments(self.tables, pair, proof, 0))
            .collect();
        let mut hash = self.start(b"bproof0");
        push_vector(&mut hash, answer);
        hash.update(b"|");
        if finish(hash, &hex_batch(&all)) != proof[0].challenge + proof[1].challenge {
            let detail = "the proof that a blank ballot has no mark is wrong";
            faults.push(Fault::at("proof-blank", q, None, detail));
        }
    }
}

fn push_ciphertext(hash: &mut Sha256, alpha: &[u8], beta: &[u8]) {
    hash.update(alpha);
    hash.update(b",");
    hash.update(beta);
}

fn push_vector(hash: &mut Sha256, answer: &Answer<'_>) {
    for (i, choice) in answer.choices.iter().enumerate() {
        if i > 0 {
            hash.update(b",");
        }
        push_ciphertext(hash, choice.alpha_hex, choice.beta_hex);
    }
}

/// For each key or credential `None`, or the code of what is wrong with it:
/// `point-malformed`, `point-not-on-curve`, `point-not-in-subgroup`, `point-identity`.
#[must_use]
pub fn check_keys(points: &[String]) -> Vec<Option<&'static str>> {
    let read = |hex: &String| {
        let bytes = encoding_from_hex(hex.as_bytes()).map_err(|_| "point-malformed")?;
        let point = decode(&bytes).ok_or("point-not-on-curve")?;
        if point.is_identity() { Err("point-identity") } else { Ok(point) }
    };
    let read: Vec<std::result::Result<EdwardsPoint, &'static str>> = points.par_iter().map(read).collect();
    let mut out: Vec<Option<&'static str>> = read.iter().map(|one| one.err()).collect();
    let (places, good): (Vec<usize>, Vec<EdwardsPoint>) =
        read.iter().enumerate().filter_map(|(i, one)| one.ok().map(|point| (i, point))).unzip();
    for i in subgroup::outside(&good) {
        out[places[i]] = Some("point-not-in-subgroup");
    }
    out
}
