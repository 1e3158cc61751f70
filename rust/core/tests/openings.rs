//! Openings of challenged ballots against `vectors/openings.json`, which an independent generator made.

use serde_json::Value;
use shora_core::check::check_ballots;
use shora_core::election::Election;
use shora_core::fault::Error;
use shora_core::opening::check_opening;
use shora_core::prove::{encrypt_ballots, seed_from};

type Place = (String, Option<usize>, Option<usize>);

fn vectors() -> Value {
    let path = format!("{}/../../vectors/openings.json", env!("CARGO_MANIFEST_DIR"));
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

fn election(vectors: &Value, case: &Value) -> Election {
    let mut all = list(vectors, "elections").iter();
    let found = all.find(|each| each["name"] == case["election"]).expect("an election of the file");
    Election::parse(text(found, "election").as_bytes()).expect("an election")
}

fn marks(case: &Value) -> Vec<Vec<u8>> {
    serde_json::from_value(case["plaintext"].clone()).expect("numbers")
}

fn open(vectors: &Value, case: &Value) -> Result<Vec<Place>, Error> {
    let seed = from_hex(text(case, "seed"));
    let seed = seed_from(&seed)?;
    let ballot = text(case, "ballot").as_bytes();
    let faults = check_opening(&election(vectors, case), ballot, &marks(case), seed)?;
    Ok(faults.into_iter().map(|f| (f.code.to_owned(), f.question, f.choice)).collect())
}

fn verifies(vectors: &Value, case: &Value) -> bool {
    let ballot = text(case, "ballot").as_bytes();
    check_ballots(&election(vectors, case), &[ballot], &[1], None)[0].faults.is_empty()
}

#[test]
fn good_openings() {
    let vectors = vectors();
    for case in list(&vectors, "good") {
        assert_eq!(open(&vectors, case).expect("readable"), [], "{}", case["name"]);
        assert!(verifies(&vectors, case), "{}", case["name"]);
    }
}

#[test]
fn bad_openings() {
    let vectors = vectors();
    let (mut found, mut refused) = (0, 0);
    for case in list(&vectors, "bad") {
        match (open(&vectors, case), case["error"].as_str()) {
            (Ok(faults), None) => {
                let expected: Vec<Place> = serde_json::from_value(case["faults"].clone()).expect("faults");
                assert_eq!(faults, expected, "{}", case["name"]);
                found += 1;
            }
            (Err(error), Some(code)) => {
                assert_eq!(error.code, code, "{}", case["name"]);
                refused += 1;
            }
            (outcome, _) => panic!("{}: {outcome:?}", case["name"]),
        }
        assert_eq!(Some(verifies(&vectors, case)), case["valid"].as_bool(), "{}", case["name"]);
    }
    assert!(found > 30 && refused > 10);
}

/// Only the opening tells these from honest ballots.
#[test]
fn proofs_that_hold_but_are_not_from_the_seed_are_named_as_proofs() {
    let vectors = vectors();
    let mut said = Vec::new();
    for case in list(&vectors, "bad").iter().filter(|case| text(case, "name").contains("in proof")) {
        let seed = from_hex(text(case, "seed"));
        let seed = seed_from(&seed).expect("32 bytes");
        let ballot = text(case, "ballot").as_bytes();
        let faults = check_opening(&election(&vectors, case), ballot, &marks(case), seed).expect("readable");
        assert!(faults[0].detail.starts_with("the ciphertexts are what seed and marks give"));
        said.push(faults[0].detail.clone());
    }
    said.sort();
    said.dedup();
    assert_eq!(said.len(), 3, "choice, sum and blank");
}

/// More than one batch of the prover.
#[test]
fn a_wide_question() {
    let vectors = vectors();
    let answers: Vec<String> = (0..129).map(|i| format!("\"{i}\"")).collect();
    let question = format!(r#"{{"answers":[{}],"min":0,"max":1,"question":"wide"}}"#, answers.join(","));
    let json = text(&list(&vectors, "elections")[0], "election");
    let start = json.find("\"questions\":[").expect("questions") + "\"questions\":[".len();
    let end = json.find("],\"uuid\"").expect("uuid");
    let json = format!("{}{question}{}", &json[..start], &json[end..]);
    let election = Election::parse(json.as_bytes()).expect("an election");
    let mut row = vec![0; 129];
    row[128] = 1;
    let card = "aaaaa-aaaaaa-aaaaa-aaaaaa";
    let made = encrypt_ballots(&election, &[card], &[vec![row.clone()]], &[&[7; 32]]).expect("a ballot");
    let check = |ballot: &str, row: &[u8]| {
        let faults = check_opening(&election, ballot.as_bytes(), &[row.to_vec()], &[7; 32]);
        faults.expect("readable").into_iter().map(|f| (f.question, f.choice)).collect::<Vec<_>>()
    };
    assert_eq!(check(&made[0], &row), []);
    let mut responses = made[0].match_indices("\"response\":\"").map(|(at, _)| at + 12);
    let at = responses.nth(2 * 127).expect("a proof of choice 127");
    let mut bad = made[0].clone();
    let digit = if bad[at..].starts_with('1') { "2" } else { "1" };
    bad.replace_range(at..=at, digit);
    assert_eq!(check(&bad, &row), [(Some(0), Some(127))]);
    row.swap(127, 128);
    assert_eq!(check(&made[0], &row), [(Some(0), Some(0))]);
}
