import type { Note, StoredRun } from '@fairfetch/contract';
import { meaningOf } from '../verify/meanings.ts';
import { limitRemarks } from './ceilings.ts';
import type { Entry } from './entry.ts';
import { measurementRemarks, type MeasurementContext } from './measurement-remarks.ts';
import { sentence } from './sentence.ts';

/** What the remarks on a row need to know besides its own runs. */
export interface RemarkContext extends MeasurementContext {
  readonly concurrency: number;
  readonly downloads: number;
}

/** "3 of 15 runs", "all 15 runs", "both runs", "the only run". */
function howMany(some: number, all: number): string {
  if (some < all) return `${some} of ${all} runs`;
  return ['no run', 'the only run', 'both runs'][all] ?? `all ${all} runs`;
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

function why({ failures }: StoredRun): { readonly code: string; readonly message: string } {
  return failures[0] ?? { code: 'unknown', message: 'the stored run gives no reason' };
}

/** One remark a kind of failure, by the first failure of each run: what follows it in a run is mostly its consequence. */
function failureRemarks({ failed, counted }: Entry): readonly Note[] {
  const byCode = Map.groupBy(failed, (run) => why(run).code);
  return [...byCode].map(([code, runs]) => ({
    code: 'run-failed',
    text: sentence(
      `${capital(howMany(runs.length, counted.length))} failed (${code}): ${why(runs[0] as StoredRun).message}`,
    ),
  }));
}

/** Of a row that has no time at all, the counted failures say enough. */
function warmupRemarks({ warmup, ok }: Entry): readonly Note[] {
  if (ok.length === 0) return [];
  return warmup
    .filter(({ state }) => state === 'failed')
    .map((run) => ({
      code: 'warmup-failed',
      text: sentence(`The warm-up run failed (${why(run).code}): ${why(run).message}`),
    }));
}

/** The message most runs have, and whether there are others. */
function commonest(messages: readonly string[]): { readonly message: string; readonly others: boolean } {
  const groups = [...Map.groupBy(messages, (message) => message)];
  const [first] = groups.toSorted(([, left], [, right]) => right.length - left.length);
  return { message: first?.[0] ?? '', others: groups.length > 1 };
}

/**
 * One remark a flag, with what it means for the comparison. Its figures may differ from run to run: then those most runs
 * have stand for all.
 */
function flagRemarks({ counted }: Entry): readonly Note[] {
  const raised = counted.flatMap((run) => run.flags.map((flag) => ({ run, flag })));
  return [...Map.groupBy(raised, ({ flag }) => flag.code)].map(([code, found]) => {
    const runs = new Set(found.map(({ run }) => run)).size;
    const { message, others } = commonest(found.map(({ flag }) => flag.message));
    const where = `In ${howMany(runs, counted.length)}${others ? ', for instance' : ''}`;
    const meaning = meaningOf(code);
    const text = sentence(`${where}: ${message}`);
    return { code, text: meaning === null ? text : `${text} ${meaning}` };
  });
}

function traitRemarks({ variant }: Entry, { concurrency, downloads }: RemarkContext): readonly Note[] {
  if (variant === null) return [];
  const { faithful, reuse, concurrency: cap } = variant.traits;
  return [
    ...(faithful
      ? [
          { code: 'faithful', text: 'Kept as in the program this project began from, flaws included.' },
          { code: 'departures', text: sentence(variant.about) },
        ]
      : []),
    ...(!reuse && !faithful
      ? [{ code: 'no-reuse', text: 'Opens a new connection for every download.' }]
      : []),
    ...(cap === 'unbounded' && downloads > concurrency
      ? [
          {
            code: 'unbounded',
            text: `Starts all ${downloads.toLocaleString('en')} downloads at once, not ${concurrency}; percent of ideal is held to that.`,
          },
        ]
      : []),
  ];
}

/** Everything that must be said of one row, in the order in which it is said. */
export function remarksOf(entry: Entry, context: RemarkContext): readonly Note[] {
  if (entry.skippedReason !== null) {
    return [{ code: 'skipped', text: sentence(`Skipped: ${entry.skippedReason}`) }];
  }
  const notRun = { code: 'not-run', text: 'No counted run was made.' };
  return [
    ...(entry.counted.length === 0 ? [notRun] : []),
    ...failureRemarks(entry),
    ...warmupRemarks(entry),
    ...flagRemarks(entry),
    ...limitRemarks(context.row.limit),
    ...traitRemarks(entry, context),
    ...measurementRemarks(entry, context),
  ];
}
