import type { DemoFacts } from '../ports/demo';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** The demo section of the console: what to try without a PBX. */
export function renderDemo(demo: DemoFacts): string {
  return [intro(), phones(demo), extensionTable(demo), rest(demo)].join('\n');
}

function intro(): string {
  return `<section class="notice">
<h2>This is the demo</h2>
<p>No PBX is configured. The extensions are samples, Asterisk is simulated, and the phones below are virtual phones in this process.
No phone rings. To connect a PBX, see <code>docs/settings.md</code>.</p>
</section>`;
}

function extensionTable({ extensions, userPassword, adminPassword }: DemoFacts): string {
  const rows = extensions.map(
    ({ number, name, pin }) =>
      `<tr><td>${escapeHtml(number)}</td><td>${escapeHtml(name)}</td>` +
      `<td>${pin === null ? `no mailbox: ${code(userPassword)}` : code(pin)}</td></tr>`,
  );
  return `<section>
<h2>Who can log in</h2>
<div class="wide"><table>
<thead><tr><th>Extension</th><th>Name</th><th>Password</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table></div>
<p>An extension without a mailbox logs in with the User Password. The Admin password ${code(adminPassword)} opens any extension.</p>
</section>`;
}

function phones({ phones: virtual, provisioningUrl }: DemoFacts): string {
  const rows = virtual.map(
    ({ name, brand, model, mac }) =>
      `<tr><td>${escapeHtml(name)}</td><td>${escapeHtml(`${brand} ${model}`)}</td><td>${code(mac)}</td></tr>`,
  );
  const command = onLines([
    'npm run hotdesk -- phone',
    '--brand sangoma --model s500 --mac 005058000099',
    `--url ${provisioningUrl}`,
  ]);
  return `<section>
<h2>Phones</h2>
<p>Two virtual phones are running. Log in at them by REST.</p>
<div class="wide"><table>
<thead><tr><th>Name</th><th>Model</th><th>MAC</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table></div>
<p>Start another one in a terminal: press <code>k1</code> for <em>Login Int</em> and follow the screen.</p>
${commands(command)}
</section>`;
}

function rest({ adminUrl, phones: virtual, extensions }: DemoFacts): string {
  const mac = virtual[0]?.mac ?? '<mac>';
  const extension = extensions[0]?.number ?? '<extension>';
  const call = (method: string, path: string, body?: object): string => {
    const json = body ? ['-H "Content-Type: application/json"', `-d '${JSON.stringify(body)}'`] : [];
    const how = method === 'GET' ? '' : `-X ${method} `;
    return onLines(['curl -s -H "Authorization: Bearer $KEY"', ...json, `${how}'${adminUrl}${path}'`]);
  };
  return `<section>
<h2>The REST API</h2>
<p>The admin key was shown in the terminal at the first start.</p>
${commands('KEY=hd_…')}
<p>See who is logged in where:</p>
${commands(call('GET', '/api/v1/phones'))}
<p>Log ${escapeHtml(extension)} in at a phone. At the first login you must vouch for the phone with <code>trust</code>:</p>
${commands(call('POST', `/api/v1/phones/${mac}/login`, { extension, via: 'internal', trust: { address: '127.0.0.1' } }))}
<p>Follow the events, then log out:</p>
${commands(
  onLines(['curl -sN -H "Authorization: Bearer $KEY"', `'${adminUrl}/api/v1/events'`]),
  call('POST', `/api/v1/phones/${mac}/logout`),
)}
<p>Preview the config of a phone and the template it comes from:</p>
${commands(call('GET', `/api/v1/preview?extension=${extension}&mac=${mac}`))}
<p>A softphone has no MAC. Create it and get its provisioning link:</p>
${commands(call('POST', '/api/v1/phones', { brand: 'linphone', label: 'My softphone' }))}
</section>`;
}

/** A shell command continued over several lines. */
function onLines(parts: readonly string[]): string {
  return parts.join(' \\\n  ');
}

function code(text: string): string {
  return `<code>${escapeHtml(text)}</code>`;
}

function commands(...lines: readonly string[]): string {
  return `<pre><code>${lines.map(escapeHtml).join('\n')}</code></pre>`;
}

/** Escapes text for an element or a quoted attribute. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}
