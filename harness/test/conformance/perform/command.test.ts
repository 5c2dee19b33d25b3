import type { CaseInput, ConformanceStep } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { argumentsOf, askedOf, renderInput } from '../../../src/conformance/perform/command.ts';
import type { Room } from '../../../src/conformance/sandbox/room.ts';

const FILES = { folder: '/c/step-0', input: '/c/in', records: '/c/rec', stdout: '/c/o', stderr: '/c/e' };
const ROOM: Room = {
  root: '/c',
  sandbox: '/c/sandbox',
  dir: '/c/sandbox/out',
  temporary: '/c/tmp',
  step: () => FILES,
};

function line(step: Partial<ConformanceStep>, cacert: string | null = null) {
  return argumentsOf({ expect: { exit: 0 }, ...step }, { room: ROOM, files: FILES, cacert }).join(' ');
}

describe('the command line of a step', () => {
  test.each<[string, Partial<ConformanceStep>, string | null]>([
    ['--json --records /c/rec --progress none -d /c/sandbox/out -j 4', {}, null],
    [
      '--json --records /c/rec --progress none -d /c/sandbox/out -j 9 --cacert /ca.pem',
      { concurrency: 9 },
      '/ca.pem',
    ],
    ['', { standard: false }, '/ca.pem'],
    [
      '--records /c/rec -d /c/sandbox/out',
      { standard: ['json', 'progress', 'concurrency', 'cacert'] },
      '/ca.pem',
    ],
    ['-x 1 -i /c/in u v', { standard: false, args: ['-x', '1'], urls: ['u', 'v'], input: ['y'] }, null],
    ['-i -', { standard: false, via: 'stdin', input: ['y'] }, null],
  ])('%s', (expected, step, cacert) => {
    expect(line(step, cacert)).toBe(expected);
  });
});

function asked(...args: readonly string[]) {
  return askedOf({ expect: { exit: 0 } }, args, ROOM);
}

describe('what was asked', () => {
  test.each<[readonly string[], number]>([
    [[], 10],
    [['-j', '4'], 4],
    [['-j', '4', '--concurrency=7'], 7],
    [['--concurrency', '3'], 3],
    [['-j', 'x'], 10],
  ])('%j: so many at a time', (args, concurrency) => {
    expect(asked(...args).concurrency).toBe(concurrency);
  });

  test.each<[readonly string[], string | null]>([
    [['-d', '/c/sandbox/out'], ''],
    [['-d', '/c/sandbox/out/x/y'], 'x/y/'],
    [['--dir=/elsewhere'], null],
    [[], null],
  ])('%j: files go there', (args, below) => {
    expect(asked(...args).below).toBe(below);
  });

  test('signals are counted', () => {
    const act = { when: { runMs: 1 }, do: { signal: 'SIGINT' } } as const;
    const remove = { when: { runMs: 1 }, do: { remove: 'DIR' } } as const;
    expect(askedOf({ expect: { exit: 0 }, act: [act, remove, act] }, [], ROOM).signals).toBe(2);
  });
});

describe('an input', () => {
  test.each<[CaseInput, string]>([
    [['a', { url: 'b', bytes: 1 }], 'a\n{"url":"b","bytes":1}\n'],
    [[], ''],
    [{ text: 'a\r\nb' }, 'a\r\nb'],
    [{ hex: '6100ff' }, 'a\0\xFF'],
    [{ repeat: { line: 'x', times: 3 } }, 'x\nx\nx\n'],
    [{ lines: ['a'], open: true }, 'a\n'],
  ])('%j', (input, text) => {
    expect(renderInput(input).toString('latin1')).toBe(text);
  });
});
