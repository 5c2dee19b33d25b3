import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Session } from '@fairfetch/contract';
import { compare } from '../../src/commands/compare.ts';
import { fakeExecutor, type Behaviour } from './fake-executor.ts';
import { compareOptions } from './options.ts';
import { fakeVariant, workspaceOf } from './workspace.ts';
import { temporaryFolder, testWorld, type TestWorld } from './world.ts';

/** A workspace that races are run in without a process, as often as a test likes. */
export interface Arena {
  readonly root: string;
  readonly out: string;
  /** `compare ARGS`, from the beginning. */
  race(behaviours: Behaviours, ...args: readonly string[]): Promise<Raced>;
  /** `compare --resume OUT ARGS`. */
  resume(behaviours?: Behaviours, ...args: readonly string[]): Promise<Raced>;
}

export interface Raced {
  /** The exit code, or the error that ended it. */
  readonly ended: unknown;
  readonly printed: TestWorld['printed'];
  /** Runs that were begun. */
  readonly begun: number;
}

type Behaviours = Readonly<Record<string, Behaviour>>;

export function arena(root = workspaceOf(fakeVariant('good'), fakeVariant('other'))): Arena {
  const out = join(temporaryFolder(), 'out');
  const run = async (behaviours: Behaviours, args: readonly string[]): Promise<Raced> => {
    const controller = new AbortController();
    const executor = fakeExecutor(behaviours);
    let begun = 0;
    const counting = {
      ...executor,
      run: (request: Parameters<typeof executor.run>[0]) => {
        begun += 1;
        return executor.run(request);
      },
    };
    const world = testWorld(counting, { root, signal: controller.signal });
    stop = () => controller.abort('SIGINT');
    const ended = await compare(compareOptions(...args), world).catch((error: unknown) => error);
    return { ended, printed: world.printed, begun };
  };
  return {
    root,
    out,
    race: (behaviours, ...args) => run(behaviours, ['--out', out, ...args]),
    resume: (behaviours = {}, ...args) => run(behaviours, ['--resume', out, ...args]),
  };
}

let stop = (): void => {};

/** A behaviour that ends the race by Ctrl-C, or by a crash of the harness, in its n-th run. */
export function endsIn(run: number, how: 'Ctrl-C' | 'crash'): Behaviour {
  let runs = 0;
  return () => {
    runs += 1;
    if (runs < run) return;
    if (how === 'crash') throw new Error('crash');
    stop();
  };
}

/** Changes what is stored of the session, as another machine or a hand would have. */
export function editSession(folder: string, edit: (session: Session) => unknown): void {
  const file = join(folder, 'session.json');
  const session = JSON.parse(readFileSync(file, 'utf8')) as Session;
  edit(session);
  writeFileSync(file, JSON.stringify(session));
}

/** One that was stopped in the third run of `fake/good`. */
export async function stopped(...args: readonly string[]): Promise<Arena> {
  const here = arena();
  await here.race({ 'fake/good': endsIn(3, 'Ctrl-C') }, '--blocks', '4', ...args);
  return here;
}

/** What a race that is not gone on with leaves as it was. */
export function storedIn(folder: string): readonly string[] {
  return ['session.json', 'runs.jsonl'].map((name) => readFileSync(join(folder, name), 'utf8'));
}
