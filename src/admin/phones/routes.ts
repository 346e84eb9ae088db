import { z } from 'zod';
import type { Phone } from '../../desk/model';
import type { ChangeNote, Changes } from '../http/changes';
import { type Operation, operation } from '../http/operation';
import { isProblem, problem } from '../http/problem';
import type { AdminStore } from '../ports/store';
import { brandText, macText } from '../schemas/common';
import { listOf, pageOf, pagingParameters, showPage } from '../schemas/paging';
import { phoneChange, phoneResponse, toPhoneResponse } from './schema';

interface PhoneDeps {
  readonly store: Pick<AdminStore, 'phones' | 'phone'>;
  readonly changes: Changes;
}

export const PHONES = '/api/v1/phones';
export const PHONE = `${PHONES}/{mac}`;
export const PHONES_TAG = 'Phones';
export const phoneParams = z.strictObject({ mac: macText });

export function phoneOperations(deps: PhoneDeps): Operation[] {
  return [listPhones(deps), getPhone(deps), relabelPhone(deps)];
}

function listPhones({ store }: PhoneDeps): Operation {
  return operation({
    method: 'get',
    path: PHONES,
    scope: 'read',
    id: 'listPhones',
    tag: PHONES_TAG,
    summary: 'All phones that are known, and who is logged in at them',
    query: z.strictObject({ brand: brandText.optional(), ...pagingParameters(z.string().max(12)) }),
    reply: listOf(phoneResponse, 'Phones'),
    problems: [],
    async answer({ query }) {
      const page = pageOf(query);
      const phones = await store.phones(query.brand, page);
      return showPage(phones, page, toPhoneResponse, ({ phone }) => phone.mac);
    },
  });
}

function getPhone({ store }: PhoneDeps): Operation {
  return operation({
    method: 'get',
    path: PHONE,
    scope: 'read',
    id: 'getPhone',
    tag: PHONES_TAG,
    summary: 'One phone',
    params: phoneParams,
    reply: phoneResponse,
    problems: ['unknown-phone'],
    async answer({ params: { mac } }) {
      const known = await store.phone(mac);
      return known ? toPhoneResponse(known) : problem('unknown-phone');
    },
  });
}

function relabelPhone({ store, changes }: PhoneDeps): Operation {
  return operation({
    method: 'patch',
    path: PHONE,
    scope: 'manage',
    id: 'changePhone',
    tag: PHONES_TAG,
    summary: 'Give a phone another label',
    params: phoneParams,
    body: phoneChange,
    reply: phoneResponse,
    problems: ['unknown-phone'],
    async answer({ params: { mac }, body: { label }, caller }) {
      const made = await changes.make(caller, async (tx) => {
        const phone = await tx.phone(mac);
        if (!phone) return problem('unknown-phone');
        await tx.relabelPhone(mac, label);
        const changes = { before: { label: phone.label }, after: { label } };
        return { result: phone, note: { ...phoneNote('phone-changed', phone), ...changes } };
      });
      if (isProblem(made)) return made;
      const known = await store.phone(mac);
      return known ? toPhoneResponse(known) : problem('unknown-phone');
    },
  });
}

/** What the audit and the events say of a change of a phone. */
export function phoneNote(action: string, phone: Phone): ChangeNote {
  return {
    action,
    resource: `${PHONES}/${phone.mac}`,
    mac: phone.mac,
    details: { brand: phone.brand },
  };
}
