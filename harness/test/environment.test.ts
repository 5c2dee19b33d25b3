import { expect, test } from 'vitest';
import { cleanEnvironment } from '../src/environment.ts';

test('only what is on the list gets through, and the workspace comes first in PATH', () => {
  const env = {
    PATH: '/house/node_modules/.bin:/usr/bin:/bin',
    HOME: '/home/me',
    LANG: 'de_DE.UTF-8',
    https_proxy: 'http://proxy:3128',
    SSL_CERT_FILE: '/etc/other.pem',
    REQUESTS_CA_BUNDLE: '/etc/other.pem',
    NODE_OPTIONS: '--inspect',
    FORCE_COLOR: 'true',
    NX_TASK_HASH: '1',
  };
  expect(cleanEnvironment('/house', env, { TMPDIR: '/t' })).toEqual({
    PATH: '/house/node_modules/.bin:/usr/bin:/bin',
    HOME: '/home/me',
    LANG: 'C.UTF-8',
    NO_COLOR: '1',
    FORCE_COLOR: '0',
    TMPDIR: '/t',
  });
});

test('an environment without PATH and HOME still finds the usual programs', () => {
  expect(cleanEnvironment('/house', {})).toEqual({
    PATH: '/house/node_modules/.bin:/usr/local/bin:/usr/bin:/bin',
    LANG: 'C.UTF-8',
    NO_COLOR: '1',
    FORCE_COLOR: '0',
  });
});
