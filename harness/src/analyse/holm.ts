/**
 * p-values adjusted for all of them being looked at together, in their own order: the k-th least of m, from 0, is
 * multiplied by m - k, and none may be below one before it (Holm, "A simple sequentially rejective multiple test
 * procedure", Scandinavian Journal of Statistics 6, 1979). The chance of one or more false differences among all is then
 * at most the level, whichever hypotheses are true.
 */
export function holmAdjusted(pValues: readonly number[]): readonly number[] {
  const order = pValues
    .map((pValue, index) => ({ pValue, index }))
    .toSorted((left, right) => left.pValue - right.pValue);
  const adjusted: number[] = [];
  let reached = 0;
  for (const [rank, { pValue, index }] of order.entries()) {
    reached = Math.max(reached, Math.min(1, (pValues.length - rank) * pValue));
    adjusted[index] = reached;
  }
  return adjusted;
}
