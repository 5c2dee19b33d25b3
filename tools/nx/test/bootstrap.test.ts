import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const bootstrap = fileURLToPath(new URL('../../bootstrap.mjs', import.meta.url));
let root: string;

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** A workspace with a fake npm, which makes a fake Nx; everything they are asked is kept in `asked`. */
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fairfetch-bootstrap-'));
  mkdirSync(join(root, 'tools'));
  copyFileSync(bootstrap, join(root, 'tools', 'bootstrap.mjs'));
  write('package-lock.json', '{}');
  write(
    'harness/src/main.ts',
    'console.log(`data ${process.argv.slice(2).join(" ")}`); process.exitCode = 7;',
  );
  write(
    'fakes/nx.cjs',
    `const { appendFileSync, existsSync } = require('node:fs');
appendFileSync('asked', 'nx ' + process.argv.slice(2).join(' ') + '\\n');
console.log('chatter');
process.exitCode = existsSync('nx-fails') ? 1 : 0;
if (existsSync('nx-hangs')) setInterval(() => {}, 1000);`,
  );
  write(
    'fakes/npm',
    `#!/bin/sh
echo "npm $*" >> asked; echo chatter
[ -e npm-fails ] && exit 1
mkdir -p node_modules/.bin node_modules/nx/dist/bin
ln -sf "${process.execPath}" node_modules/.bin/node
cp fakes/nx.cjs node_modules/nx/dist/bin/nx.js
`,
  );
  chmodSync(join(root, 'fakes', 'npm'), 0o755);
});
afterEach(() => rmSync(root, { recursive: true }));

function start(...args: readonly string[]) {
  const env = { ...process.env, PATH: [join(root, 'fakes'), process.env['PATH']].join(delimiter) };
  const ended = spawnSync(process.execPath, [join(root, 'tools', 'bootstrap.mjs'), ...args], {
    cwd: tmpdir(),
    env,
    encoding: 'utf8',
  });
  const asked = existsSync(join(root, 'asked')) ? readFileSync(join(root, 'asked'), 'utf8') : '';
  return { code: ended.status, stdout: ended.stdout, stderr: ended.stderr, asked };
}

const NPM = 'npm ci --no-audit --no-fund --loglevel=error\n';
const BUILD = 'nx run-many -t build --output-style=stream\n';

describe('on a fresh clone', () => {
  it('installs, builds, then hands over the arguments, the exit code and a clean stdout', () => {
    const { code, stdout, stderr, asked } = start('compare', '--only', 'rust', '--format', 'json');
    expect(asked).toBe(NPM + BUILD);
    expect({ code, stdout }).toEqual({ code: 7, stdout: 'data compare --only rust --format json\n' });
    expect(stderr).toMatch(/installing npm packages[^]*building what is not up to date/);
  });

  it.each(['conform', 'kill', 'memory'])('%s needs the house built, too', (name) => {
    expect(start(name).asked).toBe(NPM + BUILD);
  });

  it('builds nothing for a question', () => {
    expect(start('list').asked).toBe(NPM);
    expect(start('compare', '--list').stdout).toBe('data compare --list\n');
    expect(start('conform', '--help').asked).toBe(NPM);
  });

  it('stops when the packages cannot be had', () => {
    write('npm-fails', '');
    const { code, stdout, stderr } = start('compare');
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain('npm ci failed');
  });

  it('races what could be built, and says that not everything could', () => {
    write('nx-fails', '');
    const { code, stderr } = start('compare');
    expect(code).toBe(7);
    expect(stderr).toContain('not everything could be built');
  });
});

describe('a signal', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s while building stops the build and starts no race',
    async (signal) => {
      write('nx-hangs', '');
      const env = { ...process.env, PATH: [join(root, 'fakes'), process.env['PATH']].join(delimiter) };
      const child = spawn(process.execPath, [join(root, 'tools', 'bootstrap.mjs'), 'compare'], {
        cwd: tmpdir(),
        env,
      });
      let stdout = '';
      child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
      const closed = once(child, 'close');
      await expect
        .poll(() => existsSync(join(root, 'asked')) && readFileSync(join(root, 'asked'), 'utf8'), {
          timeout: 10_000,
        })
        .toContain('nx run-many');
      child.kill(signal);
      const [code] = (await closed) as [number | null];
      expect({ code, stdout }).toEqual({ code: signal === 'SIGINT' ? 130 : 143, stdout: '' });
    },
  );
});

describe('the next time', () => {
  it('does not install again', () => {
    start('list');
    expect(start('list').asked).toBe(NPM);
  });

  it('installs again when the lock file has changed', () => {
    start('list');
    appendFileSync(join(root, 'package-lock.json'), '\n');
    expect(start('list').asked).toBe(NPM + NPM);
  });

  it('test runs lint, test and the conformance suite, and gives their exit code', () => {
    write('nx-fails', '');
    const { code, asked } = start('test', '--skip-nx-cache');
    expect(asked).toBe(`${NPM}nx run-many -t lint test conformance --output-style=static --skip-nx-cache\n`);
    expect(code).toBe(1);
  });
});
