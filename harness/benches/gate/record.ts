import type { Rate } from '../rates.ts';

/** Sessions in which nothing differs, of one kind of noise. */
export interface QuietRecord {
  readonly noise: string;
  readonly about: string;
  /** Budget of each variant. */
  readonly minutes: number;
  readonly regressed: Rate;
  /** Regressed or improved. */
  readonly anyDifference: Rate;
  readonly cannotJudge: Rate;
  /** Of comparisons. */
  readonly unchanged: Rate;
  /** Of comparisons: 95 % intervals, after stopping, that hold the truth. */
  readonly intervalHolds: Rate;
  readonly meanBlocks: number;
}

/** How often one candidate, so much slower, is called regressed, judged as one of all comparisons of a session. */
export interface PowerRecord {
  readonly noise: string;
  readonly minutes: number;
  /** 0.1 for 10 %. */
  readonly slower: number;
  readonly regressed: Rate;
  readonly unchanged: Rate;
  readonly medianBlocks: number;
}

/** A rule as it is usually found: sessions with a false alarm, comparisons with one, and slow candidates found. */
export interface UsualRecord {
  readonly noise: string;
  readonly rule: string;
  readonly falseSessions: Rate;
  readonly falseComparisons: Rate;
  readonly found: Rate;
}

/** A way to look often, on one comparison. */
export interface ShapeRecord {
  readonly noise: string;
  readonly rule: string;
  /** At a level of 1 %, where nothing differs. */
  readonly wrong: Rate;
  /** 10 % slower, at the level that the first of all comparisons has. */
  readonly found: Rate;
  readonly meanBlocks: number;
  /** 30 % slower. */
  readonly meanBlocksLarge: number;
}

/** What the benchmark stores: enough to print its tables and to draw its curve. */
export interface GateRecord {
  readonly format: 1;
  readonly seed: number;
  /** Simulated for each figure. */
  readonly sessions: number;
  readonly cv: number;
  readonly variants: number;
  readonly metrics: number;
  readonly threshold: number;
  readonly secondsPerRun: number;
  readonly quiet: readonly QuietRecord[];
  readonly power: readonly PowerRecord[];
  readonly usual: readonly UsualRecord[];
  readonly shapes: readonly ShapeRecord[];
}
