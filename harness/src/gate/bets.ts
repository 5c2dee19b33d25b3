/** How many times as easily the judged arm fails as another one: on each of these odds a share of the money is put. */
const ODDS: readonly number[] = [2, 4, 8, 16, 32, Infinity];

/** Half on an arm that always fails where it alone can: docs/gate.md has how soon that is found. */
const PRIOR: readonly number[] = ODDS.map((odds) => (odds === Infinity ? 0.5 : 0.5 / (ODDS.length - 1)));

/** Money put on one direction, that began as 1. */
export interface Bets {
  /** Logarithm of what each of the odds has made of its money; -Infinity: lost. */
  readonly logs: readonly number[];
  /** Logarithm of the most that there ever was, of all odds together. */
  readonly most: number;
}

export const NO_BETS: Bets = { logs: ODDS.map(() => 0), most: 0 };

/** Logarithm of what a block makes of 1: the chance of what was seen at these odds, over its chance if arms are alike. */
function gain(odds: number, isHit: boolean, share: number): number {
  if (odds === Infinity) return isHit ? -Math.log(share) : -Infinity;
  return (isHit ? Math.log(odds) : 0) - Math.log(1 - share + share * odds);
}

function together(logs: readonly number[]): number {
  const greatest = Math.max(...logs);
  if (greatest === -Infinity) return greatest;
  return (
    greatest +
    Math.log(logs.reduce((sum, log, at) => sum + (PRIOR[at] as number) * Math.exp(log - greatest), 0))
  );
}

/**
 * The same bets after a block in which some of the arms were hit, and some were not. If the arms are alike, the judged one
 * is among those that were hit with a chance of their share; so no bet gains on average, whatever happened before, and the
 * chance that 1 ever becomes 1 / α is α at most (Ville 1939; Ramdas, Grünwald, Vovk and Shafer, "Game-theoretic statistics
 * and safe anytime-valid inference", Statistical Science 38, 2023). A mixture of odds is Robbins' ("Statistical methods
 * related to the law of the iterated logarithm", Annals of Mathematical Statistics 41, 1970).
 * @param share of the arms that were hit, above 0 and below 1
 */
export function betOn(before: Bets, isHit: boolean, share: number): Bets {
  const logs = before.logs.map((log, at) => log + gain(ODDS[at] as number, isHit, share));
  return { logs, most: Math.max(before.most, together(logs)) };
}

/** The one-sided level that was reached, looked at as often as one likes. */
export const levelOf = ({ most }: Bets): number => Math.exp(-most);
