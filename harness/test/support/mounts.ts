import { execFileSync } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './world.ts';

/** A file system in memory of a given size, for one test. */
export function smallDisk(options: string): string {
  const folder = temporaryFolder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'pipe' });
  onTestFinished(() => void execFileSync('umount', ['-l', folder]));
  return folder;
}

/** Why no file system can be mounted here, or null. */
export const NO_MOUNT = tryMount();
if (NO_MOUNT !== null) process.stderr.write(`tests of full and read-only disks are skipped: ${NO_MOUNT}\n`);

function tryMount(): string | null {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', '/mnt'], { stdio: 'pipe' });
    execFileSync('umount', ['/mnt']);
    return null;
  } catch (error) {
    return `mount is not possible (${(error as Error).message.split('\n')[0]})`;
  }
}
