/**
 * A program that is worse by a known amount: `node injected.mjs SPIN_MS BALLAST_MIB CONNECTIONS MODULE ARGUMENT...` spins for
 * so long, holds so much memory and opens so many connections more, and is MODULE then. With 0 0 0 it is MODULE and no more,
 * so both sides of a comparison are started through it.
 */
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [spinMs, ballastMib, connections] = process.argv.slice(2, 5).map(Number);
const [module, ...args] = process.argv.slice(5);

const untilMs = performance.now() + spinMs;
while (performance.now() < untilMs);

// Written to, or the kernel would not hand out a page of it.
globalThis.ballast = Buffer.alloc(ballastMib * 1024 * 1024, 1);

for (let opened = 0; opened < connections; opened += 1) {
  const input = readFileSync(args[args.indexOf('-i') + 1], 'utf8');
  const { hostname, port } = new URL(JSON.parse(input.slice(0, input.indexOf('\n'))).url);
  connect(Number(port), hostname, function connected() {
    this.destroy();
  });
}

const path = resolve(module);
process.argv.splice(1, process.argv.length - 1, path, ...args);
await import(pathToFileURL(path).href);
