//! Clients that make room for others above `STORED_CLIENT_LIMIT`.

use enrol::unit::Timestamp;

use super::{NOW, SEALED, delete, large, machine, read, register, renew, sweep, token, update};
use crate::support::World;

/// The limit evicts clients: first those that would be deleted soonest, the oldest first, and never a used client.
#[test]
fn the_oldest_clients_make_room_above_the_limit() {
    let world = World::with(&[SEALED, ("STORED_CLIENT_LIMIT", "3")]);
    let small = register(&machine(), &world);
    let small = update(&small, &machine(), &world);
    let mut clients = Vec::new();
    for later in 1..=5 {
        world.now.set(Timestamp(NOW + later));
        clients.push(register(&large(), &world));
    }
    let [first, second, third, fourth, fifth] = <[_; 5]>::try_from(clients).unwrap_or_else(|_| panic!());
    assert_eq!(token(&first, &world), 200);
    assert_eq!((world.clients().len(), sweep(&world)), (6, 2));
    for (client, expected) in
        [(&small, 200), (&first, 200), (&second, 401), (&third, 401), (&fourth, 200), (&fifth, 200)]
    {
        assert_eq!(read(client, &world), expected);
    }
    let world = world.restarted(&[SEALED, ("STORED_CLIENT_LIMIT", "1")]);
    assert_eq!((sweep(&world), read(&fourth, &world), read(&fifth, &world), read(&small, &world)), (2, 401, 401, 200));
}

/// A sealed client that makes room is deleted: without a tombstone it would be as it was at first.
#[test]
fn a_changed_client_that_makes_room_is_deleted() {
    let world = World::with(&[SEALED, ("STORED_CLIENT_LIMIT", "1")]);
    let [one, other] = [(); 2].map(|()| register(&machine(), &world));
    assert_eq!(renew(&one, &world).status(), 200);
    world.now.set(Timestamp(NOW + 1));
    let newer = register(&machine(), &world);
    assert_eq!(renew(&newer, &world).status(), 200);
    assert_eq!((sweep(&world), world.tombstones(), world.clients().len()), (1, 1, 1));
    assert_eq!([&one, &other, &newer].map(|client| read(client, &world)), [401, 200, 200]);
}

/// Some registrations check the number of clients, so that a flood does not have to wait for the cron trigger.
#[test]
fn a_registration_makes_room_now_and_then() {
    for (calls, expected) in [(2, 3), (u8::MAX, 2)] {
        let world = World::with(&[("STORED_CLIENT_LIMIT", "1")]);
        for _ in 0..2 {
            register(&machine(), &world);
        }
        world.random_calls.set(calls);
        register(&machine(), &world);
        assert_eq!(world.clients().len(), expected, "{calls}");
    }
}

/// The tombstone of a stored client that was never used is the first to make room.
#[test]
fn the_tombstone_of_an_unused_stored_client_makes_room_first() {
    let world = World::with(&[("STORED_CLIENT_LIMIT", "1")]);
    let [deleted, kept] = [(); 2].map(|()| register(&machine(), &world));
    assert_eq!((delete(&deleted, &world), world.tombstones(), sweep(&world), world.tombstones()), (204, 1, 1, 0));
    assert_eq!((read(&deleted, &world), read(&kept, &world)), (401, 200));
}
