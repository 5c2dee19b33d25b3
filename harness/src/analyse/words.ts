/** A share as a person writes it: `3 %`, `0.5 %`. */
export function percent(share: number): string {
  return `${Number((100 * share).toFixed(2))} %`;
}
