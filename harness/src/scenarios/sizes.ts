import type { FileGroup, LogNormal } from '@fairfetch/contract';
import type { Random } from '../random.ts';

/** One draw from the standard normal distribution (Box and Muller 1958). */
function standardNormal(random: Random): number {
  // 1 - unit() lies in (0, 1]: the logarithm of 0 is never taken.
  const radius = Math.sqrt(-2 * Math.log(1 - random.unit()));
  return radius * Math.cos(2 * Math.PI * random.unit());
}

/** Whole bytes, log-normal: median x e^(sigma z). Values outside the limits are set to the limit, not drawn again. */
function drawBytes(shape: LogNormal, random: Random): number {
  const drawn = Math.round(shape.medianBytes * Math.exp(shape.sigma * standardNormal(random)));
  return Math.min(shape.maxBytes, Math.max(shape.minBytes, drawn));
}

/** The sizes of all files, group by group. A group of one size takes nothing from the stream. */
export function drawSizes(groups: readonly FileGroup[], random: Random): readonly number[] {
  return groups.flatMap(({ count, bytes, logNormal }) =>
    Array.from({ length: count }, () => (logNormal ? drawBytes(logNormal, random) : (bytes ?? 0))),
  );
}
