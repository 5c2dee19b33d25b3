import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

function vectors(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), 'utf8'));
}

interface Names {
  readonly cases: readonly { about: string; url: string; name: string }[];
  readonly collisions: readonly { about: string; names: readonly string[]; results: readonly string[] }[];
}

describe('the vectors hold together', () => {
  const { cases, collisions } = vectors('names') as Names;

  it.each(cases)('name: $about', ({ name }) => {
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(240);
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    expect(name).not.toMatch(/[\u0000-\u001F\u007F<>:"/\\|?*]|[. ]$|\.part(\.json)?$/i);
    expect(name).not.toBe('');
  });

  it.each(collisions)('collision: $about', ({ names, results }) => {
    expect(results).toHaveLength(names.length);
    expect(new Set(results).size).toBe(results.length);
  });

  it('failures name the codes of the record and summary schemas, no more and no fewer', () => {
    const { codes } = vectors('failures') as { codes: readonly { code: string }[] };
    const listed = codes.map(({ code }) => code);
    for (const schema of ['record', 'summary']) {
      const text = readFileSync(new URL(`../schema/${schema}.schema.json`, import.meta.url), 'utf8');
      expect(text.match(/"bad-job"[^\]]*/)?.[0].match(/[a-z-]+/g)).toEqual(listed);
    }
  });

  it('retry waits stay within 10 s unless Retry-After asks for more', () => {
    const { cases: waits } = vectors('retry') as {
      cases: readonly { attempt: number; random: number; retryAfterSeconds?: number; waitMs: number }[];
    };
    for (const { attempt, random, retryAfterSeconds = 0, waitMs } of waits) {
      const jitter = random * Math.min(10_000, 200 * 2 ** (attempt - 1));
      expect(waitMs).toBeCloseTo(Math.max(jitter, Math.min(retryAfterSeconds, 60) * 1000), 6);
    }
  });

  it('resume answers use the four decisions', () => {
    const { answer } = vectors('resume') as { answer: readonly { decision: string }[] };
    expect(new Set(answer.map(({ decision }) => decision))).toEqual(
      new Set(['append', 'start-over', 'request-again', 'fail']),
    );
  });

  it('FNV-1a agrees with a reference in a few lines', () => {
    interface Case {
      utf8?: string;
      hex?: string;
      repeat?: { byte: number; count: number };
      fnv1a: string;
    }
    const { cases: hashes } = vectors('fnv1a') as { cases: readonly Case[] };
    for (const each of hashes) {
      const bytes =
        each.repeat === undefined
          ? Buffer.from(each.utf8 ?? each.hex ?? '', each.hex === undefined ? 'utf8' : 'hex')
          : Buffer.alloc(each.repeat.count, each.repeat.byte);
      let hash = 0x811c9dc5;
      for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
      expect(hash.toString(16).padStart(8, '0')).toBe(each.fnv1a);
    }
  });

  it('help fits 80 columns and names each option of the command line once', () => {
    const { lines } = vectors('help') as { lines: readonly string[] };
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    const options = lines.flatMap((line) => /^ {2}(?:-\w, | {4})(--[a-z-]+)/.exec(line)?.[1] ?? []);
    expect(new Set(options).size).toBe(options.length);
    expect(options).toContain('--no-resume');
  });

  it('a progress line leaves a column free', () => {
    const { bar } = vectors('progress') as { bar: readonly { columns: number; line: string }[] };
    for (const { columns, line } of bar) expect(line.length).toBeLessThan(Math.max(columns, 1));
  });

  it('messages are of codes there are', () => {
    const { codes } = vectors('failures') as { codes: readonly { code: string }[] };
    const { cases: told } = vectors('messages') as { cases: readonly { code: string }[] };
    expect(codes.map(({ code }) => code)).toEqual(expect.arrayContaining(told.map(({ code }) => code)));
    expect(new Set(told.map(({ code }) => code)).size).toBe(codes.length);
  });
});
