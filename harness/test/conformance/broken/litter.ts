import { mkdirSync, writeFileSync } from 'node:fs';
import { broken } from './defects.ts';

/** What some programs leave where nobody asked them to. */
export function litter(folder: string): void {
  if (broken('writes-beside-dir')) writeFileSync(`${folder}.log`, 'begun\n');
  if (!broken('leaves-child-running')) return;
  const { spawn } = process.getBuiltinModule('node:child_process');
  spawn('sleep', ['30'], { stdio: 'ignore' }).unref();
}

/** Before anybody has looked at the command line. */
export function litterEarly(words: readonly string[]): void {
  if (!broken('makes-dir-on-exit-2')) return;
  const at = words.findIndex((word) => word === '-d' || word === '--dir');
  mkdirSync(words[at + 1] ?? 'downloads', { recursive: true });
}
