import type { CheckComparison, CheckReport } from '@fairfetch/contract';
import { MISSING } from '../report/cells.ts';
import type { Glyphs } from '../report/glyphs.ts';
import { changeBar, scaleHeading, type Scale } from './bars.ts';
import { DOUBT_WORDS } from './doubts.ts';
import { shownOf } from './figures.ts';
import type { Signs } from './signs.ts';
import { changesText, changeText, METRIC_WORDS, pText, thresholdText } from './words.ts';

/** How the cells of the table are written. */
export interface Drawing {
  readonly report: CheckReport;
  readonly glyphs: Glyphs;
  readonly signs: Signs;
  readonly scale: Scale | null;
  /** Characters of a drawn interval. */
  readonly barWidth: number;
  /** There is no room for more than the verdict's one word. */
  readonly isTight: boolean;
}

export interface Column {
  readonly name: string;
  readonly heading: (drawing: Drawing) => readonly [string, string];
  readonly align: 'left' | 'right';
  readonly cell: (comparison: CheckComparison, drawing: Drawing) => string;
  /** For the legend; null: the heading says it. */
  readonly means: string | null;
  /** Its turn to give way when the terminal is narrow, 1 first; null: it stays. */
  readonly givesWay: number | null;
  /** Only where characters line up. */
  readonly isPicture?: true;
}

function verdictOfCounts({ verdict, kind }: CheckComparison): string {
  if (verdict !== 'unchanged') return verdict;
  return kind === 'cases' ? 'every case the same' : 'the same in every run';
}

/** `regressed`, `no change beyond 5 %`, `inconclusive: imprecise`. */
export function verdictInWords(comparison: CheckComparison): string {
  const { verdict, kind, doubt } = comparison;
  if (verdict === 'inconclusive' && doubt !== null) return `${verdict}: ${DOUBT_WORDS[doubt]}`;
  if (verdict !== 'unchanged' || kind !== 'measured') return verdictOfCounts(comparison);
  return `no change beyond ${thresholdText(comparison)}`;
}

/** `time ms`, `resent KiB`, `connections`. */
function metricCell(comparison: CheckComparison, { report, signs }: Drawing): string {
  const { unit } = shownOf(comparison, report, signs);
  const name = comparison.metric === 'bytesResent' ? 'resent' : METRIC_WORDS[comparison.metric];
  return unit === '' ? name : `${name} ${unit}`;
}

export const COLUMNS: readonly Column[] = [
  {
    name: 'metric',
    heading: () => ['metric', ''],
    align: 'left',
    cell: metricCell,
    means: null,
    givesWay: null,
  },
  {
    name: 'base',
    heading: () => ['base', ''],
    align: 'right',
    cell: (comparison, { report, signs }) => shownOf(comparison, report, signs).base ?? MISSING,
    means: null,
    givesWay: 4,
  },
  {
    name: 'candidate',
    heading: () => ['candidate', ''],
    align: 'right',
    cell: (comparison, { report, signs }) => shownOf(comparison, report, signs).candidate ?? MISSING,
    means: null,
    givesWay: 4,
  },
  {
    name: 'change',
    heading: () => ['change', ''],
    align: 'right',
    cell: (comparison, { report, signs }) => shownOf(comparison, report, signs).change ?? MISSING,
    means:
      'candidate over both copies of the base, block by block (not the quotient of the medians beside it)',
    givesWay: null,
  },
  {
    name: 'interval',
    heading: () => ['interval', 'in %'],
    align: 'right',
    cell: ({ interval }, { signs }) => (interval === null ? MISSING : changesText(interval, signs)),
    means: null,
    givesWay: 5,
  },
  {
    name: 'least seen',
    heading: () => ['least', 'seen'],
    align: 'right',
    cell: ({ detectableRatio }, { signs }) =>
      detectableRatio === null ? MISSING : changeText(detectableRatio, signs),
    means: 'a candidate that truly takes so much more is called regressed in four such sessions out of five',
    givesWay: 3,
  },
  {
    name: 'p',
    heading: () => ['p', ''],
    align: 'right',
    cell: ({ holmPValue }) => (holmPValue === null ? MISSING : pText(holmPValue)),
    means: null,
    givesWay: 2,
  },
  {
    name: 'verdict',
    heading: () => ['verdict', ''],
    align: 'left',
    cell: (comparison, { isTight }) =>
      isTight && comparison.verdict === 'inconclusive' ? comparison.verdict : verdictInWords(comparison),
    means: null,
    givesWay: null,
  },
  {
    name: 'drawn',
    heading: ({ scale, barWidth, signs }) => ['drawn', scaleHeading(scale, barWidth, signs)],
    align: 'left',
    cell: (comparison, { scale, barWidth, glyphs }) => changeBar(comparison, scale, barWidth, glyphs),
    means: 'the change and its interval on a log scale, over marks at no change and at what matters',
    givesWay: 1,
    isPicture: true,
  },
];
