/** The value that would stand at `rank`, from 0, were they sorted (Hoare's quickselect, 1961). Reorders the values. */
export function selectRank(values: Float64Array, rank: number): number {
  let [first, last] = [0, values.length - 1];
  while (first < last) {
    const pivot = values[(first + last) >>> 1] as number;
    let [left, right] = [first, last];
    while (left <= right) {
      while ((values[left] as number) < pivot) left += 1;
      while ((values[right] as number) > pivot) right -= 1;
      if (left <= right) {
        const swapped = values[left] as number;
        values[left] = values[right] as number;
        values[right] = swapped;
        left += 1;
        right -= 1;
      }
    }
    if (rank <= right) last = right;
    else if (rank >= left) first = left;
    else break;
  }
  return values[rank] as number;
}

/** The upper of the two where their number is even. Reorders the values, of which there is at least one. */
export function upperMedian(values: Float64Array): number {
  return selectRank(values, values.length >>> 1);
}
