import type { CheckReport, CheckSession } from '@fairfetch/contract';
import { reportOfCheck } from './judge.ts';
import type { Lane } from './lanes.ts';
import { raceLanes, type CheckRooms } from './race.ts';
import { openCheckStore, readCheck } from './store.ts';

/** What a session said, and what broke it; null: it came to its end, or the user stopped it. */
export interface HeldCheck {
  readonly report: CheckReport;
  readonly broken: unknown;
}

/**
 * Races the lanes of a session and judges what was stored.
 * @param folder made for it, and empty
 */
export async function holdCheck(
  session: CheckSession,
  lanes: readonly Lane[],
  folder: string,
  rooms: Omit<CheckRooms, 'store'>,
): Promise<HeldCheck> {
  const store = await openCheckStore(folder, session);
  let broken: unknown = null;
  try {
    await raceLanes(session, lanes, { ...rooms, store });
  } catch (error) {
    broken = error;
  } finally {
    await store.close();
  }
  return { report: reportOfCheck(session, (await readCheck(folder)).blocks), broken };
}
