import { loadavg } from 'node:os';
import type { RunFailure, Session, SessionScenario, StoredRun } from '@fairfetch/contract';
import { whyEnded } from '../analyse/index.ts';
import type { RaceVariant } from '../backends/index.ts';
import { ceilingVerdict } from '../headroom/index.ts';
import type { Race } from '../races.ts';
import type { Live, LiveScenario } from '../report/index.ts';
import type { Executor, RunRequest, RunResult, Scratch } from '../run/index.ts';
import { storedRun, type Place, type Store } from '../store/index.ts';
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

/**
 * Carries the plan out, run by run; each is stored before the next begins. Stops early when the signal says so, and
 * between two blocks when the scenario's own rule does.
 * @param variants everyone the plan names, the ceilings included
 */
export async function raceAll(
  session: Session,
  races: readonly Race[],
  variants: readonly RaceVariant[],
  rooms: Rooms,
): Promise<void> {
  const byId = new Map(variants.map((variant) => [variant.id, variant]));
  for (const [index, race] of races.entries()) {
    if (rooms.signal.aborted) return;
    rooms.live.scenarioStarted(liveScenario(race.listed, session.variants.length));
    const lane = new Lane(race, rooms);
    for (const [block, order] of (session.order[index] ?? []).entries()) {
      if (whyEnded(session, race.listed, lane.runs) !== null) break;
      for (const [position, id] of order.entries()) {
        await lane.runOnce(byId.get(id) as RaceVariant, block, position, order.length);
      }
    }
    rooms.live.scenarioEnded();
  }
}

function liveScenario({ title, blocks, stopping }: SessionScenario, variants: number): LiveScenario {
  const budgetMs = stopping?.budgetS == null ? null : stopping.budgetS * 1000;
  return { title, blocks, variants, mayEndEarlier: stopping !== undefined, budgetMs };
}

/** One scenario being raced. */
class Lane {
  /** As they are stored, in order. */
  readonly runs: StoredRun[] = [];
  readonly #race: Race;
  readonly #rooms: Rooms;
  readonly #digests = new Digests();
  readonly #timedOutInARow = new Map<string, number>();

  constructor(race: Race, rooms: Rooms) {
    this.#race = race;
    this.#rooms = rooms;
  }

  async runOnce(variant: RaceVariant, block: number, position: number, of: number): Promise<void> {
    const { signal, live, store, now } = this.#rooms;
    if (signal.aborted) return;
    const { name: scenario } = this.#race.listed;
    live.runStarted({ block, variant: variant.id, position, of });
    const place: Place = {
      scenario,
      variant: variant.id,
      block,
      position,
      startedAt: now().toISOString(),
      loadAverage1m: loadavg()[0] ?? 0,
    };
    const run = this.#isGivenUp(variant) ? notWaitedFor(place) : await this.#carryOut(variant, place);
    // A run that was cut short by the user says nothing about the variant.
    if (run === null) return;
    this.#remember(run);
    await store.append(run);
    this.runs.push(run);
    // A ceiling has no row, and what is shown meanwhile is of the rows.
    if (variant.ceiling === undefined) live.runEnded(run);
  }

  async #carryOut(variant: RaceVariant, place: Place): Promise<StoredRun | null> {
    const { executor, scratch, signal, store } = this.#rooms;
    const { course, work, timeoutMs, listed } = this.#race;
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
      const { scratch } = this.#rooms;
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

  #remember({ variant, failures }: StoredRun): void {
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
