/** Rounded half up, with one decimal from KiB on. */
export function humanBytes(bytes: number): string {
  if (bytes < 1024) return `${Math.round(bytes)} B`;
  let amount = bytes / 1024;
  let unit = 'KiB';
  for (const larger of ['MiB', 'GiB', 'TiB']) {
    if (amount < 1024) break;
    amount /= 1024;
    unit = larger;
  }
  return `${(Math.floor(amount * 10 + 0.5) / 10).toFixed(1)} ${unit}`;
}

/** Seconds as m:ss or h:mm:ss, rounded up. */
export function clockTime(seconds: number): string {
  const whole = Math.ceil(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

function two(digits: number): string {
  return String(digits).padStart(2, '0');
}
