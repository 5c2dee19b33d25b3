import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { raceWords, runProcess, startProcess, startRace, Workspace } from '../run-program.ts';
import { serveScripted } from '../scripted.ts';
import { bodyOf, serveHttp } from '../servers.ts';
import type { Variant } from '../suite.ts';

/** Why a program that a test needs cannot be used here; undefined where it can. */
function missing(program: string, ...words: string[]): string | undefined {
  const { error, status } = spawnSync(program, words, { stdio: 'ignore' });
  return error !== undefined || status !== 0 ? `${program} cannot be used here` : undefined;
}

const NO_PRLIMIT = missing('prlimit', '--version');
const NO_STRACE = missing('strace', '-o', '/dev/null', 'true');

export function testEnvironment({ command }: Variant): void {
  describe('environment', () => {
    test.skipIf(NO_PRLIMIT !== undefined)(
      `a file that may not grow fails, the others are there ${NO_PRLIMIT ?? ''}`,
      async () => {
        using workspace = new Workspace();
        await using server = await serveScripted({
          '/large': { body: bodyOf(3_000_000), etag: '"1"' },
          '/middle': { body: bodyOf(500_000), etag: '"1"' },
          '/small': { body: bodyOf(2000) },
        });
        const jobs = ['large', 'middle', 'small'].map((name) => `${server.origin}/${name}`);
        const under = ['prlimit', '--fsize=100000'];
        const { records, summary } = await startRace(command, workspace, jobs, [], { under }).raced;
        expect(records.map(({ error, attempts }) => [error?.code, attempts])).toEqual([
          ['disk', 1],
          ['disk', 1],
          [undefined, 1],
        ]);
        expect(records[0]?.error?.message).toMatch(/: cannot write large\.part: File too large$/u);
        expect(summary.errors).toEqual({ disk: 2 });
        // What was written of the large one is what the server has, and can be gone on with.
        expect(workspace.outFiles()).toEqual(['large.part', 'large.part.json', 'small']);
        expect(workspace.read('large.part').equals(bodyOf(100_000))).toBe(true);
      },
    );

    test.skipIf(NO_PRLIMIT !== undefined)(
      `too few open files: said before anything is written ${NO_PRLIMIT ?? ''}`,
      async () => {
        using workspace = new Workspace();
        const words = ['-d', workspace.out, '-j', '512', 'http://127.0.0.1:9/'];
        const ended = await runProcess(command, words, { under: ['prlimit', '--nofile=256'] });
        expect(ended).toMatchObject({ code: 3, stdout: '' });
        expect(ended.stderr).toMatch(
          /^fairfetch-\w+: --concurrency 512 needs 1056 open files and the limit is 256; raise it \(ulimit -n 1056\) or lower --concurrency\n$/u,
        );
        expect(workspace.exists('.')).toBe(false);
        // The soft limit alone is no reason: it can be raised.
        await using server = await serveHttp((_, answer) => answer.end('x'));
        const soft = ['prlimit', '--nofile=256:4096'];
        const fine = [...words.slice(0, 4), `${server.origin}/a`];
        expect((await runProcess(command, fine, { under: soft })).code).toBe(0);
      },
    );

    test.skipIf(NO_STRACE !== undefined)(
      `--fsync: written, flushed, renamed, folder flushed, told, in this order ${NO_STRACE ?? ''}`,
      async () => {
        using workspace = new Workspace();
        await using server = await serveHttp((_, answer) => answer.end(bodyOf(1000)));
        const log = join(workspace.path, 'strace');
        const calls = 'trace=openat,write,fsync,fdatasync,rename,renameat,renameat2,mkdir,mkdirat';
        const under = ['strace', '-f', '-y', '-s', '16', '-e', calls, '-o', log];
        const job = { url: `${server.origin}/a`, path: 'sub/a' };
        const { code } = await startRace(command, workspace, [job], ['--fsync'], { under }).raced;
        expect(code).toBe(0);
        const steps = [
          `fsync\\(\\d+<${workspace.out}>`,
          `write\\(\\d+<${workspace.out}/sub/a.part>`,
          `fsync\\(\\d+<${workspace.out}/sub/a.part>`,
          `rename\\("${workspace.out}/sub/a.part", "${workspace.out}/sub/a"`,
          `fsync\\(\\d+<${workspace.out}/sub>`,
          `write\\(\\d+<${workspace.records}>`,
        ];
        const told = readFileSync(log, 'utf8');
        const places = steps.map((step) => told.search(new RegExp(step, 'u')));
        expect(places).not.toContain(-1);
        expect(places).toEqual(places.toSorted((a, b) => a - b));
        // Nothing is flushed where nobody asked for it.
        await startRace(command, workspace, [job], [], { under }).raced;
        expect(readFileSync(log, 'utf8')).not.toMatch(/f(?:data)?sync\(/u);
      },
    );

    test('nobody reads what goes to stdout: exit 3, and nothing hangs', async () => {
      using workspace = new Workspace();
      await using server = await serveHttp(async (_, answer) => {
        await setTimeout(200);
        answer.end('x');
      });
      const words = ['-d', workspace.out, '--json', `${server.origin}/a`];
      const ended = await runProcess(command, words, { closed: 'stdout' });
      expect(ended.code).toBe(3);
      expect(ended.stderr).toMatch(/^fairfetch-\w+: cannot write to standard output: Broken pipe\n$/u);
    });

    test('nobody reads what goes to stderr: the run goes on', async () => {
      using workspace = new Workspace();
      await using server = await serveScripted({ '/a': { body: bodyOf(10) } });
      const jobs = [`${server.origin}/404`, `${server.origin}/a`];
      const options = ['--progress', 'bar'];
      const words = [...raceWords(workspace, workspace.list(jobs)), ...options];
      const { code, stdout } = await startProcess(command, words, { closed: 'stderr' }).ended;
      expect(code).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({ downloads: { ok: 1, failed: 1 } });
    });

    test('a folder that is removed during the run is a failure of the disk', async () => {
      using workspace = new Workspace();
      await using server = await serveHttp((request, answer) => {
        if (request.url === '/a') rmSync(workspace.out, { recursive: true });
        answer.end('x');
      });
      const jobs = [`${server.origin}/a`, `${server.origin}/b`];
      const { records } = await startRace(command, workspace, jobs, ['-j', '1']).raced;
      expect(records.map(({ error }) => error?.code)).toEqual(['disk', 'disk']);
      expect(records[0]?.error?.message).toMatch(/: cannot write a\.part: No such file or directory$/u);
    });

    test('named pipes in the way of file, part and note are replaced', async () => {
      using workspace = new Workspace();
      await using server = await serveScripted({ '/a': { body: bodyOf(10) } });
      execFileSync('mkdir', [workspace.out]);
      for (const name of ['a', 'a.part', 'a.part.json']) execFileSync('mkfifo', [join(workspace.out, name)]);
      const { records } = await startRace(command, workspace, [`${server.origin}/a`]).raced;
      expect(records[0]?.state).toBe('ok');
      expect(workspace.outFiles()).toEqual(['a']);
    });
  });
}
