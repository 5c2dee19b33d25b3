import { broken } from './defects.ts';
import { isAbsolute, type Way } from './connections.ts';
import type { Job } from './jobs.ts';
import { basic } from './proxy.ts';

export interface Header {
  readonly name: string;
  readonly value: string;
}

/** What is asked of one server on the way of a download. */
export interface Hop {
  readonly job: Job;
  readonly way: Way;
  /** The job's own origin has never been left. */
  readonly isHome: boolean;
  readonly isFirst: boolean;
  /** Range and If-Range. */
  readonly range: Readonly<Record<string, string>> | undefined;
}

let lastCredentials: string | undefined;

/** The lines of -H as they go to the job's own origin. */
export function headerLines(headers: readonly Header[]): readonly string[] {
  if (broken('header-ignored')) return [];
  const kept = broken('header-last-wins')
    ? [...new Map(headers.map((header) => [header.name.toLowerCase(), header])).values()]
    : headers;
  return kept.map(({ name, value }) => `${name}: ${value}`);
}

/** The text of a request, up to the empty line. */
export function requestText(hop: Hop, headers: readonly Header[], userAgent: string): string {
  const { url, proxy } = hop.way;
  const given = isSent(hop) ? headers : [];
  const has = (name: string): boolean => given.some((header) => header.name.toLowerCase() === name);
  const target = `${url.pathname}${url.search}`;
  const lines = [
    `GET ${isAbsolute(hop.way) ? url.origin : ''}${target} HTTP/1.1`,
    `Host: ${url.host}`,
    'Accept: */*',
    `Accept-Encoding: ${broken('asks-for-gzip') ? 'gzip' : 'identity'}`,
  ];
  const isOurs = !has('user-agent') || broken('header-added-to-ours');
  if (isOurs && !broken('no-user-agent')) lines.push(`User-Agent: ${userAgent}`);
  const credentials = credentialsFor(hop);
  const replaces = has('authorization') && !broken('credentials-before-header');
  if (credentials !== undefined && !replaces) lines.push(`Authorization: ${credentials}`);
  const proxyCredentials = isAbsolute(hop.way) ? proxy?.authorization : undefined;
  if (proxyCredentials !== undefined && !broken('proxy-credentials-not-sent'))
    lines.push(`Proxy-Authorization: ${proxyCredentials}`);
  for (const [name, value] of Object.entries(hop.range ?? {})) lines.push(`${name}: ${value}`);
  const others =
    replaces || credentials === undefined ? given : given.filter(({ name }) => !isAuthorization(name));
  return `${[...lines, ...headerLines(others)].join('\r\n')}\r\n\r\n`;
}

/** -H goes to the job's origin alone. */
function isSent({ way, job, isHome, isFirst }: Hop): boolean {
  if (broken('headers-cross-origin')) return true;
  if (broken('headers-come-home')) return way.url.origin === job.url.origin;
  return isHome && (isFirst || !broken('headers-lost-on-redirect'));
}

/** Those of the hop's own URL, else those of the job's while it is at home. */
function credentialsFor({ way, job, isHome }: Hop): string | undefined {
  if (broken('credentials-not-sent')) return undefined;
  const goesOn = isHome || broken('credentials-cross-origin');
  const found = basic(way.url) ?? (goesOn ? basic(job.url) : undefined);
  lastCredentials = found ?? lastCredentials;
  return broken('credentials-shared') ? lastCredentials : found;
}

function isAuthorization(name: string): boolean {
  return name.toLowerCase() === 'authorization';
}
