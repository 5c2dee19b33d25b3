import type { Note, Phases } from '@fairfetch/contract';
import { decisivePart, PARTS, shareOf, timeNs, type Part } from './decisive.ts';

/** A row and where the time of its typical run went. */
export interface Placed {
  readonly name: string;
  readonly phases: Phases;
}

const MOST_NAMES = 4;
/** Shares that lie nearer to each other explain nothing: then the times themselves are named. */
const LEAST_GAP = 0.1;

type Whole = 'of its time' | 'of its slot time';

/** What is said beside a time instead. */
const PER_SLOT: Readonly<Record<Whole, string>> = { 'of its time': '', 'of its slot time': ' a slot' };

/** What a part is in the mouth of a person, and what the figures beside a name are a share of. */
const WORDS: Readonly<Record<Part, readonly [what: string, of: Whole]>> = {
  startUp: ['Starting up, before the first request,', 'of its time'],
  connecting: ['Setting up connections, TLS handshakes included,', 'of its slot time'],
  waiting: ['Waiting for the first byte of answers', 'of its slot time'],
  transferring: ['Transferring', 'of its slot time'],
  idle: ['Leaving slots idle while jobs are left', 'of its slot time'],
  drained: ['A last round that leaves other slots without a job', 'of its slot time'],
  tail: ['What is done after the last byte', 'of its time'],
};

/**
 * For each part that decides a difference, one sentence: which rows it puts behind the fastest, and how much of their
 * time it is. `slower` are the rows that are told apart from the fastest, in their order.
 */
export function timeSentences(fastest: Placed, slower: readonly Placed[]): readonly Note[] {
  const byPart = Map.groupBy(slower, (row) => decisivePart(row.phases, fastest.phases));
  return PARTS.flatMap((part) => {
    const rows = byPart.get(part) ?? [];
    return rows.length === 0 ? [] : [{ code: 'where-time-went', text: sentenceOf(part, fastest, rows) }];
  });
}

function milliseconds(durationNs: number): string {
  const ms = durationNs / 1e6;
  return `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
}

/** "a", "a and b", "a, b and c". */
function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

/** Who had another number of slots was not given the same: that belongs beside any figure of a slot. */
function unlike({ phases: { slots } }: Placed, rows: readonly Placed[]): string {
  const others = [...new Set(rows.map(({ phases }) => phases.slots))].filter((each) => each !== slots);
  return others.length === 0 ? '' : `, which had ${slots} slots where others had ${others.join(' or ')}`;
}

function sentenceOf(part: Part, fastest: Placed, rows: readonly Placed[]): string {
  const [what, of] = WORDS[part];
  const shares = rows.every((row) => shareOf(part, row.phases) - shareOf(part, fastest.phases) >= LEAST_GAP);
  const figure = ({ phases }: Placed): string =>
    shares ? `${Math.round(100 * shareOf(part, phases))} %` : milliseconds(timeNs(part, phases));
  const unit = shares ? ` ${of}` : PER_SLOT[of];
  // What the figures are shares of is said once.
  const named = rows
    .slice(0, MOST_NAMES)
    .map((row, index) => `${row.name} (${figure(row)}${index === 0 ? unit : ''})`);
  const more = rows.length > MOST_NAMES ? [`${rows.length - MOST_NAMES} more`] : [];
  return `${what} is most of what puts ${listed([...named, ...more])} behind ${fastest.name} (${figure(fastest)})${unlike(fastest, rows)}.`;
}
