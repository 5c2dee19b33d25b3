import { linkSync, mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runRace, Workspace } from '../run-program.ts';
import { serveScripted, type ScriptedFile } from '../scripted.ts';
import { bodyOf, sha256Of } from '../servers.ts';
import type { Variant } from '../suite.ts';

const LARGE = bodyOf(3_000_000);
const BROKEN = { after: 1_500_000, ending: 'close' } as const;
const FILE: ScriptedFile = { body: LARGE, etag: '"1"' };

/** What an earlier run may have left of /a. */
function leave(workspace: Workspace, origin: string, part: Buffer, note: object): void {
  mkdirSync(workspace.out, { recursive: true });
  writeFileSync(join(workspace.out, 'a.part'), part);
  const whole = { url: `${origin}/a`, validator: '"1"', total: LARGE.length, ...note };
  writeFileSync(join(workspace.out, 'a.part.json'), JSON.stringify(whole));
}

export function testResume({ command }: Variant): void {
  describe('resume in a run', () => {
    test('goes on from where it stopped, with digests that go on too', async () => {
      using workspace = new Workspace();
      await using server = await serveScripted({
        '/a': { ...FILE, scripts: [BROKEN, { after: 700_000, ending: 'reset' }] },
        '/small': { body: bodyOf(5000), etag: '"s"', scripts: [{ after: 1, ending: 'close' }] },
      });
      const jobs = [{ url: `${server.origin}/a`, sha256: sha256Of(LARGE) }, `${server.origin}/small`];
      const { code, records, summary } = await runRace(command, workspace, jobs, '--work', 'fnv1a');
      expect(code).toBe(0);
      expect(workspace.read('a').equals(LARGE)).toBe(true);
      expect(workspace.read('small').equals(bodyOf(5000))).toBe(true);
      expect(records[0]).toMatchObject({ attempts: 3, sha256: sha256Of(LARGE) });
      expect(records[1]).toMatchObject({ attempts: 2, resumedFrom: 1 });
      expect(server.seen('/a')[1]?.headers).toMatchObject({ range: 'bytes=1500000-', 'if-range': '"1"' });
      expect(summary.bytes).toBe(LARGE.length + 5000);
      expect(workspace.outFiles()).toEqual(['a', 'small']);
    });

    test.each<[string, ScriptedFile['scripts']]>([
      ['416', [BROKEN, { status: 416 }]],
      [
        'a part of another total',
        [BROKEN, { status: 206, headers: { 'content-range': 'bytes 1500000-9/10' } }],
      ],
      ['another version', [BROKEN, { whole: true, headers: { etag: '"2"' } }]],
      ['no ranges', [BROKEN, { whole: true }]],
    ])('%s: the whole, and nothing is mixed', async (_, scripts = []) => {
      using workspace = new Workspace();
      await using server = await serveScripted({ '/a': { ...FILE, scripts } });
      const { records } = await runRace(command, workspace, [`${server.origin}/a`]);
      expect(records[0]).toMatchObject({ state: 'ok', attempts: 2, bytes: LARGE.length });
      expect(records[0]).not.toHaveProperty('resumedFrom');
      expect(workspace.read('a').equals(LARGE)).toBe(true);
      expect(workspace.outFiles()).toEqual(['a']);
    });
  });

  describe('resume across runs', () => {
    test('what was left is gone on with: nothing is sent twice', async () => {
      using workspace = new Workspace();
      await using server = await serveScripted({ '/a': { ...FILE, scripts: [BROKEN] } });
      const jobs = [{ url: `${server.origin}/a`, sha256: sha256Of(LARGE) }];
      const first = await runRace(command, workspace, jobs, '--retries', '0');
      expect(first.records[0]).toMatchObject({ state: 'failed', error: { code: 'short-body' } });
      expect(workspace.outFiles()).toEqual(['a.part', 'a.part.json']);
      expect(JSON.parse(workspace.read('a.part.json').toString())).toEqual({
        url: `${server.origin}/a`,
        validator: '"1"',
        total: LARGE.length,
      });
      const second = await runRace(command, workspace, jobs);
      expect(second.records[0]).toMatchObject({
        state: 'ok',
        attempts: 1,
        resumedFrom: 1_500_000,
        status: 206,
      });
      expect(second.summary.bytes).toBe(1_500_000);
      expect(workspace.read('a').equals(LARGE)).toBe(true);
      expect(workspace.outFiles()).toEqual(['a']);
    });

    test.each<[string, object, Buffer?]>([
      ['another URL', { url: 'http://h/a' }],
      ['another version', { validator: '"0"' }],
      ['another size', { total: 2_999_999 }],
      ['no validator', { validator: undefined }],
      ['more than there is', {}, bodyOf(3_000_001)],
      ['bytes of something else, and the server says so', { validator: '"0"' }, Buffer.alloc(1_000_000)],
    ])('%s: begun anew', async (_, note, part = LARGE.subarray(0, 1_000_000)) => {
      using workspace = new Workspace();
      await using server = await serveScripted({ '/a': FILE });
      leave(workspace, server.origin, part, note);
      const { records } = await runRace(command, workspace, [`${server.origin}/a`]);
      expect(records[0]).toMatchObject({ state: 'ok', bytes: LARGE.length });
      expect(workspace.read('a').equals(LARGE)).toBe(true);
      expect(workspace.outFiles()).toEqual(['a']);
    });

    test('one that lacks only its rename is asked for its last byte', async () => {
      using workspace = new Workspace();
      await using server = await serveScripted({ '/a': FILE });
      leave(workspace, server.origin, LARGE, {});
      const { summary } = await runRace(command, workspace, [`${server.origin}/a`]);
      expect(summary.bytes).toBe(1);
      expect(workspace.read('a').equals(LARGE)).toBe(true);
    });

    test('--no-resume ignores it and replaces it', async () => {
      using workspace = new Workspace();
      await using server = await serveScripted({ '/a': { ...FILE, scripts: [{ status: 404 }] } });
      leave(workspace, server.origin, LARGE.subarray(0, 1000), {});
      const jobs = [`${server.origin}/a`];
      await runRace(command, workspace, jobs, '--no-resume');
      expect(workspace.outFiles()).toEqual(['a.part', 'a.part.json']);
      await runRace(command, workspace, jobs, '--no-resume');
      expect(server.seen('/a').map(({ headers }) => headers.range)).toEqual([undefined, undefined]);
      expect(workspace.read('a').equals(LARGE)).toBe(true);
      expect(workspace.outFiles()).toEqual(['a']);
    });

    test('links are replaced, never written through', async () => {
      using workspace = new Workspace();
      await using server = await serveScripted({ '/a': FILE });
      const victim = workspace.file('victim', LARGE.subarray(0, 1000).toString('latin1'));
      truncateSync(victim, 1000);
      for (const link of [linkSync, symlinkSync]) {
        leave(workspace, server.origin, Buffer.alloc(0), {});
        const part = join(workspace.out, 'a.part');
        workspace.remove('a.part');
        link(victim, part);
        const { records } = await runRace(command, workspace, [`${server.origin}/a`]);
        expect(records[0]).toMatchObject({ state: 'ok' });
        expect(workspace.read('a').equals(LARGE)).toBe(true);
        expect(readFileSync(victim)).toHaveLength(1000);
      }
    });
  });
}
