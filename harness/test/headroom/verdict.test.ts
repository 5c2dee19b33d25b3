import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ceilingVariants, ceilingVerdict, type CeilingKind } from '../../src/headroom/index.ts';
import type { RunRequest, RunResult, Truth } from '../../src/run/index.ts';
import { makeRunFolder, runFolder } from '../../src/run/run-folder.ts';
import { perfectRun } from '../support/fake-executor.ts';
import { runRequest } from '../support/run-request.ts';
import { temporaryFolder } from '../support/world.ts';

interface Made {
  readonly request: RunRequest;
  readonly result: RunResult;
}

/** A run of a ceiling in a folder with files of these sizes, of the six of 1000 bytes. */
async function made(kind: CeilingKind, stdout: string, sizes: readonly number[]): Promise<Made> {
  const folder = runFolder(temporaryFolder(), 'run');
  await makeRunFolder(folder, '');
  const variant = ceilingVariants('ceiling', '/').find(({ ceiling }) => ceiling === kind) ?? {};
  const request = runRequest({ folder, variant });
  const { result } = perfectRun(request);
  for (const [index, { path }] of (result.expected ?? []).entries()) {
    const bytes = sizes[index];
    if (bytes !== undefined) writeFileSync(join(folder.out, path), Buffer.alloc(bytes));
  }
  writeFileSync(folder.stdout, stdout);
  writeFileSync(folder.stderr, 'fairfetch-ceiling: no such thing\n');
  return { request, result };
}

const SIX = [1000, 1000, 1000, 1000, 1000, 1000];
const LINE = '{"mode":"disk","jobs":6,"bytes":6000,"threads":1,"durationNs":123456}\n';

/** An account of so many whole answers. */
function served(truth: Truth | null, count: number): Truth {
  if (truth === null) throw new TypeError('no truth');
  const columns = ['file', 'status', 'bytes', 'requestNs', 'firstByteNs', 'endNs', 'complete'];
  const rows = Array.from({ length: count }, (_, file) => [file, 200, 1000, 3_000, 4_000, 5_000, true]);
  return {
    ...truth,
    requestTimeline: { columns, rows },
    connectionTimeline: { columns: ['acceptedNs', 'readyNs', 'closedNs'], rows: [[2_000, 2_500, null]] },
  };
}

describe('the ceiling of the disk', () => {
  test('all files of their sizes: its own time counts', async () => {
    const { request, result } = await made('disk', LINE, SIX);
    const verdict = await ceilingVerdict('disk', request, result);
    expect(verdict).toMatchObject({ failures: [], ceiling: { of: 'disk', timeNs: 123_456 } });
  });

  test.each([
    ['a file that is missing', LINE, SIX.slice(1), 'it wrote 5 of 6 files and 5 in all'],
    ['a file that is short', LINE, [...SIX.slice(1), 999], 'it wrote 5 of 6 files and 6 in all'],
    ['no line', '', SIX, 'its line has no durationNs'],
    ['a line of something else', '{"durationNs":1.5}', SIX, 'its line has no durationNs'],
  ])('%s: there is no time', async (_, line, sizes, message) => {
    const { request, result } = await made('disk', line, sizes);
    const verdict = await ceilingVerdict('disk', request, result);
    expect(verdict.ceiling).toEqual({ of: 'disk', timeNs: null });
    expect(verdict.failures.map((failure) => failure.message)).toEqual([message]);
  });
});

describe('the ceiling of both at once', () => {
  test('every file was served whole and lies there: its own time counts', async () => {
    const { request, result } = await made('both', LINE, SIX);
    const verdict = await ceilingVerdict('both', request, { ...result, truth: served(result.truth, 6) });
    expect(verdict).toMatchObject({ failures: [], ceiling: { of: 'both', timeNs: 123_456 } });
  });

  test.each([
    ['was not served', 5, SIX, 'it fetched 5 of 6 files'],
    ['does not lie there', 6, SIX.slice(1), 'it wrote 5 of 6 files and 5 in all'],
  ])('a file that %s: there is no time', async (_, whole, sizes, message) => {
    const { request, result } = await made('both', LINE, sizes);
    const truth = served(result.truth, whole);
    const verdict = await ceilingVerdict('both', request, { ...result, truth });
    expect(verdict.failures.map((failure) => failure.message)).toEqual([message]);
    expect(verdict.ceiling).toEqual({ of: 'both', timeNs: null });
  });
});

describe('the ceiling of the origin', () => {
  test('every file was fetched whole: first request to last byte counts', async () => {
    const { request, result } = await made('net', '', []);
    const verdict = await ceilingVerdict('net', request, { ...result, truth: served(result.truth, 6) });
    expect(verdict).toMatchObject({ failures: [], ceiling: { of: 'net', timeNs: 4_000_000 } });
    expect(verdict.phases).toMatchObject({ startUpNs: 1_000, slots: 2 });
    expect(verdict.witness?.insideNs).toBe(4_000_000);
  });

  test('a file short of all: there is no time', async () => {
    const { request, result } = await made('net', '', []);
    const verdict = await ceilingVerdict('net', request, { ...result, truth: served(result.truth, 5) });
    expect(verdict.failures).toEqual([{ code: 'files', message: 'it fetched 5 of 6 files' }]);
    expect(verdict.ceiling).toEqual({ of: 'net', timeNs: null });
  });

  test('an end that is no end, and an origin that is gone', async () => {
    const { request, result } = await made('net', '', []);
    const outcome = { state: 'exited', code: 1 } as const;
    const exited = await ceilingVerdict('net', request, { ...result, outcome });
    expect(exited.failures).toEqual([
      { code: 'exit-code', message: 'exited with code 1: fairfetch-ceiling: no such thing' },
    ]);
    const lost = await ceilingVerdict('net', request, { ...result, truth: null });
    expect(lost.failures[0]?.code).toBe('origin-lost');
    expect(lost.phases).toBeNull();
  });
});
