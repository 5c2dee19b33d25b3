import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runFolder } from '../../src/run/run-folder.ts';
import { Digests, verifyRun } from '../../src/verify/index.ts';
import { fakeExecutor, type Behaviour } from '../support/fake-executor.ts';
import { runRequest } from '../support/run-request.ts';
import { temporaryFolder } from '../support/world.ts';

/** The verdict on a run that left files, and neither summary nor records. */
async function verdictOn(input: 'curl-config' | null, behaviour: Behaviour = () => {}) {
  const folder = runFolder(temporaryFolder(), 'one');
  const request = runRequest({ folder, variant: { input } });
  const result = await fakeExecutor({ 'fake/good': behaviour }).run(request);
  writeFileSync(folder.stdout, '');
  rmSync(folder.records);
  return verifyRun(request, result, { strangers: [], fullFolder: null, digests: new Digests() });
}

test('a peer says nothing of itself, and is not asked to', async () => {
  const verdict = await verdictOn('curl-config');
  expect(verdict).toMatchObject({ failures: [], flags: [], summary: null, files: { ok: 6, expected: 6 } });
  expect(verdict.witness?.requests).toBe(6);
});

test('the same from a program that speaks the contract is no run at all', async () => {
  const { failures } = await verdictOn(null);
  expect(failures.map(({ code }) => code)).toEqual(['no-summary', 'bad-records']);
});

test('what a peer was asked for is compared with what the origin saw', async () => {
  const { failures, flags } = await verdictOn('curl-config', (run) => {
    if (run.result.truth === null) throw new TypeError('the fake has a witness');
    const truth = { ...run.result.truth, peakInFlight: 5, requests: 7, requestsByHttp: { '2': 7 } };
    run.result = { ...run.result, truth };
  });
  expect(failures).toEqual([]);
  expect(flags.map(({ code }) => code)).toEqual(['in-flight-above', 'requests-differ', 'http-version']);
});

test('the files and the exit code of a peer decide', async () => {
  const { failures } = await verdictOn('curl-config', (run) => {
    run.files.set('file-00000-0.bin', Buffer.from('something else'));
    run.result = { ...run.result, outcome: { state: 'exited', code: 22 } };
  });
  expect(failures.map(({ code }) => code)).toEqual(['exit-code', 'files']);
});

test('a file beside its folder is seen', async () => {
  const { failures } = await verdictOn('curl-config', (run) => {
    run.files.set(join('..', 'tmp-of-its-own'), Buffer.from('x'));
  });
  expect(failures.map(({ code }) => code)).toEqual(['outside-folder']);
});
