import type { Ceiling, Scenario } from '@fairfetch/contract';
import type { RaceVariant } from '../backends/index.ts';
import type { Course } from '../run/index.ts';

/** What is measured: the origin by a client that stores nothing, the disk by one that fetches nothing, both at once. */
export type CeilingKind = Ceiling['of'];

const BACKEND = 'ceiling';
const TITLES: Readonly<Record<CeilingKind, string>> = {
  net: 'ceiling of the origin',
  disk: 'ceiling of the disk',
  both: 'ceiling of origin and disk at once',
};
export const CEILING_KINDS: readonly CeilingKind[] = ['net', 'disk', 'both'];
const ARGUMENTS: Readonly<Record<CeilingKind, readonly string[]>> = {
  net: ['-i', '{input}', '-j', '{concurrency}', '--cacert', '{cacert}'],
  disk: ['-i', '{input}', '-j', '{concurrency}', '-d', '{dir}'],
  both: ['-i', '{input}', '-j', '{concurrency}', '-d', '{dir}', '--cacert', '{cacert}'],
};

/** As it stands in the plan and with the stored runs. */
export function ceilingId(kind: CeilingKind): string {
  return `${BACKEND}/${kind}`;
}

/**
 * Which ceilings a course has: none where nobody serves it here, no network's where the client cannot speak to it. Both at
 * once are no limit where the model of the network is one, and are not measured there.
 */
export function ceilingsOf(course: Course): readonly CeilingKind[] {
  if (course.source === 'urls') return [];
  if (whyNoNet(course.scenario) !== null) return ['disk'];
  return isModelled(course.scenario.network) ? ['net', 'disk'] : CEILING_KINDS;
}

function isModelled({ rttMs, connectionBytesPerSecond, linkBytesPerSecond }: Scenario['network']): boolean {
  return rttMs > 0 || Boolean(connectionBytesPerSecond) || Boolean(linkBytesPerSecond);
}

/** Why what the origin can serve cannot be measured, or null. */
export function whyNoNet({ http = ['1.1'], faults }: Scenario): string | null {
  if (!http.includes('1.1')) return 'the client that stores nothing speaks HTTP/1.1 alone';
  if (faults === undefined) return null;
  return 'the client that stores nothing makes one attempt alone, and some requests fail';
}

/**
 * The ceilings as something the executor can run, so that they are measured by the same launcher, against the same kind
 * of session and in the same scratch folder as the rows.
 */
export function ceilingVariants(program: string, folder: string): readonly RaceVariant[] {
  return CEILING_KINDS.map((kind) => ({
    id: ceilingId(kind),
    backend: BACKEND,
    name: kind,
    title: TITLES[kind],
    about: 'A download, or half of one, and nothing else.',
    level: null,
    input: 'sized-jobs',
    traits: { model: 'event-loop', reuse: true, http: ['1.1'], faithful: false },
    command: [program, kind, ...ARGUMENTS[kind]],
    folder,
    workspace: folder,
    ceiling: kind,
  }));
}
