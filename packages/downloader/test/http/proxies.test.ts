import { describe, expect, test } from 'vitest';
import { isDirect, parseNoProxy } from '../../src/http/no-proxy.ts';
import { proxyFor, ProxyError, readProxies } from '../../src/http/proxies.ts';
import { readVectors } from '../kit/index.ts';

describe('no_proxy', () => {
  const { cases } = readVectors('no-proxy') as {
    cases: readonly { about: string; noProxy: string; url: string; direct: boolean }[];
  };

  test.each(cases)('$about', ({ noProxy, url, direct }) => {
    expect(isDirect(new URL(url), parseNoProxy(noProxy))).toBe(direct);
  });
});

function through(environment: Record<string, string>, url: string): string | undefined {
  return proxyFor(new URL(url), readProxies(environment))?.origin;
}

describe('readProxies', () => {
  test.each<[Record<string, string>, string, string | undefined]>([
    [{}, 'http://h/', undefined],
    [{ http_proxy: '' }, 'http://h/', undefined],
    [{ http_proxy: 'http://p.test:8080' }, 'http://h/', 'http://p.test:8080'],
    [{ http_proxy: 'http://p.test:8080' }, 'https://h/', undefined],
    [{ http_proxy: 'p.test:8080' }, 'http://h/', 'http://p.test:8080'],
    [{ http_proxy: 'p.test' }, 'http://h/', 'http://p.test'],
    [{ http_proxy: 'http://p.test/' }, 'http://h/', 'http://p.test'],
    [{ HTTP_PROXY: 'http://p.test' }, 'http://h/', undefined],
    [{ HTTPS_PROXY: 'http://p.test' }, 'https://h/', 'http://p.test'],
    [{ https_proxy: 'http://a.test', HTTPS_PROXY: 'http://b.test' }, 'https://h/', 'http://a.test'],
    [{ https_proxy: '', HTTPS_PROXY: 'http://b.test' }, 'https://h/', 'http://b.test'],
    [{ http_proxy: 'p.test', no_proxy: 'h' }, 'http://h/', undefined],
    [{ http_proxy: 'p.test', NO_PROXY: 'h' }, 'http://h/', undefined],
    [{ http_proxy: 'p.test', no_proxy: 'x', NO_PROXY: 'h' }, 'http://h/', 'http://p.test'],
  ])('%j, %s', (environment, url, proxy) => {
    expect(through(environment, url)).toBe(proxy);
  });

  test('its user and password are Basic credentials', () => {
    const proxies = readProxies({ http_proxy: 'us%20er:pa%3Ass@p.test:1' });
    const authorization = `Basic ${Buffer.from('us er:pa:ss').toString('base64')}`;
    expect(proxies?.http).toEqual({ origin: 'http://p.test:1', authorization });
  });

  test.each([
    [
      { http_proxy: 'socks5://u:s3cr3t@p:1' },
      'http_proxy names socks5://***@p:1, and only http:// proxies are supported',
    ],
    [{ HTTPS_PROXY: 'https://p' }, 'HTTPS_PROXY names https://p, and only http:// proxies are supported'],
    [{ https_proxy: 'http://' }, "https_proxy names 'http://', which is no proxy"],
  ])('%j is refused', (environment, message) => {
    expect(() => readProxies(environment)).toThrow(ProxyError);
    expect(() => readProxies(environment)).toThrow(message);
  });
});
