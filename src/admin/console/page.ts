import type { Express, RequestHandler } from 'express';
import { refuseMethod } from '../http/problem';
import type { DemoFacts } from '../ports/demo';
import { renderDemo } from './page-demo';
import { PAGE_ICON, PAGE_STYLE } from './page-style';

/** `/` with its style and icon: a static page that needs no key, and so shows nothing but what the service hands it. */
export function servePage(app: Express, demo: (() => DemoFacts) | null): void {
  app
    .route('/')
    .get((_request, response) => {
      response.type('html').send(renderPage(demo?.() ?? null));
    })
    .all(onlyRead);
  app
    .route('/page.css')
    .get((_request, response) => {
      response.type('css').send(PAGE_STYLE);
    })
    .all(onlyRead);
  app
    .route('/icon.svg')
    .get((_request, response) => {
      response.type('svg').send(PAGE_ICON);
    })
    .all(onlyRead);
}

const onlyRead: RequestHandler = (_request, response) => refuseMethod(response, 'GET, HEAD');

export function renderPage(demo: DemoFacts | null): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Hotdesk</title>
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/page.css">
</head>
<body>
<header>
<h1>Hotdesk</h1>
<p>Log in at any desk phone with your extension and voicemail PIN.</p>
</header>
<main>
${demo ? renderDemo(demo) : NOT_A_DEMO}
<section>
<h2>This door</h2>
<dl class="links">
<dt><a href="/readyz">/readyz</a></dt><dd>Whether logins work, and if not, what to mend</dd>
<dt><a href="/metrics">/metrics</a></dt><dd>Figures for Prometheus; <code>docs/metrics.md</code> says what they mean</dd>
<dt><a href="/api/v1/openapi.json">/api/v1/openapi.json</a></dt><dd>The REST API. Like all of <code>/api</code> it asks for the key:
<code>Authorization: Bearer &lt;key&gt;</code></dd>
</dl>
</section>
</main>
</body>
</html>
`;
}

const NOT_A_DEMO = `<section>
<h2>It runs</h2>
<p>Phones fetch their configs at the phone server. Everything that an admin does goes through the REST API, with the key that
was shown at the first start. <code>docs/settings.md</code> lists the settings of the service.</p>
</section>`;
