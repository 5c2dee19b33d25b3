import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { affectedBackends } from '../../src/revisions/index.ts';
import { complaint, emptyRepository, manifest } from './support.ts';

/** Two backends, one of them with a program; `at` is where the workspace is in the repository. */
function twoBackends(at = '') {
  const made = emptyRepository();
  made.write('README.md', 'one\n');
  made.write(`${at}one/backend.json`, manifest('one'));
  made.write(`${at}packages/two/backend.json`, manifest('two'));
  made.write(`${at}packages/two/program`, 'one\n');
  made.write('.gitignore', 'ignored\n');
  const base = made.commit('base');
  const workspace = join(made.root, at);
  const affected = async () => affectedBackends(await made.open(workspace), base, workspace, process.env);
  return { ...made, base, workspace, affected };
}

describe('affectedBackends without Nx', () => {
  test('nothing changed', async () => {
    expect(await twoBackends().affected()).toEqual([]);
  });

  test.each(['', 'sub/'])('a file of one, committed or not or not even added (workspace %j)', async (at) => {
    const { write, commit, git, affected } = twoBackends(at);
    write(`${at}packages/two/program`, 'two\n');
    expect(await affected()).toEqual(['packages/two']);
    git('add', '--all');
    expect(await affected()).toEqual(['packages/two']);
    commit('changed');
    expect(await affected()).toEqual(['packages/two']);
    write(`${at}one/new`, '');
    expect(await affected()).toEqual(['one', 'packages/two']);
  });

  test('one that is deleted, and one that moves between two', async () => {
    const { root, git, commit, affected } = twoBackends();
    rmSync(join(root, 'packages/two/program'));
    expect(await affected()).toEqual(['packages/two']);
    git('checkout', '--quiet', '.');
    git('mv', 'packages/two/program', 'one/program');
    commit('moved');
    expect(await affected()).toEqual(['one', 'packages/two']);
  });

  test.each(['README.md', 'shared/lib', 'one-more/file'])(
    '%s is of none, so all are reached',
    async (file) => {
      const { write, affected } = twoBackends();
      write(file, 'two\n');
      expect(await affected()).toEqual(['one', 'packages/two']);
    },
  );

  test('what is ignored reaches nobody', async () => {
    const { write, affected } = twoBackends();
    write('one/ignored', '');
    write('ignored', '');
    expect(await affected()).toEqual([]);
  });

  test('one that the base does not have, though git ignores all of it', async () => {
    const { write, affected } = twoBackends();
    write('.git/info/exclude', 'three\n');
    write('three/backend.json', manifest('three'));
    expect(await affected()).toEqual(['three']);
  });

  test('a base that is not there', async () => {
    const { open, root } = twoBackends();
    const asked = affectedBackends(await open(), '1'.repeat(40), root, process.env);
    expect(await complaint(asked)).toMatchObject({
      code: 'revision',
      message: expect.stringMatching(
        /^which backends the change reaches cannot be told: git ls-tree: /,
      ) as string,
    });
  });
});

/** Stands for Nx: says what it is told to, and writes down what it was asked. */
function withNx(script: string) {
  const made = twoBackends();
  made.write('.git/info/exclude', 'node_modules\nnx.json\nasked\n');
  made.write('nx.json', '{}');
  made.write('node_modules/nx/package.json', '{"bin":{"nx":"nx.cjs"}}');
  made.write('node_modules/nx/nx.cjs', script);
  return made;
}

describe('affectedBackends with Nx', () => {
  test('it is asked what the work tree reaches from the base; what is no backend is left out', async () => {
    const { affected, base, root } = withNx(`
      require('node:fs').writeFileSync('asked', JSON.stringify(process.argv.slice(2)));
      console.log('a plugin says hello');
      console.log('["harness","two"]');`);
    expect(await affected()).toEqual(['packages/two']);
    expect(JSON.parse(readFileSync(join(root, 'asked'), 'utf8'))).toEqual([
      'show',
      'projects',
      '--affected',
      `--base=${base}`,
      '--json',
    ]);
  });

  test.each([
    ['fails', 'console.error("no graph"); process.exit(1);', 'nx: no graph'],
    ['says nothing of use', 'console.log("hello");', 'nx: hello'],
  ])('that %s', async (_, script, reason) => {
    const { affected } = withNx(script);
    expect(await complaint(affected())).toEqual({
      code: 'revision',
      message: `which backends the change reaches cannot be told: ${reason}`,
      hint: expect.stringContaining('npx nx show projects --affected') as string,
    });
  });

  test('that is not installed', async () => {
    const { affected, root } = withNx('');
    rmSync(join(root, 'node_modules'), { recursive: true });
    expect(await complaint(affected())).toMatchObject({
      message: 'which backends the change reaches cannot be told: node_modules/nx is not installed',
      hint: 'Run `npm ci` in the workspace.',
    });
  });
});
