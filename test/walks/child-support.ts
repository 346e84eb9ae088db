import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BRANDS } from '../../phoneapps';
import { createSimulatedPhone } from '../../src/simulator/phone';
import type { SimulatedPhone } from '../../src/simulator/simulated-phone';
import { profileOf } from '../device-profiles';
import { LAB_ADMIN_KEY, type LabApp } from '../lab/lab-app';
import { type ChildService, startChildService } from '../trust/child-service';

/** Services in processes of their own on the PBX of a house, and phones that ask them. */
export interface Children {
  /** Starts one; the same name has the same data folder. */
  start(name: string, settings?: Record<string, string>): Promise<ChildService>;
  phone(port: number, mac: string, address: string): SimulatedPhone;
  close(): Promise<void>;
}

export function createChildren(app: LabApp): Children {
  const folder = mkdtempSync(path.join(tmpdir(), 'hotdesk-children-'));
  const services: ChildService[] = [];
  const phones: SimulatedPhone[] = [];
  return {
    async start(name, settings = {}) {
      const own = path.join(folder, name);
      mkdirSync(own, { recursive: true });
      const service = await startChildService(own, {
        HOTDESK_DATABASE_URL: app.mariadb.url('asterisk'),
        HOTDESK_ADMIN_KEY: LAB_ADMIN_KEY,
        HOTDESK_SECRET: 'one-secret-for-all-instances-of-the-lab',
        ...settings,
      });
      services.push(service);
      return service;
    },
    phone(port, mac, address) {
      const brand = BRANDS.find(({ id }) => id === 'sangoma');
      if (!brand) throw new Error('there is no brand sangoma');
      const url = `http://127.0.0.1:${port}/provision/`;
      const phone = createSimulatedPhone({
        brand,
        profile: profileOf(brand),
        model: 's500',
        mac,
        address,
        url,
        urlFrom: 'config',
      });
      phones.push(phone);
      return phone;
    },
    async close() {
      for (const phone of phones) await phone.powerOff();
      for (const service of services) await service.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface RestAnswer {
  readonly status: number;
  readonly type: string;
  readonly retryAfter: string | null;
  readonly body: Record<string, unknown>;
}

/** A request to the admin API of one of them. */
export async function restAt(
  { adminPort }: Pick<ChildService, 'adminPort'>,
  method: string,
  at: string,
  body?: object,
): Promise<RestAnswer> {
  const answer = await fetch(`http://127.0.0.1:${adminPort}${at}`, {
    method,
    headers: { Authorization: `Bearer ${LAB_ADMIN_KEY}`, 'Content-Type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return {
    status: answer.status,
    type: answer.headers.get('content-type') ?? '',
    retryAfter: answer.headers.get('retry-after'),
    body: (await answer.json()) as Record<string, unknown>,
  };
}

/** A request as an S500 at that address sends it. */
export function askAs(
  address: string,
  url: string,
): Promise<{ status: number; retryAfter: string | null; body: string }> {
  return new Promise((resolve, reject) => {
    const headers = { 'User-Agent': 'Sangoma S500 2.0.4.67' };
    const sent = request(url, { localAddress: address, agent: false, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('error', reject).on('end', () => {
        const { statusCode: status = 0, headers: given } = response;
        resolve({ status, retryAfter: given['retry-after'] ?? null, body });
      });
    });
    sent.on('error', reject).end();
  });
}
