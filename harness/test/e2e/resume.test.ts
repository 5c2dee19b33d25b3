import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Variant } from '@fairfetch/contract';
import { execa } from 'execa';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readResults } from '../../src/store/index.ts';
import { BINARIES, NOT_BUILT } from '../support/binaries.ts';
import type { Drive } from '../support/drive.ts';
import { answers, descendants, hasEnded, listeningPorts, programOf, until } from '../support/processes.ts';
import { tear } from '../support/results.ts';
import { tinyScenario } from '../support/scenario.ts';
import { FAKES, fakeVariant, workspaceOf } from '../support/workspace.ts';
import { temporaryFolder } from '../support/world.ts';

const DRIVER = fileURLToPath(new URL('../support/drive.ts', import.meta.url));
const BLOCKS = 2;
const RUNS = 2 * (BLOCKS + 1);
const TWIN = fakeVariant('twin', { command: [process.execPath, join(FAKES, 'good.mjs'), 'twin'] });

/** A race that is begun and gone on with by processes of its own. */
function course(other: Variant) {
  const root = workspaceOf(fakeVariant('good'), other);
  const folder = temporaryFolder();
  const [out, scratch] = [join(folder, 'out'), join(folder, 'scratch')];
  const start = (dies: Drive['dies']) => {
    const plan = ['--out', out, '--scratch', scratch, '--blocks', String(BLOCKS), '--seed', '1'];
    const args = existsSync(join(out, 'session.json')) ? ['--resume', out] : plan;
    const scenario = tinyScenario({ timeoutSeconds: 600 });
    const drive: Drive = { root, binaries: BINARIES, scenario, args, ...(dies && { dies }) };
    const race = execa(process.execPath, [DRIVER, JSON.stringify(drive)], { reject: false, detached: true });
    onTestFinished(() => void race.kill('SIGKILL'));
    return race;
  };
  const stored = (): number => {
    const file = join(out, 'runs.jsonl');
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0;
  };
  return { root, out, scratch, start, stored };
}

type Course = ReturnType<typeof course>;

/** Every run of the plan is there once, all are right, and nothing else is left of the processes that were killed. */
async function expectWhole({ out, scratch, root }: Course, sittings: number): Promise<void> {
  const { runs, session, torn } = await readResults(out);
  expect(runs.map(({ variant }) => variant)).toEqual(session.order[0]?.flat());
  expect(runs.flatMap(({ failures }) => failures)).toEqual([]);
  expect([torn, session.sittings.length]).toEqual([false, sittings]);
  expect(JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'))).toMatchObject({ complete: true });
  expect(readdirSync(out).toSorted()).toEqual([
    'report.csv',
    'report.json',
    'report.md',
    'runs.jsonl',
    'session.json',
    'timelines',
  ]);
  expect(readdirSync(scratch)).toEqual([]);
  expect(readdirSync(root).filter((name) => name.includes('lock'))).toEqual([]);
}

describe.skipIf(NOT_BUILT !== null)('kill -9, and on', () => {
  test.each(['before', 'after'] as const)(
    '%s a run, again and again: no stored run is lost',
    async (when) => {
      const here = course(TWIN);
      for (let made = 1; made < RUNS; made += 1) {
        const { signal } = await here.start({ run: 2, when });
        expect([signal, here.stored()]).toEqual(['SIGKILL', made]);
      }
      expect(await here.start(undefined)).toMatchObject({ exitCode: 0 });
      await expectWhole(here, RUNS);
    },
  );

  test('during a run: that one is lost, its processes end, and it is made again', async () => {
    const here = course(fakeVariant('hangs-once'));
    const race = here.start(undefined);
    const pid = race.pid as number;
    await until('it hangs', () => existsSync(join(here.root, 'fake', 'hung')));
    const processes = descendants(pid);
    const origin = processes.find((each) => programOf(each) === 'fairfetch-origi') as number;
    const ports = listeningPorts(origin);
    expect([processes.length >= 3, ports.length >= 2]).toEqual([true, true]);
    const before = here.stored();
    race.kill('SIGKILL');
    await race;
    await until('all its processes have ended', () => processes.every(hasEnded));
    expect(await Promise.all(ports.map(answers))).toEqual(ports.map(() => false));
    expect([here.stored(), readdirSync(here.scratch).length]).toEqual([before, 1]);
    expect(await here.start(undefined)).toMatchObject({ exitCode: 0 });
    await expectWhole(here, 2);
  });

  test('while a run is being stored: the torn line is left out, with a word, and made again', async () => {
    const here = course(TWIN);
    await here.start({ run: 4, when: 'after' });
    tear(here.out);
    const { exitCode, stderr } = await here.start(undefined);
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('the last line of runs.jsonl is torn')]);
    await expectWhole(here, 2);
  });

  test('at any moment: what is stored stays, and in the end all of it is there', async () => {
    const here = course(TWIN);
    let times = 1;
    for (; here.stored() < RUNS; times += 1) {
      const before = here.stored();
      const race = here.start(undefined);
      await until('it has made a run', () => here.stored() > before);
      const processes = descendants(race.pid as number);
      await sleep(Math.random() * 150);
      race.kill('SIGKILL');
      await race;
      await until('all its processes have ended', () => processes.every(hasEnded));
      expect((await readResults(here.out)).runs.length).toBeGreaterThan(before);
    }
    expect(await here.start(undefined)).toMatchObject({ exitCode: 0 });
    const { sittings } = (await readResults(here.out)).session;
    expect(sittings.length).toBeLessThanOrEqual(times);
    await expectWhole(here, sittings.length);
  });
});
