import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import type { Desk } from '../../desk/desk';
import type { Phone } from '../../desk/model';
import type { Clock } from '../../desk/ports/clock';
import { availableVias } from '../../desk/settings';
import { type Mac, parseMac } from '../../lib/mac';
import { brandProblem, isListedModel } from '../brands/check';
import { auditedPhone } from '../http/audited';
import type { Changes } from '../http/changes';
import { defineOperation, type Operation } from '../http/operation';
import { createProblem, isProblem, type Problem } from '../http/problem';
import type { Brands } from '../ports/brands';
import type { AdminStore } from '../ports/store';
import { PHONES_PATH, PHONES_TAG, phoneRecord } from './routes';
import { createdPhoneResponse, newPhone, toPhoneResponse } from './schema';

interface CreatePhoneDeps {
  readonly store: Pick<AdminStore, 'phone' | 'settings' | 'knowsModel'>;
  readonly desk: Pick<Desk, 'newLink'>;
  readonly brands: Brands;
  readonly changes: Changes;
  readonly clock: Clock;
  linkOf(phone: Phone, tokenText: string): Promise<string | null>;
}

type NewPhone = z.output<typeof newPhone>;

/** Creates a phone before its first fetch: one without a MAC, or one that an admin logs in before it is plugged in. */
export function createPhoneOperation(deps: CreatePhoneDeps): Operation {
  return defineOperation({
    method: 'post',
    path: PHONES_PATH,
    scope: 'manage',
    id: 'createPhone',
    tag: PHONES_TAG,
    summary: 'Create a phone and get its provisioning link',
    description:
      'Until its first fetch the phone can be logged in by REST without `trust`: the account goes to whatever asks by the ' +
      'link first. The link is shown only in this answer. It contains `internalAddress` of the settings, or `externalAddress` if that is not set.',
    body: newPhone,
    status: 201,
    reply: createdPhoneResponse,
    location: ({ mac }) => `${PHONES_PATH}/${mac}`,
    problems: ['unknown-brand', 'unknown-model', 'mac-required', 'address-not-set', 'phone-exists'],
    async answer({ body, caller }) {
      const wrong = await findProblem(deps, body);
      if (wrong) return wrong;
      const mac = body.mac ?? (await unusedMac(deps.store));
      if (await deps.store.phone(mac)) return createProblem('phone-exists');
      const link = deps.desk.newLink(mac);
      const phone = phoneOf(deps, body, mac, link.id);
      const made = await deps.changes.make(caller, async (tx) => {
        if (await tx.phone(mac)) return createProblem('phone-exists');
        await tx.addPhone(phone);
        return {
          result: phone,
          record: { ...phoneRecord('phone-created', phone), after: auditedPhone(phone) },
        };
      });
      if (isProblem(made)) return made;
      const url = await deps.linkOf(phone, link.text);
      return { ...toPhoneResponse({ phone, session: null }), link: url };
    },
  });
}

async function findProblem({ brands, store }: CreatePhoneDeps, body: NewPhone): Promise<Problem | null> {
  const unknown = brandProblem(brands, body.brand);
  if (unknown) return unknown;
  const facts = brands.all().find(({ id }) => id === body.brand);
  if (!body.mac && !facts?.createdByRest) return createProblem('mac-required');
  const model = modelOf(brands, body);
  if (model !== null && !isListedModel(brands, body.brand, model)) {
    if (!(await store.knowsModel(body.brand, model))) return createProblem('unknown-model');
  }
  return availableVias(await store.settings()).length === 0 ? createProblem('address-not-set') : null;
}

function phoneOf({ brands, clock }: CreatePhoneDeps, body: NewPhone, mac: Mac, linkTokenId: string): Phone {
  return {
    mac,
    brand: body.brand,
    model: modelOf(brands, body),
    firmware: null,
    label: body.label,
    createdAt: clock(),
    lastSeen: null,
    linkTokenId,
    linkUsed: false,
  };
}

function modelOf(brands: Brands, { brand, model }: NewPhone): string | null {
  return model === null || model === undefined ? null : brands.modelOf(brand, model);
}

async function unusedMac(store: Pick<AdminStore, 'phone'>): Promise<Mac> {
  for (;;) {
    const mac = localMac();
    if (!(await store.phone(mac))) return mac;
  }
}

/** A locally administered unicast MAC (first octet 02): no vendor assigns it. */
function localMac(): Mac {
  const mac = parseMac(`02${randomBytes(5).toString('hex')}`);
  if (mac === null) throw new Error('generated MAC is invalid');
  return mac;
}
