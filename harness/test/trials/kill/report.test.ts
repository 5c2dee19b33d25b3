import { expect, test } from 'vitest';
import { killRow, killTable } from '../../../src/trials/kill/report.ts';

const RIGHT = { findings: [], resumable: 2, resumed: 2, resentBytes: 2048, mostResentBytes: 1024 };
const WRONG = {
  findings: ['a.bin: left over'],
  resumable: 1,
  resumed: 0,
  resentBytes: 10_240,
  mostResentBytes: 10_240,
};

test('points are added up, and what was not right is told by point', () => {
  expect(killTable([killRow('one/two', [RIGHT, WRONG]), killRow('three/four', [RIGHT])], 7))
    .toMatchInlineSnapshot(`
      "variant     kills  right  parts  resumed  sent again  most a file
      ─────────────────────────────────────────────────────────────────
      one/two         2      1      3        2      12 KiB       10 KiB
      three/four      1      1      2        2       2 KiB        1 KiB

      kills: runs ended by SIGKILL, at a moment or at a byte; right: after the next
      run every file was as served and nothing was left over; parts: large files
      of which a described part was on the disk; resumed: continued exactly there;
      sent again: bytes that were on the disk already, and the most of one file.
      Seed 7.
      one/two, point 1: a.bin: left over
      "
    `);
});

test('no line of the table wraps on a terminal', () => {
  const rows = [
    killRow(
      'undici/event-loop',
      Array.from({ length: 200 }, () => RIGHT),
    ),
  ];
  for (const line of killTable(rows, 4_000_000_000).split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});
