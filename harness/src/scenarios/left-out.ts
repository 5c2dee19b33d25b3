import type { Scenario, Skipped, Traits } from '@fairfetch/contract';

/** What decides whether a variant can take part. */
export interface Candidate {
  readonly id: string;
  /** null: a peer, held to no level. */
  readonly level: string | null;
  readonly traits: Traits;
}

/** Why a scenario is not for a variant, or null. */
export function whyLeftOut({ level, traits }: Candidate, scenario: Scenario): string | null {
  const { http = ['1.1'], work = 'none', faults } = scenario;
  if (!http.some((version) => traits.http.includes(version))) {
    return `it declares ${versions(traits.http)}, and the scenario is for ${versions(http)}`;
  }
  if (work !== 'none' && level === null) return `a peer cannot be asked for the work (${work})`;
  if (faults === undefined) return null;
  if (level === null) return 'some requests fail, and a peer is not held to making further attempts';
  if (level === 'races') return 'some requests fail, and at level races there are no further attempts';
  return null;
}

const versions = (http: readonly string[]): string => http.map((version) => `HTTP/${version}`).join(', ');

/** Whom a scenario is not for, in the order given. */
export function leftOutOf(variants: readonly Candidate[], scenario: Scenario): readonly Skipped[] {
  return variants.flatMap((variant) => {
    const reason = whyLeftOut(variant, scenario);
    return reason === null ? [] : [{ variant: variant.id, reason }];
  });
}

/** Those with the same reason in one phrase: `a, b (reason); c (reason)`. */
export function leftOutInWords(leftOut: readonly Skipped[]): string {
  return [...Map.groupBy(leftOut, ({ reason }) => reason)]
    .map(([reason, those]) => `${those.map(({ variant }) => variant).join(', ')} (${reason})`)
    .join('; ');
}
