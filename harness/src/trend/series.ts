import type { CheckComparison, CheckReport, CheckSide, RunMetric } from '@fairfetch/contract';
import { matchesPattern } from '../backends/select.ts';
import { plain } from '../check-report/words.ts';
import { HarnessError } from '../errors.ts';
import { breakBetween } from './breaks.ts';
import { kindOf, type MetricKind, type Trend, type TrendPoint, type TrendSeries } from './types.ts';
import { shortRevision } from './words.ts';

/** What is asked of the reports. */
export interface TrendQuery {
  readonly metric: RunMetric;
  /** Empty: all. */
  readonly variants: readonly string[];
  /** null: all. */
  readonly scenario: string | null;
}

/** One comparison, and the report it is from. */
interface Seen {
  readonly report: CheckReport;
  readonly comparison: CheckComparison & { readonly scenario: string };
}

/**
 * One series for each variant in each scenario, in the order of their names. Of several sessions of one candidate on one
 * machine the newest counts.
 * @throws HarnessError `unknown-variant`, `unknown-scenario` for what no report knows, `results` when nothing is left
 */
export function trendOf(reports: readonly CheckReport[], query: TrendQuery): Trend {
  const all = reports.flatMap(seenIn);
  requireKnown(all, query);
  const wanted = all.filter(({ comparison }) => isWanted(comparison, query));
  const [first] = wanted;
  if (first === undefined) throw nothingLeft(all, query);
  const groups = Map.groupBy(wanted, ({ comparison: { variant, scenario } }) =>
    JSON.stringify([variant, scenario]),
  );
  const series = [...groups]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, seen]) => seriesOf(seen, kindOf(query.metric)));
  return { metric: query.metric, unit: first.comparison.unit, series };
}

/** What is of no scenario (conformance) is no figure. */
function seenIn(report: CheckReport): readonly Seen[] {
  return report.comparisons.flatMap((comparison) =>
    comparison.scenario === null
      ? []
      : [{ report, comparison: { ...comparison, scenario: comparison.scenario } }],
  );
}

function isWanted({ metric, variant, scenario }: Seen['comparison'], query: TrendQuery): boolean {
  return (
    metric === query.metric &&
    (query.variants.length === 0 || query.variants.some((each) => matchesPattern(variant, each))) &&
    (query.scenario === null || query.scenario === scenario)
  );
}

function requireKnown(all: readonly Seen[], { variants, scenario }: TrendQuery): void {
  const ids = namesOf(all, ({ comparison }) => comparison.variant);
  const unknown = variants.find((pattern) => !ids.some((id) => matchesPattern(id, pattern)));
  if (unknown !== undefined) {
    const message = `--variant ${unknown} names no variant of these reports`;
    throw new HarnessError('unknown-variant', message, thereAre(ids));
  }
  const scenarios = namesOf(all, ({ comparison }) => comparison.scenario);
  if (scenario === null || scenarios.includes(scenario)) return;
  const message = `--scenario ${scenario} is no scenario of these reports`;
  throw new HarnessError('unknown-scenario', message, thereAre(scenarios));
}

function nothingLeft(all: readonly Seen[], query: TrendQuery): HarnessError {
  const metrics = namesOf(
    all.filter(({ comparison }) => isWanted({ ...comparison, metric: query.metric }, query)),
    ({ comparison }) => comparison.metric,
  );
  return new HarnessError(
    'results',
    `no report compares ${query.metric} of what was asked for`,
    metrics.length === 0 ? 'Ask for other variants or another scenario.' : thereAre(metrics),
  );
}

function namesOf(all: readonly Seen[], name: (seen: Seen) => string): readonly string[] {
  return [...new Set(all.map(name))].toSorted();
}

const thereAre = (names: readonly string[]): string =>
  names.length === 0 ? 'They compare nothing.' : `There are: ${names.map(plain).join(', ')}.`;

/** @param seen of one variant in one scenario, at least one */
function seriesOf(seen: readonly Seen[], kind: MetricKind): TrendSeries {
  const kept = newest(seen).toSorted(byCommit);
  const [{ comparison }] = kept as [Seen, ...Seen[]];
  const { variant, scenario } = comparison;
  const backend = variant.split('/')[0] ?? variant;
  const points = kept.map((each, index) => {
    const before = kept[index - 1];
    const breakBefore = before === undefined ? null : breakBetween(before.report, each.report, backend, kind);
    return { ...pointOf(each), breakBefore };
  });
  return { variant, scenario, points: points as [TrendPoint, ...TrendPoint[]], remarks: remarksOn(kept) };
}

/** What has no revision is known by its session alone. */
function newest(seen: readonly Seen[]): readonly Seen[] {
  const groups = Map.groupBy(seen, ({ report: { candidate, hostHash, startedAt } }) =>
    JSON.stringify([candidate.revision ?? startedAt, candidate.changes, hostHash]),
  );
  return [...groups.values()].map((group) =>
    group.reduce((last, each) => (each.report.startedAt > last.report.startedAt ? each : last)),
  );
}

/** Moments are all written in the same way, so that they sort as text. Changes come after the commit they are on. */
function sortKeys({ report: { candidate, startedAt } }: Seen): readonly string[] {
  return [candidate.committedAt ?? startedAt, candidate.changes === null ? '' : 'changed', startedAt];
}

function byCommit(one: Seen, other: Seen): number {
  const [left, right] = [sortKeys(one), sortKeys(other)];
  const at = left.findIndex((key, index) => key !== right[index]);
  if (at === -1) return 0;
  return (left[at] ?? '') < (right[at] ?? '') ? -1 : 1;
}

function pointOf({ report, comparison }: Seen): Omit<TrendPoint, 'breakBefore'> {
  const { candidate: side, startedAt, hostHash } = report;
  const { revision, changes, subject, committedAt } = side;
  const { candidate, base, ratio, interval, verdict, doubt, blocks } = comparison;
  const of = { label: labelOf(side), revision, changes, subject, committedAt, startedAt, hostHash };
  return { ...of, candidate, base, ratio, interval, verdict, doubt, blocks };
}

function labelOf({ revision, changes, name }: CheckSide): string {
  if (revision === null) return name;
  return `${shortRevision(revision)}${changes === null ? '' : '+'}`;
}

function remarksOn(seen: readonly Seen[]): readonly string[] {
  const seeds = new Set(seen.map(({ report }) => report.seed)).size;
  if (seeds === 1) return [];
  return [
    `The sessions had ${seeds} different seeds: a scenario that draws its sizes was not the same in each. Give all of them the same --seed.`,
  ];
}
