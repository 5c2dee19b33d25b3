import { describe, expect, test } from 'vitest';
import { changeBar, scaleHeading, scaleOf } from '../../src/check-report/bars.ts';
import { PLAIN_SIGNS } from '../../src/check-report/signs.ts';
import { ASCII, UNICODE } from '../../src/report/glyphs.ts';

const row = (ratio: number | null, low: number, high: number) => ({
  ratio,
  interval: ratio === null ? null : { low, high, confidence: 0.95 },
  threshold: 0.05,
});

describe('a scale', () => {
  test('holds what is drawn, no change, and what matters on either side', () => {
    expect(scaleOf([row(1.1, 1.08, 1.12)])).toEqual({ low: 1 / 1.05, high: 1.12 });
    expect(scaleOf([row(0.8, 0.7, 0.9), row(1.01, 1, 1.02)])).toEqual({ low: 0.7, high: 1.05 });
  });

  test('there is none where nothing was measured', () => {
    expect(scaleOf([row(null, 1, 1)])).toBeNull();
    expect(scaleOf([])).toBeNull();
    expect(changeBar(row(1.1, 1, 1.2), null, 20, UNICODE)).toBe('');
    expect(scaleHeading(null, 20, PLAIN_SIGNS)).toBe('');
  });

  test('its ends stand above it', () => {
    expect(scaleHeading({ low: 0.9, high: 1.2 }, 20, PLAIN_SIGNS)).toBe('-10.0 %      +20.0 %');
  });
});

test('a bar lies over the marks at no change and at what matters', () => {
  const scale = { low: 1 / 1.25, high: 1.25 };
  const bars = [row(1.2, 1.15, 1.24), row(1, 0.98, 1.02), row(0.85, 0.84, 0.86), row(1.04, 0.9, 1.2)];
  expect(bars.map((each) => changeBar(each, scale, 41, UNICODE))).toMatchInlineSnapshot(`
    [
      "                ·   ┊   ·        ────┼──╴",
      "                · ╶─┼─╴ ·",
      "    ╶┼─         ·   ┊   ·",
      "          ╶─────────────┼────────────╴",
    ]
  `);
  expect(bars.map((each) => changeBar(each, scale, 41, ASCII))).toMatchInlineSnapshot(`
    [
      "                .   :   .        ----|---",
      "                . --|-- .",
      "    -|-         .   :   .",
      "          --------------|-------------",
    ]
  `);
});

test('all bars of a scale have their marks in the same places', () => {
  const scale = { low: 0.5, high: 2 };
  const marks = [row(1.9, 1.8, 2), row(0.55, 0.5, 0.6)].map((each) => {
    const cells = Array.from(changeBar(each, scale, 60, UNICODE));
    return ['┊', '·'].map((mark) => [cells.indexOf(mark), cells.lastIndexOf(mark)]);
  });
  expect(marks[0]).toEqual(marks[1]);
  expect(marks[0]?.[0]?.[0]).toBeGreaterThan(0);
});
