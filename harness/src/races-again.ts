import type { Session, SessionScenario } from '@fairfetch/contract';
import { HarnessError } from './errors.ts';
import { scenarioRace, urlsRace, type Race } from './races.ts';

const AS_LISTED = { blocks: null, precision: null, budgetS: null };

/**
 * The races of a session that is gone on with: from what is stored, and nothing else.
 * @throws HarnessError `unlike` where the user's own list is no longer what it was, `urls-file` where it is gone
 */
export async function racesAgain({ scenarios, seed }: Session): Promise<readonly Race[]> {
  const races: Race[] = [];
  for (const listed of scenarios) races.push({ ...(await raceOf(listed, seed)), listed });
  return races;
}

async function raceOf(listed: SessionScenario, seed: number): Promise<Race> {
  const { scenario, urls, concurrency, digest } = listed;
  if (scenario !== null) return scenarioRace(scenario, seed, AS_LISTED);
  const file = urls?.file ?? '';
  const race = await urlsRace({ file, concurrency }, AS_LISTED);
  if (race.listed.digest === digest) return race;
  throw new HarnessError(
    'unlike',
    `the list ${file} is not what it was when the race began`,
    'Bring it back as it was, or race again.',
  );
}
