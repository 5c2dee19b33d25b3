/** Carries out tasks, so many at a time, and gives their results in the order of the tasks. The first error ends it all. */
export async function sideBySide<Task, Result>(
  tasks: readonly Task[],
  most: number,
  carryOut: (task: Task, index: number) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < tasks.length) {
      const index = next;
      next += 1;
      results[index] = await carryOut(tasks[index] as Task, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, tasks.length) }, worker));
  return results;
}
