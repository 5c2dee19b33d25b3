/**
 * How often a session cannot judge though nothing differs, of one kind of noise, counted over more comparisons than whole
 * sessions are simulated for: `node harness/benches/gate/self.ts KIND [COMPARISONS [SEED]]`, one minute a variant.
 */
import { gateKinds } from './kinds.ts';
import { shareInterval } from './shares.ts';
import { ofSession, selfStudy } from './study-self.ts';

const MINUTES = 1;

const [kind, comparisons = '20000', seed = '1'] = process.argv.slice(2);
const model = gateKinds().find(({ name }) => name === kind);
if (model === undefined)
  throw new RangeError('usage: self.ts KIND [COMPARISONS [SEED]]; KIND is of the tables');
const rate = selfStudy(model, MINUTES, { seed: Number(seed), comparisons: Number(comparisons) });
const shares = [rate.seen / rate.of, ...shareInterval(rate)].map((share) =>
  (100 * ofSession(share)).toFixed(2),
);
process.stdout.write(`${rate.seen} of ${rate.of}: ${shares[0]} % of sessions (${shares[1]}–${shares[2]})\n`);
