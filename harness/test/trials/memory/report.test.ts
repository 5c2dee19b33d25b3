import { expect, test } from 'vitest';
import { bytesPerLine, memoryTable, type MemoryRow } from '../../../src/trials/memory/report.ts';

const ROW: MemoryRow = {
  variant: 'one/two',
  kind: 'skipped',
  fewLines: 1_000,
  fewPeakBytes: 20 * 1024 ** 2,
  manyLines: 1_001_000,
  manyPeakBytes: 20 * 1024 ** 2 + 50_000_000,
  manyWallNs: 2_002_000_000,
};

test('a line costs what the longer list takes more, over the lines it has more', () => {
  expect(bytesPerLine(ROW)).toBe(50);
});

test('the table says what was measured', () => {
  expect(memoryTable([ROW])).toMatchInlineSnapshot(`
    "variant  lines    few, MiB  many, MiB  bytes a line  µs a line
    ──────────────────────────────────────────────────────────────
    one/two  skipped      20.0       67.7            50        2.0

    Peak memory of the process with a list of 1,000 and one of 1,001,000 lines, all
    refused (no http) or all skipped (--existing skip); a line may cost
    200 bytes at most.
    "
  `);
});
