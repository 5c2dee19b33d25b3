import type { SuiteCase } from '../cases/index.ts';
import type { OriginHouse } from '../serve/origin-house.ts';
import type { Server } from '../serve/server.ts';
import type { Skills } from './eligible.ts';

/** What a counterpart is given to start with. */
export interface CounterpartSetting {
  /** Where its program is. */
  readonly program: string;
  /** For its files; not made yet. */
  readonly folder: string;
  /** Has the right bytes, and stands behind a proxy. */
  readonly origins: OriginHouse;
  readonly env: Readonly<Record<string, string>>;
  /** All that it will be asked to serve. */
  readonly cases: readonly SuiteCase[];
}

export interface Counterpart extends Server {
  close(): Promise<void>;
}

/** A server that real downloads meet, in our origin's place or before it. */
export interface CounterpartKind {
  readonly program: string;
  /** The command that prints its version, on either stream. */
  versionOf(program: string): readonly string[];
  readonly skills: Skills;
  /** @throws HarnessError `counterpart` when it does not start */
  open(setting: CounterpartSetting): Promise<Counterpart>;
}
