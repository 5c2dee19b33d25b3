import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckReport } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { trend } from '../../src/commands/trend.ts';
import { helpText } from '../../src/help.ts';
import { readCommandLine } from '../../src/options.ts';
import { readTrend, TREND_OPTIONS } from '../../src/options/trend.ts';
import { fakeExecutor } from '../support/fake-executor.ts';
import { temporaryFolder, testWorld } from '../support/world.ts';
import { comparison, folderWith, report } from './support.ts';
import { xmlProblem } from './well-formed.ts';

/** As a person would call it. @param root of the workspace */
async function called(args: readonly string[], root = temporaryFolder()) {
  const invocation = readTrend(args);
  if (invocation.state !== 'trend') throw new TypeError(`it is ${invocation.state}`);
  const world = testWorld(fakeExecutor(), { root });
  const code = await trend(invocation.options, world);
  return { code, ...world.printed };
}

interface PrintedTrend {
  readonly series: readonly { readonly points: readonly { readonly label: string }[] }[];
}

async function labels(...folders: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await called([...folders, '--format', 'json']);
  const { series } = JSON.parse(stdout) as PrintedTrend;
  return series.flatMap(({ points }) => points.map(({ label }) => label));
}

describe('the line', () => {
  test('without options', () => {
    expect(readTrend([])).toEqual({
      state: 'trend',
      options: { folders: [], metric: 'time', variants: [], scenario: null, out: null, format: 'table' },
    });
  });

  test('with all of them', () => {
    const args = ['a', 'b', '--metric', 'cpu', '--variant', 'x', '--variant=y*', '--scenario', 's'];
    expect(readTrend([...args, '--out', 't.svg', '--format', 'csv'])).toEqual({
      state: 'trend',
      options: {
        folders: ['a', 'b'],
        metric: 'cpu',
        variants: ['x', 'y*'],
        scenario: 's',
        out: 't.svg',
        format: 'csv',
      },
    });
  });

  test.each([
    [['--help'], { state: 'help', command: 'trend' }],
    [['--version'], { state: 'version' }],
  ])('%j', (args, found) => expect(readTrend(args)).toEqual(found));

  test.each<[args: readonly string[], message: RegExp]>([
    [['--metric', 'speed'], /--metric takes time, cpu, memory, .*not speed/],
    [['--format', 'markdown'], /--format takes table, json, csv, not markdown/],
    [['--out', 'trend.png'], /--out takes FILE\.svg, not trend\.png/],
    [['--variant='], /--variant takes PATTERN, not an empty word/],
    [['--scenario='], /--scenario takes NAME, not an empty word/],
    [[''], /trend takes folders, not an empty word/],
    [['--blocks', '2'], /unknown option '--blocks'/],
  ])('%j is refused', (args, message) => {
    expect(() => readTrend(args)).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringMatching(message) }),
    );
  });

  test('is one of the program, and its help names every option and fits 110 columns', () => {
    expect(readCommandLine(['trend', 'a'])).toEqual(readTrend(['a']));
    const text = helpText('trend');
    for (const name of Object.keys(TREND_OPTIONS)) expect(text).toContain(`--${name}`);
    expect(text.split('\n').filter((line) => line.length > 110)).toEqual([]);
  });
});

describe('which files are read', () => {
  test('reports in the folders and below them, each once; other files are nothing to speak of', async () => {
    const folder = folderWith({
      'a.json': report({ day: 0 }),
      'below/deeper/b.json': report({ day: 1 }),
      'c.txt': JSON.stringify(report({ day: 2 })),
      'package.json': '{"kind":"package"}',
      'list.json': '[]',
      'null.json': 'null',
      'cut.json': '{"a":',
      'empty.json': '',
      'about.json': JSON.stringify({ text: 'of "kind":"check-report"', inner: { kind: 'check-report' } }),
    });
    const { stderr } = await called([folder]);
    expect(stderr).toBe('');
    expect(await labels(folder, join(folder, 'below'))).toEqual(['001aaaa', '002aaaa']);
  });

  test('what says it is a report and is none is named, and left out', async () => {
    const { lanes: _, ...lacking } = report({ day: 1 });
    const folder = folderWith({
      'good.json': report({ day: 0 }),
      'cut.json': JSON.stringify(report({ day: 1 }), null, 2).slice(0, -20),
      'lacking.json': JSON.stringify(lacking),
      'later.json': JSON.stringify({ ...report({ day: 1 }), format: 2 }),
    });
    const { stderr, code } = await called([folder]);
    const lines = stderr.trimEnd().split('\n');
    expect(lines).toEqual([
      expect.stringMatching(/cut\.json is left out: not JSON/),
      expect.stringMatching(/lacking\.json is left out: the document lacks lanes/),
      expect.stringMatching(/later\.json is left out: format must be 1/),
    ]);
    expect(code).toBe(0);
    expect(await labels(folder)).toEqual(['001aaaa']);
  });

  test('links are not followed', async () => {
    const other = folderWith({ 'b.json': report({ day: 1 }) });
    const folder = folderWith({ 'a.json': report({ day: 0 }) });
    symlinkSync(other, join(folder, 'link'));
    symlinkSync(join(other, 'b.json'), join(folder, 'b.json'));
    symlinkSync('..', join(folder, 'circle'));
    expect(await labels(folder)).toEqual(['001aaaa']);
  });

  test.skipIf(process.getuid?.() === 0)('one that cannot be read is named', async () => {
    const folder = folderWith({ 'a.json': report({ day: 0 }), 'b.json': report({ day: 1 }) });
    chmodSync(join(folder, 'b.json'), 0);
    expect((await called([folder])).stderr).toMatch(/b\.json is left out: permission denied/);
  });
});

describe('nothing to show', () => {
  const nothing = { exitCode: 3, hint: expect.stringContaining('check --base=REF --keep DIR') };

  test('no history yet', async () => {
    await expect(called([])).rejects.toMatchObject({
      ...nothing,
      message: expect.stringMatching(/no report .*history/),
    });
  });

  test('a history that is empty', async () => {
    const root = folderWith({ 'history/README.md': '' });
    await expect(called([], root)).rejects.toMatchObject(nothing);
  });

  test('folders with other things', async () => {
    await expect(called([folderWith({ 'x.json': '{}' }), temporaryFolder()])).rejects.toMatchObject(nothing);
  });

  test('a folder that is named and not there', async () => {
    const folder = join(temporaryFolder(), 'gone');
    const message = `the folder ${folder} cannot be read: no such file or folder`;
    await expect(called([folder])).rejects.toMatchObject({ exitCode: 3, message });
  });

  test('reports that compare nothing', async () => {
    const folder = folderWith({ 'a.json': report({ day: 0, comparisons: [] }) });
    await expect(called([folder])).rejects.toMatchObject({ exitCode: 3 });
    await expect(called([folder, '--variant', 'x'])).rejects.toMatchObject({ exitCode: 2 });
  });
});

describe('what is shown', () => {
  const history = {
    'history/a.json': report({ day: 0 }),
    'history/b.json': report({ day: 1, hostHash: 'beef' }),
  };

  test('the history of the workspace, where no folder is named', async () => {
    const { stdout, code } = await called([], folderWith(history));
    expect(stdout).toContain('machine changed: another machine');
    expect(code).toBe(0);
  });

  test('--format json has everything, with what it is', async () => {
    const { stdout } = await called(['--format', 'json'], folderWith(history));
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'trend',
      format: 1,
      metric: 'time',
      unit: 'ns',
      series: [
        {
          variant: 'fake/good',
          scenario: 'seed',
          points: [
            { label: '001aaaa', candidate: { median: 101e6 }, ratio: 1.01, breakBefore: null },
            { label: '002aaaa', breakBefore: { kind: 'machine' } },
          ],
        },
      ],
    });
  });

  test('--format csv has a line a point', async () => {
    const { stdout } = await called(['--format', 'csv'], folderWith(history));
    expect(stdout.trimEnd().split('\n')).toHaveLength(3);
  });

  test('a regression of the past is no failure of today', async () => {
    const comparisons = [comparison({ verdict: 'regressed' })];
    const { code } = await called([folderWith({ 'a.json': report({ day: 0, comparisons }) })]);
    expect(code).toBe(0);
  });
});

const oneReport = (): string => folderWith({ 'a.json': report({ day: 0 }) });

describe('--out', () => {
  test('writes a picture, whole, into a folder that is made, over one that is there', async () => {
    const file = join(temporaryFolder(), 'new', 'trend.svg');
    for (let turn = 0; turn < 2; turn++) {
      const { stdout, stderr } = await called([oneReport(), '--out', file]);
      expect(stdout).toContain('fake/good @ seed: time');
      expect(stderr).toBe(`Picture: ${file}\n`);
      expect(xmlProblem(readFileSync(file, 'utf8'))).toBeNull();
    }
    expect(readdirSync(join(file, '..'))).toEqual(['trend.svg']);
  });

  test('where it cannot be written the reason is said, and nothing is left behind', async () => {
    const place = temporaryFolder();
    const file = join(place, 'trend.svg');
    mkdirSync(file);
    await expect(called([oneReport(), '--out', file])).rejects.toMatchObject({
      code: 'results',
      exitCode: 3,
      message: `the picture cannot be written to ${file}: it is a folder`,
    });
    expect(readdirSync(place)).toEqual(['trend.svg']);
  });

  test('below a file there is no folder', async () => {
    const place = temporaryFolder();
    writeFileSync(join(place, 'file'), '');
    await expect(called([oneReport(), '--out', join(place, 'file', 'trend.svg')])).rejects.toMatchObject({
      code: 'results',
    });
  });
});

test('a thousand reports', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 1000 }, (_, day): [string, CheckReport] => [`${day}.json`, report({ day })]),
  );
  expect(await labels(folderWith(files))).toHaveLength(1000);
});
