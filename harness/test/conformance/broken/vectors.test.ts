import { describe, expect, it } from 'vitest';
import failures from '@fairfetch/contract/vectors/failures.json' with { type: 'json' };
import fnv1aVectors from '@fairfetch/contract/vectors/fnv1a.json' with { type: 'json' };
import headers from '@fairfetch/contract/vectors/headers.json' with { type: 'json' };
import help from '@fairfetch/contract/vectors/help.json' with { type: 'json' };
import masking from '@fairfetch/contract/vectors/masking.json' with { type: 'json' };
import messages from '@fairfetch/contract/vectors/messages.json' with { type: 'json' };
import names from '@fairfetch/contract/vectors/names.json' with { type: 'json' };
import noProxy from '@fairfetch/contract/vectors/no-proxy.json' with { type: 'json' };
import paths from '@fairfetch/contract/vectors/paths.json' with { type: 'json' };
import progress from '@fairfetch/contract/vectors/progress.json' with { type: 'json' };
import resume from '@fairfetch/contract/vectors/resume.json' with { type: 'json' };
import retry from '@fairfetch/contract/vectors/retry.json' with { type: 'json' };
import seconds from '@fairfetch/contract/vectors/seconds.json' with { type: 'json' };
import sizes from '@fairfetch/contract/vectors/sizes.json' with { type: 'json' };
import { fnv1a } from './digests.ts';
import { Failure, masked, type Code } from './failure.ts';
import { helpText } from './help.ts';
import { deriveName, pathFlaw, TakenNames } from './names.ts';
import { header, parseSeconds, parseSize, STRATEGY } from './options.ts';
import { barLine, plainLine } from './progress-line.ts';
import { goesDirect } from './proxy.ts';
import { decide, rangeHeaders, validatorOf, type Versioned } from './resume.ts';
import { isRetried, parseRetryAfter, waitMs } from './retry.ts';

/** The sound downloader is held to what all of them are held to: a case it passes by luck would prove nothing. */
describe('the downloader without a defect', () => {
  it.each(names.cases)('name: $about', ({ url, name }) => {
    expect(deriveName(new URL(url))).toBe(name);
  });

  it.each(names.collisions)('collision: $about', ({ names: given, results }) => {
    const taken = new TakenNames();
    expect(given.map((name) => taken.takeDerived(name))).toEqual(results);
  });

  it.each(paths.cases)('path: $about', ({ path, safe }) => {
    expect(pathFlaw(path) === undefined).toBe(safe);
  });

  it.each(retry.cases)('wait $waitMs ms', ({ attempt, random, retryAfterSeconds, waitMs: wait }) => {
    expect(waitMs(attempt, random, retryAfterSeconds)).toBeCloseTo(wait, 6);
  });

  it.each(retry.retryAfter)('Retry-After: $about', ({ header: value, nowEpochMs, seconds: expected }) => {
    expect(parseRetryAfter(value, nowEpochMs)).toBe(expected ?? undefined);
  });

  it.each(failures.statuses.filter(({ code }) => code !== null))('status $status', ({ status, retried }) => {
    expect(isRetried(new Failure('http-status', { status }))).toBe(retried);
  });

  it.each(failures.codes.filter(({ retried }) => retried === 'yes' || retried === 'no'))(
    'code $code',
    ({ code, retried }) => {
      expect(isRetried(new Failure(code as Code))).toBe(retried === 'yes');
    },
  );

  it.each(resume.request)('resume: $about', ({ part, headers: expected }) => {
    const { bytes, total } = part as { bytes: number; total?: number };
    const validator = validatorOf(part.validator);
    const stored =
      validator === undefined ? undefined : { bytes, validator, ...(total !== undefined && { total }) };
    expect(rangeHeaders(stored)).toEqual(expected ?? undefined);
  });

  it.each(resume.answer)('answer: $about', (answer) => {
    const { offset, total, validator } = answer as { offset: number; total?: number; validator: Versioned };
    const stored = { bytes: offset, validator: validatorOf(validator) ?? '', ...(total && { total }) };
    expect(decide(offset === 0 ? undefined : stored, answer)).toBe(answer.decision);
  });

  it.each(headers.cases)('-H $given', ({ given, name, value, error }) => {
    const parse = (): unknown => header({ shown: '--header', text: given });
    if (error === undefined) expect(parse()).toEqual([{ name, value }]);
    else expect(parse).toThrow(error);
  });

  it.each(seconds.cases)('seconds $given', ({ given, seconds: expected }) => {
    expect(parseSeconds(given)).toBe(expected);
  });

  it.each(sizes.cases)('size $given', ({ given, bytes }) => {
    expect(parseSize(given)).toBe(bytes);
  });

  it.each(masking.cases)('masked: $text', ({ text, masked: expected }) => {
    expect(masked(text)).toBe(expected);
  });

  it.each(messages.cases)('message: $message', ({ code, params, message }) => {
    expect(new Failure(code as Code, params).message).toBe(message);
  });

  it.each(noProxy.cases)('no_proxy: $about', ({ url, noProxy: value, direct }) => {
    expect(goesDirect(new URL(url), value)).toBe(direct);
  });

  it.each(progress.bar)('bar: $about, $columns columns', ({ state, columns, line }) => {
    expect(barLine(state, columns)).toBe(line);
  });

  it.each(progress.plain)('plain: $about', ({ state, line }) => {
    expect(plainLine(state)).toBe(line);
  });

  it.each(fnv1aVectors.cases)('FNV-1a $fnv1a', ({ utf8, hex, repeat, fnv1a: expected }) => {
    const bytes =
      repeat === undefined
        ? Buffer.from(utf8 ?? hex ?? '', hex === undefined ? 'utf8' : 'hex')
        : Buffer.alloc(repeat.count, repeat.byte);
    expect((fnv1a(bytes) >>> 0).toString(16).padStart(8, '0')).toBe(expected);
  });

  it('says what all of them say on --help', () => {
    const strategies = `  ${STRATEGY.padEnd(26)}  one file after another in each of N slots`;
    const expected = help.lines
      .filter((line) => line !== '{demonstration}')
      .map((line) => line.replace('{strategies}', strategies))
      .map((line) => line.replace('{command}', 'x').replace('{default}', STRATEGY));
    expect(helpText('x').trimEnd().split('\n')).toEqual(expected);
  });
});
