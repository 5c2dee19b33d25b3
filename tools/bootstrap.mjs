#!/usr/bin/env node
/**
 * What `npm run compare`, `npm run check`, `npm run conform`, `npx fairfetch` and `npm test` start: installs what is missing, then hands over.
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

/** What runs now, and the signal that told us to stop, if one did. */
let child = null;
let stoppedBy = null;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    stoppedBy = signal;
    // A terminal's Ctrl-C has reached the child already; the harness takes two in a moment as one.
    child?.kill(signal);
  });
}

/** Runs a program to its end and gives its exit code, 128 + n for a signal, as a shell would. */
function run(program, args, { cwd = process.cwd(), stdio = 'inherit', hide = [] } = {}) {
  return new Promise((resolve) => {
    const env = { ...process.env, PATH: [bin, process.env.PATH].join(delimiter) };
    for (const name of hide) delete env[name];
    child = spawn(program, args, { cwd, env, stdio });
    child.on('error', (error) => {
      say(`${program} could not be started: ${error.message}`);
      resolve(127);
    });
    child.on('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}

/** stdout belongs to the results: what a preparing step prints goes to stderr. */
const PREPARING = {
  cwd: root,
  stdio: ['ignore', 2, 2],
  // The page that GitHub shows of a step is for results too, and Nx would put its own report before them.
  hide: ['GITHUB_STEP_SUMMARY'],
};

/** npm packages are up to date when the lock file is the one they were installed from. */
async function installPackages() {
  const stamp = join(root, 'node_modules', '.fairfetch-lock');
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return 0;
  say('installing npm packages (npm ci)');
  // Only errors are shown: the packages are made for the pinned Node, and npm would warn that it runs on another.
  const code = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], PREPARING);
  if (code === 0) writeFileSync(stamp, lock);
  else say('npm ci failed; what it said is above');
  return code;
}

function nx(args, options) {
  return run(join(bin, 'node'), [join(root, 'node_modules', 'nx', 'dist', 'bin', 'nx.js'), ...args], options);
}

/** Builds the house. A backend that can't be built is left to the command, which names it and goes on with the others. */
async function buildAll() {
  say('building what is not up to date (origin, launcher, every backend)');
  await build([]);
}

/** What races programs that are built elsewhere. */
async function buildInstruments() {
  say('building what is not up to date (origin, launcher)');
  await build(['-p', 'origin,launcher']);
}

async function build(which) {
  const code = await nx(['run-many', '-t', 'build', ...which, '--output-style=stream'], PREPARING);
  if (code !== 0 && stoppedBy === null) {
    say('not everything could be built; what could not is left out');
  }
}

function harness(args) {
  return run(join(bin, 'node'), [join(root, 'harness', 'src', 'main.ts'), ...args]);
}

/** Commands that start downloaders. */
const NEED_THE_HOUSE = new Set(['compare', 'conform', 'kill', 'memory']);
/** Commands that build both sides in trees of their own. */
const BUILD_THEMSELVES = new Set(['check', 'bisect']);

/** Only who starts downloaders needs the house built; a question about it does not. */
async function command(args) {
  const question = args.some((arg) => ['-h', '--help', '--version', '--list'].includes(arg));
  if (!question) await buildFor(args);
  return stopCode() ?? harness(args);
}

async function buildFor([name, ...options]) {
  // A stored baseline is held against this workspace as it is built.
  const ofBaseline = options.some((each) => /^--(?:baseline|record)(?:=|$)/.test(each));
  if (NEED_THE_HOUSE.has(name) || (name === 'check' && ofBaseline)) await buildAll();
  else if (BUILD_THEMSELVES.has(name)) await buildInstruments();
}

function test(args) {
  return nx(['run-many', '-t', 'lint', 'test', 'conformance', '--output-style=static', ...args], {
    cwd: root,
  });
}

function stopCode() {
  return stoppedBy === null ? null : 128 + constants.signals[stoppedBy];
}

async function main(args) {
  if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
    say(`needs Node ${OLDEST_NODE} or later to start; this is ${process.versions.node}`);
    return 3;
  }
  if ((await installPackages()) !== 0) return stopCode() ?? 3;
  const [name, ...rest] = args;
  return name === 'test' ? test(rest) : command(args);
}

process.exitCode = await main(process.argv.slice(2));
