const FIRST_CEILING_MS = 200;
const HIGHEST_CEILING_MS = 10_000;
const MOST_RETRY_AFTER_S = 60;

const DAYS = 'Sun|Mon|Tue|Wed|Thu|Fri|Sat';
const LONG_DAYS = 'Sunday|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday';
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MONTH = `(?<month>${MONTHS.join('|')})`;
const TIME = '(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)';
/** The three forms of RFC 9110: IMF-fixdate, RFC 850, asctime. */
const HTTP_DATES = [
  new RegExp(`^(?:${DAYS}), (?<day>\\d\\d) ${MONTH} (?<year>\\d{4}) ${TIME} GMT$`, 'u'),
  new RegExp(`^(?:${LONG_DAYS}), (?<day>\\d\\d)-${MONTH}-(?<year>\\d\\d) ${TIME} GMT$`, 'u'),
  new RegExp(`^(?:${DAYS}) ${MONTH} (?<day>[ \\d]\\d) ${TIME} (?<year>\\d{4})$`, 'u'),
];

/**
 * The wait before attempt n+1: full jitter under a doubling ceiling, with Retry-After as a floor.
 * @param attempt n, the attempt that failed, from 1
 * @param random in [0, 1)
 */
export function waitBeforeRetryMs(attempt: number, random: number, retryAfterSeconds?: number): number {
  const ceilingMs = Math.min(HIGHEST_CEILING_MS, FIRST_CEILING_MS * 2 ** (attempt - 1));
  const floorMs = Math.min(retryAfterSeconds ?? 0, MOST_RETRY_AFTER_S) * 1000;
  return Math.max(random * ceilingMs, floorMs);
}

/** Retry-After in seconds; undefined where it is neither seconds nor an HTTP date, which is as if it were absent. */
export function parseRetryAfter(header: string, nowEpochMs: number): number | undefined {
  const value = header.trim();
  if (/^\d{1,9}$/u.test(value)) return Number(value);
  const dateMs = parseHttpDateMs(value, nowEpochMs);
  return dateMs === undefined ? undefined : Math.max(0, (dateMs - nowEpochMs) / 1000);
}

function parseHttpDateMs(value: string, nowEpochMs: number): number | undefined {
  for (const form of HTTP_DATES) {
    const found = form.exec(value)?.groups;
    if (found === undefined) continue;
    const part = (name: string): number => Number(found[name]);
    const year = found['year']?.length === 2 ? fullYear(part('year'), nowEpochMs) : part('year');
    const month = MONTHS.indexOf(found['month'] ?? '');
    return Date.UTC(year, month, part('day'), part('hour'), part('minute'), part('second'));
  }
  return undefined;
}

/** RFC 9110: two digits that seem more than 50 years ahead mean the past century. */
function fullYear(twoDigits: number, nowEpochMs: number): number {
  const thisYear = new Date(nowEpochMs).getUTCFullYear();
  const year = thisYear - (thisYear % 100) + twoDigits;
  return year > thisYear + 50 ? year - 100 : year;
}
