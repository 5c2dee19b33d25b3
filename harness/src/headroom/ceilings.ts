import type { Ceiling } from '@fairfetch/contract';
import type { RaceVariant } from '../backends/index.ts';
import type { Course } from '../run/index.ts';

/** What is measured: the origin by a client that stores nothing, the disk by one that fetches nothing. */
export type CeilingKind = Ceiling['of'];

const BACKEND = 'ceiling';
const ARGUMENTS: Readonly<Record<CeilingKind, readonly string[]>> = {
  net: ['-i', '{input}', '-j', '{concurrency}', '--cacert', '{cacert}'],
  disk: ['-i', '{input}', '-j', '{concurrency}', '-d', '{dir}'],
};

/** As it stands in the plan and with the stored runs. */
export function ceilingId(kind: CeilingKind): string {
  return `${BACKEND}/${kind}`;
}

/** Which ceilings a course has: none where nobody serves it here, no network's where the client cannot speak to it. */
export function ceilingsOf(course: Course): readonly CeilingKind[] {
  if (course.source === 'urls') return [];
  return (course.scenario.http ?? ['1.1']).includes('1.1') ? ['net', 'disk'] : ['disk'];
}

/**
 * The ceilings as something the executor can run, so that they are measured by the same launcher, against the same kind
 * of session and in the same scratch folder as the rows.
 */
export function ceilingVariants(program: string, folder: string): readonly RaceVariant[] {
  return (['net', 'disk'] as const).map((kind) => ({
    id: ceilingId(kind),
    backend: BACKEND,
    name: kind,
    title: `ceiling of the ${kind === 'net' ? 'origin' : 'disk'}`,
    about: 'Half of a download and nothing else.',
    level: null,
    input: 'sized-jobs',
    traits: { model: 'event-loop', reuse: true, http: ['1.1'], faithful: false },
    command: [program, kind, ...ARGUMENTS[kind]],
    folder,
    ceiling: kind,
  }));
}
