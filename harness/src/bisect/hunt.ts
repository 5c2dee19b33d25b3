import type { GitBisect, Word } from './git-bisect.ts';
import type { Ending, Tried } from './report.ts';

export interface HuntRooms {
  /** Begins it; not before the bad commit is known to be one. */
  readonly start: () => Promise<GitBisect>;
  /** @param left commits that may still be the first bad one */
  readonly tryOut: (revision: string, left: number) => Promise<Tried>;
  /** Told of each that was tried. */
  readonly told: (tried: Tried) => Promise<void>;
}

const WORDS: Readonly<Record<Tried['state'], Word>> = { good: 'good', bad: 'bad', skipped: 'skip' };

/** Tries commits until it is known which is the first bad one, or as nearly as can be. */
export async function hunt(
  { bad, commits }: { readonly bad: string; readonly commits: number },
  { start, tryOut, told }: HuntRooms,
): Promise<Ending> {
  const judge = async (revision: string, left: number): Promise<Tried> => {
    const found = await tryOut(revision, left);
    await told(found);
    return found;
  };
  const { state } = await judge(bad, commits);
  if (state !== 'bad') return { state: state === 'good' ? 'nothing-to-find' : 'cannot-judge' };
  const bisect = await start();
  for (;;) {
    const step = await bisect.step();
    if (step.state === 'found') return { state: 'found', candidates: [step.revision] };
    if (step.state === 'narrowed') return { state: 'narrowed', candidates: step.revisions };
    const found = await judge(step.revision, step.left);
    await bisect.answer(step.revision, WORDS[found.state]);
  }
}
