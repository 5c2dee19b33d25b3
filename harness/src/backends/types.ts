import type { Ceiling, Need, ProbeResult, Traits, Variant } from '@fairfetch/contract';

/** A variant that can be started here and now. */
export interface RaceVariant {
  /** BACKEND/VARIANT. */
  readonly id: string;
  readonly backend: string;
  readonly name: string;
  readonly title: string;
  readonly about: string;
  /** The contract level it is held to; null: a peer, held to none. */
  readonly level: NonNullable<Variant['level']> | null;
  /** The format a peer or a ceiling reads its jobs in; null: it speaks the contract. */
  readonly input: NonNullable<Variant['input']> | 'sized-jobs' | null;
  readonly traits: Traits;
  readonly command: readonly string[];
  /** Absolute; the command runs in it. */
  readonly folder: string;
  /** Absolute; its own programs come first in PATH. */
  readonly workspace: string;
  /** What it calls itself in its summary is not known beforehand. */
  readonly unnamed?: true;
  /** It is no downloader, but the measure of what limits them. */
  readonly ceiling?: Ceiling['of'];
}

/** A variant, or a whole backend, that is left out, and why. */
export interface Skip {
  /** BACKEND/VARIANT, or the folder where not even the names are known. */
  readonly variant: string;
  readonly reason: string;
}

/** What was found in the workspace. */
export interface Backends {
  readonly variants: readonly RaceVariant[];
  readonly skipped: readonly Skip[];
  /** What the needed programs printed as their version, by `BACKEND: COMMAND`. */
  readonly tools: Readonly<Record<string, string>>;
}

/** Runs a need's command in a folder. */
export type Probe = (need: Need, folder: string) => Promise<ProbeResult>;
