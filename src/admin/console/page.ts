import type { Express, RequestHandler } from 'express';
import { refuseMethod } from '../http/problem';
import type { DemoFacts } from '../ports/demo';
import { renderDemo } from './page-demo';
import { PAGE_ICON, PAGE_STYLE } from './page-style';

/**
 * Serves `/` with its style sheet and icon. The page is static and needs no key, so it shows no data of the PBX. Its links
 * are relative: it may stand below a proxy's prefix.
 */
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
<link rel="icon" href="icon.svg">
<link rel="stylesheet" href="page.css">
</head>
<body>
<header>
<h1>Hotdesk</h1>
<p>Log in at any desk phone with your extension and voicemail PIN.</p>
</header>
<main>
${demo ? renderDemo(demo) : NOT_A_DEMO}
<section>
<h2>Admin API</h2>
<dl class="links">
<dt><a href="readyz">/readyz</a></dt><dd>Whether logins work, and what to fix if they do not</dd>
<dt><a href="metrics">/metrics</a></dt><dd>Metrics for Prometheus; see <code>docs/metrics.md</code></dd>
<dt><a href="api/v1/openapi.json">/api/v1/openapi.json</a></dt><dd>The REST API. Every path below <code>/api</code> needs an admin key:
<code>Authorization: Bearer &lt;key&gt;</code></dd>
</dl>
</section>
</main>
</body>
</html>
`;
}

const NOT_A_DEMO = `<section>
<h2>Hotdesk is running</h2>
<p>Phones fetch their configs from the phone server. Admins use the REST API with the key that was shown at the first start.
<code>docs/settings.md</code> lists the settings of the service.</p>
</section>`;
