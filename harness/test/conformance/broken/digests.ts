import type { Hash } from 'node:crypto';
import { broken } from './defects.ts';

export const WORK_KINDS = ['none', 'sha256', 'fnv1a'] as const;
export type WorkKind = (typeof WORK_KINDS)[number];

/** What is computed over a body as it passes. */
export class Digests {
  readonly #work: WorkKind;
  readonly #sha256: ReturnType<typeof startSha256> | undefined;
  #fnv1a = 0x811c9dc5;
  bytes = 0;

  constructor(work: WorkKind, needsSha256: boolean) {
    this.#work = work;
    this.#sha256 = needsSha256 || work === 'sha256' ? startSha256() : undefined;
  }

  /** Whether the bytes are looked at at all. */
  get isNeeded(): boolean {
    return this.#sha256 !== undefined || this.#work !== 'none';
  }

  update(piece: Uint8Array): void {
    this.bytes += piece.length;
    this.#sha256?.update(piece);
    if (this.#work === 'fnv1a') this.#fnv1a = fnv1a(piece, this.#fnv1a);
  }

  /** @returns lower-case hexadecimal, each where it was asked for */
  results(): { readonly sha256?: string; readonly work?: string } {
    const sha256 = this.#sha256?.copy().digest('hex');
    const work = this.#work === 'sha256' ? sha256 : this.#work === 'fnv1a' ? hex(this.#fnv1a) : undefined;
    return {
      ...(sha256 !== undefined && { sha256 }),
      ...(work !== undefined && !broken('work-missing') && { work }),
    };
  }
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}

function startSha256(): Hash {
  // Loaded where it is asked for: it takes as long as a quarter of Node's own start.
  return process.getBuiltinModule('node:crypto').createHash('sha256');
}

/** 32-bit FNV-1a. */
export function fnv1a(bytes: Uint8Array, start = 0x811c9dc5): number {
  let state = start;
  for (const byte of bytes) {
    state = broken('work-wrong') ? Math.imul(state, 0x01000193) ^ byte : Math.imul(state ^ byte, 0x01000193);
  }
  return state;
}
