/**
 * How many downloads each worker may have in flight: all together exactly what was asked for, and no worker without.
 * @param mostWorkers at most so many parts
 */
export function splitConcurrency(concurrency: number, mostWorkers: number): readonly number[] {
  const workers = Math.max(1, Math.min(concurrency, mostWorkers));
  const least = Math.floor(concurrency / workers);
  const rest = concurrency % workers;
  return Array.from({ length: workers }, (_, worker) => least + (worker < rest ? 1 : 0));
}
