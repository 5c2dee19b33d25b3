import { readFile } from 'node:fs/promises';
import { execa } from 'execa';

/**
 * Takes down the file systems that are mounted below a folder: those of a killed conformance run, whose small disks
 * would keep their folder from being removed for ever. Where that is not allowed they stay.
 */
export async function unmountBelow(folder: string): Promise<void> {
  const table = await readFile('/proc/self/mounts', 'utf8').catch(() => '');
  const below = table
    .split('\n')
    .map((line) => unescaped(line.split(' ')[1] ?? ''))
    .filter((point) => point.startsWith(`${folder}/`));
  // The innermost first.
  for (const point of below.toReversed())
    await execa('umount', ['-l', point], { stdin: 'ignore', reject: false, timeout: 10_000 });
}

/** The kernel writes blanks and backslashes of a path as three octal digits. */
function unescaped(path: string): string {
  return path.replaceAll(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCodePoint(Number.parseInt(digits, 8)),
  );
}
