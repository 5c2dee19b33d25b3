import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadScenario } from '../../src/scenarios/index.ts';
import { tinyScenario } from '../support/scenario.ts';
import { temporaryFolder } from '../support/world.ts';

function written(text: string): string {
  const file = join(temporaryFolder(), 'my.json');
  writeFileSync(file, text);
  return file;
}

function refusalOf(over: object): string {
  const file = written(JSON.stringify({ ...tinyScenario(), ...over }));
  try {
    loadScenario(file);
  } catch (error) {
    expect(error).toMatchObject({ code: 'scenario-file', exitCode: 2 });
    return (error as Error).message.replace(`--scenario ${file}: `, '');
  }
  return 'was taken';
}

const LOG_NORMAL = { medianBytes: 10, sigma: 1, minBytes: 20, maxBytes: 10 };
const BOTH = { unavailable: { share: 0.9, retryAfterSeconds: 1 }, reset: { share: 0.9 } };

describe('a scenario of the user', () => {
  test('the example of the documentation is one', () => {
    const page = readFileSync(new URL('../../../docs/scenarios.md', import.meta.url), 'utf8');
    const example = /```json\n([^]*?)```/.exec(page)?.[1] ?? '';
    expect(loadScenario(written(example)).name).toBe('my-network');
  });

  test.each([
    [{ network: { rttMs: -5 } }, '/network/rttMs must be >= 0, not -5'],
    [{ colour: 'red' }, 'it has an unknown field colour'],
    [{ network: { rttMs: 1, loss: 2 } }, '/network has an unknown field loss'],
    [{ files: [] }, '/files must NOT have fewer than 1 items'],
    [{ files: [{ count: 0, bytes: 1 }] }, '/files/0/count must be >= 1, not 0'],
    [{ files: [{ count: 1, bytes: 1e12 }] }, '/files/0/bytes must be <= 68719476736, not 1000000000000'],
    [{ work: 'md5' }, '/work must be one of none, sha256, fnv1a, not "md5"'],
    [{ faults: { reset: { share: 0.1 }, mostPerFile: 9 } }, '/faults/mostPerFile must be <= 3, not 9'],
    [{ name: 'seed' }, '/name seed is the name of a scenario that comes with the harness'],
    [{ hosts: 7 }, '/hosts is 7, and there are 6 downloads for them'],
    [{ http: ['2'] }, '/http has 2, which is spoken over TLS alone: say "tls": true'],
    [
      { faults: { ...BOTH, mostPerFile: 1 } },
      '/faults has shares that are 1.8 together, at most 1 is possible',
    ],
    [{ files: [{ count: 1, logNormal: LOG_NORMAL }] }, '/files/0/logNormal/minBytes is above maxBytes'],
  ])('%j is refused at its field', (over, message) => {
    expect(refusalOf(over)).toBe(message);
  });

  test('what cannot be read, or is no JSON, is said to be so, with the place', () => {
    expect(() => loadScenario('/nowhere/my.json')).toThrow('it cannot be read: no such file or folder');
    expect(() => loadScenario(written('{\n  "name": x }'))).toThrow(/it is not JSON: .*line 2,? column 11/);
    expect(() => loadScenario(written('{'))).toThrow(/it is not JSON/);
  });
});
