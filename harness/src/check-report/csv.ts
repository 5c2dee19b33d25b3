import type { CheckComparison, CheckFigure, CheckReport } from '@fairfetch/contract';
import { laneOf } from './groups.ts';
import { csvLines, type Cell } from '../report/csv-lines.ts';

interface CsvColumn {
  readonly name: string;
  readonly value: (comparison: CheckComparison) => Cell;
}

/** Every field of a comparison has its columns: a new field does not compile until it is placed. */
type ColumnsOfEveryField = { readonly [Field in keyof CheckComparison]-?: readonly CsvColumn[] };

function plainColumn<Field extends keyof CheckComparison>(
  name: Field & (CheckComparison[Field] extends Cell ? Field : never),
): readonly CsvColumn[] {
  return [{ name, value: (comparison) => comparison[name] as Cell }];
}

const FIGURE_PARTS = [
  'median',
  'low',
  'high',
  'least',
  'most',
  'count',
] as const satisfies readonly (keyof CheckFigure)[];

function figureColumns(field: 'base' | 'candidate' | 'baseAgain'): readonly CsvColumn[] {
  return FIGURE_PARTS.map((part) => ({
    name: `${field}${part.charAt(0).toUpperCase()}${part.slice(1)}`,
    value: (comparison) => comparison[field]?.[part] ?? null,
  }));
}

const COLUMNS: ColumnsOfEveryField = {
  scenario: plainColumn('scenario'),
  variant: plainColumn('variant'),
  metric: plainColumn('metric'),
  kind: plainColumn('kind'),
  unit: plainColumn('unit'),
  verdict: plainColumn('verdict'),
  doubt: plainColumn('doubt'),
  blocks: plainColumn('blocks'),
  pValue: plainColumn('pValue'),
  holmPValue: plainColumn('holmPValue'),
  threshold: plainColumn('threshold'),
  ratio: plainColumn('ratio'),
  interval: [
    { name: 'intervalLow', value: ({ interval }) => interval?.low ?? null },
    { name: 'intervalHigh', value: ({ interval }) => interval?.high ?? null },
    { name: 'intervalConfidence', value: ({ interval }) => interval?.confidence ?? null },
  ],
  detectableRatio: plainColumn('detectableRatio'),
  base: figureColumns('base'),
  candidate: figureColumns('candidate'),
  baseAgain: figureColumns('baseAgain'),
  reasons: [{ name: 'reasons', value: ({ reasons }) => reasons.join('; ') }],
};

/** Each row says of which session and lane it is, so that files can be put below each other. */
const SESSION_COLUMNS: readonly {
  readonly name: string;
  readonly value: (report: CheckReport, comparison: CheckComparison) => Cell;
}[] = [
  { name: 'startedAt', value: ({ startedAt }) => startedAt },
  { name: 'baseRevision', value: ({ base }) => base.revision },
  { name: 'candidateRevision', value: ({ candidate }) => candidate.revision },
  { name: 'candidateChanges', value: ({ candidate }) => candidate.changes },
  { name: 'sessionVerdict', value: ({ verdict }) => verdict },
  { name: 'seed', value: ({ seed }) => seed },
  { name: 'hostHash', value: ({ hostHash }) => hostHash },
  { name: 'laneSeconds', value: (report, comparison) => laneOf(comparison, report)?.seconds ?? null },
  { name: 'laneEndedBy', value: (report, comparison) => laneOf(comparison, report)?.endedBy ?? null },
];

/** One line a comparison, raw figures: nanoseconds, bytes and counts as `unit` says. */
export function renderCheckCsv(report: CheckReport): string {
  const columns = Object.values(COLUMNS).flat();
  const names = [...SESSION_COLUMNS.map(({ name }) => name), ...columns.map(({ name }) => name)];
  const lines = report.comparisons.map((comparison) => [
    ...SESSION_COLUMNS.map(({ value }) => value(report, comparison)),
    ...columns.map(({ value }) => value(comparison)),
  ]);
  return csvLines([names, ...lines]);
}
