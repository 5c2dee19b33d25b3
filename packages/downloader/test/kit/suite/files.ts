import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runRace, Workspace } from '../run-program.ts';
import { bodyOf, serveHttp } from '../servers.ts';
import type { Variant } from '../suite.ts';

export function testFiles({ command }: Variant): void {
  describe('files', () => {
    test('derived names that collide are numbered in input order; explicit ones fail', async () => {
      using workspace = new Workspace();
      await using server = await serveHttp((request, answer) => answer.end(request.url));
      const jobs = [
        `${server.origin}/1/a.txt`,
        `${server.origin}/2/a.txt`,
        { url: `${server.origin}/3`, path: 'a-3.txt' },
        { url: `${server.origin}/4`, path: 'a.txt' },
        `${server.origin}/5/a.txt`,
      ];
      const { summary, records } = await runRace(command, workspace, jobs);
      expect(records.map(({ path }) => path)).toEqual(['a.txt', 'a-2.txt', 'a-3.txt', 'a.txt', 'a-4.txt']);
      expect(summary.errors).toEqual({ 'duplicate-path': 1 });
      expect(records[3]?.error?.line).toBe(4);
      expect(workspace.outFiles()).toEqual(['a-2.txt', 'a-3.txt', 'a-4.txt', 'a.txt']);
      expect(workspace.read('a-4.txt').toString()).toBe('/5/a.txt');
    });

    test('a file under its final name is whole, and its part goes', async () => {
      using workspace = new Workspace();
      const during: string[][] = [];
      const part = join(workspace.out, 'big.part');
      await using server = await serveHttp((_, answer) => {
        const body = bodyOf(3_000_000);
        answer.setHeader('content-length', body.length);
        answer.write(body.subarray(0, 2_500_000));
        const look = setInterval(() => {
          // Until some of it is on the disk.
          if (!existsSync(part) || statSync(part).size === 0) return;
          clearInterval(look);
          during.push(workspace.outFiles());
          answer.end(body.subarray(2_500_000));
        }, 5);
      });
      await runRace(command, workspace, [`${server.origin}/big`]);
      expect(during).toEqual([['big.part']]);
      expect(workspace.outFiles()).toEqual(['big']);
    });

    test('what stands there is replaced by a file of its own: files, links and leftovers', async () => {
      using workspace = new Workspace();
      await using server = await serveHttp((_, answer) => answer.end('new'));
      const elsewhere = workspace.file('elsewhere', 'old');
      mkdirSync(workspace.out);
      writeFileSync(join(workspace.out, 'file'), 'old');
      writeFileSync(join(workspace.out, 'file.part'), 'left over, and longer');
      symlinkSync(elsewhere, join(workspace.out, 'link'));
      symlinkSync(elsewhere, join(workspace.out, 'part-link.part'));
      linkSync(elsewhere, join(workspace.out, 'hard-link.part'));
      const names = ['file', 'link', 'part-link', 'hard-link'];
      const { code } = await runRace(
        command,
        workspace,
        names.map((name) => `${server.origin}/${name}`),
      );
      expect(code).toBe(0);
      expect(workspace.outFiles()).toEqual(names.toSorted());
      for (const name of names) {
        expect(workspace.read(name).toString()).toBe('new');
        expect(lstatSync(join(workspace.out, name)).isFile()).toBe(true);
      }
      expect(readFileSync(elsewhere, 'utf8')).toBe('old');
    });

    test('nothing is written outside the folder', async () => {
      using workspace = new Workspace();
      await using server = await serveHttp((_, answer) => answer.end('x'));
      const outside = join(workspace.path, 'outside');
      mkdirSync(outside);
      mkdirSync(join(workspace.out, 'real'), { recursive: true });
      symlinkSync(outside, join(workspace.out, 'way-out'));
      symlinkSync(join(workspace.path, 'nowhere'), join(workspace.out, 'dangling'));
      symlinkSync('real', join(workspace.out, 'inside'));
      const paths = [
        '../a',
        '/a',
        'b/../../a',
        'c\\d',
        '',
        'way-out/a',
        'way-out/deep/a',
        'dangling/a',
        'inside/a',
      ];
      const { records } = await runRace(
        command,
        workspace,
        paths.map((path) => ({ url: `${server.origin}/`, path })),
      );
      expect(records.map(({ error }) => error?.code)).toEqual([...Array(8).fill('unsafe-path'), undefined]);
      // Nothing was asked for.
      expect(records.map(({ attempts }) => attempts)).toEqual([...Array(8).fill(undefined), 1]);
      expect(workspace.read('real/a').toString()).toBe('x');
      expect(existsSync(join(outside, 'a'))).toBe(false);
      expect(existsSync(join(outside, 'deep'))).toBe(false);
      expect(existsSync(join(workspace.path, 'nowhere'))).toBe(false);
    });

    test('a disk that refuses: a folder in the way, a file for a folder, a name too long', async () => {
      using workspace = new Workspace();
      await using server = await serveHttp((_, answer) => answer.end('x'));
      mkdirSync(join(workspace.out, 'folder', 'full'), { recursive: true });
      writeFileSync(join(workspace.out, 'file'), '');
      const paths = ['folder', 'file/a', 'n'.repeat(300), 'fine'];
      const jobs = paths.map((path) => ({ url: `${server.origin}/`, path }));
      const { records } = await runRace(command, workspace, jobs);
      expect(records.map(({ error }) => error?.code)).toEqual(['disk', 'disk', 'disk', undefined]);
      expect(workspace.outFiles()).toEqual(['file', 'fine']);
    });

    test.each([
      [{ bytes: 5 }, 'size-mismatch'],
      [{ sha256: 'a'.repeat(64) }, 'digest-mismatch'],
    ])('%j does not hold: %s, and no file', async (claim, code) => {
      using workspace = new Workspace();
      await using server = await serveHttp((_, answer) => answer.end('1234'));
      const { records } = await runRace(command, workspace, [{ url: `${server.origin}/a`, ...claim }]);
      expect(records[0]?.error?.code).toBe(code);
      expect(workspace.outFiles()).toEqual([]);
    });
  });
}
