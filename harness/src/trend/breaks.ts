import type { CheckReport, Provenance } from '@fairfetch/contract';
import { provenanceDifferences, type Difference } from '../store/index.ts';
import type { MetricKind, TrendBreak } from './types.ts';

type Surroundings = Pick<CheckReport, 'provenance' | 'hostHash'>;

/** Another machine, of which no more may be known than that. */
const HOST: Difference = { what: 'another machine', values: null };

/**
 * What keeps values of two sessions from being compared; null: nothing that is known. Counts do not depend on the
 * machine. The revision of the candidate is what the trend is about, and the version of Node does not time anything.
 * @param backend whose tools matter
 */
export function breakBetween(
  one: Surroundings,
  other: Surroundings,
  backend: string,
  kind: MetricKind,
): TrendBreak | null {
  const machine = kind === 'measured' ? machineDifferences(one, other) : [];
  const tools = toolDifferences(one.provenance, other.provenance, backend);
  if (machine.length > 0) return { kind: 'machine', differences: [...machine, ...tools] };
  return tools.length > 0 ? { kind: 'tools', differences: tools } : null;
}

function machineDifferences(one: Surroundings, other: Surroundings): readonly Difference[] {
  const bare = ({ provenance }: Surroundings): Provenance => ({
    ...provenance,
    harness: '',
    node: '',
    git: null,
    tools: {},
  });
  const host = one.hostHash === other.hostHash ? [] : [HOST];
  return [...host, ...provenanceDifferences(bare(one), bare(other))];
}

function toolDifferences(one: Provenance, other: Provenance, backend: string): readonly Difference[] {
  const bare = ({ harness, tools }: Provenance): Provenance => ({
    ...one,
    node: '',
    git: null,
    harness,
    tools: Object.fromEntries(Object.entries(tools).filter(([name]) => matters(name, backend))),
  });
  return provenanceDifferences(bare(one), bare(other));
}

/** The harness's own programs have no backend before their name. */
const matters = (tool: string, backend: string): boolean =>
  !tool.includes(': ') || tool.startsWith(`${backend}: `);
