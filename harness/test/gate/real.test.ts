import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readSessions } from '../../benches/gate-real/record.ts';
import { realTables } from '../../benches/gate-real/tables.ts';

const SESSIONS = fileURLToPath(new URL('../../benches/gate-real/sessions.json', import.meta.url));
const page = readFileSync(new URL('../../../docs/gate.md', import.meta.url), 'utf8');

test('docs/gate.md has the tables of the stored real sessions, row by row', () => {
  const rows = realTables(readSessions(SESSIONS))
    .split('\n')
    .filter((line) => line.startsWith('|'));
  expect(rows.length).toBeGreaterThan(15);
  expect(rows.filter((row) => !page.includes(row))).toEqual([]);
});

test('in none of the stored real sessions of alike programs did anything differ', () => {
  const quiet = readSessions(SESSIONS).filter(({ kind }) => kind === 'nothing differs');
  expect(quiet.length).toBeGreaterThanOrEqual(60);
  expect(quiet.filter(({ verdict, canJudge }) => verdict === 'regressed' || !canJudge)).toEqual([]);
});
