import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeAuthority } from '../certificates.ts';
import { runProcess, Workspace } from '../run-program.ts';
import { bodyOf, serveHttp } from '../servers.ts';
import type { Variant } from '../suite.ts';

export function testCommandLine({ command, backend }: Variant): void {
  describe('command line', () => {
    test('--help and --version go to stdout and exit 0', async () => {
      const help = await runProcess(command, ['--help']);
      expect(help.code).toBe(0);
      expect(help.stdout).toContain(`Usage: fairfetch-${backend}`);
      expect(help.stdout).toContain('--strategy NAME');
      expect(help.stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
      const version = await runProcess(command, ['--version']);
      expect(version).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/^fairfetch-\w+ \d+\.\d+\.\d+\n$/u),
      });
    });

    test.each([
      [[], 'nothing to download'],
      [['--nope', 'http://127.0.0.1/'], '--nope'],
      [['-j', '0', 'http://127.0.0.1/'], '-j takes a whole number'],
      [['--retries', 'x', 'http://127.0.0.1/'], "--retries takes a whole number from 0 to 1000, not 'x'"],
      [['--timeout', 'x', 'http://127.0.0.1/'], "--timeout takes seconds, 0 or more, not 'x'"],
      [['--max-size', '3k', 'http://127.0.0.1/'], '--max-size takes a number of bytes'],
      [['--existing', 'x', 'http://127.0.0.1/'], '--existing takes one of overwrite, skip, fail'],
      [['-H', 'A', 'http://127.0.0.1/'], "--header takes 'NAME: VALUE', not 'A'"],
      [['-H', 'Range: bytes=1-', 'http://127.0.0.1/'], '--header cannot set Range: the downloader does'],
    ])('%j: exit 2, one line, nothing on the disk', async (words, message) => {
      using workspace = new Workspace();
      const ended = await runProcess(command, [
        '-d',
        workspace.out,
        '--records',
        workspace.records,
        ...words,
      ]);
      expect(ended).toMatchObject({ code: 2, stdout: '' });
      expect(ended.stderr).toContain(message);
      expect(ended.stderr.match(/\n/gu)).toHaveLength(1);
      expect(existsSync(workspace.out)).toBe(false);
      expect(existsSync(workspace.records)).toBe(false);
    });

    test.each<[string, (workspace: Workspace) => string[]]>([
      ['an input that is not there', ({ path }) => ['-i', join(path, 'none')]],
      ['an input that is a folder', ({ path }) => ['-i', path]],
      ['an input that cannot be read to its end', () => ['-i', '/proc/self/mem']],
      ['a CA file that is not there', ({ path }) => ['--cacert', join(path, 'none'), 'http://127.0.0.1:9/']],
      [
        'a CA file without a certificate',
        (w) => ['--cacert', w.file('ca', 'nothing'), 'http://127.0.0.1:9/'],
      ],
      [
        'a CA file with a broken certificate',
        (w) => [
          '--cacert',
          w.file('ca', makeAuthority().certificate.replace(/MII.{9}/u, 'AAAAAAAAAAAA')),
          'http://127.0.0.1:9/',
        ],
      ],
      ['a folder in the way of the records', ({ path }) => ['--records', path, 'http://127.0.0.1:9/']],
    ])('%s: exit 3', async (_, words) => {
      using workspace = new Workspace();
      const ended = await runProcess(command, ['-d', workspace.out, ...words(workspace)]);
      expect(ended).toMatchObject({
        code: 3,
        stdout: '',
        stderr: expect.stringMatching(/^fairfetch-\w+: cannot .+\n$/u),
      });
    });

    test('a file in the way of the output folder: exit 3', async () => {
      using workspace = new Workspace();
      const ended = await runProcess(command, ['-d', workspace.file('f', ''), 'http://127.0.0.1:9/']);
      expect(ended.code).toBe(3);
    });

    test('records that cannot be written during the run: exit 3, and the files are there', async () => {
      using workspace = new Workspace();
      await using server = await serveHttp((_, answer) => answer.end('x'));
      const words = ['-d', workspace.out, '--records', '/dev/full', '--json', `${server.origin}/a`];
      const ended = await runProcess(command, words);
      expect(ended.code).toBe(3);
      expect(ended.stderr).toContain('/dev/full');
      expect(workspace.outFiles()).toEqual(['a']);
    });

    test('an empty input is no failure', async () => {
      using workspace = new Workspace();
      const ended = await runProcess(command, [
        '-i',
        workspace.file('l', '\n# nothing\n'),
        '-d',
        workspace.out,
        '--json',
      ]);
      expect(ended.code).toBe(0);
      expect(JSON.parse(ended.stdout)).toMatchObject({
        downloads: { total: 0, ok: 0 },
        attempts: 0,
        peakInFlight: 0,
      });
    });

    test('URLs first, then standard input; the closing line goes to stderr and -q is silent', async () => {
      using workspace = new Workspace();
      await using server = await serveHttp((_, answer) => answer.end(bodyOf(10)));
      const words = ['-i', '-', `${server.origin}/a`, '-d', workspace.out, '--records', workspace.records];
      const ended = await runProcess(command, words, { input: `${server.origin}/b\n${server.origin}/c` });
      expect(ended).toMatchObject({
        code: 0,
        stdout: '',
        stderr: expect.stringMatching(/^3 ok, 0 failed, 30 B in /u),
      });
      const quiet = await runProcess(command, [...words, '-q'], {
        input: `${server.origin}/b\n${server.origin}/c`,
      });
      expect(quiet).toMatchObject({ code: 0, stdout: '', stderr: '' });
      // Appended to, and arguments have no line.
      const records = readFileSync(workspace.records, 'utf8').trim().split('\n');
      expect(records).toHaveLength(6);
    });

    test('plain progress is lines on stderr, and none on a pipe by default', async () => {
      using workspace = new Workspace();
      const said = Promise.withResolvers<void>();
      await using server = await serveHttp(async (request, answer) => {
        if (request.url === '/plain') await said.promise;
        answer.end('x');
      });
      const words = ['-d', workspace.out, '--json'];
      const plain = await runProcess(command, [...words, '--progress', 'plain', `${server.origin}/plain`], {
        onStderr: said.resolve,
      });
      expect(plain).toMatchObject({
        code: 0,
        stderr: expect.stringMatching(/^0\/1 {2}0 B {2}0 B\/s {2}1 active\n/u),
      });
      const auto = await runProcess(command, [...words, `${server.origin}/auto`]);
      expect(auto).toMatchObject({ code: 0, stderr: '' });
    });
  });
}
