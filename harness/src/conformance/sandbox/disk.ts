import { execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';

/** File systems that are mounted now, so that even an end in haste can take them down. */
const mounted = new Set<string>();

/** Makes a folder that is a file system of its own, in memory, of a given size. */
export async function mountSmallDisk(folder: string, bytes: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder], { stdio: 'pipe' });
  mounted.add(folder);
}

export function unmountSmallDisk(folder: string): void {
  if (!mounted.delete(folder)) return;
  // Lazily: a process that has still to die may keep it busy.
  execFileSync('umount', ['-l', folder], { stdio: 'pipe' });
}

export function unmountAll(): void {
  for (const folder of mounted) {
    try {
      unmountSmallDisk(folder);
    } catch {
      // The next one may still go.
    }
  }
}

/** Why no file system can be mounted here, or null. */
export async function whyNoMount(folder: string): Promise<string | null> {
  try {
    await mountSmallDisk(folder, 65_536);
    unmountSmallDisk(folder);
    return null;
  } catch (error) {
    const [line = ''] = String((error as { stderr?: unknown }).stderr ?? error).split('\n');
    return `a file system cannot be mounted here (${line.trim()})`;
  }
}
