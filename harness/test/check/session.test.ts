import { check } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { reportOfCheck } from '../../src/check/judge.ts';
import { holdSession, worsen, type Held } from './support.ts';

type Report = Awaited<ReturnType<typeof holdSession>>['report'];

const verdicts = ({ comparisons }: Report): Record<string, string> =>
  Object.fromEntries(comparisons.map(({ metric, verdict }) => [metric, verdict]));

const of = (report: Report, metric: string) => {
  const found = report.comparisons.find((each) => each.metric === metric);
  if (found === undefined) throw new Error(`no ${metric}`);
  return found;
};

/** Only the candidate. */
const candidate =
  (by: Parameters<typeof worsen>[1]): Held['bend'] =>
  (run, arm) => {
    if (arm === 'candidate') worsen(run, by);
  };

/** Connections that are never twice the same. */
const unsteady: Held['bend'] = (run) => worsen(run, { connections: 1 + Math.floor(3 * Math.random()) });

describe('a session of the gate', () => {
  test('in which nothing differs passes, and says what was seen', async () => {
    const { report } = await holdSession();
    expect([report.verdict, report.exitCode, report.complete]).toEqual(['passed', 0, true]);
    expect(new Set(Object.values(verdicts(report)))).toEqual(new Set(['unchanged']));
    expect(check('check-report', report)).toMatchObject({ state: 'valid' });
    expect(report.lanes).toMatchObject([{ variant: 'fake/good', endedBy: 'verdicts' }]);
  });

  test('finds the metric that became worse, and no other', async () => {
    const { report } = await holdSession({ bend: candidate({ time: 1.2 }) });
    expect([report.verdict, report.exitCode]).toEqual(['regressed', 1]);
    expect(verdicts(report)).toMatchObject({
      time: 'regressed',
      memory: 'unchanged',
      connections: 'unchanged',
    });
    const { ratio, interval, base } = of(report, 'time');
    expect(ratio).toBeCloseTo(1.2, 1);
    expect((interval?.low ?? 9) < 1.2 && 1.2 < (interval?.high ?? 0)).toBe(true);
    expect(base?.median).toBeCloseTo(5e6, -6);
  });

  test('calls what became better improved', async () => {
    const { report } = await holdSession({ bend: candidate({ memory: 0.8 }) });
    expect([report.verdict, verdicts(report)['memory']]).toEqual(['passed', 'improved']);
  });

  test('says what the origin saw to differ', async () => {
    const { report } = await holdSession({ bend: candidate({ connections: 30, time: 1.12 }) });
    expect(verdicts(report)).toMatchObject({ connections: 'regressed', time: 'regressed' });
    expect(of(report, 'time').reasons).toContain('30 connections where there were 2');
  });

  test('cannot judge where the two copies of the base differ', async () => {
    const { report } = await holdSession({
      bend: (run, arm) => {
        if (arm === 'base-again') worsen(run, { time: 1.2 });
      },
    });
    expect([report.verdict, report.exitCode]).toEqual(['cannot-judge', 4]);
    expect(report.selfDifferences).toMatchObject([{ metric: 'time', variant: 'fake/good' }]);
    expect(report.lanes).toMatchObject([{ endedBy: 'base-differs-from-itself' }]);
  });

  test('a candidate whose runs are wrong has regressed, whatever its times', async () => {
    const { report } = await holdSession({
      bend: (run, arm) => {
        if (arm === 'candidate') run.files.clear();
      },
    });
    expect([report.verdict, verdicts(report)['failures']]).toEqual(['regressed', 'regressed']);
    expect(report.lanes).toMatchObject([{ endedBy: 'failures' }]);
    expect(of(report, 'failures').reasons.join()).toMatch(/missing/);
    expect(of(report, 'time')).toMatchObject({ verdict: 'inconclusive', blocks: 0 });
  });

  test('what is undecided is a warning, or a failure where that is asked for', async () => {
    const warned = await holdSession({ bend: unsteady, blocks: 20 });
    expect([warned.report.verdict, warned.report.exitCode]).toEqual(['inconclusive', 0]);
    expect(of(warned.report, 'connections').doubt).toBe('counts-vary');
    const { report } = await holdSession({ bend: unsteady, blocks: 20, resolved: { inconclusive: 'fail' } });
    expect([report.verdict, report.exitCode]).toEqual(['inconclusive', 4]);
  });

  test('judged again from what is stored, it says the same', async () => {
    const { report, stored } = await holdSession({
      bend: candidate({ time: 1.3 }),
      ids: ['fake/good', 'fake/b'],
    });
    expect(reportOfCheck(stored.session, stored.blocks)).toEqual(report);
    for (const block of stored.blocks) expect(check('check-block', block)).toMatchObject({ state: 'valid' });
  });

  test('every block runs each arm once, in an order that is drawn', async () => {
    const { stored } = await holdSession({ blocks: 40, resolved: { metrics: ['time'] } });
    for (const { order, base, candidate: judged, baseAgain } of stored.blocks) {
      expect(order.toSorted()).toEqual(['base', 'base-again', 'candidate']);
      expect(new Set([base, judged, baseAgain].map(({ position }) => position))).toEqual(new Set([0, 1, 2]));
    }
    expect(new Set(stored.blocks.map(({ order }) => order.join())).size).toBeGreaterThan(3);
  });

  test('the user may stop it: whole blocks are kept, and it says that it is not complete', async () => {
    const stop = new AbortController();
    let runs = 0;
    const { report, stored } = await holdSession({
      blocks: 60,
      rooms: { signal: stop.signal },
      bend: () => {
        runs += 1;
        if (runs === 3 * 4 + 2) stop.abort('SIGINT');
      },
    });
    expect([report.complete, stored.blocks.length]).toEqual([false, 4]);
    expect(report.lanes).toMatchObject([{ endedBy: 'stopped', blocks: 3 }]);
  });

  test('where every run fails, nothing is spent on telling nothing', async () => {
    const session = holdSession({ bend: (run) => run.files.clear() });
    await expect(session).rejects.toMatchObject({
      code: 'nothing-to-race',
      message: expect.stringMatching(
        /every run failed, of the base as of the candidate; 3 of 3 runs that failed: .*missing/,
      ),
    });
  });

  test('trouble of ours judges nobody', async () => {
    let runs = 0;
    const session = holdSession({
      bend: (run) => {
        runs += 1;
        if (runs === 8)
          run.result = { ...run.result, trouble: [{ code: 'origin-lost', message: 'the origin is gone' }] };
      },
    });
    await expect(session).rejects.toMatchObject({
      code: 'origin',
      message: expect.stringMatching(/the origin is gone/),
    });
  });
});

describe('error rates with the fake executor', () => {
  test('of sessions in which nothing differs none says so, and 20 % more is always found', async () => {
    const said: string[] = [];
    const found: string[] = [];
    for (let seed = 1; seed <= 12; seed += 1) {
      const resolved = { metrics: ['time', 'memory'] as const };
      said.push((await holdSession({ seed, blocks: 30, resolved })).report.verdict);
      found.push(
        (await holdSession({ seed, blocks: 60, resolved, bend: candidate({ time: 1.2 }) })).report.verdict,
      );
    }
    expect(said.filter((each) => each === 'regressed' || each === 'cannot-judge')).toEqual([]);
    expect(new Set(found)).toEqual(new Set(['regressed']));
  });
});
