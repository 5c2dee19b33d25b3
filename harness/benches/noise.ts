import { shuffled } from '../src/plan/shuffle.ts';
import type { Random } from '../src/random.ts';

/** A source of noise for a benchmark: uniform and normal deviates of one stream. */
export interface Source {
  readonly random: Random;
  /** Standard normal (Box and Muller 1958). */
  readonly normal: () => number;
}

export function sourceOf(random: Random): Source {
  let spare: number | null = null;
  const normal = (): number => {
    if (spare !== null) {
      const kept = spare;
      spare = null;
      return kept;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - random.unit()));
    const angle = 2 * Math.PI * random.unit();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
  return { random, normal };
}

/** Where a run stands in its session. */
export interface Moment {
  /** Of the row. */
  readonly row: number;
  /** From 0 at the start of the session to 1 at its end. */
  readonly time: number;
}

/** Log of what noise makes of a run's time; one call a run, in the order of the runs. */
export type Noise = (moment: Moment) => number;

export interface NoiseModel {
  readonly name: string;
  readonly about: string;
  /** Of one session: it may remember what was before. */
  readonly start: (source: Source) => Noise;
}

const SLOW = Math.log(1.5);
const MODE = Math.log(1.25);
const TENFOLD = Math.log(10);

function autocorrelated({ normal }: Source): Noise {
  const [memory, spread] = [0.95, 0.15];
  let state = spread * normal();
  return () => {
    state = memory * state + Math.sqrt(1 - memory ** 2) * spread * normal();
    return state + 0.05 * normal();
  };
}

function bursts({ random, normal }: Source): Noise {
  const [begins, ends] = [0.03, 0.2];
  let isSlow = random.unit() < begins / (begins + ends);
  return () => {
    isSlow = isSlow ? random.unit() >= ends : random.unit() < begins;
    return (isSlow ? SLOW : 0) + 0.05 * normal();
  };
}

function drift({ random, normal }: Source): Noise {
  const phase = 2 * Math.PI * random.unit();
  return ({ time }) => 0.3 * time + 0.1 * Math.sin(phase + 9 * time) + 0.05 * normal();
}

export const NOISE_MODELS: readonly NoiseModel[] = [
  {
    name: 'log-normal',
    about: 'every run apart, standard deviation 10 %',
    start:
      ({ normal }) =>
      () =>
        0.1 * normal(),
  },
  {
    name: 'skew',
    about: 'a long tail to the right, three times as long for every second row',
    start:
      ({ normal }) =>
      ({ row }) =>
        Math.log1p((row % 2 === 0 ? 0.1 : 0.3) * Math.exp(normal())),
  },
  { name: 'drift', about: 'the machine slows down by 30 % and swings by 10 %; runs 5 %', start: drift },
  {
    name: 'AR(1)',
    about: 'the machine: 15 %, 0.95 of it passed on from run to run; runs 5 %',
    start: autocorrelated,
  },
  {
    name: 'bursts',
    about: 'the machine is 1.5 times as slow for 5 runs on end, one run in eight; runs 5 %',
    start: bursts,
  },
  {
    name: 'two modes',
    about: 'three runs in ten take 1.25 times as long; runs 2 %',
    start:
      ({ random, normal }) =>
      () =>
        (random.unit() < 0.3 ? MODE : 0) + 0.02 * normal(),
  },
  {
    name: 'outliers',
    about: 'three runs in a hundred take ten times as long; runs 5 %',
    start:
      ({ random, normal }) =>
      () =>
        (random.unit() < 0.03 ? TENFOLD : 0) + 0.05 * normal(),
  },
];

/** Log times, a list of blocks for each row. */
export type LogTimes = readonly (readonly number[])[];

/**
 * A session as the harness runs one: every block runs every row once, in a fresh random order, and noise that is the
 * machine's goes on from run to run.
 */
export function simulateSession(
  model: NoiseModel,
  blocks: number,
  logMedians: readonly number[],
  source: Source,
): LogTimes {
  const noise = model.start(source);
  const times = logMedians.map(() => Array.from({ length: blocks }, () => 0));
  const rows = logMedians.map((_, row) => row);
  for (let block = 0; block < blocks; block += 1) {
    for (const [place, row] of shuffled(rows, source.random).entries()) {
      const time = (block + place / rows.length) / blocks;
      (times[row] as number[])[block] = (logMedians[row] as number) + noise({ row, time });
    }
  }
  return times;
}

/** Log ratios of one row to another, block by block. */
export function logRatiosOf(times: LogTimes, row: number, reference: number): readonly number[] {
  return (times[row] ?? []).map((time, block) => time - (times[reference]?.[block] ?? 0));
}
