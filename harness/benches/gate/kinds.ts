import { createRandom } from '../../src/random.ts';
import { NOISE_MODELS, sourceOf, type NoiseModel } from '../noise.ts';

/** Of single runs in one session: what shared virtual machines show. */
export const CV = 0.3;

const SESSIONS = 200;
const RUNS = 300;

function logsOf({ start }: NoiseModel): readonly (readonly number[])[] {
  const source = sourceOf(createRandom(1, 'spread of noise'));
  return Array.from({ length: SESSIONS }, () => {
    const noise = start(source);
    return Array.from({ length: RUNS }, (_, run) => noise({ row: 0, time: run / RUNS }));
  });
}

/** Standard deviation over mean of the times in a session, on average, where all logs are so many times as large. */
function cvOf(sessions: readonly (readonly number[])[], factor: number): number {
  const each = sessions.map((logs) => {
    const times = logs.map((log) => Math.exp(factor * log));
    const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
    const squares = times.reduce((sum, time) => sum + (time - mean) ** 2, 0);
    return Math.sqrt(squares / times.length) / mean;
  });
  return each.reduce((sum, cv) => sum + cv, 0) / each.length;
}

/** The same kind of noise, as loud as asked. All copies of one program have the same kind, so there are no odd rows. */
export function atCv(model: NoiseModel, cv: number): NoiseModel {
  const sessions = logsOf(model);
  let [low, high] = [0, 20];
  for (let step = 0; step < 24; step += 1) {
    const middle = (low + high) / 2;
    if (cvOf(sessions, middle) < cv) low = middle;
    else high = middle;
  }
  const factor = (low + high) / 2;
  return {
    name: model.name,
    about: model.about,
    start: (source) => {
      const noise = model.start(source);
      return ({ time }) => factor * noise({ row: 0, time });
    },
  };
}

export const gateKinds = (): readonly NoiseModel[] => NOISE_MODELS.map((model) => atCv(model, CV));
