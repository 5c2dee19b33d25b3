import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { generateTypes } from '../tools/types-from-schemas.ts';
import { check, parse, SCHEMA_NAMES } from '../src/index.ts';

const schemaFolder = new URL('../schema/', import.meta.url);

describe('the schemas', () => {
  it('are all named in src/schemas.ts', () => {
    const files = readdirSync(schemaFolder).map((file) => file.replace('.schema.json', ''));
    expect(files.toSorted()).toEqual([...SCHEMA_NAMES].toSorted());
  });

  it('say the same as the generated types', async () => {
    const stored = readFileSync(new URL('../src/types.generated.ts', import.meta.url), 'utf8');
    expect(stored).toBe(await generateTypes());
  });

  it.each(SCHEMA_NAMES)('%s compiles, and refuses an empty document', (name) => {
    expect(check(name, {}).state).toBe('invalid');
  });
});

describe('what is wrong is said by field', () => {
  const valid = {
    index: 0,
    url: 'http://h/a',
    path: 'a',
    state: 'ok',
    bytes: 1,
    attempts: 1,
    startNs: 0,
    endNs: 5,
  };

  it('accepts a whole record', () => {
    expect(check('record', valid)).toEqual({ state: 'valid', value: valid });
  });

  it.each<[string, object, string]>([
    ['an unknown field', { colour: 'red' }, 'the document has an unknown field colour'],
    [
      'a word that is not on the list',
      { state: 'done' },
      'state must be one of ok, failed, skipped, cancelled',
    ],
    ['a negative time', { endNs: -1 }, 'endNs must be >= 0'],
    ['a digest in capitals', { sha256: 'A'.repeat(64) }, 'sha256 must match pattern "^[0-9a-f]{64}$"'],
    [
      'an error on a download that went well',
      { error: { code: 'dns', message: 'x' } },
      'error has no place here',
    ],
    ['a failure without its error', { state: 'failed', bytes: undefined }, 'the document lacks error'],
  ])('%s', (_about, change, problem) => {
    const value: unknown = JSON.parse(JSON.stringify({ ...valid, ...change }));
    const checked = check('record', value);
    expect(checked.state === 'invalid' && checked.problems).toContain(problem);
  });

  it('text that is not JSON is a problem, not an exception', () => {
    expect(parse('summary', '{"contract": 1,')).toMatchObject({ state: 'invalid' });
  });
});
