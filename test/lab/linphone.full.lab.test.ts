import { createSocket } from 'node:dgram';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type LabAsterisk, startAsterisk } from './asterisk';
import { freePort } from './free-port';
import { startLinphone } from './linphone';
import { until } from './until';

jest.setTimeout(120_000);

const alice = { number: '1001', secret: 'secret-of-alice', name: 'Alice Adams' };
const bob = { number: '1002', secret: 'secret-of-bob', name: 'Bob Brown' };

describe('the lab with Linphone', () => {
  let asterisk: LabAsterisk;
  let server: Server;
  let configXml = '';
  let fetches = 0;

  beforeAll(async () => {
    asterisk = await startAsterisk({ version: 22, extensions: [alice, bob] });
    server = createServer((_request, response) => {
      fetches += 1;
      response.setHeader('Content-Type', 'application/xml').end(configXml);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  });

  afterAll(async () => {
    server.close();
    await asterisk.stop();
  });

  const hasContact = async (number: string) =>
    (await asterisk.cli('pjsip show contacts')).includes(`sip:${number}@`);

  it('fetches its configuration at each start, and registers, changes its account or stays unregistered accordingly', async () => {
    configXml = loggedIn(alice, asterisk.sipPort);
    const { port } = server.address() as AddressInfo;
    const sipPort = await freePort('udp');
    const linphone = await startLinphone({ configUri: `http://127.0.0.1:${port}/linphone.xml`, sipPort });
    try {
      await until('1001 is registered', () => hasContact('1001'));

      configXml = loggedIn(bob, asterisk.sipPort);
      await linphone.restart();
      await until('1002 is registered', () => hasContact('1002'));
      expect(await hasContact('1001')).toBe(false);

      configXml = loggedOut;
      await linphone.restart();
      await untilItAnswers(sipPort);
      expect(fetches).toBe(3);
      expect(linphone.log()).not.toContain('about to register');
      expect(await hasContact('1002')).toBe(false);
      expect(linphone.storedConfig()).not.toContain('1002');
    } finally {
      await linphone.stop();
    }
  });
});

/** Once it answers over SIP, it has started to register its accounts. */
async function untilItAnswers(sipPort: number): Promise<void> {
  const socket = createSocket('udp4');
  let answered = false;
  socket.on('message', () => {
    answered = true;
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', () => resolve()));
  const here = `127.0.0.1:${socket.address().port}`;
  const request = [
    `OPTIONS sip:127.0.0.1:${sipPort} SIP/2.0`,
    `Via: SIP/2.0/UDP ${here};branch=z9hG4bK-lab;rport`,
    `From: <sip:lab@${here}>;tag=lab`,
    `To: <sip:127.0.0.1:${sipPort}>`,
    `Call-ID: lab@${here}`,
    'CSeq: 1 OPTIONS',
    'Max-Forwards: 70',
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
  socket.send(request, sipPort, '127.0.0.1');
  await until('Linphone answers', () => answered).finally(() => socket.close());
}

function loggedIn({ number, secret, name }: typeof alice, sipPort: number): string {
  return document(`
    <section name="sip"><entry name="store_ha1_passwd" overwrite="true">0</entry></section>
    <section name="auth_info_0">
      <entry name="username" overwrite="true">${number}</entry>
      <entry name="userid" overwrite="true">${number}</entry>
      <entry name="passwd" overwrite="true">${secret}</entry>
      <entry name="ha1" overwrite="true"></entry>
    </section>
    <section name="proxy_0">
      <entry name="reg_proxy" overwrite="true">&lt;sip:127.0.0.1:${sipPort};transport=udp&gt;</entry>
      <entry name="reg_identity" overwrite="true">"${name}" &lt;sip:${number}@127.0.0.1&gt;</entry>
      <entry name="reg_sendregister" overwrite="true">1</entry>
    </section>`);
}

/** Blank values clear those of an earlier document; leaving them out does not. */
const loggedOut = document(`
    <section name="auth_info_0">
      <entry name="username" overwrite="true"></entry>
      <entry name="userid" overwrite="true"></entry>
      <entry name="passwd" overwrite="true"></entry>
      <entry name="ha1" overwrite="true"></entry>
    </section>
    <section name="proxy_0">
      <entry name="reg_proxy" overwrite="true"></entry>
      <entry name="reg_identity" overwrite="true"></entry>
      <entry name="reg_sendregister" overwrite="true">0</entry>
    </section>`);

function document(sections: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<config xmlns="http://www.linphone.org/xsds/lpconfig.xsd">${sections}\n</config>\n`;
}
