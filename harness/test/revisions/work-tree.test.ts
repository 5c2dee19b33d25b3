import {
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bringChanges } from '../../src/revisions/index.ts';
import { gitIn, repositoryOfTwo, treesOf } from './support.ts';

const SIGNAL = new AbortController().signal;

async function brought(made: ReturnType<typeof repositoryOfTwo>): Promise<string> {
  const repository = await made.open();
  const trees = await treesOf(repository);
  const tree = await trees.checkOut('made-c', repository.head);
  await bringChanges(repository, tree, process.env, SIGNAL);
  return tree;
}

describe('bringChanges', () => {
  test('changed, new, removed, binary and linked files are as in the work tree, ignored ones are not there', async () => {
    const made = repositoryOfTwo();
    made.write('a', 'three\n');
    made.write('new/c', 'new\n');
    made.write('ignored/d', 'no\n');
    writeFileSync(join(made.root, 'bytes'), Buffer.from([0, 255, 10, 200, 0]));
    made.git('add', 'bytes');
    rmSync(join(made.root, 'sub/b'));
    symlinkSync('a', join(made.root, 'link'));
    const tree = await brought(made);
    expect(readFileSync(join(tree, 'a'), 'utf8')).toBe('three\n');
    expect(readFileSync(join(tree, 'new/c'), 'utf8')).toBe('new\n');
    expect([...readFileSync(join(tree, 'bytes'))]).toEqual([0, 255, 10, 200, 0]);
    expect(readlinkSync(join(tree, 'link'))).toBe('a');
    expect(existsSync(join(tree, 'ignored/d'))).toBe(false);
    expect(gitIn(tree, 'ls-files', '--deleted')).toBe('sub/b');
  });

  test.each([
    ['diff.noprefix', 'true'],
    ['diff.mnemonicPrefix', 'true'],
    ['color.ui', 'always'],
    ['diff.relative', 'true'],
    ['core.autocrlf', 'input'],
  ])('whatever %s says', async (name, value) => {
    const made = repositoryOfTwo();
    made.git('config', name, value);
    made.write('a', 'three\n');
    expect(readFileSync(join(await brought(made), 'a'), 'utf8')).toBe('three\n');
  });

  test('results of earlier checks that git does not ignore are no change', async () => {
    const made = repositoryOfTwo();
    mkdirSync(join(made.root, 'results/one'), { recursive: true });
    made.write('results/one/blocks.jsonl', '');
    made.write('results/one/report.json', '{}');
    expect((await made.open()).changes).toBeNull();
    made.write('a', 'three\n');
    expect(gitIn(await brought(made), 'status', '--short')).toBe('M a');
  });

  test('a clean work tree brings nothing', async () => {
    expect(gitIn(await brought(repositoryOfTwo()), 'status', '--short')).toBe('');
  });
});
