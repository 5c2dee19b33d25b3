import type { Session, Shard, StoredRun } from '@fairfetch/contract';
import { isOfShard, shardName } from '../planned.ts';
import { isCeiling } from './check-session.ts';
import { versionsOf } from './versions.ts';

/** A line of runs.jsonl that cannot be true. */
export interface LineProblem {
  /** From 1. */
  readonly line: number;
  readonly problem: string;
}

/** The first line that is not what this session's plan can have given; null: all are. Every run holds to its schema. */
export function firstBadRun(session: Session, runs: readonly StoredRun[]): LineProblem | null {
  const checker = new RunChecker(session);
  for (const [index, run] of runs.entries()) {
    const problem = checker.problemOf(run, index + 1);
    if (problem !== null) return { line: index + 1, problem };
  }
  return null;
}

class RunChecker {
  readonly #session: Session;
  readonly #lineOf = new Map<string, number>();
  readonly #versions = new Map<string, { readonly text: string; readonly line: number }>();

  constructor(session: Session) {
    this.#session = session;
  }

  problemOf(run: StoredRun, line: number): string | null {
    return (
      this.#placeProblem(run) ??
      contradiction(run) ??
      tooLarge(run) ??
      this.#secondProblem(run, line) ??
      this.#versionProblem(run, line)
    );
  }

  #placeProblem({ scenario, variant, block, position, sitting }: StoredRun): string | null {
    const { scenarios, variants, order, sittings } = this.#session;
    const at = scenarios.findIndex(({ name }) => name === scenario);
    if (at === -1) return `it is of scenario ${scenario}, which is not in the plan`;
    if (!isCeiling(variant) && !variants.some(({ id }) => id === variant)) {
      return `it is of ${variant}, which is not in the plan`;
    }
    const planned = order[at]?.[block]?.[position];
    if (planned !== variant) {
      const there = planned === undefined ? 'nothing' : planned;
      return `it is of ${variant} in block ${block}, place ${position}, where the plan has ${there}`;
    }
    const made = sittings.find(({ id }) => id === sitting);
    if (made === undefined) return `it is of sitting ${sitting}, which is none of session.json's`;
    if (isOfShard(block, made.shard)) return null;
    return `it is of block ${block}, which is not in ${shardName(made.shard as Shard)}`;
  }

  #secondProblem({ scenario, variant, block, sitting }: StoredRun, line: number): string | null {
    const shard = this.#session.sittings.find(({ id }) => id === sitting)?.shard ?? null;
    // Each shard has a warm-up of its own.
    const key = [scenario, variant, block, block === 0 ? shard?.index : ''].join('\n');
    const earlier = this.#lineOf.get(key);
    if (earlier !== undefined) return `it is of the same run as line ${earlier}`;
    this.#lineOf.set(key, line);
    return null;
  }

  #versionProblem(run: StoredRun, line: number): string | null {
    const text = versionsOf(run);
    if (text === null) return null;
    const first = this.#versions.get(run.variant);
    if (first === undefined) this.#versions.set(run.variant, { text, line });
    if (first === undefined || first.text === text) return null;
    return `it is of ${run.variant} with ${text}, and line ${first.line} is of it with ${first.text}`;
  }
}

/** What one part of a run says against another. */
function contradiction(run: StoredRun): string | null {
  const { block, warmup, state, failures, process, variant, ceiling, startedAt, summary } = run;
  if (warmup !== (block === 0)) return `it is of block ${block}, and its warmup is ${warmup}`;
  if ((state === 'failed') !== failures.length > 0) {
    return `its state is ${state}, and it lists ${failures.length} failures`;
  }
  if (isCeiling(variant) !== (ceiling !== undefined)) {
    return `it is of ${variant}, and ${ceiling === undefined ? 'has no ceiling' : 'has a ceiling'}`;
  }
  if (Number.isNaN(Date.parse(startedAt))) return `its startedAt is no time: ${startedAt}`;
  if (state === 'ok' && process === undefined) return 'its state is ok, and it has no process';
  if (process !== undefined && process.wallNs !== Math.max(0, process.endNs - process.startNs)) {
    return 'its wallNs is not endNs - startNs';
  }
  const speaker = summary === undefined ? variant : `${summary.backend}/${summary.variant}`;
  return speaker === variant ? null : `it is of ${variant}, and its summary is of ${speaker}`;
}

/** JSON can say numbers that no clock and no counter has, and sums of them are infinite. */
function tooLarge(value: unknown, path = ''): string | null {
  if (typeof value === 'number') {
    return Math.abs(value) > Number.MAX_SAFE_INTEGER ? `its ${path} is too large: ${value}` : null;
  }
  if (value === null || typeof value !== 'object') return null;
  for (const [name, part] of Object.entries(value)) {
    const problem = tooLarge(part, path === '' ? name : `${path}/${name}`);
    if (problem !== null) return problem;
  }
  return null;
}
