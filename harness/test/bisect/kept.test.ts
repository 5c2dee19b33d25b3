import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { check } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import type { Tried } from '../../src/bisect/index.ts';
import { bisect } from '../../src/commands/bisect.ts';
import { temporaryFolder, testWorld } from '../support/world.ts';
import {
  ANY_BINARIES,
  argsOf,
  bisected,
  executorOfCommits,
  optionsOf,
  shortHistory,
  stateOf,
} from './support.ts';

/** But for whose command it was. */
const whateverCommand = (tried: readonly Tried[]): string =>
  JSON.stringify(tried, (key, value: unknown) => (key === 'fromBefore' ? undefined : value));

describe('verdicts are kept', () => {
  test('the same command again runs nothing and says the same', async () => {
    const made = shortHistory();
    const first = await bisected(made, argsOf(made.good), executorOfCommits());
    const executor = executorOfCommits();
    const again = await bisected(made, argsOf(made.good), executor);
    expect(executor.runs).toBe(0);
    expect(again.report.candidates[0]?.revision).toBe(made.planted);
    expect(whateverCommand(again.report.tried)).toEqual(whateverCommand(first.report.tried));
    expect(again.world.printed.stderr).toContain('from before');
    expect(again.world.printed.stderr).not.toContain('building the good commit');
    for (const name of first.report.tried.flatMap(({ sessions }) => sessions)) {
      const folder = join(made.root, 'results', 'out', name);
      expect(readdirSync(folder).toSorted()).toEqual(['blocks.jsonl', 'check.json', 'report.json']);
      const report: unknown = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
      expect(check('check-report', report)).toMatchObject({ state: 'valid' });
    }
  });

  test('another bad commit takes what is known, and another ask is refused by what differs', async () => {
    const made = shortHistory();
    await bisected(made, argsOf(made.good), executorOfCommits());
    const executor = executorOfCommits();
    const args = argsOf(made.good).map((word) => (word === 'main' ? made.planted : word));
    const { report } = await bisected(made, args, executor);
    expect(report.candidates[0]?.revision).toBe(made.planted);
    expect(report.tried.some(({ fromBefore }) => fromBefore)).toBe(true);
    const others = argsOf(made.good, '--blocks', '21', '--seed', '2');
    await expect(bisected(made, others, executorOfCommits())).rejects.toMatchObject({
      code: 'unlike',
      message: expect.stringMatching(/another bisection: --budget or --blocks, --seed differ/),
    });
  });

  test('Ctrl-C in the middle of a session: what is decided is kept, and the same command goes on', async () => {
    const made = shortHistory();
    const before = stateOf(made);
    const whole = executorOfCommits();
    await bisected(made, argsOf(made.good), whole);
    rmSync(join(made.root, 'results'), { recursive: true });

    const stop = new AbortController();
    const stopping = executorOfCommits(() => {
      // In the second commit's session.
      if (stopping.runs === 3 * 7 + 5) stop.abort('SIGINT');
    });
    const stopped = await bisected(made, argsOf(made.good), stopping, { signal: stop.signal });
    expect([stopped.code, stopped.report.state, stopped.report.tried.length]).toEqual([130, 'stopped', 1]);
    expect(stateOf(made)).toEqual(before);

    const rest = executorOfCommits();
    const { code, report } = await bisected(made, argsOf(made.good), rest);
    expect([code, report.candidates[0]?.revision]).toEqual([0, made.planted]);
    expect(report.tried.map(({ fromBefore }) => fromBefore)[0]).toBe(true);
    expect(rest.runs).toBe(whole.runs - 3 * 7);
    // The half session is not half of a verdict.
    expect(report.tried.flatMap(({ sessions }) => sessions).filter((name) => name.endsWith('again'))).toEqual(
      [],
    );
  });

  test('Ctrl-C while a commit is built: nothing is left of it', async () => {
    const made = shortHistory();
    const before = stateOf(made);
    const stop = new AbortController();
    let told = '';
    const stderr = {
      write: (text: string) => {
        told += text;
        if (text.includes('build.sh')) stop.abort('SIGTERM');
      },
    };
    const executor = executorOfCommits();
    const over = { signal: stop.signal, stderr };
    const { code, report, world } = await bisected(made, argsOf(made.good), executor, over);
    expect([code, report.state, report.tried, executor.runs]).toEqual([143, 'stopped', [], 0]);
    expect(world.printed.stdout).toContain('the same command goes on');
    expect(told).toContain('trying');
    expect(stateOf(made)).toEqual(before);
  });

  test('below results/ by default, where the same command without a seed finds them again', async () => {
    const made = shortHistory();
    const args = ['--good', made.good, '--bad', 'main', '--metric', 'connections', '--blocks', '20'];
    const options = optionsOf('--variant', 'good', ...args);
    const seeds = [7, 8];
    const executors = [executorOfCommits(), executorOfCommits()];
    for (const [at, executor] of executors.entries()) {
      const randomSeed = (): number => seeds[at] as number;
      const over = { root: made.root, binaries: ANY_BINARIES, randomSeed };
      expect(await bisect(options, testWorld(executor, over))).toBe(0);
    }
    expect(executors.map(({ runs }) => runs > 0)).toEqual([true, false]);
    const folders = readdirSync(join(made.root, 'results'));
    expect(folders).toEqual([expect.stringMatching(/^bisect-\w{10}-fake-good-tiny-connections-\w{8}$/)]);
  });

  test.each([
    ['what is no bisection', 'x', 'y', /is not empty, and holds no bisection/],
    ['a torn bisect.json', 'bisect.json', '{"kind":', /cannot be read/],
    ['a bisect.json of another kind', 'bisect.json', '{"kind":"session"}', /is damaged/],
  ])('a folder with %s is refused', async (_what, file, text, message) => {
    const made = shortHistory();
    const out = temporaryFolder();
    writeFileSync(join(out, file), text);
    const options = optionsOf('--variant', 'good', ...argsOf(made.good, '--out', out));
    const world = testWorld(executorOfCommits(), { root: made.root, binaries: ANY_BINARIES });
    await expect(bisect(options, world)).rejects.toMatchObject({
      code: 'results',
      message: expect.stringMatching(message),
    });
    expect(existsSync(join(out, file))).toBe(true);
  });
});
