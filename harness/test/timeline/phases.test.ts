import { describe, expect, test } from 'vitest';
import { createRandom, type Random } from '../../src/random.ts';
import type { Truth } from '../../src/run/index.ts';
import { phasesOf } from '../../src/timeline/index.ts';
import { truth } from '../support/fake-executor.ts';

type Connection = readonly [acceptedNs: number, readyNs: number | null];
type Request = readonly [requestNs: number, firstByteNs: number | null, endNs: number | null];

const CONNECTION_COLUMNS = ['id', 'acceptedNs', 'readyNs', 'closedNs', 'requests'];
const REQUEST_COLUMNS = [
  'connection',
  'file',
  'status',
  'offset',
  'bytes',
  'requestNs',
  'firstByteNs',
  'endNs',
  'complete',
];

function seen(connections: readonly Connection[], requests: readonly Request[], status = 200): Truth {
  const ends = requests.flatMap(([, , endNs]) => (endNs === null ? [] : [endNs]));
  return {
    ...truth([], 1),
    firstRequestNs: requests.length === 0 ? null : Math.min(...requests.map(([requestNs]) => requestNs)),
    lastByteNs: ends.length === 0 ? null : Math.max(...ends),
    connectionTimeline: {
      columns: CONNECTION_COLUMNS,
      rows: connections.map(([acceptedNs, readyNs], id) => [id, acceptedNs, readyNs, null, 1]),
    },
    requestTimeline: {
      columns: REQUEST_COLUMNS,
      rows: requests.map(([requestNs, firstByteNs, endNs], file) => [
        0,
        file,
        status,
        0,
        10,
        requestNs,
        firstByteNs,
        endNs,
        endNs !== null,
      ]),
    },
  };
}

const PROCESS = { startNs: 1000, endNs: 2000 };

/** One kept connection, two downloads after one another, the process from 1000 to 2000. */
const TWO: readonly Request[] = [
  [1200, 1300, 1350],
  [1450, 1500, 1700],
];

describe('phasesOf', () => {
  test('one slot that is never idle but between its two downloads', () => {
    expect(phasesOf({ process: PROCESS, truth: seen([[1100, 1150]], TWO), slots: 1, downloads: 2 })).toEqual({
      startUpNs: 200,
      insideNs: 500,
      tailNs: 300,
      slots: 1,
      connectingNs: 0,
      waitingNs: 150,
      transferringNs: 250,
      idleNs: 100,
      drainedNs: 0,
      excessNs: 0,
    });
  });

  test('a second slot is idle while a job is left, and drained when none is', () => {
    const phases = phasesOf({ process: PROCESS, truth: seen([], TWO), slots: 2, downloads: 2 });
    // Until 1350 one job waits for the free slot, until 1450 one of the two free slots has no job.
    expect(phases).toMatchObject({ idleNs: 150 + 100, drainedNs: 100 + 250 });
  });

  test('what connects has its slot, and only within the frame', () => {
    const connections: readonly Connection[] = [
      [1100, 1250],
      [1360, 1440],
    ];
    const phases = phasesOf({ process: PROCESS, truth: seen(connections, TWO), slots: 1, downloads: 2 });
    // The first is ready after the first request was read: in excess of the one slot for 50.
    expect(phases).toMatchObject({ connectingNs: 80, idleNs: 20, excessNs: 50 });
  });

  test('more at once than asked is in excess, and in nothing else', () => {
    const three: readonly Request[] = [
      [1000, 1100, 1200],
      [1000, 1100, 1200],
      [1000, 1150, 1200],
    ];
    expect(phasesOf({ process: PROCESS, truth: seen([], three), slots: 2, downloads: 3 })).toMatchObject({
      insideNs: 200,
      waitingNs: 200,
      transferringNs: 200,
      idleNs: 0,
      excessNs: 200,
    });
  });

  test('an answer that carries no file leaves its job undone', () => {
    const refused = phasesOf({
      process: PROCESS,
      truth: seen(
        [],
        [
          [1000, 1100, 1100],
          [1200, 1300, 1300],
        ],
        503,
      ),
      slots: 1,
      downloads: 1,
    });
    expect(refused).toMatchObject({ idleNs: 100, drainedNs: 0 });
  });

  test('a request without an end is under way to the end, a last byte after the process counts as its end', () => {
    const requests: readonly Request[] = [
      [1500, 1600, 2500],
      [1500, null, null],
    ];
    expect(phasesOf({ process: PROCESS, truth: seen([], requests), slots: 2, downloads: 2 })).toMatchObject({
      insideNs: 500,
      tailNs: 0,
      waitingNs: 600,
      transferringNs: 400,
    });
  });

  test.each([
    ['no request', seen([], [])],
    ['no byte', seen([], [[1200, null, null]])],
    ['a clock that is not ours', seen([], [[12, 13, 14]])],
    ['a request after the end', seen([], [[3000, 3001, 3002]])],
  ])('%s: nothing is told', (_, account) => {
    expect(phasesOf({ process: PROCESS, truth: account, slots: 1, downloads: 1 })).toBeNull();
  });

  test('a timeline that lacks a column is a defect, not a zero', () => {
    const account = seen([], TWO);
    const cut = { ...account, requestTimeline: { ...account.requestTimeline, columns: ['file'] } };
    expect(() => phasesOf({ process: PROCESS, truth: cut, slots: 1, downloads: 1 })).toThrow(/has no status/);
  });
});

function randomRun(random: Random) {
  const at = (): number => 1000 + random.below(1000);
  const ordered = (): readonly [number, number, number] =>
    [at(), at(), at()].toSorted((left, right) => left - right) as [number, number, number];
  const requests = Array.from({ length: 1 + random.below(30) }, () => ordered());
  const connections = Array.from({ length: random.below(10) }, (): Connection => {
    const [acceptedNs, readyNs] = ordered();
    return [acceptedNs, random.below(5) === 0 ? null : readyNs];
  });
  const slots = 1 + random.below(8);
  return { truth: seen(connections, requests), slots, downloads: 1 + random.below(40) };
}

test('the parts add up, whatever was seen', () => {
  const random = createRandom(1, 'timelines');
  for (let round = 0; round < 300; round += 1) {
    const phases = phasesOf({ process: PROCESS, ...randomRun(random) });
    if (phases === null) throw new Error('nothing told');
    const { startUpNs, insideNs, tailNs, slots } = phases;
    expect(startUpNs + insideNs + tailNs).toBe(PROCESS.endNs - PROCESS.startNs);
    const { connectingNs, waitingNs, transferringNs, idleNs, drainedNs, excessNs } = phases;
    const parts = [connectingNs, waitingNs, transferringNs, idleNs, drainedNs];
    expect(parts.reduce((sum, part) => sum + part, 0)).toBe(slots * insideNs);
    expect(Math.min(...parts, excessNs)).toBeGreaterThanOrEqual(0);
  }
});
