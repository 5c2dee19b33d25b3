import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { intervalStudy } from '../../benches/study-intervals.ts';
import { letterStudy } from '../../benches/study-letters.ts';
import { copiesIn, runsStudy } from '../../benches/study-runs.ts';
import { stoppingStudy } from '../../benches/study-stopping.ts';
import { markdownTable } from '../../benches/table.ts';
import { planBlocks } from '../../src/plan/index.ts';
import { failedRun, session, variant } from '../support/session.ts';
import { simulatedRuns } from '../support/simulated-rows.ts';

const tiny = { seed: 1, sessions: 2 };

test.each([
  ['intervals', intervalStudy, 'order statistics'],
  ['letters', letterStudy, 't and trimmed t'],
  ['stopping', stoppingStudy, 'at 97 %'],
])('the study of %s prints whole tables, the same for the same seed', (_name, study, word) => {
  const text = study(tiny);
  expect(text).toContain(word);
  expect(text).toContain('2 simulated sessions');
  expect(text).not.toMatch(/NaN|Infinity|undefined|\| +\|/);
  expect(study(tiny)).toBe(text);
});

test('a table lines up, figures to the right', () => {
  expect(
    markdownTable(
      ['name', 'n'],
      [
        ['one', '1'],
        ['eleven', '11'],
      ],
    ),
  ).toMatchInlineSnapshot(`
    "| name   |   n |
    | ------ | --: |
    | one    |   1 |
    | eleven |  11 |"
  `);
});

describe('stored runs of copies', () => {
  const ids = ['aa/one', 'aa/two', 'aa/three'];
  const copies = ids.map((id) => Object.assign(variant(id), { title: 'One program' }));
  const variants = [...copies, variant('b/other')];
  const order = [planBlocks({ variants: variants.map(({ id }) => id), blocks: 12, seed: 7, label: 'seed' })];
  const given = Object.assign(session({ variants, blocks: 12 }), { order });
  const runs = simulatedRuns(
    [...ids, 'b/other'].map((id) => ({ id, wallMs: id === 'b/other' ? 300 : 100 })),
    12,
    1,
  ).map((run) => Object.assign(run, { position: order[0]?.[run.block]?.indexOf(run.variant) ?? 0 }));

  test('are found by their title, in blocks where all of them were ok', () => {
    const [found, ...others] = copiesIn(
      given,
      runs.map((run) => (run.variant === 'aa/two' && run.block === 3 ? failedRun(run.variant, 3) : run)),
    );
    expect(others).toEqual([]);
    expect(found).toMatchObject({ scenario: 'seed', title: 'One program' });
    expect(found?.times.map(({ length }) => length)).toEqual([11, 11, 11]);
  });

  test('are read from a results folder, as raced and shuffled', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'copies-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'session.json'), JSON.stringify(given));
    writeFileSync(join(folder, 'runs.jsonl'), runs.map((run) => `${JSON.stringify(run)}\n`).join(''));
    const text = await runsStudy(folder, { seed: 1, sessions: 50 });
    expect(text).toMatch(/\| seed\s+\| One program \|\s+3 \|\s+12 \|/);
    expect(text.match(/\| seed .*/g)).toHaveLength(1 + 3);
    expect(text).not.toMatch(/NaN|Infinity|undefined/);
  });
});
