/**
 * Runs one step of a backend's manifest: `node tools/nx/run-step.ts FOLDER setup|build|test|lint`.
 *
 * What the machine lacks is no failure: the step is skipped and says what is missing. Neither is a manifest that can't be
 * read, for setup and build: the race names it and goes on with the others.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { judgeNeed, parse, probeNeed, type Command, type Manifest } from '@fairfetch/contract';
import { isUpToDate, rememberSetup } from './setup-stamp.ts';

const STEPS = ['setup', 'build', 'test', 'lint'] as const;
type Step = (typeof STEPS)[number];

const workspaceRoot = fileURLToPath(new URL('../..', import.meta.url));

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function runCommand(command: Command, cwd: string, env: NodeJS.ProcessEnv): boolean {
  const [program, ...args] = command;
  say(`$ ${command.join(' ')}`);
  const { status, signal, error } = spawnSync(program, args, { cwd, env, stdio: 'inherit' });
  if (error === undefined && status === 0) return true;
  say(`${command.join(' ')}: ${error?.message ?? (signal === null ? `exit ${String(status)}` : signal)}`);
  return false;
}

async function missingNeed(manifest: Manifest, cwd: string, env: NodeJS.ProcessEnv): Promise<string | null> {
  for (const need of manifest.needs) {
    const verdict = judgeNeed(need, await probeNeed(need, { cwd, env }));
    if (verdict.state === 'unmet') return verdict.reason;
  }
  return null;
}

async function runStep(root: string, step: Step): Promise<number> {
  const folder = resolve(workspaceRoot, root);
  const manifestText = readFileSync(join(folder, 'backend.json'), 'utf8');
  const parsed = parse('manifest', manifestText);
  if (parsed.state === 'invalid') {
    say(`${root}/backend.json is not a manifest, its variants are left out:`);
    for (const problem of parsed.problems) say(`  ${problem}`);
    return step === 'setup' || step === 'build' ? 0 : 1;
  }
  const manifest = parsed.value;
  const path = [join(workspaceRoot, 'node_modules', '.bin'), process.env['PATH']].join(delimiter);
  const env = { ...process.env, PATH: path };

  const missing = await missingNeed(manifest, folder, env);
  if (missing !== null) {
    say(`${root}: ${step} skipped: ${missing}`);
    return 0;
  }
  if (step === 'setup' && isUpToDate({ workspaceRoot, folder, manifest })) {
    say(`${root}: setup is up to date`);
    return 0;
  }
  for (const command of manifest[step] ?? []) {
    if (!runCommand(command, folder, env)) return 1;
  }
  if (step === 'setup') rememberSetup({ workspaceRoot, folder, manifest });
  return 0;
}

const [root, step] = process.argv.slice(2);
if (root === undefined || !STEPS.includes(step as Step)) {
  say(`usage: run-step FOLDER ${STEPS.join('|')}`);
  process.exitCode = 2;
} else {
  process.exitCode = await runStep(root, step as Step);
}
