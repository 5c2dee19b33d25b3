import type { Flag } from '@fairfetch/contract';

/** What each flag means for the comparison. A new one does not compile until it says so. */
export const FLAG_MEANINGS = {
  'in-flight-above':
    'More went on at once than the others were allowed: a lead of it is no merit of the program.',
  'in-flight-below': 'It left room unused that all were given: it may be behind for that alone.',
  'connections-above':
    'It paid for more set-ups than the work needs, and each connection has a rate of its own.',
  'handshakes-above': 'It is compared as one that uses connections again, and paid as if it did not.',
  'reuse-undeclared': 'It is compared as one that opens a connection for each download, and paid for fewer.',
  'requests-differ': 'One request a download is the work that is compared: it did another amount of it.',
  'stray-requests': 'They are in its time and none of the work.',
  'failed-handshakes': 'Each cost round trips and brought nothing home.',
  'http-version':
    'It is compared under the version it declares, and connections and heads cost otherwise in another.',
  'bytes-resent': 'Part of its time went into what it had been sent already.',
  'requests-unclaimed': 'They are in its time and not in its account, which tells less than it did.',
  'downloads-unrequested': 'What was not fetched in the run is not in its time: it did less than the others.',
  'in-flight-claimed': "Its own word on that is not relied on: the table has the origin's.",
  'bytes-claimed': "Its own word on that is not relied on: the table has the origin's.",
  'ok-claimed': 'Its own word on that is not relied on: every file was looked at.',
  'concurrency-claimed': 'It may not have run as the others did.',
  'counter-differs': 'Its counter is wrong, and nothing here relies on it.',
  'left-behind': 'What they did after its end is not in its time.',
  'content-differs': 'The variants may not have downloaded the same.',
  'no-system-bundle':
    'Reading a bundle of the usual size is most of its cost, so it looks better here than it is.',
} as const satisfies Readonly<Record<string, string>>;

export type FlagCode = keyof typeof FLAG_MEANINGS;

export function flag(code: FlagCode, message: string): Flag {
  return { code, message };
}

/** Null for a code of another version of the harness. */
export function meaningOf(code: string): string | null {
  return Object.hasOwn(FLAG_MEANINGS, code) ? FLAG_MEANINGS[code as FlagCode] : null;
}
