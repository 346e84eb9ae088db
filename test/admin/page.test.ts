import { renderPage } from '../../src/admin/console/page';
import type { DemoFacts } from '../../src/admin/ports/demo';
import { openAdmin } from './support';

const DEMO: DemoFacts = {
  extensions: [
    { number: '1001', name: 'Alice Adams', pin: '4711' },
    { number: '1003', name: 'Carol Clark', pin: null },
    { number: '1004', name: '<b>"D" & \'E\'</b>', pin: '9004' },
  ],
  userPassword: 'desk-user',
  adminPassword: 'desk-admin',
  phones: [{ name: 'Reception', brand: 'sangoma', model: 's500', mac: '005058000001' }],
  provisioningUrl: 'http://127.0.0.1:8480/provision/',
  adminUrl: 'http://127.0.0.1:8481',
};

describe('the page', () => {
  it('of the demo says that it is a demo, and shows PINs, phones and commands', async () => {
    const app = await openAdmin({ demo: DEMO });
    const { text, headers } = await app.anonymous.get('/').expect(200);
    await app.close();
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(text).toContain('This is the demo');
    expect(text).toContain('<tr><td>1001</td><td>Alice Adams</td><td><code>4711</code></td></tr>');
    expect(text).toContain(
      '<tr><td>1003</td><td>Carol Clark</td><td>no mailbox: <code>desk-user</code></td></tr>',
    );
    expect(text).toContain(
      '<tr><td>Reception</td><td>sangoma s500</td><td><code>005058000001</code></td></tr>',
    );
    expect(text).toContain('--brand sangoma --model s500');
    expect(text).toContain('--url http://127.0.0.1:8480/provision/');
    expect(text).toContain('http://127.0.0.1:8481/api/v1/phones/005058000001/login');
  });

  it('escapes text', () => {
    const page = renderPage(DEMO);
    expect(page).not.toContain('<b>');
    expect(page).toContain('&lt;b&gt;&quot;D&quot; &amp; &#39;E&#39;&lt;/b&gt;');
  });

  it('of a real PBX shows nothing about the PBX', async () => {
    const app = await openAdmin();
    const { text } = await app.anonymous.get('/').expect(200);
    await app.close();
    expect(text).not.toContain('Alice');
    expect(text).not.toContain('demo');
    expect(text).toContain('<a href="readyz">');
  });

  it.each([renderPage(DEMO), renderPage(null)])(
    'has no inline code, and all it loads is relative: from no other host, and below any prefix of a proxy',
    (page) => {
      expect(page).not.toMatch(/<script|<style|\sstyle=|\son\w+=/);
      const loaded = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, url]) => url);
      expect(loaded).toEqual(['icon.svg', 'page.css', 'readyz', 'metrics', 'api/v1/openapi.json']);
    },
  );

  it('has an icon', async () => {
    const app = await openAdmin();
    const { headers } = await app.anonymous.get('/icon.svg').expect(200);
    await app.close();
    expect(headers['content-type']).toMatch(/^image\/svg\+xml/);
  });

  it('has a stylesheet', async () => {
    const app = await openAdmin();
    const { text, headers } = await app.anonymous.get('/page.css').expect(200);
    await app.close();
    expect(headers['content-type']).toBe('text/css; charset=utf-8');
    expect(text).toContain('prefers-color-scheme: dark');
  });
});
