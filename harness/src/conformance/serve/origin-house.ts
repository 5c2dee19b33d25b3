import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startOrigin, type OriginClient } from '../../run/index.ts';
import type { Serve } from '@fairfetch/contract';
import { OriginContents } from './contents.ts';
import type { CaseServer, Server } from './server.ts';
import { servedFacts } from './served.ts';
import { openCaseSession } from './session.ts';

export interface RunningOrigin {
  readonly client: OriginClient;
  readonly contents: OriginContents;
  /** PEM file of its authority. */
  readonly cacert: string;
}

/** Keeps an origin running for all cases; one that has died is replaced. */
export class OriginHouse implements Server {
  readonly #program: string;
  readonly #env: Readonly<Record<string, string>>;
  readonly #folder: string;
  #current: Promise<RunningOrigin> | null = null;
  #started = 0;

  /** @param folder for certificates, made where it is missing */
  constructor(program: string, env: Readonly<Record<string, string>>, folder: string) {
    this.#program = program;
    this.#env = env;
    this.#folder = folder;
  }

  /** @throws HarnessError `origin` when it does not start */
  async current(): Promise<RunningOrigin> {
    const asked = (this.#current ??= this.#start());
    const running = await asked;
    if (!running.client.lost.aborted) return running;
    // Several may find it dead at once; the first of them starts the next.
    if (this.#current === asked) this.#current = this.#start();
    return this.#current;
  }

  async open(serve: Serve): Promise<CaseServer> {
    const { client, contents, cacert } = await this.current();
    const session = await openCaseSession(client, serve);
    return {
      ...session,
      contents,
      cacert: serve.tls === true ? cacert : null,
      env: {},
      served: servedFacts(serve, session.opened),
      witnessed: (expect) => ({ expect, unwitnessed: [] }),
    };
  }

  async close(): Promise<void> {
    const running = await this.#current?.catch(() => null);
    await running?.client.close();
  }

  async #start(): Promise<RunningOrigin> {
    this.#started += 1;
    // Each makes an authority of its own.
    const folder = join(this.#folder, `origin-${this.#started}`);
    await mkdir(folder, { recursive: true });
    const client = await startOrigin(this.#program, this.#env);
    const cacert = join(folder, 'ca.pem');
    await writeFile(cacert, client.caPem);
    return { client, contents: new OriginContents(client), cacert };
  }
}
