/** How often something was seen. */
export interface Rate {
  readonly seen: number;
  readonly of: number;
}

/** Counts trials by name. */
export class Tally {
  readonly #rates = new Map<string, Rate>();

  count(name: string, isSeen: boolean): void {
    const { seen, of } = this.#rates.get(name) ?? { seen: 0, of: 0 };
    this.#rates.set(name, { seen: seen + Number(isSeen), of: of + 1 });
  }

  rate(name: string): Rate {
    return this.#rates.get(name) ?? { seen: 0, of: 0 };
  }
}

/** Per cent with one decimal; empty where nothing was tried. */
export function percentOf({ seen, of }: Rate): string {
  return of === 0 ? '' : ((100 * seen) / of).toFixed(1);
}

/** The least and the most of several rates: `93.1–95.9`. */
export function rangeOf(rates: readonly Rate[]): string {
  const shares = rates.filter(({ of }) => of > 0).map(({ seen, of }) => (100 * seen) / of);
  if (shares.length === 0) return '';
  const [least, most] = [Math.min(...shares), Math.max(...shares)];
  return `${least.toFixed(1)}–${most.toFixed(1)}`;
}

/** Standard error, in per cent, of a rate near `share` over so many independent trials. */
export function standardErrorPercent(share: number, trials: number): string {
  return (100 * Math.sqrt((share * (1 - share)) / trials)).toFixed(2);
}
