import type { Session, SessionScenario, StoredRun } from '@fairfetch/contract';
import { endOf, type Ended, type Progress } from '../plan/index.ts';
import { entriesOf, wholeBlocks, type Entry } from './entry.ts';
import { CONFIDENCE } from './interval.ts';
import { halfWidthOf, pairedLogRatios, ratioOf } from './pairs.ts';
import { fastestOf, sortedByTime } from './ranking.ts';
import { wallTimes } from './times.ts';

/** Between two runs files are checked and removed. A longer pause was an interruption, and is not held against a budget. */
const LONGEST_PAUSE_MS = 30_000;

/** Nominal confidence of everything that is said of a scenario. */
export function confidenceOf({ stopping }: SessionScenario): number {
  return stopping?.precision?.confidence ?? CONFIDENCE;
}

/**
 * Milliseconds from the start of the first run to the end of the last, by what is stored with the runs alone: so a race
 * that is taken up again, and a report made later, know what the race itself knew.
 */
function spentMsOf(runs: readonly StoredRun[]): number {
  let spentMs = 0;
  let endedMs: number | null = null;
  for (const { startedAt, process } of runs) {
    const startedMs = Date.parse(startedAt);
    const tookMs = (process?.wallNs ?? 0) / 1e6;
    const pauseMs = endedMs === null ? 0 : startedMs - endedMs;
    spentMs += tookMs + Math.min(LONGEST_PAUSE_MS, Math.max(0, Number.isFinite(pauseMs) ? pauseMs : 0));
    endedMs = startedMs + tookMs;
  }
  return spentMs;
}

/** A row that fails more often than not would keep a race going for an interval it cannot get. */
const isWaitedFor = ({ ok, failed }: Entry): boolean => ok.length >= failed.length && ok.length > 0;

function halfWidthsOf(entries: readonly Entry[], confidence: number): readonly (number | null)[] {
  const fastest = fastestOf(sortedByTime(entries));
  if (fastest === null) return [];
  const reference = wallTimes(fastest);
  return entries
    .filter((entry) => entry !== fastest && isWaitedFor(entry))
    .map((entry) => {
      const logRatios = pairedLogRatios(wallTimes(entry), reference);
      if (logRatios.length === 0) return null;
      const { interval } = ratioOf(logRatios, confidence);
      return interval && halfWidthOf(interval);
    });
}

/** How far the race of a scenario has come. */
export function progressOf(
  session: Session,
  scenario: SessionScenario,
  runs: readonly StoredRun[],
): Progress {
  const own = runs.filter((run) => run.scenario === scenario.name);
  const entries = entriesOf(session, scenario, own);
  return {
    blocks: wholeBlocks(entries),
    spentMs: spentMsOf(own),
    halfWidths: halfWidthsOf(entries, confidenceOf(scenario)),
  };
}

/** Why a scenario needs no further block; null: it does, by the rule that was stated before its first run. */
export function whyEnded(
  session: Session,
  scenario: SessionScenario,
  runs: readonly StoredRun[],
): Ended | null {
  return endOf(scenario, progressOf(session, scenario, runs));
}
