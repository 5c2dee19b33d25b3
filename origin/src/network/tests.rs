use super::*;

const MS: u64 = 1_000_000;

/// Sends whole bodies in virtual time, in turns, and says when each one's last byte left.
fn run(network: Network, bodies: &[u64], start_ns: u64) -> Vec<u64> {
    let link = Link::default();
    let mut lanes: Vec<_> = bodies
        .iter()
        .map(|&left| (Shaper::new(network), left, start_ns))
        .collect();
    while let Some((shaper, left, at)) = lanes
        .iter_mut()
        .filter(|lane| lane.1 > 0)
        .min_by_key(|lane| lane.2)
    {
        let entered = shaper.opens_ns(*at);
        let grant = shaper.grant(&link, *left, entered);
        assert!(grant.bytes > 0 && grant.leaves_ns >= entered);
        *left -= grant.bytes;
        *at = grant.leaves_ns;
    }
    lanes.into_iter().map(|lane| lane.2).collect()
}

#[test]
fn no_rate_and_no_window_is_no_schedule() {
    assert!(!Network::default().shapes_bodies());
    assert!(
        !Network {
            slow_start: true,
            ..Network::default()
        }
        .shapes_bodies()
    );
    assert!(
        Network {
            slow_start: true,
            rtt_ns: MS,
            ..Network::default()
        }
        .shapes_bodies()
    );
    assert!(
        Network {
            link_bytes_per_s: Some(1),
            ..Network::default()
        }
        .shapes_bodies()
    );
}

#[test]
fn a_connection_rate_is_per_connection() {
    let network = Network {
        connection_bytes_per_s: Some(1_000_000),
        ..Network::default()
    };
    assert_eq!(
        run(network, &[500_000, 250_000], 7),
        [500 * MS + 7, 250 * MS + 7]
    );
}

#[test]
fn a_link_is_shared_fairly_and_carries_no_more_than_its_rate() {
    let network = Network {
        link_bytes_per_s: Some(10_000_000),
        ..Network::default()
    };
    let ends = run(network, &[1_000_000; 4], 0);
    assert_eq!(*ends.iter().max().unwrap(), 400 * MS);
    assert!(
        *ends.iter().min().unwrap() >= 396 * MS,
        "one connection overtook the others: {ends:?}"
    );
}

#[test]
fn a_small_body_does_not_wait_for_a_large_one() {
    let network = Network {
        link_bytes_per_s: Some(10_000_000),
        ..Network::default()
    };
    let ends = run(network, &[10_000_000, 10_000], 0);
    assert!(ends[1] <= 2 * MS && ends[0] >= 1_000 * MS, "{ends:?}");
}

#[test]
fn the_link_never_carries_more_than_its_rate_in_any_window() {
    let network = Network {
        rtt_ns: 10 * MS,
        link_bytes_per_s: Some(3_000_000),
        connection_bytes_per_s: Some(2_000_000),
        slow_start: true,
        ..Network::default()
    };
    let bodies = [100_000, 5_000, 777_777];
    let last = run(network, &bodies, 0).into_iter().max().unwrap();
    assert!(last >= bodies.iter().sum::<u64>() * 1_000 / 3, "{last}");
}

#[test]
fn slow_start_doubles_each_round_trip() {
    let network = Network {
        rtt_ns: 10 * MS,
        slow_start: true,
        ..Network::default()
    };
    for (windows, rounds) in [(1, 0), (2, 1), (3, 1), (4, 2), (7, 2), (8, 3)] {
        assert_eq!(
            run(network, &[windows * INITIAL_WINDOW_BYTES], 0),
            [rounds * 10 * MS],
            "{windows} windows"
        );
    }
}

#[test]
fn idle_time_keeps_the_window() {
    let network = Network {
        rtt_ns: 10 * MS,
        slow_start: true,
        ..Network::default()
    };
    let link = Link::default();
    let mut shaper = Shaper::new(network);
    let mut body = |bytes: u64, mut at: u64| {
        let mut left = bytes;
        while left > 0 {
            at = shaper.opens_ns(at);
            left -= shaper.grant(&link, left, at).bytes;
        }
        at
    };
    assert_eq!(body(3 * INITIAL_WINDOW_BYTES, 0), 10 * MS);
    assert_eq!(
        body(4 * INITIAL_WINDOW_BYTES, 1_000 * MS),
        1_000 * MS,
        "the window of four was lost"
    );
    assert_eq!(
        body(8 * INITIAL_WINDOW_BYTES, 5_000 * MS),
        5_000 * MS,
        "a full round doubles the next one"
    );
    assert_eq!(body(100, 9_000 * MS) + body(100, 9_001 * MS), 18_001 * MS);
}

#[test]
fn jitter_is_seeded_and_within_its_bounds() {
    let network = Network {
        rtt_ns: 25 * MS,
        jitter_ns: 10 * MS,
        ..Network::default()
    };
    let delays: Vec<u64> = (0..1_000)
        .map(|nth| network.response_delay_ns(1, 2, nth))
        .collect();
    assert!(
        delays
            .iter()
            .all(|delay| (25 * MS..=35 * MS).contains(delay))
    );
    let mean = delays.iter().sum::<u64>() / 1_000;
    assert!((29 * MS..31 * MS).contains(&mean), "mean {mean}");
    assert_eq!(
        delays,
        (0..1_000)
            .map(|nth| network.response_delay_ns(1, 2, nth))
            .collect::<Vec<_>>()
    );
    assert_ne!(
        network.response_delay_ns(1, 2, 0),
        network.response_delay_ns(2, 2, 0)
    );
}

#[test]
fn lateness_of_a_wake_up_costs_no_rate() {
    let network = Network {
        connection_bytes_per_s: Some(1_000_000),
        ..Network::default()
    };
    let (link, mut shaper) = (Link::default(), Shaper::new(network));
    let first = shaper.grant(&link, 1_460, 0);
    // Whoever waited woke later than `leaves_ns`, but goes on from the model's time.
    let second = shaper.grant(&link, 1_460, first.leaves_ns);
    assert_eq!(second.leaves_ns, 2 * first.leaves_ns);
}
