/** Style sheet of the console. Served as a file because the Content-Security-Policy forbids inline styles. */
export const PAGE_STYLE = `:root {
  color-scheme: light dark;
  --text: #1c2430;
  --faint: #5b6675;
  --back: #f6f7f9;
  --card: #ffffff;
  --line: #dde2e9;
  --accent: #0b5fa8;
  --notice: #fff6dd;
  --notice-line: #e5c361;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e4e8ee;
    --faint: #9aa6b5;
    --back: #14181e;
    --card: #1c222b;
    --line: #303946;
    --accent: #78b8f2;
    --notice: #2e2817;
    --notice-line: #80692a;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto;
  max-width: 56rem;
  padding: 2rem 1.25rem 4rem;
  background: var(--back);
  color: var(--text);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
h1 { margin: 0; font-size: 2rem; letter-spacing: -0.02em; }
h2 { margin: 0 0 0.5rem; font-size: 1.15rem; }
p { margin: 0.5rem 0; }
header p { color: var(--faint); }
section {
  margin-top: 1.25rem;
  padding: 1.1rem 1.25rem;
  border: 1px solid var(--line);
  border-radius: 0.6rem;
  background: var(--card);
}
section.notice { border-color: var(--notice-line); background: var(--notice); }
a { color: var(--accent); }
a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 0.35rem 0.75rem 0.35rem 0; border-bottom: 1px solid var(--line); text-align: left; }
th { color: var(--faint); font-size: 0.85rem; font-weight: 600; }
tbody tr:last-child td { border-bottom: 0; }
code, pre { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: 0.875rem; }
td code, p code, dd code { padding: 0.1rem 0.3rem; border-radius: 0.3rem; background: var(--back); }
pre {
  margin: 0.5rem 0;
  padding: 0.75rem 0.9rem;
  overflow-x: auto;
  border: 1px solid var(--line);
  border-radius: 0.4rem;
  background: var(--back);
}
.links { display: grid; grid-template-columns: max-content 1fr; gap: 0.4rem 1.25rem; margin: 0; }
.links dt, .links dd { margin: 0; }
@media (max-width: 40rem) { .links { grid-template-columns: 1fr; gap: 0; } .links dd { margin-bottom: 0.6rem; } }
`;

/** Favicon: a phone key with its light on. */
export const PAGE_ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<rect x="2" y="2" width="28" height="28" rx="7" fill="#0b5fa8"/>
<rect x="8" y="13" width="16" height="10" rx="3" fill="#ffffff"/>
<circle cx="16" cy="8.5" r="2" fill="#7ee08a"/>
</svg>
`;
