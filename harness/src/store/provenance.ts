import type { Provenance } from '@fairfetch/contract';
import { gitState } from './git-state.ts';
import { machineFacts } from './machine.ts';

export interface ProvenanceInput {
  readonly root: string;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly version: string;
  readonly scratch: Provenance['scratch'];
  readonly tools: Readonly<Record<string, string>>;
}

/** Everything a figure depends on besides what is raced. */
export async function collectProvenance(input: ProvenanceInput): Promise<Provenance> {
  const { root, env, version, scratch, tools } = input;
  const git = await gitState(root, env);
  const { machine, absent } = await machineFacts();
  return {
    harness: version,
    node: process.versions.node,
    git: git.value,
    machine,
    scratch: { ...scratch },
    tools: { ...tools },
    absent: { ...absent, ...('why' in git && { git: git.why }) },
  };
}
