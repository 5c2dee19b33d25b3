import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { cpus, hostname, loadavg, release, totalmem, type as systemType } from 'node:os';
import type { Machine, Provenance } from '@fairfetch/contract';
import { execa } from 'execa';
import { cleanEnvironment } from '../environment.ts';

const GOVERNOR = '/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor';
const HASH_DIGITS = 12;

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
  return {
    harness: version,
    node: process.versions.node,
    git: await gitState(root, env),
    machine: await machine(),
    scratch: { ...scratch },
    tools: { ...tools },
  };
}

async function machine(): Promise<Machine> {
  const processors = cpus();
  return {
    hostHash: await hostHash(),
    cpuModel: processors[0]?.model.trim() || 'unknown',
    cores: Math.max(1, processors.length),
    memoryBytes: totalmem(),
    kernel: `${systemType()} ${release()}`,
    governor: (await lineOf(GOVERNOR)) ?? null,
    loadAverage1m: loadavg()[0] ?? 0,
  };
}

/** Tells machines apart in stored results without saying which they are. */
async function hostHash(): Promise<string> {
  const id = (await lineOf('/etc/machine-id')) ?? hostname();
  return createHash('sha256').update(id).digest('hex').slice(0, HASH_DIGITS);
}

async function lineOf(file: string): Promise<string | null> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trim() || null;
}

/** null where the workspace is no checkout, or git is not there. */
async function gitState(root: string, env: Readonly<NodeJS.ProcessEnv>): Promise<Provenance['git']> {
  const git = async (...args: string[]): Promise<string | null> => {
    const result = await execa('git', args, {
      cwd: root,
      env: cleanEnvironment(root, env),
      extendEnv: false,
      stdin: 'ignore',
      timeout: 10_000,
      reject: false,
    });
    return result.failed ? null : result.stdout;
  };
  const revision = await git('rev-parse', 'HEAD');
  const status = await git('status', '--porcelain');
  return revision === null || status === null ? null : { revision: revision.trim(), dirty: status !== '' };
}
