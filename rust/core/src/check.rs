//! Checking ballots: group membership, every proof, the signature
//! (specification, §4.11 to §4.13 and §4.16). Public data only.

use crate::ballot::{Answer, Ballot, Ciphertext, Proof};
use crate::election::{Election, Question, generator};
use crate::fault::Fault;
use crate::group::{encoding_from_hex, scalar_from_digest};
use crate::tally::Tally;
use crate::vartime::comb::Comb;
use crate::vartime::point::Point;
use crate::vartime::powers::{Exponent, powers};
use curve25519_dalek::Scalar;
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
        let mut sum = tally.as_ref().map(|t| t.empty_like());
        let reports: Vec<Report> =
            jobs.iter().map(|(json, weight)| check_ballot(election, json, *weight, sum.as_mut())).collect();
        (reports, sum)
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

fn check_ballot(election: &Election, json: &[u8], weight: u64, tally: Option<&mut Tally>) -> Report {
    let ballot = match Ballot::parse(json, election) {
        Ok(ballot) => ballot,
        Err(fault) => return Report { credential: credential_of(json), faults: vec![fault] },
    };
    let mut faults = Vec::new();
    check_signature(&ballot, &mut faults);
    let context = Context { election, credential: ballot.credential_hex };
    let mut points = Vec::with_capacity(ballot.answers.iter().map(|a| a.choices.len()).sum());
    let mut decoded = true;
    for (q, (answer, question)) in ballot.answers.iter().zip(&election.questions).enumerate() {
        let before = points.len();
        let checked: Vec<(Vec<[Point; 2]>, Vec<Fault>)> = answer
            .choices
            .par_chunks(BATCH)
            .zip(answer.individual_proofs.par_chunks(BATCH))
            .enumerate()
            .map(|(i, (choices, proofs))| context.check_choices(q, i * BATCH, choices, proofs))
            .collect();
        for (part, found) in checked {
            points.extend(part);
            faults.extend(found);
        }
        if points.len() - before == answer.choices.len() {
            context.check_sum(q, question, answer, &points[before..], &mut faults);
        } else {
            decoded = false;
            points.truncate(before);
        }
    }
    if let Some(tally) = tally
        && decoded
        && weight > 0
    {
        tally.add_ballot(points.into_iter(), weight);
    }
    Report { credential: Some(String::from_utf8_lossy(ballot.credential_hex).into_owned()), faults }
}

/// The credential of a ballot that could not be read whole.
fn credential_of(json: &[u8]) -> Option<String> {
    let value: serde_json::Value = serde_json::from_slice(json).ok()?;
    Some(value.get("credential")?.as_str()?.to_owned())
}

fn check_signature(ballot: &Ballot<'_>, faults: &mut Vec<Fault>) {
    if ballot.signed_hash != ballot.expected_hash.as_bytes() {
        faults.push(Fault::whole("signature-hash", "the signature is over other contents than the ballot's"));
    }
    let Some(credential) = Point::decode(&ballot.credential) else {
        faults.push(Fault::whole("point-not-on-curve", "the credential is not a point of the curve"));
        return;
    };
    let (power, in_subgroup) = powers(&credential, &[Exponent::new(ballot.signature.challenge.as_bytes())]);
    if !in_subgroup {
        faults
            .push(Fault::whole("point-not-in-subgroup", "the credential is not in the group of prime order"));
    }
    if credential.is_identity() {
        faults.push(Fault::whole("point-identity", "the neutral element is not a credential"));
    }
    let commitment = generator().add_mul(&power[0], ballot.signature.response.as_bytes());
    let mut hash = Sha256::new();
    hash.update(b"sig|");
    hash.update(ballot.signed_hash);
    hash.update(b"|");
    if finish(hash, &Point::hex_batch(&[commitment])) != ballot.signature.challenge {
        faults.push(Fault::whole("signature-invalid", "the ballot's signature does not fit its credential"));
    }
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

/// g^response · base^challenge and y^response · (base'/g^m)^challenge, given the two powers.
fn commitments(g: &Comb, y: &Comb, powers: [&Point; 2], proof: &Proof, m: u32) -> [Point; 2] {
    let a = g.add_mul(powers[0], proof.response.as_bytes());
    let b = y.add_mul(powers[1], proof.response.as_bytes());
    if m == 0 {
        return [a, b];
    }
    [a, g.add_mul(&b, (-(proof.challenge * Scalar::from(m))).as_bytes())]
}

struct Context<'a> {
    election: &'a Election,
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
    ) -> (Vec<[Point; 2]>, Vec<Fault>) {
        let (g, y) = (generator(), self.election.tables.comb());
        let mut faults = Vec::new();
        let mut points = Vec::with_capacity(choices.len());
        let mut all = Vec::with_capacity(4 * choices.len());
        for (i, (choice, proof)) in choices.iter().zip(proofs).enumerate() {
            let mut fault = |code, detail: &str| faults.push(Fault::at(code, q, Some(first + i), detail));
            let (Some(alpha), Some(beta)) = (Point::decode(&choice.alpha), Point::decode(&choice.beta))
            else {
                fault("point-not-on-curve", "a ciphertext is not a pair of points of the curve");
                continue;
            };
            let exponents = proof.each_ref().map(|p| Exponent::new(p.challenge.as_bytes()));
            let (alphas, alpha_member) = powers(&alpha, &exponents);
            let (betas, beta_member) = powers(&beta, &exponents);
            if !(alpha_member && beta_member) {
                fault("point-not-in-subgroup", "a ciphertext is not in the group of prime order");
            }
            if alpha.is_identity() || beta.is_identity() {
                fault("point-identity", "a ciphertext has the neutral element, which hides nothing");
            }
            for (m, proof) in (0..).zip(proof) {
                let pair = [&alphas[m as usize], &betas[m as usize]];
                all.extend(commitments(g, y, pair, proof, m));
            }
            points.push([alpha, beta]);
        }
        if points.len() < choices.len() {
            return (Vec::new(), faults);
        }
        let digits = Point::hex_batch(&all);
        let start = self.start(b"prove");
        for (i, ((choice, proof), digits)) in
            choices.iter().zip(proofs).zip(digits.chunks_exact(4)).enumerate()
        {
            let mut hash = start.clone();
            push_ciphertext(&mut hash, choice.alpha_hex, choice.beta_hex);
            hash.update(b"|");
            if finish(hash, digits) != proof[0].challenge + proof[1].challenge {
                faults.push(Fault::at(
                    "proof-choice",
                    q,
                    Some(first + i),
                    "the proof that a mark is 0 or 1 is wrong",
                ));
            }
        }
        (points, faults)
    }

    /// The overall proof and, where there is one, the blank proof.
    fn check_sum(
        &self,
        q: usize,
        question: &Question,
        answer: &Answer<'_>,
        points: &[[Point; 2]],
        faults: &mut Vec<Fault>,
    ) {
        let mut vector = self.start(if question.blank { b"bproof1" } else { b"prove" });
        push_vector(&mut vector, answer);
        let marks = &points[usize::from(question.blank)..];
        let sum = |side: usize| marks[1..].iter().fold(marks[0][side], |sum, p| sum.add(&p[side].cached()));
        let (alpha, beta) = (sum(0), sum(1));
        if let Some(blank) = &answer.blank_proof {
            self.check_blank(q, question, answer, blank, [&points[0], &[alpha, beta]], vector, faults);
            return;
        }
        let digits = Point::hex_batch(&[alpha, beta]);
        vector.update(b"|");
        push_ciphertext(&mut vector, &digits[0], &digits[1]);
        vector.update(b"|");
        let exponents: Vec<Exponent> =
            answer.overall_proof.iter().map(|p| Exponent::new(p.challenge.as_bytes())).collect();
        let (alphas, betas) = (powers(&alpha, &exponents).0, powers(&beta, &exponents).0);
        let all = self.branches(question, &answer.overall_proof, &alphas, &betas);
        if finish(vector, &Point::hex_batch(&all))
            != answer.overall_proof.iter().map(|p| p.challenge).sum::<Scalar>()
        {
            faults.push(Fault::at(
                "proof-sum",
                q,
                None,
                "the proof that the number of marks is within bounds is wrong",
            ));
        }
    }

    /// Commitments for "the sum is min, or min + 1, … or max".
    fn branches(
        &self,
        question: &Question,
        proofs: &[Proof],
        alphas: &[Point],
        betas: &[Point],
    ) -> Vec<Point> {
        let (g, y) = (generator(), self.election.tables.comb());
        let branch =
            |((m, proof), (a, b)): ((u32, &Proof), (&Point, &Point))| commitments(g, y, [a, b], proof, m);
        (question.min..).zip(proofs).zip(alphas.iter().zip(betas)).flat_map(branch).collect()
    }

    /// "Not blank or no mark" and "blank or a sum within bounds" (§4.13.3).
    #[expect(clippy::too_many_arguments, reason = "the two statements share every part")]
    fn check_blank(
        &self,
        q: usize,
        question: &Question,
        answer: &Answer<'_>,
        blank: &[Proof; 2],
        ciphertexts: [&[Point; 2]; 2],
        mut overall_hash: Sha256,
        faults: &mut Vec<Fault>,
    ) {
        let (g, y) = (generator(), self.election.tables.comb());
        let exponent = |p: &Proof| Exponent::new(p.challenge.as_bytes());
        let for_blank = [exponent(&blank[0]), exponent(&answer.overall_proof[0])];
        let for_sum: Vec<Exponent> =
            [&blank[1]].into_iter().chain(&answer.overall_proof[1..]).map(exponent).collect();
        let [a0, b0] = ciphertexts[0].each_ref().map(|p| powers(p, &for_blank).0);
        let [a1, b1] = ciphertexts[1].each_ref().map(|p| powers(p, &for_sum).0);

        let first = commitments(g, y, [&a0[0], &b0[0]], &blank[0], 0);
        let second = commitments(g, y, [&a1[0], &b1[0]], &blank[1], 0);
        let mut hash = self.start(b"bproof0");
        push_vector(&mut hash, answer);
        hash.update(b"|");
        if finish(hash, &Point::hex_batch(&[first, second].concat()))
            != blank[0].challenge + blank[1].challenge
        {
            faults.push(Fault::at(
                "proof-blank",
                q,
                None,
                "the proof that a blank ballot has no mark is wrong",
            ));
        }

        let mut all = commitments(g, y, [&a0[1], &b0[1]], &answer.overall_proof[0], 1).to_vec();
        all.extend(self.branches(question, &answer.overall_proof[1..], &a1[1..], &b1[1..]));
        overall_hash.update(b"|");
        if finish(overall_hash, &Point::hex_batch(&all))
            != answer.overall_proof.iter().map(|p| p.challenge).sum::<Scalar>()
        {
            faults.push(Fault::at(
                "proof-sum",
                q,
                None,
                "the proof that the number of marks is within bounds is wrong",
            ));
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
    let check = |hex: &String| {
        let Ok(bytes) = encoding_from_hex(hex.as_bytes()) else { return Some("point-malformed") };
        let Some(point) = Point::decode(&bytes) else { return Some("point-not-on-curve") };
        if !powers(&point, &[]).1 {
            return Some("point-not-in-subgroup");
        }
        point.is_identity().then_some("point-identity")
    };
    points.par_iter().map(check).collect()
}
