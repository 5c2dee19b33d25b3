import { plain } from '../check-report/words.ts';
import type { TrendBreak, TrendPoint } from './types.ts';

const SHORT_DIGITS = 7;

/** As git shows it where nothing else begins like it. */
export const shortRevision = (revision: string): string => revision.slice(0, SHORT_DIGITS);

/** `machine changed: another machine, kernel`. */
export function breakNames(found: TrendBreak): string {
  const names = found.differences.map(({ what }) => plain(what).replace(/^the /, ''));
  return `${found.kind} changed: ${names.join(', ')}`;
}

/** The same with what it was and what it is. */
export function breakText(found: TrendBreak, arrow: string): string {
  const parts = found.differences.map(({ what, values }) =>
    values === null ? what : `${what} ${values[0]} ${arrow} ${values[1]}`,
  );
  return `${found.kind} changed: ${parts.map(plain).join(', ')}`;
}

/** The day of the commit, or of the session where there is no commit. */
export function dayOf({ committedAt, startedAt }: TrendPoint): string {
  return (committedAt ?? startedAt).slice(0, '2026-01-31'.length);
}
