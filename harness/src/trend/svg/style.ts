/** Colours that keep a contrast of 4.5 to either ground. */
export const STYLE = `<style>
svg{color-scheme:light dark;font:12px system-ui,sans-serif}
.ground{fill:#fff}.text{fill:#24292f}.faint{fill:#57606a}.small{font-size:11px}
.rev{font:10px ui-monospace,monospace;fill:#57606a}
.grid{stroke:#d8dee4}.break{stroke:#57606a;stroke-dasharray:4 4}
.line{fill:none;stroke:#8c959f;stroke-width:1.5}.whisker{stroke:#57606a}
.mark{stroke-width:1.5;stroke-linejoin:round}
.regressed{fill:#cf222e;stroke:#cf222e}.improved{fill:#1a7f37;stroke:#1a7f37}
.unchanged{fill:#0550ae;stroke:#0550ae}.inconclusive{fill:#fff;stroke:#7d4e00}.missing{fill:none;stroke:#57606a}
@media (prefers-color-scheme:dark){.ground{fill:#0d1117}.text{fill:#e6edf3}.faint,.rev{fill:#9198a1}
.grid{stroke:#272d36}.break{stroke:#9198a1}.line{stroke:#6e7681}.whisker{stroke:#b1bac4}
.regressed{fill:#ff7b72;stroke:#ff7b72}.improved{fill:#3fb950;stroke:#3fb950}
.unchanged{fill:#79c0ff;stroke:#79c0ff}.inconclusive{fill:#0d1117;stroke:#d29922}.missing{stroke:#9198a1}}
</style>`;
