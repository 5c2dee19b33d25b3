import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { arch, availableParallelism, cpus, hostname, release, totalmem, type as systemType } from 'node:os';
import type { Machine } from '@fairfetch/contract';
import { containerLimits } from './container-limits.ts';
import type { Finding } from './finding.ts';
import { gather } from './finding.ts';

const GOVERNOR = '/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor';
const HASH_DIGITS = 12;

export interface MachineFacts {
  readonly machine: Machine;
  /** Why a field of it is null, by its name. */
  readonly absent: Readonly<Record<string, string>>;
}

/** What this machine is, so far as it can be alike to another. */
export async function machineFacts(): Promise<MachineFacts> {
  const processors = cpus();
  const { values, absent } = gather({
    cpuModel: modelOf(processors[0]?.model),
    governor: await governor(),
    ...(await containerLimits()),
  });
  const machine = {
    ...values,
    architecture: arch(),
    cores: Math.max(1, processors.length),
    usableCores: availableParallelism(),
    memoryBytes: totalmem(),
    kernel: `${systemType()} ${release()}`,
  };
  return { machine, absent };
}

/** Tells machines apart in stored results without saying which they are. */
export async function hostHash(): Promise<string> {
  const id = (await lineOf('/etc/machine-id')) ?? hostname();
  return createHash('sha256').update(id).digest('hex').slice(0, HASH_DIGITS);
}

function modelOf(model: string | undefined): Finding<string> {
  const name = model?.trim();
  if (name === undefined || name === '' || name === 'unknown') {
    return { value: null, why: 'the system does not name its processors' };
  }
  return { value: name };
}

async function governor(): Promise<Finding<string>> {
  const value = await lineOf(GOVERNOR);
  return value === null ? { value, why: `${GOVERNOR} is not there: the host decides` } : { value };
}

async function lineOf(file: string): Promise<string | null> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trim() || null;
}
