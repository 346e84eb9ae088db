import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { BRANDS } from '../../phoneapps';
import { createSimulatedPhone } from '../../src/simulator/phone';
import { testAddress } from '../addresses';
import { profileOf } from '../device-profiles';
import { LAB_ADMIN_KEY } from '../lab/admin-api';
import { nodeBinary } from '../lab/node-binary';
import { eventually } from '../test-app';
import { buildService } from '../trust/child-service';
import { typeLogin } from './support';

const ROOT = path.dirname(path.dirname(__dirname));

interface Running {
  readonly child: ChildProcess;
  readonly phonesPort: number;
  readonly adminPort: number;
  end(): Promise<void>;
}

/** Starts the compiled service without a PBX, and reads the ports of its listeners from its log. */
async function start(node: string): Promise<Running> {
  const folder = mkdtempSync(path.join(tmpdir(), 'hotdesk-node-'));
  const child = spawn(node, [path.join(ROOT, 'dist', 'src', 'main.js')], {
    cwd: folder,
    env: {
      HOTDESK_PHONES_BIND: '127.0.0.1',
      HOTDESK_PHONES_PORT: '0',
      HOTDESK_ADMIN_PORT: '0',
      HOTDESK_ADMIN_KEY: LAB_ADMIN_KEY,
      HOTDESK_FREEPBX_CONF: undefined,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const end = async () => {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  for await (const line of createInterface({ input: child.stdout })) {
    const entry = JSON.parse(line);
    if (entry.event === 'service.started') {
      return { child, phonesPort: entry.phones, adminPort: entry.admin, end };
    }
  }
  await end();
  throw new Error('the service ended before it was open');
}

beforeAll(buildService, 120_000);

describe.each([18, 20, 22] as const)('the compiled service on Node %i', (major) => {
  test('starts, and handles a login at a phone', async () => {
    const service = await start(await nodeBinary(major));
    try {
      const brand = BRANDS.find(({ id }) => id === 'sangoma');
      if (!brand) throw new Error('no brand sangoma');
      const url = `http://127.0.0.1:${service.phonesPort}/provision/`;
      const phone = createSimulatedPhone({
        brand,
        profile: profileOf(brand),
        model: 's500',
        mac: '005058000061',
        url,
        urlFrom: 'config',
        address: testAddress(0, 61),
      });
      await phone.boot();
      await typeLogin(phone, '1004', '9004');
      await eventually(() => phone.registered().includes('1004'), 20_000);
      const sessions = await eventually(async () => {
        const answer = await fetch(`http://127.0.0.1:${service.adminPort}/api/v1/sessions?active=true`, {
          headers: { Authorization: `Bearer ${LAB_ADMIN_KEY}` },
        });
        const { items } = (await answer.json()) as { items: { extension: string; state: string }[] };
        return items.some(({ state }) => state === 'verified') ? items : null;
      }, 20_000);
      expect(sessions).toMatchObject([{ extension: '1004', state: 'verified' }]);
      await phone.powerOff();
    } finally {
      await service.end();
    }
  }, 120_000);
});
