/**
 * What `npm run compare` and `npm test` start: installs what is missing, then hands over.
 *
 * It runs on any Node from 20 on with nothing installed, so it uses nothing but Node itself. Everything after it runs on
 * the Node that the lock file pins.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'node_modules', '.bin');
const OLDEST_NODE = 20;

function say(text) {
  process.stderr.write(`fairfetch: ${text}\n`);
}

/** Runs a program to its end and gives its exit code, 128 + n for a signal, as a shell would. Signals reach it too. */
function run(program, args, stdio = 'inherit') {
  return new Promise((resolve) => {
    const env = { ...process.env, PATH: [bin, process.env.PATH].join(delimiter) };
    const child = spawn(program, args, { cwd: root, env, stdio });
    const passOn = (signal) => child.kill(signal);
    // A terminal sends Ctrl-C to the whole group; what it does not send is passed on.
    process.on('SIGTERM', passOn).on('SIGHUP', passOn);
    process.on('SIGINT', () => {});
    child.on('error', (error) => {
      say(`${program} could not be started: ${error.message}`);
      resolve(127);
    });
    child.on('close', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}

/** npm packages are up to date when the lock file is the one they were installed from. */
async function installPackages() {
  const stamp = join(root, 'node_modules', '.fairfetch-lock');
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return 0;
  say('installing npm packages (npm ci)');
  // Only errors are shown: the packages are made for the pinned Node, and npm would warn that it runs on another.
  const code = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], ['ignore', 2, 2]);
  if (code === 0) writeFileSync(stamp, lock);
  else say('npm ci failed; what it said is above');
  return code;
}

function nx(args, stdio) {
  return run(join(bin, 'node'), [join(root, 'node_modules', 'nx', 'dist', 'bin', 'nx.js'), ...args], stdio);
}

/** Builds the house. A backend that can't be built is left to the race, which names it and goes on with the others. */
async function buildAll() {
  say('building what is not up to date (origin, launcher, every backend)');
  const code = await nx(['run-many', '-t', 'build', '--output-style=stream'], ['ignore', 2, 2]);
  if (code !== 0) say('not everything could be built; what could not is left out of the race');
}

async function compare(args) {
  await buildAll();
  return run(join(bin, 'node'), [join(root, 'harness', 'src', 'main.ts'), 'compare', ...args]);
}

function test(args) {
  return nx(['run-many', '-t', 'lint', 'test', '--output-style=stream', ...args]);
}

const COMMANDS = { compare, test };

async function main([name, ...args]) {
  const command = COMMANDS[name];
  if (command === undefined) {
    say(`usage: node tools/bootstrap.mjs ${Object.keys(COMMANDS).join('|')} [OPTION]...`);
    return 2;
  }
  if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
    say(`needs Node ${OLDEST_NODE} or later to start; this is ${process.versions.node}`);
    return 3;
  }
  const installed = await installPackages();
  return installed === 0 ? command(args) : 3;
}

process.exitCode = await main(process.argv.slice(2));
