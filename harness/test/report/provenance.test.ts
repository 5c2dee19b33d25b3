import type { Session } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { describeSession } from '../../src/report/describe.ts';
import { renderMarkdown, renderTable } from '../../src/report/index.ts';
import { reportOf } from '../support/report-of.ts';
import { plannedRuns, plannedSession } from '../support/results.ts';
import { session, sitting } from '../support/session.ts';

function on(machine: Partial<Session['provenance']['machine']>): Session {
  const given = session();
  return {
    ...given,
    provenance: { ...given.provenance, machine: { ...given.provenance.machine, ...machine } },
  };
}

describe('where it was raced', () => {
  test.each([
    ['all of it', {}, 'Example CPU 3000, 2 cores, 8.0 GiB, load 0.25 before the race, Linux 6.1.0'],
    [
      'what of it the process may use',
      { cores: 8, usableCores: 2, cpuLimit: 1.5, memoryLimitBytes: 2 ** 30 },
      'Example CPU 3000, 2 of 8 cores, limited to the time of 1.5, 1.0 GiB of 8.0 GiB, load',
    ],
    ['a limit above what there is is none', { memoryLimitBytes: 2 ** 40 }, '2 cores, 8.0 GiB, load'],
    ['what is not known', { cpuModel: null }, 'unknown processor, 2 cores'],
    ['a governor', { governor: 'powersave' }, 'governor powersave'],
  ])('%s', (_, machine, words) => {
    expect(describeSession(on(machine))[0]).toContain(words);
  });

  test('the load before each sitting', () => {
    const sittings: Session['sittings'] = [sitting(), sitting({ id: 'b', loadAverage1m: 1.5 })];
    expect(describeSession({ ...session(), sittings })[0]).toContain('load 0.25, 1.50 before the race');
  });

  test('what is absent has its reason on the page', () => {
    const given = plannedSession();
    given.provenance.absent['governor'] = 'the host decides';
    expect(renderMarkdown(reportOf(plannedRuns(given), given))).toContain('- no governor: the host decides');
  });

  test.each([
    [['c0ffee', 'c0ffee'], 'one machine in one session'],
    [['c0ffee', 'beef'], '2 machines of one kind in one session'],
  ])('how many machines it is about: %j', (hosts, words) => {
    const [first, second] = hosts.map((hostHash, at) =>
      plannedSession({ shard: { index: at + 1, of: 2 }, sitting: { hostHash } }),
    ) as [Session, Session];
    const joined: Session = { ...first, sittings: [...first.sittings, ...second.sittings] };
    const report = reportOf([first, second].flatMap(plannedRuns), joined);
    expect(renderTable(report, { columns: 400, colour: false })).toContain(words);
    expect(renderMarkdown(report)).toContain(words);
  });
});
