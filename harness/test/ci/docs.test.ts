import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { WORKSPACE } from '../support/binaries.ts';
import { KNOWN_OPTIONS, optionsIn } from './options.ts';
import { jobOf, readWorkflow, type Step } from './workflow.ts';

const read = (path: string): string => readFileSync(join(WORKSPACE, path), 'utf8');

const PAGE = read('docs/ci.md');
const README = read('examples/ci/README.md');
const { inputs } = parse(read('action.yml')) as { inputs: Readonly<Record<string, object>> };

/** First cells of the table under a heading of its first column. */
function firstCells(page: string, heading: string): readonly string[] {
  const lines = page.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| ${heading} `));
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'));
  return lines.slice(start + 2, end).map((line) => line.split('|')[1]?.trim().replaceAll('`', '') ?? '');
}

test('the three lines are those of the example, and their inputs exist', () => {
  const [, text = ''] = /```yaml\n(.*?)```/s.exec(PAGE) ?? [];
  const [step] = parse(text) as readonly [Step];
  const example = jobOf(readWorkflow('examples/ci/github.yml'), 'check').steps;
  expect(example).toContainEqual({ id: 'fairfetch', ...step });
  expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(step.with ?? {})));
});

test('the page names every input', () => {
  expect(firstCells(PAGE, 'input')).toEqual(Object.keys(inputs));
});

test('every example is in the README', () => {
  const files = readdirSync(join(WORKSPACE, 'examples/ci')).filter((name) => name !== 'README.md');
  expect(new Set(firstCells(README, 'file'))).toEqual(new Set(files));
});

test.each([
  ['docs/ci.md', PAGE],
  ['examples/ci/README.md', README],
  ['examples/ci/check.sh', read('examples/ci/check.sh')],
])('the options that %s names are those of check', (_path, text) => {
  const named = optionsIn(text.replaceAll(/^git .*$/gm, ''));
  expect(named.length).toBeGreaterThan(0);
  expect(KNOWN_OPTIONS).toEqual(expect.arrayContaining([...named]));
});

test('links lead to files', () => {
  for (const [folder, page] of [
    ['docs', PAGE],
    ['examples/ci', README],
  ] as const) {
    const links = [...page.matchAll(/\]\(([^)#:]+)\)/g)].map(([, link]) => link ?? '');
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) expect(() => read(join(folder, link))).not.toThrow();
  }
});
