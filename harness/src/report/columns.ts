import type { Distribution, ReportRow } from '@fairfetch/contract';
import type { RawColumn, ShownColumn } from './column.ts';
import { inUnit, type Units } from './units.ts';

interface FieldColumns {
  readonly shown: readonly ShownColumn[] | null;
  readonly raw: readonly RawColumn[] | null;
}

/** Every field of a row has its columns or says that it has none: a new field does not compile until it is placed. */
type ColumnsOfEveryField = { readonly [Field in keyof ReportRow]-?: FieldColumns };

type DistributionField = {
  [Field in keyof ReportRow]: ReportRow[Field] extends Distribution | null ? Field : never;
}[keyof ReportRow];

export const MISSING = '-';

function rawDistribution(field: DistributionField): readonly RawColumn[] {
  return [
    { name: `${field}Median`, value: (row) => row[field]?.median ?? null },
    { name: `${field}Low`, value: (row) => row[field]?.low ?? null },
    { name: `${field}High`, value: (row) => row[field]?.high ?? null },
  ];
}

/** Counts are whole, but the median of an even number of runs may lie between two. */
const count = (value: number): string => (Number.isInteger(value) ? String(value) : value.toFixed(1));

function timeCell({ wallNs, state }: ReportRow, { time }: Units): string {
  if (wallNs) return inUnit(wallNs.median, time);
  return { failed: 'failed', 'not-run': 'not run', ok: MISSING, partial: MISSING }[state];
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
        heading: ({ time }) => ['time', time.name],
        align: 'right',
        cell: timeCell,
        means: 'the whole process, from spawn to exit, median of the runs that were ok',
        givesWay: null,
      },
      {
        name: 'quartiles',
        heading: ({ time }) => ['quartiles', time.name],
        align: 'right',
        cell: ({ wallNs }, { time }) =>
          wallNs ? `${inUnit(wallNs.low, time)}–${inUnit(wallNs.high, time)}` : MISSING,
        means: 'the middle half of those times lies between them',
        givesWay: 6,
      },
    ],
    raw: rawDistribution('wallNs'),
  },
  insideNs: {
    shown: [
      {
        name: 'inside',
        heading: ({ time }) => ['inside', time.name],
        align: 'right',
        cell: ({ insideNs }, { time }) => (insideNs ? inUnit(insideNs.median, time) : MISSING),
        means: "from the first request to the last byte, by the origin's clock",
        givesWay: 7,
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
    ],
    raw: [
      { name: 'ratioToFastest', value: ({ ratioToFastest }) => ratioToFastest?.ratio ?? null },
      { name: 'ratioPairs', value: ({ ratioToFastest }) => ratioToFastest?.pairs ?? null },
    ],
  },
  percentOfIdeal: {
    shown: [
      {
        name: '% of ideal',
        heading: () => ['% of', 'ideal'],
        align: 'right',
        cell: ({ percentOfIdeal }) => percentOfIdeal?.toFixed(1) ?? MISSING,
        means: 'least time the modelled network allows, over the time',
        givesWay: 8,
      },
    ],
    raw: [{ name: 'percentOfIdeal', value: ({ percentOfIdeal }) => percentOfIdeal }],
  },
  cpuNs: {
    shown: [
      {
        name: 'CPU',
        heading: ({ cpu }) => ['CPU', cpu.name],
        align: 'right',
        cell: ({ cpuNs }, { cpu }) => (cpuNs ? inUnit(cpuNs.median, cpu) : MISSING),
        means: 'user and system time',
        givesWay: 5,
      },
    ],
    raw: rawDistribution('cpuNs'),
  },
  peakRssBytes: {
    shown: [
      {
        name: 'peak memory',
        heading: ({ memory }) => ['peak', memory.name],
        align: 'right',
        cell: ({ peakRssBytes }, { memory }) =>
          peakRssBytes ? inUnit(peakRssBytes.median, memory) : MISSING,
        means: 'most that was resident at once, in the largest single process',
        givesWay: 4,
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
        givesWay: 2,
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
        givesWay: 1,
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
        givesWay: 3,
      },
    ],
    raw: [{ name: 'filesOk', value: ({ filesOk }) => filesOk }],
  },
  filesExpected: {
    shown: null,
    raw: [{ name: 'filesExpected', value: ({ filesExpected }) => filesExpected }],
  },
  bytes: { shown: null, raw: rawDistribution('bytes') },
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
export const RAW_COLUMNS: readonly RawColumn[] = Object.values(COLUMNS).flatMap(({ raw }) => raw ?? []);
