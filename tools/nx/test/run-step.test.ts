import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const runStep = fileURLToPath(new URL('../run-step.ts', import.meta.url));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fairfetch-step-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const variant = {
  name: 'v',
  title: 'V',
  about: 'A variant.',
  command: ['true'],
  level: 'races',
  traits: { model: 'threads', reuse: true, http: ['1.1'], faithful: false },
};

function step(name: string, manifest: object | string): { code: number | null; said: string } {
  const complete = {
    contract: 1,
    name: 'x',
    language: 'X',
    title: 'X',
    needs: [],
    setup: [],
    build: [],
    test: [],
  };
  const text =
    typeof manifest === 'string'
      ? manifest
      : JSON.stringify({ ...complete, variants: [variant], ...manifest });
  writeFileSync(join(folder, 'backend.json'), text);
  const { status, stdout, stderr } = spawnSync(process.execPath, [runStep, folder, name], {
    encoding: 'utf8',
  });
  return { code: status, said: stdout + stderr };
}

describe('one step of a manifest', () => {
  it('runs its commands in order, in the folder', () => {
    const { code } = step('build', {
      build: [
        ['sh', '-c', 'echo one > made'],
        ['sh', '-c', 'grep one made'],
      ],
    });
    expect(code).toBe(0);
  });

  it('stops at the first command that fails and names it', () => {
    const { code, said } = step('test', {
      test: [
        ['sh', '-c', 'exit 3'],
        ['sh', '-c', 'echo not reached'],
      ],
    });
    expect(code).toBe(1);
    expect(said).toContain('exit 3');
    expect(said).not.toContain('not reached\n');
  });

  it('is skipped, and says so, when a need is missing', () => {
    const { code, said } = step('build', {
      needs: [{ command: ['no-such-tool', '-v'] }],
      build: [['false']],
    });
    expect(code).toBe(0);
    expect(said).toContain('build skipped: needs no-such-tool: `no-such-tool -v` was not found');
  });

  it('is skipped when what is there is too old', () => {
    const { code, said } = step('build', {
      needs: [{ command: ['echo', 'tool 3.9.1'], atLeast: '3.10' }],
      build: [['false']],
    });
    expect(code).toBe(0);
    expect(said).toContain('needs echo (at least 3.10), found 3.9.1');
  });

  it.each([
    ['build', 0],
    ['test', 1],
  ])('%s of a manifest that is none exits %i and names the field', (name, code) => {
    const result = step(name, { title: 7 });
    expect(result.code).toBe(code);
    expect(result.said).toContain('title must be string');
  });

  it('refuses an unknown step', () => {
    expect(step('launch', {}).code).toBe(2);
  });
});
