import { describe, expect, test } from 'vitest';
import { BINARIES, NOT_BUILT, realExecutor } from '../support/binaries.ts';
import { backendRepository, bisected, madeHistory, stateOf } from './support.ts';

const SECONDS = 1000;

describe.skipIf(NOT_BUILT !== null)('with real runs', () => {
  test(
    'a connection more is found in a branch, and the origin says so',
    { timeout: 120 * SECONDS },
    async () => {
      const made = madeHistory('branch', { connections: 3 });
      const before = stateOf(made);
      const args = [
        '--good',
        made.good,
        '--bad',
        'main',
        '--metric',
        'connections',
        '--blocks',
        '12',
        '--seed',
        '1',
      ];
      const { code, report, world } = await bisected(made, args, realExecutor(made.root), {
        binaries: BINARIES,
      });
      expect([code, report.state]).toEqual([0, 'found']);
      expect(report.candidates[0]?.revision).toBe(made.branch);
      expect(report.candidates[0]?.comparison?.reasons.join()).toMatch(/connections where there were 2/);
      expect(world.printed.stdout).toMatch(/ connections 2 → \d+ against /);
      expect(stateOf(made)).toEqual(before);
    },
  );

  test('a planted slow-down is found by time', { timeout: 120 * SECONDS }, async () => {
    const made = backendRepository();
    const good = made.change('good');
    const slow = made.change('slow', { spinMs: 100 });
    made.change('slow as well', { spinMs: 100 });
    const args = ['--good', good, '--bad', 'main', '--blocks', '40', '--seed', '1'];
    const executor = realExecutor(made.root);
    const { code, report } = await bisected(made, args, executor, { binaries: BINARIES });
    expect([code, report.state]).toEqual([0, 'found']);
    expect(report.candidates[0]).toMatchObject({
      revision: slow,
      comparison: { metric: 'time', verdict: 'regressed' },
    });
  });
});
