import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { optionWords } from '../../src/check/option-words.ts';
import { resolveCheck } from '../../src/check/config.ts';
import { repeatCommand } from '../../src/check-report/next.ts';
import { readCommandLine } from '../../src/options.ts';
import { temporaryFolder } from '../support/world.ts';
import { holdSession } from './support.ts';

async function wordsOf(...args: readonly string[]): Promise<readonly string[]> {
  const invocation = readCommandLine(['check', '--base', 'main', ...args]);
  if (invocation.state !== 'check') throw new TypeError(`it is ${invocation.state}`);
  return optionWords(invocation.options, await resolveCheck(invocation.options, temporaryFolder()));
}

test('what decides a session is there to be repeated, and what does not is not', async () => {
  expect(await wordsOf('--out', 'o', '--keep', 'k', '--format', 'json')).toEqual([]);
  const many = [
    '--scenario',
    resolve('own.json'),
    '--budget',
    '2m',
    '--metric',
    'time',
    '--skip-conformance',
  ];
  expect(await wordsOf(...many, '--workspace', resolve('there'), '--inconclusive', 'fail')).toEqual([
    '--workspace=there',
    '--scenario=own.json',
    '--budget=120s',
    '--metric=time',
    '--skip-conformance',
    '--inconclusive=fail',
  ]);
});

test('words that are said again are read as they were', async () => {
  const words = await wordsOf('--scenario', 'small', '--blocks', '7', '--metric', 'cpu');
  expect(await wordsOf(...words)).toEqual(words);
});

test('the command to repeat has them, but what it changes only once', async () => {
  const { report } = await holdSession({ blocks: 3 });
  const told = {
    ...report,
    mode: 'revisions' as const,
    optionWords: ['--scenario=it is mine', '--blocks=9'],
  };
  expect(repeatCommand(told, ['a/b'], ['--blocks 18'])).toBe(
    "npm run check -- --base=base --only a/b --scenario='it is mine' --blocks 18 --seed 1",
  );
  expect(repeatCommand({ ...told, optionWords: ['--workspace=.'] }, ['a/b'])).toBe(
    'npx fairfetch check --base=base --only a/b --workspace=. --seed 1',
  );
});
