import type { Distribution, ReportRow } from '@fairfetch/contract';
import { percent, POWER, PRACTICAL_RATIO } from '../analyse/index.ts';
import type { RawColumn, ShownColumn } from './column.ts';
import { barCell, count, lettersOf, MISSING, ratiosCell, timeCell, timesCell, yesOrNo } from './cells.ts';
import { spanHeading } from './interval-bar.ts';
import { TIME_RAW_COLUMNS } from './time-columns.ts';
import { inUnit } from './units.ts';

interface FieldColumns {
  readonly shown: readonly ShownColumn[] | null;
  readonly raw: readonly RawColumn[] | null;
}

/** Every field of a row has its columns or says that it has none: a new field does not compile until it is placed. */
type ColumnsOfEveryField = { readonly [Field in keyof ReportRow]-?: FieldColumns };

type DistributionField = {
  [Field in keyof ReportRow]: ReportRow[Field] extends Distribution | null ? Field : never;
}[keyof ReportRow];

function rawDistribution(field: DistributionField): readonly RawColumn[] {
  return [
    { name: `${field}Median`, value: (row) => row[field]?.median ?? null },
    { name: `${field}IntervalLow`, value: (row) => row[field]?.interval?.low ?? null },
    { name: `${field}IntervalHigh`, value: (row) => row[field]?.interval?.high ?? null },
    { name: `${field}QuartileLow`, value: (row) => row[field]?.quartiles.low ?? null },
    { name: `${field}QuartileHigh`, value: (row) => row[field]?.quartiles.high ?? null },
  ];
}

const COLUMNS: ColumnsOfEveryField = {
  variant: {
    shown: [
      {
        name: 'variant',
        heading: () => ['variant', ''],
        align: 'left',
        cell: ({ variant }) => variant,
        means: null,
        givesWay: null,
      },
    ],
    raw: [{ name: 'variant', value: ({ variant }) => variant }],
  },
  title: { shown: null, raw: [{ name: 'title', value: ({ title }) => title }] },
  state: { shown: null, raw: [{ name: 'state', value: ({ state }) => state }] },
  runs: { shown: null, raw: [{ name: 'runs', value: ({ runs }) => runs }] },
  failedRuns: { shown: null, raw: [{ name: 'failedRuns', value: ({ failedRuns }) => failedRuns }] },
  wallNs: {
    shown: [
      {
        name: 'time',
        heading: ({ units: { time } }) => ['time', time.name],
        align: 'right',
        cell: timeCell,
        means: 'the whole process, from spawn to exit, median of the runs that were ok',
        givesWay: null,
      },
      {
        name: 'interval',
        heading: ({ units: { time } }) => ['interval', time.name],
        align: 'right',
        cell: ({ wallNs }, drawing) => timesCell(wallNs?.interval, drawing),
        means:
          'holds the true median time, or the true ratio, with 95 % confidence (of five blocks with 93.75 %)',
        givesWay: 13,
      },
      {
        name: 'quartiles',
        heading: ({ units: { time } }) => ['quartiles', time.name],
        align: 'right',
        cell: ({ wallNs }, drawing) => timesCell(wallNs?.quartiles, drawing),
        means: 'the middle half of the times of single runs lies between them',
        givesWay: 2,
      },
    ],
    raw: rawDistribution('wallNs'),
  },
  insideNs: {
    shown: [
      {
        name: 'inside',
        heading: ({ units: { time } }) => ['inside', time.name],
        align: 'right',
        cell: ({ insideNs }, { units: { time } }) => (insideNs ? inUnit(insideNs.median, time) : MISSING),
        means: "from the first request to the last byte, by the origin's clock",
        givesWay: 6,
      },
    ],
    raw: rawDistribution('insideNs'),
  },
  ratioToFastest: {
    shown: [
      {
        name: 'ratio',
        heading: () => ['ratio', ''],
        align: 'right',
        cell: ({ ratioToFastest }) => ratioToFastest?.ratio.toFixed(2) ?? MISSING,
        means: "time over the fastest row's time in the same block, median over the blocks",
        givesWay: null,
      },
      {
        name: 'interval of the ratio',
        heading: () => ['interval', ''],
        align: 'right',
        cell: ratiosCell,
        means: null,
        givesWay: 14,
      },
      {
        name: 'least seen',
        heading: () => ['least', 'seen'],
        align: 'right',
        cell: ({ ratioToFastest }) => ratioToFastest?.detectable?.toFixed(2) ?? MISSING,
        means: `a row that truly is so many times as slow as the fastest is told apart from it in ${percent(POWER)} of such races; one nearer to it mostly is not`,
        givesWay: 1,
      },
      {
        name: 'drawn',
        heading: ({ span, barWidth }) => ['drawn', spanHeading(span, barWidth)],
        align: 'left',
        cell: barCell,
        means: 'the ratio and its interval on a log scale, its ends above',
        givesWay: 12,
        isPicture: true,
      },
    ],
    raw: [
      { name: 'ratioToFastest', value: ({ ratioToFastest }) => ratioToFastest?.ratio ?? null },
      { name: 'ratioIntervalLow', value: ({ ratioToFastest }) => ratioToFastest?.interval?.low ?? null },
      { name: 'ratioIntervalHigh', value: ({ ratioToFastest }) => ratioToFastest?.interval?.high ?? null },
      { name: 'ratioHalfWidth', value: ({ ratioToFastest }) => ratioToFastest?.halfWidth ?? null },
      { name: 'ratioPairs', value: ({ ratioToFastest }) => ratioToFastest?.pairs ?? null },
      { name: 'ratioPrecise', value: ({ ratioToFastest }) => yesOrNo(ratioToFastest?.precise ?? null) },
      { name: 'ratioDetectable', value: ({ ratioToFastest }) => ratioToFastest?.detectable ?? null },
      { name: 'verdict', value: ({ ratioToFastest }) => ratioToFastest?.verdict ?? null },
    ],
  },
  groups: {
    shown: [
      {
        name: 'group',
        heading: () => ['group', ''],
        align: 'left',
        cell: (row) => lettersOf(row) ?? MISSING,
        means: `rows that share a letter were not told apart: the blocks do not show a difference (all pairs of rows tested at once, by Holm), or it is below ${percent(PRACTICAL_RATIO - 1)}`,
        givesWay: 15,
      },
    ],
    raw: [{ name: 'groups', value: lettersOf }],
  },
  percentOfIdeal: {
    shown: [
      {
        name: '% of ideal',
        heading: () => ['% of', 'ideal'],
        align: 'right',
        cell: ({ percentOfIdeal }) => percentOfIdeal?.toFixed(1) ?? MISSING,
        means: 'least time the modelled network allows, over the time',
        givesWay: 7,
      },
    ],
    raw: [{ name: 'percentOfIdeal', value: ({ percentOfIdeal }) => percentOfIdeal }],
  },
  cpuNs: {
    shown: [
      {
        name: 'CPU',
        heading: ({ units: { cpu } }) => ['CPU', cpu.name],
        align: 'right',
        cell: ({ cpuNs }, { units: { cpu } }) => (cpuNs ? inUnit(cpuNs.median, cpu) : MISSING),
        means: 'user and system time',
        givesWay: 11,
      },
    ],
    raw: rawDistribution('cpuNs'),
  },
  peakRssBytes: {
    shown: [
      {
        name: 'peak memory',
        heading: ({ units: { memory } }) => ['peak', memory.name],
        align: 'right',
        cell: ({ peakRssBytes }, { units: { memory } }) =>
          peakRssBytes ? inUnit(peakRssBytes.median, memory) : MISSING,
        means: 'most that was resident at once, in the largest single process',
        givesWay: 10,
      },
    ],
    raw: rawDistribution('peakRssBytes'),
  },
  connections: {
    shown: [
      {
        name: 'connections',
        heading: () => ['conns', ''],
        align: 'right',
        cell: ({ connections }) => (connections ? count(connections.median) : MISSING),
        means: 'as many as the origin accepted',
        givesWay: 4,
      },
    ],
    raw: rawDistribution('connections'),
  },
  peakInFlight: {
    shown: [
      {
        name: 'peak in flight',
        heading: () => ['in', 'flight'],
        align: 'right',
        cell: ({ peakInFlight }) => (peakInFlight ? count(peakInFlight.median) : MISSING),
        means: 'most requests the origin had open at once',
        givesWay: 3,
      },
    ],
    raw: rawDistribution('peakInFlight'),
  },
  filesOk: {
    shown: [
      {
        name: 'files ok',
        heading: () => ['files', 'ok'],
        align: 'right',
        cell: ({ filesOk, filesExpected }) => (filesOk === null ? MISSING : `${filesOk}/${filesExpected}`),
        means: 'right to the last byte, in the worst run',
        givesWay: 5,
      },
    ],
    raw: [{ name: 'filesOk', value: ({ filesOk }) => filesOk }],
  },
  filesExpected: {
    shown: null,
    raw: [{ name: 'filesExpected', value: ({ filesExpected }) => filesExpected }],
  },
  requests: {
    shown: [
      {
        name: 'requests',
        heading: () => ['requests', ''],
        align: 'right',
        cell: ({ requests }) => (requests ? count(requests.median) : MISSING),
        means: 'as many as the origin was asked, further attempts among them',
        givesWay: 8,
        tellsOf: (rows) =>
          rows.some(({ requests, filesExpected }) => requests !== null && requests.median > filesExpected),
      },
    ],
    raw: rawDistribution('requests'),
  },
  bytes: { shown: null, raw: rawDistribution('bytes') },
  bytesResent: {
    shown: [
      {
        name: 'resent',
        heading: ({ units: { resent } }) => ['resent', resent.name],
        align: 'right',
        cell: ({ bytesResent }, { units: { resent } }) =>
          bytesResent ? inUnit(bytesResent.median, resent) : MISSING,
        means: 'bytes of bodies besides each file once, as the origin sent them',
        givesWay: 9,
        tellsOf: (rows) => rows.some(({ bytesResent }) => bytesResent !== null && bytesResent.median > 0),
      },
    ],
    raw: rawDistribution('bytesResent'),
  },
  originCpuShare: { shown: null, raw: rawDistribution('originCpuShare') },
  limit: {
    shown: null,
    raw: [
      { name: 'limitBy', value: ({ limit }) => limit?.by ?? null },
      { name: 'limitShare', value: ({ limit }) => limit?.share ?? null },
    ],
  },
  typicalRun: { shown: null, raw: TIME_RAW_COLUMNS },
  notes: {
    shown: [
      {
        name: 'notes',
        heading: () => ['notes', ''],
        align: 'left',
        cell: ({ notes }) => notes.map((index) => index + 1).join(','),
        means: null,
        givesWay: null,
      },
    ],
    raw: null,
  },
};

/** In the order in which they are shown. */
export const SHOWN_COLUMNS: readonly ShownColumn[] = Object.values(COLUMNS).flatMap(
  ({ shown }) => shown ?? [],
);

/** Columns for people that have anything to tell of these rows. */
export function columnsFor(rows: readonly ReportRow[]): readonly ShownColumn[] {
  return SHOWN_COLUMNS.filter(({ tellsOf }) => tellsOf?.(rows) ?? true);
}
export const RAW_COLUMNS: readonly RawColumn[] = Object.values(COLUMNS).flatMap(({ raw }) => raw ?? []);
