export { loadScenario, scenarioNames } from './built-in.ts';
export { expandScenario, type ExpandedScenario, type FileSpec, type JobSpec } from './expand.ts';
export { isScenarioFile } from './file.ts';
export { idealTimeNs } from './ideal-time.ts';
export { leftOutInWords, leftOutOf, whyLeftOut } from './left-out.ts';
