import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Finding } from './finding.ts';

/** What the control groups of this process allow it, where that is less than the machine has. */
export interface ContainerLimits {
  /** Processors' worth of time, 1.5 for one and a half. */
  readonly cpuLimit: Finding<number>;
  readonly memoryLimitBytes: Finding<number>;
}

/** Where a limit may stand, and how it is read there; null: it says that there is none. */
interface Source {
  /** The name of the hierarchy in /proc/self/cgroup; empty: that of version 2. */
  readonly controller: string;
  readonly mounts: readonly string[];
  readonly files: readonly string[];
  readonly limit: (texts: readonly string[]) => number | null;
}

/** Version 1 says "no limit" by the largest number that is a multiple of a page. */
const NO_LIMIT = Number.MAX_SAFE_INTEGER;

const bytes = ([text = '']: readonly string[]): number | null => {
  const value = Number(text);
  return value > 0 && value < NO_LIMIT ? value : null;
};

const share = (quota: number, period: number): number | null =>
  quota > 0 && period > 0 ? quota / period : null;

const UNIFIED = ['sys/fs/cgroup', 'sys/fs/cgroup/unified'];

const CPU: readonly Source[] = [
  {
    controller: '',
    mounts: UNIFIED,
    files: ['cpu.max'],
    limit: ([text = '']) => {
      const [quota, period] = text.split(' ');
      return share(Number(quota), Number(period));
    },
  },
  {
    controller: 'cpu',
    mounts: ['sys/fs/cgroup/cpu', 'sys/fs/cgroup/cpu,cpuacct'],
    files: ['cpu.cfs_quota_us', 'cpu.cfs_period_us'],
    limit: ([quota, period]) => share(Number(quota), Number(period)),
  },
];

const MEMORY: readonly Source[] = [
  { controller: '', mounts: UNIFIED, files: ['memory.max'], limit: bytes },
  {
    controller: 'memory',
    mounts: ['sys/fs/cgroup/memory'],
    files: ['memory.limit_in_bytes'],
    limit: bytes,
  },
];

/** @param root of the file system, for tests */
export async function containerLimits(root = '/'): Promise<ContainerLimits> {
  const membership = await textOf(join(root, 'proc/self/cgroup'));
  if (membership === null) {
    const unknown = { value: null, why: 'this system has no /proc/self/cgroup' };
    return { cpuLimit: unknown, memoryLimitBytes: unknown };
  }
  return {
    cpuLimit: await leastLimit(root, membership, CPU),
    memoryLimitBytes: await leastLimit(root, membership, MEMORY),
  };
}

/** A group is bound by the limits of all groups above it, so the least of them counts. */
async function leastLimit(
  root: string,
  membership: string,
  sources: readonly Source[],
): Promise<Finding<number>> {
  const found: (number | null)[] = [];
  for (const { controller, mounts, files, limit } of sources) {
    const group = groupOf(membership, controller);
    if (group === null) continue;
    // In a container the path may be the host's; then the container's own group is at the mount itself.
    for (const folder of mounts.flatMap((mount) => upwards(group).map((path) => join(root, mount, path)))) {
      const texts = await Promise.all(files.map((file) => textOf(join(folder, file))));
      if (!texts.includes(null)) found.push(limit(texts as string[]));
    }
  }
  const limits = found.filter((each) => each !== null);
  if (limits.length > 0) return { value: Math.min(...limits) };
  const [source] = sources;
  const why =
    found.length > 0 ? 'its control groups set no limit' : `no control group tells (${source?.files[0]})`;
  return { value: null, why };
}

function groupOf(membership: string, controller: string): string | null {
  for (const line of membership.split('\n')) {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers?.split(',').includes(controller)) return path ?? null;
  }
  return null;
}

function upwards(path: string): readonly string[] {
  const above = dirname(path);
  return above === path ? [path] : [path, ...upwards(above)];
}

async function textOf(file: string): Promise<string | null> {
  return readFile(file, 'utf8').then(
    (text) => text.trim(),
    () => null,
  );
}
