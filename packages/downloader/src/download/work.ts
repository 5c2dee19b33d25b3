export const WORK_KINDS = ['none', 'sha256', 'fnv1a'] as const;
export type WorkKind = (typeof WORK_KINDS)[number];

/** Something computed over a body as it passes. */
export interface Digest {
  update(bytes: Uint8Array): void;
  /** @returns lower-case hexadecimal */
  hex(): string;
}

export function startSha256(): Digest {
  // Loaded when it is asked for: it takes as long as a quarter of Node's own start.
  const hash = process.getBuiltinModule('node:crypto').createHash('sha256');
  return {
    update: (bytes) => void hash.update(bytes),
    hex: () => hash.digest('hex'),
  };
}

export function startFnv1a(): Digest {
  let state = 0x811c9dc5;
  return {
    update: (bytes) => {
      state = fnv1a(bytes, state);
    },
    hex: () => (state >>> 0).toString(16).padStart(8, '0'),
  };
}

/** 32-bit FNV-1a in a plain loop: it stands for work done in the language itself. */
function fnv1a(bytes: Uint8Array, start: number): number {
  let state = start;
  for (let at = 0; at < bytes.length; at += 1) {
    state = Math.imul(state ^ (bytes[at] as number), 0x01000193);
  }
  return state;
}
