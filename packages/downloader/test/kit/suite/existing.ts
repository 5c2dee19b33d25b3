import { lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runRace, Workspace } from '../run-program.ts';
import { serveScripted } from '../scripted.ts';
import { bodyOf, sha256Of } from '../servers.ts';
import type { Variant } from '../suite.ts';

const BODY = bodyOf(5000);

export function testExisting({ command }: Variant): void {
  describe('existing files', () => {
    test('skip: kept unless the job says otherwise, and leftovers go', async () => {
      using workspace = new Workspace();
      const names = ['plain', 'size', 'digest', 'wrong-size', 'wrong-digest', 'link', 'new'];
      await using server = await serveScripted(
        Object.fromEntries(names.map((name) => [`/${name}`, { body: BODY }])),
      );
      mkdirSync(workspace.out);
      const write = (name: string, content: string | Buffer) =>
        writeFileSync(join(workspace.out, name), content);
      write('plain', 'old');
      write('plain.part', 'half');
      write('plain.part.json', '{"url":"x"}');
      write('size', BODY);
      write('digest', BODY);
      write('wrong-size', 'old');
      write('wrong-digest', Buffer.alloc(5000));
      symlinkSync(workspace.file('victim', 'precious'), join(workspace.out, 'link'));
      const claims: Record<string, object> = {
        size: { bytes: 5000 },
        digest: { bytes: 5000, sha256: sha256Of(BODY) },
        'wrong-size': { bytes: 5000 },
        'wrong-digest': { sha256: sha256Of(BODY) },
      };
      const jobs = names.map((name) => ({ url: `${server.origin}/${name}`, ...claims[name] }));
      const { code, records, summary } = await runRace(command, workspace, jobs, '--existing', 'skip');
      expect(code).toBe(0);
      expect(records.map(({ state }) => state)).toEqual([
        ...Array(3).fill('skipped'),
        ...Array(4).fill('ok'),
      ]);
      expect(records.slice(0, 3).map(({ sha256 }) => sha256)).toEqual([undefined, undefined, sha256Of(BODY)]);
      for (const record of records.slice(0, 3)) expect(record).not.toHaveProperty('attempts');
      expect(summary).toMatchObject({ downloads: { skipped: 3, ok: 4 }, attempts: 4 });
      expect(workspace.outFiles()).toEqual(names.toSorted());
      expect(workspace.read('plain').toString()).toBe('old');
      expect(lstatSync(join(workspace.out, 'link')).isFile()).toBe(true);
      expect(readFileSync(join(workspace.path, 'victim'), 'utf8')).toBe('precious');
    });

    test('fail: whatever stands there, and nothing is asked for', async () => {
      using workspace = new Workspace();
      await using server = await serveScripted({ '/new': { body: BODY } });
      mkdirSync(join(workspace.out, 'folder'), { recursive: true });
      writeFileSync(join(workspace.out, 'file'), 'old');
      symlinkSync('nowhere', join(workspace.out, 'link'));
      const jobs = ['file', 'folder', 'link', 'new'].map((name) => `${server.origin}/${name}`);
      const { records, summary } = await runRace(command, workspace, jobs, '--existing', 'fail');
      expect(records.map(({ error }) => error?.code)).toEqual(['exists', 'exists', 'exists', undefined]);
      expect(records[0]?.error?.message).toBe(`${server.origin}/file: the file is there already`);
      expect(summary).toMatchObject({ attempts: 1, errors: { exists: 3 } });
      expect(workspace.read('file').toString()).toBe('old');
    });

    test('overwrite: the old one stays until the new one is whole', async () => {
      using workspace = new Workspace();
      await using server = await serveScripted({
        '/a': { body: BODY, always: { after: 10, ending: 'close' } },
        '/b': { body: BODY },
      });
      mkdirSync(workspace.out);
      for (const name of ['a', 'b']) writeFileSync(join(workspace.out, name), 'old');
      const jobs = ['a', 'b'].map((name) => `${server.origin}/${name}`);
      await runRace(command, workspace, jobs, '--retries', '1');
      expect(workspace.read('a').toString()).toBe('old');
      expect(workspace.read('b').equals(BODY)).toBe(true);
      expect(workspace.outFiles()).toEqual(['a', 'b']);
    });
  });
}
