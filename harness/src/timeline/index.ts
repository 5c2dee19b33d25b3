export { wallOf } from './decisive.ts';
export { phasesOf, type PhasesOf } from './phases.ts';
export { timeSentences, type Placed } from './sentences.ts';
export { carriesFile, requestsOf, type RequestSpan } from './spans.ts';
export { typicalRun } from './typical.ts';
