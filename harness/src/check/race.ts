import { loadavg } from 'node:os';
import type { CheckArm, CheckBlock, CheckSession, StoredRun } from '@fairfetch/contract';
import { HarnessError } from '../errors.ts';
import { openGate, type Gate } from '../gate/index.ts';
import { shuffled } from '../plan/shuffle.ts';
import { createRandom } from '../random.ts';
import type { Executor, RunRequest, Scratch } from '../run/index.ts';
import { storedRun, type Place } from '../store/index.ts';
import { Digests, verifyRun } from '../verify/index.ts';
import { gateBlockOf, gatePlanOf, laneKey } from './gate-plan.ts';
import { drawOrder, isHopeless, ordersOf, type Lane } from './lanes.ts';
import { isNotItsFault } from './metrics.ts';
import { failureReasons } from './reasons.ts';
import type { CheckStore } from './store.ts';

/** What takes so many times as long as the slowest right run of its lane, hangs. */
const HANGS = 10;
const LEAST_TIMEOUT_MS = 2000;

export interface CheckRooms {
  readonly executor: Executor;
  readonly scratch: Scratch;
  readonly store: CheckStore;
  readonly signal: AbortSignal;
  readonly now: () => Date;
  /** Milliseconds of a clock that only goes forward. */
  readonly clockMs: () => number;
  /** Told of each block, and what is still open. */
  readonly told: (block: CheckBlock, gate: Gate) => void;
}

/** Races all lanes in turn, block by block, until the gate has decided each or its budget is spent. */
export async function raceLanes(
  session: CheckSession,
  lanes: readonly Lane[],
  rooms: CheckRooms,
): Promise<void> {
  const gate = openGate(gatePlanOf(session));
  const courses = lanes.map((lane) => new LaneCourse(lane, session, rooms));
  const random = createRandom(session.seed, 'check rounds');
  const warmUps: CheckBlock[] = [];
  for (const course of shuffled(courses, random)) {
    const block = await course.runBlock();
    if (block !== null) warmUps.push(block);
  }
  requireSomeRight(warmUps);
  for (;;) {
    const state = gate.state();
    if (state.state === 'decided' || rooms.signal.aborted) return;
    const open = courses.filter((each) => state.variants.includes(each.key) && !each.isHopeless());
    if (open.length === 0) return;
    // One block each, in a new order: whatever slows the machine for a while falls on all lanes alike.
    for (const course of shuffled(open, random)) {
      if (!isOpen(gate, course.key)) continue;
      const block = await course.runBlock();
      if (block === null) return;
      gate.add(gateBlockOf(block, session));
      rooms.told(block, gate);
    }
  }
}

function isOpen(gate: Gate, key: string): boolean {
  const state = gate.state();
  return state.state === 'go-on' && state.variants.includes(key);
}

/** One lane on its way. */
class LaneCourse {
  readonly key: string;
  readonly #lane: Lane;
  readonly #session: CheckSession;
  readonly #rooms: CheckRooms;
  readonly #random;
  readonly #digests = new Digests();
  #blocks = 0;
  #whole = 0;
  #slowestMs: number | null = null;

  constructor(lane: Lane, session: CheckSession, rooms: CheckRooms) {
    this.key = laneKey(lane.listed);
    this.#lane = lane;
    this.#session = session;
    this.#rooms = rooms;
    this.#random = ordersOf(session, lane.listed);
  }

  isHopeless(): boolean {
    return isHopeless(this.#blocks, this.#whole);
  }

  /** Runs each arm once and stores the block; null: it was cut short by the user. */
  async runBlock(): Promise<CheckBlock | null> {
    const { clockMs, store, signal } = this.#rooms;
    if (signal.aborted) return null;
    const startedMs = clockMs();
    const order = drawOrder(this.#random);
    const runs = new Map<CheckArm, StoredRun>();
    for (const [position, arm] of order.entries()) {
      const run = await this.#run(arm, position);
      if (run === null) return null;
      runs.set(arm, run);
    }
    const { scenario, variant } = this.#lane.listed;
    const block: CheckBlock = {
      kind: 'check-block',
      format: 1,
      scenario,
      variant,
      block: this.#blocks,
      order,
      seconds: (clockMs() - startedMs) / 1000,
      base: runs.get('base') as StoredRun,
      candidate: runs.get('candidate') as StoredRun,
      baseAgain: runs.get('base-again') as StoredRun,
    };
    await store.append(block);
    this.#blocks += 1;
    if ([...runs.values()].every(({ state }) => state === 'ok')) this.#whole += 1;
    return block;
  }

  async #run(arm: CheckArm, position: number): Promise<StoredRun | null> {
    const { scratch, signal, now } = this.#rooms;
    const { race, arms, listed } = this.#lane;
    const place: Place = {
      sitting: this.#session.sitting,
      scenario: listed.scenario,
      variant: listed.variant,
      block: this.#blocks,
      position,
      startedAt: now().toISOString(),
      loadAverage1m: loadavg()[0] ?? 0,
    };
    // Names of one length: where a program finds its arguments should not depend on the arm.
    const name = `${listed.scenario}-${listed.variant.replace('/', '-')}-${this.#blocks}-${position}`;
    const folder = scratch.folderOf(name);
    const { course, work } = race;
    const { concurrency } = race.listed;
    const variant = arms[arm];
    const request = {
      variant,
      course,
      concurrency,
      work,
      timeoutMs: this.#timeoutMs(),
      folder,
      signal,
    };
    const run = await this.#carryOut(request, place);
    await scratch.finishRun(folder);
    if (signal.aborted) return null;
    requireOurs(run, scratch);
    if (run.state === 'ok' && run.process !== undefined)
      this.#slowestMs = Math.max(this.#slowestMs ?? 0, run.process.wallNs / 1e6);
    return run;
  }

  async #carryOut(request: RunRequest, place: Place): Promise<StoredRun> {
    const { executor, scratch } = this.#rooms;
    const result = await executor.run(request);
    const strangers = await scratch.takeStrangers();
    const fullFolder = (await scratch.isFull()) ? scratch.path : null;
    const verdict = await verifyRun(request, result, { strangers, fullFolder, digests: this.#digests });
    return storedRun(place, result, verdict, null);
  }

  /** The same for all arms: that of the scenario, and far less once it is known how long a right run takes. */
  #timeoutMs(): number {
    const { timeoutMs } = this.#lane.race;
    if (this.#slowestMs === null) return timeoutMs;
    return Math.ceil(Math.min(timeoutMs, Math.max(LEAST_TIMEOUT_MS, HANGS * this.#slowestMs)));
  }
}

/** Where nobody can be raced, budgets would be spent on telling nothing. */
function requireSomeRight(warmUps: readonly CheckBlock[]): void {
  const runs = warmUps.flatMap(({ base, candidate, baseAgain }) => [base, candidate, baseAgain]);
  const [first] = runs;
  if (first === undefined || runs.some(({ state }) => state === 'ok')) return;
  const [reason] = failureReasons(runs);
  throw new HarnessError(
    'nothing-to-race',
    `every run failed, of the base as of the candidate; ${reason}`,
    'Run the program by hand as its manifest, or the command, says; a relative path starts where the check does.',
  );
}

/** Trouble of ours judges nobody, and going on would not help. */
function requireOurs(run: StoredRun, scratch: Scratch): void {
  const [failure] = run.failures;
  if (failure === undefined || !isNotItsFault(run)) return;
  throw new HarnessError(
    failure.code === 'disk' ? 'scratch' : 'origin',
    `${run.variant} could not be run: ${failure.message}`,
    failure.code === 'disk'
      ? `Make room in ${scratch.path}, or name another folder with --scratch DIR.`
      : 'Nothing is known of the program by this; check again.',
  );
}
