import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isUpToDate, rememberSetup, type SetUpBackend } from '../setup-stamp.ts';

let workspaceRoot: string;
let backend: SetUpBackend;

beforeEach(() => {
  workspaceRoot = mkdtempSync(join(tmpdir(), 'fairfetch-stamp-'));
  const folder = join(workspaceRoot, 'some_backend');
  mkdirSync(join(folder, '.own'), { recursive: true });
  writeFileSync(join(folder, 'list.txt'), 'one');
  writeFileSync(join(folder, '.own', 'tool'), '');
  backend = {
    workspaceRoot,
    folder,
    manifest: { setup: [['make-own'], ['.own/tool', 'install', 'list.txt']] },
  };
});
afterEach(() => rmSync(workspaceRoot, { recursive: true }));

it('is not up to date before the first time', () => {
  expect(isUpToDate(backend)).toBe(false);
});

it('is up to date once remembered', () => {
  rememberSetup(backend);
  expect(isUpToDate(backend)).toBe(true);
});

it('is stale when a file that the setup names has changed', () => {
  rememberSetup(backend);
  writeFileSync(join(backend.folder, 'list.txt'), 'two');
  expect(isUpToDate(backend)).toBe(false);
});

it('is stale when the commands have changed', () => {
  rememberSetup(backend);
  expect(isUpToDate({ ...backend, manifest: { setup: [['make-own', '--more']] } })).toBe(false);
});

it('is stale when a program that the setup made is gone', () => {
  rememberSetup(backend);
  rmSync(join(backend.folder, '.own', 'tool'));
  expect(isUpToDate(backend)).toBe(false);
});

it('is up to date when there is nothing to set up', () => {
  expect(isUpToDate({ ...backend, manifest: { setup: [] } })).toBe(true);
});
