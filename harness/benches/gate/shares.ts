import { incompleteBeta } from '../../src/analyse/student.ts';
import type { Rate } from '../rates.ts';

/** The share at which I_x(a, b) is `probability`. */
function betaQuantile(probability: number, a: number, b: number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 50; step += 1) {
    const middle = (low + high) / 2;
    if (incompleteBeta(middle, a, b) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** 95 % interval of a share (Clopper and Pearson, "The use of confidence or fiducial limits", Biometrika 26, 1934). */
export function shareInterval({ seen, of }: Rate): readonly [low: number, high: number] {
  return [
    seen === 0 ? 0 : betaQuantile(0.025, seen, of - seen + 1),
    seen === of ? 1 : betaQuantile(0.975, seen + 1, of - seen),
  ];
}

const percent = (share: number): string => (100 * share).toFixed(1);

/** `0.3 (0.1–0.9)`, in per cent. */
export function shareWithInterval(rate: Rate): string {
  if (rate.of === 0) return '';
  const [low, high] = shareInterval(rate);
  return `${percent(rate.seen / rate.of)} (${percent(low)}–${percent(high)})`;
}
