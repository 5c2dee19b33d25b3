import type { Report, StoredRun } from '@fairfetch/contract';
import { analyse } from '../../src/analyse/index.ts';
import { shuffled } from '../../src/plan/shuffle.ts';
import { createRandom } from '../../src/random.ts';
import { failedRun, filesOk, okRuns, session, usage, variant, witness } from './session.ts';

const MIB = 2 ** 20;

function runsOf(
  id: string,
  wallMs: number,
  rssMib: number,
  connections = 10,
  peakInFlight = 10,
): readonly StoredRun[] {
  // Seven blocks and the warm-up, spread by a few per cent around the median, in an order of its own for every row.
  const spread = shuffled([1, 0.97, 1.04, 1.01, 0.99, 1.08, 0.98], createRandom(1, id));
  const factors = [1.6, ...spread];
  return factors.flatMap((factor, block) =>
    okRuns(id, [wallMs * factor]).map((run) =>
      Object.assign(run, {
        block,
        warmup: block === 0,
        process: usage(Math.round(wallMs * factor * 1e6), {
          peakRssBytes: Math.round(rssMib * factor * MIB),
        }),
        witness: witness(Math.round((wallMs - 20) * factor * 1e6), {
          // In three of the seven counted blocks: the median stays, the upper quartile does not.
          connections: block > 4 ? connections + 2 : connections,
          peakInFlight: block > 4 ? peakInFlight + 3 : peakInFlight,
        }),
      }),
    ),
  );
}

/** Ten rows of every kind: good, flagged, partial, failed, skipped. */
export function tenRows(complete = true): Report {
  const given = session({
    blocks: 7,
    variants: [
      variant('rust/tokio', { model: 'tasks' }),
      variant('rust/threads'),
      variant('rust/seed-tokio', { model: 'tasks', faithful: true, concurrency: 'unbounded' }),
      variant('undici/event-loop', { model: 'event-loop' }),
      variant('undici/fetch', { model: 'event-loop' }),
      variant('piscina/workers', { model: 'workers' }),
      variant('python/threads'),
      variant('python/seed-threads', { reuse: false, faithful: true }),
      variant('python/seed-asyncio', { model: 'event-loop', faithful: true, concurrency: 'unbounded' }),
    ],
    skipped: [{ variant: 'go', reason: 'go is not installed: needs 1.22 or later' }],
  });
  const tooMany = { code: 'more-connections', message: '14 connections where 10 were asked' };
  const partial = runsOf('python/threads', 231.2, 31).map((run) =>
    run.block === 3 ? failedRun('python/threads', 3, { files: filesOk(29) }) : run,
  );
  const failing = Array.from({ length: 8 }, (_, block) =>
    failedRun('piscina/workers', block, {
      failures: [{ code: 'timed-out', message: 'no end after 60 s; its group was killed' }],
      files: filesOk(0),
    }),
  );
  return analyse(
    given,
    [
      ...runsOf('rust/tokio', 145.3, 6.2, 14).map((run) => Object.assign(run, { flags: [tooMany] })),
      ...runsOf('rust/threads', 151.9, 5.1),
      ...runsOf('rust/seed-tokio', 97.4, 9.8, 30, 30),
      ...runsOf('undici/event-loop', 214.7, 71.3),
      ...runsOf('undici/fetch', 301.2, 92.8),
      ...failing,
      ...partial,
      ...runsOf('python/seed-threads', 604.1, 58.2, 30),
      ...runsOf('python/seed-asyncio', 322.8, 61.7, 30, 30),
    ],
    complete,
  );
}
