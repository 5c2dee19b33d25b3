import { broken } from './defects.ts';
import { masked } from './failure.ts';
import { decoded } from './names.ts';

export interface Proxy {
  readonly host: string;
  readonly port: number;
  /** The value of Proxy-Authorization. */
  readonly authorization: string | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The proxy variables are wrong: exit 3. */
export class ProxyError extends Error {}

/** Which proxy a URL goes through, by the variables curl reads. */
export class Proxies {
  readonly #http: Proxy | undefined;
  readonly #https: Proxy | undefined;
  readonly #noProxy: string;

  constructor(environment: Environment) {
    const { http_proxy: http, HTTP_PROXY: upperHttp } = environment;
    const { https_proxy: https, HTTPS_PROXY: upperHttps, no_proxy: no, NO_PROXY: upperNo } = environment;
    this.#noProxy = no || upperNo || '';
    if (broken('proxy-ignored')) return;
    // HTTP_PROXY is not read: a CGI server sets it from a header of whoever asks.
    this.#http = parse('http_proxy', http || (broken('upper-case-http-proxy') ? upperHttp : ''));
    const upper = broken('upper-case-https-proxy-ignored') ? '' : upperHttps;
    this.#https = parse(https ? 'https_proxy' : 'HTTPS_PROXY', https || upper);
    if (broken('http-proxy-for-https')) this.#https ??= this.#http;
  }

  of(url: URL): Proxy | undefined {
    const proxy = url.protocol === 'https:' ? this.#https : this.#http;
    if (proxy === undefined || broken('no-proxy-ignored')) return proxy;
    return goesDirect(url, this.#noProxy) ? undefined : proxy;
  }
}

function parse(name: string, value: string | undefined): Proxy | undefined {
  if (value === undefined || value === '') return undefined;
  const isWhole = value.includes('://') || broken('proxy-needs-scheme');
  const url = URL.parse(isWhole ? value : `http://${value}`);
  if (url?.protocol !== 'http:' || url.hostname === '') {
    if (broken('any-proxy-scheme')) return undefined;
    const shown = broken('proxy-credentials-in-stderr') ? value : masked(value);
    throw new ProxyError(`${name} names ${shown}, and only http:// proxies are supported`);
  }
  const host = url.hostname.replaceAll(/[[\]]/gu, '');
  return { host, port: Number(url.port || 80), authorization: basic(url) };
}

/** User and password of a URL as Basic credentials. */
export function basic({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  const plain = broken('credentials-not-decoded')
    ? `${username}:${password}`
    : `${decoded(username)}:${decoded(password)}`;
  return `Basic ${Buffer.from(plain).toString('base64')}`;
}

/** Whether no_proxy keeps a URL away from the proxy. */
export function goesDirect(url: URL, noProxy: string): boolean {
  const host = url.hostname.replaceAll(/[[\]]/gu, '').toLowerCase();
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return noProxy
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => entry === '*' || (entry !== '' && matches(entry, host, port)));
}

function matches(entry: string, host: string, port: string): boolean {
  // An IPv6 address without brackets has colons that are no port's.
  const parts = /^(?:\[(?<v6>.*)\]|(?<name>[^:]*))(?::(?<port>\d+))?$/u.exec(entry)?.groups;
  const name = (parts?.['v6'] ?? parts?.['name'] ?? entry).replace(/^\./u, '');
  if (parts?.['port'] !== undefined && parts['port'] !== port) return false;
  if (host === name) return true;
  if (broken('no-proxy-by-ending')) return host.endsWith(name);
  const isAddress = host.includes(':') || /^[\d.]+$/u.test(host);
  return !isAddress && host.endsWith(`.${name}`);
}
