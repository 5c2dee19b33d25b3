import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { powerCurve } from '../../benches/gate/curve.ts';
import { readRecord } from '../../benches/gate/record-file.ts';
import { tablesOf } from '../../benches/gate/tables.ts';

const record = readRecord(new URL('../../benches/gate/rates.json', import.meta.url).pathname);
const docs = new URL('../../../docs/', import.meta.url);

test('the curve in the docs is drawn from the stored simulation', () => {
  expect(readFileSync(new URL('gate-power.svg', docs), 'utf8')).toBe(powerCurve(record));
});

test('the tables in the docs are those of the stored simulation', () => {
  expect(readFileSync(new URL('gate.md', docs), 'utf8')).toContain(tablesOf(record).trim());
});

test('what is claimed is what was counted', () => {
  for (const { regressed } of record.quiet) expect(regressed.seen / regressed.of).toBeLessThanOrEqual(0.01);
  for (const { minutes, slower, regressed } of record.power) {
    if (minutes === 5 && slower === 0.1) expect(regressed.seen / regressed.of).toBeGreaterThan(0.95);
  }
});
