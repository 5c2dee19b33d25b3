import { describe, expect, test } from 'vitest';
import { ASCII } from '../../src/report/glyphs.ts';
import { renderTable } from '../../src/report/index.ts';
import { reportOf } from '../support/report-of.ts';
import { session } from '../support/session.ts';
import { tenRows } from '../support/ten-rows.ts';

const plain = (columns: number): string => renderTable(tenRows(), { columns, colour: false });

/** From the headings to the last row. */
const tableOf = (text: string): string => /^variant[^]*?(?=\n\n)/m.exec(text)?.[0] ?? '';

describe('renderTable', () => {
  test('at 100 columns shows what matters most', () => {
    expect(plain(100)).toMatchInlineSnapshot(`
      "Example CPU 3000, 2 cores, 8.0 GiB, load 0.25 before the race, Linux 6.1.0
      files on tmpfs, seed 7, fairfetch 0.1.0 at 0123456789, Node 26.10.0, 2026-01-02T03:04:05.000Z

      seed: 30 small downloads over TLS
      30 downloads, 724 KiB, 10 in flight, HTTPS (HTTP/1.1), RTT 25 ms
      7 counted blocks after a warm-up, every variant once a block in random order, ideal time 125 ms

      variant                time interval inside ratio  interval drawn       group  % of   CPU peak notes
                               ms       ms     ms                 1.00   6.55       ideal    ms  MiB
      ────────────────────────────────────────────────────────────────────────────────────────────────────
      rust/seed-tokio          97   95–102     77  1.00 reference │           a      77.0  36.5  9.8 1,2,3
      rust/tokio              145  142–153    125  1.51 1.39–1.59   │         b      86.0  54.5  6.2 4
      rust/threads            152  148–160    132  1.58 1.48–1.63   │         b      82.3  57.0  5.1
      undici/event-loop       215  210–226    195  2.20 2.08–2.32     │       c      58.2  80.5 71.3
      python/threads          230  225–244    210  2.34 2.21–2.54     ├╴      c      54.3  86.3 30.8 5
      undici/fetch            301  294–316    281  3.12 2.98–3.19       │     d      41.5 113.0 92.8
      python/seed-asyncio     323  315–339    303  3.31 3.19–3.40       ├╴    e      23.2 121.0 61.7 1,3,6
      python/seed-threads     604  590–635    584  6.33 5.77–6.55           │ f      20.7 226.5 58.2 1,7
      piscina/workers      failed        -      -     -         -             -         -     -    - 8
      go                  not run        -      -     -         -             -         -     -    - 9

      1. Kept as in the program this project began from, flaws included.
      2. How rust/seed-tokio works.
      3. Starts all 30 downloads at once, not 10; percent of ideal is held to that.
      4. In all 7 runs: 14 connections where 10 were asked.
      5. 1 of 7 runs failed (exit-code): exited with code 1.
      6. How python/seed-asyncio works.
      7. How python/seed-threads works.
      8. All 7 runs failed (timed-out): no end after 60 s; its group was killed.
      9. Skipped: go is not installed: needs 1.22 or later.
      10. At these 7 blocks one would hardly have seen a difference below 9.7 % between rust/tokio and
          rust/threads, nor a difference below 12 % between undici/event-loop and python/threads: of the
          pairs that share a letter the one seen best and the one seen worst (seen: told apart in 80 % of
          such races).
      No room for quartiles, least seen, connections, peak in flight, files ok: the files of the results
      have them.

      time: the whole process, from spawn to exit, median of the runs that were ok; interval: holds the
      true median time, or the true ratio, with 95 % confidence (of five blocks with 93.75 %); inside:
      from the first request to the last byte, by the origin's clock; ratio: time over the fastest row's
      time in the same block, median over the blocks; drawn: the ratio and its interval on a log scale,
      its ends above; group: rows that share a letter were not told apart: the blocks do not show a
      difference (all pairs of rows tested at once, by Holm), or it is below 2 %; % of ideal: least time
      the modelled network allows, over the time; CPU: user and system time; peak memory: most that was
      resident at once, in the largest single process.
      Rows that share a letter are not ranked: their order is chance, or of no account. All of it is about
      one machine in one session.
      "
    `);
  });

  test('at 120 columns shows nearly everything', () => {
    expect(tableOf(plain(120))).toMatchInlineSnapshot(`
      "variant                time interval inside ratio  interval drawn        group  % of   CPU peak conns     in files notes
                               ms       ms     ms                 1.00    6.55       ideal    ms  MiB       flight    ok
      ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
      rust/seed-tokio          97   95–102     77  1.00 reference │            a      77.0  36.5  9.8    30     30 30/30 1,2,3
      rust/tokio              145  142–153    125  1.51 1.39–1.59   ├╴         b      86.0  54.5  6.2    14     10 30/30 4
      rust/threads            152  148–160    132  1.58 1.48–1.63   ╶┤         b      82.3  57.0  5.1    10     10 30/30
      undici/event-loop       215  210–226    195  2.20 2.08–2.32     ╶┤       c      58.2  80.5 71.3    10     10 30/30
      python/threads          230  225–244    210  2.34 2.21–2.54      │       c      54.3  86.3 30.8    11   11.5 29/30 5
      undici/fetch            301  294–316    281  3.12 2.98–3.19       ╶┤     d      41.5 113.0 92.8    10     10 30/30
      python/seed-asyncio     323  315–339    303  3.31 3.19–3.40        │     e      23.2 121.0 61.7    30     30 30/30 1,3,6
      python/seed-threads     604  590–635    584  6.33 5.77–6.55           ╶┤ f      20.7 226.5 58.2    30     10 30/30 1,7
      piscina/workers      failed        -      -     -         -              -         -     -    -     -      -  0/30 8
      go                  not run        -      -     -         -              -         -     -    -     -      -     - 9"
    `);
  });

  test('without UTF-8 has signs that every terminal knows, and the same figures', () => {
    const ascii = renderTable(tenRows(), { columns: 80, colour: false, glyphs: ASCII });
    // oxlint-disable-next-line no-control-regex -- ASCII is what is asked for
    expect(ascii).toMatch(/^[\x00-\x7F]*$/);
    expect(tableOf(ascii)).toMatchInlineSnapshot(`
      "variant                time interval ratio   interval drawn          group notes
                               ms       ms                  1.00      6.55
      --------------------------------------------------------------------------------
      rust/seed-tokio          97  95..102  1.00  reference |              a     1,2,3
      rust/tokio              145 142..153  1.51 1.39..1.59   -|           b     4
      rust/threads            152 148..160  1.58 1.48..1.63    |           b
      undici/event-loop       215 210..226  2.20 2.08..2.32      |-        c
      python/threads          230 225..244  2.34 2.21..2.54      -|        c     5
      undici/fetch            301 294..316  3.12 2.98..3.19         |      d
      python/seed-asyncio     323 315..339  3.31 3.19..3.40         |-     e     1,3,6
      python/seed-threads     604 590..635  6.33 5.77..6.55             -| f     1,7
      piscina/workers      failed        -     -          -                -     8
      go                  not run        -     -          -                -     9"
    `);
  });

  test('at 80 columns drops what matters least, and says so', () => {
    expect(plain(80)).toMatchInlineSnapshot(`
      "Example CPU 3000, 2 cores, 8.0 GiB, load 0.25 before the race, Linux 6.1.0
      files on tmpfs, seed 7, fairfetch 0.1.0 at 0123456789, Node 26.10.0,
        2026-01-02T03:04:05.000Z

      seed: 30 small downloads over TLS
      30 downloads, 724 KiB, 10 in flight, HTTPS (HTTP/1.1), RTT 25 ms
      7 counted blocks after a warm-up, every variant once a block in random order,
        ideal time 125 ms

      variant                time interval ratio  interval drawn           group notes
                               ms       ms                 1.00       6.55
      ────────────────────────────────────────────────────────────────────────────────
      rust/seed-tokio          97   95–102  1.00 reference │               a     1,2,3
      rust/tokio              145  142–153  1.51 1.39–1.59   ╶┤            b     4
      rust/threads            152  148–160  1.58 1.48–1.63    ├╴           b
      undici/event-loop       215  210–226  2.20 2.08–2.32      ╶┤         c
      python/threads          230  225–244  2.34 2.21–2.54       ├╴        c     5
      undici/fetch            301  294–316  3.12 2.98–3.19         ╶┤      d
      python/seed-asyncio     323  315–339  3.31 3.19–3.40          │      e     1,3,6
      python/seed-threads     604  590–635  6.33 5.77–6.55              ╶┤ f     1,7
      piscina/workers      failed        -     -         -                 -     8
      go                  not run        -     -         -                 -     9

      1. Kept as in the program this project began from, flaws included.
      2. How rust/seed-tokio works.
      3. Starts all 30 downloads at once, not 10; percent of ideal is held to that.
      4. In all 7 runs: 14 connections where 10 were asked.
      5. 1 of 7 runs failed (exit-code): exited with code 1.
      6. How python/seed-asyncio works.
      7. How python/seed-threads works.
      8. All 7 runs failed (timed-out): no end after 60 s; its group was killed.
      9. Skipped: go is not installed: needs 1.22 or later.
      10. At these 7 blocks one would hardly have seen a difference below 9.7 %
          between rust/tokio and rust/threads, nor a difference below 12 % between
          undici/event-loop and python/threads: of the pairs that share a letter the
          one seen best and the one seen worst (seen: told apart in 80 % of such
          races).
      No room for quartiles, inside, least seen, % of ideal, CPU, peak memory,
      connections, peak in flight, files ok: the files of the results have them.

      time: the whole process, from spawn to exit, median of the runs that were ok;
      interval: holds the true median time, or the true ratio, with 95 % confidence
      (of five blocks with 93.75 %); ratio: time over the fastest row's time in the
      same block, median over the blocks; drawn: the ratio and its interval on a log
      scale, its ends above; group: rows that share a letter were not told apart: the
      blocks do not show a difference (all pairs of rows tested at once, by Holm), or
      it is below 2 %.
      Rows that share a letter are not ranked: their order is chance, or of no
      account. All of it is about one machine in one session.
      "
    `);
  });

  test.each([200, 120, 100, 90, 80, 70, 60, 50, 40, 30])('fits %i columns', (columns) => {
    const widest = Math.max(
      ...plain(columns)
        .split('\n')
        .map(({ length }) => length),
    );
    expect(widest).toBeLessThanOrEqual(columns);
  });

  test('ends no line with blanks, and the text with one line feed', () => {
    expect(plain(100)).not.toMatch(/ \n/);
    expect(plain(100)).toMatch(/[^\n]\n$/);
  });

  test('is coloured only if asked, and says the same then', () => {
    const coloured = renderTable(tenRows(), { columns: 100, colour: true });
    expect(plain(100)).not.toContain('\u001B');
    expect(coloured).toContain('\u001B[31m');
    // oxlint-disable-next-line no-control-regex -- escape sequences are what is taken out
    expect(coloured.replaceAll(/\u001B\[\d+m/g, '')).toBe(plain(100));
  });

  test('says how far an interrupted session got', () => {
    const text = renderTable(reportOf([], session(), false), { columns: 100, colour: false });
    expect(text).toContain('0 of 5 counted blocks');
    expect(text).toContain('Interrupted: 0 of 5 counted blocks were run whole');
  });

  test('renders a session with nothing in it', () => {
    const nothing = renderTable(reportOf([], session({ variants: [] })), { columns: 100, colour: false });
    expect(nothing).toContain('variant');
  });
});
