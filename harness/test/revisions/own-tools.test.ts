import { describe, expect, test } from 'vitest';
import { toolEnvironment } from '../../src/revisions/own-tools.ts';

const HOST = {
  HOME: '/home/x',
  PATH: '/ours/node_modules/.bin:/usr/bin:/ours/node_modules/.bin:/bin',
  CARGO_HOME: '/cargo',
  HTTPS_PROXY: 'http://127.0.0.1:1',
};

describe('toolEnvironment', () => {
  test("the tree's programs first, and nobody else's packages", () => {
    expect(toolEnvironment('/tree', HOST)['PATH']).toBe('/tree/node_modules/.bin:/usr/bin:/bin');
  });

  test('what a toolchain is found by stays', () => {
    const { HOME, CARGO_HOME, HTTPS_PROXY } = toolEnvironment('/tree', HOST);
    expect({ HOME, CARGO_HOME, HTTPS_PROXY }).toEqual({
      HOME: '/home/x',
      CARGO_HOME: '/cargo',
      HTTPS_PROXY: 'http://127.0.0.1:1',
    });
  });

  test.each([
    'npm_package_name',
    'npm_lifecycle_event',
    'npm_execpath',
    'npm_config_local_prefix',
    'npm_config_ignore_scripts',
    'NX_WORKSPACE_ROOT_PATH',
    'NX_CACHE_DIRECTORY',
    'GIT_DIR',
    'GIT_INDEX_FILE',
    'INIT_CWD',
  ])('%s belongs to another folder', (name) => {
    expect(toolEnvironment('/tree', { ...HOST, [name]: 'x' })).not.toHaveProperty(name);
  });

  test.each(['npm_config_registry', 'npm_config_cache', 'npm_config_cafile', 'NPM_CONFIG_REGISTRY'])(
    '%s says whence packages come, and stays',
    (name) => {
      expect(toolEnvironment('/tree', { ...HOST, [name]: 'x' })).toHaveProperty(name, 'x');
    },
  );

  test('nothing of Nx stays in the background', () => {
    expect(toolEnvironment('/tree', { ...HOST, NX_DAEMON: 'true' })).toMatchObject({ NX_DAEMON: 'false' });
  });

  test('no two are marked alike', () => {
    const marks = [1, 2].map(() => toolEnvironment('/tree', HOST).FAIRFETCH_CHECK_TREE);
    expect(new Set(marks).size).toBe(2);
    for (const mark of marks) expect(mark).toMatch(/^\/tree\//);
  });
});
