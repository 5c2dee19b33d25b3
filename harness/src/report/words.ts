/** A duration for a sentence: `97 ms`, `1.05 s`, `3 min 20 s`. */
export function durationInWords(durationNs: number): string {
  const ms = durationNs / 1e6;
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${ms.toFixed(0)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(ms < 9995 ? 2 : 1)} s`;
  return secondsInWords(ms / 1000);
}

/** Whole seconds: `45 s`, `3 min 20 s`. */
export function secondsInWords(durationS: number): string {
  const seconds = Math.round(durationS);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** A size for a sentence, in powers of 1024: `512 bytes`, `724 KiB`, `1.5 GiB`. */
export function bytesInWords(bytes: number): string {
  if (bytes < 1024) return countOf(bytes, 'byte');
  const power = Math.min(4, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${value.toFixed(value < 9.95 ? 1 : 0)} ${['bytes', 'KiB', 'MiB', 'GiB', 'TiB'][power]}`;
}

/** `1 block`, `1,000 blocks`. */
export function countOf(count: number, thing: string): string {
  return `${count.toLocaleString('en')} ${thing}${count === 1 ? '' : 's'}`;
}
