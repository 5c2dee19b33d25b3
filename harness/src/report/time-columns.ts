import type { Phases, ReportRow } from '@fairfetch/contract';
import { MISSING } from './cells.ts';
import type { RawColumn, ShownColumn } from './column.ts';
import { inUnit } from './units.ts';

/** The parts of a run's time that are shares of all its slots' time, in the order in which they are shown. */
const OF_SLOTS = {
  connecting: {
    heading: ['con-', 'nect %'],
    means:
      'share of the slot time (slots x inside) from the accept of connections to the end of their set-up',
    givesWay: null,
  },
  waiting: {
    heading: ['wait', '%'],
    means: 'from the reading of requests to the first byte of their answers',
    givesWay: null,
  },
  transferring: {
    heading: ['trans-', 'fer %'],
    means: 'from there to the last byte the kernel took',
    givesWay: null,
  },
  idle: {
    heading: ['idle', '%'],
    means:
      'nothing under way, as the origin sees it, though a job was left: without latency that holds requests it had not read yet',
    givesWay: null,
  },
  drained: {
    heading: ['no job', '%'],
    means: 'nothing under way and no job left',
    givesWay: 2,
  },
} as const satisfies Readonly<Record<string, Pick<ShownColumn, 'means' | 'givesWay'> & { heading: unknown }>>;

type SlotPart = keyof typeof OF_SLOTS;
type WallPart = 'startUp' | 'inside' | 'tail';

const percentOf = (share: number): string => (100 * share).toFixed(0);

function slotColumn(part: SlotPart): ShownColumn {
  const { heading, means, givesWay } = OF_SLOTS[part];
  return {
    name: part === 'drained' ? 'no job' : part,
    heading: () => heading,
    align: 'right',
    cell: ({ typicalRun }) => {
      if (typicalRun === null) return MISSING;
      const { phases } = typicalRun;
      const slotNs = phases.slots * phases.insideNs;
      return slotNs > 0 ? percentOf(phases[`${part}Ns`] / slotNs) : MISSING;
    },
    means,
    givesWay,
  };
}

function wallColumn(part: WallPart, name: string, means: string): ShownColumn {
  return {
    name,
    heading: ({ units: { time } }) => [name.replace('-up', ''), time.name],
    align: 'right',
    cell: ({ typicalRun }, { units: { time } }) =>
      typicalRun === null ? MISSING : inUnit(typicalRun.phases[`${part}Ns`], time),
    means,
    givesWay: null,
  };
}

/** What `--columns time` adds: a table of its own, because no terminal has room for these beside the others. */
export const TIME_COLUMNS: readonly ShownColumn[] = [
  {
    name: 'variant',
    heading: () => ['variant', ''],
    align: 'left',
    cell: ({ variant }) => variant,
    means: null,
    givesWay: null,
  },
  wallColumn('startUp', 'start-up', 'from the start of the process to its first request'),
  wallColumn('inside', 'inside', 'from there to the last byte'),
  wallColumn('tail', 'tail', 'from there to the end of the process; the three add up to the time of the run'),
  ...(Object.keys(OF_SLOTS) as readonly SlotPart[]).map(slotColumn),
  {
    name: 'origin CPU',
    heading: () => ['origin', 'CPU %'],
    align: 'right',
    cell: ({ originCpuShare }) => (originCpuShare ? percentOf(originCpuShare.median) : MISSING),
    means: "the origin's CPU time over the time of the run, median: 100 is one core of it all the time",
    givesWay: 1,
  },
  {
    name: 'block',
    heading: () => ['of', 'block'],
    align: 'right',
    cell: ({ typicalRun }) => typicalRun?.block.toString() ?? MISSING,
    means: 'the run with the median time, whose figures these are',
    givesWay: null,
  },
];

const PHASES = {
  startUpNs: true,
  insideNs: true,
  tailNs: true,
  slots: true,
  connectingNs: true,
  waitingNs: true,
  transferringNs: true,
  idleNs: true,
  drainedNs: true,
  excessNs: true,
} as const satisfies Readonly<Record<keyof Phases, true>>;

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** `typicalBlock`, `typicalStartUpNs`, … */
export const TIME_RAW_COLUMNS: readonly RawColumn[] = [
  { name: 'typicalBlock', value: ({ typicalRun }: ReportRow) => typicalRun?.block ?? null },
  ...(Object.keys(PHASES) as readonly (keyof Phases)[]).map((name) => ({
    name: `typical${capital(name)}`,
    value: ({ typicalRun }: ReportRow) => typicalRun?.phases[name] ?? null,
  })),
];
