import type { StoredRun } from '@fairfetch/contract';
import { distributionOf } from '../../src/analyse/index.ts';
import { readResults } from '../../src/store/index.ts';
import type { NoiseModel } from '../noise.ts';

/** Runs that are taken together, in their order, so that what passes from run to run is kept. */
const STRETCH = 30;

/** Log of each time over the median of its program, in the order of the runs. */
function residualsOf(runs: readonly StoredRun[]): readonly number[] {
  const inOrder = runs.toSorted((left, right) => left.block - right.block || left.position - right.position);
  const logs = inOrder.flatMap(({ process }) =>
    process && process.wallNs > 0 ? Math.log(process.wallNs) : [],
  );
  const middle = distributionOf(logs)?.median ?? 0;
  return logs.map((log) => log - middle);
}

function kindOf(title: string, residuals: readonly number[]): NoiseModel {
  return {
    name: `fitted: ${title}`,
    about: `stretches of ${STRETCH} of ${residuals.length} stored runs on end`,
    // Moving blocks (Künsch, "The jackknife and the bootstrap for general stationary observations", 1989), on a ring.
    start: ({ random }) => {
      let [at, left] = [0, 0];
      return () => {
        if (left === 0) [at, left] = [random.below(residuals.length), STRETCH];
        left -= 1;
        at = (at + 1) % residuals.length;
        return residuals[at] as number;
      };
    },
  };
}

/** A kind of noise for each program in a results folder; copies of one program, which have its title, are one. */
export async function fittedKinds(folder: string): Promise<readonly NoiseModel[]> {
  const { session, runs } = await readResults(folder);
  const counted = runs.filter(({ warmup, state }) => !warmup && state === 'ok');
  return session.scenarios.flatMap(({ name: scenario }) =>
    [...Map.groupBy(session.variants, ({ title }) => title)].flatMap(([title, variants]) => {
      const ids = new Set(variants.map(({ id }) => id));
      const own = counted.filter((run) => run.scenario === scenario && ids.has(run.variant));
      return own.length < 2 * STRETCH ? [] : [kindOf(title, residualsOf(own))];
    }),
  );
}
