import type { CheckComparison } from '@fairfetch/contract';
import type { Ask } from './ask.ts';
import type { Commit } from './commit.ts';

/** A commit that was tried, and what came of it. */
export interface Tried extends Commit {
  readonly state: 'good' | 'bad' | 'skipped';
  /** Of one that was skipped; null: it was not. */
  readonly reason: string | null;
  /** Last lines of the build that failed. */
  readonly log: readonly string[];
  /** Against the good commit, of the last of its sessions; null: it was not raced. */
  readonly comparison: CheckComparison | null;
  /** Counted ones, of all its sessions. */
  readonly blocks: number;
  /** Of racing, warm-ups included. */
  readonly seconds: number;
  /** Folders of its sessions, below that of the bisection. */
  readonly sessions: readonly string[];
  /** It was raced by an earlier command. */
  readonly fromBefore: boolean;
}

/** How the search stands, or how it ended. */
export type Ending =
  | { readonly state: 'going-on' | 'stopped' }
  /** One commit. */
  | { readonly state: 'found'; readonly candidates: readonly [string] }
  /** Full hashes of those that may be it, newest first. */
  | { readonly state: 'narrowed'; readonly candidates: readonly string[] }
  /** `bad` is not worse than `good`, or that cannot be judged: there is nothing to look for. */
  | { readonly state: 'nothing-to-find' | 'cannot-judge' };

/** bisect.json, and what `--format json` prints. */
export interface BisectReport {
  readonly kind: 'bisect-report';
  readonly format: 1;
  readonly state: Ending['state'];
  readonly ask: Ask;
  readonly good: Commit;
  readonly bad: Commit;
  /** That `bad` has and `good` has not. */
  readonly commits: number;
  /** Entries of `tried` of which one is the first bad commit, newest first; one: it is it. */
  readonly candidates: readonly Tried[];
  /** In the order in which they were tried. */
  readonly tried: readonly Tried[];
}

export function reportOf(
  { ask, good, bad, commits }: Pick<BisectReport, 'ask' | 'good' | 'bad' | 'commits'>,
  tried: readonly Tried[],
  ending: Ending,
): BisectReport {
  const hashes = 'candidates' in ending ? ending.candidates : [];
  return {
    kind: 'bisect-report',
    format: 1,
    state: ending.state,
    ask,
    good,
    bad,
    commits,
    candidates: hashes.map((hash) => tried.find(({ revision }) => revision === hash) as Tried),
    tried,
  };
}
