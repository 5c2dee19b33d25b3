import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { takeLock } from '../../src/run/lock.ts';
import { startTicks } from '../../src/run/processes.ts';
import { temporaryFolder } from '../support/world.ts';

const SINCE = '2026-01-31T12:00:00.000Z';
const NAME = `fairfetch-${userInfo().uid}.lock`;

function holder(over: object): string {
  return JSON.stringify({ pid: process.pid, startTicks: startTicks(process.pid), since: SINCE, ...over });
}

describe('takeLock', () => {
  test('one holds it, the next is told who, and after its release anybody can', () => {
    const folder = temporaryFolder();
    const lock = takeLock(folder, SINCE);
    expect(readdirSync(folder)).toEqual([NAME]);
    expect(() => takeLock(folder, SINCE)).toThrow(`process ${process.pid}, since ${SINCE}`);
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
    takeLock(folder, SINCE).release();
  });

  test.each([
    ['of a process that is dead', holder({ pid: 2 ** 22 + 1 })],
    ['of a process whose id another one has now', holder({ startTicks: '1' })],
    ['that is empty', ''],
    ['that is nonsense', '{"pid":'],
  ])('a lock %s is taken over', (_, text) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, NAME), text);
    const lock = takeLock(folder, 'now');
    expect(JSON.parse(readFileSync(join(folder, NAME), 'utf8'))).toMatchObject({
      pid: process.pid,
      since: 'now',
    });
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  test("releasing does not take away another's lock", () => {
    const folder = temporaryFolder();
    const lock = takeLock(folder, SINCE);
    writeFileSync(join(folder, NAME), holder({ pid: 1 }));
    lock.release();
    expect(readdirSync(folder)).toEqual([NAME]);
  });

  test('a folder that is not there is named', () => {
    expect(() => takeLock('/no/such/folder', SINCE)).toThrow('/no/such/folder');
  });
});
