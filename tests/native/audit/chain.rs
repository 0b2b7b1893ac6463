//! The chain of the audit log.

use base64ct::{Base64UrlUnpadded, Encoding};
use enrol::audit::{Flaw, verify};
use enrol::maintenance;
use enrol::model::{AuditRow, ChainEnd, Journal};
use enrol::unit::Seconds;
use proptest::prelude::*;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{begin_epochs, minute, rows, world_with};
use crate::support::{Down, World, run};

const JOURNAL: Journal = Journal::Administration;

fn world() -> World {
    world_with("admin", &[("AUDIT", r#"{"administration": 30, "rows": 1000, "addresses": true}"#)])
}

fn sweep(world: &World) -> u64 {
    run(maintenance::sweep(world.server.config(), world)).unwrap().audit.0
}

/// Verifies what is stored, from the cut to the end of the chain.
fn verified(world: &World) -> Result<ChainEnd, Flaw> {
    let journal = world.journal(JOURNAL);
    verify(JOURNAL, &journal.cut, &journal.rows).map(|verified| verified.end)
}

#[test]
fn the_cron_trigger_chains_rows_and_logs_the_end() {
    let world = world();
    assert_eq!(minute(&world), Vec::<Value>::new());
    begin_epochs(2, &world);
    assert!(verified(&world).is_err(), "nothing is chained yet");
    let lines = minute(&world);
    let digest = rows(JOURNAL, &world)[1].digest.clone();
    assert_eq!(lines, [json!({"digest": digest, "journal": "administration", "route": "audit", "sequence": 2})]);
    assert_eq!(verified(&world).map(|end| end.sequence), Ok(2));
    assert_eq!(minute(&world), Vec::<Value>::new(), "no new rows");
    begin_epochs(600, &world);
    minute(&world);
    assert_eq!(verified(&world).map(|end| end.sequence), Ok(602));
}

/// Anybody can recompute this digest: `printf` and `openssl dgst -sha256` do.
#[test]
fn the_digest_is_that_of_the_digest_before_and_of_the_columns() {
    let row = AuditRow {
        sequence: 7,
        at: enrol::unit::Timestamp(5),
        kind: "k".to_owned(),
        actor: "a".to_owned(),
        actor_id: None,
        trust: Some("é\"".to_owned()),
        client_id: None,
        details: "{}".to_owned(),
        user_id: None,
        address: None,
        salt: None,
        personal: None,
        digest: None,
    };
    let text = r#"before["users",7,5,"k","a",null,"é\"",null,"{}",null]"#;
    let expected = Base64UrlUnpadded::encode_string(&Sha256::digest(text));
    assert_eq!(row.link(Journal::Users, "before"), expected);
}

#[test]
fn a_run_that_comes_late_changes_nothing() {
    let world = world();
    begin_epochs(2, &world);
    let stale = run(enrol::ports::AuditLog::unchained(&world)).unwrap();
    minute(&world);
    let digests = [(1, "x".to_owned()), (2, "y".to_owned())];
    assert_eq!(run(enrol::ports::AuditLog::chain(&world, JOURNAL, &stale[0].end, &digests)), Ok(false));
    assert_eq!(verified(&world).map(|end| end.sequence), Ok(2));
}

#[test]
fn a_store_that_fails_is_told_and_the_next_run_goes_on() {
    let world = world();
    begin_epochs(1, &world);
    world.down.set(Down::Store);
    let lines = minute(&world);
    assert_eq!((lines.len(), &lines[0]["code"]), (1, &json!("temporarily_unavailable")));
    world.down.set(Down::Nothing);
    assert_eq!(minute(&world).len(), 1);
}

#[test]
fn old_rows_go_and_the_rest_stays_verified() {
    let world = world();
    begin_epochs(2, &world);
    world.wait(Seconds::of_days(20));
    begin_epochs(2, &world);
    minute(&world);
    world.wait(Seconds::of_days(11));
    begin_epochs(1, &world);
    assert_eq!(sweep(&world), 2);
    let sequences = |world: &World| -> Vec<u32> { rows(JOURNAL, world).iter().map(|row| row.sequence).collect() };
    assert_eq!(sequences(&world), [3, 4, 5]);
    minute(&world);
    assert_eq!(verified(&world).map(|end| end.sequence), Ok(5));
    world.wait(Seconds::of_days(31));
    assert_eq!((sweep(&world), sequences(&world)), (3, vec![]));
    begin_epochs(1, &world);
    minute(&world);
    assert_eq!((sequences(&world), verified(&world).map(|end| end.sequence)), (vec![6], Ok(6)), "numbers go on");
}

#[test]
fn a_journal_has_a_greatest_number_of_rows() {
    let world = world();
    begin_epochs(1_003, &world);
    minute(&world);
    assert_eq!((sweep(&world), rows(JOURNAL, &world).len()), (3, 1_000));
    assert_eq!(verified(&world).map(|end| end.sequence), Ok(1_003));
}

#[test]
fn an_erased_address_leaves_the_chain_verified() {
    let world = world();
    begin_epochs(3, &world);
    minute(&world);
    {
        let mut journals = world.audit.borrow_mut();
        let row = &mut journals.get_mut(&JOURNAL).unwrap().rows[1];
        assert!(row.personal.is_some() && row.address.is_some());
        (row.salt, row.address) = (None, None);
    }
    let journal = world.journal(JOURNAL);
    let verified = verify(JOURNAL, &journal.cut, &journal.rows).unwrap();
    assert_eq!((verified.end, verified.erased), (journal.end, 1));
}

/// A change of one row.
fn tamper(row: &mut AuditRow, field: usize) {
    let text = |value: &mut Option<String>| *value = Some(format!("{}x", value.as_deref().unwrap_or_default()));
    match field {
        0 => row.at.0 += 1,
        1 => row.kind.push('x'),
        2 => row.actor.push('x'),
        3 => text(&mut row.actor_id),
        4 => text(&mut row.trust),
        5 => text(&mut row.client_id),
        6 => row.details.insert(1, ' '),
        7 => text(&mut row.user_id),
        8 => text(&mut row.address),
        9 => text(&mut row.salt),
        10 => text(&mut row.personal),
        11 => row.digest = None,
        _ => text(&mut row.digest),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn any_change_removal_or_move_of_a_row_is_found(
        length in 2_u32..12,
        at in any::<prop::sample::Index>(),
        other in any::<prop::sample::Index>(),
        way in 0_usize..17,
    ) {
        let world = world();
        begin_epochs(length, &world);
        minute(&world);
        let (mut rows, end) = (rows(JOURNAL, &world), world.journal(JOURNAL).end);
        let at = at.index(rows.len());
        let other = other.index(rows.len());
        let whole = |rows: &[AuditRow]| verify(JOURNAL, &ChainEnd::default(), rows).map(|it| it.end) == Ok(end.clone());
        prop_assert!(whole(&rows));
        match way {
            0..13 => tamper(&mut rows[at], way),
            13 => drop(rows.remove(at)),
            14 => rows.swap(at, other),
            15 => {
                // With the numbers put right again.
                let (one, two) = (rows[at].sequence, rows[other].sequence);
                rows.swap(at, other);
                (rows[at].sequence, rows[other].sequence) = (one, two);
                rows[at].at.0 += 1;
            }
            _ => {
                let row = rows[at].clone();
                rows.insert(other, row);
            }
        }
        prop_assert!(way == 14 && at == other || !whole(&rows), "{way}");
    }
}
