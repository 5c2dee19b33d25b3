import { check } from '@fairfetch/contract';
import { expect, test } from 'vitest';
import { expectedFiles, namedJobs, renderJobs } from '../../src/run/job-file.ts';

const SERVED = [
  { name: 'file-00000.bin', bytes: 10, sha256: 'aa' },
  { name: 'file-00001.bin', bytes: 20, sha256: 'bb' },
];
const JOBS = [
  { file: 1, path: 'one.bin' },
  { file: 0, path: 'two.bin' },
  { file: 1, path: 'three.bin' },
];

test('a line for each job, copies included, as the schema says', () => {
  const lines = renderJobs(namedJobs(JOBS, ['http://127.0.0.1:1/s1'], SERVED), null).split('\n');
  expect(lines.pop()).toBe('');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { url: 'http://127.0.0.1:1/s1/file-00001.bin', path: 'one.bin' },
    { url: 'http://127.0.0.1:1/s1/file-00000.bin', path: 'two.bin' },
    { url: 'http://127.0.0.1:1/s1/file-00001.bin', path: 'three.bin' },
  ]);
  for (const line of lines) expect(check('job', JSON.parse(line)).state).toBe('valid');
});

test('the same jobs in the format of a peer', () => {
  const jobs = namedJobs(JOBS.slice(0, 2), ['http://127.0.0.1:1/s1'], SERVED);
  expect(renderJobs(jobs, 'curl-config')).toBe(
    [
      'url = "http://127.0.0.1:1/s1/file-00001.bin"',
      'output = "one.bin"',
      'url = "http://127.0.0.1:1/s1/file-00000.bin"',
      'output = "two.bin"',
      '',
    ].join('\n'),
  );
});

test('a ceiling is told the sizes as well', () => {
  const jobs = namedJobs(JOBS.slice(0, 1), ['http://127.0.0.1:1/s1'], SERVED);
  expect(renderJobs(jobs, 'sized-jobs')).toBe(
    '{"url":"http://127.0.0.1:1/s1/file-00001.bin","path":"one.bin","bytes":20}\n',
  );
});

test('what must be there afterwards', () => {
  expect(expectedFiles(JOBS, SERVED)).toEqual([
    { path: 'one.bin', bytes: 20, sha256: 'bb' },
    { path: 'two.bin', bytes: 10, sha256: 'aa' },
    { path: 'three.bin', bytes: 20, sha256: 'bb' },
  ]);
});

test('an origin that serves too few files is an error of ours, not a wrong table', () => {
  expect(() => namedJobs(JOBS, ['http://x'], SERVED.slice(0, 1))).toThrow('serves 1 files, not file 1');
});

test('several hosts take turns', () => {
  const urls = namedJobs(JOBS, ['http://a/s', 'http://b/s'], SERVED).map(({ url }) => new URL(url).host);
  expect(urls).toEqual(JOBS.map((_, index) => (index % 2 === 0 ? 'a' : 'b')));
});
