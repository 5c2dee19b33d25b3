import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { containerLimits } from '../../src/store/container-limits.ts';
import { temporaryFolder } from '../support/world.ts';

/** A root of a file system with these files. */
function system(files: Readonly<Record<string, string>>): string {
  const root = temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

const V1_UNLIMITED = '9223372036854771712\n';

describe('containerLimits', () => {
  test.each<[what: string, files: Readonly<Record<string, string>>, cpu: unknown, memory: unknown]>([
    [
      'version 2, the group itself',
      {
        'proc/self/cgroup': '0::/race\n',
        'sys/fs/cgroup/race/cpu.max': '150000 100000\n',
        'sys/fs/cgroup/race/memory.max': '1073741824\n',
      },
      { value: 1.5 },
      { value: 1073741824 },
    ],
    [
      'version 2, the least of those above it',
      {
        'proc/self/cgroup': '0::/a/b\n',
        'sys/fs/cgroup/a/b/cpu.max': 'max 100000\n',
        'sys/fs/cgroup/a/cpu.max': '50000 100000\n',
        'sys/fs/cgroup/cpu.max': '200000 100000\n',
        'sys/fs/cgroup/a/b/memory.max': '2000\n',
        'sys/fs/cgroup/a/memory.max': '1000\n',
      },
      { value: 0.5 },
      { value: 1000 },
    ],
    [
      "version 2, in a container that is told the host's path",
      {
        'proc/self/cgroup': '0::/docker/0123\n',
        'sys/fs/cgroup/cpu.max': '200000 100000\n',
        'sys/fs/cgroup/memory.max': 'max\n',
      },
      { value: 2 },
      { value: null, why: 'its control groups set no limit' },
    ],
    [
      'version 1',
      {
        'proc/self/cgroup': '5:cpu,cpuacct:/x\n4:memory:/x\n0::/\n',
        'sys/fs/cgroup/cpu,cpuacct/x/cpu.cfs_quota_us': '300000\n',
        'sys/fs/cgroup/cpu,cpuacct/x/cpu.cfs_period_us': '100000\n',
        'sys/fs/cgroup/memory/x/memory.limit_in_bytes': '4096\n',
        'sys/fs/cgroup/memory/memory.limit_in_bytes': V1_UNLIMITED,
      },
      { value: 3 },
      { value: 4096 },
    ],
    [
      'version 1 without a limit',
      {
        'proc/self/cgroup': '1:cpu:/\n4:memory:/\n',
        'sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1\n',
        'sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
        'sys/fs/cgroup/memory/memory.limit_in_bytes': V1_UNLIMITED,
      },
      { value: null, why: 'its control groups set no limit' },
      { value: null, why: 'its control groups set no limit' },
    ],
    [
      'groups that tell nothing',
      { 'proc/self/cgroup': '0::/\n' },
      { value: null, why: 'no control group tells (cpu.max)' },
      { value: null, why: 'no control group tells (memory.max)' },
    ],
    [
      'nonsense',
      {
        'proc/self/cgroup': '0::/\n',
        'sys/fs/cgroup/cpu.max': 'much\n',
        'sys/fs/cgroup/memory.max': '\n',
      },
      { value: null, why: 'its control groups set no limit' },
      { value: null, why: 'its control groups set no limit' },
    ],
    [
      'no control groups',
      {},
      { value: null, why: 'this system has no /proc/self/cgroup' },
      { value: null, why: 'this system has no /proc/self/cgroup' },
    ],
  ])('%s', async (_, files, cpuLimit, memoryLimitBytes) => {
    expect(await containerLimits(system(files))).toEqual({ cpuLimit, memoryLimitBytes });
  });
});
