import { writeSync } from 'node:fs';
import { errorCode } from '../failures/system.ts';

/** Writes all of a text, also to a pipe whose reader is slow. */
export function writeWhole(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(descriptor, bytes, written);
    } catch (error) {
      if (errorCode(error) !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

/** Says something to people. Nobody listening on stderr any more is no reason to stop. */
export function tell(text: string): void {
  try {
    writeWhole(2, text);
  } catch {
    // There is nowhere left to say it.
  }
}
