/** A host that needs no proxy, with its subdomains; '*' is every host. */
export interface NoProxyEntry {
  readonly host: string;
  /** Only this port. */
  readonly port: string | undefined;
}

const WITH_PORT = /^(?<host>\[.*\]|[^:]*)(?::(?<port>\d+))?$/u;

/** A list between commas, blanks ignored. */
export function parseNoProxy(list: string): readonly NoProxyEntry[] {
  return list
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== '')
    .map((entry) => parseEntry(entry));
}

/** Names are compared and never looked up. */
export function isDirect(url: URL, entries: readonly NoProxyEntry[]): boolean {
  const host = bare(url.hostname);
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return entries.some(
    (entry) => (entry.port === undefined || entry.port === port) && matches(host, entry.host),
  );
}

/** 4 or 6, 0 for a name. Only looked for where there is a proxy. */
function isIP(host: string): number {
  return process.getBuiltinModule('node:net').isIP(host);
}

function parseEntry(entry: string): NoProxyEntry {
  // An IPv6 address without brackets has colons, and no port.
  const found = WITH_PORT.exec(entry)?.groups;
  const host = bare(found?.['host'] ?? entry).replace(/^\./u, '');
  return { host: isIP(host) === 6 ? canonical(host) : host, port: found?.['port'] };
}

function matches(host: string, entry: string): boolean {
  if (entry === '*' || host === entry) return true;
  return isIP(host) === 0 && entry !== '' && host.endsWith(`.${entry}`);
}

function bare(host: string): string {
  return host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
}

/** As a URL has it: the same address can be written in several ways. */
function canonical(address: string): string {
  return bare(URL.parse(`http://[${address}]/`)?.hostname ?? address);
}
