import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { CheckConformance } from '@fairfetch/contract';
import type { RaceVariant } from '../backends/index.ts';
import {
  endWithUs,
  loadCases,
  openKeeper,
  openStage,
  planCells,
  runSuite,
  type Cell,
  type CellResult,
} from '../conformance/index.ts';
import { openScratch } from '../run/index.ts';
import type { World } from '../world.ts';

const JOBS_PER_CORE = 3;
const CASE_BYTES = 48 * 1024 * 1024;
/** Of a case that came out differently on the two sides: it is believed if it does so each time. */
const TRIES = 3;

/** A variant as the base and as the candidate has it. */
export interface Pair {
  readonly base: RaceVariant;
  readonly candidate: RaceVariant;
}

interface PairedCell {
  readonly base: Cell;
  readonly candidate: Cell;
}

type State = CellResult['outcome']['state'];

/**
 * Holds both sides to the cases of the level that the candidate declares. Nothing is timed. What comes out differently is
 * tried again on both sides.
 * @param results the folder that files of failed cases go to
 */
export async function compareConformance(
  pairs: readonly Pair[],
  results: string,
  world: World,
): Promise<readonly CheckConformance[]> {
  await using open = new AsyncDisposableStack();
  endWithUs();
  const cases = await loadCases(world.casesFolder);
  const jobs = JOBS_PER_CORE * availableParallelism();
  const needs = { runBytes: jobs * CASE_BYTES, allRunsBytes: null };
  const scratch = open.adopt(await openScratch(null, needs), (each) => each.close());
  const stage = await openStage(world, scratch.reserve('stage'), cases, null, open);
  const keeper = openKeeper(join(results, 'conformance'));
  const discard = {
    keep: async (folder: string) => {
      await rm(folder, { recursive: true, force: true });
      return null;
    },
  };
  let round = 0;
  const run = async (cells: readonly Cell[], keep: boolean): Promise<ReadonlyMap<Cell, State>> => {
    round += 1;
    const folder = scratch.reserve(`round-${round}`);
    const rooms = { stage, scratch: folder, jobs, keeper: keep ? keeper : discard, done: () => {} };
    const done = await runSuite(cells, rooms);
    return new Map(done.map(({ cell, outcome }) => [cell, outcome.state]));
  };

  const planned = pairs.map((pair) => ({ pair, cells: pairedCells(pair, cases) }));
  const all = planned.flatMap(({ cells }) => cells);
  const first = new Map([
    ...(await run(
      all.map(({ candidate }) => candidate),
      true,
    )),
    ...(await run(
      all.map(({ base }) => base),
      false,
    )),
  ]);
  const differing = all.filter((each) => differs(each, first));
  const again: ReadonlyMap<Cell, State>[] = [];
  for (let tried = 1; tried < TRIES && differing.length > 0; tried += 1) {
    again.push(
      await run(
        differing.flatMap(({ base, candidate }) => [base, candidate]),
        false,
      ),
    );
  }
  return planned.map(({ pair, cells }) => verdictOn(pair, cells, [first, ...again]));
}

function pairedCells(
  { base, candidate }: Pair,
  cases: Parameters<typeof planCells>[0],
): readonly PairedCell[] {
  const options = { level: null, strict: false };
  return planCells(cases, [candidate], options)
    .filter(({ counted }) => counted)
    .map((cell) => ({ candidate: cell, base: { ...cell, variant: base } }));
}

function differs({ base, candidate }: PairedCell, states: ReadonlyMap<Cell, State>): boolean {
  const [was, is] = [states.get(base), states.get(candidate)];
  return isDecided(was) && isDecided(is) && was !== is;
}

const isDecided = (state: State | undefined): boolean => state === 'passed' || state === 'failed';

function verdictOn(
  { candidate }: Pair,
  cells: readonly PairedCell[],
  [first, ...again]: readonly ReadonlyMap<Cell, State>[],
): CheckConformance {
  const states = first ?? new Map<Cell, State>();
  const compared = cells.filter(
    (each) => isDecided(states.get(each.base)) && isDecided(states.get(each.candidate)),
  );
  const differing = compared.filter((each) => differs(each, states));
  const isSteady = (each: PairedCell): boolean =>
    again.every(
      (tried) =>
        tried.get(each.base) === states.get(each.base) &&
        tried.get(each.candidate) === states.get(each.candidate),
    );
  const names = (those: readonly PairedCell[]): string[] => those.map((each) => each.candidate.suiteCase.id);
  const steady = differing.filter(isSteady);
  return {
    variant: candidate.id,
    compared: compared.length,
    broken: names(steady.filter((each) => states.get(each.candidate) === 'failed')),
    mended: names(steady.filter((each) => states.get(each.candidate) === 'passed')),
    unsteady: names(differing.filter((each) => !isSteady(each))),
    triesEach: TRIES,
  };
}
