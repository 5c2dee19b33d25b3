import { quantile } from '../../src/analyse/index.ts';
import { shareWithInterval } from '../gate/shares.ts';
import { markdownTable, section } from '../table.ts';
import type { RealSession } from './record.ts';
import { USUAL_RULES } from './usual.ts';

const QUIET = 'nothing differs';

const rate = (sessions: readonly RealSession[], is: (session: RealSession) => boolean): string =>
  shareWithInterval({ seen: sessions.filter(is).length, of: sessions.length });

const has = (session: RealSession, verdict: string): boolean =>
  session.lanes.some(({ comparisons }) => comparisons.some((each) => each.verdict === verdict));

function medianOf(values: readonly number[]): number {
  return quantile(
    values.toSorted((left, right) => left - right),
    0.5,
  );
}

function gateTable(kinds: ReadonlyMap<string, readonly RealSession[]>): string {
  return section(
    'What the gate said',
    'In % of the sessions, with the 95 % interval of that rate. Blocks: the median of a variant. Seconds: the median of a session.',
    markdownTable(
      ['candidate', 'sessions', 'regressed', 'improved', 'cannot judge', 'inconclusive', 'blocks', 'seconds'],
      [...kinds].map(([kind, sessions]) => [
        kind,
        String(sessions.length),
        rate(sessions, ({ verdict }) => verdict === 'regressed'),
        rate(sessions, (session) => has(session, 'improved')),
        rate(sessions, ({ canJudge }) => !canJudge),
        rate(sessions, ({ verdict }) => verdict === 'inconclusive'),
        medianOf(sessions.flatMap(({ lanes }) => lanes.map(({ blocks }) => blocks))).toFixed(0),
        medianOf(sessions.map(({ seconds }) => seconds)).toFixed(1),
      ]),
    ),
  );
}

function saying(sessions: readonly RealSession[], metric: string): string {
  const count = sessions.filter(({ lanes }) =>
    lanes.some(({ comparisons }) =>
      comparisons.some((each) => each.metric === metric && each.verdict === 'regressed'),
    ),
  ).length;
  return count === 0 ? '-' : String(count);
}

/** Which metrics were called regressed, and in how many sessions. */
function metricTable(kinds: ReadonlyMap<string, readonly RealSession[]>): string {
  const metrics = ['time', 'cpu', 'memory', 'connections', 'requests', 'bytesResent', 'failures'];
  return section(
    'Which metric was called regressed',
    'Sessions. A spin costs CPU as well as time, and ballast takes time to fill.',
    markdownTable(
      ['candidate', ...metrics],
      [...kinds].map(([kind, sessions]) => [kind].concat(metrics.map((metric) => saying(sessions, metric)))),
    ),
  );
}

/** The first session of each variant is the stored baseline of all later ones. */
function usualTable(sessions: readonly RealSession[]): string {
  const kinds = [
    QUIET,
    ...[...new Set(sessions.map(({ kind }) => kind))].filter((each) => each.startsWith('time')),
  ];
  const stored = new Map<string, readonly number[]>();
  const cases = sessions.flatMap(({ kind, lanes }) =>
    lanes.flatMap(({ variant, times }) => {
      // Programs that were started through the injection have a baseline of their own.
      const key = `${kind === QUIET} ${variant}`;
      const earlier = stored.get(key);
      if (earlier === undefined) stored.set(key, times.base);
      return earlier === undefined || times.base.length === 0 ? [] : [{ kind, times, earlier }];
    }),
  );
  return section(
    'The usual rules on the same runs',
    'In % of the comparisons of time, with the 95 % interval: false alarms where nothing differs, then candidates found. They see all the runs that the gate took, in its random order, which is kinder to them than runs in batches.',
    markdownTable(
      ['rule', ...kinds.map((kind) => (kind === QUIET ? 'false alarms' : `${kind} found`))],
      USUAL_RULES.map(({ name, isAlarm }) =>
        [name].concat(
          kinds.map((kind) => {
            const own = cases.filter((each) => each.kind === kind);
            const seen = own.filter(({ times, earlier }) => isAlarm(times, earlier)).length;
            return shareWithInterval({ seen, of: own.length });
          }),
        ),
      ),
    ),
  );
}

/** All that real sessions say, as Markdown. */
export function realTables(sessions: readonly RealSession[]): string {
  const kinds = Map.groupBy(
    sessions.toSorted((left, right) => Number(right.kind === QUIET) - Number(left.kind === QUIET)),
    ({ kind }) => kind,
  );
  return [gateTable(kinds), metricTable(kinds), usualTable(sessions)].join('\n');
}
