import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BRANDS } from '../../phoneapps';
import { createSimulatedPhone } from '../../src/simulator/phone';
import type { SimulatedPhone } from '../../src/simulator/simulated-phone';
import { profileOf } from '../device-profiles';
import { LAB_ADMIN_KEY, LAB_SECRET } from '../lab/admin-api';
import type { LabApp } from '../lab/lab-app';
import { type ChildService, startChildService } from '../trust/child-service';

/** Services in separate processes on the PBX of the lab, and phones that use them. */
export interface Children {
  /** Starts a service. The same name means the same data folder. */
  start(name: string, settings?: Record<string, string>): Promise<ChildService>;
  /** All that were started, also those that have ended. */
  services(): readonly ChildService[];
  phone(port: number, mac: string, address: string): SimulatedPhone;
  close(): Promise<void>;
}

export function createChildren(app: LabApp): Children {
  const folder = mkdtempSync(path.join(tmpdir(), 'hotdesk-children-'));
  const services: ChildService[] = [];
  const phones: SimulatedPhone[] = [];
  return {
    async start(name, settings = {}) {
      const dataFolder = path.join(folder, name);
      mkdirSync(dataFolder, { recursive: true });
      const service = await startChildService(dataFolder, {
        HOTDESK_DATABASE_URL: app.mariadb.url('asterisk'),
        HOTDESK_ADMIN_KEY: LAB_ADMIN_KEY,
        HOTDESK_SECRET: LAB_SECRET,
        ...settings,
      });
      services.push(service);
      return service;
    },
    services: () => services,
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

/** Sends a request as an S500 at this address does. */
export function requestAs(
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
        const { statusCode: status = 0, headers: received } = response;
        resolve({ status, retryAfter: received['retry-after'] ?? null, body });
      });
    });
    sent.on('error', reject).end();
  });
}
