import type { Phases, StoredRun } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { decisivePart, shareOf } from '../../src/timeline/decisive.ts';
import { timeSentences, typicalRun, wallOf, type Placed } from '../../src/timeline/index.ts';
import { okRun } from '../support/session.ts';

/** Two slots; what is not told of their time is idle. */
function phases(over: Partial<Phases> = {}): Phases {
  const parts = { connectingNs: 0, waitingNs: 100, transferringNs: 60, drainedNs: 0, ...over };
  const { connectingNs, waitingNs, transferringNs, drainedNs } = parts;
  const busyNs = connectingNs + waitingNs + transferringNs + drainedNs;
  const insideNs = over.insideNs ?? Math.ceil(busyNs / 2);
  const idleNs = 2 * insideNs - busyNs;
  return { startUpNs: 10, tailNs: 5, slots: 2, excessNs: 0, ...parts, insideNs, idleNs };
}

const FASTEST = phases();

describe('decisivePart', () => {
  test.each<[about: string, slower: Phases, part: ReturnType<typeof decisivePart>]>([
    ['handshakes', phases({ connectingNs: 100 }), 'connecting'],
    ['idle slots', phases({ insideNs: 120 }), 'idle'],
    ['start-up', phases({ startUpNs: 200 }), 'startUp'],
    ['tail', phases({ tailNs: 300 }), 'tail'],
    ['a last round', phases({ drainedNs: 80 }), 'drained'],
    ['bytes', phases({ transferringNs: 200 }), 'transferring'],
    ['the larger of two', phases({ connectingNs: 100, startUpNs: 30 }), 'connecting'],
    [
      'more than all of it, as another part is shorter',
      phases({ connectingNs: 100, waitingNs: 40 }),
      'connecting',
    ],
    ['three parts alike', phases({ startUpNs: 20, tailNs: 15, connectingNs: 20 }), null],
    ['one that is not slower', phases({ startUpNs: 9 }), null],
    ['itself', FASTEST, null],
  ])('%s', (_, slower, part) => {
    expect(decisivePart(slower, FASTEST)).toBe(part);
  });
});

test('shares of the slots add up to one, start-up and tail are of the wall time', () => {
  const given = phases({ connectingNs: 33, drainedNs: 7, insideNs: 150 });
  const parts = ['connecting', 'waiting', 'transferring', 'idle', 'drained'] as const;
  expect(parts.reduce((sum, part) => sum + shareOf(part, given), 0)).toBeCloseTo(1, 12);
  expect(shareOf('startUp', given)).toBe(10 / wallOf(given));
  expect(shareOf('idle', phases({ insideNs: 0, waitingNs: 0, transferringNs: 0 }))).toBe(0);
});

function slow(name: string, over: Partial<Phases>): Placed {
  return { name, phases: phases(over) };
}

describe('timeSentences', () => {
  const fastest = { name: 'rust/tokio', phases: FASTEST };

  test('one sentence a part, with every figure', () => {
    const notes = timeSentences(fastest, [
      slow('a/one', { connectingNs: 240 }),
      slow('b/two', { startUpNs: 100 }),
      slow('c/three', { connectingNs: 80 }),
    ]);
    expect(notes.map(({ text }) => text)).toEqual([
      'Starting up, before the first request, is most of what puts b/two (54 % of its time) behind rust/tokio (11 %).',
      'Setting up connections, TLS handshakes included, is most of what puts a/one (60 % of its slot time) and c/three (33 %) behind rust/tokio (0 %).',
    ]);
  });

  test('a fastest with more slots is said to have them', () => {
    const more = { name: 'a/all', phases: { ...FASTEST, slots: 30 } };
    const [note] = timeSentences(more, [slow('a/one', { connectingNs: 240 })]);
    expect(note?.text).toMatch(/behind a\/all \(0 %\), which had 30 slots where others had 2\.$/);
  });

  test('shares that are alike give way to times', () => {
    const ms = 1e6;
    const busy = { insideNs: 40 * ms, waitingNs: 2 * ms, transferringNs: 0 };
    const [note] = timeSentences({ name: 'a/fast', phases: phases(busy) }, [
      slow('a/slow', { ...busy, insideNs: 400 * ms }),
    ]);
    expect(note?.text).toBe(
      'Leaving slots idle while jobs are left is most of what puts a/slow (399 ms a slot) behind a/fast (39 ms).',
    );
  });

  test('a long list is cut, and no decisive part makes no sentence', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const [note] = timeSentences(
      fastest,
      names.map((name) => slow(name, { tailNs: 500 })),
    );
    expect(note?.text).toMatch(
      /a \(85 % of its time\), b \(85 %\), c \(85 %\), d \(85 %\) and 2 more behind/,
    );
    expect(timeSentences(fastest, [])).toEqual([]);
    expect(timeSentences(fastest, [slow('a', {})])).toEqual([]);
  });
});

function run(block: number, wallMs: number): StoredRun {
  return okRun('a/one', block, wallMs, { phases: FASTEST });
}

describe('typicalRun', () => {
  test('the median one, by its block', () => {
    expect(typicalRun([run(1, 30), run(2, 10), run(3, 20)])?.block).toBe(3);
    expect(typicalRun([run(1, 30), run(2, 10), run(3, 20), run(4, 40)])?.block).toBe(3);
    expect(typicalRun([run(2, 10), run(1, 10)])?.block).toBe(1);
  });

  test('runs of a time before they were told apart have none', () => {
    expect(typicalRun([okRun('a/one', 1, 10)])).toBeNull();
    expect(typicalRun([])).toBeNull();
  });
});
