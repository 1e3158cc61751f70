//! Ballots, elections and credentials against the files in `vectors/`, which belenios-tool 3.0 and 3.3
//! and an independent generator made; and what is too long for a file.

use curve25519_dalek::constants::EIGHT_TORSION;
use serde_json::Value;
use shora_core::check::{check_ballots, check_keys};
use shora_core::credential;
use shora_core::election::Election;
use shora_core::group;
use shora_core::prove::encrypt_ballots;
use shora_core::tally::Tally;

fn load(name: &str) -> Value {
    let path = format!("{}/../../vectors/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&std::fs::read(path).expect("the vectors are there")).expect("JSON")
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().unwrap_or_else(|| panic!("{key} is a list"))
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("{key} is text in {}", value["name"]))
}

fn from_hex(digits: &str) -> Vec<u8> {
    let byte = |i: usize| u8::from_str_radix(&digits[i..i + 2], 16).expect("hexadecimal");
    (0..digits.len()).step_by(2).map(byte).collect()
}

/// The bytes of a case's ballot.
fn ballot(case: &Value) -> Vec<u8> {
    case["ballot_hex"].as_str().map_or_else(|| text(case, "ballot").as_bytes().to_vec(), from_hex)
}

fn elections(vectors: &Value) -> Vec<(&str, Election)> {
    let parse = |json: &str| Election::parse(json.as_bytes()).unwrap_or_else(|error| panic!("{error}"));
    list(vectors, "elections").iter().map(|e| (text(e, "name"), parse(text(e, "election")))).collect()
}

fn of<'a>(elections: &'a [(&str, Election)], case: &Value) -> &'a Election {
    let name = text(case, "election");
    &elections.iter().find(|(known, _)| *known == name).expect("an election of the file").1
}

fn marks(case: &Value) -> Vec<Vec<u8>> {
    serde_json::from_value(case["plaintext"].clone()).expect("numbers")
}

type Place = (String, Option<usize>, Option<usize>);

/// Credential and faults of one ballot.
fn check(election: &Election, json: &[u8]) -> (Option<String>, Vec<Place>) {
    let report = check_ballots(election, &[json], &[1], None).remove(0);
    let place = |f: shora_core::fault::Fault| (f.code.to_owned(), f.question, f.choice);
    (report.credential, report.faults.into_iter().map(place).collect())
}

#[test]
fn good_ballots() {
    let vectors = load("ballots");
    let elections = elections(&vectors);
    for case in list(&vectors, "good") {
        let expected = (Some(text(case, "credential").to_owned()), vec![]);
        assert_eq!(check(of(&elections, case), &ballot(case)), expected, "{}", case["name"]);
    }
}

#[test]
fn the_same_seed_gives_the_same_ballot() {
    let vectors = load("ballots");
    let elections = elections(&vectors);
    let mut known = 0;
    for case in list(&vectors, "good").iter().filter(|case| case.get("seed").is_some()) {
        let seed = from_hex(text(case, "seed"));
        let made = encrypt_ballots(of(&elections, case), &[text(case, "card")], &[marks(case)], &[&seed]);
        assert_eq!(made.expect("a ballot"), [text(case, "ballot")], "{}", case["name"]);
        known += 1;
    }
    assert!(known > 0);
}

#[test]
fn bad_ballots() {
    let vectors = load("ballots");
    let elections = elections(&vectors);
    for case in list(&vectors, "bad") {
        let expected: Vec<Place> = serde_json::from_value(case["faults"].clone()).expect("faults");
        assert!(!expected.is_empty());
        assert_eq!(check(of(&elections, case), &ballot(case)).1, expected, "{}", case["name"]);
    }
}

#[test]
fn one_bad_ballot_does_not_touch_its_neighbours() {
    let vectors = load("ballots");
    let elections = elections(&vectors);
    let mut cases: Vec<&Value> = list(&vectors, "bad").iter().chain(list(&vectors, "good")).collect();
    cases.retain(|case| text(case, "election") == "one");
    let ballots: Vec<Vec<u8>> = cases.iter().map(|case| ballot(case)).collect();
    let slices: Vec<&[u8]> = ballots.iter().map(Vec::as_slice).collect();
    let reports = check_ballots(of(&elections, cases[0]), &slices, &vec![1; slices.len()], None);
    for (case, report) in cases.iter().zip(reports) {
        let expected = case["faults"].as_array().map_or(0, Vec::len);
        assert_eq!(report.faults.len(), expected, "{}", case["name"]);
    }
}

#[test]
fn elections_are_read_or_refused() {
    let vectors = load("election");
    for case in list(&vectors, "good") {
        let election = Election::parse(text(case, "election").as_bytes()).expect("an election");
        assert_eq!(election.fingerprint, text(case, "fingerprint"), "{}", case["name"]);
        assert_eq!(election.uuid, text(case, "uuid"));
        assert_eq!(election.description, text(case, "description"));
        assert_eq!(election.public_key, text(case, "public_key"));
        let questions: Vec<_> = election
            .questions
            .iter()
            .map(|q| serde_json::json!([q.answers, q.blank, q.min, q.max, q.question]))
            .collect();
        assert_eq!(Value::from(questions), case["questions"]);
    }
    for case in list(&vectors, "bad") {
        let error = Election::parse(text(case, "election").as_bytes()).err();
        assert_eq!(error.map(|e| e.code), case["error"].as_str(), "{}", case["name"]);
    }
}

#[test]
fn credentials() {
    let vectors = load("credentials");
    for case in list(&vectors, "derived") {
        let public = credential::public(text(case, "uuid"), text(case, "private"));
        assert_eq!(public.expect("a credential"), text(case, "public"));
    }
    for case in list(&vectors, "malformed") {
        let private = text(case, "private");
        let error = credential::public("VectorsBaL1ots", private).expect_err(text(case, "name"));
        assert_eq!(error.code, "credential-malformed");
        assert!(private.is_empty() || !error.to_string().contains(private), "{}", case["name"]);
    }
    let points: Vec<String> = list(&vectors, "points").iter().map(|p| text(p, "point").to_owned()).collect();
    for (case, found) in list(&vectors, "points").iter().zip(check_keys(&points)) {
        assert_eq!(found, case["error"].as_str(), "{}", case["name"]);
    }
}

/// A question of 129 answers, and a ballot: more than one batch of the checker, and more points
/// than it tests singly for membership.
fn wide() -> (Election, String) {
    let answers: Vec<String> = (0..129).map(|i| format!("\"{i}\"")).collect();
    let question = format!(r#"{{"answers":[{}],"min":0,"max":1,"question":"wide"}}"#, answers.join(","));
    let json = text(&load("election")["good"][0], "election").to_owned();
    let start = json.find("\"questions\":[").expect("questions") + "\"questions\":[".len();
    let end = json.find("],\"uuid\"").expect("uuid");
    let json = format!("{}{question}{}", &json[..start], &json[end..]);
    let election = Election::parse(json.as_bytes()).expect("an election");
    let vectors = load("credentials");
    let card = text(&list(&vectors, "derived")[0], "private");
    let mut row = vec![0; 129];
    row[128] = 1;
    let made = encrypt_ballots(&election, &[card], &[vec![row]], &[&[7; 32]]).expect("a ballot").remove(0);
    (election, made)
}

#[test]
fn places_beyond_one_batch() {
    let (election, made) = wide();
    assert_eq!(check(&election, made.as_bytes()).1, []);
    let proofs = made.find("\"individual_proofs\":[").expect("proofs");
    let responses: Vec<usize> =
        made[proofs..].match_indices("\"response\":\"").map(|(at, _)| proofs + at + 12).collect();
    for choice in [0, 63, 64, 127, 128] {
        let at = responses[2 * choice];
        let mut bad = made.clone().into_bytes();
        bad[at] = if bad[at] == b'1' { b'2' } else { b'1' };
        let faults = check(&election, &bad).1;
        let expected = [("signature-hash", None, None), ("proof-choice", Some(0), Some(choice))];
        assert_eq!(faults, expected.map(|(code, q, c)| (code.to_owned(), q, c)));
    }
}

/// Components of small order that cancel each other in any plain sum are named, each at its place.
#[test]
fn components_of_small_order_in_a_wide_ballot() {
    let (election, made) = wide();
    for (first, second) in [(1, 7), (2, 6), (4, 4), (3, 5)] {
        let mut value: Value = serde_json::from_str(&made).expect("JSON");
        for (choice, torsion) in [(7, first), (120, second)] {
            let digits = &mut value["answers"][0]["choices"][choice]["beta"];
            let point = group::point_from_hex(digits.as_str().expect("digits").as_bytes()).expect("a point");
            *digits = group::point_to_hex(&(point + EIGHT_TORSION[torsion])).into();
        }
        // The fields keep the order of the text: only two points are other ones.
        let mut bad = made.clone();
        for choice in [7, 120] {
            let old =
                &serde_json::from_str::<Value>(&made).expect("JSON")["answers"][0]["choices"][choice]["beta"];
            let new = &value["answers"][0]["choices"][choice]["beta"];
            bad = bad.replace(old.as_str().expect("digits"), new.as_str().expect("digits"));
        }
        let mut found = check(&election, bad.as_bytes()).1;
        found.retain(|(code, _, _)| code == "point-not-in-subgroup");
        let expected = [7, 120].map(|choice| ("point-not-in-subgroup".to_owned(), Some(0), Some(choice)));
        assert_eq!(found, expected);
    }
}

/// What the checker adds up is what the marks give, in any grouping and with any weight.
#[test]
fn products_do_not_depend_on_the_grouping() {
    let vectors = load("ballots");
    let elections = elections(&vectors);
    let cases: Vec<&Value> =
        list(&vectors, "good").iter().filter(|case| text(case, "election") == "two").collect();
    let ballots: Vec<&[u8]> = cases.iter().map(|case| text(case, "ballot").as_bytes()).collect();
    let election = of(&elections, cases[0]);
    let mut whole = Tally::new(election);
    let _ = check_ballots(election, &ballots, &[1, 2, 3], Some(&mut whole));
    let mut parts = Tally::new(election);
    for (ballot, weight) in ballots.iter().zip([1, 2, 3]) {
        for _ in 0..weight {
            let mut one = Tally::new(election);
            let _ = check_ballots(election, &[ballot], &[1], Some(&mut one));
            parts.add(&one).expect("the same shape");
        }
    }
    assert_eq!(whole.to_json(), parts.to_json());
    assert_eq!((whole.ballots, whole.weight, parts.ballots), (3, 6, 6));
    let mut nothing = Tally::new(election);
    let _ = check_ballots(election, &ballots, &[0, 0, 0], Some(&mut nothing));
    assert_eq!(nothing.to_json(), Tally::new(election).to_json());
    let other = elections.iter().find(|(name, _)| *name == "one").expect("another election");
    assert_eq!(nothing.add(&Tally::new(&other.1)).expect_err("another shape").code, "tally-shape");
}

#[test]
fn plaintexts_that_no_ballot_may_have() {
    let vectors = load("ballots");
    let elections = elections(&vectors);
    let election = &elections.iter().find(|(name, _)| *name == "one").expect("an election").1;
    let card = "aaaaa-aaaaaa-aaaaa-aaaaaa";
    let refuse = |marks: &[&[u8]], seed: &[u8]| {
        let marks = marks.iter().map(|m| m.to_vec()).collect();
        encrypt_ballots(election, &[card], &[marks], &[seed]).expect_err("refused").code
    };
    let seed: &[u8] = &[0; 32];
    assert_eq!(refuse(&[], seed), "plaintext-shape");
    assert_eq!(refuse(&[&[0, 1, 0, 0], &[0, 1, 0, 0]], seed), "plaintext-shape");
    assert_eq!(refuse(&[&[0, 1, 0]], seed), "plaintext-shape");
    for marks in [[0, 2, 0, 0], [0, 1, 1, 1], [0, 0, 0, 0], [1, 1, 0, 0], [2, 0, 0, 0], [0, 255, 1, 0]] {
        assert_eq!(refuse(&[&marks], seed), "plaintext-bounds", "{marks:?}");
    }
    assert_eq!(refuse(&[&[0, 1, 0, 0]], &[0; 31]), "seed-length");
    let none = encrypt_ballots(election, &[card], &[], &[seed]).expect_err("refused");
    assert_eq!(none.code, "batch-length");
}
