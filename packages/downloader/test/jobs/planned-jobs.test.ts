import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { InputLines } from '../../src/jobs/lines.ts';
import type { PlannedJob, RefusedJob } from '../../src/jobs/job.ts';
import { countJobs, PlannedJobs } from '../../src/jobs/planned-jobs.ts';

const SHA256 = 'a'.repeat(64);

function open(text: string | Buffer, urls: readonly string[] = []) {
  const file = join(mkdtempSync(join(tmpdir(), 'jobs-')), 'list');
  writeFileSync(file, text);
  const refused: RefusedJob[] = [];
  const source = new PlannedJobs(new InputLines(urls, file), (job) => refused.push(job));
  return { refused, source };
}

function plan(text: string | Buffer, urls: readonly string[] = []) {
  const { refused, source } = open(text, urls);
  const jobs: PlannedJob[] = [];
  for (let job = source.take(); job !== undefined; job = source.take()) {
    if (job instanceof Promise) throw new Error('a file is never waited for');
    jobs.push(job);
  }
  return { jobs, refused, source };
}

describe('PlannedJobs', () => {
  test('arguments come first, without a line; blank lines and comments count as lines only', () => {
    const { jobs, source } = plan('# list\n\nhttp://h/b\r\n   \nhttp://h/c', ['http://h/a']);
    expect(jobs).toEqual([
      { index: 0, url: 'http://h/a', path: 'a' },
      { index: 1, line: 3, url: 'http://h/b', path: 'b' },
      { index: 2, line: 5, url: 'http://h/c', path: 'c' },
    ]);
    expect(source.count).toBe(3);
    expect(source.areAllTaken).toBe(true);
  });

  test('JSON lines: null is absent, unknown fields are ignored', () => {
    const lines = [
      { url: 'http://h/a', path: 'x/y.bin', sha256: SHA256.toUpperCase(), bytes: 3 },
      { url: 'http://h/a', path: null, sha256: null, bytes: null, colour: 'blue' },
    ];
    expect(plan(lines.map((line) => JSON.stringify(line)).join('\n')).jobs).toEqual([
      { index: 0, line: 1, url: 'http://h/a', path: 'x/y.bin', sha256: SHA256, bytes: 3 },
      { index: 1, line: 2, url: 'http://h/a', path: 'a' },
    ]);
  });

  test.each([
    ['{"url":', 'bad-job'],
    ['{}', 'bad-job'],
    ['{"url": 7}', 'bad-job'],
    ['{"url": "http://h/a", "path": 7}', 'bad-job'],
    ['{"url": "http://h/a", "sha256": "abc"}', 'bad-job'],
    ['{"url": "http://h/a", "bytes": -1}', 'bad-job'],
    ['["http://h/a"]', 'bad-job'],
    ['no url', 'bad-job'],
    ['ftp://h/a', 'bad-job'],
    ['http://', 'bad-job'],
    ['{"url": "http://h/a", "path": "../a"}', 'unsafe-path'],
    ['{"url": "http://h/a", "path": ""}', 'unsafe-path'],
    ['{"url": "http://h/a", "path": "a.part"}', 'unsafe-path'],
  ])('%s is %s, and the rest go on', (line, code) => {
    const { jobs, refused } = plan(`\n${line}\nhttp://h/ok\n`);
    expect(refused.map(({ index, line: at, failure }) => [index, at, failure.code])).toEqual([[0, 2, code]]);
    expect(jobs).toEqual([{ index: 1, line: 3, url: 'http://h/ok', path: 'ok' }]);
  });

  test('the later of two jobs with one path is refused; derived names are numbered around both', () => {
    const { jobs, refused } = plan(
      [
        'http://h/a',
        '{"url": "http://h/x", "path": "a"}',
        '{"url": "http://h/x", "path": "b"}',
        'http://h/b',
      ].join('\n'),
    );
    expect(jobs.map(({ path }) => path)).toEqual(['a', 'b', 'b-2']);
    expect(refused.map(({ failure }) => failure.code)).toEqual(['duplicate-path']);
  });

  test('lines longer and shorter than what is read at once', () => {
    const urls = Array.from({ length: 3000 }, (_, i) => `http://h/${i}?${'é'.repeat(i % 70)}`);
    urls[1500] = `http://h/1500?${'x'.repeat(65_000)}`;
    expect(plan(urls.join('\n')).jobs.map(({ url }) => url)).toEqual(urls.map((url) => new URL(url).href));
  });

  test.each<[string, Buffer]>([
    ['a line over 65,536 bytes', Buffer.from(`http://h/${'x'.repeat(65_528)}`)],
    ['a line of a megabyte', Buffer.alloc(1_000_000, 'x')],
    ['a line that is not UTF-8', Buffer.from('http://h/\u00e9', 'latin1')],
  ])('%s is one bad job, and the rest go on', (_, line) => {
    const text = Buffer.concat([Buffer.from('http://h/1\n'), line, Buffer.from('\r\nhttp://h/2')]);
    const { jobs, refused } = plan(text);
    expect(refused.map(({ index, line: at, failure }) => [index, at, failure.code])).toEqual([
      [1, 2, 'bad-job'],
    ]);
    expect(jobs.map(({ path }) => path)).toEqual(['1', '2']);
  });

  test('a line of exactly 65,536 bytes is a job, also with CRLF, and at the end', () => {
    const line = `http://h/?${'x'.repeat(65_526)}`;
    expect(plan(`${line}\n${line}\r\n${line}`).jobs).toHaveLength(3);
  });

  test('a long row of refused lines gives way to others now and then', async () => {
    const { refused, source } = open(`${'nonsense\n'.repeat(1000)}http://h/ok`);
    let job = source.take();
    expect(job).toBeInstanceOf(Promise);
    expect(refused.length).toBeLessThan(1000);
    job = await job;
    expect(job).toMatchObject({ index: 1000, line: 1001 });
    expect(refused).toHaveLength(1000);
  });

  test('after a stop no more are read', () => {
    const { source } = open('http://h/1\nhttp://h/2\n');
    void source.take();
    expect(source.stop()).toEqual([]);
    expect(source.take()).toBeUndefined();
    expect(source.count).toBe(1);
  });

  test('jobs can be counted beforehand', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'jobs-')), 'list');
    writeFileSync(file, `# list\n\nhttp://h/1\nnonsense\n   \n${'x'.repeat(70_000)}\nhttp://h/2`);
    expect(countJobs(['http://h/a'], file)).toBe(5);
    expect(countJobs(['http://h/a'], undefined)).toBe(1);
  });

  test('an empty list is no job', () => {
    expect(plan('').jobs).toEqual([]);
  });
});
