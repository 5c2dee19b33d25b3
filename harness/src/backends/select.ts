import { HarnessError } from '../errors.ts';
import type { Backends } from './types.ts';

/** `*` stands for any text, `?` for one character; a pattern with neither is looked for anywhere. */
export function matchesPattern(id: string, pattern: string): boolean {
  if (!/[*?]/.test(pattern)) return id.includes(pattern);
  const source = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${source.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(id);
}

/**
 * Keeps what the patterns of --only name; everything when there are none.
 * @throws HarnessError `unknown-variant` for a pattern that names nothing at all
 */
export function selectVariants(backends: Backends, patterns: readonly string[]): Backends {
  if (patterns.length === 0) return backends;
  const ids = [...backends.variants.map((each) => each.id), ...backends.skipped.map((each) => each.variant)];
  for (const pattern of patterns) {
    if (ids.some((id) => matchesPattern(id, pattern))) continue;
    throw new HarnessError(
      'unknown-variant',
      `--only ${pattern} names no variant of this workspace`,
      ids.length === 0 ? 'There is no backend.json in it.' : `There are: ${ids.join(', ')}.`,
    );
  }
  const wanted = (id: string): boolean => patterns.some((pattern) => matchesPattern(id, pattern));
  return {
    variants: backends.variants.filter((each) => wanted(each.id)),
    skipped: backends.skipped.filter((each) => wanted(each.variant)),
    tools: backends.tools,
  };
}

/** Leaves the peers out, for a reason of the race's. */
export function withoutPeers(backends: Backends, reason: string): Backends {
  const peers = backends.variants.filter((each) => each.input !== null);
  return {
    ...backends,
    variants: backends.variants.filter((each) => each.input === null),
    skipped: [...backends.skipped, ...peers.map(({ id }) => ({ variant: id, reason }))],
  };
}
