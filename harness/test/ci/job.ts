import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa, execaSync } from 'execa';
import { WORKSPACE } from '../support/binaries.ts';

/** What a fake Fairfetch is to do. Without a verdict it writes no report. */
export interface Ends {
  readonly exit: number;
  readonly verdict?: string;
  /** The exit code of which its report speaks, where that is another. */
  readonly reportExit?: number;
}

export interface JobOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Programs that this machine does not have. */
  readonly without?: readonly string[];
  /** Programs that it has in their place: names and what a shell is to do. */
  readonly programs?: Readonly<Record<string, string>>;
  /** Where the script is run; without it the workspace. */
  readonly cwd?: string;
  /** Set the variables that GitHub sets. */
  readonly github?: boolean;
}

interface Call {
  readonly args: readonly string[];
  readonly cwd: string;
  /** Which of GitHub's variables it saw. */
  readonly seen: readonly string[];
}

const FAKE = join(import.meta.dirname, 'fake-fairfetch.mjs');
const PROGRAMS = ['bash', 'cat', 'dirname', 'git', 'mkdir', 'mktemp', 'sh'];

function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** A machine of a CI in a folder: a checkout of Fairfetch whose program is a fake, a workspace, and few programs. */
export class Job {
  readonly home: string;
  readonly workspace: string;
  readonly temp: string;
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.home = join(folder, 'home');
    this.workspace = join(folder, 'workspace');
    this.temp = join(folder, 'temp');
    for (const part of [this.workspace, this.temp, join(this.home, 'tools')])
      mkdirSync(part, { recursive: true });
    cpSync(join(WORKSPACE, 'examples/ci'), join(this.home, 'examples/ci'), { recursive: true });
    cpSync(join(WORKSPACE, 'tools/ci'), join(this.home, 'tools/ci'), { recursive: true });
    cpSync(FAKE, join(this.home, 'tools/bootstrap.mjs'));
  }

  /** Runs a script of bash in the workspace; never throws. */
  async run(script: string, ends: Ends, options: JobOptions = {}) {
    const { env = {}, without = [], programs = {}, github = false, cwd = this.workspace } = options;
    for (const file of ['calls', 'output', 'summary']) rmSync(join(this.#folder, file), { force: true });
    const { exitCode, stdout, stderr } = await execa('bash', ['-e', '-o', 'pipefail', '-c', script], {
      cwd,
      reject: false,
      // With a socket there, bash takes itself for a remote shell and reads the user's own files.
      stdin: 'ignore',
      extendEnv: false,
      env: { ...this.#env(ends, github), PATH: this.#programs(without, programs), ...env },
    });
    return { exitCode, stdout, stderr, ...this.#traces() };
  }

  #env(ends: Ends, github: boolean): Record<string, string> {
    const fake = { CALLS: join(this.#folder, 'calls'), FAKE_EXIT: String(ends.exit) };
    return {
      ...fake,
      ...(ends.verdict !== undefined && { FAKE_VERDICT: ends.verdict }),
      ...(ends.reportExit !== undefined && { FAKE_REPORT_EXIT: String(ends.reportExit) }),
      ...(github && {
        GITHUB_ACTIONS: 'true',
        GITHUB_OUTPUT: join(this.#folder, 'output'),
        GITHUB_STEP_SUMMARY: join(this.#folder, 'summary'),
        GITHUB_ACTION_PATH: this.home,
        RUNNER_TEMP: this.temp,
      }),
    };
  }

  #programs(without: readonly string[], instead: Readonly<Record<string, string>>): string {
    const bin = join(this.#folder, 'bin');
    rmSync(bin, { recursive: true, force: true });
    mkdirSync(bin);
    for (const name of PROGRAMS) {
      symlinkSync(execaSync('bash', ['-c', `command -v ${name}`]).stdout, join(bin, name));
    }
    symlinkSync(process.execPath, join(bin, 'node'));
    writeFileSync(join(bin, 'cargo'), '#!/bin/sh\n', { mode: 0o755 });
    for (const name of [...without, ...Object.keys(instead)]) rmSync(join(bin, name), { force: true });
    for (const [name, text] of Object.entries(instead)) {
      writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    }
    return bin;
  }

  #traces() {
    const lines = textOf(join(this.#folder, 'calls')).trim().split('\n');
    const outputs = textOf(join(this.#folder, 'output')).trim().split('\n');
    return {
      calls: lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Call),
      outputs: Object.fromEntries(
        outputs.filter((line) => line !== '').map((line) => line.split(/=(.*)/).slice(0, 2)),
      ),
      summary: textOf(join(this.#folder, 'summary')),
    };
  }
}
