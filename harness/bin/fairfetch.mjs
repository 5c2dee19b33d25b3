#!/usr/bin/env node
/**
 * `npx fairfetch`: whatever Node starts this, the harness runs on the one the lock file pins. `compare` goes by way of
 * the workspace's bootstrap, which installs and builds what is missing first.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const pinned = join(root, 'node_modules', '.bin', 'node');
const node = existsSync(pinned) ? pinned : process.execPath;

function commandOf(args) {
  const plain = args.some((arg) => ['--help', '-h', '--version', '--list'].includes(arg));
  if (args[0] === 'compare' && !plain) return [join(root, 'tools', 'bootstrap.mjs'), ...args];
  return [join(root, 'harness', 'src', 'main.ts'), ...args];
}

const child = spawn(node, commandOf(process.argv.slice(2)), { stdio: 'inherit' });
// A terminal's Ctrl-C has reached the child already; a signal sent to us alone has not. Twice is taken as once there.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  process.stderr.write(`fairfetch: ${node} could not be started: ${error.message}\n`);
  process.exitCode = 3;
});
child.on('close', (code, signal) => {
  process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
});
