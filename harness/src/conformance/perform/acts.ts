import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Act, Deed, FileSpec, When } from '@fairfetch/contract';
import { writeSpec } from '../sandbox/write.ts';
import type { Bytes } from '../sandbox/specs.ts';
import type { Room, StepFiles } from '../sandbox/room.ts';
import { figure, quoted } from '../judge/words.ts';
import type { Program } from './program.ts';

const POLL_MS = 8;
/** After this long a program that shows no sign of life is taken at its start. */
const LIFELESS_MS = 10_000;

/** What acts look at and work on. */
export interface Stage {
  readonly program: Program;
  readonly room: Room;
  readonly files: StepFiles;
  readonly bytes: Bytes;
  /** What has been seen since the step began. */
  readonly counts: () => Promise<Counts>;
}

export interface Counts {
  readonly requests: number;
  readonly bodyBytes: number;
  readonly connections: number;
}

/** Does each act once, in order, when its moment has come. Gives those that it never came to, in words. */
export async function performActs(acts: readonly Act[], stage: Stage): Promise<readonly string[]> {
  let over = false;
  const ended = stage.program.ended.then(() => (over = true));
  const life = new Life(stage);
  for (const [index, act] of acts.entries()) {
    while (!(await hasCome(act.when, stage, life))) {
      if (over) return missed(acts.slice(index));
      await Promise.race([sleep(POLL_MS), ended]);
    }
    if (over) return missed(acts.slice(index));
    await perform(act.do, stage);
  }
  return [];
}

function missed(acts: readonly Act[]): readonly string[] {
  return acts.filter(({ unlessEnded }) => unlessEnded !== true).map(inWords);
}

/** How long a program has been at work: on a busy machine it may take seconds to come to that. */
class Life {
  readonly #stage: Stage;
  #beganMs: number | null = null;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /**
   * Since its first connection, its first word or its first file; null: it has done nothing yet. Not every server tells
   * of connections, and whoever meets no trouble says nothing.
   */
  async lastsMs(): Promise<number | null> {
    const now = performance.now();
    this.#beganMs ??= await this.#beginning(now);
    return this.#beganMs === null ? null : now - this.#beganMs;
  }

  async #beginning(now: number): Promise<number | null> {
    const { program, room, files, counts } = this.#stage;
    const said = (await stat(files.stderr).catch(() => null))?.size ?? 0;
    const changedMs = (await stat(room.dir).catch(() => null))?.mtimeMs ?? 0;
    const wrote = changedMs > performance.timeOrigin + program.startedMs;
    if (said > 0 || wrote || (await counts()).connections > 0) return now;
    return now - program.startedMs > LIFELESS_MS ? program.startedMs : null;
  }
}

async function hasCome(when: When, { room, files, counts }: Stage, life: Life): Promise<boolean> {
  if (when.runMs !== undefined) return ((await life.lastsMs()) ?? -1) >= when.runMs;
  if (when.stderrHas !== undefined) return (await readFile(files.stderr, 'utf8')).includes(when.stderrHas);
  if (when.fileBytes !== undefined) {
    const [path, bytes] = when.fileBytes;
    const stats = await stat(join(room.dir, String(path))).catch(() => null);
    return (stats?.size ?? -1) >= Number(bytes);
  }
  const seen = await counts();
  return (
    seen.requests >= (when.requests ?? 0) &&
    seen.bodyBytes >= (when.bodyBytes ?? 0) &&
    seen.connections >= (when.connections ?? 0)
  );
}

async function perform(deed: Deed, { program, room, bytes }: Stage): Promise<void> {
  if (deed.signal !== undefined) program.signal(deed.signal);
  if (deed.remove !== undefined) {
    const path = deed.remove === 'DIR' ? room.dir : join(room.dir, deed.remove);
    await rm(path, { recursive: true, force: true });
  }
  if (deed.write !== undefined) {
    const [path, spec] = deed.write as [string, FileSpec];
    await writeSpec(room.dir, path, spec, bytes);
  }
}

/** `SIGINT once 2 requests had been seen`. */
function inWords({ when, do: deed }: Act): string {
  const [path] = (deed.write ?? []) as readonly string[];
  const what = deed.signal ?? (path === undefined ? `${deed.remove} removed` : `${path} written`);
  return `${what} once ${momentInWords(when)}`;
}

function momentInWords(when: When): string {
  if (when.runMs !== undefined) return `it had been at work for ${figure(when.runMs)} ms`;
  if (when.stderrHas !== undefined) return `it had printed ${quoted(when.stderrHas)} on stderr`;
  if (when.fileBytes !== undefined)
    return `${when.fileBytes[0]} had ${figure(Number(when.fileBytes[1]))} bytes`;
  if (when.requests !== undefined) return `${figure(when.requests)} requests had been seen`;
  if (when.bodyBytes !== undefined) return `${figure(when.bodyBytes)} bytes had been sent`;
  return `${figure(when.connections ?? 0)} connections had been made`;
}
