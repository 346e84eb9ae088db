import type { AastraProfile } from '../../../src/phones/screens/screens-profile';
import { Browser } from '../../../src/simulator/browser/browser';
import type { DisplayedForm } from '../../../src/simulator/browser/displayed-screen';
import { formUrl } from '../../../src/simulator/browser/form-url';
import { PageRefused } from '../../../src/simulator/browser/page-root';
import { testAddress } from '../../addresses';
import fc from '../../fast-check';
import { body, page, startTestServer, type TestServer } from '../support/http-server';

const PROFILE: AastraProfile = {
  dialect: 'aastra',
  prefix: '',
  numberedStyle: 'number',
  maxBytes: 10_000,
  maxMenuItems: 30,
  softKeys: { ok: 1, exit: 4 },
  contentType: 'text/xml; charset=utf-8',
};
const TEXT = '<TextScreen Timeout="0"><Title>Done</Title><Text>All is well.</Text></TextScreen>';

let server: TestServer;
let browser: Browser;
let changes: number;

beforeEach(async () => {
  server = await startTestServer();
  changes = 0;
  browser = new Browser({
    profile: PROFILE,
    localAddress: testAddress(0, 13),
    userAgent: 'Acme One 1.0',
    timeoutMs: 300,
    secondMs: 20,
    onChange: () => {
      changes += 1;
    },
    onReload: () => undefined,
  });
});

afterEach(async () => {
  browser.stop();
  await server.close();
});

function form(action: string, extra = ''): string {
  return `<InputScreen type="number" Timeout="0"${extra}><Title>Login</Title><URL>${action.replace(/&/g, '&amp;')}</URL>
    <InputField><Prompt>Extension</Prompt><Parameter>ext</Parameter></InputField>
    <InputField type="string" password="yes"><Prompt>PIN</Prompt><Parameter>pin</Parameter></InputField></InputScreen>`;
}

describe('walking through pages', () => {
  it('sends requests from the address of the phone, with its User-Agent', async () => {
    server.answers.set('/a', page(TEXT));
    await browser.open(`${server.url}/a?k=1`);
    expect(server.requests).toEqual([{ url: '/a?k=1', userAgent: 'Acme One 1.0', from: testAddress(0, 13) }]);
    expect(browser.screen).toMatchObject({ kind: 'text', title: 'Done' });
    expect(changes).toBe(1);
  });

  it('goes from a menu over a form to a text and back to idle', async () => {
    const item = (label: string, url: string) =>
      `<MenuItem><Prompt>${label}</Prompt><URI>${url}</URI></MenuItem>`;
    const items = item('Other', `${server.url}/other`) + item('Login', `${server.url}/form`);
    server.answers.set('/menu', page(`<TextMenu><Title>Menu</Title>${items}</TextMenu>`));
    server.answers.set('/form', page(form(`${server.url}/login?t=S2`)));
    server.answers.set('/login', page(TEXT));
    await browser.open(`${server.url}/menu`);
    await browser.pressItem(2);
    browser.fill('pin', 'a b&c=Ü');
    browser.fill('ext', '1001');
    await browser.ok();
    expect(server.requests.at(-1)?.url).toBe('/login?t=S2&ext=1001&pin=a%20b%26c%3D%C3%9C');
    await browser.ok();
    expect(browser.screen).toBeNull();
  });

  it('OK opens the highlighted menu item, or the next page of a text', async () => {
    server.answers.set(
      '/menu',
      page(
        `<TextMenu defaultIndex="2"><MenuItem><Prompt>a</Prompt><URI>${server.url}/1</URI></MenuItem><MenuItem><Prompt>b</Prompt><URI>${server.url}/2</URI></MenuItem></TextMenu>`,
      ),
    );
    server.answers.set('/2', page(`<TextScreen doneAction="${server.url}/menu"><Text>x</Text></TextScreen>`));
    await browser.open(`${server.url}/menu`);
    await browser.ok();
    expect(browser.screen?.kind).toBe('text');
    await browser.ok();
    expect(browser.screen?.kind).toBe('menu');
  });

  it('presses soft keys: submit, exit, a URL', async () => {
    const keys = `<SoftKey index="1"><Label>Go</Label><URI>${server.url}/go</URI></SoftKey><SoftKey index="4"><Label>Exit</Label><URI>SoftKey:Exit</URI></SoftKey>`;
    server.answers.set('/a', page(TEXT.replace('</TextScreen>', `${keys}</TextScreen>`)));
    server.answers.set('/go', page(form(`${server.url}/login`)));
    server.answers.set('/login', page(TEXT));
    await browser.open(`${server.url}/a`);
    await browser.pressSoftKey(1);
    await browser.pressSoftKey(1); // the phone's own OK: submits
    expect(server.requests.at(-1)?.url).toBe('/login?ext=&pin=');
    await browser.open(`${server.url}/a`);
    await browser.pressSoftKey(4);
    expect(browser.screen).toBeNull();
    await expect(browser.pressSoftKey(2)).rejects.toThrow(PageRefused);
  });

  it('Exit leads to the cancelAction of the page', async () => {
    server.answers.set('/form', page(form('http://127.0.0.1/', ` cancelAction="${server.url}/cancelled"`)));
    server.answers.set('/cancelled', page(TEXT));
    await browser.open(`${server.url}/form`);
    await browser.exit();
    expect(browser.screen).toMatchObject({ title: 'Done' });
  });

  it('returns to idle after the timeout of the page', async () => {
    server.answers.set('/a', page(TEXT.replace('Timeout="0"', 'Timeout="1"')));
    await browser.open(`${server.url}/a`);
    const deadline = Date.now() + 5000;
    while (browser.screen !== null && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 5));
    expect(browser.screen).toBeNull();
  });

  it('accepts only digits in a digit field, and refuses unknown fields', async () => {
    server.answers.set('/form', page(form('http://127.0.0.1/')));
    await browser.open(`${server.url}/form`);
    expect(() => browser.fill('ext', 'abc')).toThrow('digits');
    expect(() => browser.fill('nobody', '1')).toThrow(PageRefused);
    await expect(browser.pressItem(1)).rejects.toThrow('no menu');
  });
});

describe('answers that a phone does not show', () => {
  const refused = async (reason: string) => {
    server.answers.set('/before', page(TEXT));
    await browser.open(`${server.url}/before`);
    await expect(browser.open(`${server.url}/a?pin=4711`)).rejects.toThrow(reason);
    await expect(browser.open(`${server.url}/a?pin=4711`)).rejects.not.toThrow('4711');
    expect(browser.screen).toMatchObject({ title: 'Done' }); // what was there before
  };

  it('404', () => refused('404'));

  it('a redirect', () => {
    server.answers.set('/a', (_, response) =>
      response.writeHead(302, { Location: '/before', 'Content-Length': 0 }).end(),
    );
    return refused('302');
  });

  it('one without a Content-Length', () => {
    server.answers.set('/a', (_, response) => {
      response.useChunkedEncodingByDefault = false;
      response.writeHead(200, { 'Content-Type': 'text/xml', Connection: 'close' });
      response.end(TEXT);
    });
    return refused('no Content-Length');
  });

  it('a chunked one', () => {
    server.answers.set('/a', (_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/xml' });
      response.write(TEXT);
      response.end();
    });
    return refused('chunked');
  });

  it('a compressed one', () => {
    server.answers.set('/a', (_, response) =>
      response
        .writeHead(200, { 'Content-Type': 'text/xml', 'Content-Encoding': 'gzip', 'Content-Length': 1 })
        .end('x'),
    );
    return refused('gzip');
  });

  it('one of another type', () => {
    server.answers.set('/a', body(TEXT, 'application/json'));
    return refused('application/json');
  });

  it('one that is too large', () => {
    server.answers.set('/a', page(`<TextScreen><Text>${'x'.repeat(10_000)}</Text></TextScreen>`));
    return refused('10');
  });

  it('one that does not come', () => {
    server.answers.set('/a', () => undefined);
    return refused('no answer in time');
  });

  it('one from nowhere', async () => {
    await expect(browser.open('http://127.0.0.1:1/')).rejects.toThrow(PageRefused);
    await expect(browser.open('login.xml')).rejects.toThrow('not absolute');
  });
});

describe('the URL of a submitted form', () => {
  const withValues = (action: string, values: readonly (readonly [string, string])[]): DisplayedForm => ({
    kind: 'form',
    title: '',
    softKeys: [],
    timeoutSeconds: 0,
    cancelUrl: null,
    action,
    fields: values.map(([name, value]) => ({
      name,
      value,
      label: '',
      type: 'text',
      masked: false,
      editable: true,
    })),
  });

  it.each([
    ['http://pbx/login', 'http://pbx/login?ext=1'],
    ['http://pbx/login?', 'http://pbx/login?ext=1'],
    ['http://pbx/login?t=S', 'http://pbx/login?t=S&ext=1'],
    ['http://pbx/login?t=S&', 'http://pbx/login?t=S&ext=1'],
  ])('%s → %s', (action, url) => {
    expect(formUrl(withValues(action, [['ext', '1']]))).toBe(url);
  });

  it('the server receives any values as typed', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 20 });
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 5 }), (values) => {
        const url = formUrl(withValues('http://pbx/login', values));
        expect(url).toMatch(/^http:\/\/pbx\/login\?[A-Za-z0-9\-_.~%=&]*$/);
        expect([...new URL(url).searchParams]).toEqual(values);
      }),
    );
  });
});
