import { readFileSync } from 'node:fs';

/** The test vectors every language reads, by the name of their file. */
export function readVectors(name: string): unknown {
  const file = import.meta.resolve(`@fairfetch/contract/vectors/${name}.json`);
  return JSON.parse(readFileSync(new URL(file), 'utf8'));
}
