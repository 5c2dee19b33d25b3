import type { CheckComparison, CheckMetric, RunMetric, StoredRun } from '@fairfetch/contract';

/** Trouble of ours, of which the program that ran knows nothing. */
const NOT_ITS_FAULT = new Set(['origin-lost', 'disk', 'refused-by-harness', 'stopped']);

interface Definition {
  readonly kind: CheckMetric['kind'];
  readonly unit: CheckComparison['unit'];
  /** What matters where nothing is said, as a share; null: a count. */
  readonly threshold: number | null;
  /** Of a run that was right; null: not known. */
  readonly valueOf: (run: StoredRun, bytesTotal: number | null) => number | null;
}

const USUAL = 0.05;

/** What is compared of every run, in the order of the table. */
const DEFINITIONS: Readonly<Record<RunMetric, Definition>> = {
  time: {
    kind: 'measured',
    unit: 'ns',
    threshold: USUAL,
    valueOf: ({ process }) => process?.wallNs ?? null,
  },
  cpu: {
    kind: 'measured',
    unit: 'ns',
    threshold: USUAL,
    valueOf: ({ process }) => (process === undefined ? null : process.userNs + process.systemNs),
  },
  memory: {
    kind: 'measured',
    unit: 'bytes',
    threshold: USUAL,
    // What a process took over from whoever started it hides all that it needs less than that.
    valueOf: ({ process }) =>
      process === undefined || process.peakRssBytes <= process.rssFloorBytes ? null : process.peakRssBytes,
  },
  connections: {
    kind: 'exact',
    unit: 'count',
    threshold: null,
    valueOf: ({ witness }) => witness?.connections ?? null,
  },
  requests: {
    kind: 'exact',
    unit: 'count',
    threshold: null,
    valueOf: ({ witness }) => witness?.requests ?? null,
  },
  bytesResent: {
    kind: 'exact',
    unit: 'bytes',
    threshold: null,
    valueOf: ({ witness }, bytesTotal) =>
      witness === undefined || bytesTotal === null ? null : Math.max(0, witness.bodyBytes - bytesTotal),
  },
  failures: { kind: 'failures', unit: 'count', threshold: null, valueOf: () => null },
};

export const RUN_METRICS = Object.keys(DEFINITIONS) as readonly RunMetric[];

export const unitOf = (metric: RunMetric): CheckComparison['unit'] => DEFINITIONS[metric].unit;

/** What a session compares: all metrics, or those that were asked for, each with what matters of it. */
export function checkMetrics(
  asked: readonly RunMetric[],
  thresholds: Partial<Readonly<Record<RunMetric, number>>>,
): readonly CheckMetric[] {
  return RUN_METRICS.filter((metric) => asked.length === 0 || asked.includes(metric)).map((metric) => {
    const { kind, threshold } = DEFINITIONS[metric];
    return { metric, kind, threshold: threshold === null ? null : (thresholds[metric] ?? threshold) };
  });
}

/**
 * The value of one run, in the unit of the metric. A run that was wrong has none, but for being one (failures: 1, else 0);
 * where the trouble was ours not even that. null: none.
 * @param bytesTotal of all downloads of the scenario, each once; null: not known
 */
export function valueOf(metric: RunMetric, run: StoredRun, bytesTotal: number | null): number | null {
  const isRight = run.state === 'ok';
  if (metric !== 'failures') return isRight ? DEFINITIONS[metric].valueOf(run, bytesTotal) : null;
  if (isRight) return 0;
  return isNotItsFault(run) ? null : 1;
}

export function isNotItsFault({ failures }: StoredRun): boolean {
  return failures.some(({ code }) => NOT_ITS_FAULT.has(code));
}
