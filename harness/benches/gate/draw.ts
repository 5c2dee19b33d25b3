/** Draws the curve again from what was stored: `node harness/benches/gate/draw.ts RECORD SVG`. */
import { writeFileSync } from 'node:fs';
import { powerCurve } from './curve.ts';
import { readRecord } from './record-file.ts';

const [from, to] = process.argv.slice(2);
if (from === undefined || to === undefined) throw new RangeError('usage: draw.ts RECORD.json CURVE.svg');
writeFileSync(to, powerCurve(readRecord(from)));
