import { loadavg } from 'node:os';
import type { RunFailure, Session, SessionScenario, StoredRun } from '@fairfetch/contract';
import { whyEnded } from '../analyse/index.ts';
import type { RaceVariant } from '../backends/index.ts';
import { ceilingVerdict } from '../headroom/index.ts';
import { blocksHere, isBegun, scenarioHere } from '../planned.ts';
import type { Race } from '../races.ts';
import type { Live, LiveScenario } from '../report/index.ts';
import type { Executor, RunRequest, RunResult, Scratch } from '../run/index.ts';
import { storedRun, Versions, type Place, type Store } from '../store/index.ts';
import { Digests, verifyRun, type Verdict } from '../verify/index.ts';

/** After so many time-outs in a row a variant is not waited for again in that scenario. */
const PATIENCE = 2;

export interface Rooms {
  readonly executor: Executor;
  readonly scratch: Scratch;
  readonly store: Store;
  readonly live: Live;
  readonly signal: AbortSignal;
  readonly now: () => Date;
}

/** What is to be run, and what has been already. */
export interface Task {
  readonly session: Session;
  readonly races: readonly Race[];
  /** Everyone the plan names, the ceilings included. */
  readonly variants: readonly RaceVariant[];
  /** Stored before this process began: they count, and are not made again. */
  readonly earlier: readonly StoredRun[];
}

/**
 * Carries the plan out, run by run; each is stored before the next begins. Stops early when the signal says so, and
 * between two blocks when the scenario's own rule does.
 */
export async function raceAll({ session, races, variants, earlier }: Task, rooms: Rooms): Promise<void> {
  const byId = new Map(variants.map((variant) => [variant.id, variant]));
  const sitting = session.sittings.at(-1)?.id ?? '';
  const versions = new Versions(earlier);
  for (const race of races) {
    if (rooms.signal.aborted) return;
    const here = scenarioHere(session, race.listed);
    const lane = new Lane({ race, rooms, sitting, versions, earlier: earlier.filter(isOf(race)) });
    rooms.live.scenarioStarted(
      liveScenario(race.listed, here, session.variants.length - (race.listed.leftOut?.length ?? 0)),
      lane.runs.filter(({ ceiling }) => ceiling === undefined),
    );
    for (const each of blocksHere(session, race.listed, lane.runs)) {
      const { block, order, left } = each;
      if (left.length > 0 && !isBegun(each) && whyEnded(session, here, lane.runs) !== null) break;
      for (const position of left) {
        const variant = byId.get(order[position] ?? '') as RaceVariant;
        await lane.runOnce(variant, block, position, order.length);
      }
    }
    rooms.live.scenarioEnded();
  }
}

function isOf({ listed }: Race): (run: StoredRun) => boolean {
  return ({ scenario }) => scenario === listed.name;
}

function liveScenario(
  { title, blocks, stopping }: SessionScenario,
  here: SessionScenario,
  variants: number,
): LiveScenario {
  const budgetMs = stopping?.budgetS == null ? null : stopping.budgetS * 1000;
  const mayEndEarlier = stopping !== undefined;
  return { title, blocks, rounds: here.blocks + 1, variants, mayEndEarlier, budgetMs };
}

interface LaneInput {
  readonly race: Race;
  readonly rooms: Rooms;
  readonly sitting: string;
  readonly versions: Versions;
  /** Of this scenario. */
  readonly earlier: readonly StoredRun[];
}

/** One scenario being raced. */
class Lane {
  /** As they are stored, in order. */
  readonly runs: StoredRun[] = [];
  readonly #given: LaneInput;
  readonly #digests = new Digests();
  readonly #timedOutInARow = new Map<string, number>();

  constructor(given: LaneInput) {
    this.#given = given;
    for (const run of given.earlier) this.#remember(run);
  }

  async runOnce(variant: RaceVariant, block: number, position: number, of: number): Promise<void> {
    const { race, rooms, sitting, versions } = this.#given;
    const { signal, live, store, now } = rooms;
    if (signal.aborted) return;
    live.runStarted({ block, variant: variant.id, position, of });
    const place: Place = {
      sitting,
      scenario: race.listed.name,
      variant: variant.id,
      block,
      position,
      startedAt: now().toISOString(),
      loadAverage1m: loadavg()[0] ?? 0,
    };
    const run = this.#isGivenUp(variant) ? notWaitedFor(place) : await this.#carryOut(variant, place);
    // A run that was cut short by the user says nothing about the variant.
    if (run === null) return;
    versions.require(run);
    await store.append(run);
    this.#remember(run);
    // A ceiling has no row, and what is shown meanwhile is of the rows.
    if (variant.ceiling === undefined) live.runEnded(run);
  }

  async #carryOut(variant: RaceVariant, place: Place): Promise<StoredRun | null> {
    const { executor, scratch, signal, store } = this.#given.rooms;
    const { course, work, timeoutMs, listed } = this.#given.race;
    const name = `${place.scenario}-${place.block}-${variant.backend}-${variant.name}`;
    const folder = scratch.folderOf(name);
    const { concurrency } = listed;
    const request = { variant, course, concurrency, work, timeoutMs, folder, signal };
    const result = await executor.run(request);
    const verdict = await this.#judge(request, result);
    await scratch.finishRun(folder);
    if (signal.aborted) return null;
    const timeline = result.truth === null ? null : await store.keepTimeline(name, result.truth);
    return storedRun(place, result, verdict, timeline);
  }

  async #judge(request: RunRequest, result: RunResult): Promise<Verdict> {
    try {
      const { scratch } = this.#given.rooms;
      const strangers = await scratch.takeStrangers();
      const { ceiling } = request.variant;
      if (ceiling !== undefined) return await ceilingVerdict(ceiling, request, result);
      const fullFolder = (await scratch.isFull()) ? scratch.path : null;
      return await verifyRun(request, result, { strangers, fullFolder, digests: this.#digests });
    } catch (error) {
      const message = `what the run left could not be checked: ${(error as Error).message}`;
      return failedVerdict({ code: 'refused-by-harness', message });
    }
  }

  #isGivenUp({ id }: RaceVariant): boolean {
    return (this.#timedOutInARow.get(id) ?? 0) >= PATIENCE;
  }

  #remember(run: StoredRun): void {
    const { variant, failures } = run;
    this.runs.push(run);
    const timedOut = failures.some(({ code }) => code === 'timed-out');
    if (timedOut) this.#timedOutInARow.set(variant, (this.#timedOutInARow.get(variant) ?? 0) + 1);
    else if (failures[0]?.code !== 'refused-by-harness') this.#timedOutInARow.delete(variant);
  }
}

function notWaitedFor(place: Place): StoredRun {
  const message = `not started again after ${PATIENCE} runs in a row that were not done in time`;
  return storedRun(place, { usage: null }, failedVerdict({ code: 'refused-by-harness', message }), null);
}

function failedVerdict(failure: RunFailure): Verdict {
  const nothing = { summary: null, files: null, witness: null, phases: null };
  return { failures: [failure], flags: [], ...nothing, stderr: [] };
}
