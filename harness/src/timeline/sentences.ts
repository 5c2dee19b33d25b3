import type { Note, Phases } from '@fairfetch/contract';
import { decisivePart, PARTS, shareOf, type Part } from './decisive.ts';

/** A row and where the time of its typical run went. */
export interface Placed {
  readonly name: string;
  readonly phases: Phases;
}

const MOST_NAMES = 4;

/** What a part is in the mouth of a person, and what the figures beside a name are a share of. */
const WORDS: Readonly<Record<Part, readonly [what: string, of: string]>> = {
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

/** "a", "a and b", "a, b and c". */
function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

function sentenceOf(part: Part, fastest: Placed, rows: readonly Placed[]): string {
  const [what, of] = WORDS[part];
  const percent = ({ phases }: Placed): string => `${Math.round(100 * shareOf(part, phases))} %`;
  // What the figures are shares of is said once.
  const named = rows
    .slice(0, MOST_NAMES)
    .map((row, index) => `${row.name} (${percent(row)}${index === 0 ? ` ${of}` : ''})`);
  const more = rows.length > MOST_NAMES ? [`${rows.length - MOST_NAMES} more`] : [];
  return `${what} is most of what puts ${listed([...named, ...more])} behind ${fastest.name} (${percent(fastest)}).`;
}
