import { execa } from 'execa';
import type { SuiteCase } from '../cases/index.ts';
import { findProgram } from '../perform/abilities.ts';
import { whyNotServed } from './eligible.ts';
import { httpServer } from './http-server.ts';
import type { CounterpartKind } from './kind.ts';
import { nginx } from './nginx.ts';
import { squid } from './squid.ts';

export type { Counterpart, CounterpartKind } from './kind.ts';

export const COUNTERPARTS = { nginx, squid, 'http-server': httpServer } as const satisfies Record<
  string,
  CounterpartKind
>;

export type CounterpartName = keyof typeof COUNTERPARTS;

/** A counterpart that is installed here. */
export interface FoundCounterpart {
  readonly kind: CounterpartKind;
  readonly program: string;
  /** `nginx 1.22.1`. */
  readonly title: string;
}

/** null: it is not installed. */
export async function findCounterpart(name: CounterpartName, path: string): Promise<FoundCounterpart | null> {
  const kind: CounterpartKind = COUNTERPARTS[name];
  // Servers are kept where only root looks for programs.
  const program = await findProgram(kind.program, `${path}:/usr/sbin:/usr/local/sbin`);
  if (program === null) return null;
  const [command = '', ...args] = kind.versionOf(program);
  const { all } = await execa(command, args, { reject: false, all: true, timeout: 10_000 });
  const version = /\d+(?:\.\d+)+/.exec(all)?.[0];
  return { kind, program, title: version === undefined ? name : `${name} ${version}` };
}

/** The cases it can serve, and how many it cannot, by the reason. */
export function casesFor(
  cases: readonly SuiteCase[],
  { skills }: CounterpartKind,
): { readonly cases: readonly SuiteCase[]; readonly leftOut: ReadonlyMap<string, number> } {
  const leftOut = new Map<string, number>();
  const served = cases.filter((each) => {
    const reason = whyNotServed(each, skills);
    if (reason !== null) leftOut.set(reason, (leftOut.get(reason) ?? 0) + 1);
    return reason === null;
  });
  return { cases: served, leftOut };
}
