import { openGate, type Gate, type GateBlock, type GatePlan } from '../../src/gate/index.ts';
import { createRandom } from '../../src/random.ts';
import { shuffled } from '../../src/plan/shuffle.ts';
import { sourceOf, type Noise, type NoiseModel, type Source } from '../noise.ts';

/** What a session of the gate has to judge. */
export const VARIANTS = 7;
export const METRICS = 3;
export const COMPARISONS = VARIANTS * METRICS;
export const THRESHOLD = 0.05;
/** A race of thirty small files takes a native program about that long, its start included. */
export const SECONDS_PER_RUN = 0.2;
export const ARMS = 3;

/** Blocks that fit into so many minutes for each variant. */
export const blocksIn = (minutes: number): number =>
  Math.floor((60 * minutes) / (ARMS * SECONDS_PER_RUN) + 1e-9);

export const sourceFor = (seed: number, ...label: readonly (string | number)[]): Source =>
  sourceOf(createRandom(seed, `gate ${label.join(' ')}`));

/** Log values of one metric: candidate, base, base again. */
export type LogArms = readonly [candidate: number, base: number, baseAgain: number];

/** A stream of blocks of one metric, whose candidate is so much slower (a log ratio), arms in a fresh random order. */
export function blockStream(
  model: NoiseModel,
  planned: number,
  slower: number,
  source: Source,
): () => LogArms {
  const noise: Noise = model.start(source);
  let block = 0;
  return () => {
    const logs: [number, number, number] = [0, 0, 0];
    for (const [place, arm] of shuffled([0, 1, 2], source.random).entries()) {
      const time = Math.min(1, (block + place / ARMS) / planned);
      logs[arm] = noise({ row: 0, time }) + (arm === 0 ? slower : 0);
    }
    block += 1;
    return logs;
  };
}

const names = (what: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${what}-${index + 1}`);

export function planFor(blocks: number, variants = VARIANTS, metrics = METRICS): GatePlan {
  return {
    variants: names('variant', variants),
    metrics: names('metric', metrics).map((name) => ({ name, kind: 'measured', threshold: THRESHOLD })),
    budget: { blocks, seconds: null },
  };
}

/** A block of the gate from one draw of each metric's stream. */
export function blockOf(variant: string, draws: readonly LogArms[]): GateBlock {
  const arm = (index: 0 | 1 | 2): Record<string, number> =>
    Object.fromEntries(draws.map((logs, metric) => [`metric-${metric + 1}`, Math.exp(logs[index])]));
  return { variant, base: arm(1), candidate: arm(0), baseAgain: arm(2), seconds: ARMS * SECONDS_PER_RUN };
}

/** A whole session in which nothing differs, block by block until the gate has decided, and the blocks it took. */
export function quietSession(
  model: NoiseModel,
  plan: GatePlan,
  source: Source,
): { gate: Gate; blocks: number } {
  const gate = openGate(plan);
  const planned = plan.budget.blocks ?? 1;
  const streams = new Map(
    plan.variants.map((variant) => [variant, plan.metrics.map(() => blockStream(model, planned, 0, source))]),
  );
  let blocks = 0;
  for (let state = gate.state(); state.state === 'go-on'; state = gate.state()) {
    for (const variant of state.variants) {
      gate.add(
        blockOf(
          variant,
          (streams.get(variant) ?? []).map((draw) => draw()),
        ),
      );
      blocks += 1;
    }
  }
  return { gate, blocks };
}
