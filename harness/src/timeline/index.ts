export { phasesOf, type PhasesOf } from './phases.ts';
export { carriesFile, requestsOf, type RequestSpan } from './spans.ts';
