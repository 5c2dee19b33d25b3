import { basicCredentials } from '../download/request-headers.ts';
import { maskCredentials } from '../masking.ts';
import { quoted } from '../quoted.ts';
import { parseNoProxy, isDirect, type NoProxyEntry } from './no-proxy.ts';

/** An http:// proxy. */
export interface Proxy {
  /** As URL.origin gives it. */
  readonly origin: string;
  /** Proxy-Authorization, from its user and password. */
  readonly authorization: string | undefined;
}

/** What the environment says of proxies. Plain data, so that it can be sent to another thread. */
export interface Proxies {
  readonly http: Proxy | undefined;
  readonly https: Proxy | undefined;
  readonly noProxy: readonly NoProxyEntry[];
}

/** A variable that names no proxy that can be used: exit 3. */
export class ProxyError extends Error {
  override readonly name = 'ProxyError';
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * HTTP_PROXY in capitals is not read, as in curl: where a CGI server sets it, it comes from a header of a request.
 * @returns undefined where there is no proxy at all
 * @throws ProxyError
 */
export function readProxies(environment: Environment): Proxies | undefined {
  const http = readProxy(environment, ['http_proxy']);
  const https = readProxy(environment, ['https_proxy', 'HTTPS_PROXY']);
  if (http === undefined && https === undefined) return undefined;
  return { http, https, noProxy: parseNoProxy(set(environment, ['no_proxy', 'NO_PROXY'])?.value ?? '') };
}

/** The proxy a URL goes through; undefined where it goes straight. */
export function proxyFor(url: URL, proxies: Proxies | undefined): Proxy | undefined {
  if (proxies === undefined) return undefined;
  const proxy = url.protocol === 'https:' ? proxies.https : proxies.http;
  return proxy === undefined || isDirect(url, proxies.noProxy) ? undefined : proxy;
}

function readProxy(environment: Environment, names: readonly string[]): Proxy | undefined {
  const found = set(environment, names);
  if (found === undefined) return undefined;
  const { name, value } = found;
  const url = URL.parse(value.includes('://') ? value : `http://${value}`);
  if (url === null || url.hostname === '')
    throw new ProxyError(`${name} names ${quoted(maskCredentials(value))}, which is no proxy`);
  if (url.protocol !== 'http:')
    throw new ProxyError(`${name} names ${maskCredentials(value)}, and only http:// proxies are supported`);
  return { origin: url.origin, authorization: basicCredentials(url) };
}

/** The first of the variables that is set; an empty one is not. */
function set(
  environment: Environment,
  names: readonly string[],
): { readonly name: string; readonly value: string } | undefined {
  for (const name of names) {
    const value = environment[name]?.trim();
    if (value !== undefined && value !== '') return { name, value };
  }
  return undefined;
}
