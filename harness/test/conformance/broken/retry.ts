import { broken } from './defects.ts';
import type { Failure } from './failure.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MONTH = `(?<month>${MONTHS.join('|')})`;
const TIME = String.raw`(?<h>\d\d):(?<m>\d\d):(?<s>\d\d)`;
const DATES = [
  new RegExp(String.raw`^\w{3}, (?<day>\d\d) ${MONTH} (?<year>\d{4}) ${TIME} GMT$`, 'u'),
  new RegExp(String.raw`^\w+day, (?<day>\d\d)-${MONTH}-(?<year>\d\d) ${TIME} GMT$`, 'u'),
  new RegExp(String.raw`^\w{3} ${MONTH} (?<day>[ \d]\d) ${TIME} (?<year>\d{4})$`, 'u'),
];
const MOST_RETRY_AFTER_S = 60;
const RETRIED_STATUSES = new Set([408, 425, 429, 500, 502, 503, 504]);
const RETRIED_CODES = new Set<string>([
  'dns',
  'connect',
  'reset',
  'connect-timeout',
  'stall-timeout',
  'short-body',
  'bad-response',
]);

/** Full jitter under a doubling ceiling; Retry-After is a floor. */
export function waitMs(attempt: number, random: number, retryAfterS = 0): number {
  const ceilingMs = Math.min(10_000, 200 * 2 ** (attempt - 1));
  return Math.max(random * ceilingMs, Math.min(retryAfterS, MOST_RETRY_AFTER_S) * 1000);
}

/** Seconds, or undefined where the header says nothing. */
export function parseRetryAfter(header: string, nowEpochMs: number): number | undefined {
  const value = header.trim();
  if (/^\d{1,9}$/u.test(value)) return broken('ignores-retry-after') ? 0 : Number(value);
  if (broken('ignores-retry-after-date')) return undefined;
  for (const form of DATES) {
    const found = form.exec(value)?.groups;
    if (found !== undefined) return Math.max(0, (epochMs(found, nowEpochMs) - nowEpochMs) / 1000);
  }
  return undefined;
}

function epochMs(found: Record<string, string | undefined>, nowEpochMs: number): number {
  const part = (name: string): number => Number(found[name]);
  let year = part('year');
  if (year < 100) {
    const thisYear = new Date(nowEpochMs).getUTCFullYear();
    year += thisYear - (thisYear % 100);
    if (year > thisYear + 50) year -= 100;
  }
  const month = MONTHS.indexOf(found['month'] ?? '');
  return Date.UTC(year, month, part('day'), part('h'), part('m'), part('s'));
}

export function isRetried({
  code,
  status,
  waitIsNone,
}: Pick<Failure, 'code' | 'status' | 'waitIsNone'>): boolean {
  if (code === 'disk') return broken('disk-failure-retried');
  if (code === 'tls') return broken('tls-retried');
  if (code === 'reset' && broken('no-retry-of-resets')) return false;
  if ((code === 'connect' || code === 'connect-timeout') && broken('no-retry-of-connects')) return false;
  if (code === 'short-body' && broken('no-retry-of-short-bodies')) return false;
  if (code === 'bad-response' && broken('no-retry-of-bad-responses')) return false;
  if (code !== 'http-status') return RETRIED_CODES.has(code);
  if (waitIsNone && broken('bad-retry-after-fails')) return false;
  if (status === 404) return broken('retries-404');
  if (status === 429 && broken('no-retry-of-429')) return false;
  if (status === 503 && broken('no-retry-of-503')) return false;
  return status !== undefined && RETRIED_STATUSES.has(status);
}

/** How many further attempts --retries stands for. */
export function allowedRetries(retries: number): number {
  if (broken('retries-for-ever')) return Infinity;
  if (broken('one-retry-too-few')) return retries - 1;
  return broken('one-retry-too-many') ? retries + 1 : retries;
}
