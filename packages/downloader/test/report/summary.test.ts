import { expect, test } from 'vitest';
import { humanBytes } from '../../src/report/human.ts';
import { closingLine } from '../../src/report/summary.ts';

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [2.5, '3 B'],
  [1024, '1.0 KiB'],
  [1280, '1.3 KiB'],
  [12_288, '12.0 KiB'],
  [1.5 * 1024 ** 3, '1.5 GiB'],
  [2 * 1024 ** 4, '2.0 TiB'],
])('%d bytes', (bytes, text) => {
  expect(humanBytes(bytes)).toBe(text);
});

test('the closing line', () => {
  const downloads = { total: 30, ok: 29, failed: 1, skipped: 0, cancelled: 0 };
  const summary = { downloads, bytes: 1024 * 1024, durationNs: 310_000_000 } as Parameters<
    typeof closingLine
  >[0];
  expect(closingLine(summary)).toBe('29 ok, 1 failed, 1.0 MiB in 0.31 s (3.2 MiB/s)');
  Object.assign(downloads, { skipped: 4, cancelled: 5 });
  expect(closingLine(summary)).toMatch(/^29 ok, 1 failed, 4 skipped, 5 cancelled, 1.0 MiB in /u);
});
