import type { Session } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { HarnessError } from '../../src/errors.ts';
import { readResults } from '../../src/store/index.ts';
import type { FakeRun } from '../support/fake-executor.ts';
import { arena, editSession, stopped, storedIn } from '../support/races.ts';
import { fakeManifest, fakeVariant, writeWorkspace } from '../support/workspace.ts';

function upgraded(run: FakeRun): void {
  run.summary = { ...run.summary, libraries: { http: '2.0' } };
}

describe('a race is not gone on with, and nothing is changed, where', () => {
  test.each<[what: string, edit: (session: Session) => unknown, words: RegExp]>([
    [
      'the git revision differs',
      ({ provenance }) => {
        provenance.git = { revision: 'abc', dirty: false, changes: null };
      },
      /the git revision was abc and is not known now/,
    ],
    [
      'changes were made since',
      ({ provenance }) => {
        provenance.git = { revision: 'abc', dirty: true, changes: 'def' };
      },
      /the changes since that revision was def and is not known now/,
    ],
    [
      'the harness differs',
      ({ provenance }) => {
        provenance.harness = '0.0.9';
      },
      /the version of fairfetch was 0.0.9 and is 0/,
    ],
    [
      'Node differs',
      ({ provenance }) => {
        provenance.node = '1.2.3';
      },
      /the version of Node was 1.2.3 and is \d/,
    ],
    [
      'a tool differs',
      ({ provenance }) => {
        provenance.tools['origin'] = '0.0.1';
      },
      /origin was 0.0.1 and is fake now/,
    ],
    [
      'a tool is gone',
      ({ provenance }) => {
        provenance.tools['fake: python3 --version'] = 'Python 3.14.0';
      },
      /fake: python3 --version was Python 3.14.0 and is not there now/,
    ],
    [
      'the kernel differs',
      ({ provenance }) => {
        provenance.machine.kernel = 'Linux 2.6';
      },
      /the kernel was Linux 2.6 and is Linux/,
    ],
    [
      'the machine is another one',
      ({ sittings }) => {
        sittings[0].hostHash = 'abc';
      },
      /the machine was abc and is [0-9a-f]{12} now/,
    ],
    [
      'the container allows less',
      ({ provenance }) => {
        provenance.machine.cpuLimit = 0.25;
      },
      /the limit on processor time was 0.25 and is/,
    ],
    [
      'there is less memory',
      ({ provenance }) => {
        provenance.machine.memoryBytes *= 2;
      },
      /the memory was \d+ bytes and is \d+ bytes now/,
    ],
    [
      'downloads go to another file system',
      ({ provenance }) => {
        provenance.scratch.fileSystem = 'zfs';
      },
      /the file system of the downloads was zfs and is/,
    ],
    [
      'what a variant is has changed',
      ({ variants }) => {
        Object.assign(variants[0] ?? {}, { about: 'Otherwise.' });
      },
      /what the manifest says of fake\/good has changed/,
    ],
    [
      'all of it',
      ({ provenance, sittings }) => {
        provenance.node = '1.2.3';
        provenance.machine.kernel = 'Linux 2.6';
        sittings[0].hostHash = 'abc';
      },
      /the version of Node.*; the kernel.*; the machine/,
    ],
  ])('%s', async (_, edit, words) => {
    const here = await stopped();
    editSession(here.out, edit);
    const before = storedIn(here.out);
    const { ended, begun } = await here.resume();
    expect(ended).toMatchObject({
      code: 'unlike',
      exitCode: 3,
      message: expect.stringMatching(words) as string,
    });
    expect((ended as HarnessError).message).toContain(`${here.out} cannot be gone on with: `);
    expect([begun, storedIn(here.out)]).toEqual([0, before]);
  });

  test('a little more or less memory, or load, is no difference', async () => {
    const here = await stopped();
    editSession(here.out, ({ provenance, sittings }) => {
      provenance.machine.memoryBytes = Math.round(provenance.machine.memoryBytes * 1.01);
      sittings[0].loadAverage1m = 90;
    });
    expect((await here.resume()).ended).toBe(0);
  });

  test('a variant of the plan is gone', async () => {
    const here = await stopped();
    writeWorkspace(here.root, { fake: fakeManifest() });
    expect((await here.resume()).ended).toMatchObject({
      code: 'unlike',
      message: expect.stringContaining('fake/other cannot be raced any more (it is not in') as string,
    });
  });

  test('a new variant is none of its business', async () => {
    const here = await stopped();
    const variants = [fakeVariant('good'), fakeVariant('other'), fakeVariant('new')];
    writeWorkspace(here.root, { fake: fakeManifest({ variants: variants as never }) });
    expect((await here.resume()).ended).toBe(0);
    expect((await readResults(here.out)).runs.some(({ variant }) => variant === 'fake/new')).toBe(false);
  });

  test('the scenario is not what its digest says', async () => {
    const here = await stopped();
    editSession(here.out, ({ scenarios }) => {
      Object.assign(scenarios[0]?.scenario ?? {}, { files: [{ count: 3, bytes: 1001 }] });
    });
    expect((await here.resume()).ended).toMatchObject({
      code: 'results',
      exitCode: 3,
      message: expect.stringContaining('scenario tiny is not what its digest was made of') as string,
    });
  });

  test('a library of a program turns out to be another one: its run is not kept', async () => {
    const here = await stopped();
    const before = await readResults(here.out);
    const { ended, printed } = await here.resume({ 'fake/other': upgraded });
    expect(ended).toMatchObject({
      code: 'unlike',
      message:
        'fake/other was version 1.0.0, fake 1 in the runs before, and is version 1.0.0, fake 1, http 2.0 now: this run is not kept',
    });
    // What was measured before the trouble is shown.
    expect(printed.stdout).toContain('fake/good');
    const { runs } = await readResults(here.out);
    expect(runs.filter(({ variant }) => variant === 'fake/other')).toEqual(
      before.runs.filter(({ variant }) => variant === 'fake/other'),
    );
    // Put back, it goes on.
    expect((await here.resume()).ended).toBe(0);
  });

  test('there is nothing to go on with', async () => {
    const here = arena();
    expect((await here.resume()).ended).toBeInstanceOf(HarnessError);
  });
});
