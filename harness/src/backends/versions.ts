/** The first dotted number in what a program printed of itself: `Python 3.13.0` -> `3.13.0`. */
export function firstVersion(text: string): string | null {
  return /\d+(?:\.\d+)+/.exec(text)?.[0] ?? /\d+/.exec(text)?.[0] ?? null;
}

/** Compares number by number; a part that is not there counts as 0, so `3.10` is at least `3.10.0`. */
export function isAtLeast(version: string, lowest: string): boolean {
  const have = version.split('.').map(Number);
  const want = lowest.split('.').map(Number);
  for (let part = 0; part < Math.max(have.length, want.length); part += 1) {
    const difference = (have[part] ?? 0) - (want[part] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
