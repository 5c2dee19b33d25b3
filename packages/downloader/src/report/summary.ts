import type { Summary } from '@fairfetch/contract';
import type { RunOptions } from '../cli/options.ts';
import type { Tally } from '../counter.ts';
import type { Program, Strategy } from '../program.ts';
import { humanBytes } from './human.ts';

/** What --json prints. */
export function summarise(
  program: Program,
  strategy: Strategy,
  options: RunOptions,
  tally: Tally,
  totals: { readonly total: number; readonly durationNs: number },
): Summary {
  return {
    contract: 1,
    backend: program.backend,
    variant: options.strategy,
    version: program.version,
    runtime: { name: 'Node.js', version: process.versions.node },
    libraries: strategy.libraries,
    concurrency: options.concurrency,
    durationNs: totals.durationNs,
    downloads: {
      total: totals.total,
      ok: tally.ok.value,
      failed: tally.failed.value,
      skipped: tally.skipped.value,
      cancelled: tally.cancelled.value,
    },
    bytes: tally.bytes.value,
    attempts: tally.attempts.value,
    peakInFlight: tally.peakInFlight,
    errors: tally.errorCounts,
  };
}

/** The line for people when all is over. */
export function closingLine({ downloads, bytes, durationNs }: Summary): string {
  const { ok, failed, skipped, cancelled } = downloads;
  const counts = [`${ok} ok`, `${failed} failed`];
  if (skipped > 0) counts.push(`${skipped} skipped`);
  if (cancelled > 0) counts.push(`${cancelled} cancelled`);
  const seconds = durationNs / 1e9;
  const rate = humanBytes(seconds > 0 ? bytes / seconds : 0);
  return `${counts.join(', ')}, ${humanBytes(bytes)} in ${seconds.toFixed(2)} s (${rate}/s)`;
}
