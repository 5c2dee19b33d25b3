import { randomBytes } from 'node:crypto';
import { loadavg } from 'node:os';
import type { Shard, Sitting } from '@fairfetch/contract';
import { hostHash } from './machine.ts';

const ID_BYTES = 6;

export interface SittingInput {
  readonly startedAt: Date;
  readonly shard: Shard | null;
  readonly scratchPath: string;
}

/** What this process is to the session; to be called before its first run. */
export async function newSitting({ startedAt, shard, scratchPath }: SittingInput): Promise<Sitting> {
  return {
    id: randomBytes(ID_BYTES).toString('hex'),
    startedAt: startedAt.toISOString(),
    shard,
    hostHash: await hostHash(),
    loadAverage1m: loadavg()[0] ?? 0,
    scratchPath,
  };
}
